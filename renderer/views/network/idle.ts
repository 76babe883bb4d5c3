// Devices that no link of the picture reaches (spare NICs, an empty bridge): kept out of ELK, which would
// make a layer of them as wide as they are many, and set beside the rest in columns or rows.
import type { Rect } from '../../ui/geometry.ts';
import type { Sketch, SketchNode } from './sketch.ts';
import type { Direction } from './sketch.ts';

const gap = 12;
const distance = 28;

/** The devices of the host without links and without ports of their own, in the sketch's order. */
export function idleNodes(sketch: Sketch): readonly SketchNode[] {
  const joined = new Set(sketch.lines.flatMap(({ fromNode, toNode }) => [fromNode, toNode]));
  return sketch.nodes.filter(
    ({ device, ports }) => ports.length === 0 && device.kind !== 'peer' && !joined.has(device.id),
  );
}

/**
 * Places for idle devices, by id: in columns to the right of `taken` when the picture runs down, in rows
 * below it when it runs to the right. Neither meets the peers, which are at the end of the direction.
 */
export function placeIdle(
  nodes: readonly SketchNode[],
  taken: Rect,
  direction: Direction,
): ReadonlyMap<string, Rect> {
  const places = new Map<string, Rect>();
  const down = direction === 'down';
  const start = down ? taken.y : taken.x;
  const room = Math.max(down ? taken.height : taken.width, 1);
  let along = start;
  let across = (down ? taken.x + taken.width : taken.y + taken.height) + (nodes.length > 0 ? distance : 0);
  let thickest = 0;
  for (const { device, width, height } of nodes) {
    const [length, thickness] = down ? [height, width] : [width, height];
    if (along > start && along + length > start + room) {
      along = start;
      across += thickest + gap;
      thickest = 0;
    }
    places.set(
      device.id,
      down ? { x: across, y: along, width, height } : { x: along, y: across, width, height },
    );
    along += length + gap;
    thickest = Math.max(thickest, thickness);
  }
  return places;
}
