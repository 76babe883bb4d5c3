// Things as JSON: what the OpenStack clients print with `-f json`, and the answers of the APIs themselves.
//
//   [                                  {                          {
//     {                                  "ports": [                 "id": "36aaab22-…",
//       "ID": "36aaab22-…",                {                        "mac_address": "fa:16:…"
//       …                                    "id": "36aaab22-…",  }
//     },                                     …
//
// An object ends at the brace that stands as far in as its first one, so a damaged line in it costs that
// line and not what comes after. Whole answers on one line, as curl prints them, are read too.
import type { LineParser } from '../command.ts';
import { jsonProperties } from './json-properties.ts';
import type { Data } from './printed-data.ts';
import type { PrintedRecord, RecordEvents } from './printed-record.ts';

type Dict = Readonly<Record<string, unknown>>;
const isDict = (value: unknown): value is Dict =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Under `collections` (names in the API's spelling) things stand in an answer, several or one. */
export function jsonRecords(collections: ReadonlySet<string>, events: RecordEvents): LineParser {
  let collection: string | undefined;
  /** The outermost brace, until the next line says whether it is a thing or an answer. */
  let outermost: { readonly text: string; readonly line: number } | null = null;
  let open: { readonly lines: { text: string; number: number }[]; readonly indent: number } | null = null;
  let inAnswer = false;
  let brackets = 0;
  let lastLine = 0;

  const give = (object: Dict, firstLine: number, last: number): void => {
    const fields = Object.entries(object).map(([label, value]) => ({ label, value: value as Data }));
    events.record({ fields, firstLine, lastLine: last }, collection);
  };

  /** Gives what a whole value holds. */
  const giveAll = (value: unknown, line: number): boolean => {
    if (Array.isArray(value)) {
      const things = value.filter(isDict);
      for (const thing of things) give(thing, line, line);
      return things.length === value.length;
    }
    if (!isDict(value)) return false;
    const answers = Object.entries(value).filter(
      ([name, inner]) => collections.has(name) && (isDict(inner) || Array.isArray(inner)),
    );
    if (answers.length === 0 || answers.length < Object.keys(value).length) {
      give(value, line, line);
      return true;
    }
    return answers
      .map(([name, inner]) => {
        collection = name;
        return giveAll(Array.isArray(inner) ? inner : [inner], line);
      })
      .every(Boolean);
  };

  /** A thing one of whose lines is damaged: what the other lines say. */
  const giveDamaged = (lines: readonly { text: string; number: number }[]): void => {
    const fields: { label: string; value: Data }[] = [];
    const reader = jsonProperties({
      heading: () => undefined,
      row: ({ name, value }) => fields.push({ label: name, value: value.join('\n') }),
      unexpected: (text, number) => {
        events.unexpected(text, number);
      },
      cut: () => undefined,
    });
    for (const { text, number } of lines) reader.line(text, number);
    reader.end();
    const record: PrintedRecord = {
      fields,
      firstLine: lines[0]?.number ?? lastLine,
      lastLine: lines.at(-1)?.number ?? lastLine,
    };
    if (fields.length > 0) events.record(record, collection);
  };

  const close = (whole: boolean): void => {
    const done = open;
    open = null;
    if (done === null) return;
    const text = done.lines.map((line) => line.text).join('\n');
    const object = whole ? parsed(text.trimEnd().replace(/,$/, '')) : undefined;
    if (isDict(object))
      give(object, done.lines[0]?.number ?? lastLine, done.lines.at(-1)?.number ?? lastLine);
    else giveDamaged(done.lines);
  };

  const begin = (text: string, number: number): void => {
    open = { lines: [{ text, number }], indent: text.length - text.trimStart().length };
  };

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      lastLine = number;
      const indent = text.length - text.trimStart().length;
      if (outermost !== null) {
        const before = outermost;
        outermost = null;
        const name = /^"([^"\\]+)": ?[[{]/.exec(trimmed)?.[1];
        if (name !== undefined && collections.has(name)) {
          inAnswer = true;
          brackets++;
        } else begin(before.text, before.line);
      }
      if (open !== null) {
        if (indent > open.indent) {
          open.lines.push({ text, number });
          return;
        }
        if (/^\},?$/.test(trimmed) && indent === open.indent) {
          open.lines.push({ text, number });
          close(true);
          return;
        }
        if (!/^(?:\{|\],?|\},?)$/.test(trimmed)) {
          // Damage stands where it likes.
          open.lines.push({ text, number });
          return;
        }
        close(false);
      }
      const answer = inAnswer ? /^"([^"\\]+)": ?([[{])(\]|\})?,?$/.exec(trimmed) : null;
      if (answer?.[1] !== undefined) {
        collection = answer[1];
        if (answer[2] === '{' && answer[3] === undefined) begin(text.replace(/"[^"]+": ?/, ''), number);
        else if (answer[3] === undefined) brackets++;
        return;
      }
      if (trimmed === '[') {
        brackets++;
        return;
      }
      if (/^[\]}],?$/.test(trimmed) && brackets > 0) {
        brackets--;
        if (brackets === 0) inAnswer = false;
        return;
      }
      if (trimmed === '[]' || trimmed === '{}') return;
      if (trimmed === '{') {
        if (brackets === 0) outermost = { text, line: number };
        else begin(text, number);
        return;
      }
      const value = /^[[{]/.test(trimmed) ? parsed(trimmed.replace(/,$/, '')) : undefined;
      if (value === undefined || !giveAll(value, number)) events.unexpected(text, number);
    },
    end() {
      const unended = outermost !== null || open !== null || brackets > 0;
      // A thing that is not whole might lack just what tells it from others: only what stands on whole lines counts.
      if (open !== null) close(false);
      if (unended) events.cut(lastLine);
    },
  };
}
