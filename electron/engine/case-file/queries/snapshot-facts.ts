// The facts of one snapshot as the pure parts take them. Flows stay in the file until they are asked
// for, source by source.
import type { Database } from 'better-sqlite3';
import type { FactKind, FactKinds, StoredFact } from '../../../../shared/facts.ts';
import type { SnapshotFacts, SourceInfo } from '../../../../shared/snapshot-facts.ts';
import { flowBlocks } from '../flow-blocks.ts';
import type { SourceTableRow } from './sources.ts';

interface FactTableRow {
  readonly id: number;
  readonly source_id: number;
  readonly kind: FactKind;
  readonly first_line: number;
  readonly last_line: number;
  readonly data: string;
}

type FactsByKind = { [K in FactKind]?: StoredFact<K>[] };

/** Everything of a snapshot but its flows, which `loadFlows` gives dump by dump. */
export function loadSnapshotFacts(
  db: Database,
  snapshot: { readonly id: number; readonly host: string; readonly cleaned?: true | undefined },
): SnapshotFacts {
  const sources = new Map<number, SourceInfo>();
  for (const row of db
    .prepare<[number], SourceTableRow>('SELECT * FROM source WHERE snapshot_id = ? ORDER BY id')
    .iterate(snapshot.id)) {
    sources.set(row.id, sourceInfo(row));
  }
  const byKind: FactsByKind = {};
  for (const row of db
    .prepare<[number], FactTableRow>(
      `SELECT fact.id, source_id, kind, fact.first_line, fact.last_line, data
       FROM source CROSS JOIN fact ON source_id = source.id
       WHERE snapshot_id = ? ORDER BY source.id, fact.first_line, fact.id`,
    )
    .iterate(snapshot.id)) {
    put(byKind, row.kind, row);
  }
  return {
    snapshotId: snapshot.id,
    host: snapshot.host,
    cleaned: snapshot.cleaned === true,
    sources,
    of: <K extends FactKind>(kind: K): readonly StoredFact<K>[] => byKind[kind] ?? [],
  };
}

/** The flows of one source, of `bridge` or of no named bridge; all of them when `bridge` is null. */
export function loadFlows(db: Database, sourceId: number, bridge: string | null): StoredFact<'flow'>[] {
  return flowBlocks(db).flows(sourceId, bridge);
}

/** A source as the pure parts see it. */
export function sourceInfo(row: SourceTableRow): SourceInfo {
  return {
    id: row.id,
    path: row.path,
    commandLine: row.command_line,
    commandId: row.command_id,
    target: row.target,
    netns: row.netns,
    protocol: row.protocol,
    state: row.state,
    reason: row.reason,
  };
}

function put<K extends FactKind>(byKind: { [P in K]?: StoredFact<P>[] }, kind: K, row: FactTableRow): void {
  const facts: StoredFact<K>[] = byKind[kind] ?? [];
  facts.push({
    id: row.id,
    kind,
    // Written by the writer from a fact of this kind.
    data: JSON.parse(row.data) as FactKinds[K],
    sourceId: row.source_id,
    firstLine: row.first_line,
    lastLine: row.last_line,
  });
  byKind[kind] = facts;
}
