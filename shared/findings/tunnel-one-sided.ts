// A tunnel that only one of its two hosts has: what the other sends arrives at no port and is dropped.
//
//   compute1   gre-c0a80a0c   local_ip=192.168.10.11, remote_ip=192.168.10.12
//   compute2   has no tunnel to 192.168.10.11
import type { CaseEvidence } from '../evidence.ts';
import { saidByActions } from '../flows/vlan-and-tunnel.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { OvsPortView } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { notedChassis, systemIdOf } from '../network/ovn-chassis.ts';
import { fixedAddress, tunnelPorts } from './tunnel-ends.ts';
import { listsPorts } from '../network/whole-lists.ts';

/**
 * Open vSwitch takes what comes to a tunnel's address only by a port whose `remote_ip` is the sender's, or any
 * (`flow`). An error where the flows of either host send into the tunnel; a tunnel that no flow uses may be
 * one that the agent has not removed yet.
 */
export const tunnelOneSidedRule: Rule = {
  id: 'tunnel-one-sided',
  severities: ['error', 'warning'],
  says: ['missing', 'unused', 'port-gone'],
  source:
    'ovs-vswitchd.conf.db(5), "Tunnel Options", remote_ip; neutron ovs_neutron_agent.py, setup_tunnel_port',
  needs: ['ovs-vsctl show', 'ovs-ofctl dump-flows', 'snapshots of both hosts'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    const own = tunnelPorts(node);
    const listed = listsPorts(node.facts);
    const answers = own.flatMap((port) => port.options['remote_ip'] ?? []);
    let oneSided = false;
    if (listed && !answers.includes('flow')) {
      for (const far of hosts.nodes) {
        if (far === node) continue;
        const fault = missingTo(node, far, own);
        if (fault === null) continue;
        oneSided = true;
        yield fault;
      }
    }
    if (!oneSided && listed) yield* gonePorts(node);
  },
};

function missingTo(node: NodeIndex, far: NodeIndex, own: readonly OvsPortView[]): Fault | null {
  const chassis = systemIdOf(far.facts);
  if (chassis !== null && own.some((port) => notedChassis(port) === chassis)) return null;
  for (const tunnel of tunnelPorts(far)) {
    const here = fixedAddress(tunnel.options['remote_ip']);
    if (here === null || !isOwnAddress(node, own, here)) continue;
    const theirs = fixedAddress(tunnel.options['local_ip']);
    const back = own.some((port) => {
      const remote = fixedAddress(port.options['remote_ip']);
      if (remote === null) return false;
      return theirs === null ? far.links.holderOf(remote) !== null : remote === theirs;
    });
    // A peer that sends from an address that it does not have is told by another rule, at the peer.
    if (theirs !== null && far.links.hasAddresses && far.links.holderOf(theirs) === null) return null;
    // Where the peer's own address is not known, no tunnel can be said to be missing.
    if (back || (theirs === null && !far.links.hasAddresses)) return null;
    const flows = flowsInto(far, tunnel);
    const lost = flowsToNowhere(node);
    const used = flows.length > 0 || lost.length > 0;
    const bridge = own[0]?.bridge ?? bridgeBehindPatches(node);
    return {
      severity: used ? 'error' : 'warning',
      devices: bridge === null ? [] : [bridge],
      about: far.host,
      says: used ? 'missing' : 'unused',
      params: {
        host: node.host,
        peer: far.host,
        tunnel: tunnel.name,
        address: here,
        remote: theirs ?? far.host,
      },
      evidence: [
        ...evidenceList(far.facts, tunnel.facts),
        ...flows,
        ...lost,
        ...evidenceList(node.facts, own[0]?.facts),
      ],
      wants: bridge === null ? [] : [`ovs-vsctl list-ports ${bridge}`],
    };
  }
  return null;
}

function isOwnAddress(node: NodeIndex, own: readonly OvsPortView[], address: string): boolean {
  if (own.some((port) => fixedAddress(port.options['local_ip']) === address)) return true;
  return node.links.holderOf(address) !== null;
}

/** The tunnel bridge of a host that has lost all its tunnels: the far side of a patch, with flows that set tunnel ids. */
function bridgeBehindPatches(node: NodeIndex): string | null {
  return node.ovs.bridges.find((bridge) => node.vlanFlows(bridge).toTunnel.size > 0) ?? null;
}

/** The first flow that outputs to a port, by number or name. */
function flowsInto(node: NodeIndex, port: OvsPortView): readonly CaseEvidence[] {
  const names = new Set([port.name, ...(port.ofport === null ? [] : [String(port.ofport)])]);
  const flow = node
    .flowsOf(port.bridge)
    .find(({ data }) => saidByActions(data.actions).outputs.some((output) => names.has(output)));
  return evidenceList(node.facts, flow);
}

interface Gone {
  readonly bridge: string;
  readonly output: string;
  readonly evidence: readonly CaseEvidence[];
}

function flowsToNowhere(node: NodeIndex): readonly CaseEvidence[] {
  return goneOutputs(node).flatMap(({ evidence }) => evidence);
}

/** Flows that flood a VLAN into a tunnel port that the bridge does not have. */
function goneOutputs(node: NodeIndex): readonly Gone[] {
  const found = new Map<string, Gone>();
  for (const bridge of node.ovs.bridges) {
    if (!node.ovs.hasPortNumbers(bridge)) continue;
    for (const uses of node.vlanFlows(bridge).toTunnel.values()) {
      for (const { flood, learned, outputs, flow } of uses) {
        if (!flood || learned) continue;
        for (const output of outputs) {
          const key = `${bridge} ${output}`;
          if (!/^\d+$/.test(output) || found.has(key)) continue;
          if (node.ovs.portByNumber(bridge, Number(output)) !== null || !numbersAreWhole(node, bridge))
            continue;
          found.set(key, { bridge, output, evidence: evidenceList(node.facts, flow) });
        }
      }
    }
  }
  return [...found.values()];
}

/** Every port of the bridge has its number: then a number that none has is nobody's. */
function numbersAreWhole(node: NodeIndex, bridge: string): boolean {
  return node.ovs.ports(bridge).every(({ ofport, error }) => ofport !== null || error !== null);
}

function* gonePorts(node: NodeIndex): Iterable<Fault> {
  for (const { bridge, output, evidence } of goneOutputs(node)) {
    yield {
      severity: 'error',
      devices: [bridge],
      about: `port ${output}`,
      says: 'port-gone',
      params: { bridge, port: output, host: node.host },
      evidence: [...evidence, ...evidenceList(node.facts, node.ovs.bridgeFacts(bridge))],
      wants: [`ovs-ofctl show ${bridge}`],
    };
  }
}
