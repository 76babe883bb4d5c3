// Frames that are longer than what comes next can carry. Within a host, a device behind the instance's own; over
// a tunnel, the adapter below it, which carries the outer headers too.
//
//   tap 1500 ─ qvo 1500 ─ vxlan ─ br-ex 1500      1500 + 50 > 1500
import { evidenceList } from '../network/evidence-list.ts';
import type { Hop, NetworkPath } from '../network/model.ts';
import type { LinkView } from '../network/link-index.ts';
import { valueOf } from '../network/identity/entity.ts';
import { neutronId } from '../network/identity/openstack-claims.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { encapsulationsOf } from '../network/ovn-chassis.ts';
import { isTunnel, type OvsPortView } from '../network/ovs-index.ts';
import { underlayOf } from '../network/underlay-path.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/**
 * What a tunnel adds to the payload of an inner Ethernet frame, over IPv4, in bytes: the inner Ethernet header (14)
 * and the outer IP (20), UDP (8) and VXLAN (8), or GRE with a key (8), or Geneve (8) with OVN's option (8).
 * Neutron's defaults for 1500 are the rest: 1450, 1458, 1442.
 */
const overheads: Readonly<Record<string, number>> = { vxlan: 50, gre: 42, geneve: 58 };
/** The outer IPv6 header is longer by this. */
const ipv6More = 20;

export const mtuFallsRule: Rule = {
  id: 'mtu-falls',
  severities: ['error'],
  says: ['device', 'tunnel'],
  source: 'neutron, "MTU considerations"; RFC 7348, RFC 2890, RFC 8926; ip-link(8), mtu',
  needs: ['ip link', 'virsh dumpxml or openstack network show'],
  *find({ node, model, hosts, entities }: RuleContext): Iterable<Fault> {
    const networks = networkMtus(hosts.nodes);
    const overlays = overlayNetworks(hosts.nodes);
    const told = new Set<string>();
    /** Those that the path shows; of OVN's bridge, which tunnel it is depends on the packet, and all are alike. */
    const tunnelsOf = (path: NetworkPath): readonly OvsPortView[] => {
      const shown = path.hops.flatMap(({ kind, device }) => {
        const port = kind === 'tunnel' && device !== null ? node.ovs.portOf(device) : null;
        return port === null ? [] : [port];
      });
      const port = path.portId === null ? null : entities.byId(`port/${path.portId}`);
      const network = port === null ? null : valueOf(port, 'network');
      if (shown.length > 0 || network === null || !overlays.has(network)) return shown;
      const bridge = path.hops.find(({ kind }) => kind === 'ovs-bridge')?.device;
      return bridge ? node.ovs.ports(bridge).filter(isTunnel) : [];
    };
    for (const path of model.paths) {
      const sent = sentBy(node, path, networks);
      if (sent === null) continue;
      for (const fault of [...inside(node, path, sent), ...overTunnels(node, tunnelsOf(path), path, sent)]) {
        const key = `${fault.devices.join(' ')} ${fault.about ?? ''}`;
        if (told.has(key)) continue;
        told.add(key);
        yield fault;
      }
    }
  },
};

/** MTUs of Neutron's networks, by the ids of their ports. */
function networkMtus(nodes: readonly NodeIndex[]): ReadonlyMap<string, number> {
  const ofNetwork = new Map<string, number>();
  for (const { facts } of nodes) {
    for (const { data } of facts.of('neutron-network')) {
      if (data.id !== null && data.mtu !== null && data.mtu > 0) ofNetwork.set(data.id, data.mtu);
    }
  }
  const ofPort = new Map<string, number>();
  for (const { facts } of nodes) {
    for (const { data } of facts.of('neutron-port')) {
      const mtu = ofNetwork.get(data.networkId ?? '');
      if (data.id !== null && mtu !== undefined) ofPort.set(data.id, mtu);
    }
  }
  return ofPort;
}

