// Conditions on a flow's own columns: counters and ages as numbers, cookies with masks, flags and texts.
import { parseInteger } from '../openflow/field-values.ts';
import type { TableNumbers } from '../openflow/table-id.ts';
import type { FilterName } from './filter-names.ts';
import type { FlowCondition, NumberColumnName, TextColumnName } from './flow-condition.ts';
import { joined } from './flow-condition.ts';
import { globPattern, listItems, orders, type NoTest, type ValueOperator } from './value-test.ts';

type Operator = Exclude<ValueOperator, 'covers' | 'admits'>;

/** A column of numbers; `!=` is as `=` here. */
export function numberCondition(
  { column, unit }: Extract<FilterName, { readonly kind: 'number' }>,
  operator: Operator,
  text: string,
  isPattern: boolean,
): FlowCondition | NoTest {
  const passing = (test: (value: number) => boolean): FlowCondition => ({
    kind: 'number',
    column,
    test: (value) => value !== null && test(value),
  });
  switch (operator) {
    case '~':
      return passing((value) => String(value).includes(text));
    case '=':
    case '!=': {
      if (isPattern) {
        const pattern = globPattern(text, true);
        return passing((value) => pattern.test(String(value)));
      }
      const wanted = numberOf(text, unit);
      return wanted === null ? { code: 'not-a-value', value: text } : passing((value) => value === wanted);
    }
    case 'in': {
      const ranges: { readonly low: number; readonly high: number }[] = [];
      for (const item of listItems(text)) {
        const [low = null, high = low, more] = item.split('..').map((end) => numberOf(end, unit));
        if (low === null || high === null || more !== undefined) return { code: 'not-a-value', value: item };
        ranges.push({ low, high });
      }
      if (ranges.length === 0) return { code: 'not-a-value', value: text };
      return passing((value) => ranges.some(({ low, high }) => value >= low && value <= high));
    }
    default: {
      const limit = numberOf(text, unit);
      if (limit === null) return { code: 'compares-numbers', value: text };
      const holds = orders[operator];
      return passing((value) => holds(value, limit));
    }
  }
}

/** A table goes by its number or its name; `numbers` has those of the bridge's tables by name. */
export function tableCondition(
  operator: Operator,
  text: string,
  isPattern: boolean,
  numbers: TableNumbers,
): FlowCondition | NoTest {
  const byNumber = (test: (table: number) => boolean): FlowCondition => ({
    kind: 'number',
    column: 'table',
    test: (table) => table !== null && test(table),
  });
  /** Those whose name passes, whether the dump prints that or their number. */
  const byName = (test: (name: string) => boolean): readonly FlowCondition[] => {
    const known = new Set([...numbers].flatMap(([name, table]) => (test(name) ? [table] : [])));
    const own = (name: string | null): boolean => name !== null && test(name);
    return [
      ...(known.size === 0 ? [] : [byNumber((table) => known.has(table))]),
      { kind: 'text', column: 'tableName', pieces: null, test: own },
    ];
  };
  const oneOf = (items: readonly string[]): FlowCondition | NoTest => {
    const parts: FlowCondition[] = [];
    for (const item of items) {
      const [low = null, high = low, more] = item.split('..').map((end) => numberOf(end, null));
      if (low !== null && high !== null && more === undefined) {
        parts.push(byNumber((table) => table >= low && table <= high));
        // A table may be called by the number of another one.
        if (numbers.has(item)) parts.push(...byName((name) => name === item));
      } else if (item === '' || /^[\d.]/.test(item)) return { code: 'not-a-value', value: item };
      else parts.push(...byName((name) => name.toLowerCase() === item.toLowerCase()));
    }
    return parts.length === 0 ? { code: 'not-a-value', value: text } : joined('any', parts);
  };
  const textPasses = (test: (printed: string) => boolean): FlowCondition =>
    joined('any', [byNumber((table) => test(String(table))), ...byName(test)]);
  switch (operator) {
    case '~':
      return textPasses((printed) => printed.toLowerCase().includes(text.toLowerCase()));
    case '=':
    case '!=': {
      const pattern = globPattern(text, true);
      if (isPattern) return textPasses((printed) => pattern.test(printed));
      return /\.\./.test(text) ? { code: 'not-a-value', value: text } : oneOf([text]);
    }
    case 'in':
      return oneOf(listItems(text));
    default: {
      const limit = numberOf(text, null);
      if (limit === null) return { code: 'compares-numbers', value: text };
      const holds = orders[operator];
      return byNumber((table) => holds(table, limit));
    }
  }
}

