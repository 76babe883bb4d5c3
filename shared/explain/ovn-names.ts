// OVN's numbers and what they stand for: datapath keys (`metadata`), port keys (`reg14`, `reg15`) and the
// logical stage of a table. They are in the southbound database, which is on another host as a rule.
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { Meaning } from './flow-context.ts';
import type { Owners } from './owners.ts';
import { said } from './owners.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';
import type { OvnTables } from './table-roles.ts';

export interface OvnNames {
  datapath(key: bigint): Meaning | null;
  logicalPort(datapath: bigint, key: bigint): Meaning | null;
  stage(tables: OvnTables | null, table: number, datapath: bigint | null): readonly string[];
}

interface Datapath {
  readonly says: Phrase;
  readonly router: boolean;
}

export function ovnNames(all: readonly SnapshotFacts[], owners: Owners): OvnNames {
  const datapaths = new Map<number, Datapath>();
  const keys = new Map<string, number>();
  const ports = new Map<string, Phrase>();
  const stages = new Map<string, Set<string>>();
  for (const facts of all) {
    for (const { data } of facts.of('datapath-binding')) {
      if (data.tunnelKey === null) continue;
      if (data.uuid !== null) keys.set(data.uuid, data.tunnelKey);
      if (datapaths.has(data.tunnelKey)) continue;
      const router = data.logicalRouter !== null || 'logical-router' in data.externalIds;
      const name = data.externalIds['name2'] || data.name || data.uuid || String(data.tunnelKey);
      const mention = { text: name, target: { kind: 'name', name } } as const;
      datapaths.set(data.tunnelKey, {
        router,
        says: router ? phrase('ovn.router', { router: mention }) : phrase('ovn.switch', { network: mention }),
      });
    }
    for (const { data } of facts.of('logical-flow')) {
      if (data.stage === null) continue;
      const key = `${data.pipeline} ${data.table}`;
      stages.set(key, (stages.get(key) ?? new Set()).add(data.stage));
    }
  }
  for (const facts of all) {
    for (const { data } of facts.of('port-binding')) {
      const datapath = data.datapathKey ?? keys.get(data.datapath ?? '');
      if (datapath === undefined || data.tunnelKey === null) continue;
      const key = `${datapath} ${data.tunnelKey}`;
      if (!ports.has(key)) ports.set(key, portPhrase(data.logicalPort, data.type, owners));
    }
  }
  return {
    datapath: (key) => said(datapaths.get(Number(key))?.says ?? null),
    logicalPort: (datapath, key) => said(ports.get(`${datapath} ${key}`) ?? null),
    stage: (tables, table, datapath) => {
      const place = logicalTable(tables, table);
      if (place === null) return [];
      const names = [...(stages.get(place) ?? [])].sort();
      const known = datapath === null ? undefined : datapaths.get(Number(datapath));
      if (known === undefined) return names;
      return names.filter((name) => name.startsWith(known.router ? 'lr_' : 'ls_'));
    },
  };
}

/** `ingress 3` for table 11 where the ingress pipeline begins at 8. */
function logicalTable(tables: OvnTables | null, table: number): string | null {
  if (tables === null || table < tables.ingress || table > 63) return null;
  if (tables.egress === null || table < tables.egress) return `ingress ${table - tables.ingress}`;
  return `egress ${table - tables.egress}`;
}

function portPhrase(name: string, type: string | null, owners: Owners): Phrase {
  const mention = { text: name, target: { kind: 'name', name } } as const;
  const owner = owners.byPortId(name);
  if (owner !== null) return phrase('ovn.portOf', { port: mention, owner });
  return type ? phrase('ovn.portOfType', { port: mention, type }) : phrase('ovn.port', { port: mention });
}
