// Cuts a text into the parts that statements explain and what stands between them.
import type { Statement } from '../../../shared/explain/statement.ts';

export interface ExplainedPart {
  readonly text: string;
  readonly statement: Statement | null;
}

/** The parts of `text` in order; together they are all of it. Of statements that overlap, the first counts. */
export function partsOf(text: string, statements: readonly Statement[]): readonly ExplainedPart[] {
  const parts: ExplainedPart[] = [];
  let at = 0;
  for (const statement of statements.toSorted((a, b) => a.range.from - b.range.from)) {
    const { from, to } = statement.range;
    if (from < at || to <= from || from >= text.length) continue;
    if (from > at) parts.push({ text: text.slice(at, from), statement: null });
    parts.push({ text: text.slice(from, to), statement });
    at = to;
  }
  if (at < text.length) parts.push({ text: text.slice(at), statement: null });
  return parts;
}

/** Longer pieces do not fit on a line of a narrow inspector, and break where they must. */
const longestWhole = 30;

/** The pieces of a part, each with the comma behind it: lines break between them, not within one that is `whole`. */
export function piecesOf(part: string): readonly { readonly text: string; readonly whole: boolean }[] {
  // The comma of `resubmit(,8)` parts nothing.
  return part.split(/(?<=[^(],)/).map((text) => ({ text, whole: text.length <= longestWhole }));
}
