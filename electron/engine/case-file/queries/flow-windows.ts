// Windows of one dump of flows. Filtering reads the columns it needs once and remembers which flows
// passed; sorting orders places; scrolling then only makes the rows of the window. Both are kept for
// the dump in view, so a new sort does not filter again, nor a new filter sort.
import type { Database } from 'better-sqlite3';
import type { FlowRow, FlowSort } from '../../../../shared/api.ts';
import { fieldValues } from '../../../../shared/filter/field-values.ts';
import type { FlowCondition } from '../../../../shared/filter/flow-condition.ts';
import { flowBlocks } from '../flow-blocks.ts';
import type { DumpPlace } from './flow-dump.ts';
import { FlowDump } from './flow-dump.ts';
import { flowOrder } from './flow-order.ts';
import { FlowScan } from './flow-scan.ts';
import { FlowSumming } from './flow-summing.ts';
import type { CountedValue } from './flow-values.ts';
import { FlowValues } from './flow-values.ts';

export interface FlowOrder {
  readonly sort: FlowSort;
  readonly descending: boolean;
}

/** A flow filter that was understood; `text` is what it was made from. */
export interface FlowTest {
  readonly text: string;
  readonly condition: FlowCondition;
}

/** Rows of a dump. While not `complete`, `matched` is what was found so far, and asking again goes on. */
export interface FlowWindow {
  readonly total: number;
  readonly matched: number;
  readonly complete: boolean;
  readonly rows: FlowRow[];
}

interface Latest<T> {
  readonly key: string;
  readonly value: T;
}

export class FlowWindows {
  readonly #blocks;
  #dump: Latest<FlowDump> | null = null;
  #order: Latest<Uint32Array> | null = null;
  #scan: Latest<FlowScan> | null = null;
  #shown: Latest<Uint32Array> | null = null;
  #values: Latest<FlowValues> | null = null;

  constructor(db: Database) {
    this.#blocks = flowBlocks(db);
  }

  /**
   * Rows `offset` to `offset + limit` of the dump, filtered and sorted; flows that are equal in the sort
   * stay in reading order. `longest` is how many milliseconds a filter may look before there is an answer:
   * in reading order with the rows found so far, in any other without rows until all are found.
   */
  window(
    place: DumpPlace,
    filter: FlowTest | null,
    order: FlowOrder,
    offset: number,
    limit: number,
    longest = Infinity,
  ): FlowWindow {
    const dump = this.dump(place);
    const total = dump.count;
    const rowsAt = (places: Uint32Array): FlowRow[] =>
      Array.from(places.subarray(offset, offset + limit), (at) => dump.row(place, at));
    if (filter === null) {
      const rows = rowsAt(this.#sorted(place, dump, order));
      return { total, matched: total, complete: true, rows };
    }
    const scan = this.#scanOf(place, dump, filter);
    const asRead = isAsRead(order);
    const full = asRead && scan.places.length >= offset + limit;
    // Without a limit the count is wanted too.
    const enough = asRead && !full && longest !== Infinity ? offset + limit : Infinity;
    scan.goOn(enough, performance.now() + longest);
    const matched = scan.places.length;
    if (!asRead && !scan.complete) return { total, matched, complete: false, rows: [] };
    const places = asRead ? scan.places : this.#shownOf(place, dump, filter, scan, order);
    return { total, matched, complete: scan.complete, rows: rowsAt(places) };
  }

  /**
   * The places of the rows in their order, once the filter has been through the dump; null while it has not,
   * after `longest` milliseconds: asking again goes on.
   */
  places(
    place: DumpPlace,
    filter: FlowTest | null,
    order: FlowOrder,
    longest = Infinity,
  ): Uint32Array | null {
    const dump = this.dump(place);
    if (filter === null) return this.#sorted(place, dump, order);
    const scan = this.#scanOf(place, dump, filter);
    scan.goOn(Infinity, performance.now() + longest);
    if (!scan.complete) return null;
    return isAsRead(order) ? scan.places : this.#shownOf(place, dump, filter, scan, order);
  }

  /**
   * The most frequent values of a field that begin with a prefix. `longest` is how many milliseconds it may
   * look before there is an answer; while not `complete`, asking again goes on.
   */
  values(
    place: DumpPlace,
    field: string,
    prefix: string,
    limit: number,
    longest = Infinity,
  ): { readonly values: readonly CountedValue[]; readonly complete: boolean } {
    const key = keyOf(place, field);
    const known = this.#values?.key === key && this.#values.value.tells(prefix) ? this.#values : null;
    const counting = known ?? { key, value: new FlowValues(this.dump(place), fieldValues(field), prefix) };
    this.#values = counting;
    counting.value.goOn(performance.now() + longest);
    return { values: counting.value.most(prefix, limit), complete: counting.value.complete };
  }

  /** The dump at a place, kept until another is asked for. */
  dump(place: DumpPlace): FlowDump {
    const key = keyOf(place);
    if (this.#dump?.key !== key) this.#dump = { key, value: new FlowDump(this.#blocks, place) };
    return this.#dump.value;
  }

  /** The sums of a dump for its pipeline; the caller has them go on, and keeps them. */
  summing(place: DumpPlace): FlowSumming {
    return new FlowSumming(this.dump(place), place);
  }

  #sorted(place: DumpPlace, dump: FlowDump, { sort, descending }: FlowOrder): Uint32Array {
    const key = keyOf(place, sort, descending);
    if (this.#order?.key !== key) {
      const blocks = dump.parts.map((part) => () => dump.rowsOf(part));
      this.#order = { key, value: flowOrder(blocks, dump.count, sort, descending) };
    }
    return this.#order.value;
  }

  #scanOf(place: DumpPlace, dump: FlowDump, filter: FlowTest): FlowScan {
    const key = keyOf(place, filter.text);
    if (this.#scan?.key !== key) this.#scan = { key, value: new FlowScan(dump, filter.condition) };
    return this.#scan.value;
  }

  #shownOf(
    place: DumpPlace,
    dump: FlowDump,
    filter: FlowTest,
    scan: FlowScan,
    order: FlowOrder,
  ): Uint32Array {
    const key = keyOf(place, filter.text, order.sort, order.descending);
    if (this.#shown?.key !== key) {
      const passed = new Uint8Array(dump.count);
      for (const at of scan.places) passed[at] = 1;
      const value = this.#sorted(place, dump, order).filter((at) => passed[at] === 1);
      this.#shown = { key, value };
    }
    return this.#shown.value;
  }
}

function isAsRead({ sort, descending }: FlowOrder): boolean {
  return sort === 'line' && !descending;
}

function keyOf({ sourceId, bridge }: DumpPlace, ...more: readonly (string | boolean)[]): string {
  return JSON.stringify([sourceId, bridge, ...more]);
}
