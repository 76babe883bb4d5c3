// Between the sketch of a node and ELK: the graph that elkjs lays out, and the picture with places
// that comes back. Bridges are ELK nodes whose ports are the devices that sit on them.
// Options: https://eclipse.dev/elk/reference/algorithms/org-eclipse-elk-layered.html
import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';
import type { NetworkDevice, NetworkLink } from '../../../shared/network/model.ts';
import type { Point, Rect } from '../../ui/geometry.ts';
import { framePad, frameOf, titleHeight } from './frames.ts';
import { idleNodes, placeIdle } from './idle.ts';
import { detailSize, lineHeight, type Sketch, type SketchNode, type SketchPort } from './sketch.ts';
import { laneGap, layerGap, stacksOf, type Stack } from './stacks.ts';
import type { Direction } from './sketch.ts';
import { monoWidth } from '../../../shared/drawing/text-size.ts';

/** A device with its place. `text` is its name and, if any, a second line; `alias` a shorter name. */
export interface PictureBox extends Rect {
  readonly device: NetworkDevice;
  readonly shape: 'bar' | 'frame' | 'box' | 'port';
  readonly text: readonly string[];
  readonly alias: string | null;
  /** Where its text stands, when not in all of it. */
  readonly title: Rect | null;
}

/** A link with its way, bends included, the inner end first. */
export interface PictureLine {
  readonly link: NetworkLink;
  readonly points: readonly Point[];
  readonly label: (Rect & { readonly text: string }) | null;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly direction: Direction;
  /** Around everything that is on this host; the rest are peers. */
  readonly hostFrame: (Rect & { readonly host: string }) | null;
  readonly boxes: readonly PictureBox[];
  readonly lines: readonly PictureLine[];
}

const framePadding = 28;

/** What a line that ends at a bar itself takes of it. */
const stubBreadth = 12;

/** A label this short fits between two layers anyway; ELK would give each a layer of its own, which is slow. */
const shortLabel = 6;

/** More instances than this and the picture runs to the right, where a row costs less than a column. */
const widestDown = 8;

/** With more heads than this, keeping the model's order costs ELK seconds (measured: 4 s at 200). */
const mostInOrder = 60;

/** The direction that shows this sketch best. */
export function usualDirection(sketch: Sketch): Direction {
  const inner = sketch.nodes.filter(({ rank, shape }) => rank === 0 && shape !== 'bar').length;
  return inner <= widestDown ? 'down' : 'right';
}

/** The graph to give to ELK: stacks as nodes with an anchor a line, everything else by its own. */
export function elkGraph(sketch: Sketch, direction: Direction): ElkNode {
  const stacks = stacksOf(sketch, direction);
  const stacked = new Set(stacks.flatMap(({ nodes }) => [...nodes]));
  const anchored = new Set(stacks.flatMap(({ anchors }) => anchors.map(({ line }) => line.link.id)));
  const inner = new Set(stacks.flatMap((stack) => stack.inner.map(({ line }) => line.link.id)));
  const idle = new Set(idleNodes(sketch));
  const joined = new Set(sketch.lines.flatMap(({ fromNode, toNode }) => [fromNode, toNode]));
  const free = sketch.nodes.filter((node) => !stacked.has(node.device.id) && !idle.has(node));
  const ends = new Map(free.flatMap((node) => endsOf(node, sketch)));
  const order: Readonly<Record<string, string>> =
    stacks.length <= mostInOrder ? { 'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES' } : {};
  return {
    id: 'node',
    layoutOptions: {
      ...order,
      'elk.algorithm': 'layered',
      'elk.direction': direction === 'down' ? 'DOWN' : 'RIGHT',
      'elk.randomSeed': '1',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.padding': '[top=36,left=20,bottom=20,right=20]',
      'elk.separateConnectedComponents': 'false',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(layerGap[direction]),
      'elk.layered.spacing.edgeNodeBetweenLayers': '16',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
      'elk.spacing.nodeNode': String(laneGap[direction]),
      'elk.spacing.edgeNode': '12',
      'elk.spacing.edgeEdge': '10',
      'elk.spacing.edgeLabel': '4',
    },
    children: [
      ...stacks.map(stackNode),
      ...free.map((node) =>
        node.shape === 'frame' ? frameNode(node, sketch, direction) : elkNode(node, direction, joined),
      ),
    ],
    edges: sketch.lines
      .filter(({ link }) => !inner.has(link.id))
      .map(({ link, from, to, label }): ElkExtendedEdge => {
        const edge = {
          id: edgeId(link),
          sources: [anchored.has(link.id) ? anchorId(link) : (ends.get(`out ${link.id}`) ?? from)],
          targets: [ends.get(`in ${link.id}`) ?? to],
        };
        if (label === null || label.length <= shortLabel || anchored.has(link.id)) return edge;
        const layoutOptions = { 'elk.edgeLabels.inline': 'true', 'elk.edgeLabels.placement': 'CENTER' };
        return { ...edge, labels: [{ text: label, ...labelSize(label), layoutOptions }] };
      }),
  };
}

