// Every fixture cut after each line and inside each line: what was read before the cut is as it was.
import { expect, test } from 'vitest';
import {
  everyOutput,
  mayBeUnfinished,
  linesOutside,
  lostBefore,
  intactBefore,
  places,
} from '../../../damaged-output.ts';
import { readLines } from '../../../read-lines.ts';

test.each(everyOutput)('$folder/$name', (output) => {
  const { command, context, lines } = output;
  const whole = readLines(command, lines, context);
  const wrong: unknown[] = [];
  const check = (cut: readonly string[], line: number): void => {
    const read = readLines(command, cut, context);
    const found = {
      outside: linesOutside(read, cut.length),
      lost: lostBefore(whole, read, line),
    };
    if (found.outside.length > 0 || found.lost.length > 0) wrong.push({ cut: cut.slice(-2), ...found });
  };
  for (const at of places(lines.length, 120)) {
    const before = lines.slice(0, at);
    const line = lines[at] ?? '';
    check(before, mayBeUnfinished(output) ? intactBefore(output, at + 1) : at + 1);
    for (const length of new Set([
      1,
      Math.floor(line.length / 3),
      Math.floor(line.length / 2),
      line.length - 1,
    ]))
      if (length > 0) check([...before, line.slice(0, length)], intactBefore(output, at + 1));
  }
  expect(wrong.slice(0, 3)).toEqual([]);
});
