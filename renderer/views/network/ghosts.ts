// What a host had in another snapshot and has no more, put back where it was, so that the picture, its table and its
// files show it as gone; and which links came and went. Pure.
import type { NetworkChangeType } from '../../../shared/compare/network-changes.ts';
import type { NetworkDevice, NetworkLink, NodeModel } from '../../../shared/network/model.ts';
import type { HostChanges } from './overlays.ts';

export interface Ghosts {
  /** The host with what it had. A ghost has no network: the other snapshot's local VLANs may be other networks. */
  readonly model: NodeModel;
  /** By id, as the other snapshot has them. */
  readonly devices: ReadonlyMap<string, NetworkDevice>;
  readonly links: ReadonlyMap<string, NetworkLink>;
  /** What became of links, by id. */
  readonly ways: ReadonlyMap<string, NetworkChangeType>;
}

/** Nothing is gone. */
export function noGhosts(model: NodeModel): Ghosts {
  return { model, devices: new Map(), links: new Map(), ways: new Map() };
}

/**
 * `model` with what `changes` say was removed. Plumbing comes back only where plumbing is drawn; a link only where both
 * of its ends are. What the host still names as missing stays as it names it.
 */
export function withGhosts(model: NodeModel, changes: HostChanges, plumbing: boolean): Ghosts {
  const ids = new Set(model.devices.map(({ id }) => id));
  const devices = new Map<string, NetworkDevice>();
  for (const { change, device } of changes.devices) {
    if (change !== 'removed' || ids.has(device.id) || (device.role !== null && !plumbing)) continue;
    devices.set(device.id, device);
    ids.add(device.id);
  }
  const known = new Set(model.links.map(({ id }) => id));
  const links = new Map<string, NetworkLink>();
  const ways = new Map<string, NetworkChangeType>();
  for (const { change, link } of changes.links) {
    if (!ids.has(link.from) || !ids.has(link.to)) continue;
    if (change === 'removed' && !known.has(link.id)) links.set(link.id, link);
    ways.set(link.id, change);
  }
  return {
    model: {
      ...model,
      devices: [...model.devices, ...[...devices.values()].map((device) => ({ ...device, network: null }))],
      links: [...model.links, ...links.values()],
    },
    devices,
    links,
    ways,
  };
}
