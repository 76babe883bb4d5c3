import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { ContentReader, contentStore } from '../../../electron/engine/case-file/content.ts';
import { ContentEncoder } from '../../../electron/engine/case-file/encode-content.ts';
import { applyMigration, migrations } from '../../../electron/engine/case-file/migrations/list.ts';
import { writeText } from './new-case.ts';

function store() {
  const db = new Database(':memory:');
  for (const migration of migrations) applyMigration(db, migration);
  return { db, newContent: contentStore(db, ':memory:'), reader: new ContentReader(db) };
}

/** 120,000 lines of about 60 characters: some hundred chunks, more than are held back. */
const lines = Array.from(
  { length: 120_000 },
  (_, i) => ` cookie=0x0, table=${i % 70}, n_packets=${i}, priority=1,in_port=${i} actions=drop`,
);

test('any range of a long text comes back as it was written', () => {
  const { db, newContent, reader } = store();
  const id = writeText(newContent(), lines);
  expect(reader.totalLines(id)).toBe(120_000);
  expect(reader.lines(id, 1, 200_000)).toEqual(lines);
  for (const [first, limit] of [
    [1, 1],
    [857, 3],
    [59_999, 2_000],
    [120_000, 10],
  ] as const) {
    expect(reader.lines(id, first, limit)).toEqual(lines.slice(first - 1, first - 1 + limit));
  }
  expect(reader.lines(id, 120_001, 10)).toEqual([]);
  const chunks = db.prepare<[], { n: number; largest: number }>(
    'SELECT count(*) AS n, max(lines) AS largest FROM content_chunk',
  );
  expect(chunks.get()?.n).toBeGreaterThan(50);
  expect(chunks.get()?.largest).toBeLessThan(2_400);
});

test('equal texts are stored once, long or short', () => {
  const { db, newContent } = store();
  const write = (text: readonly string[]): number => writeText(newContent(), text);
  const long = write(lines);
  const short = write(['one line']);
  const none = write([]);
  expect(new Set([long, short, none]).size).toBe(3);
  expect([write(lines), write(['one line']), write([])]).toEqual([long, short, none]);
  expect(db.prepare('SELECT count(*) FROM content').pluck().get()).toBe(3);
  expect(write(['one', 'line'])).not.toBe(short);
});

test('a discarded text leaves nothing behind', () => {
  const { db, newContent } = store();
  const content = newContent();
  const encoder = new ContentEncoder((chunk) => content.chunk(chunk));
  for (const line of lines) encoder.line(line);
  content.discard();
  expect(db.prepare('SELECT count(*) FROM content').pluck().get()).toBe(0);
  expect(db.prepare('SELECT count(*) FROM content_chunk').pluck().get()).toBe(0);
});

test('finding ignores case and keeps what is not ASCII', () => {
  const { newContent, reader } = store();
  const id = writeText(newContent(), ['Bridge br-int', '', '网桥 BR-TUN', 'bridge']);
  expect(reader.lines(id, 1, 10)).toEqual(['Bridge br-int', '', '网桥 BR-TUN', 'bridge']);
  expect([...reader.find(id, 'br-')]).toEqual([1, 3]);
  expect([...reader.find(id, '网桥')]).toEqual([3]);
});

test('the interface gets the beginning of a line of megabytes, and how long it is', () => {
  const { newContent, reader } = store();
  const long = 'x'.repeat(1_000_000);
  const id = writeText(newContent(), ['short', long, 'y'.repeat(4000)]);
  expect(reader.shownLines(id, 1, 3)).toEqual([
    'short',
    `${'x'.repeat(4000)}…[4000/1000000]`,
    'y'.repeat(4000),
  ]);
  expect(reader.lines(id, 2, 1)).toEqual([long]);
});

test('chunks that were encoded in another thread are the same text', () => {
  const { newContent, reader } = store();
  const written = newContent();
  const encoder = new ContentEncoder((chunk) => written.chunk(structuredClone(chunk)));
  for (const line of lines) encoder.line(line);
  const id = written.end(structuredClone(encoder.end()));
  expect(reader.lines(id, 1, 200_000)).toEqual(lines);
  expect(writeText(newContent(), lines)).toBe(id);
});
