import { describe, expect, test } from 'vitest';
import { passes } from '../../../shared/filter/flow-condition.ts';
import { filterNames } from '../../../shared/filter/filter-names.ts';
import { parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
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

test('an action that sets a port by name is found by name and by number', () => {
  const [first] = flows;
  if (first === undefined) throw new Error('no flow');
  const flow = { ...first, actions: 'set_field:"patch-tun"->in_port,resubmit(,3)' };
  const holds = (text: string, ports?: ReadonlyMap<string, number>): boolean => {
    const parsed = parseFlowFilter(text, ports === undefined ? {} : { ports: () => ports });
    if (!parsed.ok) throw new Error(parsed.message);
    return passes(parsed.condition, flow);
  };
  const ports = new Map([['patch-tun', 7]]);
  for (const text of ['sets in_port', 'sets in_port=patch-tun', 'sets in_port~tun', 'sets in_port=patch-*']) {
    expect([text, holds(text), holds(text, ports)]).toEqual([text, true, true]);
  }
  expect([holds('sets in_port=7'), holds('sets in_port=7', ports)]).toEqual([false, true]);
  expect([holds('sets in_port=other'), holds('sets in_port!=7', ports)]).toEqual([false, false]);
  expect(holds('sets reg0')).toBe(false);
});

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
    ['vlan_tci=1', []],
    ['vlan_tci in 1/0xfff', [2]],
    ['dl_vlan=1 and vlan=0x01', [2]],
    ['ip_src=10.18.0.0/24', [4]],
    ['nw_src=10.18.0.0/255.255.255.0', [4]],
    ['nw_src=10.18.0.0', []],
    ['nw_src covers 10.18.0.7', [4]],
    ['nw_src covers 10.18.0.0/25', [4]],
    ['nw_src covers 10.18.1.7 or nw_src covers 10.18.0.0/23', []],
    ['nw_src admits 10.18.0.7', [0, 1, 2, 3, 4]],
    ['nw_src admits 10.18.1.7', [0, 1, 2, 3]],
    ['nw_src in 10.18.0.0/16', [4]],
    ['nw_src within 10.0.0.0/8,11.0.0.0/8', [4]],
    ['nw_src in 10.18.0.0/25', []],
    ['ip_src=10.18.*', [4]],
    ['tcp_dst=80', [4]],
    ['tp_dst<100', [4]],
    ['tp_dst in 22, 80..90', [4]],
    ['udp_dst=80', []],
    ['has ip', [4]],
    ['nw_proto=6', [4]],
    ['dl_type=0x800', [4]],
    ['udp_dst admits 53', [0, 1, 2, 3]],
    ['in_port="qvo,1" or in_port=1', [0, 4]],
    ['cookie=0x021E2400A0C3EDCF2', [0, 1, 2]],
    ['cookie=0', [3, 4]],
    ['cookie=0xf2/0xff', [0, 1, 2]],
    ['cookie in 0..5', [3, 4]],
    ['actions~resubmit(,2)', [0]],
    ['resubmit=2', [0]],
    ['resubmit in 0x2..10', [0, 1]],
    ['next_table=10', [1]],
    ['output=2', [2]],
    ['output=normal', [4]],
    ['has output', [2, 4]],
    ['actions has drop', [3]],
    ['sets dl_vlan', [1, 2]],
    ['sets dl_vlan=1', [1]],
    ['sets vlan_vid=0x1001', [1]],
    ['sets tun_id=0x22a', [2]],
    ['sets tunnel_id!=554', [0, 1, 3, 4]],
    ['match has in_port', [0, 4]],
    ['never hit', [3]],
    ['age>25m && n_bytes>=688.948k || never hit', [0, 3]],
    ['table in 0,20..22', [0, 2, 3]],
    ['table==20', [2]],
    ['has n_packets and has cookie and has flags', [4]],
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
    ['!drop', [0, 1, 2, 4]],
  ])('%s', (filter, expected) => {
    expect(passing(filter)).toEqual(expected);
  });
});

