// The host itself: its hardware, kernel settings, packages, configuration files and logs.
// Part of ../facts.ts, which says what all kinds have in common.

/** One node of `lshw -class network`. `configuration` is its `key=value` list. */
export interface NicFact {
  /** `logical name`; null for an unclaimed device. */
  readonly device: string | null;
  readonly description: string | null;
  readonly product: string | null;
  readonly vendor: string | null;
  readonly busInfo: string | null;
  readonly serial: string | null;
  readonly driver: string | null;
  readonly configuration: Readonly<Record<string, string>>;
}

/** One `sysctl`: `net.ipv4.ip_forward`, with its value as printed. A dot inside a name is `/`, as in sysctl(8). */
export interface KernelSettingFact {
  readonly name: string;
  readonly value: string;
  readonly netns: string | null;
}

/** The running kernel: `uname`, `/proc/version`. */
export interface KernelFact {
  readonly host: string | null;
  readonly release: string;
  /** What stands after the release: build number, date, compiler. */
  readonly build: string | null;
  readonly architecture: string | null;
}

/**
 * One statement of a host about itself, by the name under which it is printed: `Time zone` of `timedatectl`,
 * `up` of `uptime`, `intel_iommu` of the kernel's command line, `Model name` of `lscpu`.
 */
export interface HostPropertyFact {
  readonly group:
    'hostname' | 'hostnamectl' | 'timedatectl' | 'date' | 'uptime' | 'lscpu' | 'kernel command line';
  readonly name: string;
  readonly value: string;
}

/** A loaded kernel module; `size` in bytes. `references` is null for a module that cannot be unloaded. */
export interface KernelModuleFact {
  readonly name: string;
  readonly size: number;
  readonly references: number | null;
  readonly usedBy: readonly string[];
}

/** A NUMA node; memory in MB. */
export interface NumaNodeFact {
  readonly node: number;
  readonly cpus: readonly number[];
  readonly memory: number | null;
  readonly free: number | null;
  /** To each node, in the order of their numbers. */
  readonly distances: readonly number[];
}

/**
 * A PCI device as `lspci` shows it. `ids` is `8086:1572` from `-nn`. `virtualFunctions` is of its SR-IOV
 * capability (`-vvv` as root). `details` holds all other lines by what stands before their colon.
 */
export interface PciDeviceFact {
  readonly slot: string;
  readonly class: string;
  readonly classId: string | null;
  readonly name: string;
  readonly ids: string | null;
  readonly revision: string | null;
  readonly subsystem: string | null;
  readonly numaNode: number | null;
  readonly driver: string | null;
  readonly modules: readonly string[];
  readonly virtualFunctions: { readonly total: number; readonly enabled: number } | null;
  readonly details: Readonly<Record<string, readonly string[]>>;
}

/** A unit of systemd. `mainPid` and `since` come from `systemctl status`. */
export interface ServiceFact {
  readonly unit: string;
  readonly load: string | null;
  readonly active: string | null;
  readonly sub: string | null;
  readonly description: string | null;
  readonly mainPid: number | null;
  /** When it came into this state, as printed. */
  readonly since: string | null;
}

/** A process that carries the node's network: Open vSwitch, OVN, OpenStack, libvirt, QEMU and their helpers. */
export interface ProcessFact {
  readonly pid: number;
  readonly parentPid: number | null;
  readonly user: string | null;
  /** As printed: a time of day, a day, or `Wed Feb  9 22:38:08 2022`. */
  readonly started: string | null;
  readonly state: string | null;
  readonly command: string;
}

/**
 * An installed package. `state` is dpkg's (`ii`, `rc` …) or what a snap's notes say; null where the tool
 * lists only what is installed.
 */
export interface PackageFact {
  readonly name: string;
  readonly version: string;
  readonly architecture: string | null;
  readonly state: string | null;
  readonly manager: 'dpkg' | 'rpm' | 'snap';
}

/**
 * One option of a configuration file. `section` is that of an INI file, or the path to the option in a
 * file that nests (`network.bonds.bond0.parameters` of netplan). `values` has more than one value where
 * an option is given several times or as a list. What is commented out is not here.
 */
export interface ConfigOptionFact {
  readonly file: string;
  readonly section: string | null;
  readonly option: string;
  readonly values: readonly string[];
}

