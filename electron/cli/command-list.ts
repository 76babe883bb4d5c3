// Every command of the command line, in the order in which `help` shows them.
import type { CliCommand } from './cli-command.ts';
import { diffCommand } from './diff.ts';
import { factsCommand } from './facts.ts';
import { flowsCommand } from './flows.ts';
import { importCommand } from './import.ts';
import { parseCommand } from './parse.ts';
import { pathCommand } from './path.ts';
import { serveCommand } from './serve.ts';
import { showCommand } from './show.ts';
import { snapshotsCommand } from './snapshots.ts';
import { sourcesCommand } from './sources.ts';

export const cliCommands: readonly CliCommand[] = [
  importCommand,
  snapshotsCommand,
  sourcesCommand,
  showCommand,
  factsCommand,
  parseCommand,
  flowsCommand,
  pathCommand,
  diffCommand,
  serveCommand,
];

/** `coldtrace help`. */
export function helpLines(): readonly string[] {
  return [
    'usage: coldtrace COMMAND …',
    '',
    ...cliCommands.flatMap(({ name, usage, about }) => [`  ${name} ${usage}`, `      ${about}`]),
    '',
    'A snapshot S is named by its id, by its host, or as host@label.',
    'Exit code 0: done; 1: there are differences; 2: unusable input or arguments.',
  ];
}
