// Which flows of a real br-tun its learn() made: those of the lab's switch, by its own dumps.
import { describe, expect, test } from 'vitest';
import type { FlowFact } from '../../../shared/facts.ts';
import { actionTargets } from '../../../shared/openflow/action-targets.ts';
import { isLearnedBy } from '../../../shared/openflow/learned-flows.ts';
import { parseActions, parseMatch } from '../../../shared/openflow/parse-tree.ts';
import type { LearnAction } from '../../../shared/openflow/tree.ts';
import { fixtureFlows, flowsOfText } from '../../flow-fixtures.ts';

function learnsOf({ actions }: FlowFact): readonly LearnAction[] {
  return actionTargets(parseActions(actions)).flatMap((target) =>
    target.kind === 'learn' ? [target.learn] : [],
  );
}

function isLearned(flow: FlowFact, learn: LearnAction): boolean {
  return isLearnedBy({ ...flow, match: parseMatch(flow.match), actions: parseActions(flow.actions) }, learn);
}

describe.each(['ovs-ofctl_dump-flows_br-tun.txt', 'ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt'])(
  'the lab’s %s',
  (name) => {
    const flows = fixtureFlows(`lab/${name}`);
    const learns = flows.flatMap(learnsOf);

    test('has one learn(), in table 10, and the flows that it made are those with a timeout', () => {
      expect(learns).toHaveLength(1);
      const learned = flows.filter((flow) => learns.some((learn) => isLearned(flow, learn)));
      expect(learned.length).toBeGreaterThan(3);
      expect(learned).toEqual(flows.filter(({ hardTimeout }) => hardTimeout === 300));
    });
  },
);

describe('what a learn() cannot have made', () => {
  const learner =
    'learn(table=20,hard_timeout=300,priority=1,cookie=0x5,NXM_OF_VLAN_TCI[0..11],eth_type=0x800,' +
    'NXM_OF_IP_DST[]=NXM_OF_IP_SRC[],load:0x3->NXM_NX_REG1[0..3],output:NXM_OF_IN_PORT[])';
  const learn = actionTargets(parseActions(learner)).flatMap((target) =>
    target.kind === 'learn' ? [target.learn] : [],
  )[0]!;
  const header = 'cookie=0x5, duration=1s, table=20, n_packets=0, n_bytes=0, hard_timeout=300';
  const match = 'priority=1,ip,vlan_tci=0x0002/0x0fff,nw_dst=10.0.0.1';
  const actions = 'load:0x3->NXM_NX_REG1[0..3],output:4';
  const line = ` ${header}, ${match} actions=${actions}`;

  test.each([
    ['the very flow', line, true],
    ['another spelling of it', line.replace('load:0x3->NXM_NX_REG1[0..3]', 'set_field:0x3/0xf->reg1'), true],
    ['another VLAN and address', line.replace('0x0002', '0x0003').replace('10.0.0.1', '10.9.9.9'), true],
    ['another table', line.replace('table=20', 'table=21'), false],
    ['another priority', line.replace('priority=1,', 'priority=2,'), false],
    ['another cookie', line.replace('0x5', '0x6'), false],
    ['another timeout', line.replace('hard_timeout=300', 'hard_timeout=30'), false],
    ['no timeout', line.replace(' hard_timeout=300,', ''), false],
    ['an idle timeout', line.replace('hard_', 'idle_timeout=3, hard_'), false],
    ['another ethertype', line.replace(',ip,', ',ipv6,').replace('nw_dst=10.0.0.1', 'ipv6_dst=::1'), false],
    ['a field more', line.replace('nw_dst', 'nw_src=10.0.0.7,nw_dst'), false],
    ['a field less', line.replace(',nw_dst=10.0.0.1', ''), false],
    ['a prefix', line.replace('10.0.0.1', '10.0.0.0/24'), false],
    ['all of the VLAN’s bits', line.replace('vlan_tci=0x0002/0x0fff', 'vlan_tci=0x0002'), false],
    ['another constant', line.replace('load:0x3', 'load:0x4'), false],
    ['more bits of the register', line.replace('REG1[0..3]', 'REG1[0..4]'), false],
    ['another action', line.replace('output:4', 'resubmit(,4)'), false],
    ['an action more', `${line},output:5`, false],
    ['an action less', line.replace(',output:4', ''), false],
    ['a part that is not understood', line.replace('nw_dst=10.0.0.1', 'nw_dst=10.0.0.1,what=3'), false],
  ])('%s', (_, text, expected) => {
    const [flow] = flowsOfText(text);
    expect(flow).toBeDefined();
    expect(isLearned(flow!, learn)).toBe(expected);
  });
});
