// Whole facts of connections, sets and nftables, which elsewhere are only cut, coloured and shuffled.
import { expect, test } from 'vitest';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput } from '../../../parse-output.ts';

const netns = 'qrouter-1';

test.each(['1.4.6', '1.4.8'])('conntrack -L of %s', (version) => {
  const { facts, problems } = parseOutput(
    ['conntrack', '-L'],
    linuxOutput(`conntrack-${version}/conntrack_-L.txt`),
    netns,
  );
  expect(problems).toEqual([]);
  const nat = facts.find(({ data }) => 'zone' in data && data.zone === 5);
  expect(nat).toMatchObject({
    kind: 'conntrack-entry',
    data: {
      family: 'ipv4',
      protocol: 'tcp',
      state: 'ESTABLISHED',
      original: { src: '10.18.0.77', dst: '9.9.9.9', sport: '4001', dport: '443' },
      reply: { src: '9.9.9.9', dst: '172.16.0.5', sport: '443', dport: '4001' },
      flags: ['UNREPLIED'],
      zone: 5,
      mark: '0',
      labels: null,
      other: { use: '1' },
      netns,
    },
  });
});

test('conntrack -L: an entry with all its fields', () => {
  const { facts } = parseOutput(['conntrack', '-L'], linuxOutput('conntrack-1.4.8/conntrack_-L.txt'), netns);
  expect(facts[0]).toEqual({
    kind: 'conntrack-entry',
    data: {
      family: 'ipv4',
      protocol: 'tcp',
      timeout: 999,
      state: 'ESTABLISHED',
      original: { src: '10.18.0.77', dst: '10.22.22.5', sport: '40000', dport: '80' },
      reply: { src: '10.22.22.5', dst: '10.18.0.77', sport: '80', dport: '40000' },
      flags: ['ASSURED'],
      zone: null,
      mark: '7',
      labels: null,
      other: { use: '1' },
      netns,
    },
    firstLine: 1,
    lastLine: 1,
  });
});

test('conntrack -S', () => {
  const { facts, problems } = parseOutput(
    ['conntrack', '-S'],
    linuxOutput('conntrack-1.4.8/conntrack_-S.txt'),
    netns,
  );
  expect(problems).toEqual([]);
  const names =
    'found invalid insert insert_failed drop early_drop error search_restart clash_resolve chaintoolong';
  const none = Object.fromEntries(names.split(' ').map((name) => [name, 0]));
  expect(facts).toEqual(
    [5, 1].map((insert, cpu) => ({
      kind: 'conntrack-statistics',
      data: { cpu, counters: { ...none, insert }, netns },
      firstLine: cpu + 1,
      lastLine: cpu + 1,
    })),
  );
});

test('ipset list', () => {
  const { facts, problems } = parseOutput(['ipset', 'list'], linuxOutput('ipset-7.22/ipset_list.txt'), netns);
  expect(problems).toEqual([]);
  expect(facts[0]).toEqual({
    kind: 'ipset',
    data: {
      name: 'NIPv4x',
      type: 'hash:net',
      revision: 7,
      header: { family: 'inet', hashsize: '1024', maxelem: '65536', bucketsize: '12', initval: '0x92626461' },
      references: 3,
      numberOfEntries: 2,
      members: ['10.18.0.0/24', '10.22.22.5'],
      netns,
    },
    firstLine: 1,
    lastLine: 10,
  });
  expect(facts[3]).toMatchObject({
    data: { name: 'bm', type: 'bitmap:port', header: { range: '1-100' }, members: ['22'] },
  });
});

test.each(['0.9.8', '1.1.3'])('nft list ruleset of %s', (version) => {
  const { of, problems } = parseOutput(
    ['nft', 'list', 'ruleset'],
    linuxOutput(`nftables-${version}/nft_list_ruleset.txt`),
    netns,
  );
  expect(problems).toEqual([]);
  expect(of('nft-table')[0]).toEqual({
    family: 'inet',
    table: 'filter',
    handle: null,
    flags: [],
    comment: null,
    netns,
  });
  const chain = {
    family: 'inet',
    table: 'filter',
    type: null,
    hook: null,
    priority: null,
    devices: [],
    policy: null,
  };
  expect(of('nft-chain').slice(0, 3)).toEqual([
    { ...chain, chain: 'web', handle: null, comment: null, netns },
    { ...chain, chain: 'empty', handle: null, comment: null, netns },
    {
      ...chain,
      chain: 'input',
      type: 'filter',
      hook: 'input',
      priority: 'filter',
      policy: 'drop',
      handle: null,
      comment: null,
      netns,
    },
  ]);
  expect(of('nft-rule')[0]).toEqual({
    family: 'inet',
    table: 'filter',
    chain: 'web',
    number: 1,
    rule: 'return',
    expressions: null,
    packets: null,
    bytes: null,
    verdict: 'return',
    comment: null,
    handle: null,
    netns,
  });
  const input = of('nft-rule').filter(({ chain: name }) => name === 'input');
  expect(input[0]).toMatchObject({
    number: 1,
    packets: 0,
    bytes: 0,
    verdict: 'accept',
    comment: 'known; sessions {ok',
  });
  expect(input[2]).toMatchObject({ number: 3, packets: 5, bytes: 300, verdict: 'accept' });
});
