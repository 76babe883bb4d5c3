// A finding: one fault that a rule diagnosed, with the lines that show it. What it says is a text's key and
// what fills its places, in resources/locales/LOCALE/findings.json: whoever shows it makes words of it.
import type { CaseEvidence } from '../evidence.ts';
import type { MessageParams } from '../message.ts';

/**
 * `error`: frames are lost or go astray because of it; `warning`: they may be, or it is not as it should be;
 * `notice`: worth knowing, of what is left over or not as usual.
 */
export const findingSeverities = ['error', 'warning', 'notice'] as const;
export type FindingSeverity = (typeof findingSeverities)[number];

export interface FindingMessage {
  readonly key: string;
  /** Names and numbers of the node are strings, as they are printed; what is counted is a number. */
  readonly params: MessageParams;
}

export interface Finding {
  /** Stable for equal facts, and unique in a snapshot: `dead-vlan compute1 veth/qvo48e06cd2-60`. */
  readonly id: string;
  /** The `Rule.id` that found it. */
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly host: string;
  /** `NetworkDevice.id`s of that host, the device at fault first; empty when it is about no device of the model. */
  readonly devices: readonly string[];
  readonly message: FindingMessage;
  readonly evidence: readonly CaseEvidence[];
  /** Command lines whose outputs would confirm it or tell its cause; empty when nothing further would. */
  readonly wants: readonly string[];
}
