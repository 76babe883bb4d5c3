import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isProse } from '../../../shared/bundle/prose.ts';
import { promptLine } from '../../../shared/bundle/prompt.ts';
import { repairLine } from '../../../shared/bundle/repair.ts';
import { TranscriptReader } from '../../../shared/bundle/transcript.ts';
import { splitGlued } from '../../../shared/bundle/typed-commands.ts';
import { fixtures } from '../../shared-data.ts';

interface Segment {
  readonly host: string | null;
  readonly commandLine: string;
  readonly command: string | null;
  readonly from: string;
  readonly lines: readonly [first: number, last: number];
}

interface Read {
  readonly segments: readonly Segment[];
  readonly problems: readonly (readonly [line: number, code: string])[];
  readonly aside: readonly number[];
  /** Prompts, and blank lines that are in no output. */
  readonly frame: readonly number[];
  /** Line numbers handed to parsers. */
  readonly given: ReadonlySet<number>;
}

function read(text: string): Read {
  const segments: Segment[] = [];
  const problems: [number, string][] = [];
  const aside: number[] = [];
  const frame: number[] = [];
  const given = new Set<number>();
  let open: Omit<Segment, 'lines'> & { first: number };
  const reader = new TranscriptReader({
    start: ({ host, commandLine, recognised, from, firstLine }) => {
      open = { host, commandLine, command: recognised?.command.id ?? null, from, first: firstLine };
    },
    line: (_text, number) => given.add(number),
    problem: (severity, line, code) =>
      problems.push([line, severity === 'repaired' ? code : `${severity}: ${code}`]),
    end: (lastLine) => {
      const { first, ...rest } = open;
      segments.push({ ...rest, lines: [first, lastLine] });
    },
    aside: (number) => aside.push(number),
    frame: (number) => frame.push(number),
  });
  text.split('\n').forEach((line, i) => reader.line(line, i + 1));
  reader.end();
  return { segments, problems, aside, frame, given };
}

const article = (name: string): string => readFileSync(join(fixtures, 'article', name), 'utf8');

test('the terminal session: one segment a prompt', () => {
  const { segments, problems, aside } = read(article('transcript.txt'));
  const from = 'prompt';
  const host = 'compute1';
  expect(segments).toEqual([
    { host, commandLine: 'nova show vm1', command: 'nova-show', from, lines: [1, 11] },
    { host, commandLine: 'virsh dumpxml instance-0000001e', command: 'virsh-dumpxml', from, lines: [12, 23] },
    { host, commandLine: 'brctl show', command: 'brctl-show', from, lines: [24, 27] },
    { host, commandLine: 'lshw -class network', command: 'lshw-network', from, lines: [28, 36] },
    { host, commandLine: 'ethtool -S qvb48e06cd2-60', command: 'ethtool-statistics', from, lines: [37, 39] },
    { host, commandLine: 'ip link', command: 'ip-link', from, lines: [40, 42] },
    { host, commandLine: 'ovs-vsctl show', command: 'ovs-vsctl-show', from, lines: [43, 77] },
    {
      host,
      commandLine: 'ovs-ofctl dump-flows br-int',
      command: 'ovs-ofctl-dump-flows',
      from,
      lines: [78, 80],
    },
    {
      host,
      commandLine: 'ovs-ofctl dump-ports-desc br-tun',
      command: 'ovs-ofctl-dump-ports-desc',
      from,
      lines: [81, 94],
    },
    { host, commandLine: 'easyovs br-tun dump', command: 'easyovs-dump', from, lines: [95, 110] },
  ]);
  expect(problems).toEqual([]);
  expect(aside).toEqual([]);
});

