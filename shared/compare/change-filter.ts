// The filter over changes, docs/filter.md, "Changes":
//   kind=flows and table=60        change=added or change=removed        field=tag and from.tag=1
//   kind in links,addresses and not key~qbr        mtu<1500        "in_port=11"
// Its grammar is that of flows (filter-reader.ts): what is not a name of changes and is one of flows asks the flow on
// either side, in all its words; any other name is a field of the thing that changed. A word alone is text to find in
// the key or on either side.
import { nearest, type FilterErrorCode } from '../filter/filter-error.ts';
import { filterNames, findFilterName } from '../filter/filter-names.ts';
import {
  FilterReader,
  isJoiner,
  isOperator,
  isWord,
  readFilter,
  type ReadFilter,
} from '../filter/filter-reader.ts';
import type { Token } from '../filter/filter-tokens.ts';
import { passes, type FlowCondition } from '../filter/flow-condition.ts';
import { parseFlowFilter, type FilterOptions } from '../filter/flow-filter.ts';
import { globPattern, listItems, orders } from '../filter/value-test.ts';
import type { FlowFact } from '../facts.ts';
import { readFlowLine } from '../openflow/flow-line.ts';
import { changeKinds, changeTypes, type Change, type ChangeSide } from './change.ts';

export type ChangeTest = (change: Change) => boolean;

/** What may be asked of every change, whatever its kind; `from.` and `to.` before a field's name ask one side. */
export const changeFilterNames = ['kind', 'change', 'key', 'field', 'host', 'source'] as const;
export type ChangeFilterName = (typeof changeFilterNames)[number];

/** What stands behind a name of changes, or a field. */
export const changeOperators = ['=', '!=', '~', 'in', '<', '<=', '>', '>='] as const;
type ChangeOperator = (typeof changeOperators)[number];

/**
 * Reads a filter over changes. An empty one lets every change through. `fields`: the names of fields that things of any
 * kind have, in lower case; without them every name is taken to be one. What cannot be read gives its place
 * and a sentence.
 */
export function parseChangeFilter(
  text: string,
  fields: ReadonlySet<string> | null = null,
  options: FilterOptions = {},
): ReadFilter<ChangeTest> {
  return readFilter(text, (tokens) => new ChangeFilterReader(text, tokens, fields, options));
}

class ChangeFilterReader extends FilterReader<ChangeTest> {
  readonly #text: string;
  readonly #fields: ReadonlySet<string> | null;
  readonly #options: FilterOptions;
  protected readonly nothing: ChangeTest = () => false;

  constructor(
    text: string,
    tokens: readonly Token[],
    fields: ReadonlySet<string> | null,
    options: FilterOptions,
  ) {
    super(tokens);
    this.#text = text;
    this.#fields = fields;
    this.#options = options;
  }

  protected all(parts: readonly ChangeTest[]): ChangeTest {
    return (change) => parts.every((part) => part(change));
  }

  protected any(parts: readonly ChangeTest[]): ChangeTest {
    return (change) => parts.some((part) => part(change));
  }

  protected not(part: ChangeTest): ChangeTest {
    return (change) => !part(change);
  }

  /** Text in the key or on either side. */
  protected anywhere(text: string, wildcards: boolean): ChangeTest {
    const pattern = wildcards && text.includes('*') ? globPattern(text, false) : null;
    const lower = text.toLowerCase();
    const holds = (own: string): boolean =>
      pattern === null ? own.toLowerCase().includes(lower) : pattern.test(own);
    return ({ key, from, to }) =>
      holds(key) || (from !== null && holds(from.text)) || (to !== null && holds(to.text));
  }

