// What is read of a host: whole facts of fixtures, and how much a real report of another age gives
// (sos 4.2, Ubuntu 20.04: ethtool 5.4, procps 3.3, systemd 245, Open vSwitch 2.13, Neutron 16).
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandLineFromPath, recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import { errorText } from '../../../../shared/bundle/error-text.ts';
import { journalEvent } from '../../../../shared/commands/system/journal-events.ts';
import { isKeptEvent } from '../../../../shared/commands/system/log-events.ts';
import { flowValue, type YamlValue } from '../../../../shared/commands/system/yaml-flow.ts';
import { fixtureOutputs } from '../../../fixture-outputs.ts';
import { readArchive } from '../../../read-archive.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';

const outputs = fixtureOutputs('system');
function read(name: string): ReadOutput {
  const { command, lines, context } = outputs.find((one) => one.name === name)!;
  return readLines(command, lines, context);
}

test('ethtool: wrapped lists, a refusal before the heading, a module and a hex dump', () => {
  const [settings] = read('nic/ethtool_eno1.txt').of('ethtool-settings');
  expect(settings).toMatchObject({
    device: 'eno1', netns: null, speed: 1000, duplex: 'Full', autoNegotiation: true, port: 'Twisted Pair', linkDetected: true,
  }); // prettier-ignore
  expect(settings!.settings['Supported link modes']).toEqual([
    '10baseT/Half', '10baseT/Full', '100baseT/Half', '100baseT/Full', '1000baseT/Half', '1000baseT/Full',
  ]); // prettier-ignore
  expect(settings!.settings['Current message level']).toEqual(['0x00000007', '(7)', 'drv', 'probe', 'link']);
  const [module] = read('nic/ethtool_-m_eno1.txt').of('ethtool-module');
  expect(module!.values['Vendor PN']).toEqual(['FTLX8571D3BCL']);
  expect(module!.values['Transceiver type']).toEqual(['10G Ethernet: 10G Base-SR']);
  expect(module!.values['Option']).toHaveLength(3);
  expect(read('nic/unknown/ethtool_-m_eno1.txt').of('ethtool-module')[0]!.hex).toMatch(/^0304071000/);
  expect(read('nic/ethtool_-g_eno1.txt').of('ethtool-parameters')).toEqual([
    {
      device: 'eno1', netns: null, group: 'ring',
      values: { RX: 512, 'RX Mini': 0, 'RX Jumbo': 0, TX: 256 },
      maximums: { RX: 4096, 'RX Mini': 0, 'RX Jumbo': 0, TX: 4096 },
    },
  ]); // prettier-ignore
});

test('an adapter with virtual functions', () => {
  const [adapter] = read('nic/lspci_-nnvv').of('pci-device');
  expect(adapter).toMatchObject({
    slot: '3b:00.0', class: 'Ethernet controller', classId: '0200', ids: '8086:1572', revision: '02',
    name: 'Intel Corporation Ethernet Controller X710 for 10GbE SFP+',
    virtualFunctions: { total: 64, enabled: 8 },
  }); // prettier-ignore
});

test('a bond, its members, and VLAN devices', () => {
  const { of, ranges } = read('debian13/proc/net/bonding/bond0');
  expect(of('linux-bond')[0]).toMatchObject({
    name: 'bond0',
    mode: 'IEEE 802.3ad Dynamic link aggregation',
    miiStatus: 'up',
  });
  expect(of('linux-bond')[0]!.values).toMatchObject({
    'LACP active': 'on',
    'Active Aggregator Info: Partner Mac Address': '22:49:14:0a:23:53',
  });
  expect(of('linux-bond-member')[1]).toMatchObject({
    bond: 'bond0',
    device: 'eno2',
    speed: 10000,
    aggregatorId: 1,
  });
  expect(of('linux-bond-member')[0]!.values['details partner lacp pdu: oper key']).toBe('15');
  expect(ranges).toEqual(['linux-bond 1-23', 'linux-bond-member 25-50', 'linux-bond-member 52-77']);
  const before = read('debian12/proc/net/bonding/bond0');
  expect(before.problems).toEqual([]);
  expect(before.of('linux-bond')[0]!.values['driver']).toMatch(/^v6\.1\./);
  expect(before.of('linux-bond-member').map(({ device, aggregatorId }) => [device, aggregatorId])).toEqual([
    ['eno1', 1],
    ['eno2', 1],
  ]);
  const backup = read('debian13/proc/net/bonding/bond1');
  expect(backup.of('linux-bond')[0]).toMatchObject({
    mode: 'fault-tolerance (active-backup)',
    activeMember: 'eth4',
    values: { 'Primary Slave': 'eth3 (primary_reselect always)' },
  });
  expect(backup.of('linux-bond-member')[0]).toMatchObject({
    device: 'eth3',
    miiStatus: 'down',
    linkFailures: 1,
  });
  expect(
    read('debian13/proc/net/vlan/config')
      .of('vlan-device')
      .map(({ device, vlanId, parent }) => [device, vlanId, parent]),
  ).toEqual([
    ['bond0.10', 10, 'bond0'],
    ['vlan201', 201, 'bond0'],
  ]);
  expect(read('debian13/proc/net/vlan/vlan201').of('vlan-device')[0]).toMatchObject({
    device: 'vlan201', vlanId: 201, parent: 'bond0',
    values: { 'total bytes transmitted': '656', 'EGRESS priority mappings': '1:2 2:5' },
  }); // prettier-ignore
});

