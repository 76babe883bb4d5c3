// The keys of a JSON document's beginning, with where they stand:
//
//   [{"ifindex":1,"addr_info":[{"family":"inet", …     []ifindex  []addr_info  []addr_info[]family
//   {"networks": [{"id": "7e4ebe00-…", …               networks  networks[]id
//
// Line by line, without building the values, and no further than so many characters: enough to say what
// printed it, and no check of the document, which its parser makes (a missing colon or comma is not noticed).

/** Characters that are looked at. */
const furthest = 64 * 1024;
/** Levels that are told apart; what is nested deeper is passed over. */
const deepest = 8;
/** Of a value that is kept. */
const longestValue = 200;

const token = /[\s\ufeff]+|"((?:[^"\\\u0000-\u001f]|\\.)*)"|([[\]{},:])|(-?\d[\d.eE+-]*|true|false|null)/y;

/** `open`: more may come; `whole`: the document is closed; `ended`: it is no JSON any more, or long enough. */
export type JsonState = 'open' | 'whole' | 'ended';

export class JsonScan {
  /** Where keys stand, each once. */
  readonly paths = new Set<string>();
  /** The first text, number or truth at each path, as it is written. */
  readonly values = new Map<string, string>();
  /** The document's own bracket; '' before it. */
  root: '' | '[' | '{' = '';
  #state: JsonState = 'open';
  #looked = 0;
  /** Open brackets, outermost first, and the path that each stands at. */
  readonly #open: { readonly bracket: string; readonly path: string }[] = [];
  #key: string | null = null;
  #awaitsKey = false;

  /** Takes the next line; after the end of the document it takes nothing. */
  line(text: string): JsonState {
    if (this.#state !== 'open') return this.#state;
    const room = furthest - this.#looked;
    const seen = text.length > room ? text.slice(0, room) : text;
    this.#looked += seen.length + 1;
    const state = this.#tokens(seen);
    this.#state = state === 'open' && this.#looked >= furthest ? 'ended' : state;
    return this.#state;
  }

  #tokens(text: string): JsonState {
    for (let at = 0; at < text.length;) {
      token.lastIndex = at;
      const found = token.exec(text);
      if (found === null) return 'ended';
      at = token.lastIndex;
      const [, quoted, sign, word] = found;
      const may =
        sign !== undefined
          ? this.#sign(sign)
          : quoted !== undefined
            ? this.#text(quoted)
            : word === undefined || this.#value(word);
      if (!may) return 'ended';
      if (sign !== undefined && this.#open.length === 0)
        return text.slice(at).trim() === '' ? 'whole' : 'ended';
    }
    return 'open';
  }

  /** Does a key stand at each of these paths? */
  has(...paths: readonly string[]): boolean {
    return paths.every((path) => this.paths.has(path));
  }

  /** The keys of the things in the list that the document is, or of the one thing that it is. */
  get own(): readonly string[] {
    const from = this.root === '[' ? '[]' : '';
    return [...this.paths].flatMap((path) => {
      const key = path.slice(from.length);
      return path.startsWith(from) && !/[.[]/.test(key) ? [key] : [];
    });
  }

  /** Takes a bracket, comma or colon; false when it may not stand here. */
  #sign(sign: string): boolean {
    const inner = this.#open.at(-1);
    if (sign === '[' || sign === '{') {
      if (this.#awaitsKey) return false;
      if (this.root === '') this.root = sign;
      const path = this.#path();
      this.#open.push({ bracket: sign, path: sign === '[' ? `${path}[]` : path });
      this.#key = null;
      this.#awaitsKey = sign === '{';
      return true;
    }
    if (sign === ':') return this.#key !== null;
    if (inner === undefined) return false;
    this.#key = null;
    this.#awaitsKey = sign === ',' && inner.bracket === '{';
    if (sign === ',') return true;
    this.#open.pop();
    return inner.bracket === (sign === ']' ? '[' : '{');
  }

  /** Where the next value stands; '' below the deepest level. */
  #path(): string {
    const inner = this.#open.at(-1);
    if (inner === undefined || this.#open.length > deepest) return '';
    if (this.#key === null) return inner.path;
    return inner.path === '' || inner.path.endsWith('[]')
      ? `${inner.path}${this.#key}`
      : `${inner.path}.${this.#key}`;
  }

  #text(quoted: string): boolean {
    if (!this.#awaitsKey) return this.#value(quoted);
    this.#key = quoted.slice(0, longestValue);
    this.#awaitsKey = false;
    if (this.#open.length <= deepest) this.paths.add(this.#path());
    return true;
  }

  #value(written: string): boolean {
    if (this.#awaitsKey || this.#open.length === 0) return false;
    const path = this.#path();
    if (path !== '' && !this.values.has(path)) this.values.set(path, written.slice(0, longestValue));
    return true;
  }
}
