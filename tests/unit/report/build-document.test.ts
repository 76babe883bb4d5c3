// What each item of an outline becomes, over a real case before and after a fault: things of every kind with the lines
// that show them, views asked again, and what is not there any more.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparisonsOf } from '../../../electron/engine/case-comparisons.ts';
import { putNote, putPin, removePin } from '../../../electron/engine/case-file/queries/notes.ts';
import { networkOf } from '../../../electron/engine/case-network.ts';
import { unhurried } from '../../../electron/engine/redact/redaction-methods.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import { pipelineView } from '../../../electron/engine/pipeline-view.ts';
import { flowWindow } from '../../../electron/engine/flow-views.ts';
import { runImport } from '../../../electron/engine/import/run-import.ts';
import { readLanguage } from '../../../electron/engine/languages.ts';
import { makeAnchor } from '../../../electron/engine/notes/make-anchor.ts';
import { buildDocument } from '../../../electron/engine/report/build-document.ts';
import type { SnapshotInfo } from '../../../shared/api.ts';
import type { Language } from '../../../shared/explain/phrase.ts';
import { refOf } from '../../../shared/notes/find-snapshot.ts';
import type { OutlineItem } from '../../../shared/notes/outline.ts';
import type { Shown } from '../../../shared/notes/pin.ts';
import type { Thing } from '../../../shared/notes/thing.ts';
import type { BlockOf, ReportBlock, ReportDocument } from '../../../shared/report/document.ts';

const root = resolve(import.meta.dirname, '../../..');
const english = readLanguage(join(root, 'resources/locales'), 'en');
const chinese = readLanguage(join(root, 'resources/locales'), 'zh-CN');
const folder = mkdtempSync(join(tmpdir(), 'coldtrace-document-'));
const made = '2026-11-27T12:00:00Z';
const id = (place: number): string => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;

