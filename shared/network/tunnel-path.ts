// Out of a node by tunnels: which tunnel ports a VLAN's flows use, to which nodes, and over what.
import type { CaseEvidence } from '../evidence.ts';
import type { StoredFact } from '../facts.ts';
import { deviceHop, missingHop } from './hop.ts';
import type { Hop } from './model.ts';
import type { NodeIndex, PeerTunnel } from './node-index.ts';
import { byNumberThenName, isTunnel, type OvsPortView } from './ovs-port.ts';
import { evidenceList } from './evidence-list.ts';
import { underlayOf } from './underlay-path.ts';
import type { TunnelUse } from './tunnel-use.ts';

/**
 * The tunnel bridge and everything beyond it for one VLAN. `use` is what the bridge's flows say of the VLAN.
 * All ports of a VLAN share the hops: with as many tunnels as a cloud has hosts, that is most of a node.
 */
export function tunnelHops(
  node: NodeIndex,
  bridge: string,
  vlan: number | null,
  use: TunnelUse | null,
): readonly Hop[] {
  if (use === null) return withoutUse(node, bridge, vlan);
  return onceFor(node, [bridge, vlan, use.tunnelId], () => hopsOfUse(node, bridge, `VLAN ${vlan}`, use));
}

/**
 * Beyond an integration bridge with tunnels of its own, for one logical datapath of OVN: which of them a frame takes
 * is told by its destination's chassis. Empty where no other chassis has ports of the datapath.
 */
export function datapathHops(node: NodeIndex, bridge: string, use: TunnelUse): readonly Hop[] {
  if (use.outputs.length === 0) return [];
  return onceFor(node, [bridge, null, use.tunnelId], () =>
    hopsOfUse(node, bridge, `datapath ${use.tunnelId}`, use),
  );
}

function onceFor(
  node: NodeIndex,
  parts: readonly (string | number | null)[],
  make: () => readonly Hop[],
): readonly Hop[] {
  const key = JSON.stringify(parts);
  const known = node.tunnelHops.get(key);
  if (known !== undefined) return known;
  const hops = make();
  node.tunnelHops.set(key, hops);
  return hops;
}

/** `whose`: what the flows in use are for, in words. */
function hopsOfUse(node: NodeIndex, bridge: string, whose: string, use: TunnelUse): readonly Hop[] {
  const hops: Hop[] = [];
  const ports: OvsPortView[] = [];
  const lost: string[] = [];
  const guessed = !node.ovs.hasPortNumbers(bridge) && use.outputs.some((output) => /^\d+$/.test(output));
  if (guessed) {
    ports.push(...node.ovs.tunnels(bridge));
  } else {
    for (const output of use.outputs) {
      const port = portOf(node, bridge, output);
      if (port === null) lost.push(output);
      else if (isTunnel(port)) ports.push(port);
    }
  }
  ports.sort(byNumberThenName);
  for (const port of ports) hops.push(tunnelHop(node, bridge, port, use, guessed));
  hops.push(...lostPorts(node, bridge, whose, use, lost));
  if (hops.length === 0) {
    const reason = `the flows of ${bridge} for ${whose} send it to no tunnel`;
    hops.push(
      missingHop(node, 'tunnel', null, 'no-tunnel', reason, { tunnelId: use.tunnelId, facts: use.flows }),
    );
  }
  return [...hops, ...underlays(node, ports)];
}

/** A port that an output names by number, or by name in a dump with names. */
function portOf(node: NodeIndex, bridge: string, output: string): OvsPortView | null {
  if (/^\d+$/.test(output)) return node.ovs.portByNumber(bridge, Number(output));
  const port = node.ovs.portOf(output);
  return port?.bridge === bridge ? port : null;
}

function tunnelHop(
  node: NodeIndex,
  bridge: string,
  port: OvsPortView,
  use: TunnelUse,
  guessed: boolean,
): Hop {
  const remote = address(port.options['remote_ip']);
  const local = address(port.options['local_ip']);
  const peer = remote === null ? null : node.peerWith(remote);
  const notes: string[] = [];
  const wants: string[] = [];
  if (guessed) {
    notes.push(`no \`ovs-ofctl show ${bridge}\`: the flows name port numbers, and whose they are is unknown`);
    wants.push(`ovs-ofctl show ${bridge}`);
  }
  if (peer && remote !== null) notes.push(`${remote} is ${peer.facts.host}`);
  if (remote === 'flow' || remote === null) notes.push('its remote address is set by flows');
  if (local !== null && !node.links.hasAddresses) {
    notes.push(`no \`ip addr\`: the device that carries ${local} is unknown`);
    wants.push('ip addr');
  }
  if (use.otherIds.length > 0) notes.push(`other flows give it tunnel id ${use.otherIds.join(', ')}`);
  return {
    ...deviceHop(node, port.name, {
      tunnelId: use.tunnelId,
      status: guessed ? 'inferred' : 'known',
      reason: notes.length > 0 ? notes.join('; ') : null,
      wants,
      facts: [...use.flows, ...port.facts],
      evidence: peer ? evidenceList(peer.facts, peer.fact) : [],
    }),
    local,
    remote,
  };
}

