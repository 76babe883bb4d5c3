// The anchor of a thing of the open case.
import { createHash } from 'node:crypto';
import { CodedError } from '../../../shared/coded-error.ts';
import type { Anchor, AnchorOf, LineRef, SnapshotRef, SourceRef } from '../../../shared/notes/anchor.ts';
import { anchoredText } from '../../../shared/notes/anchor.ts';
import type { Thing } from '../../../shared/notes/thing.ts';
import { isFlowId } from '../case-file/flow-ids.ts';
import { flowWithPlace, getFact } from '../case-file/queries/facts.ts';
import { refOf } from '../../../shared/notes/find-snapshot.ts';
import { getSnapshot } from '../case-file/queries/snapshots.ts';
import type { SourceTableRow } from '../case-file/queries/sources.ts';
import { sourceAtLine, sourceById } from '../case-file/queries/sources.ts';
import { factKey, factTitle } from '../case-file/fact-names.ts';
import type { FactKinds } from '../../../shared/facts.ts';
import type { CaseSession } from '../case-session.ts';
import { flowAtLine } from './find-flow.ts';
import { bridgeOfFlow, canonicalDump } from './flow-key.ts';
import { findModelThing } from './model-things.ts';

const longestTitle = 1000;

/** Throws 'not-found' when the case has no such thing. */
export function makeAnchor(session: CaseSession, thing: Thing): Anchor {
  const cut = (title: string): string => title.slice(0, longestTitle);
  switch (thing.kind) {
    case 'case':
      return { kind: 'case' };
    case 'snapshot': {
      const snapshot = refIn(session, thing.snapshot);
      return { kind: 'snapshot', snapshot, title: cut(snapshotTitle(snapshot)) };
    }
    case 'line': {
      const { firstLine, lastLine } = thing;
      const source = session.query((db) => sourceAtLine(db, sourceIn(session, thing), firstLine));
      return {
        kind: 'line',
        snapshot: refIn(session, thing.snapshot),
        source: sourceRefOf(source),
        at: lineRefOf(session, source, firstLine),
        lines: Math.max(1, lastLine - firstLine + 1),
        title: cut(`${source.path}:${firstLine}`),
      };
    }
    case 'fact':
      return isFlowId(thing.fact)
        ? flowAnchor(session, thing.snapshot, thing.fact)
        : factAnchor(session, thing.snapshot, thing.fact);
    case 'flow':
      return flowAnchor(session, thing.snapshot, thing.flow);
    case 'pipeline': {
      const source = sourceRefOf(sourceIn(session, thing));
      const { bridge, id } = thing;
      existing(session, thing);
      return {
        ...{ kind: 'pipeline', snapshot: refIn(session, thing.snapshot), source, bridge, id },
        title: cut(id),
      };
    }
    case 'hop': {
      const { snapshot, path, index } = thing;
      const { title, hop } = existing(session, thing);
      const { host, device } = hop ?? { host: '', device: null };
      return {
        kind: 'hop',
        snapshot: refIn(session, snapshot),
        path,
        index,
        host,
        device,
        title: cut(title),
      };
    }
    case 'change': {
      const { change, key } = thing;
      existing(session, thing);
      const [from, to] = [refIn(session, thing.from), refIn(session, thing.to)];
      return { kind: 'change', from, to, change, key, title: cut(`${change}: ${key}`) };
    }
    case 'rule': {
      const { title, rule } = existing(session, thing);
      const { source, line } = thing;
      const own = [thing.from, thing.to].find(
        (id) => session.query((db) => sourceById(db, source)).snapshot_id === id,
      );
      const flow = session.query((db) => flowAtLine(session, db, source, rule?.bridge ?? '', line));
      if (own === undefined || flow === null) throw new CodedError('not-found', 'There is no such rule.');
      const [from, to] = [refIn(session, thing.from), refIn(session, thing.to)];
      return { kind: 'rule', from, to, flow: flowAnchor(session, own, flow), title: cut(title) };
    }
    case 'route': {
      const { title } = existing(session, thing);
      const { from, to } = thing;
      return { kind: 'route', snapshot: refIn(session, thing.snapshot), from, to, title: cut(title) };
    }
    default: {
      const { title } = existing(session, thing);
      return { kind: thing.kind, snapshot: refIn(session, thing.snapshot), id: thing.id, title: cut(title) };
    }
  }
}

