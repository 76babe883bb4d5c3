// What the picture of a node draws, before anything has a place: bars that ports sit on, boxes, and
// lines that all run outwards, from the instances to the peers. Pure, and the same for the same model.
import type { NetworkChangeType } from '../../../shared/compare/network-changes.ts';
import type { DeviceKind, NetworkDevice, NetworkLink, NodeModel } from '../../../shared/network/model.ts';
import { detailOf, lineLabel, type PictureWords } from './device-text.ts';
import { changeSigns } from '../../ui/signs.ts';
import { asWritten, monoWidth, shorten } from '../../../shared/drawing/text-size.ts';

/** Which way the picture runs, from the instances outwards. */
export type Direction = 'down' | 'right';

/** `in` faces the instances, `out` the peers; `end` is the bar's end, where its own LOCAL port sits. */
export type Side = 'in' | 'out' | 'end';

export interface SketchPort {
  readonly device: NetworkDevice;
  readonly side: Side;
  readonly text: readonly string[];
  readonly width: number;
  readonly height: number;
}

export interface SketchNode {
  readonly device: NetworkDevice;
  /** `bar`: a bridge; `frame`: a namespace around its devices; `box`: anything else. */
  readonly shape: 'bar' | 'frame' | 'box';
  readonly text: readonly string[];
  readonly width: number;
  readonly height: number;
  /** What sits on a bar, or is inside a frame. */
  readonly ports: readonly SketchPort[];
  /** Lines that end at a bar itself: their other ends are ports that are drawn elsewhere, in a namespace. */
  readonly stubs: readonly { readonly line: string; readonly side: 'in' | 'out' }[];
  /** A shorter name for where the first does not fit: what its user calls an instance. */
  readonly alias: string | null;
  /** Where in the run from instances outwards this node stands; lines go from lower to higher. */
  readonly rank: number;
}

export interface SketchLine {
  readonly link: NetworkLink;
  /** Device ids, the inner end first; either may be a port or a node. */
  readonly from: string;
  readonly to: string;
  /** The nodes those ends are, or sit on. */
  readonly fromNode: string;
  readonly toNode: string;
  readonly label: string | null;
}

export interface Sketch {
  readonly host: string;
  readonly nodes: readonly SketchNode[];
  readonly lines: readonly SketchLine[];
}

/** Pixels at scale 1. */
export const nameSize = 12;
export const detailSize = 11;
export const lineHeight = 16;
/** Room on either side of a box's text: zoomed out, the text grows into it before it has to go. */
export const beside = 16;

/** A namespace's name has a whole UUID in it; the beginning tells it apart. */
const longestName = 22;

/** Where each kind stands on the way outwards, whatever is torn; among its kind, the distance decides. */
const place: Readonly<Record<DeviceKind, number>> = {
  instance: 0,
  namespace: 0,
  tap: 1,
  'linux-bridge': 2,
  veth: 3,
  'ovs-port': 3,
  internal: 3,
  device: 3,
  'ovs-bridge': 4,
  patch: 4,
  'vhost-user': 3,
  representor: 3,
  macvtap: 3,
  tunnel: 6,
  vlan: 6,
  macvlan: 6,
  bond: 7,
  'virtual-function': 7,
  nic: 7,
  dpdk: 7,
  peer: 9,
};

const facesOut: ReadonlySet<DeviceKind> = new Set([
  'tunnel',
  'patch',
  'internal',
  'nic',
  'vlan',
  'bond',
  'dpdk',
]);

/**
 * What to draw of a node. Links to devices that the model does not hold are left out. The order of devices and
 * links in the model does not matter. `ways` says which links came, went or are different: their labels begin so.
 */
