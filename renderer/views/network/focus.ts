// What one path touches in the picture, and the picture of that path alone.
import type { NetworkPath, NodeModel } from '../../../shared/network/model.ts';
import type { Rect } from '../../ui/geometry.ts';
import type { Picture } from './graph.ts';

export interface PathFocus {
  readonly devices: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

/** The devices of a path's hops, the links between them, the bridges that they sit on and the tunnels' peers. */
export function focusOf(model: NodeModel, path: NetworkPath): PathFocus {
  const devices = new Set<string>();
  for (const { deviceId } of path.hops) if (deviceId !== null) devices.add(deviceId);
  // A path ends at its tunnel port; where that leads belongs to it.
  for (const { kind, from, to } of model.links) {
    if (kind === 'tunnel' && (devices.has(from) || devices.has(to))) devices.add(from).add(to);
  }
  const links = new Set(
    model.links.filter(({ from, to }) => devices.has(from) && devices.has(to)).map(({ id }) => id),
  );
  for (const { id, parent } of model.devices) if (devices.has(id) && parent !== null) devices.add(parent);
  return { devices, links };
}

/** Where a path breaks: a port in the dead VLAN sits on its bridge like any other, and would not show it. */
export function brokenDevices({ paths }: Pick<NodeModel, 'paths'>): ReadonlySet<string> {
  return new Set(paths.flatMap(({ hops }) => hops.flatMap((hop) => (hop.break ? (hop.deviceId ?? []) : []))));
}

/** What of a model pictures and tables show: without the plumbing that is on every node, unless it is asked for. */
export function drawnPart(model: NodeModel, plumbing: boolean): NodeModel {
  if (plumbing || model.devices.every(({ role }) => role === null)) return model;
  const devices = model.devices.filter(({ role }) => role === null);
  const ids = new Set(devices.map(({ id }) => id));
  return { ...model, devices, links: model.links.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

/** The model with nothing but what the path touches. */
export function onlyFocus(model: NodeModel, { devices, links }: PathFocus): NodeModel {
  return {
    ...model,
    devices: model.devices.filter(({ id }) => devices.has(id)),
    links: model.links.filter(({ id }) => links.has(id)),
  };
}

/** The devices whose name, addresses or numbers contain `text`, in the model's order. Case does not matter. */
export function findDevices(model: NodeModel, text: string): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return model.devices
    .filter(({ name, mac, addresses, network }) =>
      [name, mac, network, ...addresses].some((word) => word?.toLowerCase().includes(wanted)),
    )
    .map(({ id }) => id);
}

/**
 * The rectangle to bring into sight for these devices, as many of them as stay readable at once: all of
 * them, or else the first in their order (a path's from the instance outwards) that fit into `most`,
 * in the picture's pixels. Bars may be longer than any window and do not count. Null when the picture
 * has none of them.
 */
export function boundsOf(
  picture: Picture,
  devices: ReadonlySet<string>,
  most: { readonly width: number; readonly height: number },
): Rect | null {
  const places = new Map(picture.boxes.map((box) => [box.device.id, box]));
  const boxes = [...devices].flatMap((id) => places.get(id) ?? []);
  const whole = boxes.reduce<Rect | null>(around, null);
  if (whole === null || fits(whole, most)) return whole;
  let bounds: Rect | null = null;
  for (const box of boxes) {
    if (box.shape === 'bar' && !fits(box, most)) continue;
    const next: Rect = around(bounds, box);
    if (bounds !== null && !fits(next, most)) break;
    bounds = next;
  }
  return bounds ?? whole;
}

function fits(rect: Rect, most: { readonly width: number; readonly height: number }): boolean {
  return rect.width <= most.width && rect.height <= most.height;
}

function around(bounds: Rect | null, box: Rect): Rect {
  if (bounds === null) return { x: box.x, y: box.y, width: box.width, height: box.height };
  const x = Math.min(bounds.x, box.x);
  const y = Math.min(bounds.y, box.y);
  return {
    x,
    y,
    width: Math.max(bounds.x + bounds.width, box.x + box.width) - x,
    height: Math.max(bounds.y + bounds.height, box.y + box.height) - y,
  };
}
