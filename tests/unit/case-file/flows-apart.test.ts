// Taking out what two dumps print alike changes nothing of what their comparison says: held against the comparison of
// all flows, on generated tables that have every way of being nearly alike, and on those of real nodes.
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlowBlock, FlowBlockBuilder } from '../../../electron/engine/case-file/columns/flow-block.ts';
import { digestOf } from '../../../electron/engine/case-file/columns/flow-digest.ts';
import { flowBlocks, type FlowBlocks } from '../../../electron/engine/case-file/flow-blocks.ts';
import { flowId } from '../../../electron/engine/case-file/flow-ids.ts';
import { FlowDump } from '../../../electron/engine/case-file/queries/flow-dump.ts';
import { flowsApart } from '../../../electron/engine/case-file/queries/flows-apart.ts';
import {
  compareBridge,
  type BridgeComparison,
  type BridgeOptions,
} from '../../../shared/compare/compare-bridge.ts';
import type { Apart } from '../../../shared/compare/compare-snapshots.ts';
import { flowTables, type FlowNames, type FlowTables } from '../../../shared/compare/flow-tables.ts';
import type { BridgePipeline } from '../../../shared/compare/renaming/node-numbers.ts';
import { asideCategories, AsideCounts, type AsideCategory } from '../../../shared/compare/set-aside.ts';
import type { FlowFact } from '../../../shared/facts.ts';
import { comparableInAll } from '../../../shared/flows/said-fields.ts';
import { noTableNumbers } from '../../../shared/openflow/table-id.ts';
import { hasShared } from '../../shared-data.ts';
import { compared, pairsOf } from '../compare/scenario-pairs.ts';

/** Blocks of so many flows, of the sources 1, 2 …, as they are in a case. */
function blocksOf(sources: readonly (readonly FlowFact[])[], perBlock: number): FlowBlocks {
  const db = new Database(':memory:');
  db.exec(`
    CREATE TABLE flow_block (id INTEGER PRIMARY KEY, flows, first_line, last_line, data);
    CREATE TABLE flow_digest (id INTEGER PRIMARY KEY, oldest, cookies, prints);
    CREATE TABLE flow_bridge (source_id, bridge);
  `);
  const insert = db.prepare('INSERT INTO flow_block VALUES (?, ?, ?, ?, ?)');
  const insertDigest = db.prepare('INSERT INTO flow_digest VALUES (?, ?, ?, ?)');
  const insertBridge = db.prepare('INSERT INTO flow_bridge VALUES (?, ?)');
  for (const [index, flows] of sources.entries()) {
    for (let first = 0; first < flows.length; first += perBlock) {
      const block = new FlowBlockBuilder();
      for (const [i, flow] of flows.slice(first, first + perBlock).entries()) {
        block.add(flow, first + i + 1, first + i + 1);
      }
      const data = block.encode();
      const { oldest, cookies, prints } = digestOf(new FlowBlock(data));
      insert.run(flowId(index + 1, first), block.flows, block.firstLine, block.lastLine, data);
      insertDigest.run(flowId(index + 1, first), oldest, cookies, prints);
    }
    for (const bridge of new Set(flows.map((each) => each.bridge))) insertBridge.run(index + 1, bridge);
  }
  return flowBlocks(db);
}

const names: FlowNames = { ports: new Map([['tap1', 9]]), tables: new Map([['known', 1]]) };
const pipeline: BridgePipeline = {
  writer: 'neutron-integration',
  providerPorts: new Set(),
  patchPorts: new Set(),
};

