// What changed in the picture of the whole case between two sets of snapshots, one of each host: hosts, hosts outside,
// tunnels, physical networks and networks that came, went, or are there with something else about them. What is inside
// of a host: inside-changes.ts. For the overlay of the Network view.
import type { CaseEvidence } from '../evidence.ts';
import type {
  CaseHost,
  CaseModel,
  CaseNetwork,
  CasePeer,
  CaseTunnel,
  PhysicalNetwork,
  TunnelEnd,
} from '../network/case/model.ts';
import { sameHost } from '../network/instance-index.ts';
import { evidenceOf } from '../snapshot-facts.ts';
import {
  byId,
  listChange,
  partDiff,
  Sides,
  type CaseSide,
  type PartChange,
  type ToldField,
} from './case-parts.ts';
import type { NetworkChangeType } from './network-changes.ts';

/** A host's snapshots on both sides; the same one twice where the case has no other of about that time. */
export interface HostPair {
  readonly host: string;
  readonly from: number;
  readonly to: number;
}

/** In the order of the later model, of each sort of part what went last. */
export function caseChanges(from: CaseSide, to: CaseSide): readonly PartChange[] {
  const sides = new Sides(from, to);
  const hosts = hostChanges(sides);
  const came = new Map(hosts.map(({ part, change }) => [part.id, change]));
  return [
    ...hosts,
    ...peerChanges(sides),
    ...tunnelChanges(sides, came),
    ...physicalChanges(sides),
    ...networkChanges(sides),
  ];
}

/** A snapshot of each host that either side has. */
export function hostPairs(from: CaseModel, to: CaseModel): readonly HostPair[] {
  const before = new Map(from.hosts.map(({ host, snapshotId }) => [host, snapshotId]));
  return to.hosts.flatMap(({ host, snapshotId }) => {
    const was = before.get(host);
    return was === undefined ? [] : [{ host, from: was, to: snapshotId }];
  });
}

function hostChanges(sides: Sides): readonly PartChange[] {
  const { from, to } = sides;
  const [before, after] = [listedHosts(from), listedHosts(to)];
  const old = new Map(from.model.hosts.map((host) => [host.id, host]));
  return to.model.hosts.flatMap((part): readonly PartChange[] => {
    // Who lists the hosts says which there are; that the case has no snapshot of one says nothing.
    const is = after.find(({ name }) => sameHost(name, part.host));
    const was = before.find(({ name }) => sameHost(name, part.host));
    const one = is ?? was;
    if (one !== undefined && (is === undefined || was === undefined)) {
      const host = sides.toldBy(is === undefined ? 'from' : 'to', one.evidence);
      const change = is === undefined ? 'removed' : 'added';
      if (host !== null) return [{ change, part, fields: [], seen: { host, words: [one.name] } }];
    }
    const earlier = old.get(part.id);
    const told = earlier === undefined ? [] : hostFields(sides, earlier, part);
    if (told.length === 0) return [];
    const fields = told.map(({ by: _by, ...field }) => field);
    return [{ change: 'changed', part, fields, seen: told.find(({ by }) => by !== null)?.by ?? null }];
  });
}

interface ListedHost {
  readonly name: string;
  readonly evidence: readonly CaseEvidence[];
}

/** Hosts by those who list them: Neutron's agents, Nova's hypervisors, OVN's chassis. */
function listedHosts({ model, facts }: CaseSide): readonly ListedHost[] {
  const listed = new Map<string, CaseEvidence[]>();
  const add = (name: string | null, evidence: CaseEvidence): void => {
    if (name === null || name === '') return;
    const known = listed.get(name);
    if (known === undefined) listed.set(name, [evidence]);
    else known.push(evidence);
  };
  for (const { host } of model.hosts) {
    const own = facts(host);
    if (own === null) continue;
    for (const fact of own.of('network-agent')) add(fact.data.host, evidenceOf(own, fact));
    for (const fact of own.of('hypervisor')) add(fact.data.hostname, evidenceOf(own, fact));
    for (const fact of own.of('chassis')) add(fact.data.hostname, evidenceOf(own, fact));
  }
  return [...listed].map(([name, evidence]) => ({ name, evidence }));
}

