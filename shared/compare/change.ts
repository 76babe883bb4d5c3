// The shapes of a comparison: one change is one difference of one kind of thing, by its key.
import type { CaseEvidence } from '../evidence.ts';

export const changeKinds = [
  'instances',
  'instance-ports',
  'links',
  'addresses',
  'bridges',
  'bridge-ports',
  'ovs-ports',
  'ovs-interfaces',
  'flows',
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

export interface Comparison {
  readonly changes: readonly Change[];
  readonly notComparable: readonly NotComparable[];
  /** Field names that were set aside: counters, ages, cookies. */
  readonly ignored: readonly string[];
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
