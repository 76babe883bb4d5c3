// The groups of a dump's flows as rows, and the flows of those that are unfolded: windows of both, asked for
// as they come into sight. Another query ends the one before.
import type {
  Client,
  FlowGroupColumn,
  FlowGroupKey,
  FlowGroupRow,
  FlowRow,
  FlowSort,
} from '../../../shared/api.ts';
import { SvelteMap } from 'svelte/reactivity';
import { WindowedRows } from '../../ui/windowed-rows.svelte.ts';
import { flowsByGroup, placeOfRow, rowCount, type Unfolded } from './group-place.ts';

export interface GroupQuery {
  readonly source: number;
  readonly bridge: string;
  readonly filter: string;
  readonly by: readonly FlowGroupKey[];
  readonly sort: FlowGroupColumn;
  readonly descending: boolean;
  /** How the flows of a group are sorted. */
  readonly flows: { readonly sort: FlowSort; readonly descending: boolean };
}

export interface GroupAnswer {
  readonly query: GroupQuery;
  readonly groups: number;
  readonly matched: number;
  readonly total: number;
  /** Flows looked at, while not `complete`. */
  readonly done: number;
  readonly complete: boolean;
}

export type TableRow =
  | { readonly kind: 'flow'; readonly flow: FlowRow; readonly inGroup: boolean }
  | {
      readonly kind: 'group';
      readonly group: FlowGroupRow;
      readonly unfolded: boolean;
      /** Ids of those of its flows that are marked. */
      readonly marked: readonly number[];
    };

interface Opened extends Unfolded {
  readonly rows: WindowedRows<FlowRow>;
}

const pageSize = 100;
/** Groups of one answer where all are asked for: as many as the engine gives. */
const mostOfPage = 2000;
/** Flows of one question for their groups. */
const mostMarked = 10_000;

export class GroupRows {
  answer = $state.raw<GroupAnswer | null>(null);
  readonly #groups: WindowedRows<FlowGroupRow>;
  /** By the group's number: ids of flows. */
  #marked = $state.raw<ReadonlyMap<number, readonly number[]> | null>(null);
  /** By position. */
  readonly #opened = new SvelteMap<number, Opened>();
  readonly #unfolded = $derived([...this.#opened.values()].sort((a, b) => a.position - b.position));
  readonly count: number = $derived(
    this.answer?.complete === true ? rowCount(this.answer.groups, this.#unfolded) : 0,
  );
  readonly #client: Client;
  readonly #onError: (error: unknown) => void;
  #turn = 0;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
    this.#groups = new WindowedRows((offset, limit) => this.#page(offset, limit), onError, pageSize);
  }

  /** Shows the groups of a query; `onshow` is called when they are there. Returns what ends it. */
  ask(query: GroupQuery, onshow: () => void): () => void {
    const turn = ++this.#turn;
    void this.#ask(query, turn, onshow);
    return () => {
      if (turn === this.#turn) this.#turn++;
    };
  }

  row(index: number): TableRow | undefined {
    const place = placeOfRow(index, this.#unfolded);
    if (place.kind === 'group') {
      const group = this.#groups.row(place.position);
      const marked = this.#marked?.get(group?.group ?? -1) ?? [];
      return group && { kind: 'group', group, marked, unfolded: this.#opened.has(place.position) };
    }
    const flow = this.#opened.get(place.position)?.rows.row(place.offset);
    return flow && { kind: 'flow', flow, inGroup: true };
  }

  want(first: number, last: number): void {
    const { answer } = this;
    if (answer === null || last <= first) return;
    const [from, to] = [placeOfRow(first, this.#unfolded), placeOfRow(last - 1, this.#unfolded)];
    this.#groups.want(from.position, to.position + 1, answer.groups);
    for (const { position, flows, rows } of this.#unfolded) {
      if (position < from.position || position > to.position) continue;
      const begin = position === from.position && from.kind === 'member' ? from.offset : 0;
      const end = position === to.position && to.kind === 'member' ? to.offset + 1 : begin + (last - first);
      rows.want(begin, Math.min(flows, end), flows);
    }
  }

  /** Marks the groups that have some of these flows, of those that are shown. Returns what ends it. */
  mark(flows: readonly number[]): () => void {
    const { answer } = this;
    this.#marked = null;
    let current = true;
    if (answer?.complete === true && flows.length > 0) {
      this.#groupsOf(answer.query, flows, () => current)
        .then((found) => {
          if (current) this.#marked = found;
        })
        .catch((error: unknown) => current && this.#onError(error));
    }
    return () => (current = false);
  }

  async #groupsOf(
    { source, bridge, filter, by }: GroupQuery,
    flows: readonly number[],
    isWanted: () => boolean,
  ): Promise<ReadonlyMap<number, readonly number[]> | null> {
    const request = { source, bridge, filter, by: [...by], flows: flows.slice(0, mostMarked) };
    while (isWanted()) {
      const { complete, groups } = await this.#client.call('flows.groupsOf', request);
      if (complete) return flowsByGroup(groups);
    }
    return null;
  }

  /** Unfolds the group in a row, or folds it. */
  toggle(index: number, open?: boolean): void {
    const place = placeOfRow(index, this.#unfolded);
    const group = place.kind === 'group' ? this.#groups.row(place.position) : undefined;
    const query = this.answer?.query;
    if (group === undefined || query === undefined) return;
    const { position } = place;
    if (open === this.#opened.has(position)) return;
    if (this.#opened.delete(position)) return;
    const { source, bridge, filter, by, flows: order } = query;
    const load = (offset: number, limit: number) =>
      this.#client.call('flows.group', {
        ...{ source, bridge, filter, by: [...by], group: group.group },
        ...{ ...order, offset, limit },
      });
    const rows = new WindowedRows<FlowRow>(load, this.#onError, pageSize);
    this.#opened.set(position, { position, flows: group.flows, rows });
    rows.want(0, pageSize, group.flows);
  }

  /** All groups of a query, in sight or not. */
  async all(query: GroupQuery): Promise<readonly FlowGroupRow[]> {
    const rows: FlowGroupRow[] = [];
    for (;;) {
      const page = await this.#call(query, rows.length, mostOfPage);
      if (!page.complete) continue;
      rows.push(...page.rows);
      if (page.rows.length < mostOfPage) return rows;
    }
  }

  async #ask(query: GroupQuery, turn: number, onshow: () => void): Promise<void> {
    try {
      for (;;) {
        const answer = await this.#call(query, 0, pageSize);
        if (turn !== this.#turn || answer.error !== null) return;
        const { groups, matched, total, done, complete, rows } = answer;
        if (!complete) {
          if (this.answer?.complete !== true) {
            this.answer = { query, groups, matched, total, done, complete };
          }
          continue;
        }
        this.#opened.clear();
        this.#groups.reset();
        this.answer = { query, groups, matched, total, done, complete };
        this.#groups.put(0, rows);
        onshow();
        return;
      }
    } catch (error) {
      if (turn === this.#turn) this.#onError(error);
    }
  }

  async #page(offset: number, limit: number): Promise<{ readonly rows: readonly FlowGroupRow[] }> {
    for (;;) {
      const query = this.answer?.query;
      if (query === undefined) return { rows: [] };
      const answer = await this.#call(query, offset, limit);
      if (answer.complete || query !== this.answer?.query) return answer;
    }
  }

  #call({ source, bridge, filter, by, sort, descending }: GroupQuery, offset: number, limit: number) {
    const request = { source, bridge, filter, by: [...by], sort, descending, offset, limit };
    return this.#client.call('flows.groups', request);
  }
}