test('the article as published: outputs told from prose, damage put right and reported', () => {
  const { segments, problems, aside, given } = read(article('article.txt'));
  const host = null;
  expect(segments).toEqual([
    { host, commandLine: 'nova show', command: 'nova-show', from: 'content', lines: [25, 43] },
    { host, commandLine: 'brctl show', command: 'brctl-show', from: 'content', lines: [59, 59] },
    { host, commandLine: 'lshw -class network', command: 'lshw-network', from: 'content', lines: [67, 67] },
    {
      host,
      commandLine: 'ethtool -S qvb48e06cd2-60',
      command: 'ethtool-statistics',
      from: 'prompt',
      lines: [75, 75],
    },
    { host, commandLine: 'ip link', command: 'ip-link', from: 'content', lines: [83, 83] },
    { host, commandLine: 'ovs-vsctl show', command: 'ovs-vsctl-show', from: 'prompt', lines: [91, 125] },
    {
      host,
      commandLine: 'ovs-ofctl dump-flows br-int',
      command: 'ovs-ofctl-dump-flows',
      from: 'prompt',
      lines: [137, 139],
    },
    {
      host,
      commandLine: 'ovs-ofctl dump-ports-desc',
      command: 'ovs-ofctl-dump-ports-desc',
      from: 'content',
      lines: [147, 147],
    },
    { host, commandLine: 'easyovs BRIDGE dump', command: 'easyovs-dump', from: 'content', lines: [155, 183] },
  ]);
  expect(problems.filter(([, code]) => code !== 'typographic-damage')).toEqual([
    [59, 'lines-run-together'],
    [67, 'lines-run-together'],
    [75, 'prompt-and-output-joined'],
    [75, 'lines-run-together'],
    [83, 'lines-run-together'],
    [137, 'prompt-and-output-joined'],
    [147, 'lines-run-together'],
  ]);
  // Prose is set aside, none of it reaches a parser.
  const lines = article('article.txt').split('\n');
  expect([...given].filter((number) => /[\u4e00-\u9fff]/.test(lines[number - 1] ?? ''))).toEqual([]);
  expect(aside).toContain(187);
  expect(aside).not.toContain(139);
});

describe('a prompt', () => {
  test.each([
    ['[root@compute1 ~]# ovs-vsctl show', 'compute1', 'ovs-vsctl show'],
    ['root@compute-1:~# ip link', 'compute-1', 'ip link'],
    ['root@node-1.example.org:/var/log# ls -l', 'node-1.example.org', 'ls -l'],
    ['(overcloud) [stack@undercloud ~]$ nova show vm1', 'undercloud', 'nova show vm1'],
    ['stack@devstack:~/devstack> brctl show', 'devstack', 'brctl show'],
    ['compute1:~ # lshw -class network', 'compute1', 'lshw -class network'],
    ['[root@compute1 ~]#', 'compute1', ''],
    ['# ethtool -S qvb48e06cd2-60', null, 'ethtool -S qvb48e06cd2-60'],
    ['$ ip link', null, 'ip link'],
    ['#ovs-vsctl show', null, 'ovs-vsctl show'],
    ['sh-4.4# ovs-vsctl show', null, 'ovs-vsctl show'],
    ['EasyOVS:br-tun> dump', null, 'easyovs br-tun dump'],
    // A prompt with the time, what `set -x` prints, and headings of scripts that collect outputs.
    ['[2024-01-05 10:11:12] root@compute1:~# ip link', 'compute1', 'ip link'],
    ['10:11:12 [root@compute1 ~]# ovs-vsctl show', 'compute1', 'ovs-vsctl show'],
    ['+ ovs-ofctl dump-flows br-int', null, 'ovs-ofctl dump-flows br-int'],
    ['++ hostname', null, 'hostname'],
    ['=== ovs-vsctl show ===', null, 'ovs-vsctl show'],
    ['-----ss -tunap-----', null, 'ss -tunap'],
    ['==> ip -d link <==', null, 'ip -d link'],
  ])('%s', (line, host, typed) => {
    expect(promptLine(line)).toEqual({ host, typed });
  });

  test.each([
    '# Generated by iptables-save v1.8.4 on Thu Feb 10 16:19:20 2022',
    '# date of the last change:',
    '# The bridge that the agent uses',
    '# ip addresses of the node.',
    '  # comment',
    'cookie=0x0, duration=1.0s, table=0 actions=drop',
    'scrape me@example.org if you can',
    '100% done',
    '',
    '---- bond0 ----',
    '=== Section 1: the network ===',
    '+----------+--------+',
    '+ a line that was added.',
    '-A INPUT -j ACCEPT',
    '=== ip link',
  ])('is not: %s', (line) => {
    expect(promptLine(line)).toBeNull();
  });
});

test('a comment inside an output does not end it', () => {
  const { segments } = read(
    '# iptables-save -c\n# Generated by iptables-save v1.8.4\n*raw\n# Completed on Thu Feb 10\n# brctl show\n',
  );
  expect(segments.map(({ commandLine, lines }) => [commandLine, lines])).toEqual([
    ['iptables-save -c', [1, 4]],
    ['brctl show', [5, 5]],
  ]);
});

