// Packets through a real switch: what its ports received and its flows counted is what the edges of the
// pipeline say. Two bridges with patch ports, a flood, clones, lookups, conntrack, a group, a table miss.
import { describe, expect, it } from 'vitest';
import { buildPipeline } from '../../shared/pipeline/build-pipeline.ts';
import { pipelineFacts } from '../../shared/pipeline/pipeline-facts.ts';
import type { Pipeline } from '../../shared/pipeline/pipeline.ts';
import { emptyFacts } from '../bundle-facts.ts';
import { sumsOf } from '../pipeline-lines.ts';
import { hasSwitch } from './switch.ts';
import { useSwitch } from './use-switch.ts';

const flows = {
  br0: [
    'table=0,priority=10,in_port=1,tcp,actions=resubmit(,1)',
    'table=0,priority=10,in_port=1,udp,actions=set_field:7->reg0,resubmit(,8),goto_table:2',
    'table=0,priority=10,in_port=2,actions=clone(set_field:1->reg1,resubmit(,3)),resubmit(,3)',
    'table=0,priority=10,in_port=9,actions=output:2',
    'table=0,priority=0,actions=drop',
    'table=1,priority=5,tcp,tp_dst=80,actions=ct(table=4,zone=1)',
    'table=1,priority=5,tcp,tp_dst=81,actions=group:1',
    'table=1,priority=0,actions=set_field:1->reg2',
    'table=2,priority=5,udp,tp_dst=53,actions=output:9',
    'table=3,priority=0,actions=output:1,output:3',
    'table=4,priority=5,ct_state=+new,tcp,actions=ct(commit,zone=1),output:3',
    'table=4,priority=0,actions=drop',
    'table=8,priority=0,actions=set_field:1->reg3',
  ],
  br1: [
    'table=0,priority=10,in_port=9,udp,actions=mod_vlan_vid:5,resubmit(,1)',
    'table=0,priority=0,actions=drop',
    'table=1,priority=0,actions=output:4,in_port',
  ],
} as const;

/** Packets: how many of each, into which port. */
const sent = [
  ...[
    { port: 'p1', count: 3, protocol: 6, to: 80 },
    { port: 'p1', count: 2, protocol: 6, to: 81 },
    { port: 'p1', count: 4, protocol: 6, to: 443 },
  ],
  ...[
    { port: 'p1', count: 5, protocol: 17, to: 53 },
    { port: 'p1', count: 6, protocol: 17, to: 99 },
    { port: 'p2', count: 7, protocol: 17, to: 1 },
    { port: 'p3', count: 8, protocol: 17, to: 1 },
  ],
];

