// Spellings that are one in canonical form do the same in the switch: each is put into its table in turn,
// and `ofproto/trace` must tell the same of every packet. What is kept apart does something else for one.
import { describe, expect, it } from 'vitest';
import { canonicalActions } from '../../../shared/openflow/canonical.ts';
import { hasSwitch } from '../switch.ts';
import { useSwitch } from '../use-switch.ts';

/** [match, spellings that are one]. */
const same: readonly (readonly [match: string, ...spellings: string[]])[] = [
  ['', 'load:0x5->NXM_NX_REG0[],output:2', 'set_field:5->reg0,output:2'],
  [
    '',
    'load:5->NXM_NX_REG0[4..7],output:NXM_NX_REG0[4..19]',
    'set_field:0x50/0xf0->reg0,output:NXM_NX_REG0[4..19]',
  ],
  [
    '',
    'set_field:0x100000002->xreg0,move:NXM_NX_REG1[0..15]->NXM_NX_REG5[0..15],output:NXM_NX_REG5[0..15]',
    'load:1->NXM_NX_REG0[],load:2->NXM_NX_REG1[],move:OXM_OF_PKT_REG0[0..15]->OXM_OF_PKT_REG2[0..15],output:OXM_OF_PKT_REG2[0..15]',
  ],
  [
    '',
    'set_field:0x1->xxreg0,output:NXM_NX_REG3[0..15]',
    'load:0->NXM_NX_XXREG0[64..127],load:1->NXM_NX_XXREG0[0..63],output:NXM_NX_XXREG0[0..15]',
  ],
  [
    '',
    'load:2->NXM_NX_REG0[],load:1->NXM_NX_REG1[],mod_dl_src:00:00:00:00:00:01,output:2',
    'mod_dl_src:00:00:00:00:00:01,load:1->NXM_NX_REG1[],load:2->NXM_NX_REG0[],output:2',
  ],
  [
    '',
    'mod_dl_dst:00:00:00:00:00:09,output:2',
    'set_field:00:00:00:00:00:07->eth_dst,set_field:00:00:00:00:00:09->eth_dst,output:2',
  ],
  [
    'ip',
    'mod_nw_tos:32,mod_nw_ttl:9,output:2',
    'set_field:9->nw_ttl,set_field:8->ip_dscp,output:2',
    'set_field:32->nw_tos,load:9->NXM_NX_IP_TTL[],output:2',
  ],
  [
    'udp',
    'mod_tp_dst:80,mod_nw_dst:10.0.0.9,output:2',
    'set_field:10.0.0.9->ip_dst,set_field:80->udp_dst,output:2',
  ],
  ['', 'enqueue:2:7,output:3', 'set_queue:7,output:2,pop_queue,output:3'],
  ['', 'resubmit(,5)', 'goto_table:5'],
  ['', 'write_metadata:0x5/0xff,goto_table:6', 'set_field:0x5/0xff->metadata,resubmit(,6)'],
  ['', 'resubmit(in_port,5)', 'resubmit(,5)'],
  [
    '',
    'write_actions(output:2,set_field:00:00:00:00:00:01->eth_src)',
    'write_actions(set_field:00:00:00:00:00:01->eth_src,output:2)',
  ],
  ['', 'strip_vlan,set_tunnel:5,output:2', 'set_tunnel:5,pop_vlan,output:2'],
  ['', 'strip_vlan,output:2', 'set_field:0->vlan_tci,output:2'],
  ['dl_vlan=5', 'mod_vlan_vid:7,output:2', 'set_field:4103->vlan_vid,output:2', 'set_vlan_vid:7,output:2'],
  ['dl_vlan=5', 'mod_vlan_vid:7,mod_vlan_pcp:3,output:2', 'set_field:0x7007->vlan_tci,output:2'],
  ['vlan_tci=0x0000/0x1000', 'mod_vlan_vid:7,output:2', 'push_vlan:0x8100,set_field:4103->vlan_vid,output:2'],
  [
    'vlan_tci=0x0000/0x1000',
    'mod_vlan_vid:7,mod_vlan_pcp:3,output:2',
    'push_vlan:0x8100,set_field:4103->vlan_vid,set_field:3->vlan_pcp,output:2',
    'set_field:0x7007->vlan_tci,output:2',
  ],
  ['', 'dec_ttl(0),output:2', 'dec_ttl,output:2'],
];

