// Lists as the OpenStack clients print them with `-f csv`:
//
//   "ID","Name","MAC Address","Fixed IP Addresses","Status"
//   "1476e4c9-…","","fa:16:3e:fa:13:53","[{'subnet_id': '72491802-…', 'ip_address': '10.18.0.77'}]","ACTIVE"
//
// A quoted value may go on over several lines. Source: cliff.formatters.commaseparated, RFC 4180.
import type { LineParser } from '../command.ts';
import type { RecordEvents } from './printed-record.ts';

const cell = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** The values of a whole row; null when it is none. */
function cellsOf(text: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ;) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (found === null) return null;
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    at = cell.lastIndex;
    if (found[3] !== ',') return cells;
  }
}

/** A quoted value is open at its end. */
const isOpen = (text: string): boolean => (text.match(/"/g)?.length ?? 0) % 2 === 1;

/** Nothing that the clients print in a cell has as many lines. */
const longest = 200;

/** Reads rows under the heading that the first line is. */
export function csvRecords(events: RecordEvents): LineParser {
  let labels: readonly string[] | null = null;
  let open: { readonly text: string; readonly number: number }[] = [];

  const dropOpen = (): void => {
    for (const { text, number } of open) events.unexpected(text, number);
    open = [];
  };
  const row = (text: string, firstLine: number, lastLine: number): void => {
    const cells = cellsOf(text);
    if (cells === null || (labels !== null && cells.length !== labels.length))
      events.unexpected(text, firstLine);
    else if (labels === null) labels = cells;
    else
      events.record({
        fields: labels.map((label, at) => ({ label, value: cells[at] ?? '' })),
        firstLine,
        lastLine,
      });
  };

  return {
    line(text, number) {
      if (open.length === 0 && text.trim() === '') return;
      if (open.length === 0) {
        if (isOpen(text)) open.push({ text, number });
        else row(text, number, number);
        return;
      }
      // A row that is whole by itself was not meant to end the one before.
      const cells = labels === null ? null : cellsOf(text);
      if (cells !== null && cells.length === labels?.length && !isOpen(text)) {
        dropOpen();
        row(text, number, number);
        return;
      }
      open.push({ text, number });
      if (isOpen(text)) {
        const [first] = open;
        const whole = open.map((one) => one.text).join('\n');
        open = [];
        row(whole, first?.number ?? number, number);
      } else if (open.length > longest) dropOpen();
    },
    end() {
      const last = open.at(-1)?.number;
      open = [];
      if (last !== undefined) events.cut(last);
    },
  };
}
