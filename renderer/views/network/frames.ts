// A namespace as a frame that holds its devices: their places inside it, and where lines leave or enter. The frame
// is laid out here and is one node of fixed size to ELK. Pure.
import type { Point, Rect } from '../../ui/geometry.ts';
import type { SketchLine, SketchNode } from './sketch.ts';
import type { Direction } from './sketch.ts';

/** The frame's name stands above its devices. */
export const titleHeight = 40;
export const framePad = 10;
const gap = 12;

export interface FramedBox extends Rect {
  readonly id: string;
}

/** Inside a frame: from its own corner. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly FramedBox[];
  /** By device: where a line outwards begins, and where it leaves the frame; and the same of a line inwards. */
  readonly out: ReadonlyMap<string, Way>;
  readonly in: ReadonlyMap<string, Way>;
}

export interface Way {
  readonly device: Point;
  readonly edge: Point;
}

/**
 * A frame's inside: devices beside each other across the direction, each with the `breadth` that its lanes need,
 * those with lines first and in the lines' order.
 */
export function frameOf(
  node: SketchNode,
  direction: Direction,
  order: readonly string[] = [],
  breadths: ReadonlyMap<string, number> = new Map(),
): Frame {
  const down = direction === 'down';
  const first = new Map(order.map((id, index) => [id, index]));
  const ports = node.ports.toSorted(
    (a, b) => (first.get(a.device.id) ?? Infinity) - (first.get(b.device.id) ?? Infinity) || 0,
  );
  // The title is at the top, whichever way the picture runs.
  const lead = { along: down ? titleHeight : framePad, across: down ? framePad : titleHeight };
  const extentOf = ({ width, height }: { readonly width: number; readonly height: number }) =>
    down ? { depth: height, breadth: width } : { depth: width, breadth: height };
  const deepest = Math.max(0, ...ports.map((port) => extentOf(port).depth));
  const title = extentOf({ width: node.width + 2 * framePad, height: titleHeight });
  const depth = Math.max(lead.along + deepest + framePad, title.depth);
  const boxes: FramedBox[] = [];
  const out = new Map<string, Way>();
  const into = new Map<string, Way>();
  let across = lead.across;
  for (const { device, width, height } of ports) {
    const own = extentOf({ width, height });
    const room = Math.max(own.breadth, breadths.get(device.id) ?? 0);
    const middle = across + room / 2;
    // Against the far edge, where its lines leave.
    const along = depth - framePad - deepest;
    const rect = { along, across: middle - own.breadth / 2 };
    boxes.push({
      id: device.id,
      ...(down ? { x: rect.across, y: rect.along } : { x: rect.along, y: rect.across }),
      width: down ? own.breadth : deepest,
      height: down ? deepest : own.breadth,
    });
    const point = (at: number): Point => (down ? { x: middle, y: at } : { x: at, y: middle });
    out.set(device.id, { device: point(along + deepest), edge: point(depth) });
    into.set(device.id, { device: point(along), edge: point(0) });
    across += room + gap;
  }
  const end = ports.length === 0 ? lead.across : across - gap + framePad;
  const breadth = 2 * Math.ceil(Math.max(end, title.breadth) / 2);
  return {
    width: down ? breadth : depth,
    height: down ? depth : breadth,
    boxes,
    out,
    in: into,
  };
}

/** Devices of a frame in the order of the lines that leave them, so that lines do not cross inside. */
export function orderInFrame(lines: readonly SketchLine[]): readonly string[] {
  return [...new Set(lines.map(({ from }) => from))];
}
