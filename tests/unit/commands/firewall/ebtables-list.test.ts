import { expect, test } from 'vitest';
import { ebtablesList } from '../../../../shared/commands/firewall/ebtables-list.ts';
import type { FirewallRuleFact } from '../../../../shared/facts.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

function rule(chain: string, number: number, raw: string, body: Partial<FirewallRuleFact>): FirewallRuleFact {
  return {
    family: 'bridge',
    table: 'filter',
    chain,
    number,
    target: null,
    goto: false,
    targetOptions: null,
    inInterface: null,
    outInterface: null,
    protocol: null,
    source: null,
    destination: null,
    fragment: false,
    matches: [],
    comment: null,
    packets: 0,
    bytes: 0,
    raw,
    netns: null,
    ...body,
  };
}

const filterRules = [
  rule('FORWARD', 1, '-i v0 -j neutronMAC-tap1', { target: 'neutronMAC-tap1', inInterface: 'v0' }),
  rule('FORWARD', 2, '-p ARP -i v0 --arp-ip-src ! 10.1.0.5 -j DROP', {
    target: 'DROP',
    inInterface: 'v0',
    protocol: 'ARP',
    matches: ['--arp-ip-src ! 10.1.0.5'],
  }),
  rule('FORWARD', 3, '-p IPv4 -s fa:16:3e:00:00:09 --ip-proto udp --ip-dport 67:68 -j ACCEPT', {
    target: 'ACCEPT',
    protocol: 'IPv4',
    source: 'fa:16:3e:00:00:09',
    matches: ['--ip-proto udp', '--ip-dport 67:68'],
  }),
  rule('FORWARD', 4, '--limit 10/sec --limit-burst 5 -j CONTINUE', {
    target: 'CONTINUE',
    matches: ['--limit 10/sec', '--limit-burst 5'],
  }),
  rule('neutronMAC-tap1', 1, '-i v0 --among-src 0:0:0:0:ba:50,fa:16:3e:0:0:1 -j RETURN', {
    target: 'RETURN',
    inInterface: 'v0',
    matches: ['--among-src 0:0:0:0:ba:50,fa:16:3e:0:0:1'],
  }),
];

test('chains with their policies, rules with numbers and counters', () => {
  const { facts, of, problems } = parseOutput(
    ['ebtables', '-L', '--Lc', '--Ln'],
    linuxOutput('iptables-1.8.9/ebtables_-L_--Lc_--Ln.txt'),
  );
  expect(problems).toEqual([]);
  expect(of('firewall-rule')).toEqual(filterRules);
  expect(
    facts
      .filter(({ kind }) => kind === 'firewall-rule')
      .map(({ firstLine, lastLine }) => [firstLine, lastLine]),
  ).toEqual([6, 7, 8, 9, 14].map((line) => [line, line]));
  expect(of('firewall-chain')).toEqual(
    [
      ['INPUT', 'ACCEPT'],
      ['FORWARD', 'ACCEPT'],
      ['OUTPUT', 'ACCEPT'],
      ['neutronMAC-tap1', 'RETURN'],
    ].map(([chain, policy]) => ({
      family: 'bridge',
      table: 'filter',
      chain,
      policy,
      packets: null,
      bytes: null,
      references: null,
      netns: null,
    })),
  );
});

test('ebtables of iptables 1.8.7 says the same; there the policy of an own chain is that it was given', () => {
  const { of, problems } = parseOutput(
    ['ebtables', '-L', '--Lc', '--Ln'],
    linuxOutput('iptables-1.8.7/ebtables_-L_--Lc_--Ln.txt'),
  );
  expect(problems).toEqual([]);
  expect(of('firewall-rule')).toEqual(filterRules.slice(0, 3));
  expect(of('firewall-chain').map(({ chain, policy }) => [chain, policy])).toEqual([
    ['INPUT', 'ACCEPT'],
    ['FORWARD', 'ACCEPT'],
    ['OUTPUT', 'ACCEPT'],
    ['neutronMAC-tap1', 'DROP'],
  ]);
});

test('without options neither numbers nor counters are printed, and the rules are the same', () => {
  const { of, problems } = parseOutput(
    ['ebtables', '-t', 'filter', '-L'],
    linuxOutput('iptables-1.8.9/ebtables_-t_filter_-L.txt'),
  );
  expect(problems).toEqual([]);
  expect(of('firewall-rule')).toEqual(filterRules.map((one) => ({ ...one, packets: null, bytes: null })));
});

test('the table that the output names, and a target with options', () => {
  const { of } = parseOutput(['ebtables', '-L'], linuxOutput('iptables-1.8.9/ebtables_-t_nat_-L_--Lc.txt'));
  expect(of('firewall-rule')).toEqual([
    rule('PREROUTING', 1, '-d Broadcast -j mark --mark-set 0x5 --mark-target ACCEPT', {
      table: 'nat',
      target: 'mark',
      targetOptions: '--mark-set 0x5 --mark-target ACCEPT',
      destination: 'Broadcast',
    }),
  ]);
});

test('the rules of a chain whose line is damaged are not those of the chain above', () => {
  const { of, problems } = parseOutput(
    ['ebtables', '-L'],
    linuxOutput('iptables-1.8.9/ebtables_-L_--Lc_--Ln.txt').replace(
      'Bridge chain: neutronMAC',
      'Bridge neutronMAC',
    ),
  );
  expect(of('firewall-rule')).toEqual(filterRules.slice(0, 4));
  expect(problems.map(({ line }) => line)).toEqual([13, 14]);
});

test('recognises its command lines, and not those that print something else', () => {
  expect(ebtablesList.recognise(['ebtables', '-t', 'nat', '-L'])).toEqual({ target: 'nat' });
  expect(ebtablesList.recognise(['ebtables-legacy', '-L', 'FORWARD', '--Lc'])).toEqual({ target: 'filter' });
  expect(ebtablesList.recognise(['ebtables', '-L', '--Lx'])).toBeNull();
  expect(ebtablesList.recognise(['ebtables', '-A', 'FORWARD', '-j', 'DROP'])).toBeNull();
});