function hostFields(sides: Sides, before: CaseHost, after: CaseHost): readonly ToldField[] {
  const roles = listChange(
    sides,
    'roles',
    { from: before.roles, to: after.roles },
    { name: ({ role }) => role, evidence: ({ evidence }) => evidence },
  );
  const addresses = ({ tunnelAddresses }: CaseHost): readonly string[] =>
    [...new Set(tunnelAddresses.map(({ address }) => address))].sort();
  const words = [...addresses(before), ...addresses(after)];
  const [was, is] = [addresses(before).join(', '), addresses(after).join(', ')];
  const moved = was !== '' && is !== '' && was !== is;
  return [
    ...(roles === null ? [] : [roles]),
    ...(moved
      ? [
          {
            field: 'tunnelAddresses' as const,
            host: null,
            from: was,
            to: is,
            by: { host: after.host, words },
          },
        ]
      : []),
  ];
}

function peerChanges(sides: Sides): readonly PartChange[] {
  return partDiff<CasePeer>(sides, sides.from.model.peers, sides.to.model.peers, {
    evidenceOf: ({ evidence }) => evidence,
    words: ({ addresses }) => addresses,
    fieldsOf: (_sides, before, after) => {
      const [was, is] = [before.addresses.join(', '), after.addresses.join(', ')];
      const host = after.evidence[0]?.host ?? null;
      return was === is
        ? []
        : [
            {
              field: 'addresses',
              host: null,
              from: was,
              to: is,
              by: host === null ? null : { host, words: after.addresses },
            },
          ];
    },
  });
}

/** A tunnel is the same when its port is, or when it joins the same two addresses by another port. */
function tunnelChanges(sides: Sides, hosts: ReadonlyMap<string, NetworkChangeType>): readonly PartChange[] {
  const [before, after] = [sides.from.model.tunnels, sides.to.model.tunnels];
  const matched = new Map<CaseTunnel, CaseTunnel>();
  const left = new Set(before);
  const match = (keysOf: (tunnel: CaseTunnel) => readonly string[]): void => {
    const open = new Map([...left].flatMap((tunnel) => keysOf(tunnel).map((key) => [key, tunnel] as const)));
    for (const tunnel of after) {
      if (matched.has(tunnel)) continue;
      const was = keysOf(tunnel)
        .flatMap((key) => open.get(key) ?? [])
        .find((each) => left.has(each));
      if (was === undefined) continue;
      matched.set(tunnel, was);
      left.delete(was);
    }
  };
  const way = ({ type, from, to }: CaseTunnel): string => `${type}\n${from}\n${to}`;
  const endKeys = (tunnel: CaseTunnel, of: (end: TunnelEnd) => string): readonly string[] =>
    tunnel.ends.flatMap((end) => (end === null ? [] : [`${way(tunnel)}\n${end.host}\n${of(end)}`]));
  match((tunnel) => endKeys(tunnel, ({ port }) => port));
  match((tunnel) => endKeys(tunnel, ({ local, remote }) => `${local ?? ''} ${remote}`));
  return partDiff<CaseTunnel>(
    sides,
    before,
    after,
    {
      evidenceOf: ({ ends }) => ends.flatMap((end) => end?.evidence ?? []),
      words: ({ ends }) => [...new Set(ends.flatMap((end) => end?.port ?? []))],
      fieldsOf: (_sides, was, is) => [0, 1].flatMap((at) => endFields(sides, was, is, at)),
    },
    matched,
  ).map((found) => {
    // One end of a tunnel to a host of which there is one snapshot came or went with the host.
    const { part } = found;
    const change = part.kind === 'tunnel' ? (hosts.get(part.from) ?? hosts.get(part.to)) : undefined;
    const withHost = change === 'added' || change === 'removed';
    return found.change === 'changed' && withHost ? { ...found, change, fields: [] } : found;
  });
}

