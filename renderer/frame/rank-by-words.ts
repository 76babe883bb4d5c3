// Which entries of a short list fit what was typed: all words must occur, words at a beginning count more.

/** The entries that contain every word of `text`, best first; all of them, in their order, for no text. */
export function rankByWords<T>(
  entries: readonly T[],
  text: string,
  titleOf: (entry: T) => string,
): readonly T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries
    .map((entry) => ({ entry, score: scoreOf(titleOf(entry).toLowerCase(), words) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

function scoreOf(title: string, words: readonly string[]): number {
  let score = 0;
  for (const word of words) {
    const at = title.indexOf(word);
    if (at < 0) return 0;
    const before = title[at - 1];
    if (at === 0) score += 3;
    else if (before !== undefined && /[^\p{L}\p{N}]/u.test(before)) score += 2;
    else score += 1;
  }
  return score;
}
