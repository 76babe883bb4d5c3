// Facts about one interface that no index of its own has: bonds and VLANs of /proc, the domains that name a tap.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { DomainInterfaceView, InstanceView } from './instance-index.ts';

export interface InterfaceFacts {
  /** All of them, for evidence. */
  of(device: { readonly name: string; readonly netns: string | null }): readonly StoredFact[];
  /** `bond/show` and `lacp/show` of a bond of Open vSwitch. */
  ofBond(bond: string): readonly (StoredFact<'ovs-bond'> | StoredFact<'lacp'>)[];
  bond(name: string, netns: string | null): StoredFact<'linux-bond'> | null;
  bondMembers(name: string, netns: string | null): readonly StoredFact<'linux-bond-member'>[];
  vlan(name: string, netns: string | null): StoredFact<'vlan-device'> | null;
  /** Interfaces of domains whose `target` is the device. */
  guests(device: string): readonly Guest[];
  /** The interface with that MAC that is a device of the bus, which an adapter's list has by its MAC only. */
  passedThrough(mac: string): Guest | null;
}

export interface Guest {
  readonly instance: InstanceView;
  readonly view: DomainInterfaceView;
}

/** Indexes those facts by device. */
export function indexInterfaceFacts(
  facts: SnapshotFacts,
  instances: readonly InstanceView[],
): InterfaceFacts {
  const bonds = new Map<string, StoredFact<'linux-bond'>>();
  for (const fact of facts.of('linux-bond')) put(bonds, keyOf(fact.data.netns, fact.data.name), fact);
  const vlans = new Map<string, StoredFact<'vlan-device'>>();
  for (const fact of facts.of('vlan-device')) put(vlans, keyOf(fact.data.netns, fact.data.device), fact);
  const members = new Map<string, StoredFact<'linux-bond-member'>[]>();
  const ofMember = new Map<string, StoredFact<'linux-bond-member'>[]>();
  for (const fact of facts.of('linux-bond-member')) {
    append(members, keyOf(fact.data.netns, fact.data.bond), fact);
    append(ofMember, keyOf(fact.data.netns, fact.data.device), fact);
  }
  const ovsBonds = new Map<string, (StoredFact<'ovs-bond'> | StoredFact<'lacp'>)[]>();
  for (const fact of facts.of('ovs-bond')) append(ovsBonds, fact.data.name, fact);
  for (const fact of facts.of('lacp')) append(ovsBonds, fact.data.name, fact);
  const guests = new Map<string, Guest[]>();
  const passed = new Map<string, Guest>();
  for (const instance of instances) {
    for (const view of instance.interfaces) {
      const { target, type, mac } = view.data;
      if (target !== null) append(guests, target, { instance, view });
      if (type === 'hostdev' && mac !== null) put(passed, mac, { instance, view });
    }
  }
  return {
    of: ({ name, netns }) => {
      const key = keyOf(netns, name);
      const domains = netns === null ? (guests.get(name) ?? []).flatMap(({ view }) => view.facts) : [];
      return [bonds.get(key) ?? [], ofMember.get(key) ?? [], vlans.get(key) ?? [], domains].flat();
    },
    ofBond: (bond) => ovsBonds.get(bond) ?? [],
    bond: (name, netns) => bonds.get(keyOf(netns, name)) ?? null,
    bondMembers: (name, netns) => members.get(keyOf(netns, name)) ?? [],
    vlan: (name, netns) => vlans.get(keyOf(netns, name)) ?? null,
    guests: (device) => guests.get(device) ?? [],
    passedThrough: (mac) => passed.get(mac) ?? null,
  };
}

function keyOf(netns: string | null, name: string): string {
  return `${netns ?? ''}\n${name}`;
}

function put<V>(map: Map<string, V>, key: string, value: V): void {
  if (!map.has(key)) map.set(key, value);
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
