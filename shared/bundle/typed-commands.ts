// What stands on a prompt's line besides one command: further commands, or the beginning of the output.
//
//   date; ovs-vsctl show; brctl show
//   ovs-ofctl dump-flows br-intNXST_FLOW reply (xid=0x4):
import { commands } from '../commands/registry.ts';
import { recogniseCommandLine, type RecognisedCommand } from './command-line.ts';
import { commandsOf } from './command-loop.ts';
import { startsOutput } from './content.ts';

/** A command that was typed after others on one line, whose output is still to come. */
export interface Later {
  readonly commandLine: string;
  readonly recognised: RecognisedCommand;
}

/** `date; ovs-vsctl show; brctl show`: those after the one whose output is taken to come first. */
export function laterCommands(commandLine: string, first: RecognisedCommand | null): readonly Later[] {
  const parts = commandsOf(commandLine);
  if (parts.length === 1 && parts[0] === commandLine.trim()) return [];
  const later = parts.flatMap((part): Later[] => {
    const recognised = recogniseCommandLine(part);
    return recognised === null ? [] : [{ commandLine: part, recognised }];
  });
  return first === null ? later : later.slice(1);
}

/**
 * `ovs-ofctl dump-flows br-intNXST_FLOW reply (xid=0x4):` → the command line and its output's first line,
 * where the rest of the line is how that very command's output starts.
 */
export function splitGlued(typed: string): { readonly commandLine: string; readonly output: string } | null {
  for (let at = 3; at < Math.min(typed.length, 400); at++) {
    const output = typed.slice(at);
    const command = commands.find((candidate) => startsOutput(candidate, output));
    if (command === undefined) continue;
    const commandLine = typed.slice(0, at).trim();
    if (recogniseCommandLine(commandLine)?.command === command) return { commandLine, output };
  }
  return null;
}
