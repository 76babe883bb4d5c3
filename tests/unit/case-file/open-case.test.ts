import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations } from '../../../electron/engine/case-file/migrations/list.ts';
import { closeCase, openCase } from '../../../electron/engine/case-file/open-case.ts';
import { checkCase } from '../../check-case.ts';
import { casePath, transcriptCase } from './new-case.ts';

const coded = (code: string): unknown => expect.objectContaining({ name: 'CodedError', code });

test('a missing case is made only when that is wanted', () => {
  const path = casePath();
  expect(() => openCase(path, { create: false })).toThrow(coded('not-found'));
  expect(existsSync(path)).toBe(false);
  closeCase(openCase(path, { create: true }).db);
  expect(checkCase(path)).toEqual([]);
});

test('what is not a case says so and stays as it is', () => {
  const path = casePath();
  writeFileSync(path, 'Bridge br-int\n'.repeat(100));
  expect(() => openCase(path, { create: true })).toThrow(coded('not-a-case'));

  const other = join(dirname(path), 'other.db');
  const db = new Database(other);
  db.exec('CREATE TABLE t (a)');
  db.close();
  expect(() => openCase(other, { create: true })).toThrow(coded('not-a-case'));
  expect(() => openCase(dirname(path), { create: true })).toThrow(coded('not-a-case'));
  expect(readdirSync(dirname(path)).sort()).toEqual(['other.db', 'test.coldtrace']);
});

test('a newer case is refused and not touched', () => {
  const path = transcriptCase();
  const db = new Database(path);
  db.pragma(`user_version = ${migrations.length + 1}`);
  db.close();
  expect(() => openCase(path, { create: false })).toThrow(coded('newer-case'));
  const after = new Database(path);
  expect(after.pragma('user_version', { simple: true })).toBe(migrations.length + 1);
  after.close();
});

test('an older case is migrated after a copy beside it', () => {
  const path = transcriptCase();
  const next = [...migrations, 'ALTER TABLE snapshot ADD COLUMN colour TEXT'];
  const { db } = openCase(path, { create: false, migrations: next });
  expect(db.pragma('user_version', { simple: true })).toBe(next.length);
  expect(db.prepare('SELECT host, colour FROM snapshot').all()).toEqual([{ host: 'compute1', colour: null }]);
  closeCase(db);
  expect(readdirSync(dirname(path)).sort()).toEqual([
    'test.coldtrace',
    `test.coldtrace.v${migrations.length}`,
  ]);
  expect(checkCase(`${path}.v${migrations.length}`)).toEqual([]);
});

test('a migration that fails leaves the old case', () => {
  const path = transcriptCase();
  const next = [...migrations, 'ALTER TABLE snapshot ADD COLUMN colour TEXT; SELECT * FROM nowhere'];
  expect(() => openCase(path, { create: false, migrations: next })).toThrow();
  expect(checkCase(path)).toEqual([]);
});

test('a folder that is not there is told as such', () => {
  expect(() => openCase(join(dirname(casePath()), 'no', 'such', 'x.coldtrace'), { create: true })).toThrow(
    coded('cannot-write'),
  );
});

test('a case that cannot be written to opens read-only', async () => {
  const path = transcriptCase();
  chmodSync(path, 0o444);
  chmodSync(dirname(path), 0o755);
  const openCaseFile = join(import.meta.dirname, '../../../electron/engine/case-file/open-case.ts');
  const said = await run(
    `import { openCase, closeCase } from ${JSON.stringify(openCaseFile)};
     const { db, readOnly } = openCase(${JSON.stringify(path)}, { create: false });
     console.log(readOnly, db.prepare('SELECT host FROM snapshot').pluck().get());
     closeCase(db);`,
  );
  expect(said).toBe('true compute1\n');
});

/** Runs a module as a user who is not root, for whom file permissions count. */
async function run(module: string): Promise<string> {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = spawn(process.execPath, ['--input-type=module', '--eval', module], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await new Promise((resolve) => child.once('close', resolve));
  return said;
}

test('an import that is killed leaves the case as it was', async () => {
  const path = transcriptCase();
  const folder = join(dirname(path), 'script');
  mkdirSync(folder);
  const script = join(folder, 'half-an-import.ts');
  const writer = join(import.meta.dirname, '../../../electron/engine/case-file/writer.ts');
  const encoder = join(import.meta.dirname, '../../../electron/engine/case-file/encode-content.ts');
  writeFileSync(
    script,
    `import { openImportWriter } from ${JSON.stringify(writer)};
     import { ContentEncoder } from ${JSON.stringify(encoder)};
     const writer = openImportWriter(${JSON.stringify(path)});
     const content = writer.content();
     const encoder = new ContentEncoder((chunk) => content.chunk(chunk));
     for (let i = 0; i < 2_000_000; i++) encoder.line('line ' + i * 7919 + ' ' + i);
     content.end(encoder.end());
     process.stdout.write('written');
     setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  expect(existsSync(`${path}-wal`)).toBe(true);
  const { db } = openCase(path, { create: false });
  expect(db.prepare('SELECT host, label FROM snapshot').all()).toEqual([
    { host: 'compute1', label: 'before' },
  ]);
  expect(db.prepare('SELECT count(*) FROM content').pluck().get()).toBe(1);
  closeCase(db);
  expect(readdirSync(dirname(path)).sort()).toEqual(['script', 'test.coldtrace']);
  expect(checkCase(path)).toEqual([]);
});
