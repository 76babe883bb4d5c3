// Whole facts of `bridge fdb`, `bridge vlan` and `bridge mdb`.
import { expect, test } from 'vitest';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

test('bridge fdb', () => {
  const { facts, problems } = parseOutput(
    ['bridge', '-s', '-s', '-d', '-t', 'fdb', 'show'],
    linuxOutput('iproute2-6.15/bridge_-s_-s_-d_-t_fdb_show.txt'),
    'ns1',
  );
  expect(problems).toEqual([]);
  const entry = { vlan: null, remote: null, vni: null, port: null, attributes: {}, netns: 'ns1' };
  expect([facts[0], facts[9], facts[10]]).toEqual([
    {
      kind: 'bridge-fdb-entry',
      data: {
        ...entry,
        mac: '33:33:00:00:00:01',
        device: 'far0',
        bridge: null,
        state: 'permanent',
        flags: ['self'],
        used: null,
        updated: null,
      },
      firstLine: 1,
      lastLine: 1,
    },
    {
      kind: 'bridge-fdb-entry',
      data: {
        ...entry,
        mac: 'fa:16:3e:00:00:ab',
        device: 'qvb',
        bridge: 'br0',
        state: 'permanent',
        flags: [],
        used: 11,
        updated: 11,
      },
      firstLine: 10,
      lastLine: 10,
    },
    {
      kind: 'bridge-fdb-entry',
      data: {
        ...entry,
        mac: 'fa:16:3e:00:00:01',
        device: 'qvb',
        bridge: 'br0',
        state: null,
        flags: [],
        used: 13,
        updated: 1,
      },
      firstLine: 11,
      lastLine: 11,
    },
  ]);
});

test('bridge vlan', () => {
  const { facts, problems } = parseOutput(
    ['bridge', 'vlan', 'show'],
    linuxOutput('iproute2-6.1/bridge_vlan_show.txt'),
    'ns1',
  );
  expect(problems).toEqual([]);
  const expected = [
    ['br0', 1, true],
    ['br0', 10, false],
    ['qvb', 10, true],
    ['trunk0', 1, true],
    ['trunk0', 100, false],
  ] as const;
  expect(facts.slice(0, 5)).toEqual(
    expected.map(([device, vlan, own], i) => ({
      kind: 'bridge-vlan',
      data: { device, vlan, vlanEnd: vlan, pvid: own, untagged: own, attributes: {}, netns: 'ns1' },
      firstLine: i + 2,
      lastLine: i + 2,
    })),
  );
});

test('bridge mdb', () => {
  const { facts, problems } = parseOutput(
    ['bridge', 'mdb', 'show'],
    linuxOutput('iproute2-6.15/bridge_mdb_show.txt'),
    'ns1',
  );
  expect(problems).toEqual([]);
  const expected = [
    ['v1', 'ff05::1', 'permanent', null],
    ['qvb', '239.1.1.2', 'temp', 10],
    ['qvb', '239.1.1.1', 'permanent', null],
    ['qvb', 'ff02::1:ff00:1', 'temp', null],
    ['br0', 'ff02::6a', 'temp', null],
    ['br0', 'ff02::1:ff2a:27b9', 'temp', null],
    ['v1', 'ff02::1:ff22:5e48', 'temp', null],
  ] as const;
  expect(facts).toMatchObject(
    expected.map(([port, group, state, vlan], i) => ({
      kind: 'bridge-mdb-entry',
      data: {
        bridge: 'br0',
        port,
        group,
        source: null,
        vlan,
        state,
        flags: [],
        attributes: {},
        netns: 'ns1',
      },
      firstLine: i + 1,
      lastLine: i + 1,
    })),
  );
});
