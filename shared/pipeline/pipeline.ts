// The pipeline of one or several bridges as a graph: where the flows of each table send packets, and how
// many took each way. It says what the counters of a dump say, and no more:
//
// - An edge has the packets of the flows that take it. A flow that sends a packet along several edges (a
//   flood, a clone) is counted on each of them, so what leaves a table may be more than what it matched.
// - The counters of a dump are not read at one moment, and a flow that expired took its count along: what
//   enters a table and what its flows counted need not agree.
// - null is "not known" everywhere, never "none".
import type { TableId } from '../openflow/table-id.ts';

export const pipelineNodeKinds = [
  /** A port by which packets enter table 0: what the flows there match as `in_port`. */
  'port',
  /** All other ports: the flows of table 0 that match none. */
  'any-port',
  'table',
  /** A port that flows send to by its number or name. */
  'output',
  /** The port by which the packet came: `IN_PORT`. */
  'in-port',
  /** A patch port whose other end is in a bridge of this pipeline: packets go on in its table 0. */
  'patch',
  'normal',
  'flood',
  'all',
  'controller',
  'group',
  /** The port whose number a field of the packet holds. */
  'field',
  /** No output: the packet, or this copy of it, ends here. */
  'drop',
  /** No output in a table that is only looked something up in: the caller's list goes on. */
  'return',
  /** Packets that entered a table and that none of its flows counted. */
  'miss',
  /** Actions that are not understood. */
  'opaque',
] as const;
export type PipelineNodeKind = (typeof pipelineNodeKinds)[number];

/** How the flows of an edge send packets along it. */
export const edgeWays = [
  'resubmit',
  'goto',
  /** Through connection tracking, which hands a copy to the table. */
  'ct',
  /** In the bucket of a group. */
  'bucket',
  'output',
  /** Out of a patch port and into its peer's bridge, or in by a port. */
  'enter',
  /** By learned MACs: NORMAL, FLOOD or ALL may send here. */
  'switched',
  /** An explicit `drop`, or no action at all. */
  'drop',
  /** Actions, but none that sends the packet anywhere. */
  'no-output',
  /** No flow of the table matched: a difference of counters. */
  'miss',
  /** Not packets: flows of the one table write flows into the other. */
  'learn',
  'opaque',
] as const;
export type EdgeWay = (typeof edgeWays)[number];

export interface PipelineNode {
  /** Unique in the pipeline, the same for the same dump: `br-tun table 20`. */
  readonly id: string;
  readonly kind: PipelineNodeKind;
  readonly bridge: string;
  /** Of a table its number, or its name where only that is known; of `drop`, `return` and `miss` theirs. */
  readonly table: TableId | null;
  /** Of a port, an output or a patch: its name, or its number where no output tells the name. */
  readonly port: string | null;
  readonly ofport: number | null;
  /** What kind of port, as Open vSwitch calls it: `patch`, `vxlan`, `internal`, `system` … */
  readonly portType: string | null;
  /** Of a patch port: the bridge of its peer. */
  readonly peerBridge: string | null;
  /** Of a group its number and type, of a field its name. */
  readonly name: string | null;
  readonly flows: number;
  /** What its flows counted; of anything but a table, what the edges bring. */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** Flows that counted nothing so far; those of conjunctions are left out, because they never count. */
  readonly neverHit: number;
  readonly conjunctions: number;
  /** Flows whose counters are not printed. */
  readonly uncounted: number;
  /** Of a table: packets times how often the flows before it sent them in; null for table 0. */
  readonly entered: number | null;
  /** A flow filter that shows exactly these flows; null where there are none, or none could be written. */
  readonly filter: string | null;
}

export interface PipelineEdge {
  /** `FROM → TO`, or `FROM ⇢ TO` of a learn. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly ways: readonly EdgeWay[];
  /** The bridge of its flows. */
  readonly bridge: string;
  readonly flows: number;
  /** Of the flows that take it; null when that is not known (`select` groups, NORMAL, no counters). */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** Packets times how often each flow sends them: more than `packets` where a flow copies them. */
  readonly passes: number | null;
  readonly neverHit: number;
  readonly uncounted: number;
  readonly filter: string | null;
}

/** What the picture cannot show as it is. */
export const pipelineNotes = [
  /** The dump has no counters at all. */
  'no-counters',
  /** Some flows have none. */
  'some-uncounted',
  /** Flows send copies along several edges. */
  'copies',
  /** NORMAL, FLOOD or ALL: the ports they send to are not told by flows. */
  'switched',
  /** Groups of which no `dump-groups` is there. */
  'groups-unknown',
  /** Which bucket of a `select` or fast failover group took how many is not known. */
  'buckets-unknown',
  /** Flows go back into table 0: its flows count packets that had entered before. */
  'table-0-again',
  'opaque',
] as const;
export type PipelineNote = (typeof pipelineNotes)[number];

export interface Pipeline {
  /** The bridge that was asked for first. */
  readonly bridges: readonly string[];
  readonly nodes: readonly PipelineNode[];
  readonly edges: readonly PipelineEdge[];
  readonly notes: readonly PipelineNote[];
}

/** True for edges that carry packets. */
export function carriesPackets({ ways }: Pick<PipelineEdge, 'ways'>): boolean {
  return ways[0] !== 'learn';
}
