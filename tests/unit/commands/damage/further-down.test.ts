// In a terminal's transcript an output begins anywhere: whatever is said of a cut one is said of its own lines.
import { expect, test } from 'vitest';
import type { FactKind } from '../../../../shared/facts.ts';
import { everyOutput, places } from '../../../damaged-output.ts';

const above = 1000;

test('an output that begins further down, cut anywhere: no fact and no problem of the lines above it', () => {
  const wrong: string[] = [];
  for (const { folder, name, command, context, lines } of everyOutput) {
    for (const end of places(lines.length + 1, 12)) {
      const say = (what: string, first: number, last: number): void => {
        if (first <= above || last > above + end || first > last)
          wrong.push(
            `${folder}/${name} cut after ${String(end)} lines: ${what} of ${String(first)} to ${String(last)}`,
          );
      };
      const parser = command.parser(context, {
        fact: (kind: FactKind, _data, first, last) => {
          say(kind, first, last);
        },
        problem: (_severity, line, code) => {
          if (line !== null) say(code, line, line);
        },
      });
      lines.slice(0, end).forEach((line, at) => {
        for (const piece of command.unfold?.(line) ?? [line]) parser.line(piece, above + at + 1);
      });
      parser.end();
    }
  }
  expect(wrong).toEqual([]);
});
