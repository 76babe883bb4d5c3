// The filter over flows:
//   table=20 and dl_dst=fa:16:3e:* and n_packets>0
//   has tun_id and not actions~learn        actions="resubmit(,2)" or "drop"
// `=` `!=` `<` `<=` `>` `>=` compare a column or match field; `*` in a value stands for anything; `~`
// finds a piece of text; a bare word finds it in match, actions or cookie; `has` asks whether a match
// names a field. Words beside each other are joined as by `and`, which binds closer than `or`.
import type { FlowCondition, NumberColumnName, TextCondition } from './flow-condition.ts';
import { everyFlow, joined, noFlow } from './flow-condition.ts';
import {
  fieldReader,
  flowFields,
  isFlowField,
  isProtocol,
  numberOf,
  numberColumn,
  printedNames,
  textColumn,
  type FieldValue,
} from './flow-fields.ts';
import { filterTokens, type FilterError, type Operator, type Token } from './filter-tokens.ts';

export { flowFields } from './flow-fields.ts';

/**
 * Reads a filter. An empty one lets every flow through. A field that a flow does not have makes every
 * comparison with it false, and `!=` true. What cannot be read gives its place and a sentence.
 */
export function parseFlowFilter(
  text: string,
): { readonly ok: true; readonly condition: FlowCondition } | ({ readonly ok: false } & FilterError) {
  const tokens = filterTokens(text);
  if (!isTokens(tokens)) return { ok: false, ...tokens };
  if (tokens.length === 1) return { ok: true, condition: everyFlow };
  const reader = new FilterReader(tokens);
  const condition = reader.anyOf();
  const error = reader.error ?? reader.leftOver();
  return error === null ? { ok: true, condition } : { ok: false, ...error };
}

function isTokens(result: readonly Token[] | FilterError): result is readonly Token[] {
  return Array.isArray(result);
}

type Pieces = TextCondition['pieces'];

/** Recursive descent; after the first error everything reads as `noFlow`, so that one message remains. */
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

  anyOf(): FlowCondition {
    const parts = [this.#allOf()];
    while (this.#takeWord('or')) parts.push(this.#allOf());
    return joined('any', parts);
  }

  #allOf(): FlowCondition {
    const parts = [this.#negated()];
    while (this.error === null && (this.#takeWord('and') || this.#startsTerm())) parts.push(this.#negated());
    return joined('all', parts);
  }

  #negated(): FlowCondition {
    if (!this.#takeWord('not') && !this.#takeWord('!')) return this.#term();
    return { kind: 'not', part: this.#negated() };
  }

  #term(): FlowCondition {
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

  #wordTerm(at: number, word: string): FlowCondition {
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

  #has(token: Token): FlowCondition {
    const name = token.text.toLowerCase();
    if (isProtocol(name)) return hasProtocol(name);
    if (!isFlowField(name)) return this.#fail(token.at, unknownField(token.text));
    const number = numberColumn(name);
    if (number !== null) return { kind: 'number', column: number, test: (value) => value !== null };
    const read = fieldReader(name);
    return fieldTest(name, (text) => read(text) !== null, []);
  }

  #comparison(name: string, operator: Operator, value: Token): FlowCondition {
    const wanted = value.text.toLowerCase();
    const column = numberColumn(name);
    if (column !== null) return this.#numberComparison(name, column, operator, value);
    const read = fieldReader(name);
    if (operator === '~') {
      return fieldTest(name, (text) => read(text)?.text.toLowerCase().includes(wanted) ?? false, [wanted]);
    }
    if (operator === '=' || operator === '!=') {
      const wildcards = value.kind === 'word' && wanted.includes('*');
      const number = wildcards ? null : numberOf(wanted);
      const equals = equalTo(wanted, wildcards);
      // A number may be printed in another base, or with zeros in front.
      const plain = number === null && !wanted.startsWith('0x') ? [wanted] : [];
      const same = fieldTest(
        name,
        (text) => {
          const found = read(text);
          return found !== null && equals(found);
        },
        wildcards ? wanted.split('*') : plain,
      );
      return operator === '=' ? same : { kind: 'not', part: same };
    }
    const limit = numberOf(wanted);
    if (limit === null) return this.#noNumber(operator, value);
    const holds = order[operator];
    return fieldTest(
      name,
      (text) => {
        const found = read(text);
        const number = found === null ? null : (found.number ?? numberOf(found.bare));
        return number !== null && holds(number, limit);
      },
      [],
    );
  }

  #numberComparison(name: string, column: NumberColumnName, operator: Operator, value: Token): FlowCondition {
    const wanted = value.text.toLowerCase();
    const texts = (test: (text: string) => boolean): FlowCondition => ({
      kind: 'number',
      column,
      test: (number) => number !== null && test(String(number)),
    });
    if (operator === '~') return texts((text) => text.includes(wanted));
    const number = numberOf(wanted);
    if (operator !== '=' && operator !== '!=') {
      if (number === null) return this.#noNumber(operator, value);
      const holds = order[operator];
      return { kind: 'number', column, test: (own) => own !== null && holds(own, number) };
    }
    const wildcards = value.kind === 'word' && wanted.includes('*');
    if (number === null && !wildcards)
      return this.#fail(value.at, `“${name}” is a number, and “${value.text}” is none.`);
    const pattern = wildcards ? globPattern(wanted, true) : null;
    const same: FlowCondition =
      pattern === null
        ? { kind: 'number', column, test: (own) => own === number }
        : texts((text) => pattern.test(text));
    return operator === '=' ? same : { kind: 'not', part: same };
  }

  #noNumber(operator: Operator, value: Token): FlowCondition {
    return this.#fail(value.at, `“${operator}” compares numbers, and “${value.text}” is none.`);
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

  #fail(at: number, message: string): FlowCondition {
    this.error ??= { at, message };
    return noFlow;
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

function containsText(word: string, wildcards: boolean): FlowCondition {
  const wanted = word.toLowerCase();
  const isPattern = wildcards && wanted.includes('*');
  const pattern = globPattern(wanted, false);
  const test = (text: string | null): boolean =>
    text !== null && (isPattern ? pattern.test(text) : text.toLowerCase().includes(wanted));
  const pieces = [isPattern ? wanted.split('*') : [wanted]];
  return joined(
    'any',
    (['match', 'actions', 'cookie'] as const).map((column) => ({ kind: 'text', column, test, pieces })),
  );
}

function hasProtocol(name: string): FlowCondition {
  const pattern = new RegExp(`(^|,)${name}(,|$)`);
  return { kind: 'text', column: 'match', test: (text) => pattern.test(text ?? ''), pieces: [[name]] };
}

/** A test of the text that holds a field; the field's value contains `pieces`. */
function fieldTest(
  name: string,
  test: (text: string | null) => boolean,
  pieces: readonly string[],
): FlowCondition {
  const printed = printedNames(name);
  const lists: Pieces = printed.length === 0 ? [pieces] : printed.map((each) => [each, ...pieces]);
  return { kind: 'text', column: textColumn(name), test, pieces: lists };
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
