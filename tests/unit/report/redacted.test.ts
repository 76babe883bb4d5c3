// A report of a real case, redacted: no host, instance, address, MAC or id of the case is left in any format, what was
// equal is equal, and paths, diffs and lists have the shape that they had.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putNote, putPin } from '../../../electron/engine/case-file/queries/notes.ts';
import { refOf } from '../../../shared/notes/find-snapshot.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { runImport } from '../../../electron/engine/import/run-import.ts';
import { unhurried } from '../../../electron/engine/redact/redaction-methods.ts';
import { readLanguage } from '../../../electron/engine/languages.ts';
import { makeReport, reportMethods } from '../../../electron/engine/report/report-methods.ts';
import { templateOutline } from '../../../electron/engine/report/template-outline.ts';
import type { Drawing } from '../../../shared/drawing/drawing.ts';
import type { Shown } from '../../../shared/notes/pin.ts';
import { reportFormats, type ReportDocument } from '../../../shared/report/document.ts';
import { reportFiles } from '../../../shared/report/report-files.ts';

const root = resolve(import.meta.dirname, '../../..');
const localesFolder = join(root, 'resources/locales');
const english = readLanguage(localesFolder, 'en');
const folder = mkdtempSync(join(tmpdir(), 'coldtrace-redacted-report-'));

