// Two snapshots whose dumps of one bridge are of different OpenFlow versions and tools.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Comparison } from '../../../shared/compare/change.ts';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import { emptyFacts } from '../../bundle-facts.ts';
import { fixtures } from '../../shared-data.ts';

const of10 = 'ovs-ofctl_dump-flows_br-tun.txt';
const of13 = 'ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt';
const names = 'ovs-ofctl_-O_OpenFlow13_--names_dump-flows_br-tun.txt';
const appctl = 'ovs-appctl_bridge.dump-flows_br-tun.txt';

function compare(from: string, to: string, change = (text: string): string => text): Comparison {
  const read = (name: string): string => readFileSync(join(fixtures, 'openvswitch/lab', name), 'utf8');
  const [before, after] = [emptyFacts('compute1', 1), emptyFacts('compute1', 2)];
  before.add(`compute1/${from}`, read(from));
  after.add(`compute1/${to}`, change(read(to)));
  return compareSnapshots(before, after);
}

test.each([
  [of10, of13],
  [of13, of10],
  [of10, appctl],
  [appctl, of13],
])('%s and %s have the same flows', (from, to) => {
  const { changes, compared, notComparable } = compare(from, to);
  expect(changes).toEqual([]);
  expect(compared.find(({ kind }) => kind === 'flows')?.equal).toBeGreaterThan(10);
  expect(notComparable.filter(({ kind }) => kind === 'flows')).toEqual([]);
});

test('what only one version says is named as set aside', () => {
  const unsaid = (from: string, to: string): readonly string[] =>
    compare(from, to).ignored.filter((word) => word.endsWith('(br-tun)'));
  expect(unsaid(of10, of13)).toEqual([
    ...['flags (br-tun)', 'meter (br-tun)', 'write_actions (br-tun)', 'clear_actions (br-tun)'],
  ]);
  expect(unsaid(of13, of13)).toEqual([]);
  expect(unsaid(appctl, of13)).toEqual(
    expect.arrayContaining(['idle_timeout (br-tun)', 'flags (br-tun)', 'table=254 (br-tun)']),
  );
});

test('a flow that does something else is found between versions', () => {
  const { changes } = compare(of10, of13, (text) =>
    text.replace('load:0x22a->NXM_NX_TUN_ID[]', 'set_field:0x22b->tun_id'),
  );
  expect(changes.map(({ change, fields }) => [change, fields])).toEqual([['changed', ['actions']]]);
});

test('port names are not compared with numbers', () => {
  const { changes, notComparable } = compare(of13, names);
  expect(changes).toEqual([]);
  expect(notComparable.filter(({ kind }) => kind === 'flows')).toHaveLength(1);
});
