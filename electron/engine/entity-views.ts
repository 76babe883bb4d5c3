// Entities as the interface asks for them: found by a name, or those that a device belongs to.
import type { EntityRow, Request, Response } from '../../shared/api.ts';
import type { CaseIndex } from '../../shared/network/case-index.ts';
import { type Entity, type EntityClaim, valuesOf } from '../../shared/network/identity/entity.ts';
import { type EntityIndex, relatedTitles } from '../../shared/network/identity/entity-index.ts';
import { sameHost } from '../../shared/network/instance-index.ts';
import { networkOf } from './case-network.ts';
import { caseIndexOf } from './case-indexes.ts';
import type { CaseSession } from './case-session.ts';

/** Throws 'not-found' for a snapshot that is not there. */
export function foundEntities(
  session: CaseSession,
  { snapshot, text, limit }: Request<'entities.find'>,
): Response<'entities.find'> {
  const index = networkOf(session).entities(snapshot);
  const hosts = caseIndexOf(session, snapshot);
  return {
    entities: index.find(text, limit).map(({ entity, by }): EntityRow => {
      const { id, kind, title } = entity;
      return {
        ...{ id, kind, title, by },
        instances: kind === 'instance' ? [title] : [...relatedTitles(index, entity, 'instance')],
        networks: [...relatedTitles(index, entity, 'network')],
        hosts: [...valuesOf(entity, 'host')],
        place: placeOf(hosts, entity, by),
      };
    }),
  };
}

export function entitiesOf(
  session: CaseSession,
  { snapshot, device }: Request<'entities.of'>,
): Response<'entities.of'> {
  const { host } = session.snapshot(snapshot);
  const index = networkOf(session).entities(snapshot);
  const port = index.portOfDevice(host, device);
  if (port !== null) {
    const instances = valuesOf(port, 'instance').flatMap((key) => index.byId(`instance/${key}`) ?? []);
    return { entities: [port, ...instances] };
  }
  const named = index.entities.filter((entity) =>
    entity.claims.some(
      (claim) =>
        claim.value === device &&
        ((claim.field === 'namespace' && claim.host === host) ||
          (entity.kind === 'instance' && /^(id|name|libvirt-name)$/.test(claim.field) && isOn(entity, host))),
    ),
  );
  const ports = named
    .filter(({ kind }) => kind === 'instance')
    .flatMap((instance) => portsOf(index, instance));
  return { entities: [...named, ...ports] };
}

function portsOf(index: EntityIndex, instance: Entity): readonly Entity[] {
  const key = instance.id.slice('instance/'.length);
  return index.entities.filter(
    (entity) => entity.kind === 'port' && valuesOf(entity, 'instance').includes(key),
  );
}

function isOn(entity: Entity, host: string): boolean {
  const hosts = valuesOf(entity, 'host');
  return hosts.length === 0 || hosts.some((each) => sameHost(each, host));
}

/** The device that was asked for, else its port in Open vSwitch; of an instance its own box or its port's. */
function placeOf(hosts: CaseIndex, entity: Entity, by: EntityClaim): EntityRow['place'] {
  const own = entity.claims.filter(({ field }) => field === 'device' || field === 'namespace');
  const candidates = [
    ...(by.field === 'device' || by.field === 'namespace' ? [by] : []),
    ...own.filter(({ value, host }) => host !== null && hosts.node(host)?.ovs.portOf(value) !== null),
    ...own,
  ];
  for (const { host, value } of candidates) {
    const snapshotId = host === null ? null : hosts.snapshotIdOf(host);
    if (host !== null && snapshotId !== null) return { snapshotId, host, device: value };
  }
  if (entity.kind !== 'instance') return null;
  for (const host of hosts.hosts) {
    const view = hosts
      .node(host)
      ?.instances.find(({ uuid, libvirtName }) =>
        [uuid, libvirtName].includes(entity.id.slice('instance/'.length)),
      );
    const snapshotId = hosts.snapshotIdOf(host);
    if (view && view.doubt === null && snapshotId !== null) return { snapshotId, host, device: view.title };
  }
  return null;
}
