// Which network a local VLAN, a tunnel id or a segment is, by name where some output has one.
import type { InstanceView } from '../network/instance-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { deadVlan, isPatch, isTunnel, type OvsPortView } from '../network/ovs-port.ts';
import { tunnelUseOf } from '../network/vlan-flows.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { Meaning } from './flow-context.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';

export interface Networks {
  /** By Neutron's UUID; a network without a known name is called by its id. */
  byId(id: string): Phrase;
  /** By tunnel id: the segment of a tunnelled network. */
  byTunnelId(id: bigint): Phrase | null;
  /** By address prefix, `10.18.0.0/24`: a subnet. */
  byPrefix(prefix: string): Phrase | null;
}

const tunnelTypes: ReadonlySet<string> = new Set(['gre', 'vxlan', 'geneve']);

export function indexNetworks(all: readonly SnapshotFacts[]): Networks {
  const names = new Map<string, string>();
  const bySegment = new Map<bigint, Set<string>>();
  const byPrefix = new Map<string, Phrase>();
  for (const facts of all) {
    for (const { data } of facts.of('neutron-network')) {
      if (data.id === null) continue;
      if (data.name) names.set(data.id, data.name);
      if (data.segmentationId === null || !tunnelTypes.has(data.networkType ?? '')) continue;
      const key = BigInt(data.segmentationId);
      bySegment.set(key, (bySegment.get(key) ?? new Set()).add(data.id));
    }
    for (const { data } of facts.of('logical-switch')) {
      const id = /^neutron-(.*)$/.exec(data.name ?? '')?.[1];
      const name = data.externalIds['neutron:network_name'] ?? data.alias;
      if (id !== undefined && name && !names.has(id)) names.set(id, name);
    }
  }
  const byId = (id: string): Phrase => {
    const text = names.get(id) ?? id;
    return phrase('network', { network: { text, target: { kind: 'name', name: text } } });
  };
  for (const facts of all) {
    for (const { data } of facts.of('neutron-subnet')) {
      if (data.cidr === null || byPrefix.has(data.cidr)) continue;
      if (data.networkId) byPrefix.set(data.cidr, phrase('subnetOf', { network: byId(data.networkId) }));
    }
  }
  return {
    byId,
    byTunnelId: (id) => {
      const [only, ...others] = bySegment.get(id) ?? [];
      return only === undefined || others.length > 0 ? null : byId(only);
    },
    byPrefix: (prefix) => byPrefix.get(prefix) ?? null,
  };
}

/** What a node tells of its own VLANs: the ports' rows, the tunnel bridge's flows, the instances. */
export class LocalVlans {
  readonly #node: NodeIndex;
  readonly #networks: Networks;
  readonly #instances: readonly InstanceView[];
  readonly #known = new Map<number, Meaning | null>();

  constructor(node: NodeIndex, networks: Networks) {
    this.#node = node;
    this.#networks = networks;
    this.#instances = node.instances;
  }

  meaning(vlan: number): Meaning | null {
    const known = this.#known.get(vlan);
    if (known !== undefined) return known;
    const found = this.#find(vlan);
    this.#known.set(vlan, found);
    return found;
  }

  #find(vlan: number): Meaning | null {
    if (vlan === deadVlan) return { says: phrase('vlan.dead'), because: null };
    const { ovs } = this.#node;
    const ports = ovs.bridges.flatMap((bridge) => ovs.ports(bridge));
    const noting = ports.find((port) => port.notedTag === vlan && port.notedNetwork !== null);
    if (noting?.notedNetwork) {
      return {
        says: this.#networks.byId(noting.notedNetwork),
        because: phrase('because.notedNetwork', { port: noting.name }),
      };
    }
    const use = this.#tunnelUse(vlan);
    if (use !== null) {
      const network = this.#networks.byTunnelId(BigInt(use.id));
      if (network !== null) {
        return { says: network, because: phrase('because.tunnelMap', { bridge: use.bridge, id: use.id }) };
      }
    }
    const byInstance = this.#byInstance(ports.filter((port) => port.tag === vlan));
    if (byInstance !== null) return byInstance;
    return use === null
      ? null
      : {
          says: phrase('vlan.tunnelled', { id: use.id }),
          because: phrase('because.tunnelFlows', { bridge: use.bridge }),
        };
  }

  #tunnelUse(vlan: number): { readonly bridge: string; readonly id: string } | null {
    const { ovs } = this.#node;
    for (const bridge of ovs.bridges) {
      if (!ovs.ports(bridge).some(isTunnel)) continue;
      const use = tunnelUseOf(this.#node.vlanFlows(bridge), vlan);
      if (use !== null) return { bridge, id: use.tunnelId };
    }
    return null;
  }

  /** A port of the VLAN belongs to an instance that has one network only. */
  #byInstance(ports: readonly OvsPortView[]): Meaning | null {
    for (const port of ports) {
      if (isPatch(port) || isTunnel(port)) continue;
      const suffix = port.name.replace(/^(tap|qvo|vhu)/, '');
      const instance = this.#instances.find(({ interfaces }) =>
        interfaces.some(({ data }) => data.portId?.startsWith(suffix) || data.target?.endsWith(suffix)),
      );
      const networks = new Set(this.#networkNames(instance));
      const [name] = networks;
      if (instance === undefined || networks.size !== 1 || name === undefined) continue;
      return {
        says: phrase('network', { network: { text: name, target: { kind: 'name', name } } }),
        because: phrase('because.instanceNetwork', {
          port: port.name,
          instance: instance.name ?? instance.title,
        }),
      };
    }
    return null;
  }

  #networkNames(instance: InstanceView | undefined): readonly string[] {
    if (instance === undefined) return [];
    return this.#node.facts
      .of('instance')
      .filter(({ data }) => data.uuid === instance.uuid || data.libvirtName === instance.libvirtName)
      .flatMap(({ data }) => data.addresses.map(({ network }) => network))
      .filter((network) => network !== '');
  }
}

/** The network of a tunnel id: by its segment, else by the VLAN that the bridge's flows give it. */
export function tunnelNetwork(
  node: NodeIndex,
  networks: Networks,
  vlans: LocalVlans,
  id: bigint,
): Meaning | null {
  const network = networks.byTunnelId(id);
  if (network !== null) return { says: network, because: null };
  const spelled = `0x${id.toString(16)}`;
  for (const bridge of node.ovs.bridges) {
    for (const [vlan, entries] of node.vlanFlows(bridge).fromTunnel) {
      if (!entries.some(({ tunnelId }) => tunnelId === spelled)) continue;
      const meaning = vlans.meaning(vlan);
      if (meaning === null || meaning.says.key === 'explain.vlan.tunnelled') return null;
      return { says: meaning.says, because: phrase('because.vlanOfTunnel', { vlan: String(vlan), bridge }) };
    }
  }
  return null;
}
