// The changes of a comparison as the Compare view asks for them: windows of those that a filter shows, where one is,
// which values they have, and copies as text.
import type { Request, Response } from '../../shared/api.ts';
import { parseChangeFilter, flowOfSide } from '../../shared/compare/change-filter.ts';
import { ChangeTextWriter } from '../../shared/compare/change-texts.ts';
import { changeTypes, type Change, type Comparison } from '../../shared/compare/change.ts';
import type { FilterError } from '../../shared/filter/filter-error.ts';
import { findFilterName } from '../../shared/filter/filter-names.ts';
import { printedValue } from '../../shared/flows/field-order.ts';
import { tableText } from '../../shared/openflow/table-id.ts';
import { comparisonsOf } from './case-comparisons.ts';
import type { CaseSession } from './case-session.ts';

type Query = Omit<Request<'compare.window'>, 'offset' | 'limit'>;

interface Shown {
  readonly changes: readonly Change[];
  readonly error: FilterError | null;
}

/** The latest query's changes of each comparison: a view asks for windows of one query. */
const shownOf = new WeakMap<Comparison, { readonly asked: string; readonly shown: Shown }>();

/** The changes that a query shows, in the comparison's order; none when its filter cannot be read. */
function shownBy(session: CaseSession, query: Query): Shown & { readonly comparison: Comparison } {
  const comparison = comparisonsOf(session).comparison(query.from, query.to, query.include);
  const asked = JSON.stringify([query.kinds, query.changes, query.filter]);
  const known = shownOf.get(comparison);
  if (known?.asked === asked) return { comparison, ...known.shown };
  const shown = select(session, comparison, query);
  shownOf.set(comparison, { asked, shown });
  return { comparison, ...shown };
}

function select(session: CaseSession, comparison: Comparison, query: Query): Shown {
  const names = fieldNames(comparison);
  const ports = (): ReadonlyMap<string, number> => numbersOf(session, query, comparison, 'ports');
  const tables = (): ReadonlyMap<string, number> => numbersOf(session, query, comparison, 'tables');
  const parsed = parseChangeFilter(query.filter, new Set(names.keys()), { ports, tables });
  if (!parsed.ok) {
    const { at, to, code, params, message } = parsed;
    return { changes: [], error: { at, to, code, params, message } };
  }
  const kinds = query.kinds === undefined ? null : new Set(query.kinds);
  const types = query.changes === undefined ? null : new Set(query.changes);
  const changes = comparison.changes.filter(
    (change) =>
      (kinds?.has(change.kind) ?? true) && (types?.has(change.change) ?? true) && parsed.condition(change),
  );
  return { changes, error: null };
}

/** Ports or tables of all bridges by name; a name that two bridges number differently stays a name. */
function numbersOf(
  session: CaseSession,
  { to }: Query,
  { compared }: Comparison,
  what: 'ports' | 'tables',
): ReadonlyMap<string, number> {
  const found = new Map<string, number | null>();
  for (const { kind, scope } of compared) {
    if (kind !== 'flows' || scope === null) continue;
    const numbers = what === 'ports' ? session.portNumbers(to, scope) : session.tableNumbers(to, scope);
    for (const [name, number] of numbers) {
      found.set(name, found.has(name) && found.get(name) !== number ? null : number);
    }
  }
  return new Map([...found].flatMap(([name, number]) => (number === null ? [] : [[name, number] as const])));
}

const namesOf = new WeakMap<Comparison, ReadonlyMap<string, number>>();

/** The fields that things of the changes have, in lower case, with how many changes have them. */
export function fieldNames(comparison: Comparison): ReadonlyMap<string, number> {
  const known = namesOf.get(comparison);
  if (known !== undefined) return known;
  const names = new Map<string, number>();
  for (const change of comparison.changes) {
    const own = new Set([...Object.keys(change.from?.fields ?? {}), ...Object.keys(change.to?.fields ?? {})]);
    for (const name of own) {
      const lower = name.toLowerCase();
      names.set(lower, (names.get(lower) ?? 0) + 1);
    }
  }
  namesOf.set(comparison, names);
  return names;
}

/** Changes `offset` to `offset + limit` of those that the query shows. */
export function changeWindow(
  session: CaseSession,
  request: Request<'compare.window'>,
): Response<'compare.window'> {
  const { comparison, changes, error } = shownBy(session, request);
  return {
    total: comparison.changes.length,
    matched: changes.length,
    rows: changes.slice(request.offset, request.offset + request.limit),
    error,
  };
}

export function changePlace(
  session: CaseSession,
  request: Request<'compare.place'>,
): Response<'compare.place'> {
  const { comparison, changes } = shownBy(session, request);
  const isIt = ({ kind, key }: Change): boolean => kind === request.kind && key === request.key;
  const place = changes.findIndex(isIt);
  const change = place < 0 ? comparison.changes.find(isIt) : changes[place];
  return { change: change ?? null, place: place < 0 ? null : place };
}

