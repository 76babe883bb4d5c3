// Rows that are chosen together, by name, to be copied: Shift takes all from one row to another, Ctrl or Space one more or
// one less. What is asked for meanwhile lands only while nothing else was chosen since.
import { SvelteMap } from 'svelte/reactivity';
import type { Sort } from './differences.svelte.ts';

/** As many as one copy takes. */
const most = 20_000;

export class ChosenRows<S extends Sort> {
  readonly #byKey = new SvelteMap<string, S['name']>();
  /** Where a choice of several begins; -1 before a row was active. */
  #anchor = -1;
  #turn = 0;

  get size(): number {
    return this.#byKey.size;
  }

  get names(): readonly S['name'][] {
    return [...this.#byKey.values()];
  }

  has(name: S['name'] | null): boolean {
    return name !== null && this.#byKey.has(JSON.stringify(name));
  }

  /** A row became the active one by itself: a range begins there. */
  begin(index: number): void {
    this.#anchor = index;
  }

  clear(): void {
    this.#turn++;
    this.#byKey.clear();
  }

  /** One more, or one less. The row that is `selected` already is the first of several. */
  toggle(name: S['name'], index: number, selected: S['name'] | null): void {
    this.#turn++;
    this.#anchor = index;
    const key = JSON.stringify(name);
    const first = JSON.stringify(selected);
    if (selected !== null && this.#byKey.size === 0 && first !== key) this.#byKey.set(first, selected);
    if (!this.#byKey.delete(key)) this.#byKey.set(key, name);
  }

  /** All from where the choice began to a row, `between` says their names; or all that there are. */
  async choose(
    to: number | 'all',
    count: number,
    between: (first: number, end: number) => Promise<readonly S['name'][]>,
  ): Promise<void> {
    const turn = ++this.#turn;
    if (to !== 'all' && this.#anchor < 0) this.#anchor = to;
    const [first, last] = to === 'all' ? [0, count - 1] : [this.#anchor, to].toSorted((a, b) => a - b);
    if (first === undefined || last === undefined) return;
    const names = await between(first, Math.min(last + 1, first + most));
    if (turn !== this.#turn) return;
    this.#byKey.clear();
    for (const name of names) this.#byKey.set(JSON.stringify(name), name);
  }
}