describe('the document of an outline', () => {
  let session: CaseSession;
  let before: SnapshotInfo;
  let after: SnapshotInfo;

  beforeAll(async () => {
    const casePath = join(folder, 'case.coldtrace');
    for (const label of ['before', 'after']) {
      const name = `s06-${label}-compute1.tar.gz`;
      const path = join(root, 'resources/samples/db1-unreachable', name);
      const { signal } = new AbortController();
      const job = { casePath, inputs: [{ kind: 'path', name, path } as const], label, merge: false };
      await runImport(job, { signal, progress: () => undefined });
    }
    session = new CaseSession(casePath, { create: false });
    const named = (label: string): SnapshotInfo => session.snapshots().find((one) => one.label === label)!;
    [before, after] = [named('before'), named('after')];
  });
  afterAll(() => {
    session.close();
    rmSync(folder, { recursive: true, force: true });
  });

  type Draft = OutlineItem extends infer Item ? (Item extends OutlineItem ? Omit<Item, 'id'> : never) : never;

  function documentOf(items: readonly OutlineItem[], language: Language): Promise<ReportDocument> {
    const outline = { title: 'Report', author: '', template: null, language: language.locale, items };
    return buildDocument(() => session, outline, {
      language,
      version: '1',
      made: new Date(made),
      hooks: unhurried,
    });
  }

  async function blocksOf(...drafts: readonly Draft[]): Promise<readonly ReportBlock[]> {
    const items = drafts.map((draft, i) => ({ ...draft, id: id(i) }));
    const { parts } = await documentOf(items, english);
    expect(parts.map(({ item }) => item)).toEqual(items.map((item) => item.id));
    return parts.flatMap(({ blocks }) => blocks);
  }

  /** The blocks of a pin that is there while they are made. */
  async function pinned(
    shown: Shown,
    explain?: boolean,
    language = english,
  ): Promise<readonly ReportBlock[]> {
    session.annotate((db) => putPin(db, { id: id(100), created: made, author: '', title: 'Pin', shown }));
    const item = {
      id: id(0),
      kind: 'pin',
      pin: id(100),
      ...(explain === undefined ? {} : { explain }),
    } as const;
    const { parts } = await documentOf([item], language);
    const blocks = parts.flatMap((part) => part.blocks);
    session.annotate((db) => removePin(db, id(100)));
    return blocks;
  }

  const ofThing = (thing: Thing): Promise<readonly ReportBlock[]> =>
    pinned({ kind: 'thing', anchor: makeAnchor(session, thing) });

  /** The lines that are marked, as they are in the file. */
  const marked = (blocks: readonly ReportBlock[]): readonly string[] =>
    blocks.flatMap((block) =>
      block.kind === 'excerpt'
        ? block.excerpt.lines.filter((line) => line.marked).map(({ text }) => text)
        : [],
    );

  const one = <K extends ReportBlock['kind']>(blocks: readonly ReportBlock[], kind: K): BlockOf<K> => {
    const found = blocks.filter((block): block is BlockOf<K> => block.kind === kind);
    expect(found.length, `${kind} of ${blocks.map((block) => block.kind).join()}`).toBeGreaterThan(0);
    return found[0]!;
  };

  test('shows things of every kind by their own lines', async () => {
    const snapshot = after.id;
    const node = networkOf(session).node(snapshot);
    const device = node.devices.find(({ kind }) => kind === 'veth')!;
    const blocks = await ofThing({ kind: 'device', snapshot, id: device.id });
    expect(one(blocks, 'terms').terms).toContainEqual({ term: 'Host', value: 'compute1' });
    expect(marked(blocks).join('\n')).toContain(device.name);

    const link = node.links.find(({ evidence }) => evidence.length > 0)!;
    expect(marked(await ofThing({ kind: 'link', snapshot, id: link.id })).length).toBeGreaterThan(0);

    const path = node.paths.find(({ instanceName }) => instanceName === 'web1')!;
    const way = one(await ofThing({ kind: 'hop', snapshot, path: path.id, index: 1 }), 'path').ways[0]!;
    expect(way.hops.map((hop) => hop.device)).toEqual(path.hops.map((hop) => hop.device));

    const dump = session.dumps(snapshot).find(({ bridge }) => bridge === 'br-int')!.chosen.source.id;
    const query = { source: dump, bridge: 'br-int', filter: '', descending: false, offset: 0, limit: 1 };
    const flow = flowWindow(session, { ...query, sort: 'line' }).rows[0]!;
    expect(marked(await ofThing({ kind: 'flow', snapshot, flow: flow.id }))).toHaveLength(1);

    const { nodes, edges } = pipelineView(session, {
      ...{ snapshot, source: dump, bridge: 'br-int', peers: false },
    });
    for (const { id: place, flows, filter } of [
      nodes.find(({ kind, filter }) => kind === 'table' && filter !== null)!,
      edges.find(({ filter, flows }) => filter !== null && flows > 0)!,
    ]) {
      const shown = await ofThing({ kind: 'pipeline', snapshot, source: dump, bridge: 'br-int', id: place });
      expect(one(shown, 'terms').terms).toContainEqual({ term: 'Place in the pipeline', value: place });
      expect(one(shown, 'flows')).toMatchObject({ bridge: 'br-int', filter, matched: flows });
    }

    const lines = await ofThing({ kind: 'line', snapshot, source: dump, firstLine: 2, lastLine: 3 });
    expect(one(lines, 'excerpt').excerpt).toMatchObject({
      host: 'compute1',
      firstLine: 2,
      lastLine: 3,
      leftOut: 0,
    });
    expect(marked(lines)).toHaveLength(2);

    const finding = networkOf(session).findings(snapshot)[0]!;
    const found = await ofThing({ kind: 'finding', snapshot, id: finding.id });
    expect(one(found, 'findings').findings[0]?.text).toMatch(/is in no bridge/);

    const change = comparisonsOf(session).comparison(before.id, after.id).changes[0]!;
    const changed = await ofThing({
      ...{ kind: 'change', from: before.id, to: after.id },
      ...{ change: change.kind, key: change.key },
    });
    expect(one(changed, 'diff').changes).toMatchObject([{ key: change.key, change: change.change }]);
    expect(one(await ofThing({ kind: 'snapshot', snapshot }), 'terms').terms).toContainEqual({
      ...{ term: 'Captured', value: '2026-11-22 20:40:54 UTC' },
    });
  });

  test('an excerpt has the lines around that are asked for, of the same output', async () => {
    const source = session.dumps(after.id)[0]!.chosen.source.id;
    const anchor = makeAnchor(session, {
      kind: 'line',
      snapshot: after.id,
      source,
      firstLine: 3,
      lastLine: 3,
    });
    const [block] = await blocksOf({ kind: 'excerpt', anchor, context: 2 });
    const { lines } = one([block!], 'excerpt').excerpt;
    expect(lines.map(({ number, marked: isMeant }) => [number, isMeant])).toEqual([
      ...[1, 2].map((number) => [number, false]),
      [3, true],
      ...[4, 5].map((number) => [number, false]),
    ]);
  });

  test('asks a list of flows again: filter, order, columns, groups', async () => {
    const list = {
      ...({ kind: 'flow-list', snapshot: refOf(after), bridge: 'br-int', descending: true } as const),
      ...{
        filter: 'n_packets>0',
        sort: 'nPackets',
        columns: ['nPackets', 'field:dl_type', 'actions'],
        grouping: [],
      },
    };
    const flows = one(await pinned(list), 'flows');
    expect(flows.columns.map(({ title }) => title)).toEqual(['Packets', 'dl_type', 'Actions']);
    const packets = flows.rows.map(([count]) => Number(count));
    expect(packets.length).toBe(flows.matched);
    expect(packets).toEqual(packets.toSorted((a, b) => b - a));
    expect(Math.min(...packets)).toBeGreaterThan(0);

    const groups = one(await pinned({ ...list, filter: '', grouping: ['table'] }), 'flows');
    expect(groups.rows.reduce((sum, [count]) => sum + Number(count), 0)).toBe(groups.total);

    expect(await pinned({ ...list, filter: 'n_packets>' })).toEqual([
      { kind: 'remark', text: expect.stringMatching(/^The filter cannot be read: /) },
    ]);
    expect(await pinned({ ...list, bridge: 'br-x' })).toEqual([
      { kind: 'remark', text: 'Pin: the case has no flows of br-x any more.' },
    ]);
  });

  test('says a flow in words, in the language of the report; of a list where that is asked for', async () => {
    const dump = session.dumps(after.id).find(({ bridge }) => bridge === 'br-int')!.chosen.source.id;
    const query = { source: dump, bridge: 'br-int', filter: 'actions~NORMAL', offset: 0, limit: 1 };
    const { rows, error } = flowWindow(session, { ...query, sort: 'line', descending: false });
    expect(error).toBeNull();
    const anchor = makeAnchor(session, { kind: 'flow', snapshot: after.id, flow: rows[0]!.id });
    const shown = { kind: 'thing', anchor } as const;
    const inWords = (blocks: readonly ReportBlock[], term: string): string | undefined =>
      blocks.flatMap((block) => (block.kind === 'terms' ? block.terms : [])).find((one) => one.term === term)
        ?.value;
    expect(inWords(await pinned(shown), 'In words')).toMatch(/learning switch|like a switch|NORMAL/i);
    expect(await pinned(shown, false)).toEqual(
      (await pinned(shown)).filter(({ kind }) => kind === 'excerpt'),
    );
    const said = inWords(await pinned(shown, undefined, chinese), '文字说明');
    expect(said).toMatch(/\p{Script=Han}/u);

    const list = {
      ...({ kind: 'flow-list', snapshot: refOf(after), bridge: 'br-int', descending: false } as const),
      ...{ filter: 'actions~NORMAL', sort: 'line', columns: ['table', 'match'], grouping: [] },
    };
    const titles = async (explain?: boolean): Promise<readonly string[]> =>
      one(await pinned(list, explain), 'flows').columns.map(({ title }) => title);
    expect(await titles()).toEqual(['Table', 'Match']);
    expect(await titles(true)).toEqual(['Table', 'Match', 'In words']);
    const explained = one(await pinned(list, true), 'flows');
    expect(explained.rows.every((cells) => (cells[2]?.length ?? 0) > 10)).toBe(true);
  });

  test('asks a comparison again, of the kinds that it had', async () => {
    const diff = {
      ...({ kind: 'diff', between: 'snapshots', snapshots: [refOf(before), refOf(after)] } as const),
      ...{ changes: null, include: [], filter: '' },
    };
    const all = one(await pinned(diff), 'diff').changes;
    const ofLinks = one(await pinned({ ...diff, changes: ['links'], include: ['ages'] }), 'diff');
    expect(ofLinks.filter).toBe('Links · + ages');
    expect(one(await pinned({ ...diff, filter: 'change=added' }), 'diff').filter).toBe('change=added');
    const links = one(await pinned({ ...diff, changes: ['links'] }), 'diff').changes;
    expect(links.length).toBeGreaterThan(0);
    expect(links.length).toBeLessThan(all.length);
    expect(links).toEqual(all.filter(({ kind }) => kind === links[0]?.kind));
    expect(links[0]?.fields).toContainEqual({ name: 'master', from: 'qbrd2d2ac5d-a7', to: 'none' });
  });

  test('says what is not there any more, and where it was', async () => {
    const gone = { host: 'compute9', capturedAt: null, label: null };
    expect(await blocksOf({ kind: 'pin', pin: id(404) }, { kind: 'note', note: id(404) })).toEqual([
      { kind: 'remark', text: 'A pin that stood here was removed from the case.' },
      { kind: 'remark', text: 'A note that stood here was removed from the case.' },
    ]);
    expect(await pinned({ kind: 'path', snapshot: gone, from: 'web1', to: null })).toEqual([
      { kind: 'remark', text: 'Pin: the snapshot of compute9 is not in the case.' },
    ]);
    expect(await pinned({ kind: 'path', snapshot: refOf(after), from: 'web9', to: null })).toEqual([
      { kind: 'remark', text: 'Pin: nothing in these snapshots is called web9 any more.' },
    ]);
    const anchor = {
      kind: 'device',
      snapshot: refOf(after),
      id: 'veth/qvo-gone',
      title: 'qvo-gone',
    } as const;
    expect(await pinned({ kind: 'thing', anchor })).toEqual([
      { kind: 'remark', text: 'device qvo-gone: it is not in the snapshot of compute1.' },
    ]);
  });

  test('notes that are items of their own are not among the others', async () => {
    const note = (place: number, status: 'open' | 'explained'): void =>
      void session.annotate((db) =>
        putNote(db, {
          ...{ id: id(200 + place), created: made, updated: made, author: 'A', status, tags: [] },
          ...{ text: `note ${place}`, anchor: { kind: 'case' } },
        }),
      );
    note(1, 'open');
    note(2, 'open');
    note(3, 'explained');
    const texts = async (...drafts: readonly Draft[]): Promise<readonly string[]> =>
      (await blocksOf(...drafts)).flatMap((block) => (block.kind === 'note' ? [block.markdown] : []));
    const all = { kind: 'notes', statuses: [], tags: [] } as const;
    expect(await texts(all)).toEqual(['note 1', 'note 2', 'note 3']);
    expect(await texts({ kind: 'note', note: id(202) }, all)).toEqual(['note 2', 'note 1', 'note 3']);
    expect(await texts({ ...all, statuses: ['open'] })).toEqual(['note 1', 'note 2']);
    expect(await blocksOf({ ...all, tags: ['none'] })).toEqual([
      { kind: 'remark', text: 'There are no such notes.' },
    ]);
  });
});
