// Which command printed a text, told by the text itself: by one line that no other command prints, or by the
// first lines together.
import type { Command } from '../commands/command.ts';
import { commands } from '../commands/registry.ts';
import { TextHead } from '../commands/text-head.ts';

/** A line that starts a known output without a prompt, or after one. */
export function sniffCommand(line: string): Command | null {
  for (const command of commands) if (startsOutput(command, line)) return command;
  return null;
}

/** Is this how `command`'s output starts, also where a paste ran its lines together? */
export function startsOutput(command: Command, line: string): boolean {
  if (command.sniff(line)) return true;
  const first = command.unfold?.(line)?.[0];
  return first !== undefined && command.sniff(first);
}

/** The command whose output these lines begin, where only several lines tell; null when none is known. `isWhole`: the text ends there. */
export function commandOfHead(lines: readonly string[], isWhole: boolean): Command | null {
  const head = new TextHead(lines, isWhole);
  for (const command of commands) if (command.opens?.(head) === true) return command;
  return null;
}
