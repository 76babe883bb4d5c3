// Links that a host's picture draws no line for: a port that sits on its bridge is its own link to it. What is said of
// such a link stands at the port. Pure.
import type { NetworkLink } from '../../../shared/network/model.ts';
import type { Picture, PictureBox } from './graph.ts';
import { allNoted, type NotedMark } from '../../ui/noted-mark.ts';

/** Where a link shows: its own id where it is a line, else its port's; null where nothing of it is drawn. */
export function seatOf(
  { id, from, to }: NetworkLink,
  { lines }: Picture,
  boxOf: ReadonlyMap<string, PictureBox>,
): string | null {
  if (lines.some(({ link }) => link.id === id)) return id;
  const ends = [from, to].flatMap((end) => boxOf.get(end) ?? []);
  const port = ends.find(({ shape }) => shape !== 'bar' && shape !== 'frame') ?? ends[0];
  return port?.device.id ?? null;
}

/** The marks of notes by what shows them. */
export function seated(
  noted: ReadonlyMap<string, NotedMark>,
  links: readonly NetworkLink[],
  picture: Picture,
  boxOf: ReadonlyMap<string, PictureBox>,
): ReadonlyMap<string, NotedMark> {
  if (noted.size === 0) return noted;
  const shown = new Map(noted);
  for (const link of links) {
    const mark = noted.get(link.id);
    const seat = mark === undefined ? null : seatOf(link, picture, boxOf);
    if (mark === undefined || seat === null || seat === link.id) continue;
    const own = shown.get(seat);
    shown.set(seat, allNoted(own === undefined ? [mark] : [own, mark]) ?? mark);
  }
  return shown;
}
