// Where an output begins that one of its later lines told: the lines above are its own too, as far as its
// command reads them.
//
//   1b0546b1-8df7-4946-a4ba-20e63375dd26      could be anything
//       Bridge br-int                         ovs-vsctl show
import type { Command, LineParser } from '../commands/command.ts';
import { plainSpacing } from './spacing.ts';

/** What a command is read with when nothing but the output tells. */
export const unnamed = { target: null, netns: null, protocol: null } as const;

/** Lines above that are looked at. */
const furthest = 200;
/** Parts between blank lines that the output may begin with. */
const mostParts = 6;
/** Readings of the last part, each from below the last line that the one before did not take. */
const mostReadings = 6;

/**
 * The index in `lines` from which `command` takes them all as its own, the last included, which told the
 * command. At most the last 200 are looked at.
 */
export function ownFrom(command: Command, lines: readonly string[]): number {
  const last = lines.length - 1;
  const starts = partStarts(lines).slice(-mostParts);
  for (const start of starts) if (refusedFrom(command, lines, start).last === null) return start;
  let from = starts.at(-1) ?? last;
  for (let reading = 0; reading < mostReadings; reading++) {
    const refused = refusedFrom(command, lines, from);
    // Where it cannot read the telling line either (of a device that nothing names), it says nothing of the others.
    if (refused.last === null || refused.telling) return from;
    from = refused.last + 1;
  }
  return last;
}

/** Where the lines begin, as far back as is looked, and where they go on after blank ones. */
function partStarts(lines: readonly string[]): readonly number[] {
  const starts: number[] = [];
  for (let at = Math.max(0, lines.length - 1 - furthest), afterBlank = true; at < lines.length; at++) {
    const isBlank = lines[at]?.trim() === '';
    if (afterBlank && !isBlank) starts.push(at);
    afterBlank = isBlank;
  }
  return starts;
}

/** With which of the lines from `from` on something is wrong: the last above the telling one, and that one itself. */
function refusedFrom(
  command: Command,
  lines: readonly string[],
  from: number,
): { readonly last: number | null; readonly telling: boolean } {
  const end = lines.length - 1;
  let last: number | null = null;
  let telling = false;
  const parser: LineParser = command.parser(unnamed, {
    fact: () => undefined,
    problem(severity, line) {
      // Numbers are indices here.
      if (severity === 'repaired' || line === null) return;
      if (line < end) last = Math.max(last ?? from, line);
      else telling = true;
    },
  });
  for (let at = from; at <= end; at++) {
    const text = plainSpacing(lines[at] ?? '', command);
    for (const piece of command.unfold?.(text) ?? [text]) parser.line(piece, at);
  }
  return { last, telling };
}