export function changeRuler(
  session: CaseSession,
  request: Request<'compare.ruler'>,
): Response<'compare.ruler'> {
  const { changes } = shownBy(session, request);
  const parts = new Map<number, { first: number; types: Set<Change['change']> }>();
  for (const [at, { change }] of changes.entries()) {
    const part = Math.floor((at * request.parts) / changes.length);
    const known = parts.get(part);
    if (known === undefined) parts.set(part, { first: at, types: new Set([change]) });
    else known.types.add(change);
  }
  const marks = [...parts].map(([part, { first, types }]) => ({
    part,
    first,
    types: changeTypes.filter((type) => types.has(type)),
  }));
  return { marks };
}

/** Values offered at a time. */
const offered = 40;
/** A longer value is chosen by no one. */
const longest = 120;

export function changeValues(
  session: CaseSession,
  { from, to, include, field, prefix }: Request<'compare.values'>,
): Response<'compare.values'> {
  const comparison = comparisonsOf(session).comparison(from, to, include);
  const counts = field === '' ? new Map(fieldNames(comparison)) : new Map<string, number>();
  if (field !== '') {
    for (const change of comparison.changes) {
      for (const value of new Set(valuesOf(change, field.toLowerCase()))) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
  }
  const wanted = prefix.toLowerCase();
  const rank = (value: string): number => (value.toLowerCase().startsWith(wanted) ? 0 : 1);
  const values = [...counts]
    .filter(([value]) => value !== '' && value.length <= longest && value.toLowerCase().includes(wanted))
    .sort(([a, m], [b, n]) => rank(a) - rank(b) || n - m || (a < b ? -1 : 1))
    .slice(0, offered)
    .map(([value, count]) => ({ value, count }));
  return { values, complete: true };
}

function valuesOf({ kind, change, key, fields, from, to }: Change, name: string): readonly string[] {
  const sides = [from, to].flatMap((side) => side ?? []);
  switch (name) {
    case 'kind':
      return [kind];
    case 'change':
      return [change];
    case 'key':
      return [key];
    case 'field':
      return fields;
    case 'host':
    case 'source':
      return sides.flatMap(({ evidence }) => evidence.map((each) => each[name]));
  }
  const [, side = null, field = name] = /^(from|to)\.(.+)$/.exec(name) ?? [];
  const asked = side === null ? sides : [side === 'from' ? from : to].flatMap((one) => one ?? []);
  return asked.flatMap((one) => {
    const own = Object.entries(one.fields).find(([each]) => each.toLowerCase() === field)?.[1];
    if (own !== undefined && own !== null) return [String(own)];
    if (kind !== 'flows') return [];
    const flow = flowOfSide(one, bridgeOfKey(key));
    if (flow === null) return [];
    if (field === 'table') return [tableText(flow.table)];
    if (field === 'priority') return [String(flow.priority)];
    if (field === 'bridge') return [bridgeOfKey(key)];
    return findFilterName(field)?.kind === 'field' ? [printedValue(flow.match, field) ?? ''] : [];
  });
}

/** The keys of flows begin with their bridge. */
export function bridgeOfKey(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf(' ')));
}

/** Changes and characters of one copy; what is beyond is counted. */
const mostChanges = 20_000;
const mostCharacters = 8 * 1024 * 1024;

export function changeText(session: CaseSession, request: Request<'compare.text'>): Response<'compare.text'> {
  const { comparison, changes } = shownBy(session, request);
  const { named } = request;
  const names = named === null ? null : new Set(named.map(({ kind, key }) => `${kind}\n${key}`));
  const wanted =
    names === null ? changes : comparison.changes.filter(({ kind, key }) => names.has(`${kind}\n${key}`));
  return copyOfChanges(session, request, wanted);
}

/** The first of some changes as text, as many as a clipboard takes, with how many are left out. */
export function copyOfChanges(
  session: CaseSession,
  request: Pick<Request<'compare.text'>, 'from' | 'to' | 'format'>,
  wanted: readonly Change[],
): Response<'compare.text'> {
  const title = (id: number): string => {
    const { host, label, capturedAt } = session.snapshot(id);
    return [host, label ?? capturedAt].filter((part) => part !== null).join(' ');
  };
  const writer = new ChangeTextWriter(request.format, {
    from: title(request.from),
    to: title(request.to),
  });
  let done = 0;
  for (const change of wanted) {
    if (done >= mostChanges || writer.characters > mostCharacters) break;
    writer.add(change);
    done++;
  }
  return { text: writer.text(), changes: done, leftOut: wanted.length - done };
}
