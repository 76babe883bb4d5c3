// Arrow keys in the picture: from a device to the one it is joined to in that direction, and along a
// bar from port to port.
import type { NodeModel } from '../../../shared/network/model.ts';
import type { Arrow } from '../../ui/arrow-keys.ts';
import type { Point } from '../../ui/geometry.ts';
import type { Picture, PictureBox } from './graph.ts';

const steps: Readonly<Record<Arrow, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** The device to move to; null when there is none in that direction. Without `from`, the first of the picture. */
export function step(model: NodeModel, picture: Picture, from: string | null, arrow: Arrow): string | null {
  const here = picture.boxes.find(({ device }) => device.id === from);
  if (here === undefined) return picture.boxes[0]?.device.id ?? null;
  const joined = joinedTo(model, here.device.id);
  const near = picture.boxes.filter(({ device }) => joined.has(device.id));
  // What is joined comes first; else whatever stands level, so that no device is out of reach.
  return nearest(here, near, arrow) ?? nearest(here, picture.boxes, arrow);
}

function joinedTo(model: NodeModel, id: string): ReadonlySet<string> {
  const joined = new Set<string>();
  for (const { from, to } of model.links) {
    if (from === id) joined.add(to);
    if (to === id) joined.add(from);
  }
  for (const device of model.devices) {
    if (device.id === id && device.parent !== null) joined.add(device.parent);
    if (device.parent === id) joined.add(device.id);
  }
  return joined;
}

function nearest(here: PictureBox, boxes: readonly PictureBox[], arrow: Arrow): string | null {
  const towards = steps[arrow];
  let best: string | null = null;
  let least = Infinity;
  for (const box of boxes) {
    if (box.device.id === here.device.id) continue;
    const dx = gap(here.x, here.width, box.x, box.width);
    const dy = gap(here.y, here.height, box.y, box.height);
    const along = dx * towards.x + dy * towards.y;
    const aside = Math.abs(dx * towards.y) + Math.abs(dy * towards.x);
    if (along <= 0 || aside > along * 2) continue;
    if (along + aside * 3 >= least) continue;
    least = along + aside * 3;
    best = box.device.id;
  }
  return best;
}

/** How far one stretch lies from another: 0 where they overlap; touching counts as one pixel. */
function gap(from: number, length: number, to: number, otherLength: number): number {
  if (to >= from + length) return to - (from + length) + 1;
  if (to + otherLength <= from) return to + otherLength - from - 1;
  return 0;
}