const optionsOf = (name: string): readonly string[] =>
  read(name)
    .of('config-option')
    .map(({ section, option, values }) => `${section ?? ''} ${option}=${values.join('|')}`);

test('netplan: block and flow style, lists, sequences of mappings', () => {
  const set = optionsOf('debian13/etc/netplan/70-netplan-set.yaml');
  expect(set).toContain('network.ethernets.eno2.match macaddress=0c:c4:7a:51:0a:11');
  expect(set).toContain('network.ethernets eno1=');
  expect(set).toContain('network.vlans.bond0.10 addresses=192.168.10.11/24|2001:db8::11/64');
  expect(set).toContain('network.vlans.bond0.10.routes.0 metric=100');
  expect(optionsOf('debian12/etc/netplan/70-netplan-set.yaml').toSorted()).toEqual(set.toSorted());
  const bonds = optionsOf('debian13/etc/netplan/bonding_router.yaml');
  expect(bonds).toContain('network.bonds.bond-wan.routes.0 via=192.168.1.1');
  expect(bonds).toContain('network.bonds.bond-wan.nameservers addresses=8.8.8.8|8.8.4.4');
  const switches = optionsOf('debian13/etc/netplan/openvswitch.yaml');
  expect(switches).toContain('network.openvswitch ports=[patch0-1, patch1-0]');
  expect(switches).toContain('network.bridges.ovs0.openvswitch.external-ids iface-id=myhostname');
  expect(flowValue('{mode: 802.3ad, ports: [a, b]}')).toEqual(
    new Map<string, YamlValue>([['mode', '802.3ad'], ['ports', ['a', 'b']]]),
  ); // prettier-ignore
  expect(flowValue('&anchor x')).toBeNull();
  expect(flowValue('[a, [b]')).toBeNull();
});

test('configuration: sections, lists over lines, quotes', () => {
  expect(read('debian12/etc/systemd/network/10-netplan-bond0.network').of('config-option').at(-1)).toEqual({
    file: '/etc/systemd/network/10-netplan-bond0.network', section: 'Network', option: 'VLAN', values: ['bond0.10'],
  }); // prettier-ignore
  expect(read('written/etc/libvirt/qemu.conf').of('config-option')[1]!.values).toEqual([
    '/dev/null', '/dev/full', '/dev/zero', '/dev/net/tun', '/dev/vhost-net',
  ]); // prettier-ignore
});

test('NetworkManager: profiles and devices, as tables and in full', () => {
  const profiles = read('debian13/nmcli_connection_show').of('nm-connection');
  expect(profiles).toContainEqual({
    name: 'spare port', uuid: 'f86b3203-a1fa-4984-9727-9983e9cc2ae4', type: 'ethernet', device: null, values: {},
  }); // prettier-ignore
  const [full] = read('debian12/nmcli_con_show_id_bond5').of('nm-connection');
  expect(full).toMatchObject({
    name: 'bond5',
    type: 'bond',
    values: { 'ipv4.addresses': '192.168.50.11/24' },
  });
  expect(read('debian13/nmcli_device_status').of('nm-device')[0]).toMatchObject({
    device: 'eno5', state: 'connecting (getting IP configuration)', connection: 'Wired connection 2',
  }); // prettier-ignore
});

test.each(['debian12', 'debian13'])('%s: a service that failed, with its journal', (folder) => {
  const { of, problems } = read(`${folder}/systemctl_status_ovs-vswitchd_nova-compute`);
  expect(problems).toEqual([]);
  expect(of('service')).toEqual([
    {
      unit: 'ovs-vswitchd.service', load: 'loaded', active: 'inactive', sub: 'dead',
      description: 'Open vSwitch Forwarding Unit', mainPid: null, since: null,
    },
    {
      unit: 'nova-compute.service', load: 'loaded', active: 'failed', sub: 'failed',
      description: 'OpenStack Compute', mainPid: expect.any(Number) as number,
      since: expect.stringMatching(/^Mon 2026-11-23 05:2\d:\d\d UTC$/) as string,
    },
  ]); // prettier-ignore
  const events = of('log-event');
  expect(events.at(-1)).toMatchObject({
    host: 'network1', program: 'systemd', pid: 1, level: null,
    message: "nova-compute.service: Failed with result 'exit-code'.",
  }); // prettier-ignore
  expect(read(`${folder}/systemctl_list-units`).of('service')).toContainEqual({
    unit: 'nova-compute.service', load: 'loaded', active: 'failed', sub: 'failed',
    description: 'OpenStack Compute', mainPid: null, since: null,
  }); // prettier-ignore
  const journal = read(`${folder}/journalctl_--no-pager_--unit_nova-compute`).of('log-event');
  expect(journal).toEqual(events);
  const explained = read(`${folder}/journalctl_--no-pager_--catalog_--unit_nova-compute`);
  expect(explained.of('log-event')).toEqual(journal);
  expect(explained.ranges[0]).toBe('log-event 1-8');
});

