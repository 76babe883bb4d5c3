// The picture of a path, drawn of its hops: ways in straight lines, side by side.
import type { Drawing } from '../drawing/drawing.ts';
import { printColours } from '../drawing/print-colours.ts';
import { drawRoutes } from '../drawing/route-drawing.ts';
import type { BlockOf } from './document.ts';
import type { Say } from './report-words.ts';
import { shownLine } from '../shown-text.ts';

/** Hops of one way in the picture; the table beside it has all. */
const mostHops = 100;

export function pathDrawing({ caption, ways, footer }: BlockOf<'path'>, say: Say): Drawing {
  const shown = ways.map(({ hops }) => ({
    hops: hops.slice(0, mostHops).map((hop) => ({
      ...hop,
      host: shownLine(hop.host, 60),
      device: hop.device === null ? null : shownLine(hop.device),
      reason: hop.reason === null ? null : shownLine(hop.reason),
      details: hop.details.map((detail) => shownLine(detail, 200)),
    })),
  }));
  return drawRoutes(shown, printColours, {
    title: shownLine(caption, 200),
    footer: shownLine(footer, 200),
    heads: ways.map(({ from, to }) => `${shownLine(from, 60)} → ${shownLine(to, 60)}`),
    missing: say('document.missing'),
  });
}
