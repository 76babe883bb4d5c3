// Where what an anchor names is in the case as it is now. What can be found by reading is read (lines, facts, flows); of
// what is worked out, `exact` tells whether to work it out, or to take it that it is there where its snapshot is.
import type { Database } from 'better-sqlite3';
import type { SnapshotInfo } from '../../../shared/api.ts';
import type { Anchor, AnchorOf, SnapshotRef } from '../../../shared/notes/anchor.ts';
import { anchoredText } from '../../../shared/notes/anchor.ts';
import { findSnapshot, refOf } from '../../../shared/notes/find-snapshot.ts';
import type { Resolution } from '../../../shared/notes/resolution.ts';
import type { Thing } from '../../../shared/notes/thing.ts';
import { snapshotsOfThing, thingKey } from '../../../shared/notes/thing.ts';
import { flowWithPlace } from '../case-file/queries/facts.ts';
import type { SourceTableRow } from '../case-file/queries/sources.ts';
import { sourcesLike } from '../case-file/queries/sources.ts';
import { networkOf } from '../case-network.ts';
import type { CaseSession } from '../case-session.ts';
import { factDigest } from './make-anchor.ts';
import { findFlow } from './find-flow.ts';
import { findModelThing, type ModelThing } from './model-things.ts';

type Gone = Extract<Resolution, { readonly state: 'gone' }>;
type OfSource = AnchorOf<'line' | 'fact' | 'flow'>;

export interface ResolveOptions {
  /** Whether to work out networks and comparisons to see that a device or change is still there. */
  readonly exact: boolean;
}

export function resolveAnchor(session: CaseSession, anchor: Anchor, { exact }: ResolveOptions): Resolution {
  if (anchor.kind === 'case') return found([{ kind: 'case' }]);
  const all = session.snapshots();
  if (anchor.kind === 'change' || anchor.kind === 'rule') return resolveCompared(session, anchor, all, exact);
  const snapshots = findSnapshot(anchor.snapshot, all);
  if (snapshots.length === 0) return gone('no-snapshot', nearestSnapshot(anchor.snapshot, all));
  const resolved = snapshots.map(({ id }) => resolveIn(session, anchor, id, exact));
  const things = resolved.flatMap((it) => (Array.isArray(it) ? it : []));
  if (things.length > 0) return found(things);
  const [missing] = resolved.flatMap((it) => (Array.isArray(it) ? [] : [it]));
  return missing ?? gone('no-thing', { kind: 'case' });
}

/** What of the anchor a snapshot has: the things that it may be, or why there is none. */
function resolveIn(
  session: CaseSession,
  anchor: Exclude<Anchor, AnchorOf<'case' | 'change' | 'rule'>>,
  snapshot: number,
  exact: boolean,
): Thing[] | Gone {
  switch (anchor.kind) {
    case 'snapshot':
      return [{ kind: 'snapshot', snapshot }];
    case 'line':
    case 'fact':
    case 'flow':
      return resolveInSources(session, anchor, snapshot);
    case 'pipeline': {
      const dumps = session.dumps(snapshot).find(({ bridge }) => bridge === anchor.bridge);
      if (dumps === undefined) return gone('no-source', { kind: 'snapshot', snapshot });
      const like = session.query((db) => sourcesLike(db, snapshot, anchor.source, 1));
      const dump = like.find(({ id }) => dumps.dumps.some(({ source }) => source.id === id));
      const { bridge, id } = anchor;
      const source = dump?.id ?? dumps.chosen.source.id;
      return checked(session, exact, { kind: 'pipeline', snapshot, source, bridge, id });
    }
    case 'hop':
      return resolveHop(session, anchor, snapshot, exact);
    case 'route': {
      const { from, to } = anchor;
      return checked(session, exact, { kind: 'route', snapshot, from, to });
    }
    case 'device': {
      const same = checked(session, exact, { kind: 'device', snapshot, id: anchor.id });
      if (Array.isArray(same)) return same;
      // Another packing may tell less or more of what kind of device it is, which is in its id.
      const { devices } = networkOf(session).node(snapshot);
      const named = devices.filter(({ name }) => name === anchor.title);
      return named.length === 0 ? same : named.map(({ id }) => ({ kind: 'device', snapshot, id }));
    }
    default:
      return checked(session, exact, { kind: anchor.kind, snapshot, id: anchor.id });
  }
}

function checked(session: CaseSession, exact: boolean, thing: ModelThing): Thing[] | Gone {
  if (!exact || findModelThing(session, thing) !== null) return [thing];
  const snapshot = snapshotsOfThing(thing).at(-1) ?? 0;
  return gone('no-thing', { kind: 'snapshot', snapshot });
}

