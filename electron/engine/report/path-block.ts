// Paths in a report: from one end to another and back, over all hosts, or one host's from an instance outwards.
import { drawnParts } from '../../../shared/drawing/route-drawing.ts';
import type { NetworkPath } from '../../../shared/network/model.ts';
import { numbersOf, type ShownHop } from '../../../shared/network/route/hop-text.ts';
import type { Route } from '../../../shared/network/route/route.ts';
import type { BlockOf, ReportHop } from '../../../shared/report/document.ts';
import type { Say } from '../../../shared/report/report-words.ts';
import { placesOf } from './places.ts';

type PathBlock = BlockOf<'path'>;
type Way = PathBlock['ways'][number];

/** Places of one hop: more would hide the hops. */
const mostPlaces = 3;

export function routeBlock(
  forward: Route,
  backward: Route,
  caption: string,
  footer: string,
  say: Say,
): PathBlock {
  const ways = [forward, backward];
  return {
    kind: 'path',
    caption,
    ways: ways.map((route) => wayOf(route, route.from.name, route.to.name, route.reason, route.wants, say)),
    footer,
  };
}

/** `name` is what the path is called in the report. */
export function pathBlock(
  path: NetworkPath,
  name: string,
  caption: string,
  footer: string,
  say: Say,
): PathBlock {
  const last = path.hops.at(-1);
  const broken = path.hops.find(({ status }) => status === 'missing');
  const wants = [...new Set(path.hops.flatMap((hop) => hop.wants))];
  return {
    kind: 'path',
    caption,
    ways: [wayOf(path, name, last?.remote ?? last?.device ?? '?', broken?.reason ?? null, wants, say)],
    footer,
  };
}

function wayOf(
  { hops, complete }: { readonly hops: readonly ShownHop[]; readonly complete: boolean },
  from: string,
  to: string,
  reason: string | null,
  wants: readonly string[],
  say: Say,
): Way {
  return {
    from,
    to,
    complete,
    reason: complete ? null : reason,
    hops: hops.map((hop) => hopOf(hop, say)),
    wants,
  };
}

function hopOf(hop: ShownHop, say: Say): ReportHop {
  const { device, notes = [], netns = null, mac } = hop;
  return {
    ...drawnParts(hop),
    kind: say(`app.device.${hop.kind}`),
    details: [
      ...(netns === null || netns === device ? [] : [`netns ${netns}`]),
      ...numbersOf(hop),
      ...(mac === null ? [] : [mac]),
    ],
    remarks: notes.map((note) => note.reason),
    places: placesOf(hop.evidence, mostPlaces),
  };
}
