// What libvirt says of domains and their interfaces.
// Part of ../facts.ts, which says what all kinds have in common.

/** One `<interface>` of a libvirt domain. `index` counts from 0 in the XML. */
export interface DomainInterfaceFact {
  readonly domain: string;
  readonly index: number;
  /** `bridge`, `ethernet`, `vhostuser`, `hostdev`, `direct`, `network` … as in the XML. */
  readonly type: string;
  readonly mac: string | null;
  /** `<source bridge=…>`, `<source network=…>`, `<source dev=…>`, the vhost-user socket's path, or the PCI address (`0000:81:10.2`) of `hostdev`. */
  readonly source: string | null;
  readonly target: string | null;
  readonly model: string | null;
  readonly alias: string | null;
  readonly mtu: number | null;
  readonly virtualport: string | null;
  /** The Neutron port: `<parameters interfaceid=…>`, or Nova's `<nova:port uuid=…>` where exactly one can be meant. */
  readonly portId: string | null;
}

/** A domain, as `virsh list`, `virsh dominfo` and domain XML say. Null where the command does not print it. */
export interface DomainFact {
  readonly name: string | null;
  readonly uuid: string | null;
  /** libvirt's number of a running domain; null also while it does not run. */
  readonly id: number | null;
  /** `running`, `paused`, `shut off` …, in English whatever the language of the output. */
  readonly state: string | null;
  readonly title: string | null;
  readonly osType: string | null;
  readonly vcpus: number | null;
  /** In KiB. */
  readonly maxMemory: number | null;
  /** In KiB. */
  readonly memory: number | null;
  readonly persistent: boolean | null;
  readonly autostart: boolean | null;
  /** The remaining properties as printed. */
  readonly other: Readonly<Record<string, string>>;
}

/** A disk of a domain. */
export interface DomainDiskFact {
  readonly domain: string;
  readonly target: string;
  /** '' for an empty drive. */
  readonly source: string;
}

/** An address of a domain's interface, by DHCP lease, guest agent or ARP. */
export interface DomainInterfaceAddressFact {
  readonly domain: string;
  readonly device: string;
  readonly mac: string | null;
  readonly protocol: string;
  /** With the length of its prefix. */
  readonly address: string;
}

/** `virsh domifstat`: counters by name, `rx_bytes` … */
export interface DomainInterfaceStatisticsFact {
  readonly domain: string;
  readonly device: string;
  readonly counters: Readonly<Record<string, number>>;
}

/** A network of libvirt's own. */
export interface LibvirtNetworkFact {
  readonly name: string;
  readonly uuid: string | null;
  /** `active` or `inactive`. */
  readonly state: string | null;
  readonly autostart: boolean | null;
  readonly persistent: boolean | null;
  readonly bridge: string | null;
  /** `nat`, `route`, `bridge`, `isolated` when nothing is forwarded. */
  readonly forwardMode: string | null;
  /** With the length of its prefix or its mask, as written. */
  readonly addresses: readonly string[] | null;
}

export interface LibvirtFacts {
  readonly 'domain-interface': DomainInterfaceFact;
  readonly domain: DomainFact;
  readonly 'domain-disk': DomainDiskFact;
  readonly 'domain-interface-address': DomainInterfaceAddressFact;
  readonly 'domain-interface-statistics': DomainInterfaceStatisticsFact;
  readonly 'libvirt-network': LibvirtNetworkFact;
}

export const libvirtKinds = [
  'domain-interface',
  'domain',
  'domain-disk',
  'domain-interface-address',
  'domain-interface-statistics',
  'libvirt-network',
] as const satisfies readonly (keyof LibvirtFacts)[];
