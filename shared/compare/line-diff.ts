// What changed inside a value, word by word, so that it can be marked in place:
//   output:2,output:3  →  output:2,output:5      marks 3 and 5
// A word is a name, number, address, MAC or arrow; every other character stands for itself.

import { commonParts } from './common-parts.ts';

export interface Piece {
  readonly text: string;
  readonly changed: boolean;
  /** What there is to say of it. */
  readonly hint?: string;
}

export interface LineDiff {
  readonly from: readonly Piece[];
  readonly to: readonly Piece[];
}

/** The pieces of both lines; joined they give the lines back. */
export function diffLine(from: string, to: string): LineDiff {
  const a = wordsOf(from);
  const b = wordsOf(to);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail++;
  }
  const middleA = a.slice(head, a.length - tail);
  const middleB = b.slice(head, b.length - tail);
  // Of lines too long for that the middle is marked whole.
  const kept = commonParts(middleA, middleB);
  const sideOf = (words: readonly string[], keep: ReadonlySet<number>): readonly Piece[] => {
    const changed = words.map((_, at) => at >= head && at < words.length - tail && !keep.has(at - head));
    toWholeParts(words, changed);
    return joined(words.map((text, at) => ({ text, changed: changed[at] ?? false })));
  };
  return { from: sideOf(a, kept.a), to: sideOf(b, kept.b) };
}

/** How far a mark is moved at most, in words. */
const mostSteps = 400;

/**
 * Moves marks to whole parts. Of `a,b,a,c` against `a,c` either `a,b,` or `b,a,` is what one side has more: the one that
 * begins behind a comma and ends with one reads better than `,b,a`. A mark may move by a word when the word that it takes
 * is the one that it leaves, up to the next mark.
 */
function toWholeParts(words: readonly string[], changed: boolean[]): void {
  const ends = (word: string | undefined): boolean =>
    word === undefined || word === ',' || word === ' ' || word === '(';
  for (let first = 0; first < words.length; first++) {
    if (!changed[first]) continue;
    let last = first;
    while (changed[last + 1]) last++;
    const length = last - first + 1;
    const isWhole = (at: number): boolean => ends(words[at - 1]) && ends(words[at + length - 1]);
    let place = first;
    for (let step = 0; step < mostSteps && !isWhole(place); step++) {
      if (place === 0 || changed[place - 1] || words[place - 1] !== words[place + length - 1]) {
        place = first;
        break;
      }
      place--;
    }
    for (let step = 0; step < mostSteps && !isWhole(place); step++) {
      const next = place + length;
      if (next >= words.length || changed[next] || words[place] !== words[next]) {
        place = first;
        break;
      }
      place++;
    }
    changed.fill(false, first, last + 1);
    changed.fill(true, place, place + length);
    first = Math.max(last, place + length - 1);
  }
}

function wordsOf(line: string): readonly string[] {
  return line.match(/->|(?:[\w.:]|-(?!>))+|[^\w.:-]/gu) ?? [];
}

/** Neighbours of one kind as one piece. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const out: { text: string; changed: boolean }[] = [];
  for (const { text, changed } of pieces) {
    const last = out.at(-1);
    if (last !== undefined && last.changed === changed) last.text += text;
    else out.push({ text, changed });
  }
  return out;
}
