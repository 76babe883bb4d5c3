// Column values as `ovs-vsctl` prints them (ovsdb(7), and "Database Values" in ovs-vsctl(8)):
//
//   internal        "192.168.10.11"        []        [10, 20]        {in_key=flow, remote_ip="192.168.10.10"}
//
// A word without quotes is a string, a number, a UUID or a boolean; which, the column knows.

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

/** An optional atom: null for `[]`, the text otherwise; undefined when the value cannot be read. */
export function readOptional(text: string): string | null | undefined {
  const atoms = readSet(text);
  if (atoms === null || atoms.length > 1) return undefined;
  return atoms[0] ?? null;
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
