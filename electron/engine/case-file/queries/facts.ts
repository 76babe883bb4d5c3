// Single facts: by id, and those that name a thing.
import type { Database } from 'better-sqlite3';
import type { FactRow } from '../../../../shared/api.ts';
import { CodedError } from '../../../../shared/coded-error.ts';
import type { FactKind, FactKinds, FlowFact } from '../../../../shared/facts.ts';
import { factTitle } from '../fact-names.ts';
import { flowBlocks } from '../flow-blocks.ts';
import { isFlowId, sourceOfFlow } from '../flow-ids.ts';

interface Row {
  readonly id: number;
  readonly kind: FactKind;
  readonly first_line: number;
  readonly last_line: number;
  readonly data: string;
  readonly source_id: number;
  readonly path: string;
  readonly host: string;
}

const factWithPlace = `SELECT fact.id, kind, fact.first_line, fact.last_line, data, source_id, path, host
  FROM fact JOIN source ON source.id = source_id JOIN snapshot ON snapshot.id = snapshot_id`;

/** The fact or flow with this id; throws 'not-found'. */
export function getFact(db: Database, id: number): FactRow {
  if (isFlowId(id)) return getFlowFact(db, id);
  const row = db.prepare<[number], Row>(`${factWithPlace} WHERE fact.id = ?`).get(id);
  if (row === undefined) throw noFact(id);
  return factRow(row);
}

/**
 * Facts of a snapshot that name a thing (case ignored), the facts about the thing itself first. Flows
 * are not among them: the flow filter finds those.
 */
export function factsAbout(db: Database, snapshotId: number, name: string, limit: number): FactRow[] {
  return db
    .prepare<[string, number, string, number], Row>(
      `${factWithPlace}
       WHERE fact.id IN (SELECT fact_id FROM fact_name JOIN name ON name.id = name_id WHERE name = ?)
         AND snapshot_id = ?
       ORDER BY key = ? COLLATE NOCASE DESC, fact.id LIMIT ?`,
    )
    .all(name, snapshotId, name, limit)
    .map(factRow);
}

/** A flow and where it is; throws 'not-found'. */
export function flowWithPlace(
  db: Database,
  id: number,
): { readonly flow: FlowFact; readonly evidence: FactRow['evidence']; readonly contentId: number | null } {
  const found = flowBlocks(db).find(id);
  if (found === null) throw noFact(id);
  const sourceId = sourceOfFlow(id);
  const place = db
    .prepare<[number], { path: string; host: string; content_id: number | null }>(
      `SELECT path, host, content_id FROM source JOIN snapshot ON snapshot.id = snapshot_id WHERE source.id = ?`,
    )
    .get(sourceId);
  if (place === undefined) throw noFact(id);
  const { block, row } = found;
  return {
    flow: block.reader()(row),
    contentId: place.content_id,
    evidence: {
      host: place.host,
      source: place.path,
      sourceId,
      firstLine: block.firstLine(row),
      lastLine: block.lastLine(row),
    },
  };
}

function getFlowFact(db: Database, id: number): FactRow {
  const { flow, evidence } = flowWithPlace(db, id);
  return { id, kind: 'flow', title: factTitle('flow', flow), data: { ...flow }, evidence };
}

function factRow(row: Row): FactRow {
  const data = JSON.parse(row.data) as FactKinds[FactKind];
  return {
    id: row.id,
    kind: row.kind,
    title: factTitle(row.kind, data),
    data: { ...data },
    evidence: {
      host: row.host,
      source: row.path,
      sourceId: row.source_id,
      firstLine: row.first_line,
      lastLine: row.last_line,
    },
  };
}

function noFact(id: number): CodedError {
  return new CodedError('not-found', `There is no fact ${id}.`);
}
