// What OpenStack says: instances, Neutron resources, agents, hypervisors.
// Part of ../facts.ts, which says what all kinds have in common.
// A text that was printed as none is ''; a null means that nothing was printed (or, of a number, none).
// Names follow the API; `other` holds the remaining fields as they were printed, under their API names.

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

interface Resource {
  readonly id: string | null;
  readonly name: string | null;
  readonly projectId: string | null;
  readonly tags: readonly string[] | null;
  readonly other: Readonly<Record<string, string>>;
}

export interface FixedIp {
  /** Null where only the address is printed. */
  readonly subnetId: string | null;
  readonly ipAddress: string;
}

export interface NeutronPortFact extends Resource {
  readonly networkId: string | null;
  readonly mac: string | null;
  readonly fixedIps: readonly FixedIp[] | null;
  readonly deviceId: string | null;
  /** `compute:nova`, `network:dhcp`, `network:router_interface` … */
  readonly deviceOwner: string | null;
  /** `binding:host_id`: the host that has the port, '' when it is not bound. */
  readonly hostId: string | null;
  readonly status: string | null;
  readonly adminStateUp: boolean | null;
  readonly vnicType: string | null;
  /** `ovs`, `bridge`, `unbound`, `binding_failed` … */
  readonly vifType: string | null;
  /** Inner names as `bound_drivers.0`. */
  readonly vifDetails: Readonly<Record<string, string>> | null;
  readonly bindingProfile: Readonly<Record<string, string>> | null;
  /** Ids of security groups. */
  readonly securityGroups: readonly string[] | null;
  readonly allowedAddressPairs: readonly { readonly ipAddress: string; readonly mac: string }[] | null;
  readonly portSecurity: boolean | null;
  readonly qosPolicyId: string | null;
  readonly dnsName: string | null;
  /** The trunk whose parent this port is; '' when it is none's. */
  readonly trunkId: string | null;
  readonly subPorts:
    | readonly {
        readonly portId: string;
        readonly segmentationType: string;
        readonly segmentationId: number | null;
      }[]
    | null;
}

export interface NeutronNetworkFact extends Resource {
  readonly status: string | null;
  readonly adminStateUp: boolean | null;
  readonly mtu: number | null;
  /** `flat`, `vlan`, `vxlan`, `gre`, `geneve`, `local`. */
  readonly networkType: string | null;
  readonly physicalNetwork: string | null;
  /** VLAN id, VNI or tunnel key. */
  readonly segmentationId: number | null;
  readonly external: boolean | null;
  readonly shared: boolean | null;
  /** Ids of subnets. */
  readonly subnets: readonly string[] | null;
  readonly portSecurity: boolean | null;
  readonly availabilityZones: readonly string[] | null;
  readonly qosPolicyId: string | null;
  readonly dnsDomain: string | null;
}

export interface NeutronSubnetFact extends Resource {
  readonly networkId: string | null;
  readonly cidr: string | null;
  readonly ipVersion: number | null;
  /** '' for none. */
  readonly gatewayIp: string | null;
  readonly enableDhcp: boolean | null;
  readonly allocationPools: readonly { readonly start: string; readonly end: string }[] | null;
  readonly dnsNameservers: readonly string[] | null;
  readonly hostRoutes: readonly { readonly destination: string; readonly nextHop: string }[] | null;
  readonly ipv6AddressMode: string | null;
  readonly ipv6RaMode: string | null;
  readonly segmentId: string | null;
}

export interface NeutronRouterFact extends Resource {
  readonly status: string | null;
  readonly adminStateUp: boolean | null;
  readonly ha: boolean | null;
  readonly distributed: boolean | null;
  readonly externalGateway:
    | {
        readonly networkId: string;
        readonly enableSnat: boolean | null;
        readonly fixedIps: readonly FixedIp[];
      }
    | 'none'
    | null;
  readonly routes: readonly { readonly destination: string; readonly nextHop: string }[] | null;
  /** Its ports on the networks that it joins. */
  readonly interfaces: readonly (FixedIp & { readonly portId: string })[] | null;
  readonly availabilityZones: readonly string[] | null;
}

export interface SecurityGroupFact extends Resource {
  readonly description: string | null;
  readonly stateful: boolean | null;
  readonly shared: boolean | null;
  readonly ruleIds: readonly string[] | null;
}

export interface SecurityGroupRuleFact extends Resource {
  readonly securityGroupId: string | null;
  /** `ingress` or `egress`. */
  readonly direction: string | null;
  /** `IPv4` or `IPv6`. */
  readonly ethertype: string | null;
  /** A name or number of a protocol; `any` when the rule names none. */
  readonly protocol: string | null;
  /** Of ICMP the type; null when not limited. */
  readonly portRangeMin: number | null;
  /** Of ICMP the code. */
  readonly portRangeMax: number | null;
  /**
   * Where the rule's peers are; `0.0.0.0/0` or `::/0` for anywhere. The client prints that also where the
   * API has none, so the two are one here.
   */
  readonly remoteIpPrefix: string | null;
  readonly remoteGroupId: string | null;
  readonly remoteAddressGroupId: string | null;
  readonly description: string | null;
}

export interface FloatingIpFact extends Resource {
  readonly address: string | null;
  /** '' while it is not associated. */
  readonly fixedAddress: string | null;
  readonly portId: string | null;
  /** The network that the address is of. */
  readonly networkId: string | null;
  readonly routerId: string | null;
  readonly status: string | null;
  readonly description: string | null;
}

export interface NetworkAgentFact extends Resource {
  /** `Open vSwitch agent`, `L3 agent`, `OVN Controller agent` … */
  readonly type: string | null;
  readonly host: string | null;
  readonly binary: string | null;
  readonly alive: boolean | null;
  readonly adminStateUp: boolean | null;
  readonly availabilityZone: string | null;
  /** What the agent reports of itself, inner names as `bridge_mappings.external`. */
  readonly configurations: Readonly<Record<string, string>> | null;
}

export interface HypervisorFact {
  /** A number, or from Compute API 2.53 on a UUID. */
  readonly id: string | null;
  readonly hostname: string | null;
  readonly type: string | null;
  readonly hostIp: string | null;
  /** `up` or `down`. */
  readonly state: string | null;
  /** `enabled` or `disabled`. */
  readonly status: string | null;
  readonly vcpus: number | null;
  readonly vcpusUsed: number | null;
  readonly memoryMb: number | null;
  readonly memoryMbUsed: number | null;
  readonly runningVms: number | null;
  readonly other: Readonly<Record<string, string>>;
}

export interface OpenstackFacts {
  readonly instance: InstanceFact;
  readonly 'neutron-port': NeutronPortFact;
  readonly 'neutron-network': NeutronNetworkFact;
  readonly 'neutron-subnet': NeutronSubnetFact;
  readonly 'neutron-router': NeutronRouterFact;
  readonly 'security-group': SecurityGroupFact;
  readonly 'security-group-rule': SecurityGroupRuleFact;
  readonly 'floating-ip': FloatingIpFact;
  readonly 'network-agent': NetworkAgentFact;
  readonly hypervisor: HypervisorFact;
}

export const openstackKinds = [
  'instance',
  'neutron-port',
  'neutron-network',
  'neutron-subnet',
  'neutron-router',
  'security-group',
  'security-group-rule',
  'floating-ip',
  'network-agent',
  'hypervisor',
] as const satisfies readonly (keyof OpenstackFacts)[];
