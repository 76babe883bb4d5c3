// Bytes to lines: what a recorded terminal session holds beside its text.
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { LineDecoder } from '../../../electron/engine/import/decode-lines.ts';

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
