import { expect, test } from 'vitest';
import { lshwNetwork } from '../../../../shared/commands/linux/lshw-network.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

const argv = ['lshw', '-class', 'network'];

test('lshw -class network gives each node, with and without a device', () => {
  const { facts, problems } = parseOutput(argv, linuxOutput('lshw_-class_network.txt'));
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'nic',
      data: {
        device: null,
        description: 'Ethernet controller',
        product: 'Virtio 1.0 network device',
        vendor: 'Red Hat, Inc.',
        busInfo: 'pci@0000:00:03.0',
        serial: null,
        driver: 'virtio-pci',
        configuration: { driver: 'virtio-pci', latency: '0' },
      },
      firstLine: 1,
      lastLine: 12,
    },
    {
      kind: 'nic',
      data: {
        device: null,
        description: 'Virtual I/O device',
        product: null,
        vendor: null,
        busInfo: 'virtio@2',
        serial: null,
        driver: 'virtio_net',
        configuration: { driver: 'virtio_net' },
      },
      firstLine: 13,
      lastLine: 17,
    },
  ]);
});

const qvb = {
  device: 'qvb48e06cd2-60',
  description: 'Ethernet interface',
  product: null,
  vendor: null,
  busInfo: null,
  serial: 'be:d5:53:6f:f3:12',
  driver: 'veth',
  configuration: {
    autonegotiation: 'off',
    broadcast: 'yes',
    driver: 'veth',
    driverversion: '1.0',
    duplex: 'full',
    firmware: 'N/A',
    link: 'yes',
    multicast: 'yes',
    port: 'twisted pair',
    promiscuous: 'yes',
    speed: '10Gbit/s',
  },
};

// As published: the whole node on one line.
const published =
  ' *-network:5description: Ethernet interface physical id: 7 logical name: qvb48e06cd2-60 serial: be:d5:53:6f:f3:12 size: 10Gbit/s capabilities: ethernet physical configuration: autonegotiation=off broadcast=yes driver=veth driverversion=1.0 duplex=full firmware=N/A link=yes multicast=yes port=twisted pair promiscuous=yes speed=10Gbit/s';

test('the article’s node comes back as the lines that lshw prints', () => {
  expect(lshwNetwork.sniff(published)).toBe(true);
  const unfolded = lshwNetwork.unfold!(published);
  expect(unfolded).toEqual([
    ' *-network:5',
    '       description: Ethernet interface',
    '       physical id: 7',
    '       logical name: qvb48e06cd2-60',
    '       serial: be:d5:53:6f:f3:12',
    '       size: 10Gbit/s',
    '       capabilities: ethernet physical',
    '       configuration: autonegotiation=off broadcast=yes driver=veth driverversion=1.0 duplex=full firmware=N/A link=yes multicast=yes port=twisted pair promiscuous=yes speed=10Gbit/s',
  ]);
  const { facts, problems } = parseOutput(argv, unfolded!.join('\n'));
  expect(problems).toEqual([]);
  expect(facts).toEqual([{ kind: 'nic', data: qvb, firstLine: 1, lastLine: 8 }]);
});

test('no line that lshw prints is taken for a damaged one', () => {
  for (const line of linuxOutput('lshw_-class_network.txt').split('\n')) {
    expect(lshwNetwork.unfold!(line), line).toBeNull();
  }
});

// Of a whole `lshw`: other nodes are passed over, devices inside a network node and on USB are not.
test('a whole lshw gives its network nodes', () => {
  const { facts, problems } = parseOutput(
    ['lshw'],
    [
      'compute4',
      '    description: Computer',
      '  *-core',
      '       description: Motherboard',
      '     *-pci',
      '        *-network:0',
      '             description: Ethernet controller',
      '           *-virtio0',
      '                logical name: ens3',
      '        *-usb:0',
      '             description: USB controller',
      '           *-usb',
      '                description: Ethernet interface',
      '                logical name: enx0',
      '        *-network:1 DISABLED',
      '             logical name: ens4',
      '             logical name: ens4d1',
    ].join('\n'),
  );
  expect(problems).toEqual([]);
  expect(facts.map(({ data, firstLine }) => ['device' in data ? data.device : '', firstLine])).toEqual([
    [null, 6],
    ['ens3', 8],
    ['enx0', 12],
    ['ens4', 15],
    ['ens4d1', 15],
  ]);
});

test('recognises its command line', () => {
  expect(lshwNetwork.recognise(['lshw'])).toEqual({});
  expect(lshwNetwork.recognise(['lshw', '-C', 'network'])).toEqual({});
  expect(lshwNetwork.recognise(['lshw', '-class', 'network', '-numeric'])).toEqual({});
  expect(lshwNetwork.recognise(['lshw', '-class', 'disk'])).toBeNull();
  expect(lshwNetwork.recognise(['lshw', '-short'])).toBeNull();
  expect(lshwNetwork.recognise(['lshw', '-json'])).toBeNull();
});
