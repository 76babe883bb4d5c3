// Connections that the kernel tracks: `conntrack -L`, also `-o extended,id,ktimestamp`, `-f ipv6`, and
// `/proc/net/nf_conntrack`; and the counters of `conntrack -S`.
//
//   tcp      6 431990 ESTABLISHED src=10.18.0.77 dst=9.9.9.9 sport=4001 dport=443 [UNREPLIED] src=9.9.9.9 dst=172.16.0.5 sport=443 dport=4001 mark=0 zone=5 use=1
//   ipv4     2 icmp     1 19 src=10.18.0.77 dst=10.22.22.112 type=8 code=0 id=661 [UNREPLIED] src=10.22.22.112 … use=1 id=2385167757     (extended)
//   conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.
//   cpu=0   	found=0 invalid=3 insert=0 insert_failed=0 drop=0 early_drop=0 …                                       (-S)
//
// Source: conntrack(8), __snprintf_conntrack_default() in libnetfilter_conntrack, ct_seq_show() in Linux'
// net/netfilter/nf_conntrack_standalone.c; conntrack-tools 1.4.5 to 1.4.8.
import type { ConntrackEntryFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';

const title = 'conntrack -L';

/** What `conntrack` says on the terminal when it is done. */
const summary =
  /^conntrack v[\d.]+ \(conntrack-tools\): \d+ flow entries have been (?:shown|deleted|created|updated)\.\s*$/;

/** The same inside a line, where both streams went into one file: the rest of that line comes next. */
const within =
  /conntrack v[\d.]{1,20} \(conntrack-tools\): \d{1,12} flow entries have been (?:shown|deleted|created|updated)\.\s*$/;

const start = /^(?:(ipv4|ipv6|unknown) +\d+ )?([a-z][a-z0-9-]*|unknown) +(\d+)(?: (\d+))?(?= |$)/;
/** Words of a tuple. What follows the second tuple's are the connection's own. */
const tupleNames = new Set(
  'src dst sport dport type code id srckey dstkey spi packets bytes l3src l3dst orig_zone reply-zone orig-zone zone-orig zone-reply'.split(
    ' ',
  ),
);

/** Reads one connection; null when the line is none, or is cut before its reply. */
function readConnection(text: string, netns: string | null): ConntrackEntryFact | null {
  const head = start.exec(text);
  if (head === null) return null;
  const [whole, family, protocol = '', , timeout] = head;
  const original = new Map<string, string>();
  const reply = new Map<string, string>();
  const other = new Map<string, string>();
  const flags: string[] = [];
  let state: string | null = null;
  let tuple: Map<string, string> | null = null;
  for (const word of text.slice(whole.length).trim().split(/\s+/)) {
    const equals = word.indexOf('=');
    if (equals < 0) {
      const flag = /^\[([A-Z_]+)\]$/.exec(word)?.[1];
      if (flag !== undefined) flags.push(flag);
      // A state stands before the first tuple, and no other bare word anywhere.
      else if (/^[A-Z][A-Z0-9_]+$/.test(word) && tuple === null && state === null) state = word;
      else return null;
      continue;
    }
    const name = word.slice(0, equals);
    const value = word.slice(equals + 1).replace(/,$/, '');
    if (!/^[a-z][a-z0-9_-]*$/.test(name)) return null;
    if (name === 'src') tuple = tuple === null ? original : reply;
    // `id=` is an ICMP tuple's, and after all else the entry's own.
    const own = tuple !== null && tupleNames.has(name) && !tuple.has(name) && !other.has('use');
    if (own) tuple?.set(name, value);
    else other.set(name, value);
  }
  if (!original.has('src') || !original.has('dst') || !reply.has('dst')) return null;
  const zone = other.get('zone');
  const mark = other.get('mark');
  const labels = other.get('labels');
  for (const name of ['zone', 'mark', 'labels']) other.delete(name);
  return {
    family: family ?? (original.get('src')?.includes(':') === true ? 'ipv6' : 'ipv4'),
    protocol,
    timeout: timeout === undefined ? null : Number(timeout),
    state,
    original: Object.fromEntries(original),
    reply: Object.fromEntries(reply),
    flags,
    zone: zone !== undefined && /^\d{1,5}$/.test(zone) ? Number(zone) : null,
    mark: mark ?? null,
    labels: labels ?? null,
    other: Object.fromEntries(other),
    netns,
  };
}

function listParser(context: CommandContext, sink: Sink): LineParser {
  let begun: { readonly whole: string; readonly text: string; readonly number: number } | null = null;
  const read = (text: string, firstLine: number, lastLine: number): boolean => {
    const entry = readConnection(text, context.netns);
    if (entry !== null) sink.fact('conntrack-entry', entry, firstLine, lastLine);
    return entry !== null;
  };
  const giveUp = (): void => {
    if (begun !== null) unexpectedLine(sink, title, begun.whole, begun.number);
    begun = null;
  };
  return {
    line(text, number) {
      if (text.trim() === '' || summary.test(text)) return;
      const half = begun;
      // `tc` and `p      6 …`: the rest may look like a line of its own, so joining comes first.
      if (half !== null && read(half.text + text, half.number, number)) {
        begun = null;
        sink.problem(
          'repaired',
          half.number,
          'lines-mixed',
          'the summary of conntrack was printed into this line',
        );
        return;
      }
      giveUp();
      const at = text.search(within);
      if (at > 0) begun = { whole: text, text: text.slice(0, at), number };
      else if (!read(text, number, number)) unexpectedLine(sink, title, text, number);
    },
    end: giveUp,
  };
}

const lists = /^(?:-L|--dump|-E|--event)$/;

export const conntrackList: Command = {
  id: 'conntrack-list',
  title,
  facts: ['conntrack-entry'],
  recognise(argv) {
    const file = printedFile(argv);
    if (file !== null)
      return /(?:^|\/)(?:nf|ip)_conntrack$/.test(file) && !file.includes('/stat/') ? {} : null;
    if (argv[0] !== 'conntrack') return null;
    const { options, words } = splitWords(
      argv.slice(1),
      new Set(['-o', '--output', '-f', '--family', '-p', '-s', '-d', '-z', '-w']),
    );
    const format = options.get('-o') ?? options.get('--output') ?? '';
    if (
      format?.includes('xml') ||
      words.some((word) => word === 'expect' || word === 'dying' || word === 'unconfirmed')
    )
      return null;
    return [...options.keys()].some((option) => lists.test(option)) ? {} : null;
  },
  sniff: (line) =>
    line.length < 2000 &&
    / src=\S+ dst=\S+ .*src=\S+ dst=\S+/.test(line) &&
    readConnection(line, null) !== null,
  parser: listParser,
};

const statisticsTitle = 'conntrack -S';

export const conntrackStatistics: Command = {
  id: 'conntrack-statistics',
  title: statisticsTitle,
  facts: ['conntrack-statistics'],
  recognise: (argv) =>
    argv[0] === 'conntrack' && argv.slice(1).some((word) => word === '-S' || word === '--stats') ? {} : null,
  sniff: (line) => /^cpu=\d+\s+(?:searched=\d+ )?found=\d+ /.test(line),
  parser(context, sink) {
    return {
      line(text, number) {
        if (text.trim() === '') return;
        const words = text.trim().split(/\s+/);
        const pairs = words.map((word) => /^([a-z_]+)=(\d{1,20})$/.exec(word));
        const cpu = pairs[0]?.[1] === 'cpu' ? Number(pairs[0][2]) : null;
        // Before conntrack-tools 1.2: one line a counter, as `entries  12`.
        const old = /^([a-z_]+)\s+(\d{1,20})\s*$/.exec(text);
        const found = old === null ? pairs : [old];
        if (found.some((pair) => pair === null) || (old === null && cpu === null)) {
          unexpectedLine(sink, statisticsTitle, text, number);
          return;
        }
        const counters = Object.fromEntries(
          found.flatMap((pair): [string, number][] =>
            pair?.[1] === undefined || pair[1] === 'cpu' ? [] : [[pair[1], Number(pair[2])]],
          ),
        );
        sink.fact('conntrack-statistics', { cpu, counters, netns: context.netns }, number, number);
      },
      end() {
        // Every line stands for itself.
      },
    };
  },
};
