// The lines of the picture: what is plugged into what, each with the facts that show it.
import { deviceId } from './device-kind.ts';
import { evidenceList } from './evidence-list.ts';
import { portIdOf } from './interface-device.ts';
import type { Hop, LinkKind, NetworkDevice, NetworkLink, NetworkPath } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import type { OvsPortView } from './ovs-port.ts';
import { plugOf } from './plugs.ts';
import { stackedLinks } from './stacked-links.ts';

/** A link before it has an id. */
export type NewLink = Omit<NetworkLink, 'id'>;
type Add = (link: NewLink) => void;

/** Links between `devices`; a link whose end is not among them is left out. */
export function linksOf(
  node: NodeIndex,
  devices: readonly NetworkDevice[],
  paths: readonly NetworkPath[],
): readonly NetworkLink[] {
  const known = new Set(devices.map((device) => device.id));
  const links = new Map<string, NetworkLink>();
  const joined = new Set<string>();
  const add: Add = (link) => {
    const pair = [link.from, link.to].sort().join(' ');
    const id = `${link.kind} ${link.from} ${link.to}`;
    if (link.from === link.to || !known.has(link.from) || !known.has(link.to)) return;
    const once = link.kind === 'veth' || link.kind === 'patch' || link.status === 'missing';
    if (links.has(id) || (once && joined.has(pair))) return;
    joined.add(pair);
    links.set(id, { id, ...link });
  };
  attachments(node, add);
  members(node, devices, add);
  pairs(node, add);
  for (const link of stackedLinks(node)) add(link);
  ovsLinks(node, add);
  underlays(node, add);
  namespaces(node, devices, add);
  for (const path of paths) brokenSteps(path.hops, add);
  return [...links.values()];
}

const shown = { label: null, status: 'known', reason: null, wants: [] } as const;

function attachments(node: NodeIndex, add: Add): void {
  for (const instance of node.instances) {
    for (const view of instance.interfaces) {
      const plug = plugOf(node, view);
      if (plug === null) continue;
      add({
        kind: 'attached',
        from: deviceId('instance', instance.title),
        to: plug.id,
        label: view.data.mac,
        status: plug.status,
        reason: plug.reason,
        wants: plug.wants,
        evidence: evidenceList(node.facts, plug.facts),
      });
    }
  }
}

function members(node: NodeIndex, devices: readonly NetworkDevice[], add: Add): void {
  for (const device of devices) {
    if (device.parent === null) continue;
    const port = device.netns === null || device.ofport !== null ? node.ovs.portOf(device.name) : null;
    const member = device.netns === null ? node.linuxBridges.of(device.name) : null;
    const inside = device.netns === null ? null : node.links.inNamespace(device.netns, device.name);
    const ofOvs = device.parent.startsWith('ovs-bridge/');
    const conflict = device.conflicts.find(({ field }) => field === 'parent');
    add({
      kind: 'member',
      from: device.id,
      to: device.parent,
      label: device.tag === null ? null : `tag ${device.tag}`,
      status: device.status,
      reason:
        conflict === undefined
          ? device.status === 'known'
            ? null
            : device.reason
          : `outputs differ: ${conflict.values.map(({ value }) => value).join(' or ')}`,
      wants: device.wants,
      evidence: evidenceList(node.facts, ofOvs ? port?.facts : (member?.facts ?? inside?.facts)),
    });
  }
}

/** Both ends of every veth of every namespace. */
function pairs(node: NodeIndex, add: Add): void {
  for (const view of node.interfaces.all) {
    if (view.kind !== 'veth') continue;
    const peer = node.veths.peerOf(view.name, view.link?.netns ?? view.netns);
    if (peer.name === null) continue;
    const far =
      peer.netns === null
        ? node.interfaces.byName(peer.name)
        : node.interfaces.inNamespace(peer.netns, peer.name);
    const to = far?.id ?? deviceId('veth', peer.name, peer.netns);
    const { status, reason, wants } = peer;
    const evidence = evidenceList(node.facts, peer.facts);
    add({ kind: 'veth', from: view.id, to, label: null, status, reason, wants, evidence });
  }
}

