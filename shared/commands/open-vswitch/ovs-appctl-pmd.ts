// Threads of the userspace datapath, `ovs-appctl dpif-netdev/pmd-…-show`:
//
//   pmd-stats-show    pmd thread numa_id 0 core_id 1:
//                       packets received: 0
//                       idle cycles: 379727648132 (100.00%)
//                     main thread:
//                       avg. datapath passes per packet: 1.11
//   pmd-perf-show     Time: 04:06:51.802
//                     Measurement duration: 155.402 s
//
//                     pmd thread numa_id 0 core_id 1:
//                       Iterations:              6552662  (57985958200.96 us/it)
//                       - idle iterations:       6552662  (100.0 % of used cycles)
//                     Histograms
//                        cycles/it              packets/it             …
//                        499       0            0         14090344     …
//   pmd-rxq-show      Displaying last 60 seconds pmd usage %
//                     pmd thread numa_id 0 core_id 1:
//                       isolated : false
//                       port: pmd0              queue-id:  0 (enabled)   pmd usage:  0 %
//                       overhead:  0 %
//   pmd-sleep-show    Default max sleep:    0 us
//                     pmd thread numa_id 0 core_id 1:
//                       max sleep:    0 us
import type { Command, LineParser, Sink } from '../command.ts';
import { lineReader, OpenFact } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const threadLine = /^(main thread|pmd thread(?: numa_id (-?\d+))?(?: core_id (\d+))?):$/;
const counterLine = /^(?:- )?([A-Za-z][\w .()/-]{0,60}?)\s*:\s+(\d+(?:\.\d+)?)(?:\s+\((.*)\)|\s+([%\w]+))?$/;
const textLine = /^(isolated) : (\w+)$/;
const notAvailable = /^(overhead):\s+(NOT AVAIL)$/;
const rxqLine =
  /^port: (\S+)\s+queue-id:\s+(\d+)(?:\s+\((enabled|disabled)\))?(?:\s+pmd usage:\s+(?:(\d+) ?%|NOT AVAIL))?$/;
const histogramLine = /^(?:Histograms|-{20,}|cycles\/it\s.*|[\d.>]+(?:\s+[\d.>]+)+|iterations\s.*)$/;
const before =
  /^(?:(Time): ([\d:.]+)|(Measurement duration): ([\d.]+ s)|Displaying last (\d+) seconds (pmd usage %)|(Default max sleep):\s+(\d+ us))$/;

function threads(topic: string, sink: Sink): LineParser {
  const fact = new OpenFact(sink, 'pmd-thread');
  let current: {
    thread: { readonly thread: string; readonly numa: number | null; readonly core: number | null };
    counters: Map<string, number>;
    texts: Map<string, string>;
    histogram: string[];
  } | null = null;
  const state = (text: string, number: number): boolean => {
    const found = before.exec(text);
    if (found === null) return false;
    const [, time, clock, duration, seconds, last, usage, sleep, most] = found;
    const key = time ?? duration ?? usage ?? sleep ?? '';
    const value = clock ?? seconds ?? last ?? most ?? '';
    const values = { [key]: value };
    sink.fact('ovs-daemon-state', { topic: `dpif-netdev/${topic}`, values }, number, number);
    return true;
  };
  const readThread = (line: string, text: string): boolean => {
    if (current === null) return false;
    const counter = counterLine.exec(text);
    const word = textLine.exec(text) ?? notAvailable.exec(text);
    if (word?.[1] !== undefined) current.texts.set(word[1], word[2] ?? '');
    else if (counter?.[1] !== undefined) {
      current.counters.set(counter[1], Number(counter[2]));
      const note = counter[3] ?? counter[4];
      if (note !== undefined) current.texts.set(counter[1], note);
    } else if (topic === 'pmd-perf-show' && histogramLine.test(text)) current.histogram.push(line.trimEnd());
    else return false;
    return true;
  };
  const read = (line: string, number: number): boolean => {
    const text = line.trim();
    const found = threadLine.exec(text);
    if (found !== null) {
      const [, name = '', numa, core] = found;
      const told = (part: string | undefined): number | null => (part === undefined ? null : Number(part));
      const thread = { thread: name, numa: told(numa), core: told(core) };
      const own = { thread, counters: new Map<string, number>(), texts: new Map<string, string>() };
      const histogram: string[] = [];
      current = { ...own, histogram };
      fact.begin(number, () => {
        const parts = { counters: Object.fromEntries(own.counters), texts: Object.fromEntries(own.texts) };
        return { ...thread, topic, ...parts, histogram };
      });
      return true;
    }
    const rxq = rxqLine.exec(text);
    if (rxq !== null && current !== null) {
      const [, port = '', queue, enabled, usage] = rxq;
      const share = { enabled: enabled !== 'disabled', usage: usage === undefined ? null : Number(usage) };
      sink.fact('pmd-rxq', { port, queue: Number(queue), ...share, ...current.thread }, number, number);
      fact.extend(number);
      return true;
    }
    if (readThread(line, text)) {
      fact.extend(number);
      return true;
    }
    return state(text, number);
  };
  return lineReader(sink, `ovs-appctl dpif-netdev/${topic}`, read, () => fact.close());
}

function pmdCommand(topic: string, facts: Command['facts'], sniff: RegExp): Command {
  return {
    id: `ovs-appctl-dpif-netdev-${topic}`,
    title: `ovs-appctl dpif-netdev/${topic}`,
    facts,
    recognise: (argv) => (appctlCommand(argv, `dpif-netdev/${topic}`) === null ? null : {}),
    sniff: (line) => sniff.test(line.trim()),
    parser: (_context, sink) => threads(topic, sink),
  };
}

export const ovsAppctlPmdStatsShow: Command = pmdCommand(
  'pmd-stats-show',
  ['pmd-thread'],
  /^(?:packets received: \d+|packet recirculations: \d+|megaflow hits: \d+)$/,
);
export const ovsAppctlPmdPerfShow: Command = pmdCommand(
  'pmd-perf-show',
  ['pmd-thread', 'ovs-daemon-state'],
  /^Measurement duration: [\d.]+ s$/,
);
export const ovsAppctlPmdRxqShow: Command = pmdCommand(
  'pmd-rxq-show',
  ['pmd-thread', 'pmd-rxq', 'ovs-daemon-state'],
  /^(?:Displaying last \d+ seconds pmd usage %|port: \S+\s+queue-id:\s+\d+.*)$/,
);
export const ovsAppctlPmdSleepShow: Command = pmdCommand(
  'pmd-sleep-show',
  ['pmd-thread', 'ovs-daemon-state'],
  /^(?:Default max sleep|max sleep):\s+\d+ us$/,
);
