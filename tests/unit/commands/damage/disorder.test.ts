// Lines in any order, the output of another command, any text at all: no exception, and lines that exist.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factKey } from '../../../../electron/engine/case-file/fact-names.ts';
import { commands } from '../../../../shared/commands/registry.ts';
import { everyOutput, linesOutside } from '../../../damaged-output.ts';
import { readLines } from '../../../read-lines.ts';

/** What text holds that confuses readers of text. */
const pieces = [
  '<interface>', '</interface>', '<domain type="x">', '<!--', '-->', '<![CDATA[', '&', '|', '+--+', '| a | b |', '{', '}',
  '"a": [', ']', '\\', '1: a: <UP> mtu 1 ', 'link/ether ', ': 1', '\t', ' ', '    ', '__proto__', 'constructor', 'toString',
  '@', 'inet 1.2.3.4/8', '\ud800', '\u{1f600}', "'", '"', '#', '- ', ',', '=', '0', '1.2', '2026-11-22 10:00:00.123 ',
  'Z|1|a|WARN|', 'ii  ', 'Settings for ', 'table ', 'uuid',
]; // prettier-ignore

describe.each(everyOutput)('$folder/$name', ({ command, context, lines }) => {
  test('lines in any order, repeated, cut and mixed with strings', () => {
    const line = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...lines) },
      fc.tuple(fc.constantFrom(...lines), fc.nat(200)).map(([text, length]) => text.slice(0, length)),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (damaged) => {
        const read = readLines(command, damaged, context);
        expect(linesOutside(read, damaged.length)).toEqual([]);
        for (const { kind, data } of read.facts) factKey(kind, data);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  test('under the name of every other command', () => {
    const some = lines.slice(0, 80);
    const wrong = commands.flatMap((other) => {
      if (other === command) return [];
      const read = readLines(other, some, context);
      for (const { kind, data } of read.facts) factKey(kind, data);
      return linesOutside(read, some.length).map((text) => `${other.id}: ${text}`);
    });
    expect(wrong).toEqual([]);
  });
});

describe.each(commands.map((command) => ({ id: command.id, command })))('$id', ({ command }) => {
  test('any text at all', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...pieces)).map((some) => some.join('')),
      fc.array(fc.constantFrom(...pieces)).map((some) => some.join(' ')),
    );
    const target = fc.option(fc.string());
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), target, (lines, about) => {
        expect(linesOutside(readLines(command, lines, { target: about }), lines.length)).toEqual([]);
        for (const line of lines) {
          command.sniff(line);
          command.unfold?.(line);
        }
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test('any words as a command line', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 6 }), (argv) => {
        command.recognise(argv);
        command.recognise(['cat', ...argv]);
        command.recognise([...command.title.split(' '), ...argv]);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
