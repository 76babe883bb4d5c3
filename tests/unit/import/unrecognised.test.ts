// What real bundles hold and Coldtrace does not read: every output that sos or an engineer took of the network
// is read, is an error text, or is one of those listed here with the reason.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLineFromPath, recogniseCommandLine } from '../../../shared/bundle/command-line.ts';
import { errorText } from '../../../shared/bundle/error-text.ts';
import { readArchive } from '../../read-archive.ts';
import { readLines } from '../../read-lines.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

/** Plugins of sos whose outputs are about the network, and outputs that a person saved. */
const aboutNetwork =
  /(?:^|\/)sos_commands\/(?:openvswitch|networking|ovn_\w+|openstack_\w+|virsh|libvirt|firewall_tables|conntrack|kernel|host|systemd|date|dpkg|pci|hardware|process|processor|networkmanager|netplan)\//;

const notRead: readonly (readonly [RegExp, string])[] = [
  [/^ls_|^hostid$|^hwclock$|^pstree_|^lsof_/, 'files, ids and processes that say nothing of a network'],
  [/^dmesg|^modinfo_|^dmidecode/, 'the kernel’s messages and modules’ authors: searched as text'],
  [/^networkctl_|^resolvectl_/, 'repeats what ip and the configuration files say'],
  [/^systemctl_(?!list-units(?:_--failed)?$)/, 'repeats what list-units says of services'],
  [
    /^systemd-|^journalctl_(?!.*_--unit_)/,
    'the host’s start, and the journal of everything: searched as text',
  ],
  [/^lspci_-tv$|^lscpu_-ae$|^ps_axo_pid_ppid_user|^ps_(?:-elfL|alxwww)/, 'another view of what is read'],
  [/^ovs-vsctl_(?:.*_)?(?:get_|list-br)|^ovsdb-client_list-dbs/, 'repeats what ovs-vsctl list says'],
  [/^ovs-appctl_dpctl\.ipf-get-status/, 'settings of how the userspace datapath puts fragments together'],
  [/^ss_|^netstat_/, 'sockets of the host’s own services, and counters that /proc/net has'],
  [/^route_-n/, 'repeats what ip route says'],
  [
    /^ovn-appctl_-t_ovn-controller_(?:group-table-list|connection-status|inc-engine\.show-stats|version|meter-table-list|debug\.(?:status|dump-local-bindings)|lflow-cache\.show-stats|coverage\.show)/,
    'the state of ovn-controller itself, not of the network',
  ],
  [/^INDEX\.tsv$/, 'the lab’s own list of what was run'],
];

/** What the lab's own kernel and tools printed among their output. */
const realDamage = /bridge_-d_vlan_show: RTNETLINK answers: Operation not supported$/;

const linesOf = (text: string): readonly string[] => text.replace(/\r?\n$/, '').split('\n');

interface Report {
  /** Names of what is neither read nor explained. */
  readonly unexplained: readonly string[];
  readonly problems: readonly string[];
  readonly facts: ReadonlyMap<string, number>;
}

async function examine(archive: string, byHand: boolean): Promise<Report> {
  const unexplained: string[] = [];
  const problems: string[] = [];
  const facts = new Map<string, number>();
  for (const [name, text] of await readArchive(archive, (path) => byHand || aboutNetwork.test(path))) {
    if (text.trim() === '' || /\.(?:gz|xz|db)$/.test(name)) continue;
    const lines = linesOf(text);
    if (errorText(lines.slice(0, 50)) !== null) continue;
    const place = name.slice(name.indexOf('/') + 1);
    const commandLine = commandLineFromPath(place);
    const recognised = commandLine === null ? null : recogniseCommandLine(commandLine);
    if (recognised === null) {
      const base = basename(name).replace(/^ip_netns_exec_[\w-]+?_(?=ss_|netstat_)/, '');
      if (!notRead.some(([pattern]) => pattern.test(base))) unexplained.push(name);
      continue;
    }
    const read = readLines(recognised.command, lines, recognised.context);
    for (const { severity, message } of read.problems)
      if (severity === 'error' && !realDamage.test(`${name}: ${message}`))
        problems.push(`${name}: ${message}`);
    for (const { kind } of read.facts) facts.set(kind, (facts.get(kind) ?? 0) + 1);
  }
  return { unexplained, problems, facts };
}

