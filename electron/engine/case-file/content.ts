// Raw text in the case: one file's lines in chunks of about 64 KiB, each compressed by itself, so that
// any range of lines is read without inflating the rest; equal texts are stored once.
import { createHash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { ContentWriter } from './import-writer.ts';
import { withCaseErrors } from './sqlite-errors.ts';

/** Characters of text in a chunk before it is closed. */
const chunkSize = 65_536;
/** Chunks held back before they are written: most texts are known as a duplicate before any is. */
const heldChunks = 16;

interface Chunk {
  readonly firstLine: number;
  readonly lines: number;
  readonly data: Buffer;
}

/** Makes content writers for one open transaction; several may be in use at a time. */
export function contentStore(db: Database, path: string): () => ContentWriter {
  const find = db.prepare<[Buffer], number>('SELECT id FROM content WHERE hash = ?').pluck();
  const reserve = db.prepare('INSERT INTO content (hash, bytes, lines) VALUES (randomblob(32), 0, 0)');
  const complete = db.prepare('UPDATE content SET hash = ?, bytes = ?, lines = ? WHERE id = ?');
  const addChunk = db.prepare(
    'INSERT INTO content_chunk (content_id, first_line, lines, data) VALUES (?, ?, ?, ?)',
  );
  const dropChunks = db.prepare('DELETE FROM content_chunk WHERE content_id = ?');
  const drop = db.prepare('DELETE FROM content WHERE id = ?');

  return () => {
    const hash = createHash('sha256');
    let held: Chunk[] = [];
    let text: string[] = [];
    let textSize = 0;
    let lines = 0;
    let bytes = 0;
    let id: number | null = null;

    function closeChunk(): void {
      if (text.length === 0) return;
      const data = Buffer.from(`${text.join('\n')}\n`);
      hash.update(data);
      bytes += data.length;
      held.push({ firstLine: lines - text.length + 1, lines: text.length, data: zstdCompressSync(data) });
      text = [];
      textSize = 0;
      if (held.length > heldChunks) store();
    }

    function store(): number {
      id ??= Number(reserve.run().lastInsertRowid);
      for (const chunk of held) addChunk.run(id, chunk.firstLine, chunk.lines, chunk.data);
      held = [];
      return id;
    }

    function forget(): void {
      held = [];
      text = [];
      if (id === null) return;
      dropChunks.run(id);
      drop.run(id);
      id = null;
    }

    return {
      line(line) {
        text.push(line);
        textSize += line.length + 1;
        lines++;
        if (textSize >= chunkSize) withCaseErrors(path, closeChunk);
      },
      end() {
        return withCaseErrors(path, () => {
          closeChunk();
          const digest = hash.digest();
          const known = find.get(digest);
          if (known !== undefined) {
            forget();
            return known;
          }
          const stored = store();
          complete.run(digest, bytes, lines, stored);
          return stored;
        });
      },
      discard: () => withCaseErrors(path, forget),
    };
  };
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
    const found: string[] = [];
    for (const [number, text] of this.#numbered(contentId, firstLine)) {
      if (number >= firstLine + limit) break;
      found.push(text);
    }
    return found;
  }

  /** Numbers of the lines that contain `text`, case ignored. */
  *find(contentId: number, text: string): Generator<number> {
    const wanted = text.toLowerCase();
    for (const [number, line] of this.#numbered(contentId, 1)) {
      if (line.toLowerCase().includes(wanted)) yield number;
    }
  }

  *#numbered(contentId: number, firstLine: number): Generator<readonly [number, string]> {
    for (const chunk of this.#from.iterate(contentId, firstLine)) {
      const texts = zstdDecompressSync(chunk.data).toString().split('\n');
      // The last line feed ends the last line; it does not begin another one.
      for (let i = Math.max(0, firstLine - chunk.first_line); i < chunk.lines; i++) {
        yield [chunk.first_line + i, texts[i] ?? ''];
      }
    }
  }
}
