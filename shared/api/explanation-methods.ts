// Flows and tables in words, in no language: shared/explain/phrase.ts.
import { z } from 'zod';
import type { Phrase, Value as PhraseValue } from '../explain/phrase.ts';
import type { Statement } from '../explain/statement.ts';
import { count, id, tableId } from './schemas.ts';

const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), name: z.string() }),
  z.object({ kind: z.literal('instance'), name: z.string() }),
  z.object({ kind: z.literal('table'), bridge: z.string(), table: tableId }),
  z.object({ kind: z.literal('name'), name: z.string() }),
]);
const phrase: z.ZodType<Phrase> = z.object({
  key: z.string(),
  get values() {
    return z.record(z.string(), phraseValue);
  },
});
const phraseValue: z.ZodType<PhraseValue> = z.union([
  z.string(),
  z.number(),
  z.object({ text: z.string(), target }),
  phrase,
  z.lazy(() => z.array(phraseValue)),
]);
const statement: z.ZodType<Statement> = z.object({
  /** In the text of the match, or of the actions. */
  range: z.object({ from: count, to: count }),
  says: phrase,
  because: z.array(phrase).readonly(),
  get steps() {
    return z.array(statement).readonly();
  },
});

export const explanationMethods = {
  /** A flow in words, in the context of its bridge. */
  'flows.explain': {
    request: z.object({ snapshot: id, bridge: z.string(), flow: id }),
    response: z.object({
      match: z.array(statement).readonly(),
      actions: z.array(statement).readonly(),
      role: phrase.nullable(),
      writer: phrase,
      sentence: phrase,
    }),
  },
  /** The tables of a bridge, each with what it is for as far as that is known. */
  'flows.tables': {
    request: z.object({ snapshot: id, bridge: z.string() }),
    response: z.object({
      writer: phrase,
      tables: z.array(
        z.object({
          table: tableId,
          /** The switch's own, where one is known. */
          name: z.string().nullable(),
          flows: count,
          role: phrase.nullable(),
        }),
      ),
    }),
  },
} as const;
