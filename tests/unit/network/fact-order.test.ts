// The order in which a bundle's members were read changes nothing: the same model, to the last line of evidence.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../../shared/network/build-node.ts';
import type { NodeModel } from '../../../shared/network/model.ts';
import { indexNode, peerHost } from '../../../shared/network/node-index.ts';
import type { FactKind, StoredFact } from '../../../shared/facts.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

/** A list in another order, by a generator that `seed` begins (xorshift). */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed | 1;
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = (state >>> 0) % (i + 1);
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  return order;
}

interface Reordered {
  readonly facts: SnapshotFacts;
  readonly flowsOf: (bridge: string) => readonly StoredFact<'flow'>[];
  /** The number that a source had before. */
  readonly before: ReadonlyMap<number, number>;
}

/** The snapshot as if its sources had been read in another order: with other numbers, and facts in that order. */
function reordered(facts: FilledFacts, seed: number): Reordered {
  const order = shuffled([...facts.sources.values()], seed);
  const now = new Map(order.map((source, i) => [source.id, i + 1]));
  const before = new Map(order.map((source, i) => [i + 1, source.id]));
  const moved = <K extends FactKind>(list: readonly StoredFact<K>[]): readonly StoredFact<K>[] =>
    shuffled(
      list.map((fact) => ({ ...fact, sourceId: now.get(fact.sourceId) ?? 0 })),
      seed,
    );
  return {
    facts: {
      snapshotId: facts.snapshotId,
      host: facts.host,
      sources: new Map(order.map((source, i) => [i + 1, { ...source, id: i + 1 }])),
      of: (kind) => moved(facts.of(kind)),
    },
    flowsOf: (bridge) => moved(facts.flowsOf(bridge)),
    before,
  };
}

function printed(model: NodeModel, before: ReadonlyMap<number, number> | null): string {
  return JSON.stringify(model, (key, value: unknown) =>
    key === 'sourceId' && before !== null ? before.get(value as number) : value,
  );
}

describe.skipIf(!hasShared)('in any order of its facts', () => {
  test.each([
    ['lab', 'compute1'],
    ['lab', 'network1'],
    ['ovn', 'compute2'],
    ['ovn', 'controller1'],
  ])('%s, %s: the model is the same', async (deployment, host) => {
    const facts = await hostFacts(sharedData(`${deployment}/bundles/T0-healthy`), host, 'both');
    const whole = printed(modelOf(indexNode(facts, { flowsOf: facts.flowsOf, peers: [] })), null);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), (seed) => {
        const other = reordered(facts, seed);
        const node = indexNode(other.facts, { flowsOf: other.flowsOf, peers: [] });
        expect(printed(modelOf(node), other.before)).toBe(whole);
      }),
      { numRuns: 5 },
    );
  });

  test('peers may come in any order, too', async () => {
    const folder = sharedData('lab/bundles/T0-healthy');
    const all: FilledFacts[] = [];
    for (const host of ['compute1', 'compute2', 'network1'])
      all.push(await hostFacts(folder, host, 'commands', all.length + 1));
    const [own] = all;
    if (own === undefined) throw new Error('no host');
    const printedWith = (peers: readonly FilledFacts[]): string =>
      printed(modelOf(indexNode(own, { flowsOf: own.flowsOf, peers: peers.map(peerHost) })), null);
    expect(printedWith([...all].reverse())).toBe(printedWith(all));
  });
});
