// What a report marks in the lines of a change: what differs in the fields, not the counters beside them.
import { expect, test } from 'vitest';
import { markedLines } from '../../../shared/report/marked-lines.ts';

const line = (counted: string, actions: string): string =>
  ` cookie=0x1, duration=${counted}s, table=22, n_packets=${counted}, priority=1,dl_vlan=1 actions=${actions}`;

test('of a flow the output that one side has more is marked, no age and no counter', () => {
  const [from, to] = [line('7', 'strip_vlan,output:2,output:3'), line('99', 'strip_vlan,output:2')];
  const marks = markedLines(from, to, [
    { name: 'actions', from: 'strip_vlan,output:2,output:3', to: 'strip_vlan,output:2' },
  ]);
  const marked = (side: 'from' | 'to'): readonly string[] =>
    (marks?.[side] ?? []).flatMap(({ text, changed }) => (changed ? [text] : []));
  expect(marked('from')).toEqual([',output:3']);
  expect(marked('to')).toEqual([]);
  expect(marks?.from.map(({ text }) => text).join('')).toBe(from);
  expect(marks?.to.map(({ text }) => text).join('')).toBe(to);
});

test('a value that only stands in another word, or under another name, is not taken for the field', () => {
  const tag = [{ name: 'tag', from: '1', to: '4095' }];
  expect(markedLines('qvo14 vtag=1', 'qvo14 vtag=4095', tag)).toBeNull();
  expect(markedLines('qvo14 tag=11', 'qvo14 tag=4095', tag)).toBeNull();
  expect(markedLines('qvo14 tag=1', 'qvo14 tag=4095', tag)?.to).toEqual([
    { text: 'qvo14 tag=', changed: false },
    { text: '4095', changed: true },
  ]);
  expect(markedLines('qvo14', 'qvo14 tag=4095', [{ name: 'tag', from: null, to: '4095' }])).toBeNull();
});