export function sketchOf(
  given: NodeModel,
  words: PictureWords,
  ways: ReadonlyMap<string, NetworkChangeType> = new Map(),
): Sketch {
  const model = inOrder(given);
  const devices = new Map(model.devices.map((device) => [device.id, device]));
  const frames = new Map(
    model.devices.filter(({ kind }) => kind === 'namespace').map((device) => [device.name, device]),
  );
  // What is in a namespace is drawn there, whatever it sits on. Otherwise: what a device sits on in the end; a model
  // that names itself as parent must not hang us.
  const barOf = (device: NetworkDevice): NetworkDevice | null => {
    const frame = device.netns === null || device.kind === 'namespace' ? undefined : frames.get(device.netns);
    if (frame !== undefined) return frame;
    let bar: NetworkDevice | null = null;
    const seen = new Set([device.id]);
    for (let id = device.parent; id !== null && !seen.has(id); id = bar?.parent ?? null) {
      seen.add(id);
      bar = devices.get(id) ?? bar;
    }
    return bar;
  };
  const unitOf = (id: string): string | null => {
    const device = devices.get(id);
    return device === undefined ? null : (barOf(device) ?? device).id;
  };
  const isBar = (id: string): boolean => {
    const kind = devices.get(id)?.kind;
    return kind === 'ovs-bridge' || kind === 'linux-bridge';
  };

  // A port sits on its bar, which already says what its `member` or `contains` link would say.
  const drawn = model.links.filter((link) => {
    const from = unitOf(link.from);
    const to = unitOf(link.to);
    return from !== null && to !== null && from !== to;
  });

  const ranks = rankUnits(model.devices, drawn, unitOf);
  const before = (a: string, b: string): boolean => {
    const byRank = (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0);
    if (byRank !== 0) return byRank < 0;
    // Two bridges as far from the instances: br-int is the inner one, whatever else there is.
    const nameA = devices.get(a)?.name ?? a;
    const nameB = devices.get(b)?.name ?? b;
    if ((nameA === 'br-int') !== (nameB === 'br-int')) return nameA === 'br-int';
    return a < b;
  };

  const lines = drawn.map((link): SketchLine => {
    const [one, other] = [unitOf(link.from) ?? link.from, unitOf(link.to) ?? link.to];
    const outwards = before(one, other);
    return {
      link,
      from: outwards ? link.from : link.to,
      to: outwards ? link.to : link.from,
      fromNode: outwards ? one : other,
      toNode: outwards ? other : one,
      label: changed(lineLabel(link, words), ways.get(link.id)),
    };
  });
  const starts = new Set(lines.map((line) => line.from));
  const ends = new Set(lines.map((line) => line.to));

  const portsOf = new Map<string, SketchPort[]>();
  for (const device of model.devices) {
    const bar = barOf(device);
    if (bar === null) continue;
    const local = device.kind === 'internal' && device.name === bar.name;
    const side: Side = ends.has(device.id)
      ? 'in'
      : starts.has(device.id) || facesOut.has(device.kind)
        ? local && !starts.has(device.id)
          ? 'end'
          : 'out'
        : 'in';
    const port: SketchPort = { device, side, ...sizeOf(device, words, { local }) };
    const ports = portsOf.get(bar.id);
    if (ports === undefined) portsOf.set(bar.id, [port]);
    else ports.push(port);
  }

  const stubsOf = new Map<string, { readonly line: string; readonly side: 'in' | 'out' }[]>();
  for (const { link, from, to } of lines) {
    for (const [id, side] of [
      [from, 'out'],
      [to, 'in'],
    ] as const) {
      if (!isBar(id)) continue;
      const stubs = stubsOf.get(id);
      if (stubs === undefined) stubsOf.set(id, [{ line: link.id, side }]);
      else stubs.push({ line: link.id, side });
    }
  }

  const aliases = new Map(
    model.paths.map(({ hops, instanceName }) => [hops[0]?.deviceId ?? '', instanceName]),
  );
  const nodes = model.devices
    .filter((device) => barOf(device) === null)
    .map((device): SketchNode => {
      const ports = evenHeights(portsOf.get(device.id) ?? []);
      const shape = shapeOf(device, ports.length > 0);
      const alias = aliases.get(device.id) ?? null;
      const size = sizeOf(device, words, { alias });
      const stubs = shape === 'bar' ? (stubsOf.get(device.id) ?? []) : [];
      return { device, shape, ...size, ports, stubs, alias, rank: ranks.get(device.id) ?? 0 };
    });
  return { host: model.host, nodes, lines };
}