function resolveCompared(
  session: CaseSession,
  anchor: AnchorOf<'change' | 'rule'>,
  all: readonly SnapshotInfo[],
  exact: boolean,
): Resolution {
  const [froms, tos] = [findSnapshot(anchor.from, all), findSnapshot(anchor.to, all)];
  if (froms.length === 0) return gone('no-snapshot', nearestSnapshot(anchor.to, tos));
  if (tos.length === 0) return gone('no-snapshot', nearestSnapshot(anchor.from, froms));
  const pairs = froms.flatMap((from) =>
    tos.map((to) => {
      const sides = { from: from.id, to: to.id };
      if (anchor.kind === 'rule') return resolveRule(session, anchor, sides, exact);
      const { change, key } = anchor;
      return checked(session, exact, { kind: 'change', ...sides, change, key });
    }),
  );
  const things = pairs.flatMap((it) => (Array.isArray(it) ? it : []));
  const [missing] = pairs.flatMap((it) => (Array.isArray(it) ? [] : [it]));
  return things.length > 0 || missing === undefined ? found(things) : missing;
}

/** The rule that has the flow, on whichever side it was written down. */
function resolveRule(
  session: CaseSession,
  { from, flow }: AnchorOf<'rule'>,
  sides: { readonly from: number; readonly to: number },
  exact: boolean,
): Thing[] | Gone {
  const isFrom = JSON.stringify(refOf(from)) === JSON.stringify(refOf(flow.snapshot));
  const found = resolveInSources(session, flow, isFrom ? sides.from : sides.to);
  if (!Array.isArray(found)) return found;
  return found.flatMap((thing) => {
    if (thing.kind !== 'flow') return [];
    const { sourceId: source, firstLine: line } = session.query((db) =>
      flowWithPlace(db, thing.flow),
    ).evidence;
    const rule = checked(session, exact, { kind: 'rule', ...sides, source, line });
    return Array.isArray(rule) ? rule : [];
  });
}

/** The hop of the device on its path: hops before it may be known here that were missing there. */
function resolveHop(
  session: CaseSession,
  anchor: AnchorOf<'hop'>,
  snapshot: number,
  exact: boolean,
): Thing[] | Gone {
  if (!exact) return [{ kind: 'hop', snapshot, path: anchor.path, index: anchor.index }];
  const { paths } = networkOf(session).node(snapshot);
  const tap = anchor.path.slice(anchor.path.lastIndexOf('/') + 1);
  const path = paths.find(({ id }) => id === anchor.path) ?? paths.find(({ id }) => id.endsWith(`/${tap}`));
  if (path === undefined) return gone('no-thing', { kind: 'snapshot', snapshot });
  const places = path.hops.flatMap(({ host, device }, index) =>
    host === anchor.host && device === anchor.device ? [index] : [],
  );
  const index = nearest(places, anchor.index, (place) => place);
  if (index !== null) return [{ kind: 'hop', snapshot, path: path.id, index }];
  const last = Math.min(anchor.index, path.hops.length - 1);
  return gone('no-thing', { kind: 'hop', snapshot, path: path.id, index: last });
}

function resolveInSources(session: CaseSession, anchor: OfSource, snapshot: number): Thing[] | Gone {
  return session.query((db) => {
    const sources = sourcesLike(db, snapshot, anchor.source, anchor.at.line);
    const found = findInSources(session, db, anchor, snapshot, sources);
    if (found !== null) return [found];
    const [first] = sources;
    if (first === undefined) return gone('no-source', { kind: 'snapshot', snapshot });
    const line = Math.min(first.first_line + anchor.at.offset, Math.max(first.first_line, first.last_line));
    return gone('no-thing', {
      kind: 'line',
      snapshot,
      source: first.id,
      firstLine: Math.max(1, line),
      lastLine: Math.max(1, line),
    });
  });
}

function findInSources(
  session: CaseSession,
  db: Database,
  anchor: OfSource,
  snapshot: number,
  sources: readonly SourceTableRow[],
): Thing | null {
  switch (anchor.kind) {
    case 'line':
      return findLine(session, anchor, snapshot, sources);
    case 'fact': {
      const fact = findFact(session, db, anchor, snapshot, sources);
      return fact === null ? null : { kind: 'fact', snapshot, fact };
    }
    case 'flow': {
      const flow = findFlow(session, db, anchor, snapshot, sources);
      return flow === null ? null : { kind: 'flow', snapshot, flow };
    }
  }
}

function findLine(
  session: CaseSession,
  { at, lines }: AnchorOf<'line'>,
  snapshot: number,
  sources: readonly SourceTableRow[],
): Thing | null {
  for (const source of sources) {
    const { content_id: contentId, first_line: first, last_line: last } = source;
    if (contentId === null) {
      // Nothing to compare with: a source whose text is not kept has the line by its number.
      if (at.text !== null || first + at.offset > last) continue;
      const line = Math.max(1, first + at.offset);
      return { kind: 'line', snapshot, source: source.id, firstLine: line, lastLine: line + lines - 1 };
    }
    const line = lineWith(session, contentId, [first, last], first + at.offset, at.text);
    if (line === null) continue;
    return { kind: 'line', snapshot, source: source.id, firstLine: line, lastLine: line + lines - 1 };
  }
  return null;
}

