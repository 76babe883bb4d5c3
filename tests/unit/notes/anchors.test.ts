// Notes outlive what the case was read from: the anchor of every kind of thing of a lab host finds that thing in its own
// case, in a case where everything has other row ids, and where the host was packed in another way.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { listNotes, putNote, removeNote } from '../../../electron/engine/case-file/queries/notes.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { hostComparisonsOf } from '../../../electron/engine/host-comparisons.ts';
import { makeAnchor } from '../../../electron/engine/notes/make-anchor.ts';
import { resolveAnchor } from '../../../electron/engine/notes/resolve-anchor.ts';
import { pipelineView } from '../../../electron/engine/pipeline-view.ts';
import { sessionMethods } from '../../../electron/engine/session-methods.ts';
import { anchor as anchorSchema, type Anchor } from '../../../shared/notes/anchor.ts';
import type { Note } from '../../../shared/notes/note.ts';
import { thingKey, thingOfKey, type Thing } from '../../../shared/notes/thing.ts';
import { importBundles } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const bundles = sharedData('lab/bundles/S05-port-dead-vlan-after');

function packed(host: string, how: RegExp): string {
  const name = readdirSync(join(bundles, host)).find((each) => how.test(each));
  if (name === undefined) throw new Error(`no ${String(how)} of ${host}`);
  return join(bundles, host, name);
}

/** Of another host, so that rows count from elsewhere. */
const another = sharedData('lab/bundles/T0-healthy/network1/commands.tar.gz');

