// What a member of a bundle is, by its place and name: the output of which command, or nothing that is
// read here. The manifest wins over the name, the name over the content.
import { commandLineFromPath, recogniseCommandLine, type RecognisedCommand } from './command-line.ts';
import type { Manifest, ManifestCommand } from './manifest.ts';
import { namespaceFolder } from './namespace-folder.ts';
import { normaliseCommandLine } from './normal-command-line.ts';

export interface MemberRole {
  readonly commandLine: string | null;
  readonly recognised: RecognisedCommand | null;
  /** The network namespace that the name or its folder says, for a command that only the content will tell. */
  readonly netns: string | null;
  /**
   * `output`: read by its command; `look`: its first lines decide; `transcript`: as `look`, and it may
   * hold several outputs; `list`: catalogued only.
   */
  readonly reading: 'output' | 'look' | 'transcript' | 'list';
  /** Some command printed this, so error text in it means that the command failed. */
  readonly isOutput: boolean;
  /** What the manifest or the name says of the output's end; null when nothing. */
  readonly cut: 'timed-out' | 'truncated' | null;
}

/** The longest name sos 3.0 gives a file; longer command lines were cut. */
const longestOldName = 64;

/**
 * `path` is the member's, `root` its host's folder, `aliases` the links in the bundle that lead to it.
 * `manifest` is null outside sos reports and in those before 4.0.
 */
export function memberRole(
  path: string,
  root: string,
  isSosReport: boolean,
  manifest: Manifest | null,
  aliases: readonly string[],
): MemberRole {
  const inside = root === '' ? path : path.slice(root.length + 1);
  return isSosReport ? sosRole(inside, manifest, aliases) : plainRole(path, aliases);
}

function sosRole(inside: string, manifest: Manifest | null, aliases: readonly string[]): MemberRole {
  const entry = manifest?.commands.get(inside) ?? aliasEntry(manifest, aliases);
  const tail = inside.endsWith('.tailed');
  const cut =
    entry?.returnCode === 124 ? 'timed-out' : tail || entry?.truncated === true ? 'truncated' : null;
  if (entry !== undefined) {
    const recognised = recogniseCommandLine(entry.exec);
    const reading = recognised === null ? 'list' : 'output';
    const { netns } = normaliseCommandLine(entry.exec);
    return { commandLine: entry.exec, recognised, netns, reading, isOutput: true, cut };
  }
  const isOutput = /^sos_(?:commands|strings)\//.test(inside) || !inside.includes('/');
  const named = byName([inside, ...aliases]);
  if (!isOutput && named.recognised === null)
    return { commandLine: null, recognised: null, netns: null, reading: 'list', isOutput, cut };
  if (named.recognised !== null) return { ...named, reading: 'output', isOutput, cut };
  const base = inside.slice(inside.lastIndexOf('/') + 1);
  const nameIsWhole = named.commandLine !== null && base.length < longestOldName - 4;
  const reading = nameIsWhole || !inside.startsWith('sos_commands/') ? 'list' : 'look';
  return { ...named, reading, isOutput, cut };
}

/** sos keeps the tail of a long output elsewhere and links to it from the name the manifest knows. */
function aliasEntry(manifest: Manifest | null, aliases: readonly string[]): ManifestCommand | undefined {
  if (manifest === null) return undefined;
  for (const alias of aliases) {
    const at = alias.lastIndexOf('sos_commands/');
    const entry = at < 0 ? undefined : manifest.commands.get(alias.slice(at));
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function plainRole(path: string, aliases: readonly string[]): MemberRole {
  const named = byName([path, ...aliases]);
  if (named.recognised !== null) return { ...named, reading: 'output', isOutput: true, cut: null };
  // `ovs-vsctl.txt` says too little; `ovs-ofctl_dump-ports_br-int.txt` says that it is another command.
  const words = named.commandLine === null ? [] : normaliseCommandLine(named.commandLine).argv;
  const isOther = words.length > 1;
  return { ...named, reading: isOther ? 'list' : 'transcript', isOutput: isOther, cut: null };
}

function byName(names: readonly string[]): Pick<MemberRole, 'commandLine' | 'recognised' | 'netns'> {
  let commandLine: string | null = null;
  let netns: string | null = null;
  for (const name of names) {
    const line = commandLineFromPath(name);
    netns ??=
      (line === null ? null : normaliseCommandLine(line).netns) ?? namespaceFolder(name)?.netns ?? null;
    if (line === null) continue;
    commandLine ??= line;
    const recognised = recogniseCommandLine(line);
    if (recognised !== null) return { commandLine: line, recognised, netns: recognised.context.netns };
  }
  return { commandLine, recognised: null, netns };
}
