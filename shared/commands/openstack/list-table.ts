// The table in which the OpenStack clients list things, one a row:
//
//   +--------------------------------------+--------+-------------------------------------------------------+
//   | ID                                   | Name   | Fixed IP Addresses                                    |
//   +--------------------------------------+--------+-------------------------------------------------------+
//   | 1476e4c9-4e47-482c-a329-5d7e0f4d821b | web1   | ip_address='10.18.0.77', subnet_id='72491802-fdf8-42f |
//   |                                      |        | c-b2b7-4efaaf6ca5fd'                                  |
//   +--------------------------------------+--------+-------------------------------------------------------+
//
// Cells wrap (`--fit-width`), ids too; terminals break the lines or cut them at their edge. How wide the
// table is, and so what is whole, the borders say. Source: cliff.formatters.table, prettytable.
import type { LineParser } from '../command.ts';
import { displayWidth, sliceByWidth } from '../display-width.ts';
import type { RecordEvents } from './printed-record.ts';

interface OpenRow {
  readonly cells: string[][];
  readonly firstLine: number;
  lastLine: number;
}

const border = /^\+[-+=]*$/;
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
/** What a wrapped id looks like before its last line. */
const partOfUuid = /^[0-9a-f]+(?:-[0-9a-f]*)*$/i;

/**
 * The lines of a cell `width` wide as one text. A line breaks behind a hyphen, between words, or, when a
 * word is longer than the cell, inside it; things of a list stand on lines of their own.
 */
