import { describe, expect, test } from 'vitest';
import { passes } from '../../../shared/filter/flow-condition.ts';
import { flowFields, parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
import type { FlowFact } from '../../../shared/facts.ts';
import { parseOutput } from '../../parse-output.ts';

const flows: readonly FlowFact[] = parseOutput(
  ['ovs-ofctl', 'dump-flows', 'br-tun'],
  ` cookie=0x21e2400a0c3edcf2, duration=1922.307s, table=0, n_packets=8766, n_bytes=688948, idle_age=3, priority=1,in_port=1 actions=resubmit(,2)
 cookie=0x21e2400a0c3edcf2, duration=1541.574s, table=3, n_packets=4172, n_bytes=329919, idle_age=3, priority=1,tun_id=0x22a actions=mod_vlan_vid:1,resubmit(,10)
 cookie=0x21e2400a0c3edcf2, duration=929.941s, table=20, n_packets=2426, n_bytes=190888, hard_timeout=300, idle_age=3, hard_age=3, priority=1,vlan_tci=0x0001/0x0fff,dl_dst=fa:16:3e:a1:21:cb actions=load:0->NXM_OF_VLAN_TCI[],load:0x22a->NXM_NX_TUN_ID[],output:2
 cookie=0x0, duration=10s, table=22, n_packets=0, n_bytes=0, idle_age=1922, priority=0 actions=drop
 cookie=0x0, duration=10s, table=60, n_packets=5, n_bytes=500, send_flow_rem idle_age=2, priority=90,tcp,in_port="qvo,1",nw_src=10.18.0.0/24,tp_dst=80 actions=NORMAL
`,
).of('flow');

/** The places of the flows that pass. */
function passing(filter: string): readonly number[] {
  const parsed = parseFlowFilter(filter);
  if (!parsed.ok) throw new Error(`${parsed.at}: ${parsed.message}`);
  return flows.flatMap((flow, i) => (passes(parsed.condition, flow) ? [i] : []));
}

describe('a filter lets through', () => {
  test.each<[string, readonly number[]]>([
    ['', [0, 1, 2, 3, 4]],
    ['table=20', [2]],
    ['table=20 and dl_dst=fa:16:3e:* and n_packets>0', [2]],
    ['eth_dst=FA:16:3E:A1:21:CB', [2]],
    ['table>=20 table<60', [2, 3]],
    ['n_packets<=5', [3, 4]],
    ['table!=0', [1, 2, 3, 4]],
    ['tun_id=554', [1]],
    ['tunnel_id=0x22a', [1]],
    ['tun_id!=0x22a', [0, 2, 3, 4]],
    ['has tun_id', [1]],
    ['not has tun_id and not drop', [0, 2, 4]],
    ['has tcp', [4]],
    ['has hard_timeout', [2]],
    ['vlan_tci=0x0001/0x0fff', [2]],
    ['vlan_tci=1', [2]],
    ['ip_src=10.18.0.0/24 or nw_src=10.18.0.0', [4]],
    ['ip_src=10.18.*', [4]],
    ['tcp_dst=80', [4]],
    ['tp_dst<100', [4]],
    ['in_port="qvo,1" or in_port=1', [0, 4]],
    ['cookie=0x021E2400A0C3EDCF2', [0, 1, 2]],
    ['cookie=0', []],
    ['actions~resubmit(,2)', [0]],
    ['actions=*resubmit*', [0, 1]],
    ['actions="drop"', [3]],
    ['flags=send_flow_rem', [4]],
    ['resubmit', [0, 1]],
    ['0x22a->NXM', [2]],
    ['"load:0x22a->NXM_NX_TUN_ID[]"', [2]],
    ['fa:16:*:cb', [2]],
    ['21e2400a', [0, 1, 2]],
    ['table=0 or table=22 and n_packets>0', [0]],
    ['(table=0 or table=22) and n_packets=0', [3]],
    ['NOT (table=0 OR table=3)', [2, 3, 4]],
    ['! drop', [0, 1, 2, 4]],
  ])('%s', (filter, expected) => {
    expect(passing(filter)).toEqual(expected);
  });
});

describe('a filter that cannot be read says where and why', () => {
  test.each<[string, number, string]>([
    ['tabel=2', 0, 'There is no field “tabel”; did you mean “table”?'],
    [
      'table=20 and xyzzy=1',
      13,
      'There is no field “xyzzy”; put text with an operator sign in quotation marks.',
    ],
    ['table=', 6, 'After “=” a value is missing.'],
    ['actions= and', 9, ''],
    ['table>x', 6, '“>” compares numbers, and “x” is none.'],
    ['table=br-int', 6, '“table” is a number, and “br-int” is none.'],
    ['n_packets!="many"', 11, '“n_packets” is a number, and “many” is none.'],
    ['(table=1', 0, 'This bracket is not closed.'],
    ['table=1)', 7, 'This bracket was never opened.'],
    ['drop and', 8, 'The filter ends where a condition is missing.'],
    ['or drop', 0, 'Before “or” a condition is missing.'],
    ['=3', 0, 'Before “=” the name of a field is missing.'],
    ['has nothing', 4, 'There is no field “nothing”; put text with an operator sign in quotation marks.'],
    ['match~"ab', 6, 'This quotation mark is not closed.'],
    ['()', 1, 'Before this bracket a condition is missing.'],
  ])('%s', (filter, at, message) => {
    const parsed = parseFlowFilter(filter);
    if (message === '') {
      // `and` can be a value: it is the word after an operator.
      expect(parsed.ok).toBe(true);
      return;
    }
    expect(parsed).toEqual({ ok: false, at, message });
  });
});

test('completes columns first, each name once', () => {
  expect(flowFields.slice(0, 4)).toEqual(['table', 'priority', 'n_packets', 'n_bytes']);
  expect(new Set(flowFields).size).toBe(flowFields.length);
  for (const name of [
    'dl_dst',
    'eth_dst',
    'nw_src',
    'ip_src',
    'tun_id',
    'reg15',
    'ct_state',
    'idle_age',
    'actions',
  ]) {
    expect(flowFields).toContain(name);
  }
});
