// What is compared of a snapshot besides flows: for each kind of change, which facts speak of it, what
// makes a thing the same thing on both sides, and which of its fields count.
import type { CaseEvidence } from '../evidence.ts';
import type { FactKind, FactKinds, StoredFact } from '../facts.ts';
import { evidenceOf, type SnapshotFacts, type SourceInfo } from '../snapshot-facts.ts';
import type { ChangeKind } from './change.ts';
import type { Keyed } from './keyed-diff.ts';

/** One fact's share of a thing; shares of one key are joined, the first value of a field wins. */
export interface Share {
  readonly key: string;
  readonly place: string | null;
  /** Namespace or other scope that must have been looked at on both sides. */
  readonly scope: string | null;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
}

type Field = string | number | boolean | null;

interface ThingKind<K extends FactKind> {
  readonly kind: ChangeKind;
  readonly fact: K;
  /** What to ask for where a side has no source of it. */
  readonly command: string;
  share(data: FactKinds[K], told: Told): Share | null;
}

interface Told {
  /** The fact's source prints every column; `ovs-vsctl show` prints no ids and no other_config. */
  readonly listsAll: boolean;
  /** `sos clean` went over a side: the MACs of its devices are not those of the other. */
  readonly cleaned: boolean;
}

/** Each kind of thing with each kind of fact that describes it. */
export const thingKinds: readonly ThingKind<FactKind>[] = [
  thing('instances', 'instance', 'virsh dumpxml DOMAIN', (data) => {
    const key = data.libvirtName ?? data.name ?? data.uuid;
    if (key === null) return null;
    const addresses = data.addresses.map(({ address }) => address).sort();
    return {
      key,
      place: data.host,
      scope: null,
      fields: {
        name: data.name,
        uuid: data.uuid,
        status: data.status,
        addresses: addresses.length > 0 ? addresses.join(', ') : null,
      },
    };
  }),
  thing('instance-ports', 'domain-interface', 'virsh dumpxml DOMAIN', (data, { cleaned }) => ({
    key: `${data.domain} ${(cleaned ? null : data.mac) ?? data.target ?? `interface ${data.index}`}`,
    place: null,
    scope: null,
    fields: {
      type: data.type,
      source: data.source,
      target: data.target,
      model: data.model,
      mtu: data.mtu,
      virtualport: data.virtualport,
      portId: data.portId,
    },
  })),
  thing('links', 'link', 'ip -d link', (data, { cleaned }) => ({
    key: inNamespace(data.netns, data.name),
    place: null,
    scope: data.netns,
    fields: {
      kind: data.infoKind,
      mac: cleaned ? null : data.mac,
      mtu: data.mtu,
      state: data.state,
      flags: data.flags.length > 0 ? [...data.flags].sort().join(',') : null,
      master: data.master ?? 'none',
      peer: data.peer,
      id: idOf(data.details),
    },
  })),
  thing('addresses', 'address', 'ip addr', (data) => ({
    key: inNamespace(data.netns, `${data.device} ${data.address}/${data.prefixLength}`),
    place: null,
    scope: data.netns,
    fields: { scope: data.scope },
  })),
  thing('bridges', 'linux-bridge', 'brctl show', (data) => ({
    key: inNamespace(data.netns, data.name),
    place: null,
    scope: data.netns,
    fields: { type: 'linux', stp: data.stp },
  })),
  thing('bridges', 'ovs-bridge', 'ovs-vsctl show', (data) => ({
    key: data.name,
    place: null,
    scope: null,
    fields: {
      type: 'openvswitch',
      datapath_type: data.datapathType,
      fail_mode: data.failMode ?? 'none',
      controllers: data.controllers === null ? null : [...data.controllers].sort().join(', ') || 'none',
    },
  })),
  thing('bridge-ports', 'bridge-port', 'brctl show', (data) => ({
    key: inNamespace(data.netns, data.device),
    place: data.bridge,
    scope: data.netns,
    fields: { state: data.state },
  })),
  thing('ovs-ports', 'ovs-port', 'ovs-vsctl show', (data, { listsAll }) => ({
    key: data.name,
    place: data.bridge,
    scope: null,
    fields: {
      tag: data.tag,
      trunks: data.trunks?.length === 0 ? 'all' : (data.trunks?.join(',') ?? null),
      vlan_mode: data.vlanMode,
      interfaces: data.interfaces === null ? null : [...data.interfaces].sort().join(', '),
      other_config: pairs(data.otherConfig, listsAll),
    },
  })),
  thing('ovs-interfaces', 'ovs-interface', 'ovs-vsctl list interface', (data, { listsAll, cleaned }) => ({
    key: data.name,
    place: null,
    scope: null,
    fields: {
      type: data.type,
      options: pairs(data.options, true),
      error: data.error ?? 'none',
      ofport: data.ofport,
      mac: cleaned ? null : data.mac,
      mtu: data.mtu,
      admin_state: data.adminState,
      link_state: data.linkState,
      external_ids: pairs(data.externalIds, listsAll),
      other_config: pairs(data.otherConfig, listsAll),
    },
  })),
];

