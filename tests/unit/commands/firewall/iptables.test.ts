// `iptables-save` and `iptables -L` give the same rules, one to one.
import { describe, expect, test } from 'vitest';
import type { FirewallRuleFact } from '../../../../shared/facts.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

/** What both print: `raw` is each tool's own spelling. */
const rules = (argv: string, name: string): readonly unknown[] =>
  parseOutput(argv.split(' '), linuxOutput(name))
    .of('firewall-rule')
    .map(({ raw: _raw, ...rule }) => rule);

const tableOf = (rule: unknown): string => (rule as FirewallRuleFact).table;

/** Of these two modules `-L` leaves out what `iptables-save` has. */
const lossy = (rule: unknown): boolean =>
  (rule as FirewallRuleFact).matches.some((match) =>
    /^-m (?:time|hashlimit) |^TIME |^limit: up to /.test(match),
  );

describe.each(['1.8.7', '1.8.9', '1.8.11'])('iptables %s', (version) => {
  const saved = rules('iptables-save -c', `iptables-${version}/iptables-save_-c.txt`);

  test.each([
    ['filter', 'iptables_-vnxL', 42],
    ['nat', 'iptables_-t_nat_-nvL', 8],
    ['mangle', 'iptables_-t_mangle_-nvL', 7],
    ['raw', 'iptables_-t_raw_-nvL', 5],
  ])('table %s', (table, name, count) => {
    const listed = rules(`iptables -t ${table} -nvL`, `iptables-${version}/${name}.txt`);
    const wanted = saved.filter((rule) => tableOf(rule) === table);
    expect(listed).toHaveLength(count);
    expect(wanted).toHaveLength(count);
    const exact = (all: readonly unknown[]): unknown => all.filter((rule) => !lossy(rule));
    const byChain = (all: readonly unknown[]): readonly unknown[] =>
      [...all].sort((a, b) => {
        const [x, y] = [a as FirewallRuleFact, b as FirewallRuleFact];
        return x.chain < y.chain ? -1 : x.chain > y.chain ? 1 : x.number - y.number;
      });
    expect(exact(byChain(listed))).toEqual(exact(byChain(wanted)));
  });

  test('IPv6', () => {
    const six = rules('ip6tables-save', `iptables-${version}/ip6tables-save.txt`)
      .filter((rule) => tableOf(rule) === 'filter')
      .map((rule) => ({ ...(rule as FirewallRuleFact), packets: 0, bytes: 0 }));
    expect(six).toHaveLength(5);
    expect(rules('ip6tables -vnxL', `iptables-${version}/ip6tables_-vnxL.txt`)).toEqual(six);
  });
});

test("a real deployment's rules: Neutron's chains keep their names, comments are kept", () => {
  const saved = parseOutput(['iptables-save', '-c'], linuxOutput('iptables-lab/iptables-save_-c.txt'));
  const listed = rules('iptables -L -n -v -x', 'iptables-lab/iptables_-L_-n_-v_-x_--line-numbers.txt');
  expect(saved.problems).toEqual([]);
  const filter = saved.of('firewall-rule').filter(({ table }) => table === 'filter');
  expect(listed).toEqual(filter.map(({ raw: _raw, ...rule }) => rule));
  expect(
    filter.find(({ chain, number }) => chain === 'neutron-openvswi-i1476e4c9-4' && number === 2),
  ).toEqual({
    family: 'ipv4',
    table: 'filter',
    chain: 'neutron-openvswi-i1476e4c9-4',
    number: 2,
    target: 'RETURN',
    goto: false,
    targetOptions: null,
    packets: 2,
    bytes: 691,
    inInterface: null,
    outInterface: null,
    protocol: 'udp',
    source: null,
    destination: '10.18.0.77/32',
    fragment: false,
    matches: ['-m udp --sport 67 --dport 68'],
    comment: null,
    raw: '-A neutron-openvswi-i1476e4c9-4 -d 10.18.0.77/32 -p udp -m udp --sport 67 --dport 68 -j RETURN',
    netns: null,
  });
});
