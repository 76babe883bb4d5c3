// `ip rule`, also `-6`, `-d` and `-j`: which routing table is asked when.
//
//   0:	from all lookup local
//   1001:	from all fwmark 0x1/0xff iif eth0 lookup 200
//   1002:	from all to 10.97.0.0/16 unreachable
//   1003:	not from 10.0.0.0/8 oif br0 lookup main suppress_prefixlength 0
//   2852018311:	from all iif fpr-984c22fd-6 [detached] lookup 2852018311
//
// Source: ip-rule(8), and print_rule() in ip/iprule.c of iproute2 5.9, 6.1 and 6.15.
import type { RoutingRuleFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import {
  numberField,
  numberOrText,
  plainFields,
  plainOrJson,
  textField,
  type JsonRecord,
} from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

type Rule = Omit<RoutingRuleFact, 'family' | 'netns'>;

const own = new Set(['from', 'to', 'iif', 'oif', 'fwmark', 'lookup', 'goto']);
const actions = new Set(['unreachable', 'blackhole', 'prohibit', 'nop', 'nat', 'masquerade']);
const attributeWords = new Set(
  `tos dsfield dscp ipproto sport dport uidrange realms suppress_prefixlength suppress_ifgroup tun_id proto
   protocol map-to flowlabel order`.split(/\s+/),
);
const flagWords: ReadonlyMap<string, string> = new Map([
  ['[detached]', 'detached'],
  ['[unresolved]', 'unresolved'],
  ['[l3mdev-table]', 'l3mdev'],
]);

/** Reads what stands after `1000:`; null when a word is none of a rule. */
function readRule(priority: number, words: readonly string[]): Rule | null {
  const found = new Map<string, string>();
  const attributes: Record<string, string | number> = {};
  let not = false;
  let action: string | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const flag = flagWords.get(word);
    if (word === 'not') not = true;
    else if (actions.has(word)) action = word;
    else if (flag !== undefined) attributes[flag] = 'on';
    else if (own.has(word) || attributeWords.has(word)) {
      const value = words[++i];
      if (value === undefined) return null;
      if (own.has(word)) found.set(word, value);
      else attributes[word] = numberOrText(value);
    } else return null;
  }
  const from = found.get('from');
  const goto = found.get('goto');
  if (goto !== undefined) attributes['goto'] = numberOrText(goto);
  const table = found.get('lookup') ?? null;
  action ??= goto !== undefined ? 'goto' : table !== null ? 'lookup' : null;
  if (from === undefined || action === null) return null;
  // `lookup [l3mdev-table]` names no table: it is the VRF's own.
  const isTable = table !== null && !table.startsWith('[');
  if (table?.startsWith('[') === true) attributes['l3mdev'] = 'on';
  return {
    priority,
    not,
    from,
    to: found.get('to') ?? null,
    inInterface: found.get('iif') ?? null,
    outInterface: found.get('oif') ?? null,
    fwmark: found.get('fwmark') ?? null,
    table: isTable ? table : null,
    action,
    attributes,
  };
}

const jsonNames = new Set(
  `priority not src srclen dst dstlen iif oif fwmark fwmask table action dport_start dport_end sport_start
   sport_end uid_start uid_end suppress_prefixlen iif_detached oif_detached protocol`.split(/\s+/),
);

function withLength(record: JsonRecord, name: 'src' | 'dst'): string | null {
  const address = textField(record, name);
  const length = numberField(record, `${name}len`);
  return address === null || length === null ? address : `${address}/${length}`;
}

