// The flow dumps of a snapshot by bridge, from facts in memory. The engine may give its own, which
// reads a dump's flows from the case file only when they are asked for.
import type { FlowFact, StoredFact } from '../facts.ts';
import { flowDumpCommands, type FlowDump } from '../flows/choose-dump.ts';
import { tableNumbers } from '../flows/table-numbers.ts';
import { indexOvs, portNumbers } from '../network/ovs-index.ts';
import type { TableNumbers } from '../openflow/table-id.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { flowAges, type FlowAges } from './flow-ages.ts';

export interface FlowTables {
  readonly bridges: readonly string[];
  dumps(bridge: string): readonly FlowDump[];
  /** The flows that one dump has of a bridge. */
  flows(bridge: string, dump: FlowDump): readonly StoredFact<'flow'>[];
  /** The same one after the other, to be looked at and not kept: for a pass over a table of any length. */
  each(bridge: string, dump: FlowDump): Iterable<FlowFact>;
  /** Those of them whose actions have a text in them. */
  withActions(bridge: string, dump: FlowDump, text: string): readonly FlowFact[];
  ages(bridge: string, dump: FlowDump): FlowAges;
  /** What the snapshot knows of a bridge's names, for dumps with names. */
  names(bridge: string): FlowNames;
}

/**
 * Two dumps less the flows that surely are in both and do the same: one that each prints once, byte for byte alike but
 * for cookie, counters and ages. Comparing the rest gives the differences of the whole.
 */
export interface FlowsApart {
  readonly from: readonly StoredFact<'flow'>[];
  readonly to: readonly StoredFact<'flow'>[];
  /** How many were left out of either. */
  readonly equal: number;
}

/** Numbers of a bridge's ports and tables by their names. */
export interface FlowNames {
  readonly ports: ReadonlyMap<string, number>;
  readonly tables: TableNumbers;
}

export const noNames: FlowNames = { ports: new Map(), tables: new Map() };

/** What either of two snapshots knows, less the names whose numbers they do not agree on. */
export function sharedNames(a: FlowNames, b: FlowNames): FlowNames {
  return { ports: agreed(a.ports, b.ports), tables: agreed(a.tables, b.tables) };
}

function agreed(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map(
    [...a, ...b].filter(([name, number]) => (a.get(name) ?? number) === (b.get(name) ?? number)),
  );
}

/** Flows whose bridge is not known are left out: they have no one to be compared with. */
export function flowTables(facts: SnapshotFacts): FlowTables {
  const byBridge = new Map<string, Map<number, StoredFact<'flow'>[]>>();
  const dumpOf = (bridge: string, sourceId: number): StoredFact<'flow'>[] => {
    const dumps = byBridge.get(bridge) ?? new Map<number, StoredFact<'flow'>[]>();
    byBridge.set(bridge, dumps);
    const rows = dumps.get(sourceId) ?? [];
    dumps.set(sourceId, rows);
    return rows;
  };
  // A dump that holds a header and no flow is of an empty table, which is worth comparing.
  for (const source of facts.sources.values()) {
    const dumps = flowDumpCommands.includes(source.commandId ?? '');
    if (dumps && source.state === 'ok' && source.target !== null) dumpOf(source.target, source.id);
  }
  for (const fact of facts.of('flow')) {
    if (fact.data.bridge !== null) dumpOf(fact.data.bridge, fact.sourceId).push(fact);
  }
  const flows = (bridge: string, { source }: FlowDump): readonly StoredFact<'flow'>[] =>
    byBridge.get(bridge)?.get(source.id) ?? [];
  const data = (bridge: string, dump: FlowDump): readonly FlowFact[] =>
    flows(bridge, dump).map((flow) => flow.data);
  return {
    bridges: [...byBridge.keys()],
    dumps: (bridge) =>
      [...(byBridge.get(bridge) ?? [])].flatMap(([sourceId, rows]) => {
        const source = facts.sources.get(sourceId);
        return source ? [{ source, flows: rows.length }] : [];
      }),
    flows,
    each: data,
    withActions: (bridge, dump, text) => data(bridge, dump).filter(({ actions }) => actions.includes(text)),
    ages: (bridge, dump) => flowAges(data(bridge, dump)),
    names: (bridge) => ({
      ports: portNumbers(indexOvs(facts), bridge),
      tables: tableNumbers(facts, bridge),
    }),
  };
}
