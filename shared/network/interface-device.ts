// One interface as a device of the model: each field from the output that tells it best, what the others say
// differently beside it, and the lines of all.
import type { LinkFact, OvsInterfaceFact, StoredFact } from '../facts.ts';
import { blankDevice } from './blank-device.ts';
import { conflictsOf, type Claim } from './conflicts.ts';
import { detailOf } from './device-detail.ts';
import { deviceId } from './device-kind.ts';
import { evidenceList } from './evidence-list.ts';
import { pciAddress } from './hardware-index.ts';
import type { InterfaceView } from './interface-index.ts';
import type { DeviceConflict, NetworkDevice } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { ovsBondId } from './ovs-bond-id.ts';
import type { OvsPortView } from './ovs-port.ts';

/** The device of an interface. A bridge's own port is the bridge; a member of a bond is on no bridge itself. */
export function interfaceDevice(node: NodeIndex, view: InterfaceView): NetworkDevice {
  const { name, link, ovs, port, hardware } = view;
  const bridge = view.kind === 'ovs-bridge';
  const netns = link?.netns ?? view.netns;
  const member = netns === null ? node.linuxBridges.of(name) : null;
  const alone = port !== null && port.interfaces.length === 1 && !bridge ? port : null;
  const peer = view.kind === 'veth' ? node.veths.peerOf(name, netns) : null;
  const near = peer?.name ? node.veths.peerOf(peer.name, peer.netns) : null;
  const lost = peer?.status === 'missing' ? peer : null;
  const binding = bindingOf(node, alone);
  return {
    ...blankDevice(node.host, view.kind, name),
    id: view.id,
    netns,
    role: view.role,
    parent: parentOf(node, view, alone),
    ifindex: link?.ifindex ?? ovs?.ifindex ?? near?.ifindex ?? null,
    mac: link?.mac ?? ovs?.mac ?? hardware.mac,
    mtu: link?.mtu ?? ovs?.mtu ?? null,
    state: link?.state ?? ovs?.state ?? null,
    addresses: node.links.addressesOf(netns, name),
    ofport: bridge ? null : (ovs?.ofport ?? null),
    tag: alone?.tag ?? null,
    type: typeOf(view),
    driver: hardware.driver ?? ovs?.status['driver_name'] ?? null,
    pci: hardware.pci ?? pciAddress(ovs?.options['dpdk-devargs']?.split(',')[0] ?? null),
    error: ovs?.error ?? null,
    options: ovs?.options ?? {},
    portId: portIdOf(alone),
    binding: binding?.binding ?? null,
    detail: detailOf(node, view),
    conflicts: conflictsOfInterface(node, view, alone),
    reason: lost?.reason ?? null,
    wants: lost?.wants ?? [],
    evidence: [
      ...evidenceList(
        node.facts,
        statisticsOf(near?.facts),
        statisticsOf(peer?.facts),
        bridge ? [...node.ovs.bridgeFacts(name), ...(node.mappings.get(name)?.facts ?? [])] : [],
        link?.facts,
        member?.facts,
        alone?.facts ?? ovs?.facts,
        peer?.facts,
        node.linuxBridges.bridgeFacts(name),
        hardware.facts,
        node.interfaceFacts.of(view),
        node.links.addressFacts(netns, name),
      ),
      ...(binding?.evidence ?? []),
    ],
  };
}

/** A bond of Open vSwitch: a port with several interfaces, and no device of the kernel. */
export function ovsBondDevice(node: NodeIndex, port: OvsPortView): NetworkDevice {
  return {
    ...blankDevice(node.host, 'bond', port.name),
    id: ovsBondId(node, port),
    parent: deviceId('ovs-bridge', port.bridge),
    tag: port.tag,
    type: 'bond',
    detail: detailOf(node, port),
    conflicts: conflictsOf(node.facts, portClaims(port)),
    evidence: evidenceList(node.facts, port.rows, node.interfaceFacts.ofBond(port.name)),
  };
}

/** The peer's `ethtool -S` comes first: `peer_ifindex` is the line that shows what the device is. */
function statisticsOf(facts: readonly StoredFact[] | undefined): readonly StoredFact[] {
  return (facts ?? []).filter((fact) => fact.kind === 'ethtool-statistics');
}

