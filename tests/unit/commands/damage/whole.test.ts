// Every fixture as it is, and in every way in which the same text may arrive: chunks of one byte to a few,
// lines that end in CR LF, colours of a terminal.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factKey } from '../../../../electron/engine/case-file/fact-names.ts';
import { everyOutput, linesOutside, readBytes } from '../../../damaged-output.ts';
import { readLines } from '../../../read-lines.ts';

describe.each(everyOutput)('$folder/$name', (output) => {
  const { command, context, lines } = output;
  const whole = readLines(command, lines, context);
  const text = `${lines.join('\n')}\n`;

  test('gives facts with their lines and keys, and no problem', () => {
    expect(whole.problems).toEqual([]);
    expect(whole.facts.length).toBeGreaterThan(0);
    expect(linesOutside(whole, lines.length)).toEqual([]);
    for (const { kind, data, firstLine } of whole.facts) {
      expect(command.facts).toContain(kind);
      // A rule of nft may be without a verdict, which is what its line is known by.
      if (kind !== 'nft-rule') expect(factKey(kind, data)).not.toBe('');
      expect(lines[firstLine - 1]?.trim()).not.toBe('');
    }
  });

  test('in chunks of one byte to a few', () => {
    expect(readBytes(output, text, [1])).toMatchObject({ facts: whole.facts, problems: [] });
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(sizes, (some) => {
        expect(readBytes(output, text, some).facts).toEqual(whole.facts);
      }),
      { numRuns: 3, seed: 3 },
    );
  });

  test('with CR LF and without an end of the last line', () => {
    const windows = readBytes(output, text.replaceAll('\n', '\r\n'), [4096]);
    expect(windows).toMatchObject({ facts: whole.facts, problems: [] });
    expect(readBytes(output, text.slice(0, -1), [4096])).toMatchObject({ facts: whole.facts, problems: [] });
  });

  test('with colours', () => {
    const colours = ['\u001b[0m', '\u001b[1;31m', '\u001b[38;5;208m', '\u001b[01;36m\u001b[K', '\u001b[m'];
    const places = fc.array(fc.tuple(fc.nat(text.length), fc.constantFrom(...colours)), { maxLength: 40 });
    fc.assert(
      fc.property(places, (some) => {
        let coloured = '';
        let from = 0;
        for (const [at, colour] of [...some].sort(([a], [b]) => a - b)) {
          coloured += text.slice(from, at) + colour;
          from = at;
        }
        const { facts, problems } = readBytes(output, coloured + text.slice(from), [4096]);
        expect({ facts, problems }).toEqual({ facts: whole.facts, problems: [] });
      }),
      { numRuns: 5, seed: 3 },
    );
  });
});
