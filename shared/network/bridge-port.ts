// The device behind an OpenFlow port of a bridge, and what a patch port leads to.
import type { Port } from '../openflow/tree.ts';
import { deviceId } from './device-kind.ts';
import type { NetworkDevice, NodeModel } from './model.ts';

const local = 65_534;

/** The port of a bridge by its number or its name; null when the node's model does not have it. */
export function deviceOfPort(
  { devices }: Pick<NodeModel, 'devices'>,
  bridge: string,
  port: Port,
): NetworkDevice | null {
  const parent = deviceId('ovs-bridge', bridge);
  const own = devices.filter((device) => device.parent === parent);
  if (port.kind === 'name') return own.find(({ name }) => name === port.name) ?? null;
  const found = own.find(({ ofport }) => ofport === port.number);
  if (found !== undefined || port.number !== local) return found ?? null;
  // A bridge's own port has its name.
  return own.find(({ name }) => name === bridge) ?? null;
}

/** The other half of a patch port, and its bridge; null for any other device, and where the peer is not known. */
export function patchPeer(
  { devices, links }: Pick<NodeModel, 'devices' | 'links'>,
  device: NetworkDevice,
): { readonly device: NetworkDevice; readonly bridge: string } | null {
  const link = links.find(
    ({ kind, from, to }) => kind === 'patch' && (from === device.id || to === device.id),
  );
  const far = link?.from === device.id ? link.to : link?.from;
  const peer = devices.find(({ id }) => id === far);
  const bridge = devices.find(({ id }) => id === peer?.parent);
  return peer === undefined || bridge === undefined ? null : { device: peer, bridge: bridge.name };
}