  protected wordTerm(token: Token): ChangeTest {
    const word = token.text.toLowerCase();
    const following = this.peek();
    if (!isOperator(following)) {
      const isOfFlows = word === 'has' || word === 'sets' || (word === 'never' && isWord(following, 'hit'));
      return isOfFlows ? this.#flowTerm(token) : this.anywhere(token.text, true);
    }
    if (changeFilterNames.some((name) => name === word)) return this.#comparison(word);
    const [, side = null, rest = word] = /^(from|to)\.(.+)$/.exec(word) ?? [];
    if (side === null && findFilterName(word) !== null) return this.#flowTerm(token, word);
    if (this.#isField(rest)) return this.#comparison(rest, side === 'from' || side === 'to' ? side : null);
    const near = nearest(word, [...changeFilterNames, ...(this.#fields ?? []), ...filterNames]);
    return near === null
      ? this.fail(token, 'unknown-name', { name: token.text })
      : this.fail(token, 'unknown-name-near', { name: token.text, near });
  }

  #isField(name: string): boolean {
    return this.#fields === null || this.#fields.has(name);
  }

  /** At the operator behind a name of changes, or of a field. */
  #comparison(name: string, side: 'from' | 'to' | null = null): ChangeTest {
    const operator = this.operator(name, changeOperators);
    if (operator === null) return this.nothing;
    const value = this.value(operator);
    if (value === null) return this.nothing;
    const own = changeFilterNames.find((each) => each === name && side === null);
    if (own === 'kind' || own === 'change') {
      const wrong = wrongWord(own, operator, value);
      if (wrong !== null) {
        const [code, params] = wrong;
        return this.fail(value, code, params);
      }
    }
    const test = valueTest(operator, value, own === 'kind');
    if (test === null) return this.fail(value, 'compares-numbers', { operator, value: value.text });
    return anyPasses(operator, valuesOf(own ?? null, name, side), test);
  }

  /**
   * A condition on flows goes as far as the language of flows reads it: to the next joiner, bracket or name of changes.
   * `field`: things of other kinds that have a field of that name are asked for it.
   */
  #flowTerm(start: Token, field: string | null = null): ChangeTest {
    const others = field === null ? null : this.#fieldTest(field);
    let end = start;
    let afterOperator = false;
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end' || token.kind === 'close' || token.kind === 'open') break;
      if (!afterOperator && end !== start) {
        const goesOn =
          isOperator(token) || end.text.endsWith(',') || isWord(end, 'has') || isWord(end, 'sets');
        if (!goesOn) break;
      }
      if (!afterOperator && isJoiner(token)) break;
      end = this.take();
      afterOperator = isOperator(end);
    }
    const text = this.#text.slice(start.at, end.to);
    const parsed = parseFlowFilter(text, this.#options);
    if (!parsed.ok) {
      return this.fail({ at: parsed.at + start.at, to: parsed.to + start.at }, parsed.code, parsed.params);
    }
    const flows = flowTest(parsed.condition);
    return (change) => (change.kind === 'flows' ? flows(change) : (others?.(change) ?? false));
  }

  /** The condition that follows, asked of things that are no flows; null where only flows understand it. */
  #fieldTest(name: string): ChangeTest | null {
    const [sign, value] = [this.peek(), this.peek(1)];
    const operator = changeOperators.find((each) => each === sign.text.toLowerCase());
    if (operator === undefined || value.kind === 'end' || !this.#isField(name)) return null;
    const test = valueTest(operator, value, false);
    if (test === null) return null;
    return anyPasses(operator, valuesOf(null, name, null), test);
  }
}

/** Does any of a change's values pass? Of `!=`, does none? */
function anyPasses(
  operator: ChangeOperator,
  values: (change: Change) => readonly Value[],
  test: (value: Value) => boolean,
): ChangeTest {
  return (change) => values(change).some((each) => test(each)) !== (operator === '!=');
}

/** A word that is no kind and no type of change, and no pattern: a filter that could never find anything. */
function wrongWord(
  name: 'kind' | 'change',
  operator: ChangeOperator,
  value: Token,
): readonly [FilterErrorCode, Readonly<Record<string, string>>] | null {
  if (operator === '~' || value.text.includes('*')) return null;
  const known: readonly string[] = name === 'kind' ? changeKinds : changeTypes;
  for (const item of operator === 'in' ? listItems(value.text) : [value.text]) {
    const word = item.toLowerCase();
    if (known.some((each) => each === word || (name === 'kind' && singular(each) === word))) continue;
    const near = nearest(item, known);
    return near === null
      ? ['not-a-value', { name, value: item, example: known[0] ?? '' }]
      : ['not-a-value-near', { name, value: item, near }];
  }
  return null;
}

/** `flow` for `flows`, `address` for `addresses`, `router-policy` …; what has no plural stays what it is. */
function singular(kind: string): string {
  if (/ies$/.test(kind)) return kind.replace(/ies$/, 'y');
  if (/(?:ss|x)es$/.test(kind)) return kind.replace(/es$/, '');
  return /(?:is|os)$/.test(kind) ? kind : kind.replace(/s$/, '');
}

type Value = string | number | boolean | null;

/** Null: the operator compares numbers, and the value is none. */
function valueTest(
  operator: ChangeOperator,
  value: Token,
  isKind: boolean,
): ((value: Value) => boolean) | null {
  const { text } = value;
  const spelled = (own: Value): string => (own === null ? '' : String(own));
  const same = (wanted: string): ((own: Value) => boolean) => {
    if (value.kind === 'word' && wanted.includes('*')) {
      const pattern = globPattern(wanted, true);
      return (own) => pattern.test(spelled(own));
    }
    const lower = wanted.toLowerCase();
    return (own) => {
      const is = spelled(own).toLowerCase();
      return is === lower || (isKind && singular(is) === lower);
    };
  };
  switch (operator) {
    case '=':
    case '!=':
      return same(text);
    case '~': {
      const lower = text.toLowerCase();
      return (own) => spelled(own).toLowerCase().includes(lower);
    }
    case 'in': {
      const tests = listItems(text).map(same);
      return (own) => tests.some((test) => test(own));
    }
    default: {
      const limit = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isNaN(limit)) return null;
      const holds = orders[operator];
      return (own) => {
        const number = typeof own === 'number' ? own : Number(own === null || own === '' ? Number.NaN : own);
        return !Number.isNaN(number) && holds(number, limit);
      };
    }
  }
}

