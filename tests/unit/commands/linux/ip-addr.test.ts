import { expect, test } from 'vitest';
import { ipAddr } from '../../../../shared/commands/linux/ip-addr.ts';
import type { AddressFact } from '../../../../shared/facts.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

function address(
  ifindex: number,
  device: string,
  text: string,
  scope: string,
  netns: string | null = null,
  more: Partial<AddressFact> = {},
): AddressFact {
  const [plain = '', length] = text.split('/');
  const family = plain.includes(':') ? 'inet6' : 'inet';
  return {
    device,
    ifindex,
    netns,
    family,
    address: plain,
    prefixLength: Number(length),
    scope,
    peer: null,
    broadcast: null,
    label: family === 'inet' ? device : null,
    flags: [],
    validLifetime: 'forever',
    preferredLifetime: 'forever',
    metric: null,
    protocol: null,
    ...more,
  };
}

const port = '36aaab22-c8';
const hostAddresses = [
  address(1, 'lo', '127.0.0.1/8', 'host'),
  address(1, 'lo', '::1/128', 'host'),
  address(2, 'eth0', '10.0.0.11/24', 'global'),
  address(2, 'eth0', 'fe80::5054:ff:fea0:b00/64', 'link'),
  address(5, 'br-phy', '192.168.10.11/24', 'global'),
  address(5, 'br-phy', 'fe80::5054:ff:feb0:b01/64', 'link'),
  address(57, `qvo${port}`, 'fe80::78fd:19ff:fe99:b38f/64', 'link'),
  address(58, `qvb${port}`, 'fe80::4c71:92ff:fea7:a731/64', 'link'),
  address(59, `tap${port}`, 'fe80::fc16:3eff:fec7:ae08/64', 'link'),
];

test('ip addr gives devices and addresses', () => {
  const { facts, of, problems } = parseOutput(['ip', 'addr'], linuxOutput('ip_addr.txt'));
  expect(problems).toEqual([]);
  expect(of('address')).toEqual(hostAddresses);
  expect(
    facts.filter(({ kind }) => kind === 'address').map(({ firstLine, lastLine }) => [firstLine, lastLine]),
  ).toEqual([3, 5, 9, 11, 15, 17, 23, 27, 31].map((line) => [line, line + 1]));
  expect(
    facts
      .filter(({ kind }) => kind === 'link')
      .map(({ data, firstLine, lastLine }) => ['name' in data && data.name, firstLine, lastLine]),
  ).toEqual([
    ['lo', 1, 2],
    ['eth0', 7, 8],
    ['br-phy', 13, 14],
    [`qbr${port}`, 19, 20],
    [`qvo${port}`, 21, 22],
    [`qvb${port}`, 25, 26],
    [`tap${port}`, 29, 30],
  ]);
  expect(of('link')[1]).toEqual({
    name: 'eth0',
    ifindex: 2,
    netns: null,
    peer: null,
    peerIfindex: 7,
    linkNetnsid: 0,
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    qdisc: 'noqueue',
    master: null,
    state: 'UP',
    mac: '52:54:00:a0:0b:00',
    infoKind: null,
    details: {},
    statistics: null,
  });
});

