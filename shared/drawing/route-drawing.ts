// A route or path as shapes, for a file: its hops in a straight line down, the way back beside the way there.
import type { Drawing, Shape } from './drawing.ts';
import { drawPage, type PageColours } from './drawing-page.ts';
import { cutTo, monoWidth, sansWidth } from './text-size.ts';
import { beginsStretch, numbersOf, type ShownHop } from '../network/route/hop-text.ts';

/** What of the theme's tokens it uses, as values. */
export interface RouteColours extends PageColours {
  readonly raised: string;
  readonly sunken: string;
  readonly line: string;
  readonly warning: string;
  readonly error: string;
  readonly none: string;
}

/** What is drawn of a hop. */
export interface DrawnHop extends Pick<ShownHop, 'host' | 'device' | 'status' | 'reason'> {
  /** A bridge, which others sit on. */
  readonly bar: boolean;
  readonly broken: boolean;
  /** Tags, ports, addresses: as the tools write them. */
  readonly details: readonly string[];
}

export interface DrawnWay {
  readonly hops: readonly DrawnHop[];
}

export function drawnWay({ hops }: { readonly hops: readonly ShownHop[] }): DrawnWay {
  return { hops: hops.map((hop) => ({ ...drawnParts(hop), details: numbersOf(hop) })) };
}

export function drawnParts(hop: ShownHop): Omit<DrawnHop, 'details'> {
  const { host, device, status, reason, kind } = hop;
  const bar = kind === 'ovs-bridge' || kind === 'linux-bridge';
  return { host, device, status, reason, bar, broken: status === 'missing' || hop.break !== null };
}

export interface RouteDrawingText {
  readonly title: string;
  readonly footer: string;
  /** Above each way. */
  readonly heads: readonly string[];
  /**
   * Below each way: where it ends, and why there; `bad` when not where it should. Left out where the page around the
   * picture says it.
   */
  readonly ends?: readonly { readonly text: string; readonly bad: boolean }[];
  readonly missing: string;
}

const endSize = 11;
const endLine = 16;
const mostEndLines = 5;

const box = { width: 420, height: 40, gap: 18, between: 40, head: 24, host: 20 } as const;

export function drawRoutes(
  routes: readonly DrawnWay[],
  colours: RouteColours,
  text: RouteDrawingText,
): Drawing {
  const shapes: Shape[] = [];
  let lowest = 0;
  for (const [column, route] of routes.entries()) {
    const x = column * (box.width + box.between);
    const head = text.heads[column] ?? '';
    shapes.push({
      kind: 'text',
      x,
      y: 14,
      text: head,
      size: 12,
      fill: colours.quiet,
      anchor: 'start',
      strong: true,
    });
    let y: number = box.head;
    for (const [index, hop] of route.hops.entries()) {
      if (index > 0) {
        const dash = hop.status === 'missing' ? [3, 3] : hop.status === 'inferred' ? [6, 3] : undefined;
        const stroke = hop.status === 'missing' ? colours.error : colours.none;
        const middle = x + box.width / 2;
        const end = y + box.gap + (beginsStretch(route.hops, index) ? box.host : 0);
        shapes.push({
          kind: 'path',
          path: `M${middle} ${y}L${middle} ${end}`,
          stroke,
          width: 1.5,
          ...(dash ? { dash } : {}),
        });
        y += box.gap;
      }
      if (beginsStretch(route.hops, index)) {
        shapes.push({
          ...{
            kind: 'text',
            x,
            y: y + 14,
            text: hop.host,
            size: 12,
            fill: colours.quiet,
            anchor: 'start',
            mono: true,
          },
          rim: colours.surface,
        });
        y += box.host;
      }
      const { broken, bar } = hop;
      const stroke = broken ? colours.error : hop.status === 'inferred' ? colours.warning : colours.line;
      shapes.push({
        ...{ kind: 'rect', x, y, width: box.width, height: box.height, radius: bar ? 2 : 4 },
        fill: broken ? null : bar ? colours.sunken : colours.raised,
        stroke,
        ...(broken ? { dash: [3, 3] } : hop.status === 'inferred' ? { dash: [5, 2] } : {}),
        ...(hop.reason === null ? {} : { title: hop.reason }),
      });
      const room = box.width - 16;
      const detail =
        broken && hop.reason !== null
          ? `${text.missing}: ${hop.reason.replaceAll('`', '')}`
          : hop.details.join(' · ');
      const lines = [
        { text: hop.device ?? '?', size: 12, fill: colours.text, at: 16 },
        { text: detail, size: 11, fill: broken ? colours.error : colours.quiet, at: 32 },
      ];
      for (const { text: line, size, fill, at } of lines) {
        const cut = cutTo(line, room, (part) => monoWidth(part, size));
        shapes.push({
          kind: 'text',
          x: x + box.width / 2,
          y: y + at,
          text: cut,
          size,
          fill,
          anchor: 'middle',
          mono: true,
        });
      }
      y += box.height;
    }
    const end = text.ends?.[column];
    if (end !== undefined) {
      for (const line of wrapped(end.text, box.width)) {
        y += endLine;
        const fill = end.bad ? colours.error : colours.quiet;
        shapes.push({ kind: 'text', x, y, text: line, size: endSize, fill, anchor: 'start' });
      }
    }
    lowest = Math.max(lowest, y);
  }
  const width = routes.length * (box.width + box.between) - box.between;
  return drawPage(
    { width, height: lowest, shapes, title: text.title, footer: text.footer, legend: [] },
    colours,
  );
}

/** In lines of a width, broken at spaces; what is longer than five lines is cut. */
function wrapped(text: string, width: number): readonly string[] {
  const widthOf = (part: string): number => sansWidth(part, endSize);
  const cut = (part: string): string => cutTo(part, width, widthOf);
  const lines: string[] = [];
  let line = '';
  for (const word of text
    .slice(0, mostEndLines * width)
    .trim()
    .split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || widthOf(longer) <= width) line = longer;
    else {
      if (lines.length === mostEndLines - 1) return [...lines, cut(`${line.slice(0, -1)}…`)];
      lines.push(cut(line));
      line = word;
    }
  }
  return [...lines, cut(line)];
}
