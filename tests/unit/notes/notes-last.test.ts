// What the user wrote is there at the next start, whatever happens to the process that wrote it; others who have the
// case open see it; and it finds its object again after a snapshot was removed and imported anew, or renamed.
import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { createEngine } from '../../../electron/engine/engine.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { getNote, listNotes, putNote } from '../../../electron/engine/case-file/queries/notes.ts';
import { updateSnapshot } from '../../../electron/engine/case-file/queries/change-snapshots.ts';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { makeAnchor } from '../../../electron/engine/notes/make-anchor.ts';
import { resolveAnchor } from '../../../electron/engine/notes/resolve-anchor.ts';
import type { EngineFrame, EventName, Response } from '../../../shared/api.ts';
import type { Note } from '../../../shared/notes/note.ts';
import type { Thing } from '../../../shared/notes/thing.ts';
import { casePath as article, coldtrace, folder, root, transcript } from '../../article-case.ts';

const program = join(root, 'bin/coldtrace.js');

function copyOf(name: string): string {
  const path = join(folder, `${name}.coldtrace`);
  copyFileSync(article, path);
  return path;
}

function open(path: string): CaseSession {
  return new CaseSession(path, { create: false });
}

let made = 0;
function noteAbout(session: CaseSession, thing: Thing, text = 'seen'): Note {
  made++;
  const now = '2026-11-27T12:00:00.000Z';
  return {
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    ...{ created: now, updated: now, author: '', status: 'open', tags: [], text },
    anchor: makeAnchor(session, thing),
  };
}

describe('a process that is killed right after a note', () => {
  test('has written it: the next start has every note that was answered for, whole', async () => {
    const path = copyOf('killed');
    const child = spawn(process.execPath, [program, 'serve', path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = new Promise((done) => child.once('exit', (_, signal) => done(signal)));
    const address = await new Promise<string>((done, failed) => {
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += String(chunk);
        if (said.includes('\n')) done(said.trim());
      });
      child.once('exit', () => failed(new Error('serve ended')));
    });
    const socket = new WebSocket(`${address.replace('http:', 'ws:')}engine`, {
      origin: new URL(address).origin,
    });
    await new Promise((done, failed) => socket.once('open', done).once('error', failed));
    const answered: string[] = [];
    const notes = Array.from({ length: 40 }, (_, index) => `note ${index} ${'x'.repeat(index * 500)}`);
    const session = open(article);
    const bodies = notes.map((text) => noteAbout(session, { kind: 'case' }, text));
    session.close();
    await new Promise<void>((done, failed) => {
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(String(data)) as EngineFrame;
        if (!('id' in frame)) return;
        if ('error' in frame) return failed(new Error(frame.error.message));
        const note = bodies[frame.id - 1];
        if (note !== undefined) answered.push(note.id);
        // Others are under way when it is killed.
        if (answered.length === 15) {
          child.kill('SIGKILL');
          done();
        }
      });
      for (const [index, note] of bodies.entries())
        socket.send(JSON.stringify({ id: index + 1, method: 'notes.put', request: { note } }));
    });
    expect(await ended).toBe('SIGKILL');
    socket.terminate();
    const again = open(path);
    const kept = new Map(again.query(listNotes).map((note) => [note.id, note]));
    for (const id of answered) expect(kept.get(id)).toEqual(bodies.find((note) => note.id === id));
    // What was under way is there whole or not at all.
    for (const note of kept.values()) expect(bodies).toContainEqual(note);
    expect(again.query((db) => db.pragma('integrity_check', { simple: true }))).toBe('ok');
    again.close();
  }, 60_000);
});

