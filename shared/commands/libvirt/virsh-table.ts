// The tables that virsh prints, a heading, a rule and rows:
//
//    Id   Name                State              Interface        Type     Source           Model    MAC
//   -----------------------------------         ------------------------------------------------------------------------
//    5    instance-00000003   running            tap1476e4c9-4e   bridge   qbr1476e4c9-4e   virtio   fa:16:3e:fa:13:53
//
// Up to 4.9 columns have fixed widths, and a long name pushes what comes after it. The heading may be in any
// language. Source: libvirt tools/vshtable.c.
import type { LineParser } from '../command.ts';
import { displayWidth, sliceByWidth } from '../display-width.ts';

export interface VirshTableEvents {
  /** The cells of a row, as many as the heading has labels. */
  row(cells: readonly string[], labels: readonly string[], line: number): boolean;
  unexpected(text: string, line: number): void;
  cut(line: number): void;
}

/** No heading is as long, and finding its columns takes more than its share of time in one that is. */
const longest = 1000;

/** Where the labels begin, in columns of the terminal. A label may hold single blanks (`MAC address`). */
function columnsOf(heading: string): { readonly label: string; readonly start: number }[] {
  return [...heading.matchAll(/\S+(?: \S+)*/g)].map((found) => ({
    label: found[0],
    start: displayWidth(heading.slice(0, found.index)),
  }));
}

/** Reads a table line by line. `words` is how many columns it has at least, all but the last of one word. */
export function virshTable(words: number, events: VirshTableEvents): LineParser {
  let heading: { readonly text: string; readonly line: number } | null = null;
  let columns: ReturnType<typeof columnsOf> = [];

  const cellsOf = (text: string): string[] | null => {
    const parts = text.trim().split(/\s{2,}/);
    if (parts.length === columns.length) return parts;
    // The blanks after a last cell that is empty may be gone.
    const cells = columns.map(({ start }, at) =>
      sliceByWidth(`${text} `, start, columns[at + 1]?.start ?? Infinity),
    );
    // Between two columns there is at least a blank.
    if (cells.slice(0, -1).every((cell) => /\s$/.test(cell) || cell === ''))
      return cells.map((cell) => cell.trim());
    const all = text.trim().split(/\s+/);
    return all.length >= words && words === columns.length
      ? [...all.slice(0, words - 1), all.slice(words - 1).join(' ')]
      : null;
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      if (/^-{5,}\s*$/.test(text)) {
        if (heading === null) events.unexpected(text, number);
        else columns = columnsOf(heading.text);
        heading = null;
        return;
      }
      if (columns.length === 0) {
        if (heading === null && text.length <= longest && columnsOf(text).length >= words)
          heading = { text, line: number };
        else events.unexpected(text, number);
        return;
      }
      const cells = cellsOf(text);
      const labels = columns.map(({ label }) => label);
      if (cells === null || !events.row(cells, labels, number)) {
        events.unexpected(text, number);
      }
    },
    end() {
      if (heading !== null) events.cut(heading.line);
    },
  };
}
