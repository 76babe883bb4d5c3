// Two hosts held against each other as the Compare view asks for it: numbers, windows of the rules that a filter shows,
// where one is, and copies.
import type { Request, Response } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import {
  ruleClasses,
  type NodeComparison,
  type RuleClass,
  type RuleResult,
} from '../../shared/compare/between/compare-nodes.ts';
import { changeOfRule, ruleFilterNames } from '../../shared/compare/between/rule-change.ts';
import { partsOfRule, type RuleParts } from '../../shared/compare/between/rule-parts.ts';
import { parseChangeFilter } from '../../shared/compare/change-filter.ts';
import type { Change } from '../../shared/compare/change.ts';
import type { FilterError } from '../../shared/filter/filter-error.ts';
import { tableText } from '../../shared/openflow/table-id.ts';
import { hostComparisonsOf } from './host-comparisons.ts';
import type { CaseSession } from './case-session.ts';
import { copyOfChanges } from './change-views.ts';

type Query = Omit<Request<'between.window'>, 'offset' | 'limit'>;

interface Shown {
  readonly rules: readonly RuleResult[];
  readonly error: FilterError | null;
}

/** What nobody would call alike or rightly different. */
const leftOver: ReadonlySet<RuleClass> = new Set(['differs', 'lacks', 'unresolved']);

export function betweenSummary(
  session: CaseSession,
  { from, to, rename }: Request<'between.summary'>,
): Response<'between.summary'> {
  const found = hostComparisonsOf(session).nodeComparison(from, to, rename);
  const tables = new Map<string, { bridge: string; table: number | string; left: number }>();
  for (const { bridge, table, class: kind } of found.rules) {
    if (!leftOver.has(kind)) continue;
    const key = `${bridge} ${tableText(table)}`;
    const known = tables.get(key);
    if (known === undefined) tables.set(key, { bridge, table, left: 1 });
    else known.left++;
  }
  return {
    bridges: [...found.bridges],
    tables: [...tables.values()],
    renaming: [...found.renaming],
    unresolved: [...found.unresolved],
    contradictions: [...found.contradictions],
    notComparable: [...found.notComparable],
  };
}

/** More than two hosts, by table; throws 'bad-request' where two snapshots are of one host. */
export function betweenMatrix(
  session: CaseSession,
  { snapshots, rename }: Request<'between.matrix'>,
): Response<'between.matrix'> {
  const matrix = hostComparisonsOf(session).nodeMatrix(snapshots, rename);
  const idOf = snapshotsByHost(session, snapshots);
  return {
    snapshots: matrix.hosts.flatMap((host) => idOf.get(host) ?? []),
    rows: matrix.rows.map(({ bridge, table, cells }) => ({
      ...{ bridge, table },
      cells: cells.flatMap(({ host, ...counts }) => withSnapshot(idOf, host, counts)),
    })),
    contradictions: [...matrix.contradictions],
    notComparable: matrix.notComparable.flatMap(({ host, ...gap }) => withSnapshot(idOf, host, gap)),
  };
}

/** What sets hosts apart, `offset` to `offset + limit`; throws as `betweenMatrix` does. */
export function betweenRoles(
  session: CaseSession,
  { snapshots, rename, snapshot, table, offset, limit }: Request<'between.roles'>,
): Response<'between.roles'> {
  const { outliers } = hostComparisonsOf(session).nodeMatrix(snapshots, rename);
  const idOf = snapshotsByHost(session, snapshots);
  const shown = outliers.filter(
    (one) =>
      (snapshot === undefined || idOf.get(one.host) === snapshot) &&
      (table === undefined || (one.bridge === table.bridge && one.table === table.table)),
  );
  const rows = shown.slice(offset, offset + limit).flatMap(({ host, ...role }) => {
    const exampleOf = idOf.get(role.example.evidence[0]?.host ?? '');
    return exampleOf === undefined ? [] : withSnapshot(idOf, host, { ...role, exampleOf });
  });
  return { total: shown.length, rows };
}

function snapshotsByHost(session: CaseSession, ids: readonly number[]): ReadonlyMap<string, number> {
  const byHost = new Map(ids.map((id) => [session.snapshot(id).host, id]));
  if (byHost.size < ids.length)
    throw new CodedError('bad-request', 'Between hosts, each snapshot must be of another host.');
  return byHost;
}

function withSnapshot<T extends object>(
  ids: ReadonlyMap<string, number>,
  host: string,
  rest: T,
): readonly (T & { readonly snapshot: number })[] {
  const snapshot = ids.get(host);
  return snapshot === undefined ? [] : [{ snapshot, ...rest }];
}

/** Settings that hosts do not have alike, `offset` to `offset + limit`. */
export function betweenSettings(
  session: CaseSession,
  { snapshots, offset, limit }: Request<'between.settings'>,
): Response<'between.settings'> {
  const { compared, differing } = hostComparisonsOf(session).hostSettings(snapshots);
  const rows = differing.slice(offset, offset + limit).map(({ values, ...rest }) => ({
    ...rest,
    values: values.map((value) => ({ ...value, snapshots: [...value.snapshots] })),
  }));
  return { compared, total: differing.length, rows };
}

/** The latest query's rules of each comparison: a view asks for windows of one query. */
const shownOf = new WeakMap<NodeComparison, { readonly asked: string; readonly shown: Shown }>();
const changeOf = new WeakMap<RuleResult, Change>();
const ordered = new WeakMap<NodeComparison, readonly RuleResult[]>();