export function joinCell(lines: readonly string[], width: number): string {
  let text = '';
  let before = '';
  for (const line of lines) {
    if (line === '') continue;
    const full = displayWidth(before) >= width;
    const word = /[^\s,'"]*$/.exec(before.slice(-40))?.[0] ?? '';
    const broken = full && /[\w.:=]$/.test(before) && /^[\w.:=-]/.test(line) && !uuid.test(word);
    text += text === '' || broken || /[\w]-$/.test(before) ? line : `\n${line}`;
    before = line;
  }
  return text;
}

/** Reads tables line by line; each row becomes a record of its cells under the heading's labels. */
export function listTable(events: RecordEvents): LineParser {
  /** Where the columns begin and end, from the border; null before the first. */
  let columns: readonly { readonly start: number; readonly width: number }[] | null = null;
  let width = 0;
  let labels: readonly string[] | null = null;
  let heading: string[][] | null = null;
  let row: OpenRow | null = null;
  let pending: { text: string; readonly line: number; lastLine: number } | null = null;
  let openBorder: string | null = null;
  let unended: number | null = null;
  let cutSaid = false;
  /** Rows take several lines: without what comes after it, nobody knows whether one is whole. */
  let wraps = false;

  const sayCut = (line: number): void => {
    if (!cutSaid) events.cut(line);
    cutSaid = true;
  };

  const finishRow = (): void => {
    const done = row;
    row = null;
    if (done === null || labels === null) return;
    const fields = labels.flatMap((label, at) => {
      const lines = done.cells[at];
      return lines === undefined || label === ''
        ? []
        : { label, value: joinCell(lines, columns?.[at]?.width ?? 0) };
    });
    events.record({ fields, firstLine: done.firstLine, lastLine: done.lastLine });
    unended = done.lastLine;
  };

  const useBorder = (text: string): void => {
    let start = 1;
    const found = text.split('+').slice(1);
    if (text.endsWith('+')) found.pop();
    columns = found.map((dashes) => {
      const column = { start, width: dashes.length - 2 };
      start += dashes.length + 1;
      return column;
    });
    width = text.length;
  };

  /** After a border: what stood before it is complete. */
  const passBorder = (text: string): void => {
    if (heading !== null) {
      labels = heading.map((lines, at) => joinCell(lines, columns?.[at]?.width ?? 0).replace(/\n/g, ' '));
      heading = null;
    } else if (row !== null || (labels !== null && text.length === width)) {
      finishRow();
      labels = null;
    } else labels = null;
    if (labels === null) {
      useBorder(text);
      cutSaid = false;
    }
    unended = null;
  };

  /** The cells of a line; the last is left out when it is cut. Null when they do not fit the columns. */
  const cellsOf = (text: string, line: number): string[] | null => {
    if (columns === null) return null;
    let parts = text.split('|').slice(1);
    const whole = text.endsWith('|');
    if (whole) parts.pop();
    if (parts.length > columns.length)
      parts = columns.map(({ start, width: size }) => sliceByWidth(text, start, start + size + 2));
    if (!whole) {
      parts.pop();
      sayCut(line);
    } else if (parts.length < columns.length) return null;
    return parts.map((part) => part.trim());
  };

  /** True when a line that has something in its first cell goes on with the row before. */
  const continues = (open: OpenRow, first: string): boolean => {
    if (first === '') return true;
    const text = (open.cells[0] ?? []).join('');
    return (
      labels?.[0]?.toLowerCase() === 'id' &&
      text !== '' &&
      !uuid.test(text) &&
      partOfUuid.test(text) &&
      text.length + first.length <= 36 &&
      partOfUuid.test(first) &&
      /-/.test(text + first)
    );
  };

  const useLine = (text: string, firstLine: number, lastLine: number): void => {
    const cells = cellsOf(text.trim(), lastLine);
    if (cells === null) {
      events.unexpected(text, firstLine);
      return;
    }
    if (labels === null) {
      heading ??= cells.map(() => []);
      cells.forEach((cell, at) => heading?.[at]?.push(cell));
      return;
    }
    if (row !== null && continues(row, cells[0] ?? '')) {
      cells.forEach((cell, at) => row?.cells[at]?.push(cell));
      row.lastLine = lastLine;
      wraps = true;
      return;
    }
    finishRow();
    row = { cells: cells.map((cell) => [cell]), firstLine, lastLine };
  };

  const dropPending = (): void => {
    if (pending !== null) useLine(pending.text, pending.line, pending.lastLine);
    pending = null;
  };
  const endBorder = (): void => {
    if (openBorder !== null) passBorder(openBorder);
    openBorder = null;
  };

  let lastNumber = 0;

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      lastNumber = number;
      if (openBorder !== null) {
        // The terminal broke the border: the rest of it is nothing but dashes.
        if (/^[-=][-+=]*$|^\+$/.test(trimmed)) {
          openBorder += trimmed;
          if (trimmed.endsWith('+')) endBorder();
          return;
        }
        endBorder();
      }
      if (border.test(trimmed)) {
        dropPending();
        if (trimmed.endsWith('+') && (columns === null || trimmed.length >= width || trimmed.length < 3))
          passBorder(trimmed);
        else openBorder = trimmed;
        return;
      }
      if (pending !== null && !(trimmed.startsWith('|') && displayWidth(pending.text) >= width)) {
        const more = pending.text + text;
        if (displayWidth(more) <= width + 1 && !/^\|.*\|$/.test(trimmed)) {
          pending.text = more;
          pending.lastLine = number;
          if (displayWidth(more.trimEnd()) >= width) dropPending();
          return;
        }
      }
      dropPending();
      if (!trimmed.startsWith('|') || columns === null) {
        events.unexpected(text, number);
        return;
      }
      if (displayWidth(trimmed) >= width || trimmed.endsWith('|') || openBorder !== null)
        useLine(trimmed, number, number);
      else pending = { text: text.trimStart(), line: number, lastLine: number };
    },
    end() {
      dropPending();
      endBorder();
      const last = row === null ? unended : (row as OpenRow).lastLine;
      if (wraps) row = null;
      finishRow();
      if (heading !== null && labels === null) sayCut(lastNumber);
      if (last !== null) sayCut(last);
    },
  };
}
