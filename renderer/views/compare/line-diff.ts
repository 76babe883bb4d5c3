// What changed inside a value, word by word, so that it can be marked in place:
//   output:2,output:3  →  output:2,output:5      marks 3 and 5
// A word is a name, number, address, MAC or arrow; every other character stands for itself.

export interface Piece {
  readonly text: string;
  readonly changed: boolean;
}

export interface LineDiff {
  readonly from: readonly Piece[];
  readonly to: readonly Piece[];
}

/** Above this many pairs of words the middle of two lines is marked whole: a table of pairs would take too long. */
const mostPairs = 4_000_000;

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
  const kept = commonWords(middleA, middleB);
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

/** The places of a longest common subsequence in both lists. */
function commonWords(
  a: readonly string[],
  b: readonly string[],
): { readonly a: ReadonlySet<number>; readonly b: ReadonlySet<number> } {
  const inA = new Set<number>();
  const inB = new Set<number>();
  if (a.length * b.length > mostPairs) return { a: inA, b: inB };
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      inA.add(i++);
      inB.add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return { a: inA, b: inB };
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
