// The filter over flows:
//   table=20 and dl_dst=fa:16:3e:* and n_packets>0
//   has tun_id and not actions~learn        actions="resubmit(,2)" or "drop"
// `=` `!=` `<` `<=` `>` `>=` compare a column or match field; `*` in a value stands for anything; `~`
// finds a piece of text; a bare word finds it in match, actions or cookie; `has` asks whether a match
// names a field. Words beside each other are joined as by `and`, which binds closer than `or`.
import type { FlowFact } from '../facts.ts';
import {
  fieldReader,
  flowFields,
  isFlowField,
  isNumberColumn,
  isProtocol,
  numberOf,
  numberReader,
  printedNames,
  type FieldValue,
} from './flow-fields.ts';
import { filterTokens, type FilterError, type Operator, type Token } from './filter-tokens.ts';

export { flowFields } from './flow-fields.ts';

type Test = (flow: FlowFact) => boolean;

/** The parts of a flow that are text, and may be indexed. */
export type FlowPiece = 'match' | 'actions' | 'cookie';

/** Tells for many flows at once whether any of them has this text, which is in lower case, in a piece. */
export type HasText = (piece: FlowPiece, text: string) => boolean;

/** What a filter, or a part of it, asks of a flow. */
interface Condition {
  readonly test: Test;
  /** False only when none of the flows that `has` tells of can pass. */
  readonly possible: (has: HasText) => boolean;
}

/**
 * Reads a filter. An empty one lets every flow through. A field that a flow does not have makes every
 * comparison with it false, and `!=` true. What cannot be read gives its place and a sentence.
 * `possible` lets whoever stores flows in groups pass over a group without looking at its flows.
 */
export function parseFlowFilter(
  text: string,
): ({ readonly ok: true } & Condition) | ({ readonly ok: false } & FilterError) {
  const tokens = filterTokens(text);
  if (!isTokens(tokens)) return { ok: false, ...tokens };
  if (tokens.length === 1) return { ok: true, test: () => true, possible: always };
  const reader = new FilterReader(tokens);
  const condition = reader.anyOf();
  const error = reader.error ?? reader.leftOver();
  return error === null ? { ok: true, ...condition } : { ok: false, ...error };
}

function isTokens(result: readonly Token[] | FilterError): result is readonly Token[] {
  return Array.isArray(result);
}

const always = (): boolean => true;
const never: Condition = { test: () => false, possible: () => false };

/** What can only be known by looking at each flow. */
const each = (test: Test): Condition => ({ test, possible: always });

/** Recursive descent; after the first error everything reads as `never`, so that one message remains. */
class FilterReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  error: FilterError | null = null;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** What should have ended and did not. */
  leftOver(): FilterError | null {
    const token = this.#peek();
    if (token.kind === 'end') return null;
    return {
      at: token.at,
      message:
        token.kind === 'close' ? 'This bracket was never opened.' : `“${token.text}” is not expected here.`,
    };
  }

  anyOf(): Condition {
    const parts = [this.#allOf()];
    while (this.#takeWord('or')) parts.push(this.#allOf());
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    return {
      test: (flow) => parts.some((part) => part.test(flow)),
      possible: (has) => parts.some((part) => part.possible(has)),
    };
  }

  #allOf(): Condition {
    const parts = [this.#negated()];
    while (this.error === null && (this.#takeWord('and') || this.#startsTerm())) parts.push(this.#negated());
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    return {
      test: (flow) => parts.every((part) => part.test(flow)),
      possible: (has) => parts.every((part) => part.possible(has)),
    };
  }

  #negated(): Condition {
    if (!this.#takeWord('not') && !this.#takeWord('!')) return this.#term();
    const { test } = this.#negated();
    return each((flow) => !test(flow));
  }

  #term(): Condition {
    const token = this.#take();
    switch (token.kind) {
      case 'open': {
        const condition = this.anyOf();
        if (this.error === null && this.#take().kind !== 'close')
          return this.#fail(token.at, 'This bracket is not closed.');
        return condition;
      }
      case 'quoted':
        return containsText(token.text, false);
      case 'word':
        return this.#wordTerm(token.at, token.text);
      case 'operator':
        return this.#fail(token.at, `Before “${token.text}” the name of a field is missing.`);
      case 'close':
        return this.#fail(token.at, 'Before this bracket a condition is missing.');
      case 'end':
        return this.#fail(token.at, 'The filter ends where a condition is missing.');
    }
  }

  #wordTerm(at: number, word: string): Condition {
    if (isWord(word, 'and') || isWord(word, 'or'))
      return this.#fail(at, `Before “${word}” a condition is missing.`);
    const following = this.#peek();
    if (isWord(word, 'has') && following.kind === 'word') return this.#has(this.#take());
    if (following.kind !== 'operator') return containsText(word, true);
    this.#take();
    const name = word.toLowerCase();
    if (!isFlowField(name)) return this.#fail(at, unknownField(word));
    const value = this.#peek();
    if (value.kind !== 'word' && value.kind !== 'quoted') {
      return this.#fail(value.at, `After “${following.text}” a value is missing.`);
    }
    this.#take();
    return this.#comparison(name, following.text, value);
  }

  #has(token: Token): Condition {
    const name = token.text.toLowerCase();
    if (isProtocol(name)) return hasProtocol(name);
    if (!isFlowField(name)) return this.#fail(token.at, unknownField(token.text));
    const read = fieldReader(name);
    return { test: (flow) => read(flow) !== null, possible: namedInMatch(name) };
  }

  #comparison(name: string, operator: Operator, value: Token): Condition {
    const read = fieldReader(name);
    const wanted = value.text.toLowerCase();
    if (operator === '~') {
      return {
        test: (flow) => read(flow)?.text.toLowerCase().includes(wanted) ?? false,
        possible: holdsPieces(name, [wanted]),
      };
    }
    if (operator === '=' || operator === '!=') {
      if (
        isNumberColumn(name) &&
        numberOf(wanted) === null &&
        !(value.kind === 'word' && wanted.includes('*'))
      )
        return this.#fail(value.at, `“${name}” is a number, and “${value.text}” is none.`);
      const expected = operator === '=';
      const wildcards = value.kind === 'word' && wanted.includes('*');
      const number = wildcards ? null : numberOf(wanted);
      const column = numberReader(name);
      if (column !== null && number !== null) {
        return each((flow) => (column(flow) === number) === expected);
      }
      const equals = equalTo(wanted, wildcards);
      const test: Test = (flow) => {
        const found = read(flow);
        return (found !== null && equals(found)) === expected;
      };
      if (!expected) return each(test);
      // A number may be printed in another base, or with zeros in front.
      const pieces = wildcards
        ? wanted.split('*')
        : number === null && !wanted.startsWith('0x')
          ? [wanted]
          : [];
      return { test, possible: holdsPieces(name, pieces) };
    }
    const limit = numberOf(wanted);
    if (limit === null)
      return this.#fail(value.at, `“${operator}” compares numbers, and “${value.text}” is none.`);
    const holds = order[operator];
    const column = numberReader(name);
    const numberIn = (flow: FlowFact): number | null => {
      if (column !== null) return column(flow);
      const found = read(flow);
      return found === null ? null : (found.number ?? numberOf(found.bare));
    };
    return {
      test: (flow) => {
        const number = numberIn(flow);
        return number !== null && holds(number, limit);
      },
      possible: namedInMatch(name),
    };
  }

  #startsTerm(): boolean {
    const token = this.#peek();
    if (token.kind === 'word') return !isWord(token.text, 'or');
    return token.kind === 'open' || token.kind === 'quoted';
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'word' || !isWord(token.text, word)) return false;
    this.#next++;
    return true;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next++;
    return token;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0, text: '' };
  }

  #fail(at: number, message: string): Condition {
    this.error ??= { at, message };
    return never;
  }
}

