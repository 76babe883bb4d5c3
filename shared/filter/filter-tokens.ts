// Cuts a filter's text into words, operators and brackets, each with its place for error messages.
//   table=20 and dl_dst=fa:16:3e:* and (n_packets>0 or actions~"resubmit(,2)")

export type Token =
  | { readonly kind: 'open' | 'close' | 'end'; readonly at: number; readonly text: string }
  | { readonly kind: 'operator'; readonly at: number; readonly text: Operator }
  | { readonly kind: 'word' | 'quoted'; readonly at: number; readonly text: string };

export const operators = ['!=', '<=', '>=', '=', '<', '>', '~'] as const;
export type Operator = (typeof operators)[number];

export interface FilterError {
  /** Offset in the filter's text. */
  readonly at: number;
  readonly message: string;
}

/** The tokens with an `end` last, or the place of a quote that is never closed. */
export function filterTokens(text: string): readonly Token[] | FilterError {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at] ?? '';
    if (/\s/.test(c)) {
      at++;
      continue;
    }
    const afterOperator = tokens.at(-1)?.kind === 'operator';
    if (c === '"') {
      const quoted = quotedAt(text, at);
      if (quoted === null) return { at, message: 'This quotation mark is not closed.' };
      tokens.push({ kind: 'quoted', at, text: quoted.text });
      at = quoted.end;
      continue;
    }
    if ((c === '(' && !afterOperator) || c === ')') {
      tokens.push({ kind: c === '(' ? 'open' : 'close', at, text: c });
      at++;
      continue;
    }
    const operator = afterOperator
      ? undefined
      : operators.find((candidate) => text.startsWith(candidate, at));
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', at, text: operator });
      at += operator.length;
      continue;
    }
    const end = wordEnd(text, at, afterOperator);
    tokens.push({ kind: 'word', at, text: text.slice(at, end) });
    at = end;
  }
  tokens.push({ kind: 'end', at: text.length, text: '' });
  return tokens;
}

/** A word may hold brackets in pairs: `resubmit(,2)`. A value goes to the next space; a name to its operator. */
function wordEnd(text: string, start: number, value: boolean): number {
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const c = text[at] ?? '';
    if (/\s/.test(c) && depth === 0) break;
    if (c === '(') depth++;
    if (c === ')' && --depth < 0) break;
    if (!value && depth === 0 && at > start && isOperatorAt(text, at)) break;
  }
  return at;
}

/** `->` belongs to actions and is no operator. */
function isOperatorAt(text: string, at: number): boolean {
  if (text[at] === '>' && text[at - 1] === '-') return false;
  return operators.some((operator) => text.startsWith(operator, at));
}

function quotedAt(text: string, start: number): { readonly text: string; readonly end: number } | null {
  let out = '';
  for (let at = start + 1; at < text.length; at++) {
    const c = text[at] ?? '';
    if (c === '\\' && at + 1 < text.length) out += text[++at] ?? '';
    else if (c === '"') return { text: out, end: at + 1 };
    else out += c;
  }
  return null;
}
