// One thing as the OpenStack clients print it with `-f json`: an object, one item a line, indented.
// Read line by line and not with JSON.parse, so that a cut or damaged line costs only itself.
//
//   {
//     "name": "multi1",
//     "addresses": {
//       "Internal": [
//         "10.18.0.169"
//       ]
//     },
//     "id": "2beb621c-1063-52e3-94b5-7e01ed8a9062"
//   }
import type { LineParser } from '../command.ts';
import type { PropertyTableEvents } from './property-table.ts';

const item =
  /^\s*(?:("(?:[^"\\]|\\.)*")\s*:\s*)?("(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|true|false|null)\s*,?$/;
const opening = /^\s*(?:("(?:[^"\\]|\\.)*")\s*:\s*)?(\{\s*\}|\[\s*\]|[[{])\s*,?$/;
const closing = /^\s*[\]}]\s*,?$/;

/** The text of a JSON string; as it stands when it holds an escape that JSON does not know. */
function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** Reads the properties of a JSON object; nested values arrive as the JSON they are. */
export function jsonProperties(events: PropertyTableEvents): LineParser {
  let depth = 0;
  let lastLine = 0;
  let nested: { readonly name: string; text: string; readonly firstLine: number } | null = null;

  /** The whole object on one line (`--noindent`). */
  const compact = (text: string, number: number): boolean => {
    let object: unknown;
    try {
      object = JSON.parse(text);
    } catch {
      return false;
    }
    if (typeof object !== 'object' || object === null) return false;
    for (const [name, value] of Object.entries(object)) {
      const shown = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
      events.row({ name, value: [shown], firstLine: number, lastLine: number });
    }
    return true;
  };

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      lastLine = number;
      if (depth === 0) {
        if (trimmed === '{') depth = 1;
        else if (!compact(trimmed, number)) events.unexpected(text, number);
        return;
      }
      if (closing.test(text)) {
        depth--;
        if (nested !== null) nested.text += trimmed;
        if (depth === 1 && nested !== null) {
          const value = [nested.text.replace(/,$/, '')];
          events.row({ name: nested.name, value, firstLine: nested.firstLine, lastLine: number });
          nested = null;
        }
        return;
      }
      const [, openKey, bracket] = opening.exec(text) ?? [];
      if (bracket !== undefined) {
        const opens = bracket.length === 1;
        if (nested !== null) nested.text += trimmed;
        else if (openKey !== undefined) {
          const name = unquoted(openKey);
          if (opens) nested = { name, text: bracket, firstLine: number };
          else events.row({ name, value: [bracket], firstLine: number, lastLine: number });
        }
        if (opens) depth++;
        return;
      }
      const [, key, value] = item.exec(text) ?? [];
      if (value === undefined || (depth === 1 && key === undefined)) {
        events.unexpected(text, number);
        return;
      }
      if (nested !== null) nested.text += trimmed;
      else if (key !== undefined) {
        const shown = value === 'null' ? '' : value.startsWith('"') ? unquoted(value) : value;
        events.row({ name: unquoted(key), value: [shown], firstLine: number, lastLine: number });
      }
    },
    end() {
      // A nested value that is not whole is not given.
      if (depth > 0) events.cut(lastLine);
    },
  };
}