const order: Readonly<Record<'<' | '<=' | '>' | '>=', (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** Numbers are equal whatever their base; text is equal without regard to case; a mask may be left out. */
function equalTo(wanted: string, wildcards: boolean): (found: FieldValue) => boolean {
  if (wildcards) {
    const pattern = globPattern(wanted, true);
    return ({ text, bare }) => pattern.test(text) || pattern.test(bare);
  }
  const number = numberOf(wanted);
  return ({ number: own, text, bare }) => {
    if (number !== null && own !== null) return own === number;
    return text.toLowerCase() === wanted || bare.toLowerCase() === wanted || sameHex(bare, wanted);
  };
}

/** `0x00AB` and `0xab`, of whatever length: cookies do not fit a JavaScript number. */
function sameHex(a: string, b: string): boolean {
  const digits = /^0x0*([0-9a-f]+)$/i;
  const left = digits.exec(a)?.[1];
  return left !== undefined && left.toLowerCase() === digits.exec(b)?.[1];
}

function containsText(word: string, wildcards: boolean): Condition {
  const wanted = word.toLowerCase();
  const pieces = wildcards ? wanted.split('*') : [wanted];
  const possible = (has: HasText): boolean =>
    (['match', 'actions', 'cookie'] as const).some((piece) => pieces.every((text) => has(piece, text)));
  if (wildcards && wanted.includes('*')) {
    const pattern = globPattern(wanted, false);
    return {
      test: (flow) =>
        pattern.test(flow.match) || pattern.test(flow.actions) || pattern.test(flow.cookie ?? ''),
      possible,
    };
  }
  return {
    test: (flow) =>
      flow.match.toLowerCase().includes(wanted) ||
      flow.actions.toLowerCase().includes(wanted) ||
      (flow.cookie?.toLowerCase().includes(wanted) ?? false),
    possible,
  };
}

function hasProtocol(name: string): Condition {
  const pattern = new RegExp(`(^|,)${name}(,|$)`);
  return { test: (flow) => pattern.test(flow.match), possible: (has) => has('match', name) };
}

/** Can a match hold this field? Columns are not in the match. */
function namedInMatch(name: string): Condition['possible'] {
  const names = printedNames(name);
  return names.length === 0 ? always : (has) => names.some((printed) => has('match', printed));
}

/** Can the field's text hold all these pieces? */
function holdsPieces(name: string, pieces: readonly string[]): Condition['possible'] {
  const named = namedInMatch(name);
  if (printedNames(name).length > 0) {
    return (has) => named(has) && pieces.every((piece) => has('match', piece));
  }
  if (name !== 'match' && name !== 'actions' && name !== 'cookie') return always;
  return (has) => pieces.every((piece) => has(name, piece));
}

function globPattern(text: string, whole: boolean): RegExp {
  const source = text
    .split(/\*+/)
    .map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&'))
    .join('.*?');
  return new RegExp(whole ? `^${source}$` : source, 'i');
}

function isWord(text: string, word: string): boolean {
  return text.toLowerCase() === word;
}

function unknownField(name: string): string {
  const near = closest(name.toLowerCase());
  const advice =
    near === null ? 'put text with an operator sign in quotation marks' : `did you mean “${near}”`;
  return `There is no field “${name}”; ${advice}${near === null ? '.' : '?'}`;
}

/** The field that differs least, if it differs little. */
function closest(name: string): string | null {
  let best: string | null = null;
  let least = 3;
  for (const field of flowFields) {
    const distance = editDistance(name, field);
    if (distance < least) {
      least = distance;
      best = field;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 3;
}
