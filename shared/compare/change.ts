// The shapes of a comparison: one change is one difference of one kind of thing, by its key.
import type { CaseEvidence } from '../evidence.ts';
import type { Renaming } from './renaming/renaming.ts';
import type { SetAside } from './set-aside.ts';

export const changeKinds = [
  ...['instances', 'instance-ports', 'instance-disks', 'libvirt-networks', 'namespaces'],
  ...['links', 'addresses', 'routes', 'rules', 'neighbours', 'bridges', 'bridge-ports', 'bridge-vlans'],
  ...['fdb-entries', 'bonds', 'qdiscs', 'device-settings'],
  ...['ovs-settings', 'ovs-controllers', 'ovs-managers', 'ovs-ports', 'ovs-interfaces', 'openflow-ports'],
  ...['groups', 'meters', 'tlv-maps', 'qos', 'tunnels', 'ovsdb-rows', 'flows'],
  ...['iptables-chains', 'iptables-rules', 'nft-tables', 'nft-chains', 'nft-rules', 'nft-sets', 'ipsets'],
  ...['networks', 'subnets', 'ports', 'routers', 'security-groups', 'security-group-rules', 'floating-ips'],
  ...['agents', 'hypervisors'],
  ...['logical-switches', 'logical-switch-ports', 'logical-routers', 'logical-router-ports', 'nat-rules'],
  ...['logical-routes', 'logical-router-policies', 'acls', 'load-balancers', 'chassis', 'datapath-bindings'],
  ...['port-bindings', 'logical-flows', 'conntrack-zones', 'clusters'],
  ...['configuration', 'packages', 'sysctls', 'kernel', 'kernel-modules', 'services', 'hardware'],
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export const changeTypes = ['added', 'removed', 'changed', 'moved'] as const;
export type ChangeType = (typeof changeTypes)[number];

/** One side of a change: the compared fields, the text to show, and where it was read. */
export interface ChangeSide {
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  /** The raw line of a flow; a one-line summary of anything else. */
  readonly text: string;
  readonly evidence: readonly CaseEvidence[];
}

export interface Change {
  readonly kind: ChangeKind;
  readonly change: ChangeType;
  /** For people and for sorting: `br-int table=0 priority=65535 dl_vlan=4095`, `qvo36aaab22-c8`. */
  readonly key: string;
  readonly from: ChangeSide | null;
  readonly to: ChangeSide | null;
  /** The fields that differ, for `changed`; empty otherwise. */
  readonly fields: readonly string[];
}

/** A kind, or one bridge's flows, that only one side has sources for: not a difference, a gap. */
export interface NotComparable {
  readonly kind: ChangeKind;
  readonly scope: string | null;
  readonly missingIn: 'from' | 'to';
  /** What to ask for, as a command line. */
  readonly command: string | null;
}

/** What was restarted, from the strongest: all that the host runs, its switch, or a program that writes flows. */
export const restartScopes = ['host', 'switch', 'controller', 'agent'] as const;
export type RestartScope = (typeof restartScopes)[number];

export const restartSigns = [
  ...['uptime', 'pids', 'datapath-ids', 'cookies', 'durations', 'ofports', 'local-vlans', 'conjunction-ids'],
  ...['conntrack-zones', 'group-ids', 'ifindexes', 'output-order'],
] as const;

/** One sign of a restart: what is new, and how much of it. */
export interface RestartSign {
  readonly sign: (typeof restartSigns)[number];
  /** A bridge, a program; null where it is the host's. */
  readonly scope: string | null;
  readonly count: number;
  /** What was numbered anew, `tap16713558-ea 11 → 3`; of very many the first. */
  readonly examples: readonly string[];
}

/** What was numbered anew by a restart: one event instead of a change a flow. */
export interface RestartEvent {
  readonly event: 'restart';
  readonly scope: RestartScope;
  /** `neutron-openvswitch-agent`, `ovn-controller`, `br-int` …: what began anew. */
  readonly of: readonly string[];
  readonly signs: readonly RestartSign[];
}
export type CompareEvent = RestartEvent;

export interface Comparison {
  readonly changes: readonly Change[];
  readonly events: readonly CompareEvent[];
  readonly notComparable: readonly NotComparable[];
  /** Field names that were set aside: counters, ages, cookies. */
  readonly ignored: readonly string[];
  /** How many differences were set aside, by kind and reason. */
  readonly aside: readonly SetAside[];
  /** Numbers that stand for the same thing on both sides, by what they number. */
  readonly renamings: readonly Renaming[];
  /** Which sources were compared, per kind and scope, `sourceId`s of both sides. */
  readonly compared: readonly {
    readonly kind: ChangeKind;
    readonly scope: string | null;
    readonly from: readonly number[];
    readonly to: readonly number[];
    /** How many things are on both sides without a difference. */
    readonly equal: number;
  }[];
}
