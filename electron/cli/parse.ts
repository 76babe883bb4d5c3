// coldtrace parse: one command's output alone, read as an import would read it. No case is needed.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { recogniseCommandLine } from '../../shared/bundle/command-line.ts';
import type { RecognisedCommand } from '../../shared/bundle/command-line.ts';
import { commands } from '../../shared/commands/registry.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { LineDecoder } from '../engine/import/decode-lines.ts';
import { ownHost, type SourceLog } from '../engine/import/member-log.ts';
import { OutputSource } from '../engine/import/output-source.ts';
import type { CliCommand, Terminal } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';

export const parseCommand: CliCommand = {
  name: 'parse',
  usage: 'COMMAND [FILE|-]',
  about: "read one output, COMMAND as it was typed ('ovs-ofctl dump-flows br-int'); JSON lines",
  options: { json: 'flag' },
  async run(given, terminal) {
    const [commandLine = '', file = '-'] = wordsBetween(this, given, 1, 2);
    const recognised = commandNamed(commandLine);
    const input = file === '-' ? process.stdin : createReadStream(file);
    await parseInto(terminal, recognised, commandLine, input, file);
    return 0;
  },
};

/** The command a person means: as typed, or by the id that `sources` shows. */
function commandNamed(text: string): RecognisedCommand {
  const recognised = recogniseCommandLine(text);
  if (recognised !== null) return recognised;
  const command = commands.find(({ id, title }) => id === text || title === text);
  if (command !== undefined) return { command, context: { target: null, netns: null, protocol: null } };
  throw new CodedError(
    'bad-request',
    `Coldtrace does not read the output of ${JSON.stringify(text)}; it reads ${commands.map(({ title }) => title).join(', ')}.`,
  );
}

async function parseInto(
  terminal: Terminal,
  recognised: RecognisedCommand,
  commandLine: string,
  input: Readable,
  file: string,
): Promise<void> {
  let ready: string[] = [];
  const log: SourceLog = {
    fact(kind, data, firstLine, lastLine) {
      const evidence = [{ host: '', source: file, firstLine, lastLine }];
      ready.push(JSON.stringify({ kind, ...data, evidence }));
    },
    problem: (problem) => void ready.push(JSON.stringify({ problem })),
    finish: () => undefined,
  };
  const source = new OutputSource({ source: () => log }, ownHost, commandLine, recognised);
  const decoder = new LineDecoder((text, number) => source.pastedLine(text, number));
  const flush = async (): Promise<void> => {
    const lines = ready;
    ready = [];
    await terminal.print(lines);
  };
  try {
    for await (const chunk of input) {
      decoder.chunk(chunk as Uint8Array);
      await flush();
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    throw new CodedError('not-found', `${file} cannot be read: ${code}.`);
  }
  decoder.end();
  source.end({ bytes: 0, firstLine: 1, lastLine: decoder.lines, isKept: false, cut: null, said: null });
  await flush();
}
