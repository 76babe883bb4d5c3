// Lines of a source as a report shows them: those that are meant, and some around them.
import type { CaseEvidence } from '../../../shared/evidence.ts';
import type { BlockOf, ReportExcerpt } from '../../../shared/report/document.ts';
import { sourceAtLine, sourceById } from '../case-file/queries/sources.ts';
import type { CaseSession } from '../case-session.ts';

/** Lines of one excerpt: a whole dump is no evidence but an attachment. */
const mostLines = 200;

/** Null where the text of the source is not in the case. */
export function excerptOf(
  session: CaseSession,
  { sourceId, host, source: file, firstLine, lastLine }: CaseEvidence,
  context: number,
): ReportExcerpt | null {
  return session.query((db) => {
    const source = sourceAtLine(db, sourceById(db, sourceId), firstLine);
    if (source.content_id === null) return null;
    // Of a transcript, what is around is the same command's.
    const from = Math.max(Math.min(firstLine, source.first_line), firstLine - context);
    const to = Math.max(lastLine, Math.min(source.last_line, lastLine + context));
    const shown = Math.min(to - from + 1, mostLines);
    const texts = session.content.shownLines(source.content_id, from, shown);
    const lines = texts.map((text, i) => {
      const number = from + i;
      return { number, text, marked: number >= firstLine && number <= lastLine };
    });
    const leftOut = Math.max(0, lastLine - (from + lines.length - 1));
    return { host, file, command: source.command_line, firstLine, lastLine, lines, leftOut };
  });
}

/** Excerpts of several places, those within one another once, at most so many; what has no text is left out. */
export function excerptBlocks(
  session: CaseSession,
  evidence: readonly CaseEvidence[],
  { context = 0, most = 3, caption = '' } = {},
): readonly BlockOf<'excerpt'>[] {
  const blocks: BlockOf<'excerpt'>[] = [];
  const done: CaseEvidence[] = [];
  for (const each of evidence) {
    if (blocks.length >= most) break;
    if (done.some((other) => isWithin(each, other))) continue;
    done.push(each);
    const excerpt = excerptOf(session, each, context);
    if (excerpt !== null)
      blocks.push({ kind: 'excerpt', caption: blocks.length === 0 ? caption : '', excerpt });
  }
  return blocks;
}

/**
 * The places in the order in which they say what is to be shown: first the one that has the most of `values` as words,
 * then the one that has the most of those that are left; what adds none stays behind, in its order. A device has twenty
 * outputs that name it, and a report has room for three.
 */
export function mostTelling(
  session: CaseSession,
  evidence: readonly CaseEvidence[],
  values: readonly string[],
): readonly CaseEvidence[] {
  const open = new Set(values);
  const left = evidence.map((place) => {
    const lines = excerptOf(session, place, 0)?.lines ?? [];
    const words = new Set(lines.flatMap(({ text }) => text.split(/[\s="',;()[\]{}]+/)));
    // As `ip link` writes a number, a name with its peer's, and an address with its prefix.
    for (const word of [...words]) words.add(word.replace(/:$/, '')).add(word.replace(/[@/].*$/, ''));
    return { place, words };
  });
  const chosen: CaseEvidence[] = [];
  while (left.length > 0) {
    const told = left.map(({ words }) => [...open].filter((value) => words.has(value)));
    const most = told.reduce((best, each, i) => (each.length > (told[best]?.length ?? 0) ? i : best), 0);
    for (const value of told[most] ?? []) open.delete(value);
    chosen.push(...left.splice(most, 1).map(({ place }) => place));
  }
  return chosen;
}

function isWithin(inner: CaseEvidence, outer: CaseEvidence): boolean {
  return (
    inner.sourceId === outer.sourceId &&
    inner.firstLine >= outer.firstLine &&
    inner.lastLine <= outer.lastLine
  );
}
