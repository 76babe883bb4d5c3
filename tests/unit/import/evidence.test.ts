// The check that runs after every import of a test finds what it is for.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { checkCase } from '../../check-case.ts';
import { checkEvidence } from '../../check-evidence.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { fixtures } from '../../shared-data.ts';

const transcript = join(fixtures, 'article', 'transcript.txt');

async function spoiled(sql: string): Promise<string> {
  const { casePath } = await importBundles([transcript]);
  const copy = join(scratchFolder(), 'spoiled.coldtrace');
  copyFileSync(casePath, copy);
  const db = new Database(copy);
  db.exec(sql);
  db.close();
  return copy;
}

test('a fact with a neighbour’s lines is found', async () => {
  const path = await spoiled(
    "UPDATE fact SET first_line = first_line + 1, last_line = last_line + 1 WHERE kind = 'bridge-port'",
  );
  expect(checkEvidence(path).length).toBeGreaterThan(0);
});

test('a line that nobody read and nobody set aside is found', async () => {
  const path = await spoiled('UPDATE source SET lines_read = lines_read - 1 WHERE id = 1');
  expect(checkCase(path)).toEqual([
    expect.stringContaining('not those read and set aside: transcript.txt 110 99 10'),
  ]);
});

test('lines of a transcript: prompts are set aside, outputs are read', async () => {
  const { rows } = await importBundles([transcript]);
  const [sum] = rows('SELECT sum(lines_read) AS taken, sum(lines_aside) AS aside FROM source');
  const prompts = rows('SELECT count(*) AS n FROM source');
  const [{ lines } = { lines: 0 }] = rows('SELECT lines FROM content');
  expect(Number(sum?.['taken']) + Number(sum?.['aside'])).toBe(lines);
  expect(sum?.['aside']).toBe(prompts[0]?.['n']);
});