function valuesOf(
  own: ChangeFilterName | null,
  name: string,
  side: 'from' | 'to' | null,
): (change: Change) => readonly Value[] {
  switch (own) {
    case 'kind':
      return ({ kind }) => [kind];
    case 'change':
      return ({ change }) => [change];
    case 'key':
      return ({ key }) => [key];
    case 'field':
      return ({ fields }) => fields;
    case 'host':
      return (change) => evidenceOf(change).map(({ host }) => host);
    case 'source':
      return (change) => evidenceOf(change).map(({ source }) => source);
    case null:
      return (change) =>
        (side === null ? [change.from, change.to] : [change[side]]).flatMap((one) => fieldOf(one, name));
  }
}

function fieldOf(side: ChangeSide | null, name: string): readonly Value[] {
  if (side === null) return [];
  // Names are typed in whatever case; most are lower case as they are.
  const key =
    name in side.fields ? name : Object.keys(side.fields).find((each) => each.toLowerCase() === name);
  const value = key === undefined ? undefined : side.fields[key];
  return value === undefined || value === null ? [] : [value];
}

function evidenceOf({ from, to }: Change): ChangeSide['evidence'] {
  return [...(from?.evidence ?? []), ...(to?.evidence ?? [])];
}

const flowsRead = new WeakMap<ChangeSide, FlowFact | null>();

/** The flow of a side, read from its line once; null when it cannot be read. */
export function flowOfSide(side: ChangeSide, bridge: string | null): FlowFact | null {
  const known = flowsRead.get(side);
  if (known !== undefined) return known;
  const read = readFlowLine(side.text, bridge, () => undefined);
  const flow = typeof read === 'string' ? null : read;
  flowsRead.set(side, flow);
  return flow;
}

function flowTest(condition: FlowCondition): ChangeTest {
  return (change) => {
    const bridge = change.key.slice(0, change.key.indexOf(' '));
    return [change.from, change.to].some((side) => {
      const flow = side === null ? null : flowOfSide(side, bridge);
      return flow !== null && passes(condition, flow);
    });
  };
}
