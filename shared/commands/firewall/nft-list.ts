// `nft list ruleset`, `list table`, `list chain` …, also `-a`, `-n`, `-s` and `-j`:
//
//   table inet filter { # handle 1
//   	set allowed { # handle 8
//   		type ipv4_addr
//   		elements = { 10.0.0.0/24, 10.18.0.0-10.18.0.99,
//   			     172.16.0.0/16 }
//   	}
//
//   	chain input { # handle 3
//   		type filter hook input priority filter; policy drop;
//   		ct state established,related counter packets 0 bytes 0 accept comment "known" # handle 12
//   		tcp dport vmap { 22 : accept,
//   				 80 : jump web }
//   	}
//   }
//
// Source: nft(8); nftables 0.9.8, 1.0.6, 1.1.3. What iptables-nft wrote shows here too, with `xt match "physdev"`
// or `# physdev` for what nft has no words for.
import type { NftChainFact, NftSetFact, NftTableFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';
import { nftJson } from './nft-json.ts';
import { braceDepth, isStatement, outsideQuotes, verdictOf } from './nft-words.ts';

const title = 'nft list ruleset';

const tableLine = /^table (?:(ip|ip6|inet|arp|bridge|netdev) )?(\S+) \{(?: # handle (\d+))?\s*$/;
const chainLine = /^\s+chain (\S+) \{(?: # handle (\d+))?\s*$/;
const objectLine =
  /^\s+(set|map|flowtable|meter|counter|quota|limit|synproxy|secmark|tunnel|ct helper|ct timeout|ct expectation) (\S+) \{(?: # handle (\d+))?\s*$/;
const hookLine =
  /^type (\S+) hook (\S+)(?: devices? (?:= )?(\{[^}]*\}|\S+))? priority ([^;]+);(?: policy ([a-z]+);)?$/;
/** A property of a set or of another object. */
const propertyLine =
  /^(type(?:of)?|flags|timeout|gc-interval|size|policy|auto-merge|counter|quota|limit|hook|devices|l3proto|comment|packets|over|until|rate|mss|wscale|timestamp|sack-perm|protocol|dport|id|"[^"]*")(?: |$)/;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Pending<T> {
  readonly fact: Mutable<T>;
  readonly firstLine: number;
  lastLine: number;
}

const handle = (printed: string | undefined): number | null =>
  printed === undefined ? null : Number(printed);

function parser(context: CommandContext, sink: Sink): LineParser {
  const { netns } = context;
  /** Where the current line stands; the table stays while its chains come. */
  let table: { readonly family: string; readonly table: string } | null = null;
  let chain: string | null = null;
  let place = 0;
  let newTable: Pending<NftTableFact> | null = null;
  let newChain: Pending<NftChainFact> | null = null;
  let object: Pending<NftSetFact> | null = null;
  /** Text that goes on on the next line, because a brace is open. */
  let open: { text: string; readonly firstLine: number } | null = null;
  let lastLine = 0;

  const giveTable = (): void => {
    if (newTable !== null) sink.fact('nft-table', newTable.fact, newTable.firstLine, newTable.lastLine);
    newTable = null;
  };
  const giveChain = (): void => {
    if (newChain !== null) sink.fact('nft-chain', newChain.fact, newChain.firstLine, newChain.lastLine);
    newChain = null;
  };
  const giveObject = (): void => {
    if (object !== null) sink.fact('nft-set', object.fact, object.firstLine, object.lastLine);
    object = null;
  };
  const closeBlock = (): void => {
    giveChain();
    giveObject();
    chain = null;
  };

  const rule = (text: string, first: number, last: number): boolean => {
    if (table === null || chain === null || !isStatement(text)) return false;
    giveChain();
    place++;
    const own = /^(.*?)(?: # handle (\d+))?$/.exec(text);
    const [, comment] = / comment "([^"]*)"$/.exec(own?.[1] ?? '') ?? [];
    const statements = (own?.[1] ?? text).replace(/ comment "[^"]*"$/, '');
    const counter = /(?:^| )counter packets (\d+) bytes (\d+)/.exec(outsideQuotes(statements));
    sink.fact(
      'nft-rule',
      {
        ...table,
        chain,
        number: place,
        rule: statements,
        expressions: null,
        packets: counter === null ? null : Number(counter[1]),
        bytes: counter === null ? null : Number(counter[2]),
        verdict: verdictOf(statements),
        comment: comment ?? null,
        handle: handle(own?.[2]),
        netns,
      },
      first,
      last,
    );
    return true;
  };

  /** A whole line of a chain. */
  const inChain = (text: string, first: number, last: number): boolean => {
    const [, type, hook, devices, priority, policy] = newChain === null ? [] : (hookLine.exec(text) ?? []);
    if (newChain !== null && type !== undefined && hook !== undefined && priority !== undefined) {
      Object.assign(newChain.fact, {
        type,
        hook,
        priority,
        policy: policy ?? null,
        devices: (devices ?? '').match(/[^\s{},"]+/g) ?? [],
      });
      newChain.lastLine = last;
      return true;
    }
    const note = /^comment "([^"]*)"$/.exec(text)?.[1];
    if (newChain !== null && note !== undefined) {
      newChain.fact.comment = note;
      newChain.lastLine = last;
      return true;
    }
    return rule(text, first, last);
  };

  /** A whole line of a set or another object. */
  const inObject = (of: Pending<NftSetFact>, text: string, last: number): boolean => {
    const elements = /^elements = \{ ?(.*?) ?\}$/.exec(text)?.[1];
    if (elements !== undefined) {
      of.fact.elements = elements === '' ? [] : elements.split(/,\s*/);
      of.lastLine = last;
      return true;
    }
    if (!propertyLine.test(text)) return false;
    const [name = '', ...rest] = text.split(' ');
    const value = rest.join(' ').replace(/^= /, '');
    of.fact.properties = { ...of.fact.properties, [name]: value };
    of.lastLine = last;
    return true;
  };

  const inside = (text: string, first: number, last: number): boolean => {
    if (object !== null) return inObject(object, text, last);
    if (chain !== null) return inChain(text, first, last);
    if (newTable === null) return false;
    const flags = /^flags (\S.*)$/.exec(text)?.[1];
    const note = /^comment "([^"]*)"$/.exec(text)?.[1];
    if (flags !== undefined) newTable.fact.flags = flags.split(/,\s*/);
    else if (note !== undefined) newTable.fact.comment = note;
    else return false;
    newTable.lastLine = last;
    return true;
  };

  const opens = (text: string, number: number): boolean => {
    const tableMatch = tableLine.exec(text);
    if (tableMatch?.[2] !== undefined) {
      closeBlock();
      giveTable();
      table = { family: tableMatch[1] ?? 'ip', table: tableMatch[2] };
      newTable = {
        fact: { ...table, handle: handle(tableMatch[3]), flags: [], comment: null, netns },
        firstLine: number,
        lastLine: number,
      };
      return true;
    }
    if (table === null) return false;
    const chainMatch = chainLine.exec(text);
    const objectMatch = chainMatch === null ? objectLine.exec(text) : null;
    if (chainMatch?.[1] !== undefined) {
      closeBlock();
      giveTable();
      chain = chainMatch[1];
      place = 0;
      newChain = {
        fact: {
          ...table,
          chain,
          type: null,
          hook: null,
          priority: null,
          devices: [],
          policy: null,
          handle: handle(chainMatch[2]),
          comment: null,
          netns,
        },
        firstLine: number,
        lastLine: number,
      };
      return true;
    }
    if (objectMatch?.[1] === undefined || objectMatch[2] === undefined) return false;
    closeBlock();
    giveTable();
    object = {
      fact: {
        ...table,
        object: objectMatch[1],
        name: objectMatch[2],
        properties: {},
        elements: [],
        handle: handle(objectMatch[3]),
        netns,
      },
      firstLine: number,
      lastLine: number,
    };
    return true;
  };

  const plain: LineParser = {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      lastLine = number;
      if (open !== null) {
        // An element ends in a comma, the last one in a brace.
        if (/[%=]|\}\s*\{/.test(trimmed) || !/,$|\}/.test(trimmed)) {
          unexpectedLine(sink, title, text, number);
          return;
        }
        open.text += ` ${trimmed}`;
        if (braceDepth(open.text) > 0 && open.text.length < 5_000_000) return;
        const { text: whole, firstLine } = open;
        open = null;
        if (!inside(whole, firstLine, number)) unexpectedLine(sink, title, whole, firstLine);
        return;
      }
      // `# Warning: table ip filter is managed by iptables-nft, do not touch!`
      if (/^# (?:Warning|Unable)/.test(text)) return;
      if (/^\s*\}$/.test(text)) {
        if (chain !== null || object !== null) closeBlock();
        else if (table !== null) {
          giveTable();
          table = null;
        } else unexpectedLine(sink, title, text, number);
        return;
      }
      if (opens(text, number)) return;
      if (table !== null && braceDepth(trimmed) > 0 && (object !== null || isStatement(trimmed))) {
        open = { text: trimmed, firstLine: number };
        return;
      }
      if (!inside(trimmed, number, number)) unexpectedLine(sink, title, text, number);
    },
    end() {
      closeBlock();
      giveTable();
      if (table !== null || open !== null)
        sink.problem('data-loss', lastLine, 'unexpected-end', 'the output is cut here');
    },
  };
  return nftJson(title, context, sink, plain);
}

export const nftList: Command = {
  id: 'nft-list',
  title,
  facts: ['nft-table', 'nft-chain', 'nft-rule', 'nft-set'],
  recognise(argv) {
    if (argv[0] !== 'nft') return null;
    const { words } = splitWords(argv.slice(1), new Set(['-I', '--includepath', '-f', '-D']));
    const [verb, what, ...names] = words;
    if (verb !== 'list') return null;
    if (what === 'ruleset' || what === undefined) return {};
    return /^(?:tables?|chains?|sets?|maps?)$/.test(what) ? { target: names.join(' ') || what } : null;
  },
  sniff: (line) =>
    /^table (?:ip|ip6|inet|arp|bridge|netdev) \S+ \{(?: # handle \d+)?\s*$/.test(line) ||
    /^\{"nftables": \[/.test(line),
  parser,
};
