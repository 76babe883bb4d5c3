// Cuts a filter's text into words, operators and brackets, each with its place for error messages.
//   table=20 and dl_dst=fa:16:3e:* and (n_packets>0 or actions~"resubmit(,2)")
import { filterError, type FilterError } from './filter-error.ts';

/** `at` and `to` are offsets in the filter's text. */
interface Place {
  readonly at: number;
  readonly to: number;
}

export type Token = Place &
  (
    | { readonly kind: 'open' | 'close' | 'end'; readonly text: string }
    | { readonly kind: 'operator'; readonly text: SignOperator }
    | { readonly kind: 'word' | 'quoted'; readonly text: string }
  );

/** Operators that are signs; those that are words are words until their place tells. */
const signOperators = ['!=', '<=', '>=', '=', '<', '>', '~'] as const;
export type SignOperator = (typeof signOperators)[number];

/** As other tools write them. */
const otherSigns: readonly (readonly [string, SignOperator])[] = [['==', '=']];
const otherWords: readonly (readonly [string, string])[] = [
  ['&&', 'and'],
  ['||', 'or'],
];

/** The tokens with an `end` last, or the place of a quote that is never closed. */
export function filterTokens(text: string): readonly Token[] | FilterError {
  const tokens: Token[] = [];
  let at = 0;
  const add = (token: Token): void => {
    tokens.push(token);
    at = token.to;
  };
  while (at < text.length) {
    const c = text[at] ?? '';
    if (/\s/.test(c)) {
      at++;
      continue;
    }
    const afterOperator = tokens.at(-1)?.kind === 'operator';
    if (c === '"') {
      const quoted = quotedAt(text, at);
      if (quoted === null) return filterError({ at, to: text.length }, 'open-quote');
      add({ kind: 'quoted', at, to: quoted.end, text: quoted.text });
      continue;
    }
    if ((c === '(' && !afterOperator) || c === ')') {
      add({ kind: c === '(' ? 'open' : 'close', at, to: at + 1, text: c });
      continue;
    }
    const joiner = otherWords.find(([sign]) => !afterOperator && text.startsWith(sign, at));
    if (joiner !== undefined) {
      add({ kind: 'word', at, to: at + joiner[0].length, text: joiner[1] });
      continue;
    }
    const sign = afterOperator ? null : operatorAt(text, at);
    if (sign !== null) {
      add({ kind: 'operator', at, to: at + sign.length, text: sign.operator });
      continue;
    }
    const end = c === '!' && !afterOperator ? at + 1 : wordEnd(text, at, afterOperator);
    add({ kind: 'word', at, to: end, text: text.slice(at, end) });
  }
  tokens.push({ kind: 'end', at: text.length, to: text.length, text: '' });
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
    if (!value && depth === 0 && at > start && operatorAt(text, at) !== null) break;
  }
  return at;
}

/** `->` belongs to actions and is no operator. */
function operatorAt(
  text: string,
  at: number,
): { readonly operator: SignOperator; readonly length: number } | null {
  if (text[at] === '>' && text[at - 1] === '-') return null;
  const other = otherSigns.find(([sign]) => text.startsWith(sign, at));
  if (other !== undefined) return { operator: other[1], length: other[0].length };
  const operator = signOperators.find((candidate) => text.startsWith(candidate, at));
  return operator === undefined ? null : { operator, length: operator.length };
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
