// Which flows of a dump are there twice, and which overlap with another of their table and priority that
// does something else. Worked out table by table, priority by priority, a step at a time; what would take
// too long is counted as not searched.
import { Canonicalizer } from '../../../../shared/openflow/canonical.ts';
import { matchBits } from '../../../../shared/openflow/match-bits.ts';
import { OverlapSearch } from '../../../../shared/openflow/overlap.ts';
import { parseMatch } from '../../../../shared/openflow/parse-tree.ts';
import { TableIndex, type TableNumbers } from '../../../../shared/openflow/table-id.ts';
import type { FlowDump } from './flow-dump.ts';

/** Flows of one table and priority beyond which they are not searched: their matches would not fit in memory. */
const mostInBucket = 200_000;

/** What is said of a flow; places are those in the dump. */
export interface FlowMark {
  /** How many other flows have its table, priority and match. */
  readonly duplicates: number;
  /** Of equal flows the last one is in force: whoever adds them in this order ends up with it. */
  readonly wins: boolean;
  /** How many flows of its table and priority overlap with it and do something else. */
  readonly overlaps: number;
  /** The place of one of those flows: the one that wins, another duplicate, or one that overlaps. */
  readonly other: number;
}

/** The flows of one table and priority. */
interface Bucket {
  readonly places: number[];
}

export class FlowMarks {
  readonly #dump: FlowDump;
  readonly #ports: ReadonlyMap<string, number>;
  readonly #canonical: Canonicalizer;
  readonly #buckets: Bucket[] = [];
  readonly #marks = new Map<number, FlowMark>();
  readonly #steps: Generator<undefined, void>;
  complete = false;
  /** Flows that are done with. */
  done = 0;
  duplicates = 0;
  overlaps = 0;
  /** Flows in buckets that were too large. */
  notSearched = 0;
  /** Flows whose match is not understood. */
  notUnderstood = 0;

  constructor(dump: FlowDump, ports: ReadonlyMap<string, number>, tables: TableNumbers) {
    this.#dump = dump;
    this.#ports = ports;
    this.#canonical = new Canonicalizer({ ports, tables });
    this.#steps = this.#run();
  }

  /** Goes on until it is that late (as `performance.now` counts) or all is searched. */
  goOn(until: number): void {
    while (!this.complete) {
      if (this.#steps.next().done === true) this.complete = true;
      if (performance.now() >= until) return;
    }
  }

  /** What is known of the flow at a place; null when there is nothing to say, or not yet. */
  at(place: number): FlowMark | null {
    return this.#marks.get(place) ?? null;
  }

  /** The places of the flows with a mark, in reading order. */
  places(kind: 'duplicates' | 'overlaps'): Uint32Array {
    const places = [...this.#marks].filter(([, mark]) => mark[kind] > 0).map(([place]) => place);
    return Uint32Array.from(places).sort();
  }

  *#run(): Generator<undefined, void> {
    yield* this.#sort();
    for (const bucket of this.#buckets) {
      const { places } = bucket;
      if (places.length > mostInBucket) this.notSearched += places.length;
      else if (places.length > 1) yield* this.#search(places);
      this.done += places.length;
      bucket.places.length = 0;
    }
  }

  /** Puts every flow into the bucket of its table and priority. */
  *#sort(): Generator<undefined, void> {
    const byKey = new Map<number, Bucket>();
    const tables = new TableIndex();
    for (const part of this.#dump.parts) {
      const { block, rows } = this.#dump.rowsOf(part);
      const priorities = block.numbers('priority').values;
      for (let i = 0; i < part.count; i++) {
        const row = rows === null ? i : (rows[i] ?? 0);
        const key = tables.number(block.table(row)) * 65_536 + (priorities[row] ?? 0);
        let bucket = byKey.get(key);
        if (bucket === undefined) {
          bucket = { places: [] };
          byKey.set(key, bucket);
          this.#buckets.push(bucket);
        }
        bucket.places.push(part.first + i);
      }
      yield;
    }
  }

  *#search(places: readonly number[]): Generator<undefined, void> {
    const search = new OverlapSearch();
    for (const [i, place] of places.entries()) {
      const { match, actions } = this.#dump.flow(place);
      const bits = matchBits(parseMatch(match), this.#ports);
      if (bits === null) this.notUnderstood++;
      search.add({
        bits,
        actions: this.#canonical.actions(actions, match),
        conjunctive: actions.includes('conjunction('),
      });
      if (i % 256 === 255) yield;
    }
    if (!(yield* search.search())) {
      this.notSearched += places.length;
      return;
    }
    for (const [i, place] of places.entries()) {
      const marks = search.marks(i);
      if (marks === null) continue;
      const { duplicates, overlaps, overlapsWith } = marks;
      const equal = duplicates ?? [];
      const last = equal.at(-1) ?? i;
      const other = equal.length > 1 ? (last === i ? equal[0] : last) : overlapsWith;
      if (equal.length > 1) this.duplicates++;
      if (overlaps > 0) this.overlaps++;
      this.#marks.set(place, {
        duplicates: Math.max(0, equal.length - 1),
        wins: last === i,
        overlaps,
        other: places[other ?? i] ?? place,
      });
    }
  }
}
