// What OpenStack says: instances, Neutron resources, agents, hypervisors.
// Part of ../facts.ts, which says what all kinds have in common.

export interface InstanceFact {
  /** libvirt's name, `instance-0000001e`; null when the command does not show it. */
  readonly libvirtName: string | null;
  /** The name the user gave (`web1`). */
  readonly name: string | null;
  readonly uuid: string | null;
  readonly host: string | null;
  readonly status: string | null;
  readonly addresses: readonly { readonly network: string; readonly address: string }[];
}

export interface OpenstackFacts {
  readonly instance: InstanceFact;
}

export const openstackKinds = ['instance'] as const satisfies readonly (keyof OpenstackFacts)[];
