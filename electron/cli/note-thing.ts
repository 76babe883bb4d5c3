// What `--on` names: a thing's key, the case, a change, a flow, a path between two ends, a line of a source, a snapshot,
// a finding, a host, tunnel or network, a device. What could be several is an error that names the choice.
import { CodedError } from '../../shared/coded-error.ts';
import { changeKinds } from '../../shared/compare/change.ts';
import type { SnapshotInfo } from '../../shared/api.ts';
import { casePart } from '../../shared/network/case/build-case.ts';
import { findPaths } from '../../shared/network/find-paths.ts';
import { parseFlow } from '../../shared/openflow/parse-tree.ts';
import { refOf } from '../../shared/notes/find-snapshot.ts';
import { thingOfKey, type Thing } from '../../shared/notes/thing.ts';
import { flowsOf } from '../engine/case-flows.ts';
import type { SourceTableRow } from '../engine/case-file/queries/sources.ts';
import { networkOf } from '../engine/case-network.ts';
import { caseIndexOf } from '../engine/case-indexes.ts';
import type { CaseSession } from '../engine/case-session.ts';
import { dumpPlace } from '../engine/flow-views.ts';
import { findFlow } from '../engine/notes/find-flow.ts';
import { canonicalDump } from '../engine/notes/flow-key.ts';
import { bridgeNamed, filterNamed } from './flows.ts';
import { snapshotNamed } from './open-session.ts';

