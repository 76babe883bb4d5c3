// What an instance's interface is plugged into: its tap or macvtap by name, the port of a vhost-user socket, or the
// function of an adapter that it was given.
import type { StoredFact } from '../facts.ts';
import { deviceId } from './device-kind.ts';
import type { DomainInterfaceView } from './instance-index.ts';
import type { DeviceKind, Knowledge } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import type { OvsPortView } from './ovs-port.ts';
import { passedDevice } from './sriov.ts';

export interface Plug {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly status: Knowledge;
  readonly reason: string | null;
  readonly wants: readonly string[];
  readonly facts: readonly StoredFact[];
}

/** Null where the domain names nothing that the host could have. */
export function plugOf(node: NodeIndex, view: DomainInterfaceView): Plug | null {
  const passed = passedDevice(node, view);
  if (passed !== null) return passed;
  const { target } = view.data;
  const socket = socketPort(node, view);
  const name = socket?.name ?? target;
  if (name === null) return null;
  const device = node.interfaces.byName(name);
  const kind = device?.kind ?? node.interfaces.kindOf(name);
  const id = device?.id ?? deviceId(kind, name);
  return { id, name, kind, status: 'known', reason: null, wants: [], facts: view.facts };
}

/** The port whose socket a vhost-user interface has: by `vhost-server-path`, or by the socket's name, which Open vSwitch gives. */
export function socketPort(node: NodeIndex, view: DomainInterfaceView): OvsPortView | null {
  const { type, source, target } = view.data;
  if (type !== 'vhostuser') return null;
  const byPath = source === null ? null : node.ovs.portBySocket(source);
  if (byPath !== null) return byPath;
  const name = source?.split('/').pop() ?? '';
  return node.ovs.portOf(name) ?? (target === null ? null : node.ovs.portOf(target));
}
