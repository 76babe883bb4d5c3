// A raw line cut where what is looked for occurs, for marking it without any markup in strings; and how
// much of a giant line there is to show.
import type { SearchRow } from '../../shared/api.ts';
import { standsAt } from '../../shared/search/spellings.ts';
import type { Spelling } from '../../shared/search/spellings.ts';

export interface LinePart {
  readonly text: string;
  readonly found: boolean;
}

/** What a find in one source looks for: the text as it is typed. */
export function asTyped(text: string): readonly Spelling[] {
  return text === '' ? [] : [{ text: text.toLowerCase(), kind: 'typed', alone: false }];
}

/**
 * The parts of `line` in order; one part when nothing is looked for or nothing found. Case is ignored; where
 * two spellings begin at the same place, the longer one is marked.
 */
export function partsOfLine(line: string, looked: readonly Spelling[]): readonly LinePart[] {
  const whole = [{ text: line, found: false }];
  if (looked.length === 0) return whole;
  const lower = line.toLowerCase();
  // Lower case of some letters is longer (İ): then positions do not fit, and the line stays whole.
  if (lower.length !== line.length) return whole;
  const parts: LinePart[] = [];
  // Where each spelling occurs next; -1 when not any more.
  const next = looked.map((spelling) => nextPlace(lower, spelling, 0));
  let end = 0;
  for (;;) {
    let first = -1;
    for (const [index, spelling] of looked.entries()) {
      let place = next[index] ?? -1;
      if (place >= 0 && place < end) next[index] = place = nextPlace(lower, spelling, end);
      if (place < 0) continue;
      const best = first < 0 ? Infinity : (next[first] ?? Infinity);
      const longer = place === best && spelling.text.length > (looked[first]?.text.length ?? 0);
      if (place < best || longer) first = index;
    }
    const at = next[first];
    const length = looked[first]?.text.length ?? 0;
    if (at === undefined || length === 0) break;
    if (at > end) parts.push({ text: line.slice(end, at), found: false });
    end = at + length;
    parts.push({ text: line.slice(at, end), found: true });
  }
  if (end < line.length || parts.length === 0) parts.push({ text: line.slice(end), found: false });
  return parts;
}

function nextPlace(lower: string, spelling: Spelling, from: number): number {
  let at = lower.indexOf(spelling.text, from);
  while (at >= 0 && !standsAt(lower, at, spelling)) at = lower.indexOf(spelling.text, at + 1);
  return at;
}

/** A found line as a list shows it: from a little before the find, without what indents it. */
export interface Excerpt {
  readonly text: string;
  /** There is more of the line before, or after. */
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
}

/** What to show of a found line where there is little room: `before` characters ahead of the find. */
export function excerptOf(row: Pick<SearchRow, 'text' | 'from' | 'length' | 'at'>, before: number): Excerpt {
  const indent = row.text.length - row.text.trimStart().length;
  let start = row.at - before > indent ? row.at - before : Math.min(indent, row.at);
  // Columns of a table are padded: the room is for what they say.
  while (start < row.at && row.text[start] === ' ') start++;
  return {
    text: row.text.slice(start),
    cutBefore: row.from > 0 || start > indent,
    cutAfter: row.from + row.text.length < row.length,
  };
}

/** A line as `sources.text` gives it: of a giant one the beginning, and how many characters there are. */
export interface ShownLine {
  readonly text: string;
  /** Characters of the whole line; null when it is all there. */
  readonly cutFrom: number | null;
}

/** Reads the mark at the end of a giant line, `…[4000/1048576]`. */
export function shownLine(line: string): ShownLine {
  const found = /…\[(\d{1,12})\/(\d{1,12})\]$/.exec(line.slice(-32));
  const kept = Number(found?.[1]);
  if (!found || line.length !== kept + found[0].length) return { text: line, cutFrom: null };
  return { text: line.slice(0, kept), cutFrom: Number(found[2]) };
}
