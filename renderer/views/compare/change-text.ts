// What a change says: its sign, its fields side by side, and where its flow is.
import type { Change, ChangeSide, ChangeType } from '../../../shared/compare/change.ts';
import { quoted } from '../flows/filter-text.ts';
import { diffLine, type LineDiff } from './line-diff.ts';

/** Never by colour alone. */
export const changeSigns: Readonly<Record<ChangeType, string>> = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '→',
};

/** One field that differs, its parts marked on both sides. */
export interface FieldDiff extends LineDiff {
  readonly name: string;
}

/** The fields that differ, in the change's order; none for what was added or removed. */
export function fieldDiffs({ from, to, fields }: Change): readonly FieldDiff[] {
  if (from === null || to === null) return [];
  return fields.map((name) => ({
    name,
    ...diffLine(valueText(from.fields[name]), valueText(to.fields[name])),
  }));
}

function valueText(value: ChangeSide['fields'][string] | undefined): string {
  return value === null || value === undefined ? '–' : String(value);
}

/** Where the Flows view shows one side's flow; null for other kinds, and for a side that is not there. */
export function flowPlace(
  { kind, key }: Change,
  side: ChangeSide | null,
): { readonly bridge: string; readonly source: number; readonly filter: string } | null {
  const evidence = side?.evidence[0];
  const found = /^(\S+) table=(\d+) priority=(\d+) ?(.*)$/s.exec(key);
  if (kind !== 'flows' || evidence === undefined || found === null) return null;
  const [, bridge = '', table = '', priority = '', match = ''] = found;
  const filter = `table=${table} and priority=${priority} and match=${match === '' ? '""' : quoted(match)}`;
  return { bridge, source: evidence.sourceId, filter };
}
