// From the bands of a pipeline to a picture with places. Columns run from left to right; a band with many
// goes on in a second row. What would run back or into another row ends in a tag that says where it goes
// on, and begins there with another: no line crosses the whole picture. Nothing here measures text or
// depends on a window, so the same pipeline gives the same picture everywhere.
import type { PipelineEdge, PipelineNode } from '../../../../shared/pipeline/pipeline.ts';
import type { Point, Rect } from '../../../ui/geometry.ts';
import type { Band, BandEdge, BandNode } from './bands.ts';
import { placeColumns, type Tall } from './heights.ts';
import { backEdges, columnsOf } from './layers.ts';
import { orderColumns, type Joint } from './order.ts';
import { edgeWidth, type WidthScale } from './widths.ts';

export interface PictureBox extends Rect {
  /** Unique in the picture; ids of nodes are not, because a port may be drawn in each row. */
  readonly key: string;
  readonly role: BandNode['role'] | 'idle' | 'jump-out' | 'jump-in' | 'learn';
  /** What it stands for; of a jump, the nodes at its other end. */
  readonly nodes: readonly PipelineNode[];
  /** Of a jump, the edges that it is part of. */
  readonly edges: readonly PipelineEdge[];
  /** Of a way in what comes by it, else what its nodes count; null when that is not known. */
  readonly packets: number | null;
}

export interface PictureRibbon {
  readonly key: string;
  readonly edges: readonly PipelineEdge[];
  readonly packets: number | null;
  readonly from: string;
  readonly to: string;
  readonly width: number;
  /** SVG path of its middle line. */
  readonly path: string;
  readonly start: Point;
  readonly end: Point;
  /** Where its count may stand: in the middle of its first bend. */
  readonly labelAt: Point;
  readonly learn: boolean;
}

export interface PictureFrame extends Rect {
  readonly bridge: string;
  /** Where the tables that nothing leads to begin; null when there are none. */
  readonly idleAt: Point | null;
}

export interface PipelinePicture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PictureBox[];
  readonly ribbons: readonly PictureRibbon[];
  readonly frames: readonly PictureFrame[];
  /** From a tag to the box where its edge goes on, or the first that it comes from. */
  readonly jumps: ReadonlyMap<string, string>;
  /** The largest count of an edge or table. */
  readonly most: number;
}

export const boxWidth = 128;
const columnGap = 68;
const pitch = boxWidth + columnGap;
/** Columns of one row: more go on below, in as many rows as make the picture about so broad for its height. */
const mostColumns = 16;
const mostRows = 8;
const proportion = 1.9;

const leastHeight: Readonly<Record<PictureBox['role'], number>> = {
  ...{ in: 38, table: 78, out: 38, end: 28, idle: 28 },
  ...{ 'jump-out': 28, 'jump-in': 28, learn: 28 },
};
const gaps: Readonly<Record<PictureBox['role'], number>> = {
  ...{ in: 14, table: 26, out: 14, end: 16, idle: 8 },
  ...{ 'jump-out': 12, 'jump-in': 12, learn: 12 },
};
/** What a box keeps above and below its ribbons. */
const inset = 6;
const waypointGap = 8;
const framePadding = 16;
const titleHeight = 30;
const rowGap = 44;
const bandGap = 36;

