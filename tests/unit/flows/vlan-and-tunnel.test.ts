// What matches and actions say of VLANs, tunnels and ports, from lines of the lab, the article and the real
// switch's other versions.
import { describe, expect, test } from 'vitest';
import { saidByActions, saidByMatch } from '../../../shared/flows/vlan-and-tunnel.ts';
import { findPart } from '../../../shared/openflow/parse-match.ts';

describe('a match', () => {
  test('gives one part by its whole name', () => {
    const match = 'ct_tp_dst=5,icmp,reg10=0x7,reg1=0x1/0xf,in_port="a, b",tun_metadata0';
    const found = (name: string): string | null => {
      const part = findPart(match, name);
      return part === null ? null : match.slice(part.range.from, part.range.to);
    };
    expect(found('reg1')).toBe('reg1=0x1/0xf');
    expect(found('tp_dst')).toBeNull();
    expect(found('icmp')).toBe('icmp');
    expect(found('in_port')).toBe('in_port="a, b"');
    expect(found('tun_metadata0')).toBe('tun_metadata0');
    expect(found('b')).toBeNull();
  });

  test.each([
    ['dl_vlan=1', 1],
    ['vlan=2', 2],
    ['vlan_tci=0x0004/0x0fff,dl_dst=fa:16:3e:f1:42:e2', 4],
    ['vlan_tci=0x0fff/0x1fff', null],
    ['vlan_tci=0x1fff/0x1fff', 4095],
    ['vlan_tci=0x1005', 5],
    ['vlan_tci=0x0000/0x1fff', null],
    ['vlan_vid=0x1002/0x1fff', 2],
    ['NXM_OF_VLAN_TCI[]=0x1007', 7],
    ['vlan_tci=0x1000/0x1000', null],
    ['dl_vlan=5,dl_vlan_pcp=3', 5],
    ['dl_vlan=0', null],
    ['dl_vlan=0xffff', null],
    ['dl_vlan=*', null],
    ['in_port=1', null],
  ])('admits of VLANs: %s', (match, vlan) => {
    expect(saidByMatch(match).vlan).toBe(vlan);
  });

  test.each([
    ['in_port=1', '1', null],
    ['in=7,tunnel_id=0x2', '7', '0x2'],
    ['in_port="qvo, 1",tun_id=554', 'qvo, 1', '0x22a'],
    ['in_port=patch-tun', 'patch-tun', null],
    ['in_port=LOCAL', 'LOCAL', null],
    ['tun_id=0x2/0xf', null, null],
  ])('says port and tunnel id: %s', (match, inPort, tunnelId) => {
    expect(saidByMatch(match)).toMatchObject({ inPort, tunnelId });
  });
});

describe('actions', () => {
  test.each([
    ['strip_vlan,set_tunnel:0x2,output:2', '0x2', 0, ['2']],
    ['strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2,output:3', '0x22a', 0, ['2', '3']],
    ['pop_vlan,set_field:0x22a->tun_id,output:"gre-c0a80a0d"', '0x22a', 0, ['gre-c0a80a0d']],
    ['load:0->NXM_OF_VLAN_TCI[],load:0x8c->NXM_NX_TUN_ID[],output:3', '0x8c', 0, ['3']],
    ['set_tunnel:554,output(port=3,max_len=100)', '0x22a', null, ['3']],
    ['mod_vlan_vid:1,resubmit(,10)', null, 1, []],
    ['set_vlan_vid:2,goto_table:10', null, 2, []],
    ['push_vlan:0x8100,set_field:4097->vlan_vid,goto_table:10', null, 1, []],
    ['load:0x5->NXM_OF_VLAN_TCI[0..11],NORMAL', null, 5, []],
    ['load:0x5->NXM_OF_VLAN_TCI[0..3],NORMAL', null, null, []],
    ['write_actions(set_field:0x7->tun_id,output:4)', '0x7', null, ['4']],
    ['clone(set_tunnel:7,output:4),LOCAL,in_port', '0x7', null, ['4', 'LOCAL']],
    ['enqueue:2:1,bundle(eth_src,0,active_backup,ofport,members:3,4)', null, null, ['2', '3', '4']],
    ['output:NXM_NX_REG0[0..15]', null, null, []],
    ['learn(table=20,load:0->NXM_OF_VLAN_TCI[],output:NXM_OF_IN_PORT[]),output:1', null, null, ['1']],
    ['drop', null, null, []],
  ])('say tunnel id, VLAN and ports: %s', (text, tunnelId, vlan, outputs) => {
    expect(saidByActions(text)).toEqual({ tunnelId, vlan, outputs, metadata: null, reg14: null });
  });

  // Of table 0 of the chassis of OVN: which datapath and which port of it a frame from a tap has come from.
  test.each([
    ['set_field:0x1->reg13,set_field:0x3->metadata,set_field:0x2->reg14,resubmit(,8)', '0x3', '0x2'],
    ['load:0x3->OXM_OF_METADATA[],load:0x2->NXM_NX_REG14[],resubmit(,8)', '0x3', '0x2'],
    ['load:0x1->NXM_NX_REG14[0..3],resubmit(,8)', null, null],
  ])('say datapath and port of OVN: %s', (text, metadata, reg14) => {
    expect(saidByActions(text)).toMatchObject({ metadata, reg14 });
  });
});
