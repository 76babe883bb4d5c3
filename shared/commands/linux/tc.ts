// Traffic control, plain and `-j` (tc-json.ts): `tc -s qdisc`, `tc -s class show dev IF` and `tc -s filter show dev IF [ingress]`.
//
//   qdisc fq_codel 0: dev ens3 root refcnt 2 limit 10240p flows 1024 quantum 1514 target 5.0ms …
//    Sent 12813259743 bytes 31001186 pkt (dropped 0, overlimits 0 requeues 0)
//    backlog 0b 0p requeues 0
//     maxpacket 68130 drop_overlimit 0 new_flow_count 122947 ecn_mark 0
//   class htb 1:10 parent 1:1 leaf 10: prio 1 rate 5Mbit ceil 10Mbit burst 15Kb cburst 1600b
//   filter parent 1: protocol ip pref 2 u32 chain 0 fh 801::800 order 2048 key ht 801 bkt 0 terminal flowid not_in_hw
//     match 0a000000/ffffff00 at 16
//   	action order 1: mirred (Egress Redirect to device v2) stolen
//   	Sent 480 bytes 4 pkt (dropped 0, overlimits 0 requeues 0)
//
// The device that the command line asks for is left out of classes and filters.
// Source: tc(8), and tc/tc_qdisc.c, tc_class.c, tc_filter.c, m_action.c of iproute2 5.5 to 6.15.
import type { QdiscFact, TcAction, TcClassFact, TcFilterFact, TrafficCounters } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';
import { numberOrText, plainOrJson, type JsonRecord } from './iproute2-forms.ts';
import { apartMatches, jsonClass, jsonFilter, jsonQdisc } from './tc-json.ts';
import { iproute2Json } from './iproute2-json-head.ts';

type ObjectName = 'qdisc' | 'class' | 'filter';

const sent = /^Sent (\d+) bytes (\d+) pkts? \(dropped (\d+), overlimits (\d+)(?: requeues (\d+))?\)\s*$/;

function readCounters(text: string): TrafficCounters | null {
  const match = sent.exec(text);
  if (match === null) return null;
  const [bytes = 0, packets = 0, dropped = 0, overlimits = 0, requeues = 0] = match
    .slice(1)
    .map((one) => Number(one ?? 0));
  return { bytes, packets, dropped, overlimits, requeues };
}

/** `lended: 0 borrowed: 0`, `backlog 0b 0p requeues 0` as names and values. */
function readStatistics(text: string): readonly (readonly [string, string | number])[] {
  const backlog = /^backlog (\S+) (\d+)p requeues (\d+)$/.exec(text);
  if (backlog !== null)
    return [
      ['backlog', backlog[1] ?? ''],
      ['backlog_packets', Number(backlog[2])],
    ];
  const words = text.split(/\s+/);
  return words.flatMap((word, i): [string, string | number][] =>
    i % 2 === 0 && words[i + 1] !== undefined
      ? [[word.replace(/:$/, ''), numberOrText(words[i + 1] ?? '')]]
      : [],
  );
}

type Block =
  | { readonly of: 'qdisc'; fact: QdiscFact }
  | { readonly of: 'class'; fact: TcClassFact }
  | { readonly of: 'filter'; fact: TcFilterFact };
type Open = Block & { readonly firstLine: number; lastLine: number };

const after = (text: string, name: string): string | null =>
  new RegExp(`(?:^| )${name} (\\S+)`).exec(text)?.[1] ?? null;
const numberAfter = (text: string, name: string): number | null => {
  const word = after(text, name);
  return word !== null && /^\d{1,10}$/.test(word) ? Number(word) : null;
};