/** `compute1@before`, or the host with its time. */
export function snapshotTitle({ host, label, capturedAt }: SnapshotRef): string {
  if (label !== null) return `${host}@${label}`;
  return capturedAt === null ? host : `${host} ${capturedAt}`;
}

/** SHA-256 of a fact's data as it is stored. */
export function factDigest(data: string): string {
  return createHash('sha256').update(data).digest('hex');
}

function existing(session: CaseSession, thing: Parameters<typeof findModelThing>[1]) {
  const found = findModelThing(session, thing);
  if (found === null) {
    const what = thing.kind === 'change' ? `${thing.change} ${thing.key}` : thing.kind;
    throw new CodedError('not-found', `There is no such ${what} in this snapshot.`);
  }
  return found;
}

function factAnchor(session: CaseSession, snapshot: number, id: number): Anchor {
  return session.query((db) => {
    const { kind, evidence } = getFact(db, id);
    const data = db.prepare<[number], string>('SELECT data FROM fact WHERE id = ?').pluck().get(id) ?? '';
    const source = sourceIn(session, { snapshot, source: evidence.sourceId });
    const fact = JSON.parse(data) as FactKinds[typeof kind];
    return {
      kind: 'fact',
      snapshot: refIn(session, snapshot),
      source: sourceRefOf(source),
      at: lineRefOf(session, source, evidence.firstLine),
      fact: kind,
      key: factKey(kind, fact),
      digest: factDigest(data),
      title: factTitle(kind, fact).slice(0, longestTitle),
    };
  });
}

function flowAnchor(session: CaseSession, snapshot: number, id: number): AnchorOf<'flow'> {
  const { flow, evidence } = session.query((db) => flowWithPlace(db, id));
  const source = sourceIn(session, { snapshot, source: evidence.sourceId });
  const bridge = bridgeOfFlow(session, source.id, flow.bridge);
  const { place, canonical } = canonicalDump(session, source.id, bridge);
  const table = typeof flow.table === 'string' ? (place.tables.get(flow.table) ?? flow.table) : flow.table;
  const match = canonical.match(flow.match);
  return {
    kind: 'flow',
    snapshot: refIn(session, snapshot),
    source: sourceRefOf(source),
    at: lineRefOf(session, source, evidence.firstLine),
    bridge,
    table,
    priority: flow.priority,
    match,
    actions: canonical.actions(flow.actions, flow.match),
    title: `${bridge} table=${table} priority=${flow.priority}${match === '' ? '' : ` ${match}`}`.slice(
      0,
      longestTitle,
    ),
  };
}

function refIn(session: CaseSession, snapshot: number): SnapshotRef {
  return session.query((db) => refOf(getSnapshot(db, snapshot)));
}

/** A source of the snapshot; throws 'not-found' for another snapshot's. */
function sourceIn(
  session: CaseSession,
  { snapshot, source: id }: { readonly snapshot: number; readonly source: number },
): SourceTableRow {
  const source = session.query((db) => sourceById(db, id));
  if (source.snapshot_id === snapshot) return source;
  throw new CodedError('not-found', `Snapshot ${snapshot} has no source ${id}.`);
}

function sourceRefOf(source: SourceTableRow): SourceRef {
  const { path, command_line: commandLine, command_id: commandId, target, netns } = source;
  return { path, commandLine, commandId, target, netns };
}

function lineRefOf(session: CaseSession, source: SourceTableRow, line: number): LineRef {
  const { content_id: contentId } = source;
  const [text] = contentId === null ? [] : session.query(() => session.content.lines(contentId, line, 1));
  if (contentId !== null && text === undefined)
    throw new CodedError('not-found', `${source.path} has no line ${line}.`);
  return {
    line,
    offset: Math.max(0, line - source.first_line),
    text: text?.slice(0, anchoredText) ?? null,
  };
}
