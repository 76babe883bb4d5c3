// Where the hosts of a case, their tunnels and their physical networks are in the picture. Hosts keep their
// order in rows: unfolding one gives it room where it is, pushes what is right of it in its row and what is
// below, and moves nothing else. That is why hosts are not left to a layered layout, which would find
// another order for other sizes; the inside of a host is (inside-layout.ts).
import type {
  CaseOverview,
  HostSummary,
  PeerSummary,
  PhysicalSummary,
  TunnelSummary,
} from '../../../../shared/network/case/overview.ts';
import type { Point, Rect } from '../../../ui/geometry.ts';
import { monoWidth } from '../../../../shared/drawing/text-size.ts';
import { arcLanes, type Arc } from './arc-lanes.ts';

/** Room that an unfolded host's inside takes. */
export interface InsideSize {
  readonly width: number;
  readonly height: number;
}

export interface PlacedHost extends Rect {
  readonly kind: 'host';
  readonly id: string;
  readonly host: HostSummary;
  /** Where its inside begins, when it is unfolded. */
  readonly inside: Point | null;
}

export interface PlacedPeer extends Rect {
  readonly kind: 'peer';
  readonly id: string;
  readonly peer: PeerSummary;
}

/** A tunnel of its own: from host up to its lane, along it, and down. */
export interface PlacedTunnel {
  readonly id: string;
  readonly tunnel: TunnelSummary;
  readonly points: readonly Point[];
  /** Room for its words: above its lane, and below it. Null for one that is drawn straight across. */
  readonly above: Rect | null;
  readonly below: Rect | null;
}

/** All tunnels of a type as one bar, where there are too many to draw each. */
export interface TunnelMesh {
  readonly kind: 'mesh';
  readonly id: string;
  readonly type: string;
  readonly tunnels: number;
  readonly pairs: number;
  readonly hosts: number;
  /** A tunnel between every two of its hosts. */
  readonly whole: boolean;
}

/** A part of a bar below a row of hosts; the parts of one bar are joined at its trunk on the left. */
export interface PlacedBar extends Rect {
  readonly key: string;
  readonly id: string;
  readonly of: PhysicalSummary | TunnelMesh;
  /** The first part has the bar's name. */
  readonly first: boolean;
}

/** A host's way to a bar. */
export interface Drop {
  readonly key: string;
  readonly bar: string;
  readonly host: string;
  readonly from: Point;
  readonly to: Point;
  readonly text: string;
  readonly label: Rect;
  readonly missing: boolean;
}

export interface Trunk {
  readonly bar: string;
  readonly x: number;
  readonly from: number;
  readonly to: number;
}

export interface CasePicture {
  readonly width: number;
  readonly height: number;
  /** Tunnels are drawn each by itself, not as a mesh. */
  readonly arcs: boolean;
  readonly nodes: readonly (PlacedHost | PlacedPeer)[];
  readonly tunnels: readonly PlacedTunnel[];
  readonly bars: readonly PlacedBar[];
  readonly drops: readonly Drop[];
  readonly trunks: readonly Trunk[];
}

export const hostSize = { width: 240, height: 100 } as const;
export const peerSize = { width: 176, height: 48 } as const;
/** Above an unfolded host's inside: its name and what it is. */
export const headHeight = 52;
export const insidePadding = 12;
const gap = 44;
const margin = 24;
const laneHeight = 50;
const barHeight = 30;
const barGap = 10;
const dropHeight = 40;
const rowGap = 36;
const labelSize = 11;
/** More boxes than these do not stand in one row. */
const mostInRow = 8;
/** More tunnels than the pairs of so many hosts are drawn as a mesh. */
const mostArcs = 28;

/**
 * The picture. `insides` has the sizes of unfolded hosts by `HostSummary.id`; equal input gives an equal picture.
 * `gone`: parts of the overview that are there no more, which no bar counts.
 */
