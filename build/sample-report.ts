// Writes docs/sample-report.html: the report of the article's case, as an engineer exports it who wrote two notes and a
// question and pinned a path and a list of flows. `node build/sample-report.ts`; a test fails while the file is not
// what this makes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { putNote, putPin } from '../electron/engine/case-file/queries/notes.ts';
import { CaseSession } from '../electron/engine/case-session.ts';
import { flowWindow } from '../electron/engine/flow-views.ts';
import { runImport } from '../electron/engine/import/run-import.ts';
import { readLanguage } from '../electron/engine/languages.ts';
import { makeAnchor } from '../electron/engine/notes/make-anchor.ts';
import { buildDocument } from '../electron/engine/report/build-document.ts';
import { templateOutline } from '../electron/engine/report/template-outline.ts';
import type { NoteStatus } from '../shared/notes/note.ts';
import type { Shown } from '../shared/notes/pin.ts';
import type { Thing } from '../shared/notes/thing.ts';
import type { ReportDocument } from '../shared/report/document.ts';
import { reportHtml } from '../shared/report/html.ts';

const root = resolve(import.meta.dirname, '..');
const transcript = join(root, 'resources/samples/article/transcript.txt');
const made = '2026-11-27T12:00:00Z';
const author = 'A. Engineer';
const path = 'instance-0000001e/tap48e06cd2-60';

/** The report of the article's case in a language of resources/locales; what differs from run to run is set. */
export async function sampleReport(locale: string): Promise<{ document: ReportDocument; html: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-sample-'));
  try {
    const casePath = join(folder, 'article.coldtrace');
    const input = { kind: 'path', name: 'transcript.txt', path: transcript } as const;
    const hooks = { signal: new AbortController().signal, progress: () => undefined };
    await runImport({ casePath, inputs: [input], label: null, merge: false }, hooks);
    const session = new CaseSession(casePath, { create: false });
    try {
      writeNotes(session);
      const language = readLanguage(join(root, 'resources/locales'), locale);
      const outline = templateOutline(session, 'customer', author, language);
      const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
      const options = { language, version, made: new Date(made), hooks };
      const document = await buildDocument(() => session, outline, options);
      const bundles = document.madeFrom.bundles.map((bundle) => ({ ...bundle, importedAt: made }));
      const whole = { ...document, madeFrom: { ...document.madeFrom, bundles } };
      return { document: whole, html: reportHtml(whole, language) };
    } finally {
      session.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeNotes(session: CaseSession): void {
  const [snapshot] = session.snapshots();
  if (snapshot === undefined) throw new Error('the article’s transcript gave no snapshot');
  const { id, host, label, capturedAt } = snapshot;
  const source = session.dumps(id).find(({ bridge }) => bridge === 'br-tun')?.chosen.source.id ?? 0;
  const asked = { source, bridge: 'br-tun', sort: 'line', descending: false, offset: 0, limit: 1 } as const;
  const [flow] = flowWindow(session, { ...asked, filter: 'table=2 and tun_id=2' }).rows;
  const note = (
    place: number,
    status: NoteStatus,
    thing: Thing,
    tags: readonly string[],
    text: string,
  ): void => {
    const anchor = makeAnchor(session, thing);
    const [created, updated] = [made, made];
    const noteId = `00000000-0000-4000-8000-00000000000${place}`;
    session.annotate((db) =>
      putNote(db, { id: noteId, created, updated, author, status, tags, text, anchor }),
    );
  };
  note(
    ...([1, 'explained', { kind: 'device', snapshot: id, id: 'veth/qvo48e06cd2-60' }, ['vlan']] as const),
    'vm1 is an access port of **VLAN 1** of br-int: its `tag` is 1. The tag is local to compute1; other hosts may use another one for the same network.',
  );
  if (flow !== undefined)
    note(
      ...([2, 'explained', { kind: 'flow', snapshot: id, flow: flow.id }, ['tunnel']] as const),
      'On the wire the same network is **tunnel id 2**:\n\n- what comes with `tun_id=0x2` gets VLAN 1 here, and is learned in table 10;\n- what goes out with VLAN 1 gets tunnel id 2 in tables 20 and 21.',
    );
  note(
    ...([3, 'needs-customer', { kind: 'snapshot', snapshot: id }, []] as const),
    'The outputs do not say when they were taken, and there are none of the other end of the tunnel, **192.168.10.10**. Please send the same outputs of that host.',
  );
  const pinned = { created: made, author };
  const anchor = makeAnchor(session, { kind: 'hop', snapshot: id, path, index: 0 });
  const list: Shown = {
    kind: 'flow-list',
    ...{ snapshot: { host, label, capturedAt }, bridge: 'br-tun', filter: 'n_packets>0', sort: 'line' },
    ...{ descending: false, columns: [], grouping: [] },
  };
  session.annotate((db) => {
    putPin(db, {
      ...pinned,
      ...{ id: '00000000-0000-4000-8000-000000000011', title: 'How vm1 is wired' },
      shown: { kind: 'thing', anchor },
    });
    putPin(db, {
      ...pinned,
      ...{ id: '00000000-0000-4000-8000-000000000012', title: 'What br-tun forwards', shown: list },
    });
  });
}

if (import.meta.main) writeFileSync(join(root, 'docs/sample-report.html'), (await sampleReport('en')).html);
