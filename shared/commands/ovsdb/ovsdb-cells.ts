// Rows of `-f table` and `-f csv`, cut into their cells.

/**
 * The cells of a row of `-f table`: they are parted by spaces, and only inside of quotes, brackets and braces
 * there are spaces too. `whole` is false when one of those stays open.
 */
export function splitCells(text: string): { readonly cells: readonly string[]; readonly whole: boolean } {
  const cells: string[] = [];
  let from = -1;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (quoted) {
      if (c === '\\') at++;
      else if (c === '"') quoted = false;
      continue;
    }
    if (c === ' ' && depth === 0) {
      if (from >= 0) cells.push(text.slice(from, at));
      from = -1;
      continue;
    }
    if (from < 0) from = at;
    if (c === '"') quoted = true;
    else if (c === '[' || c === '{') depth++;
    else if (c === ']' || c === '}') depth--;
  }
  if (from >= 0) cells.push(text.slice(from));
  return { cells, whole: depth === 0 && !quoted };
}

/**
 * The cells of a row of `-f table` by the width of its columns, which counts bytes; null when a column does not
 * end where it should.
 */
export function sliceCells(text: string, widths: readonly number[]): readonly string[] | null {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const cells: string[] = [];
  let at = 0;
  for (const width of widths) {
    cells.push(decoder.decode(bytes.subarray(at, at + width)).trim());
    at += width;
    if (at < bytes.length && bytes[at] !== 0x20) return null;
    at++;
  }
  return at > bytes.length - 1 ? cells : null;
}

/** The cells of a row of `-f csv` (RFC 4180); null when a quote stays open, or something follows it. */
export function splitCsv(text: string): readonly string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text.charAt(at) === '"') {
      let cell = '';
      for (;;) {
        const end = text.indexOf('"', at + 1);
        if (end < 0) return null;
        cell += text.slice(at + 1, end);
        at = end + 1;
        if (text.charAt(at) !== '"') break;
        cell += '"';
      }
      cells.push(cell);
      if (at < text.length && text.charAt(at) !== ',') return null;
    } else {
      const comma = text.indexOf(',', at);
      cells.push(text.slice(at, comma < 0 ? undefined : comma));
      at = comma < 0 ? text.length : comma;
    }
    if (at >= text.length) return cells;
    at++;
  }
}
