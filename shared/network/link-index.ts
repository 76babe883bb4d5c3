// The Linux devices of a node, by name and by ifindex: `ip link` and `ip addr` of the host and of its
// namespaces, with what `ethtool -i` and `lshw` add.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

/** One device; fields that several outputs give are taken from the one that says most. */
export interface LinkView {
  readonly name: string;
  readonly netns: string | null;
  /** Null where only a brief form printed the device. */
  readonly ifindex: number | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly state: string | null;
  readonly master: string | null;
  /** From `ip -d link`, else the driver that `ethtool -i` or `lshw` names (`veth`, `bridge`, `tun` …). */
  readonly kind: string | null;
  readonly peer: string | null;
  readonly peerIfindex: number | null;
  /** The number of the namespace that the peer or lower device is in, as seen from this one. */
  readonly linkNetnsid: number | null;
  readonly details: Readonly<Record<string, string | number>>;
  readonly facts: readonly StoredFact<'link'>[];
}

export interface LinkIndex {
  /** The host's own devices, in ifindex order. */
  readonly host: readonly LinkView[];
  /** Devices of namespaces, by namespace name. */
  readonly namespaces: ReadonlyMap<string, readonly LinkView[]>;
  /** The kind of a device by its driver or by /proc, also of one that no `ip link` shows. */
  kindOf(netns: string | null, name: string): string | null;
  /** In the host's own namespace. */
  byName(name: string): LinkView | null;
  inNamespace(netns: string, name: string): LinkView | null;
  byIfindex(ifindex: number, netns?: string | null): LinkView | null;
  /** A device by name wherever it is: the host first, then namespaces. */
  anywhere(name: string): LinkView | null;
  /** Devices of namespaces with that name, in the order of the namespaces. */
  named(name: string): readonly LinkView[];
  /** Devices of a namespace whose `master` is that device; null is the host's own namespace. */
  enslaved(master: string, netns: string | null): readonly LinkView[];
  /** Devices of namespaces that have this ifindex there. */
  numbered(ifindex: number): readonly LinkView[];
  /** `ip addr` of one device, as `192.168.10.11/24`. */
  addressesOf(netns: string | null, name: string): readonly string[];
  addressFacts(netns: string | null, name: string): readonly StoredFact<'address'>[];
  /** Which of the host's own devices has this address. */
  holderOf(address: string): StoredFact<'address'> | null;
  /** True when the host's own addresses are known at all. */
  readonly hasAddresses: boolean;
}

/** Indexes a snapshot's links. A device that several outputs print is one view with the evidence of all. */
export function indexLinks(facts: SnapshotFacts): LinkIndex {
  const drivers = driversOf(facts);
  const grouped = new Map<string, StoredFact<'link'>[]>();
  for (const fact of facts.of('link')) append(grouped, deviceKey(fact.data.netns, fact.data.name), fact);
  const views = [...grouped.values()].flatMap((list) => joinLink(list, drivers) ?? []).sort(inOrder);
  const host = views.filter((view) => view.netns === null);
  const byKey = new Map(views.map((view) => [deviceKey(view.netns, view.name), view]));
  const namespaces = new Map<string, LinkView[]>();
  const ofIfindex = new Map<string, LinkView>();
  const byName = new Map<string, LinkView[]>();
  const byNumber = new Map<number, LinkView[]>();
  const slaves = new Map<string, LinkView[]>();
  for (const view of views) {
    if (view.ifindex !== null) ofIfindex.set(deviceKey(view.netns, String(view.ifindex)), view);
    if (view.master !== null) append(slaves, deviceKey(view.netns, view.master), view);
    if (view.netns === null) continue;
    append(namespaces, view.netns, view);
    append(byName, view.name, view);
    if (view.ifindex !== null) append(byNumber, view.ifindex, view);
  }
  const addresses = new Map<string, StoredFact<'address'>[]>();
  const holders = new Map<string, StoredFact<'address'>>();
  for (const fact of facts.of('address')) {
    append(addresses, deviceKey(fact.data.netns, fact.data.device), fact);
    if (fact.data.netns === null && !holders.has(fact.data.address)) holders.set(fact.data.address, fact);
  }
  const addressFacts = (netns: string | null, name: string): readonly StoredFact<'address'>[] =>
    addresses.get(deviceKey(netns, name)) ?? [];
  const named = (name: string): readonly LinkView[] => byName.get(name) ?? [];
  return {
    host,
    namespaces,
    kindOf: (netns, name) =>
      byKey.get(deviceKey(netns, name))?.kind ?? drivers.get(deviceKey(netns, name)) ?? null,
    byName: (name) => byKey.get(deviceKey(null, name)) ?? null,
    inNamespace: (netns, name) => byKey.get(deviceKey(netns, name)) ?? null,
    byIfindex: (ifindex, netns = null) => ofIfindex.get(deviceKey(netns, String(ifindex))) ?? null,
    anywhere: (name) => byKey.get(deviceKey(null, name)) ?? named(name)[0] ?? null,
    named,
    enslaved: (master, netns) => slaves.get(deviceKey(netns, master)) ?? [],
    numbered: (ifindex) => byNumber.get(ifindex) ?? [],
    addressesOf: (netns, name) => [
      ...new Set(addressFacts(netns, name).map(({ data }) => `${data.address}/${data.prefixLength}`)),
    ],
    addressFacts,
    holderOf: (address) => holders.get(address) ?? null,
    hasAddresses: holders.size > 0,
  };
}

