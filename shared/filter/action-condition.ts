// Conditions on the actions of a flow: their kinds, their arguments, and the fields that they set.
import { findField, namesOf, fieldOf, type Field } from '../openflow/fields.ts';
import { parseInteger } from '../openflow/field-values.ts';
import { reservedPort } from '../openflow/fields.ts';
import { parseActions } from '../openflow/parse-actions.ts';
import type { Action, SetPortNameAction } from '../openflow/tree.ts';
import { eachAction } from '../openflow/walk.ts';
import { wordsOf, type ActionName, type Argument } from './action-names.ts';
import { joined, type FlowCondition, type TextCondition } from './flow-condition.ts';
import type { MatchName } from './match-condition.ts';
import { protocolCondition } from './match-condition.ts';
import { overlapping, projected, type Bits } from './overlay.ts';
import {
  globPattern,
  listItems,
  orders,
  valueText,
  type NoTest,
  type OwnValue,
  type PortNumbers,
  type ValueOperator,
  type ValueTest,
} from './value-test.ts';

/** Passes flows that have such an action. */
function actionCondition(test: (action: Action) => boolean, words: readonly string[] | null): TextCondition {
  return {
    kind: 'text',
    column: 'actions',
    pieces: words?.map((word) => [word]) ?? null,
    test: (text) => text !== null && actionsIn(text).some(test),
  };
}

function actionsIn(text: string): readonly Action[] {
  return [...eachAction(parseActions(text))];
}

/** Passes flows that have an action of this word, `output` or `learn`; a list of no actions is `drop`. */
export function hasAction(word: string): TextCondition {
  // `2`, `NORMAL` and `"patch-int"` are outputs without saying so, and so are others.
  const words = word === 'output' || word === 'drop' ? null : wordsPrinted(word);
  return actionCondition((action) => wordsOf(action).includes(word), words);
}

/** In which words an action is printed: `load` is `set_field`. */
function wordsPrinted(word: string): readonly string[] {
  switch (word) {
    case 'pop_vlan':
    case 'strip_vlan':
      return ['strip_vlan', 'pop_vlan'];
    case 'set_field':
      return ['set_field', 'load', 'mod_', 'set_'];
    default:
      return [word];
  }
}

/** Passes flows of which an argument of an action passes. */
export function argumentCondition(name: ActionName, test: (argument: Argument) => boolean): TextCondition {
  return actionCondition((action) => name.argumentsOf(action).some(test), name.words);
}

/** The test of an argument; `!=` is as `=` here. `numbers`: of the ports, or the tables, by name. */
export function argumentTest(
  name: ActionName,
  operator: Exclude<ValueOperator, 'covers' | 'admits'>,
  text: string,
  isPattern: boolean,
  numbers: ReadonlyMap<string, number>,
): ((argument: Argument) => boolean) | NoTest {
  switch (operator) {
    case '~': {
      const wanted = text.toLowerCase();
      return (argument) => argumentText(argument).toLowerCase().includes(wanted);
    }
    case '=':
    case '!=': {
      if (!isPattern) return equalTo(name, text, numbers) ?? { code: 'not-a-value', value: text };
      const pattern = globPattern(text, true);
      return (argument) => pattern.test(argumentText(argument));
    }
    case 'in': {
      const tests: ((argument: Argument) => boolean)[] = [];
      for (const item of listItems(text)) {
        const test = inRange(item) ?? equalTo(name, item, numbers);
        if (test === null) return { code: 'not-a-value', value: item };
        tests.push(test);
      }
      if (tests.length === 0) return { code: 'not-a-value', value: text };
      return (argument) => tests.some((test) => test(argument));
    }
    default: {
      const limit = parseInteger(text);
      if (limit === null) return { code: 'compares-numbers', value: text };
      const holds = orders[operator];
      return (argument) => argument.kind === 'number' && holds(argument.number, limit);
    }
  }
}

export function argumentText(argument: Argument): string {
  return argument.kind === 'name' ? argument.name : argument.text;
}

