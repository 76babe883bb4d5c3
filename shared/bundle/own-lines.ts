// Where an output begins that one of its later lines told: the lines above are its own too, as far as its
// command reads them.
//
//   1b0546b1-8df7-4946-a4ba-20e63375dd26      could be anything
//       Bridge br-int                         ovs-vsctl show
import type { Command, LineParser } from '../commands/command.ts';

/** What a command is read with when nothing but the output tells. */
export const unnamed = { target: null, netns: null, protocol: null } as const;

/** Lines above that are looked at. */
const furthest = 200;
/** Readings, each from below the last line that the one before did not take. */
const mostReadings = 6;

/**
 * The index in `lines` from which `command` takes them all as its own, the last included, which told the
 * command. At most the last 200 are looked at.
 */
export function ownFrom(command: Command, lines: readonly string[]): number {
  const last = lines.length - 1;
  let from = Math.max(0, last - furthest);
  for (let reading = 0; reading < mostReadings; reading++) {
    while (from < last && lines[from]?.trim() === '') from++;
    const refused = lastRefused(command, lines, from);
    if (refused === null) return from;
    from = refused + 1;
  }
  return last;
}

/** The last line between `from` and the telling one with which something is wrong; null when there is none. */
function lastRefused(command: Command, lines: readonly string[], from: number): number | null {
  const last = lines.length - 1;
  let refused: number | null = null;
  const parser: LineParser = command.parser(unnamed, {
    fact: () => undefined,
    problem(severity, line) {
      // Numbers are indices here; what is wrong with the telling line is for the reading that counts.
      if (severity !== 'repaired' && line !== null && line < last) refused = Math.max(refused ?? from, line);
    },
  });
  for (let at = from; at <= last; at++) {
    const text = lines[at] ?? '';
    for (const piece of command.unfold?.(text) ?? [text]) parser.line(piece, at);
  }
  return refused;
}
