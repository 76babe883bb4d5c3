// The filter over flows, docs/filter.md:
//   table=20 and dl_dst=fa:16:3e:* and n_packets>0
//   nw_dst covers 10.1.2.3 and not output=5        has learn or sets reg5=0x7        never hit
// A name, an operator, a value. Names are columns, match fields and arguments of actions; a word alone is
// text to find in match, actions or cookie. Conditions beside each other are joined as by `and`, which binds
// closer than `or`.
import { protocols, type Field } from '../openflow/fields.ts';
import { noTableNumbers, type TableNumbers } from '../openflow/table-id.ts';
import { argumentCondition, argumentTest, hasAction, setsCondition } from './action-condition.ts';
import { actionWords } from './action-names.ts';
import {
  cookieCondition,
  hasNumber,
  numberCondition,
  textCondition,
  textHolding,
  tableCondition,
  textLike,
} from './column-condition.ts';
import { nearest } from './filter-error.ts';
import {
  filterNames,
  findFilterName,
  hasNames,
  operatorsOf,
  settableNames,
  type FilterName,
} from './filter-names.ts';
import {
  FilterReader,
  isJoiner,
  isOperator,
  isWord,
  readFilter,
  wordOperators,
  type ReadFilter,
} from './filter-reader.ts';
import type { Token } from './filter-tokens.ts';
import { everyFlow, joined, noFlow, type FlowCondition } from './flow-condition.ts';
import { matchCondition, protocolCondition, type MatchName } from './match-condition.ts';
import {
  addressPieces,
  exampleOf,
  flagNames,
  valueTest,
  type NoTest,
  type PortNumbers,
  type ValueOperator,
} from './value-test.ts';

export interface FilterOptions {
  /**
   * Numbers of the bridge's ports by name: `in_port=patch-tun` finds `in_port=1`, and the other way round.
   * Only asked for where a filter is about ports.
   */
  readonly ports?: () => PortNumbers;
  /** Numbers of the bridge's tables by name: `table=ingress` finds `table=60`, and the other way round. */
  readonly tables?: () => TableNumbers;
}

/**
 * Reads a filter. An empty one lets every flow through. A field that a flow does not have makes every
 * comparison with it false, and `!=` true. What cannot be read gives its place and a sentence.
 */
export function parseFlowFilter(text: string, options: FilterOptions = {}): ReadFilter<FlowCondition> {
  const { ports = noPorts, tables = () => noTableNumbers } = options;
  return readFilter(text, (tokens) => new FlowFilterReader(tokens, ports, tables));
}

const noPorts = (): PortNumbers => new Map();

class FlowFilterReader extends FilterReader<FlowCondition> {
  readonly #ports: () => PortNumbers;
  readonly #tables: () => TableNumbers;
  protected readonly nothing = noFlow;

  constructor(tokens: readonly Token[], ports: () => PortNumbers, tables: () => TableNumbers) {
    super(tokens);
    this.#ports = ports;
    this.#tables = tables;
  }

  protected all(parts: readonly FlowCondition[]): FlowCondition {
    return joined('all', parts);
  }

  protected any(parts: readonly FlowCondition[]): FlowCondition {
    return joined('any', parts);
  }

  protected not(part: FlowCondition): FlowCondition {
    return { kind: 'not', part };
  }

  /** Text in match, actions or cookie. */
  protected anywhere(text: string, wildcards: boolean): FlowCondition {
    return joined(
      'any',
      (['match', 'actions', 'cookie'] as const).map((column) =>
        wildcards && text.includes('*') ? textLike(column, text, false) : textHolding(column, text),
      ),
    );
  }

  protected wordTerm(token: Token): FlowCondition {
    const word = token.text.toLowerCase();
    const following = this.peek();
    if (following.kind === 'operator') return this.#comparison(token);
    if (following.kind !== 'word' || isJoiner(following)) {
      // Half of a condition is no text to look for.
      if (word === 'has' || word === 'sets') return this.fail(following, 'name-after', { word });
      return this.anywhere(token.text, true);
    }
    if (word === 'has') return this.#has(this.take(), 'flow');
    if (word === 'sets') return this.#sets(this.take());
    if (word === 'never' && isWord(following, 'hit')) {
      this.take();
      return { kind: 'number', column: 'nPackets', test: (packets) => packets === 0 };
    }
    if (isOperator(following)) return this.#comparison(token);
    // `nw_dst cover 10.1.2.3` would be three words to look for.
    const near = findFilterName(word) === null ? null : nearest(following.text, wordOperators);
    if (near !== null) return this.fail(following, 'unknown-operator', { text: following.text, near });
    return this.anywhere(token.text, true);
  }

