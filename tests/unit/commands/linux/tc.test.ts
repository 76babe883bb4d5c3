import { expect, test } from 'vitest';
import { apartMatches } from '../../../../shared/commands/linux/tc-json.ts';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput, type ParsedOutput } from '../../../parse-output.ts';

const read = (name: string): ParsedOutput =>
  parseOutput(
    name
      .replace(/^.*\//, '')
      .replace(/\.txt$/, '')
      .split('_'),
    linuxOutput(name),
    'ns1',
  );

const idle = { bytes: 0, packets: 0, dropped: 0, overlimits: 0, requeues: 0 };
const empty = { backlog: '0b', backlog_packets: 0 };
const filter = {
  device: 'eth0',
  parent: '1:',
  protocol: 'ip',
  priority: 1,
  kind: 'u32',
  chain: 0,
  handle: null,
  flowid: null,
  matches: [],
  flags: [],
  actions: [],
  netns: 'ns1',
};

test('tc -s qdisc, plain', () => {
  const { facts, problems } = read('iproute2-6.1/tc_-s_qdisc_show.txt');
  expect(problems).toEqual([]);
  expect(facts).toHaveLength(12);
  expect(facts[2]).toEqual({
    kind: 'qdisc',
    data: {
      device: 'far0',
      qdisc: 'ingress',
      handle: 'ffff:',
      parent: 'ffff:fff1',
      options: '',
      counters: { ...idle, bytes: 112, packets: 2 },
      statistics: empty,
      netns: 'ns1',
    },
    firstLine: 7,
    lastLine: 9,
  });
  expect(facts[6]!.data).toEqual({
    device: 'v2',
    qdisc: 'tbf',
    handle: '8002:',
    parent: 'root',
    options: 'rate 10Mbit burst 4Kb lat 400ms',
    counters: { ...idle, bytes: 310, packets: 3 },
    statistics: empty,
    netns: 'ns1',
  });
});

test.each(['6.1', '6.15'])('tc -j of %s says of queueing disciplines what the plain form does', (version) => {
  const [plain, json] = ['-s', '-j_-s'].map((options) =>
    read(`iproute2-${version}/tc_${options}_qdisc_show.txt`),
  );
  expect(json!.problems).toEqual([]);
  // Amounts have no unit in JSON.
  const same = (output: ParsedOutput): unknown => output.of('qdisc').map(({ options: _, ...rest }) => rest);
  expect(same(json!)).toEqual(same(plain!));
  expect(json!.of('qdisc')[3]!.options).toBe(plain!.of('qdisc')[3]!.options);
  expect(json!.of('qdisc')[6]!.options).toBe(
    version === '6.1' ? 'rate 1250000 burst 4095 lat 400000' : 'rate 1250000 burst 4096 lat 400000',
  );
});

test('tc class, plain and -j, which only newer versions have', () => {
  const plain = read('iproute2-6.15/tc_-s_class_show_dev_eth0.txt');
  const json = read('iproute2-6.15/tc_-j_-s_class_show_dev_eth0.txt');
  expect([plain.problems, json.problems]).toEqual([[], []]);
  const top = {
    device: 'eth0',
    kind: 'htb',
    classid: '1:1',
    parent: 'root',
    leaf: null,
    options: 'rate 100Mbit ceil 100Mbit burst 1600b cburst 1600b',
    counters: { ...idle, bytes: 406, packets: 7 },
    statistics: { ...empty, lended: 0, borrowed: 0, giants: 0, tokens: 1912, ctokens: 1912 },
    netns: 'ns1',
  };
  expect(plain.facts[1]).toEqual({ kind: 'tc-class', data: top, firstLine: 7, lastLine: 11 });
  expect(json.facts[1]).toEqual({
    kind: 'tc-class',
    data: { ...top, options: 'rate 12500000 ceil 12500000 burst 1600 cburst 1600' },
    firstLine: 1,
    lastLine: 1,
  });
  expect(json.of('tc-class').map(({ classid, parent }) => [classid, parent])).toEqual([
    ['1:10', '1:1'],
    ['1:1', 'root'],
    ['1:20', '1:1'],
  ]);
});

test.each([
  ['6.1', 240, 2],
  ['6.15', 480, 4],
])('tc filter of %s, plain and -j', (version, bytes, packets) => {
  const plain = read(`iproute2-${version}/tc_-s_filter_show_dev_eth0.txt`);
  const json = read(`iproute2-${version}/tc_-j_-s_filter_show_dev_eth0.txt`);
  expect([plain.problems, json.problems]).toEqual([[], []]);
  const counters = { ...idle, bytes, packets };
  const table = (handle: string, priority: number): unknown => ({ ...filter, priority, handle });
  const limited = {
    ...filter,
    handle: '800::800',
    flowid: '1:10',
    matches: ['0a000000/ffffff00 at 16', '00000050/0000ffff at 20'],
  };
  const mirrored = { ...filter, priority: 2, handle: '801::800', matches: ['00000000/00000000 at 0'] };
  expect(plain.of('tc-filter')).toEqual([
    filter,
    table('800:', 1),
    { ...limited, flags: ['not_in_hw'] },
    { ...filter, priority: 2 },
    table('801:', 2),
    {
      ...mirrored,
      flags: ['terminal', 'not_in_hw'],
      actions: [{ kind: 'mirred', text: 'mirred (Egress Redirect to device v2) stolen', counters }],
    },
  ]);
  expect(plain.facts.map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual([
    [1, 1],
    [2, 2],
    [3, 5],
    [6, 6],
    [7, 7],
    [8, 14],
  ]);
  expect(json.of('tc-filter')).toEqual([
    filter,
    { ...filter, handle: '800:', flags: ['ht_divisor 1'] },
    { ...limited, flags: ['not_in_hw', 'order 2048', 'key_ht 800', 'bkt 0'] },
    { ...filter, priority: 2 },
    { ...filter, priority: 2, handle: '801:', flags: ['ht_divisor 1'] },
    {
      ...mirrored,
      flags: ['not_in_hw', 'order 2048', 'key_ht 801', 'bkt 0'],
      actions: [
        {
          kind: 'mirred',
          text: 'mirred mirred_action redirect direction egress to_dev v2 stolen',
          counters,
        },
      ],
    },
  ]);
});

test('each match of u32 keeps its own key', () => {
  expect(apartMatches('{"match":{"value":"1"},"match": {"value":"2"}}', 3)).toEqual({
    line: '{"match 3":{"value":"1"},"match 4":{"value":"2"}}',
    count: 5,
  });
});

test('an element without what every element has is a problem', () => {
  const { facts, problems } = parseOutput(
    ['tc', '-j', 'qdisc'],
    '[{"kind":"noqueue","handle":"0:","dev":"lo"},\n{"handle":"0:"},\n{"kind":"htb","handle":"1:","dev":"eth0","ro',
  );
  expect(facts.map(({ data }) => data)).toMatchObject([
    { device: 'lo', parent: null, counters: null, statistics: {} },
  ]);
  expect(problems.map(({ line, code }) => [line, code])).toContainEqual([2, 'unexpected-line']);
  expect(problems.map(({ code }) => code)).toContain('unexpected-end');
});