/** `system` of Open vSwitch says only that the kernel has it; the kernel says what it is. */
function typeOf({ link, ovs }: InterfaceView): string | null {
  if (ovs !== null && ovs.type !== 'system' && ovs.type !== '') return ovs.type;
  return link?.kind ?? (ovs === null ? null : 'system');
}

function parentOf(node: NodeIndex, view: InterfaceView, alone: OvsPortView | null): string | null {
  if (alone !== null) return deviceId('ovs-bridge', alone.bridge);
  if (view.kind === 'ovs-bridge') return null;
  if (view.netns === null) {
    const member = node.linuxBridges.of(view.name);
    return member === null ? null : idOf(node, member.bridge);
  }
  const master = view.link?.master ?? null;
  const bridge = master === null ? null : node.interfaces.inNamespace(view.netns, master);
  return bridge?.kind === 'linux-bridge' ? bridge.id : null;
}

function idOf(node: NodeIndex, bridge: string): string {
  return node.interfaces.byName(bridge)?.id ?? deviceId('linux-bridge', bridge);
}

/** Neutron's port, or OVN's localnet port behind a patch to a provider bridge. */
export function portIdOf(port: OvsPortView | null): string | null {
  return port?.externalIds['iface-id'] ?? port?.externalIds['ovn-localnet-port'] ?? null;
}

function bindingOf(node: NodeIndex, port: OvsPortView | null): ReturnType<NodeIndex['ovn']['bindingOf']> {
  const id = portIdOf(port);
  return id === null ? null : node.ovn.bindingOf(id);
}

function conflictsOfInterface(
  node: NodeIndex,
  view: InterfaceView,
  alone: OvsPortView | null,
): readonly DeviceConflict[] {
  const { link, ovs } = view;
  const links = (link?.facts ?? []) as readonly StoredFact<'link'>[];
  const rows = (ovs?.facts ?? []).filter((fact) => fact.kind === 'ovs-interface');
  const ofLink = (pick: (data: LinkFact) => Claim['value']): Claim[] =>
    links.map((fact) => ({ value: pick(fact.data), fact }));
  const ofRow = (pick: (data: OvsInterfaceFact) => Claim['value']): Claim[] =>
    rows.map((fact) => ({ value: pick(fact.data), fact }));
  const numbered = (ovs?.facts ?? []).flatMap((fact): Claim[] => {
    const { ofport } = fact.data;
    return ofport === null || ofport < 0 ? [] : [{ value: ofport, fact }];
  });
  const kernel = ovs?.type === 'internal' || ovs?.type === 'system';
  const members =
    view.netns === null && (link?.netns ?? null) === null ? node.linuxBridges.claims(view.name) : [];
  return conflictsOf(node.facts, {
    parent: [...(alone ? parentClaims(alone) : []), ...members],
    ifindex: [...ofLink((data) => data.ifindex), ...(kernel ? ofRow((data) => data.ifindex || null) : [])],
    mac:
      node.facts.cleaned === true
        ? []
        : [...ofLink((data) => data.mac), ...(kernel ? ofRow((data) => data.mac) : [])],
    mtu: [...ofLink((data) => data.mtu), ...(kernel ? ofRow((data) => data.mtu) : [])],
    ofport: numbered,
    type: ofRow((data) => data.type),
    error: ofRow((data) => data.error),
    ...(alone ? { tag: tagClaims(alone) } : {}),
    ...Object.fromEntries(
      ['peer', 'remote_ip', 'local_ip', 'key', 'dst_port'].map((option) => [
        `options.${option}`,
        ofRow((data) => data.options[option] ?? null),
      ]),
    ),
  });
}

function portClaims(port: OvsPortView): Readonly<Record<string, readonly Claim[]>> {
  return { parent: parentClaims(port), tag: tagClaims(port) };
}

function parentClaims(port: OvsPortView): readonly Claim[] {
  const rows = port.rows.map((fact): Claim => ({ value: fact.data.bridge, fact }));
  const members = port.facts.flatMap((fact): Claim[] =>
    fact.kind === 'datapath-port' ? [{ value: (fact as StoredFact<'datapath-port'>).data.bridge, fact }] : [],
  );
  return [...rows, ...members];
}

function tagClaims(port: OvsPortView): readonly Claim[] {
  return port.rows.map((fact) => ({ value: fact.data.tag, fact }));
}