export function placeCase(
  overview: CaseOverview,
  insides: ReadonlyMap<string, InsideSize>,
  gone: ReadonlySet<string> = new Set(),
): CasePicture {
  const boxes = [...overview.hosts, ...overview.peers];
  const columns = boxes.length <= mostInRow ? boxes.length : Math.ceil(Math.sqrt(boxes.length * 1.5));
  const arcs = boxes.length <= mostInRow && overview.tunnels.length <= mostArcs;
  const rank = new Map(boxes.map(({ id }, index) => [id, index]));
  const lanes = arcs ? arcLanes(overview.tunnels, rank) : null;
  const meshes = arcs ? [] : meshesOf(overview.tunnels.filter(({ id }) => !gone.has(id)));
  const barsOf = attachmentsOf(overview, meshes);
  const trunkWidth = columns < boxes.length ? barsOf.length * 12 + 12 : 0;

  const trunkOf = (bar: string): number => barsOf.findIndex(({ id }) => id === bar) * 12;

  const nodes: (PlacedHost | PlacedPeer)[] = [];
  const bars: PlacedBar[] = [];
  const drops: Drop[] = [];
  const stretches = new Map<string, { from: number; to: number }>();
  let y = margin + (lanes === null ? 0 : lanes.count * laneHeight);
  let right = 0;
  for (let start = 0; start < boxes.length; start += Math.max(columns, 1)) {
    const row: (PlacedHost | PlacedPeer)[] = [];
    let x = margin + trunkWidth;
    for (const box of boxes.slice(start, start + columns)) {
      const placed = placeBox(box, insides, { x, y });
      row.push(placed);
      x += placed.width + gap;
    }
    nodes.push(...row);
    right = Math.max(right, x - gap);
    const bottom = Math.max(...row.map((box) => box.y + box.height));
    const here = barsOf.filter(({ at }) => row.some(({ id }) => at.has(id)));
    const alone = row.flatMap((box) => unnamedAt(overview, box));
    let barY = bottom + dropHeight;
    if (alone.length > 0) {
      for (const { drop, bar } of alone) {
        const y = barY;
        drops.push({ ...drop, to: { x: drop.to.x, y } });
        bars.push({ ...bar, y });
      }
      barY += barHeight + barGap;
    }
    const levels = new Map<string, number>();
    for (const { id } of here) {
      levels.set(id, barY);
      barY += barHeight + barGap;
    }
    const ends = new Map<string, { readonly left: number; readonly right: number }>();
    for (const box of row) {
      for (const drop of dropsOf(box, here, levels)) {
        drops.push(drop);
        const { left, right: end } = ends.get(drop.bar) ?? { left: Infinity, right: 0 };
        ends.set(drop.bar, { left: Math.min(left, drop.to.x), right: Math.max(end, drop.to.x) });
      }
    }
    here.forEach(({ id, of }) => {
      const top = levels.get(id) ?? barY;
      const own = ends.get(id) ?? { left: margin, right: margin };
      // In several rows its parts begin at its trunk.
      const left = trunkWidth === 0 ? own.left - 16 : margin + trunkOf(id);
      const first = !stretches.has(id);
      const end = Math.max(own.right + 16, left + barWidth(of));
      right = Math.max(right, end);
      bars.push({
        key: `${id} ${start}`,
        id,
        of,
        first,
        x: left,
        y: top,
        width: end - left,
        height: barHeight,
      });
      const known = stretches.get(id);
      stretches.set(id, { from: known?.from ?? top + barHeight / 2, to: top + barHeight / 2 });
    });
    y = (here.length + alone.length > 0 ? barY - barGap : bottom) + rowGap;
  }
  // Bars that no host here is attached to: a physical network that only Neutron's database names.
  for (const { id, of, at } of barsOf) {
    if (at.size > 0) continue;
    const width = barWidth(of);
    bars.push({ key: id, id, of, first: true, x: margin, y, width, height: barHeight });
    right = Math.max(right, margin + width);
    y += barHeight + barGap;
  }
  const places = new Map(nodes.map((box) => [box.id, box]));
  const top = margin + (lanes === null ? 0 : lanes.count * laneHeight);
  return {
    width: right + margin,
    height: y - rowGap + margin,
    arcs,
    nodes,
    tunnels:
      lanes === null
        ? overview.tunnels
            .filter((tunnel) => isExceptional(tunnel) || gone.has(tunnel.id))
            .flatMap((tunnel) => straight(tunnel, places))
        : lanes.arcs.flatMap((arc) => routed(arc, places, top)),
    bars,
    drops,
    trunks: [...stretches].flatMap(([bar, { from, to }]) =>
      from === to ? [] : [{ bar, from, to, x: margin + trunkOf(bar) }],
    ),
  };
}

/** One that a mesh must not hide: its ends do not answer each other, or Open vSwitch could not make it. */
export function isExceptional(tunnel: TunnelSummary): boolean {
  return tunnel.status === 'missing' || tunnel.ends.some((end) => end !== null && isDown(end));
}

