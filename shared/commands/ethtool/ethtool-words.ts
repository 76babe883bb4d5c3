// The words of an `ethtool` command line (one option says which output it is, one word which device), and
// the lines that any ethtool output may have between its own.
import type { CommandContext, Sink } from '../command.ts';

/**
 * The device of `argv` when its only option is one of `names`; null when ethtool is asked for something
 * else. Without names, the device of a command line that has no option at all.
 */
export function recogniseEthtool(
  argv: readonly string[],
  names: readonly string[],
): { readonly target: string } | null {
  if (argv[0] !== 'ethtool') return null;
  const [, ...words] = argv;
  const [option, target, ...rest] = names.length === 0 ? ['', ...words] : words;
  if (option === undefined || target === undefined || rest.length > 0) return null;
  return (names.length === 0 || names.includes(option)) && !target.startsWith('-') ? { target } : null;
}

/** The device that an output of `title` is of; null, with a problem on `line`, when its command line is not known. */
export function deviceOf(context: CommandContext, sink: Sink, title: string, line: number): string | null {
  if (context.target === null)
    sink.problem('warning', line, 'device-unknown', `${title} does not print which device it is of`);
  return context.target;
}

/** What ethtool says, one line each, of settings that the device's driver does not have (perror(3) in ethtool.c). */
const refusal =
  /^(?:Cannot get .{1,80}|netlink error: .{1,80}|No data available|: [A-Z][a-z]+ .{1,60}|No .{1,30} (?:available|supported))$/;

/**
 * True for a line in which ethtool says that the device lacks something. A virtual device lacks much, the
 * rest of the output is good, and what is missing shows by itself. `Cannot get device channel parameters`
 * ends on the next line, with `: Operation not supported`.
 */
export function isRefusal(text: string): boolean {
  return refusal.test(text.trim());
}