/** By class, what is left over first, whichever bridge it is of; else as compared. */
function inOrder(comparison: NodeComparison): readonly RuleResult[] {
  const known = ordered.get(comparison);
  if (known !== undefined) return known;
  const rank = new Map(ruleClasses.map((name, at) => [name, at]));
  const rules = comparison.rules.toSorted((a, b) => (rank.get(a.class) ?? 0) - (rank.get(b.class) ?? 0));
  ordered.set(comparison, rules);
  return rules;
}

function asChange(rule: RuleResult): Change {
  const known = changeOf.get(rule);
  if (known !== undefined) return known;
  const change = changeOfRule(rule);
  changeOf.set(rule, change);
  return change;
}

function shownBy(session: CaseSession, query: Query): Shown & { readonly comparison: NodeComparison } {
  const comparison = hostComparisonsOf(session).nodeComparison(query.from, query.to, query.rename);
  const asked = JSON.stringify([query.bridges, query.classes, query.filter]);
  const known = shownOf.get(comparison);
  if (known?.asked === asked) return { comparison, ...known.shown };
  const shown = select(session, comparison, query);
  shownOf.set(comparison, { asked, shown });
  return { comparison, ...shown };
}

function select(session: CaseSession, comparison: NodeComparison, query: Query): Shown {
  const numbers = (of: (bridge: string) => ReadonlyMap<string, number>) => (): ReadonlyMap<string, number> =>
    new Map(comparison.bridges.flatMap(({ bridge }) => [...of(bridge)]));
  const parsed = parseChangeFilter(query.filter, new Set(ruleFilterNames), {
    ports: numbers((bridge) => session.portNumbers(query.to, bridge)),
    tables: numbers((bridge) => session.tableNumbers(query.to, bridge)),
  });
  if (!parsed.ok) {
    const { at, to, code, params, message } = parsed;
    return { rules: [], error: { at, to, code, params, message } };
  }
  const bridges = query.bridges === undefined ? null : new Set(query.bridges);
  const classes = query.classes === undefined ? null : new Set(query.classes);
  const hasFilter = query.filter.trim() !== '';
  const rules = inOrder(comparison).filter(
    (rule) =>
      (bridges?.has(rule.bridge) ?? true) &&
      (classes?.has(rule.class) ?? true) &&
      (!hasFilter || parsed.condition(asChange(rule))),
  );
  return { rules, error: null };
}

/** Worked out for what is shown only: of most rules nobody ever asks. */
function partsIn({ numbers }: NodeComparison, rule: RuleResult): RuleParts {
  const ofBridge = numbers.get(rule.bridge);
  return ofBridge === undefined ? { from: null, to: null } : partsOfRule(ofBridge, rule);
}

/** Rules `offset` to `offset + limit` of those that the query shows. */
export function betweenWindow(
  session: CaseSession,
  request: Request<'between.window'>,
): Response<'between.window'> {
  const { comparison, rules, error } = shownBy(session, request);
  return {
    total: comparison.rules.length,
    matched: rules.length,
    rows: rules.slice(request.offset, request.offset + request.limit).map((rule) => ({
      ...rule,
      parts: partsIn(comparison, rule),
    })),
    error,
  };
}

/** A rule is known by the first line of either side. */
function isNamed(rule: RuleResult, names: ReadonlySet<string>): boolean {
  return [rule.from, rule.to].some(
    (side) =>
      side?.evidence.some(({ sourceId, firstLine }) => names.has(`${sourceId}:${firstLine}`)) ?? false,
  );
}

export function betweenPlace(
  session: CaseSession,
  request: Request<'between.place'>,
): Response<'between.place'> {
  const names = new Set([`${request.source}:${request.line}`]);
  const place = shownBy(session, request).rules.findIndex((rule) => isNamed(rule, names));
  return { place: place < 0 ? null : place };
}

/** The rule that has a line on either side; null where there is none. Nothing of the renaming is corrected. */
export function ruleNamed(
  session: CaseSession,
  from: number,
  to: number,
  { source, line }: { readonly source: number; readonly line: number },
): RuleResult | null {
  const names = new Set([`${source}:${line}`]);
  const { rules } = hostComparisonsOf(session).nodeComparison(from, to);
  return rules.find((rule) => isNamed(rule, names)) ?? null;
}

export function betweenRuler(
  session: CaseSession,
  request: Request<'between.ruler'>,
): Response<'between.ruler'> {
  const { rules } = shownBy(session, request);
  const parts = new Map<number, { first: number; types: Set<RuleClass> }>();
  for (const [at, rule] of rules.entries()) {
    const part = Math.floor((at * request.parts) / rules.length);
    const known = parts.get(part);
    if (known === undefined) parts.set(part, { first: at, types: new Set([rule.class]) });
    else known.types.add(rule.class);
  }
  return {
    marks: [...parts].map(([part, { first, types }]) => ({
      ...{ part, first },
      types: ruleClasses.filter((type) => types.has(type)),
    })),
  };
}

export function betweenText(
  session: CaseSession,
  request: Request<'between.text'>,
): Response<'between.text'> {
  const { comparison, rules } = shownBy(session, request);
  const { named } = request;
  const names = named === null ? null : new Set(named.map(({ source, line }) => `${source}:${line}`));
  const wanted = names === null ? rules : inOrder(comparison).filter((rule) => isNamed(rule, names));
  return copyOfChanges(session, request, wanted.map(asChange));
}
