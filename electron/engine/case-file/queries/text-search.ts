// Search over all kept raw text. Every text is scanned once, however many sources share it: chunks whose
// signature rules all spellings out are passed over, the others decompressed and looked through. A search
// goes step by step, so that first results come quickly and whoever asks can stop asking.
import { isAscii } from 'node:buffer';
import type { Database } from 'better-sqlite3';
import type { SearchRow } from '../../../../shared/api.ts';
import type { Spelling } from '../../../../shared/search/spellings.ts';
import { standsAt } from '../../../../shared/search/spellings.ts';
import { unpackText } from '../columns/packed-bytes.ts';
import { mayContain, textRuns } from '../text-signature.ts';

/** Characters shown of a line before and after what was found in it; lines of databases have megabytes. */
const shownBefore = 120;
const shownAfter = 280;

interface ChunkPlace {
  readonly id: number;
  readonly firstLine: number;
  readonly filter: Buffer;
}

interface SourceOfText {
  readonly id: number;
  readonly snapshotId: number;
  readonly host: string;
  readonly path: string;
  readonly commandLine: string | null;
  readonly bundleId: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Where in a chunk a spelling is. */
interface Hit {
  readonly at: number;
  readonly spelling: Spelling;
}

/** A line in which something was found, and what is shown of it. */
interface FoundLine {
  readonly line: number;
  readonly shown: Pick<SearchRow, 'text' | 'from' | 'length' | 'at' | 'spelling'>;
}

/**
 * The lines that hold any of the spellings, in the text of one snapshot's sources, or of all when
 * `snapshotId` is null: texts in the order of their first source, lines in their order; a line of a text
 * that several files have comes once for each. A step, of as many rows as there are, is a chunk or a text.
 */
export function* searchText(
  db: Database,
  spellings: readonly Spelling[],
  snapshotId: number | null,
): Generator<readonly SearchRow[]> {
  const chunksOf = db.prepare<[number], ChunkPlace>(
    'SELECT id, first_line AS firstLine, filter FROM content_chunk WHERE content_id = ? ORDER BY first_line',
  );
  const dataOf = db.prepare<[number], Buffer>('SELECT data FROM content_chunk WHERE id = ?').pluck();
  const sourcesOf = db.prepare<[number, number | null, number | null], SourceOfText>(
    `SELECT source.id, snapshot_id AS snapshotId, host, path, command_line AS commandLine,
       bundle_id AS bundleId, first_line AS firstLine, last_line AS lastLine
     FROM source JOIN snapshot ON snapshot.id = snapshot_id
     WHERE content_id = ? AND (? IS NULL OR snapshot_id = ?) ORDER BY source.id`,
  );
  const needles = spellings
    .filter((spelling) => !isWithinAnother(spelling, spellings))
    .map((spelling) => ({ spelling, runs: textRuns(spelling.text) }));
  for (const content of contentsOf(db, snapshotId)) {
    let sources: readonly SourceOfText[] | null = null;
    // In one go: a text of a gigabyte has 16,000 chunks, each with a signature of 2 KiB.
    for (const chunk of chunksOf.all(content)) {
      const possible = needles.filter(({ runs }) => mayContain(chunk.filter, runs));
      const data = possible.length === 0 ? undefined : dataOf.get(chunk.id);
      if (data === undefined) continue;
      const wanted = possible.map(({ spelling }) => spelling);
      const lines = linesWith(unpackText(data), wanted, chunk.firstLine);
      if (lines.length > 0) sources ??= sourcesOf.all(content, snapshotId, snapshotId);
      yield rowsOf(sources ?? [], lines);
    }
    yield [];
  }
}

/** Wherever a longer spelling is, the shorter one that it contains is found anyway. */
function isWithinAnother({ text }: Spelling, spellings: readonly Spelling[]): boolean {
  return spellings.some((other) => other.text !== text && !other.alone && text.includes(other.text));
}

function contentsOf(db: Database, snapshotId: number | null): readonly number[] {
  return db
    .prepare<[number | null, number | null], number>(
      `SELECT content_id FROM source WHERE content_id IS NOT NULL AND (? IS NULL OR snapshot_id = ?)
       GROUP BY content_id ORDER BY min(id)`,
    )
    .pluck()
    .all(snapshotId, snapshotId);
}

function rowsOf(sources: readonly SourceOfText[], lines: readonly FoundLine[]): readonly SearchRow[] {
  return lines.flatMap(({ line, shown }) =>
    [...sourcesOfLine(sources, line)].map(({ id, snapshotId, host, path, commandLine }) => ({
      ...{ host, snapshotId, sourceId: id, path, commandLine, line },
      ...shown,
    })),
  );
}

/** Of each file that has the text, the source that the line belongs to: a transcript has one for each command. */
function sourcesOfLine(sources: readonly SourceOfText[], line: number): Iterable<SourceOfText> {
  const byFile = new Map<string, SourceOfText>();
  for (const source of sources) {
    const file = `${source.snapshotId} ${source.bundleId} ${source.path}`;
    const known = byFile.get(file);
    const size = (of: SourceOfText): number =>
      line >= of.firstLine && line <= of.lastLine ? of.lastLine - of.firstLine : Infinity;
    if (known === undefined || size(source) < size(known)) byFile.set(file, source);
  }
  return byFile.values();
}

/** The lines of a chunk that hold any of the spellings, in their order. */
function linesWith(bytes: Buffer, spellings: readonly Spelling[], firstLine: number): readonly FoundLine[] {
  const text = bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
  const lower = lowerCase(text);
  const hits = spellings.flatMap((spelling) => [...hitsOf(lower, spelling)]).sort((a, b) => a.at - b.at);
  const found: FoundLine[] = [];
  let line = firstLine;
  let start = 0;
  let end = text.indexOf('\n');
  for (const { at, spelling } of hits) {
    if (found.at(-1)?.line === line && at < end) continue;
    while (end >= 0 && end < at) {
      start = end + 1;
      end = text.indexOf('\n', start);
      line++;
    }
    const stop = end < 0 ? text.length : end;
    if (found.at(-1)?.line === line) continue;
    found.push({ line, shown: shownLine(text, start, stop, at, spelling) });
  }
  return found;
}

function* hitsOf(lower: string, spelling: Spelling): Generator<Hit> {
  for (let at = lower.indexOf(spelling.text); at >= 0; at = lower.indexOf(spelling.text, at + 1)) {
    if (standsAt(lower, at, spelling)) yield { at, spelling };
  }
}

/** In lower case, character for character: İ alone would become two (Unicode, SpecialCasing.txt). */
function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll('İ', 'i').toLowerCase();
}

function shownLine(
  text: string,
  start: number,
  end: number,
  at: number,
  spelling: Spelling,
): FoundLine['shown'] {
  const length = end - start;
  const whole = length <= shownBefore + shownAfter;
  const from = whole ? 0 : Math.max(0, at - start - shownBefore);
  const to = whole ? length : Math.min(length, at - start + Math.max(shownAfter, spelling.text.length));
  return {
    text: text.slice(start + from, start + to),
    from,
    length,
    at: at - start - from,
    spelling: spelling.text,
  };
}