function equalTo(
  name: ActionName,
  text: string,
  numbers: ReadonlyMap<string, number>,
): ((argument: Argument) => boolean) | null {
  const reserved = name.type === 'port' ? reservedPort(text) : null;
  const number = reserved === null ? parseInteger(text) : BigInt(reserved);
  if (number !== null) {
    return (argument) =>
      argument.kind === 'number'
        ? argument.number === number
        : argument.kind === 'name' && BigInt(numbers.get(argument.name) ?? -1) === number;
  }
  if (text === '') return null;
  const wanted = text.toLowerCase();
  // `output=reg0`, `ct.zone=reg6[0..15]`: the bits, or all that comes of the field.
  const field = findField(text.replace(/\[.*$/, ''));
  if (field !== null && name.type !== 'word') {
    return (argument) =>
      argument.kind === 'field' &&
      (text.endsWith(']') && !text.endsWith('[]')
        ? argument.text === `${field.name}${text.slice(text.indexOf('['))}`
        : argument.field === field.name);
  }
  if (name.type === 'number') return null;
  const known = name.type === 'word' ? undefined : numbers.get(text);
  return (argument) =>
    argument.kind === 'name'
      ? argument.name.toLowerCase() === wanted
      : known !== undefined && argument.kind === 'number' && argument.number === BigInt(known);
}

function inRange(text: string): ((argument: Argument) => boolean) | null {
  const ends = text.split('..');
  const [low, high] = ends.map(parseInteger);
  if (ends.length !== 2 || typeof low !== 'bigint' || typeof high !== 'bigint') return null;
  return (argument) => argument.kind === 'number' && argument.number >= low && argument.number <= high;
}

/** The bits of a field that one action sets; `value` null where only the packet knows them. */
interface Setting {
  readonly field: Field;
  readonly bits: Bits | null;
}

/** Passes flows with an action that sets the field, to a value that passes where `test` is given. */
export function setsCondition(
  asked: MatchName,
  test: ValueTest | null,
  ports: PortNumbers = new Map(),
): FlowCondition {
  const words = wordsSetting(asked.fields);
  const passing = (action: Action, fields: readonly Field[]): boolean =>
    (test !== null &&
      action.kind === 'set_port_name' &&
      test(portSet(action, ports)) &&
      setsAny(action, fields)) ||
    settingsOf(action).some((setting) => {
      const found = fields.flatMap((field) => bitsOnto(setting, field) ?? []);
      if (test === null) return found.length > 0;
      return found.some(
        (bits) => bits !== 'some' && test({ ...bits, text: valueText(asked.fields[0], bits), port: null }),
      );
    });
  const plain = actionCondition(
    (action) => !isPortOfProtocol(action) && passing(action, asked.fields),
    words,
  );
  // `mod_tp_dst` sets the port of the protocol that the flow matches.
  const byProtocol = asked.fields.flatMap((field): readonly FlowCondition[] => {
    const [protocol = '', end = ''] = /^(tcp|udp|sctp)_(src|dst)$/.exec(field.name)?.slice(1) ?? [];
    if (protocol === '') return [];
    const tcp = [fieldOf(`tcp_${end}`)];
    const sets = actionCondition(
      (action) => isPortOfProtocol(action) && passing(action, tcp),
      [`mod_tp_${end}`],
    );
    const of = [protocol, `${protocol}6`].flatMap((word) => protocolCondition(word) ?? []);
    return [joined('all', [sets, joined('any', of)])];
  });
  return joined('any', [plain, ...byProtocol]);
}

/** `set_field:"patch-tun"->in_port`, in a dump with names. */
function portSet({ field, port }: SetPortNameAction, ports: PortNumbers): OwnValue {
  const number = ports.get(port);
  const bits =
    number === undefined ? { value: 0n, mask: 0n } : { value: BigInt(number), mask: fieldOf(field).ones };
  return { ...bits, text: port, port };
}

function setsAny(action: Action, fields: readonly Field[]): boolean {
  return settingsOf(action).some((setting) => fields.some((field) => bitsOnto(setting, field) !== null));
}

/** The values that actions set a field to: what completion offers. */
export function valuesSet(asked: MatchName): (actions: string) => readonly string[] {
  const [field] = asked.fields;
  return (text) =>
    actionsIn(text).flatMap((action) =>
      action.kind === 'set_port_name' && setsAny(action, asked.fields)
        ? [action.port]
        : settingsOf(action).flatMap((setting) =>
            asked.fields.flatMap((each) => {
              const bits = bitsOnto(setting, each);
              return bits === null || bits === 'some' ? [] : [valueText(field, bits)];
            }),
          ),
    );
}

function isPortOfProtocol(action: Action): boolean {
  return action.kind === 'set_field' && action.spelling.startsWith('mod_tp_');
}

function bitsOnto({ field, bits }: Setting, onto: Field): Bits | 'some' | null {
  const found = projected(field, bits ?? { value: 0n, mask: null }, onto);
  return found === null || found.mask === 0n ? null : bits === null ? 'some' : found;
}

function settingsOf(action: Action): readonly Setting[] {
  const to = (name: string, value: bigint | number, mask: bigint | null): readonly Setting[] => {
    const field = fieldOf(name);
    return [{ field, bits: { value: BigInt(value), mask: mask ?? field.ones } }];
  };
  const unknown = (name: string): readonly Setting[] => [{ field: fieldOf(name), bits: null }];
  switch (action.kind) {
    case 'set_field':
      return to(action.field, action.value, action.mask);
    case 'write_metadata':
      return to('metadata', action.value, action.mask);
    case 'mod_vlan_vid':
    case 'set_vlan_vid':
      return to('dl_vlan', action.value, null);
    case 'mod_vlan_pcp':
    case 'set_vlan_pcp':
      return to('dl_vlan_pcp', action.value, null);
    case 'move':
    case 'check_pkt_larger':
    case 'multipath':
      return unknown(action.dst.field);
    case 'bundle_load':
      return action.dst === null ? [] : unknown(action.dst.field);
    case 'pop':
      return unknown(action.subfield.field);
    case 'delete_field':
    case 'set_port_name':
      return unknown(action.field);
    case 'dec_ttl':
      return unknown('nw_ttl');
    case 'dec_mpls_ttl':
      return unknown('mpls_ttl');
    case 'dec_nsh_ttl':
      return unknown('nsh_ttl');
    default:
      return [];
  }
}

/** Words of which a text that sets one of the fields contains one. */
function wordsSetting(fields: readonly Field[]): readonly string[] {
  const names = fields.flatMap(overlapping).flatMap(namesOf);
  const more = fields.flatMap(({ name }) =>
    name === 'tun_id'
      ? ['set_tunnel']
      : name.endsWith('_ttl')
        ? ['_ttl']
        : name.includes('vlan')
          ? ['vlan']
          : [],
  );
  return [...new Set([...names.map((name) => name.toLowerCase()), ...more])];
}
