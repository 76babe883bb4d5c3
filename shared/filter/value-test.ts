// What an operator asks of a field's value in a match or an action: compared by meaning, in whatever
// spelling, masks understood.
//   = 10.0.0.0/8      the flow asks for exactly these bits, so
//   covers 10.1.2.3   every such packet fits what the flow asks for
//   in 10.0.0.0/8     the flow asks for nothing outside
import type { Field } from '../openflow/fields.ts';
import {
  ctStateBits,
  formatMasked,
  formatValue,
  parseMasked,
  parseNumber,
  tcpFlagBits,
} from '../openflow/field-values.ts';
import type { Bits } from './overlay.ts';

/** A field's value in a flow. */
export interface OwnValue extends Bits {
  /** As it stands in the flow, without quotes. */
  readonly text: string;
  /** A port that is printed by its name; then value and mask are of its number if that is known, else 0. */
  readonly port: string | null;
}

export type ValueTest = (own: OwnValue) => boolean;

export const valueOperators = ['=', '!=', '<', '<=', '>', '>=', '~', 'covers', 'in', 'admits'] as const;
export type ValueOperator = (typeof valueOperators)[number];

/** Numbers of ports by name; a name that is not in it is compared as a name. */
export type PortNumbers = ReadonlyMap<string, number>;

/** Fields of flags: `ct_state=+est` asks for these flags, whatever else the flow asks for. */
const flagFormats: ReadonlySet<Field['format']> = new Set(['ct state', 'tcp flags', 'tunnel flags', 'frag']);

/** The flags that a field has names for. */
export function flagNames({ format }: Field): readonly string[] {
  if (format === 'ct state') return [...ctStateBits.keys()];
  return format === 'tcp flags' ? [...tcpFlagBits.keys()].filter((name) => /^\w/.test(name)) : [];
}

/** Why there is no test: the part of the text that is wrong, and what for. */
export interface NoTest {
  readonly code: 'not-a-value' | 'compares-numbers';
  readonly value: string;
}

/** The test for an operator and what stands behind it; `!=` and `admits` are as `=` and `covers` here. */
export function valueTest(
  field: Field,
  operator: ValueOperator,
  text: string,
  isPattern: boolean,
  ports: PortNumbers,
): ValueTest | NoTest {
  switch (operator) {
    case '~': {
      const wanted = text.toLowerCase();
      return (own) => own.text.toLowerCase().includes(wanted);
    }
    case '=':
    case '!=': {
      if (isPattern) {
        const pattern = globPattern(text, true);
        return (own) => pattern.test(own.text);
      }
      return sameAs(field, text, ports) ?? { code: 'not-a-value', value: text };
    }
    case 'covers':
    case 'admits':
      return covering(field, text, ports) ?? { code: 'not-a-value', value: text };
    case 'in': {
      const tests: ValueTest[] = [];
      for (const item of listItems(text)) {
        const test = within(field, item, ports);
        if (test === null) return { code: 'not-a-value', value: item };
        tests.push(test);
      }
      return tests.length === 0
        ? { code: 'not-a-value', value: text }
        : (own) => tests.some((test) => test(own));
    }
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const limit = parseMasked(field, text);
      if (limit === null || limit.mask !== null) return { code: 'compares-numbers', value: text };
      const holds = orders[operator];
      return (own) => own.mask === field.ones && holds(own.value, limit.value);
    }
  }
}

/** How a value of a field is written, for messages. */
export function exampleOf(field: Field): string {
  switch (field.format) {
    case 'ethernet':
      return 'fa:16:3e:00:00:01';
    case 'ipv4':
      return '10.0.0.0/24';
    case 'ipv6':
      return 'fe80::/64';
    case 'ct state':
      return '+trk-est';
    case 'tcp flags':
      return '+syn-ack';
    case 'tunnel flags':
      return '+oam';
    case 'frag':
      return 'no';
    case 'packet type':
      return '(1,0x800)';
    default:
      return field.maskable ? '0x10/0xff' : '16';
  }
}

/** A value with its mask as `ovs-ofctl` prints it. */
export function valueText(field: Field, { value, mask }: Bits): string {
  return mask === field.ones ? formatValue(field, value) : formatMasked(field, { value, mask });
}

/**
 * What the printed value of an IPv4 field must contain one of to pass, unless its numbers have zeros in
 * front: the address, or the sign of a mask. Null where nothing can be said.
 */
export function addressPieces(field: Field, operator: ValueOperator, text: string): readonly string[] | null {
  const read = field.format === 'ipv4' ? parseMasked(field, text) : null;
  if (read === null || read.mask !== null) return null;
  const address = formatValue(field, read.value);
  if (operator === '=' || operator === '!=') return [address];
  return operator === 'covers' ? [address, '/'] : null;
}

/** The items of a list `a,b,c`; brackets hold theirs together. */
export function listItems(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/).filter((item) => item !== '');
}

export const orders: Readonly<
  Record<'<' | '<=' | '>' | '>=', (a: bigint | number, b: bigint | number) => boolean>
> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function sameAs(field: Field, text: string, ports: PortNumbers): ValueTest | null {
  if (flagFormats.has(field.format)) return within(field, text, ports);
  const wanted = bitsIn(field, text, ports);
  if (wanted === null) return portNamed(field, text);
  return (own) => own.value === wanted.value && own.mask === wanted.mask;
}

function covering(field: Field, text: string, ports: PortNumbers): ValueTest | null {
  const wanted = bitsIn(field, text, ports);
  if (wanted === null) return portNamed(field, text);
  return (own) =>
    (own.mask & ~wanted.mask) === 0n && own.value === (wanted.value & own.mask) && own.mask !== 0n;
}

function within(field: Field, text: string, ports: PortNumbers): ValueTest | null {
  const ends = text.split('..');
  if (ends.length === 2 && !flagFormats.has(field.format)) {
    const [low, high] = ends.map((end) => parseMasked(field, end));
    if (!low || !high || low.mask !== null || high.mask !== null) return null;
    return (own) =>
      own.mask !== 0n && own.value >= low.value && (own.value | (field.ones & ~own.mask)) <= high.value;
  }
  const wanted = bitsIn(field, text, ports);
  if (wanted === null) return portNamed(field, text);
  return (own) => (wanted.mask & ~own.mask) === 0n && (own.value & wanted.mask) === wanted.value;
}

function bitsIn(field: Field, text: string, ports: PortNumbers): Bits | null {
  const read = parseMasked(field, text);
  if (read !== null) return { value: read.value, mask: read.mask ?? field.ones };
  const number = field.format === 'port' ? ports.get(text) : undefined;
  return number === undefined ? null : { value: BigInt(number), mask: field.ones };
}

/** A port whose number nobody knows is still the port of that name. */
function portNamed(field: Field, text: string): ValueTest | null {
  if (field.format !== 'port' || text === '' || parseNumber(text, Number.MAX_SAFE_INTEGER) !== null)
    return null;
  const wanted = text.toLowerCase();
  return ({ port }) => port?.toLowerCase() === wanted;
}

/** `*` stands for anything. */
export function globPattern(text: string, whole: boolean): RegExp {
  const source = text
    .split(/\*+/)
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*?');
  return new RegExp(whole ? `^${source}$` : source, 'is');
}
