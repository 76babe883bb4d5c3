// A gigabyte of zeros is one line. No parser or sniff may take more than its share for the length of one:
// what did would take minutes to hours here, and run out of the test's time.
import { test } from 'vitest';
import { commands } from '../../../../shared/commands/registry.ts';
import { everyOutput, places } from '../../../damaged-output.ts';
import { readLines } from '../../../read-lines.ts';

const length = 200_000;

test.each(commands.map((command) => ({ id: command.id, command })))('$id', ({ id, command }) => {
  const output = everyOutput.find((one) => one.id === id);
  const lines = output?.lines ?? [];
  const starts = places(lines.length, 2).map((at) => [lines.slice(0, at), lines[at] ?? ''] as const);
  for (const [before, line] of [[[], ''] as const, ...starts]) {
    for (const piece of [' ', '0', ':', 'a=b,', '{(', '"|']) {
      const start = line.slice(0, Math.ceil(line.length / 2));
      const long = `${start}${piece.repeat(length / piece.length)} x`;
      readLines(command, [...before.slice(-10), long], output?.context);
      command.sniff(long);
    }
  }
});
