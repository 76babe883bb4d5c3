// Column values as `ovs-vsctl` prints them (ovsdb(7), and "Database Values" in ovs-vsctl(8)):
//
//   internal        "192.168.10.11"        []        [10, 20]        {in_key=flow, remote_ip="192.168.10.10"}
//
// A word without quotes is a number, a boolean, a UUID, or a string that looks like none of them: strings
// that do are quoted. So a value tells its type. `--format=json`, `--data=json` and the database's own file
// print the same values as RFC 7047 (5.1) spells them:
//
//   "internal"   5   ["uuid","6fbc…"]   ["set",[10,20]]   ["map",[["in_key","flow"]]]
//
// and `--data=bare` without quotes, brackets and braces, where only the column's type tells what is meant.
import type { OvsdbAtom, OvsdbColumn } from '../../facts.ts';
import type { ColumnType } from './ovsdb-schema.ts';

/** One atom, without its quotes; null when `text` is not exactly one. */
export function readAtom(text: string): string | null {
  const value = new ValueText(text);
  const atom = value.atom(']},= ');
  return atom !== null && value.atEnd() ? atom : null;
}

/** A set: `[a, "b"]`, `[]`, or a single atom, which is how a set of one is printed. Null when it is neither. */
export function readSet(text: string): readonly string[] | null {
  const value = new ValueText(text);
  if (!value.take('[')) {
    const atom = readAtom(text);
    return atom === null ? null : [atom];
  }
  const atoms: string[] = [];
  while (!value.take(']')) {
    if (atoms.length > 0 && !value.take(',')) return null;
    const atom = value.atom('],');
    if (atom === null) return null;
    atoms.push(atom);
  }
  return value.atEnd() ? atoms : null;
}

/** A map: `{a=b, "c d"="e"}`; null when it is none, or not whole. */
export function readMap(text: string): Readonly<Record<string, string>> | null {
  const value = new ValueText(text);
  if (!value.take('{')) return null;
  const entries: [string, string][] = [];
  while (!value.take('}')) {
    if (entries.length > 0 && !value.take(',')) return null;
    const key = value.atom('=,}');
    if (key === null || !value.take('=')) return null;
    const atom = value.atom(',}');
    if (atom === null) return null;
    entries.push([key, atom]);
  }
  return value.atEnd() ? Object.fromEntries(entries) : null;
}

/**
 * A column's value as `--data=string` or `--data=json` prints it; undefined when it is not whole. A set of one
 * is the atom itself, as RFC 7047 has it; longer sets and the keys of maps are sorted, since they have no order.
 */
