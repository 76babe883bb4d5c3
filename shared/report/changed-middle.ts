// What differs between two texts of which most is equal: the middle, by whole words.

export interface MiddleOf {
  readonly before: string;
  readonly from: string;
  readonly to: string;
  readonly after: string;
}

/** Cut at commas, spaces and the like, so that a value is marked whole. */
export function changedMiddle(from: string, to: string): MiddleOf {
  const [a, b] = [wordsOf(from), wordsOf(to)];
  let first = 0;
  while (first < a.length && first < b.length && a[first] === b[first]) first++;
  let last = 0;
  while (
    last < a.length - first &&
    last < b.length - first &&
    a[a.length - 1 - last] === b[b.length - 1 - last]
  )
    last++;
  return {
    before: a.slice(0, first).join(''),
    from: a.slice(first, a.length - last).join(''),
    to: b.slice(first, b.length - last).join(''),
    after: a.slice(a.length - last).join(''),
  };
}

function wordsOf(text: string): readonly string[] {
  return text.match(/[^\s,()=]+|[\s,()=]/g) ?? [];
}
