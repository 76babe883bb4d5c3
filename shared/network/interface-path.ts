// From an instance's interface to the OVS bridge it is plugged into:
//   instance → tap → qbr → qvb ⇄ qvo → br-int      hybrid plug (iptables in the Linux bridge)
//   instance → tap → br-int                        straight, firewall in flows
//   instance → tap → brq… → NIC or VLAN            Linux bridge agent
// A step without evidence is named and the path goes on behind it with what is known.
import type { StoredFact } from '../facts.ts';
import { deviceHop, missingHop, type Step } from './hop.ts';
import { evidenceList } from './evidence-list.ts';
import type { DomainInterfaceView, InstanceView } from './instance-index.ts';
import { hopsFromPort, vlanStep } from './bridge-path.ts';
import { deviceId } from './device-kind.ts';
import type { Hop } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import type { OvsPortView } from './ovs-port.ts';
import { socketPort } from './plugs.ts';
import { functionPlace, passedDevice, type PassedDevice } from './sriov.ts';
import { outwards } from './underlay-path.ts';

/** The hops of one `<interface>` of a domain, the instance first. */
export function interfaceHops(
  node: NodeIndex,
  instance: InstanceView,
  view: DomainInterfaceView,
): readonly Hop[] {
  const { data } = view;
  const first = instanceHop(node, instance, view);
  if (data.target === null) return [first, ...withoutTap(node, view)];
  return [first, ...tapHops(node, data.target, { facts: view.facts, mac: null }, view)];
}

/** The instance itself; `view` is null when its domain is unknown. */
export function instanceHop(node: NodeIndex, instance: InstanceView, view: DomainInterfaceView | null): Hop {
  return {
    host: node.host,
    device: instance.title,
    kind: 'instance',
    ifindex: null,
    mac: view?.data.mac ?? null,
    mtu: view?.data.mtu ?? null,
    addresses: instance.addresses,
    tag: null,
    ofport: null,
    tunnelId: null,
    local: null,
    remote: null,
    status: instance.doubt === null ? 'known' : 'inferred',
    reason: instance.doubt,
    break: null,
    wants: [],
    deviceId: deviceId('instance', instance.title),
    evidence: [...evidenceList(node.facts, view?.facts ?? []), ...instance.evidence],
  };
}

/** An interface that has no tap: vhost-user has a socket instead, and a passed-through device has neither. */
function withoutTap(node: NodeIndex, view: DomainInterfaceView): readonly Hop[] {
  const { data, facts } = view;
  const port = socketPort(node, view);
  if (port) return portHops(node, port, port.name, { facts });
  const passed = passedDevice(node, view);
  if (passed !== null) return functionHops(node, view, passed);
  const what =
    data.type === 'hostdev' ? 'passes a device of the host through; it has no tap' : 'names no tap';
  const reason = `interface ${data.index} of ${data.domain} (${data.type}) ${what}`;
  const socket = data.type === 'vhostuser' ? (data.source?.split('/').pop() ?? null) : null;
  const wants = socket === null ? [] : ['ovs-vsctl show'];
  return [missingHop(node, 'tap', socket, 'no-tap', reason, { facts, mac: data.mac, wants })];
}

/** A function of an adapter: its frames go by the adapter's own switch to the wire. */
function functionHops(node: NodeIndex, view: DomainInterfaceView, passed: PassedDevice): readonly Hop[] {
  const { status, reason, wants, facts } = passed;
  const { mac } = view.data;
  const hop: Hop = {
    ...deviceHop(node, passed.name, { status, reason, wants, facts, mac }),
    kind: passed.kind,
    deviceId: passed.id,
  };
  if (passed.kind === 'nic') return [hop];
  const place = functionPlace(node, mac);
  if (place === null) {
    const why = `no \`ip link\` of an adapter lists ${mac ?? 'its MAC'}: which adapter ${passed.name} is of is unknown`;
    return [hop, missingHop(node, 'nic', null, 'no-underlay', why, { wants: ['ip -d link show'] })];
  }
  const step: Step = { status: 'inferred', reason: place.reason, facts: place.facts };
  return [hop, ...outwards(node, place.adapter, step, new Set())];
}

/** From the tap on. `step` says how the tap itself is known; `view` is null when no domain names it. */
export function tapHops(
  node: NodeIndex,
  tap: string,
  step: Step,
  view: DomainInterfaceView | null,
): readonly Hop[] {
  const member = node.linuxBridges.of(tap);
  const port = node.ovs.portOf(tap);
  if (member === null && port) return portHops(node, port, tap, step);
  const hop = tapHop(node, tap, { ...step, facts: [...(step.facts ?? []), ...(member?.facts ?? [])] });
  if (member) {
    const bridge = deviceHop(node, member.bridge, {
      facts: [...member.facts, ...node.linuxBridges.bridgeFacts(member.bridge)],
      reason: member.conflict,
    });
    return [hop, bridge, ...beyondLinuxBridge(node, member.bridge, tap, view)];
  }
  return [hop, ...withoutBridge(node, tap, view)];
}

