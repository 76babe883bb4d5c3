// The snapshots of a case on a line of time, a row a host: what stands below each other was taken at the same time.
import { drawPage } from '../drawing/drawing-page.ts';
import type { Drawing, Shape } from '../drawing/drawing.ts';
import { printColours } from '../drawing/print-colours.ts';
import { cutTo, monoWidth, sansWidth } from '../drawing/text-size.ts';
import type { BlockOf } from './document.ts';
import { shownLine } from '../shown-text.ts';

type Row = BlockOf<'timeline'>['rows'][number];

export interface TimelineWords {
  readonly title: string;
  readonly unknownTime: string;
}

const row = 34;
const names = 190;
const line = 520;
const unknownWidth = 130;
const labelSize = 11;
/** Hosts in the picture; the table beside it has all. */
const mostHosts = 40;

/** Null where there is no order to show: fewer than two snapshots. */
export function timelineDrawing(rows: readonly Row[], words: TimelineWords): Drawing | null {
  if (rows.length < 2) return null;
  const hosts = [...new Set(rows.map(({ host }) => host))].slice(0, mostHosts);
  const times = rows.flatMap((each) => timeOf(each) ?? []);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const hasUnknown = rows.some((each) => timeOf(each) === null);
  const left = names + (hasUnknown ? unknownWidth : 0);
  const span = last - first;
  const x = (time: number): number =>
    span === 0 ? left + line / 2 : left + 10 + ((time - first) / span) * (line - 20);
  const { line: stroke, text, quiet, surface } = printColours;
  const shapes: Shape[] = [];
  const label = (
    at: number,
    y: number,
    said: string,
    anchor: 'start' | 'middle' | 'end',
    fill = quiet,
  ): void => {
    shapes.push({ kind: 'text', x: at, y, text: said, size: labelSize, fill, anchor, rim: surface });
  };
  hosts.forEach((host, place) => {
    const y = 30 + place * row;
    const name = cutTo(shownLine(host), names - 12, (part) => monoWidth(part, 12));
    shapes.push({
      kind: 'text',
      x: 0,
      y: y + 4,
      text: name,
      size: 12,
      fill: text,
      anchor: 'start',
      mono: true,
    });
    if (times.length > 0)
      shapes.push({ kind: 'path', path: `M${left} ${y}L${left + line} ${y}`, stroke, width: 1 });
    let free = -Infinity;
    let unknown = 0;
    for (const each of rows.filter((one) => one.host === host)) {
      const time = timeOf(each);
      const at = time === null ? names + 10 + 14 * unknown++ : x(time);
      shapes.push({
        ...{ kind: 'rect', x: at - 5, y: y - 5, width: 10, height: 10, radius: 5 },
        ...{ fill: time === null ? surface : '#3d55cc', stroke: '#3d55cc' },
        title: shownLine(
          [host, each.label, each.capturedAt ?? words.unknownTime].filter(Boolean).join(' · '),
          300,
        ),
      });
      const said = cutTo(shownLine(each.label ?? ''), 120, (part) => sansWidth(part, labelSize));
      const half = sansWidth(said, labelSize) / 2;
      // A label that would lie over the one before is left to the title and the table.
      if (said === '' || at - half < free) continue;
      free = at + half + 4;
      label(at, y - 9, said, 'middle');
    }
  });
  const bottom = 30 + hosts.length * row;
  if (times.length > 0) {
    label(
      x(first),
      bottom,
      new Date(first).toISOString().replace('.000', ''),
      span === 0 ? 'middle' : 'start',
    );
    if (span > 0) label(x(last), bottom, new Date(last).toISOString().replace('.000', ''), 'end');
  }
  if (hasUnknown) label(names + 5, bottom, words.unknownTime, 'start');
  const page = { width: left + line, height: bottom, shapes, title: words.title, footer: '', legend: [] };
  return drawPage(page, printColours);
}

function timeOf({ capturedAt }: Row): number | null {
  const time = capturedAt === null ? NaN : Date.parse(capturedAt);
  return Number.isFinite(time) ? time : null;
}
