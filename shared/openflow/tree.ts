// A flow as a tree: what `parseFlow`, `parseMatch` and `parseActions` read and `format*` print. It says
// what a flow means, whichever OpenFlow version printed it, and where in the text each part stands.
//
//   priority=2,tcp,in_port=1,nw_src=10.0.0.0/8 actions=load:0x5->NXM_NX_REG0[0..3],resubmit(,2)
//
// Everything is plain data (`kind` tells the shapes apart). Values of fields are bigints, because fields
// have up to 992 bits. What is not understood is an `opaque` part with its problem; the rest stands.
// Names are those of ovs-fields(7) and ovs-actions(7).
import type { FlowFact } from '../facts.ts';
import type { FieldName } from './fields.ts';

/** UTF-16 offsets into the text that was read: `text.slice(from, to)`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

interface Node {
  readonly range: Range;
}

/** A part that is not understood, as it stands in the text, and why. */
export interface Opaque extends Node {
  readonly kind: 'opaque';
  readonly text: string;
  readonly problem: string;
}

/** One flow. `header` are the fields before the match; each is kept as it stands, unknown ones too. */
export interface FlowTree extends Node {
  /** Table, priority, cookie, counters … of the header, as `readFlowLine` reads them. */
  readonly flow: FlowFact;
  readonly header: readonly HeaderField[];
  readonly match: Match;
  readonly actions: ActionList;
}

/** `cookie=0x0`, `duration=1.2s`, `priority=5`; a flag (`send_flow_rem`) has no value. */
export interface HeaderField extends Node {
  readonly name: string;
  readonly value: string | null;
}

/** A match: every part must hold. `priority` is not part of it. No parts: every packet. */
export interface Match extends Node {
  readonly parts: readonly MatchPart[];
}

export type MatchPart = ProtocolMatch | FieldMatch | PortNameMatch | Opaque;

/** `tcp`: the ethertype and IP protocol (or packet type) that the word stands for, `protocolFields` says which. */
export interface ProtocolMatch extends Node {
  readonly kind: 'protocol';
  readonly name: string;
}

/** `nw_src=10.0.0.0/8`, `NXM_OF_IP_SRC[]=…`, `ct_state=+est-rel`, `tun_metadata0` (value 0, mask 0: present). */
export interface FieldMatch extends Node {
  readonly kind: 'field';
  /** Open vSwitch's own name, whichever alias was printed; `tp_dst` is `udp_dst` in a match of UDP. */
  readonly field: FieldName;
  readonly value: bigint;
  /** One bit for each bit that must be as in `value`; null: all. */
  readonly mask: bigint | null;
  /** The name as printed: `tp_dst`. */
  readonly name: Range;
  /** All behind the `=`, the mask included; empty where there is none. */
  readonly text: Range;
}

/** `in_port="patch-int"` in a dump with `--names`. */
export interface PortNameMatch extends Node {
  readonly kind: 'port-name';
  readonly field: FieldName;
  /** Without its quotes. */
  readonly port: string;
  readonly name: Range;
  readonly text: Range;
}

/**
 * An OpenFlow port: its number (reserved ports are those of OpenFlow 1.0: LOCAL is 65534, `reservedPorts`
 * has all), or its name, in a dump with `--names`.
 */
export type Port =
  { readonly kind: 'number'; readonly number: number } | { readonly kind: 'name'; readonly name: string };

/** A flow table: its number, or its name in a dump with `--names`. */
export type Table = Port;

/** Bits `offset` to `offset + width - 1` of a field, counted from the least significant: `NXM_NX_REG0[0..15]`. */
export interface Subfield extends Node {
  readonly field: FieldName;
  readonly offset: number;
  readonly width: number;
}

/** Actions and instructions, in order. `drop` is an action without effect here; an empty list drops too. */
export interface ActionList extends Node {
  readonly actions: readonly Action[];
}

export type Action =
  | DropAction
  | OutputAction
  | OutputFieldAction
  | EnqueueAction
  | ControllerAction
  | GroupAction
  | ResubmitAction
  | GotoTableAction
  | SetFieldAction
  | SetPortNameAction
  | MoveAction
  | StackAction
  | PushAction
  | VlanAction
  | TtlAction
  | PlainAction
  | SetQueueAction
  | CtAction
  | LearnAction
  | ConjunctionAction
  | MultipathAction
  | BundleAction
  | NoteAction
  | SampleAction
  | CloneAction
  | MeterAction
  | WriteActionsAction
  | WriteMetadataAction
  | EncapAction
  | DecapAction
  | DeleteFieldAction
  | CheckPktLargerAction
  | FinTimeoutAction
  | Opaque;

export interface DropAction extends Node {
  readonly kind: 'drop';
}

/** `output:2`, `NORMAL`, `LOCAL`, `output(port=2,max_len=100)`. CONTROLLER is `controller`. */
export interface OutputAction extends Node {
  readonly kind: 'output';
  readonly port: Port;
  /** Bytes to which the packet is cut; null: whole. */
  readonly maxLen: number | null;
}

