// What a sos report has when all went well: the outputs that matter for a network, by the plugin of sos
// that collects them, for each bridge, device, namespace and domain of the host. What is promised so and
// is not there has the state `absent`. A plugin that did not run promises nothing, and so does a folder
// that someone filled by hand. (sos/report/plugins/{openvswitch,networking,virsh,ovn_central}.py)
import { recogniseCommandLine, type RecognisedCommand } from './command-line.ts';
import { normaliseCommandLine } from './normal-command-line.ts';

/** What an expected output is printed once for. */
export type ExpectedFor = 'host' | 'bridge' | 'device' | 'namespace' | 'domain';

export interface ExpectedOutput {
  readonly plugin: string;
  readonly each: ExpectedFor;
  /** As sos runs it; `{}` stands for the bridge, device, namespace or domain. */
  readonly commandLine: string;
  /** First and last version of sos that collects it; null where all do. */
  readonly since: string | null;
  readonly until: string | null;
}

function expected(
  plugin: string,
  each: ExpectedFor,
  commandLine: string,
  since: string | null = null,
  until: string | null = null,
): ExpectedOutput {
  return { plugin, each, commandLine, since, until };
}

const expectedOutputs: readonly ExpectedOutput[] = [
  expected('openvswitch', 'host', 'ovs-vsctl -t 5 show'),
  expected('openvswitch', 'host', 'ovs-vsctl -t 5 list interface', '4.0'),
  expected('openvswitch', 'host', 'ovs-vsctl -t 5 list bridge', '4.0'),
  expected('openvswitch', 'host', 'ovsdb-client -f list dump', '3.6', '4.2'),
  expected('openvswitch', 'bridge', 'ovs-ofctl dump-flows {}', '3.3'),
  expected('openvswitch', 'bridge', 'ovs-ofctl show {}', '3.3'),
  expected('openvswitch', 'bridge', 'ovs-ofctl dump-ports-desc {}', '3.6'),
  expected('openvswitch', 'bridge', 'ovs-ofctl dump-ports {}', '3.6'),
  expected('openvswitch', 'bridge', 'ovs-appctl fdb/show {}', '3.6'),
  expected('networking', 'host', 'ip -o addr'),
  expected('networking', 'host', 'ip -s -d link', '3.6'),
  expected('networking', 'host', 'ip route show table all'),
  expected('networking', 'host', 'ip -s -s neigh show', '3.6'),
  expected('networking', 'device', 'ethtool {}'),
  expected('networking', 'device', 'ethtool -i {}'),
  expected('networking', 'device', 'ethtool -S {}'),
  expected('networking', 'namespace', 'ip netns exec {} ip address show', '3.2', '4.2'),
  expected('networking', 'namespace', 'ip netns exec {} ip -d address show', '4.3'),
  expected('networking', 'namespace', 'ip netns exec {} ip route show table all', '3.2'),
  expected('networking', 'namespace', 'ip netns exec {} iptables-save', '4.0'),
  expected('virsh', 'host', 'virsh -r list --all', '4.0'),
  expected('virsh', 'domain', 'virsh -r dumpxml {}', '3.6'),
  expected('virsh', 'domain', 'virsh -r dominfo {}', '4.0'),
  expected('ovn_host', 'host', 'ovs-ofctl -O OpenFlow13 dump-flows br-int', '4.0', '4.2'),
  expected('ovn_central', 'host', 'ovn-nbctl show', '4.0'),
  expected('ovn_central', 'host', 'ovn-sbctl show', '4.0'),
  expected('ovn_central', 'host', 'ovn-sbctl lflow-list', '4.0'),
];

export interface ReportFacts {
  /** `4.2`, `4.12.0`; null when the report does not say. */
  readonly version: string | null;
  /** The plugins that ran, and for how many seconds those that ran out of time did. */
  readonly plugins: ReadonlyMap<string, { readonly timedOut: boolean; readonly seconds: number | null }>;
  /** The command lines whose outputs are in the report, or that its manifest says left none. */
  readonly commandLines: readonly string[];
}

export interface MissingOutput {
  readonly plugin: string;
  readonly commandLine: string;
  /** Where sos would have put it, below the report's folder. */
  readonly path: string;
}

/** The outputs that a report should have and has not, in the table's order. Only what Coldtrace reads is looked for. */
export function missingOutputs(report: ReportFacts): readonly MissingOutput[] {
  const here = new Set<string>();
  const things: Record<ExpectedFor, Set<string>> = {
    ...{ host: new Set(['']), bridge: new Set(), device: new Set(), namespace: new Set(), domain: new Set() },
  };
  for (const commandLine of report.commandLines) {
    noteThing(commandLine, things);
    const recognised = recogniseCommandLine(commandLine);
    if (recognised !== null) here.add(identityOf(recognised));
  }
  return expectedOutputs
    .filter(({ plugin, since, until }) => {
      const isRun = report.plugins.has(plugin);
      return isRun && (report.version === null || inVersions(report.version, since, until));
    })
    .flatMap(({ plugin, each, commandLine }) =>
      [...things[each]].map((thing) => ({ plugin, commandLine: commandLine.replace('{}', thing) })),
    )
    .filter(({ commandLine }) => {
      const recognised = recogniseCommandLine(commandLine);
      return recognised !== null && !here.has(identityOf(recognised));
    })
    .map(({ plugin, commandLine }) => ({
      ...{ plugin, commandLine },
      path: `sos_commands/${plugin}/${sosFileName(commandLine)}`,
    }));
}

/** One output, however its command line is spelled. */
function identityOf({ command, context: { target, netns } }: RecognisedCommand): string {
  return [command.id, target ?? '', netns ?? ''].join('\0');
}

/** What a command line says that the host has. */
function noteThing(commandLine: string, things: Record<ExpectedFor, Set<string>>): void {
  const { argv, netns } = normaliseCommandLine(commandLine);
  if (netns !== null) {
    // What `ip netns` printed after a name is no part of it.
    if (!netns.includes('(')) things.namespace.add(netns);
    return;
  }
  const [program = '', ...rest] = argv;
  const last = rest.at(-1) ?? '';
  const line = rest.join(' ');
  if (last === '' || last.startsWith('-')) return;
  if (program === 'ovs-ofctl' && /(?:^| )(?:show|dump-[a-z-]+|queue-[a-z-]+) \S+$/.test(line)) {
    things.bridge.add(last);
  } else if (program === 'ovs-appctl' && /^(?:fdb\/(?:stats-)?show|mdb\/show) \S+$/.test(line)) {
    things.bridge.add(last);
  } else if (program === 'ethtool' && /^(?:-\S+ )?[^\s-]\S*$/.test(line)) {
    things.device.add(last);
  } else if (program === 'virsh' && /(?:^| )(?:dumpxml|dominfo|domblklist) \S+$/.test(line)) {
    things.domain.add(last);
  }
}

function inVersions(version: string, since: string | null, until: string | null): boolean {
  const after = since === null || compareVersions(version, since) >= 0;
  // 4.2.1 is still 4.2.
  return after && (until === null || compareVersions(version.split('.').slice(0, 2).join('.'), until) <= 0);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The file that sos writes a command's output to (sos/report/plugins/__init__.py, _mangle_command). */
function sosFileName(commandLine: string): string {
  return commandLine
    .replace(/^\/(?:usr\/|)(?:bin|sbin)\//, '')
    .replace(/[^\w\-./]+/g, '_')
    .replaceAll('/', '.')
    .replace(/^[ ._-]+|[ ._-]+$/g, '')
    .slice(0, 255);
}