/** Patches to their peers, tunnels to the hosts at their ends. */
function ovsLinks(node: NodeIndex, add: Add): void {
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.patches(bridge)) {
      const from = node.interfaces.byName(port.name)?.id ?? deviceId('patch', port.name);
      const far = port.options['peer'];
      if (far === undefined) continue;
      const peer = node.ovs.portOf(far);
      const localnet = portIdOf(port);
      const answers = peer !== null && peer.options['peer'] === port.name;
      add({
        ...shown,
        kind: 'patch',
        from,
        to: node.interfaces.byName(far)?.id ?? deviceId('patch', far),
        label: localnet,
        reason:
          answers || peer === null ? null : `${far} has ${peer.options['peer'] ?? 'no port'} as its peer`,
        evidence: evidenceList(node.facts, port.facts),
      });
    }
    for (const port of node.ovs.tunnels(bridge)) {
      const remote = port.options['remote_ip'];
      if (remote === undefined) continue;
      add({
        ...shown,
        kind: 'tunnel',
        from: node.interfaces.byName(port.name)?.id ?? deviceId('tunnel', port.name),
        to: deviceId('peer', remote),
        label: `${port.type} ${remote}`,
        evidence: evidenceList(node.facts, port.facts),
      });
    }
  }
}

/**
 * From a bridge with tunnels to the device that holds the address they start from: one link for each address, however
 * many tunnels there are. No output says which way the packets take, so it is an inference.
 */
function underlays(node: NodeIndex, add: Add): void {
  for (const bridge of node.ovs.bridges) {
    const ports = new Map<string, OvsPortView>();
    for (const port of node.ovs.tunnels(bridge)) {
      const local =
        port.options['local_ip'] ?? (port.externalIds['ovn-chassis-id'] ? node.encapsulation : null);
      if (local !== null && !ports.has(local)) ports.set(local, port);
    }
    for (const [local, port] of ports) {
      const held = node.links.holderOf(local);
      if (held === null) continue;
      const { device } = held.data;
      add({
        kind: 'underlay',
        from: node.interfaces.byName(bridge)?.id ?? deviceId('ovs-bridge', bridge),
        to: node.interfaces.byName(device)?.id ?? deviceId('device', device),
        label: local,
        status: 'inferred',
        reason: `the tunnels of ${bridge} start from ${local}, which is an address of ${device}`,
        wants: [],
        evidence: evidenceList(node.facts, port.facts, held),
      });
    }
  }
}

function namespaces(node: NodeIndex, devices: readonly NetworkDevice[], add: Add): void {
  for (const device of devices) {
    if (device.netns === null) continue;
    const facts = node.links.inNamespace(device.netns, device.name)?.facts;
    const from = deviceId('namespace', device.netns);
    add({ ...shown, kind: 'contains', from, to: device.id, evidence: evidenceList(node.facts, facts) });
  }
}

/** A step that should be there and is not: drawn between the two devices it should join. */
function brokenSteps(hops: readonly Hop[], add: Add): void {
  hops.forEach((hop, i) => {
    const before = hops[i - 1];
    if (hop.status !== 'missing' || !before?.deviceId || hop.deviceId === null) return;
    if (
      hop.break !== 'not-in-bridge' &&
      hop.break !== 'no-domain-xml' &&
      hop.break !== 'not-in-ovs' &&
      hop.break !== 'no-tap'
    )
      return;
    add({
      kind: linkKindOf(before),
      from: before.deviceId,
      to: hop.deviceId,
      label: null,
      status: 'missing',
      reason: hop.reason,
      wants: hop.wants,
      evidence: hop.evidence,
    });
  });
}

function linkKindOf(before: Hop): LinkKind {
  return before.kind === 'instance' ? 'attached' : 'member';
}
