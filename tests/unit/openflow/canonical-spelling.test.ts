// A match that is taken for canonical must be what `canonicalMatch` makes of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalMatch } from '../../../shared/openflow/canonical.ts';
import { CanonicalSpelling } from '../../../shared/openflow/canonical-spelling.ts';

const spelling = new CanonicalSpelling();

/** As it stands among other bytes. */
function isTaken(match: string): boolean {
  const bytes = new TextEncoder().encode(`x=1,${match},y=2`);
  return spelling.has(bytes, 4, bytes.length - 4);
}

const number = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '6',
    '17',
    '22',
    '255',
    '256',
    '4095',
    '4096',
    '65279',
    '65280',
    '65534',
    '65535',
    '65536',
    '01',
  ),
  fc.nat({ max: 2 ** 31 - 1 }).map(String),
  fc.constantFrom(
    '0x0',
    '0x1',
    '0xb',
    '0x0b',
    '0xFF',
    '0xffffffff',
    '0x100000000',
    '0x1/0x1',
    '0x1/0xffffffff',
    '0x',
    'LOCAL',
    '',
  ),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => `0x${value.toString(16)}`),
);
const mac = fc.oneof(
  fc
    .array(fc.nat({ max: 255 }), { minLength: 6, maxLength: 6 })
    .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':')),
  fc.constantFrom(
    '00:00:00:00:00:00',
    'FA:16:3e:00:00:01',
    '0:0:0:0:0:1',
    'fa:16:3e:00:00',
    '01:00:00:00:00:00/01:00:00:00:00:00',
  ),
);
const address = fc
  .tuple(
    fc.array(fc.constantFrom(0, 1, 10, 128, 192, 255, 256), { minLength: 4, maxLength: 4 }),
    fc.constantFrom(
      '',
      '',
      '/0',
      '/1',
      '/8',
      '/9',
      '/24',
      '/31',
      '/32',
      '/33',
      '/08',
      '/255.0.0.0',
      '/',
      '/8/8',
    ),
  )
  .map(([parts, mask]) => `${parts.join('.')}${mask}`);
function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));
}
/** Groups, zeros among them, and colons at any place: some are spelled as inet_ntop() does. */
const ipv6Address = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom('0', '0', '1', '2', 'ffff', 'fe80') },
        fc.constantFrom('02', 'A', '12345'),
      ),
      {
        minLength: 1,
        maxLength: 8,
      },
    ),
    fc.nat({ max: 8 }),
    mostly('', '/128', '/64', '%1', ':', '10.0.0.1'),
  )
  .map(([groups, gap, end]) => {
    const [head, tail] = [groups.slice(0, gap).join(':'), groups.slice(gap).join(':')];
    return `${gap > groups.length ? head : `${head}::${tail}`}${end}`;
  });
const states = fc
  .array(
    fc.tuple(
      fc.constantFrom('+', '-', ''),
      fc.constantFrom('new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat', 'x'),
    ),
    { maxLength: 5 },
  )
  .map((list) => list.map((pair) => pair.join('')).join(''));

const named = (names: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...names), value).map(([name, text]) => `${name}=${text}`);
const words = [
  'ip',
  'tcp',
  'udp',
  'sctp',
  'icmp',
  'ipv6',
  'tcp6',
  'udp6',
  'sctp6',
  'icmp6',
  'arp',
  'rarp',
  'mpls',
  'igmp',
  'ipx',
];
const numbers = [
  ...[
    'conj_id',
    'ct_zone',
    'ct_mark',
    'reg0',
    'reg1',
    'reg5',
    'reg15',
    'reg16',
    'xreg0',
    'tun_id',
    'metadata',
    'in_port',
  ],
  ...[
    'dl_vlan',
    'vlan_tci',
    'dl_type',
    'nw_proto',
    'nw_ttl',
    'nw_tos',
    'arp_op',
    'tp_src',
    'tp_dst',
    'tcp_dst',
    'icmp_type',
    'icmp_code',
  ],
];
const neighbours = fc
  .tuple(
    fc.constantFrom('icmp6', 'icmp', 'ipv6'),
    fc.constantFrom('icmp_type=135,', 'icmp_type=136,', 'icmp_type=134,', 'icmp_type=135,icmp_code=1,', ''),
    ipv6Address,
  )
  .map(([protocol, type, target]) => `${protocol},${type}nd_target=${target}`);