/** The sign of what became of it before a label; alone where there is none. */
function changed(label: string | null, way: NetworkChangeType | undefined): string | null {
  return way === undefined ? label : `${changeSigns[way].sign} ${label ?? ''}`.trimEnd();
}

/** Behind every port number. */
const noNumber = 2 ** 33;

/** From inside outwards, then by port number, then by name. */
function inOrder(model: NodeModel): NodeModel {
  const devices = model.devices.toSorted(
    (a, b) =>
      place[a.kind] - place[b.kind] ||
      (a.ofport ?? noNumber) - (b.ofport ?? noNumber) ||
      byText(a.name, b.name) ||
      byText(a.id, b.id),
  );
  return { ...model, devices, links: model.links.toSorted((a, b) => byText(a.id, b.id)) };
}

/** By code units: libvirt numbers instances in hexadecimal. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function shapeOf(device: NetworkDevice, hasPorts: boolean): SketchNode['shape'] {
  if (device.kind === 'namespace') return 'frame';
  return hasPorts || device.kind === 'linux-bridge' || device.kind === 'ovs-bridge' ? 'bar' : 'box';
}

/**
 * By kind first, so that a device whose links are missing still stands where it belongs; then by distance
 * from the instances (and namespaces, where a network node has its routers), counted in bars and boxes.
 */
function rankUnits(
  devices: readonly NetworkDevice[],
  links: readonly NetworkLink[],
  unitOf: (id: string) => string | null,
): ReadonlyMap<string, number> {
  const neighbours = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    const list = neighbours.get(a);
    if (list === undefined) neighbours.set(a, [b]);
    else list.push(b);
  };
  for (const link of links) {
    const from = unitOf(link.from);
    const to = unitOf(link.to);
    if (from === null || to === null) continue;
    join(from, to);
    join(to, from);
  }
  const distances = new Map<string, number>();
  let edge = devices.filter(({ kind }) => kind === 'instance' || kind === 'namespace').map(({ id }) => id);
  for (const id of edge) distances.set(id, 0);
  for (let distance = 1; edge.length > 0; distance++) {
    const next: string[] = [];
    for (const id of edge) {
      for (const other of neighbours.get(id) ?? []) {
        if (distances.has(other)) continue;
        distances.set(other, distance);
        next.push(other);
      }
    }
    edge = next;
  }
  const farthest = devices.length;
  return new Map(
    devices.map(({ id, kind }) => [id, place[kind] * farthest * 2 + (distances.get(id) ?? farthest)]),
  );
}

function sizeOf(
  device: NetworkDevice,
  words: PictureWords,
  { local = false, alias = null }: { readonly local?: boolean; readonly alias?: string | null },
): Pick<SketchPort, 'text' | 'width' | 'height'> {
  const detail = detailOf(device, words, alias);
  // The bar that a LOCAL port sits on has its name already.
  const name = local ? 'LOCAL' : asWritten(shorten(device.name, longestName));
  const text = detail === null ? [name] : [name, detail];
  const width = Math.max(monoWidth(name, nameSize), detail === null ? 0 : monoWidth(detail, detailSize));
  // Even, so that middles are whole pixels and the lines between them run straight.
  return { text, width: 2 * Math.ceil((width + 2 * beside) / 2), height: 8 + lineHeight * text.length };
}

/** Ports in one row share a height, so that their lines end level. */
function evenHeights(ports: readonly SketchPort[]): readonly SketchPort[] {
  return ports.map((port) => ({
    ...port,
    height: Math.max(...ports.filter(({ side }) => side === port.side).map(({ height }) => height)),
  }));
}
