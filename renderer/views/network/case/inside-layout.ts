// The inside of an unfolded host: instances in groups by network, namespaces, bridges, NICs, running down from
// the instances to the wire. ELK places groups and boxes; the cells of a group stand in rows and need no search.
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { HostInside, InsideInstance } from '../../../../shared/network/case/model.ts';
import type { NetworkDevice } from '../../../../shared/network/model.ts';
import type { Point, Rect } from '../../../ui/geometry.ts';
import { monoWidth } from '../../../../shared/drawing/text-size.ts';

export interface Cell extends Rect {
  readonly instance: InsideInstance;
}

/** The instances whose first network it is; null: those of no known network. */
export interface Group extends Rect {
  readonly network: string | null;
  readonly cells: readonly Cell[];
}

export interface InsideBox extends Rect {
  readonly device: NetworkDevice;
  readonly shape: 'namespace' | 'bridge' | 'nic';
  readonly text: string;
}

export interface InsideLine {
  readonly key: string;
  readonly kind: HostInside['links'][number]['kind'];
  readonly points: readonly Point[];
}

export interface InsidePicture {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly Group[];
  readonly boxes: readonly InsideBox[];
  readonly lines: readonly InsideLine[];
}

export const cellSize = { width: 132, height: 22 } as const;
const cellGap = 4;
export const groupHead = 24;
const groupPadding = 6;
const groupGap = 12;
const boxHeight = 28;
const nameSize = 12;
/** With more groups than these a layer of them is too broad to see: they are packed, and one line leads on. */
const mostGroups = 6;
const packId = 'instances';

/** `order` is the case's order of networks, so that a group is at the same place on every host. */
export function insideGraph(inside: HostInside, order: readonly string[]): ElkNode {
  const groups = groupsOf(inside, order);
  const packed = groups.length > mostGroups ? packGroups(groups) : null;
  const boxes = boxesOf(inside);
  const idle = idleBoxes(inside, boxes);
  const unitOf = new Map<string, string>();
  for (const group of groups)
    for (const { instance } of group.cells)
      unitOf.set(instance.device.id, packed ? packId : groupId(group.network));
  for (const { device } of boxes) unitOf.set(device.id, device.id);
  const rankOf = ranks(boxes);
  const edges = new Map<string, ElkExtendedEdge>();
  for (const { from, to, kind } of inside.links) {
    const [a, b] = [unitOf.get(from), unitOf.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    const [upper, lower] = (rankOf.get(a) ?? 0) <= (rankOf.get(b) ?? 0) ? [a, b] : [b, a];
    const id = `${kind}\n${upper}\n${lower}`;
    edges.set(id, { id, sources: [upper], targets: [lower] });
  }
  return {
    id: 'inside',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.randomSeed': '1',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.padding': '[top=4,left=0,bottom=0,right=0]',
      'elk.separateConnectedComponents': 'false',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.spacing.nodeNodeBetweenLayers': '28',
      'elk.layered.spacing.edgeNodeBetweenLayers': '10',
      'elk.layered.spacing.edgeEdgeBetweenLayers': '8',
      'elk.spacing.nodeNode': '12',
      'elk.spacing.edgeNode': '8',
    },
    children: [
      ...(packed === null
        ? groups.map(({ network, width, height }) => ({ id: groupId(network), width, height }))
        : [{ id: packId, width: packed.width, height: packed.height }]),
      ...boxes
        .filter(({ device }) => !idle.has(device.id))
        .map(({ device, width, height }) => ({ id: device.id, width, height })),
    ],
    edges: [...edges.values()],
  };
}

/** The picture, from the same inside and what ELK made of its graph. What nothing leads to is in rows below. */
export function insidePicture(inside: HostInside, order: readonly string[], laidOut: ElkNode): InsidePicture {
  const places = new Map((laidOut.children ?? []).map((node) => [node.id, node]));
  const at = (id: string): Point => ({ x: places.get(id)?.x ?? 0, y: places.get(id)?.y ?? 0 });
  const groups = groupsOf(inside, order);
  const placedGroups =
    groups.length > mostGroups
      ? packGroups(groups).groups.map((group) => moved(group, at(packId)))
      : groups.map((group) => moved(group, at(groupId(group.network))));
  const boxes = boxesOf(inside);
  const idle = idleBoxes(inside, boxes);
  const placed = boxes
    .filter(({ device }) => !idle.has(device.id))
    .map((box) => ({ ...box, ...at(box.device.id) }));
  const empty = placedGroups.length === 0 && placed.length === 0;
  let width = empty ? 0 : (laidOut.width ?? 0);
  let y = empty ? 4 : (laidOut.height ?? 0) + 16;
  let x = 0;
  const most = Math.max(width, 360);
  for (const box of boxes) {
    if (!idle.has(box.device.id)) continue;
    if (x > 0 && x + box.width > most) {
      x = 0;
      y += boxHeight + 8;
    }
    placed.push({ ...box, x, y });
    width = Math.max(width, x + box.width);
    x += box.width + 8;
  }
  const bottoms = [...placedGroups, ...placed].map((rect) => rect.y + rect.height);
  return {
    width,
    height: Math.max(laidOut.height ?? 0, ...bottoms),
    groups: placedGroups,
    boxes: placed,
    lines: (laidOut.edges ?? []).flatMap(({ id, sections }) => {
      const section = sections?.[0];
      if (!section) return [];
      const kind = id.startsWith('carried\n') ? 'carried' : 'plugged';
      return [
        { key: id, kind, points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] },
      ];
    }),
  };
}

