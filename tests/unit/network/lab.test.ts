// Every instance port on every host of every lab snapshot, hop by hop against the measured truth, from
// the engineer's outputs, from the sos report, and from both as one snapshot.
import { beforeAll, describe, expect, test } from 'vitest';
import { buildNode } from '../../../shared/network/build-node.ts';
import { peerHost } from '../../../shared/network/node-index.ts';
import { findPaths } from '../../../shared/network/find-paths.ts';
import type { Hop, NetworkPath, NodeModel } from '../../../shared/network/model.ts';
import { evidenceOf } from '../../../shared/snapshot-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { emptyFacts, hostFacts, type FilledFacts, type Part } from '../../bundle-facts.ts';
import {
  comparedHops,
  expectedHops,
  labHosts,
  labSnapshots,
  topologyOf,
  type ComparedHop,
} from './lab-topology.ts';

const parts: readonly Part[] = ['commands', 'sos', 'both'];

/** What the scenario broke, on which instance and host. The truth's hops are those of the whole wiring. */
interface Fault {
  readonly snapshot: string;
  readonly broken: (host: string, instance: string) => boolean;
}
const faults: readonly Fault[] = [
  { snapshot: 'S03-gre-port-missing-after', broken: (host) => host === 'compute2' },
  { snapshot: 'S05-port-dead-vlan-after', broken: (_host, instance) => instance === 'app1' },
  { snapshot: 'S06-qvb-unplugged-after', broken: (_host, instance) => instance === 'db1' },
];

function isBroken(snapshot: string, host: string, instance: string): boolean {
  return faults.some((fault) => fault.snapshot === snapshot && fault.broken(host, instance));
}

async function modelsOf(
  snapshot: string,
  part: Part,
): Promise<ReadonlyMap<string, [NodeModel, FilledFacts]>> {
  const facts: FilledFacts[] = [];
  for (const host of labHosts(snapshot)) {
    facts.push(await hostFacts(sharedData('lab/bundles', snapshot), host, part, facts.length + 1));
  }
  return new Map(
    facts.map((own) => [
      own.host,
      [buildNode(own, { flowsOf: own.flowsOf, peers: facts.map(peerHost) }), own],
    ]),
  );
}

describe.skipIf(!hasShared)('the lab', () => {
  describe.each(hasShared ? labSnapshots() : [])('%s', (snapshot) => {
    describe.each(parts)('from %s', (part) => {
      let models: ReadonlyMap<string, [NodeModel, FilledFacts]> = new Map();
      beforeAll(async () => {
        models = await modelsOf(snapshot, part);
      });

      test('gives each instance port the hops of the truth', () => {
        const topology = topologyOf(snapshot);
        let ports = 0;
        for (const [name, instance] of Object.entries(topology.instances)) {
          const model = models.get(instance.host)?.[0];
          if (!model) continue;
          for (const port of instance.ports) {
            ports++;
            const tap = port.hops[1]?.device ?? '';
            const [path, ...more] = findPaths(model, tap);
            expect(more).toEqual([]);
            expect([path?.instance, path?.instanceName, path?.instanceUuid]).toEqual([
              instance.libvirt_name,
              name,
              instance.uuid,
            ]);
            expect(path?.portId).toBe(port.id);
            const broken = isBroken(snapshot, instance.host, name);
            expect(path?.complete).toBe(!broken);
            const expected = expectedHops(topology, instance, port);
            if (broken) expectBroken(path?.hops ?? [], expected);
            else expect(comparedHops(path?.hops ?? [], expected)).toEqual(expected);
          }
        }
        expect(ports).toBeGreaterThan(0);
        const here = Object.values(topology.instances).filter((instance) => models.has(instance.host));
        const found = [...models.values()].flatMap(([model]) =>
          model.paths.filter((path) => path.instance !== null),
        );
        expect(found).toHaveLength(here.flatMap((instance) => instance.ports).length);
      });

      test('gives routers and DHCP servers a path from their port outwards', () => {
        const model = models.get('network1')?.[0];
        if (!model) return;
        const topology = topologyOf(snapshot);
        for (const port of [...topology.dhcp, ...topology.router.ports]) {
          const [path] = findPaths(model, port.device);
          const hop = path?.hops.find((candidate) => candidate.device === port.device);
          expect(hop).toMatchObject({
            kind: 'internal',
            ofport: port.ofport,
            tag: port.tag,
            status: 'known',
          });
          expect(path?.hops.at(-1)?.device).toBe(port.device.startsWith('qg-') ? 'eth2' : 'eth1');
          expect(path?.complete).toBe(true);
          expect(path?.portId).toBe(port.id);
        }
      });

      test('joins the tunnels of a bridge to the device with the address they start from', () => {
        for (const model of [...models.values()].map(([one]) => one)) {
          const starts = model.devices.flatMap(({ kind, role, status, options, parent }) =>
            kind === 'tunnel' && role === null && status !== 'missing'
              ? `${parent} ${options['local_ip']}`
              : [],
          );
          const underlays = model.links.filter(({ kind }) => kind === 'underlay');
          expect(underlays.map(({ from, label }) => `${from} ${label}`)).toEqual([...new Set(starts)]);
          for (const { to, label, status, evidence } of underlays) {
            const device = model.devices.find(({ id }) => id === to);
            expect(device?.addresses.map((address) => address.replace(/\/.*/, ''))).toContain(label);
            expect([status, evidence.length > 1]).toEqual(['inferred', true]);
          }
        }
      });

      test('shows evidence for every known hop, inside its source, and draws every hop', () => {
        for (const [model, facts] of models.values()) {
          const ids = new Set(model.devices.map((device) => device.id));
          expect(ids.size).toBe(model.devices.length);
          for (const path of model.paths) {
            for (const hop of path.hops) {
              if (hop.status === 'known')
                expect(hop.evidence.length, `${path.id} ${hop.device}`).toBeGreaterThan(0);
              else expect(hop.reason, `${path.id} ${hop.device}`).not.toBeNull();
              expect(ids.has(hop.deviceId ?? '')).toBe(true);
            }
          }
          for (const link of model.links)
            expect([ids.has(link.from), ids.has(link.to)]).toEqual([true, true]);
          expectEvidenceInside(model, facts);
        }
      });
    });
  });
});