/** Fields that facts have and that are not compared. */
export const ignoredFields = ['ifindex', 'statistics', '_uuid', 'bridge id', 'qdisc'] as const;

/** The things that some facts describe, joined by key. `use` says which facts count; `cleaned`, that nothing goes by MAC. */
export function thingsOf(
  facts: SnapshotFacts,
  kind: ThingKind<FactKind>,
  use: (fact: StoredFact) => boolean,
  cleaned: boolean,
): readonly Keyed[] {
  const joined = new Map<
    string,
    { place: string | null; fields: Record<string, Field>; evidence: CaseEvidence[] }
  >();
  for (const fact of facts.of(kind.fact)) {
    if (!use(fact)) continue;
    const share = kind.share(fact.data, {
      listsAll: listsAllColumns(facts.sources.get(fact.sourceId)),
      cleaned,
    });
    if (share === null) continue;
    const known = joined.get(share.key);
    if (!known) {
      joined.set(share.key, {
        place: share.place,
        fields: { ...share.fields },
        evidence: [evidenceOf(facts, fact)],
      });
      continue;
    }
    known.place ??= share.place;
    for (const [name, value] of Object.entries(share.fields)) known.fields[name] ??= value;
    known.evidence.push(evidenceOf(facts, fact));
  }
  return [...joined].map(([key, { place, fields, evidence }]) => ({
    key,
    place,
    fields: place === null ? fields : { [placeName(kind.kind)]: place, ...fields },
    text: summary(key, place, fields),
    evidence,
  }));
}

/** Did this source print every column of its rows? Only then does an empty map say that there is nothing in it. */
function listsAllColumns(source: SourceInfo | undefined): boolean {
  const lists = /^(?:ovs-vsctl-list-|ovsdb-client-dump$|ovsdb-file$)/.test(source?.commandId ?? '');
  return lists && !/ --columns[ =]/.test(source?.commandLine ?? '');
}

function placeName(kind: ChangeKind): string {
  return kind === 'instances' ? 'host' : 'bridge';
}

function summary(key: string, place: string | null, fields: Readonly<Record<string, Field>>): string {
  const shown = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== 'none' && value !== '',
  );
  const where = place === null ? '' : ` in ${place}`;
  return `${key}${where}${shown.map(([name, value]) => ` ${name}=${String(value)}`).join('')}`;
}

function thing<K extends FactKind>(
  kind: ChangeKind,
  fact: K,
  command: string,
  share: (data: FactKinds[K], told: Told) => Share | null,
): ThingKind<FactKind> {
  return { kind, fact, command, share: share as ThingKind<FactKind>['share'] };
}

function inNamespace(netns: string | null, name: string): string {
  return netns === null ? name : `${netns}: ${name}`;
}

function idOf(details: Readonly<Record<string, string | number>>): Field {
  return details['id'] ?? null;
}

/** `none` for an empty map, or null where the output may not have printed it. */
function pairs(map: Readonly<Record<string, string>>, printed: boolean): Field {
  const list = Object.entries(map).map(([name, value]) => `${name}=${value}`);
  if (list.length > 0) return list.sort().join(', ');
  return printed ? 'none' : null;
}