/** A tunnel that Open vSwitch could not make, or whose device is down. */
export function isDown({
  state,
  error,
}: {
  readonly state: string | null;
  readonly error: string | null;
}): boolean {
  return error !== null || (state !== null && /^(down|lowerlayerdown)$/i.test(state));
}

/** The tunnels of one host of a mesh, straight across: for the host that the user looks at. */
export function tunnelsOfHost(
  overview: CaseOverview,
  picture: CasePicture,
  id: string,
): readonly PlacedTunnel[] {
  const places = new Map(picture.nodes.map((box) => [box.id, box]));
  return overview.tunnels
    .filter((tunnel) => tunnel.from === id || tunnel.to === id)
    .flatMap((tunnel) => straight(tunnel, places));
}

/** One tunnel of a mesh, straight across. */
export function oneTunnel(overview: CaseOverview, picture: CasePicture, id: string): readonly PlacedTunnel[] {
  const places = new Map(picture.nodes.map((box) => [box.id, box]));
  return overview.tunnels.filter((tunnel) => tunnel.id === id).flatMap((tunnel) => straight(tunnel, places));
}

function placeBox(
  box: HostSummary | PeerSummary,
  insides: ReadonlyMap<string, InsideSize>,
  { x, y }: Point,
): PlacedHost | PlacedPeer {
  if (box.kind === 'peer') return { kind: 'peer', id: box.id, peer: box, x, y, ...peerSize };
  const size = insides.get(box.id);
  if (size === undefined) return { kind: 'host', id: box.id, host: box, inside: null, x, y, ...hostSize };
  return {
    kind: 'host',
    id: box.id,
    host: box,
    inside: { x: x + insidePadding, y: y + headHeight },
    x,
    y,
    width: Math.max(hostSize.width, size.width + 2 * insidePadding),
    height: headHeight + size.height + insidePadding,
  };
}

interface BarWithHosts {
  readonly id: string;
  readonly of: PhysicalSummary | TunnelMesh;
  /** By host id, what stands at its way to the bar. */
  readonly at: ReadonlyMap<string, { readonly text: string; readonly missing: boolean }>;
}

function attachmentsOf(overview: CaseOverview, meshes: readonly TunnelMesh[]): readonly BarWithHosts[] {
  const local = new Map<string, Map<string, { text: string; missing: boolean }>>();
  for (const { type, ends } of meshes.length > 0 ? overview.tunnels : []) {
    const at = local.get(type) ?? new Map<string, { text: string; missing: boolean }>();
    local.set(type, at);
    for (const end of ends)
      if (end !== null) at.set(`host/${end.host}`, { text: end.local ?? end.bridge ?? '', missing: false });
  }
  return [
    ...meshes.map((of) => ({ id: of.id, of, at: local.get(of.type) ?? new Map() })),
    ...overview.physicalNetworks
      .filter(({ name }) => name !== null)
      .map((of) => ({
        id: of.id,
        of,
        at: new Map(
          of.attachments.map(({ host, bridge, nics, status }) => [
            `host/${host}`,
            {
              text: [bridge, ...nics].filter((name) => name !== null).join(' · '),
              missing: status === 'missing',
            },
          ]),
        ),
      })),
  ];
}

function barWidth(of: PhysicalSummary | TunnelMesh): number {
  const words = of.kind === 'mesh' ? 44 : (of.name ?? '').length + 24;
  return monoWidth('x'.repeat(words), labelSize);
}

/**
 * Provider bridges of a host whose networks no output names: each ends by itself below the host, because two
 * hosts' may or may not be the same.
 */
function unnamedAt(
  overview: CaseOverview,
  box: PlacedHost | PlacedPeer,
): readonly { readonly drop: Drop; readonly bar: Omit<PlacedBar, 'y'> }[] {
  const own = overview.physicalNetworks.filter(
    ({ name, attachments }) => name === null && attachments.some(({ host }) => `host/${host}` === box.id),
  );
  const width = (hostSize.width - 16) / Math.max(own.length, 1) - 8;
  return own.map((of, index) => {
    const left = box.x + 8 + index * (width + 8);
    const x = left + width - 16;
    const from = { x, y: box.y + box.height };
    const label = { x: left, y: from.y + 8, width: width - 24, height: 16 };
    const key = `${of.id} ${box.id}`;
    const text = of.attachments.flatMap(({ nics }) => nics).join(' · ');
    return {
      drop: { key, bar: of.id, host: box.id, from, to: from, text, label, missing: false },
      bar: { key, id: of.id, of, first: true, x: left, width, height: barHeight },
    };
  });
}