/** `output:NXM_NX_REG0[0..15]`: to the port whose number the packet carries. */
export interface OutputFieldAction extends Node {
  readonly kind: 'output_field';
  readonly src: Subfield;
}

export interface EnqueueAction extends Node {
  readonly kind: 'enqueue';
  readonly port: Port;
  readonly queue: number;
}

/** `CONTROLLER:65535`, `controller(reason=no_match,max_len=128,id=5,userdata=00.01,pause,meter_id=1)`. */
export interface ControllerAction extends Node {
  readonly kind: 'controller';
  readonly reason: string;
  /** Bytes sent; 65535 is the whole packet. */
  readonly maxLen: number;
  readonly id: number;
  /** Two hexadecimal digits a byte, no dots. */
  readonly userdata: string;
  readonly pause: boolean;
  readonly meter: number | null;
}

export interface GroupAction extends Node {
  readonly kind: 'group';
  readonly group: number;
}

/** `resubmit:1` (port 1, this table), `resubmit(,2)` (same port, table 2), `resubmit(,2,ct)`. */
export interface ResubmitAction extends Node {
  readonly kind: 'resubmit';
  readonly port: Port | null;
  readonly table: Table | null;
  /** Look up with the addresses and ports of conntrack's original direction. */
  readonly ct: boolean;
}

export interface GotoTableAction extends Node {
  readonly kind: 'goto_table';
  readonly table: Table;
}

/**
 * Sets a field, or the bits of it that `mask` has, to a constant: `set_field:0x50/0xf0->reg0`,
 * `load:0x5->NXM_NX_REG0[4..7]`, `mod_dl_src:…`, `mod_nw_tos:…`, `mod_tp_dst:…`, `set_tunnel:…`,
 * `set_mpls_label:…`: one action of the switch, spelled differently by each OpenFlow version.
 */
export interface SetFieldAction extends Node {
  readonly kind: 'set_field';
  readonly field: FieldName;
  /** In the field's own position: 0x50 in all spellings of the example. */
  readonly value: bigint;
  /** Null: all of the field. */
  readonly mask: bigint | null;
  /** The word that was printed: `set_field`, `load`, `mod_dl_src` … */
  readonly spelling: string;
}

/** `set_field:"patch-int"->in_port`: sets a port's number, known by its name only. */
export interface SetPortNameAction extends Node {
  readonly kind: 'set_port_name';
  readonly field: FieldName;
  readonly port: string;
}

export interface MoveAction extends Node {
  readonly kind: 'move';
  readonly src: Subfield;
  readonly dst: Subfield;
}

/** `push:…` and `pop:…` of the switch's stack. */
export interface StackAction extends Node {
  readonly kind: 'push' | 'pop';
  readonly subfield: Subfield;
}

/** `push_vlan:0x8100`, `push_mpls:0x8847`, `pop_mpls:0x0800`. */
export interface PushAction extends Node {
  readonly kind: 'push_vlan' | 'push_mpls' | 'pop_mpls';
  readonly ethertype: number;
}

/**
 * `mod_vlan_vid`, `mod_vlan_pcp` (OpenFlow 1.0) push a header where there is none; `set_vlan_vid`,
 * `set_vlan_pcp` (1.1) change one that is there.
 */
export interface VlanAction extends Node {
  readonly kind: 'mod_vlan_vid' | 'mod_vlan_pcp' | 'set_vlan_vid' | 'set_vlan_pcp';
  readonly value: number;
}

/** `dec_ttl`, `dec_ttl(1,2)` with the controllers that are told of a TTL of 0. */
export interface TtlAction extends Node {
  readonly kind: 'dec_ttl';
  /** `[0]` for the bare `dec_ttl`. */
  readonly controllers: readonly number[];
}

/** Actions without an argument. `strip_vlan` is `pop_vlan`. */
export interface PlainAction extends Node {
  readonly kind:
    | 'pop_vlan'
    | 'dec_mpls_ttl'
    | 'dec_nsh_ttl'
    | 'pop_queue'
    | 'exit'
    | 'ct_clear'
    | 'clear_actions'
    | 'debug_recirc'
    | 'debug_slow';
}

export interface SetQueueAction extends Node {
  readonly kind: 'set_queue';
  readonly queue: number;
}

/** `ct(commit,zone=NXM_NX_REG6[0..15],nat(src=10.0.0.1-10.0.0.9:1-99,random),exec(…),alg=ftp)`. */
export interface CtAction extends Node {
  readonly kind: 'ct';
  readonly commit: boolean;
  readonly force: boolean;
  readonly zone: number | Subfield;
  /** Where a copy goes on, tracked; null: nowhere. */
  readonly table: Table | null;
  readonly nat: Nat | null;
  readonly exec: ActionList | null;
  /** `ftp`, `tftp`, or the number of a port. */
  readonly alg: string | null;
  /** Arguments that are not understood. */
  readonly opaque: readonly Opaque[];
}

/** `nat` (of what conntrack knows), or with `src` or `dst` an address range and a port range. */
export interface Nat extends Node {
  readonly direction: 'src' | 'dst' | null;
  readonly addresses: { readonly family: 4 | 6; readonly from: bigint; readonly to: bigint } | null;
  readonly ports: { readonly from: number; readonly to: number } | null;
  /** `persistent`, `hash`, `random`, in this order. */
  readonly flags: readonly string[];
}

