// What a note is about, in words: what sort of thing, its name, and of which host and time.
import type { Anchor, SnapshotRef } from '../../shared/notes/anchor.ts';
import { snapshotsOfAnchor } from '../../shared/notes/anchor.ts';
import { noteTitle } from '../../shared/notes/note.ts';
import type { Pin } from '../../shared/notes/pin.ts';
import type { NotedMark } from '../ui/noted-mark.ts';
import { app } from './app.svelte.ts';
import { hasText, t } from './locale.svelte.ts';
import { notes, type NoteMark } from './notes.svelte.ts';

export interface AboutWords {
  readonly kind: string;
  /** Empty where the kind says it all. */
  readonly title: string;
  /** The hosts and snapshots; empty for the case. */
  readonly where: string;
}

export function aboutWords(anchor: Anchor): AboutWords {
  const where = snapshotsOfAnchor(anchor).map(snapshotWords).join(' → ');
  switch (anchor.kind) {
    case 'case':
      return { kind: t('notes.about.case'), title: app.case?.name ?? '', where };
    case 'snapshot':
      return { kind: t('notes.about.snapshot'), title: snapshotWords(anchor.snapshot), where: '' };
    case 'change':
      return { kind: t(`compare.kind.${anchor.change}`), title: anchor.key, where };
    case 'fact':
      return { kind: t(`fact.${anchor.fact}`), title: anchor.title, where };
    case 'finding': {
      // Its id begins with its rule's.
      const [, rule = '', rest = ''] = /^(\S+)(?: (.*))?$/s.exec(anchor.id) ?? [];
      const named = hasText(`findings.${rule}`) ? `${t(`findings.${rule}`)}: ${rest}` : anchor.title;
      return { kind: t('notes.about.finding'), title: named, where };
    }
    default:
      return { kind: t(`notes.about.${anchor.kind}`), title: anchor.title, where };
  }
}

/** `compute1 · before`, as far as it is known. */
export function snapshotWords({ host, label, capturedAt }: SnapshotRef): string {
  return [host, label ?? capturedAt?.replace('T', ' ').slice(0, 16)].filter((part) => part).join(' · ');
}

/** How many notes a thing has, and their first lines. */
export function noteMarkTitle({ notes: ids, open }: NoteMark): string {
  const titles = ids.slice(0, 5).flatMap((id) => {
    const note = notes.byId.get(id);
    return note === undefined ? [] : [noteTitle(note).slice(0, 200)];
  });
  return [t('notes.mark', { count: ids.length, open }), ...titles].join('\n');
}

/** As a picture or a table shows it. */
export function notedMark(mark: NoteMark): NotedMark {
  const count = mark.notes.length;
  const tone = mark.open > 0 ? 'warning' : 'quiet';
  return { text: count > 1 ? `✎${count}` : '✎', count, tone, title: noteMarkTitle(mark) };
}

/** What sort of thing a pin keeps. */
export function pinKind({ shown }: Pin): string {
  return shown.kind === 'thing' ? aboutWords(shown.anchor).kind : t(`notes.shown.${shown.kind}`);
}

export function pinWhere({ shown }: Pin): string {
  switch (shown.kind) {
    case 'thing':
      return aboutWords(shown.anchor).where;
    case 'flow-list':
    case 'path':
      return snapshotWords(shown.snapshot);
    case 'diff':
      return shown.snapshots.map(snapshotWords).join(' → ');
    case 'picture':
      return shown.snapshots.length > 3
        ? t('notes.snapshots', { count: shown.snapshots.length })
        : shown.snapshots.map(snapshotWords).join(', ');
  }
}
