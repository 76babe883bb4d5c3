// Conditions on match fields against obvious evaluations: what a match says of a field, found by trying
// packets bit by bit; what the operators mean, by listing every packet of a small field; and the reading of
// one part alone against the reading of the whole match.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passes } from '../../../shared/filter/flow-condition.ts';
import { parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
import { matchCondition, matchName, valueInMatch } from '../../../shared/filter/match-condition.ts';
import { overlapping } from '../../../shared/filter/overlay.ts';
import { valueOperators, addressPieces, valueTest } from '../../../shared/filter/value-test.ts';
import type { FlowFact } from '../../../shared/facts.ts';
import { formatMasked, parseMasked } from '../../../shared/openflow/field-values.ts';
import { fieldOf, namesOf, registersOf } from '../../../shared/openflow/fields.ts';
import { parseMatch } from '../../../shared/openflow/parse-match.ts';

/** The bits of a packet, by where they are: registers, the VLAN header, and fields that share with none. */
type Packet = Map<string, bigint>;

/** A bit of a field, from the least significant: where it is in a packet. */
function placeOf(name: string, bit: number): readonly [string, number] {
  const registers = registersOf(name);
  if (registers !== null) return [`reg${registers.first + registers.count - 1 - (bit >> 5)}`, bit & 31];
  if (name === 'vlan_tci' || name === 'vlan_vid' || name === 'dl_vlan') return ['tci', bit];
  if (name === 'dl_vlan_pcp' || name === 'vlan_pcp') return ['tci', bit + 13];
  if (name === 'ip_dscp') return ['tos', bit + 2];
  if (name === 'nw_tos') return ['tos', bit];
  return [name, bit];
}

function bitOf(packet: Packet, name: string, bit: number): bigint {
  const [where, at] = placeOf(name, bit);
  return ((packet.get(where) ?? 0n) >> BigInt(at)) & 1n;
}

function setBit(packet: Packet, name: string, bit: number, value: bigint): void {
  const [where, at] = placeOf(name, bit);
  packet.set(where, ((packet.get(where) ?? 0n) & ~(1n << BigInt(at))) | (value << BigInt(at)));
}

/** A packet that a match admits, or, for a list of parts, whether one packet fits. */
interface Part {
  readonly name: string;
  readonly value: bigint;
  readonly mask: bigint;
}

/** `vlan_vid` has a bit beyond its twelve: there is a header. */
const widthOf = (name: string): number => fieldOf(name).ones.toString(2).length;

function fits(packet: Packet, parts: readonly Part[]): boolean {
  return parts.every(
    ({ name, value, mask }) =>
      // Who asks for a priority asks for a header.
      (name !== 'vlan_pcp' || bitOf(packet, 'vlan_tci', 12) === 1n) &&
      Array.from({ length: widthOf(name) }, (_, bit) => bit).every(
        (bit) =>
          ((mask >> BigInt(bit)) & 1n) === 0n || bitOf(packet, name, bit) === ((value >> BigInt(bit)) & 1n),
      ),
  );
}

const groups = [
  ['reg0', 'reg1', 'reg2', 'reg3', 'xreg0', 'xreg1', 'xxreg0'],
  ['reg14', 'reg15', 'xreg7', 'xxreg3'],
  ['vlan_tci', 'vlan_vid', 'vlan_pcp'],
  ['ip_dscp', 'nw_ecn'],
  ['ip_src'],
  ['eth_dst'],
  ['metadata', 'tun_id'],
  ['ipv6_dst'],
  ['ct_mark'],
];

/** A part of each of some groups, printed under any of the field's names. */
const anyMatch: fc.Arbitrary<{ readonly parts: readonly Part[]; readonly text: string }> = fc
  .subarray(groups, { minLength: 1 })
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((names) =>
        fc.constantFrom(...names).chain((name) => {
          const field = fieldOf(name);
          const bits = fc.bigInt({ min: 0n, max: field.ones });
          const mask = field.maskable
            ? fc.oneof(
                fc.constant(field.ones),
                bits.filter((mask) => mask !== 0n),
              )
            : fc.constant(field.ones);
          const printed = fc.constantFrom(...namesOf(field));
          return fc.record({ name: fc.constant(name), value: bits, mask, printed });
        }),
      ),
    ),
  )
  .map((parts) => ({
    parts: parts.map(({ name, value, mask }) => ({ name, value: value & mask, mask })),
    text: parts
      .map(({ name, value, mask, printed }) => {
        const field = fieldOf(name);
        const bracketed = /^[A-Z]/.test(printed) ? `${printed}[]` : printed;
        const whole = mask === field.ones ? null : mask;
        return `${bracketed}=${formatMasked(field, { value: value & mask, mask: whole })}`;
      })
      .join(','),
  }));