test('ip -o addr gives addresses only', () => {
  const { facts, of, problems } = parseOutput(['ip', '-o', 'addr'], linuxOutput('ip_-o_addr'));
  expect(problems).toEqual([]);
  expect(facts).toHaveLength(19);
  expect(new Set(facts.map(({ kind }) => kind))).toEqual(new Set(['address']));
  expect(facts.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual(
    facts.map((_fact, i) => [i + 1, i + 1]),
  );
  const shown = new Set(hostAddresses.map(({ ifindex }) => ifindex));
  expect(of('address').filter(({ ifindex }) => shown.has(ifindex))).toEqual(hostAddresses);
});

test('in a namespace, devices and addresses are of that namespace', () => {
  const netns = 'qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86';
  const { of, problems } = parseOutput(
    ['ip', '-d', 'addr'],
    linuxOutput('ip_netns_exec_qrouter-f34652a4-a7f2-468e-9eb8-2a12d89cdf86_ip_-d_addr.txt'),
    netns,
  );
  expect(problems).toEqual([]);
  expect(of('address')).toEqual([
    address(1, 'lo', '127.0.0.1/8', 'host', netns),
    address(1, 'lo', '::1/128', 'host', netns),
    address(12, 'qr-5407cdd8-83', '10.18.0.1/24', 'global', netns, { broadcast: '10.18.0.255' }),
    address(12, 'qr-5407cdd8-83', 'fe80::f816:3eff:fea1:21cb/64', 'link', netns),
    address(13, 'qg-8459d00f-a9', '172.16.0.137/16', 'global', netns, { broadcast: '172.16.255.255' }),
    address(13, 'qg-8459d00f-a9', '172.16.0.120/32', 'global', netns, { broadcast: '172.16.0.120' }),
    address(13, 'qg-8459d00f-a9', 'fe80::f816:3eff:feee:dafd/64', 'link', netns),
    address(14, 'qr-a08938ba-4d', '10.22.22.1/24', 'global', netns, { broadcast: '10.22.22.255' }),
    address(14, 'qr-a08938ba-4d', 'fe80::f816:3eff:fe9c:8c71/64', 'link', netns),
  ]);
  expect(of('link').map(({ name, infoKind, netns: space }) => [name, infoKind, space])).toEqual([
    ['lo', null, netns],
    ['qr-5407cdd8-83', 'tun', netns],
    ['qg-8459d00f-a9', 'tun', netns],
    ['qr-a08938ba-4d', 'tun', netns],
  ]);
});

// A tunnel of iproute2 4.x: the prefix length stands with the peer's address.
test('point-to-point addresses, and ones that are cut', () => {
  const { of, problems } = parseOutput(
    ['ip', 'address', 'show'],
    [
      '4: Tunnel1@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1419 qdisc noqueue state UNKNOWN group default qlen 1',
      '    link/ipip 10.1.1.2 peer 2.2.2.2',
      '    inet 172.16.0.1 peer 192.168.1.1/32 scope global Tunnel1',
      '       valid_lft forever preferred_lft forever',
      '    inet 172.16.0.2',
      '    inet 172.16',
    ].join('\n'),
  );
  expect(of('address')).toEqual([
    address(4, 'Tunnel1', '172.16.0.1/32', 'global', null, { peer: '192.168.1.1' }),
  ]);
  expect(of('link').map(({ peer, mac }) => [peer, mac])).toEqual([[null, null]]);
  expect(problems.map(({ code, line }) => [code, line])).toEqual([
    ['unexpected-line', 5],
    ['unexpected-line', 6],
  ]);
});

test('a device that a blog ran together', () => {
  const whole = linuxOutput('ip_addr.txt').split('\n').slice(6, 12);
  const unfolded = ipAddr.unfold!(whole.map((line) => line.trim()).join(''));
  expect(unfolded?.map((line) => line.trim())).toEqual(whole.map((line) => line.trim()));
  for (const line of linuxOutput('ip_addr.txt').split('\n')) expect(ipAddr.unfold!(line), line).toBeNull();
});

test('recognises its command lines', () => {
  for (const [argv, said] of [
    ['ip a', {}],
    ['ip addr', {}],
    ['ip a s', {}],
    ['ip -d address', {}],
    ['ip -o addr', {}],
    ['ip -4 addr show dev eth0', { target: 'eth0' }],
    ['ip -f inet addr', {}],
    ['ip address show', {}],
    ['ip addr show scope global', {}],
    ['ip addr add 10.0.0.1/24 dev eth0', null],
    ['ip addrlabel', null],
    ['ip -brief addr', {}],
    ['ip -j addr', {}],
    ['ip maddr show', null],
  ] as const)
    expect(ipAddr.recognise(argv.split(' ')), argv).toEqual(said);
});
