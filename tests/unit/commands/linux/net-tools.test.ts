// What engineers of old systems run instead of `ip` and `bridge`: net-tools, bridge-utils and busybox.
import { expect, test } from 'vitest';
import { arp } from '../../../../shared/commands/linux/arp.ts';
import { brctlShowstp } from '../../../../shared/commands/linux/brctl-showstp.ts';
import { ifconfig } from '../../../../shared/commands/linux/ifconfig.ts';
import { maskLength } from '../../../../shared/commands/linux/netmask.ts';
import { routeTable } from '../../../../shared/commands/linux/route-table.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput, type ParsedOutput } from '../../../parse-output.ts';

const read = (name: string, netns: string | null = null): ParsedOutput =>
  parseOutput(
    name
      .replace(/^.*\//, '')
      .replace(/\.txt$/, '')
      .split('_'),
    linuxOutput(name),
    netns,
  );

test('arp prints the same neighbours in both forms', () => {
  const common = { device: 'br0', statistics: null, netns: 'qrouter-1' };
  const expected = [
    { ...common, address: '10.1.0.78', mac: null, state: 'INCOMPLETE', flags: [] },
    { ...common, address: '10.1.0.77', mac: '02:00:00:00:00:77', state: 'PERMANENT', flags: [] },
    { ...common, address: '10.1.0.79', mac: '02:00:00:00:00:79', state: null, flags: [] },
    { ...common, address: '10.1.0.88', mac: null, state: 'PERMANENT', flags: ['proxy'] },
  ];
  const sentences = read('net-tools-2.10/arp_-an.txt', 'qrouter-1');
  expect(sentences).toMatchObject({ problems: [] });
  expect(sentences.of('neighbour')).toEqual(expected);
  const table = read('net-tools-2.10/arp_-evn.txt', 'qrouter-1');
  expect(table).toMatchObject({ problems: [] });
  expect(table.of('neighbour')).toEqual(expected);
  expect(table.facts.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual(
    [2, 3, 4, 5].map((line) => [line, line]),
  );
  const busybox = read('busybox-1.35/arp_-an.txt', 'qrouter-1');
  expect(busybox.problems).toEqual([]);
  // It was asked a moment later, when a gateway had been looked for as well.
  expect(busybox.of('neighbour').slice(1)).toEqual(expected);
});

test('arp: a name instead of an address, and a cut line, are problems of their lines', () => {
  const { facts, problems } = parseOutput(
    ['arp'],
    'Address                  HWtype  HWaddress           Flags Mask            Iface\n' +
      'gateway                  ether   02:00:00:00:00:77   C                     br0\n' +
      '10.1.0.79                ether   02:00:00:\n' +
      '10.1.0.80                ether   02:00:00:00:00:80   C                     br0\n',
  );
  expect(facts.map(({ firstLine }) => firstLine)).toEqual([4]);
  expect(problems.map(({ line, code }) => [line, code])).toEqual([
    [2, 'unexpected-line'],
    [3, 'unexpected-line'],
  ]);
});

const route = {
  family: 'inet',
  type: 'unicast',
  table: 'main',
  gateway: null,
  device: 'br0',
  protocol: null,
  scope: null,
  source: null,
  metric: null,
  flags: [],
  nexthops: [],
  netns: null,
};
const used = { ref: 0, use: 0 };
const [up, host, gateway] = [
  { flags: 'U', ...used },
  { flags: 'UH', ...used },
  { flags: 'UG', ...used },
];

test('route -n gives the main table, as ip route writes destinations', () => {
  const { facts, problems, of } = read('net-tools-2.10/route_-n.txt');
  expect(problems).toEqual([]);
  expect(of('route')).toEqual([
    { ...route, destination: 'default', gateway: '10.1.0.254', attributes: gateway },
    { ...route, destination: '10.1.0.0/24', attributes: up },
    { ...route, destination: '10.5.0.2', device: 'tun0', attributes: host },
    { ...route, destination: '10.7.0.2', device: 'v1', attributes: host },
    { ...route, destination: '10.8.0.0/16', device: 'v1', attributes: up },
    { ...route, destination: '10.9.0.0/16', gateway: '10.1.0.253', metric: 50, attributes: gateway },
    {
      ...route,
      type: 'unreachable',
      destination: '10.66.0.0/16',
      device: null,
      attributes: { flags: '!', use: 0 },
    },
  ]);
  expect(facts.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual(
    [3, 4, 5, 6, 7, 8, 9].map((line) => [line, line]),
  );
});

test('netstat -rn and route -nee print other columns of the same routes', () => {
  const plain = read('net-tools-2.10/route_-n.txt').of('route');
  const netstat = read('net-tools-2.10/netstat_-rn.txt');
  expect(netstat.problems).toEqual([]);
  expect(netstat.of('route')).toEqual(
    plain.map((one) => ({
      ...one,
      metric: null,
      attributes: {
        flags: one.attributes['flags'],
        ...(one.type === 'unreachable' ? {} : { mss: 0, window: 0, irtt: 0 }),
      },
    })),
  );
  const long = read('net-tools-2.10/route_-nee.txt');
  expect(long.problems).toEqual([]);
  expect(long.of('route')).toEqual(
    plain.map((one) => ({
      ...one,
      attributes: {
        ...one.attributes,
        ...(one.type === 'unreachable' ? {} : { mss: 0, window: 0, irtt: 0 }),
      },
    })),
  );
  // busybox has a number where net-tools have `-`.
  expect(read('busybox-1.35/route_-n.txt').of('route')).toEqual(
    plain.map((one) => ({ ...one, attributes: { ...one.attributes, ref: 0 } })),
  );
});

test('route -n -A inet6 gives what the flags tell of all tables', () => {
  const { problems, of } = read('net-tools-2.10/route_-n_-A_inet6.txt');
  expect(problems).toEqual([]);
  const routes = of('route');
  expect(routes).toHaveLength(17);
  const six = { ...route, family: 'inet6', metric: 256 };
  expect(routes[0]).toEqual({
    ...six,
    type: 'unreachable',
    destination: '2001:db8:dead::/48',
    device: 'lo',
    metric: 1024,
    attributes: { flags: '!n', ref: 1, use: 0 },
  });
  expect(routes[1]).toEqual({ ...six, destination: 'fd00::/64', attributes: { flags: 'U', ref: 1, use: 0 } });
  expect(routes[6]).toEqual({
    ...six,
    destination: 'default',
    gateway: 'fd00::1',
    metric: 10,
    attributes: { flags: 'UG', ref: 1, use: 0 },
  });
  expect(routes[7]).toEqual({
    ...six,
    type: 'local',
    table: 'local',
    destination: '::1',
    device: 'lo',
    metric: null,
    attributes: { flags: 'Un', ref: 2, use: 0 },
  });
  expect(routes[16]).toMatchObject({ type: 'multicast', table: 'local', destination: 'ff00::/8' });
  expect(read('busybox-1.35/route_-n_-A_inet6.txt').of('route')).toEqual(routes);
});

test('route: masks and flags that are none cost their line', () => {
  const { facts, problems } = parseOutput(
    ['route', '-n'],
    'Kernel IP routing table\n' +
      'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n' +
      '10.1.0.0        0.0.0.0         255.0.255.0     U     0      0        0 br0\n' +
      '10.1.0.0        0.0.0.0         255.255.0.0     q     0      0        0 br0\n' +
      '10.1.0.0        0.0.0.0         255.255\n' +
      '10.2.0.0        0.0.0.0         255.255.0.0     U     0      0        0 *\n',
  );
  expect(facts.map(({ data }) => data)).toMatchObject([
    { type: 'blackhole', destination: '10.2.0.0/16', device: null },
  ]);
  expect(problems.map(({ line }) => line)).toEqual([3, 4, 5]);
  expect(
    ['255.255.255.255', '255.255.254.0', '0.0.0.0', '255.0.255.0', '256.0.0.0', '24'].map(maskLength),
  ).toEqual([32, 23, 0, null, null, null]);
});

test('ifconfig gives devices with their counters, and addresses', () => {
  const { facts, problems, of } = read('net-tools-2.10/ifconfig_-a.txt', 'ns1');
  expect(problems).toEqual([]);
  const none = {
    rx_fifo_errors: 0,
    rx_frame_errors: 0,
    tx_fifo_errors: 0,
    tx_carrier_errors: 0,
    collisions: 0,
  };
  const noErrors = { ...none, rx_errors: 0, rx_dropped: 0, tx_errors: 0 };
  const link = {
    ifindex: null,
    netns: 'ns1',
    peer: null,
    peerIfindex: null,
    linkNetnsid: null,
    mtu: 1500,
    qdisc: null,
    master: null,
    state: null,
    infoKind: null,
    details: { txqueuelen: 1000 },
  };
  expect(of('link').map(({ name }) => name)).toEqual(['br0', 'lo', 'tun0', 'v0', 'v1', 'v2', 'v3']);
  expect(facts.find(({ kind }) => kind === 'link')).toEqual({
    kind: 'link',
    data: {
      ...link,
      name: 'br0',
      flags: ['UP', 'BROADCAST', 'MULTICAST'],
      mac: '56:40:0d:62:06:27',
      statistics: { ...noErrors, rx_packets: 0, rx_bytes: 0, tx_packets: 0, tx_bytes: 0, tx_dropped: 7 },
    },
    firstLine: 1,
    lastLine: 8,
  });
  expect(of('link')[2]).toMatchObject({
    flags: ['UP', 'POINTOPOINT', 'NOARP', 'MULTICAST'],
    mac: null,
    details: { txqueuelen: 500 },
  });
  expect(of('link')[4]).toMatchObject({
    statistics: { ...noErrors, rx_packets: 7, rx_bytes: 568, tx_packets: 6, tx_bytes: 516, tx_dropped: 0 },
  });
  const address = {
    ifindex: null,
    netns: 'ns1',
    scope: null,
    peer: null,
    broadcast: null,
    label: null,
    flags: null,
    validLifetime: null,
    preferredLifetime: null,
    metric: null,
    protocol: null,
  };
  const [four, six] = [
    { ...address, family: 'inet' },
    { ...address, family: 'inet6' },
  ];
  expect(of('address').slice(0, 6)).toEqual([
    { ...four, device: 'br0', address: '10.1.0.1', prefixLength: 24, broadcast: '10.1.0.255' },
    { ...six, device: 'br0', address: 'fd00::5', prefixLength: 64, scope: 'global' },
    {
      ...four,
      device: 'br0',
      address: '10.1.0.2',
      prefixLength: 24,
      broadcast: '10.1.0.255',
      label: 'br0:1',
    },
    { ...four, device: 'lo', address: '127.0.0.1', prefixLength: 8 },
    { ...six, device: 'lo', address: '::1', prefixLength: 128, scope: 'host' },
    { ...four, device: 'tun0', address: '10.5.0.1', prefixLength: 32, peer: '10.5.0.2' },
  ]);
});

test('the form before 2011 says the same', () => {
  const [now, before] = [read('net-tools-2.10/ifconfig_-a.txt'), read('busybox-1.35/ifconfig_-a.txt')];
  expect(before.problems).toEqual([]);
  expect(before.of('address')).toEqual(now.of('address'));
  // It was asked a few seconds later: the counters went on.
  const still = (output: ParsedOutput): unknown =>
    output
      .of('link')
      .map(({ statistics, ...rest }) => ({ ...rest, counters: Object.keys(statistics ?? {}).sort() }));
  expect(still(before)).toEqual(still(now));
  expect(before.of('link')[4]!.statistics).toEqual({
    rx_packets: 21,
    rx_errors: 0,
    rx_dropped: 0,
    rx_fifo_errors: 0,
    rx_frame_errors: 0,
    tx_packets: 8,
    tx_errors: 0,
    tx_dropped: 0,
    tx_fifo_errors: 0,
    tx_carrier_errors: 0,
    collisions: 0,
    rx_bytes: 1332,
    tx_bytes: 656,
  });
});

test('ifconfig: resources of a NIC, and what follows a damaged head, is of no other device', () => {
  const { of, problems } = parseOutput(
    ['ifconfig'],
    'eth0: flags=4163<UP,BROADCAST>  mtu 9000\n' +
      '        ether 52:54:00:00:00:01  txqueuelen 1000  (Ethernet)\n' +
      '        device interrupt 16  memory 0xfbd00000-fbd20000\n' +
      '        RX packets 1 bytes 10 (10.0 B) garbage 7\n' +
      'eth1: flags=41\n' +
      '        inet 10.0.0.1  netmask 255.255.255.0\n',
  );
  expect(of('link')).toMatchObject([
    { name: 'eth0', mtu: 9000, details: { resources: 'device interrupt 16  memory 0xfbd00000-fbd20000' } },
  ]);
  expect(of('address')).toEqual([]);
  expect(problems.map(({ line }) => line)).toEqual([4, 5, 6]);
});

test('brctl showstp gives the bridge and the state of its ports', () => {
  const { facts, problems } = read('net-tools-2.10/brctl_showstp_br0.txt');
  expect(problems).toEqual([]);
  const id = '8000.56400d620627';
  const port = {
    'designated root': id,
    'designated bridge': id,
    'message age timer': 0,
    'forward delay timer': 0,
    'designated cost': 0,
    'hold timer': 0.32,
  };
  const data = { bridge: 'br0', ifindex: null, state: 'forwarding', netns: null };
  expect(facts).toEqual([
    {
      kind: 'linux-bridge',
      data: {
        name: 'br0',
        id,
        stp: null,
        details: {
          'designated root': id,
          'root port': 0,
          'path cost': 0,
          'max age': 20,
          'bridge max age': 20,
          'hello time': 2,
          'bridge hello time': 2,
          'forward delay': 15,
          'bridge forward delay': 15,
          'ageing time': 30,
          'hello timer': 1.32,
          'tcn timer': 0,
          'topology change timer': 24.38,
          'gc timer': 259.14,
          flags: 'TOPOLOGY_CHANGE TOPOLOGY_CHANGE_DETECTED',
        },
        netns: null,
      },
      firstLine: 1,
      lastLine: 11,
    },
    {
      kind: 'bridge-port',
      data: {
        ...data,
        device: 'v0',
        details: { ...port, number: 1, 'port id': '8001', 'designated port': '8001', 'path cost': 2 },
      },
      firstLine: 14,
      lastLine: 20,
    },
    {
      kind: 'bridge-port',
      data: {
        ...data,
        device: 'v2',
        details: { ...port, number: 2, 'port id': '8002', 'designated port': '8002', 'path cost': 100 },
      },
      firstLine: 22,
      lastLine: 28,
    },
  ]);
});

test('command lines that print something else are not theirs', () => {
  expect(arp.recognise(['arp', '-d', '10.0.0.1'])).toBeNull();
  expect(arp.recognise(['arp', '-n', '-i', 'br0'])).toEqual({});
  expect(routeTable.recognise(['route', 'add', 'default', 'gw', '10.0.0.1'])).toBeNull();
  expect(routeTable.recognise(['netstat', '-neopa'])).toBeNull();
  expect(routeTable.recognise(['netstat', '-s'])).toBeNull();
  expect(routeTable.recognise(['netstat', '-nr'])).toEqual({});
  expect(ifconfig.recognise(['ifconfig', 'eth0', 'up'])).toBeNull();
  expect(ifconfig.recognise(['ifconfig', '-s'])).toBeNull();
  expect(ifconfig.recognise(['ifconfig', 'eth0'])).toEqual({ target: 'eth0' });
  expect(brctlShowstp.recognise(['brctl', 'showstp', 'br0'])).toEqual({ target: 'br0' });
});
