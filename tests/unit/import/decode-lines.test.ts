// Bytes to lines: what a recorded terminal session holds beside its text.
import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LineDecoder } from '../../../electron/engine/import/decode-lines.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { linuxOutput } from '../../linux-output.ts';

function lines(text: string): readonly string[] {
  const found: string[] = [];
  const decoder = new LineDecoder((line) => found.push(line));
  decoder.chunk(Buffer.from(text));
  decoder.end();
  return found;
}

test('what was typed and taken back is not in the command line, however many characters', () => {
  expect(lines('# brctl shwo\b\u001b[K\b\u001b[Kow\n# ip lnik\b \b\b \b\b \bink\n\b\bls\nm\bman\n')).toEqual([
    '# brctl show',
    '# ip link',
    'ls',
    'man',
  ]);
});

test('a text between NULs is read; bytes with NULs among them are no text', async () => {
  const folder = join(scratchFolder(), 'compute1');
  mkdirSync(folder);
  const nuls = '\0'.repeat(700);
  writeFileSync(join(folder, 'brctl_show.txt'), linuxOutput('brctl_show.txt') + nuls);
  writeFileSync(join(folder, 'ip_-d_link.txt'), nuls + linuxOutput('ip_-s_-d_link.txt'));
  writeFileSync(join(folder, 'ip_rule.txt'), 'a\0b\n');
  writeFileSync(join(folder, 'ip_route.txt'), nuls);
  const { rows } = await importBundles([folder]);
  expect(rows('SELECT path, state, facts FROM source ORDER BY path')).toEqual([
    { path: 'brctl_show.txt', state: 'ok', facts: 12 },
    { path: 'ip_-d_link.txt', state: 'ok', facts: 7 },
    { path: 'ip_route.txt', state: 'unreadable', facts: 0 },
    { path: 'ip_rule.txt', state: 'unreadable', facts: 0 },
  ]);
  expect(rows('SELECT DISTINCT severity, code FROM problem WHERE code NOT LIKE ?', 'binary%')).toEqual([
    { severity: 'repaired', code: 'control-characters' },
  ]);
});