function expectEvidenceInside(model: NodeModel, facts: FilledFacts): void {
  const all = [...model.devices, ...model.links, ...model.paths.flatMap((path) => path.hops)].flatMap(
    (thing) => thing.evidence,
  );
  for (const evidence of all) {
    if (evidence.host !== facts.host) continue;
    const lines = facts.text.get(evidence.sourceId)?.length ?? 0;
    expect(evidence.source).toBe(facts.sources.get(evidence.sourceId)?.path);
    expect(evidence.firstLine).toBeGreaterThanOrEqual(1);
    expect(evidence.lastLine).toBeLessThanOrEqual(lines);
  }
}

/** All hops of the truth are there; one more, or one of them, says what is broken. */
function expectBroken(hops: readonly Hop[], expected: readonly ComparedHop[]): void {
  expect(hops.filter((hop) => hop.break !== null).length).toBeGreaterThan(0);
  const whole = hops.filter((hop) => hop.device !== null);
  expect(comparedHops(whole, expected)).toEqual(expected);
}

/** Outputs with every column of the Port rows: what a report has of them when its dump of the database is lost. */
const portRows = /ovsdb-client|conf\.db|list_Port/;

/** The host's facts without the outputs whose path matches. */
function withoutOutputs(facts: FilledFacts, path: RegExp): FilledFacts {
  const left = emptyFacts(facts.host);
  for (const source of facts.sources.values()) {
    if (path.test(source.path)) continue;
    left.add(source.path, (facts.text.get(source.id) ?? []).join('\n'), source.commandLine ?? undefined);
  }
  return left;
}

