// A column of texts, some of them null, as bytes: every different text once, in the order in which they
// first come, and for each row which one it has.
//
//   uint32 how many different texts, uint32 bytes of the next part
//   their lengths in UTF-16 units, a number column; a null has no length
//   uint32 bytes of the next part
//   which one each row has, a number column
//   byte: 0 ASCII · 1 UTF-8 · 2 UTF-16, because half a surrogate pair is no UTF-8
//   bytes of all texts, one behind the other
import type { NumberColumn } from './number-column.ts';
import { decodeNumbers, encodeNumbers, runningSums } from './number-column.ts';

const encodings = ['latin1', 'utf8', 'utf16le'] as const;

export function encodeTexts(values: readonly (string | null)[]): Uint8Array {
  const places = new Map<string | null, number>();
  const which = values.map((value) => {
    const known = places.get(value);
    if (known !== undefined) return known;
    places.set(value, places.size);
    return places.size - 1;
  });
  const distinct = [...places.keys()];
  const lengths = encodeNumbers(distinct.map((text) => (text === null ? null : text.length)));
  const rows = encodeNumbers(which);
  const all = distinct.join('');
  const utf8 = Buffer.byteLength(all);
  const how = utf8 === all.length ? 0 : all.isWellFormed() ? 1 : 2;
  const texts = Buffer.from(all, encodings[how]);

  const bytes = new Uint8Array(13 + lengths.length + rows.length + texts.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, distinct.length, true);
  view.setUint32(4, lengths.length, true);
  bytes.set(lengths, 8);
  let at = 8 + lengths.length;
  view.setUint32(at, rows.length, true);
  bytes.set(rows, at + 4);
  at += 4 + rows.length;
  bytes[at] = how;
  bytes.set(texts, at + 1);
  return bytes;
}

/** From this many on, a string of all texts is cheaper than one of each. */
const fewSlices = 64;

/** A column in memory. */
export class TextColumn {
  readonly #encoding: (typeof encodings)[number];
  /** All different texts as they were stored, until they are a string. */
  #bytes: Uint8Array | null;
  #all: string | null = null;
  #sliced = 0;
  readonly #starts: Uint32Array;
  readonly #nullText: number;
  /** Null where each row has a text of its own, in order. */
  readonly #rows: NumberColumn['values'] | null;
  #lower: string | null = null;
  #hasLeadingZeros: boolean | null = null;
  /** The texts that many rows share, made once. */
  readonly #made: (string | null | undefined)[] | null;

  /** Of the `count` rows that `encodeTexts` made these bytes of. */
  constructor(bytes: Uint8Array, count: number) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const distinct = view.getUint32(0, true);
    let at = 8 + view.getUint32(4, true);
    const lengths = bytes.subarray(8, at);
    const rowsEnd = at + 4 + view.getUint32(at, true);
    const rows = bytes.subarray(at + 4, rowsEnd);
    this.#rows = distinct === count && distinct > 1 ? null : decodeNumbers(rows, count).values;
    at = rowsEnd;
    this.#encoding = encodings[bytes[at] ?? 0] ?? 'latin1';
    this.#bytes = bytes.subarray(at + 1);
    const { sums, lastNull } = runningSums(lengths, distinct);
    this.#starts = sums;
    this.#nullText = lastNull;
    this.#made = distinct * 2 < count ? [] : null;
  }

  /** All different texts, one behind the other: what does not contain a text has no row that does. */
  get all(): string {
    if (this.#all !== null) return this.#all;
    const { buffer, byteOffset, byteLength } = this.#bytes ?? new Uint8Array(0);
    this.#bytes = null;
    return (this.#all = Buffer.from(buffer, byteOffset, byteLength).toString(this.#encoding));
  }

  /**
   * All different texts as bytes; the one of number `which` is from `starts[which]` to `starts[which + 1]`. Null when a
   * text has other characters than those of ASCII.
   */
  get ascii(): { readonly bytes: Uint8Array; readonly starts: Uint32Array } | null {
    if (this.#encoding !== 'latin1') return null;
    return { bytes: this.#bytes ?? Buffer.from(this.all, 'latin1'), starts: this.#starts };
  }

  /** How many different texts there are, null among them. */
  get distinct(): number {
    return this.#starts.length - 1;
  }

  /** Which of the different texts a row has. */
  which(row: number): number {
    return this.#rows === null ? row : (this.#rows[row] ?? 0);
  }

  /** One of the different texts. */
  text(which: number): string | null {
    const made = this.#made?.[which];
    if (made !== undefined) return made;
    const text = which === this.#nullText ? null : this.#slice(this.#starts[which], this.#starts[which + 1]);
    if (this.#made !== null) this.#made[which] = text;
    return text;
  }

  /** A few texts are made of their bytes; whoever wants many gets all first. */
  #slice(from: number | undefined, to: number | undefined): string {
    const bytes = this.#encoding === 'latin1' && this.#sliced < fewSlices ? this.#bytes : null;
    if (bytes === null) return this.all.slice(from, to);
    this.#sliced++;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
  }

  at(row: number): string | null {
    return this.text(this.which(row));
  }

  /** Does any of the texts, or the end of one with the beginning of the next, contain this ASCII text? */
  contains(text: string): boolean {
    const bytes = this.#encoding === 'utf16le' ? null : this.#bytes;
    if (bytes === null) return this.all.includes(text);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text, 0, 'latin1');
  }

  /** Does any of the texts, or the end of one with the beginning of the next, contain this (lower case)? */
  mayContain(lower: string): boolean {
    this.#lower ??= this.all.toLowerCase();
    return this.#lower.includes(lower);
  }

  /** Does any text hold a decimal number with zeros in front (`nw_src=010.0.0.1`)? No switch prints one. */
  get hasLeadingZeros(): boolean {
    this.#hasLeadingZeros ??= /[=.]0\d/.test(this.all);
    return this.#hasLeadingZeros;
  }

  /**
   * Gives each of the different texts that contain this (lower case), or might; some more than once. The
   * result says whether there was any.
   */
  eachWith(lower: string, take: (which: number) => void): boolean {
    const all = (this.#lower ??= this.all.toLowerCase());
    // Few letters have another length in lower case; then places do not tell which text it is.
    if (all.length !== this.all.length || lower === '') {
      for (let which = 0; which < this.distinct; which++) take(which);
      return this.distinct > 0;
    }
    let any = false;
    let which = 0;
    for (let at = all.indexOf(lower); at >= 0;) {
      while ((this.#starts[which + 1] ?? Infinity) <= at) which++;
      const end = this.#starts[which + 1] ?? all.length;
      if (at + lower.length <= end) {
        take(which);
        any = true;
        at = all.indexOf(lower, end);
      } else {
        // The end of one text with the beginning of the next.
        at = all.indexOf(lower, at + 1);
      }
    }
    return any;
  }

  /** Bytes in memory, about. */
  get bytes(): number {
    const lower = this.#lower === null || this.#lower === this.all ? 0 : this.#lower.length;
    const all = this.#bytes?.length ?? this.all.length;
    return all + lower + this.#starts.byteLength + (this.#rows?.byteLength ?? 0);
  }
}
