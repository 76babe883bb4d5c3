// The engine without an interface: `coldtrace COMMAND …`. What the commands are and print is in
// docs/cli.md; exit codes are 0 (done), 1 (differences), 2 (unusable input or arguments).
import { appFolders } from '../app-folders.ts';
import { apiErrorOf } from '../engine/api-errors.ts';
import type { Terminal } from './cli-command.ts';
import { readArguments } from './cli-command.ts';
import { findCommand, helpLines } from './command-list.ts';
import { processTerminal } from './terminal.ts';

const terminal = processTerminal();
process.exitCode = await run(process.argv.slice(2), terminal);

async function run([name, ...argv]: readonly string[], terminal: Terminal): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await terminal.print(await helpLines());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    await terminal.print([appFolders.version]);
    return 0;
  }
  const command = await findCommand(name);
  if (command === null) {
    terminal.say(`coldtrace: ${name} is not a command; \`coldtrace help\` lists them`);
    return 2;
  }
  try {
    if (argv.includes('--help')) {
      await terminal.print([`usage: coldtrace ${command.name} ${command.usage}`, command.about]);
      return 0;
    }
    return await command.run(readArguments(command, argv), terminal);
  } catch (error) {
    const { message, next } = apiErrorOf(error);
    terminal.say(`coldtrace: ${message}${next === null ? '' : ` ${next}`}`);
    return 2;
  }
}