function readHead(text: string, device: string | null, netns: string | null): Block | null {
  const [, object, rest = ''] = /^(?:deleted |added )?(qdisc|class|filter) (.+)$/.exec(text.trimEnd()) ?? [];
  if (object === 'qdisc') {
    const [, qdisc, handle, more = ''] = /^(\S+) ([0-9a-f]+:)(?: (.*))?$/.exec(rest) ?? [];
    if (qdisc === undefined || handle === undefined) return null;
    const [, own, parent, options] =
      /^(?:\[offload\] )?(?:dev (\S+) )?(root|parent \S+|ingress)?(?: refcnt \d+)?\s*(.*)$/.exec(more) ?? [];
    return {
      of: 'qdisc',
      fact: {
        device: own ?? device,
        qdisc,
        handle,
        parent: parent?.replace('parent ', '') ?? null,
        options: (options ?? '').replace(/^-+$/, '').trim(),
        counters: null,
        statistics: {},
        netns,
      },
    };
  }
  if (object === 'class') {
    const [, kind, classid, own, parent, leaf, options = ''] =
      /^(\S+) ([0-9a-f]*:[0-9a-f]*)(?: dev (\S+))?(?: (root|parent \S+))?(?: leaf (\S+))?(?: (.*))?$/.exec(
        rest,
      ) ?? [];
    if (kind === undefined || classid === undefined) return null;
    return {
      of: 'class',
      fact: {
        device: own ?? device,
        kind,
        classid,
        parent: parent?.replace('parent ', '') ?? null,
        leaf: leaf ?? null,
        options: options.trim(),
        counters: null,
        statistics: {},
        netns,
      },
    };
  }
  const [, before, priority, kind, more = ''] = /^(.*?)pref (\d+) (\S+)(?: (.*))?$/.exec(rest) ?? [];
  if (object !== 'filter' || before === undefined || kind === undefined) return null;
  return {
    of: 'filter',
    fact: {
      device: after(before, 'dev') ?? device,
      parent: after(before, 'parent') ?? /(?:^| )(root|ingress|egress)(?= |$)/.exec(before)?.[1] ?? null,
      protocol: after(before, 'protocol'),
      priority: Number(priority),
      kind,
      chain: numberAfter(more, 'chain'),
      handle: after(more, '(?:fh|handle)'),
      flowid: /(?:^| )\*?(?:flowid|classid) ([0-9a-f]+:[0-9a-f]*)/.exec(more)?.[1] ?? null,
      matches: [],
      flags:
        more.match(/(?:not_in_hw|in_hw_count \d+|in_hw|skip_sw|skip_hw|terminal|direct-action)(?= |$)/g) ??
        [],
      actions: [],
      netns,
    },
  };
}

