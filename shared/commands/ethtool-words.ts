// The words of an `ethtool` command line: one option says which output it is, one word which device.

/** The device of `argv` when its only option is one of `names`; null when ethtool is asked for something else. */
export function recogniseEthtool(
  argv: readonly string[],
  names: readonly string[],
): { readonly target: string } | null {
  const [tool, option, target, ...rest] = argv;
  if (tool !== 'ethtool' || option === undefined || target === undefined || rest.length > 0) return null;
  return names.includes(option) && !target.startsWith('-') ? { target } : null;
}