/** What else was said, by option; null or absent where nothing was. */
export interface ThingHints {
  readonly snapshot?: string | null;
  readonly kind?: string | null;
  readonly bridge?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

interface Asked {
  readonly session: CaseSession;
  readonly on: string;
  /** Where to look: all of the case, or the one that was named. */
  readonly snapshots: readonly SnapshotInfo[];
}

/** Each finds all things of its kind that go by the name; in this order without `--kind`. */
const finders = {
  line: linesNamed,
  snapshot: snapshotsNamed,
  finding: findingsNamed,
  part: partsNamed,
  device: devicesNamed,
  hop: hopsNamed,
  link: linksNamed,
  fact: factsNamed,
  route: routesNamed,
} satisfies Readonly<Record<string, (asked: Asked) => readonly Found[]>>;
type FinderName = keyof typeof finders;
const finderNames = Object.keys(finders) as readonly FinderName[];

/** A link, a hop and a fact have no name that is theirs alone. */
const byName: readonly FinderName[] = ['line', 'snapshot', 'route', 'finding', 'part', 'device'];

interface Found {
  readonly thing: Thing;
  /** To tell several apart. */
  readonly name: string;
}

/** Throws 'not-found', 'ambiguous' or 'bad-request'. */
export function thingNamed(session: CaseSession, on: string, hints: ThingHints): Thing {
  const { snapshot = null, kind = null, bridge = null, from = null, to = null } = hints;
  if ((from === null) !== (to === null))
    throw new CodedError('bad-request', 'A change is between two snapshots: give --from and --to.');
  if (from !== null && to !== null) return changeNamed(session, on, from, to);
  if (bridge !== null) return flowNamed(session, on, snapshot, bridge);
  if (on === 'case' && (kind === null || kind === 'case')) return { kind: 'case' };
  const keyed = thingOfKey(on);
  if (keyed !== null) return keyed;
  const kinds = kind === null ? byName : finderNames.filter((each) => each === kind);
  if (kinds.length === 0)
    throw new CodedError(
      'bad-request',
      `${kind} is no kind for --kind; there are ${finderNames.join(', ')}.`,
      'A flow is named with --bridge, a change with --from and --to.',
    );
  const snapshots = snapshot === null ? session.snapshots() : [snapshotNamed(session, snapshot)];
  for (const each of kinds) {
    const found = finders[each]({ session, on, snapshots });
    const [only, ...others] = found;
    if (only === undefined) continue;
    if (others.length === 0) return only.thing;
    const some = found.slice(0, 8).map(({ name }) => name);
    const more = found.length > some.length ? ' …' : '';
    throw new CodedError(
      'ambiguous',
      `${on} can be ${some.join(', ')}${more}. Name one with --snapshot, or by its key.`,
    );
  }
  const what = kind === null ? `is called ${on}` : `is a ${kind} ${on}`;
  throw new CodedError(
    'not-found',
    `Nothing in ${snapshots.length === 1 ? 'this snapshot' : 'these snapshots'} ${what}.`,
  );
}

/** `ovs-ports:br-int/qvo…`: what `diff` prints of a change, with --from and --to. */
function changeNamed(session: CaseSession, on: string, from: string, to: string): Thing {
  const colon = on.indexOf(':');
  const kind = changeKinds.find((each) => each === on.slice(0, colon));
  if (kind === undefined)
    throw new CodedError(
      'bad-request',
      `With --from and --to a change is named KIND:KEY; kinds are ${changeKinds.join(', ')}.`,
    );
  const [first, second] = [snapshotNamed(session, from), snapshotNamed(session, to)];
  return { kind: 'change', from: first.id, to: second.id, change: kind, key: on.slice(colon + 1) };
}

/** A flow as it is printed, with its actions, or a filter that one flow of the bridge passes. */
function flowNamed(session: CaseSession, on: string, name: string | null, bridgeName: string): Thing {
  const snapshot = snapshotNamed(session, name);
  const { bridge, chosen } = bridgeNamed(session.dumps(snapshot.id), bridgeName);
  const source = chosen.source;
  if (on.includes('actions=')) {
    const tree = parseFlow(on);
    if (typeof tree === 'string') throw new CodedError('bad-request', `--on is no flow: ${tree}`);
    const { canonical } = canonicalDump(session, source.id, bridge);
    const { table, priority, match, actions } = tree.flow;
    const wanted = {
      kind: 'flow' as const,
      ...{ bridge, table, priority, title: '' },
      snapshot: refOf(snapshot),
      source: { path: '', commandLine: null, commandId: null, target: null, netns: null },
      at: { line: 1, offset: 0, text: null },
      ...{ match: canonical.match(match), actions: canonical.actions(actions, match) },
    };
    const flow = session.query((db) => findFlow(session, db, wanted, snapshot.id, []));
    if (flow === null) throw new CodedError('not-found', `${bridge} has no such flow.`);
    return { kind: 'flow', snapshot: snapshot.id, flow };
  }
  const dump = dumpPlace(session, source.id, bridge);
  const filter = filterNamed(session, dump, on, '--on');
  const order = { sort: 'line', descending: false } as const;
  const { rows, matched } = session.query(() => flowsOf(session).windows.window(dump, filter, order, 0, 1));
  const [only] = rows;
  if (only === undefined) throw new CodedError('not-found', `No flow of ${bridge} passes ${on}.`);
  if (matched > 1)
    throw new CodedError('ambiguous', `${matched} flows of ${bridge} pass ${on}; a note is about one.`);
  return { kind: 'flow', snapshot: snapshot.id, flow: only.id };
}

/** `[HOST:]SOURCE:LINE[-LINE]`, the source by its path, the end of it, its command line or its id. */
function linesNamed({ session, on, snapshots }: Asked): readonly Found[] {
  const [, named = '', first = '', last = first] = /^(.+):(\d+)(?:-(\d+))?$/.exec(on) ?? [];
  if (named === '') return [];
  const [firstLine, lastLine] = [Number(first), Number(last)];
  if (firstLine < 1 || lastLine < firstLine)
    throw new CodedError('bad-request', `${first}-${last} are no lines: they count from 1 upwards.`);
  const found = snapshots.flatMap((snapshot) => {
    const name = onHost(snapshot, named);
    const sources = name === null ? [] : sourcesNamed(session, snapshot.id, name);
    return sources.map((source): Found => ({
      thing: { kind: 'line', snapshot: snapshot.id, source: source.id, firstLine, lastLine },
      name: `${snapshotText(snapshot)} ${source.path}`,
    }));
  });
  if (found.length === 0 && /[/.\s_]/.test(named))
    throw new CodedError('not-found', `There is no source ${named}; \`coldtrace sources\` lists them.`);
  return found;
}

/** The best of: the path, the command line, the end of the path. A path is a file: of its outputs the one with the line. */
function sourcesNamed(session: CaseSession, snapshot: number, name: string): readonly SourceTableRow[] {
  const all = session.query((db) =>
    db
      .prepare<[number], SourceTableRow>(
        'SELECT * FROM source WHERE snapshot_id = ? ORDER BY path, first_line',
      )
      .all(snapshot),
  );
  for (const is of [
    (source: SourceTableRow) => source.path === name,
    (source: SourceTableRow) => source.command_line === name,
    (source: SourceTableRow) => source.path.endsWith(`/${name}`),
  ]) {
    const found = all.filter(is);
    if (found.length > 0) return [...new Map(found.map((source) => [source.path, source])).values()];
  }
  return [];
}

function snapshotsNamed({ on, snapshots }: Asked): readonly Found[] {
  const named = snapshots.filter(
    ({ host, label, id }) => on === host || on === `${host}@${label ?? ''}` || on === String(id),
  );
  // The id of one may be another's host.
  const byId = named.filter(({ id }) => on === String(id));
  return (byId.length > 0 ? byId : named).map((snapshot) => ({
    thing: { kind: 'snapshot', snapshot: snapshot.id },
    name: `${snapshot.id} (${snapshotText(snapshot)})`,
  }));
}

/** A finding's id is its rule and what it is about, with blanks between: only what looks like one is looked for. */
function findingsNamed({ session, on, snapshots }: Asked): readonly Found[] {
  if (!on.includes(' ')) return [];
  return snapshots.flatMap((snapshot) =>
    networkOf(session)
      .findings(snapshot.id)
      .filter(({ id }) => id === on)
      .map((): Found => ({
        thing: { kind: 'finding', snapshot: snapshot.id, id: on },
        name: snapshotText(snapshot),
      })),
  );
}

/** By its id: `host/…`, `tunnel/…`, of a network its UUID or what else it is known by. */
function partsNamed({ session, on, snapshots }: Asked): readonly Found[] {
  // The whole case is looked at only for what can be an id.
  if (!/^(?:host|peer|tunnel|network|physical)\/| |^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(on))
    return [];
  return together(session, snapshots)
    .filter(({ id }) => casePart(networkOf(session).casePlan(id).model, on) !== null)
    .map((one) => ({ thing: { kind: 'part', snapshot: one.id, id: on }, name: snapshotText(one) }));
}

/** One of each group of snapshots that belong together and know the same of the whole case. */
function together(session: CaseSession, snapshots: readonly SnapshotInfo[]): readonly SnapshotInfo[] {
  return [...new Map(snapshots.map((one) => [caseIndexOf(session, one.id), one])).values()];
}

/** `[HOST:]DEVICE`, by name or id. */
function devicesNamed({ session, on, snapshots }: Asked): readonly Found[] {
  return snapshots.flatMap((snapshot) => {
    const name = onHost(snapshot, on);
    if (name === null) return [];
    const { devices } = networkOf(session).node(snapshot.id);
    const byId = devices.filter(({ id }) => id === name);
    return (byId.length > 0 ? byId : devices.filter((device) => device.name === name)).map(
      ({ id }): Found => ({
        thing: { kind: 'device', snapshot: snapshot.id, id },
        name: `${snapshotText(snapshot)} ${id}`,
      }),
    );
  });
}

/** `INSTANCE:NUMBER`, hops counted from 1 as `coldtrace path` prints them. */
function hopsNamed({ session, on, snapshots }: Asked): readonly Found[] {
  const [, name = '', number = ''] = /^(.+):(\d+)$/.exec(on) ?? [];
  const index = Number(number) - 1;
  if (name === '' || index < 0) return [];
  return snapshots.flatMap((snapshot) =>
    findPaths(networkOf(session).node(snapshot.id), name)
      .filter(({ hops }) => index < hops.length)
      .map(({ id }): Found => ({
        thing: { kind: 'hop', snapshot: snapshot.id, path: id, index },
        name: `${snapshotText(snapshot)} ${id}`,
      })),
  );
}

/** By its id. */
function linksNamed({ session, on, snapshots }: Asked): readonly Found[] {
  return snapshots.flatMap((snapshot) =>
    networkOf(session)
      .node(snapshot.id)
      .links.filter(({ id }) => id === on)
      .map(({ id }): Found => ({
        thing: { kind: 'link', snapshot: snapshot.id, id },
        name: snapshotText(snapshot),
      })),
  );
}

/** `KIND:KEY`, as search and the interface name a fact: `ethtool-driver:eth0`. Several outputs may have the same. */
function factsNamed({ session, on, snapshots }: Asked): readonly Found[] {
  const [, kind = '', key = ''] = /^([^:]+):(.+)$/s.exec(on) ?? [];
  return snapshots.flatMap((snapshot) =>
    session.query((db) =>
      db
        .prepare<[number, string, string], { id: number; path: string; line: number }>(
          `SELECT f.id, s.path, f.first_line AS line FROM fact f JOIN source s ON s.id = f.source_id
           WHERE s.snapshot_id = ? AND f.kind = ? AND f.key = ? ORDER BY f.id`,
        )
        .all(snapshot.id, kind, key)
        .map(({ id, path, line }): Found => ({
          thing: { kind: 'fact', snapshot: snapshot.id, fact: id },
          name: `fact:${snapshot.id}:${id} (${snapshotText(snapshot)} ${path}:${line})`,
        })),
    ),
  );
}

/** `A->B`, ends as `coldtrace path` takes them; B may be `outside`. */
function routesNamed({ session, on, snapshots }: Asked): readonly Found[] {
  const [, from = '', end = ''] = /^(.+?)\s*(?:->|→)\s*(.+)$/.exec(on) ?? [];
  if (from === '') return [];
  const to = end === 'outside' ? null : end;
  return together(session, snapshots)
    .filter((one) => networkOf(session).route(one.id, from, to).kind === 'routes')
    .map((one) => ({ thing: { kind: 'route', snapshot: one.id, from, to }, name: snapshotText(one) }));
}

/** `br-int` of `compute1:br-int`; null where the name is of another host. */
function onHost({ host, label }: SnapshotInfo, what: string): string | null {
  const colon = what.indexOf(':');
  const before = what.slice(0, colon).toLowerCase();
  if (colon <= 0) return what;
  if (before === host.toLowerCase() || before === `${host}@${label ?? ''}`.toLowerCase())
    return what.slice(colon + 1);
  // A MAC or an IPv6 address has colons, too.
  return /^[0-9a-f]*$/.test(before) || what.includes('/') ? what : null;
}

function snapshotText({ host, label, capturedAt }: SnapshotInfo): string {
  if (label !== null) return `${host}@${label}`;
  return capturedAt === null ? host : `${host} ${capturedAt}`;
}
