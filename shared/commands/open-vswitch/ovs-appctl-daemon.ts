// What a daemon says of itself in a line or a table:
//
//   ovs-appctl coverage/show   Event coverage, avg rate over last: 5 seconds, last minute, last hour,  hash=8966e29e:
//                              bridge_reconfigure         0.0/sec     0.067/sec        0.0211/sec   total: 76
//                              97 events never hit
//   ovs-appctl memory/show     handlers:1 idl-cells-Open_vSwitch:753 ports:12 rules:1015 udpif keys:113
//   ovs-appctl vlog/list                       console    syslog    file
//                                              -------    ------    ------
//                              backtrace          OFF       INFO       INFO
//   ovs-appctl ofproto/list    br-int
//   ovs-appctl version, ovs-vswitchd --version, ovs-ofctl --version
//                              ovs-ofctl (Open vSwitch) 3.1.0
//                              OpenFlow versions 0x1:0x6
import type { Command } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const coverageHeader = /^Event coverage, avg rate over last: /;
const coverageLine = /^(\w+)\s+([\d.]+)\/sec\s+([\d.]+)\/sec\s+([\d.]+)\/sec\s+total: (\d+)$/;
const neverHit = /^(\d+) (events never hit)$/;

export const ovsAppctlCoverageShow: Command = {
  id: 'ovs-appctl-coverage-show',
  title: 'ovs-appctl coverage/show',
  facts: ['coverage-counter', 'ovs-daemon-state'],
  recognise: (argv) => appctlCommand(argv, 'coverage/show'),
  sniff: (line) => coverageHeader.test(line) || coverageLine.test(line),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl coverage/show', (line, number) => {
      const text = line.trim();
      const found = coverageLine.exec(text);
      const never = neverHit.exec(text);
      if (found !== null) {
        const [, event = '', seconds, minute, hour, total] = found;
        const recent = { perSecond5s: Number(seconds), perSecondMinute: Number(minute) };
        const data = { event, ...recent, perSecondHour: Number(hour), total: Number(total) };
        sink.fact('coverage-counter', data, number, number);
      } else if (never?.[1] !== undefined) {
        const values = { [never[2] ?? '']: never[1] };
        sink.fact('ovs-daemon-state', { topic: 'coverage/show', values }, number, number);
      } else return coverageHeader.test(text);
      return true;
    }),
};

const memoryLine = /^(?:[a-z][\w-]*(?: [a-z][\w-]*)*:\d+(?: |$))+$/i;

export const ovsAppctlMemoryShow: Command = {
  id: 'ovs-appctl-memory-show',
  title: 'ovs-appctl memory/show',
  facts: ['ovs-daemon-state'],
  recognise: (argv) => appctlCommand(argv, 'memory/show'),
  sniff: (line) =>
    line.length < 2000 && memoryLine.test(line) && / (?:ports|rules|revalidators|cells):\d/.test(line),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl memory/show', (line, number) => {
      const text = line.trim();
      if (text.length > 4000 || !memoryLine.test(text)) return false;
      // Names may hold a space: `udpif keys:113`.
      const pairs = text.matchAll(/(\S[^:]{0,80}):(\d+)/g);
      const values = Object.fromEntries([...pairs].map((pair) => [pair[1] ?? '', pair[2] ?? '']));
      sink.fact('ovs-daemon-state', { topic: 'memory/show', values }, number, number);
      return true;
    }),
};

const levelHeader = /^console\s+syslog\s+file$/;
const levelLine =
  /^([\w-]+)\s+(OFF|EMER|ERR|WARN|INFO|DBG)\s+(OFF|EMER|ERR|WARN|INFO|DBG)\s+(OFF|EMER|ERR|WARN|INFO|DBG)$/;

export const ovsAppctlVlogList: Command = {
  id: 'ovs-appctl-vlog-list',
  title: 'ovs-appctl vlog/list',
  facts: ['log-level'],
  recognise: (argv) => appctlCommand(argv, 'vlog/list'),
  sniff: (line) => levelHeader.test(line.trim()),
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl vlog/list', (line, number) => {
      const text = line.trim();
      const found = levelLine.exec(text);
      if (found === null) return levelHeader.test(text) || /^-{4,}(?:\s+-{4,}){2}$/.test(text);
      const [, module = '', console = '', syslog = '', file = ''] = found;
      sink.fact('log-level', { module, console, syslog, file }, number, number);
      return true;
    }),
};

/** Names of bridges are nothing that this output could be told by. */
export const ovsAppctlOfprotoList: Command = {
  id: 'ovs-appctl-ofproto-list',
  title: 'ovs-appctl ofproto/list',
  facts: ['ofproto'],
  recognise: (argv) => appctlCommand(argv, 'ofproto/list'),
  sniff: () => false,
  parser: (_context, sink) =>
    lineReader(sink, 'ovs-appctl ofproto/list', (line, number) => {
      const bridge = line.trim();
      if (!/^[\w.@+-]{1,100}$/.test(bridge)) return false;
      sink.fact('ofproto', { bridge }, number, number);
      return true;
    }),
};

const versionLine = /^(ov[sn][\w-]*|ovsdb-[\w-]+) \((?:Open vSwitch|OVN)[^()]*\) (\S+)$/;
const versionMore =
  /^(OpenFlow versions|DB Schema|DPDK|Open vSwitch Library|SB DB Schema|Southbound DB Schema) (\S.*)$/;
const tools: ReadonlySet<string> = new Set(
  'ovs-vswitchd ovs-ofctl ovs-vsctl ovs-appctl ovs-dpctl ovsdb-server ovsdb-client ovsdb-tool ovn-controller ovn-northd ovn-nbctl ovn-sbctl ovn-appctl'.split(
    ' ',
  ),
);

export const ovsVersion: Command = {
  id: 'ovs-version',
  title: 'ovs-vswitchd --version',
  facts: ['ovs-version'],
  recognise: (argv) => {
    const tool = (argv[0] ?? '').replace(/^.*\./, '');
    const asked = tools.has(tool) && argv.length === 2 && (argv[1] === '--version' || argv[1] === '-V');
    return asked ? {} : appctlCommand(argv, 'version');
  },
  sniff: (line) => versionLine.test(line.trim()),
  parser(_context, sink) {
    const fact = new OpenFact(sink, 'ovs-version');
    let others: Map<string, string> | null = null;
    const read = (line: string, number: number): boolean => {
      const text = line.trim();
      const found = versionLine.exec(text);
      const more = versionMore.exec(text);
      if (found !== null) {
        const own = new Map<string, string>();
        others = own;
        const [, program = '', version = ''] = found;
        fact.begin(number, () => ({ program, version, other: Object.fromEntries(own) }));
      } else if (others !== null && more?.[1] !== undefined) {
        others.set(more[1], more[2] ?? '');
        fact.extend(number);
      } else return false;
      return true;
    };
    return lineReader(sink, 'ovs-vswitchd --version', read, () => fact.close());
  },
};
