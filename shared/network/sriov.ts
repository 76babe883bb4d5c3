// SR-IOV: the function of an adapter that a guest was given as a PCI device. It has no tap; what joins it to the
// adapter is its address on the bus, or its MAC, which `ip link` lists at the adapter: `vf 2 … fa:16:3e:…, vlan 101`.
import type { StoredFact } from '../facts.ts';
import { isFunction, pciAddress } from './hardware-index.ts';
import { deviceId } from './device-kind.ts';
import type { DomainInterfaceView } from './instance-index.ts';
import type { DeviceKind, Knowledge } from './model.ts';
import type { NodeIndex } from './node-index.ts';

/** The device behind such an interface. `id` is the host's own device where the bus address has one. */
export interface PassedDevice {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly pci: string | null;
  /** True where no device of the host stands for it, as while vfio has it. */
  readonly only: boolean;
  readonly status: Knowledge;
  readonly reason: string | null;
  readonly wants: readonly string[];
  readonly facts: readonly StoredFact[];
}

/** Where a function is on its adapter. */
export interface FunctionPlace {
  readonly adapter: string;
  readonly index: number;
  readonly reason: string;
  readonly facts: readonly StoredFact[];
}

/** The device of an interface of type `hostdev`; null when its domain does not say which. */
export function passedDevice(node: NodeIndex, view: DomainInterfaceView): PassedDevice | null {
  const pci = pciAddress(view.data.source);
  if (view.data.type !== 'hostdev' || pci === null) return null;
  const own = node.hardware.atPci(pci);
  const device = own === null ? null : node.interfaces.byName(own);
  const row = node.hardware.pciDevice(pci);
  const facts = [...view.facts, ...(row ? [row] : [])];
  if (device !== null) {
    const { id, name, kind } = device;
    return { id, name, kind, pci, only: false, status: 'known', reason: null, wants: [], facts };
  }
  const place = functionPlace(node, view.data.mac);
  const known = row !== null || place !== null;
  const kind = row !== null && place === null && !isFunction(row.data.name) ? 'nic' : 'virtual-function';
  return {
    id: deviceId(kind, pci),
    name: pci,
    kind,
    pci,
    only: true,
    status: known ? 'known' : 'inferred',
    reason: known
      ? null
      : `no \`lspci\` shows whether ${pci} is a virtual function, as what Nova passes through mostly is`,
    wants: known ? [] : ['lspci -nnvv', 'ip -d link show'],
    facts: [...facts, ...(place?.facts ?? [])],
  };
}

/** The adapter whose list has the MAC; null where none or several have it. */
export function functionPlace(node: NodeIndex, mac: string | null): FunctionPlace | null {
  if (mac === null || mac === '00:00:00:00:00:00' || node.facts.cleaned === true) return null;
  const list = node.hardware.functionsWithMac(mac);
  const places = new Set(list.map(({ data }) => `${data.device} ${data.index}`));
  const [first] = list;
  if (first === undefined || places.size !== 1) return null;
  const { device: adapter, index } = first.data;
  return { adapter, index, reason: `\`ip link\` lists ${mac} as vf ${index} of ${adapter}`, facts: list };
}
