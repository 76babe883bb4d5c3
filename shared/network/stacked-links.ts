// Devices that stand on others: a VLAN or macvlan on its lower device, a tunnel of the kernel on the device that it is
// bound to, adapters in a bond, a virtual function and its adapter.
import type { StoredFact } from '../facts.ts';
import { bondMembers } from './device-detail.ts';
import { evidenceList } from './evidence-list.ts';

import type { InterfaceView } from './interface-index.ts';
import type { LinkKind, NetworkLink } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { ovsBondId } from './ovs-bond-id.ts';
import { functionPlace, passedDevice } from './sriov.ts';

type NewLink = Omit<NetworkLink, 'id'>;

/** In the order of the interfaces. */
export function stackedLinks(node: NodeIndex): readonly NewLink[] {
  const links: NewLink[] = [];
  const add = (
    kind: LinkKind,
    from: string,
    to: string,
    facts: readonly StoredFact[],
    reason: string | null = null,
    wants: readonly string[] = [],
  ): void => {
    const status = reason === null ? 'known' : 'inferred';
    const evidence = evidenceList(node.facts, facts);
    links.push({ kind, from, to, label: null, status, reason, wants, evidence });
  };
  for (const view of node.interfaces.all) {
    const lower = lowerOf(node, view);
    if (lower !== null) add('lower', view.id, lower.view.id, lower.facts, lower.reason, lower.wants);
    if (view.kind === 'bond') {
      for (const member of membersOf(node, view)) add('bonded', member.view.id, view.id, member.facts);
    }
    if (view.kind === 'virtual-function') {
      const place = functionPlace(node, view.link?.mac ?? view.hardware.mac);
      const adapter = place === null ? null : node.interfaces.byName(place.adapter);
      if (place !== null && adapter !== null)
        add('virtual-function', view.id, adapter.id, place.facts, place.reason);
    }
  }
  for (const instance of node.instances) {
    for (const view of instance.interfaces) {
      const device = passedDevice(node, view);
      const place = device?.only === true ? functionPlace(node, view.data.mac) : null;
      const adapter = place === null ? null : node.interfaces.byName(place.adapter);
      if (device !== null && place !== null && adapter !== null)
        add('virtual-function', device.id, adapter.id, [...place.facts, ...view.facts], place.reason);
    }
  }
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      if (port.interfaces.length < 2) continue;
      for (const name of port.interfaces) {
        const member = node.interfaces.byName(name);
        if (member)
          add('bonded', member.id, ovsBondId(node, port), [...port.rows, ...(member.ovs?.facts ?? [])]);
      }
    }
  }
  return links;
}

interface Lower {
  readonly view: InterfaceView;
  readonly facts: readonly StoredFact[];
  readonly reason: string | null;
  readonly wants: readonly string[];
}

const stacked: ReadonlySet<string> = new Set(['vlan', 'macvlan', 'macvtap', 'tunnel']);

/** The device that a VLAN, macvlan or tunnel of the kernel uses; null for any other, and where none is known. */
export function lowerOf(node: NodeIndex, view: InterfaceView): Lower | null {
  if (!stacked.has(view.kind)) return null;
  const { link } = view;
  const netns = link?.netns ?? view.netns;
  const dev = link?.details['dev'];
  const listed = node.interfaceFacts.vlan(view.name, netns);
  const name = link?.peer ?? (typeof dev === 'string' ? dev : (listed?.data.parent ?? null));
  if (name !== null) {
    const lower = netns === null ? node.interfaces.byName(name) : node.interfaces.inNamespace(netns, name);
    const facts = [...(link?.facts ?? []), ...(listed ? [listed] : [])];
    return lower === null ? null : { view: lower, facts, reason: null, wants: [] };
  }
  // `eth0.10@if3` in a namespace: made on the host and moved, as Neutron and containers do.
  const ifindex = link?.peerIfindex ?? null;
  const host = ifindex === null || netns === null ? null : node.links.byIfindex(ifindex);
  const lower = host === null ? null : node.interfaces.byName(host.name);
  if (host === null || lower === null) return null;
  const reason = `ifindex ${ifindex} is its lower device; it is taken to be the host's, whose number no output gives`;
  return { view: lower, facts: [...(link?.facts ?? []), ...host.facts], reason, wants: [] };
}

function membersOf(
  node: NodeIndex,
  view: InterfaceView,
): readonly { readonly view: InterfaceView; readonly facts: readonly StoredFact[] }[] {
  const netns = view.link?.netns ?? view.netns;
  const listed = node.interfaceFacts.bondMembers(view.name, netns);
  return bondMembers(node, view.name, netns).flatMap((name) => {
    const member = netns === null ? node.interfaces.byName(name) : node.interfaces.inNamespace(netns, name);
    const own = listed.filter(({ data }) => data.device === name);
    return member ? [{ view: member, facts: [...(member.link?.facts ?? []), ...own] }] : [];
  });
}