describe.skipIf(!hasSwitch)('packets through a real switch', () => {
  let pipeline: Pipeline;

  const ovs = useSwitch((ovs) => {
    for (const bridge of ['br0', 'br1']) ovs.addBridge(bridge);
    for (const number of [1, 2, 3]) ovs.addPort('br0', `p${number}`, `ofport_request=${number}`);
    ovs.addPort('br1', 'q4', 'ofport_request=4');
    ovs.addPort('br0', 'to-br1', 'ofport_request=9', 'type=patch', 'options:peer=to-br0');
    ovs.addPort('br1', 'to-br0', 'ofport_request=9', 'type=patch', 'options:peer=to-br1');
    ovs.run(
      'ovs-ofctl',
      '-O',
      'OpenFlow15',
      'add-group',
      'br0',
      'group_id=1,type=all,bucket=actions=output:2,bucket=actions=output:3',
    );
    for (const [bridge, lines] of Object.entries(flows)) ovs.addFlows(bridge, lines, '-O', 'OpenFlow15');
    for (const { port: name, count, protocol, to } of sent) {
      const kind = protocol === 6 ? `tcp(src=1000,dst=${to}),tcp_flags(syn)` : `udp(src=1000,dst=${to})`;
      const packet = `in_port(1),eth(src=50:54:00:00:00:01,dst=50:54:00:00:00:02),eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=${protocol},tos=0,ttl=64,frag=no),${kind}`;
      for (let i = 0; i < count; i++) ovs.run('ovs-appctl', 'netdev-dummy/receive', name, packet);
    }
    // The switch folds what its datapath counted into the flows.
    ovs.run('ovs-appctl', 'revalidator/wait');
    ovs.run('ovs-appctl', 'revalidator/purge');
    const facts = emptyFacts('host');
    const ask = (path: string, ...argv: [string, ...string[]]): void => {
      const [tool, ...args] = argv;
      expect(facts.add(path, ovs.run(tool, ...args), argv.join(' '))).toEqual([]);
    };
    ask('show', 'ovs-vsctl', 'show');
    ask('groups', 'ovs-ofctl', '-O', 'OpenFlow15', 'dump-groups', 'br0');
    ask('interfaces', 'ovs-vsctl', 'list', 'Interface');
    for (const bridge of ['br0', 'br1']) {
      ask(`ports ${bridge}`, 'ovs-ofctl', '-O', 'OpenFlow15', 'show', bridge);
      ask(`flows ${bridge}`, 'ovs-ofctl', '-O', 'OpenFlow15', 'dump-flows', bridge);
    }
    const sums = ['br0', 'br1'].map((bridge) =>
      sumsOf(
        bridge,
        facts.flowsOf(bridge).map(({ data }) => data),
      ),
    );
    pipeline = buildPipeline(sums, pipelineFacts(facts));
  });

  it('take the edges that were meant for them', () => {
    const counts = pipeline.edges.map(
      ({ id, packets, passes }) => `${id}: ${packets}${passes === packets ? '' : ` ×${passes}`}`,
    );
    expect(counts).toEqual([
      'br0 port p1 → br0 table 0: 20',
      'br0 port p2 → br0 table 0: 7',
      'br0 any-port → br0 table 0: 8',
      'br0 table 0 → br0 table 1: 9',
      'br0 table 0 → br0 table 2: 11',
      'br0 table 0 → br0 table 3: 7 ×14',
      'br0 table 0 → br0 table 8: 11',
      'br0 table 0 → br0 output p2: 5',
      'br0 table 0 → br0 drop 0: 8',
      'br0 table 1 → br0 table 4: 3',
      'br0 table 1 → br0 group "1": 2',
      'br0 table 1 → br0 drop 1: 4',
      'br0 table 2 → br0 patch to-br1: 5',
      'br0 table 2 → br0 miss 2: 6',
      'br0 table 3 → br0 output p1: 14',
      'br0 table 3 → br0 output p3: 14',
      'br0 table 4 → br0 output p3: 3',
      'br0 table 4 → br0 drop 4: 0',
      'br0 table 8 → br0 return 8: 11',
      'br0 patch to-br1 → br1 table 0: 5',
      'br0 group "1" → br0 output p2: 2',
      'br0 group "1" → br0 output p3: 2',
      'br1 any-port → br1 table 0: 0',
      'br1 table 0 → br1 table 1: 5',
      'br1 table 0 → br1 drop 0: 0',
      'br1 table 1 → br1 output q4: 5',
      'br1 table 1 → br1 in-port: 5',
      'br1 patch to-br0 → br0 table 0: 5',
    ]);
    expect(pipeline.notes).toEqual(['copies']);
  });

  it('come out of the ports that the edges into them say', () => {
    const statistics = ovs.run('ovs-ofctl', '-O', 'OpenFlow15', 'dump-ports', 'br0');
    const out = [...statistics.matchAll(/port\s+"?(\w+)"?: rx[^]*?tx pkts=(\d+)/g)].map(([, port, pkts]) => [
      port,
      Number(pkts),
    ]);
    const sums = new Map<string, number>();
    for (const { to, passes } of pipeline.edges) {
      const node = pipeline.nodes.find(({ id }) => id === to)!;
      if (node.kind === 'output' && node.bridge === 'br0') {
        const key = String(node.ofport);
        sums.set(key, (sums.get(key) ?? 0) + (passes ?? 0));
      }
    }
    expect(new Map(out.filter(([port]) => sums.has(String(port))) as [string, number][])).toEqual(sums);
  });
});
