// Changes as Markdown, unified diff and TSV.
import { expect, test } from 'vitest';
import { ChangeTextWriter, type ChangeTextFormat } from '../../../shared/compare/change-texts.ts';
import type { Change } from '../../../shared/compare/change.ts';
import { spreadsheetRow } from '../../../shared/delimited-row.ts';

const at = (source: string, firstLine: number) => [
  { host: 'compute1', source, sourceId: 1, firstLine, lastLine: firstLine },
];
const changed: Change = {
  kind: 'ovs-ports',
  change: 'changed',
  key: 'qvo1|2',
  from: { fields: { tag: 1 }, text: 'qvo1 tag=1', evidence: at('before/ports', 7) },
  to: { fields: { tag: 4095 }, text: 'qvo1 tag=4095', evidence: at('after/ports', 9) },
  fields: ['tag'],
};
const added: Change = {
  kind: 'flows',
  change: 'added',
  key: 'br-int table=0 priority=1',
  from: null,
  to: { fields: {}, text: '=1+1 `x` actions=drop', evidence: at('after/flows', 3) },
  fields: [],
};

function text(format: ChangeTextFormat): readonly string[] {
  const writer = new ChangeTextWriter(format, { from: 'compute1 before', to: 'compute1 after' });
  writer.add(changed);
  writer.add(added);
  expect(writer.characters).toBe(writer.text().length);
  return writer.text().split('\n');
}

test('Markdown: a table a kind, everything as code', () => {
  expect(text('markdown')).toEqual([
    '**compute1 before → compute1 after**',
    '',
    '### ovs-ports',
    '',
    '|  | what | from | to |',
    '| --- | --- | --- | --- |',
    '| `~` | `qvo1\\|2` | `tag=1` | `tag=4095` |',
    '',
    '### flows',
    '',
    '|  | what | from | to |',
    '| --- | --- | --- | --- |',
    '| `+` | `br-int table=0 priority=1` |  | `` =1+1 `x` actions=drop `` |',
    '',
  ]);
});

test('a unified diff: a hunk a change, with the lines of both outputs', () => {
  expect(text('diff')).toEqual([
    '--- before/ports\tcompute1 before',
    '+++ after/ports\tcompute1 after',
    '@@ -7,1 +9,1 @@ ovs-ports qvo1|2',
    '-qvo1 tag=1',
    '+qvo1 tag=4095',
    '--- /dev/null\tcompute1 before',
    '+++ after/flows\tcompute1 after',
    '@@ -0,0 +3,1 @@ flows br-int table=0 priority=1',
    '+=1+1 `x` actions=drop',
    '',
  ]);
});

test('TSV and CSV: nothing becomes a formula, nothing breaks a row', () => {
  expect(text('tsv')).toEqual([
    'kind\tchange\tkey\tfields\tfrom\tto\tfrom line\tto line',
    'ovs-ports\tchanged\tqvo1|2\ttag\ttag=1\ttag=4095\tbefore/ports:7\tafter/ports:9',
    "flows\tadded\tbr-int table=0 priority=1\t\t\t'=1+1 `x` actions=drop\t\tafter/flows:3",
    '',
  ]);
  expect(text('csv')).toEqual([
    'kind,change,key,fields,from,to,from line,to line',
    'ovs-ports,changed,qvo1|2,tag,tag=1,tag=4095,before/ports:7,after/ports:9',
    "flows,added,br-int table=0 priority=1,,,'=1+1 `x` actions=drop,,after/flows:3",
    '',
  ]);
  expect(spreadsheetRow(['=1', '+a', '-ip', '@a', ' =1', '-1', 'a\tb\r\nc', 'a=1'])).toBe(
    "'=1\t'+a\t'-ip\t'@a\t' =1\t-1\ta b c\ta=1",
  );
});
