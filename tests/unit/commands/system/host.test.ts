// What is read of a host: whole facts of fixtures, and how much a real report of another age gives
// (sos 4.2, Ubuntu 20.04: ethtool 5.4, procps 3.3, systemd 245, Open vSwitch 2.13, Neutron 16).
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandLineFromPath, recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import { errorText } from '../../../../shared/bundle/error-text.ts';
import { isKeptEvent } from '../../../../shared/commands/system/log-events.ts';
import { flowValue } from '../../../../shared/commands/system/yaml-flow.ts';
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
  const { of, ranges } = read('host/proc/net/bonding/bond0');
  expect(of('linux-bond')[0]).toMatchObject({
    name: 'bond0',
    mode: 'IEEE 802.3ad Dynamic link aggregation',
    miiStatus: 'up',
  });
  expect(of('linux-bond')[0]!.values['Active Aggregator Info: Partner Mac Address']).toBe(
    '00:23:04:ee:be:01',
  );
  expect(of('linux-bond-member')[1]).toMatchObject({
    bond: 'bond0', device: 'eno2', speed: 10000, linkFailures: 1, mac: '0c:c4:7a:51:0a:11', aggregatorId: 1,
  }); // prettier-ignore
  expect(ranges).toEqual(['linux-bond 1-22', 'linux-bond-member 24-49', 'linux-bond-member 51-76']);
  expect(read('host/proc/net/bonding/bond1').of('linux-bond-member')[1]).toMatchObject({
    miiStatus: 'down',
    speed: null,
  });
  expect(
    read('host/proc/net/vlan/config')
      .of('vlan-device')
      .map(({ device, vlanId, parent }) => [device, vlanId, parent]),
  ).toEqual([
    ['bond0.10', 10, 'bond0'],
    ['vlan201', 201, 'bond0'],
  ]);
});

test('netplan: block and flow style, lists, sequences of mappings', () => {
  const options = read('host/etc/netplan/50-cloud-init.yaml')
    .of('config-option')
    .map(({ section, option, values }) => `${section ?? ''} ${option}=${values.join('|')}`);
  expect(options).toContain('network.bonds.bond0 interfaces=eno1|eno2');
  expect(options).toContain('network.bonds.bond0.parameters transmit-hash-policy=layer3+4');
  expect(options).toContain('network.ethernets.eno2.match macaddress=0c:c4:7a:51:0a:11');
  expect(options).toContain('network.ethernets eno1=');
  expect(options).toContain('network.vlans.bond0.10 addresses=192.168.10.11/24|2001:db8::11/64');
  expect(options).toContain('network.vlans.bond0.10.routes.0 metric=100');
  expect(options).toContain('network.vlans.bond0.10.routes.1 via=192.168.10.2');
  expect(flowValue('&anchor x')).toBeNull();
  expect(flowValue('[a, [b]')).toBeNull();
});

test('configuration: repeated options, lists over lines, quotes', () => {
  expect(read('host/etc/systemd/network/10-bond0.network').of('config-option')[1]).toEqual({
    file: '/etc/systemd/network/10-bond0.network', section: 'Network', option: 'VLAN', values: ['bond0.10', 'vlan201'],
  }); // prettier-ignore
  expect(read('host/etc/libvirt/qemu.conf').of('config-option')[1]!.values).toEqual([
    '/dev/null', '/dev/full', '/dev/zero', '/dev/net/tun', '/dev/vhost-net',
  ]); // prettier-ignore
});

test('logs: a traceback belongs to its event, and routine is left out', () => {
  const { of, ranges } = read('host/var/log/neutron/openvswitch-agent.log');
  expect(ranges).toEqual(['log-event 2-2', 'log-event 5-10', 'log-event 11-11']);
  expect(of('log-event')[1]).toEqual({
    time: '2026-11-22T20:01:15.002', level: 'ERROR', pid: 1603, host: null,
    program: 'neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent',
    requestId: 'req-24ebe5aa-702f-4ddd-9883-2fb489afd2f5',
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
