// A record of an OVSDB file, redacted, has the length and the sum of what it is now; a damaged one keeps what it had.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { RedactedLines } from '../../../electron/engine/redact/record-sums.ts';

function header(record: string): string {
  const sum = createHash('sha1').update(`${record}\n`).digest('hex');
  return `OVSDB JSON ${Buffer.byteLength(record) + 1} ${sum}`;
}

test('lengths and sums follow the text', () => {
  const sound =
    '{"_date":1795406726998,"_is_diff":true,"_comment":"ovs-vsctl add-port br-int tap1 of compute1 in Zürich"}';
  const damaged = '{"_comment":"compute1"';
  const lines = [header(sound), sound, header(`${damaged}}`), damaged, 'compute1', header(sound)];
  const made: string[] = [];
  const redacted = new RedactedLines(
    (line) => line.replaceAll('compute1', 'host01'),
    (line) => made.push(line),
  );
  for (const line of lines) redacted.line(line);
  redacted.end();
  const other = sound.replace('compute1', 'host01');
  expect(made).toEqual([
    ...[header(other), other],
    ...[header(`${damaged}}`), damaged.replace('compute1', 'host01')],
    ...['host01', header(sound)],
  ]);
});