export function readColumn(text: string): OvsdbColumn | undefined {
  if (/^\["(?:uuid|set|map)",/.test(text)) return readJsonText(text);
  const value = new ValueText(text);
  if (text.startsWith('{')) {
    const entries = value.entries();
    return entries === null || !value.atEnd() ? undefined : mapOf(entries);
  }
  const atoms = text.startsWith('[') ? value.set() : [value.typed(']},= ')];
  if (atoms === null || !value.atEnd()) return undefined;
  const whole = atoms.filter((atom) => atom !== null);
  return whole.length === atoms.length ? setOf(whole) : undefined;
}

/**
 * A column's value as `--data=bare` prints it, which only its type tells; undefined when it cannot be that.
 * Strings that hold spaces make one string of a set: where they end is lost.
 */
export function readBareColumn(text: string, type: ColumnType | undefined): OvsdbColumn | undefined {
  if (/^["[{]/.test(text)) return undefined;
  const words = text.split(' ').filter((word) => word !== '');
  if (type === undefined) return text === '' ? [] : readColumn(text);
  if (type.shape === 'map') return bareMap(words, type);
  if (type.type === 'string' && type.shape !== 'set')
    return text === '' && type.shape === 'optional' ? [] : text;
  if (type.shape !== 'set' && words.length > 1) return undefined;
  const atoms = words.map((word) => typedAs(word, type));
  return atoms.includes(undefined) ? undefined : setOf(atoms.filter((atom) => atom !== undefined));
}

/** A word without `=` goes on with the value before it, which held a space. */
function bareMap(words: readonly string[], type: ColumnType): OvsdbColumn | undefined {
  const entries: [string, string][] = [];
  for (const word of words) {
    const at = word.indexOf('=');
    const last = entries.at(-1);
    if (at > 0) entries.push([word.slice(0, at), word.slice(at + 1)]);
    else if (last === undefined) return undefined;
    else last[1] += ` ${word}`;
  }
  return mapOf(entries.map(([key, value]) => [key, type.type === 'integer' ? typed(value) : value]));
}

/** A value in RFC 7047's spelling; undefined when it is none. */
export function columnOfJson(json: unknown): OvsdbColumn | undefined {
  if (!Array.isArray(json)) return atomOfJson(json);
  const [kind, content] = json as readonly unknown[];
  if (kind === 'uuid') return typeof content === 'string' ? content : undefined;
  if (!Array.isArray(content)) return undefined;
  if (kind === 'set') {
    const atoms = content.map(atomOfJson);
    return atoms.includes(undefined) ? undefined : setOf(atoms.filter((atom) => atom !== undefined));
  }
  if (kind !== 'map') return undefined;
  const entries: (readonly [string, OvsdbAtom])[] = [];
  for (const pair of content as readonly unknown[]) {
    if (!Array.isArray(pair)) return undefined;
    const [key, value] = [atomOfJson(pair[0]), atomOfJson(pair[1])];
    if (key === undefined || value === undefined) return undefined;
    entries.push([String(key), value]);
  }
  return mapOf(entries);
}

function atomOfJson(json: unknown): OvsdbAtom | undefined {
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json;
  const [kind, uuid] = Array.isArray(json) ? (json as readonly unknown[]) : [];
  return kind === 'uuid' && typeof uuid === 'string' ? uuid : undefined;
}

function readJsonText(text: string): OvsdbColumn | undefined {
  try {
    return columnOfJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** One spelling for a set, whoever printed it: a set of one is its atom, a longer one is in order. */
export function setOf(atoms: readonly OvsdbAtom[]): OvsdbColumn {
  const [only] = atoms;
  if (atoms.length === 1 && only !== undefined) return only;
  return [...atoms].sort(inOrder);
}

/** One spelling for a map: its keys in order. */
export function mapOf(
  entries: readonly (readonly [string, OvsdbAtom])[],
): Readonly<Record<string, OvsdbAtom>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => inOrder(a, b)));
}

function inOrder(a: OvsdbAtom, b: OvsdbAtom): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const numeral = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i;

function typed(bare: string): OvsdbAtom {
  if (bare === 'true' || bare === 'false') return bare === 'true';
  return numeral.test(bare) ? Number(bare) : bare;
}

function typedAs(word: string, { type }: ColumnType): OvsdbAtom | undefined {
  if (type === 'string') return word;
  const atom = typed(word);
  if (type === 'integer') return typeof atom === 'number' ? atom : undefined;
  if (type === 'boolean') return typeof atom === 'boolean' ? atom : undefined;
  return /^[0-9a-f-]{36}$/.test(word) ? word : undefined;
}

class ValueText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipSpace();
  }

  take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    this.#skipSpace();
    return true;
  }

  /** A quoted string, or what stands before one of `ends`; null when there is nothing or the quote stays open. */
  atom(ends: string): string | null {
    const start = this.#at;
    if (this.#text[start] !== '"') {
      while (this.#at < this.#text.length && !ends.includes(this.#text[this.#at] ?? '')) this.#at++;
      const bare = this.#text.slice(start, this.#at).trim();
      return bare === '' ? null : bare;
    }
    this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    }
    if (this.#at >= this.#text.length) return null;
    this.#at++;
    const quoted = this.#text.slice(start, this.#at);
    this.#skipSpace();
    return unquoted(quoted);
  }

  /** As `atom`, as what its spelling says it is. */
  typed(ends: string): OvsdbAtom | null {
    const quoted = this.#text[this.#at] === '"';
    const text = this.atom(ends);
    return text === null || quoted ? text : typed(text);
  }

  set(): OvsdbAtom[] | null {
    if (!this.take('[')) return null;
    const atoms: OvsdbAtom[] = [];
    while (!this.take(']')) {
      if (atoms.length > 0 && !this.take(',')) return null;
      const atom = this.typed('],');
      if (atom === null) return null;
      atoms.push(atom);
    }
    return atoms;
  }

  entries(): (readonly [string, OvsdbAtom])[] | null {
    if (!this.take('{')) return null;
    const entries: (readonly [string, OvsdbAtom])[] = [];
    while (!this.take('}')) {
      if (entries.length > 0 && !this.take(',')) return null;
      const key = this.atom('=,}');
      if (key === null || !this.take('=')) return null;
      const value = this.typed(',}');
      if (value === null) return null;
      entries.push([key, value]);
    }
    return entries;
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #skipSpace(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++;
  }
}

/** OVSDB quotes strings as JSON does; a broken escape leaves the text as it stands. */
function unquoted(text: string): string {
  if (!text.includes('\\')) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
