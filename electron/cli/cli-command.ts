// What a command of the command line is, and how its words and options are read.
import { parseArgs } from 'node:util';
import { CodedError } from '../../shared/coded-error.ts';

/** `flag`: no value; `text`: one value; `list`: may be given several times. */
export type OptionType = 'flag' | 'text' | 'list';

export interface CliCommand {
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  /** One line. */
  readonly about: string;
  readonly options: Readonly<Record<string, OptionType>>;
  /** Returns the exit code; throws a CodedError for unusable input. */
  run(given: Arguments, terminal: Terminal): Promise<number>;
}

export interface Arguments {
  /** Words that are no options, in order. */
  readonly words: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | null;
  list(name: string): readonly string[];
}

/** Where a command's result and its messages go. */
export interface Terminal {
  /** Writes lines to stdout, no faster than they are taken. */
  print(lines: Iterable<string>): Promise<void>;
  /** Writes one line to stderr. */
  say(message: string): void;
  /** Shows how far something is, on stderr, in place where that is a terminal; null clears it. */
  progress(line: string | null): void;
}

/** Reads a command's words; throws 'bad-request' for options it does not have. */
export function readArguments(command: CliCommand, argv: readonly string[]): Arguments {
  const options: Record<string, { type: 'boolean' | 'string'; multiple: boolean }> = {};
  for (const [name, type] of Object.entries(command.options)) {
    options[name] = { type: type === 'flag' ? 'boolean' : 'string', multiple: type === 'list' };
  }
  const { values, positionals } = parse(argv, options);
  const valueOf = (name: string): unknown => values[name];
  return {
    words: positionals,
    flag: (name) => valueOf(name) === true,
    text: (name) => {
      const value = valueOf(name);
      return typeof value === 'string' ? value : null;
    },
    list: (name) => {
      const value = valueOf(name);
      return Array.isArray(value) ? value.map(String) : [];
    },
  };
}

/** The words of a command that takes between `least` and `most`; throws 'bad-request' with its usage. */
export function wordsBetween(
  command: CliCommand,
  given: Arguments,
  least: number,
  most: number,
): readonly string[] {
  const { words } = given;
  if (words.length >= least && words.length <= most) return words;
  throw usageError(command);
}

/** The error for a command that was not given what it needs. */
export function usageError(command: CliCommand): CodedError {
  return new CodedError('bad-request', `usage: coldtrace ${command.name} ${command.usage}`);
}

function parse(
  argv: readonly string[],
  options: Record<string, { type: 'boolean' | 'string'; multiple: boolean }>,
): { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Node's message goes on with advice on quoting, which is longer than the mistake.
    throw new CodedError('bad-request', error.message.split('. ', 1)[0] ?? error.message);
  }
}
