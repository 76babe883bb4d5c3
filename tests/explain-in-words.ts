// Explanations in a language, and contexts, for tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeContexts } from '../shared/explain/build-context.ts';
import type { Language, Phrase } from '../shared/explain/phrase.ts';
import { phraseText } from '../shared/explain/phrase.ts';
import type { FlowExplanation, Statement } from '../shared/explain/statement.ts';
import { indexNode, peerHost } from '../shared/network/node-index.ts';
import type { FilledFacts } from './bundle-facts.ts';

const folder = join(import.meta.dirname, '../resources/locales');

/** The texts of `explain.json`, by key. */
export function explainTexts(locale: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(folder, locale, 'explain.json'), 'utf8')) as Record<string, string>;
}

/** A language that fails where a text is absent. */
export function strictLanguage(locale: string): Language {
  const texts = explainTexts(locale);
  return {
    locale,
    text: (key) => {
      const text = texts[key];
      if (text === undefined) throw new Error(`${locale} has no text for ${key}`);
      return text;
    },
  };
}

/** All that an explanation says, its sentence first. */
export function everythingSaid(said: FlowExplanation): readonly Phrase[] {
  const inside = ({ says, because, steps }: Statement): readonly Phrase[] => [
    says,
    ...because,
    ...steps.flatMap(inside),
  ];
  const { sentence, role, writer, match, actions } = said;
  return [sentence, writer, ...(role ? [role] : []), ...[...match, ...actions].flatMap(inside)];
}

/** The sentence and the reasons, in words. */
export function inWords(said: FlowExplanation, language: Language): string {
  return phraseText(said.sentence, language);
}

export function contextsOf(facts: FilledFacts, peers: readonly FilledFacts[] = []): NodeContexts {
  const node = indexNode(facts, { flowsOf: facts.flowsOf, peers: peers.map(peerHost) });
  return new NodeContexts(node, peers, (bridge) => facts.flowsOf(bridge).map(({ data }) => data));
}