test('times of the journal in every format', () => {
  const at = (stamp: string): string | undefined => journalEvent(`${stamp} n1 systemd[1]: Started x.`)?.time;
  expect(at('Nov 23 05:25:19.514989')).toBe('Nov 23 05:25:19.514989');
  expect(at('2026-11-23T05:25:19+0000')).toBe('2026-11-23T05:25:19+00:00');
  expect(at('Mon 2026-11-23 05:25:19 UTC')).toBe('2026-11-23T05:25:19Z');
  expect(at('Mon 2026-11-23 05:25:19 CET')).toBe('2026-11-23T05:25:19');
  expect(journalEvent('Feb 10 16:09:19 c4 ovs-vswitchd[18]: ovs|00118|bridge|WARN|no br-ex')).toMatchObject({
    level: 'WARN', program: 'ovs-vswitchd', message: 'no br-ex',
  }); // prettier-ignore
});

test('switches that only one driver has', () => {
  expect(read('debian13/ethtool_--show-priv-flags_ens3').of('ethtool-parameters')).toEqual([
    {
      device: 'ens3',
      netns: null,
      group: 'private flags',
      values: { 's0ix-enabled': 'off' },
      maximums: null,
    },
  ]);
});

test('packages of RPM', () => {
  expect(read('debian12/installed-rpms').of('package')[2]).toEqual({
    name: 'openvswitch2.15', version: '2.15.0-119.el8fdp', architecture: 'x86_64', state: null, manager: 'rpm',
  }); // prettier-ignore
  expect(read('debian12/rpm_-qa').of('package')).toHaveLength(3);
});

test('logs: a traceback belongs to its event, and routine is left out', () => {
  const { of, ranges } = read('debian12/var/log/neutron/openvswitch-agent.log');
  expect(ranges).toEqual(['log-event 2-2', 'log-event 5-10', 'log-event 11-11']);
  expect(of('log-event')[1]).toMatchObject({
    level: 'ERROR', host: null, program: 'neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent',
    requestId: expect.stringMatching(/^req-[0-9a-f-]{36}$/) as string,
    message: 'Error while processing VIF ports: OSError: [Errno 113] No route to host',
  }); // prettier-ignore
  expect(isKeptEvent('INFO', 'bridge br-int: added interface ha-550dc175-c0 on port 3')).toBe(true);
  expect(isKeptEvent('INFO', 'br-int<->unix#210: 2 flow_mods in the last 0 s (2 adds)')).toBe(false);
  expect(isKeptEvent('DBG', 'bridge br-int: added interface x on port 3')).toBe(false);
});

test.skipIf(!hasShared)('a real report of Ubuntu 20.04 gives so much, without a problem', async () => {
  const folder = sharedData('hotsos-openstack');
  const archive = readdirSync(folder).find((name) => name.endsWith('.tar.xz'))!;
  const roleOf = (name: string) => {
    const line = commandLineFromPath(name.replace(/^[^/]+\//, ''));
    return line === null ? null : recogniseCommandLine(line);
  };
  const ours =
    /^(?:ethtool-[acflprt]|ethtool-settings|config-netplan|dpkg-list|lsmod|lspci|nstat|numactl|ps$|snap|sysctl|sysfs|systemctl-list|timedatectl|uptime|uname|hostnamectl|ovs-log|openstack-log)/;
  const files = await readArchive(
    `${folder}/${archive}`,
    (name) => !name.endsWith('.gz') && ours.test(roleOf(name)?.command.id ?? ''),
  );
  const facts: Record<string, number> = {};
  for (const [name, text] of files) {
    const { command, context } = roleOf(name)!;
    const lines = text.replace(/\n$/, '').split('\n');
    if (errorText(lines) !== null) continue;
    const out = readLines(command, lines, context);
    expect(out.problems, name).toEqual([]);
    facts[command.id] = (facts[command.id] ?? 0) + out.facts.length;
  }
  expect(facts).toMatchObject({
    'dpkg-list': 1072,
    'config-netplan': 33,
    lsmod: 119,
    lspci: 21,
    'ethtool-address': 24,
    'ethtool-ring': 7,
  });
  expect(facts['sysctl']).toBeGreaterThan(3000);
});