describe('two processes on one case', () => {
  test('one sees what the other writes, and is told', async () => {
    const path = copyOf('shared');
    const events: EventName[] = [];
    const { engine, close } = createEngine(
      {
        ...{ version: '0', hostKind: 'browser', locale: 'en', dataFolder: folder, resolveUpload: () => null },
        ...{ samplesFolder: join(root, 'resources/samples'), localesFolder: join(root, 'resources/locales') },
      },
      (event) => void events.push(event),
    );
    await engine['case.open']({ path, create: false });
    const told = new Promise<void>((done) => {
      const timer = setInterval(() => {
        if (!events.includes('notes.changed')) return;
        clearInterval(timer);
        done();
      }, 50);
    });
    const words = ['add', '--on', 'case', '--text', 'from *beside*', '--tag', 'b, a'];
    expect(await coldtrace(['notes', path, ...words])).toMatchObject({ code: 0, err: '' });
    await told;
    const { notes }: Response<'notes.list'> = await engine['notes.list']({});
    expect(notes).toMatchObject([{ text: 'from *beside*', tags: ['b', 'a'], anchor: { kind: 'case' } }]);
    await close();
  }, 60_000);
});

describe('a snapshot', () => {
  /** Of each kind that a snapshot has: its line, its first fact, a flow, a device, the snapshot itself. */
  function thingsOf(session: CaseSession): readonly Thing[] {
    const [first] = session.snapshots();
    const snapshot = first?.id ?? 0;
    const [dump] = session.dumps(snapshot);
    const [flow] = dump === undefined ? [] : session.flowsOf(snapshot, dump.bridge);
    const fact = session.query((db) =>
      db
        .prepare<[number], number>(
          'SELECT fact.id FROM fact JOIN source ON source.id = source_id WHERE snapshot_id = ?',
        )
        .pluck()
        .get(snapshot),
    );
    const device = networkOf(session).node(snapshot).devices.at(-1);
    return [
      { kind: 'snapshot', snapshot },
      { kind: 'line', snapshot, source: dump?.chosen.source.id ?? 0, firstLine: 2, lastLine: 3 },
      { kind: 'flow', snapshot, flow: flow?.id ?? 0 },
      { kind: 'fact', snapshot, fact: fact ?? 0 },
      { kind: 'device', snapshot, id: device?.id ?? '' },
    ];
  }

  function stateOf(session: CaseSession, notes: readonly Note[]): readonly string[] {
    return notes.map(({ id }) => {
      const note = session.query((db) => getNote(db, id));
      if (note === null) return 'no note';
      const at = resolveAnchor(session, note.anchor, { exact: true });
      return at.state === 'gone' ? `gone: ${at.reason}, near ${at.nearest.thing.kind}` : at.state;
    });
  }

  test('that is removed leaves its notes, which say so, and imported again they are at their objects', async () => {
    const path = copyOf('removed');
    const session = open(path);
    const notes = thingsOf(session).map((thing) => noteAbout(session, thing));
    for (const note of notes) session.annotate((db) => putNote(db, note));
    expect(new Set(stateOf(session, notes))).toEqual(new Set(['found']));
    const before = session.snapshots();
    for (const { id } of before) session.removeSnapshot(id);
    expect(session.snapshots()).toEqual([]);
    expect(new Set(stateOf(session, notes))).toEqual(new Set(['gone: no-snapshot, near case']));
    session.close();
    expect((await coldtrace(['import', path, transcript])).code).toBe(0);
    const again = open(path);
    expect(again.snapshots()).toHaveLength(1);
    expect(new Set(stateOf(again, notes))).toEqual(new Set(['found']));
    again.close();
  }, 60_000);

  test('that gets another host, label and time takes its notes along', () => {
    const session = open(copyOf('renamed'));
    const notes = thingsOf(session).map((thing) => noteAbout(session, thing));
    for (const note of notes) session.annotate((db) => putNote(db, note));
    const [snapshot] = session.snapshots();
    const change = { host: 'node-7.example.com', label: 'night', capturedAt: '2026-01-02T03:04:05Z' };
    session.annotate((db) => updateSnapshot(db, snapshot?.id ?? 0, change));
    session.close();
    const again = open(join(folder, 'renamed.coldtrace'));
    expect(new Set(stateOf(again, notes))).toEqual(new Set(['found']));
    const hosts = again
      .query(listNotes)
      .flatMap(({ anchor }) => ('snapshot' in anchor ? [anchor.snapshot.host] : []));
    expect(new Set(hosts)).toEqual(new Set(['node-7.example.com']));
    again.close();
  }, 60_000);
});
