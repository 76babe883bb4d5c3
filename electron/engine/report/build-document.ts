// A report's document: what each item of the outline is in the case as it is now, and what all of it was made from.
import { basename } from 'node:path';
import type { SnapshotInfo } from '../../../shared/api.ts';
import type { Language } from '../../../shared/explain/phrase.ts';
import { snapshotsOfAnchor } from '../../../shared/notes/anchor.ts';
import { notesOfItem } from '../../../shared/notes/left-out.ts';
import type { Note } from '../../../shared/notes/note.ts';
import { isExplained, type Outline, type OutlineItem } from '../../../shared/notes/outline.ts';
import type { Pin } from '../../../shared/notes/pin.ts';
import type { BlockOf, ReportBlock, ReportDocument, ReportPart } from '../../../shared/report/document.ts';
import { bundleFingerprints, listBundles } from '../case-file/queries/bundles.ts';
import { listNotes, listPins } from '../case-file/queries/notes.ts';
import type { CaseSession } from '../case-session.ts';
import { pause } from '../redact/case-redactor.ts';
import { diffFilterText } from './diff-block.ts';
import { findingsBlock, requestsBlock } from './finding-blocks.ts';
import { pinBlocks } from './pin-blocks.ts';
import { sayIn, type Say } from '../../../shared/report/report-words.ts';
import { snapshotOf } from './places.ts';
import { summaryBlock } from './summary-block.ts';
import { anchorBlocks, anchorWords } from './thing-blocks.ts';

export interface BuildOptions {
  readonly language: Language;
  /** Of Coldtrace. */
  readonly version: string;
  readonly made: Date;
  readonly hooks: ReportHooks;
}

/** Long work: between items others have their turn, and the user may cancel. */
export interface ReportHooks {
  readonly signal: AbortSignal;
  /** `done` of `total` items of the outline, or of lines of the case's texts, which a redaction looks through. */
  readonly progress: (phase: 'building' | 'finding', done: number, total: number) => void;
}

/** Throws 'no-case' where the case is closed meanwhile, or the signal's reason. */
export async function buildDocument(
  opened: () => CaseSession,
  outline: Outline,
  { language, version, made, hooks }: BuildOptions,
): Promise<ReportDocument> {
  const session = opened();
  const say = sayIn(language);
  const notes = session.query(listNotes);
  const pins = session.query(listPins);
  const parts: ReportPart[] = [];
  for (const [done, item] of outline.items.entries()) {
    hooks.progress('building', done, outline.items.length);
    await pause(hooks.signal);
    const blocks = await itemBlocks(opened, item, { notes, pins, outline, say });
    parts.push({ item: item.id, blocks });
  }
  return {
    title: outline.title,
    author: outline.author,
    template: outline.template,
    language: language.locale,
    redacted: false,
    parts,
    madeFrom: {
      version,
      made: made.toISOString(),
      case: basename(session.path),
      bundles: bundlesOf(session),
      snapshots: session.snapshots().map((snapshot) => ({
        ...snapshotOf(snapshot),
        ...{ capturedFrom: snapshot.capturedFrom, bundles: snapshot.bundles, sources: snapshot.sources },
        ...{ facts: snapshot.facts, problems: snapshot.problems },
      })),
      filters: filtersOf(outline, pins, say),
    },
  };
}

interface Arranged {
  readonly notes: readonly Note[];
  readonly pins: readonly Pin[];
  readonly outline: Outline;
  readonly say: Say;
}

