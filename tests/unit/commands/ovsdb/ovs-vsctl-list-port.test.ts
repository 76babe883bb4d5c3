import { describe, expect, test } from 'vitest';
import { ovsVsctlListPort } from '../../../../shared/commands/ovsdb/ovs-vsctl-list-port.ts';
import type { OvsPortFact } from '../../../../shared/facts.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

const plain: OvsPortFact = {
  bridge: null,
  name: '',
  tag: 'none',
  trunks: [],
  vlanMode: 'none',
  interfaces: null,
  uuid: null,
  otherConfig: {},
  bondMode: 'none',
  lacp: 'none',
  bondActiveMember: null,
  qos: 'none',
  mac: null,
  cvlans: [],
  fakeBridge: false,
  protected: false,
  externalIds: {},
  status: {},
};
const lab: readonly OvsPortFact[] = [
  { ...plain, name: 'gre-c0a80a0c', uuid: '82b74929-4ee4-492b-84b0-622710b73949' },
  {
    ...plain,
    name: 'patch-tun',
    uuid: '815210aa-0d1b-480c-9e66-0144ce18db34',
    otherConfig: { 'mcast-snooping-flood': 'False', 'mcast-snooping-flood-reports': 'False' },
  },
  {
    ...plain,
    name: 'qvo1476e4c9-4e',
    tag: 1,
    uuid: '220f7dd5-2549-4d35-b710-e39a1147c3dd',
    otherConfig: {
      net_uuid: 'f4740671-9f44-45bf-b270-ba95b11611f5',
      network_type: 'gre',
      physical_network: 'None',
      segmentation_id: '554',
      tag: '1',
    },
  },
];
const labOutput = 'lab/ovs-vsctl_list_Port.txt';

describe('ovs-vsctl list Port', () => {
  test('Open vSwitch 3.1 under Neutron', () => {
    const { of, ranges, problems } = readFixture(ovsVsctlListPort, labOutput);
    expect(problems).toEqual([]);
    expect(of('ovs-port')).toEqual(lab);
    expect(ranges.filter((range) => range.startsWith('ovs-port'))).toEqual([
      'ovs-port 1-23',
      'ovs-port 25-47',
      'ovs-port 49-71',
    ]);
  });

  test('with a blank line after every line, as blogs have it', () => {
    const lines = linesOf(fixture(labOutput)).filter((line) => line !== '');
    const { of, problems } = readLines(
      ovsVsctlListPort,
      lines.flatMap((line) => [line, '']),
    );
    expect(problems).toEqual([]);
    expect(of('ovs-port')).toEqual(lab);
  });

  test('trunks, a VLAN mode, a quoted name, a bond', () => {
    const { of, problems } = readFixture(ovsVsctlListPort, 'switch/ovs-vsctl_list_Port.txt');
    expect(problems).toEqual([]);
    expect(of('ovs-port')).toEqual([
      {
        ...plain,
        name: 't1',
        tag: 5,
        trunks: [10, 20, 30],
        vlanMode: 'native-untagged',
        uuid: '155afa95-2ff2-43e4-9dac-774e626c8bd2',
      },
      { ...plain, name: 'odd port', uuid: '9a400e3e-39ff-4431-9660-de2c8f7cfae0' },
      { ...plain, name: 'br0', uuid: '772c0d7b-8e06-4fc3-a93f-5c1d98f07c2d' },
      {
        ...plain,
        name: 'bond0',
        bondMode: 'balance-tcp',
        lacp: 'active',
        bondActiveMember: '00:00:00:00:00:00',
        trunks: [7],
        uuid: 'f904047f-692c-4b5c-9ba4-93df309b7352',
      },
    ]);
  });

  test('--columns=name,tag: what is not printed is null, a tag that is not set is none', () => {
    const { of, problems } = readFixture(
      ovsVsctlListPort,
      'switch/ovs-vsctl_--columns=name,tag_list_Port.txt',
    );
    expect(problems).toEqual([]);
    const row = {
      ...plain,
      trunks: null,
      vlanMode: null,
      bondMode: null,
      lacp: null,
      qos: null,
      cvlans: null,
      fakeBridge: null,
      protected: null,
    };
    expect(of('ovs-port')).toEqual([
      { ...row, name: 't1', tag: 5 },
      { ...row, name: 'odd port' },
      { ...row, name: 'br0' },
      { ...row, name: 'bond0' },
    ]);
  });

  test('a record cut at either end costs that record', () => {
    const lines = linesOf(fixture(labOutput));
    const tail = readLines(ovsVsctlListPort, lines.slice(13));
    expect(tail.of('ovs-port')).toEqual(lab.slice(1));
    expect(tail.problems).toMatchObject([
      { line: 1, message: 'These columns belong to a row of Port whose name is not there.' },
    ]);
    const head = readLines(ovsVsctlListPort, lines.slice(0, 60));
    expect(head.of('ovs-port')).toEqual(lab.slice(0, 2));
    expect(head.problems).toMatchObject([{ line: 49, code: 'unexpected-line' }]);
  });

  test('a value that is cut costs that value', () => {
    const lines = linesOf(fixture(labOutput)).slice(48);
    lines[13] = lines[13]!.slice(0, 60);
    lines[21] = 'trunks              : [10, 2';
    const { of, problems } = readLines(ovsVsctlListPort, lines);
    expect(of('ovs-port')).toEqual([{ ...lab[2], otherConfig: {}, trunks: null }]);
    expect(problems).toMatchObject([
      { severity: 'error', line: 14, message: 'The value of other_config cannot be read.' },
      { severity: 'error', line: 22, message: 'The value of trunks cannot be read.' },
    ]);
  });

  test('command lines', () => {
    const recognise = (line: string): unknown => ovsVsctlListPort.recognise(line.split(' '));
    expect(recognise('ovs-vsctl -t 5 list port')).toEqual({});
    expect(recognise('ovs-vsctl list Port')).toEqual({});
    expect(recognise('ovs-vsctl list Port qvo1476e4c9-4e')).toEqual({ target: 'qvo1476e4c9-4e' });
    expect(recognise('ovs-vsctl find port tag=4095')).toEqual({ target: 'tag=4095' });
    expect(recognise('ovs-vsctl --columns=name,other_config list Port')).toEqual({});
    expect(recognise('ovs-vsctl -f json list Port')).toEqual({});
    expect(recognise('ovs-vsctl list Interface')).toBeNull();
    expect(recognise('ovs-vsctl list-ports br-int')).toBeNull();
  });
});
