import { expect, test } from 'vitest';
import { bridgeLink } from '../../../../shared/commands/linux/bridge-link.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

test('bridge -d link gives the ports', () => {
  const { facts, problems } = parseOutput(['bridge', '-d', 'link'], linuxOutput('bridge_-d_link.txt'));
  expect(problems).toEqual([]);
  const port = (bridge: string, device: string, ifindex: number, line: number): unknown => ({
    kind: 'bridge-port',
    data: { bridge, device, ifindex, state: 'forwarding', details: {}, netns: null },
    firstLine: line,
    lastLine: line,
  });
  expect(facts).toEqual([
    port('qbr1476e4c9-4e', 'qvb1476e4c9-4e', 46, 1),
    port('qbr1476e4c9-4e', 'tap1476e4c9-4e', 47, 3),
    port('qbrd2d2ac5d-a7', 'qvbd2d2ac5d-a7', 50, 5),
    port('qbrd2d2ac5d-a7', 'tapd2d2ac5d-a7', 51, 7),
  ]);
});

// How other versions print it: 5.5 with `-d` ends a line with the device's name and lists bridges as
// their own ports; 3.16 has a state before the flags; a NIC that switches by itself has no master.
test('other versions', () => {
  const { facts, problems } = parseOutput(
    ['bridge', '-s', '-s', '-d', 'link', 'show'],
    [
      '2: ens3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br-ens3 state forwarding priority 32 cost 100 ',
      '    hairpin off guard off root_block off fastleave off learning on flood on isolated off ens3',
      '9: br-ens3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br-ens3 br-ens3',
      '3: eth1 state UP : <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state blocking priority 32 cost 4 ',
      '4: eth2 state UP : <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 hwmode VEB ',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(facts.map(({ data }) => data)).toEqual([
    { bridge: 'br-ens3', device: 'ens3', ifindex: 2, state: 'forwarding', details: {}, netns: null },
    { name: 'br-ens3', id: null, stp: null, details: {}, netns: null },
    { bridge: 'br0', device: 'eth1', ifindex: 3, state: 'blocking', details: {}, netns: null },
  ]);
});

test('recognises its command line and its first line', () => {
  expect(bridgeLink.recognise(['bridge', 'link'])).toEqual({});
  expect(bridgeLink.recognise(['bridge', '-s', '-s', '-d', 'link', 'show'])).toEqual({});
  expect(bridgeLink.recognise(['bridge', '-d', 'link', 'show', 'dev', 'eth0'])).toEqual({ target: 'eth0' });
  expect(bridgeLink.recognise(['bridge', '-j', 'link'])).toEqual({});
  expect(bridgeLink.recognise(['bridge', 'fdb', 'show'])).toBeNull();
  expect(bridgeLink.recognise(['bridge', 'vlan'])).toBeNull();
  const [line = ''] = linuxOutput('bridge_-d_link.txt').split('\n');
  expect(bridgeLink.sniff(line)).toBe(true);
  expect(bridgeLink.sniff('1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN')).toBe(false);
});
