import { beforeAll, describe, expect, test } from 'vitest';
import { type Entity, valueOf, valuesOf } from '../../../../shared/network/identity/entity.ts';
import {
  type EntityIndex,
  indexEntities,
  portTitle,
} from '../../../../shared/network/identity/entity-index.ts';
import { addArchive, emptyFacts, type FilledFacts } from '../../../bundle-facts.ts';
import { hasShared, sharedData } from '../../../shared-data.ts';
import { labSnapshot } from '../../findings/lab-facts.ts';
import { factsOf } from '../../findings/rule-facts.ts';

const id = '1476e4c9-4e47-482c-a329-5d7e0f4d821b';

function interfaceRow(name: string, externalIds: string): string {
  return `_uuid               : a2468f9c-6cb5-476d-8b62-3c400e5404d2
external_ids        : {${externalIds}}
name                : ${name}
type                : ""
`;
}

const bound = interfaceRow(
  'qvo1476e4c9-4e',
  `attached-mac="fa:16:3e:fa:13:53", iface-id="${id}", iface-status=active`,
);
const link = (name: string, mac: string): string =>
  `7: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1458 qdisc noqueue state UP mode DEFAULT group default qlen 1000
    link/ether ${mac} brd ff:ff:ff:ff:ff:ff
`;

function only(index: EntityIndex, kind: Entity['kind']): Entity {
  const [entity, ...others] = index.entities.filter((each) => each.kind === kind);
  if (entity === undefined || others.length > 0) throw new Error(`${others.length + 1} of ${kind}`);
  return entity;
}

test('devices are joined with the port that they are named after, with the lines that show each', () => {
  const facts = factsOf({
    'ovs-vsctl list Interface': bound,
    'ip link': link('tap1476e4c9-4e', 'fe:16:3e:fa:13:53'),
    'brctl show': `bridge name	bridge id		STP enabled	interfaces
qbr1476e4c9-4e		8000.2a5e3b4c5d6e	no		qvb1476e4c9-4e
							tap1476e4c9-4e
`,
  });
  const port = only(indexEntities([facts]), 'port');
  expect(port.id).toBe(`port/${id}`);
  expect(valuesOf(port, 'device')).toEqual(
    ['qbr', 'qvb', 'qvo', 'tap'].map((prefix) => `${prefix}1476e4c9-4e`),
  );
  expect([valueOf(port, 'mac'), valueOf(port, 'tap-mac')]).toEqual([
    'fa:16:3e:fa:13:53',
    'fe:16:3e:fa:13:53',
  ]);
  const tap = port.claims.find(({ value }) => value === 'tap1476e4c9-4e');
  expect(tap?.evidence.map(({ source }) => source)).toEqual(['ip link', 'brctl show']);
  expect(tap?.host).toBe('compute1');
});

test('where no output has the whole id, eleven characters make one entity of a port’s devices', () => {
  const facts = factsOf({
    'ip link':
      link('tap1476e4c9-4e', 'fe:16:3e:fa:13:53') +
      link('qvb1476e4c9-4e', '2a:00:00:00:00:01').replace('7:', '8:'),
  });
  const port = only(indexEntities([facts]), 'port');
  expect(port.id).toBe('port/1476e4c9-4e');
  expect(valuesOf(port, 'device')).toEqual(['qvb1476e4c9-4e', 'tap1476e4c9-4e']);
});

test('two ports that begin alike are not mixed up: a device goes to the one that Open vSwitch names', () => {
  const twin = `${id.slice(0, 11)}00-0000-4000-8000-000000000000`;
  const facts = factsOf({
    'ovs-vsctl list Interface': bound,
    'openstack port show twin': `+-----------------+--------------------------------------+
| Field           | Value                                |
+-----------------+--------------------------------------+
| id              | ${twin} |
| mac_address     | fa:16:3e:00:00:01                    |
+-----------------+--------------------------------------+
`,
    'ip link': link('tap1476e4c9-4e', 'fe:16:3e:fa:13:53'),
  });
  const index = indexEntities([facts]);
  expect(index.entities.filter(({ kind }) => kind === 'port').map((each) => each.id)).toHaveLength(2);
  expect(index.portOfDevice('compute1', 'qvo1476e4c9-4e')?.id).toBe(`port/${id}`);
  expect(index.portOfDevice('compute1', 'tap1476e4c9-4e')).toBeNull();
});

test('what outputs say differently is a conflict with both values; a router’s port may be on many hosts', () => {
  const shown = (
    mac: string,
    owner: string,
    host: string,
  ): string => `+-----------------+--------------------------------------+
| Field           | Value                                |
+-----------------+--------------------------------------+
| binding_host_id | ${host.padEnd(36)} |
| device_id       | 4c4a4ad6-3d2e-586a-b485-14272b622428 |
| device_owner    | ${owner.padEnd(36)} |
| id              | ${id} |
| mac_address     | ${mac.padEnd(36)} |
+-----------------+--------------------------------------+
`;
  const command = `openstack port show ${id}`;
  const indexOf = (mac: string, owner: string, host: string): EntityIndex =>
    indexEntities([
      factsOf({ 'ovs-vsctl list Interface': bound }),
      factsOf({ [command]: shown(mac, owner, host) }, 'controller1', 2),
    ]);
  const agreeing = only(indexOf('fa:16:3e:fa:13:53', 'compute:nova', 'compute1'), 'port');
  expect(agreeing.conflicts).toEqual([]);
  const port = only(indexOf('fa:16:3e:00:00:99', 'compute:nova', 'compute2'), 'port');
  expect(port.conflicts).toEqual(['mac', 'host']);
  expect(valuesOf(port, 'mac')).toEqual(['fa:16:3e:00:00:99', 'fa:16:3e:fa:13:53']);
  const router = indexOf('fa:16:3e:fa:13:53', 'network:router_interface_distributed', 'compute2');
  expect(only(router, 'port').conflicts).toEqual([]);
});

