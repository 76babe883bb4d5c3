// What one path touches in the picture, and the picture of that path alone.
import type { NetworkPath, NodeModel } from '../../../shared/network/model.ts';
import type { Picture, Rect } from './graph.ts';

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

/** The smallest rectangle around these devices; null when the picture has none of them. */
export function boundsOf(picture: Picture, devices: ReadonlySet<string>): Rect | null {
  const boxes = picture.boxes.filter(({ device }) => devices.has(device.id));
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