/** The picture of these bands, one below the other. */
export function layOutPipeline(bands: readonly Band[], scale: WidthScale): PipelinePicture {
  const most = Math.max(
    0,
    ...bands.flatMap(({ nodes, edges }) => [
      ...edges.map(({ packets }) => packets ?? 0),
      ...nodes.flatMap((node) => node.nodes.map(({ packets }) => packets ?? 0)),
    ]),
  );
  const boxes: PictureBox[] = [];
  const ribbons: PictureRibbon[] = [];
  const frames: PictureFrame[] = [];
  let y = 0;
  for (const band of bands) {
    const top = y;
    const rows = bestRows(band, most, scale);
    y += titleHeight;
    let right = 0;
    for (const [index, row] of rows.entries()) {
      if (index > 0) y += rowGap;
      const drawn = drawRow(row, `${band.bridge} ${index}`, { x: framePadding, y }, most, scale);
      boxes.push(...drawn.boxes);
      ribbons.push(...drawn.ribbons);
      y += drawn.height;
      right = Math.max(right, drawn.width);
    }
    let idleAt: Point | null = null;
    if (band.idle.length > 0) {
      y += rowGap;
      idleAt = { x: framePadding, y: y - 10 };
      const perLine = Math.max(4, Math.floor((right + 12) / (boxWidth + 12)));
      for (const [index, { key, nodes }] of band.idle.entries()) {
        const [line, place] = [Math.floor(index / perLine), index % perLine];
        const at = {
          x: framePadding + place * (boxWidth + 12),
          y: y + line * (leastHeight.idle + gaps.idle),
        };
        boxes.push({
          ...at,
          width: boxWidth,
          height: leastHeight.idle,
          key,
          role: 'idle',
          nodes,
          edges: [],
          packets: 0,
        });
      }
      const lines = Math.ceil(band.idle.length / perLine);
      y += lines * (leastHeight.idle + gaps.idle) - gaps.idle;
      right = Math.max(right, Math.min(band.idle.length, perLine) * (boxWidth + 12) - 12);
    }
    y += framePadding;
    frames.push({
      x: 0,
      y: top,
      width: right + 2 * framePadding,
      height: y - top,
      bridge: band.bridge,
      idleAt,
    });
    y += bandGap;
  }
  const width = Math.max(0, ...frames.map((frame) => frame.width));
  return {
    width,
    height: Math.max(0, y - bandGap),
    boxes,
    ribbons,
    frames: frames.map((frame) => ({ ...frame, width })),
    jumps: jumpsOf(boxes),
    most,
  };
}

function jumpsOf(boxes: readonly PictureBox[]): ReadonlyMap<string, string> {
  const tables = new Map(
    boxes.filter(({ role }) => role === 'table' || role === 'idle').map((box) => [box.nodes[0]?.id, box.key]),
  );
  const jumps = new Map<string, string>();
  for (const { key, role, nodes } of boxes) {
    if (role !== 'jump-out' && role !== 'jump-in' && role !== 'learn') continue;
    const to = tables.get(nodes[0]?.id);
    if (to !== undefined) jumps.set(key, to);
  }
  return jumps;
}

interface RowNode {
  readonly key: string;
  readonly role: PictureBox['role'];
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  readonly column: number;
}

interface RowEdge {
  readonly key: string;
  readonly edges: readonly PipelineEdge[];
  readonly packets: number | null;
  readonly from: string;
  readonly to: string;
  readonly learn: boolean;
}

interface Row {
  readonly nodes: readonly RowNode[];
  readonly edges: readonly RowEdge[];
}

function bestRows(band: Band, most: number, scale: WidthScale): readonly Row[] {
  const whole = rowsOf(band, 1);
  if (columnsIn(whole[0]) <= mostColumns) return whole;
  let best = whole;
  let least = Infinity;
  for (let count = 2; count <= mostRows; count++) {
    const rows = rowsOf(band, count);
    const drawn = rows.map((row) => drawRow(row, '', { x: 0, y: 0 }, most, scale));
    const width = Math.max(...drawn.map((row) => row.width));
    const height = drawn.reduce((sum, row) => sum + row.height + rowGap, 0);
    const distance = Math.abs(Math.log(width / height / proportion));
    if (distance >= least) continue;
    least = distance;
    best = rows;
  }
  return best;
}

function columnsIn(row: Row | undefined): number {
  const columns = (row?.nodes ?? []).map(({ column }) => column);
  return columns.length === 0 ? 0 : Math.max(...columns) - Math.min(...columns) + 1;
}