test('MACs of a cleaned report are nobody’s, and its ports are joined by their ids', () => {
  const facts = { ...factsOf({ 'ovs-vsctl list Interface': bound }), cleaned: true };
  const port = only(indexEntities([facts]), 'port');
  expect(valuesOf(port, 'mac')).toEqual([]);
  expect(valueOf(port, 'device')).toBe('qvo1476e4c9-4e');
});

describe.skipIf(!hasShared)('in the lab', () => {
  let facts: readonly FilledFacts[];
  let index: EntityIndex;
  beforeAll(async () => {
    ({ facts, entities: index } = await labSnapshot('lab/bundles/T0-healthy', 'commands'));
  });

  test.each([
    [id, 'id'],
    ['1476e4c9', 'id'],
    ['1476e4c94e47482ca3295d7e0f4d821b', 'id'],
    ['fa:16:3e:fa:13:53', 'mac'],
    ['FA-16-3E-FA-13-53', 'mac'],
    ['fa163efa1353', 'mac'],
    ['fe:16:3e:fa:13:53', 'tap-mac'],
    ['10.18.0.77', 'address'],
    ['tap1476e4c9-4e', 'device'],
    ['qvo1476e4c9-4e', 'device'],
  ])('%s finds the port of app1 first, by its %s', (text, field) => {
    const [first] = index.find(text, 5).filter(({ entity }) => entity.kind === 'port');
    expect(first?.entity.id).toBe(`port/${id}`);
    expect(first?.by.field).toBe(field);
    expect(first && portTitle(index, first.entity)).toBe('app1');
  });

  test.each([
    ['app1', 'instance', 'name'],
    ['instance-00000003', 'instance', 'libvirt-name'],
    ['4c4a4ad6', 'instance', 'id'],
    ['Internal2', 'network', 'name'],
    ['554', 'network', 'segment'],
    ['10.22.22.0/24', 'network', 'subnet'],
    ['qdhcp-f4740671', 'network', 'namespace'],
    ['qrouter-f34652a4', 'router', 'namespace'],
  ])('%s finds the %s by its %s', (text, kind, field) => {
    const [first] = index.find(text, 5);
    expect([first?.entity.kind, first?.by.field]).toEqual([kind, field]);
  });

  test('nothing is found by nothing, nor by what no entity is called', () => {
    expect(index.find(' ', 5)).toEqual([]);
    expect(index.find('no-such-thing', 5)).toEqual([]);
  });

  test('the order of hosts and outputs makes no difference', () => {
    expect(indexEntities([...facts].reverse()).entities).toEqual(index.entities);
  });

  test('every claim has lines inside its output', () => {
    for (const { id: entity, claims } of index.entities) {
      for (const { evidence, field } of claims) {
        expect(evidence.length, `${entity} ${field}`).toBeGreaterThan(0);
        for (const one of evidence) {
          const lines = facts.find(({ host }) => host === one.host)?.text.get(one.sourceId)?.length ?? 0;
          expect(one.lastLine).toBeLessThanOrEqual(lines);
        }
      }
    }
  });
});

describe.skipIf(!hasShared)('a real report', () => {
  test('one entity of each port of a distributed, highly available router and of its one instance', async () => {
    const facts = emptyFacts('compute4');
    await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
    const { entities } = indexEntities([facts]);
    const ports = entities.filter(({ kind }) => kind === 'port');
    expect(ports.map((port) => [port.id.slice(5, 16), valuesOf(port, 'device').join(' ')])).toEqual([
      ['0e778df8-ca', 'tap0e778df8-ca'],
      ['14f81a43-69', 'qg-14f81a43-69'],
      ['189f4c40-9d', 'sg-189f4c40-9d'],
      ['3a70b31c-3f', 'qr-3a70b31c-3f'],
      ['550dc175-c0', 'ha-550dc175-c0'],
      ['c8dcce74-c4', 'fg-c8dcce74-c4'],
    ]);
    for (const port of ports) expect([port.id, port.conflicts]).toEqual([port.id, []]);
    const router = '984c22fd-64b3-4fa1-8ddd-87090f401ce5';
    const routed = ports
      .filter((port) => valueOf(port, 'router') === router)
      .map((port) => port.id.slice(5, 16));
    expect(routed).toEqual(['14f81a43-69', '189f4c40-9d', '3a70b31c-3f', '550dc175-c0']);
  });
});