/** The ports that lines get at a bar or frame that they end at; by `in` or `out` and the line's id. */
function endsOf(node: SketchNode, { lines }: Sketch): readonly (readonly [string, string])[] {
  if (node.shape !== 'frame')
    return node.stubs.map(({ line, side }) => [`${side} ${line}`, stubId(node, line)] as const);
  const { id } = node.device;
  return lines.flatMap(({ link, fromNode, toNode }) => [
    ...(fromNode === id ? [[`out ${link.id}`, stubId(node, link.id)] as const] : []),
    ...(toNode === id ? [[`in ${link.id}`, stubId(node, link.id)] as const] : []),
  ]);
}

function stubId({ device }: SketchNode, line: string): string {
  return `end ${device.id} ${line}`;
}

/** A namespace that others lead to: of fixed size, with the ends of its lines at its edges. */
function frameNode(node: SketchNode, sketch: Sketch, direction: Direction): ElkNode {
  const frame = frameOf(node, direction);
  const down = direction === 'down';
  const { id } = node.device;
  const middle = { x: frame.width / 2, y: frame.height / 2 };
  const ports = sketch.lines.flatMap(({ link, from, to, fromNode, toNode }): readonly ElkPort[] => {
    const outwards = fromNode === id;
    if (!outwards && toNode !== id) return [];
    const way = outwards ? frame.out.get(from) : frame.in.get(to);
    const far = down ? { ...middle, y: frame.height } : { ...middle, x: frame.width };
    const near = down ? { ...middle, y: 0 } : { ...middle, x: 0 };
    const { x, y } = way?.edge ?? (outwards ? far : near);
    const side = outwards ? (down ? 'SOUTH' : 'EAST') : down ? 'NORTH' : 'WEST';
    return [
      { id: stubId(node, link.id), x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } },
    ];
  });
  const { width, height } = frame;
  return { id, width, height, ports, layoutOptions: { 'elk.portConstraints': 'FIXED_POS' } };
}

function edgeId(link: NetworkLink): string {
  return `link ${link.id}`;
}

function anchorId(link: NetworkLink): string {
  return `anchor ${link.id}`;
}

function labelSize(text: string): { readonly width: number; readonly height: number } {
  return { width: 2 * Math.ceil((monoWidth(text, detailSize) + 8) / 2), height: lineHeight };
}

function stackNode({ id, width, height, anchors }: Stack): ElkNode {
  return {
    id,
    width,
    height,
    layoutOptions: { 'elk.layered.layering.layerConstraint': 'FIRST', 'elk.portConstraints': 'FIXED_POS' },
    ports: anchors.map(({ line, edge }): ElkPort => {
      const side = edge.y === height && edge.x !== width ? 'SOUTH' : 'EAST';
      return {
        id: anchorId(line.link),
        x: edge.x,
        y: edge.y,
        width: 0,
        height: 0,
        layoutOptions: { 'elk.port.side': side },
      };
    }),
  };
}