/** How long packets may be that come in by this path: as the domain says, the network, or else its first device. */
function sentBy(node: NodeIndex, path: NetworkPath, networks: ReadonlyMap<string, number>): number | null {
  const vnic = node.instances
    .flatMap(({ interfaces }) => interfaces)
    .find(({ data }) => data.target !== null && data.target === path.interface && path.instance !== null);
  if (vnic?.data.mtu) return vnic.data.mtu;
  const network = path.portId === null ? undefined : networks.get(path.portId);
  if (network !== undefined) return network;
  return before(path).find(({ mtu }) => mtu !== null)?.mtu ?? null;
}

/** The hops up to the first bridge of Open vSwitch. */
function before(path: NetworkPath): readonly Hop[] {
  const end = path.hops.findIndex(({ kind }) => kind === 'ovs-bridge');
  return path.hops.slice(0, end < 0 ? path.hops.length : end);
}

/** A Linux bridge passes on what its ports can carry, whatever its own MTU is (net/bridge/br_forward.c). */
function* inside(node: NodeIndex, path: NetworkPath, sent: number): Iterable<Fault> {
  const tunnelled = path.hops.some(({ kind }) => kind === 'tunnel');
  const near = before(path).filter(({ kind }) => kind === 'tap' || kind === 'veth' || kind === 'internal');
  const far = tunnelled
    ? []
    : path.hops.filter(({ kind }) => kind === 'nic' || kind === 'bond' || kind === 'vlan');
  for (const hop of [...near, ...far]) {
    if (hop.mtu === null || hop.device === null || hop.mtu >= sent) continue;
    if (mostSaid(node.links.byName(hop.device)) >= sent) continue;
    yield {
      severity: 'error',
      devices: [hop.device],
      about: String(sent),
      says: 'device',
      params: { device: hop.device, mtu: String(hop.mtu), sent: String(sent), path: path.id },
      evidence: [...hop.evidence, ...(path.hops[0]?.evidence ?? [])],
    };
  }
}

/** Networks of OVN that no physical network carries: those whose switch is known and has no localnet port. */
function overlayNetworks(nodes: readonly NodeIndex[]): ReadonlySet<string> {
  const all = new Set<string>();
  const physical = new Set<string>();
  const names = new Map<string, string | null>();
  for (const { facts } of nodes) {
    for (const { data } of facts.of('datapath-binding')) {
      const id = neutronId(data.name);
      if (data.uuid !== null) names.set(data.uuid, id);
      if (id !== null && data.logicalSwitch !== null) all.add(id);
    }
  }
  for (const { facts } of nodes) {
    for (const { data } of facts.of('port-binding')) {
      const id = neutronId(data.datapathName) ?? names.get(data.datapath ?? '') ?? null;
      if (data.type === 'localnet' && id !== null) physical.add(id);
    }
  }
  return new Set([...all].filter((id) => !physical.has(id)));
}

function* overTunnels(
  node: NodeIndex,
  ports: readonly OvsPortView[],
  path: NetworkPath,
  sent: number,
): Iterable<Fault> {
  for (const port of ports) {
    const overhead = overheads[port.type];
    if (overhead === undefined) continue;
    const local = port.options['local_ip'] ?? encapsulationsOf(node.facts)[0];
    if (local === undefined) continue;
    const need = sent + overhead + (local.includes(':') ? ipv6More : 0);
    // The device with the address, and what it goes out by: a bridge may be wider than its adapter.
    for (const { device: below } of underlayOf(node, local)) {
      const under = below === null ? null : node.links.byName(below);
      const carries = mostSaid(under);
      if (under === null || carries === 0 || need <= carries) continue;
      yield {
        severity: 'error',
        devices: [under.name],
        about: `${port.type} ${sent}`,
        says: 'tunnel',
        params: {
          device: under.name,
          mtu: String(carries),
          sent: String(sent),
          type: port.type.toUpperCase(),
          need: String(need),
          path: path.id,
        },
        evidence: [
          ...evidenceList(node.facts, under.facts, port.facts),
          ...(path.hops[0]?.evidence ?? []),
          ...(path.hops[1]?.evidence ?? []),
        ],
      };
    }
  }
}

/** The largest MTU that outputs say of a device: where they differ, none of them is taken to be too small. */
function mostSaid(link: LinkView | null): number {
  return Math.max(0, ...(link?.facts ?? []).map(({ data }) => data.mtu ?? 0));
}