function tapHop(node: NodeIndex, tap: string, step: Step): Hop {
  const shown =
    node.links.byName(tap) !== null || node.linuxBridges.of(tap) !== null || node.ovs.portOf(tap) !== null;
  if (!shown && node.links.host.length > 0) {
    const reason = `\`ip link\` does not show ${tap}: the domain is not running, or its tap is gone`;
    return missingHop(node, 'tap', tap, 'no-tap', reason, { ...step, wants: ['virsh list --all'] });
  }
  return deviceHop(node, tap, step);
}

/** The tap is in no bridge that any output shows; the domain says where it should be. */
function withoutBridge(node: NodeIndex, tap: string, view: DomainInterfaceView | null): readonly Hop[] {
  const bridge = view?.data.source ?? null;
  if (view === null || bridge === null) {
    const reason = `no output shows which bridge ${tap} is in: \`brctl show\`, \`ovs-vsctl show\``;
    const wants = ['ip -d link show', 'ovs-vsctl show'];
    return [missingHop(node, 'linux-bridge', null, 'not-in-bridge', reason, { wants })];
  }
  const linux = node.linuxBridges.has(bridge) || (/^qbr|^brq/.test(bridge) && !node.ovs.isBridge(bridge));
  if (!linux) {
    const reason = listsPorts(node)
      ? `${tap} is not a port of ${bridge}: \`ovs-vsctl show\` does not list it there`
      : `no \`ovs-vsctl show\`: whether ${tap} is in ${bridge} is unknown`;
    return [
      missingHop(node, 'ovs-bridge', bridge, 'not-in-ovs', reason, {
        facts: [...view.facts, ...node.ovs.bridgeFacts(bridge)],
        wants: listsPorts(node) ? [] : ['ovs-vsctl show'],
      }),
    ];
  }
  const outside = node.linuxBridges.outsideEvidence(tap, bridge);
  const hop =
    outside.length > 0
      ? deviceHop(node, bridge, {
          break: 'not-in-bridge',
          reason: `${tap} is not in ${bridge}, where its domain puts it: ${membersText(node, bridge)}`,
          facts: [...outside, ...view.facts],
        })
      : deviceHop(node, bridge, {
          status: 'inferred',
          reason: `from the domain XML; no \`brctl show\` shows ${tap} in ${bridge}`,
          wants: ['ip -d link show', 'bridge -d link'],
          facts: view.facts,
        });
  return [hop, ...beyondLinuxBridge(node, bridge, tap, view)];
}

/** The bridge's other end: a veth into Open vSwitch, or the NIC, VLAN or tunnel device of a Linux bridge agent. */
function beyondLinuxBridge(
  node: NodeIndex,
  bridge: string,
  tap: string,
  view: DomainInterfaceView | null,
): readonly Hop[] {
  const own = plugName(tap);
  const { pairs, uplinks } = node.bridgeMembers(bridge);
  const pair = pairs.find((member) => member === own) ?? (pairs.length === 1 ? pairs[0] : undefined);
  if (pair !== undefined) {
    const member = node.linuxBridges.of(pair);
    const hop = deviceHop(node, pair, { facts: member?.facts ?? [], reason: member?.conflict ?? null });
    return [hop, ...beyondPair(node, pair)];
  }
  if (uplinks.length > 0) return uplinks.flatMap((uplink) => outwards(node, uplink, {}, new Set([bridge])));
  return unplugged(node, bridge, own, view);
}

/** `tap36aaab22-c8` goes with `qvb36aaab22-c8` and `qvo36aaab22-c8`: Nova's hybrid plug, vif.py. */
function plugName(tap: string): string | null {
  return /^tap.{11}$/.test(tap) ? `qvb${tap.slice(3)}` : null;
}

