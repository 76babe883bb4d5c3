// Which dumps of flows a snapshot has, bridge by bridge, and which one of each bridge is in use.
import type { Database } from 'better-sqlite3';
import type { Response } from '../../../../shared/api.ts';
import type { Apart } from '../../../../shared/compare/compare-snapshots.ts';
import type { FlowTables } from '../../../../shared/compare/flow-tables.ts';
import type { FlowFact, StoredFact } from '../../../../shared/facts.ts';
import { numbersByPlace } from '../../../../shared/flows/table-numbers.ts';
import {
  chooseDump,
  flowDumpCommands,
  hasNames,
  type FlowDump as AnyDump,
} from '../../../../shared/flows/choose-dump.ts';
import { noTableNumbers, type TableNumbers } from '../../../../shared/openflow/table-id.ts';
import { inferBridge } from '../../../../shared/flows/infer-bridge.ts';
import type { SnapshotFacts, SourceInfo } from '../../../../shared/snapshot-facts.ts';
import { flowBlocks } from '../flow-blocks.ts';
import { FlowDump } from './flow-dump.ts';
import { flowsApart } from './flows-apart.ts';
import { loadFlows, sourceInfo } from './snapshot-facts.ts';
import type { SourceTableRow } from './sources.ts';

/** What a dump is listed under when it does not say its bridge and nothing in the snapshot does. */
const unknownBridge = '?';

/** One source's flows of one bridge. */
export interface BridgeDump {
  readonly source: SourceInfo;
  readonly flows: number;
  /** What could not be read in the source. */
  readonly problems: number;
  /** Why the dump is taken to be of this bridge; null when the dump or its command says so. */
  readonly inferredFrom: string | null;
}

/** A bridge's dumps; `chosen` is one of them. */
export interface BridgeDumps {
  readonly bridge: string;
  readonly chosen: BridgeDump;
  readonly dumps: readonly BridgeDump[];
}

/**
 * The dumps of a snapshot by bridge, bridges in alphabetical order, dumps in source order. `facts` is
 * only asked for where a dump does not say its bridge.
 */
export function flowDumps(
  db: Database,
  snapshotId: number,
  facts: () => SnapshotFacts,
): readonly BridgeDumps[] {
  const byBridge = new Map<string, BridgeDump[]>();
  for (const row of db
    .prepare<[number, string], SourceTableRow & { bridge: string | null; flows: number }>(
      // A dump of no flows is of an empty table, which is worth showing and comparing.
      `SELECT source.*, coalesce(bridge, CASE WHEN flows IS NULL THEN target END) AS bridge,
         coalesce(flows, 0) AS flows
       FROM source LEFT JOIN flow_bridge ON source_id = source.id
       WHERE snapshot_id = ?
         AND (flows > 0 OR (state = 'ok' AND target IS NOT NULL AND command_id IN (SELECT value FROM json_each(?))))
       ORDER BY source.id, bridge`,
    )
    .all(snapshotId, JSON.stringify(flowDumpCommands))) {
    const inferred = row.bridge === null ? bridgeOf(db, facts(), row.id) : null;
    const bridge = row.bridge ?? inferred?.bridge ?? unknownBridge;
    const dumps = byBridge.get(bridge) ?? [];
    const { flows, problems } = row;
    dumps.push({ source: sourceInfo(row), flows, problems, inferredFrom: inferred?.reason ?? null });
    byBridge.set(bridge, dumps);
  }
  const bridges: BridgeDumps[] = [];
  for (const [bridge, dumps] of [...byBridge].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const chosen = chooseDump(dumps) ?? dumps[0];
    if (chosen !== undefined) bridges.push({ bridge, chosen, dumps });
  }
  return bridges;
}

/** The flows of the dump in use for a bridge; none when the snapshot has no dump of it. */
export function chosenFlows(
  db: Database,
  dumps: readonly BridgeDumps[],
  bridge: string,
  tables: TableNumbers,
): readonly StoredFact<'flow'>[] {
  const found = dumps.find((candidate) => candidate.bridge === bridge);
  return found === undefined ? [] : loadFlows(db, found.chosen.source.id, bridge, tables);
}

