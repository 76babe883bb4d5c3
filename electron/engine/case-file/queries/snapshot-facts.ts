// The facts of one snapshot as the pure parts take them. What a kind says is read when it is first asked for: a
// report has tens of thousands of facts of kinds that nobody looks at together. Flows stay in the file until
// they are asked for, source by source.
import type { Database } from 'better-sqlite3';
import type { FactKind, FactKinds, OvsdbRowFact, StoredFact } from '../../../../shared/facts.ts';
import type { SnapshotFacts, SourceInfo } from '../../../../shared/snapshot-facts.ts';
import { noTableNumbers } from '../../../../shared/openflow/table-id.ts';
import { flowBlocks } from '../flow-blocks.ts';
import type { SourceTableRow } from './sources.ts';

interface FactTableRow {
  readonly id: number;
  readonly first_line: number;
  readonly last_line: number;
  readonly data: string;
}

/**
 * Everything of a snapshot but its flows, which `loadFlows` gives dump by dump. `of` reads from `db`, which must
 * be open then, and remembers what it read.
 */
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
  const sourcesOf = new Map<FactKind, number[]>();
  for (const { kind, id } of db
    .prepare<[number], { kind: FactKind; id: number }>(
      `SELECT DISTINCT kind, source.id AS id FROM source CROSS JOIN fact INDEXED BY fact_kind ON source_id = source.id
       WHERE snapshot_id = ? AND facts > 0 ORDER BY source.id`,
    )
    .iterate(snapshot.id)) {
    const list = sourcesOf.get(kind);
    if (list) list.push(id);
    else sourcesOf.set(kind, [id]);
  }
  const rows = db.prepare<[number, FactKind], FactTableRow>(
    `SELECT id, first_line, last_line, data FROM fact INDEXED BY fact_kind
     WHERE source_id = ? AND kind = ? ORDER BY first_line, id`,
  );
  const known = new Map<FactKind, readonly StoredFact[]>();
  const read = <K extends FactKind>(kind: K): readonly StoredFact<K>[] =>
    (sourcesOf.get(kind) ?? []).flatMap((sourceId) =>
      rows.all(sourceId, kind).map((row) => ({
        id: row.id,
        kind,
        // Written by the writer from a fact of this kind.
        data: JSON.parse(row.data) as FactKinds[K],
        sourceId,
        firstLine: row.first_line,
        lastLine: row.last_line,
      })),
    );
  return {
    snapshotId: snapshot.id,
    host: snapshot.host,
    cleaned: snapshot.cleaned === true,
    sources,
    of: <K extends FactKind>(kind: K): readonly StoredFact<K>[] => {
      const found = known.get(kind) as readonly StoredFact<K>[] | undefined;
      if (found) return found;
      const facts = read(kind);
      known.set(kind, facts);
      return facts;
    },
  };
}

/**
 * The rows that a snapshot's databases have of some tables. `of('ovsdb-row')` reads all, of which OVN's databases
 * have tens of thousands.
 */
export function ovsdbRows(db: Database, snapshotId: number, tables: readonly string[]): OvsdbRowFact[] {
  const wanted = tables.map((table) => `%"table":${JSON.stringify(table)}%`);
  return db
    .prepare<(number | string)[], string>(
      `SELECT data FROM source CROSS JOIN fact INDEXED BY fact_kind ON source_id = source.id
       WHERE snapshot_id = ? AND kind = 'ovsdb-row' AND (${wanted.map(() => 'data LIKE ?').join(' OR ')})
       ORDER BY fact.id`,
    )
    .pluck()
    .all(snapshotId, ...wanted)
    .map((data) => JSON.parse(data) as OvsdbRowFact);
}

/** The flows of one source, of `bridge` or of no named bridge; all of them when `bridge` is null. `tables`: see `FlowBlocks`. */
export function loadFlows(
  db: Database,
  sourceId: number,
  bridge: string | null,
  tables = noTableNumbers,
): StoredFact<'flow'>[] {
  return flowBlocks(db).flows(sourceId, bridge, tables);
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
