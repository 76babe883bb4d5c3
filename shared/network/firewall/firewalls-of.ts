// The firewall of every instance's port of a host. What an output shows counts before what Neutron intends; where
// both are known and differ, the reason says so.
import type { StoredFact } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import { evidenceList } from '../evidence-list.ts';
import type { Hop, NetworkPath } from '../model.ts';
import type { NodeIndex } from '../node-index.ts';
import type { FilteredPort, Filtering, FirewallGroup, PortFirewall } from './firewall.ts';
import { indexFlowFirewall } from './flow-firewall.ts';
import { indexIptables } from './iptables-firewall.ts';
import { indexOvnFirewall } from './ovn-firewall.ts';

export interface FirewallSources {
  /** The flows of the dump in use for a bridge of this node; empty when there is none. */
  flowsOf(bridge: string): readonly StoredFact<'flow'>[];
  /** Snapshots of the other hosts: Neutron's and OVN's databases are where the controller is. */
  readonly others: readonly SnapshotFacts[];
}

/** In the order of `paths`; what begins in a namespace is no instance's and has none. */
export function firewallsOf(
  node: NodeIndex,
  paths: readonly NetworkPath[],
  { flowsOf, others }: FirewallSources,
): readonly PortFirewall[] {
  const all = [node.facts, ...others];
  const iptables = indexIptables(node.facts);
  const flows = indexFlowFirewall(node.facts, flowsOf);
  const ovn = indexOvnFirewall(all);
  const neutron = neutronPorts(all);
  const names = groupNames(all);
  const firewalls = new Map<string, PortFirewall>();
  for (const path of paths) {
    const place = placeOf(node, path);
    if (place === null || firewalls.has(place.deviceId)) continue;
    const known = path.portId === null ? undefined : neutron.get(path.portId);
    const ids = known?.fact.data.securityGroups ?? null;
    const { port } = place;
    const found =
      iptables.filteringOf(port) ??
      ovn.filteringOf(port, ids) ??
      flows.filteringOf(port) ??
      unfiltered(node, port, flows.hasFlows(port.ovs?.bridge ?? ''));
    const groups = ids?.map((id): FirewallGroup => ({ id, name: names.get(id) ?? null })) ?? null;
    firewalls.set(place.deviceId, {
      host: node.host,
      deviceId: place.deviceId,
      device: place.device,
      instance: path.instanceName ?? path.instance,
      portId: path.portId,
      groups,
      ...found,
      reason: withIntent(found, known?.fact.data.portSecurity ?? null),
      evidence: [...found.evidence, ...(known ? evidenceList(known.facts, known.fact) : [])],
    });
  }
  return [...firewalls.values()];
}

interface Place {
  readonly deviceId: string;
  readonly device: string;
  readonly port: FilteredPort;
}

/** The firewall stands at the tap, or at the port where there is none; null for a path of no instance. */
function placeOf(node: NodeIndex, path: NetworkPath): Place | null {
  const [first, second] = path.hops;
  if (first === undefined || first.kind === 'namespace') return null;
  const inner = first.kind === 'instance' ? second : first;
  if (inner === undefined || inner.deviceId === null || inner.device === null) return null;
  if (inner.kind === 'ovs-bridge') return null;
  const bridgeAt = path.hops.findIndex(({ kind }) => kind === 'ovs-bridge');
  const plugged: Hop | undefined = bridgeAt > 0 ? path.hops[bridgeAt - 1] : undefined;
  const view = plugged ? node.ovs.portOf(plugged.device ?? '') : null;
  const linuxBridge = path.hops.find(({ kind }) => kind === 'linux-bridge')?.device ?? null;
  return {
    deviceId: inner.deviceId,
    device: inner.device,
    port: {
      tap: inner.kind === 'tap' ? inner.device : null,
      portId: path.portId,
      linuxBridge,
      ovs: view && { bridge: view.bridge, port: view.name, ofport: view.ofport },
    },
  };
}

/** No output has a rule about the port: either there is none, or the output that would show it is missing. */
function unfiltered(node: NodeIndex, { tap, linuxBridge, ovs }: FilteredPort, hasFlows: boolean): Filtering {
  const rules = node.facts
    .of('firewall-rule')
    .filter(({ data }) => data.netns === null && data.table === 'filter');
  const nothing = { driver: null, rules: 0, parts: [], sets: [] } as const;
  const where = linuxBridge === null ? (ovs?.bridge ?? 'kernel') : 'kernel';
  const wants = [
    ...(linuxBridge !== null && rules.length === 0 ? ['iptables-save'] : []),
    ...(linuxBridge === null && ovs !== null && !hasFlows ? [`ovs-ofctl dump-flows ${ovs.bridge}`] : []),
    ...(linuxBridge === null && ovs === null && rules.length === 0 ? ['iptables-save'] : []),
  ];
  if (wants.length > 0) {
    const reason = `no \`${wants[0] ?? ''}\`: whether anything filters here is unknown`;
    return { ...nothing, where, state: 'unknown', status: 'missing', reason, wants, evidence: [] };
  }
  const looked = [
    ...(rules.length > 0 ? [`no rule of iptables names ${tap ?? 'it'}`] : []),
    ...(hasFlows && ovs !== null ? [`no flow of ${ovs.bridge} filters port ${ovs.ofport ?? ovs.port}`] : []),
  ];
  const reason = looked.length === 0 ? null : looked.join('; ');
  return {
    ...nothing,
    where,
    state: 'none',
    status: 'known',
    reason,
    wants: [],
    evidence: evidenceList(node.facts, rules[0]),
  };
}

/** Neutron's intent where it is not what the rules do. */
function withIntent({ state, reason }: Filtering, portSecurity: boolean | null): string | null {
  if (portSecurity === null || state === 'unknown') return reason;
  const said =
    portSecurity && state !== 'filtered'
      ? 'Neutron has port security on for this port'
      : !portSecurity && state === 'filtered'
        ? 'Neutron has port security off for this port'
        : null;
  return said === null ? reason : [reason, said].filter((part) => part !== null).join('; ');
}

function neutronPorts(
  all: readonly SnapshotFacts[],
): ReadonlyMap<string, { readonly facts: SnapshotFacts; readonly fact: StoredFact<'neutron-port'> }> {
  const ports = new Map<string, { facts: SnapshotFacts; fact: StoredFact<'neutron-port'> }>();
  for (const facts of all) {
    for (const fact of facts.of('neutron-port')) {
      const { id, securityGroups } = fact.data;
      if (id === null) continue;
      const known = ports.get(id);
      if (known === undefined || (known.fact.data.securityGroups === null && securityGroups !== null))
        ports.set(id, { facts, fact });
    }
  }
  return ports;
}

function groupNames(all: readonly SnapshotFacts[]): ReadonlyMap<string, string> {
  return new Map(
    all.flatMap((facts) =>
      facts
        .of('security-group')
        .flatMap(({ data }) =>
          data.id === null || data.name === null ? [] : [[data.id, data.name] as const],
        ),
    ),
  );
}
