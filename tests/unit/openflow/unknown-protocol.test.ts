// A part that is not understood may be the protocol that other parts need, so it must cost none of them.
import { describe, expect, test } from 'vitest';
import { canonicalMatch } from '../../../shared/openflow/canonical.ts';

describe('beside a part that is not understood', () => {
  test.each([
    ['nw_dst=1.2.3.4,tp_dst=80'],
    ['tp_src=135,ipv6_src=fe80::/10,nw_proto=58'],
    ['nsh_spi=0x5,nsh_c1=0x7'],
    ['ip_dscp=5,nw_ttl=3,nw_frag=later'],
    ['ipv6_label=0x00005,mpls_label=7,arp_sha=00:11:22:33:44:55'],
  ])('%s stays', (match) => {
    const canonical = canonicalMatch(`future,${match}`);
    expect(canonical.split(',').sort()).toEqual(['future', ...match.split(',')].sort());
    expect(canonicalMatch(canonical)).toBe(canonical);
    expect(canonicalMatch(match)).toBe('');
  });

  test.each([['icmp6,icmp_type=135,nd_target=fe80::1'], ['tcp,nw_src=1.2.3.4,tp_dst=80'], ['arp,arp_op=1']])(
    '%s is written once',
    (match) => {
      expect(canonicalMatch(`future,${match}`)).toBe(`${match},future`);
    },
  );
});
