// The instances of a node: `virsh dumpxml` (with Nova's metadata), `nova show` and `openstack server
// show` say different things of the same instance and meet by libvirt name or UUID.
import type { CaseEvidence } from '../evidence.ts';
import type { DomainInterfaceFact, StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { evidenceList } from './evidence-list.ts';

export interface InstanceView {
  /** libvirt's name, else the UUID, else the user's name: what the picture calls it. */
  readonly title: string;
  readonly libvirtName: string | null;
  readonly name: string | null;
  readonly uuid: string | null;
  readonly status: string | null;
  readonly host: string | null;
  /** Why it may not be on this node at all; null when it is. */
  readonly doubt: string | null;
  /** Fixed and floating addresses, as the outputs list them. */
  readonly addresses: readonly string[];
  readonly interfaces: readonly DomainInterfaceView[];
  readonly evidence: readonly CaseEvidence[];
}

export interface DomainInterfaceView {
  readonly data: DomainInterfaceFact;
  readonly facts: readonly StoredFact<'domain-interface'>[];
}

interface Group {
  readonly facts: { readonly from: SnapshotFacts; readonly fact: StoredFact<'instance'> }[];
}

/** What a snapshot says of instances, by what joins it to what others say: worked out once for all of them. */
export interface PeerInstances {
  readonly facts: SnapshotFacts;
  /** By UUID and by libvirt's name: places in `facts.of('instance')`. */
  readonly byName: ReadonlyMap<string, readonly number[]>;
  /** The same by the host that it is placed on, without its domain. */
  readonly byHost: ReadonlyMap<string, readonly number[]>;
}

export function peerInstances(facts: SnapshotFacts): PeerInstances {
  const byName = new Map<string, number[]>();
  const byHost = new Map<string, number[]>();
  for (const [place, fact] of facts.of('instance').entries()) {
    for (const name of namesOf(fact)) append(byName, name, place);
    if (fact.data.host !== null) append(byHost, plainHost(fact.data.host), place);
  }
  return { facts, byName, byHost };
}

/**
 * Instances that have a domain here, or that an output places on this host. What other snapshots know
 * of an instance that is here (a controller's `nova show`) is added, with their evidence.
 */
export function indexInstances(
  facts: SnapshotFacts,
  peers: readonly PeerInstances[],
): readonly InstanceView[] {
  const groups: Group[] = [];
  // By the names that can join them: lists have the servers of a whole cloud.
  const byName = new Map<string, Group[]>();
  const said = [{ from: facts, list: facts.of('instance') }, ...saidElsewhere(facts, peers)];
  for (const { from, list } of said) {
    for (const fact of list) {
      const names = namesOf(fact);
      const known = names
        .flatMap((name) => byName.get(name) ?? [])
        .find((group) => group.facts.some((member) => same(member.fact, fact)));
      const group: Group = known ?? { facts: [] };
      group.facts.push({ from, fact });
      if (!known) groups.push(group);
      for (const name of names) {
        const named = byName.get(name) ?? [];
        if (!named.includes(group)) byName.set(name, [...named, group]);
      }
    }
  }
  const domains = new Map<string, StoredFact<'domain-interface'>[]>();
  for (const fact of facts.of('domain-interface')) {
    domains.set(fact.data.domain, [...(domains.get(fact.data.domain) ?? []), fact]);
  }
  const views: InstanceView[] = [];
  for (const group of groups) {
    const view = joinInstance(facts, group, domains);
    if (view) views.push(view);
  }
  const shown = new Map<string, StoredFact<'domain'>[]>();
  for (const fact of facts.of('domain')) {
    const { data } = fact;
    if (data.name !== null) shown.set(data.name, [...(shown.get(data.name) ?? []), fact]);
    // `virsh list` shows a domain whose XML is not there; one that is off has no tap.
    const running = data.state !== null && !/^(shut off|crashed)$/.test(data.state);
    if (data.name !== null && running && !domains.has(data.name)) domains.set(data.name, []);
  }
  const named = new Set(views.flatMap((view) => [view.libvirtName, view.uuid]));
  for (const [domain, list] of domains) {
    if (named.has(domain)) continue;
    views.push({
      title: domain,
      libvirtName: domain,
      name: null,
      uuid: null,
      status: null,
      host: null,
      doubt: null,
      addresses: [],
      interfaces: joinInterfaces(facts, list),
      evidence: evidenceList(facts, list, list.length === 0 ? (shown.get(domain) ?? []) : []),
    });
  }
  return views.sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
}

/** Host names are compared without their domain: `compute1.maas` is `compute1`. */
export function sameHost(a: string, b: string): boolean {
  return plainHost(a) === plainHost(b);
}

function plainHost(host: string): string {
  return (host.split('.')[0] ?? '').toLowerCase();
}

function namesOf({ data }: StoredFact<'instance'>): readonly string[] {
  return [data.uuid, data.libvirtName].filter((name) => name !== null);
}

/**
 * What other snapshots say of instances that may be here: those placed on this host, and those that share a name with
 * one of these, with an instance or with a domain of this host, over however many outputs. The rest of a cloud is not
 * looked at: every host would go through all instances of all hosts.
 */
function saidElsewhere(
  facts: SnapshotFacts,
  peers: readonly PeerInstances[],
): readonly { readonly from: SnapshotFacts; readonly list: readonly StoredFact<'instance'>[] }[] {
  const chosen = peers.map(() => new Set<number>());
  const names = new Set([
    ...facts.of('instance').flatMap(namesOf),
    ...facts.of('domain-interface').map(({ data }) => data.domain),
  ]);
  const choose = (peer: PeerInstances, at: number, places: readonly number[]): void => {
    const list = peer.facts.of('instance');
    for (const place of places) {
      const fact = list[place];
      if (fact === undefined || chosen[at]?.has(place) !== false) continue;
      chosen[at].add(place);
      for (const name of namesOf(fact)) names.add(name);
    }
  };
  for (const [at, peer] of peers.entries()) choose(peer, at, peer.byHost.get(plainHost(facts.host)) ?? []);
  // A set gives what is added while it is gone through, too.
  for (const name of names)
    for (const [at, peer] of peers.entries()) choose(peer, at, peer.byName.get(name) ?? []);
  return peers.map((peer, at) => {
    const list = peer.facts.of('instance');
    const places = [...(chosen[at] ?? [])].sort((a, b) => a - b);
    return { from: peer.facts, list: places.flatMap((place) => list[place] ?? []) };
  });
}

function append(lists: Map<string, number[]>, key: string, place: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [place]);
  else list.push(place);
}

