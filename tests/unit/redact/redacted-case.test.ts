// A redacted case says nothing of whose cloud it is, and everything else that the case says: no original is left in its
// bytes, and its hosts, paths, ways and comparisons are those of the case with stand-ins for names.
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparisonsOf } from '../../../electron/engine/case-comparisons.ts';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { listNotes, putNote } from '../../../electron/engine/case-file/queries/notes.ts';
import { putWishes } from '../../../electron/engine/case-file/queries/redaction.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { runImport } from '../../../electron/engine/import/run-import.ts';
import { caseRedactor } from '../../../electron/engine/redact/case-redactor.ts';
import { readLanguage } from '../../../electron/engine/languages.ts';
import { makeReport } from '../../../electron/engine/report/report-methods.ts';
import { templateOutline } from '../../../electron/engine/report/template-outline.ts';
import { redactionMethods, unhurried } from '../../../electron/engine/redact/redaction-methods.ts';
import { writeRedacted, type RedactedCase } from '../../../electron/engine/redact/write-redacted.ts';
import type { SnapshotInfo } from '../../../shared/api.ts';
import { reportTemplates } from '../../../shared/notes/outline.ts';
import type { ReportDocument } from '../../../shared/report/document.ts';
import { reportFiles } from '../../../shared/report/report-files.ts';
import type { Redactor } from '../../../shared/redact/redactor.ts';
import { redactStrings } from '../../../shared/redact/strings.ts';
import { checkCase } from '../../check-case.ts';
import { findOriginals, originalsOf, textsOfCase } from '../../find-originals.ts';
import { asInput } from '../../bundle-input.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const hooks = { signal: new AbortController().signal, progress: () => undefined };

/** The same with texts redacted; lists are in the order of what they hold, as names decide it in the model. */
function normal(value: unknown, redact: (text: string) => string, key = ''): unknown {
  // Of what holds for several, a reason names the first by name.
  if (key === 'reason' && value !== null) return 'a reason';
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) {
    const items = value.map((one) => normal(one, redact));
    return key === 'hops' ? items : items.map((one) => JSON.stringify(one)).sort();
  }
  if (value instanceof Map) return normal([...value], redact, key);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'contentId')
      .map(([name, one]: [string, unknown]) => [name, normal(one, redact, name)]),
  );
}

/** Snapshots of the case with those of the redacted one, which are numbered anew. */
function pairs(of: CaseSession, redacted: CaseSession): readonly (readonly [SnapshotInfo, SnapshotInfo])[] {
  const byId = (from: CaseSession): readonly SnapshotInfo[] => from.snapshots().sort((a, b) => a.id - b.id);
  const others = byId(redacted);
  return byId(of).map((one, i) => [one, others[i]!]);
}

const asIs = (text: string): string => text;

