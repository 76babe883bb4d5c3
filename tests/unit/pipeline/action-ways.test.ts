// Where action lists send packets. The lists are those of the article, Neutron's agent, OVN and ovs-actions(7).
import { describe, expect, test } from 'vitest';
import { parseActions } from '../../../shared/openflow/parse-tree.ts';
import { actionWays } from '../../../shared/pipeline/action-ways.ts';

const keyOf = (actions: string): string => actionWays(parseActions(actions), actions).key;

describe('the ways of an action list', () => {
  test.each([
    ['drop', 'drop'],
    ['', 'drop'],
    ['resubmit(,20)', 'table:20:resubmit'],
    ['goto_table:60', 'table:60:goto'],
    ['mod_vlan_vid:1,resubmit(,10)', 'table:10:resubmit'],
    ['resubmit:7', 'table:same:resubmit'],
    // The registers that table 73 loads are what the list goes on with.
    [
      'set_field:0/0x1000->reg10,resubmit(,73),move:NXM_NX_REG10[12]->NXM_NX_XXREG0[111],resubmit(,9)',
      'table:73:resubmit:again table:9:resubmit',
    ],
    // A copy for each port of a multicast group.
    [
      'load:0x1->NXM_NX_REG15[],resubmit(,40),load:0x2->NXM_NX_REG15[],resubmit(,40)',
      'table:40:resubmit table:40:resubmit:again',
    ],
    ['ct(table=72,zone=NXM_NX_REG6[0..15])', 'table:72:ct:copy'],
    ['ct(commit,zone=NXM_NX_REG6[0..15],exec(set_field:0x1->ct_mark))', 'no-output'],
    ['ct(commit,zone=NXM_NX_REG6[0..15]),output:14,resubmit(,92)', 'port:14 table:92:resubmit'],
    ['strip_vlan,set_tunnel:0x3,output:2', 'port:2'],
    ['output:2,output:3,output:3', 'port:2 port:3×2'],
    ['LOCAL', 'port:65534'],
    ['NORMAL', 'normal'],
    ['IN_PORT', 'in-port'],
    ['FLOOD', 'flood'],
    ['controller(userdata=00.00.00.12,reason=no_match)', 'controller'],
    ['CONTROLLER:65535', 'controller'],
    ['enqueue:5:1', 'port:5'],
    ['output:NXM_NX_REG0[0..15]', 'field:reg0'],
    ['group:5', 'group:5'],
    ['clone(ct_clear,load:0->NXM_NX_REG11[],resubmit(,8))', 'table:8:resubmit:copy'],
    ['write_actions(output:1),goto_table:3', 'port:1 table:3:goto'],
    ['conjunction(8,2/2)', 'conjunction'],
    ['resubmit(,1),exit,output:9', 'table:1:resubmit'],
    ['load:0x1->NXM_NX_REG0[]', 'no-output'],
    ['note:00.01', 'drop'],
    [
      'learn(table=20,hard_timeout=300,priority=1,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],output:NXM_OF_IN_PORT[]),output:1',
      'learn:20 port:1',
    ],
    ['learn(table=69,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[])', 'learn:69 no-output'],
    ['bundle(eth_src,50,active_backup,ofport,members:4,8)', 'port:4:shared port:8:shared'],
    ['whatever(1)', 'opaque'],
  ])('%s', (actions, key) => expect(keyOf(actions)).toBe(key));

  test('are told in the words of the list', () => {
    const actions = 'ct(commit,table=48,zone=NXM_NX_REG13[0..15],nat),output:1,clone(output:1)';
    const { ways } = actionWays(parseActions(actions), actions);
    expect(ways.map(({ times, forms }) => ({ times, forms }))).toEqual([
      { times: 2, forms: ['output:1'] },
      { times: 1, forms: ['table=48'] },
    ]);
  });
});
