// Shapes of real flows: what stays and what is taken out, and that nothing is lost of it.
import { describe, expect, test } from 'vitest';
import type { Shaped } from '../../../shared/flows/flow-shapes.ts';
import { shapeOfActions, shapeOfMatch, shapeText, valuesIn } from '../../../shared/flows/flow-shapes.ts';
import { flowDump } from '../../bench/generate-flows.ts';
import { fixtureFlows, flowsOfText } from '../../flow-fixtures.ts';

const brTun = fixtureFlows('lab/ovs-ofctl_dump-flows_br-tun.txt');

/** How often each shape comes, in the order in which they do. */
function counted(shapes: readonly Shaped[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { shape } of shapes) counts.set(shapeText(shape), (counts.get(shapeText(shape)) ?? 0) + 1);
  return [...counts];
}

test('the shapes of a real br-tun', () => {
  expect(counted(brTun.map(({ match }) => shapeOfMatch(match)))).toEqual([
    ['in_port=…', 3],
    ['', 7],
    ['dl_dst=00:00:00:00:00:00/01:00:00:00:00:00', 1],
    ['dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', 1],
    ['tun_id=…', 2],
    ['vlan_tci=…/0x0fff,dl_dst=…', 12],
    ['dl_vlan=…', 2],
  ]);
  expect(counted(brTun.map(({ actions }) => shapeOfActions(actions)))).toEqual([
    ['resubmit(,2)', 1],
    ['resubmit(,3)', 2],
    ['drop', 5],
    ['resubmit(,20)', 1],
    ['resubmit(,22)', 2],
    ['mod_vlan_vid:…,resubmit(,10)', 2],
    [
      'learn(table=20,hard_timeout=300,priority=1,cookie=…,NXM_OF_VLAN_TCI[0..11],' +
        'NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:…->NXM_OF_VLAN_TCI[],' +
        'load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[],output:OXM_OF_IN_PORT[]),output:…',
      1,
    ],
    ['load:…->NXM_OF_VLAN_TCI[],load:…->NXM_NX_TUN_ID[],output:…', 12],
    ['strip_vlan,load:…->NXM_NX_TUN_ID[],output:…,output:…', 2],
  ]);
});

const printed: readonly (readonly [kind: 'match' | 'actions', text: string, shape: string, names: string])[] =
  [
    ['match', '*', '*', ''],
    [
      'match',
      'ct_state=+est-rel-rpl,ip,reg6=0x2,nw_src=10.0.0.11',
      'ct_state=+est-rel-rpl,ip,reg6=…,nw_src=…',
      'reg6|ip_src',
    ],
    [
      'match',
      'tcp,nw_src=10.18.0.0/24,tp_dst=0x1f90/0xfff8',
      'tcp,nw_src=…/…,tp_dst=…/…',
      'ip_src|ip_src mask|tcp_dst|tcp_dst mask',
    ],
    [
      'match',
      'reg10=0x1/0x1,reg0=0x2002/0x2002,metadata=0x5',
      'reg10=0x1/0x1,reg0=…/0x2002,metadata=…',
      'reg0|metadata',
    ],
    [
      'match',
      'arp,in_port="tap,1",arp_spa=10.0.0.1,arp_op=1',
      'arp,in_port=…,arp_spa=…,arp_op=1',
      'in_port|arp_spa',
    ],
    [
      'actions',
      'load:0x1->NXM_NX_REG10[7],load:0x2->NXM_NX_REG1[],resubmit(,20)',
      'load:0x1->NXM_NX_REG10[7],load:…->NXM_NX_REG1[],resubmit(,20)',
      'reg1',
    ],
    [
      'actions',
      'set_field:0x5/0xff->reg1,set_field:fe80::1->ipv6_src,goto_table:3',
      'set_field:…/0xff->reg1,set_field:…->ipv6_src,goto_table:3',
      'reg1|ipv6_src',
    ],
    [
      'actions',
      'ct(commit,zone=7,nat(src=10.0.0.1-10.0.0.9:1-99,random),exec(load:0x9->NXM_NX_CT_MARK[]))',
      'ct(commit,zone=…,nat(src=…,random),exec(load:…->NXM_NX_CT_MARK[]))',
      'zone|nat|ct_mark',
    ],
    [
      'actions',
      'clone(output:5,resubmit(7,3)),conjunction(12,2/3),group:4,meter:6,set_queue:1',
      'clone(output:…,resubmit(…,3)),conjunction(…,2/3),group:…,meter:…,set_queue:…',
      'output|in_port|conj_id|group|meter|queue',
    ],
    [
      'actions',
      'output:NXM_NX_REG15[],NORMAL,LOCAL,IN_PORT,CONTROLLER:65535',
      'output:NXM_NX_REG15[],NORMAL,LOCAL,IN_PORT,CONTROLLER:65535',
      '',
    ],
    [
      'actions',
      'push_vlan:0x8100,set_field:4098->vlan_vid,output(port=3,max_len=64)',
      'push_vlan:0x8100,set_field:…->vlan_vid,output(port=…,max_len=64)',
      'vlan_vid|output',
    ],
    ['actions', 'what_is_this(1,2),drop', 'what_is_this(1,2),drop', ''],
  ];

test.each(printed)('the shape of a %s: %s', (kind, text, shape, names) => {
  const found = kind === 'match' ? shapeOfMatch(text) : shapeOfActions(text);
  expect(shapeText(found.shape)).toBe(shape);
  expect(found.shape.names).toEqual(names === '' ? [] : names.split('|'));
});

describe('what was taken out', () => {
  const generated = flowsOfText(
    [...flowDump({ flows: 3000, seed: 5, bridge: 'br-int', differ: 0 })].join('\n'),
  );
  const flows = [
    ...brTun,
    ...generated,
    ...fixtureFlows('switch/ovs-ofctl_-O_OpenFlow14_dump-flows_br0.txt'),
  ];

  test('put back gives the text; the shape alone finds it again', () => {
    expect(flows.length).toBeGreaterThan(3000);
    for (const { match, actions } of flows) {
      for (const [text, { shape, values }] of [
        [match, shapeOfMatch(match)],
        [actions, shapeOfActions(actions)],
      ] as const) {
        const again = shape.pieces.map((piece, i) => piece + (values[i] ?? '')).join('');
        expect(again).toBe(text);
        expect(valuesIn(shape, text)).toEqual(values);
      }
    }
  });

  test('two thousand flows that differ in addresses have few shapes', () => {
    const shapes = counted(generated.map(({ match }) => shapeOfMatch(match)));
    expect(shapes.length).toBeLessThan(20);
    expect(shapes).toContainEqual(['ct_state=+est-rel-rpl,tcp,reg5=…,tp_dst=…', expect.any(Number)]);
  });

  test('a text of another shape has no values of this one', () => {
    const { shape } = shapeOfMatch('ip,reg5=0x1,nw_src=10.0.0.1');
    expect(valuesIn(shape, 'ipv6,reg5=0x1,nw_src=10.0.0.1')).toBeNull();
    expect(valuesIn(shape, 'ip,reg5=,nw_src=10.0.0.1')).toBeNull();
    expect(valuesIn(shape, 'ip,reg5=0x1')).toBeNull();
  });
});