describe.skipIf(!hasShared)('a case of the lab, before and after a fault', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-redact-'));
  const path = join(folder, 'lab.coldtrace');
  const out = join(folder, 'handed-over.coldtrace');
  let session: CaseSession;
  let redacted: CaseSession;
  let written: RedactedCase;
  let redactor: Redactor;

  beforeAll(async () => {
    for (const when of ['before', 'after']) {
      const bundle = sharedData('lab', 'bundles', `S03-gre-port-missing-${when}`);
      const job = { casePath: path, inputs: [asInput(bundle)], label: when, merge: true };
      await runImport(job, hooks);
    }
    session = new CaseSession(path, { create: false });
    const [snapshot] = session.snapshots();
    session.annotate((db) => {
      putNote(db, {
        id: 'a2b1c7de-0000-4000-8000-000000000001',
        created: '2026-11-27T10:00:00.000Z',
        updated: '2026-11-27T10:00:00.000Z',
        author: 'Ann',
        status: 'open',
        tags: ['web1'],
        text: 'On **compute1** 10.18.0.77 does not reach web2 (secret project Aurora).',
        anchor: {
          kind: 'device',
          snapshot: { host: snapshot!.host, capturedAt: snapshot!.capturedAt, label: snapshot!.label },
          id: 'ovs-port/qvo36aaab22-c8',
          title: 'qvo36aaab22-c8 of compute1',
        },
      });
      putWishes(db, { additions: ['Aurora'], exceptions: [] });
      // The same every time: what a test says should not rest on chance.
      db.prepare('UPDATE redaction SET key = ?').run('5be1f0c2a7d94e6f8a0b1c2d3e4f5061');
    });
    written = await writeRedacted(session, out, hooks);
    redacted = new CaseSession(out, { create: false });
    ({ redactor } = await caseRedactor(session, hooks));
  });
  afterAll(() => {
    session?.close();
    redacted?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('every source was read again as it was, and the file is sound', () => {
    expect(written.unread).toEqual([]);
    expect(checkCase(out)).toEqual([]);
    expect(redacted.snapshots()).toHaveLength(session.snapshots().length);
    for (const [{ id: _id, ...one }, { id: _other, ...other }] of pairs(session, redacted)) {
      expect(other).toEqual(redactStrings(one, redactor));
    }
    expect(readdirSync(folder).sort()).toEqual(['handed-over.coldtrace', 'lab.coldtrace']);
  });

  test('no original is anywhere in the file', () => {
    const originals = originalsOf(path);
    expect(originals.ids.size).toBeGreaterThan(300);
    expect([...originals.names]).toContain('compute1');
    expect(originals.names).toContain('web1');
    expect(originals.ids).toContain('10.18.0.77');
    // The search finds them where they are.
    expect(findOriginals(originals, [['a line', 'load:0xa12004d->NXM_NX_ARP_SPA[] of web1']])).toHaveLength(
      2,
    );
    expect(
      findOriginals({ ...originals, names: new Set([...originals.names, 'aurora']) }, textsOfCase(out)),
    ).toEqual([]);
  });

  test('nor in the report that is made of it, redacted, in any template and format', async () => {
    const originals = originalsOf(path);
    const localesFolder = join(import.meta.dirname, '../../../resources/locales');
    const language = readLanguage(localesFolder, 'en');
    for (const template of reportTemplates) {
      const outline = templateOutline(session, template, 'Ann', language);
      const of = { version: '0', localesFolder };
      const document = await makeReport(() => session, outline, true, of, unhurried);
      expect(document.redacted).toBe(true);
      const plain = await makeReport(() => session, outline, false, of, unhurried);
      const texts = (it: ReportDocument): readonly [string, string][] =>
        [...reportFiles(it, language, 'html'), ...reportFiles(it, language, 'markdown')].map(
          ({ name, text }): [string, string] => [name, text],
        );
      expect(findOriginals(originals, texts(document))).toEqual([]);
      expect(findOriginals(originals, texts(plain)).length).toBeGreaterThan(5);
    }
  });

  test('neither key nor map is in it', () => {
    const rows = redacted.query((db) =>
      db
        .prepare('SELECT (SELECT count(*) FROM redaction) + (SELECT count(*) FROM redaction_name) AS n')
        .get(),
    );
    expect(rows).toEqual({ n: 0 });
    expect(
      session.query((db) => db.prepare('SELECT count(*) FROM redaction_name').pluck().get()),
    ).toBeGreaterThan(10);
  });

  test('hosts, devices, links, paths and findings are the same, by other names', () => {
    for (const [{ id }, { id: other }] of pairs(session, redacted)) {
      const [model, of] = [networkOf(session).node(id), networkOf(redacted).node(other)];
      expect(normal(of.paths, asIs)).toEqual(normal(model.paths, (text) => redactor.redactText(text)));
      expect(normal(of.links, asIs)).toEqual(normal(model.links, (text) => redactor.redactText(text)));
      expect(normal(of.devices, asIs)).toEqual(normal(model.devices, (text) => redactor.redactText(text)));
      const findings = (from: CaseSession, snapshot: number): readonly string[] =>
        networkOf(from)
          .findings(snapshot)
          .map(({ rule, severity }) => `${rule} ${severity}`)
          .sort();
      expect(findings(redacted, other)).toEqual(findings(session, id));
    }
  });

  test('every pair has the same way, hop by hop', () => {
    let hops = 0;
    for (const label of ['before', 'after']) {
      const snapshots = pairs(session, redacted).filter(([one]) => one.label === label);
      const ends = snapshots.flatMap(([one]) =>
        networkOf(session)
          .node(one.id)
          .paths.flatMap(({ portId }) => portId ?? []),
      );
      const [[{ id }, { id: otherId }]] = snapshots as [[SnapshotInfo, SnapshotInfo]];
      for (const from of ends) {
        for (const to of [...ends, null]) {
          if (from === to) continue;
          const answer = networkOf(session).route(id, from, to);
          const other = networkOf(redacted).route(
            otherId,
            redactor.redactText(from),
            to && redactor.redactText(to),
          );
          const shape = ({ kind, status, state, code, host, device }: Record<string, unknown>): unknown => ({
            ...{ kind, status, state, code, host, device },
          });
          const of = (it: unknown): readonly unknown[] => hopsIn(it).map(shape);
          expect(of(other)).toEqual(normal(of(answer), (text) => redactor.redactText(text), 'hops'));
          hops += of(answer).length;
        }
      }
    }
    expect(hops).toBeGreaterThan(100);
  });

  test('what changed is the same, by other names', () => {
    const all = pairs(session, redacted);
    let count = 0;
    for (const before of all.filter(([{ label }]) => label === 'before')) {
      const after = all.find(([{ host, label }]) => host === before[0].host && label === 'after')!;
      const changes = (
        from: CaseSession,
        which: 0 | 1,
        redact: (text: string) => string,
      ): readonly string[] =>
        comparisonsOf(from)
          .comparison(before[which].id, after[which].id)
          .changes.map(({ kind, change, key, fields }) =>
            JSON.stringify([kind, change, redact(key), [...fields].sort()]),
          )
          .sort();
      const own = changes(session, 0, (text) => redactor.redactText(text));
      expect(changes(redacted, 1, asIs)).toEqual(own);
      count += own.length;
    }
    expect(count).toBeGreaterThan(1);
  });

  test('notes come along, redacted, and still name their things', () => {
    const [note] = redacted.query(listNotes);
    const [host] = [redactor.redactText('compute1')];
    expect(note?.text).toBe(
      redactor.redactText('On **compute1** 10.18.0.77 does not reach web2 (secret project Aurora).'),
    );
    expect(note?.text).not.toMatch(/compute1|10\.18\.0\.77|web2|Aurora/);
    expect(note?.anchor).toMatchObject({ kind: 'device', snapshot: { host } });
    expect(note?.id).toBe('a2b1c7de-0000-4000-8000-000000000001');
  });

  test('the preview says what stands for what, and how often; additions and exceptions of the user count', async () => {
    const methods = redactionMethods(
      () => session,
      (work) => ({ before: session.annotate(work) }),
      () => undefined,
    );
    const ask = methods['redaction.preview'];
    const hosts = await ask({ offset: 0, limit: 10, class: 'host' });
    expect(hosts.replacements.map(({ original, standIn }) => [original, standIn])).toContainEqual([
      'compute1',
      redactor.redactText('compute1'),
    ]);
    expect(hosts.matched).toBe(hosts.classes.find((one) => one.class === 'host')?.originals);
    expect(hosts.wishes).toEqual({ additions: ['Aurora'], exceptions: [] });
    const aurora = await ask({ offset: 0, limit: 10, text: 'aurora' });
    expect(aurora.replacements).toMatchObject([{ class: 'other', original: 'Aurora', occurrences: 1 }]);
    const before = await methods['redaction.put']({
      wishes: { additions: [], exceptions: ['compute1', '10.18.0.77'] },
    });
    expect(before).toEqual({ before: { additions: ['Aurora'], exceptions: [] } });
    const after = await ask({ offset: 0, limit: 2000 });
    const originals = after.replacements.map(({ original }) => original);
    expect(originals).toContain('compute2');
    for (const kept of ['compute1', '10.18.0.77', 'Aurora']) expect(originals).not.toContain(kept);
    await methods['redaction.put']({ wishes: before.before });
  });

  test('what is there is left alone, and a cancelled export leaves nothing', async () => {
    const size = statSync(out).size;
    await expect(writeRedacted(session, out, hooks)).rejects.toMatchObject({ code: 'bad-request' });
    expect(statSync(out).size).toBe(size);
    const nowhere = join(folder, 'no', 'folder.coldtrace');
    await expect(writeRedacted(session, nowhere, hooks)).rejects.toMatchObject({ code: 'cannot-write' });
    const other = join(folder, 'cancelled.coldtrace');
    const abort = new AbortController();
    const progress = (phase: string): void => {
      if (phase === 'writing') abort.abort(new Error('enough'));
    };
    await expect(writeRedacted(session, other, { signal: abort.signal, progress })).rejects.toThrow('enough');
    expect(existsSync(other)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('cancelled'))).toEqual([]);
  });

  test('the method tells how far it is, is cancelled by another, and then writes again', async () => {
    const other = join(folder, 'cancelled.coldtrace');
    const told: (readonly [phase: string, share: number])[] = [];
    let cancel = true;
    const methods = redactionMethods(
      () => session,
      (work) => ({ before: session.annotate(work) }),
      (phase, done, total) => {
        told.push([phase, done / total]);
        if (cancel && phase === 'writing') void methods['redaction.cancel']({});
      },
    );
    const stopped = methods['redaction.export']({ path: other });
    await expect(methods['redaction.export']({ path: other })).rejects.toMatchObject({ code: 'bad-request' });
    expect(await stopped).toEqual({ outcome: 'cancelled' });
    expect(readdirSync(folder).filter((name) => name.includes('cancelled'))).toEqual([]);
    cancel = false;
    expect(await methods['redaction.cancel']({})).toEqual({});
    expect(await methods['redaction.export']({ path: other })).toMatchObject({
      outcome: 'done',
      path: other,
    });
    expect(told.some(([phase]) => phase === 'writing')).toBe(true);
    for (const [, share] of told) expect(share).toBeLessThanOrEqual(1);
    rmSync(other);
  });
});

/** The hops of a route's answer, there and back. */
function hopsIn(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(hopsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
    key === 'hops' && Array.isArray(one) ? (one as Record<string, unknown>[]) : hopsIn(one),
  );
}
