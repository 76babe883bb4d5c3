// The grammar of filters, docs/filter.md: conditions joined by `and`, `or`, `not` and brackets. What a condition is
// about, and what becomes of it, say those who extend the reader: flow-filter.ts, and for changes compare/change-filter.ts.
import { filterError, type FilterError, type FilterErrorCode } from './filter-error.ts';
import { filterTokens, type Token } from './filter-tokens.ts';

export type ReadFilter<C> =
  { readonly ok: true; readonly condition: C } | ({ readonly ok: false } & FilterError);

/** Reads all of a text with the reader that is made for its tokens; an empty one lets everything through. */
export function readFilter<C>(
  text: string,
  readerOf: (tokens: readonly Token[]) => FilterReader<C>,
): ReadFilter<C> {
  const tokens = filterTokens(text);
  return isTokens(tokens) ? readerOf(tokens).read() : { ok: false, ...tokens };
}

function isTokens(result: readonly Token[] | FilterError): result is readonly Token[] {
  return Array.isArray(result);
}

/** Operators that are words, where they stand behind a name. */
export const wordOperators = ['covers', 'admits', 'in', 'within', 'has'] as const;

/** Words before which, or behind which, no condition stands. */
const joiners: ReadonlySet<string> = new Set(['and', 'or']);

/** Recursive descent; after the first error everything reads as `nothing`, so that one message remains. */
export abstract class FilterReader<C> {
  readonly #tokens: readonly Token[];
  #next = 0;
  #error: FilterError | null = null;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** What no row passes. */
  protected abstract readonly nothing: C;
  /** All of the parts; without one, what every row passes. */
  protected abstract all(parts: readonly C[]): C;
  protected abstract any(parts: readonly C[]): C;
  protected abstract not(part: C): C;
  /** A text to look for; in a bare word `*` stands for anything. */
  protected abstract anywhere(text: string, wildcards: boolean): C;
  /** Reads on behind a word that begins a condition, or is one. */
  protected abstract wordTerm(token: Token): C;

  read(): ReadFilter<C> {
    const condition = this.peek().kind === 'end' ? this.all([]) : this.#anyOf();
    const error = this.#error ?? this.#leftOver();
    return error === null ? { ok: true, condition } : { ok: false, ...error };
  }

  /** What should have ended and did not. */
  #leftOver(): FilterError | null {
    const token = this.peek();
    if (token.kind === 'end') return null;
    if (token.kind === 'close') return filterError(token, 'unopened-bracket');
    return filterError(token, 'unexpected', { text: token.text });
  }

  #anyOf(): C {
    const parts = [this.#allOf()];
    while (this.takeWord('or')) parts.push(this.#allOf());
    return this.any(parts);
  }

  #allOf(): C {
    const parts = [this.#negated()];
    while (this.#error === null && (this.takeWord('and') || this.#startsTerm())) parts.push(this.#negated());
    return this.all(parts);
  }

  #negated(): C {
    if (!this.takeWord('not') && !this.takeWord('!')) return this.#term();
    return this.not(this.#negated());
  }

  #term(): C {
    const token = this.take();
    switch (token.kind) {
      case 'open': {
        const condition = this.#anyOf();
        if (this.#error === null && this.take().kind !== 'close') return this.fail(token, 'open-bracket');
        return condition;
      }
      case 'quoted':
        return this.anywhere(token.text, false);
      case 'word':
        return isJoiner(token)
          ? this.fail(token, 'condition-before', { text: token.text })
          : this.wordTerm(token);
      case 'operator':
        return this.fail(token, 'name-missing', { operator: token.text });
      case 'close':
        return this.fail(token, 'empty-bracket');
      case 'end':
        return this.fail(token, 'condition-at-end');
    }
  }

  #startsTerm(): boolean {
    const token = this.peek();
    if (token.kind === 'word') return !isWord(token, 'or');
    return token.kind === 'open' || token.kind === 'quoted';
  }

  /** Takes the operator behind a name; null, with its error, when the name does not take it. */
  protected operator<O extends string>(name: string, allowed: readonly O[]): O | null {
    const token = this.take();
    const text = token.text.toLowerCase() === 'within' ? 'in' : token.text.toLowerCase();
    const operator = allowed.find((each) => each === text);
    if (operator !== undefined) return operator;
    this.fail(token, 'operator-not-for', { operator: token.text, name, operators: allowed.join(' ') });
    return null;
  }

  /** Takes the value behind an operator; a list may have spaces behind its commas. Null, with its error, for none. */
  protected value(operator: string): Token | null {
    const token = this.peek();
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      this.fail(token, 'value-missing', { operator });
      return null;
    }
    this.take();
    let value = token;
    while (operator === 'in' && value.text.endsWith(',') && this.peek().kind === 'word') {
      const more = this.take();
      value = { kind: 'word', at: value.at, to: more.to, text: value.text + more.text };
    }
    return value;
  }

  protected takeWord(word: string): boolean {
    if (!isWord(this.peek(), word)) return false;
    this.#next++;
    return true;
  }

  protected take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  protected peek(ahead = 0): Token {
    return this.#tokens[this.#next + ahead] ?? { kind: 'end', at: 0, to: 0, text: '' };
  }

  protected fail(
    place: { readonly at: number; readonly to: number },
    code: FilterErrorCode,
    params: Readonly<Record<string, string>> = {},
  ): C {
    this.#error ??= filterError(place, code, params);
    return this.nothing;
  }
}

export function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toLowerCase() === word;
}

export function isJoiner(token: Token): boolean {
  return token.kind === 'word' && joiners.has(token.text.toLowerCase());
}

/** Compares what stands before it: `=`, `in` … */
export function isOperator(token: Token): boolean {
  return token.kind === 'operator' || wordOperators.some((operator) => isWord(token, operator));
}
