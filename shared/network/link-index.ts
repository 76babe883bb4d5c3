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
  readonly details: Readonly<Record<string, string | number>>;
  readonly facts: readonly StoredFact<'link'>[];
}

export interface LinkIndex {
  /** The host's own devices, in ifindex order. */
  readonly host: readonly LinkView[];
  /** Devices of namespaces, by namespace name. */
  readonly namespaces: ReadonlyMap<string, readonly LinkView[]>;
  /** In the host's own namespace. */
  byName(name: string): LinkView | null;
  inNamespace(netns: string, name: string): LinkView | null;
  byIfindex(ifindex: number): LinkView | null;
  /** A device by name wherever it is: the host first, then namespaces. */
  anywhere(name: string): LinkView | null;
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
  for (const fact of facts.of('link')) {
    const key = deviceKey(fact.data.netns, fact.data.name);
    const list = grouped.get(key);
    if (list) list.push(fact);
    else grouped.set(key, [fact]);
  }
  const host: LinkView[] = [];
  const namespaces = new Map<string, LinkView[]>();
  const byKey = new Map<string, LinkView>();
  for (const [key, list] of grouped) {
    const view = joinLink(list, drivers);
    if (!view) continue;
    byKey.set(key, view);
    if (view.netns === null) host.push(view);
    else namespaces.set(view.netns, [...(namespaces.get(view.netns) ?? []), view]);
  }
  const order = (a: LinkView, b: LinkView): number =>
    (a.ifindex ?? Infinity) - (b.ifindex ?? Infinity) || (a.name < b.name ? -1 : 1);
  host.sort(order);
  for (const list of namespaces.values()) list.sort(order);
  const ofIfindex = new Map(host.flatMap((view) => (view.ifindex === null ? [] : [[view.ifindex, view]])));
  const addresses = new Map<string, StoredFact<'address'>[]>();
  const holders = new Map<string, StoredFact<'address'>>();
  for (const fact of facts.of('address')) {
    const key = deviceKey(fact.data.netns, fact.data.device);
    const list = addresses.get(key);
    if (list) list.push(fact);
    else addresses.set(key, [fact]);
    if (fact.data.netns === null && !holders.has(fact.data.address)) holders.set(fact.data.address, fact);
  }
  const names = [...namespaces.keys()].sort();
  const addressFacts = (netns: string | null, name: string): readonly StoredFact<'address'>[] =>
    addresses.get(deviceKey(netns, name)) ?? [];
  return {
    host,
    namespaces: new Map(names.map((name) => [name, namespaces.get(name) ?? []])),
    byName: (name) => byKey.get(deviceKey(null, name)) ?? null,
    inNamespace: (netns, name) => byKey.get(deviceKey(netns, name)) ?? null,
    byIfindex: (ifindex) => ofIfindex.get(ifindex) ?? null,
    anywhere: (name) => {
      for (const netns of [null, ...names]) {
        const view = byKey.get(deviceKey(netns, name));
        if (view) return view;
      }
      return null;
    },
    addressesOf: (netns, name) => [
      ...new Set(addressFacts(netns, name).map(({ data }) => `${data.address}/${data.prefixLength}`)),
    ],
    addressFacts,
    holderOf: (address) => holders.get(address) ?? null,
    hasAddresses: holders.size > 0,
  };
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
    kind: data.infoKind ?? (data.netns === null ? (drivers.get(data.name) ?? null) : null),
    peer: first((link) => link.peer),
    peerIfindex: first((link) => link.peerIfindex),
    details: data.details,
    facts: [detailed, ...facts.filter((fact) => fact !== detailed)],
  };
}

/** `driver=veth` of lshw and `driver: veth` of ethtool -i; the kinds that `ip -d link` would print. */
function driversOf(facts: SnapshotFacts): ReadonlyMap<string, string> {
  const drivers = new Map<string, string>();
  for (const { data } of facts.of('nic')) {
    const driver = data.driver ?? data.configuration['driver'];
    if (data.device !== null && driver !== undefined) drivers.set(data.device, driver);
  }
  for (const { data } of facts.of('ethtool-driver')) {
    if (data.driver !== null && data.netns === null) drivers.set(data.device, data.driver);
  }
  const kinds = new Set(['veth', 'bridge', 'tun', 'openvswitch', 'vxlan', 'bonding']);
  return new Map(
    [...drivers]
      .filter(([, driver]) => kinds.has(driver))
      .map(([device, driver]) => [device, driver === 'bonding' ? 'bond' : driver]),
  );
}
