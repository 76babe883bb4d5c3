// What OVN says: logical switches and routers, chassis, port bindings, logical flows, clusters.
// Part of ../facts.ts, which says what all kinds have in common. Neutron notes its own ids and names in
// external_ids (`neutron:network_name`, `neutron:port_name`, `neutron:device_id` …), and calls a network's
// switch `neutron-UUID`, a router `neutron-UUID`, a router's port `lrp-UUID`, and a port by its UUID.

type Text = string | null;
type Pairs = Readonly<Record<string, string>>;

/** A logical switch, of the northbound database. `alias` is the name that `ovn-nbctl show` adds: the network's. */
export interface LogicalSwitchFact {
  readonly name: Text;
  readonly uuid: Text;
  readonly alias: Text;
  readonly otherConfig: Pairs;
  readonly externalIds: Pairs;
}

export interface LogicalSwitchPortFact {
  readonly name: string;
  readonly uuid: Text;
  readonly alias: Text;
  /** By name; null where the output does not say whose port it is. */
  readonly switch: Text;
  /** Empty for an instance's; `router`, `localnet`, `localport`, `patch`, `virtual`, `external` … */
  readonly type: Text;
  /** `fa:16:3e:87:b1:87 10.18.0.75`, `unknown`, `dynamic`, `router`. */
  readonly addresses: readonly string[] | null;
  readonly portSecurity: readonly string[] | null;
  readonly dynamicAddresses: Text;
  /** The router's port that this one leads to. */
  readonly routerPort: Text;
  readonly up: boolean | null;
  readonly enabled: boolean | null;
  readonly tag: number | null;
  readonly parentName: Text;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

export interface LogicalRouterFact {
  readonly name: Text;
  readonly uuid: Text;
  readonly alias: Text;
  readonly enabled: boolean | null;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

export interface LogicalRouterPortFact {
  readonly name: string;
  readonly uuid: Text;
  /** By name; null where the output does not say whose port it is. */
  readonly router: Text;
  readonly mac: Text;
  /** `10.18.0.1/24`. */
  readonly networks: readonly string[] | null;
  /** Chassis by name, highest priority first; null where only rows' UUIDs are printed. */
  readonly gatewayChassis: readonly { readonly chassis: string; readonly priority: number | null }[] | null;
  readonly peer: Text;
  readonly enabled: boolean | null;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

/** A rule that translates addresses on a router: `snat`, `dnat`, `dnat_and_snat` (a floating IP). */
export interface NatRuleFact {
  readonly uuid: Text;
  /** By name; null where the output does not say whose rule it is. */
  readonly router: Text;
  readonly type: string;
  readonly externalIp: Text;
  readonly externalPortRange: Text;
  readonly externalMac: Text;
  readonly logicalIp: Text;
  readonly logicalPort: Text;
  /** The router's port, by name, or the UUID of its row. */
  readonly gatewayPort: Text;
  readonly match: Text;
  readonly priority: number | null;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

/** A static route of a logical router, ovn-nb(5) "Logical_Router_Static_Route". */
export interface LogicalRouteFact {
  readonly uuid: Text;
  /** By name; null where the output does not say whose route it is. */
  readonly router: Text;
  /** Empty for the main table. */
  readonly routeTable: Text;
  readonly prefix: string;
  /** An address, or `discard`. */
  readonly nexthop: Text;
  /** `dst-ip`, `src-ip`: which address the prefix is compared with. */
  readonly policy: Text;
  readonly outputPort: Text;
  /** The row of the route's BFD session, or `on` where only that there is one is printed. */
  readonly bfd: Text;
  /** One of several routes to the prefix; null where rows are printed, which do not say so. */
  readonly ecmp: boolean | null;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

/** A policy by which a logical router reroutes, drops or allows what its routes would send elsewhere. */
export interface LogicalRouterPolicyFact {
  readonly uuid: Text;
  readonly router: Text;
  readonly priority: number | null;
  readonly match: string;
  /** `allow`, `drop`, `reroute`, `jump`. */
  readonly action: Text;
  readonly nexthops: readonly string[] | null;
  /** The chain that the policy is in, of those that `jump` names; null for the one that packets begin in. */
  readonly chain: Text;
  readonly jumpChain: Text;
  /** By name, or by the row's UUID where rows are printed. */
  readonly outputPort: Text;
  /** Whether BFD watches the next hops; null where the output does not say so. */
  readonly bfd: boolean | null;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

/** A rule of a logical switch or port group, ovn-nb(5) "ACL". */
export interface AclFact {
  readonly uuid: Text;
  /** The switch or the port group, by name; null where the output does not say whose rule it is. */
  readonly owner: Text;
  /** `from-lport`, `to-lport`. */
  readonly direction: string;
  readonly priority: number | null;
  readonly match: string;
  /** `allow-related`, `allow`, `allow-stateless`, `drop`, `reject`, `pass`. */
  readonly action: Text;
  readonly name: Text;
  readonly log: boolean | null;
  readonly severity: Text;
  readonly meter: Text;
  readonly label: number | null;
  /** Which of the groups that are asked one after the other; null where the output does not say so. */
  readonly tier: number | null;
  /** By name, or by the row's UUID where rows are printed. */
  readonly networkFunctionGroup: Text;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

/** A load balancer, ovn-nb(5) "Load_Balancer". */
export interface LoadBalancerFact {
  readonly uuid: Text;
  /** `ovn-nbctl lb-list` prints 16 characters of it; where it may be longer this is null and `uuid` says which it is. */
  readonly name: Text;
  readonly protocol: Text;
  /** Backends by virtual address: `10.18.0.100:80` is `10.18.0.75:80,10.18.0.76:80`. */
  readonly vips: Pairs;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

/** A chassis as the southbound database lists it, with its tunnel endpoints; null where those are rows of their own. */
export interface ChassisFact {
  readonly name: string;
  readonly uuid: Text;
  readonly hostname: Text;
  readonly encapsulations:
    readonly { readonly type: string; readonly ip: string; readonly options: Pairs }[] | null;
  readonly externalIds: Pairs;
  readonly otherConfig: Pairs;
}

/** A logical switch or router as the southbound database has it: `tunnelKey` is the VNI and OpenFlow's `metadata`. */
export interface DatapathBindingFact {
  readonly uuid: Text;
  readonly tunnelKey: number | null;
  /** `external_ids:name`: that of the logical switch or router. */
  readonly name: Text;
  /** The UUID of the logical switch or router. */
  readonly logicalSwitch: Text;
  readonly logicalRouter: Text;
  readonly externalIds: Pairs;
}

/** Where a logical port is: which chassis has it, and its number inside of its datapath (`reg14`, `reg15`). */
export interface PortBindingFact {
  readonly logicalPort: string;
  readonly uuid: Text;
  /** Empty for an instance's; `patch`, `chassisredirect`, `l3gateway`, `localnet`, `localport`, `virtual` … */
  readonly type: Text;
  /** The UUID of the datapath's row, its name and key where the output has them. */
  readonly datapath: Text;
  readonly datapathName: Text;
  readonly datapathKey: number | null;
  readonly tunnelKey: number | null;
  readonly mac: readonly string[] | null;
  readonly natAddresses: readonly string[] | null;
  /** By name; `none` where no chassis has it. Null where the output does not say. */
  readonly chassis: Text;
  readonly chassisUuid: Text;
  readonly requestedChassis: Text;
  readonly additionalChassis: readonly string[] | null;
  readonly haChassisGroup: Text;
  readonly parentPort: Text;
  readonly tag: number | null;
  readonly up: boolean | null;
  readonly virtualParent: Text;
  readonly options: Pairs;
  readonly externalIds: Pairs;
}

/** One logical flow, for one datapath. */
export interface LogicalFlowFact {
  /** Whole, or its first eight digits from `lflow-list`, or null: `--uuid` prints it. */
  readonly uuid: Text;
  /** By name where it is known, and by UUID. A group of datapaths is a row of its own. */
  readonly datapath: Text;
  readonly datapathUuid: Text;
  readonly datapathGroup: Text;
  /** `ingress`, `egress`. */
  readonly pipeline: string;
  readonly table: number;
  /** `ls_in_port_sec_l2`. */
  readonly stage: Text;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  readonly controllerMeter: Text;
  /** The beginning of the UUID of the northbound row that it was made for. */
  readonly stageHint: Text;
  readonly tags: Pairs;
  readonly externalIds: Pairs;
  /** The OpenFlow flows that `lflow-list --ovs` found below its cookie, as printed. */
  readonly openflow: readonly string[];
}

/** What a server of a clustered database says of the cluster; raft's words are those of ovsdb(7). */
export interface RaftStatusFact {
  readonly database: string;
  readonly clusterId: Text;
  readonly serverId: Text;
  readonly address: Text;
  readonly status: Text;
  /** `leader`, `follower`, `candidate`. */
  readonly role: Text;
  readonly term: number | null;
  /** `self`, the beginning of a server's id, or `unknown`. */
  readonly leader: Text;
  readonly vote: Text;
  readonly electionTimer: number | null;
  /** First and next index. */
  readonly log: readonly [number, number] | null;
  readonly notCommitted: number | null;
  readonly notApplied: number | null;
  readonly connections: readonly string[];
  readonly disconnections: number | null;
  readonly servers: readonly {
    readonly id: string;
    readonly address: Text;
    readonly self: boolean;
    /** `next_index`, `match_index`, `last msg` …, as printed. */
    readonly details: Pairs;
  }[];
  /** Lines besides these: `Last Election won: 637155 ms ago`. */
  readonly details: Pairs;
}

/** A conntrack zone of a chassis, by the logical port or datapath that uses it. `ovn-appctl ct-zone-list`. */
export interface ConntrackZoneFact {
  /** A logical port, or `UUID_snat` and `UUID_dnat` of a datapath. */
  readonly name: string;
  readonly zone: number;
}

export interface OvnFacts {
  readonly 'logical-switch': LogicalSwitchFact;
  readonly 'logical-switch-port': LogicalSwitchPortFact;
  readonly 'logical-router': LogicalRouterFact;
  readonly 'logical-router-port': LogicalRouterPortFact;
  readonly 'nat-rule': NatRuleFact;
  readonly 'logical-route': LogicalRouteFact;
  readonly 'logical-router-policy': LogicalRouterPolicyFact;
  readonly acl: AclFact;
  readonly 'load-balancer': LoadBalancerFact;
  readonly chassis: ChassisFact;
  readonly 'datapath-binding': DatapathBindingFact;
  readonly 'port-binding': PortBindingFact;
  readonly 'logical-flow': LogicalFlowFact;
  readonly 'raft-status': RaftStatusFact;
  readonly 'conntrack-zone': ConntrackZoneFact;
}

export const ovnKinds = [
  'logical-switch',
  'logical-switch-port',
  'logical-router',
  'logical-router-port',
  'nat-rule',
  'logical-route',
  'logical-router-policy',
  'acl',
  'load-balancer',
  'chassis',
  'datapath-binding',
  'port-binding',
  'logical-flow',
  'raft-status',
  'conntrack-zone',
] as const satisfies readonly (keyof OvnFacts)[];