describe.skipIf(!hasShared)('broken wiring in the lab', () => {
  const pathOf = async (
    snapshot: string,
    host: string,
    name: string,
    part: Part = 'both',
  ): Promise<[NetworkPath, FilledFacts]> => {
    const [model, facts] = (await modelsOf(snapshot, part)).get(host) ?? [];
    const path = model && findPaths(model, name)[0];
    if (!path || !facts) throw new Error(`no path of ${name}`);
    return [path, facts];
  };

  test('S03: the flood flow sends to a port that is gone, and the peer has no tunnel back', async () => {
    const [path, facts] = await pathOf('S03-gre-port-missing-after', 'compute2', 'web2');
    const missing = path.hops.filter((hop) => hop.status === 'missing');
    expect(missing).toMatchObject([
      {
        device: null,
        kind: 'tunnel',
        ofport: 2,
        local: '192.168.10.12',
        remote: '192.168.10.11',
        break: 'tunnel-port-missing',
        reason:
          'the flows of VLAN 6 send to port 2, and br-tun has no such port (`ovs-ofctl show br-tun`); compute1 has gre-c0a80a0c towards 192.168.10.12, and br-tun of compute2 has no tunnel to 192.168.10.11',
      },
    ]);
    const flood = missing[0]?.evidence.find((one) => /dump-flows/.test(one.source));
    expect(facts.text.get(flood?.sourceId ?? 0)?.[(flood?.firstLine ?? 0) - 1]).toMatch(
      /table=22,.* priority=1,dl_vlan=6 actions=pop_vlan,set_field:0x22a->tun_id,output:2,output:3$/,
    );
    expect(missing[0]?.evidence.some((one) => one.host === 'compute1')).toBe(true);
    expect(path.hops.find((hop) => hop.device === 'gre-c0a80a0d')?.status).toBe('known');
  });

  test('S03: the other side still has its tunnel, so its paths are whole', async () => {
    const [path] = await pathOf('S03-gre-port-missing-after', 'compute1', 'web1');
    expect(path.complete).toBe(true);
    expect(path.hops.find((hop) => hop.remote === '192.168.10.12')?.reason).toBe('192.168.10.12 is compute2');
  });

  test('S05: the port is in the dead VLAN, with the drop flow as evidence', async () => {
    const [path, facts] = await pathOf('S05-port-dead-vlan-after', 'compute1', 'app1');
    const dead = path.hops.find((hop) => hop.break === 'dead-vlan');
    expect(dead).toMatchObject({
      device: 'qvo1476e4c9-4e',
      tag: 4095,
      ofport: 15,
      ifindex: 61,
      status: 'missing',
    });
    const lines = dead?.evidence.map((one) => facts.text.get(one.sourceId)?.[one.firstLine - 1] ?? '') ?? [];
    expect(lines.some((line) => /priority=65535,dl_vlan=4095 actions=drop$/.test(line))).toBe(true);
  });

  test('S05: behind the dead VLAN the path goes on as the Port row notes it', async () => {
    const [path, facts] = await pathOf('S05-port-dead-vlan-after', 'compute1', 'app1');
    const at = path.hops.findIndex((hop) => hop.break === 'dead-vlan');
    const beyond = path.hops.slice(at + 1);
    const why = 'qvo1476e4c9-4e is in the dead VLAN; other_config:tag of its Port row says VLAN 1';
    expect(beyond.map(({ device, tag, tunnelId, reason }) => [device, tag, tunnelId, reason])).toEqual([
      ['br-int', 1, null, why],
      ['patch-tun', null, null, why],
      ['patch-int', null, null, why],
      ['br-tun', null, '0x22a', why],
      ['gre-c0a80a0d', null, '0x22a', why],
      ['gre-c0a80a0c', null, '0x22a', why],
      ['br-phy', null, null, why],
      ['eth1', null, null, why],
    ]);
    for (const hop of beyond) expect([hop.status, hop.break]).toEqual(['inferred', null]);
    expect(path.complete).toBe(false);
    const [shown] = beyond[0]?.evidence ?? [];
    const row = facts.text.get(shown?.sourceId ?? 0)?.slice((shown?.firstLine ?? 1) - 1, shown?.lastLine);
    expect(row).toContain('name                : qvo1476e4c9-4e');
    expect(row?.find((line) => line.startsWith('other_config'))).toMatch(/ tag="1"}$/);
  });

  test('S05: without the columns of the Port row the VLAN behind the dead one is unknown, and the path says what would tell', async () => {
    const [, report] = await pathOf('S05-port-dead-vlan-after', 'compute1', 'app1', 'sos');
    const facts = withoutOutputs(report, portRows);
    expect(facts.sources.size).toBeLessThan(report.sources.size);
    const [path] = findPaths(buildNode(facts, { flowsOf: facts.flowsOf, peers: [] }), 'app1');
    if (!path) throw new Error('no path of app1');
    expect(path.hops.find((hop) => hop.device === 'br-int')).toMatchObject({
      tag: null,
      reason:
        'the VLAN behind the dead one is unknown: `ovs-vsctl list port qvo1476e4c9-4e` shows it as other_config:tag',
    });
    expect(path.hops.at(-1)).toMatchObject({ kind: 'tunnel', break: 'no-tunnel-id', status: 'missing' });
  });

  test('a network has one key on every host that has its Port rows, whatever VLAN it has there', async () => {
    const networks = (models: Awaited<ReturnType<typeof modelsOf>>, host: string): readonly unknown[] => {
      const devices = models.get(host)?.[0].devices ?? [];
      const ports = devices.filter((device) => device.tag !== null && device.tag !== 4095);
      return [...new Set(ports.map((port) => `${String(port.tag)}: ${String(port.network)}`))].sort();
    };
    const healthy = await modelsOf('T0-healthy', 'both');
    expect(networks(healthy, 'compute1')).toEqual([
      '1: f4740671-9f44-45bf-b270-ba95b11611f5',
      '4: 7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912',
    ]);
    expect(networks(healthy, 'compute2')).toEqual([
      '5: 7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912',
      '6: f4740671-9f44-45bf-b270-ba95b11611f5',
    ]);
    const reports = await modelsOf('T0-healthy', 'sos');
    expect(networks(reports, 'compute1')).toEqual(networks(healthy, 'compute1'));
    const report = reports.get('compute1')?.[1];
    if (!report) throw new Error('no report of compute1');
    const facts = withoutOutputs(report, portRows);
    const numbered = buildNode(facts, { flowsOf: facts.flowsOf, peers: [] });
    expect(networks(new Map([['compute1', [numbered, facts]]]), 'compute1')).toEqual([
      '1: vlan 1',
      '4: vlan 4',
    ]);
    const dead = (await modelsOf('S05-port-dead-vlan-after', 'both')).get('compute1')?.[0].devices;
    const guest = dead?.find((device) => device.name === 'tap1476e4c9-4e');
    expect(guest?.network).toBe('f4740671-9f44-45bf-b270-ba95b11611f5');
  });

  test('S06: the qvb is in no bridge, and the path goes on behind it', async () => {
    const [path, facts] = await pathOf('S06-qvb-unplugged-after', 'compute1', 'db1');
    expect(path.hops.filter((hop) => hop.break !== null)).toMatchObject([
      {
        device: 'qvbd2d2ac5d-a7',
        ifindex: 50,
        break: 'not-in-bridge',
        status: 'missing',
        reason:
          'qvbd2d2ac5d-a7 is not in qbrd2d2ac5d-a7: qbrd2d2ac5d-a7 holds only tapd2d2ac5d-a7, and `ip link` shows it without a master',
      },
    ]);
    const shown = path.hops.find((hop) => hop.device === 'qvbd2d2ac5d-a7')?.evidence[0];
    expect(facts.text.get(shown?.sourceId ?? 0)?.[(shown?.firstLine ?? 0) - 1]).toContain('qbrd2d2ac5d-a7');
    expect(path.hops.at(-1)).toMatchObject({ device: 'eth1', status: 'known' });
  });

  test('finds a path by every name it goes by', async () => {
    const models = await modelsOf('T0-healthy', 'both');
    const model = models.get('compute1')?.[0];
    if (!model) throw new Error('no model');
    const names = [
      'instance-00000003',
      'app1',
      '4c4a4ad6-3d2e-586a-b485-14272b622428',
      '1476e4c9-4e47-482c-a329-5d7e0f4d821b',
      'tap1476e4c9-4e',
      'qvb1476e4c9-4e',
      'fa:16:3e:fa:13:53',
      'fe:16:3e:FA:13:53',
      '10.18.0.77',
    ];
    for (const name of names)
      expect(findPaths(model, name).map((path) => path.id)).toEqual(['instance-00000003/tap1476e4c9-4e']);
    expect(findPaths(model, 'br-tun').length).toBe(4);
    expect(findPaths(model, 'no-such-thing')).toEqual([]);
    expect(findPaths(model, ' ')).toEqual([]);
  });

  test('gives the same model for the same facts', async () => {
    const facts = await hostFacts(sharedData('lab/bundles/T0-healthy'), 'network1', 'both');
    const build = (): NodeModel => buildNode(facts, { flowsOf: facts.flowsOf, peers: [] });
    expect(JSON.stringify(build())).toBe(JSON.stringify(build()));
    expect(evidenceOf(facts, { sourceId: 1, firstLine: 1, lastLine: 1 }).host).toBe('network1');
  });
});