const hardwareFlag = /^(?:not_in_hw|in_hw(?: in_hw_count \d+)?|skip_sw|skip_hw)$/;
const actionLine = /^action order (\d+):\s*(\S+)(.*)$/;
/** What an action prints of itself below its first line. */
const ofAction =
  /^(?:index \d|Action statistics:|backlog |ref \d|random type |cookie |used_hw_stats|no_percpu|Sent (?:software|hardware) |key #|mtu |linklayer |overhead )/;

function tcParser(title: string, object: ObjectName, context: CommandContext, sink: Sink): LineParser {
  let open: Open | null = null;

  const finish = (): void => {
    if (open === null) return;
    const { firstLine, lastLine } = open;
    if (open.of === 'qdisc') sink.fact('qdisc', open.fact, firstLine, lastLine);
    else if (open.of === 'class') sink.fact('tc-class', open.fact, firstLine, lastLine);
    else sink.fact('tc-filter', open.fact, firstLine, lastLine);
    open = null;
  };

  const inFilter = (fact: TcFilterFact, text: string): TcFilterFact | null => {
    const [whole, , kind] = actionLine.exec(text) ?? [];
    if (whole !== undefined && kind !== undefined) {
      const action: TcAction = {
        kind,
        text: whole.replace(/^action order \d+:\s*/, '').trim(),
        counters: null,
      };
      return { ...fact, actions: [...fact.actions, action] };
    }
    const last = fact.actions.at(-1);
    const counters = readCounters(text);
    if (last !== undefined) {
      const changed =
        counters !== null ? { ...last, counters } : { ...last, text: `${last.text} ${text}`.slice(0, 1000) };
      if (counters === null && ofAction.test(text)) return fact;
      return { ...fact, actions: [...fact.actions.slice(0, -1), changed] };
    }
    if (hardwareFlag.test(text)) return { ...fact, flags: [...fact.flags, text] };
    return { ...fact, matches: [...fact.matches, text.replace(/^match /, '')] };
  };

  const { target, netns } = context;
  const element = (record: JsonRecord, first: number, last: number): boolean => {
    const [qdisc, one, filter] = [
      object === 'qdisc' ? jsonQdisc(record, target, netns) : null,
      object === 'class' ? jsonClass(record, target, netns) : null,
      object === 'filter' ? jsonFilter(record, target, netns) : null,
    ];
    if (qdisc !== null) sink.fact('qdisc', qdisc, first, last);
    if (one !== null) sink.fact('tc-class', one, first, last);
    if (filter !== null) sink.fact('tc-filter', filter, first, last);
    return qdisc !== null || one !== null || filter !== null;
  };

  const plain: LineParser = {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      if (/^\S/.test(text)) {
        const head = readHead(text, context.target, context.netns);
        if (head === null || head.of !== object) {
          // A cut head: what follows is not of the one above.
          if (/^(?:qdisc|class|filter)\b/.test(text)) finish();
          unexpectedLine(sink, title, text, number);
          return;
        }
        finish();
        open = { ...head, firstLine: number, lastLine: number };
        return;
      }
      if (open === null) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      if (open.of === 'filter') {
        const changed = inFilter(open.fact, trimmed);
        if (changed !== null) open.fact = changed;
      } else {
        const counters = readCounters(trimmed);
        const statistics = counters === null ? Object.fromEntries(readStatistics(trimmed)) : {};
        const changes = {
          counters: counters ?? open.fact.counters,
          statistics: { ...open.fact.statistics, ...statistics },
        };
        if (open.of === 'qdisc') open.fact = { ...open.fact, ...changes };
        else open.fact = { ...open.fact, ...changes };
      }
      open.lastLine = number;
    },
    end: finish,
  };

  const either = plainOrJson(title, sink, plain, element);
  let matches = 0;
  return {
    line(text, number) {
      const apart = object === 'filter' ? apartMatches(text, matches) : { line: text, count: 0 };
      matches = apart.count;
      either.line(apart.line, number);
    },
    end: either.end,
  };
}

function command(object: ObjectName, kind: 'qdisc' | 'tc-class' | 'tc-filter'): Command {
  const title = `tc ${object}`;
  return {
    id: `tc-${object}`,
    title,
    facts: [kind],
    recognise(argv) {
      if (argv[0] !== 'tc') return null;
      const { words, options } = splitWords(argv.slice(1), new Set());
      if (options.has('-g') || words[0] !== object) return null;
      if (words[1] !== undefined && !/^(?:show|list|ls)$/.test(words[1])) return null;
      const device = words[words.indexOf('dev') + 1];
      return words.includes('dev') && device !== undefined ? { target: device } : {};
    },
    sniff: (line) =>
      object === 'qdisc'
        ? /^qdisc [a-z_]+ [0-9a-f]+: dev \S+ /.test(line)
        : object === 'class'
          ? /^class [a-z_]+ [0-9a-f]*:[0-9a-f]+ (?:root|parent) /.test(line)
          : /^filter (?:\S+ ){0,4}pref \d+ [a-z0-9_]+/.test(line),
    opens: (head) => iproute2Json(head) === object,
    parser: (context, sink) => tcParser(title, object, context, sink),
  };
}

export const tcQdisc: Command = command('qdisc', 'qdisc');
export const tcClass: Command = command('class', 'tc-class');
export const tcFilter: Command = command('filter', 'tc-filter');
