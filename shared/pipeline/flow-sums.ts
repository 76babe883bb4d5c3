// The flows of one bridge, summed for its pipeline: those of one table whose actions send packets the same
// ways are one sum. Only the flow that is added is looked at, so that a dump may have any length.
import type { FlowFact } from '../facts.ts';
import { findPart } from '../openflow/parse-match.ts';
import { parseActions } from '../openflow/parse-tree.ts';
import { compareTables, noTableNumbers, type TableId, type TableNumbers } from '../openflow/table-id.ts';
import { actionWays, type ActionWays } from './action-ways.ts';

/** What is counted of some flows. */
export interface Count {
  flows: number;
  /** Of the flows whose counters are printed. */
  packets: number;
  bytes: number;
  neverHit: number;
  uncounted: number;
  /** Flows that counted packets and do not say how many bytes: EasyOVS prints none. */
  unsized: number;
}

/** Flows of one table that send packets the same ways. */
export interface FlowSum extends Count {
  readonly table: TableId;
  readonly ways: ActionWays;
  /** Some of their action lists as printed; `allTexts` when these are all there are. */
  readonly texts: Set<string>;
  allTexts: boolean;
  /** Every printed form of each way, by its place in `ways.ways`; null when there are too many. */
  readonly forms: (Set<string> | null)[];
  /** Seconds since the oldest of them that counted packets was made; null when that is not printed. */
  oldest: number | null;
}

/** What else is known of a table. */
export interface TableSum {
  /** A flow that matches every packet. */
  catchAll: boolean;
  /** Flows that go away by themselves, with what they counted. */
  timed: boolean;
  /** Seconds since the youngest was made; null when one does not say. */
  youngest: number | null;
}

/** Different texts of one sum that are kept, to find a filter by which they can be told from others. */
const mostTexts = 40;
/** Printed forms of one way: `ct(table=72,zone=1)` may have a zone for each port. */
const mostForms = 24;
/** Action lists whose sum is remembered, so that one that many flows share is read once. */
const mostRemembered = 50_000;

export class FlowSums {
  readonly bridge: string;
  readonly numbers: TableNumbers;
  readonly tables = new Map<TableId, TableSum>();
  /** Flows of table 0 by the port they match, as printed; null for those that match none. */
  readonly entries = new Map<string | null, Count>();
  readonly #sums = new Map<TableId, Map<string, FlowSum>>();
  readonly #remembered = new Map<TableId, Map<string, FlowSum>>();
  #lists = 0;

  /** `numbers`: those of the bridge's tables that have names in the dump. */
  constructor(bridge: string, numbers = noTableNumbers) {
    this.bridge = bridge;
    this.numbers = numbers;
  }

  /** All sums, by table. */
  get sums(): readonly FlowSum[] {
    const byTable = [...this.#sums].sort(([a], [b]) => compareTables(a, b));
    return byTable.flatMap(([, sums]) => [...sums.values()]);
  }

  /** Adds a flow; it is not kept, so it may be an object that becomes the next flow. */
  add(flow: FlowFact): void {
    const { match, duration, nPackets } = flow;
    const sum = this.#sumOf(flow.table, flow.actions);
    const table = this.tables.get(sum.table) ?? { catchAll: false, timed: false, youngest: Infinity };
    this.tables.set(sum.table, table);
    if (match === '' || match === '*') table.catchAll = true;
    if ((flow.idleTimeout ?? 0) > 0 || (flow.hardTimeout ?? 0) > 0) table.timed = true;
    table.youngest = duration === null || table.youngest === null ? null : Math.min(table.youngest, duration);
    // A clause of a conjunction never counts: another flow counts for it.
    const counts = !sum.ways.conjunction;
    count(sum, flow, counts);
    if (nPackets !== null && nPackets > 0 && duration !== null)
      sum.oldest = Math.max(sum.oldest ?? 0, duration);
    if (sum.table !== 0) return;
    // EasyOVS prints `in=1`.
    const part = findPart(match, 'in_port') ?? findPart(match, 'in');
    const inPort =
      part?.kind === 'field' || part?.kind === 'port-name' ? match.slice(part.text.from, part.text.to) : null;
    let entry = this.entries.get(inPort);
    if (entry === undefined) this.entries.set(inPort, (entry = noFlows()));
    count(entry, flow, counts);
  }

  #sumOf(table: TableId, actions: string): FlowSum {
    let remembered = this.#remembered.get(table);
    if (remembered === undefined) this.#remembered.set(table, (remembered = new Map<string, FlowSum>()));
    const known = remembered.get(actions);
    if (known !== undefined) return known;
    if (++this.#lists > mostRemembered) {
      this.#lists = 0;
      for (const lists of this.#remembered.values()) lists.clear();
    }
    const sum = this.#sumWith(table, actionWays(parseActions(actions), actions, this.numbers), actions);
    remembered.set(actions, sum);
    return sum;
  }

  /** The sum of the flows of `table` with these actions; `text` is their list as printed. */
  #sumWith(table: TableId, ways: ActionWays, text: string): FlowSum {
    let sums = this.#sums.get(table);
    if (sums === undefined) this.#sums.set(table, (sums = new Map<string, FlowSum>()));
    let sum = sums.get(ways.key);
    if (sum === undefined) {
      const forms = ways.ways.map(() => new Set<string>());
      sum = { ...noFlows(), table, ways, texts: new Set(), allTexts: true, forms, oldest: null };
      sums.set(ways.key, sum);
    }
    if (sum.texts.size < mostTexts) sum.texts.add(text);
    else if (!sum.texts.has(text)) sum.allTexts = false;
    for (const [index, { forms }] of ways.ways.entries()) {
      const known = sum.forms[index];
      if (!known) continue;
      for (const form of forms) known.add(form);
      if (known.size > mostForms) sum.forms[index] = null;
    }
    return sum;
  }
}

export function noFlows(): Count {
  return { flows: 0, packets: 0, bytes: 0, neverHit: 0, uncounted: 0, unsized: 0 };
}

function count(into: Count, { nPackets, nBytes }: FlowFact, counts: boolean): void {
  into.flows++;
  if (nPackets === null) {
    if (counts) into.uncounted++;
    return;
  }
  into.packets += nPackets;
  into.bytes += nBytes ?? 0;
  if (nBytes === null) into.unsized++;
  if (nPackets === 0 && counts) into.neverHit++;
}

/** Adds `from` to `into`. */
export function addCount(into: Count, from: Readonly<Count>): void {
  into.flows += from.flows;
  into.packets += from.packets;
  into.bytes += from.bytes;
  into.neverHit += from.neverHit;
  into.uncounted += from.uncounted;
  into.unsized += from.unsized;
}
