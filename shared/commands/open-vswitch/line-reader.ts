// What the parsers of Open vSwitch's many small outputs share: lines that are read or reported, facts that
// several lines tell, numbers that may be `?`, and OpenFlow ports by number or name.
import type { LineParser, Sink } from '../command.ts';
import type { FactKind, FactKinds } from '../../facts.ts';
import { unexpectedLine } from '../unexpected-line.ts';

/** Calls `read` for every line that is not blank; where it returns false the line is reported as unexpected. */
export function lineReader(
  sink: Sink,
  title: string,
  read: (text: string, number: number) => boolean,
  end: () => void = () => undefined,
): LineParser {
  return {
    line(text, number) {
      if (text.trim() !== '' && !read(text, number)) unexpectedLine(sink, title, text, number);
    },
    end,
  };
}

/**
 * A fact that several lines tell. `begin` says how to make it of what has been read by its end, which comes
 * with the next `begin` or `close`; `extend` takes one more line into its evidence.
 */
export class OpenFact<K extends FactKind> {
  readonly #sink: Sink;
  readonly #kind: K;
  #make: (() => FactKinds[K]) | null = null;
  #first = 0;
  #last = 0;

  constructor(sink: Sink, kind: K) {
    this.#sink = sink;
    this.#kind = kind;
  }

  begin(number: number, make: () => FactKinds[K]): void {
    this.close();
    this.#make = make;
    this.#first = number;
    this.#last = number;
  }

  extend(number: number): void {
    if (number > this.#last) this.#last = number;
  }

  close(): void {
    const make = this.#make;
    this.#make = null;
    if (make !== null) this.#sink.fact(this.#kind, make(), this.#first, this.#last);
  }
}

/** A decimal number; null for `?` and for what is not there. */
export function counted(text: string | undefined): number | null {
  return text === undefined || !/^\d+(?:\.\d+)?$/.test(text) ? null : Number(text);
}

/** `pkts=20, bytes=?`, also with `:`. Null when a part is anything else. */
export function counters(text: string, separator = /,\s*/): Readonly<Record<string, number | null>> | null {
  const out = new Map<string, number | null>();
  for (const part of text.split(separator)) {
    if (part.trim() === '') continue;
    const found = /^([\w./ -]{1,80})[=:](\d+|\?)$/.exec(part.trim());
    if (found?.[1] === undefined) return null;
    out.set(found[1], counted(found[2]));
  }
  return Object.fromEntries(out);
}

/** OpenFlow ports that have names (openflow-1.3, section 7.2.1); others are numbers below them. */
const reserved: ReadonlyMap<string, number> = new Map([['LOCAL', 65534]]);

/** A port as printed, and its number where that is known: `LOCAL` is 65534, `"eth 1"` has none here. */
export function openflowPort(text: string): { readonly port: string; readonly ofport: number | null } {
  const port = unquoted(text);
  return { port, ofport: /^\d+$/.test(port) ? Number(port) : (reserved.get(port) ?? null) };
}

/** Names that are not plain words are printed as JSON strings. */
export function unquoted(text: string): string {
  if (!/^".*"$/.test(text)) return text;
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'string' ? read : text;
  } catch {
    return text;
  }
}

/** A port's name where a command prints it: a word, or a JSON string. For use in regular expressions. */
export const portName = String.raw`(?:"(?:[^"\\]|\\.){1,200}"|[^\s,:"]{1,200})`;

/** `key=flow, csum=true`: options without quotes; one without `=` has an empty value. */
export function optionsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(/,\s*/).filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/**
 * Splits at `separator` outside of parentheses, braces and brackets: `eth(src=a,dst=b),ct(nat(src=c),zone=1)`.
 * What is not balanced stays in one piece.
 */
export function splitOutside(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '(' || c === '{' || c === '[') depth++;
    else if (c === ')' || c === '}' || c === ']') depth--;
    else if (depth === 0 && c === separator) {
      pieces.push(text.slice(from, at));
      from = at + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** The header that each reply of `ovs-ofctl` begins with, which long replies repeat: `OFPST_PORT reply (OF1.3) (xid=0x2):`. */
export function replyHeader(...names: readonly string[]): RegExp {
  return new RegExp(
    String.raw`^\s*(?:${names.join('|')}) (?:reply|request)?\s?(?:\(OF(\d)\.(\d)\) )?\(xid=0x[0-9a-f]+\):(?: flags=\[more\])?`,
    'i',
  );
}

/** `OpenFlow13` of a match of `replyHeader`; OpenFlow 1.0 prints no version. */
export function replyProtocol(found: RegExpExecArray): string {
  return `OpenFlow${found[1] ?? '1'}${found[2] ?? '0'}`;
}
