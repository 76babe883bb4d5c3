// Sources of a snapshot: what they are, what became of them, and their raw text.
import type { Database } from 'better-sqlite3';
import type { SourceRow } from '../../../../shared/api.ts';
import { CodedError } from '../../../../shared/coded-error.ts';
import type { Problem, SourceState } from '../../../../shared/evidence.ts';
import type { SourceRef } from '../../../../shared/notes/anchor.ts';
import type { FactKind, FactKinds } from '../../../../shared/facts.ts';
import { factTitle } from '../fact-names.ts';
import { flowBlocks } from '../flow-blocks.ts';
import { likePattern } from './like.ts';

export interface SourceTableRow {
  readonly id: number;
  readonly snapshot_id: number;
  readonly bundle_id: number;
  readonly path: string;
  readonly command_line: string | null;
  readonly command_id: string | null;
  readonly target: string | null;
  readonly netns: string | null;
  readonly protocol: string | null;
  readonly state: SourceState;
  readonly reason: string | null;
  readonly bytes: number;
  readonly first_line: number;
  readonly last_line: number;
  readonly content_id: number | null;
  readonly facts: number;
  readonly problems: number;
}

/** A fact's lines, to be marked in the raw text. */
export interface Mark {
  readonly fact: number;
  readonly kind: FactKind;
  readonly title: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** A window of a snapshot's sources by path and line, those of `states` whose path or command line has `text`. */
export function listSources(
  db: Database,
  request: {
    readonly snapshot: number;
    readonly states?: readonly SourceState[] | undefined;
    readonly text?: string | undefined;
    readonly offset: number;
    readonly limit: number;
  },
): { total: number; matched: number; sources: SourceRow[] } {
  const conditions = ['snapshot_id = ?'];
  const values: (string | number)[] = [request.snapshot];
  if (request.states !== undefined) {
    conditions.push(`state IN (${request.states.map(() => '?').join(', ')})`);
    values.push(...request.states);
  }
  if (request.text !== undefined && request.text !== '') {
    conditions.push(`(path LIKE ? ESCAPE '\\' OR command_line LIKE ? ESCAPE '\\')`);
    const pattern = likePattern(request.text);
    values.push(pattern, pattern);
  }
  const where = conditions.join(' AND ');
  const countWhere = (condition: string, bound: readonly (string | number)[]): number =>
    db
      .prepare<unknown[], number>(`SELECT count(*) FROM source WHERE ${condition}`)
      .pluck()
      .get(...bound) ?? 0;
  return {
    total: countWhere('snapshot_id = ?', [request.snapshot]),
    matched: countWhere(where, values),
    sources: db
      .prepare<unknown[], SourceTableRow>(
        `SELECT * FROM source WHERE ${where} ORDER BY path, first_line, id LIMIT ? OFFSET ?`,
      )
      .all(...values, request.limit, request.offset)
      .map(sourceRow),
  };
}

/** One source's table row; throws 'not-found'. */
export function sourceById(db: Database, id: number): SourceTableRow {
  const row = db.prepare<[number], SourceTableRow>('SELECT * FROM source WHERE id = ?').get(id);
  if (row === undefined) throw new CodedError('not-found', `There is no source ${id}.`);
  return row;
}

/** Of the sources that are parts of a source's file (the commands of a transcript), the one that has a line of it. */
export function sourceAtLine(db: Database, source: SourceTableRow, line: number): SourceTableRow {
  if (line >= source.first_line && line <= source.last_line) return source;
  const row = db
    .prepare<[number, number, string, number | null, number], SourceTableRow>(
      `SELECT * FROM source WHERE snapshot_id = ? AND bundle_id = ? AND path = ? AND content_id IS ?
         AND ? BETWEEN first_line AND last_line ORDER BY id LIMIT 1`,
    )
    .get(source.snapshot_id, source.bundle_id, source.path, source.content_id, line);
  return row ?? source;
}

/**
 * The sources of a snapshot that may be the one that was called so, the likeliest first: the same command line at the
 * same path, the same command line, the same path, then what the same parser read about the same target. A part of a
 * file that has a line of it comes before the others.
 */
export function sourcesLike(
  db: Database,
  snapshotId: number,
  ref: SourceRef,
  line: number,
): readonly SourceTableRow[] {
  const rows = db
    .prepare<unknown[], SourceTableRow>(
      `SELECT * FROM source WHERE snapshot_id = ?
         AND (command_line = ? OR path = ? OR (command_id = ? AND target IS ? AND netns IS ?)) ORDER BY id`,
    )
    .all(snapshotId, ref.commandLine, ref.path, ref.commandId, ref.target, ref.netns);
  const rank = (row: SourceTableRow): number => {
    const sameCommand =
      ref.commandLine !== null && row.command_line === ref.commandLine && row.netns === ref.netns;
    const samePath = row.path === ref.path;
    const hasLine = samePath && line >= row.first_line && line <= row.last_line;
    const kind = sameCommand && samePath ? 0 : sameCommand ? 2 : samePath ? 4 : 6;
    return kind + (hasLine ? 0 : 1);
  };
  return rows.toSorted(
    (a, b) => rank(a) - rank(b) || Number(a.content_id === null) - Number(b.content_id === null),
  );
}

/** A source as the interface sees it. */
export function sourceRow(row: SourceTableRow): SourceRow {
  return {
    id: row.id,
    snapshotId: row.snapshot_id,
    path: row.path,
    commandLine: row.command_line,
    commandId: row.command_id,
    netns: row.netns,
    state: row.state,
    reason: row.reason,
    bytes: row.bytes,
    firstLine: row.first_line,
    lastLine: row.last_line,
    facts: row.facts,
    problems: row.problems,
    kept: row.content_id !== null,
  };
}

/** What was wrong with a source, in the order in which it was found. */
export function problemsOf(db: Database, sourceId: number): Problem[] {
  return db
    .prepare<[number], Problem>(
      'SELECT severity, line, code, message FROM problem WHERE source_id = ? ORDER BY id',
    )
    .all(sourceId);
}

/**
 * The facts whose lines overlap lines `first` to `last` of the source's file: those of every source
 * that is a part of that file, so that a whole transcript is marked.
 */
export function marksIn(db: Database, source: SourceTableRow, first: number, last: number): Mark[] {
  const parts = db
    .prepare<[number, number, string, number | null], number>(
      `SELECT id FROM source WHERE snapshot_id = ? AND bundle_id = ? AND path = ? AND content_id IS ?
       ORDER BY first_line, id`,
    )
    .pluck()
    .all(source.snapshot_id, source.bundle_id, source.path, source.content_id);
  const facts = db.prepare<[number, number, number], MarkRow>(
    `SELECT id, kind, data, first_line, last_line FROM fact
     WHERE source_id = ? AND first_line <= ? AND last_line >= ? ORDER BY first_line, id`,
  );
  const marks: Mark[] = [];
  for (const part of parts) {
    for (const row of facts.iterate(part, last, first)) {
      marks.push({
        fact: row.id,
        kind: row.kind,
        title: factTitle(row.kind, JSON.parse(row.data) as FactKinds[FactKind]),
        firstLine: row.first_line,
        lastLine: row.last_line,
      });
    }
    marks.push(...flowMarks(db, part, first, last));
  }
  return marks.sort((a, b) => a.firstLine - b.firstLine || a.lastLine - b.lastLine || a.fact - b.fact);
}

function* flowMarks(db: Database, sourceId: number, first: number, last: number): Generator<Mark> {
  const blocks = flowBlocks(db);
  for (const place of blocks.ofSource(sourceId)) {
    if (place.firstLine > last || place.lastLine < first) continue;
    const block = blocks.at(place);
    const flowAt = block.reader();
    for (let row = 0; row < block.flows; row++) {
      const [firstLine, lastLine] = [block.firstLine(row), block.lastLine(row)];
      if (firstLine > last || lastLine < first) continue;
      yield {
        fact: place.id + row,
        kind: 'flow',
        title: factTitle('flow', flowAt(row)),
        firstLine,
        lastLine,
      };
    }
  }
}

interface MarkRow {
  readonly id: number;
  readonly kind: FactKind;
  readonly data: string;
  readonly first_line: number;
  readonly last_line: number;
}
