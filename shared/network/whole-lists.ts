// Whether outputs list all there is of something. Only then does a name's absence say that the thing is not
// there; a list that was cut, filtered or asked for one name says nothing of the others.
import type { StoredFact } from '../facts.ts';
import type { NodeIndex } from './node-index.ts';
import type { SnapshotFacts, SourceInfo } from '../snapshot-facts.ts';

function whole(source: SourceInfo | undefined): source is SourceInfo {
  return source !== undefined && source.state === 'ok' && source.target === null;
}

/** Outputs of `ip link` or `ip addr` that list all devices of the host's own namespace: `lo` is among them. */
export function listsOfLinks(node: NodeIndex): readonly StoredFact<'link'>[] {
  const loopback = node.links.byName('lo')?.facts ?? [];
  return loopback.filter((fact) => {
    const source = node.facts.sources.get(fact.sourceId);
    // `ip link show up` leaves out what is down, `type bridge` all other kinds.
    const filtered = / (up|type|master|vrf|group)\b/.test(source?.commandLine ?? '');
    return whole(source) && fact.data.ifindex !== null && !filtered;
  });
}

/** Names that `ip netns` lists, which are all that the host has; none when no such output is there, or it is empty. */
export function wholeListOfNamespaces(facts: SnapshotFacts): readonly StoredFact<'network-namespace'>[] {
  return facts.of('network-namespace').filter((fact) => {
    const source = facts.sources.get(fact.sourceId);
    // `list-id` leaves out the namespaces that no number was given to.
    return whole(source) && source.commandId === 'ip-netns' && !/list-id/.test(source.commandLine ?? '');
  });
}

/** What lists every port of every bridge: `ovs-vsctl show`, or a whole database. */
export function listsPorts(facts: SnapshotFacts): boolean {
  return [...facts.sources.values()].some(
    (source) =>
      whole(source) &&
      /^(ovs-vsctl-show|ovsdb-client-dump|ovsdb-file)$/.test(source.commandId ?? '') &&
      facts.of('ovs-port').some((fact) => fact.sourceId === source.id && fact.data.bridge !== null),
  );
}

/** True when some output names a port or interface of Open vSwitch so, whichever bridge it is in. */
export function isNamedInOvs(node: NodeIndex, name: string): boolean {
  return (
    node.ovs.portOf(name) !== null ||
    node.facts.of('ovs-port').some(({ data }) => data.name === name) ||
    node.facts.of('ovs-interface').some(({ data }) => data.name === name)
  );
}

/**
 * The UUIDs of all domains that libvirt has, running or not; null when no output lists them all, or a listed
 * domain's UUID is not known.
 */
export function allDomains(
  facts: SnapshotFacts,
): { readonly uuids: ReadonlySet<string>; readonly shownBy: readonly StoredFact<'domain'>[] } | null {
  const listed = [...facts.sources.values()].filter(
    (source) =>
      source.commandId === 'virsh-list' && source.state === 'ok' && /--all\b/.test(source.commandLine ?? ''),
  );
  if (listed.length === 0) return null;
  const domains = facts.of('domain');
  const uuidOf = new Map<string, string>();
  for (const { data } of domains)
    if (data.name !== null && data.uuid !== null) uuidOf.set(data.name, data.uuid);
  const shownBy = domains.filter((fact) => listed.some(({ id }) => id === fact.sourceId));
  for (const { data } of shownBy) if (data.name === null || !uuidOf.has(data.name)) return null;
  return { uuids: new Set(uuidOf.values()), shownBy };
}