const part = fc.oneof(
  { arbitrary: named(numbers, number), weight: 4 },
  { arbitrary: named(['dl_src', 'dl_dst', 'eth_src', 'arp_sha'], mac), weight: 2 },
  { arbitrary: named(['nw_src', 'nw_dst', 'arp_spa', 'arp_tpa', 'ip_src'], address), weight: 2 },
  { arbitrary: named(['ipv6_src', 'ipv6_dst', 'nd_target'], ipv6Address), weight: 2 },
  { arbitrary: named(['ct_state'], states), weight: 1 },
  { arbitrary: fc.constantFrom('', 'ip', 'tcp=', 'tcp=1', 'reg5', 'IP', 'x', '*'), weight: 1 },
);
const match = fc
  .tuple(
    fc.option(fc.constantFrom(...words), { nil: null }),
    fc.array(part, { maxLength: 4 }),
    fc.nat({ max: 4 }),
  )
  .map(([word, parts, at]) => (word === null ? parts : parts.toSpliced(at, 0, word)).join(','));

describe('a match that is taken for canonical', () => {
  test('is canonical', () => {
    let taken = 0;
    fc.assert(
      fc.property(match, (text) => {
        if (!isTaken(text)) return;
        taken++;
        expect(canonicalMatch(text)).toBe(text);
      }),
      { numRuns: 30_000 },
    );
    expect(taken).toBeGreaterThan(500);
  });

  test('is canonical with any address of IPv6', () => {
    let taken = 0;
    const addressed = fc.oneof(
      ipv6Address.map((text) => `ipv6,ipv6_src=${text}`),
      ipv6Address.map((text) => `tcp6,ipv6_dst=${text},tp_dst=22`),
      neighbours,
    );
    fc.assert(
      fc.property(addressed, (text) => {
        if (!isTaken(text)) return;
        taken++;
        expect(canonicalMatch(text)).toBe(text);
      }),
      { numRuns: 10_000 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  // The fields of Neutron's firewall and of OVN, of which there are many.
  test.each([
    '',
    'dl_vlan=4095',
    'in_port=11',
    'ct_state=+trk',
    'ct_state=+est-rel-rpl,tcp,reg5=0xb,tp_dst=22',
    'ct_state=+est-rel-rpl,ip,reg6=0x1,nw_src=10.100.3.4',
    'ct_state=+new-est,ip,reg5=0xb',
    'ct_mark=0x1,reg5=0xb',
    'arp,reg5=0xb,in_port=11,dl_src=fa:16:3e:00:00:01,arp_spa=10.18.0.1',
    'udp,reg5=0xb,in_port=11,tp_src=68,tp_dst=67',
    'dl_vlan=2,dl_dst=fa:16:3e:00:00:01',
    'arp,dl_vlan=2,arp_tpa=10.18.0.1',
    'ip,metadata=0x2,nw_dst=10.18.0.0/24',
    'reg15=0x3,metadata=0x2',
    'icmp6,metadata=0x2,nw_ttl=255,icmp_type=135,icmp_code=1',
    'conj_id=8,ct_state=+est-rel-rpl,ip,reg6=0x1',
    'tun_id=0x22a',
    'ipv6,reg5=0xb,in_port=11,dl_src=fa:16:3e:00:00:01,ipv6_src=fe80::f816:3eff:fe00:1',
    'icmp6,reg5=0xb,in_port=11,icmp_type=136,nd_target=2001:db8::1',
    'ipv6,metadata=0x2,ipv6_dst=2001:db8:1:0:2:3:0:4',
  ])('is taken: %s', (text) => {
    expect(canonicalMatch(text)).toBe(text);
    expect(isTaken(text)).toBe(true);
  });
});
