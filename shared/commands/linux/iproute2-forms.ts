// What the readers of `ip`, `bridge` and `tc` share: the choice between plain and `-j` output, and the
// fields of a JSON element.
//
//   [{"dst":"default","gateway":"10.0.0.1","dev":"eth0","protocol":"static","metric":100,"flags":[]},…]
//
// `-p` spreads the same over many lines. A form is known by its text: `-j` may be missing from a file's name.
import type { LineParser, Sink } from '../command.ts';
import { JsonElements } from '../json-elements.ts';
import { unexpectedLine } from '../unexpected-line.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text, or a number as text; null for anything else. */
export function textField(from: JsonRecord, name: string): string | null {
  const value = Object.hasOwn(from, name) ? from[name] : null;
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

export function numberField(from: JsonRecord, name: string): number | null {
  const value = Object.hasOwn(from, name) ? from[name] : null;
  return typeof value === 'number' ? value : null;
}

/** The texts of a list; iproute2 gives flags either so, or each as a key of its own whose value is null. */
export function textList(from: JsonRecord, name: string): readonly string[] {
  const value = Object.hasOwn(from, name) ? from[name] : null;
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function recordList(from: JsonRecord, name: string): readonly JsonRecord[] {
  const value = Object.hasOwn(from, name) ? from[name] : null;
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The texts and numbers of a record, but for those named. */
export function plainFields(from: JsonRecord, but: ReadonlySet<string>): Record<string, string | number> {
  const found: [string, string | number][] = [];
  for (const [name, value] of Object.entries(from)) {
    if (but.has(name)) continue;
    if (typeof value === 'string' || typeof value === 'number') found.push([name, value]);
    else if (typeof value === 'boolean') found.push([name, value ? 'on' : 'off']);
  }
  return Object.fromEntries(found);
}

/** What a `-j` element says in words, as the plain form prints it: `id 77 src 0.0.0.0 dst 10.0.0.9`. */
export function fieldWords(from: JsonRecord): string {
  return Object.entries(from)
    .map(([name, value]) =>
      value === null ? name : `${name} ${Array.isArray(value) ? value.join(' ') : String(value)}`,
    )
    .join(' ');
}

/** `65536` → 65536, anything else as it is. */
export function numberOrText(word: string): string | number {
  return /^-?\d{1,15}$/.test(word) ? Number(word) : word;
}

/**
 * Reads plain output with `plain` and JSON with `element`, which says whether it could read the record.
 * JSON begins at the first line that starts with `[`.
 */
export function plainOrJson(
  title: string,
  sink: Sink,
  plain: LineParser,
  element: (record: JsonRecord, firstLine: number, lastLine: number) => boolean,
): LineParser {
  let json: JsonElements | null = null;
  const begin = (): JsonElements =>
    new JsonElements({
      element: ({ value, firstLine, lastLine }) => {
        // `ip -j` prints {} for what its selectors left out.
        if (isRecord(value) && Object.keys(value).length === 0) return;
        if (!isRecord(value) || !element(value, firstLine, lastLine))
          unexpectedLine(sink, title, JSON.stringify(value), firstLine);
      },
      unexpected: (text, number) => unexpectedLine(sink, title, text, number),
      cut: (number) => sink.problem('data-loss', number, 'unexpected-end', 'the output is cut here'),
    });
  return {
    line(text, number) {
      if (json === null && /^\s*\[\s*(?:$|[{\]])/.test(text)) json = begin();
      (json ?? plain).line(text, number);
    },
    end() {
      plain.end();
      json?.end();
    },
  };
}