/** A connection profile of NetworkManager, `nmcli connection`. `values` are all its settings (`ipv4.method` …). */
export interface NmConnectionFact {
  readonly name: string;
  readonly uuid: string | null;
  readonly type: string | null;
  /** Null for one that is not in use. */
  readonly device: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** A device as NetworkManager sees it, `nmcli device`. */
export interface NmDeviceFact {
  readonly device: string;
  readonly type: string | null;
  readonly state: string | null;
  readonly connection: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * One event of a log. `time` is ISO 8601: with `Z` or an offset where the log says its zone, without one
 * where it prints local time; a syslog line without a year keeps its own spelling.
 */
export interface LogEventFact {
  readonly time: string;
  /** `EMER`, `ERR`, `WARN`, `INFO` of Open vSwitch; `CRITICAL`, `ERROR`, `WARNING`, `INFO` of OpenStack; null in syslog. */
  readonly level: string | null;
  readonly program: string | null;
  readonly pid: number | null;
  readonly host: string | null;
  readonly requestId: string | null;
  /** The first line's message; what follows it (a traceback) are the fact's further lines. */
  readonly message: string;
}

/** One group of the kernel's protocol counters: `Tcp` of `/proc/net/snmp`, `TcpExt` of `netstat`, `Ip6` of `snmp6`. */
export interface ProtocolCountersFact {
  readonly protocol: string;
  readonly netns: string | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** Sockets in use, one group of `/proc/net/sockstat`: `TCP: inuse 5 orphan 0`. */
export interface SocketCountsFact {
  readonly protocol: string;
  readonly netns: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** A CPU's row of `/proc/net/softnet_stat`: packets taken off the devices, dropped, and times it ran out of its budget. */
export interface SoftnetCpuFact {
  readonly cpu: number;
  readonly processed: number;
  readonly dropped: number;
  readonly timeSqueeze: number;
  /** Columns that later kernels add, by name; null in earlier ones. */
  readonly receivedRps: number | null;
  readonly flowLimit: number | null;
  readonly backlog: number | null;
}

/** Counters of a device, named as in `ip -s link`: `rx_bytes`, `tx_dropped` … */
export interface DeviceStatisticsFact {
  readonly device: string;
  readonly netns: string | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** A value below `/sys/class/net/DEVICE`: `mtu`, `bonding/mode`, `brport/state`, `device/sriov_numvfs`. */
export interface DeviceAttributeFact {
  readonly device: string;
  readonly attribute: string;
  readonly value: string;
  readonly netns: string | null;
}

/** A bond of the kernel's bonding driver, `/proc/net/bonding/NAME`. `values` holds every line of its own, by name. */
export interface LinuxBondFact {
  readonly name: string;
  readonly netns: string | null;
  readonly mode: string | null;
  readonly miiStatus: string | null;
  readonly activeMember: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** A device in such a bond. `speed` in Mb/s, null when unknown. */
export interface LinuxBondMemberFact {
  readonly bond: string;
  readonly device: string;
  readonly netns: string | null;
  readonly miiStatus: string | null;
  readonly speed: number | null;
  readonly duplex: string | null;
  readonly linkFailures: number | null;
  readonly mac: string | null;
  readonly aggregatorId: number | null;
  readonly values: Readonly<Record<string, string>>;
}

/** A VLAN device of the kernel, `/proc/net/vlan`. */
export interface VlanDeviceFact {
  readonly device: string;
  readonly vlanId: number;
  readonly parent: string;
  readonly netns: string | null;
  /** `REORDER_HDR`, counters and priority maps of `/proc/net/vlan/NAME`. */
  readonly values: Readonly<Record<string, string>>;
}

export interface LinuxHostFacts {
  readonly nic: NicFact;
  readonly 'kernel-setting': KernelSettingFact;
  readonly kernel: KernelFact;
  readonly 'host-property': HostPropertyFact;
  readonly 'kernel-module': KernelModuleFact;
  readonly 'numa-node': NumaNodeFact;
  readonly 'pci-device': PciDeviceFact;
  readonly service: ServiceFact;
  readonly process: ProcessFact;
  readonly package: PackageFact;
  readonly 'config-option': ConfigOptionFact;
  readonly 'nm-connection': NmConnectionFact;
  readonly 'nm-device': NmDeviceFact;
  readonly 'log-event': LogEventFact;
  readonly 'protocol-counters': ProtocolCountersFact;
  readonly 'socket-counts': SocketCountsFact;
  readonly 'softnet-cpu': SoftnetCpuFact;
  readonly 'device-statistics': DeviceStatisticsFact;
  readonly 'device-attribute': DeviceAttributeFact;
  readonly 'linux-bond': LinuxBondFact;
  readonly 'linux-bond-member': LinuxBondMemberFact;
  readonly 'vlan-device': VlanDeviceFact;
}

export const linuxHostKinds = [
  'nic',
  'kernel-setting',
  'kernel',
  'host-property',
  'kernel-module',
  'numa-node',
  'pci-device',
  'service',
  'process',
  'package',
  'config-option',
  'nm-connection',
  'nm-device',
  'log-event',
  'protocol-counters',
  'socket-counts',
  'softnet-cpu',
  'device-statistics',
  'device-attribute',
  'linux-bond',
  'linux-bond-member',
  'vlan-device',
] as const satisfies readonly (keyof LinuxHostFacts)[];