function elkNode(node: SketchNode, direction: Direction, joined: ReadonlySet<string>): ElkNode {
  const layer: Readonly<Record<string, string>> =
    node.device.kind === 'peer'
      ? { 'elk.layered.layering.layerConstraint': 'LAST_SEPARATE' }
      : !joined.has(node.device.id)
        ? { 'elk.layered.layering.layerConstraint': 'LAST' }
        : {};
  if (node.ports.length + node.stubs.length === 0) {
    return { id: node.device.id, width: node.width, height: node.height, layoutOptions: { ...layer } };
  }
  if (
    node.stubs.length === 0 &&
    node.ports.every(({ side }, index) => node.ports.findIndex((port) => port.side === side) === index)
  ) {
    return simpleBar(node, direction, layer);
  }
  const ends =
    direction === 'down' ? '[top=0,left=12,bottom=0,right=12]' : '[top=12,left=0,bottom=12,right=0]';
  return {
    id: node.device.id,
    layoutOptions: {
      ...layer,
      'elk.portConstraints': 'FIXED_SIDE',
      'elk.nodeSize.constraints': '[PORTS, MINIMUM_SIZE]',
      'elk.nodeSize.minimum': `(${node.width}, ${node.height})`,
      'elk.spacing.portPort': String(laneGap[direction]),
      'elk.spacing.portsSurrounding': ends,
      'elk.portAlignment.default': 'CENTER',
      'elk.layered.nodePlacement.networkSimplex.nodeFlexibility': 'NODE_SIZE',
    },
    ports: [
      ...node.ports.map((port) => elkPort(port, direction)),
      ...node.stubs.map(({ line, side }): ElkPort => ({
        id: stubId(node, line),
        width: direction === 'down' ? stubBreadth : 0,
        height: direction === 'down' ? 0 : stubBreadth,
        layoutOptions: { 'elk.port.side': sides[direction][side] },
      })),
    ],
  };
}

/** A bar with at most one port a side: we centre them, which ELK would only do by chance. */
function simpleBar(node: SketchNode, direction: Direction, layer: Readonly<Record<string, string>>): ElkNode {
  const down = direction === 'down';
  const breadths = node.ports.map((port) => {
    const along = down === (port.side !== 'end');
    return along ? { width: port.width + 8, height: 0 } : { width: 0, height: port.height };
  });
  const width = Math.max(node.width, ...breadths.map((size) => size.width));
  const height = Math.max(node.height, ...breadths.map((size) => size.height));
  const ports = node.ports.map((port): ElkPort => {
    const onLongSide = down === (port.side !== 'end');
    const x = port.side === 'in' ? -port.width : width;
    const y = port.side === 'in' ? -port.height : height;
    const place = onLongSide ? { x: (width - port.width) / 2, y } : { x, y: (height - port.height) / 2 };
    return { ...elkPort(port, direction), ...place };
  });
  return {
    id: node.device.id,
    width,
    height,
    ports,
    layoutOptions: { ...layer, 'elk.portConstraints': 'FIXED_POS' },
  };
}

const sides = {
  down: { in: 'NORTH', out: 'SOUTH', end: 'EAST' },
  right: { in: 'WEST', out: 'EAST', end: 'SOUTH' },
} as const;

function elkPort(port: SketchPort, direction: Direction): ElkPort {
  return {
    id: port.device.id,
    width: port.width,
    height: port.height,
    layoutOptions: { 'elk.port.side': sides[direction][port.side] },
  };
}

/** The picture that ELK's answer describes. What ELK gave no place to is left out. */
export function pictureOf(sketch: Sketch, laidOut: ElkNode, direction: Direction): Picture {
  const { boxes: linked, lines: ways } = placesIn(sketch, laidOut, direction);
  const idle = placeIdle(idleNodes(sketch), extentOf(hostRects(sketch, linked)), direction);
  const places = new Map([...linked, ...idle]);
  const extent = extentOf([
    ...[...idle.values()].map((rect) => ({
      ...rect,
      width: rect.width + framePadding,
      height: rect.height + framePadding,
    })),
    { x: 0, y: 0, width: laidOut.width ?? 0, height: laidOut.height ?? 0 },
  ]);
  const boxes: PictureBox[] = [];
  for (const { device, shape, text, alias, ports } of sketch.nodes) {
    const at = places.get(device.id);
    if (at === undefined) continue;
    const title = shape === 'frame' && ports.length > 0 ? titleOf(at) : null;
    boxes.push({ device, shape, text, alias, title, ...at });
    for (const port of ports) {
      const place = places.get(port.device.id);
      if (place !== undefined)
        boxes.push({
          device: port.device,
          shape: 'port',
          text: port.text,
          alias: null,
          title: null,
          ...place,
        });
    }
  }
  const lines: PictureLine[] = [];
  for (const { link, label: text } of sketch.lines) {
    const way = ways.get(link.id);
    if (way === undefined) continue;
    lines.push({
      link,
      points: way.points,
      label: text === null ? null : { text, ...(way.label ?? labelOn(way.points, text)) },
    });
  }
  return {
    width: extent.width,
    height: extent.height,
    direction,
    hostFrame: frameAround(
      sketch.host,
      boxes.filter(({ device }) => device.kind !== 'peer'),
    ),
    boxes,
    lines,
  };
}

function titleOf({ x, y, width }: Rect): Rect {
  return { x: x + framePad / 2, y: y + 2, width: width - framePad, height: titleHeight - 4 };
}

