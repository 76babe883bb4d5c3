// Findings and entities in the real deployments: each fault of a scenario at its device and host and nothing where
// nothing is wrong; every port, instance, network and router of topology.json as one entity. Each snapshot is read once.
import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../../shared/findings/finding.ts';
import { wantedClaims } from '../network/identity/topology-entities.ts';
import { addArchive, emptyFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { type LabSnapshot, labSnapshot, snapshotOf, without } from './lab-facts.ts';

/** Faults of a scenario, as scenario.json tells them: the rule, host and device at fault. */
const faults: Readonly<Record<string, readonly string[]>> = {
  'lab/S03-gre-port-missing-after': ['tunnel-one-sided compute2 ovs-bridge/br-tun'],
  'lab/S05-port-dead-vlan-after': ['dead-vlan compute1 veth/qvo1476e4c9-4e'],
  'lab/S06-qvb-unplugged-after': ['not-in-bridge compute1 veth/qvbd2d2ac5d-a7'],
  'lab/S11-duplicate-mac-after': ['duplicate-mac compute1 veth/qvo983234ab-64'],
  'ovn/S08-encap-ip-wrong-after': [
    'tunnel-address compute1 tunnel/ovn-8904b9-1',
    'tunnel-address compute2 ovs-bridge/br-int',
    'tunnel-address controller1 tunnel/ovn-8904b9-1',
  ],
};

const place = ({ rule, host, devices: [first] }: Finding): string => `${rule} ${host} ${first ?? ''}`;

describe.skipIf(!hasShared)('scenarios', () => {
  const snapshots = hasShared
    ? ['lab', 'ovn'].flatMap((area) =>
        readdirSync(sharedData(`${area}/bundles`))
          .sort()
          .map((name) => `${area}/${name}`),
      )
    : [];

  describe.each(snapshots)('%s', (name) => {
    const [area = '', folder = ''] = name.split('/');
    let snapshot: LabSnapshot;
    beforeAll(async () => {
      snapshot = await labSnapshot(`${area}/bundles/${folder}`, 'commands');
    });

    test('the faults that were made are found, where they are, and no others', () => {
      const found = snapshot.findings();
      expect(found.map(place)).toEqual(faults[name] ?? []);
      for (const { id, evidence } of found) {
        expect(evidence.length, id).toBeGreaterThan(0);
        for (const one of evidence) {
          const source = snapshot.facts.find(({ host }) => host === one.host)?.text.get(one.sourceId);
          expect(one.lastLine, `${id} ${one.source}`).toBeLessThanOrEqual(source?.length ?? 0);
        }
      }
    });

    test('every port, instance, network and router is one entity with all its names', () => {
      const { entities } = snapshot;
      const wanted = wantedClaims(area, folder, new Set(snapshot.facts.map(({ host }) => host)));
      expect(wanted.length).toBeGreaterThan(20);
      for (const [id, field, value] of wanted) {
        const entity = entities.byId(id);
        const claims =
          entity?.claims.filter((claim) => claim.field === field).map((claim) => claim.value) ?? [];
        expect(claims, `${id} ${field}`).toContain(value);
      }
      // One entity each: none is made of a device's name alone, and no name leads to two ports.
      const ports = entities.entities.filter(({ kind }) => kind === 'port');
      for (const { id } of ports) expect(id).toMatch(/^port\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(
        entities.entities.flatMap(({ conflicts, id }) => conflicts.map((field) => `${id} ${field}`)),
      ).toEqual([]);
    });
  });

  test('S03: evidence is the tunnel of the one side and the flow that sends to nowhere on the other', async () => {
    const { findings, facts } = await labSnapshot('lab/bundles/S03-gre-port-missing-after', 'commands');
    const [finding] = findings('compute2');
    const lines = (finding?.evidence ?? []).map((one) => {
      const text = facts.find(({ host }) => host === one.host)?.text.get(one.sourceId);
      return `${one.host}: ${(text ?? []).slice(one.firstLine - 1, one.lastLine).join(' ')}`;
    });
    expect(lines.some((line) => /^compute1: .*gre-c0a80a0c/.test(line))).toBe(true);
    expect(lines.some((line) => /^compute2: .*output:2,output:3$/.test(line))).toBe(true);
  });

  test('S03: without the other host, the flows still tell that the port is gone', async () => {
    const { facts } = await labSnapshot('lab/bundles/S03-gre-port-missing-after', 'commands');
    const alone = snapshotOf(facts.filter(({ host }) => host === 'compute2'));
    expect(alone.findings().map(({ message }) => message.key)).toEqual([
      'findings.tunnel-one-sided.port-gone',
    ]);
  });

  test('OVN: packets of 1442 bytes do not fit into geneve over an adapter of 1499', async () => {
    const { facts } = await labSnapshot('ovn/bundles/T0-healthy', 'commands');
    const narrow = facts.map((each) => {
      if (each.host !== 'compute1') return each;
      const edited = emptyFacts(each.host, each.snapshotId);
      for (const { id, path, commandLine } of each.sources.values()) {
        if (commandLine?.startsWith('ip -j ')) continue;
        const text = (each.text.get(id) ?? []).join('\n');
        const shorter = text.replace(/((?:br-phy|eth1)(?:@if\d+)?: <[^>]*> mtu )1500/g, '$11499');
        edited.add(path, shorter, commandLine ?? undefined);
      }
      return edited;
    });
    const found = snapshotOf(narrow).findings();
    expect(found.map(place)).toEqual(['mtu-falls compute1 ovs-bridge/br-phy', 'mtu-falls compute1 nic/eth1']);
    expect(found[0]?.message.params).toMatchObject({
      sent: '1442',
      need: '1500',
      mtu: '1499',
      type: 'GENEVE',
    });
  });
});

describe.skipIf(!hasShared)('an output that is absent', () => {
  /** The outputs of one command at a time: what removing one does, removing all of a kind does more. */
  function leftOut(snapshot: LabSnapshot, host: string): readonly (readonly [string, readonly Finding[]])[] {
    const own = snapshot.facts.find((facts) => facts.host === host);
    const commands = new Set([...(own?.sources.values() ?? [])].flatMap(({ commandId }) => commandId ?? []));
    // Nothing here reads what these say.
    const unread = /^(ethtool-(features|address|timestamping|driver)|.*-log|date|uname|hostname)$/;
    return [...commands]
      .filter((command) => !unread.test(command))
      .map((command) => {
        const facts = snapshot.facts.map((each) =>
          each === own ? without(each, (id) => each.sources.get(id)?.commandId === command) : each,
        );
        return [command, snapshotOf(facts).findings()] as const;
      });
  }

  test.each(['compute1', 'compute2', 'network1'])('makes no finding on healthy %s', async (host) => {
    const snapshot = await labSnapshot('lab/bundles/T0-healthy', 'commands');
    const runs = leftOut(snapshot, host);
    expect(runs.length).toBeGreaterThan(30);
    for (const [command, findings] of runs)
      expect(
        findings.map(({ id }) => id),
        command,
      ).toEqual([]);
  });

  test.each([
    ['S03-gre-port-missing-after', 'compute2'],
    ['S05-port-dead-vlan-after', 'compute1'],
    ['S06-qvb-unplugged-after', 'compute1'],
  ])('makes no finding at a sound device: %s', async (name, host) => {
    const snapshot = await labSnapshot(`lab/bundles/${name}`, 'commands');
    const atFault = new Set((faults[`lab/${name}`] ?? []).map((each) => each.split('/').at(-1)));
    for (const [command, findings] of leftOut(snapshot, host))
      for (const { devices, id } of findings)
        expect(atFault.has(devices[0]?.split('/').at(-1)), `${command}: ${id}`).toBe(true);
  });
});

describe.skipIf(!hasShared)('a real sos report of another deployment', () => {
  test('highly available and distributed routers, their namespaces: nothing is wrong', async () => {
    const facts = emptyFacts('compute4');
    await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
    expect(snapshotOf([facts]).findings().map(place)).toEqual([]);
  });
});
