// A device of which nothing is known yet but what it is.
import { deviceId } from './device-kind.ts';
import type { DeviceKind, NetworkDevice } from './model.ts';

export function blankDevice(host: string, kind: DeviceKind, name: string): NetworkDevice {
  return {
    id: deviceId(kind, name),
    host,
    kind,
    name,
    parent: null,
    netns: null,
    ifindex: null,
    ofport: null,
    tag: null,
    mac: null,
    mtu: null,
    state: null,
    addresses: [],
    network: null,
    role: null,
    type: null,
    driver: null,
    pci: null,
    error: null,
    options: {},
    portId: null,
    binding: null,
    detail: null,
    conflicts: [],
    status: 'known',
    reason: null,
    wants: [],
    evidence: [],
  };
}
