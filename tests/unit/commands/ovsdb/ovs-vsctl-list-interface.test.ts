import { describe, expect, test } from 'vitest';
import { ovsVsctlListInterface } from '../../../../shared/commands/ovsdb/ovs-vsctl-list-interface.ts';
import type { OvsInterfaceFact } from '../../../../shared/facts.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

const unasked = {
  status: {},
  duplex: null,
  linkSpeed: null,
  linkResets: 0,
  mtuRequest: null,
  ofportRequest: null,
  ingressPolicing: { rate: 0, burst: 0, kpktsRate: 0, kpktsBurst: 0 },
  bfd: {},
  bfdStatus: {},
  lacpCurrent: null,
};
const nothing: OvsInterfaceFact = {
  name: '',
  bridge: null,
  port: null,
  type: null,
  options: {},
  error: null,
  uuid: null,
  ofport: null,
  ifindex: null,
  mac: null,
  mtu: null,
  adminState: null,
  linkState: null,
  externalIds: {},
  otherConfig: {},
  statistics: {},
  ...unasked,
};
const lab: readonly OvsInterfaceFact[] = [
  {
    ...nothing,
    name: 'gre-c0a80a0c',
    status: { tunnel_egress_iface: 'br-phy', tunnel_egress_iface_carrier: 'up' },
    type: 'gre',
    options: {
      df_default: 'true',
      egress_pkt_mark: '0',
      in_key: 'flow',
      local_ip: '192.168.10.11',
      out_key: 'flow',
      remote_ip: '192.168.10.12',
    },
    uuid: '741922f2-9749-4c46-9d94-a2d66564ccbc',
    ofport: 3,
    mac: '12:f3:12:9b:89:84',
    adminState: 'up',
    linkState: 'up',
    statistics: { rx_bytes: 213816, rx_packets: 2804, tx_bytes: 617486, tx_packets: 6174 },
  },
  {
    ...nothing,
    name: 'patch-tun',
    type: 'patch',
    options: { peer: 'patch-int' },
    uuid: '060814e3-a085-48d1-a11c-a78e09f2c330',
    ofport: 1,
    mac: '4e:39:4b:d8:5d:39',
    adminState: 'up',
    linkState: 'up',
    statistics: { rx_bytes: 627310, rx_packets: 7978, tx_bytes: 1040698, tx_packets: 8766 },
  },
  {
    ...nothing,
    name: 'qvo1476e4c9-4e',
    duplex: 'full',
    linkSpeed: 10000000000,
    mtuRequest: 1458,
    status: { driver_name: 'veth', driver_version: '1.0', firmware_version: '' },
    type: 'system',
    uuid: 'a2468f9c-6cb5-476d-8b62-3c400e5404d2',
    ofport: 11,
    ifindex: 45,
    mac: 'ee:37:51:d4:7f:ac',
    mtu: 1458,
    adminState: 'up',
    linkState: 'up',
    externalIds: {
      'attached-mac': 'fa:16:3e:fa:13:53',
      'iface-id': '1476e4c9-4e47-482c-a329-5d7e0f4d821b',
      'iface-status': 'active',
      'vm-uuid': '4c4a4ad6-3d2e-586a-b485-14272b622428',
    },
    statistics: {
      collisions: 0,
      rx_bytes: 25578,
      rx_crc_err: 0,
      rx_dropped: 0,
      rx_errors: 0,
      rx_frame_err: 0,
      rx_missed_errors: 0,
      rx_multicast_packets: 0,
      rx_over_err: 0,
      rx_packets: 319,
      tx_bytes: 27996,
      tx_dropped: 0,
      tx_errors: 0,
      tx_packets: 332,
    },
  },
];

