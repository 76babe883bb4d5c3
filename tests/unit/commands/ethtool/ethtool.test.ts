import { expect, test } from 'vitest';
import { ethtoolDriver } from '../../../../shared/commands/ethtool/ethtool-driver.ts';
import { ethtoolStatistics } from '../../../../shared/commands/ethtool/ethtool-statistics.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

test('ethtool -S of a veth says where its other end is', () => {
  const { facts, problems } = parseOutput(
    ['ethtool', '-S', 'qvb36aaab22-c8'],
    linuxOutput('ethtool_-S_qvb36aaab22-c8.txt'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'ethtool-statistics',
      data: {
        device: 'qvb36aaab22-c8',
        netns: null,
        peerIfindex: 57,
        counters: {
          rx_queue_0_xdp_packets: 0,
          rx_queue_0_xdp_bytes: 0,
          rx_queue_0_drops: 0,
          rx_queue_0_xdp_redirect: 0,
          rx_queue_0_xdp_drops: 0,
          rx_queue_0_xdp_tx: 0,
          rx_queue_0_xdp_tx_errors: 0,
          tx_queue_0_xdp_xmit: 0,
          tx_queue_0_xdp_xmit_errors: 0,
        },
      },
      firstLine: 1,
      lastLine: 11,
    },
  ]);
});

test('the article’s line comes back as two', () => {
  const published = 'NIC statistics: peer_ifindex: 16';
  expect(ethtoolStatistics.sniff(published)).toBe(true);
  expect(ethtoolStatistics.unfold!(published)).toEqual(['NIC statistics:', '     peer_ifindex: 16']);
  expect(ethtoolStatistics.unfold!('NIC statistics: peer_ifindex: 46 rx_queue_0_drops: 3')).toEqual([
    'NIC statistics:',
    '     peer_ifindex: 46',
    '     rx_queue_0_drops: 3',
  ]);
  expect(ethtoolStatistics.unfold!('NIC statistics:')).toBeNull();
  expect(ethtoolStatistics.unfold!('     peer_ifindex: 16')).toBeNull();
  const { facts } = parseOutput(
    ['ethtool', '-S', 'qvb48e06cd2-60'],
    ethtoolStatistics.unfold!(published)!.join('\n'),
  );
  expect(facts.map(({ data }) => data)).toEqual([
    { device: 'qvb48e06cd2-60', netns: null, peerIfindex: 16, counters: {} },
  ]);
});

test('names as drivers print them, also twice', () => {
  const { of, problems } = parseOutput(
    ['ethtool', '-S', 'eth0'],
    [
      'NIC statistics:',
      '     [0]: rx_bytes: 5',
      '     Tx Queue#: 0',
      '       TSO pkts tx: 123',
      '     Tx Queue#: 1',
      '     __proto__: 7',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  const [statistics] = of('ethtool-statistics');
  expect(Object.entries(statistics!.counters)).toEqual([
    ['[0]: rx_bytes', 5],
    ['Tx Queue#', 0],
    ['TSO pkts tx', 123],
    ['Tx Queue# (2)', 1],
    ['__proto__', 7],
  ]);
});

test('a device without statistics gives none, and an output of no known device says so', () => {
  expect(parseOutput(['ethtool', '-S', 'lo'], 'no stats available\n').facts).toEqual([]);
  for (const [command, text] of [
    [ethtoolStatistics, 'NIC statistics:'],
    [ethtoolDriver, 'driver: veth'],
  ] as const) {
    const problems: string[] = [];
    const parser = command.parser(
      { target: null, netns: null, protocol: null },
      { fact: () => expect.unreachable(), problem: (_severity, _line, code) => problems.push(code) },
    );
    parser.line(text, 1);
    parser.end();
    expect(problems).toEqual(['device-unknown']);
  }
});

test('ethtool -i gives the driver; what it leaves empty or N/A is not known', () => {
  const { facts, problems } = parseOutput(
    ['ethtool', '-i', 'qvb36aaab22-c8'],
    linuxOutput('ethtool_-i_qvb36aaab22-c8.txt'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'ethtool-driver',
      data: {
        device: 'qvb36aaab22-c8',
        netns: null,
        driver: 'veth',
        version: '1.0',
        firmwareVersion: null,
        busInfo: null,
      },
      firstLine: 1,
      lastLine: 10,
    },
  ]);
  const glued = 'driver: bridge version: 2.3 firmware-version: N/A expansion-rom-version: bus-info: N/A';
  const unfolded = ethtoolDriver.unfold!(glued);
  expect(unfolded).toEqual([
    'driver: bridge',
    'version: 2.3',
    'firmware-version: N/A',
    'expansion-rom-version:',
    'bus-info: N/A',
  ]);
  expect(parseOutput(['ethtool', '-i', 'br0'], unfolded!.join('\n')).of('ethtool-driver')).toEqual([
    { device: 'br0', netns: null, driver: 'bridge', version: '2.3', firmwareVersion: null, busInfo: null },
  ]);
  expect(ethtoolDriver.unfold!('driver: veth')).toBeNull();
});

test('recognises its own option and no other', () => {
  expect(ethtoolStatistics.recognise(['ethtool', '-S', 'eth0'])).toEqual({ target: 'eth0' });
  expect(ethtoolStatistics.recognise(['ethtool', '--statistics', 'eth0'])).toEqual({ target: 'eth0' });
  expect(ethtoolDriver.recognise(['ethtool', '-i', 'eth0'])).toEqual({ target: 'eth0' });
  for (const argv of [
    ['ethtool', 'eth0'],
    ['ethtool', '-k', 'eth0'],
    ['ethtool', '-s', 'eth0'],
    ['ethtool', '-S'],
    ['ethtool', '-S', 'eth0', '--all-groups'],
    ['ethtool', '-I', 'eth0'],
  ]) {
    expect(ethtoolStatistics.recognise(argv), argv.join(' ')).toBeNull();
    expect(ethtoolDriver.recognise(argv), argv.join(' ')).toBeNull();
  }
  expect(ethtoolDriver.sniff('driver: overlay2')).toBe(false);
  expect(ethtoolDriver.sniff('supports-statistics: yes')).toBe(true);
});