/** `learn(table=20,hard_timeout=300,priority=1,cookie=0x1,NXM_OF_VLAN_TCI[0..11],…,output:NXM_OF_IN_PORT[])`. */
export interface LearnAction extends Node {
  readonly kind: 'learn';
  readonly table: Table;
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly finIdleTimeout: number;
  readonly finHardTimeout: number;
  readonly priority: number;
  readonly cookie: bigint;
  readonly sendFlowRem: boolean;
  readonly deleteLearned: boolean;
  /** Most flows that it makes; 0: no limit. */
  readonly limit: number;
  readonly resultDst: Subfield | null;
  readonly specs: readonly LearnSpec[];
}

export type LearnSpec = LearnMatch | LearnLoad | LearnOutput | Opaque;

/** What bits of the learned flow come from: the packet, or a constant. */
export type LearnSource =
  | { readonly kind: 'subfield'; readonly src: Subfield }
  /** `dst.width` bits, the least significant first. */
  | { readonly kind: 'value'; readonly value: bigint };

/** The learned flow matches `dst`: `NXM_OF_VLAN_TCI[0..11]`, `eth_dst=eth_src`, `eth_type=0x800`. */
export interface LearnMatch extends Node {
  readonly kind: 'match';
  readonly dst: Subfield;
  readonly from: LearnSource;
}

/** The learned flow sets `dst`: `load:NXM_NX_TUN_ID[]->NXM_NX_TUN_ID[]`, `load:0->NXM_OF_VLAN_TCI[]`. */
export interface LearnLoad extends Node {
  readonly kind: 'load';
  readonly dst: Subfield;
  readonly from: LearnSource;
}

/** The learned flow sends to the port whose number is in `src`. */
export interface LearnOutput extends Node {
  readonly kind: 'output';
  readonly src: Subfield;
}

/** `conjunction(1,2/3)`: this flow holds clause 2 of 3. */
export interface ConjunctionAction extends Node {
  readonly kind: 'conjunction';
  readonly id: number;
  /** From 1. */
  readonly clause: number;
  readonly clauses: number;
}

/** `multipath(eth_src,50,modulo_n,1,0,NXM_NX_REG0[])`. */
export interface MultipathAction extends Node {
  readonly kind: 'multipath';
  readonly fields: string;
  readonly basis: number;
  readonly algorithm: string;
  readonly links: number;
  readonly argument: number;
  readonly dst: Subfield;
}

/** `bundle(eth_src,0,hrw,ofport,members:4,8)`, `bundle_load(…,NXM_NX_REG0[],members:…)`. */
export interface BundleAction extends Node {
  readonly kind: 'bundle' | 'bundle_load';
  readonly fields: string;
  readonly basis: number;
  readonly algorithm: string;
  readonly members: readonly Port[];
  readonly dst: Subfield | null;
}

export interface NoteAction extends Node {
  readonly kind: 'note';
  /** Two hexadecimal digits a byte, no dots. */
  readonly bytes: string;
}

export interface SampleAction extends Node {
  readonly kind: 'sample';
  /** Of 65535. */
  readonly probability: number;
  readonly collectorSet: number;
  readonly obsDomain: number | Subfield;
  readonly obsPoint: number | Subfield;
  readonly samplingPort: Port | null;
  readonly direction: 'ingress' | 'egress' | null;
}

export interface CloneAction extends Node {
  readonly kind: 'clone';
  readonly actions: ActionList;
}

export interface MeterAction extends Node {
  readonly kind: 'meter';
  readonly meter: number;
}

export interface WriteActionsAction extends Node {
  readonly kind: 'write_actions';
  readonly actions: ActionList;
}

export interface WriteMetadataAction extends Node {
  readonly kind: 'write_metadata';
  readonly value: bigint;
  readonly mask: bigint | null;
}

/** `encap(ethernet)`, `encap(nsh(md_type=1,tlv(0x1000,10,0x12345678)))`, `encap(mpls)`. */
export interface EncapAction extends Node {
  readonly kind: 'encap';
  readonly header: string;
  /** As printed between the header's brackets; empty where there are none. */
  readonly properties: string;
}

/** `decap()`, `decap(packet_type(ns=0,type=0))`. */
export interface DecapAction extends Node {
  readonly kind: 'decap';
  readonly packetType: { readonly namespace: number; readonly type: number } | null;
}

export interface DeleteFieldAction extends Node {
  readonly kind: 'delete_field';
  readonly field: FieldName;
}

/** `check_pkt_larger(1500)->NXM_NX_REG0[0]`. */
export interface CheckPktLargerAction extends Node {
  readonly kind: 'check_pkt_larger';
  readonly length: number;
  readonly dst: Subfield;
}

/** Timeouts in seconds for the flow once a TCP FIN or RST is seen; 0: unchanged. */
export interface FinTimeoutAction extends Node {
  readonly kind: 'fin_timeout';
  readonly idleTimeout: number;
  readonly hardTimeout: number;
}