/** `n_packets` and the like are in the dump at all. */
export function hasNumber(column: NumberColumnName): FlowCondition {
  return { kind: 'number', column, test: (value) => value !== null };
}

const perUnit: Readonly<Record<'seconds' | 'count', Readonly<Record<string, number>>>> = {
  seconds: { s: 1, m: 60, h: 3600, d: 86_400 },
  count: { k: 1e3, M: 1e6, G: 1e9 },
};

function numberOf(text: string, unit: 'seconds' | 'count' | null): number | null {
  const found = /^(0x[0-9a-f]+|\d+(?:\.\d+)?)([a-zA-Z]?)$/i.exec(text);
  const [, digits = '', letter = ''] = found ?? [];
  if (digits === '') return null;
  const units = unit === null ? {} : perUnit[unit];
  const factor = letter === '' ? 1 : Object.hasOwn(units, letter) ? units[letter] : undefined;
  return factor === undefined ? null : Number(digits) * factor;
}

/** A cookie has 64 bits: `cookie=0x5/0xff` passes those whose bits under the mask are 5, as `ovs-ofctl` has it. */
export function cookieCondition(
  operator: Operator,
  text: string,
  isPattern: boolean,
): FlowCondition | NoTest {
  if (operator === '~') return textHolding('cookie', text);
  if ((operator === '=' || operator === '!=') && isPattern) return textLike('cookie', text);
  const tests: ((cookie: bigint) => boolean)[] = [];
  for (const item of operator === 'in' ? listItems(text) : [text]) {
    const test = cookieTest(operator, item);
    if (test === null) {
      const code =
        operator === '=' || operator === '!=' || operator === 'in' ? 'not-a-value' : 'compares-numbers';
      return { code, value: item };
    }
    tests.push(test);
  }
  if (tests.length === 0) return { code: 'not-a-value', value: text };
  return {
    kind: 'text',
    column: 'cookie',
    pieces: null,
    test: (cookie) => {
      const value = cookie === null ? null : parseInteger(cookie);
      return value !== null && tests.some((test) => test(value));
    },
  };
}

function cookieTest(operator: Operator, text: string): ((cookie: bigint) => boolean) | null {
  const numbers = text.split(operator === 'in' && text.includes('..') ? '..' : '/').map(parseInteger);
  const [value = null, second] = numbers;
  if (value === null || second === null || numbers.length > 2) return null;
  switch (operator) {
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const holds = orders[operator];
      return second === undefined ? (cookie) => holds(cookie, value) : null;
    }
    default:
      if (second === undefined) return (cookie) => cookie === value;
      return text.includes('..')
        ? (cookie) => cookie >= value && cookie <= second
        : (cookie) => (cookie & second) === (value & second);
  }
}

/** A column of text: `=` is the whole of it, for flags one of them; letters in whatever case. */
export function textCondition(
  column: TextColumnName,
  operator: '=' | '!=' | '~' | 'in',
  text: string,
  isPattern: boolean,
): FlowCondition {
  if (operator === '~') return textHolding(column, text);
  if (operator === 'in') {
    return joined(
      'any',
      listItems(text).map((item) => textIs(column, item)),
    );
  }
  return isPattern ? textLike(column, text) : textIs(column, text);
}

/** The column's text contains this. */
export function textHolding(column: TextColumnName, text: string): FlowCondition {
  const wanted = text.toLowerCase();
  return {
    kind: 'text',
    column,
    pieces: [[wanted]],
    test: (own) => own !== null && own.toLowerCase().includes(wanted),
  };
}

/** The column's text contains something that fits a pattern with `*`. */
export function textLike(column: TextColumnName, text: string, whole = true): FlowCondition {
  const pattern = globPattern(text, whole);
  const pieces = text
    .toLowerCase()
    .split('*')
    .filter((piece) => piece !== '');
  return { kind: 'text', column, pieces: [pieces], test: (own) => own !== null && pattern.test(own) };
}

function textIs(column: TextColumnName, text: string): FlowCondition {
  const wanted = text.toLowerCase();
  const test = (own: string): boolean =>
    column === 'flags' ? own.toLowerCase().split(' ').includes(wanted) : own.toLowerCase() === wanted;
  return { kind: 'text', column, pieces: [[wanted]], test: (own) => own !== null && test(own) };
}