test('what a match says of a field is what trying packets bit by bit says', () => {
  const asked = [...new Set(groups.flat())];
  fc.assert(
    fc.property(anyMatch, fc.constantFrom(...asked), ({ parts, text }, name) => {
      const packet: Packet = new Map();
      for (const part of parts) {
        if (part.name === 'vlan_pcp') setBit(packet, 'vlan_tci', 12, 1n);
        for (let bit = 0; bit < widthOf(part.name); bit++) {
          if (((part.mask >> BigInt(bit)) & 1n) === 1n)
            setBit(packet, part.name, bit, (part.value >> BigInt(bit)) & 1n);
        }
      }
      expect(fits(packet, parts)).toBe(true);
      let value = 0n;
      let mask = 0n;
      for (let bit = 0; bit < widthOf(name); bit++) {
        const own = bitOf(packet, name, bit);
        const other = new Map(packet);
        setBit(other, name, bit, own ^ 1n);
        if (fits(other, parts)) continue;
        mask |= 1n << BigInt(bit);
        value |= own << BigInt(bit);
      }
      const name_ = matchName(name);
      if (name_ === null) throw new Error(name);
      const said = valueInMatch(name_, parseMatch(text), text, new Map());
      expect({ value: said?.value ?? 0n, mask: said?.mask ?? 0n }).toEqual({ value, mask });
    }),
    { numRuns: 1000 },
  );
});

describe('VLAN spellings of OpenFlow 1.0, 1.1 and 1.3', () => {
  test.each([
    ['vlan_tci=0x1005/0x1fff', 'dl_vlan=5', true],
    ['vlan_tci=0x0005/0x0fff', 'dl_vlan=5', true],
    ['vlan_vid=0x1005/0x1fff', 'dl_vlan=5', true],
    ['dl_vlan=5', 'vlan_vid=4101', true],
    ['dl_vlan=5', 'vlan_tci=0x1005/0x1fff', true],
    ['vlan=5', 'dl_vlan=0x5', true],
    ['vlan_tci=0x0000/0x1fff', 'dl_vlan=0xffff', true],
    ['vlan_tci=0x0000/0x1fff', 'dl_vlan=0', false],
    ['vlan_tci=0x1000/0x1000', 'has dl_vlan', false],
    ['vlan_tci=0x1000/0x1000', 'has vlan_vid', true],
    ['dl_vlan=5,dl_vlan_pcp=3', 'vlan_pcp=3 and vlan_tci=0x7005', true],
    ['nw_tos=0x48', 'ip_dscp=18', true],
    ['ip_dscp=18', 'nw_tos=72', true],
    ['in_port=LOCAL', 'in_port=65534', true],
    ['in_port=4294967294', 'in_port=local', true],
    ['packet_type=(1,0x800)', 'dl_type=0x0800', true],
    ['dl_type=0x0800,nw_proto=6', 'has tcp', true],
    ['udp,tp_dst=53', 'udp_dst=53', true],
    ['udp,tp_dst=53', 'tcp_dst=53', false],
    ['sctp,sctp_dst=53', 'tp_dst=53', true],
    ['icmp6,icmp_type=135', 'icmpv6_type=135', true],
    ['arp,nw_src=10.0.0.1', 'nw_src=10.0.0.1', true],
    ['arp,nw_src=10.0.0.1', 'ip_src=10.0.0.1', false],
    ['arp,nw_src=10.0.0.1', 'arp_spa=10.0.0.1', true],
    ['arp', 'nw_src admits 10.0.0.1', false],
    ['ip,in_port=1', 'nw_src admits 10.0.0.1', true],
    ['ct_state=+new-est+trk,ip', 'ct_state=+new', true],
    ['ct_state=+new-est+trk,ip', 'ct_state=-est+trk', true],
    ['ct_state=+new-est+trk,ip', 'ct_state=0x21/0x21', true],
    ['ct_state=+new-est+trk,ip', 'ct_state=+est', false],
    ['ct_state=+trk,ip', 'ct_state=+new', false],
    ['ct_state=+trk,ip', 'ct_state covers +new+trk', true],
    ['tcp,tcp_flags=+syn-ack', 'tcp_flags=+syn', true],
    ['tun_metadata0,ip', 'has tun_metadata0', true],
    ['tun_metadata0=0x1,ip', 'tun_metadata0=1', true],
    ['tcp,tp_src=0x400/0xfc00', 'tp_src in 1024..2047', true],
    ['tcp,tp_src=0x400/0xfc00', 'tp_src in 1024..2046', false],
    ['tcp,tp_src=0x400/0xfc00', 'tp_src covers 1500', true],
    ['in_port="patch-tun"', 'in_port=patch-tun', true],
    ['in_port="patch-tun"', 'in_port=1', true],
    ['in_port=1', 'in_port=patch-tun', true],
    ['in_port=2', 'in_port=patch-tun', false],
    ['in_port="qvo,reg0=5"', 'reg0=5', false],
    ['in_port="qvo,reg0=5"', 'in_port="qvo,reg0=5"', true],
    ['ipv6_src=fe80::1', 'ipv6_src=FE80:0:0:0:0:0:0:1', true],
    ['dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', 'dl_dst covers ff:ff:ff:ff:ff:ff', true],
    ['dl_dst=01:00:00:00:00:00/01:00:00:00:00:00', 'dl_dst covers fa:16:3e:00:00:01', false],
  ])('%s: %s is %s', (match, filter, expected) => {
    const parsed = parseFlowFilter(filter, { ports: () => new Map([['patch-tun', 1]]) });
    if (!parsed.ok) throw new Error(parsed.message);
    expect(passes(parsed.condition, { match } as FlowFact)).toBe(expected);
  });
});

