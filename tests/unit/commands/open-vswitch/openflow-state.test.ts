// What `ovs-ofctl` says beside flows: whole facts of real outputs, by OpenFlow version.
import { describe, expect, test } from 'vitest';
import { recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import type { GroupBucket } from '../../../../shared/facts.ts';
import { fixtureOutputs } from '../../../fixture-outputs.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';

const outputs = new Map(fixtureOutputs('openvswitch').map((output) => [output.name, output]));

function read(name: string): ReadOutput {
  const output = outputs.get(`${name}.txt`);
  if (output === undefined) throw new Error(`no fixture ${name}`);
  const found = readLines(output.command, output.lines, output.context);
  expect(found.problems).toEqual([]);
  return found;
}

const bucket = (given: Partial<GroupBucket>): GroupBucket => ({
  text: '',
  bucketId: null,
  weight: null,
  watchPort: null,
  watchGroup: null,
  actions: '',
  ...given,
});

describe('ovs-ofctl dump-groups', () => {
  const byId = (name: string) =>
    new Map(
      read(name)
        .of('openflow-group')
        .map((group) => [group.groupId, group]),
    );

  test('OpenFlow 1.5: bucket ids, watches, selection method', () => {
    const groups = byId('switch/ovs-ofctl_-O_OpenFlow15_dump-groups_br0');
    expect([...groups.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(groups.get(2)).toEqual({
      bridge: 'br0',
      groupId: 2,
      type: 'select',
      protocol: 'OpenFlow15',
      selectionMethod: 'hash',
      selectionMethodParam: '5',
      fields: 'eth_dst,ip_dst=255.255.0.0',
      buckets: [
        bucket({
          text: 'bucket_id:1,weight:100,watch_port:3,actions=output:3',
          bucketId: 1,
          weight: 100,
          watchPort: '3',
          actions: 'output:3',
        }),
        bucket({
          text: 'bucket_id:7,weight:50,watch_group:1,actions=output:4',
          bucketId: 7,
          weight: 50,
          watchGroup: 1,
          actions: 'output:4',
        }),
      ],
    });
    expect(groups.get(3)?.buckets[0]?.actions).toBe(
      'resubmit(,4),ct(commit,zone=5,nat(src=10.0.0.1-10.0.0.9:1-99))',
    );
    expect(groups.get(5)?.buckets).toEqual([]);
  });

  test('OpenFlow 1.3 keeps neither ids nor methods; --names names the watched ports', () => {
    const plain = byId('switch/ovs-ofctl_-O_OpenFlow13_dump-groups_br0');
    expect(plain.get(2)).toMatchObject({ selectionMethod: null, fields: null, protocol: 'OpenFlow13' });
    expect(plain.get(2)?.buckets.map((one) => one.bucketId)).toEqual([null, null]);
    const named = byId('switch/ovs-ofctl_-O_OpenFlow15_--names_dump-groups_br0');
    expect(named.get(4)?.buckets.map((one) => [one.watchPort, one.actions])).toEqual([
      ['p1', 'output:p1'],
      ['p2', 'output:p2'],
    ]);
    expect(byId('switch/ovs-ofctl_dump-groups_br0').get(2)?.protocol).toBe('OpenFlow10');
  });

  test('a group of which the end is missing is a problem, not half a group', () => {
    const { command } = recogniseCommandLine('ovs-ofctl dump-groups br0')!;
    for (const line of [
      ' group_id=2,type=select,bucket=weight:100',
      ' group_id=2,type=select,bucket=weight:100,actions=',
      ' group_id=2,type=select,colour=red,bucket=actions=drop',
    ]) {
      expect(readLines(command, [line])).toMatchObject({ facts: [], problems: [{ line: 1 }] });
    }
  });
});

test('ovs-ofctl dump-group-stats, with and without a duration', () => {
  const of = (name: string) =>
    read(name)
      .of('openflow-group-statistics')
      .find((group) => group.groupId === 2);
  const counts = { bridge: 'br0', groupId: 2, references: 1, packets: 6, bytes: 324 };
  const buckets = [
    { packets: 6, bytes: 324 },
    { packets: 0, bytes: 0 },
  ];
  expect(of('switch/ovs-ofctl_-O_OpenFlow11_dump-group-stats_br0')).toEqual({
    ...counts,
    duration: null,
    buckets,
  });
  expect(of('switch/ovs-ofctl_dump-group-stats_br0')?.duration).toBeGreaterThan(0);
});

describe('ovs-ofctl dump-ports', () => {
  test('OpenFlow 1.0: counters, some of which a port does not have', () => {
    const ports = read('switch/ovs-ofctl_dump-ports_br0').of('openflow-port-statistics');
    expect(ports).toHaveLength(13);
    expect(ports.map(({ port, ofport }) => [port, ofport])).toContainEqual(['LOCAL', 65534]);
    expect(ports.every((port) => port.duration === null && Object.keys(port.groups).length === 0)).toBe(true);
  });

  test('OpenFlow 1.4: duration and the groups of RFC 2819', () => {
    const { facts, ranges } = read('printed/ovs-ofctl_-O_OpenFlow14_dump-ports_br0');
    expect(ranges).toEqual(['openflow-port-statistics 2-6']);
    expect(facts[0]?.data).toMatchObject({
      bridge: 'br0',
      port: '2',
      ofport: 2,
      received: { pkts: 20, bytes: 1000, drop: 3, errs: 5, frame: 0, over: 1, crc: 2 },
      transmitted: { pkts: 21, bytes: 2000, drop: 4, errs: 6, coll: 3 },
      duration: 100.5,
      groups: {
        'rx rfc2819': { '1_to_64_packets': 100, rx_jabber_errors: 120 },
        'tx rfc2819': { '1_to_64_packets': 107, broadcast_packets: 116 },
      },
    });
  });

  test.each(['switch-2.15', 'switch', 'switch-3.5'])('OpenFlow 1.5 of %s: custom statistics', (folder) => {
    const ports = read(`${folder}/ovs-ofctl_-O_OpenFlow15_dump-ports_br0`).of('openflow-port-statistics');
    expect(ports).toHaveLength(13);
    expect(ports.every((port) => (port.duration ?? 0) > 0)).toBe(true);
    const dummy = ports.find((port) => port.port === '11');
    expect(Object.keys(dummy?.groups['CUSTOM'] ?? {})).toContain('rx_custom_packets_1');
    expect(ports.find((port) => port.port === '10')?.groups).toEqual({});
  });

  test('ports by name', () => {
    const ports = read('switch/ovs-ofctl_-O_OpenFlow13_--names_dump-ports_br0').of(
      'openflow-port-statistics',
    );
    expect(ports.map(({ port, ofport }) => [port, ofport])).toEqual(
      expect.arrayContaining([
        ['p1', null],
        ['LOCAL', 65534],
      ]),
    );
  });
});

test('meters and their counters', () => {
  expect(read('switch/ovs-ofctl_-O_OpenFlow13_dump-meters_br0').of('openflow-meter')).toEqual([
    {
      bridge: 'br0',
      meter: '1',
      flags: ['kbps', 'burst', 'stats'],
      bands: [{ type: 'drop', rate: 10000, burstSize: 1000, precedenceLevel: null }],
    },
    {
      bridge: 'br0',
      meter: '2',
      flags: ['pktps'],
      bands: [{ type: 'drop', rate: 5, burstSize: null, precedenceLevel: null }],
    },
  ]);
  expect(read('switch/ovs-ofctl_-O_OpenFlow13_meter-stats_br0').of('openflow-meter-statistics')[0]).toEqual({
    bridge: 'br0',
    meter: '1',
    flows: 1,
    packets: 6,
    bytes: 636,
    duration: 393.614,
    bands: [{ packets: 0, bytes: 0 }],
  });
});

describe('tables', () => {
  const brief = (name: string) =>
    read(name)
      .of('openflow-table')
      .map(({ table, lastTable, active }) => [table, lastTable, active]);

  test('alike ones in one line', () => {
    expect(brief('switch/ovs-ofctl_-O_OpenFlow13_dump-tables_br0')).toEqual([
      [0, 0, 8],
      [1, 1, 1],
      [2, 2, 0],
      [3, 253, 0],
    ]);
  });

  test('OpenFlow 1.2: what a table can do is taken over where it says the same', () => {
    const tables = read('switch/ovs-ofctl_-O_OpenFlow12_dump-tables_br0').of('openflow-table');
    const [first, second, , ditto, last] = tables;
    expect(first?.properties).toMatchObject({
      config: 'controller',
      max_entries: '1000000',
      instructions: 'apply_actions clear_actions write_actions write_metadata goto_table',
    });
    expect(second?.properties).toEqual(first?.properties);
    expect(ditto).toMatchObject({ table: 3, lastTable: 252, properties: first?.properties });
    // The last table cannot go to another, but for the rest it is the same.
    expect(last?.properties['instructions']).toBe('apply_actions clear_actions write_actions write_metadata');
    expect(last?.properties['actions']).toBe(first?.properties['actions']);
    expect(last?.properties['matching: exact match or wildcard']).toBe(
      first?.properties['matching: exact match or wildcard'],
    );
  });

  test('descriptions and features are of the same tables', () => {
    expect(read('switch/ovs-ofctl_-O_OpenFlow15_dump-table-desc_br0').of('openflow-table')[1]).toEqual({
      bridge: 'br0',
      table: 1,
      lastTable: 1,
      name: null,
      active: null,
      lookup: null,
      matched: null,
      properties: { eviction: 'off', eviction_flags: 'OTHER|IMPORTANCE|LIFETIME', vacancy: 'off' },
    });
    const features = read('switch/ovs-ofctl_-O_OpenFlow13_dump-table-features_br0').of('openflow-table');
    expect(features[0]?.properties['instructions: next tables']).toBe('1-253');
    expect(features[1]).toMatchObject({ table: 1, lastTable: 252 });
  });
});

test('queues: counters, and what they are configured to', () => {
  const queue = { bridge: 'br0', rates: {} };
  expect(read('printed/ovs-ofctl_-O_OpenFlow14_queue-stats_br0').of('openflow-queue')).toEqual([
    { ...queue, port: '3', ofport: 3, queue: '1', bytes: 302, packets: 1, errors: 0, duration: 100.5 },
    { ...queue, port: '1', ofport: 1, queue: '4294967294', bytes: 2100, packets: 20, errors: 3, duration: 7 },
  ]);
  for (const name of ['queue-get-config_br0', '-O_OpenFlow15_queue-get-config_br0']) {
    const queues = read(`switch/ovs-ofctl_${name}`).of('openflow-queue');
    expect(queues.map(({ port, queue: id }) => [port, id])).toContainEqual(['12', '0']);
    expect(queues.every(({ port }) => port !== 'ANY')).toBe(true);
  }
});

test('Geneve options, and the room for them', () => {
  const { of } = read('switch/ovs-ofctl_dump-tlv-map_br0');
  expect(of('tlv-map')).toEqual([
    { bridge: 'br0', class: '0xffff', type: '0', length: 4, field: 'tun_metadata0' },
    { bridge: 'br0', class: '0x102', type: '0x80', length: 124, field: 'tun_metadata63' },
  ]);
  expect(of('ovs-bridge-state')).toEqual([
    {
      bridge: 'br0',
      topic: 'dump-tlv-map',
      values: { 'max option space': '256', 'max fields': '64', 'allocated option space': '128' },
    },
  ]);
});

test.each([
  ['ovs-ofctl_-O_OpenFlow13_dump-desc_br0', 'dump-desc', { Software: '3.1.0', 'Serial Num': 'None' }],
  ['ovs-ofctl_dump-aggregate_br0', 'dump-aggregate', { flow_count: '9' }],
  ['ovs-ofctl_get-frags_br0', 'get-frags', { frags: 'normal' }],
  [
    'ovs-ofctl_-O_OpenFlow13_meter-features_br0',
    'meter-features',
    { max_meter: '262144', band_types: 'drop' },
  ],
  [
    'ovs-ofctl_-O_OpenFlow13_dump-group-features_br0',
    'dump-group-features',
    { Types: '0xf', 'fast failover group: max_groups': '0xffffff00' },
  ],
])('%s', (name, topic, values) => {
  const [state] = read(`switch/${name}`).of('ovs-bridge-state');
  expect(state).toMatchObject({ bridge: 'br0', topic, values });
});

test('OpenFlow 1.5 flows with --stats, and those of bridge/dump-flows', () => {
  const stats = read('switch/ovs-ofctl_-O_OpenFlow15_--stats_dump-flows_br0').of('flow');
  expect(stats).toHaveLength(9);
  expect(stats[0]).toMatchObject({
    bridge: 'br0',
    table: 0,
    priority: 10,
    match: 'icmp,in_port=1',
    actions: 'meter:1,output:2',
    nPackets: 9,
  });
});
