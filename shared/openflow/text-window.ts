// A part of a line that is being read: the text stays whole, so that every node knows its range in it and
// nothing is copied before it is needed.
import { parseInteger, parseNumber } from './field-values.ts';
import { findField, reservedPort } from './fields.ts';
import { closingQuote, isName, unquote } from './quoted-name.ts';
import type { Port, Range, Subfield } from './tree.ts';

const comma = 44;
const quote = 34;
const space = 32;

export class TextWindow {
  readonly source: string;
  readonly from: number;
  readonly to: number;
  /** Added to positions in `source` to make ranges in the line that it is a part of. */
  readonly offset: number;

  constructor(source: string, from: number, to: number, offset: number) {
    this.source = source;
    this.from = from;
    this.to = to;
    this.offset = offset;
  }

  get text(): string {
    return this.source.slice(this.from, this.to);
  }

  get range(): Range {
    return { from: this.from + this.offset, to: this.to + this.offset };
  }

  get isEmpty(): boolean {
    return this.from >= this.to;
  }

  /** A part of it without the spaces around; positions are those of `source`. */
  part(from: number, to: number): TextWindow {
    let first = from;
    let last = to;
    while (first < last && this.source.charCodeAt(first) <= space) first++;
    while (last > first && this.source.charCodeAt(last - 1) <= space) last--;
    return new TextWindow(this.source, first, last, this.offset);
  }

  /** Where a string begins inside the window, in positions of `source`; -1 when it is not there. */
  indexOf(text: string): number {
    const at = this.source.indexOf(text, this.from);
    return at >= 0 && at + text.length <= this.to ? at : -1;
  }

  startsWith(text: string): boolean {
    return this.from + text.length <= this.to && this.source.startsWith(text, this.from);
  }

  /** The parts between commas, and spaces where `spaces` is true, outside round brackets and quotes; without empty ones unless `keepEmpty`. */
  split(spaces: boolean, keepEmpty = false): readonly TextWindow[] {
    const parts: TextWindow[] = [];
    const { source, to } = this;
    let depth = 0;
    let start = this.from;
    const end = (at: number): void => {
      const part = this.part(start, at);
      if (keepEmpty || !part.isEmpty) parts.push(part);
      start = at + 1;
    };
    for (let at = this.from; at < to; at++) {
      const code = source.charCodeAt(at);
      if (code === quote) {
        const close = closingQuote(source, at, to);
        at = close < 0 ? to - 1 : close;
      } else if (code === 40) depth++;
      // One that closes nothing takes no later one apart.
      else if (code === 41) depth = Math.max(0, depth - 1);
      else if (depth === 0 && (code === comma || (spaces && code <= space))) end(at);
    }
    end(to);
    return parts;
  }

  /** `name=value` in two; null when there is no `=` outside brackets and quotes before the end. */
  keyAndValue(): { readonly key: string; readonly value: TextWindow } | null {
    const { source, to } = this;
    for (let at = this.from; at < to; at++) {
      const code = source.charCodeAt(at);
      if (code === 61) return { key: source.slice(this.from, at).trim(), value: this.part(at + 1, to) };
      if (code === quote || code === 40) return null;
    }
    return null;
  }

  /** What stands before and behind the last `->`; null when there is none. */
  arrow(): { readonly left: TextWindow; readonly right: TextWindow } | null {
    const at = this.source.lastIndexOf('->', this.to - 2);
    if (at < this.from) return null;
    return { left: this.part(this.from, at), right: this.part(at + 2, this.to) };
  }

  /** `key=value` arguments and bare words (with an empty value); a string when one is not among `keys`. */
  keyed(keys: readonly string[]): ReadonlyMap<string, TextWindow> | string {
    const given = new Map<string, TextWindow>();
    for (const part of this.split(true)) {
      const pair = part.keyAndValue();
      const key = pair?.key ?? part.text;
      if (!keys.includes(key)) return `${part.text} is not known here`;
      given.set(key, pair?.value ?? part.part(part.to, part.to));
    }
    return given;
  }

  number(max: number): number | null {
    return parseNumber(this.text, max);
  }

  integer(): bigint | null {
    return parseInteger(this.text);
  }

  /** `NXM_NX_REG0[0..15]`, `reg0[3]`, `reg0[]`, `reg0`; null when it is none or has bits that the field has not. */
  subfield(): Subfield | null {
    const { text } = this;
    const bracket = text.indexOf('[');
    const field = findField(bracket < 0 ? text : text.slice(0, bracket));
    if (field === null) return null;
    const { range } = this;
    if (bracket < 0) return { field: field.name, offset: 0, width: field.bits, range };
    const bits = /^\[(?:(\d+)(?:\.\.(\d+))?)?\]$/.exec(text.slice(bracket));
    if (bits === null) return null;
    if (bits[1] === undefined) return { field: field.name, offset: 0, width: field.bits, range };
    const offset = Number(bits[1]);
    const last = Number(bits[2] ?? bits[1]);
    if (last < offset || last >= field.bits) return null;
    return { field: field.name, offset, width: last - offset + 1, range };
  }

  /** A port by number, reserved name or, with `--names`, its own name; null for the empty text. */
  port(): Port | null {
    const { text } = this;
    if (text === '') return null;
    const reserved = reservedPort(text);
    if (reserved !== null) return { kind: 'number', number: reserved };
    const number = parseNumber(text, 0xffff_ffff);
    if (number === null) return isName(text) ? { kind: 'name', name: unquote(text) } : null;
    if (number <= 0xffff) return { kind: 'number', number };
    return number >= 0xffff_ff00 ? { kind: 'number', number: number & 0xffff } : null;
  }

  /** A table by number or name; null for anything else. */
  table(): Port | null {
    const { text } = this;
    const number = parseNumber(text, 0xff);
    if (number !== null) return { kind: 'number', number };
    return isName(text) ? { kind: 'name', name: unquote(text) } : null;
  }
}
