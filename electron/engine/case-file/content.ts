// Raw text in the case: one file's lines in chunks of about 128 KiB, each compressed by itself, so that
// any range of lines is read without inflating the rest; equal texts are stored once.
import type { Database } from 'better-sqlite3';
import { unpackText } from './columns/packed-bytes.ts';
import type { ContentWriter, EncodedChunk } from './import-writer.ts';
import { withCaseErrors } from './sqlite-errors.ts';

/** Chunks held back before they are written: most texts are known as a duplicate before any is. */
const heldChunks = 16;

/** Makes content writers for one open transaction; several may be in use at a time. */
export function contentStore(db: Database, path: string): () => ContentWriter {
  const find = db.prepare<[Buffer], number>('SELECT id FROM content WHERE hash = ?').pluck();
  const reserve = db.prepare('INSERT INTO content (hash, bytes, lines) VALUES (randomblob(32), 0, 0)');
  const complete = db.prepare('UPDATE content SET hash = ?, bytes = ?, lines = ? WHERE id = ?');
  const addChunk = db.prepare(
    'INSERT INTO content_chunk (content_id, first_line, lines, filter, data) VALUES (?, ?, ?, ?, ?)',
  );
  const dropChunks = db.prepare('DELETE FROM content_chunk WHERE content_id = ?');
  const drop = db.prepare('DELETE FROM content WHERE id = ?');

  return () => {
    let held: EncodedChunk[] = [];
    let id: number | null = null;

    function take(chunk: EncodedChunk): void {
      held.push(chunk);
      if (held.length > heldChunks) store();
    }

    function store(): number {
      id ??= Number(reserve.run().lastInsertRowid);
      for (const { firstLine, lines, filter, data } of held) {
        addChunk.run(id, firstLine, lines, bufferOf(filter), bufferOf(data));
      }
      held = [];
      return id;
    }

    function forget(): void {
      held = [];
      if (id === null) return;
      dropChunks.run(id);
      drop.run(id);
      id = null;
    }

    return {
      chunk: (chunk) => withCaseErrors(path, () => take(chunk)),
      end({ hash, bytes, lines }) {
        return withCaseErrors(path, () => {
          const known = find.get(bufferOf(hash));
          if (known !== undefined) {
            forget();
            return known;
          }
          const stored = store();
          complete.run(bufferOf(hash), bytes, lines, stored);
          return stored;
        });
      },
      discard: () => withCaseErrors(path, forget),
    };
  };
}

/** The same bytes as SQLite's binding wants them. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface ChunkRow {
  readonly first_line: number;
  readonly lines: number;
  readonly data: Buffer;
}

/** Reads kept text back, by lines. */
export class ContentReader {
  readonly #from;
  readonly #lines;

  constructor(db: Database) {
    this.#from = db.prepare<[number, number], ChunkRow>(
      `SELECT first_line, lines, data FROM content_chunk
       WHERE content_id = ? AND first_line + lines > ? ORDER BY first_line`,
    );
    this.#lines = db.prepare<[number], number>('SELECT lines FROM content WHERE id = ?').pluck();
  }

  /** How many lines a content has; 0 when there is no such content. */
  totalLines(contentId: number): number {
    return this.#lines.get(contentId) ?? 0;
  }

  /** At most `limit` lines from `firstLine` (from 1) on; fewer at the end, none beyond it. */
  lines(contentId: number, firstLine: number, limit: number): readonly string[] {
    return [...this.#window(contentId, firstLine, limit)];
  }

  /** As `lines`, for the interface: a line of a database, which may have megabytes, is cut. */
  shownLines(contentId: number, firstLine: number, limit: number): readonly string[] {
    return Array.from(this.#window(contentId, firstLine, limit), cutLine);
  }

  /** Numbers of the lines that contain `text`, case ignored. */
  *find(contentId: number, text: string): Generator<number> {
    const wanted = text.toLowerCase();
    for (const [number, line] of this.#numbered(contentId, 1)) {
      if (line.toLowerCase().includes(wanted)) yield number;
    }
  }

  *#window(contentId: number, firstLine: number, limit: number): Generator<string> {
    for (const [number, text] of this.#numbered(contentId, firstLine)) {
      if (number >= firstLine + limit) break;
      yield text;
    }
  }

  *#numbered(contentId: number, firstLine: number): Generator<readonly [number, string]> {
    for (const chunk of this.#from.iterate(contentId, firstLine)) {
      const texts = unpackText(chunk.data).toString().split('\n');
      // The last line feed ends the last line; it does not begin another one.
      for (let i = Math.max(0, firstLine - chunk.first_line); i < chunk.lines; i++) {
        yield [chunk.first_line + i, texts[i] ?? ''];
      }
    }
  }
}

/** Characters that the interface is given of a line. */
const longestShown = 4000;

/** The line; of a longer one its beginning and how much that is: `…[4000/1048576]`. */
function cutLine(text: string): string {
  if (text.length <= longestShown) return text;
  // Copied: a part of a text would keep all of it in memory.
  const beginning = Buffer.from(text.slice(0, longestShown)).toString();
  return `${beginning}…[${longestShown}/${text.length}]`;
}
