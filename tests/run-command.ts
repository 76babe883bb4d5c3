// Runs a command of the command line in this process, for tests that call one hundreds of times.
import { readArguments, type CliCommand } from '../electron/cli/cli-command.ts';

export interface CommandResult {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** `words` is what follows the command's name. What the command throws is thrown. */
export async function runCommand(command: CliCommand, ...words: readonly string[]): Promise<CommandResult> {
  const [out, err] = [[] as string[], [] as string[]];
  const code = await command.run(readArguments(command, words), {
    print: async (lines) => void out.push(...lines),
    say: (message) => void err.push(message),
    progress: () => undefined,
  });
  return { code, out, err };
}
