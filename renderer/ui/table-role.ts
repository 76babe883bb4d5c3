// What is said beside a table's number: the name that the switch knows it by, and what it is for.
import type { Response } from '../../shared/api.ts';
import { phraseText, type Language } from '../../shared/explain/phrase.ts';

/** Null where neither is known; a table that only has its name is called by it anyway. */
export function tableRole(
  { table, name, role }: Response<'flows.tables'>['tables'][number],
  words: Language,
): string | null {
  const own = name === table ? null : name;
  const purpose = role === null ? null : phraseText(role, words);
  return own === null || purpose === null ? (own ?? purpose) : `${own} · ${purpose}`;
}
