// `nft -j list ruleset`: the same tables, chains, rules and sets as one JSON document:
//
//   {"nftables": [{"metainfo": {"version": "1.1.3", …}}, {"table": {"family": "inet", "name": "filter", "handle": 1}},
//     {"chain": {…, "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}},
//     {"rule": {…, "chain": "input", "handle": 12, "expr": [{"counter": {"packets": 0, "bytes": 0}}, {"accept": null}]}}]}
//
// Source: libnftables-json(5).
import type { CommandContext, LineParser, Sink } from '../command.ts';
import { JsonElements } from '../json-elements.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { isRecord, numberField, textField, textList, type JsonRecord } from '../linux/iproute2-forms.ts';

const objects = new Set([
  'set', 'map', 'flowtable', 'meter', 'counter', 'quota', 'limit', 'synproxy', 'secmark', 'tunnel',
  'ct helper', 'ct timeout', 'ct expectation',
]); // prettier-ignore

const own = new Set(['family', 'table', 'name', 'handle', 'elem']);

/** An expression in few words: a text or number as it is, anything else as JSON. */
function spelled(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (isRecord(value)) {
    const prefix = value['prefix'];
    if (isRecord(prefix)) return `${spelled(prefix['addr'])}/${spelled(prefix['len'])}`;
    const range = value['range'];
    if (Array.isArray(range)) return range.map(spelled).join('-');
    const concat = value['concat'];
    if (Array.isArray(concat)) return concat.map(spelled).join(' . ');
  }
  if (Array.isArray(value) && value.length === 2) return `${spelled(value[0])} : ${spelled(value[1])}`;
  return JSON.stringify(value);
}

const plainVerdicts = new Set([
  'accept',
  'drop',
  'return',
  'continue',
  'queue',
  'notrack',
  'reject',
  'masquerade',
  'redirect',
  'snat',
  'dnat',
  'tproxy',
]);

function verdictOf(expressions: readonly JsonRecord[]): string | null {
  let verdict: string | null = null;
  for (const expression of expressions)
    for (const [name, value] of Object.entries(expression)) {
      if (plainVerdicts.has(name)) verdict = name;
      else if ((name === 'jump' || name === 'goto') && isRecord(value))
        verdict = `${name} ${textField(value, 'target') ?? ''}`;
    }
  return verdict;
}

function give(
  kind: string,
  of: JsonRecord,
  places: Map<string, number>,
  netns: string | null,
  sink: Sink,
  first: number,
  last: number,
): boolean {
  const family = textField(of, 'family');
  const name = textField(of, 'name');
  const table = textField(of, 'table') ?? (kind === 'table' ? name : null);
  const handle = numberField(of, 'handle');
  const comment = textField(of, 'comment');
  if (family === null || table === null) return false;
  if (kind === 'table') {
    sink.fact(
      'nft-table',
      { family, table, handle, flags: textList(of, 'flags'), comment, netns },
      first,
      last,
    );
    return true;
  }
  if (kind === 'rule') {
    const chain = textField(of, 'chain');
    const all = of['expr'];
    if (chain === null || !Array.isArray(all)) return false;
    const expressions = all.filter(isRecord);
    const key = `${family} ${table} ${chain}`;
    const number = (places.get(key) ?? 0) + 1;
    places.set(key, number);
    const counter = expressions.map((one) => one['counter']).find(isRecord);
    sink.fact(
      'nft-rule',
      {
        family,
        table,
        chain,
        number,
        rule: null,
        expressions: expressions.map((one) => JSON.stringify(one)),
        packets: counter === undefined ? null : numberField(counter, 'packets'),
        bytes: counter === undefined ? null : numberField(counter, 'bytes'),
        verdict: verdictOf(expressions),
        comment,
        handle,
        netns,
      },
      first,
      last,
    );
    return true;
  }
  if (name === null) return false;
  if (kind === 'chain') {
    const device = of['dev'];
    sink.fact(
      'nft-chain',
      {
        family,
        table,
        chain: name,
        type: textField(of, 'type'),
        hook: textField(of, 'hook'),
        priority: textField(of, 'prio'),
        devices: typeof device === 'string' ? [device] : textList(of, 'dev'),
        policy: textField(of, 'policy'),
        handle,
        comment,
        netns,
      },
      first,
      last,
    );
    return true;
  }
  if (!objects.has(kind)) return false;
  const elements = of['elem'];
  sink.fact(
    'nft-set',
    {
      family,
      table,
      object: kind,
      name,
      properties: Object.fromEntries(
        Object.entries(of).flatMap(([key, value]) => (own.has(key) ? [] : [[key, spelled(value)]])),
      ),
      elements: Array.isArray(elements) ? elements.map(spelled) : [],
      handle,
      netns,
    },
    first,
    last,
  );
  return true;
}

/** Reads plain output with `plain`, and JSON from the first line on that begins a document. */
export function nftJson(title: string, context: CommandContext, sink: Sink, plain: LineParser): LineParser {
  const places = new Map<string, number>();
  let json: JsonElements | null = null;
  const begin = (): JsonElements =>
    new JsonElements({
      element: ({ value, firstLine, lastLine }) => {
        const [kind, of] = isRecord(value) ? (Object.entries(value)[0] ?? []) : [];
        if (kind === 'metainfo') return;
        if (
          kind === undefined ||
          !isRecord(of) ||
          !give(kind, of, places, context.netns, sink, firstLine, lastLine)
        )
          unexpectedLine(sink, title, JSON.stringify(value), firstLine);
      },
      unexpected: (text, number) => unexpectedLine(sink, title, text, number),
      cut: (number) => sink.problem('data-loss', number, 'unexpected-end', 'the output is cut here'),
    });
  return {
    line(text, number) {
      if (json === null && /^\s*\{\s*(?:"nftables"|$)/.test(text)) json = begin();
      (json ?? plain).line(text, number);
    },
    end() {
      plain.end();
      json?.end();
    },
  };
}
