// The inner half of the picture: an instance with its taps and Linux bridges below it, in lanes that
// end at the first Open vSwitch bridge. Every lane is a straight chain, so it needs no layout search;
// as one node to ELK, two hundred of them are laid out in a second instead of twenty.
import type { Point, Rect } from '../../ui/geometry.ts';
import { frameOf, orderInFrame } from './frames.ts';
import { detailSize, type Direction, type Sketch, type SketchLine, type SketchNode } from './sketch.ts';
import { monoWidth } from '../../../shared/drawing/text-size.ts';

/** A device's place inside its stack. */
export interface StackedBox extends Rect {
  readonly id: string;
}

/** A line that goes on outside the stack: where it leaves its device, and where the stack's edge. */
export interface Anchor {
  readonly line: SketchLine;
  readonly start: Point;
  readonly edge: Point;
}

export interface Stack {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly StackedBox[];
  readonly inner: readonly { readonly line: SketchLine; readonly points: readonly Point[] }[];
  readonly anchors: readonly Anchor[];
  /** Nodes drawn inside it. */
  readonly nodes: ReadonlySet<string>;
}

interface Lane {
  /** From the head to the first chained node, then on; one more than `chain` when a line leaves the stack. */
  readonly lines: readonly SketchLine[];
  readonly chain: readonly SketchNode[];
}

/** A node's extent along the direction: what faces in, itself, what faces out. And across it. */
interface Extent {
  readonly inner: number;
  readonly core: number;
  readonly outer: number;
  readonly across: number;
}

export const layerGap = { down: 40, right: 64 } as const;
export const laneGap = { down: 12, right: 12 } as const;

/** The stacks of a sketch: one for each instance or namespace, in the sketch's order. */
export function stacksOf(sketch: Sketch, direction: Direction): readonly Stack[] {
  const nodes = new Map(sketch.nodes.map((node) => [node.device.id, node]));
  const outOf = groupBy(sketch.lines, (line) => line.fromNode);
  const into = groupBy(sketch.lines, (line) => line.toNode);
  const heads = sketch.nodes.filter(
    ({ device, rank, shape }) => rank === 0 && shape !== 'bar' && !into.has(device.id),
  );
  const lanesOf = new Map(heads.map((head) => [head, lanesFrom(head, nodes, outOf, into)]));
  const columns = columnsOf([...lanesOf.values()].flat(), direction);
  const tail = tailOf([...lanesOf.values()].flat(), direction);
  const headDepth = Math.max(0, ...heads.map((head) => extentOf(head, direction).core));
  return heads.map((head) =>
    placed(head, lanesOf.get(head) ?? [], columns, headDepth, tail, nodes, direction),
  );
}

function lanesFrom(
  head: SketchNode,
  nodes: ReadonlyMap<string, SketchNode>,
  outOf: ReadonlyMap<string, readonly SketchLine[]>,
  into: ReadonlyMap<string, readonly SketchLine[]>,
): readonly Lane[] {
  const firsts = outOf.get(head.device.id) ?? [];
  const order = orderInFrame(firsts);
  // Out of a frame, the lanes of one device stand beside each other.
  const sorted = firsts.toSorted((a, b) => order.indexOf(a.from) - order.indexOf(b.from));
  return sorted.map((first): Lane => {
    const chain: SketchNode[] = [];
    const lines = [first];
    for (let line: SketchLine | undefined = first; line !== undefined;) {
      const node = nodes.get(line.toNode);
      const onward: readonly SketchLine[] = outOf.get(line.toNode) ?? [];
      if (node === undefined || !chains(node) || into.get(line.toNode)?.length !== 1 || onward.length > 1)
        break;
      chain.push(node);
      line = onward[0];
      if (line !== undefined) lines.push(line);
    }
    return { lines, chain };
  });
}

/** Only what stands between an instance and the switch, with nothing beside the way through. */
function chains({ device, ports }: SketchNode): boolean {
  const sides = ports.map(({ side }) => side);
  return (
    device.kind !== 'ovs-bridge' &&
    device.kind !== 'peer' &&
    device.kind !== 'namespace' &&
    device.kind !== 'nic' &&
    !sides.includes('end') &&
    new Set(sides).size === sides.length
  );
}

interface Column extends Extent {
  /** Between the column before and this one. */
  readonly gap: number;
}