const matches = [
  ...['', 'in_port=1', 'in_port=9', 'in_port="tap1"', 'in_port="täp"', 'dl_vlan=1', 'dl_vlan=0x1'],
  ...['vlan_tci=0x0000', 'vlan_tci=0x0000/0x1fff', 'tcp,tp_dst=80', 'tp_dst=80,tcp', 'tcp,tp_dst=0x50'],
  ...['ip,nw_src=10.0.0.1', 'ip,nw_src=10.0.0.1/32', 'ip,ip_src=10.0.0.1', 'conj_id=5,ip', 'conj_id=6,ip'],
  ...['dl_dst=fa:16:3e:00:00:01', 'dl_dst=fa:16:3e:00:00:02'],
];
const actions = [
  ...['drop', '', 'output:1,output:2', 'output:2,output:1', 'load:0x1->NXM_NX_REG0[]', 'set_field:0x1->reg0'],
  ...['conjunction(5,1/2)', 'conjunction(6,1/2)', 'meter:1,drop', 'write_actions(output:1)', 'output:"täp"'],
  'learn(table=1,cookie=0x1,priority=1,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])',
  'learn(table=1,cookie=0x2,priority=1,NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],output:NXM_OF_IN_PORT[])',
];

function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));
}

const mostlyNull = mostly<number | null>(null, 0, 10);
const flow: fc.Arbitrary<FlowFact> = fc.record({
  bridge: mostly('br-int', null, 'br-ex'),
  table: mostly<FlowFact['table']>(1, 0, 254, 'known', 'unknown'),
  priority: mostly(1, 2, 70_000),
  match: fc.oneof(fc.constantFrom(...matches), {
    weight: 2,
    arbitrary: fc.nat(99).map((n) => `ip,nw_src=10.0.1.${n}`),
  }),
  actions: fc.constantFrom(...actions),
  cookie: fc.constantFrom('0x1', '0x2', null),
  nPackets: fc.nat(9),
  nBytes: fc.nat(9),
  duration: fc.nat(9),
  idleTimeout: mostlyNull,
  hardTimeout: mostlyNull,
  idleAge: fc.constant(null),
  hardAge: fc.constant(null),
  importance: mostlyNull,
  flags: mostly<string[]>([], ['send_flow_rem']),
});

/** The second table is the first with some flows gone, come, changed, or at other places. */
const tables = fc
  .tuple(
    fc.array(flow, { minLength: 8, maxLength: 30, size: 'max' }),
    fc.array(flow, { maxLength: 6 }),
    fc.infiniteStream(fc.nat(9)),
  )
  .map(([before, others, random]) => {
    const after: FlowFact[] = [];
    const next = (): number => random.next().value ?? 0;
    for (const each of before) {
      const dice = next();
      if (dice === 0) continue;
      const moved = { ...each, nPackets: next(), duration: next(), cookie: next() < 5 ? each.cookie : '0x3' };
      const now = dice === 1 ? { ...moved, actions: actions[next()] ?? '' } : moved;
      if (dice === 2) after.unshift(now);
      else after.push(now);
    }
    for (const each of others) after.splice(next(), 0, each);
    return { before, after };
  });

test('a comparison without what is printed alike says what that of all flows says', () => {
  let takenOut = 0;
  fc.assert(
    fc.property(
      tables,
      fc.oneof(
        fc.subarray([...asideCategories]),
        fc.constantFrom([], ['order'], ['learned']) as fc.Arbitrary<AsideCategory[]>,
      ),
      fc.record({ meters: fc.boolean(), actionSet: fc.boolean(), hidden: fc.boolean(), flags: fc.boolean() }),
      fc.integer({ min: 1, max: 12 }),
      ({ before, after }, include, unsaid, perBlock) => {
        const blocks = blocksOf([before, after], perBlock);
        const dump = (sourceId: number): FlowDump =>
          new FlowDump(blocks, { sourceId, bridge: 'br-int', tables: noTableNumbers });
        const side = (sourceId: number): Parameters<typeof compareBridge>[0] => ({
          flows: () => blocks.flows(sourceId, 'br-int'),
          learning: () => dump(sourceId).withActions('learn('),
          localMacs: new Set(['fa:16:3e:00:00:02']),
        });
        const result = (
          apart: Pick<BridgeOptions, 'apart'>,
        ): BridgeComparison & { readonly aside: unknown } => {
          const counts = new AsideCounts();
          const comparison = compareBridge(side(1), side(2), {
            bridge: 'br-int',
            said: { ...comparableInAll, ...unsaid },
            names,
            pipeline: { from: () => pipeline, to: () => pipeline, ports: () => pipeline },
            known: [],
            include: new Set(include),
            counts,
            ...apart,
          });
          return { ...comparison, aside: counts.list() };
        };
        const short = result({
          apart: () => {
            const found = flowsApart(dump(1), dump(2), names);
            takenOut += found.equal;
            return found;
          },
        });
        expect(short).toEqual(result({}));
      },
    ),
    { numRuns: 500 },
  );
  expect(takenOut).toBeGreaterThan(1000);
});

