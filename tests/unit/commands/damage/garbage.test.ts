// Every fixture with garbage at every line and inside lines: no exception, a problem at the line, and what
// was read before it is as it was.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  everyOutput,
  linesOutside,
  intactBefore,
  isFreeText,
  lostBefore,
  places,
} from '../../../damaged-output.ts';
import { readLines } from '../../../read-lines.ts';

/** No tool that is read here prints lines like these, wherever they stand. */
const garbageLines = [
  '%% no such line %%',
  '\u0000\u0001 \ufffd',
  '}{ =',
  'Killed by signal 15.',
  ') ( " , =',
];

describe.each(everyOutput)('$folder/$name', (output) => {
  const { command, context, lines } = output;
  const whole = readLines(command, lines, context);
  const wrongWith = (damaged: readonly string[], line: number): readonly unknown[] => {
    const read = readLines(command, damaged, context);
    const outside = linesOutside(read, damaged.length);
    const lost = lostBefore(whole, read, line);
    return [...outside, ...lost].map((text) => ({ line, text }));
  };

  test('a line of garbage is a problem there and changes no fact before it', () => {
    const wrong: unknown[] = [];
    for (const garbage of garbageLines) {
      for (const at of places(lines.length + 1, 60)) {
        const damaged = [...lines.slice(0, at), garbage, ...lines.slice(at)];
        const free = isFreeText(output, at);
        wrong.push(...wrongWith(damaged, free ? intactBefore(output, at + 1) : at + 1));
        const { problems } = readLines(command, damaged, context);
        if (!free && !problems.some(({ line }) => line === at + 1))
          wrong.push({ silent: garbage, at: at + 1, before: lines[at - 1] });
      }
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  test('garbage inside a line changes no fact before it', () => {
    const junk = fc.oneof(fc.string({ maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 6 }));
    const damage = fc.tuple(fc.nat(lines.length - 1), fc.nat(200), fc.nat(8), junk);
    fc.assert(
      fc.property(damage, ([at, from, length, garbage]) => {
        const line = lines[at] ?? '';
        const start = from % (line.length + 1);
        const bad = line.slice(0, start) + garbage.replaceAll('\n', ' ') + line.slice(start + length);
        expect(
          wrongWith([...lines.slice(0, at), bad, ...lines.slice(at + 1)], intactBefore(output, at + 1)),
        ).toEqual([]);
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});
