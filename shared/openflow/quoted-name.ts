// Names of ports and tables as `ovs-ofctl --names` prints them: in quotes, with JSON's escapes, where one is
// no plain word (ofputil_port_to_string(), namemap_put()). A name may hold commas, spaces, `actions=`,
// brackets and, behind a backslash, quotes: `"a b"`, `"we\"ird, p"`.

const quote = 34;
const backslash = 92;

/** The position of the quote that closes the one at `at`; -1 when none before `to` does. */
export function closingQuote(text: string, at: number, to: number): number {
  for (let next = at + 1; next < to; next++) {
    const code = text.charCodeAt(next);
    if (code === backslash) next++;
    else if (code === quote) return next;
  }
  return -1;
}

/** Is `at` inside a name in quotes that begins at `from` or later? A quote that none closes begins no name. */
export function isQuotedAt(text: string, from: number, at: number): boolean {
  let open = text.indexOf('"', from);
  while (open >= 0 && open < at) {
    const close = closingQuote(text, open, text.length);
    if (close < 0) return false;
    if (close >= at) return true;
    open = text.indexOf('"', close + 1);
  }
  return false;
}

/** A name without its quotes; any other text as it is. */
export function unquote(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.includes('\\') ? unescape(text) : text.slice(1, -1);
}

/** A name as it is printed: in quotes, or bare; that begins with a letter or `_` and has no punctuation of a flow's. */
export function isName(text: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/.test(text) || /^[A-Za-z_][^\s,:=()[\]{}"]*$/.test(text);
}

/** Open vSwitch quotes a name with anything but letters, digits and `_` in it, or that begins with a digit. */
export function formatName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

function unescape(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text.slice(1, -1);
  } catch {
    return text.slice(1, -1);
  }
}
