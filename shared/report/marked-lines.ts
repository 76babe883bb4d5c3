// Where the lines of both sides of a change differ: in the values of its fields, not in the counters and ages that stand
// in the same line and always differ.
import { diffLine, type LineDiff, type Piece } from '../compare/line-diff.ts';
import type { ReportChange } from './document.ts';

/** The pieces of both lines; null where no field's value stands in both by its name (`actions=output:2`). */
export function markedLines(from: string, to: string, fields: ReportChange['fields']): LineDiff | null {
  const found = fields.flatMap(({ name, from: before, to: after }) => {
    if (before === null || after === null) return [];
    const places = [placeOf(from, name, before), placeOf(to, name, after)] as const;
    if (places[0] < 0 || places[1] < 0) return [];
    const diff = diffLine(before, after);
    return [{ from: { at: places[0], pieces: diff.from }, to: { at: places[1], pieces: diff.to } }];
  });
  if (found.length === 0) return null;
  return {
    from: cut(
      from,
      found.map((each) => each.from),
    ),
    to: cut(
      to,
      found.map((each) => each.to),
    ),
  };
}

/** Where the value of a field begins; -1 where the line does not say it so. */
function placeOf(line: string, name: string, value: string): number {
  const said = `${name}=${value}`;
  for (let at = line.indexOf(said); at >= 0; at = line.indexOf(said, at + 1)) {
    const [before, after] = [line[at - 1] ?? ' ', line[at + said.length] ?? ' '];
    if (/[\s,(]/.test(before) && /[\s,)]/.test(after)) return at + name.length + 1;
  }
  return -1;
}

interface Placed {
  readonly at: number;
  readonly pieces: readonly Piece[];
}

function cut(line: string, values: readonly Placed[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { at, pieces: own } of values.toSorted((a, b) => a.at - b.at)) {
    if (at < end) continue;
    if (at > end) pieces.push({ text: line.slice(end, at), changed: false });
    pieces.push(...own);
    end = at + own.reduce((sum, { text }) => sum + text.length, 0);
  }
  if (end < line.length) pieces.push({ text: line.slice(end), changed: false });
  return pieces;
}