/** Lists that only look alike. */
const different: readonly (readonly [match: string, one: string, other: string])[] = [
  ['dl_vlan=5', 'push_vlan:0x8100,set_field:4103->vlan_vid,output:2', 'mod_vlan_vid:7,output:2'],
  ['', 'output:2,load:0x9->OXM_OF_ETH_DST[],output:3', 'load:0x9->OXM_OF_ETH_DST[],output:2,output:3'],
  ['', 'load:2->NXM_NX_REG0[],output:NXM_NX_REG0[0..15]', 'load:3->NXM_NX_REG0[],output:NXM_NX_REG0[0..15]'],
  ['', 'resubmit(,5),output:2', 'output:2,resubmit(,5)'],
];

const ethernet = 'in_port=1,dl_src=50:54:00:00:00:05,dl_dst=50:54:00:00:00:07';
const packets = [
  `${ethernet},dl_type=0x1234`,
  `${ethernet},udp,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_ttl=64,udp_src=53,udp_dst=53`,
  `${ethernet},dl_vlan=5,dl_vlan_pcp=1,dl_type=0x1234`,
  `${ethernet},dl_vlan=6,udp,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_ttl=64,udp_src=53,udp_dst=53`,
];

describe.skipIf(!hasSwitch)('canonical forms, traced through a real switch', () => {
  const ovs = useSwitch((ovs) => {
    ovs.addBridge('br0', 'protocols=OpenFlow10,OpenFlow13,OpenFlow15');
    ovs.run('ovs-vsctl', 'set', 'Open_vSwitch', '.', 'other_config:vlan-limit=2');
    for (const ofport of [1, 2, 3]) ovs.addPort('br0', `p${ofport}`, `ofport_request=${ofport}`);
  });

  /** What becomes of every packet: where it goes and how it looks, not which actions did it. */
  function effects(match: string, actions: string): readonly string[] {
    ovs.run('ovs-ofctl', 'del-flows', 'br0');
    for (const flow of ['table=5,actions=output:3', 'table=6,metadata=0x5,actions=output:2'])
      ovs.run('ovs-ofctl', '-O', 'OpenFlow13', 'add-flow', 'br0', flow);
    // What OpenFlow 1.0 has a word for is sent in it, or `mod_vlan_vid` would be made a push on its way.
    const version = /push_vlan|set_vlan|goto_table|write_|set_field.*vlan_vid/.test(actions)
      ? 'OpenFlow13'
      : 'OpenFlow10';
    ovs.run(
      'ovs-ofctl',
      '-O',
      version,
      'add-flow',
      'br0',
      `table=0,${match}${match === '' ? '' : ','}actions=${actions}`,
    );
    return packets.map((packet) => {
      const said = ovs.run('ovs-appctl', 'ofproto/trace', 'br0', packet);
      return `${/^Final flow: .*$/m.exec(said)?.[0]} ${/^Datapath actions: .*$/m.exec(said)?.[0]}`;
    });
  }

  it.each(same)('%s %s', (match, ...spellings) => {
    const [first = '', ...others] = spellings;
    const expected = effects(match, first);
    for (const other of others) {
      expect(canonicalActions(other, match)).toBe(canonicalActions(first, match));
      expect(effects(match, other), other).toEqual(expected);
    }
    // The canonical list itself is one that the switch takes, and does the same.
    expect(effects(match, canonicalActions(first, match))).toEqual(expected);
  });

  it.each(different)('%s %s is not %s', (match, one, other) => {
    expect(canonicalActions(one, match)).not.toBe(canonicalActions(other, match));
    expect(effects(match, one)).not.toEqual(effects(match, other));
  });
});
