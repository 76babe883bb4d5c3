// The entities of hosts that belong together, and how they are found.
import { spellingsOf } from '../../search/spellings.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import { type Entity, type EntityClaim, entityKinds, nameFields, valuesOf } from './entity.ts';
import { EntityDrafts } from './entity-drafts.ts';
import { claimDevices, claimInterfaceIds } from './host-claims.ts';
import { claimInstances, claimNeutron, claimOvn, instanceKeys } from './openstack-claims.ts';

/** Between two pauses. */
const someEntities = 500;

export interface FoundEntity {
  readonly entity: Entity;
  /** The name by which it was found. */
  readonly by: EntityClaim;
}

export interface EntityIndex {
  /** By kind, then by id. */
  readonly entities: readonly Entity[];
  byId(id: string): Entity | null;
  /** Entities that have a name, in any spelling, begin so, or hold it: in this order. */
  find(text: string, limit: number): readonly FoundEntity[];
  /** The port of a device of a host. */
  portOfDevice(host: string, device: string): Entity | null;
  /** Ports that claim a MAC (`fe:` is the tap's of `fa:`) or an address. */
  portsWith(field: 'mac' | 'address', value: string): readonly Entity[];
}

/** Joins what all hosts say. The same facts in any order give the same entities. */
export function indexEntities(all: readonly SnapshotFacts[]): EntityIndex {
  const steps = entitySteps(all);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** As `indexEntities`, with a pause after each host: of fifty it takes seconds. */
export function* entitySteps(all: readonly SnapshotFacts[]): Generator<undefined, EntityIndex> {
  const hosts = [...all].sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));
  const drafts = new EntityDrafts();
  const keys = instanceKeys(hosts);
  for (const facts of hosts) {
    claimInstances(drafts, facts, keys);
    claimNeutron(drafts, facts);
    claimOvn(drafts, facts);
    claimInterfaceIds(drafts, facts);
    yield;
  }
  const byPrefix = new Map<string, Set<string>>();
  const byMac = new Map<string, Set<string>>();
  for (const port of drafts.all('port')) {
    append(byPrefix, port.key.slice(0, 11), port.key);
    for (const mac of port.values('mac')) append(byMac, mac, port.key);
  }
  for (const facts of hosts) {
    claimDevices({ drafts, keys, byPrefix, byMac }, facts);
    yield;
  }
  const entities: Entity[] = [];
  for (const kind of entityKinds) {
    const finished: Entity[] = [];
    for (const [index, draft] of drafts.all(kind).entries()) {
      const entity = draft.finish();
      if (entity.claims.length > 0) finished.push(entity);
      if (index % someEntities === someEntities - 1) yield;
    }
    entities.push(...finished.sort((a, b) => (a.id < b.id ? -1 : 1)));
  }
  return yield* indexOf(entities);
}

function* indexOf(entities: readonly Entity[]): Generator<undefined, EntityIndex> {
  const ids = new Map(entities.map((entity) => [entity.id, entity]));
  const devices = new Map<string, Entity>();
  const ports = { mac: new Map<string, Set<Entity>>(), address: new Map<string, Set<Entity>>() };
  for (const [index, entity] of entities.entries()) {
    if (index % someEntities === someEntities - 1) yield;
    if (entity.kind !== 'port') continue;
    for (const { field, value, host } of entity.claims) {
      if (field === 'device') devices.set(`${host ?? ''} ${value}`, entity);
      if (field === 'mac' || field === 'address') append(ports[field], value.toLowerCase(), entity);
    }
  }
  return {
    entities,
    byId: (id) => ids.get(id) ?? null,
    portOfDevice: (host, device) => devices.get(`${host} ${device}`) ?? null,
    portsWith: (field, value) => {
      const wanted = value.toLowerCase();
      const found = ports[field].get(wanted);
      if (found !== undefined || field === 'address') return [...(found ?? [])];
      return [...(ports.mac.get(wanted.replace(/^fe:/, 'fa:')) ?? [])];
    },
    find: (text, limit) => findIn(entities, text, limit),
  };
}

/** Equal before beginning before holding; within each, the typed spelling first, then kinds in their order. */
function findIn(entities: readonly Entity[], text: string, limit: number): readonly FoundEntity[] {
  const typed = text.trim();
  if (typed === '') return [];
  const spellings = spellingsOf(typed).map((spelling) => spelling.text);
  const found: { readonly rank: number; readonly hit: FoundEntity }[] = [];
  for (const entity of entities) {
    let best: { readonly rank: number; readonly by: EntityClaim } | null = null;
    for (const by of entity.claims) {
      if (!nameFields.has(by.field)) continue;
      const rank = rankOf(by.value.toLowerCase(), spellings);
      if (rank !== null && (best === null || rank < best.rank)) best = { rank, by };
    }
    if (best !== null) found.push({ rank: best.rank, hit: { entity, by: best.by } });
  }
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ hit }) => hit);
}

function rankOf(value: string, spellings: readonly string[]): number | null {
  for (const [place, test] of [
    (spelling: string): boolean => value === spelling,
    (spelling: string): boolean => value.startsWith(spelling),
    (spelling: string): boolean => spelling.length > 2 && value.includes(spelling),
  ].entries()) {
    const at = spellings.findIndex(test);
    if (at >= 0) return place * 100 + at;
  }
  return null;
}

/** What a person would call a port: by its instance, else by its name or id. */
export function portTitle(index: EntityIndex, port: Entity): string {
  return relatedTitles(index, port, 'instance')[0] ?? port.title;
}

/** What a port's other entities are called: its instance, network and router, each by its title. */
export function relatedTitles(
  index: EntityIndex,
  entity: Entity,
  field: 'instance' | 'network' | 'router',
): readonly string[] {
  return valuesOf(entity, field).map((key) => index.byId(`${field}/${key}`)?.title ?? key);
}

function append<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
