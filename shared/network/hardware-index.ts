// What is behind a device in hardware: its driver, its place on the PCI bus, and SR-IOV's functions.
// `lshw` and `lspci` know the bus, `ethtool -i` joins it to a device's name, sysfs counts the functions, and
// `ip link` of the adapter (the physical function) lists them: `vf 2 link/ether fa:16:3e:… , vlan 101, …`.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

export interface HardwareView {
  readonly driver: string | null;
  /** `0000:5e:00.1`, in lower case with the domain. */
  readonly pci: string | null;
  readonly product: string | null;
  /** The adapter's own address, where a bond or a bridge gave it another. */
  readonly mac: string | null;
  /** Of SR-IOV: how many virtual functions the adapter has; null where that is not known. */
  readonly enabled: number | null;
  readonly total: number | null;
  readonly isVirtualFunction: boolean;
  /** The port's name on an embedded switch: `p0` of the adapter, `pf0vf3` of the function's representor. */
  readonly portName: string | null;
  readonly facts: readonly StoredFact[];
}

export interface HardwareIndex {
  /** Devices of the host that an output of hardware names. */
  readonly names: readonly string[];
  of(device: string, netns?: string | null): HardwareView;
  /** The device that a PCI function has; null where none is bound to a driver of networks. */
  atPci(address: string): string | null;
  /** The row of `lspci`. */
  pciDevice(address: string): StoredFact<'pci-device'> | null;
  /** The virtual functions that `ip link` of an adapter lists. */
  functionsOf(adapter: string): readonly StoredFact<'virtual-function'>[];
  functionsWithMac(mac: string): readonly StoredFact<'virtual-function'>[];
}

const nothing: HardwareView = {
  driver: null,
  pci: null,
  product: null,
  mac: null,
  enabled: null,
  total: null,
  isVirtualFunction: false,
  portName: null,
  facts: [],
};

/** `pci@0000:00:03.0`, `00:03.0` and `0000:00:03.0` in one form; null for any other bus. */
export function pciAddress(text: string | null): string | null {
  const [, domain, rest] =
    /^(?:pci@)?(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}:[0-9a-f]{2}\.[0-7])$/i.exec(text ?? '') ?? [];
  return rest === undefined ? null : `${domain ?? '0000'}:${rest}`.toLowerCase();
}

/** Joins the outputs of hardware by device and by address. */
export function indexHardware(facts: SnapshotFacts): HardwareIndex {
  const nics = groupBy(facts.of('nic'), ({ data }) => data.device);
  const drivers = groupBy(facts.of('ethtool-driver'), ({ data }) => keyOf(data.netns, data.device));
  const addresses = groupBy(facts.of('ethtool-address'), ({ data }) => keyOf(data.netns, data.device));
  const attributes = groupBy(facts.of('device-attribute'), ({ data }) =>
    wanted.test(data.attribute) ? keyOf(data.netns, data.device) : null,
  );
  const devices = new Map<string, StoredFact<'pci-device'>>();
  for (const fact of facts.of('pci-device')) {
    const address = pciAddress(fact.data.slot);
    if (address !== null && !devices.has(address)) devices.set(address, fact);
  }
  const functions = facts.of('virtual-function').filter(({ data }) => data.netns === null);
  const ofAdapter = groupBy(functions, ({ data }) => data.device);
  const ofMac = groupBy(functions, ({ data }) => data.mac);
  const found = new Map<string, HardwareView>();

  const of = (device: string, netns: string | null = null): HardwareView => {
    const key = keyOf(netns, device);
    const known = found.get(key);
    if (known) return known;
    const view = join(netns === null ? (nics.get(device) ?? []) : [], key);
    found.set(key, view);
    return view;
  };

  function join(lshw: readonly StoredFact<'nic'>[], key: string): HardwareView {
    const ethtool = drivers.get(key) ?? [];
    const own = addresses.get(key) ?? [];
    const sysfs = attributes.get(key) ?? [];
    if (lshw.length + ethtool.length + own.length + sysfs.length === 0) return nothing;
    const value = (attribute: string): string | null =>
      sysfs.find(({ data }) => data.attribute === attribute)?.data.value ?? null;
    const pci = pciAddress(ethtool[0]?.data.busInfo ?? null) ?? pciAddress(lshw[0]?.data.busInfo ?? null);
    const device = pci === null ? undefined : devices.get(pci);
    const driver = ethtool[0]?.data.driver ?? lshw[0]?.data.driver ?? device?.data.driver ?? null;
    const product = device?.data.name ?? lshw[0]?.data.product ?? null;
    const counted = device?.data.virtualFunctions ?? null;
    return {
      driver,
      pci,
      product,
      mac: own[0]?.data.mac ?? lshw[0]?.data.serial ?? null,
      enabled: numberOf(value('device/sriov_numvfs')) ?? counted?.enabled ?? null,
      total: numberOf(value('device/sriov_totalvfs')) ?? counted?.total ?? null,
      isVirtualFunction: isFunction(product) || vfDrivers.test(driver ?? ''),
      portName: value('phys_port_name'),
      facts: [...ethtool, ...lshw, ...(device ? [device] : []), ...sysfs, ...own],
    };
  }

  const named = new Set<string>();
  for (const { data } of facts.of('nic')) if (data.device !== null) named.add(data.device);
  for (const { data } of facts.of('ethtool-driver')) if (data.netns === null) named.add(data.device);
  const names = [...named].sort();
  const atPci = new Map<string, string>();
  for (const name of names) {
    const { pci, portName } = of(name);
    // A representor prints its adapter's address.
    if (pci !== null && !atPci.has(pci) && !representor.test(portName ?? '')) atPci.set(pci, name);
  }
  return {
    names,
    of,
    atPci: (address) => atPci.get(address) ?? null,
    pciDevice: (address) => devices.get(address) ?? null,
    functionsOf: (adapter) => ofAdapter.get(adapter) ?? [],
    functionsWithMac: (mac) => ofMac.get(mac) ?? [],
  };
}

const wanted = /^(device\/sriov_(num|total)vfs|phys_port_name)$/;
const vfDrivers = /^(igbvf|ixgbevf|i40evf|iavf|bnxt_vf|enic_vf|nfp_netvf)$/;

/** `pf0vf3`, `c1pf0vf3`, `pf0sf88`: Documentation/networking/switchdev.rst of Linux, "Port Netdev Naming". */
export const representor = /^(c\d+)?pf\d+(vf|sf)\d+$/;

/** By the name that pci.ids gives it. */
export function isFunction(product: string | null): boolean {
  return /\bVirtual Function\b/i.test(product ?? '');
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

function keyOf(netns: string | null, device: string): string {
  return `${netns ?? ''}\n${device}`;
}

function groupBy<F>(list: readonly F[], key: (fact: F) => string | null): ReadonlyMap<string, F[]> {
  const groups = new Map<string, F[]>();
  for (const one of list) {
    const name = key(one);
    if (name === null) continue;
    const group = groups.get(name);
    if (group) group.push(one);
    else groups.set(name, [one]);
  }
  return groups;
}