/** Lanes share columns, so that all taps stand level, and all bridges. */
function columnsOf(lanes: readonly Lane[], direction: Direction): readonly Column[] {
  const columns: Column[] = [];
  for (const { lines, chain } of lanes) {
    for (const [index, node] of chain.entries()) {
      const extent = extentOf(node, direction);
      const label = lines[index]?.label ?? '';
      const room = direction === 'down' ? 0 : monoWidth(label, detailSize) + 32;
      const known = columns[index];
      columns[index] = {
        inner: Math.max(known?.inner ?? 0, extent.inner),
        core: Math.max(known?.core ?? 0, extent.core),
        outer: Math.max(known?.outer ?? 0, extent.outer),
        across: 0,
        gap: Math.max(known?.gap ?? layerGap[direction], room),
      };
    }
  }
  return columns;
}

function extentOf(node: SketchNode, direction: Direction): Extent {
  const { width, height, ports } = node;
  const down = direction === 'down';
  if (node.shape === 'frame') {
    const frame = frameOf(node, direction);
    const [core, across] = down ? [frame.height, frame.width] : [frame.width, frame.height];
    return { inner: 0, core, outer: 0, across };
  }
  const depthOf = (side: 'in' | 'out'): number =>
    Math.max(
      0,
      ...ports.filter((port) => port.side === side).map((port) => (down ? port.height : port.width)),
    );
  const across = ports.map((port) => (down ? port.width : port.height) + 8);
  return {
    inner: depthOf('in'),
    core: down ? height : width,
    outer: depthOf('out'),
    across: Math.max(down ? width : height, ...across),
  };
}

function placed(
  head: SketchNode,
  lanes: readonly Lane[],
  columns: readonly Column[],
  headDepth: number,
  tail: number,
  nodes: ReadonlyMap<string, SketchNode>,
  direction: Direction,
): Stack {
  const down = direction === 'down';
  const rect = (id: string, along: number, across: number, depth: number, breadth: number): StackedBox =>
    down
      ? { id, x: across, y: along, width: breadth, height: depth }
      : { id, x: along, y: across, width: depth, height: breadth };
  const point = (along: number, across: number): Point =>
    down ? { x: across, y: along } : { x: along, y: across };

  const breadths = lanes.map((lane) => laneBreadth(lane, nodes, direction));
  const { breadth, boxes, middles, starts } =
    head.shape === 'frame'
      ? framedHead(head, lanes, breadths, headDepth, direction)
      : plainHead(head, breadths, headDepth, direction);
  const depth = columns.reduce((sum, column) => sum + column.gap + depthOfColumn(column), headDepth) + tail;
  const inner: { line: SketchLine; points: readonly Point[] }[] = [];
  const anchors: Anchor[] = [];
  const inside = new Set([head.device.id]);

  for (const [laneIndex, lane] of lanes.entries()) {
    const middle = middles[laneIndex] ?? 0;
    let along = headDepth;
    let start = point(starts[laneIndex] ?? headDepth, middle);
    for (const [index, node] of lane.chain.entries()) {
      const column = columns[index];
      const line = lane.lines[index];
      if (column === undefined || line === undefined) break;
      const bar = along + column.gap + column.inner;
      const extent = extentOf(node, direction);
      boxes.push(rect(node.device.id, bar, middle - extent.across / 2, column.core, extent.across));
      for (const port of node.ports) {
        const [portDepth, portBreadth] = down ? [port.height, port.width] : [port.width, port.height];
        const at = port.side === 'in' ? bar - portDepth : bar + column.core;
        boxes.push(rect(port.device.id, at, middle - portBreadth / 2, portDepth, portBreadth));
      }
      inside.add(node.device.id);
      inner.push({ line, points: [start, point(bar - extent.inner, middle)] });
      start = point(bar + column.core + extent.outer, middle);
      along = bar + column.core + column.outer;
    }
    const leaving = lane.lines[lane.chain.length];
    if (leaving !== undefined) anchors.push({ line: leaving, start, edge: point(depth, middle) });
  }
  return {
    id: head.device.id,
    width: down ? breadth : depth,
    height: down ? depth : breadth,
    boxes,
    inner,
    anchors,
    nodes: inside,
  };
}

/** Room for the labels of the lines that leave: to the right they need their length, downwards only a line. */
function tailOf(lanes: readonly Lane[], direction: Direction): number {
  if (direction === 'down') return 0;
  const labels = lanes.map(({ lines, chain }) => lines[chain.length]?.label ?? '');
  return Math.max(0, ...labels.map((label) => Math.ceil(monoWidth(label, detailSize)) + 32 - layerGap.right));
}

