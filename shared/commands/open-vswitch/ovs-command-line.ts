// The command lines of the Open vSwitch tools, as ovs-vsctl(8), ovs-ofctl(8) and ovs-appctl(8) define them.
import { splitWords } from '../words.ts';

export interface OvsCommandLine {
  /** The sub-command and what follows it. */
  readonly words: readonly string[];
  readonly options: ReadonlyMap<string, string | null>;
}

const ofctlValues: ReadonlySet<string> = new Set(
  '-O --protocols -t --timeout -F --flow-format -P --packet-in-format -p --private-key -c --certificate -C --ca-cert --unixctl'.split(
    ' ',
  ),
);
const appctlValues: ReadonlySet<string> = new Set('-t --target -T --timeout'.split(' '));
const dpctlValues: ReadonlySet<string> = new Set('-t --timeout'.split(' '));
const vsctlValues: ReadonlySet<string> = new Set(
  '-t --timeout --db -f --format -d --data --columns -p --private-key -c --certificate -C --ca-cert -u --unixctl'.split(
    ' ',
  ),
);

/** `ovs-ofctl [-O VERSION] COMMAND SWITCH …`: what the descriptors of its outputs need; null when it is another command. */
export function ofctlCommand(
  argv: readonly string[],
  command: string,
): { readonly target?: string; readonly protocol?: string } | null {
  const line = ovsCommandLine(argv, 'ovs-ofctl', ofctlValues);
  if (line === null || line.words[0] !== command) return null;
  const target = line.words[1];
  const protocol =
    line.options.get('-O') ?? line.options.get('--protocols') ?? attachedProtocol(line.options);
  return {
    ...(target === undefined ? {} : { target: bridgeOfSwitch(target) }),
    ...(protocol === null ? {} : { protocol }),
  };
}

/** The sub-command of `ovs-ofctl` and what follows it; null when another tool is run. */
export function ofctlWords(argv: readonly string[]): readonly string[] | null {
  return ovsCommandLine(argv, 'ovs-ofctl', ofctlValues)?.words ?? null;
}

/** `ovs-appctl [-t DAEMON] COMMAND [OPTION…] [ARGUMENT]`; `.` stands for `/` where a file's name gave the line. */
export function appctlCommand(argv: readonly string[], command: string): { readonly target?: string } | null {
  const line = ovsCommandLine(argv, 'ovs-appctl', appctlValues);
  if (line?.words[0]?.replaceAll('.', '/') !== command) return null;
  const target = line.words[1];
  return target === undefined ? {} : { target };
}

/**
 * `ovs-appctl dpctl/COMMAND [OPTION…] [DATAPATH]` and its twin `ovs-dpctl COMMAND`. The datapath is
 * `TYPE@NAME`, of which a file's name keeps `TYPE_NAME`: two words.
 */
export function dpctlCommand(argv: readonly string[], command: string): { readonly target?: string } | null {
  const line = ovsCommandLine(argv, 'ovs-dpctl', dpctlValues);
  const words =
    line?.words[0] === command
      ? line.words
      : appctlCommand(argv, `dpctl/${command}`) !== null
        ? ovsCommandLine(argv, 'ovs-appctl', appctlValues)?.words
        : undefined;
  if (words === undefined) return null;
  for (const [at, word] of words.entries()) {
    if (at === 0) continue;
    if (/^[\w-]+@./.test(word)) return { target: word };
    const name = words[at + 1];
    if (/^(?:system|netdev|dummy)$/.test(word) && name !== undefined) return { target: `${word}@${name}` };
    if (/^ovs-system$/.test(word)) return { target: `system@${word}` };
  }
  return {};
}

/** `ovs-vsctl [OPTION…] [--] COMMAND …`; null when another tool is run. */
export function vsctlCommandLine(argv: readonly string[]): OvsCommandLine | null {
  return databaseCommandLine(argv, 'ovs-vsctl');
}

/** As `vsctlCommandLine`, for all the tools that speak to an OVSDB server and share their options. */
export function databaseCommandLine(
  argv: readonly string[],
  tool: 'ovs-vsctl' | 'ovn-nbctl' | 'ovn-sbctl' | 'ovsdb-client',
): OvsCommandLine | null {
  return ovsCommandLine(argv, tool, vsctlValues);
}

function ovsCommandLine(
  argv: readonly string[],
  tool: string,
  withValue: ReadonlySet<string>,
): OvsCommandLine | null {
  const name = argv[0];
  // Snaps put their name before the tool's: `openstack-hypervisor.ovs-vsctl`, `microovn.ovs-vsctl`.
  if (name === undefined || (name !== tool && !name.endsWith(`.${tool}`))) return null;
  return splitWords(argv.slice(1), withValue);
}

function attachedProtocol(options: ReadonlyMap<string, string | null>): string | null {
  for (const option of options.keys()) if (/^-O\w/.test(option)) return option.slice(2);
  return null;
}

/** A switch is named by its bridge, `unix:FILE` or `/var/run/openvswitch/BRIDGE.mgmt`. */
function bridgeOfSwitch(word: string): string {
  return /([^/:]+)\.mgmt$/.exec(word)?.[1] ?? word;
}
