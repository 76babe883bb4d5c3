// The lines of the picture: what is plugged into what, each with the facts that show it.
import { deviceId, kindOfDevice } from './device-kind.ts';
import { evidenceList } from './evidence-list.ts';
import type { Hop, LinkKind, NetworkDevice, NetworkLink, NetworkPath } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { hostStatistics } from './veth-peers.ts';
import { isPatch, isTunnel } from './ovs-index.ts';

/** Links between `devices`; a link whose end is not among them is left out. */
export function linksOf(
  node: NodeIndex,
  devices: readonly NetworkDevice[],
  paths: readonly NetworkPath[],
): readonly NetworkLink[] {
  const known = new Set(devices.map((device) => device.id));
  const links = new Map<string, NetworkLink>();
  const joined = new Set<string>();
  const add = (link: Omit<NetworkLink, 'id'>): void => {
    const pair = [link.from, link.to].sort().join(' ');
    const id = `${link.kind} ${link.from} ${link.to}`;
    if (link.from === link.to || !known.has(link.from) || !known.has(link.to)) return;
    if (
      links.has(id) ||
      ((link.kind === 'veth' || link.kind === 'patch' || link.status === 'missing') && joined.has(pair))
    )
      return;
    joined.add(pair);
    links.set(id, { id, ...link });
  };
  attachments(node, add);
  members(node, devices, add);
  pairs(node, add);
  namespaces(node, devices, add);
  for (const path of paths) brokenSteps(path.hops, add);
  return [...links.values()];
}

type Add = (link: Omit<NetworkLink, 'id'>) => void;

const shown = { label: null, status: 'known', reason: null, wants: [] } as const;

function attachments(node: NodeIndex, add: Add): void {
  for (const instance of node.instances) {
    for (const { data, facts } of instance.interfaces) {
      if (data.target === null) continue;
      const to = deviceId(kindOfDevice(node, data.target), data.target);
      const from = deviceId('instance', instance.title);
      add({
        ...shown,
        kind: 'attached',
        from,
        to,
        label: data.mac,
        evidence: evidenceList(node.facts, facts),
      });
    }
  }
}

function members(node: NodeIndex, devices: readonly NetworkDevice[], add: Add): void {
  for (const device of devices) {
    if (device.parent === null) continue;
    const port = node.ovs.portOf(device.name);
    const member = node.linuxBridges.of(device.name);
    const facts = device.parent.startsWith('ovs-bridge/') ? port?.facts : member?.facts;
    const label = device.tag === null ? null : `tag ${device.tag}`;
    const evidence = evidenceList(node.facts, facts);
    add({
      kind: 'member',
      from: device.id,
      to: device.parent,
      label,
      status: device.status,
      reason: member?.conflict ?? device.reason,
      wants: device.wants,
      evidence,
    });
  }
}

function pairs(node: NodeIndex, add: Add): void {
  const names = new Set([
    ...node.links.host.map((link) => link.name),
    ...hostStatistics(node.facts).map((fact) => fact.data.device),
    ...node.linuxBridges.names.flatMap((bridge) => node.linuxBridges.members(bridge)),
  ]);
  for (const name of names) {
    const kind = kindOfDevice(node, name);
    if (kind === 'vlan') {
      const lower = node.links.byName(name);
      if (!lower?.peer) continue;
      const to = deviceId(kindOfDevice(node, lower.peer), lower.peer);
      add({
        ...shown,
        kind: 'member',
        from: deviceId(kind, name),
        to,
        evidence: evidenceList(node.facts, lower.facts),
      });
    }
    if (kind !== 'veth') continue;
    const peer = node.veths.peerOf(name);
    if (peer.name === null) continue;
    const far = peer.netns === null ? kindOfDevice(node, peer.name) : 'veth';
    const to = deviceId(far, peer.name, peer.netns);
    const evidence = evidenceList(node.facts, peer.facts);
    const { status, reason, wants } = peer;
    add({ kind: 'veth', from: deviceId(kind, name), to, label: null, status, reason, wants, evidence });
  }
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      const from = deviceId(kindOfDevice(node, port.name), port.name);
      const evidence = evidenceList(node.facts, port.facts);
      const far = isPatch(port) ? port.options['peer'] : undefined;
      if (far !== undefined) add({ ...shown, kind: 'patch', from, to: deviceId('patch', far), evidence });
      const remote = isTunnel(port) ? port.options['remote_ip'] : undefined;
      if (remote !== undefined) {
        add({
          ...shown,
          kind: 'tunnel',
          from,
          to: deviceId('peer', remote),
          label: `${port.type} ${remote}`,
          evidence,
        });
      }
    }
  }
}

function namespaces(node: NodeIndex, devices: readonly NetworkDevice[], add: Add): void {
  for (const device of devices) {
    if (device.netns === null) continue;
    const facts = node.links.namespaces.get(device.netns)?.find((link) => link.name === device.name)?.facts;
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