/** A band cut into so many rows, with tags where an edge leaves one. */
function rowsOf(band: Band, count: number): readonly Row[] {
  const keys = band.nodes.map(({ key }) => key);
  const back = backEdges(keys, band.edges);
  const columns = columnsOf(
    keys,
    band.edges.filter(({ key }) => !back.has(key)),
  );
  const columnOf = (key: string): number => columns.get(key) ?? 0;
  const tables = band.nodes.filter(({ role }) => role === 'table');
  const last = Math.max(0, ...tables.map(({ key }) => columnOf(key)));
  const perRow = Math.ceil((last + 1) / count);
  const rowOf = (column: number): number => Math.min(count - 1, Math.floor(column / perRow));
  const rows = Array.from({ length: count }, (): { nodes: Map<string, RowNode>; edges: RowEdge[] } => ({
    nodes: new Map(),
    edges: [],
  }));
  const roles = new Map(band.nodes.map((node) => [node.key, node]));
  const place = (row: number, node: BandNode, column: number): void => {
    const known = rows[row]?.nodes.get(node.key);
    if (known !== undefined && known.column >= column) return;
    rows[row]?.nodes.set(node.key, { ...node, edges: [], column });
  };
  for (const node of tables) place(rowOf(columnOf(node.key)), node, columnOf(node.key));
  const tag = (row: number, node: RowNode): void => {
    const known = rows[row]?.nodes.get(node.key);
    const nodes = [...new Set([...(known?.nodes ?? []), ...node.nodes])];
    const edges = [...(known?.edges ?? []), ...node.edges];
    rows[row]?.nodes.set(node.key, { ...node, nodes, edges });
  };
  const incoming = new Map<string, { row: number; edges: BandEdge[] }>();
  for (const edge of [...band.edges, ...band.learns]) {
    const [from, to] = [roles.get(edge.from), roles.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    const learn = band.learns.includes(edge);
    const fromColumn = columnOf(from.key);
    const plain = { edges: edge.edges, packets: edge.packets, learn };
    if (from.role === 'in') {
      const row = rowOf(columnOf(to.key));
      place(row, from, columnOf(to.key) - 1);
      rows[row]?.edges.push({ key: edge.key, ...plain, from: from.key, to: to.key });
      continue;
    }
    const row = rowOf(fromColumn);
    const target = rowOf(columnOf(to.key));
    if (!learn && !back.has(edge.key) && (to.role !== 'table' || row === target)) {
      if (to.role !== 'table') place(row, to, count === 1 ? columnOf(to.key) : fromColumn + 1);
      rows[row]?.edges.push({ key: edge.key, ...plain, from: from.key, to: to.key });
      continue;
    }
    const role = learn ? 'learn' : 'jump-out';
    const key = `${role} ${edge.key}`;
    tag(row, { key, role, nodes: to.nodes, edges: edge.edges, column: fromColumn + 1 });
    rows[row]?.edges.push({ key, ...plain, from: from.key, to: key });
    if (learn) continue;
    const arriving = incoming.get(to.key) ?? { row: target, edges: [] };
    arriving.edges.push(edge);
    incoming.set(to.key, arriving);
  }
  for (const [key, { row, edges }] of incoming) {
    const tagKey = `jump-in ${key}`;
    const nodes = edges.flatMap(({ from }) => roles.get(from)?.nodes ?? []);
    const all = edges.flatMap((edge) => edge.edges);
    tag(row, { key: tagKey, role: 'jump-in', nodes, edges: all, column: columnOf(key) - 1 });
    const packets = edges.some((edge) => edge.packets === null)
      ? null
      : edges.reduce((sum, edge) => sum + (edge.packets ?? 0), 0);
    rows[row]?.edges.push({ key: tagKey, edges: all, packets, from: tagKey, to: key, learn: false });
  }
  return rows.map(({ nodes, edges }) => ({ nodes: [...nodes.values()], edges }));
}

interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PictureBox[];
  readonly ribbons: readonly PictureRibbon[];
}

