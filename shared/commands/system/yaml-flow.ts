// Scalars and flow style of YAML, as far as netplan's files use them:
//
//   "quoted \" text"   'single ''quoted'' text'   plain text   [eno1, eno2]   {mode: 802.3ad, primary: eno1}
//
// Source: yaml.org/spec/1.2, chapter 7.

export type YamlValue = string | readonly YamlValue[] | Map<string, YamlValue>;

/** A line without its comment: `#` begins one at the line's start or after a space, outside quotes. */
export function withoutComment(line: string): string {
  let quote: string | null = null;
  for (let i = 0; i < line.length; i++) {
    const c = line.charAt(i);
    if (quote !== null) {
      if (c === quote) quote = null;
      else if (c === '\\' && quote === '"') i++;
    } else if ((c === '"' || c === "'") && /^$|[\s,[{:-]/.test(line.charAt(i - 1))) quote = c;
    else if (c === '#' && (i === 0 || /\s/.test(line.charAt(i - 1)))) return line.slice(0, i);
  }
  return line;
}

/** The text of a plain or quoted scalar. */
export function scalar(text: string): string {
  if (text.length >= 2 && text.startsWith('"') && text.endsWith('"'))
    return text.slice(1, -1).replace(/\\(["\\/])/g, '$1');
  if (text.length >= 2 && text.startsWith("'") && text.endsWith("'"))
    return text.slice(1, -1).replaceAll("''", "'");
  return text;
}

const deepest = 20;

/**
 * Reads the value that `text` is: a scalar, or a list or mapping in flow style. Null for what netplan's
 * files do not have (anchors, tags, block scalars), and for a list that does not end on its line.
 */
export function flowValue(text: string): YamlValue | null {
  if (/^[&*!|>%@`]/.test(text)) return null;
  if (!/^[[{]/.test(text)) return scalar(text);
  const state = { at: 0 };
  const value = readValue(text, state, 0);
  return value !== null && text.slice(state.at).trim() === '' ? value : null;
}

function readValue(text: string, state: { at: number }, depth: number): YamlValue | null {
  skipSpace(text, state);
  const open = text.charAt(state.at);
  if (depth > deepest) return null;
  if (open !== '[' && open !== '{') return readScalar(text, state, ',]}');
  state.at++;
  const list: YamlValue[] = [];
  const map = new Map<string, YamlValue>();
  const close = open === '[' ? ']' : '}';
  for (;;) {
    skipSpace(text, state);
    if (text.charAt(state.at) === close) {
      state.at++;
      return open === '[' ? list : map;
    }
    if (state.at >= text.length) return null;
    if (open === '{') {
      const key = readScalar(text, state, ':,}');
      if (key === null || text.charAt(state.at) !== ':') return null;
      state.at++;
      const value = readValue(text, state, depth + 1);
      if (value === null) return null;
      map.set(key, value);
    } else {
      const value = readValue(text, state, depth + 1);
      if (value === null) return null;
      list.push(value);
    }
    skipSpace(text, state);
    if (text.charAt(state.at) === ',') state.at++;
    else if (text.charAt(state.at) !== close) return null;
  }
}

function skipSpace(text: string, state: { at: number }): void {
  while (text.charAt(state.at) === ' ') state.at++;
}

/** A scalar up to one of `ends`; a `:` inside one (a MAC, an IPv6 address) ends it only before a space. */
function readScalar(text: string, state: { at: number }, ends: string): string | null {
  const from = state.at;
  const quote = text.charAt(from);
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, from + 1);
    if (end < 0) return null;
    state.at = end + 1;
    return scalar(text.slice(from, end + 1));
  }
  while (state.at < text.length) {
    const c = text.charAt(state.at);
    if (ends.includes(c) && (c !== ':' || /^[\s]?$/.test(text.charAt(state.at + 1)))) break;
    state.at++;
  }
  return text.slice(from, state.at).trim();
}
