// Matches and actions as text, from lines of the lab, the article and the real switch's other versions.
import { describe, expect, test } from 'vitest';
import { outputPorts, splitActions, tunnelIdSet, vlanSet } from '../../../shared/flows/actions-text.ts';
import { findField, splitMatch, vlanOfMatch } from '../../../shared/flows/match-text.ts';

describe('a match', () => {
  test('is split into fields, masks and protocol words', () => {
    expect(splitMatch('ct_state=+est-rel,ip,reg6=0x1/0xff,nw_src=10.18.0.0/24,in_port="qvo,1"')).toEqual([
      { name: 'ct_state', value: '+est-rel', mask: null },
      { name: 'ip', value: null, mask: null },
      { name: 'reg6', value: '0x1', mask: '0xff' },
      { name: 'nw_src', value: '10.18.0.0', mask: '24' },
      { name: 'in_port', value: '"qvo,1"', mask: null },
    ]);
    expect(splitMatch('dl_dst=01:00:00:00:00:00/01:00:00:00:00:00')).toEqual([
      { name: 'dl_dst', value: '01:00:00:00:00:00', mask: '01:00:00:00:00:00' },
    ]);
    expect(splitMatch('packet_type=(1,0x800),ipv6_dst=::/64')).toEqual([
      { name: 'packet_type', value: '(1,0x800)', mask: null },
      { name: 'ipv6_dst', value: '::', mask: '64' },
    ]);
    expect(splitMatch('')).toEqual([]);
    expect(splitMatch('*')).toEqual([]);
  });

  test('gives one field by its whole name', () => {
    const match = 'ct_tp_dst=5,icmp,reg10=0x7,reg1=0x1/0xf,in_port="a,b"';
    expect(findField(match, 'reg1')).toEqual({ name: 'reg1', value: '0x1', mask: '0xf' });
    expect(findField(match, 'tp_dst')).toBeNull();
    expect(findField(match, 'icmp')).toEqual({ name: 'icmp', value: null, mask: null });
    expect(findField(match, 'in_port')).toEqual({ name: 'in_port', value: '"a,b"', mask: null });
  });

  test.each([
    ['dl_vlan=1', 1],
    ['vlan=2', 2],
    ['vlan_tci=0x0004/0x0fff,dl_dst=fa:16:3e:f1:42:e2', 4],
    ['vlan_tci=0x0fff/0x1fff', null],
    ['vlan_tci=0x1fff/0x1fff', 4095],
    ['vlan_tci=0x0000/0x1fff', null],
    ['vlan_vid=0x1002/0x1fff', 2],
    ['vlan_tci=0x1000/0x1000', null],
    ['dl_vlan=0xffff', null],
    ['in_port=1', null],
  ])('admits of VLANs: %s', (match, vlan) => {
    expect(vlanOfMatch(splitMatch(match))).toBe(vlan);
  });
});

describe('actions', () => {
  test('are split at the top level only', () => {
    const text =
      'learn(table=20,load:0->NXM_OF_VLAN_TCI[],output:NXM_OF_IN_PORT[]),ct(commit,zone=NXM_NX_REG6[0..15],exec(load:0x1->NXM_NX_CT_MARK[])),resubmit(,2),output:1,drop';
    expect(splitActions(text).map(({ name, argument }) => [name, argument])).toEqual([
      ['learn', 'table=20,load:0->NXM_OF_VLAN_TCI[],output:NXM_OF_IN_PORT[]'],
      ['ct', 'commit,zone=NXM_NX_REG6[0..15],exec(load:0x1->NXM_NX_CT_MARK[])'],
      ['resubmit', ',2'],
      ['output', '1'],
      ['drop', null],
    ]);
    expect(splitActions('')).toEqual([]);
  });

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
    ['write_actions(set_field:0x7->tun_id,output:4)', null, null, ['4']],
    ['output:NXM_NX_REG0[0..15]', null, null, []],
    ['drop', null, null, []],
  ])('say tunnel id, VLAN and ports: %s', (text, tunnel, vlan, ports) => {
    const actions = splitActions(text);
    expect([tunnelIdSet(actions), vlanSet(actions), outputPorts(actions)]).toEqual([tunnel, vlan, ports]);
  });
});