/** The host's own devices first, then namespaces by name; within one by ifindex, then name. */
function inOrder(a: LinkView, b: LinkView): number {
  const [one, other] = [a.netns ?? '', b.netns ?? ''];
  if (one !== other) return one < other ? -1 : 1;
  return (a.ifindex ?? Infinity) - (b.ifindex ?? Infinity) || (a.name < b.name ? -1 : 1);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function deviceKey(netns: string | null, name: string): string {
  return `${netns ?? ''}\n${name}`;
}

function joinLink(
  facts: readonly StoredFact<'link'>[],
  drivers: ReadonlyMap<string, string>,
): LinkView | null {
  const detailed = facts.find((fact) => fact.data.infoKind !== null) ?? facts[0];
  if (!detailed) return null;
  const { data } = detailed;
  const first = <T>(pick: (link: typeof data) => T | null): T | null =>
    pick(data) ?? facts.map((fact) => pick(fact.data)).find((value) => value !== null) ?? null;
  return {
    name: data.name,
    netns: data.netns,
    ifindex: first((link) => link.ifindex),
    mac: first((link) => link.mac),
    mtu: first((link) => link.mtu),
    state: first((link) => link.state),
    master: first((link) => link.master),
    kind: data.infoKind ?? drivers.get(deviceKey(data.netns, data.name)) ?? null,
    peer: first((link) => link.peer),
    peerIfindex: first((link) => link.peerIfindex),
    linkNetnsid: first((link) => link.linkNetnsid),
    details: data.details,
    facts: [detailed, ...facts.filter((fact) => fact !== detailed)],
  };
}

/**
 * `driver=veth` of lshw and `driver: veth` of ethtool -i are the kinds that `ip -d link` would print; `/proc/net/vlan`
 * and `/proc/net/bonding` list nothing else. By namespace and name.
 */
function driversOf(facts: SnapshotFacts): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  const byDriver = (netns: string | null, device: string, driver: string | null | undefined): void => {
    const kind = kindOfDriver.get(driver ?? '');
    if (kind !== undefined) kinds.set(deviceKey(netns, device), kind);
  };
  for (const { data } of facts.of('nic')) {
    if (data.device !== null) byDriver(null, data.device, data.driver ?? data.configuration['driver']);
  }
  for (const { data } of facts.of('ethtool-driver')) byDriver(data.netns, data.device, data.driver);
  for (const { data } of facts.of('vlan-device')) kinds.set(deviceKey(data.netns, data.device), 'vlan');
  for (const { data } of facts.of('linux-bond')) kinds.set(deviceKey(data.netns, data.name), 'bond');
  return kinds;
}

/** Names that the kernel's virtual drivers give themselves, and the kinds of rtnetlink that they are of. */
const kindOfDriver: ReadonlyMap<string, string> = new Map([
  ...[
    'veth',
    'bridge',
    'tun',
    'openvswitch',
    'vxlan',
    'geneve',
    'macvlan',
    'ipvlan',
    'team',
    'dummy',
    'ifb',
  ].map((name) => [name, name] as const),
  ['bonding', 'bond'],
  ['802.1Q VLAN Support', 'vlan'],
]);