describe('a redacted report', () => {
  let session: CaseSession;
  let plain: ReportDocument;
  let redacted: ReportDocument;

  beforeAll(async () => {
    const casePath = join(folder, 'case.coldtrace');
    for (const label of ['before', 'after']) {
      const names = ['compute1', 'controller1'].map((host) => `s06-${label}-${host}.tar.gz`);
      const inputs = names.map((name) => ({
        ...({ kind: 'path', name } as const),
        path: join(root, 'resources/samples/db1-unreachable', name),
      }));
      const { signal } = new AbortController();
      await runImport({ casePath, inputs, label, merge: false }, { signal, progress: () => undefined });
    }
    cpSync(casePath, join(folder, 'copy.coldtrace'));
    session = new CaseSession(casePath, { create: false });
    writeNotes(session);
    const outline = templateOutline(session, 'handover', 'A. Engineer', english);
    const options = { version: '1', localesFolder };
    plain = await makeReport(() => session, outline, false, options, unhurried);
    redacted = await makeReport(() => session, outline, true, options, unhurried);
  });
  afterAll(() => {
    session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('an export tells how far it is, and is cancelled in each phase while another goes on', async () => {
    const outline = templateOutline(session, 'handover', 'A. Engineer', english);
    const told: { exportId: string; phase: string; share: number }[] = [];
    let cancelAt = '';
    // A case of its own, of which nothing is known yet, so that its texts are looked through.
    const other = new CaseSession(join(folder, 'copy.coldtrace'), { create: false });
    const methods = reportMethods(
      () => other,
      { version: '1', localesFolder },
      ({ exportId, phase, done, total }) => {
        told.push({ exportId, phase, share: done / total });
        if (exportId === 'stopped' && phase === cancelAt) void methods['report.cancel']({ exportId });
      },
    );
    const write = (exportId: string) =>
      methods['report.export']({ outline, format: 'html', redact: true, exportId });
    try {
      for (cancelAt of ['building', 'finding']) {
        const stopped = write('stopped');
        await expect(write('stopped')).rejects.toMatchObject({ code: 'bad-request' });
        expect(await stopped).toEqual({ outcome: 'cancelled' });
      }
      cancelAt = 'building';
      const [stopped, whole] = await Promise.all([write('stopped'), write('whole')]);
      expect(stopped).toEqual({ outcome: 'cancelled' });
      expect(whole).toMatchObject({ outcome: 'done', files: [{ mediaType: 'text/html' }] });
      expect(await methods['report.cancel']({ exportId: 'whole' })).toEqual({});
      const phases = new Set(told.filter(({ exportId }) => exportId === 'whole').map(({ phase }) => phase));
      expect([...phases]).toEqual(['building', 'finding']);
      for (const { share } of told) expect(share).toBeLessThanOrEqual(1);
    } finally {
      other.close();
    }
  });

  test('has none of the names, addresses and ids of the case in any format', () => {
    const before = textOf(plain);
    const names = ['web1', 'db1', 'instance-00000001'].filter((name) => before.includes(name));
    expect(names.length).toBeGreaterThan(1);
    const originals = new Set([
      ...names,
      ...(before.match(/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi) ?? []).filter(
        (mac) => !/^(?:01|33:33|ff|00:00:00)/i.test(mac),
      ),
      ...(before.match(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi) ?? []),
      ...(before.match(/\b(?:10|192\.168)(?:\.\d{1,3}){2,3}\b/g) ?? []),
      ...(before.match(/\b(?:tap|qvb|qvo|qbr)[0-9a-f]{8}-[0-9a-f]{2}\b/g) ?? []),
      ...(before.match(/\bgre-[0-9a-f]{8}\b/g) ?? []),
    ]);
    expect(originals.size).toBeGreaterThan(30);
    const after = textOf(redacted);
    const left = [...originals].filter((each) =>
      new RegExp(`(?<![\\w.:-])${each.replaceAll('.', '\\.')}(?![\\w:-]|\\.\\d)`, 'i').test(after),
    );
    expect(left).toEqual([]);
  });

  test('says so, and has the shape that it had', () => {
    expect(redacted.redacted).toBe(true);
    expect(shapeOf(redacted.parts)).toEqual(shapeOf(plain.parts));
    const ends = (document: ReportDocument): readonly unknown[] =>
      document.parts.flatMap(({ blocks }) =>
        blocks.flatMap((block) =>
          block.kind === 'path'
            ? block.ways.map(({ complete, hops }) => [complete, hops.map(({ status }) => status)])
            : [],
        ),
      );
    expect(ends(redacted)).toEqual(ends(plain));
    expect(ends(plain).length).toBeGreaterThan(1);
  });

  test('gives equal things equal stand-ins', () => {
    const devices = (document: ReportDocument): readonly (string | null)[] =>
      document.parts.flatMap(({ blocks }) =>
        blocks.flatMap((block) =>
          block.kind === 'path' ? block.ways.flatMap(({ hops }) => hops.map(({ device }) => device)) : [],
        ),
      );
    const pairs = devices(plain).map((device, i) => [device, devices(redacted)[i]] as const);
    const standIns = new Map(pairs);
    for (const [device, standIn] of pairs) expect(standIns.get(device)).toBe(standIn);
    expect(new Set(standIns.values()).size).toBe(standIns.size);
    expect(pairs.some(([device, standIn]) => device !== standIn)).toBe(true);
  });

  test('has no piece of a name that was cut in a picture', () => {
    expect(textOf(plain)).toContain('instance-000…');
    expect(textOf(redacted)).not.toContain('instance-000');
  });
});

function textOf(document: ReportDocument): string {
  return reportFormats
    .flatMap((format) => reportFiles(document, english, format).flatMap(({ name, text }) => [name, text]))
    .join('\n');
}

/** Kinds and lengths, without texts and figures. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      key === 'kind' ? typeof each : shapeOf(each),
    ]),
  );
}

function writeNotes(session: CaseSession): void {
  const [before, after] = ['before', 'after'].map((label) =>
    session.snapshots().find((one) => one.host === 'compute1' && one.label === label),
  );
  if (before === undefined || after === undefined)
    throw new Error('the sample has no compute1 before and after');
  const [from, to] = [refOf(before), refOf(after)];
  const drawing: Drawing = {
    ...{ width: 100, height: 40, background: '#fff', title: 'Host compute1', origin: { x: 0, y: 0 } },
    shapes: [
      { kind: 'text', x: 0, y: 10, text: 'instance-000…', size: 12, fill: '#000', anchor: 'start' },
      {
        kind: 'rect',
        x: 0,
        y: 0,
        width: 9,
        height: 9,
        fill: null,
        stroke: '#000',
        title: 'web1 10.18.0.208',
      },
    ],
  };
  const shown: readonly Shown[] = [
    { kind: 'path', snapshot: to, from: 'web1', to: null },
    { kind: 'diff', between: 'snapshots', snapshots: [from, to], changes: null, include: [], filter: '' },
    {
      ...({
        kind: 'flow-list',
        snapshot: to,
        bridge: 'br-tun',
        filter: '',
        sort: 'line',
        descending: false,
      } as const),
      ...{ columns: [], grouping: [] },
    },
    { kind: 'picture', drawing, snapshots: [to], footer: 'compute1, 192.168.10.11', address: '#/network' },
  ];
  const made = '2026-11-27T12:00:00Z';
  const id = (place: number): string => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;
  session.annotate((db) => {
    shown.forEach((view, i) =>
      putPin(db, { id: id(i), created: made, author: 'A. Engineer', title: `web1: pin ${i}`, shown: view }),
    );
    putNote(db, {
      ...{ id: id(9), created: made, updated: made, author: 'A. Engineer', status: 'open', tags: ['web1'] },
      ...{
        text: 'web1 (10.18.0.208) cannot reach **db1**.',
        anchor: { kind: 'snapshot', snapshot: to, title: 'compute1@after' },
      },
    });
  });
}