/** A row with its upper left corner at `at`. */
function drawRow(row: Row, name: string, at: Point, most: number, scale: WidthScale): Drawn {
  const first = Math.min(...row.nodes.map(({ column }) => column));
  const last = Math.max(...row.nodes.map(({ column }) => column));
  const columns = Array.from({ length: last - first + 1 }, (): string[] => []);
  const widths = new Map(row.edges.map((edge) => [edge.key, edgeWidth(edge.packets, most, scale)]));
  const widthOf = (edge: RowEdge): number => widths.get(edge.key) ?? 0;
  const sizes = new Map<string, Tall>();
  const columnOf = new Map(row.nodes.map(({ key, column }) => [key, column - first]));
  for (const { key, role } of row.nodes) {
    const [into, out] = [
      row.edges.filter(({ to }) => to === key),
      row.edges.filter(({ from }) => from === key),
    ];
    const sum = (edges: readonly RowEdge[]): number => edges.reduce((all, edge) => all + widthOf(edge), 0);
    const height = Math.max(leastHeight[role], Math.ceil(Math.max(sum(into), sum(out))) + 2 * inset);
    sizes.set(key, { height, gap: gaps[role] });
    columns[columnOf.get(key) ?? 0]?.push(key);
  }
  const joints: Joint[] = [];
  const ways = new Map<string, readonly string[]>();
  for (const edge of row.edges) {
    const [start, end] = [columnOf.get(edge.from) ?? 0, columnOf.get(edge.to) ?? 0];
    const stops = [edge.from];
    for (let column = start + 1; column < end; column++) {
      const key = `${edge.key} ${column}`;
      sizes.set(key, { height: widthOf(edge), gap: waypointGap });
      columns[column]?.push(key);
      stops.push(key);
    }
    stops.push(edge.to);
    ways.set(edge.key, stops);
    for (const [index, to] of stops.slice(1).entries()) {
      // A line without a bend is worth more to a long way than to a short one.
      const weight = widthOf(edge) * (stops.length > 2 ? 2 : 1);
      joints.push({ from: stops[index] ?? '', to, weight });
    }
  }
  const order = orderColumns(columns, joints);
  const tops = placeColumns(order, sizes, joints);
  const xOf = (column: number): number => at.x + column * pitch;
  const yOf = (key: string): number => at.y + (tops.get(key) ?? 0);
  const boxes = row.nodes.map(({ key, role, nodes, edges }): PictureBox => ({
    ...{ key: `${name} ${key}`, role, nodes, edges, x: xOf(columnOf.get(key) ?? 0), y: yOf(key) },
    ...{ width: boxWidth, height: sizes.get(key)?.height ?? 0 },
    packets: role === 'in' ? sumKnown(row.edges.filter(({ from }) => from === key)) : sumKnown(nodes),
  }));
  const height = Math.max(0, ...[...tops].map(([key, top]) => top + (sizes.get(key)?.height ?? 0)));
  const middle = (key: string): number => yOf(key) + (sizes.get(key)?.height ?? 0) / 2;
  const starts = stacked(row.edges, 'from', ways, middle, widthOf);
  const ends = stacked(row.edges, 'to', ways, middle, widthOf);
  const ribbons = row.edges.map((edge): PictureRibbon => {
    const stops = ways.get(edge.key) ?? [];
    const start = { x: xOf(columnOf.get(edge.from) ?? 0) + boxWidth, y: starts.get(edge.key) ?? 0 };
    const end = { x: xOf(columnOf.get(edge.to) ?? 0), y: ends.get(edge.key) ?? 0 };
    const between = stops.slice(1, -1).map((key, index): Point => ({
      x: xOf((columnOf.get(edge.from) ?? 0) + 1 + index),
      y: middle(key),
    }));
    return {
      key: `${name} ${edge.key}`,
      ...{ edges: edge.edges, packets: edge.packets, learn: edge.learn, start, end },
      from: `${name} ${edge.from}`,
      to: `${name} ${edge.to}`,
      width: widthOf(edge),
      labelAt: middleOf(start, between[0] ?? end),
      path: ribbonPath(start, between, end),
    };
  });
  return { width: columns.length * pitch - columnGap, height, boxes, ribbons };
}

function sumKnown(list: readonly { readonly packets: number | null }[]): number | null {
  return list.reduce<number | null>(
    (sum, { packets }) => (sum === null || packets === null ? null : sum + packets),
    0,
  );
}

function middleOf(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** Where each edge meets its node: in the middle of the side, one below the other as they come. */
function stacked(
  edges: readonly RowEdge[],
  side: 'from' | 'to',
  ways: ReadonlyMap<string, readonly string[]>,
  middle: (key: string) => number,
  widthOf: (edge: RowEdge) => number,
): ReadonlyMap<string, number> {
  const bySide = new Map<string, RowEdge[]>();
  for (const edge of edges) {
    const known = bySide.get(edge[side]);
    if (known) known.push(edge);
    else bySide.set(edge[side], [edge]);
  }
  const places = new Map<string, number>();
  for (const [key, list] of bySide) {
    const neighbour = (edge: RowEdge): number => {
      const stops = ways.get(edge.key) ?? [];
      return middle((side === 'from' ? stops[1] : stops.at(-2)) ?? '');
    };
    const sorted = list.toSorted((a, b) => neighbour(a) - neighbour(b) || (a.key < b.key ? -1 : 1));
    let y = middle(key) - sorted.reduce((sum, edge) => sum + widthOf(edge), 0) / 2;
    for (const edge of sorted) {
      places.set(edge.key, y + widthOf(edge) / 2);
      y += widthOf(edge);
    }
  }
  return places;
}

/** Level at both ends and past each waypoint. */
function ribbonPath(start: Point, between: readonly Point[], end: Point): string {
  // Each bend goes from the right side of one column to the left side of the next.
  const rights = [start, ...between.map(({ x, y }) => ({ x: x + boxWidth, y }))];
  let path = `M${start.x},${start.y}`;
  for (const [index, to] of [...between, end].entries()) {
    const from = rights[index] ?? start;
    const middle = (from.x + to.x) / 2;
    if (index > 0) path += `H${from.x}`;
    path += from.y === to.y ? `H${to.x}` : `C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`;
  }
  return path;
}