function same(a: StoredFact<'instance'>, b: StoredFact<'instance'>): boolean {
  if (a.data.uuid !== null && b.data.uuid !== null) return a.data.uuid === b.data.uuid;
  // libvirt names repeat across clouds and cells, so two that name different hosts are not the same.
  const apart = a.data.host !== null && b.data.host !== null && !sameHost(a.data.host, b.data.host);
  return a.data.libvirtName !== null && a.data.libvirtName === b.data.libvirtName && !apart;
}

function joinInstance(
  facts: SnapshotFacts,
  group: Group,
  domains: ReadonlyMap<string, readonly StoredFact<'domain-interface'>[]>,
): InstanceView | null {
  const own = group.facts.filter((entry) => entry.from === facts);
  const first = <T>(pick: (data: StoredFact<'instance'>['data']) => T | null): T | null =>
    group.facts.map((entry) => pick(entry.fact.data)).find((value) => value !== null) ?? null;
  const libvirtName = first((data) => data.libvirtName);
  const uuid = first((data) => data.uuid);
  const name = first((data) => data.name) ?? askedName(group);
  const host = first((data) => data.host);
  const interfaces = libvirtName === null ? [] : (domains.get(libvirtName) ?? []);
  const domainHere =
    interfaces.length > 0 ||
    own.some((entry) => !isListed(facts, entry.fact) && entry.fact.data.host === null);
  const doubt = domainHere || (host !== null && sameHost(host, facts.host)) ? null : otherHost(facts, host);
  const shown = own.some((entry) => !isListed(facts, entry.fact));
  if (doubt !== null && (!shown || !couldBeHere(facts))) return null;
  const title = libvirtName ?? uuid ?? name;
  if (title === null) return null;
  return {
    title,
    libvirtName,
    name,
    uuid,
    status: first((data) => data.status),
    host,
    doubt,
    addresses: [
      ...new Set(group.facts.flatMap((entry) => entry.fact.data.addresses.map(({ address }) => address))),
    ],
    interfaces: joinInterfaces(facts, interfaces),
    evidence: [
      ...evidenceList(
        facts,
        own.map((entry) => entry.fact),
      ),
      ...group.facts.flatMap((entry) => (entry.from === facts ? [] : evidenceList(entry.from, entry.fact))),
    ],
  };
}