/** The places of what is on the host itself. */
function hostRects(sketch: Sketch, places: ReadonlyMap<string, Rect>): Rect[] {
  return sketch.nodes
    .filter(({ device }) => device.kind !== 'peer')
    .flatMap(({ device, ports }) => [device, ...ports.map((port) => port.device)])
    .flatMap(({ id }) => places.get(id) ?? []);
}

function extentOf(rects: readonly Rect[]): Rect {
  if (rects.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

interface Way {
  readonly points: readonly Point[];
  readonly label: Rect | null;
}

/** Where ELK put each device and link, its stacks opened up again. */
function placesIn(
  sketch: Sketch,
  laidOut: ElkNode,
  direction: Direction,
): { readonly boxes: ReadonlyMap<string, Rect>; readonly lines: ReadonlyMap<string, Way> } {
  const boxes = new Map<string, Rect>();
  const lines = new Map<string, Way>();
  for (const node of laidOut.children ?? []) {
    const at = rectOf(node);
    boxes.set(node.id, at);
    for (const port of node.ports ?? []) boxes.set(port.id, moved(rectOf(port), at));
  }
  const starts = new Map<string, Point>();
  const lasts = new Map<string, Point>();
  for (const node of sketch.nodes) {
    const at = node.shape === 'frame' ? boxes.get(node.device.id) : undefined;
    if (at === undefined) continue;
    const frame = frameOf(node, direction);
    for (const { id, ...box } of frame.boxes) boxes.set(id, moved(box, at));
    for (const { link, from, to, fromNode, toNode } of sketch.lines) {
      const [out, into] = [frame.out.get(from), frame.in.get(to)];
      if (fromNode === node.device.id && out) starts.set(edgeId(link), moved(out.device, at));
      if (toNode === node.device.id && into) lasts.set(edgeId(link), moved(into.device, at));
    }
  }
  for (const stack of stacksOf(sketch, direction)) {
    const at = boxes.get(stack.id);
    if (at === undefined) continue;
    for (const { id, ...box } of stack.boxes) boxes.set(id, moved(box, at));
    for (const { line, points } of stack.inner) {
      lines.set(line.link.id, { points: points.map((point) => moved(point, at)), label: null });
    }
    for (const { line, start } of stack.anchors) starts.set(edgeId(line.link), moved(start, at));
  }
  const linkIds = new Map(sketch.lines.map(({ link }) => [edgeId(link), link.id]));
  for (const { id, sections, labels } of laidOut.edges ?? []) {
    const section = sections?.[0];
    const linkId = linkIds.get(id);
    if (section === undefined || linkId === undefined) continue;
    const start = starts.get(id);
    const last = lasts.get(id);
    const points = [
      ...(start === undefined ? [] : [start]),
      section.startPoint,
      ...(section.bendPoints ?? []),
      section.endPoint,
      ...(last === undefined ? [] : [last]),
    ];
    lines.set(linkId, { points: straightened(points), label: labels?.[0] ? rectOf(labels[0]) : null });
  }
  return { boxes, lines };
}

function moved<T extends Point>(shape: T, by: Point): T {
  return { ...shape, x: shape.x + by.x, y: shape.y + by.y };
}

/** Without the points that lie on the way between their neighbours. */
function straightened(points: readonly Point[]): readonly Point[] {
  return points.filter((point, index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (before === undefined || after === undefined) return true;
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y));
  });
}

/** A label that ELK did not place sits in the middle of its line's longest stretch. */
function labelOn(points: readonly Point[], text: string): Rect {
  let best = -1;
  let middle: Point = { x: 0, y: 0 };
  for (const [index, to] of points.entries()) {
    const from = points[index - 1];
    if (from === undefined) continue;
    const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
    if (length <= best) continue;
    best = length;
    middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  }
  const { width, height } = labelSize(text);
  return { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
}

function rectOf(shape: { x?: number; y?: number; width?: number; height?: number }): Rect {
  return { x: shape.x ?? 0, y: shape.y ?? 0, width: shape.width ?? 0, height: shape.height ?? 0 };
}

function frameAround(host: string, boxes: readonly Rect[]): Picture['hostFrame'] {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map(({ x }) => x)) - framePadding / 2;
  const top = Math.min(...boxes.map(({ y }) => y)) - framePadding;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + framePadding / 2;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + framePadding / 2;
  return { host, x: left, y: top, width: right - left, height: bottom - top };
}