function address(option: string | undefined): string | null {
  return option === undefined || option === '' ? null : option;
}

/** What should be a tunnel and is not: an output to a port that does not exist, a peer that has no way back. */
function lostPorts(
  node: NodeIndex,
  bridge: string,
  whose: string,
  use: TunnelUse,
  lost: readonly string[],
): readonly Hop[] {
  const unanswered = unansweredTunnels(node, bridge);
  const only = lost.length === 1 && unanswered.length === 1 ? unanswered[0] : undefined;
  const hops = lost.map((output): Hop => {
    const of = only ? `; ${oneSided(node, bridge, only)}` : '';
    const reason = `the flows of ${whose} send to port ${output}, and ${bridge} has no such port (\`ovs-ofctl show ${bridge}\`)${of}`;
    const evidence = only ? evidenceList(only.facts, only.evidence) : [];
    const facts: readonly StoredFact[] = [...use.flows, ...node.ovs.bridgeFacts(bridge)];
    return {
      ...missingHop(node, 'tunnel', null, 'tunnel-port-missing', reason, {
        tunnelId: use.tunnelId,
        facts,
        evidence,
      }),
      ofport: /^\d+$/.test(output) ? Number(output) : null,
      local: only?.remote ?? null,
      remote: only?.local ?? null,
    };
  });
  if (only) return hops;
  for (const tunnel of unanswered) {
    const evidence: readonly CaseEvidence[] = evidenceList(tunnel.facts, tunnel.evidence);
    hops.push({
      ...missingHop(node, 'tunnel', null, 'no-tunnel', oneSided(node, bridge, tunnel), {
        tunnelId: use.tunnelId,
        facts: node.ovs.bridgeFacts(bridge),
        evidence,
      }),
      local: tunnel.remote,
      remote: tunnel.local,
    });
  }
  return hops;
}

function oneSided(node: NodeIndex, bridge: string, tunnel: PeerTunnel): string {
  return `${tunnel.facts.host} has ${tunnel.port} towards ${tunnel.remote}, and ${bridge} of ${node.host} has no tunnel to ${tunnel.local}`;
}

/** Tunnels of other nodes that end at one of this bridge's addresses, without one here that answers. */
function unansweredTunnels(node: NodeIndex, bridge: string): readonly PeerTunnel[] {
  const tunnels = node.ovs.tunnels(bridge);
  const locals = new Set(tunnels.flatMap((port) => address(port.options['local_ip']) ?? []));
  const remotes = new Set(tunnels.flatMap((port) => address(port.options['remote_ip']) ?? []));
  const found: PeerTunnel[] = [];
  for (const local of locals) {
    for (const tunnel of node.tunnelsTo(local)) {
      if (tunnel.local === null || remotes.has(tunnel.local)) continue;
      if (!found.some((known) => known.local === tunnel.local)) found.push(tunnel);
    }
  }
  return found;
}

function withoutUse(node: NodeIndex, bridge: string, vlan: number | null): readonly Hop[] {
  const flows = node.vlanFlows(bridge);
  if (vlan === null) {
    const reason = 'the local VLAN is unknown, so its tunnel id and tunnels are';
    return [missingHop(node, 'tunnel', null, 'no-tunnel-id', reason)];
  }
  const reason =
    flows.count === 0
      ? `no \`ovs-ofctl dump-flows ${bridge}\`: the tunnel id and the tunnels of VLAN ${vlan} are unknown`
      : `no flow of ${bridge} ties VLAN ${vlan} to a tunnel id`;
  const wants = flows.count === 0 ? [`ovs-ofctl dump-flows ${bridge}`] : [];
  return [missingHop(node, 'tunnel', null, 'no-tunnel-id', reason, { wants })];
}

/** Each local address once, in the order of the tunnels. */
function underlays(node: NodeIndex, ports: readonly OvsPortView[]): readonly Hop[] {
  const locals = new Set(
    ports.flatMap((port) => address(port.options['local_ip']) ?? node.encapsulation ?? []),
  );
  return [...locals].filter((local) => local !== 'flow').flatMap((local) => underlayOf(node, local));
}

/** Whether flows of the bridge tie a VLAN to a tunnel id; null when they do not. */
export function useOf(node: NodeIndex, bridge: string, vlan: number | null): TunnelUse | null {
  return vlan === null ? null : node.tunnelUse(bridge, vlan);
}
