// The two-column table in which the OpenStack clients show one thing:
//
//   +--------------------------------------+----------------------------------------------------------+
//   | Property                             | Value                                                    |
//   +--------------------------------------+----------------------------------------------------------+
//   | Internal network                     | 10.18.0.208, 172.16.0.120                                |
//   | security_groups                      | name='default'                                           |
//   |                                      | name='web'                                               |
//   +--------------------------------------+----------------------------------------------------------+
//
// Terminals and blogs cut its long lines: a row may end on a later line, of a border only `|` may be left.
import type { LineParser } from '../command.ts';

export interface PropertyRow {
  readonly name: string;
  /** The lines of the cell, in order; at least one. */
  readonly value: readonly string[];
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface PropertyTableEvents {
  /** A table begins: what came before is complete. */
  heading(): void;
  row(row: PropertyRow): void;
  unexpected(text: string, number: number): void;
  /** What was begun is not ended: the text is cut after `line`. */
  cut(line: number): void;
}

const border = /^\+[-+=]*\+?$/;

/** A name wraps only where the client breaks it, behind `-` or `:`, and no whole name ends so. */
const wrapped = /[-:]$/;

/** Reads tables line by line and calls `events` for what is in them. */
export function propertyTable(events: PropertyTableEvents): LineParser {
  let pending: { readonly text: string; readonly line: number } | null = null;
  let open: { name: string; readonly value: string[]; readonly firstLine: number; lastLine: number } | null =
    null;

  /** The last row after which no border came. */
  let unended: number | null = null;

  const finishRow = (): void => {
    if (open !== null) {
      events.row(open);
      unended = open.lastLine;
    }
    open = null;
  };

  const dropPending = (): void => {
    if (pending !== null) events.unexpected(pending.text, pending.line);
    pending = null;
  };

  const cells = (text: string, firstLine: number, lastLine: number): void => {
    const inner = text.trim().slice(1, -1);
    const middle = inner.indexOf('|');
    if (middle < 0) {
      events.unexpected(text, firstLine);
      return;
    }
    const name = inner.slice(0, middle).trim();
    const value = inner.slice(middle + 1).trim();
    if (open !== null && (name === '' || wrapped.test(open.name))) {
      open.name += name;
      if (value !== '') open.value.push(value);
      open.lastLine = lastLine;
      return;
    }
    finishRow();
    if (name === '') events.unexpected(text, firstLine);
    else if ((name === 'Property' || name === 'Field') && value === 'Value') events.heading();
    else open = { name, value: [value], firstLine, lastLine };
  };

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      if (border.test(trimmed)) {
        dropPending();
        finishRow();
        unended = null;
        return;
      }
      if (trimmed === '|' && pending === null) return;
      // The rest of a row that was cut in two.
      if (pending !== null && (trimmed === '|' || !trimmed.startsWith('|'))) {
        const whole = pending.text + text;
        const line = pending.line;
        if (trimmed.endsWith('|')) {
          pending = null;
          cells(whole, line, number);
          return;
        }
        dropPending();
        events.unexpected(text, number);
        return;
      }
      dropPending();
      if (!trimmed.startsWith('|')) events.unexpected(text, number);
      else if (trimmed.endsWith('|')) cells(text, number, number);
      else pending = { text, line: number };
    },
    end() {
      dropPending();
      finishRow();
      if (unended !== null) events.cut(unended);
    },
  };
}