/** Counts that a command lost would miss: the facts of a kind, at least. */
function expectAtLeast(facts: ReadonlyMap<string, number>, least: Readonly<Record<string, number>>): void {
  const short = Object.entries(least).filter(([kind, count]) => (facts.get(kind) ?? 0) < count);
  expect(
    short.map(([kind, count]) => `${kind}: ${String(facts.get(kind) ?? 0)} of ${String(count)}`),
  ).toEqual([]);
}

const leastOfLab = {
  flow: 400,
  'openflow-port': 170,
  'ovs-port': 100,
  'ovs-interface': 115,
  'ovs-bridge': 32,
  link: 75,
  address: 70,
  route: 120,
  neighbour: 40,
  'routing-rule': 8,
  'firewall-rule': 200,
  'nft-rule': 40,
  'datapath-flow': 70,
  'conntrack-entry': 170,
  'fdb-entry': 40,
  'bridge-fdb-entry': 36,
  'ethtool-features': 26,
  'ethtool-driver': 21,
  qdisc: 12,
  'kernel-setting': 1500,
  process: 140,
  'coverage-counter': 100,
  'network-namespace': 6,
  'ovs-tunnel': 4,
};
const leastOfOvn = {
  flow: 9500,
  'openflow-group': 4,
  'openflow-meter': 1,
  'openflow-port': 75,
  'ovs-port': 75,
  'ovs-interface': 85,
  link: 110,
  address: 85,
  route: 120,
  'firewall-rule': 60,
  'datapath-flow': 200,
  'conntrack-entry': 800,
  'conntrack-zone': 12,
  'fdb-entry': 14,
  'bridge-fdb-entry': 55,
  'ethtool-features': 28,
  'log-event': 60,
  'kernel-setting': 1900,
  'ovsdb-row': 150,
  'tunnel-listener': 20,
};

describe.skipIf(!hasShared)('every output about the network is read, or known not to be', () => {
  test('a real report of Ubuntu 20.04', async () => {
    const folder = sharedData('hotsos-openstack');
    const archive = readdirSync(folder).find((name) => name.endsWith('.tar.xz'))!;
    const { unexplained, problems, facts } = await examine(join(folder, archive), false);
    expect(unexplained).toEqual([]);
    expect(problems).toEqual([]);
    expectAtLeast(facts, {
      package: 1000,
      'ethtool-features': 34,
      'ethtool-settings': 34,
      'ethtool-parameters': 20,
      route: 120,
      'routing-rule': 15,
      'firewall-rule': 130,
      link: 55,
      address: 40,
      neighbour: 50,
      'bridge-fdb-entry': 100,
      qdisc: 19,
      service: 80,
      process: 200,
      flow: 1000,
      'openflow-port': 160,
      'fdb-entry': 17,
      'datapath-interface': 13,
      'conntrack-entry': 2800,
      'log-event': 26,
      'ovs-interface': 50,
      'ovs-port': 34,
      'ovs-bridge': 16,
      'kernel-setting': 3000,
      'kernel-module': 119,
      nic: 28,
      'pci-device': 21,
      'host-property': 50,
    });
  });

  test.each([
    ['lab', 'network1', leastOfLab],
    ['ovn', 'compute1', leastOfOvn],
  ])('%s: %s', async (deployment, host, least) => {
    const folder = sharedData(deployment, 'bundles', 'T0-healthy', host);
    const facts = new Map<string, number>();
    for (const name of readdirSync(folder)) {
      const report = await examine(join(folder, name), name.startsWith('commands'));
      expect(report.unexplained, name).toEqual([]);
      expect(report.problems, name).toEqual([]);
      for (const [kind, count] of report.facts) facts.set(kind, (facts.get(kind) ?? 0) + count);
    }
    expectAtLeast(facts, least);
  });
});
