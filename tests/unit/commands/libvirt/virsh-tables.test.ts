// Whole facts of virsh's tables and of `virsh dominfo`.
import { expect, test } from 'vitest';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

const domain = {
  uuid: null,
  title: null,
  osType: null,
  vcpus: null,
  maxMemory: null,
  memory: null,
  persistent: null,
  autostart: null,
  other: {},
};

test('virsh list --all', () => {
  const { facts, problems } = parseOutput(
    ['virsh', 'list', '--all'],
    linuxOutput('libvirt/lab/virsh_list_--all.txt'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual(
    ['instance-00000003', 'instance-00000004', 'instance-00000007', 'instance-00000001'].map((name, i) => ({
      kind: 'domain',
      data: { ...domain, name, id: 5 + i, state: 'running' },
      firstLine: 3 + i,
      lastLine: 3 + i,
    })),
  );
});

test('virsh dominfo', () => {
  const { facts, problems } = parseOutput(
    ['virsh', 'dominfo', 'instance-00000003'],
    linuxOutput('libvirt/lab/virsh_dominfo_instance-00000003.txt'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'domain',
      data: {
        name: 'instance-00000003',
        uuid: '4c4a4ad6-3d2e-586a-b485-14272b622428',
        id: 5,
        state: 'running',
        title: null,
        osType: 'hvm',
        vcpus: 1,
        maxMemory: 131072,
        memory: 131072,
        persistent: true,
        autostart: false,
        other: {
          'CPU time': '15.8s',
          'Managed save': 'no',
          'Security model': 'none',
          'Security DOI': '0',
          Messages: 'tainted: running with undesirable elevated privileges',
        },
      },
      firstLine: 1,
      lastLine: 15,
    },
  ]);
});

test('virsh domiflist', () => {
  const { facts, problems } = parseOutput(
    ['virsh', 'domiflist', 'instance-00000003'],
    linuxOutput('libvirt/lab/virsh_domiflist_instance-00000003.txt'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'domain-interface',
      data: {
        domain: 'instance-00000003',
        index: 0,
        type: 'bridge',
        mac: 'fa:16:3e:fa:13:53',
        source: 'qbr1476e4c9-4e',
        target: 'tap1476e4c9-4e',
        model: 'virtio',
        alias: null,
        mtu: null,
        virtualport: null,
        portId: null,
      },
      firstLine: 3,
      lastLine: 3,
    },
  ]);
});

test('virsh net-list --all', () => {
  const { facts, problems } = parseOutput(
    ['virsh', 'net-list', '--all'],
    linuxOutput('libvirt/test-driver/virsh_net-list_--all'),
  );
  expect(problems).toEqual([]);
  expect(facts).toEqual([
    {
      kind: 'libvirt-network',
      data: {
        name: 'default',
        state: 'active',
        autostart: false,
        persistent: true,
        uuid: null,
        bridge: null,
        forwardMode: null,
        addresses: null,
      },
      firstLine: 3,
      lastLine: 3,
    },
  ]);
});