/** Nothing leads out of the bridge. The pair that should be in it is looked for by name and by Neutron's ids. */
function unplugged(
  node: NodeIndex,
  bridge: string,
  own: string | null,
  view: DomainInterfaceView | null,
): readonly Hop[] {
  const port = (own === null ? null : node.ovs.portOf(`qvo${own.slice(3)}`)) ?? portByIds(node, view);
  const behind = port === null ? null : node.veths.peerOf(port.name);
  const name = behind?.name ?? own;
  const lists = membersText(node, bridge);
  const known = name !== null && (node.links.byName(name) !== null || behind?.status === 'known');
  if (!known) {
    const expected = name === null ? '' : `; ${name} would be expected by its name`;
    const looked =
      node.linuxBridges.bridgeFacts(bridge).length + node.linuxBridges.members(bridge).length > 0;
    const reason = looked
      ? `nothing leads out of ${bridge}: ${lists}${expected}`
      : `no \`brctl show\`: what else is in ${bridge} is unknown${expected}`;
    const hop = missingHop(node, 'veth', name, looked ? 'not-in-bridge' : 'peer-unknown', reason, {
      facts: node.linuxBridges.bridgeFacts(bridge),
      wants: looked ? [] : ['ip -d link show', 'bridge -d link'],
    });
    return port === null
      ? [hop]
      : [hop, ...inferredPort(node, port, `no output shows the veth of ${port.name}`)];
  }
  const link = node.links.byName(name);
  const elsewhere = node.linuxBridges.of(name);
  const where = elsewhere
    ? `it is in ${elsewhere.bridge}`
    : link && link.master === null
      ? '`ip link` shows it without a master'
      : 'no output shows it in a bridge';
  const hop = deviceHop(node, name, {
    break: 'not-in-bridge',
    reason: `${name} is not in ${bridge}: ${lists}, and ${where}`,
    facts: [...node.linuxBridges.outsideEvidence(name, bridge), ...(elsewhere?.facts ?? [])],
  });
  return [hop, ...beyondPair(node, name)];
}

function membersText(node: NodeIndex, bridge: string): string {
  const members = node.linuxBridges.members(bridge);
  return members.length === 0 ? `${bridge} has no members` : `${bridge} holds only ${members.join(', ')}`;
}

/** The OVS port that Neutron marked with this interface's port id or MAC. */
function portByIds(node: NodeIndex, view: DomainInterfaceView | null): OvsPortView | null {
  if (view === null) return null;
  const { portId, mac } = view.data;
  const own = portId === null ? null : node.ovs.portById(portId);
  // The cleaner breaks what MACs join.
  return own ?? (mac === null || node.facts.cleaned === true ? null : node.ovs.portByAttachedMac(mac));
}

/** The far end of the veth, which is the port in Open vSwitch, and on from there. */
function beyondPair(node: NodeIndex, near: string): readonly Hop[] {
  const peer = node.veths.peerOf(near);
  if (peer.name === null) {
    const step = { facts: peer.facts, ifindex: peer.ifindex, wants: peer.wants };
    return [missingHop(node, 'veth', null, 'peer-unknown', peer.reason ?? 'its peer is unknown', step)];
  }
  const { status, reason: why, wants, facts, ifindex } = peer;
  const step: Step = { status, reason: why, wants, facts, ifindex };
  const port = node.ovs.portOf(peer.name);
  if (port) return portHops(node, port, peer.name, step);
  const hop = deviceHop(node, peer.name, step);
  const reason = listsPorts(node)
    ? `${peer.name} is in no OVS bridge: \`ovs-vsctl show\` does not list it`
    : `no \`ovs-vsctl show\`: the bridge of ${peer.name} is unknown`;
  const lists = listsPorts(node) ? [] : ['ovs-vsctl show'];
  return [hop, missingHop(node, 'ovs-bridge', null, 'not-in-ovs', reason, { wants: lists })];
}

function listsPorts(node: NodeIndex): boolean {
  const shown = node.facts.of('ovs-port').some((fact) => fact.data.bridge !== null);
  return shown || node.facts.of('datapath-port').length > 0;
}

function inferredPort(node: NodeIndex, port: OvsPortView, reason: string): readonly Hop[] {
  return portHops(node, port, port.name, { status: 'inferred', reason, facts: port.facts });
}

/** A device that is an OVS port, its bridge, and the way out. */
export function portHops(node: NodeIndex, port: OvsPortView, device: string, step: Step): readonly Hop[] {
  const vlan = vlanStep(node, port);
  const reasons = [step.reason, vlan.reason].filter((reason) => typeof reason === 'string');
  const facts: readonly (StoredFact | null | undefined)[] = vlan.break
    ? [...(vlan.facts ?? []), ...(step.facts ?? [])]
    : [...(step.facts ?? []), ...(vlan.facts ?? [])];
  const hop = deviceHop(node, device, {
    ...step,
    break: step.break ?? vlan.break ?? null,
    reason: reasons.length > 0 ? reasons.join('; ') : null,
    wants: [...(step.wants ?? []), ...(vlan.wants ?? [])],
    facts,
  });
  return [hop, ...hopsFromPort(node, port)];
}