/** What begins the lanes: its boxes, across what they reach, and where each lane's first line starts. */
interface Head {
  readonly breadth: number;
  readonly boxes: StackedBox[];
  /** Of each lane, across. */
  readonly middles: readonly number[];
  /** Of each lane, along. */
  readonly starts: readonly number[];
}

/** An instance: over several lanes it is as broad as they are, so that each line runs straight out of it. */
function plainHead(
  head: SketchNode,
  breadths: readonly number[],
  headDepth: number,
  direction: Direction,
): Head {
  const { core, across } = extentOf(head, direction);
  const lanes = spanOf(breadths, direction);
  const breadth = Math.max(across, lanes);
  const headBreadth = breadths.length > 1 ? breadth : across;
  let lead = (breadth - Math.max(0, lanes)) / 2;
  const middles = breadths.map((own) => {
    const middle = lead + own / 2;
    lead += own + laneGap[direction];
    return middle;
  });
  const [along, side] = [headDepth - core, (breadth - headBreadth) / 2];
  const box =
    direction === 'down'
      ? { x: side, y: along, width: headBreadth, height: core }
      : { x: along, y: side, width: core, height: headBreadth };
  return { breadth, boxes: [{ id: head.device.id, ...box }], middles, starts: breadths.map(() => headDepth) };
}

/** A namespace: its devices inside it, each above its lanes. */
function framedHead(
  head: SketchNode,
  lanes: readonly Lane[],
  breadths: readonly number[],
  headDepth: number,
  direction: Direction,
): Head {
  const down = direction === 'down';
  const lanesOf = new Map<string, number[]>();
  for (const [index, { lines }] of lanes.entries()) {
    const from = lines[0]?.from ?? '';
    lanesOf.set(from, [...(lanesOf.get(from) ?? []), index]);
  }
  const rooms = new Map(
    [...lanesOf].map(([id, list]) => [
      id,
      spanOf(
        list.map((index) => breadths[index] ?? 0),
        direction,
      ),
    ]),
  );
  const frame = frameOf(head, direction, [...lanesOf.keys()], rooms);
  const own = down ? frame.height : frame.width;
  const shift = headDepth - own;
  const moved = <T extends Point>(shape: T): T =>
    down ? { ...shape, y: shape.y + shift } : { ...shape, x: shape.x + shift };
  const middles: number[] = [];
  const starts: number[] = [];
  for (const [id, list] of lanesOf) {
    const way = frame.out.get(id);
    // A line that no device of the frame starts: from the frame itself.
    const middle =
      way === undefined ? (down ? frame.width : frame.height) / 2 : down ? way.edge.x : way.edge.y;
    let lead = middle - (rooms.get(id) ?? 0) / 2;
    for (const index of list) {
      const breadth = breadths[index] ?? 0;
      middles[index] = lead + breadth / 2;
      starts[index] = way === undefined ? headDepth : shift + (down ? way.device.y : way.device.x);
      lead += breadth + laneGap[direction];
    }
  }
  const { width, height } = frame;
  return {
    breadth: down ? width : height,
    boxes: [moved({ id: head.device.id, x: 0, y: 0, width, height }), ...frame.boxes.map(moved)],
    middles,
    starts,
  };
}

function spanOf(breadths: readonly number[], direction: Direction): number {
  return breadths.reduce((sum, breadth) => sum + breadth + laneGap[direction], -laneGap[direction]);
}

function depthOfColumn({ inner, core, outer }: Column): number {
  return inner + core + outer;
}

/** As broad as its broadest part, the port at its far end included, so that the last line is straight too. */
function laneBreadth(
  { lines, chain }: Lane,
  nodes: ReadonlyMap<string, SketchNode>,
  direction: Direction,
): number {
  const leaving = lines[chain.length];
  const port = leaving && nodes.get(leaving.toNode)?.ports.find(({ device }) => device.id === leaving.to);
  const end = port === undefined ? 0 : direction === 'down' ? port.width : port.height;
  const labels =
    direction === 'right' ? [] : lines.map(({ label }) => monoWidth(label ?? '', detailSize) + 8);
  const breadth = Math.max(end, ...labels, ...chain.map((node) => extentOf(node, direction).across));
  return 2 * Math.ceil(breadth / 2);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
