// What to ask the customer for: the command lines whose outputs would fill the gaps that matter for what
// is looked at, each with the reasons, and never one whose output is there already.
import type { SourceState } from '../evidence.ts';

/** What the requests are about: the whole snapshot, one path of its model, or one OVS bridge. */
export type RequestSubject =
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'path'; readonly id: string }
  | { readonly kind: 'bridge'; readonly name: string };

/**
 * Why an output is asked for. `unseen`: nothing of it is in the bundle, and something looked at is unknown or
 * only inferred without it; `basic`: nothing of it is in the bundle, and it is one of the outputs that every
 * picture of a node is made of; the rest: it is there, or should be, in that state.
 */
export const requestCauses = [
  'unseen',
  'basic',
  'error',
  'truncated',
  'timed-out',
  'absent',
  'unreadable',
] as const satisfies readonly (SourceState | 'unseen' | 'basic')[];
export type RequestCause = (typeof requestCauses)[number];

export interface Request {
  /** As it is typed on the node, namespace included: `ip netns exec qrouter-… ip addr`. */
  readonly command: string;
  readonly cause: RequestCause;
  /** For people, each once: what is unknown without it, or what became of it. */
  readonly reasons: readonly string[];
  /** The source that failed or was cut; null when there is none. */
  readonly sourceId: number | null;
}