test('the operators are what sets of packets say', () => {
  const field = fieldOf('tun_erspan_ver');
  const bits = fc.bigInt({ min: 0n, max: field.ones });
  const setOf = (value: bigint, mask: bigint): readonly bigint[] =>
    Array.from({ length: 16 }, (_, i) => BigInt(i)).filter((each) => (each & mask) === (value & mask));
  fc.assert(
    fc.property(bits, bits, bits, bits, (value, mask, wanted, wantedMask) => {
      fc.pre(mask !== 0n);
      const own = { value: value & mask, mask, text: '', port: null };
      const text = `0x${wanted.toString(16)}/0x${wantedMask.toString(16)}`;
      const holds = (operator: '=' | 'covers' | 'in'): boolean => {
        const made = valueTest(field, operator, text, false, new Map());
        if ('code' in made) throw new Error(made.code);
        return made(own);
      };
      const flow = setOf(value, mask);
      const asked = setOf(wanted, wantedMask);
      const inside = (a: readonly bigint[], b: readonly bigint[]): boolean =>
        a.every((each) => b.includes(each));
      expect(holds('=')).toBe(inside(flow, asked) && inside(asked, flow));
      expect(holds('covers')).toBe(inside(asked, flow));
      expect(holds('in')).toBe(inside(flow, asked));
    }),
    { numRuns: 500 },
  );
});

test('one part read alone says what the whole match says', () => {
  const names = ['nw_src', 'ip_src', 'reg0', 'xreg0', 'dl_vlan', 'vlan_tci', 'tp_dst', 'udp_dst', 'eth_dst'];
  const texts = [...['ip,', 'arp,', 'tcp,', 'udp,', 'udp6,', 'in_port="a,nw_src=1.2.3.4",', '']];
  const values = [
    '10.0.0.0/8',
    '10.20.30.5',
    '010.20.30.5',
    '10.20.30.05',
    '0.0.0.1',
    '00.0.0.1',
    '0x5',
    '5',
    '0x1005/0x1fff',
    '80',
    '0x50/0xfff0',
    'x',
    '*',
    '',
  ];
  const anyPart = (names: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...names), fc.constantFrom(...values))
      .map(([name, value]) => `${/^[A-Z]/.test(name) ? `${name}[]` : name}=${value}`);
  /** Names of a field and of those that share bits with it. */
  const namesAround = (name: string): readonly string[] => [
    name,
    ...(matchName(name)?.fields.flatMap(overlapping).flatMap(namesOf) ?? []),
  ];
  const anyCase = fc
    .constantFrom(...names)
    .chain((name) =>
      fc
        .tuple(
          fc.constantFrom(...texts),
          fc.array(anyPart(namesAround(name)), { maxLength: 2 }),
          fc.array(anyPart(names.flatMap(namesAround)), { maxLength: 2 }),
        )
        .map(([first, own, others]) => ({ name, text: first + [...own, ...others].join(',') })),
    );
  const operators = valueOperators.filter((operator) => operator !== '!=');
  let held = 0;
  fc.assert(
    fc.property(
      anyCase,
      fc.constantFrom(...operators),
      fc.constantFrom(...values),
      ({ name, text }, operator, value) => {
        const asked = matchName(name);
        if (asked === null) throw new Error(name);
        const made = valueTest(asked.fields[0], operator, value, false, new Map());
        if ('code' in made) return;
        const condition = matchCondition(asked, made, new Map());
        const own = valueInMatch(asked, parseMatch(text), text, new Map());
        const expected = own !== null && made(own);
        if (expected) held++;
        expect(condition.test(text)).toBe(expected);
        // Again, now that values may be remembered.
        expect(condition.test(text)).toBe(expected);
        const { pieces } = condition;
        if (expected && pieces !== null) {
          expect(pieces.some((list) => list.every((piece) => text.toLowerCase().includes(piece)))).toBe(true);
        }
        const plain = addressPieces(asked.fields[0], operator, value);
        if (expected && plain !== null && !/[=.]0\d/.test(text))
          expect(
            plain.some((piece) => text.includes(piece)),
            text,
          ).toBe(true);
        const admits = matchCondition(asked, made, new Map(), { absent: true }).test(text);
        if (own !== null) expect(admits).toBe(expected);
      },
    ),
    { numRuns: 3000 },
  );
  expect(held).toBeGreaterThan(50);
});

test('a value that a filter cannot have is none', () => {
  for (const [name, value] of [
    ['nw_src', '10.0.0'],
    ['reg0', '0x1ffffffff'],
    ['dl_dst', 'fa:16'],
    ['ipv6_dst', '::1::'],
    ['in_port', ''],
  ] as const) {
    const field = matchName(name)?.fields[0];
    if (field === undefined) throw new Error(name);
    expect(parseMasked(field, value)).toBeNull();
    expect(valueTest(field, '=', value, false, new Map())).toEqual({ code: 'not-a-value', value });
  }
});
