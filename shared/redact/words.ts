// Words of a line: letters and digits of any script in a row.

const letterOrDigit = /[\p{L}\p{N}]/u;

/** Where the word that begins at `at` ends; `at` itself where none does. */
export function wordEnd(line: string, at: number): number {
  let end = at;
  while (end < line.length) {
    const code = line.charCodeAt(end);
    const isAscii = code < 128;
    const small = code | 32;
    const isIt = isAscii
      ? (small >= 97 && small <= 122 && code >= 65) || (code >= 48 && code <= 57)
      : letterOrDigit.test(line.charAt(end));
    if (!isIt) break;
    end++;
  }
  return end;
}
