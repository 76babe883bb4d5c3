// The words of an `ethtool` command line: one option says which output it is, one word which device.
// The output itself does not say that.
import type { CommandContext, Sink } from '../command.ts';

/** The device of `argv` when its only option is one of `names`; null when ethtool is asked for something else. */
export function recogniseEthtool(
  argv: readonly string[],
  names: readonly string[],
): { readonly target: string } | null {
  const [tool, option, target, ...rest] = argv;
  if (tool !== 'ethtool' || option === undefined || target === undefined || rest.length > 0) return null;
  return names.includes(option) && !target.startsWith('-') ? { target } : null;
}

/** The device that an output of `title` is of; null, with a problem on `line`, when its command line is not known. */
export function deviceOf(context: CommandContext, sink: Sink, title: string, line: number): string | null {
  if (context.target === null)
    sink.problem('warning', line, 'device-unknown', `${title} does not print which device it is of`);
  return context.target;
}