test('two hosts, a command nobody reads, ssh to a third, part of an output', () => {
  const { segments, problems } = read(
    [
      'root@compute1:~# uptime',
      ' 16:19:19 up 17:41,  2 users',
      'root@compute1:~# exit',
      'root@network1:~# ssh compute2 brctl show',
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces',
      'root@network1:~# ovs-ofctl dump-flows br-int | grep table=0',
      ' cookie=0x0, duration=1.0s, table=0, n_packets=0, n_bytes=0, priority=0 actions=drop',
    ].join('\n'),
  );
  expect(segments.map(({ host, command }) => [host, command])).toEqual([
    ['compute1', 'uptime'],
    ['compute1', null],
    ['compute2', 'brctl-show'],
    ['network1', 'ovs-ofctl-dump-flows'],
  ]);
  expect(problems).toEqual([[6, 'warning: filtered-output']]);
});

test('a command line that goes on after a backslash is one, with the lines it took', () => {
  const { segments } = read(`[root@compute1 ~]# ovs-ofctl -O OpenFlow13 \\
> dump-flows \\
> br-int
NXST_FLOW reply (xid=0x4):
 cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=0 actions=NORMAL
[root@compute1 ~]# ip link \\
[root@compute1 ~]# echo \\\\
> a quoted mail`);
  expect(segments.map(({ commandLine, command, lines }) => [commandLine, command, lines])).toEqual([
    ['ovs-ofctl -O OpenFlow13 dump-flows br-int', 'ovs-ofctl-dump-flows', [1, 5]],
    ['ip link \\', null, [6, 6]],
    ['echo \\\\', null, [7, 8]],
  ]);
});

test('several commands on one line: each gets its output and its arguments', () => {
  const bridges = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nqbr1\t8000.1\tno\tqvb1';
  const flows =
    'NXST_FLOW reply (xid=0x4):\n cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=0 actions=NORMAL';
  const { segments, problems } = read(`root@a:~# date; brctl show && ovs-ofctl dump-flows br-tun
Sun Nov 22 20:23:23 UTC 2026
${bridges}
${flows}
root@a:~# ovs-ofctl dump-flows br-int; echo "a; b"; brctl show
${flows}
a; b
${bridges}
root@a:~# ls
${bridges}
root@a:~# ovs-ofctl dump-flows br-int; ovs-ofctl dump-flows br-tun
${flows}
${flows.replace('0x4', '0x6')}`);
  expect(
    segments.map(({ host, commandLine, command, lines }) => [host, commandLine, command, lines]),
  ).toEqual([
    ['a', 'date; brctl show && ovs-ofctl dump-flows br-tun', 'date', [1, 2]],
    ['a', 'brctl show', 'brctl-show', [3, 4]],
    ['a', 'ovs-ofctl dump-flows br-tun', 'ovs-ofctl-dump-flows', [5, 6]],
    ['a', 'ovs-ofctl dump-flows br-int; echo "a; b"; brctl show', 'ovs-ofctl-dump-flows', [7, 9]],
    ['a', 'brctl show', 'brctl-show', [11, 12]],
    ['a', 'ls', null, [13, 13]],
    ['a', 'brctl show', 'brctl-show', [14, 15]],
    ['a', 'ovs-ofctl dump-flows br-int; ovs-ofctl dump-flows br-tun', 'ovs-ofctl-dump-flows', [16, 18]],
    ['a', 'ovs-ofctl dump-flows br-tun', 'ovs-ofctl-dump-flows', [19, 20]],
  ]);
  expect(problems).toEqual([]);
});

test('a loop: each turn is a command, and what it echoes between them is no output', () => {
  const dump = (priority: number): string =>
    `NXST_FLOW reply (xid=0x4):\n cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, priority=${priority} actions=drop`;
  const { segments, aside, problems } =
    read(`root@a:~# for br in br-int br-tun; do echo "== $br"; ovs-ofctl dump-flows $br; done
== br-int
${dump(1)}
== br-tun
${dump(2)}
root@a:~# for br in $(ovs-vsctl list-br); do ovs-ofctl -O OpenFlow13 dump-flows "\${br}"; done
${dump(3)}
${dump(4)}`);
  expect(
    segments.flatMap(({ host, command, commandLine, lines }) =>
      command === null ? [] : [[host, commandLine, lines]],
    ),
  ).toEqual([
    ['a', 'ovs-ofctl dump-flows br-int', [3, 4]],
    ['a', 'ovs-ofctl dump-flows br-tun', [6, 7]],
    ['a', 'ovs-ofctl -O OpenFlow13 dump-flows', [9, 10]],
    ['a', 'ovs-ofctl -O OpenFlow13 dump-flows', [11, 12]],
  ]);
  expect(aside).toEqual([2, 5]);
  expect(problems).toEqual([]);
});

