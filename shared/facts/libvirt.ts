// What libvirt says of domains and their interfaces.
// Part of ../facts.ts, which says what all kinds have in common.

/** One `<interface>` of a libvirt domain. `index` counts from 0 in the XML. */
export interface DomainInterfaceFact {
  readonly domain: string;
  readonly index: number;
  /** `bridge`, `ethernet`, `vhostuser`, `hostdev`, `direct`, `network` … as in the XML. */
  readonly type: string;
  readonly mac: string | null;
  /** `<source bridge=…>`, `<source network=…>`, `<source dev=…>` or the vhost-user socket path. */
  readonly source: string | null;
  readonly target: string | null;
  readonly model: string | null;
  readonly alias: string | null;
  readonly mtu: number | null;
  readonly virtualport: string | null;
  /** The Neutron port: `<parameters interfaceid=…>`, or Nova's `<nova:port uuid=…>` where exactly one can be meant. */
  readonly portId: string | null;
}

export interface LibvirtFacts {
  readonly 'domain-interface': DomainInterfaceFact;
}

export const libvirtKinds = ['domain-interface'] as const satisfies readonly (keyof LibvirtFacts)[];
