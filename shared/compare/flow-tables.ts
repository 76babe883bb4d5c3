// The flow dumps of a snapshot by bridge, from facts in memory. The engine may give its own, which
// reads a dump's flows from the case file only when they are asked for.
import type { StoredFact } from '../facts.ts';
import { flowDumpCommands, type FlowDump } from '../flows/choose-dump.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

export interface FlowTables {
  readonly bridges: readonly string[];
  dumps(bridge: string): readonly FlowDump[];
  /** The flows that one dump has of a bridge. */
  flows(bridge: string, dump: FlowDump): readonly StoredFact<'flow'>[];
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
  return {
    bridges: [...byBridge.keys()],
    dumps: (bridge) =>
      [...(byBridge.get(bridge) ?? [])].flatMap(([sourceId, rows]) => {
        const source = facts.sources.get(sourceId);
        return source ? [{ source, flows: rows.length }] : [];
      }),
    flows: (bridge, dump) => byBridge.get(bridge)?.get(dump.source.id) ?? [],
  };
}