test('of two dumps in one order and in another only what differs is left', () => {
  const base: FlowFact = fc.sample(flow, { numRuns: 1, seed: 1 })[0]!;
  const table = (from: number): FlowFact[] =>
    Array.from({ length: 300 }, (_, i) => ({
      ...base,
      ...{ bridge: 'br-int', table: 0, priority: 1, match: `in_port=${from + i}`, actions: 'drop' },
    }));
  const [before, after] = [table(1), table(3)];
  for (const flows of [after, after.toReversed()]) {
    const blocks = blocksOf([before, flows], 64);
    const dump = (sourceId: number): FlowDump =>
      new FlowDump(blocks, { sourceId, bridge: 'br-int', tables: noTableNumbers });
    const { from, to, equal } = flowsApart(dump(1), dump(2), names);
    expect([from.length, to.length, equal]).toEqual([2, 2, 298]);
  }
});

describe.skipIf(!hasShared)('on real nodes', () => {
  test.each([
    { set: 'lab', name: 'S02-instance-moved' },
    { set: 'ovn', name: 'S03-load-balancer-added' },
  ] as const)('$name', { timeout: 60_000 }, async (scenario) => {
    const pairs = await pairsOf(scenario);
    let [whole, taken] = [0, 0];
    for (const pair of pairs) {
      const inBlocks = [pair.before, pair.after].map((facts) => {
        const sources = [...facts.sources.keys()];
        const flows = sources.map((id) =>
          facts.of('flow').flatMap(({ sourceId, data }) => (sourceId === id ? [data] : [])),
        );
        return { facts, blocks: blocksOf(flows, 100), place: (id: number) => sources.indexOf(id) + 1 };
      });
      const [left, right] = inBlocks;
      if (left === undefined || right === undefined) throw new Error('two sides');
      const tablesOf = ({ facts, blocks, place }: typeof left): FlowTables => ({
        ...flowTables(facts),
        flows: (bridge, { source }) =>
          blocks.flows(place(source.id), bridge).map((each) => ({ ...each, sourceId: source.id })),
      });
      const dumpOf = ({ blocks, place }: typeof left, id: number, bridge: string): FlowDump =>
        new FlowDump(blocks, { sourceId: place(id), bridge, tables: noTableNumbers });
      const apart: Apart = (bridge, from, to, known) => {
        const found = flowsApart(
          dumpOf(left, from.source.id, bridge),
          dumpOf(right, to.source.id, bridge),
          known,
        );
        taken += found.equal;
        whole += from.flows;
        const placed = (flows: typeof found.from, sourceId: number): typeof found.from =>
          flows.map((each) => ({ ...each, sourceId }));
        return {
          ...found,
          from: placed(found.from, from.source.id),
          to: placed(found.to, to.source.id),
        };
      };
      const flows = { from: tablesOf(left), to: tablesOf(right) };
      expect(compared(pairs, pair, { flows: { ...flows, apart } })).toEqual(compared(pairs, pair, { flows }));
    }
    expect(taken).toBeGreaterThan(whole / 4);
    console.log(`${scenario.name}: ${taken} of ${whole} flows are printed alike`);
  });
});