/** The line of a content with a text that is nearest to `expected`, within a range; null when there is none. */
function lineWith(
  session: CaseSession,
  contentId: number,
  [first, last]: readonly [number, number],
  expected: number,
  text: string | null,
): number | null {
  const isIt = (line: string | undefined): boolean =>
    line !== undefined && (text === null || line.slice(0, anchoredText) === text);
  const within = (line: number): boolean => line >= first && line <= last;
  if (within(expected) && isIt(session.content.lines(contentId, expected, 1)[0])) return expected;
  if (text === null || text === '') return null;
  const places = [...session.content.find(contentId, text)].filter(within);
  const byDistance = places.toSorted((a, b) => Math.abs(a - expected) - Math.abs(b - expected) || a - b);
  // A line may hold the text without being it.
  return byDistance.find((line) => isIt(session.content.lines(contentId, line, 1)[0])) ?? null;
}

interface FactPlace {
  readonly id: number;
  readonly first_line: number;
  readonly data: string;
  readonly key: string;
}

/** The fact with the data, then the one about the same thing; of its source, then of another output of the snapshot. */
function findFact(
  session: CaseSession,
  db: Database,
  { fact: kind, key, digest, at }: AnchorOf<'fact'>,
  snapshot: number,
  sources: readonly SourceTableRow[],
): number | null {
  const ofSource = db.prepare<[number, string], FactPlace>(
    'SELECT id, first_line, data, key FROM fact WHERE source_id = ? AND kind = ?',
  );
  const read = sources.map((source) => ({ source, facts: ofSource.all(source.id, kind) }));
  const nearestOf = (
    { source }: { readonly source: SourceTableRow },
    facts: readonly FactPlace[],
  ): FactPlace | null => nearest(facts, source.first_line + at.offset, (fact) => fact.first_line);
  for (const each of read) {
    const same = nearestOf(
      each,
      each.facts.filter(({ data }) => factDigest(data) === digest),
    );
    if (same !== null) return same.id;
  }
  for (const each of read) {
    const about = each.facts.filter((fact) => fact.key === key);
    const { content_id: contentId } = each.source;
    const textOf = ({ first_line: line }: FactPlace): string | null =>
      contentId === null ? null : (session.content.lines(contentId, line, 1)[0] ?? null);
    const sameLine = about.filter(
      (fact) => at.text !== null && textOf(fact)?.slice(0, anchoredText) === at.text,
    );
    const same = nearestOf(each, sameLine.length > 0 ? sameLine : about);
    if (same !== null) return same.id;
  }
  const elsewhere = db
    .prepare<[number, string, string], FactPlace>(
      `SELECT fact.id, fact.first_line, data, key FROM fact JOIN source ON source.id = source_id
       WHERE snapshot_id = ? AND kind = ? AND key = ? ORDER BY fact.id`,
    )
    .all(snapshot, kind, key);
  return (elsewhere.find(({ data }) => factDigest(data) === digest) ?? elsewhere[0])?.id ?? null;
}

/** The first of those whose place is nearest. */
export function nearest<T>(all: readonly T[], expected: number, placeOf: (one: T) => number): T | null {
  let best: T | null = null;
  let apart = Infinity;
  for (const one of all) {
    const distance = Math.abs(placeOf(one) - expected);
    if (distance >= apart) continue;
    best = one;
    apart = distance;
  }
  return best;
}

function found(things: readonly Thing[]): Resolution {
  const places = things.map((thing) => ({ thing, key: thingKey(thing) }));
  const [only] = places;
  return only !== undefined && places.length === 1
    ? { state: 'found', ...only }
    : { state: 'several', places };
}

function gone(reason: Gone['reason'], thing: Thing): Gone {
  return { state: 'gone', reason, nearest: { thing, key: thingKey(thing) } };
}

/** A snapshot of the same host where there is one, the case where not. */
function nearestSnapshot(ref: SnapshotRef, all: readonly SnapshotInfo[]): Thing {
  const ofHost = all.filter(({ host }) => host === ref.host);
  const wanted = ref.capturedAt === null ? NaN : Date.parse(ref.capturedAt);
  const timed = ofHost.filter(({ capturedAt }) => capturedAt !== null);
  const one = Number.isNaN(wanted)
    ? ofHost[0]
    : (nearest(timed, wanted, ({ capturedAt }) => Date.parse(capturedAt ?? '')) ?? ofHost[0]);
  return one === undefined ? { kind: 'case' } : { kind: 'snapshot', snapshot: one.id };
}