function groupId(network: string | null): string {
  return `group ${network ?? ''}`;
}

function groupsOf(inside: HostInside, order: readonly string[]): readonly Group[] {
  const byNetwork = new Map<string | null, InsideInstance[]>();
  for (const instance of inside.instances) {
    const network = instance.networks[0] ?? null;
    const list = byNetwork.get(network);
    if (list) list.push(instance);
    else byNetwork.set(network, [instance]);
  }
  const rank = new Map(order.map((id, index) => [id, index]));
  const rankOf = (network: string | null): number =>
    network === null ? Infinity : (rank.get(network) ?? order.length);
  return [...byNetwork]
    .sort(([a], [b]) => rankOf(a) - rankOf(b) || ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([network, instances]) => grid(network, instances.toSorted(byName)));
}

function byName(a: InsideInstance, b: InsideInstance): number {
  const [one, other] = [a.name ?? a.device.name, b.name ?? b.device.name];
  return one.localeCompare(other, 'en', { numeric: true }) || (a.device.id < b.device.id ? -1 : 1);
}

/** A block of cells about as broad as it is high. */
function grid(network: string | null, instances: readonly InsideInstance[]): Group {
  const pitch = { x: cellSize.width + cellGap, y: cellSize.height + cellGap };
  const columns = Math.max(1, Math.round(Math.sqrt((instances.length * pitch.y * 1.6) / pitch.x)));
  const rows = Math.ceil(instances.length / columns);
  return {
    network,
    x: 0,
    y: 0,
    width: columns * pitch.x - cellGap + 2 * groupPadding,
    height: groupHead + rows * pitch.y - cellGap + groupPadding,
    cells: instances.map((instance, index) => ({
      instance,
      x: groupPadding + (index % columns) * pitch.x,
      y: groupHead + Math.floor(index / columns) * pitch.y,
      ...cellSize,
    })),
  };
}

function moved(group: Group, { x, y }: Point): Group {
  return {
    ...group,
    x: group.x + x,
    y: group.y + y,
    cells: group.cells.map((cell) => ({ ...cell, x: cell.x + group.x + x, y: cell.y + group.y + y })),
  };
}

/** In rows, in their order, in a block about as broad as it is high. */
function packGroups(groups: readonly Group[]): {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly Group[];
} {
  const area = groups.reduce((sum, { width, height }) => sum + (width + groupGap) * (height + groupGap), 0);
  const most = Math.max(Math.sqrt(area * 1.6), ...groups.map(({ width }) => width));
  const placed: Group[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const group of groups) {
    if (x > 0 && x + group.width > most) {
      x = 0;
      y += rowHeight + groupGap;
      rowHeight = 0;
    }
    placed.push({ ...group, x, y });
    width = Math.max(width, x + group.width);
    x += group.width + groupGap;
    rowHeight = Math.max(rowHeight, group.height);
  }
  return { width, height: y + rowHeight, groups: placed };
}

type BareBox = Omit<InsideBox, 'x' | 'y'>;

function boxesOf(inside: HostInside): readonly BareBox[] {
  const box = (device: NetworkDevice, shape: InsideBox['shape'], text: string, least: number): BareBox => ({
    device,
    shape,
    text,
    width: Math.max(least, 2 * Math.ceil((monoWidth(text, nameSize) + 20) / 2)),
    height: boxHeight,
  });
  return [
    ...inside.namespaces.map((device) => box(device, 'namespace', shortNamespace(device.name), 96)),
    ...inside.bridges.map((device) => box(device, 'bridge', device.name, 132)),
    ...inside.nics.map((device) => box(device, 'nic', device.name, 64)),
  ];
}

/** `qrouter-f34652a4`: the rest of the UUID tells nothing more. */
function shortNamespace(name: string): string {
  return name.replace(/^([a-z-]+-[0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22}$/, '$1');
}

function idleBoxes(inside: HostInside, boxes: readonly BareBox[]): ReadonlySet<string> {
  const joined = new Set(inside.links.flatMap(({ from, to }) => [from, to]));
  return new Set(boxes.map(({ device }) => device.id).filter((id) => !joined.has(id)));
}

/** How far from the instances: namespaces with them, the integration bridge, further bridges, NICs. */
function ranks(boxes: readonly BareBox[]): ReadonlyMap<string, number> {
  return new Map(
    boxes.map(({ device, shape }) => {
      if (shape === 'namespace') return [device.id, 0];
      if (shape === 'nic') return [device.id, 4];
      return [device.id, device.name === 'br-int' ? 1 : device.kind === 'linux-bridge' ? 3 : 2];
    }),
  );
}
