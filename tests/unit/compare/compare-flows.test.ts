import { describe, expect, test } from 'vitest';
import { compareFlows } from '../../../shared/compare/compare-flows.ts';
import { AsideCounts, type AsideCategory } from '../../../shared/compare/set-aside.ts';
import { diffKeyed, type Keyed } from '../../../shared/compare/keyed-diff.ts';
import { parseOutput } from '../../parse-output.ts';

function read(text: string): readonly { readonly data: ReturnType<typeof parse>[number] }[] {
  return parse(text).map((data) => ({ data }));
}

function parse(text: string) {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => ` ${line.trim()}\n`);
  return parseOutput(['ovs-ofctl', 'dump-flows', 'br-int'], lines.join('')).of('flow');
}

function compare(from: string, to: string): readonly string[] {
  return compareFlows(read(from), read(to)).differences.map(
    ({ change, key, from: left, to: right, fields }) =>
      `${change} ${key.table}/${key.priority}/${key.match} ${left?.data.actions ?? '-'} > ${right?.data.actions ?? '-'} ${fields.join(',')}`,
  );
}

const base =
  'cookie=0x1, duration=5s, table=10, n_packets=1, n_bytes=2, idle_age=3, priority=1 actions=learn(table=20,hard_timeout=300,priority=1,cookie=0x1,NXM_OF_VLAN_TCI[0..11]),output:1';

describe('two flow tables', () => {
  test('are equal when only cookies, counters and ages differ', () => {
    const later = base
      .replaceAll('0x1,', '0xff,')
      .replace('n_packets=1, n_bytes=2, idle_age=3', 'n_packets=9, n_bytes=9, idle_age=0');
    expect(compareFlows(read(base), read(later))).toMatchObject({ differences: [], equal: 1 });
  });

  test('differ in actions, timeouts, flags and importance', () => {
    const flow = (middle: string, actions: string): string =>
      `cookie=0x0, duration=5s, table=0, n_packets=0, n_bytes=0, ${middle}idle_age=3, priority=5,in_port=1 actions=${actions}`;
    expect(compare(flow('', 'drop'), flow('', 'NORMAL'))).toEqual([
      'changed 0/5/in_port=1 drop > NORMAL actions',
    ]);
    expect(compare(flow('', 'drop'), flow('idle_timeout=10, ', 'drop'))).toEqual([
      'changed 0/5/in_port=1 drop > drop idle_timeout',
    ]);
    expect(compare(flow('send_flow_rem importance=7, ', 'drop'), flow('', 'drop'))).toEqual([
      'changed 0/5/in_port=1 drop > drop importance,flags',
    ]);
  });

  test('are told apart by table, priority and match, in that order', () => {
    const flow = (table: number, priority: number, match: string): string =>
      `cookie=0x0, duration=5s, table=${table}, n_packets=0, n_bytes=0, idle_age=3, priority=${priority}${match} actions=drop`;
    const from = [flow(1, 5, ',in_port=2'), flow(0, 1, ''), flow(1, 9, ',in_port=2')].join('\n');
    const to = [flow(1, 5, ',in_port=1'), flow(0, 1, ''), flow(1, 7, ',in_port=2')].join('\n');
    expect(compare(from, to)).toEqual([
      'removed 1/9/in_port=2 drop > - ',
      'added 1/7/in_port=2 - > drop ',
      'added 1/5/in_port=1 - > drop ',
      'removed 1/5/in_port=2 drop > - ',
    ]);
  });

  test('a flow that is there twice counts once', () => {
    const flow = (actions: string): string => base.replace(/actions=.*/, `actions=${actions}`);
    const from = [flow('output:1'), flow('output:1'), flow('output:2')].join('\n');
    const to = [flow('output:2'), flow('output:1')].join('\n');
    expect(compare(from, to)).toEqual([]);
    expect(compare(to, from)).toEqual([]);
  });

  test('different flows of one table, priority and match are paired by equal actions', () => {
    const flow = (actions: string): string => base.replace(/actions=.*/, `actions=${actions}`);
    const from = [flow('output:1'), flow('output:2')].join('\n');
    expect(compare(from, [flow('output:3'), flow('output:1')].join('\n'))).toEqual([
      'changed 10/1/ output:2 > output:3 actions',
    ]);
    expect(compare(from, flow('output:2'))).toEqual(['removed 10/1/ output:1 > - ']);
    expect(compare(flow('output:2'), from)).toEqual(['added 10/1/ - > output:1 ']);
  });
});

describe('keyed things', () => {
  const options = { include: new Set<AsideCategory>(), counts: new AsideCounts() };
  const thing = (key: string, place: string | null, fields: Keyed['fields']): Keyed => ({
    key,
    place,
    fields,
    aside: {},
    presence: null,
    chain: null,
    text: key,
    evidence: [],
  });

  test('are added, removed, changed, moved or equal', () => {
    const from = [
      thing('a', null, { tag: 1 }),
      thing('b', 'br0', { tag: 1 }),
      thing('c', null, { tag: 1 }),
      thing('e', null, {}),
    ];
    const to = [
      thing('d', null, {}),
      thing('c', null, { tag: 2 }),
      thing('b', 'br1', { tag: 1 }),
      thing('e', null, {}),
    ];
    const { changes, equal } = diffKeyed('ovs-ports', from, to, options);
    expect(changes.map((change) => [change.change, change.key, change.fields])).toEqual([
      ['removed', 'a', []],
      ['moved', 'b', []],
      ['changed', 'c', ['tag']],
      ['added', 'd', []],
    ]);
    expect(equal).toBe(1);
  });

  test('a field that one side does not know is no difference', () => {
    const from = [thing('a', null, { mac: null, mtu: 1500 })];
    const to = [thing('a', null, { mac: '02:00:00:00:00:01', mtu: 1500 })];
    expect(diffKeyed('links', from, to, options)).toEqual({ changes: [], equal: 1 });
  });

  test('what changes by itself is counted, and compared where it is asked for', () => {
    const counted = (packets: number): Keyed => ({
      ...thing('a', null, {}),
      aside: { counters: { packets } },
    });
    const learned: Keyed = { ...thing('b', null, {}), presence: 'learned' };
    const counts = new AsideCounts();
    const none = { include: new Set<AsideCategory>(), counts };
    expect(diffKeyed('links', [counted(1), learned], [counted(2)], none)).toEqual({ changes: [], equal: 1 });
    expect(counts.list()).toEqual([
      { kind: 'links', category: 'counters', field: 'packets', count: 1 },
      { kind: 'links', category: 'learned', field: null, count: 1 },
    ]);
    const all = { include: new Set<AsideCategory>(['counters', 'learned']), counts: new AsideCounts() };
    const { changes } = diffKeyed('links', [counted(1), learned], [counted(2)], all);
    expect(changes.map((change) => [change.change, change.key, change.fields])).toEqual([
      ['changed', 'a', ['packets']],
      ['removed', 'b', []],
    ]);
    expect(all.counts.list()).toEqual([]);
  });
});