  /** At the operator that follows a name. */
  #comparison(token: Token): FlowCondition {
    const name = findFilterName(token.text);
    if (name === null) return this.#unknown(token, 'unknown-name', filterNames, { name: token.text });
    if (this.takeWord('has')) {
      if (name.kind === 'text' && (name.column === 'match' || name.column === 'actions')) {
        return this.#has(this.take(), name.column);
      }
      const operators = operatorsOf(name).join(' ');
      return this.fail(token, 'operator-not-for', { operator: 'has', name: name.name, operators });
    }
    const operator = this.operator(name.name, operatorsOf(name));
    return operator === null ? noFlow : this.#valueComparison(name, operator);
  }

  #valueComparison(name: FilterName, operator: ValueOperator): FlowCondition {
    const value = this.value(operator);
    if (value === null) return noFlow;
    const isPattern = value.kind === 'word' && value.text.includes('*');
    const { text } = value;
    const outcome = this.#conditionOf(name, operator, text, isPattern);
    if ('code' in outcome) return this.#badValue(outcome, operator, name, value);
    return operator === '!=' ? this.not(outcome) : outcome;
  }

  #conditionOf(
    name: FilterName,
    operator: ValueOperator,
    text: string,
    isPattern: boolean,
  ): FlowCondition | NoTest {
    if (name.kind === 'field') {
      const [field] = name.match.fields;
      const ports = this.#portsFor(name);
      const test = valueTest(field, operator, text, isPattern, ports);
      if ('code' in test) return test;
      return matchCondition(name.match, test, ports, {
        absent: operator === 'admits',
        addresses: isPattern ? null : addressPieces(field, operator, text),
      });
    }
    // The operators of other names were checked.
    if (operator === 'covers' || operator === 'admits') return noFlow;
    switch (name.kind) {
      case 'number':
        return numberCondition(name, operator, text, isPattern);
      case 'table':
        return tableCondition(operator, text, isPattern, this.#tables());
      case 'cookie':
        return cookieCondition(operator, text, isPattern);
      case 'text':
        return operator === '=' || operator === '!=' || operator === '~' || operator === 'in'
          ? textCondition(name.column, operator, text, isPattern)
          : noFlow;
      case 'action': {
        const numbers = name.action.type === 'table' ? this.#tables() : this.#portsFor(name);
        const test = argumentTest(name.action, operator, text, isPattern, numbers);
        return 'code' in test ? test : argumentCondition(name.action, test);
      }
    }
  }

  #has(token: Token, part: 'flow' | 'match' | 'actions'): FlowCondition {
    if (token.kind !== 'word') return this.fail(token, 'name-after', { word: 'has' });
    const word = token.text.toLowerCase();
    const isAction = part !== 'match' && actionWords.includes(word);
    const protocol = part === 'actions' || !protocols.has(word) ? null : protocolCondition(word);
    if (isAction) return hasAction(word);
    if (protocol !== null) return protocol;
    const name = findFilterName(word);
    if (name?.kind === 'field' && part !== 'actions') {
      return matchCondition(name.match, () => true, noPorts());
    }
    if (name?.kind === 'action' && part !== 'match') return argumentCondition(name.action, () => true);
    if (part === 'flow') {
      switch (name?.kind) {
        case 'number':
          return hasNumber(name.column);
        case 'table':
          return everyFlow;
        case 'cookie':
          return { kind: 'text', column: 'cookie', pieces: null, test: (cookie) => cookie !== null };
        case 'text':
          return {
            kind: 'text',
            column: name.column,
            pieces: null,
            test: (text) => text !== null && text !== '',
          };
        default:
          return this.#unknown(token, 'unknown-name', hasNames, { name: token.text });
      }
    }
    const params = { name: token.text };
    return part === 'match'
      ? this.#unknown(token, 'not-in-match', filterNames, params)
      : this.#unknown(token, 'not-in-actions', actionWords, params);
  }

  #sets(token: Token): FlowCondition {
    const name = token.kind === 'word' ? findFilterName(token.text) : null;
    if (token.kind !== 'word') return this.fail(token, 'name-after', { word: 'sets' });
    if (name === null) return this.#unknown(token, 'unknown-name', settableNames, { name: token.text });
    if (name.kind !== 'field') return this.fail(token, 'only-sets', { name: token.text });
    const { match } = name;
    if (!isOperator(this.peek())) return setsCondition(match, null);
    const operator = this.operator(name.name, operatorsOf(name));
    return operator === null ? noFlow : this.#setsComparison(name, match, operator);
  }

  #setsComparison(name: FilterName, match: MatchName, operator: ValueOperator): FlowCondition {
    const value = this.value(operator);
    if (value === null) return noFlow;
    const isPattern = value.kind === 'word' && value.text.includes('*');
    const test = valueTest(match.fields[0], operator, value.text, isPattern, this.#portsFor(name));
    if ('code' in test) return this.#badValue(test, operator, name, value);
    const condition = setsCondition(match, test, this.#portsFor(name));
    return operator === '!=' ? this.not(condition) : condition;
  }

  #portsFor(name: FilterName): PortNumbers {
    const isPort =
      name.kind === 'field'
        ? name.match.fields[0].format === 'port'
        : name.kind === 'action' && name.action.type === 'port';
    return isPort ? this.#ports() : noPorts();
  }

  #badValue({ code, value }: NoTest, operator: ValueOperator, name: FilterName, token: Token): FlowCondition {
    if (code === 'compares-numbers') return this.fail(token, code, { operator, value });
    if (name.kind !== 'field') return this.fail(token, 'not-a-number', { name: name.name, value });
    const field = name.match.fields[0];
    const near = nearFlags(field, value);
    if (near !== null) return this.fail(token, 'not-a-value-near', { name: name.name, value, near });
    return this.fail(token, 'not-a-value', { name: name.name, value, example: exampleOf(field) });
  }

  #unknown(
    token: Token,
    code: 'unknown-name' | 'not-in-match' | 'not-in-actions',
    words: readonly string[],
    params: Readonly<Record<string, string>>,
  ): FlowCondition {
    const near = nearest(token.text, words);
    return near === null
      ? this.fail(token, code, params)
      : this.fail(token, `${code}-near`, { ...params, near });
  }
}

/** `+trk+est` for `+trk+etc`; null when that does not help. */
function nearFlags(field: Field, value: string): string | null {
  const known = flagNames(field);
  let isNear = known.length > 0;
  const near = value.replace(/[a-z]+/gi, (flag) => {
    const name = known.includes(flag.toLowerCase()) ? flag : nearest(flag, known);
    isNear &&= name !== null;
    return name ?? flag;
  });
  return isNear && near !== value ? near : null;
}
