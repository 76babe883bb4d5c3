// What the inspector says of a selection.
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/compare/change.ts';
import { blankDevice } from '../../../shared/network/blank-device.ts';
import type { NetworkDevice } from '../../../shared/network/model.ts';
import { fieldText, subjectOf, wordsOfField } from '../../../renderer/frame/inspector/subject.ts';

/** For selections that are not of a pipeline. */
const noName = (): string => '';

describe('subject of a selection', () => {
  test('a device: its fields in order, nothing that is unknown, its bridge by name', () => {
    const device: NetworkDevice = {
      id: 'veth/qvo48e06cd2-60',
      host: 'compute1',
      kind: 'veth',
      name: 'qvo48e06cd2-60',
      parent: 'ovs-bridge/br-int',
      netns: null,
      ifindex: 16,
      ofport: null,
      tag: 1,
      mac: 'aa:c0:0f:d2:e2:43',
      mtu: 1500,
      state: 'UP',
      addresses: [],
      network: 'vlan 1',
      role: null,
      type: null,
      driver: null,
      pci: null,
      error: null,
      options: {},
      portId: null,
      binding: null,
      detail: null,
      conflicts: [],
      status: 'known',
      reason: null,
      wants: [],
      evidence: [],
    };
    expect(subjectOf({ kind: 'device', snapshotId: 1, device }, noName)).toEqual({
      kind: 'app.device.veth',
      title: 'qvo48e06cd2-60',
      status: 'known',
      reason: null,
      fields: [
        { name: 'parent', value: 'br-int' },
        { name: 'ifindex', value: '16' },
        { name: 'tag', value: '1' },
        { name: 'mac', value: 'aa:c0:0f:d2:e2:43' },
        { name: 'mtu', value: '1500' },
        { name: 'state', value: 'UP' },
        { name: 'network', value: 'vlan 1' },
      ],
    });
  });

  test('an instance and an adapter: their network adapters and virtual functions, a line each', () => {
    const detailOf = (detail: NetworkDevice['detail'], kind: NetworkDevice['kind']): readonly unknown[] =>
      subjectOf(
        { kind: 'device', snapshotId: 1, device: { ...blankDevice('compute1', kind, 'x'), detail } },
        noName,
      ).fields.map(({ name, value }) => `${name}: ${value}`);
    const nic = { index: 0, type: 'bridge', model: 'virtio', target: 'tap1', source: 'br-int', mtu: null };
    expect(
      detailOf(
        {
          kind: 'instance',
          uuid: 'u1',
          name: 'web1',
          nics: [{ ...nic, mac: 'fa:16:3e:00:00:09', portId: null, device: 'tap/tap1' }],
        },
        'instance',
      ),
    ).toEqual([
      'uuid: u1',
      'nics: index=0 type=bridge model=virtio target=tap1 source=br-int mac=fa:16:3e:00:00:09 device=tap1',
    ]);
    expect(
      detailOf(
        {
          kind: 'adapter',
          product: 'X710',
          virtualFunctions: {
            enabled: 4,
            total: 64,
            list: [{ index: 3, mac: 'fa:16:3e:00:00:09', vlan: 101, instance: 'instance-00000009' }],
          },
        },
        'nic',
      ),
    ).toEqual([
      'product: X710',
      'virtualFunctions: enabled=4\ntotal=64',
      'list: index=3 mac=fa:16:3e:00:00:09 vlan=101 instance=instance-00000009',
    ]);
  });

  test('a change: only the fields that differ, before and after', () => {
    const change: Change = {
      kind: 'links',
      change: 'changed',
      key: 'qvbd2d2ac5d-a7',
      from: { fields: { master: 'qbrd2d2ac5d-a7', mtu: 1450 }, text: '', evidence: [] },
      to: { fields: { master: null, mtu: 1450 }, text: '', evidence: [] },
      fields: ['master'],
    };
    expect(subjectOf({ kind: 'change', from: 1, to: 2, change }, noName).fields).toEqual([
      { name: 'master', value: 'qbrd2d2ac5d-a7 → –' },
    ]);
    const removed = subjectOf(
      { kind: 'change', from: 1, to: 2, change: { ...change, change: 'removed', to: null } },
      noName,
    );
    expect(removed.fields).toEqual([
      { name: 'master', value: 'qbrd2d2ac5d-a7' },
      { name: 'mtu', value: '1450' },
    ]);
  });

  test('values as text', () => {
    expect(fieldText({ peer: 'patch-tun', in_key: 'flow' })).toBe('peer=patch-tun\nin_key=flow');
    expect(fieldText([{ network: 'net1', address: '10.18.0.3' }])).toBe('network=net1 address=10.18.0.3');
    // A transaction of a database: what it did to each table, and to each row.
    expect(fieldText({ Port: { inserted: 2, modified: 0 }, Bridge: { inserted: 1, modified: 0 } })).toBe(
      'Port: inserted=2 modified=0\nBridge: inserted=1 modified=0',
    );
    const row = { table: 'Port', name: 'eth1', columns: ['name', 'tag'], before: { tag: 1 } };
    expect(fieldText([row, { ...row, columns: [] }])).toBe(
      'table=Port name=eth1 columns=[name, tag] before={tag=1}\ntable=Port name=eth1 before={tag=1}',
    );
    expect(fieldText(['tcp:127.0.0.1:6633', 'ssl:[::1]:6633'])).toBe('tcp:127.0.0.1:6633, ssl:[::1]:6633');
    expect(fieldText(false)).toBe('false');
    expect(fieldText(0)).toBe('0');
    for (const nothing of [null, undefined, '', [], {}, { a: null }]) expect(fieldText(nothing)).toBeNull();
  });

  test('names of fields', () => {
    expect(wordsOfField('peerIfindex')).toBe('peer ifindex');
    expect(wordsOfField('ofport')).toBe('ofport');
  });
});
