// Which networks a tunnel carries: the tunnel ids that flows of either host send into it; on OVN's
// chassis the keys of the networks that both hosts have ports of.
import type { StoredFact } from '../../facts.ts';
import type { CaseIndex } from '../case-index.ts';
import { evidenceList } from '../evidence-list.ts';
import type { CaseModel, CaseNetwork, CaseTunnel, TunnelEnd, TunnelUse } from './model.ts';
import type { NetworkPlaces } from './networks.ts';
import type { CaseEvidence } from '../../evidence.ts';

interface Use {
  network: string | null;
  readonly hosts: Set<string>;
  readonly evidence: CaseEvidence[];
}

/** In order of their ids. Reads the flows of the tunnel's bridges. */
export function tunnelUses(
  index: CaseIndex,
  model: CaseModel,
  places: NetworkPlaces,
  tunnel: CaseTunnel,
): readonly TunnelUse[] {
  const uses = new Map<string, Use>();
  for (const end of tunnel.ends) {
    if (end === null) continue;
    for (const [tunnelId, { vlan, flows }] of sentInto(index, end)) {
      const use = uses.get(tunnelId) ?? { network: null, hosts: new Set(), evidence: [] };
      uses.set(tunnelId, use);
      use.network ??= places.ofVlan(end.host, vlan) ?? bySegment(model, tunnel.type, tunnelId);
      use.hosts.add(end.host);
      const node = index.node(end.host);
      if (node) use.evidence.push(...evidenceList(node.facts, flows));
    }
  }
  const names = new Map(model.networks.map(({ id, name }) => [id, name]));
  const shown = [...uses].map(([tunnelId, { network, hosts, evidence }]): TunnelUse => ({
    tunnelId,
    network,
    name: network === null ? null : (names.get(network) ?? null),
    hosts: [...hosts].sort(),
    status: 'known',
    reason: null,
    evidence,
  }));
  const inferred = shown.length > 0 ? [] : byDatapathKey(model, tunnel);
  return [...shown, ...inferred].sort((a, b) => Number(BigInt(a.tunnelId) - BigInt(b.tunnelId)));
}

function sentInto(
  index: CaseIndex,
  { host, bridge, port, ofport }: TunnelEnd,
): ReadonlyMap<string, { readonly vlan: number; readonly flows: readonly StoredFact[] }> {
  const found = new Map<string, { readonly vlan: number; readonly flows: StoredFact[] }>();
  const node = index.node(host);
  if (node === null || bridge === null) return found;
  const names = new Set([port, ...(ofport === null ? [] : [String(ofport)])]);
  for (const [vlan, entries] of node.vlanFlows(bridge).toTunnel) {
    for (const { tunnelId, outputs, flow } of entries) {
      if (!outputs.some((output) => names.has(output))) continue;
      const use = found.get(tunnelId) ?? { vlan, flows: [] };
      found.set(tunnelId, use);
      // One flow shows it; a second one, that it is not the only one.
      if (use.flows.length < 2) use.flows.push(flow);
    }
  }
  return found;
}

function bySegment(model: CaseModel, type: string, tunnelId: string): string | null {
  const segment = Number(tunnelId);
  const found = model.networks.filter(
    (network) => network.segmentationId === segment && (network.type === null || network.type === type),
  );
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

/** OVN's flows take the id from `metadata`, so no flow names it. */
function byDatapathKey(model: CaseModel, tunnel: CaseTunnel): readonly TunnelUse[] {
  const names = [tunnel.from, tunnel.to].map((id) => id.replace(/^host\//, ''));
  const at = (network: CaseNetwork, host: string | undefined): boolean =>
    network.hosts.some((each) => each.host === host);
  return model.networks.flatMap((network): readonly TunnelUse[] => {
    const { datapathKey } = network;
    if (datapathKey === null || !at(network, names[0]) || !at(network, names[1])) return [];
    return [
      {
        tunnelId: `0x${datapathKey.toString(16)}`,
        network: network.id,
        name: network.name,
        hosts: [],
        status: 'inferred',
        reason: `both hosts have ports of the network, whose key in OVN's southbound database is ${datapathKey}`,
        evidence: network.evidence,
      },
    ];
  });
}