describe('a filter that cannot be read says where and why', () => {
  test.each<[string, string, string]>([
    ['[tabel]=2', 'unknown-name-near', 'There is no field or action “tabel”; did you mean “table”?'],
    [
      'table=20 and [xyzzy]=1',
      'unknown-name',
      'There is no field or action “xyzzy”; put text with an operator sign in quotation marks.',
    ],
    [
      '[nw_sorc]=10.0.0.1',
      'unknown-name-near',
      'There is no field or action “nw_sorc”; did you mean “nw_src”?',
    ],
    ['table=[]', 'value-missing', 'After “=” a value is missing.'],
    ['nw_src covers [)]', 'value-missing', 'After “covers” a value is missing.'],
    ['table>[x]', 'compares-numbers', '“>” compares numbers, and “x” is none.'],
    ['table=[7th]', 'not-a-number', '“table” is a number, and “7th” is none.'],
    ['n_packets!=["many"]', 'not-a-number', '“n_packets” is a number, and “many” is none.'],
    ['nw_src=[10.1.2]', 'not-a-value', '“10.1.2” is no value of nw_src; one is 10.0.0.0/24.'],
    ['nw_src in [10.1.0.0/16,10.2]', 'not-a-value', '“10.2” is no value of nw_src; one is 10.0.0.0/24.'],
    [
      'ct_state=[+trk+ets]',
      'not-a-value-near',
      '“+trk+ets” is no value of ct_state; did you mean “+trk+est”?',
    ],
    ['ct_state=[yes]', 'not-a-value', '“yes” is no value of ct_state; one is +trk-est.'],
    ['nw_src [cover] 10.1.2.3', 'unknown-operator', '“cover” is no operator; did you mean “covers”?'],
    ['table [covers] 3', 'operator-not-for', '“covers” is not for table; it takes = != < <= > >= in ~.'],
    ['actions [<] 3', 'operator-not-for', '“<” is not for actions; it takes = != ~ in.'],
    ['[table] has learn', 'operator-not-for', '“has” is not for table; it takes = != < <= > >= in ~.'],
    ['actions has [lern]', 'not-in-actions-near', 'A list of actions has no “lern”; did you mean “learn”?'],
    ['match has [learn]', 'not-in-match', 'A match has no “learn”.'],
    ['sets[]', 'name-after', 'After “sets” a name is missing.'],
    ['has [and] drop', 'name-after', 'After “has” a name is missing.'],
    ['sets [table]', 'only-sets', 'Behind “sets” stands a field that actions can set; “table” is none.'],
    ['sets [reg55]=1', 'unknown-name-near', 'There is no field or action “reg55”; did you mean “reg5”?'],
    ['[(]table=1', 'open-bracket', 'This bracket is not closed.'],
    ['table=1[)]', 'unopened-bracket', 'This bracket was never opened.'],
    ['drop and[]', 'condition-at-end', 'The filter ends where a condition is missing.'],
    ['[or] drop', 'condition-before', 'Before “or” a condition is missing.'],
    ['[=]3', 'name-missing', 'Before “=” the name of a field is missing.'],
    [
      'has [nothing]',
      'unknown-name',
      'There is no field or action “nothing”; put text with an operator sign in quotation marks.',
    ],
    ['has [=]3', 'unexpected', ''],
    ['match~["ab]', 'open-quote', 'This quotation mark is not closed.'],
    ['([)]', 'empty-bracket', 'Before this bracket a condition is missing.'],
  ])('%s', (marked, code, message) => {
    const at = marked.indexOf('[');
    const to = marked.indexOf(']') - 1;
    const parsed = parseFlowFilter(marked.replace('[', '').replace(']', ''));
    if (message === '') {
      // `has=3` is a comparison with a name that there is not.
      expect(parsed).toMatchObject({ ok: false, code: 'unknown-name', at: 0, to: 3 });
      return;
    }
    expect(parsed).toMatchObject({ ok: false, at, to, code, message });
  });

  test('a word after an operator is a value, whatever it is', () => {
    expect(passing('actions= and')).toEqual([]);
    expect(passing('nw_src covering everything')).toEqual([]);
  });
});

test('completes columns first, each name once', () => {
  expect(filterNames.slice(0, 4)).toEqual(['table', 'priority', 'n_packets', 'n_bytes']);
  expect(new Set(filterNames).size).toBe(filterNames.length);
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
    expect(filterNames).toContain(name);
  }
});