/** A list has the servers of the whole cloud; that one is in it says nothing of where it is. */
function isListed(facts: SnapshotFacts, fact: StoredFact<'instance'>): boolean {
  return !/^(virsh-dumpxml|nova-show|openstack-server-show)$/.test(
    facts.sources.get(fact.sourceId)?.commandId ?? '',
  );
}

function otherHost(facts: SnapshotFacts, host: string | null): string {
  return `its host is ${host ?? 'not known'}, and this snapshot is of ${facts.host}: taken to be the same, as no domain XML says otherwise`;
}

/**
 * A text without prompts or host name is named after its file, so the host that `nova show` prints
 * cannot be compared with it. A node without bridges, such as a controller, has no instances.
 */
function couldBeHere(facts: SnapshotFacts): boolean {
  const bridges = facts.of('bridge-port').length > 0 || facts.of('ovs-port').length > 0;
  return bridges && facts.of('domain-interface').length === 0;
}

/** `nova show vm1` without a `name` row, as when its output was cut: what was asked for is the name. */
function askedName(group: Group): string | null {
  for (const { from, fact } of group.facts) {
    const source = from.sources.get(fact.sourceId);
    const asked = /^(nova|openstack-server)-show$/.test(source?.commandId ?? '') ? source?.target : null;
    if (asked && asked !== fact.data.uuid) return asked;
  }
  return null;
}

/** The persistent and the running XML hold the same interfaces; the running one knows the tap's name. */
function joinInterfaces(
  from: SnapshotFacts,
  facts: readonly StoredFact<'domain-interface'>[],
): readonly DomainInterfaceView[] {
  const groups: StoredFact<'domain-interface'>[][] = [];
  for (const fact of facts) {
    const group = groups.find((list) =>
      list.some((known) => sameInterface(known.data, fact.data, from.cleaned === true)),
    );
    if (group) group.push(fact);
    else groups.push([fact]);
  }
  return groups.flatMap((list) => {
    const best = list.find((fact) => fact.data.target !== null) ?? list[0];
    return best ? [{ data: filled(best.data, list), facts: list }] : [];
  });
}

/** What `virsh domiflist` does not print, the XML of the same interface says. */
function filled(
  best: DomainInterfaceFact,
  facts: readonly StoredFact<'domain-interface'>[],
): DomainInterfaceFact {
  const or = <K extends keyof DomainInterfaceFact>(field: K): DomainInterfaceFact[K] =>
    [best, ...facts.map(({ data }) => data)].find((data) => data[field] !== null)?.[field] ?? best[field];
  return {
    ...best,
    mac: or('mac'),
    source: or('source'),
    target: or('target'),
    model: or('model'),
    alias: or('alias'),
    mtu: or('mtu'),
    virtualport: or('virtualport'),
    portId: or('portId'),
  };
}

/** Not by MAC where the cleaner went over the outputs: it gives them anew in each run. */
function sameInterface(a: DomainInterfaceFact, b: DomainInterfaceFact, cleaned: boolean): boolean {
  if (a.target !== null && b.target !== null) return a.target === b.target;
  if (!cleaned && a.mac !== null && b.mac !== null) return a.mac === b.mac;
  return a.index === b.index;
}