/** `-j` spells some attributes otherwise, and marks flags with null. */
function jsonRule(record: JsonRecord): Rule | null {
  const priority = numberField(record, 'priority');
  const from = withLength(record, 'src');
  if (priority === null || from === null) return null;
  const attributes: Record<string, string | number> = plainFields(record, jsonNames);
  const range = (name: string, start: string, end: string): void => {
    const [a, b] = [numberField(record, start), numberField(record, end)];
    if (a !== null && b !== null) attributes[name] = `${a}-${b}`;
  };
  range('dport', 'dport_start', 'dport_end');
  range('sport', 'sport_start', 'sport_end');
  range('uidrange', 'uid_start', 'uid_end');
  const suppressed = textField(record, 'suppress_prefixlen');
  if (suppressed !== null) attributes['suppress_prefixlength'] = numberOrText(suppressed);
  const protocol = textField(record, 'protocol');
  if (protocol !== null) attributes['proto'] = protocol;
  if (Object.hasOwn(record, 'iif_detached') || Object.hasOwn(record, 'oif_detached'))
    attributes['detached'] = 'on';
  if (Object.hasOwn(record, 'unresolved')) attributes['unresolved'] = 'on';
  if (Object.hasOwn(record, 'l3mdev')) attributes['l3mdev'] = 'on';
  const mark = textField(record, 'fwmark');
  const mask = textField(record, 'fwmask');
  const table = textField(record, 'table');
  return {
    priority,
    not: Object.hasOwn(record, 'not'),
    from,
    to: withLength(record, 'dst'),
    inInterface: textField(record, 'iif'),
    outInterface: textField(record, 'oif'),
    fwmark: mark === null || mask === null ? mark : `${mark}/${mask}`,
    table,
    action: textField(record, 'action') ?? (Object.hasOwn(record, 'goto') ? 'goto' : 'lookup'),
    attributes,
  };
}

/** Rules that wait for one that tells their family; nobody has as many. */
const mostUntold = 10_000;

function ruleParser(title: string, six: boolean, context: CommandContext, sink: Sink): LineParser {
  const isOfSix = ({ from, to }: Rule): boolean => [from, to ?? ''].some((address) => address.includes(':'));
  const put = (rule: Rule, isSix: boolean, first: number, last: number): void => {
    sink.fact(
      'routing-rule',
      { family: isSix ? 'inet6' : 'inet', ...rule, netns: context.netns },
      first,
      last,
    );
  };
  /** Where no command line told, one rule with an address tells the family of all: null when one did. */
  let untold: { readonly rule: Rule; readonly first: number; readonly last: number }[] | null =
    context.argv === undefined && !six ? [] : null;
  const tell = (): void => {
    const rules = untold ?? [];
    untold = null;
    for (const { rule, first, last } of rules)
      put(
        rule,
        rules.some((one) => isOfSix(one.rule)),
        first,
        last,
      );
  };
  const give = (rule: Rule, first: number, last: number): void => {
    if (untold === null) put(rule, six || isOfSix(rule), first, last);
    else if (untold.push({ rule, first, last }) > mostUntold) tell();
  };
  const plain: LineParser = {
    line(text, number) {
      if (text.trim() === '') return;
      const [, priority, rest] = /^\s*(\d{1,10}):\s+(.*)$/.exec(text) ?? [];
      const words = rest?.trim().split(/\s+/);
      const rule = priority === undefined || words === undefined ? null : readRule(Number(priority), words);
      if (rule === null) unexpectedLine(sink, title, text, number);
      else give(rule, number, number);
    },
    end() {
      // Every line stands for itself.
    },
  };
  const reader = plainOrJson(title, sink, plain, (record, first, last) => {
    const rule = jsonRule(record);
    if (rule !== null) give(rule, first, last);
    return rule !== null;
  });
  return {
    line: reader.line,
    end() {
      reader.end();
      tell();
    },
  };
}

function command(id: string, title: string, six: boolean): Command {
  return {
    id,
    title,
    facts: ['routing-rule'],
    recognise(argv) {
      const listing = readListing(argv, 'ip', 'rule');
      return listing === null || (listing.family === 6) !== six ? null : {};
    },
    sniff: (line) =>
      line.length < 1000 &&
      /^\s*\d+:\s+(?:not )?from \S+ .*(?:lookup \S|goto \d|unreachable|blackhole|prohibit)/.test(line) &&
      /\d*[a-f]*:[0-9a-f]*:/.test(line.replace(/^\s*\d+:/, '')) === six,
    // A list of IPv6's rules may begin with one that names no address.
    holds: six ? ['ip-rule'] : ['ip-6-rule'],
    opens: (head) => iproute2Json(head) === (six ? 'rule6' : 'rule'),
    parser: (context, sink) => ruleParser(title, six, context, sink),
  };
}

export const ipRule: Command = command('ip-rule', 'ip rule', false);
export const ip6Rule: Command = command('ip-6-rule', 'ip -6 rule', true);
