// The values that a field has in a dump, counted block by block, so that there is something to offer
// before the last block was looked at. Each different text is read once a block.
import type { FieldValues } from '../../../../shared/filter/field-values.ts';
import { textAt } from '../columns/filter-block.ts';
import { numberAt } from '../columns/number-column.ts';
import type { FlowDump } from './flow-dump.ts';

/** Different values that are kept; of a field with more, only those that begin as is asked for. */
const mostValues = 100_000;

export interface CountedValue {
  readonly value: string;
  readonly count: number;
}

export class FlowValues {
  readonly #dump: FlowDump;
  readonly #field: FieldValues | null;
  readonly #prefix: string;
  readonly #counts = new Map<string, number>();
  #nextPart = 0;
  #capped = false;

  /** Values that begin with `prefix`, letters in whatever case; none of a field that there is not. */
  constructor(dump: FlowDump, field: FieldValues | null, prefix: string) {
    this.#dump = dump;
    this.#field = field;
    this.#prefix = prefix.toLowerCase();
  }

  get complete(): boolean {
    return this.#field === null || this.#nextPart === this.#dump.parts.length;
  }

  /** Can this one tell of the values that begin with a prefix? */
  tells(prefix: string): boolean {
    return (
      prefix.toLowerCase() === this.#prefix ||
      (prefix.toLowerCase().startsWith(this.#prefix) && !this.#capped)
    );
  }

  /** Looks on until it is that late, as `performance.now` counts. */
  goOn(until: number): void {
    while (!this.complete) {
      this.#look(this.#nextPart++);
      if (performance.now() >= until) return;
    }
  }

  /** The most frequent values that begin with a prefix, among those counted so far. */
  most(prefix: string, limit: number): readonly CountedValue[] {
    const wanted = prefix.toLowerCase();
    const found: CountedValue[] = [];
    for (const [value, count] of this.#counts) {
      if (value.toLowerCase().startsWith(wanted)) found.push({ value, count });
    }
    return found
      .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, 'en', { numeric: true }))
      .slice(0, limit);
  }

  #look(index: number): void {
    const part = this.#dump.parts[index];
    const field = this.#field;
    if (part === undefined || field === null) return;
    const { block, rows } = this.#dump.rowsOf(part);
    const each = (take: (row: number) => void): void => {
      if (rows !== null) for (const row of rows) take(row);
      else for (let row = 0; row < block.flows; row++) take(row);
    };
    if (field.kind === 'number') {
      const column = block.numbers(field.column);
      each((row) => {
        const number = numberAt(column, row);
        if (number !== null) this.#add(String(number), 1);
      });
      return;
    }
    if (field.kind === 'table') {
      each((row) => this.#add(String(block.table(row)), 1));
      return;
    }
    const column = block.texts(field.column);
    const flows = new Uint32Array(column.distinct);
    each((row) => {
      const which = column.which(row);
      flows[which] = (flows[which] ?? 0) + 1;
    });
    for (const [which, count] of flows.entries()) {
      const text = count === 0 ? null : textAt(column, field.column, which);
      if (text !== null) for (const value of field.valuesIn(text)) this.#add(value, count);
    }
  }

  #add(value: string, count: number): void {
    const known = this.#counts.get(value);
    if (known === undefined) {
      if (this.#prefix !== '' && !value.toLowerCase().startsWith(this.#prefix)) return;
      if (this.#counts.size === mostValues) {
        this.#capped = true;
        return;
      }
    }
    this.#counts.set(value, (known ?? 0) + count);
  }
}