async function itemBlocks(
  opened: () => CaseSession,
  item: OutlineItem,
  arranged: Arranged,
): Promise<readonly ReportBlock[]> {
  const { notes, pins, say } = arranged;
  switch (item.kind) {
    case 'heading':
      return [{ kind: 'heading', level: item.level, text: item.text }];
    case 'text':
      return [{ kind: 'prose', markdown: item.text }];
    case 'summary':
      return [await summaryBlock(opened, notes, say)];
    case 'timeline':
      return [timelineBlock(opened().snapshots(), say)];
    case 'note': {
      const note = notes.find(({ id }) => id === item.note);
      return note === undefined
        ? [{ kind: 'remark', text: say('document.gone.note') }]
        : noteBlocks(opened, note, say);
    }
    case 'notes': {
      const blocks: ReportBlock[] = [];
      for (const note of notesOf(item, arranged)) blocks.push(...(await noteBlocks(opened, note, say)));
      return blocks.length > 0 ? blocks : [{ kind: 'remark', text: say('document.noNotes') }];
    }
    case 'pin': {
      const pin = pins.find(({ id }) => id === item.pin);
      return pin === undefined
        ? [{ kind: 'remark', text: say('document.gone.pin') }]
        : pinBlocks(opened, pin, isExplained(item, pin.shown), say);
    }
    case 'excerpt': {
      const caption = anchorWords(item.anchor, say);
      return anchorBlocks(opened, item.anchor, { caption, context: item.context }, say);
    }
    case 'findings':
      return [await findingsBlock(opened, item.severities, say('document.findings'), say)];
    case 'requests':
      return [await requestsBlock(opened, say('document.requests'))];
  }
}

/** The first written first. */
function notesOf(
  item: Extract<OutlineItem, { readonly kind: 'notes' }>,
  { notes, outline }: Arranged,
): readonly Note[] {
  return notesOfItem(item, outline, notes).toSorted((a, b) =>
    a.created < b.created ? -1 : a.created > b.created ? 1 : a.id < b.id ? -1 : 1,
  );
}

/** The note, then what it is about with its lines. */
async function noteBlocks(opened: () => CaseSession, note: Note, say: Say): Promise<readonly ReportBlock[]> {
  const { text: markdown, author, updated, status, tags, anchor } = note;
  const about = anchorWords(anchor, say);
  const written: BlockOf<'note'> = {
    ...{ kind: 'note', markdown, author, updated, status, tags, about },
    // A note about a snapshot is about it, not in it.
    snapshots: anchor.kind === 'snapshot' ? [] : snapshotsOfAnchor(anchor).map(snapshotOf),
  };
  return [written, ...(await anchorBlocks(opened, anchor, { caption: about, context: 0 }, say))];
}

function timelineBlock(snapshots: readonly SnapshotInfo[], say: Say): BlockOf<'timeline'> {
  return {
    kind: 'timeline',
    caption: say('document.timeline'),
    rows: snapshots.map((snapshot) => ({
      ...snapshotOf(snapshot),
      ...{ capturedFrom: snapshot.capturedFrom, bundles: snapshot.bundles, problems: snapshot.problems },
    })),
  };
}

function bundlesOf(session: CaseSession): ReportDocument['madeFrom']['bundles'] {
  return session.query((db) => {
    const fingerprints = bundleFingerprints(db);
    return listBundles(db).map(({ id, name, kind, bytes, importedAt }) => ({
      ...{ name, format: kind, bytes, importedAt },
      sha256: fingerprints.get(id) ?? '',
    }));
  });
}

/** Of the pins that are items. */
function filtersOf(outline: Outline, pins: readonly Pin[], say: Say): ReportDocument['madeFrom']['filters'] {
  const shown = new Set(outline.items.flatMap((item) => (item.kind === 'pin' ? [item.pin] : [])));
  return pins
    .filter(({ id }) => shown.has(id))
    .flatMap(({ title, shown: view }) => {
      switch (view.kind) {
        case 'flow-list':
          return view.filter.trim() === '' ? [] : [{ of: title, filter: view.filter }];
        case 'diff': {
          const filter = diffFilterText({ ...view, kinds: view.changes }, say);
          return filter === '' ? [] : [{ of: title, filter }];
        }
        case 'picture':
          return view.footer === '' ? [] : [{ of: title, filter: view.footer }];
        case 'thing':
        case 'path':
          return [];
      }
    });
}
