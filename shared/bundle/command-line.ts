// From a command line, as typed, as a manifest gives it or as a file name keeps it, to the command
// that reads its output.
import type { Command, CommandContext } from '../commands/command.ts';
import { commands } from '../commands/registry.ts';
import { undoFileName, undoPath } from './file-name.ts';
import { normaliseCommandLine, outputAfter } from './normal-command-line.ts';
import { namespaceFolder } from './namespace-folder.ts';
import { knownPrograms } from './programs.ts';

export interface RecognisedCommand {
  readonly command: Command;
  readonly context: CommandContext;
}

/**
 * For each known program, the commands that its name does not rule out. A name rules a command out when the
 * command says no without having looked at anything else.
 */
const commandsOf: ReadonlyMap<string, readonly Command[]> = new Map(
  knownPrograms.map((program) => [program, commands.filter((command) => !isRuledOut(command, program))]),
);

function isRuledOut(command: Command, program: string): boolean {
  let looksFurther = false;
  const argv = new Proxy([program], {
    get(words, key) {
      if (key !== '0') looksFurther = true;
      return Reflect.get(words, key) as unknown;
    },
  });
  return command.recognise(argv) === null && !looksFurther;
}

/** The command that reads this command line's output, with what the arguments say; null when there is none here. */
export function recogniseCommandLine(commandLine: string): RecognisedCommand | null {
  const { argv, netns, filters } = normaliseCommandLine(commandLine);
  if (argv.length === 0 || outputAfter(filters) === 'other') return null;
  return recogniseArgv(argv, netns);
}

/** As `recogniseCommandLine`, for words that are already bare. */
function recogniseArgv(argv: readonly string[], netns: string | null): RecognisedCommand | null {
  for (const command of commandsOf.get(argv[0] ?? '') ?? commands) {
    const said = command.recognise(argv);
    if (said !== null) {
      return {
        command,
        context: { target: said.target ?? null, netns, protocol: said.protocol ?? null, argv },
      };
    }
  }
  return null;
}

/** The same command, run in `netns` where its own line names no namespace. */
export function inNamespace(recognised: RecognisedCommand, netns: string | null): RecognisedCommand {
  const { command, context } = recognised;
  return context.netns !== null || netns === null ? recognised : { command, context: { ...context, netns } };
}

const isOurs = (commandLine: string): boolean => recogniseCommandLine(commandLine) !== null;
const isOurFile = (file: string): boolean => recogniseArgv(['cat', file], null) !== null;

/**
 * The command line that a file's name keeps (`ip_-s_-d_link`, `ovs-vsctl show.txt`), or null when the
 * name is not a command's. `name` may be a path; only its last part counts.
 */
export function commandLineFromFileName(name: string): string | null {
  return undoFileName(name, isOurs);
}

/**
 * As `commandLineFromFileName`, with libvirt's own files, which hold what `virsh dumpxml` prints, and with the
 * namespace of the folder that a file is in: `namespaces/qrouter-1/ip_addr.txt`.
 */
export function commandLineFromPath(path: string): string | null {
  const line = undoPath(path, isOurs, isOurFile);
  const folder = line === null ? null : namespaceFolder(path);
  if (line === null || folder === null || line.startsWith('cat /')) return line;
  return normaliseCommandLine(line).netns === null ? `ip netns exec ${folder.netns} ${line}` : line;
}
