// An explanation: statements, each about a part of the text that it explains.
import type { Range } from '../openflow/tree.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';

export interface Statement {
  /** The part that is explained, in the text of the match or of the actions. */
  readonly range: Range;
  readonly says: Phrase;
  /** What was inferred and from what, or what is missing to say more. */
  readonly because: readonly Phrase[];
  /** What happens inside: the actions of a clone, the flow that learn makes. */
  readonly steps: readonly Statement[];
}

export interface FlowExplanation {
  readonly match: readonly Statement[];
  readonly actions: readonly Statement[];
  /** What the flow's table is for; null when nothing tells. */
  readonly role: Phrase | null;
  /** Which program writes such flows, and how that is known. */
  readonly writer: Phrase;
  /** All of it in one sentence. */
  readonly sentence: Phrase;
}

/** What is done one thing after the other, as one phrase: `a; b; c`. Of none: null. */
export function inSequence(phrases: readonly Phrase[]): Phrase | null {
  return joinedBy('sequence', phrases);
}

/** Several phrases as one, put together two by two by a text with the places `first` and `rest`. Of none: null. */
export function joinedBy(key: string, phrases: readonly Phrase[]): Phrase | null {
  const last = phrases.at(-1);
  if (last === undefined) return null;
  return phrases.slice(0, -1).reduceRight((rest, first) => phrase(key, { first, rest }), last);
}

/** A statement with what happens inside of it, as one phrase. */
export function withSteps({ says, steps }: Statement): Phrase {
  const inside = inSequence(steps.map(withSteps));
  return inside === null ? says : phrase('withSteps', { says, steps: inside });
}

/** What a statement and what happens inside of it were inferred from. */
export function reasonsIn({ because, steps }: Statement): readonly Phrase[] {
  return [...because, ...steps.flatMap(reasonsIn)];
}

/** Each reason once. */
export function reasons(...given: readonly (Phrase | null | undefined)[]): readonly Phrase[] {
  return given.filter((each) => each !== null && each !== undefined);
}
