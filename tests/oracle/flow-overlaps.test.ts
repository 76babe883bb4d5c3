// Overlaps and equal matches as the real switch sees them: `add-flow` with `check_overlap` is refused when
// a flow of the table and priority overlaps with the new one, and replaces one with the same match
// (ovs-ofctl(8), "Flow Syntax"). Learned flows: those that a learn() made when a packet came by.
import { describe, expect, test } from 'vitest';
import type { FlowFact } from '../../shared/facts.ts';
import { actionTargets } from '../../shared/openflow/action-targets.ts';
import { isLearnedBy } from '../../shared/openflow/learned-flows.ts';
import { matchBits } from '../../shared/openflow/match-bits.ts';
import { bitsEqual, bitsOverlap } from '../../shared/openflow/overlap.ts';
import { parseActions, parseMatch } from '../../shared/openflow/parse-tree.ts';
import { flowsOfText } from '../flow-fixtures.ts';
import { hasSwitch } from './switch.ts';
import { useSwitch } from './use-switch.ts';

/** Matches of few values in many fields and spellings, so that many of them overlap and many do not. */
const matches = [
  '',
  ...['in_port=1', 'in_port=2', 'ip', 'arp', 'ipv6', 'tcp', 'udp', 'tcp6', 'icmp'],
  ...['ip,nw_src=10.0.0.0/8', 'ip,nw_src=10.0.0.1', 'ip,nw_dst=10.0.0.1', 'ip,nw_src=11.0.0.0/255.0.0.255'],
  ...[
    'tcp,tp_dst=80',
    'udp,tp_dst=80',
    'tcp,tp_dst=0x50/0xfff0',
    'tcp,tcp_flags=+syn-ack',
    'tcp,tcp_flags=+ack',
  ],
  ...['dl_vlan=5', 'dl_vlan=6', 'dl_vlan=0xffff', 'vlan_tci=0x1005/0x1fff', 'vlan_tci=0x1000/0x1000'],
  ...['dl_vlan_pcp=3', 'dl_vlan=5,dl_vlan_pcp=3', 'vlan_tci=0/0x1000', 'vlan_tci=0x0005/0x0fff'],
  ...['reg0=1', 'reg1=1', 'xreg0=1', 'xreg0=0x100000000', 'xxreg0=1', 'reg3=1', 'reg0=1/1', 'reg0=2/3'],
  ...['dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', 'dl_dst=00:00:00:00:00:00/01:00:00:00:00:00'],
  ...['dl_dst=fa:16:3e:00:00:01', 'dl_src=fa:16:3e:00:00:01,ip', 'tun_id=5', 'tun_id=5/0xf', 'metadata=7'],
  ...['ct_state=+trk+est', 'ct_state=+trk-est', 'ct_state=+new', 'ct_mark=1/1', 'ct_zone=3,ip'],
  ...[
    'arp,arp_op=1',
    'arp,arp_spa=10.0.0.1',
    'arp,arp_tpa=10.0.0.1',
    'icmp,icmp_type=8',
    'icmp6,icmp_type=135',
  ],
  ...['ip,nw_tos=32', 'ip,ip_dscp=8', 'ip,nw_ecn=1', 'ip,nw_ttl=64', 'ip,ip_frag=no', 'ip,ip_frag=later'],
  ...['ip,ip_frag=not_later', 'ipv6,ipv6_src=fe80::/10', 'ipv6,ipv6_src=fe80::1', 'pkt_mark=1', 'conj_id=4'],
  ...[
    'mpls',
    'mpls,mpls_label=3',
    'dl_type=0x800',
    'dl_type=0x800,nw_proto=6',
    'nd_target=fe80::1,icmp6,icmp_type=135',
  ],
];

