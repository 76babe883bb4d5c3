// A raw line cut where the text that is looked for occurs, for marking it without any markup in strings.

export interface LinePart {
  readonly text: string;
  readonly found: boolean;
}

/** The parts of `line` in order; one part when nothing is looked for or nothing found. Case is ignored. */
export function partsOfLine(line: string, looked: string): readonly LinePart[] {
  if (looked === '') return [{ text: line, found: false }];
  const haystack = line.toLowerCase();
  const needle = looked.toLowerCase();
  // Lower case of some letters is longer (İ): then positions do not fit, and the line stays whole.
  if (haystack.length !== line.length) return [{ text: line, found: false }];
  const parts: LinePart[] = [];
  let at = 0;
  for (;;) {
    const next = haystack.indexOf(needle, at);
    if (next < 0) break;
    if (next > at) parts.push({ text: line.slice(at, next), found: false });
    parts.push({ text: line.slice(next, next + needle.length), found: true });
    at = next + needle.length;
  }
  if (at < line.length || parts.length === 0) parts.push({ text: line.slice(at), found: false });
  return parts;
}
