// A flow in words, as texts of a report's language.
import type { Request } from '../../../shared/api.ts';
import { phraseText, type Phrase } from '../../../shared/explain/phrase.ts';
import { reasonsIn } from '../../../shared/explain/statement.ts';
import type { Say } from '../../../shared/report/report-words.ts';
import type { CaseSession } from '../case-session.ts';
import { flowExplanation } from '../explanation-views.ts';

export interface FlowInWords {
  readonly sentence: string;
  /** What its table is for; null where nothing tells. */
  readonly role: string | null;
  /** What was inferred and from what, each once. */
  readonly because: readonly string[];
}

export function flowInWords(session: CaseSession, flow: Request<'flows.explain'>, say: Say): FlowInWords {
  const { sentence, role, match, actions } = flowExplanation(session, flow);
  const words = (phrase: Phrase): string => phraseText(phrase, say.language);
  return {
    sentence: words(sentence),
    role: role === null ? null : words(role),
    because: [...new Set([...match, ...actions].flatMap(reasonsIn).map(words))],
  };
}