describe.skipIf(!hasShared)('anchors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-anchors-'));
  const sessions: CaseSession[] = [];
  let own: CaseSession;
  let snapshot = 0;
  const anchors: { readonly thing: Thing; readonly anchor: Anchor }[] = [];

  async function caseOf(name: string, paths: readonly string[]): Promise<CaseSession> {
    const casePath = join(folder, `${name}.coldtrace`);
    for (const path of paths) await importBundles([path], { casePath });
    const session = new CaseSession(casePath, { create: false });
    sessions.push(session);
    return session;
  }

  /** Every so many of what is many. */
  function thingsOf(session: CaseSession): readonly Thing[] {
    const rows = (sql: string): readonly number[] =>
      session.query((db) => db.prepare<[number], number>(sql).pluck().all(snapshot));
    const facts = rows(
      'SELECT fact.id FROM fact JOIN source ON source.id = source_id WHERE snapshot_id = ? ORDER BY fact.id',
    ).filter((_, index) => index % 40 === 0);
    const [dump] = session.dumps(snapshot);
    if (dump === undefined) throw new Error('no dump');
    const { bridge } = dump;
    const source = dump.chosen.source.id;
    const flows = session.flowsOf(snapshot, bridge).filter((_, index) => index % 9 === 0);
    const node = networkOf(session).node(snapshot);
    const pipeline = pipelineView(session, { snapshot, source, bridge, peers: false });
    const { model } = networkOf(session).casePlan(snapshot);
    const path = node.paths[0];
    return [
      { kind: 'case' },
      { kind: 'snapshot', snapshot },
      { kind: 'line', snapshot, source, firstLine: 2, lastLine: 4 },
      ...facts.map((fact): Thing => ({ kind: 'fact', snapshot, fact })),
      ...flows.map(({ id }): Thing => ({ kind: 'flow', snapshot, flow: id })),
      ...node.devices.map(({ id }): Thing => ({ kind: 'device', snapshot, id })),
      ...node.links.map(({ id }): Thing => ({ kind: 'link', snapshot, id })),
      ...node.paths.map(({ id }): Thing => ({ kind: 'hop', snapshot, path: id, index: 1 })),
      ...pipeline.nodes.map(({ id }): Thing => ({ kind: 'pipeline', snapshot, source, bridge, id })),
      ...networkOf(session)
        .findings(snapshot)
        .map(({ id }): Thing => ({ kind: 'finding', snapshot, id })),
      ...model.hosts.map(({ id }): Thing => ({ kind: 'part', snapshot, id })),
      ...(path?.interface ? [{ kind: 'route', snapshot, from: path.interface, to: null } as const] : []),
    ];
  }

  beforeAll(async () => {
    own = await caseOf('own', [packed('compute1', /^commands/)]);
    snapshot = own.snapshots()[0]?.id ?? 0;
    for (const thing of thingsOf(own)) anchors.push({ thing, anchor: makeAnchor(own, thing) });
  }, 120_000);
  afterAll(() => {
    for (const session of sessions) session.close();
    rmSync(folder, { recursive: true });
  });

  /** What the session does not have, or has several of. */
  function missed(session: CaseSession): readonly string[] {
    return anchors.flatMap(({ thing, anchor }) => {
      const at = resolveAnchor(session, anchor, { exact: true });
      return at.state === 'found' && at.thing.kind === thing.kind ? [] : [`${thingKey(thing)}: ${at.state}`];
    });
  }

  test('are of every kind, hold no row and are what is kept', () => {
    const kinds = new Set(anchors.map(({ thing }) => thing.kind));
    expect(kinds.size).toBe(12);
    for (const { thing, anchor } of anchors) {
      expect(anchorSchema.parse(JSON.parse(JSON.stringify(anchor)))).toEqual(anchor);
      expect(thingOfKey(thingKey(thing))).toEqual(thing);
    }
  });

  test('find the very thing in its own case', () => {
    for (const { thing, anchor } of anchors) {
      const at = resolveAnchor(own, anchor, { exact: true });
      const keys =
        at.state === 'found' ? [at.key] : at.state === 'several' ? at.places.map((one) => one.key) : [];
      expect(keys, JSON.stringify(anchor)).toContain(thingKey(thing));
    }
  });

  test('find it where all rows have other ids', async () => {
    const other = await caseOf('other', [another, packed('compute1', /^commands/)]);
    expect(other.snapshots()).toHaveLength(2);
    expect(missed(other)).toEqual([]);
  }, 120_000);

  test('find a rule of two hosts where all rows have other ids, by its flow on either host', async () => {
    const paths = [another, packed('compute1', /^commands/)];
    const two = await caseOf('two', paths);
    const turned = await caseOf('turned', paths.toReversed());
    const idOf = (session: CaseSession, host: string): number =>
      session.snapshots().find((one) => one.host === host)?.id ?? 0;
    const [from, to] = [idOf(two, 'compute1'), idOf(two, 'network1')];
    const { rules } = hostComparisonsOf(two).nodeComparison(from, to);
    for (const has of ['from', 'to'] as const) {
      const rule = rules.find((each) => each[has] !== null && each.missingIn !== null);
      const { sourceId: source = 0, firstLine: line = 0 } = rule?.[has]?.evidence[0] ?? {};
      const thing: Thing = { kind: 'rule', from, to, source, line };
      expect(thingOfKey(thingKey(thing))).toEqual(thing);
      const anchor = anchorSchema.parse(JSON.parse(JSON.stringify(makeAnchor(two, thing))));
      expect(resolveAnchor(two, anchor, { exact: true })).toMatchObject({ state: 'found', thing });
      const there = resolveAnchor(turned, anchor, { exact: true });
      expect(there).toMatchObject({
        state: 'found',
        thing: { kind: 'rule', from: idOf(turned, 'compute1'), to: idOf(turned, 'network1'), line },
      });
    }
    expect(() => makeAnchor(two, { kind: 'rule', from, to, source: 1, line: 1 })).toThrow(/no such rule/);
  }, 120_000);

  test('find it where the outputs came as a folder', async () => {
    const outputs = join(folder, 'outputs');
    mkdirSync(outputs);
    execFileSync('tar', ['-xzf', packed('compute1', /^commands/), '-C', outputs]);
    expect(missed(await caseOf('folder', [outputs]))).toEqual([]);
  }, 120_000);

  test('find in a sos report what it has of the host', async () => {
    const other = await caseOf('sos', [packed('compute1', /^sosreport/)]);
    const lines = new Set(
      other.query((db) => db.prepare<[], string>('SELECT command_line FROM source').pluck().all()),
    );
    const ofCommands = anchors.flatMap(({ anchor }) =>
      'source' in anchor && anchor.kind !== 'pipeline' ? [anchor] : [],
    );
    const has = ofCommands.filter(({ source }) => lines.has(source.commandLine ?? ''));
    expect(has.length).toBeGreaterThan(5);
    for (const anchor of ofCommands) {
      const at = resolveAnchor(other, anchor, { exact: true });
      const name = JSON.stringify(anchor);
      // The report was taken some seconds later: a flow is the same, a line with its age is not.
      if (has.includes(anchor) && anchor.kind === 'flow') expect(at.state, name).not.toBe('gone');
      if (at.state !== 'gone') continue;
      // What is not there says so, and leads to what is still there of where it was.
      const command = has.includes(anchor);
      expect(at.reason, name).toBe(command ? 'no-thing' : 'no-source');
      expect(at.nearest.thing.kind, name).toBe(command ? 'line' : 'snapshot');
    }
  }, 120_000);

  test('a note is there for the next session, and its undoing is what was there before', async () => {
    const { anchor } = anchors[3] as (typeof anchors)[number];
    const note: Note = {
      ...{
        id: crypto.randomUUID(),
        created: '2026-11-27T17:00:00.000Z',
        updated: '2026-11-27T17:00:00.000Z',
      },
      ...{ author: 'Li', status: 'open', tags: ['vlan'], text: 'Why 4095?', anchor },
    };
    expect(own.annotate((db) => putNote(db, note))).toBeNull();
    const again = new CaseSession(own.path, { create: false });
    expect((await sessionMethods(() => again)['notes.list']({})).notes).toEqual([note]);
    again.close();
    const later: Note = { ...note, status: 'explained', text: 'The agent set it down.' };
    expect(own.annotate((db) => putNote(db, later))).toEqual(note);
    expect(own.annotate((db) => removeNote(db, note.id))).toEqual(later);
    expect(own.query(listNotes)).toEqual([]);
  });
});