describe.skipIf(!hasSwitch)('with a real switch', () => {
  const ovs = useSwitch((ovs) => {
    ovs.addBridge('br0');
    for (const port of ['p1', 'p2']) ovs.addPort('br0', port);
  });

  /** Every pair of matches, what is thought of it here, and a priority of its own for it there. */
  const pairs = matches.flatMap((first, i) =>
    matches.slice(i).map((second) => {
      const [a, b] = [matchBits(parseMatch(first)), matchBits(parseMatch(second))];
      if (a === null || b === null) throw new Error(`${first} or ${second} is not understood`);
      const relation = bitsEqual(a, b) ? 'equal' : bitsOverlap(a, b) ? 'overlap' : 'apart';
      return { first, second, relation } as const;
    }),
  );
  const counts = { equal: 0, overlap: 0, apart: 0 };
  for (const { relation } of pairs) counts[relation]++;

  const flow = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(',');

  test('check_overlap lets in what is apart, and what is equal takes the place of the first', () => {
    expect(counts.apart).toBeGreaterThan(400);
    expect(counts.equal).toBeGreaterThan(matches.length);
    const lines = pairs.flatMap(({ first, second, relation }, i) =>
      relation === 'overlap'
        ? []
        : [
            flow(`table=1,priority=${i}`, first, 'actions=drop'),
            flow(`table=1,priority=${i}`, second, 'check_overlap', 'actions=NORMAL'),
          ],
    );
    ovs.addFlows('br0', lines);
    const here = new Map<number, number>();
    for (const { priority } of flowsOfText(ovs.run('ovs-ofctl', 'dump-flows', 'br0', 'table=1')))
      here.set(priority, (here.get(priority) ?? 0) + 1);
    const differences = pairs.flatMap(({ first, second, relation }, i) =>
      relation === 'overlap' || here.get(i) === (relation === 'equal' ? 1 : 2)
        ? []
        : [`${first} · ${second}: ${relation} here, ${here.get(i) ?? 0} there`],
    );
    expect(differences).toEqual([]);
  });

  test('check_overlap refuses what overlaps', () => {
    expect(counts.overlap).toBeGreaterThan(400);
    // Each takes a process: some of them, the same ones every time.
    const some = pairs.filter(({ relation }) => relation === 'overlap').filter((_, i) => i % 13 === 0);
    ovs.run('ovs-ofctl', 'del-flows', 'br0');
    ovs.addFlows(
      'br0',
      some.map(({ first }, i) => flow(`table=2,priority=${i}`, first, 'actions=drop')),
    );
    const allowed = some.filter(({ second }, i) => {
      try {
        ovs.run(
          'ovs-ofctl',
          'add-flow',
          'br0',
          flow(`table=2,priority=${i}`, second, 'check_overlap,actions=NORMAL'),
        );
        return true;
      } catch (error) {
        expect(String((error as { stderr?: unknown }).stderr)).toContain('OFPFMFC_OVERLAP');
        return false;
      }
    });
    expect(allowed).toEqual([]);
  });

  test('flows that a learn() made are told from those that somebody added', () => {
    ovs.run('ovs-ofctl', 'del-flows', 'br0');
    const learn =
      'learn(table=20,hard_timeout=300,priority=1,cookie=0x7,NXM_OF_VLAN_TCI[0..11],' +
      'NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],load:NXM_NX_REG0[]->NXM_NX_REG1[],output:NXM_OF_IN_PORT[])';
    ovs.run('ovs-ofctl', 'add-flow', 'br0', `table=0,actions=load:0x2a->NXM_NX_REG0[],${learn}`);
    for (const added of [
      'table=20,cookie=0x7,priority=1,dl_dst=02:00:00:00:00:01,actions=output:1',
      'table=20,cookie=0x7,hard_timeout=300,priority=1,dl_dst=02:00:00:00:00:02,actions=drop',
      'table=20,cookie=0x7,hard_timeout=300,priority=1,vlan_tci=0/0xfff,dl_dst=02:00:00:00:00:03,actions=output:1',
    ])
      ovs.run('ovs-ofctl', 'add-flow', 'br0', added);
    for (const [port, source] of [
      ['p1', '04'],
      ['p2', '05'],
    ] as const)
      ovs.run(
        'ovs-appctl',
        'netdev-dummy/receive',
        port,
        `ffffffffffff0200000000${source}1234${'00'.repeat(46)}`,
      );
    for (const version of ['OpenFlow10', 'OpenFlow13', 'OpenFlow15']) {
      const flows = flowsOfText(ovs.run('ovs-ofctl', '-O', version, 'dump-flows', 'br0'));
      const [learner] = flows.flatMap(({ actions }) =>
        actionTargets(parseActions(actions)).flatMap((target) =>
          target.kind === 'learn' ? [target.learn] : [],
        ),
      );
      const learned = flows.filter(
        (each: FlowFact) =>
          learner !== undefined &&
          isLearnedBy(
            { ...each, match: parseMatch(each.match), actions: parseActions(each.actions) },
            learner,
          ),
      );
      const addresses = learned.map(({ match }) => /dl_dst=([\da-f:]+)/.exec(match)?.[1]).toSorted();
      expect({ version, addresses }).toEqual({
        version,
        addresses: ['02:00:00:00:00:04', '02:00:00:00:00:05'],
      });
    }
  });
});