/** The same flows one after the other, none of them kept: for a pass over a table of any length. */
export function everyFlow(
  db: Database,
  dumps: readonly BridgeDumps[],
  bridge: string,
  tables: TableNumbers,
): Iterable<FlowFact> {
  const found = dumps.find((candidate) => candidate.bridge === bridge);
  if (found === undefined) return [];
  return new FlowDump(flowBlocks(db), { sourceId: found.chosen.source.id, bridge, tables }).all();
}

/**
 * Numbers of the tables that a bridge's dumps have names for. `told`: what other outputs say; only where a dump has
 * a name that they do not say, another dump with numbers is held beside it.
 */
export function numbersOfTables(
  db: Database,
  dumps: readonly BridgeDumps[],
  bridge: string,
  told: TableNumbers,
): TableNumbers {
  const found = dumps.find((candidate) => candidate.bridge === bridge);
  if (found === undefined || found.dumps.length < 2) return told;
  const blocks = flowBlocks(db);
  const read = found.dumps.map(({ source }) => ({
    source,
    dump: new FlowDump(blocks, { sourceId: source.id, bridge, tables: told }),
  }));
  const unknown = read.filter(({ source, dump }) => hasNames(source) || dump.hasTableNames());
  if (unknown.length === 0) return told;
  const runs = read.map(({ dump }) => dump.tableRuns());
  const numbers = new Map(told);
  for (const named of runs) {
    for (const numbered of runs) {
      for (const [name, number] of named === numbered ? [] : numbersByPlace(named, numbered)) {
        if (!numbers.has(name)) numbers.set(name, number);
      }
    }
  }
  return numbers;
}

/** The dumps as a comparison takes them: flows are read when they are asked for, unknown bridges left out. */
export function comparableTables(
  db: Database,
  dumps: readonly BridgeDumps[],
  names: FlowTables['names'],
): FlowTables {
  const named = dumps.filter(({ bridge }) => bridge !== unknownBridge);
  return {
    bridges: named.map(({ bridge }) => bridge),
    dumps: (bridge) => named.find((candidate) => candidate.bridge === bridge)?.dumps ?? [],
    flows: (bridge, dump) => loadFlows(db, dump.source.id, bridge),
    each: (bridge, dump) => dumpOf(db, bridge, dump).all(),
    withActions: (bridge, dump, text) => dumpOf(db, bridge, dump).withActions(text),
    ages: (bridge, dump) => dumpOf(db, bridge, dump).ages(),
    names,
  };
}

/** What two dumps of a bridge do not print alike. */
export function dumpsApart(db: Database): Apart {
  return (bridge, from, to, names) => flowsApart(dumpOf(db, bridge, from), dumpOf(db, bridge, to), names);
}

/** Tables keep the names that they have in the dump: two snapshots may know different numbers. */
function dumpOf(db: Database, bridge: string, { source }: AnyDump): FlowDump {
  return new FlowDump(flowBlocks(db), { sourceId: source.id, bridge, tables: noTableNumbers });
}

/** The bridges and their dumps as the interface lists them. */
export function bridgeRows(dumps: readonly BridgeDumps[]): Response<'flows.bridges'>['bridges'] {
  return dumps.map(({ bridge, chosen, dumps: all }) => ({
    bridge,
    flows: chosen.flows,
    source: chosen.source.id,
    sources: all.map(({ source, flows, problems }) => ({
      id: source.id,
      path: source.path,
      commandLine: source.commandLine,
      flows,
      problems,
    })),
  }));
}

function bridgeOf(
  db: Database,
  facts: SnapshotFacts,
  sourceId: number,
): { readonly bridge: string; readonly reason: string } | null {
  const unnamed = loadFlows(db, sourceId, null).filter(({ data }) => data.bridge === null);
  return inferBridge(
    unnamed.map(({ data }) => data),
    facts,
  );
}
