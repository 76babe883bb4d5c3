// The filter over changes: names of changes, the language of flows asked of either side, fields of anything else.
import { describe, expect, test } from 'vitest';
import { parseChangeFilter } from '../../../shared/compare/change-filter.ts';
import type { Change, ChangeSide } from '../../../shared/compare/change.ts';

const side = (text: string, fields: ChangeSide['fields'] = {}): ChangeSide => ({
  text,
  fields,
  evidence: [{ host: 'compute1', source: 'compute1/ip_-d_link', sourceId: 1, firstLine: 1, lastLine: 1 }],
});
const flow = (actions: string): ChangeSide =>
  side(
    `cookie=0x1, duration=5.1s, table=60, n_packets=7, n_bytes=70, priority=100,in_port=15 actions=${actions}`,
    {
      actions,
    },
  );
const changes: readonly Change[] = [
  {
    kind: 'flows',
    change: 'changed',
    key: 'br-int table=60 priority=100 in_port=15',
    from: flow('output:2'),
    to: flow('output:5'),
    fields: ['actions'],
  },
  {
    kind: 'addresses',
    change: 'added',
    key: 'eth0 10.0.0.1/24',
    from: null,
    to: side('eth0 10.0.0.1/24', { scope: 'global', mtu: 1450 }),
    fields: [],
  },
  {
    kind: 'ovs-ports',
    change: 'changed',
    key: 'qvo1',
    from: side('qvo1 tag=1', { tag: 1, bridge: 'br-int' }),
    to: side('qvo1 tag=4095', { tag: 4095, bridge: 'br-int' }),
    fields: ['tag'],
  },
];
const fields = new Set(['tag', 'mtu', 'scope', 'bridge', 'actions']);

function found(filter: string): string {
  const parsed = parseChangeFilter(filter, fields);
  if (!parsed.ok) return `${parsed.code} at ${parsed.at}`;
  return changes.flatMap((change, index) => (parsed.condition(change) ? [index] : [])).join(' ');
}

describe('a filter over changes', () => {
  test.each([
    ['', '0 1 2'],
    ['kind=flows', '0'],
    ['kind=flow', '0'],
    ['kind=address', '1'],
    ['kind=ovs-port', '2'],
    ['kind in flows, addresses', '0 1'],
    ['kind=ovs-*', '2'],
    ['change=added', '1'],
    ['change!=added', '0 2'],
    ['field=tag', '2'],
    ['key~qvo', '2'],
    ['host=compute1 and change=added', '1'],
    ['kind=flow and table=60', '0'],
    ['table=60 kind=flows', '0'],
    ['table=61', ''],
    ['output=5', '0'],
    ['output=2 or tag=1', '0 2'],
    ['in_port=15 and not output=9', '0'],
    ['n_packets>6 and (actions~output or change=removed)', '0'],
    ['has output', '0'],
    ['never hit', ''],
    ['table in 59,60', '0'],
    ['bridge=br-int', '0 2'],
    ['mtu<1500', '1'],
    ['tag>1000', '2'],
    ['from.tag=1', '2'],
    ['to.tag=1', ''],
    ['not kind=flows and tag in 1,4095', '2'],
    ['10.0.0', '1'],
    ['"in_port=15"', '0'],
    ['br-*60', '0'],
    ['QVO', '2'],
  ])('%s', (filter, expected) => {
    expect(found(filter)).toBe(expected);
  });

  test.each([
    ['kind=', 'value-missing at 5'],
    ['kind=flosw', 'not-a-value-near at 5'],
    ['change=gone', 'not-a-value at 7'],
    ['knd=flows', 'unknown-name-near at 0'],
    ['tag<x', 'compares-numbers at 4'],
    ['kind=flows and', 'condition-at-end at 14'],
    ['kind=flows and table=x..y', 'not-a-number at 21'],
    ['(kind=flows', 'open-bracket at 0'],
    ['kind covers 3', 'operator-not-for at 5'],
  ])('%s is wrong where it is wrong', (filter, expected) => {
    expect(found(filter)).toBe(expected);
  });
});
