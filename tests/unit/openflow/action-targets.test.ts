// Where action lists lead, those of the lab's and others in one list.
import { expect, test } from 'vitest';
import { actionTargets, portText, type Target } from '../../../shared/openflow/action-targets.ts';
import { parseActions } from '../../../shared/openflow/parse-tree.ts';

function said(target: Target): string {
  switch (target.kind) {
    case 'table':
      return `${target.by} ${target.table === null ? 'same' : portText(target.table)}${
        target.inPort === null ? '' : ` as port ${portText(target.inPort)}`
      }`;
    case 'port':
      return `port ${target.port.kind === 'field' ? target.port.field : portText(target.port)}`;
    case 'learn':
      return `learn in ${portText(target.learn.table)}`;
    case 'conjunction':
      return `conjunction ${target.id} ${target.clause}/${target.clauses}`;
    case 'group':
      return `group ${target.group}`;
    case 'meter':
      return `meter ${target.meter}`;
    case 'controller':
      return `controller ${target.controller}`;
    case 'drop':
      return 'drop';
  }
}

test.each([
  ['drop', ['drop']],
  ['strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2,output:3,output:2', ['port 2', 'port 3']],
  [
    'resubmit:4,resubmit(,60),resubmit(5,61),resubmit(,60)',
    ['resubmit same as port 4', 'resubmit 60', 'resubmit 61 as port 5'],
  ],
  ['ct(commit,table=72,zone=5,exec(load:0x1->NXM_NX_CT_MARK[])),goto_table:9', ['ct 72', 'goto_table 9']],
  [
    'clone(output:1,clone(group:7)),write_actions(group:8,output:LOCAL)',
    ['port 1', 'group 7', 'group 8', 'port 65534'],
  ],
  ['meter:3,conjunction(12,2/3),CONTROLLER:65535', ['meter 3', 'conjunction 12 2/3', 'controller 0']],
  ['output:NXM_NX_REG15[],enqueue:3:1', ['port reg15', 'port 3']],
  [
    'learn(table=20,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[]),output:1',
    ['learn in 20', 'port 1'],
  ],
  ['what_is(1)', []],
])('%s', (actions, expected) => {
  expect(actionTargets(parseActions(actions)).map(said)).toEqual(expected);
});
