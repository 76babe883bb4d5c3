// What did not change around a change. Flows stand in the order of their tables, as a reader thinks of them; a dump has
// none. Everything else is read around its lines, as the source has them.
import type { Request, Response } from '../../shared/api.ts';
import type { Change, Comparison } from '../../shared/compare/change.ts';
import { CodedError } from '../../shared/coded-error.ts';
import type { CaseEvidence } from '../../shared/evidence.ts';
import { compareTables } from '../../shared/openflow/table-id.ts';
import { bridgeOfKey } from './change-views.ts';
import { comparisonsOf } from './case-comparisons.ts';
import { loadFlows } from './case-file/queries/snapshot-facts.ts';
import { sourceById } from './case-file/queries/sources.ts';
import type { CaseSession } from './case-session.ts';

type Side = 'from' | 'to';
type Neighbours = Response<'compare.neighbours'>;
/** First and last line of one thing of a list. */
type LineRange = readonly [first: number, last: number];

/** Throws 'not-found' where there is no such change, or its source's text is not kept. */
export function changeNeighbours(
  session: CaseSession,
  { from, to, include, kind, key, lines }: Request<'compare.neighbours'>,
): Neighbours {
  const comparison = comparisonsOf(session).comparison(from, to, include);
  const change = comparison.changes.find((each) => each.kind === kind && each.key === key);
  const side: Side = change?.to === null ? 'from' : 'to';
  const evidence = change?.[side]?.evidence[0];
  if (change === undefined || evidence === undefined) {
    throw new CodedError('not-found', `There is no change ${kind} ${key} between the two snapshots.`, null);
  }
  const { list, at } = placeOf(session, comparison, change, evidence);
  const changed = changedLines(comparison, change.kind, side, evidence.sourceId);
  const isChanged = (range: LineRange): boolean => {
    for (let line = range[0]; line <= range[1]; line++) if (changed.has(line)) return true;
    return false;
  };
  const before = upTo(list, at, -1, lines, isChanged);
  const after = upTo(list, at, 1, lines, isChanged);
  const read = textReader(session, evidence);
  return {
    side,
    before: before.shown.toReversed().map(read),
    hiddenBefore: before.hidden,
    after: after.shown.map(read),
    hiddenAfter: after.hidden,
  };
}

/** What a change stands in: how many things there are, where each is, and its own place. */
interface Listing {
  readonly length: number;
  readonly range: (index: number) => LineRange;
}

function placeOf(
  session: CaseSession,
  comparison: Comparison,
  { kind, key }: Change,
  { sourceId, firstLine, lastLine }: CaseEvidence,
): { readonly list: Listing; readonly at: readonly [first: number, last: number] } {
  if (kind === 'flows') {
    const { first, last } = flowOrder(session, comparison, sourceId, bridgeOfKey(key));
    const at = first.indexOf(firstLine);
    const range = (index: number): LineRange => [first[index] ?? 0, last[index] ?? 0];
    return { list: { length: first.length, range }, at: [at, at] };
  }
  const contentId = session.query((db) => sourceById(db, sourceId).content_id);
  const length = contentId === null ? 0 : session.content.totalLines(contentId);
  const range = (index: number): LineRange => [index + 1, index + 1];
  return { list: { length, range }, at: [firstLine - 1, lastLine - 1] };
}

/** Goes from a change to one end of its list: things up to `most`, then how many more before the next change. */
function upTo(
  list: Listing,
  [first, last]: readonly [number, number],
  step: 1 | -1,
  most: number,
  isChanged: (range: LineRange) => boolean,
): { readonly shown: readonly LineRange[]; readonly hidden: number } {
  const shown: LineRange[] = [];
  let hidden = 0;
  for (let at = (step < 0 ? first : last) + step; at >= 0 && at < list.length; at += step) {
    const range = list.range(at);
    if (isChanged(range)) break;
    if (shown.length < most) shown.push(range);
    else hidden++;
  }
  return { shown, hidden };
}

function changedLines(
  { changes }: Comparison,
  kind: Change['kind'],
  side: Side,
  sourceId: number,
): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const change of changes) {
    if (change.kind !== kind) continue;
    for (const evidence of change[side]?.evidence ?? []) {
      if (evidence.sourceId !== sourceId) continue;
      for (let line = evidence.firstLine; line <= evidence.lastLine; line++) lines.add(line);
    }
  }
  return lines;
}

function textReader(
  session: CaseSession,
  evidence: CaseEvidence,
): (range: LineRange) => Neighbours['after'][number] {
  const contentId = session.query((db) => sourceById(db, evidence.sourceId).content_id);
  return ([firstLine, lastLine]) => ({
    text:
      contentId === null
        ? ''
        : session.content.shownLines(contentId, firstLine, lastLine - firstLine + 1).join('\n'),
    evidence: { ...evidence, firstLine, lastLine },
  });
}

interface FlowOrder {
  readonly first: Int32Array;
  readonly last: Int32Array;
}

const orders = new WeakMap<Comparison, Map<string, FlowOrder>>();

/** The lines of a dump's flows by table, then priority from the highest, then match. */
function flowOrder(
  session: CaseSession,
  comparison: Comparison,
  sourceId: number,
  bridge: string,
): FlowOrder {
  const known = orders.get(comparison) ?? new Map<string, FlowOrder>();
  orders.set(comparison, known);
  const key = `${sourceId} ${bridge}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const flows = session
    .query((db) => loadFlows(db, sourceId, bridge))
    .toSorted(
      (a, b) =>
        compareTables(a.data.table, b.data.table) ||
        b.data.priority - a.data.priority ||
        (a.data.match < b.data.match ? -1 : a.data.match > b.data.match ? 1 : a.firstLine - b.firstLine),
    );
  const order = {
    first: Int32Array.from(flows, ({ firstLine }) => firstLine),
    last: Int32Array.from(flows, ({ lastLine }) => lastLine),
  };
  known.set(key, order);
  return order;
}
