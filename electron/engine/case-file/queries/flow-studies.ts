// What is worked out of a whole dump for the Flows view, a moment at a time: shapes, groups, marks and
// fields. The latest of each is kept; another dump, filter or grouping takes its place.
import type { FlowGroupKey, FlowRow, Response } from '../../../../shared/api.ts';
import { fieldNames } from '../../../../shared/flows/field-order.ts';
import { parseMatch } from '../../../../shared/openflow/parse-tree.ts';

import { compareTables, type TableId } from '../../../../shared/openflow/table-id.ts';
import type { DumpPlace, FlowDump } from './flow-dump.ts';
import { FlowGroups } from './flow-groups.ts';
import { FlowMarks } from './flow-marks.ts';
import { FlowShapeIndex } from './flow-shape-index.ts';
import type { FlowOrder, FlowTest, FlowWindows } from './flow-windows.ts';

interface Latest<T> {
  readonly key: string;
  readonly value: T;
}

const asRead: FlowOrder = { sort: 'line', descending: false };

export class FlowStudies {
  readonly #windows: FlowWindows;
  #shapes: Latest<FlowShapeIndex> | null = null;
  #groups: Latest<FlowGroups> | null = null;
  #marks: Latest<FlowMarks> | null = null;
  #tables: Latest<Response<'flows.tallies'>['tables']> | null = null;

  constructor(windows: FlowWindows) {
    this.#windows = windows;
  }

  shapes(place: DumpPlace): FlowShapeIndex {
    const key = keyOf(place);
    if (this.#shapes?.key !== key)
      this.#shapes = { key, value: new FlowShapeIndex(this.#windows.dump(place)) };
    return this.#shapes.value;
  }

  /** The groups of the flows that pass the filter; null while the filter is still looked through after `longest`. */
  groups(
    place: DumpPlace,
    filter: FlowTest | null,
    by: readonly FlowGroupKey[],
    longest: number,
  ): FlowGroups | null {
    const key = keyOf(place, filter?.text ?? '', ...by);
    if (this.#groups?.key !== key) {
      const chosen = filter === null ? null : this.#windows.places(place, filter, asRead, longest);
      if (filter !== null && chosen === null) return null;
      const dump = this.#windows.dump(place);
      this.#groups = { key, value: new FlowGroups(dump, this.shapes(place), by, chosen) };
    }
    return this.#groups.value;
  }

  /** `ports` gives the numbers of the bridge's ports, for a dump with names. */
  marks(place: DumpPlace, ports: () => ReadonlyMap<string, number>): FlowMarks {
    const key = keyOf(place);
    if (this.#marks?.key !== key)
      this.#marks = { key, value: new FlowMarks(this.#windows.dump(place), ports(), place.tables) };
    return this.#marks.value;
  }

  /** Rows with their marks, as far as the dump was searched. */
  marked(place: DumpPlace, rows: readonly FlowRow[]): FlowRow[] {
    const marks = this.#marks?.key === keyOf(place) ? this.#marks.value : null;
    if (marks === null) return [...rows];
    const dump = this.#windows.dump(place);
    return rows.map((row) => {
      const at = dump.placeOf(row.id);
      const mark = at === null ? null : marks.at(at);
      return mark === null ? row : { ...row, mark: { ...mark, other: dump.idAt(mark.other) } };
    });
  }

  /** The fields of the matches, once the shapes of all are known. */
  fields(place: DumpPlace): { readonly name: string; readonly flows: number }[] {
    const dump = this.#windows.dump(place);
    const shapes = this.shapes(place);
    const byShape = new Map<number, number>();
    const examples = new Map<number, string>();
    for (const [index, part] of dump.parts.entries()) {
      const { block, rows } = dump.rowsOf(part);
      const texts = block.texts('match');
      const ofTexts = shapes.ofTexts('match', index);
      for (let i = 0; i < part.count; i++) {
        const which = texts.which(rows === null ? i : (rows[i] ?? 0));
        const shape = ofTexts[which] ?? 0;
        const known = byShape.get(shape) ?? 0;
        if (known === 0) examples.set(shape, texts.text(which) ?? '');
        byShape.set(shape, known + 1);
      }
    }
    const counts = new Map<string, number>();
    for (const [shape, flows] of byShape) {
      const text = examples.get(shape) ?? '';
      for (const name of new Set(fieldNames(parseMatch(text), text)))
        counts.set(name, (counts.get(name) ?? 0) + flows);
    }
    return [...counts]
      .map(([name, flows]) => ({ name, flows }))
      .sort((a, b) => b.flows - a.flows || (a.name < b.name ? -1 : 1));
  }

  /** What each table holds. */
  tables(place: DumpPlace): Response<'flows.tallies'>['tables'] {
    const key = keyOf(place);
    if (this.#tables?.key !== key) this.#tables = { key, value: countTables(this.#windows.dump(place)) };
    return this.#tables.value;
  }
}

function countTables(dump: FlowDump): Response<'flows.tallies'>['tables'] {
  type Row = Response<'flows.tallies'>['tables'][number];
  const tables = new Map<TableId, Row>();
  for (const part of dump.parts) {
    const { block, rows } = dump.rowsOf(part);
    for (let i = 0; i < part.count; i++) {
      const row = rows === null ? i : (rows[i] ?? 0);
      const table = block.table(row);
      const known = tables.get(table) ?? { table, flows: 0, nPackets: null, nBytes: null, neverHit: 0 };
      tables.set(table, known);
      const packets = block.number('nPackets', row);
      const bytes = block.number('nBytes', row);
      known.flows++;
      if (packets !== null) known.nPackets = (known.nPackets ?? 0) + packets;
      if (bytes !== null) known.nBytes = (known.nBytes ?? 0) + bytes;
      if (packets === 0) known.neverHit++;
    }
  }
  return [...tables.values()].sort((a, b) => compareTables(a.table, b.table));
}

function keyOf({ sourceId, bridge }: DumpPlace, ...more: readonly string[]): string {
  return JSON.stringify([sourceId, bridge, ...more]);
}
