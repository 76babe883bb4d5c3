// Values as the OpenStack clients and APIs print them, whichever the form of the output:
//
//   ip_address='10.18.0.3', subnet_id='72491802-…'                       a table's cell; several: one a line
//   {"subnet_id": "72491802-…", "ip_address": "10.18.0.3"}               the same from the neutron client
//   [{'subnet_id': '72491802-…', 'ip_address': '10.18.0.3'}]             the same with -f value: Python's repr
//   True, UP, :-)   None, -   10.18.0.2-10.18.0.254   a, b               words
//
// Source: osc_lib.utils.format_dict, format_list, format_list_of_dicts; neutronclient.common.utils.

/** What a value is once it is read. A cell of a table is a string until a field says what it should be. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [name: string]: Data };

const deepest = 50;
const words: Readonly<Record<string, Data>> = {
  True: true,
  true: true,
  False: false,
  false: false,
  None: null,
  null: null,
};
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/**
 * Reads data in Python's or JSON's spelling, one after another (between them blanks, commas, semicolons).
 * Null when anything in `text` is not such data. Takes time in proportion to the text.
 */
export function readLiterals(text: string): readonly Data[] | null {
  let at = 0;
  const blank = (more: string): void => {
    while (at < text.length && ` \t\n${more}`.includes(text.charAt(at))) at++;
  };
  const string = (): string | undefined => {
    const quote = text.charAt(at++);
    let out = '';
    for (; at < text.length; at++) {
      const char = text.charAt(at);
      if (char === quote) {
        at++;
        return out;
      }
      if (char !== '\\') {
        out += char;
        continue;
      }
      const escaped = text.charAt(++at);
      const hex = escaped === 'u' ? 4 : escaped === 'x' ? 2 : 0;
      const digits = text.slice(at + 1, at + 1 + hex);
      if (hex > 0 && digits.length === hex && /^[0-9a-fA-F]+$/.test(digits)) {
        out += String.fromCharCode(Number.parseInt(digits, 16));
        at += hex;
      } else out += escapes[escaped] ?? escaped;
    }
    return undefined;
  };
  const value = (depth: number): Data | undefined => {
    blank('');
    const char = text.charAt(at);
    if (depth > deepest) return undefined;
    if (char === 'u' && /['"]/.test(text.charAt(at + 1))) at++;
    if (/['"]/.test(text.charAt(at))) return string();
    if (char === '[' || char === '(') return list(char === '[' ? ']' : ')', depth);
    if (char === '{') return dict(depth);
    const word = /[\w.+-]+/y;
    word.lastIndex = at;
    const found = word.exec(text)?.[0] ?? '';
    at += found.length;
    if (Object.hasOwn(words, found)) return words[found];
    return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(found) ? Number(found) : undefined;
  };
  const list = (end: string, depth: number): Data | undefined => {
    const items: Data[] = [];
    at++;
    for (;;) {
      blank('');
      if (text.charAt(at) === end) {
        at++;
        return items;
      }
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      blank('');
      if (text.charAt(at) === ',') at++;
      else if (text.charAt(at) !== end) return undefined;
    }
  };
  const dict = (depth: number): Data | undefined => {
    const items: [string, Data][] = [];
    at++;
    for (;;) {
      blank('');
      if (text.charAt(at) === '}') {
        at++;
        return Object.fromEntries(items);
      }
      const name = value(depth + 1);
      blank('');
      if (name === undefined || text.charAt(at) !== ':') return undefined;
      at++;
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      items.push([dataText(name), item]);
      blank('');
      if (text.charAt(at) === ',') at++;
      else if (text.charAt(at) !== '}') return undefined;
    }
  };
  const all: Data[] = [];
  for (;;) {
    blank(',;');
    if (at >= text.length) return all;
    const one = value(0);
    if (one === undefined) return null;
    all.push(one);
  }
}

/**
 * Reads `k='v', k2='v2'`, several of them one a line. What stands after a comma belongs to the same one,
 * unless its name was there before. Null when `text` is in another form.
 */
export function readPairs(text: string): readonly Readonly<Record<string, string>>[] | null {
  const all: Map<string, string>[] = [];
  const name = /\s*([\w.:-]+)=\s*'/y;
  // Values are not escaped: one ends at the quote that something of this form follows.
  const end = /'(?:(\s*)$|\s*([,;]?)\s+[\w.:-]+=\s*')/y;
  const trimmed = text.trim();
  let sameOne = false;
  for (let at = 0; at < trimmed.length;) {
    name.lastIndex = at;
    const found = name.exec(trimmed);
    if (found?.[1] === undefined) return null;
    const start = name.lastIndex;
    let stop = start;
    let ending: RegExpExecArray | null;
    for (;;) {
      stop = trimmed.indexOf("'", stop);
      if (stop < 0) return null;
      end.lastIndex = stop;
      ending = end.exec(trimmed);
      if (ending !== null) break;
      stop++;
    }
    const last = all.at(-1);
    if (last === undefined || !sameOne || last.has(found[1]))
      all.push(new Map([[found[1], trimmed.slice(start, stop)]]));
    else last.set(found[1], trimmed.slice(start, stop));
    sameOne = ending[2] === ',';
    at =
      stop + 1 + (ending[2] === undefined || ending[2] === '' ? 0 : trimmed.slice(stop).indexOf(ending[2]));
  }
  return all.map((one) => Object.fromEntries(one));
}

const isDict = (data: Data): data is Readonly<Record<string, Data>> =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

/** True where the tools print that there is none. */
function isNone(data: Data): boolean {
  return data === null || data === 'None';
}

/** One word or text for any value: '' for none, `true` and `false`, numbers in digits, JSON for the rest. */
export function dataText(data: Data): string {
  if (isNone(data)) return '';
  if (data === 'True' || data === 'False') return data.toLowerCase();
  return typeof data === 'string' ? data : JSON.stringify(data);
}

/** A number; null for none and for what is none. */
export function dataNumber(data: Data): number | null {
  if (typeof data === 'number') return data;
  return typeof data === 'string' && /^-?\d{1,15}(\.\d{1,10})?$/.test(data.trim()) ? Number(data) : null;
}

const yes: ReadonlySet<string> = new Set(['true', 'up', 'yes', ':-)', 'enabled', 'external', 'on']);
const no: ReadonlySet<string> = new Set(['false', 'down', 'no', 'xxx', 'disabled', 'internal', 'off']);

/** Truth, in the words the clients have for it; null for anything else. */
export function dataBoolean(data: Data): boolean | null {
  if (typeof data === 'boolean') return data;
  if (typeof data !== 'string') return null;
  const word = data.trim().toLowerCase();
  return yes.has(word) ? true : no.has(word) ? false : null;
}

/** A list of words; null for none. Of things that are printed as data, their `key`. */
export function dataTexts(data: Data, key = 'id'): readonly string[] | null {
  if (isNone(data)) return null;
  if (Array.isArray(data)) {
    return data.map((one: Data) =>
      isDict(one) ? dataText(one[key] ?? one['name'] ?? one['id'] ?? one) : dataText(one),
    );
  }
  const text = dataText(data).trim();
  const literals = /^[[{]/.test(text) ? readLiterals(text) : null;
  if (literals !== null)
    return dataTexts(
      literals.length === 1 && !isDict(literals[0] ?? null) ? (literals[0] ?? null) : literals,
      key,
    );
  const pairs = /^[\w.:-]+='/.test(text) ? readPairs(text) : null;
  if (pairs !== null) return dataTexts(pairs, key);
  return text.split(/[,\n]/).flatMap((part) => part.trim() || []);
}

function flatten(data: Data, path: string, into: [string, string][]): void {
  if (isDict(data) && (path === '' || Object.keys(data).length > 0)) {
    for (const [name, value] of Object.entries(data))
      flatten(value, path === '' ? name : `${path}.${name}`, into);
  } else into.push([path, dataText(data)]);
}

/** Names and values, inner ones as `outer.inner`; null for none and for what has no names. */
export function dataRecord(data: Data): Readonly<Record<string, string>> | null {
  if (isNone(data)) return null;
  if (isDict(data)) {
    const flat: [string, string][] = [];
    flatten(data, '', flat);
    return Object.fromEntries(flat.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  const records = dataRecords(data);
  if (records?.length === 0) return {};
  return records?.length === 1 ? dataRecord(records[0] ?? null) : null;
}

/** Several things, each names and values; null for none and for text in no form that is known. */
export function dataRecords(data: Data): readonly Readonly<Record<string, Data>>[] | null {
  if (isNone(data)) return null;
  if (Array.isArray(data)) {
    const list: readonly Data[] = data;
    const found = list.map((one) =>
      typeof one === 'string' ? dataRecords(one)?.[0] : isDict(one) ? one : undefined,
    );
    return found.every((one) => one !== undefined) ? found : null;
  }
  if (isDict(data)) return [data];
  if (typeof data !== 'string') return null;
  const text = data.trim();
  if (!/^[[{(]/.test(text)) return readPairs(text);
  const literals = readLiterals(text);
  if (literals === null) return null;
  const [first = null] = literals;
  return dataRecords(literals.length === 1 && !isDict(first) ? first : literals);
}
