// Any one output may be lost: the model never throws, what another output shows stays as it is, and what depended on the
// lost one is inferred, missing or not there; never something else.
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../../shared/network/build-node.ts';
import type { NetworkDevice, NetworkLink, NodeModel } from '../../../shared/network/model.ts';
import { indexNode } from '../../../shared/network/node-index.ts';
import type { FactKind, StoredFact } from '../../../shared/facts.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
import { chooseDump } from '../../../shared/flows/choose-dump.ts';
import { addArchive, dumpsOf, emptyFacts, hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

type Flows = (bridge: string) => readonly StoredFact<'flow'>[];

function remembered(flowsOf: Flows): Flows {
  const known = new Map<string, readonly StoredFact<'flow'>[]>();
  return (bridge) => {
    const found = known.get(bridge) ?? flowsOf(bridge);
    known.set(bridge, found);
    return found;
  };
}

/** The same facts without those of some sources. */
function without(facts: SnapshotFacts, lost: ReadonlySet<number>): SnapshotFacts {
  const kinds = new Map<FactKind, readonly StoredFact[]>();
  return {
    ...facts,
    sources: new Map([...facts.sources].filter(([id]) => !lost.has(id))),
    of: <K extends FactKind>(kind: K): readonly StoredFact<K>[] => {
      const known = kinds.get(kind) ?? facts.of(kind).filter((fact) => !lost.has(fact.sourceId));
      kinds.set(kind, known);
      return known as unknown as readonly StoredFact<K>[];
    },
  };
}

function placeOf(device: NetworkDevice): string {
  return `${device.netns ?? ''} ${device.name}`;
}

/** Kinds that say less than another, which a device may fall back to. */
const vague = new Set(['device', 'ovs-port', 'nic', 'veth', 'tap', 'internal']);

const scalars = [
  'netns',
  'ifindex',
  'ofport',
  'tag',
  'mac',
  'mtu',
  'driver',
  'pci',
  'error',
  'portId',
] as const;

/** What is wrong with `reduced`, in sentences; empty when it only says less than `whole`. */
function wrongs(whole: NodeModel, reduced: NodeModel, lost: ReadonlySet<number>): readonly string[] {
  const found: string[] = [];
  const byId = new Map(reduced.devices.map((device) => [device.id, device]));
  const names = new Map(whole.devices.map((device) => [placeOf(device), device]));
  const byName = new Map<string, NetworkDevice[]>();
  for (const device of whole.devices) byName.set(device.name, [...(byName.get(device.name) ?? []), device]);
  for (const device of whole.devices) {
    const depends = device.evidence.some((one) => lost.has(one.sourceId)) || device.status === 'missing';
    if (depends) continue;
    const left = byId.get(device.id);
    const plain = (one: NetworkDevice | undefined): string =>
      JSON.stringify({
        ...one,
        network: null,
        conflicts: [],
        wants: [],
        reason: null,
        detail: null,
        binding: null,
      });
    if (plain(left) !== plain(device)) found.push(`${device.id} changed: ${plain(device)} → ${plain(left)}`);
  }
  for (const device of reduced.devices) {
    if (device.status === 'missing') continue;
    const before = names.get(placeOf(device)) ?? byName.get(device.name)?.[0];
    if (before === undefined) {
      found.push(`${device.id} is new`);
      continue;
    }
    if (before.kind !== device.kind && !vague.has(device.kind))
      found.push(`${before.id} became ${device.id}`);
    for (const field of scalars) {
      const [was, is] = [before[field], device[field]];
      if (is !== null && is !== was) found.push(`${device.id} ${field}: ${was} → ${is}`);
    }
    // Open vSwitch's own word (`up`, `down`) stands in for the kernel's.
    if (device.state !== null && !/^(up|down)$/.test(device.state) && device.state !== before.state)
      found.push(`${device.id} state: ${before.state} → ${device.state}`);
    if (device.parent !== null && nameOf(device.parent) !== nameOf(before.parent ?? ''))
      found.push(`${device.id} is in ${device.parent}, not ${before.parent}`);
  }
  const pairs = new Set(whole.links.flatMap((link) => [pairOf(link)]));
  for (const link of reduced.links) {
    if (link.status !== 'missing' && !pairs.has(pairOf(link)))
      found.push(`${link.id} is new, ${link.status}`);
  }
  const links = new Map(reduced.links.map((link) => [link.id, link]));
  for (const link of whole.links) {
    if (link.status === 'missing' || link.evidence.some((one) => lost.has(one.sourceId))) continue;
    const ends = [link.from, link.to].every((id) => byId.has(id));
    const left = links.get(link.id);
    if (ends && left?.status !== link.status && left?.status !== 'inferred')
      found.push(`${link.id} is gone or ${left?.status}`);
  }
  const paths = new Map(whole.paths.map((path) => [path.id, path]));
  for (const path of reduced.paths) {
    const before = paths.get(path.id);
    if (before === undefined) continue;
    const devices = new Set(before.hops.map((hop) => hop.device));
    for (const hop of path.hops)
      if (hop.status === 'known' && !devices.has(hop.device)) found.push(`${path.id} goes by ${hop.device}`);
  }
  return found;
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function pairOf({ kind, from, to }: NetworkLink): string {
  return `${kind === 'attached' ? kind : ''} ${[nameOf(from), nameOf(to)].sort().join(' ')}`;
}

interface Case {
  readonly name: string;
  readonly load: () => Promise<FilledFacts>;
}

const lab = (deployment: string, host: string): Case => ({
  name: `${host} of ${deployment}`,
  load: () => hostFacts(sharedData(`${deployment}/bundles/T0-healthy`), host, 'commands'),
});

const cases: readonly Case[] = [
  lab('lab', 'compute1'),
  lab('lab', 'network1'),
  lab('ovn', 'compute1'),
  lab('ovn', 'controller1'),
  {
    name: 'the real report',
    load: async () => {
      const facts = emptyFacts('compute4');
      await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
      return facts;
    },
  },
];

describe.skipIf(!hasShared)('without any one output', () => {
  test.each(cases)(
    '$name',
    async ({ load }) => {
      const facts = await load();
      const flowsOf = remembered(facts.flowsOf);
      const asked = new Set<FactKind>();
      const watched: SnapshotFacts = { ...facts, of: (kind) => (asked.add(kind), facts.of(kind)) };
      const whole = modelOf(indexNode(watched, { flowsOf, peers: [] }));
      const withFlows = new Set(facts.of('flow').map((fact) => fact.sourceId));
      const used = new Set([
        ...withFlows,
        ...[...asked].flatMap((kind) => facts.of(kind).map((fact) => fact.sourceId)),
      ]);
      for (const source of facts.sources.values()) if (source.netns !== null) used.add(source.id);
      // Nothing is asked of the others: they may all be lost.
      const others = new Set([...facts.sources.keys()].filter((id) => !used.has(id)));
      expect(modelOf(indexNode(without(facts, others), { flowsOf, peers: [] }))).toEqual(whole);

      // Each output alone, all outputs of each command, and all of each tool (`ip`, `ovs`, `ethtool`): what a bundle has
      // in three ways is lost then, too.
      const byCommand = new Map<string, Set<number>>();
      for (const id of used) {
        const command = facts.sources.get(id)?.commandId ?? '';
        for (const name of [command, `${command.split('-')[0]} …`])
          byCommand.set(name, (byCommand.get(name) ?? new Set()).add(id));
      }
      const losses = [...[...used].map((id) => new Set([id])), ...byCommand.values()];
      const wrong: string[] = [];
      for (const lost of losses) {
        const left = without(facts, lost);
        const flows: Flows = [...lost].some((id) => withFlows.has(id))
          ? remembered((bridge) => {
              const dumps = dumpsOf(left, bridge);
              const chosen = chooseDump(dumps);
              return dumps.find((dump) => dump === chosen)?.rows ?? [];
            })
          : flowsOf;
        const reduced = modelOf(indexNode(left, { flowsOf: flows, peers: [] }));
        const [first] = lost;
        const source = facts.sources.get(first ?? 0);
        const name = lost.size > 1 ? `every ${source?.commandId}` : source?.path;
        for (const one of wrongs(whole, reduced, lost)) wrong.push(`${name}: ${one}`);
      }
      expect(wrong).toEqual([]);
      expect(used.size).toBeGreaterThan(20);
    },
    60_000,
  );
});
