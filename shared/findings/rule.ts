// What a rule is: a small pure function from what is known of a host, and of the hosts beside it, to the
// faults that this shows. Silence is no evidence: a rule never concludes from an output that is not there.
import type { CaseEvidence } from '../evidence.ts';
import type { MessageParams } from '../message.ts';
import type { CaseIndex } from '../network/case-index.ts';
import type { EntityIndex } from '../network/identity/entity-index.ts';
import type { NodeModel } from '../network/model.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { FindingSeverity } from './finding.ts';

export interface RuleContext {
  readonly node: NodeIndex;
  readonly model: NodeModel;
  /** This host and the others of the case, each at about the same time. */
  readonly hosts: CaseIndex;
  /** Ports, instances, networks and routers of all these hosts. */
  readonly entities: EntityIndex;
}

/** What a rule found; `findFindings` makes a `Finding` of it. */
export interface Fault {
  readonly severity: FindingSeverity;
  /** Names of devices of the host's own namespace, or ids of the model, the one at fault first. */
  readonly devices: readonly string[];
  /** What tells two faults of one rule at the same device apart. */
  readonly about?: string;
  /** The text is `findings.RULE.SAYS`. */
  readonly says: string;
  readonly params: MessageParams;
  readonly evidence: readonly CaseEvidence[];
  readonly wants?: readonly string[];
}

export interface Rule {
  /** Kebab-case and stable: scripts and notes hold it. */
  readonly id: string;
  /** How bad its findings can be, worst first. */
  readonly severities: readonly FindingSeverity[];
  /** The texts that it uses, `findings.RULE.SAYS`. */
  readonly says: readonly string[];
  /** Where the behaviour that it judges by is written: man page and section, or the agent's source. */
  readonly source: string;
  /** The outputs that it needs; without them it finds nothing. */
  readonly needs: readonly string[];
  find(context: RuleContext): Iterable<Fault>;
}