function endFields(sides: Sides, before: CaseTunnel, after: CaseTunnel, at: number): readonly ToldField[] {
  const [was, is] = [before.ends[at] ?? null, after.ends[at] ?? null];
  const one = is ?? was;
  if (one === null) return [];
  const { host } = one;
  if (was === null || is === null) {
    const told = sides.toldBy(was === null ? 'to' : 'from', one.evidence);
    const by = { host, words: [one.port] };
    const [from, to] = [was?.port ?? null, is?.port ?? null];
    return told === null ? [] : [{ field: 'port' as const, host, from, to, by }];
  }
  return (['port', 'local', 'remote', 'state', 'error'] as const).flatMap((name): readonly ToldField[] => {
    // An error that is gone is a change; another field that one side does not print is none.
    const [from, to] = [was[name], is[name]];
    if (from === to || (name !== 'error' && (from === null || to === null))) return [];
    return [{ field: name, host, from, to, by: { host, words: [...new Set([was.port, is.port])] } }];
  });
}

function physicalChanges(sides: Sides): readonly PartChange[] {
  type Attachment = PhysicalNetwork['attachments'][number];
  return partDiff<PhysicalNetwork>(
    sides,
    sides.from.model.physicalNetworks,
    sides.to.model.physicalNetworks,
    {
      evidenceOf: ({ attachments }) => attachments.flatMap(({ evidence }) => evidence),
      words: ({ attachments }) => attachments.flatMap(({ bridge, nics }) => [bridge ?? [], nics].flat()),
      fieldsOf: (_sides, before, after) => {
        const found = listChange<Attachment>(
          sides,
          'hosts',
          { from: before.attachments, to: after.attachments },
          {
            name: ({ host, bridge, nics }) =>
              [host, bridge, ...nics].filter((part) => part !== null).join(' '),
            evidence: ({ evidence }) => evidence,
            words: ({ bridge, nics }) => [...(bridge === null ? [] : [bridge]), ...nics],
          },
        );
        return found === null ? [] : [found];
      },
    },
  );
}

/** A local VLAN is each snapshot's own: a network that is known by nothing else cannot be told from another. */
function isLocal({ id }: CaseNetwork): boolean {
  return / vlan \d+$/.test(id);
}

function networkChanges(sides: Sides): readonly PartChange[] {
  const known = ({ model }: CaseSide): readonly CaseNetwork[] =>
    model.networks.filter((network) => !isLocal(network));
  const [before, after] = [known(sides.from), known(sides.to)];
  const matched = byId(before, after);
  const kept = new Set(matched.values());
  const segment = ({ type, segmentationId }: CaseNetwork): string | null =>
    type === null || segmentationId === null ? null : `${type} ${segmentationId}`;
  // One that only flows tell of is called by its tunnel id, and by its UUID once an output has it.
  for (const network of after) {
    const own = segment(network);
    if (matched.has(network) || own === null) continue;
    const was = before.find((each) => !kept.has(each) && segment(each) === own);
    if (was === undefined || !(isSegment(was) || isSegment(network))) continue;
    matched.set(network, was);
    kept.add(was);
  }
  return partDiff<CaseNetwork>(
    sides,
    before,
    after,
    {
      evidenceOf: ({ evidence, hosts }) => [...evidence, ...hosts.flatMap((at) => at.evidence)],
      words: ({ id, name }) => [id, ...(name === null ? [] : [name])],
      fieldsOf: (_sides, was, is) => networkFields(sides, was, is),
    },
    matched,
  );
}

function isSegment({ id }: CaseNetwork): boolean {
  return id.startsWith('tunnel ');
}

function networkFields(sides: Sides, before: CaseNetwork, after: CaseNetwork): readonly ToldField[] {
  const host = after.evidence[0]?.host;
  const by = host === undefined ? null : { host, words: [after.id] };
  const fields = (['name', 'type', 'segmentationId', 'physicalNetwork', 'external'] as const).flatMap(
    (field): readonly ToldField[] => {
      const [was, is] = [before[field], after[field]];
      if (was === null || is === null || was === is) return [];
      return [{ field, host: null, from: String(was), to: String(is), by }];
    },
  );
  const hosts = listChange(
    sides,
    'hosts',
    { from: before.hosts, to: after.hosts },
    { name: (at) => at.host, evidence: (at) => at.evidence },
  );
  return hosts === null ? fields : [...fields, hosts];
}
