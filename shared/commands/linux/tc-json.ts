// An element of `tc -j`, as the facts that tc.ts reads from the plain form:
//
//   {"kind":"htb","handle":"1:","dev":"v1","root":true,"refcnt":3,"options":{"r2q":10,…},"bytes":90,…}      qdisc
//   {"class":"htb","handle":"1:10","parent":"1:1","prio":1,"rate":625000,…,"stats":{"bytes":0,…}}           class, from 6.11
//   {"parent":"1:","protocol":"ip","pref":2,"kind":"u32","chain":0,"options":{"fh":"800::800",…}}           filter
//
// Amounts are numbers here, where the plain form has units: `rate 625000` is `rate 5Mbit`.
// Source: tc/tc_qdisc.c, tc_class.c, tc_filter.c, f_u32.c, m_action.c of iproute2 6.1 and 6.15.
import type { QdiscFact, TcAction, TcClassFact, TcFilterFact, TrafficCounters } from '../../facts.ts';
import {
  fieldWords,
  isRecord,
  numberField,
  plainFields,
  recordList,
  textField,
  type JsonRecord,
} from './iproute2-forms.ts';

const none: JsonRecord = {};
const recordField = (from: JsonRecord, name: string): JsonRecord => {
  const value = Object.hasOwn(from, name) ? from[name] : null;
  return isRecord(value) ? value : none;
};
const without = (from: JsonRecord, names: ReadonlySet<string>): JsonRecord =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.has(name)));
/** `true` is said by a name alone. */
const wordsOf = (from: JsonRecord): string =>
  fieldWords(
    Object.fromEntries(Object.entries(from).map(([name, value]) => [name, value === true ? null : value])),
  );

const counterNames = ['bytes', 'packets', 'drops', 'overlimits', 'requeues'] as const;
const queueNames = ['backlog', 'qlen'] as const;

/** Null without `-s`. */
function counters(from: JsonRecord): TrafficCounters | null {
  const [bytes, packets] = [numberField(from, 'bytes'), numberField(from, 'packets')];
  if (bytes === null || packets === null) return null;
  const [dropped, overlimits, requeues] = ['drops', 'overlimits', 'requeues'].map(
    (name) => numberField(from, name) ?? 0,
  );
  return { bytes, packets, dropped: dropped ?? 0, overlimits: overlimits ?? 0, requeues: requeues ?? 0 };
}

/** Further counters, and the queue's length under the plain form's names. */
function statistics(from: JsonRecord, known: ReadonlySet<string>): Record<string, string | number> {
  const backlog = numberField(from, 'backlog');
  return {
    ...(backlog === null ? {} : { backlog: `${backlog}b`, backlog_packets: numberField(from, 'qlen') ?? 0 }),
    ...plainFields(from, new Set([...known, ...counterNames, ...queueNames])),
  };
}

const parentOf = (from: JsonRecord): string | null =>
  textField(from, 'parent') ??
  ['root', 'ingress', 'egress'].find((name) => Object.hasOwn(from, name) && from[name] === true) ??
  null;

const ofQdisc = new Set('kind handle dev root parent ingress refcnt offloaded options'.split(' '));

/** Null where the element is no queueing discipline. `chosen` is the device that the command line asked for. */
export function jsonQdisc(from: JsonRecord, chosen: string | null, netns: string | null): QdiscFact | null {
  const [qdisc, handle] = [textField(from, 'kind'), textField(from, 'handle')];
  if (qdisc === null || handle === null) return null;
  return {
    device: textField(from, 'dev') ?? chosen,
    qdisc,
    handle,
    parent: parentOf(from),
    options: wordsOf(recordField(from, 'options')),
    counters: counters(from),
    statistics: statistics(from, ofQdisc),
    netns,
  };
}

const ofClass = new Set('class handle dev root parent leaf stats'.split(' '));

/** As `jsonQdisc`, of a class. */
export function jsonClass(from: JsonRecord, chosen: string | null, netns: string | null): TcClassFact | null {
  const [kind, classid] = [textField(from, 'class'), textField(from, 'handle')];
  if (kind === null || classid === null) return null;
  const stats = recordField(from, 'stats');
  return {
    device: textField(from, 'dev') ?? chosen,
    kind,
    classid,
    parent: parentOf(from),
    leaf: textField(from, 'leaf'),
    options: wordsOf(without(from, ofClass)),
    counters: counters(stats),
    statistics: statistics(stats, new Set()),
    netns,
  };
}

/** What an action says of its use and not of what it does. */
const ofUse = new Set(
  'order kind stats index ref bind installed last_used first_used control_action'.split(' '),
);

function action(from: JsonRecord): TcAction {
  const kind = textField(from, 'kind') ?? 'unknown';
  const verdict = textField(recordField(from, 'control_action'), 'type');
  const text = [kind, wordsOf(without(from, ofUse)), verdict]
    .filter((part) => part !== null && part !== '')
    .join(' ');
  return { kind, text, counters: counters(recordField(from, 'stats')) };
}

const flagNames = ['terminal', 'direct-action', 'skip_sw', 'skip_hw', 'in_hw', 'not_in_hw'];
const ofFilter = new Set([
  'fh',
  'handle',
  'flowid',
  'classid',
  'actions',
  'keys',
  'in_hw_count',
  ...flagNames,
]);
const uniqueMatch = /^match \d+$/;

/**
 * u32 prints each match under one and the same key, of which JSON keeps the last. Gives each a key of its own,
 * which `jsonFilter` knows; `count` is that of those before this line.
 */
export function apartMatches(line: string, count: number): { readonly line: string; readonly count: number } {
  let next = count;
  return { line: line.replace(/"match": ?\{/g, () => `"match ${next++}":{`), count: next };
}

const hex8 = (word: string | null): string => (word ?? '').padStart(8, '0');

/** As `jsonQdisc`, of a filter. */
export function jsonFilter(
  from: JsonRecord,
  chosen: string | null,
  netns: string | null,
): TcFilterFact | null {
  const [kind, priority] = [textField(from, 'kind'), numberField(from, 'pref')];
  if (kind === null || priority === null) return null;
  const options = recordField(from, 'options');
  const count = numberField(options, 'in_hw_count');
  const matches = Object.entries(options).flatMap(([name, value]) =>
    uniqueMatch.test(name) && isRecord(value)
      ? [
          `${hex8(textField(value, 'value'))}/${hex8(textField(value, 'mask'))} at ${textField(value, 'offmask') ?? ''}${textField(value, 'off') ?? ''}`,
        ]
      : [],
  );
  const keys = Object.entries(recordField(options, 'keys')).map(([name, value]) =>
    wordsOf({ [name]: value }),
  );
  return {
    device: textField(from, 'dev') ?? chosen,
    parent: parentOf(from),
    protocol: textField(from, 'protocol'),
    priority,
    kind,
    chain: numberField(from, 'chain'),
    handle: textField(options, 'fh') ?? textField(options, 'handle'),
    flowid: textField(options, 'flowid') ?? textField(options, 'classid'),
    matches: [...matches, ...keys],
    flags: [
      ...flagNames.filter((name) => Object.hasOwn(options, name) && options[name] === true),
      ...(count === null ? [] : [`in_hw_count ${count}`]),
      ...Object.entries(plainFields(options, ofFilter))
        .filter(([name]) => !uniqueMatch.test(name))
        .map(([name, value]) => `${name} ${value}`),
    ],
    actions: recordList(options, 'actions').map(action),
    netns,
  };
}
