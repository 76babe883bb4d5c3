// From one chassis of OVN to another: which tunnel port leads there, whether a flow sends by it, and whether the
// peer takes what comes. ovn-architecture(7), "Architectural Physical Life Cycle of a Packet".
import { flowMatch } from '../../openflow/flow-match.ts';
import { parseMatch } from '../../openflow/parse-tree.ts';
import type { OvsPortView } from '../ovs-index.ts';
import { chassisSettings, encapsulationsOf } from '../ovn-chassis.ts';
import type { Told } from '../ovn-southbound.ts';
import type { OvnDatabases } from './ovn-databases.ts';
import type { PortBindingFact } from '../../facts.ts';
import type { RouteDraft } from './route-draft.ts';
import type { RouteHost } from './route-host.ts';
import { noFlowAt, tunnelAt, type Places } from './way-hops.ts';
import { holdsAddress, localAddress, tunnelAddress, tunnelEnd, underlayHops } from './underlay.ts';

/** What every part of a route over OVN works with: where all is, what the databases say, and the route so far. */
export interface OvnParts {
  readonly places: Places;
  readonly ovn: OvnDatabases;
  readonly draft: RouteDraft;
}

/** Through the integration bridge of a chassis; one without any flow drops all. */
export function passBridge(
  draft: RouteDraft,
  host: RouteHost,
  bridge: string,
  tunnelId: string | null = null,
): void {
  draft.add(host.hop(bridge, { tag: null, tunnelId }));
  const emptied = host.emptied(bridge);
  if (emptied !== null) draft.breaks('no-flow', noFlowAt(host, bridge), host.evidence(emptied));
}

/** Through the tunnel to a chassis; null where it ends on the way. */
export function tunnelTo(
  parts: OvnParts,
  host: RouteHost,
  bridge: string,
  chassis: string,
  binding: Told<PortBindingFact> | null,
): RouteHost | null {
  const { draft, ovn } = parts;
  const name = ovn.nameOf(chassis);
  const port = ovn.tunnelTo(host, chassis);
  const listed = ovn.chassis(chassis);
  const key = binding?.data.datapathKey ?? null;
  const tunnelId = key === null ? null : `0x${key.toString(16)}`;
  passBridge(draft, host, bridge, tunnelId);
  if (!draft.goes) return null;
  if (port === null) {
    const encaps = listed?.data.encapsulations?.map(({ type, ip }) => `${type} ${ip}`).join(', ');
    draft.breaks(
      'no-tunnel',
      `${bridge} of ${host.name} has no tunnel to the chassis ${name}${encaps ? ` (${encaps})` : ''}`,
      [...host.evidence(host.node.ovs.bridgeFacts(bridge).slice(0, 1)), ...(listed?.evidence ?? [])],
    );
    return null;
  }
  const remote = tunnelAddress(port.options['remote_ip']);
  const local = remote === null ? null : localAddress(host, port, remote);
  const output = outputFlow(host, port, binding?.data ?? null);
  const hop = host.hop(port.name, {
    tunnelId,
    facts: [...(output === null || output === 'none' ? [] : [output.flow]), ...port.facts],
  });
  draft.add({
    ...tunnelEnd(hop, host, local, remote),
    evidence: [...hop.evidence, ...(listed?.evidence ?? []), ...(binding?.evidence ?? [])],
  });
  if (output === 'none' && binding !== null) {
    draft.breaks(
      'no-flow',
      `no flow of ${bridge} of ${host.name} sends to ${binding.data.logicalPort} by ${port.name}`,
      binding.evidence,
    );
    return null;
  }
  draft.add(...underlayHops(host, local, remote));
  if (!draft.goes) return null;
  const peer = ovn.hostOf(chassis);
  if (peer === null) {
    draft.lacks(
      'no-snapshot',
      `it goes on at ${name}, of which the case has no snapshot: a sos report of it would show how`,
      [],
    );
    return null;
  }
  if (remote !== null && peer.node.links.hasAddresses && !holdsAddress(peer, remote)) {
    const row = chassisSettings(peer.node.facts, 'ovn-encap-ip').map(({ fact }) => fact);
    draft.breaks(
      'wrong-encap',
      `the tunnel goes to ${remote}, which the chassis ${name} gives as its encapsulation address, and no device of ${peer.name} has it`,
      [...(listed?.evidence ?? []), ...peer.evidence(row.slice(0, 1))],
    );
    return null;
  }
  draft.add(...[...underlayHops(peer, remote, local)].reverse());
  if (!draft.goes) return null;
  const entry = remote === null ? null : tunnelAt(peer, port.type, local, remote);
  if (entry === null) {
    refused(parts, host, peer, port, local);
    return null;
  }
  const far = peer.hop(entry.name, { tunnelId, facts: entry.facts });
  draft.add(tunnelEnd(far, peer, remote, local));
  return draft.goes ? peer : null;
}

/** The peer has no tunnel port that takes frames from the address that the near host sends from. */
function refused(
  parts: OvnParts,
  host: RouteHost,
  peer: RouteHost,
  port: OvsPortView,
  local: string | null,
): void {
  const own = parts.ovn.chassisOf(host);
  const said = encapsulationsOf(host.node.facts);
  const takes = own === null ? null : (parts.ovn.tunnelTo(peer, own)?.options['remote_ip'] ?? null);
  const rows = chassisSettings(host.node.facts, 'ovn-encap-ip').map(({ fact }) => fact);
  const evidence = host.evidence(rows.slice(0, 1));
  if (takes !== null && local !== null && takes !== local) {
    parts.draft.breaks(
      'wrong-encap',
      `${host.name} gives ${said.length === 0 ? takes : said.join(' and ')} as its encapsulation ${said.length > 1 ? 'addresses' : 'address'} and sends from ${local}: ${peer.name} takes ${port.type} from ${takes} only`,
      evidence,
    );
    return;
  }
  parts.draft.breaks(
    'one-sided-tunnel',
    `${peer.name} has no ${port.type} tunnel that takes frames from ${local ?? host.name}`,
    evidence,
  );
}

/**
 * The flow that sends to a logical port by a tunnel: it matches the datapath's key (`metadata`) and the port's
 * (`reg15`), ovn-architecture(7). 'none': flows for that port are there, and none goes by the tunnel; null: no
 * flow names it, or keys and dump are not known.
 */
function outputFlow(
  host: RouteHost,
  port: OvsPortView,
  binding: PortBindingFact | null,
): { readonly flow: ReturnType<RouteHost['node']['flowsOf']>[number] } | 'none' | null {
  const datapath = binding?.datapathKey ?? null;
  const key = binding?.tunnelKey ?? null;
  if (datapath === null || key === null || port.ofport === null) return null;
  const tables = host.tables(port.bridge);
  let others = false;
  for (const flow of tables.naming(`reg15=0x${key.toString(16)}`)) {
    const { places } = flowMatch(parseMatch(flow.data.match));
    if (places.get('reg15')?.value !== BigInt(key) || places.get('metadata')?.value !== BigInt(datapath))
      continue;
    const outputs = tables
      .actionsOf(flow)
      .actions.flatMap((action) => (action.kind === 'output' ? [tables.numberOf(action.port)] : []));
    if (outputs.includes(port.ofport)) return { flow };
    others ||= outputs.length > 0;
  }
  return others ? 'none' : null;
}
