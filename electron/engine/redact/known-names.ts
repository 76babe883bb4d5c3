// The names that a case's facts have: hosts, instances, networks with what belongs to them.
import type { Database } from 'better-sqlite3';
import type { KnownName, NameClass } from '../../../shared/redact/names.ts';

const classes: Readonly<Record<string, NameClass>> = {
  instance: 'instance',
  host: 'host',
  network: 'network',
  router: 'network',
  port: 'network',
};

/** An id or address is no name: it is replaced as what it is. libvirt's own names have a number for a name. */
const notAName =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|instance-[0-9a-f]{8}|[\d.:]+|[0-9a-f:]*:[0-9a-f:]*)$/i;
/** OVN and the agents call things after what Neutron calls them: the id in it is replaced. */
const madeOfId =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|^(?:tap|qvo|qvb|qbr|q[rg]-)[0-9a-f]{8}-/i;

export function knownNames(db: Database): readonly KnownName[] {
  const names: KnownName[] = [];
  const add = (kind: NameClass, name: string | null): void => {
    if (name !== null && name !== '' && !notAName.test(name) && !madeOfId.test(name))
      names.push({ class: kind, name });
  };
  for (const host of db.prepare<[], string>('SELECT DISTINCT host FROM snapshot').pluck().all())
    add('host', host);
  for (const { what, name } of db
    .prepare<[], { what: string; name: string }>(
      `SELECT what, name FROM name WHERE what IN (${Object.keys(classes)
        .map((what) => `'${what}'`)
        .join()})`,
    )
    .all()) {
    const kind = classes[what];
    if (kind !== undefined) add(kind, name);
  }
  for (const name of db
    .prepare<[], string | null>(
      `SELECT DISTINCT json_extract(data, '$.name') FROM fact
       WHERE kind GLOB 'neutron-*' OR kind = 'security-group'`,
    )
    .pluck()
    .all()) {
    add('network', name);
  }
  return names;
}