test('English around an output is set aside', () => {
  const { segments, aside } = read(
    [
      'Here is what the bridges look like on that node:',
      '',
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces',
      'qbr48e06cd2-60\t\t8000.bed5536ff312\tno\t\tqvb48e06cd2-60',
      '',
      'As you can see, the tap device is missing from the bridge.',
    ].join('\n'),
  );
  expect(segments.map(({ command, lines }) => [command, lines])).toEqual([['brctl-show', [3, 4]]]);
  expect(aside).toEqual([1, 6]);
});

describe('repair', () => {
  test.each([
    ['cookie=0×0, xid=0×4a', 'cookie=0x0, xid=0x4a'],
    ['Port “qvo48e06cd2-60”', 'Port "qvo48e06cd2-60"'],
    ['lshw –class network', 'lshw -class network'],
    ['a\u00a0b\u200bc', 'a bc'],
    ['qvo48e06cd2‑60', 'qvo48e06cd2-60'],
    ['ovs–vsctl show', 'ovs-vsctl show'],
    ['虚拟机 – ok', '虚拟机 – ok'],
    ['3×4 ports', '3×4 ports'],
  ])('%s', (damaged, whole) => {
    const { text, repairs } = repairLine(damaged);
    expect(text).toBe(whole);
    expect(repairs.length > 0).toBe(damaged !== whole);
  });
});

test('an output glued to its command is only split off where it is that command’s', () => {
  expect(splitGlued('ovs-ofctl dump-flows br-intNXST_FLOW reply (xid=0x4):')).toEqual({
    commandLine: 'ovs-ofctl dump-flows br-int',
    output: 'NXST_FLOW reply (xid=0x4):',
  });
  expect(splitGlued('brctl show NXST_FLOW reply (xid=0x4):')).toBeNull();
  expect(splitGlued('ovs-ofctl dump-flows br-int')).toBeNull();
});

test('names in other scripts are not prose', () => {
  expect(isProse('| name | 测试机 |', false)).toBe(false);
  expect(isProse('  描述: 以太网接口', false)).toBe(false);
  expect(isProse('果然qvo48e06cd2-60是连到了br-int上', false)).toBe(true);
  expect(
    isProse(
      'WARNING: output may be incomplete or inaccurate, you should run this program as super-user.',
      true,
    ),
  ).toBe(false);
});

test('any text: no throw, every line is given, set aside, blank or a prompt, segments in order', () => {
  const lines = article('article.txt').split('\n').concat(article('transcript.txt').split('\n'));
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...lines), fc.string({ unit: 'binary' }))), (chosen) => {
      const text = chosen.map((line) => line.replaceAll('\n', ' ')).join('\n');
      const { segments, aside, given } = read(text);
      let last = 0;
      for (const { lines } of segments) {
        expect(lines[0]).toBeGreaterThan(last);
        expect(lines[1]).toBeGreaterThanOrEqual(lines[0]);
        last = lines[1];
      }
      expect(aside.filter((number) => given.has(number))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('every line is in an output, beside the outputs, or frames them', () => {
  for (const name of ['transcript.txt', 'article.txt']) {
    const text = article(name);
    const { given, aside, frame } = read(text);
    const lines = text.split('\n').map((_line, i) => i + 1);
    expect([...given, ...aside, ...frame].sort((a, b) => a - b)).toEqual(lines);
  }
  const { given, aside, frame } = read(
    '\nroot@c1:~#\nroot@c1:~# ovs-ofctl \\\n> show br-int\n\nOFPT_FEATURES_REPLY (xid=0x2): dpid:01\n\n一二三四五六七八九十一二三四五六七八九十一二\n',
  );
  expect([[...given], aside, frame]).toEqual([[6, 7], [8], [1, 2, 4, 3, 5, 9]]);
});