describe('ovs-vsctl list Interface', () => {
  test('Open vSwitch 3.1', () => {
    const { of, ranges, problems } = readFixture(ovsVsctlListInterface, 'lab/ovs-vsctl_list_Interface.txt');
    expect(problems).toEqual([]);
    expect(of('ovs-interface')).toEqual(lab);
    expect(ranges.filter((range) => range.startsWith('ovs-interface'))).toEqual([
      'ovs-interface 1-36',
      'ovs-interface 38-73',
      'ovs-interface 75-110',
    ]);
  });

  test('with a blank line after every line, as blogs have it', () => {
    const lines = linesOf(fixture('lab/ovs-vsctl_list_Interface.txt')).filter((line) => line !== '');
    const { of, problems } = readLines(
      ovsVsctlListInterface,
      lines.flatMap((line) => [line, '']),
    );
    expect(problems).toEqual([]);
    expect(of('ovs-interface')).toEqual(lab);
  });

  test('a device that cannot be opened', () => {
    const { of, problems } = readFixture(ovsVsctlListInterface, 'switch/ovs-vsctl_list_Interface.txt');
    expect(problems).toEqual([]);
    expect(of('ovs-interface')[0]).toEqual({
      ...nothing,
      linkResets: null,
      ofportRequest: 9,
      name: 'gone',
      type: 'system',
      error: 'could not open network device gone (No such device)',
      uuid: '84a8c028-453e-4f0b-a198-a63e20251002',
      ofport: -1,
    });
  });

  test('--columns=name,ofport: what is not printed is null', () => {
    const { of, problems } = readFixture(
      ovsVsctlListInterface,
      'switch/ovs-vsctl_--columns=name,ofport_list_Interface.txt',
    );
    expect(problems).toEqual([]);
    const expected = [
      ['gone', -1],
      ['brfake', 6],
      ['t1', 3],
      ['br0', 65534],
      ['odd port', 2],
      ['p1', 1],
      ['b2', 4],
      ['b1', 5],
    ] as const;
    expect(of('ovs-interface')).toEqual(
      expected.map(([name, ofport]) => ({
        ...nothing,
        ingressPolicing: null,
        linkResets: null,
        name,
        ofport,
      })),
    );
  });

  test('a record cut at either end costs that record', () => {
    const lines = linesOf(fixture('lab/ovs-vsctl_list_Interface.txt'));
    const tail = readLines(ovsVsctlListInterface, lines.slice(30));
    expect(tail.of('ovs-interface')).toEqual(lab.slice(1));
    expect(tail.problems).toMatchObject([{ line: 1, code: 'unexpected-line' }]);
    const head = readLines(ovsVsctlListInterface, lines.slice(0, 100));
    expect(head.of('ovs-interface')).toEqual(lab.slice(0, 2));
    expect(head.problems).toMatchObject([{ line: 75, code: 'unexpected-line' }]);
  });

  test('a value that is cut costs that value', () => {
    const lines = linesOf(fixture('lab/ovs-vsctl_list_Interface.txt')).slice(0, 36);
    lines[31] = lines[31]!.slice(0, 60);
    const { of, problems } = readLines(ovsVsctlListInterface, lines);
    expect(of('ovs-interface')).toEqual([{ ...lab[0], options: {} }]);
    expect(problems).toMatchObject([{ severity: 'error', line: 32, code: 'unexpected-line' }]);
  });

  test('command lines', () => {
    const recognise = (line: string): unknown => ovsVsctlListInterface.recognise(line.split(' '));
    expect(recognise('ovs-vsctl -t 5 list interface')).toEqual({});
    expect(recognise('ovs-vsctl list Interface')).toEqual({});
    expect(recognise('ovs-vsctl list Interface br-int')).toEqual({ target: 'br-int' });
    expect(recognise('ovs-vsctl list int br-int p1')).toEqual({ target: 'br-int p1' });
    expect(recognise('ovs-vsctl --columns=name,ofport list Interface')).toEqual({});
    expect(recognise('ovs-vsctl --format=list -- --columns=name find Interface type=internal')).toEqual({
      target: 'type=internal',
    });
    expect(recognise('ovs-vsctl -f json list Interface')).toEqual({});
    expect(recognise('ovs-vsctl --bare --columns=name list Interface')).toBeNull();
    expect(recognise('ovs-vsctl list Bridge')).toBeNull();
    expect(recognise('ovs-vsctl list i')).toBeNull();
  });
});
