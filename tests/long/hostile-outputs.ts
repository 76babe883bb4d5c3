// Every output in tests/fixtures, and what pastes, cuts and garbage make of it.
import { Buffer } from 'node:buffer';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  commandLineFromPath,
  recogniseCommandLine,
  type RecognisedCommand,
} from '../../shared/bundle/command-line.ts';
import { fixtures } from '../shared-data.ts';
import type { Random } from './random.ts';

export interface Output {
  readonly name: string;
  readonly bytes: Buffer;
  readonly commandLine: string;
  readonly recognised: RecognisedCommand;
}

/** As fixture-outputs.ts, over all folders. */
export function outputs(): readonly Output[] {
  return readdirSync(fixtures, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => {
      const commandLine = commandLineFromPath(path.slice(fixtures.length + 1).replaceAll('\\', '/'));
      const recognised = commandLine === null ? null : recogniseCommandLine(commandLine);
      return commandLine === null || recognised === null
        ? []
        : [{ name: path.slice(fixtures.length + 1), bytes: readFileSync(path), commandLine, recognised }];
    });
}

/** Part of an output, hurt up to five times, and now and then in another encoding. */
export function hurtOutput(random: Random, all: readonly Output[], of: Buffer): Buffer {
  let bytes = part(of, random);
  for (let left = random.below(6); left > 0; left--) bytes = random.pick(hurts)(bytes, random, all);
  return random.below(8) === 0 ? random.pick(encodings)(bytes) : bytes;
}

/** At most 8 KiB, from the start or from somewhere in the middle. */
function part(bytes: Buffer, random: Random): Buffer {
  const length = 64 + random.below(8192);
  const at = random.below(2) === 0 ? 0 : random.below(bytes.length - length);
  return Buffer.from(bytes.subarray(at, at + length));
}

type Hurt = (bytes: Buffer, random: Random, all: readonly Output[]) => Buffer;

const onLines =
  (change: (lines: string[], random: Random, all: readonly Output[]) => void): Hurt =>
  (bytes, random, all) => {
    const lines = bytes.toString('latin1').split('\n');
    change(lines, random, all);
    return Buffer.from(lines.join('\n').slice(0, 64 * 1024), 'latin1');
  };

const garbage: readonly string[] = [
  '\u001b[31mred\u001b[0m',
  '\u0000',
  '\u00ff\u00fe',
  '{',
  '}',
  '[[',
  '"',
  "'",
  ',,',
  '=',
  ':',
  '(',
  ')',
  '|',
  '+--+',
  '<',
  '</',
  '&amp;',
  '-',
  '0x',
  '%',
  '::',
  '/',
  '\\',
  '99999999999999999999',
  '-1',
  '1e999',
  'NaN',
  '__proto__',
  'constructor',
  ' '.repeat(300),
  '\t\t',
  'a'.repeat(500),
  '('.repeat(200),
  '['.repeat(200),
  '\r',
  '\u0008\u0008',
];

const hurts: readonly Hurt[] = [
  function flipBytes(bytes, random) {
    for (let left = 1 + random.below(10); left > 0 && bytes.length > 0; left--)
      bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  function insertGarbage(bytes, random) {
    const at = random.below(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(random.pick(garbage), 'latin1'),
      bytes.subarray(at),
    ]);
  },
  onLines(
    (lines, random) =>
      void lines.splice(random.below(lines.length), 0, random.pick(garbage).repeat(1 + random.below(20))),
  ),
  onLines((lines, random) => void lines.splice(random.below(lines.length), 1 + random.below(4))),
  onLines((lines, random) => {
    const at = random.below(lines.length);
    lines.splice(at, 0, ...lines.slice(at, at + 1 + random.below(20)));
  }),
  onLines((lines, random) => {
    const [one, other] = [random.below(lines.length), random.below(lines.length)];
    [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  }),
  onLines((lines, random, all) => {
    const others = random.pick(all).bytes.toString('latin1', 0, 8192).split('\n');
    const at = random.below(others.length);
    lines.splice(random.below(lines.length), 0, ...others.slice(at, at + 1 + random.below(8)));
  }),
  onLines((lines, random) => {
    const at = random.below(lines.length);
    const line = lines[at] ?? '';
    // A wrapped table, or lines run together.
    if (random.below(2) === 0)
      lines.splice(at, 1, line.slice(0, line.length >> 1), line.slice(line.length >> 1));
    else lines.splice(at, 2, `${line}${lines[at + 1] ?? ''}`);
  }),
  onLines((lines, random) => {
    const at = random.below(lines.length);
    const words = (lines[at] ?? '').split(' ');
    words[random.below(words.length)] = random.pick(garbage);
    lines[at] = words.join(' ');
  }),
  (bytes) =>
    Buffer.from(
      bytes
        .toString('latin1')
        .replaceAll('\n', '\r\n')
        .slice(0, 64 * 1024),
      'latin1',
    ),
  onLines((lines) =>
    lines.forEach((line, i) => (lines[i] = `\u001b[1m${line.replaceAll(' ', '\u001b[0m ')}`)),
  ),
];

const encodings: readonly ((bytes: Buffer) => Buffer)[] = [
  (bytes) => Buffer.from(`\ufeff${bytes.toString('latin1')}`, 'utf16le'),
  (bytes) => Buffer.from(`\ufeff${bytes.toString('latin1')}`, 'utf16le').swap16(),
  (bytes) => Buffer.from(`\ufeff${bytes.toString('latin1')}`, 'utf8'),
  (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('-', '–').replaceAll("'", '’'), 'utf8'),
];