/** Slots from the left, each as broad as its words where the host has the room. */
function dropsOf(
  box: PlacedHost | PlacedPeer,
  bars: readonly BarWithHosts[],
  levels: ReadonlyMap<string, number>,
): readonly Drop[] {
  const own = bars.filter(({ at }) => at.has(box.id));
  const room = (box.width - 16) / Math.max(own.length, 1);
  return own.map(({ id, at }, index): Drop => {
    const { text, missing } = at.get(box.id) ?? { text: '', missing: false };
    const x = box.x + 16 + index * room;
    const from = { x, y: box.y + box.height };
    const label = { x: x + 5, y: from.y + 8, width: room - 12, height: 16 };
    return {
      key: `${id} ${box.id}`,
      bar: id,
      host: box.id,
      from,
      to: { x, y: (levels.get(id) ?? 0) + barHeight / 2 },
      text,
      label,
      missing,
    };
  });
}

function meshesOf(tunnels: readonly TunnelSummary[]): readonly TunnelMesh[] {
  const byType = new Map<string, TunnelSummary[]>();
  for (const tunnel of tunnels) {
    const list = byType.get(tunnel.type);
    if (list) list.push(tunnel);
    else byType.set(tunnel.type, [tunnel]);
  }
  return [...byType]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, list]): TunnelMesh => {
      const hosts = new Set(list.flatMap(({ from, to }) => [from, to]));
      const pairs = new Set(list.map(({ from, to }) => `${from} ${to}`)).size;
      const whole = pairs === (hosts.size * (hosts.size - 1)) / 2;
      return {
        kind: 'mesh',
        id: `mesh/${type}`,
        type,
        tunnels: list.length,
        pairs,
        hosts: hosts.size,
        whole,
      };
    });
}

function routed(
  { tunnel, lane, fromSlot, toSlot }: Arc,
  places: ReadonlyMap<string, Rect>,
  top: number,
): readonly PlacedTunnel[] {
  const [from, to] = [places.get(tunnel.from), places.get(tunnel.to)];
  if (from === undefined || to === undefined) return [];
  const y = top - (lane + 0.5) * laneHeight;
  const [x1, x2] = [slotX(from, fromSlot), slotX(to, toSlot)];
  const [left, right] = [Math.min(x1, x2), Math.max(x1, x2)];
  const room = { x: left + 6, width: right - left - 12 };
  return [
    {
      id: tunnel.id,
      tunnel,
      points: [
        { x: x1, y: from.y },
        { x: x1, y },
        { x: x2, y },
        { x: x2, y: to.y },
      ],
      above: { ...room, y: y - 25, height: 24 },
      below: { ...room, y: y + 2, height: 21 },
    },
  ];
}

/** Slots are spread from the middle of a box's upper edge: a box that grows keeps them together. */
function slotX(box: Rect, { index, of }: { readonly index: number; readonly of: number }): number {
  const step = Math.min(18, (Math.min(box.width, hostSize.width) - 24) / Math.max(of, 1));
  return Math.round(box.x + Math.min(box.width, hostSize.width) / 2 + (index - (of - 1) / 2) * step);
}

function straight(tunnel: TunnelSummary, places: ReadonlyMap<string, Rect>): readonly PlacedTunnel[] {
  const [from, to] = [places.get(tunnel.from), places.get(tunnel.to)];
  if (from === undefined || to === undefined) return [];
  const points = [edgeTowards(from, to), edgeTowards(to, from)];
  return [{ id: tunnel.id, tunnel, points, above: null, below: null }];
}

/** Where the line between two boxes' middles leaves the first. */
function edgeTowards(box: Rect, other: Rect): Point {
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const dx = other.x + other.width / 2 - from.x;
  const dy = other.y + other.height / 2 - from.y;
  const scale = Math.min(
    dx === 0 ? Infinity : box.width / 2 / Math.abs(dx),
    dy === 0 ? Infinity : box.height / 2 / Math.abs(dy),
  );
  return Number.isFinite(scale) ? { x: from.x + dx * scale, y: from.y + dy * scale } : from;
}
