// `ipset list`, also `-t`, and `ipset save`:
//
//   Name: ports                                        create ports hash:ip,port family inet hashsize 1024 …
//   Type: hash:ip,port                                 add ports 10.0.0.5,tcp:80 timeout 589 comment "web 1"
//   Revision: 7
//   Header: family inet hashsize 1024 maxelem 65536 timeout 600 comment
//   Size in memory: 462
//   References: 2
//   Number of entries: 1
//   Members:
//   10.0.0.5,tcp:80 timeout 589 comment "web 1"
//
// Members are sorted here: a hash prints them in any order. Source: ipset(8); ipset 7.10, 7.17, 7.22.
import type { IpsetFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';

const title = 'ipset list';

/** Options of a set that have no value. */
const bare = new Set(['counters', 'comment', 'skbinfo', 'forceadd', 'nomatch', 'wildcard']);

function readHeader(text: string): Record<string, string> {
  const words = text.trim() === '' ? [] : text.trim().split(/\s+/);
  const found: [string, string][] = [];
  for (let i = 0; i < words.length; i++) {
    const name = words[i] ?? '';
    const value = bare.has(name) ? '' : (words[++i] ?? '');
    found.push([name, value]);
  }
  return Object.fromEntries(found);
}

interface Block {
  readonly firstLine: number;
  lastLine: number;
  readonly name: string;
  type: string | null;
  revision: number | null;
  header: Record<string, string>;
  references: number | null;
  entries: number | null;
  members: string[] | null;
}

const member = /^[0-9A-Za-z][\w.,:/-]*(?: .*)?$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  let block: Block | null = null;

  const finish = (): void => {
    if (block === null) return;
    const { firstLine, lastLine, entries, members, type, ...set } = block;
    const fact: IpsetFact = {
      ...set,
      type: type ?? '',
      numberOfEntries: entries,
      members: members === null ? null : [...members].sort(),
      netns: context.netns,
    };
    if (type === null) sink.problem('data-loss', lastLine, 'unexpected-end', 'the output is cut here');
    else sink.fact('ipset', fact, firstLine, lastLine);
    block = null;
  };

  const begin = (name: string, number: number): Block => {
    finish();
    const started: Block = {
      firstLine: number,
      lastLine: number,
      name,
      type: null,
      revision: null,
      header: {},
      references: null,
      entries: null,
      members: null,
    };
    block = started;
    return started;
  };

  const property = (into: Block, name: string, value: string): boolean => {
    if (name === 'Type') into.type = value;
    else if (name === 'Header') into.header = readHeader(value);
    else if (name === 'Members') into.members = [];
    else if (name !== 'Size in memory') {
      if (!/^\d+$/.test(value)) return false;
      if (name === 'Revision') into.revision = Number(value);
      else if (name === 'References') into.references = Number(value);
      else into.entries = Number(value);
    }
    return true;
  };

  const inner = (text: string, number: number): boolean => {
    const [, created, type, options] = /^create (\S+) ([a-z]+:[a-z,]+)(?: (.*))?$/.exec(text) ?? [];
    if (created !== undefined && type !== undefined) {
      const into = begin(created, number);
      into.type = type;
      into.header = readHeader(options ?? '');
      into.members = [];
      return true;
    }
    const [, to, added] = /^add (\S+) (.+)$/.exec(text) ?? [];
    if (to !== undefined && added !== undefined) {
      if (block?.name !== to || block.members === null || !member.test(added)) return false;
      block.members.push(added.trim());
      block.lastLine = number;
      return true;
    }
    const [, property_, value = ''] =
      /^(Type|Revision|Header|Size in memory|References|Number of entries|Members): ?(.*)$/.exec(text) ?? [];
    if (block === null) return false;
    if (property_ !== undefined) {
      if (!property(block, property_, value.trim())) return false;
    } else if (block.members !== null && member.test(text) && !/^[A-Z][a-z]+ [a-z]/.test(text))
      block.members.push(text.trim());
    else return false;
    block.lastLine = number;
    return true;
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      const name = /^Name: (\S.*)$/.exec(text)?.[1];
      if (name !== undefined) begin(name.trim(), number);
      else if (!inner(text, number)) unexpectedLine(sink, title, text, number);
    },
    end: finish,
  };
}

export const ipsetList: Command = {
  id: 'ipset-list',
  title,
  facts: ['ipset'],
  recognise(argv) {
    if (argv[0] !== 'ipset') return null;
    const { words, options } = splitWords(argv.slice(1), new Set(['-o', '-output', '-f', '-file']));
    if ((options.get('-o') ?? options.get('-output') ?? 'plain') === 'xml' || options.has('-n')) return null;
    const [subcommand] = words;
    return /^(?:list|save|l|s)$/.test(subcommand ?? '') || options.has('-L') || options.has('-S') ? {} : null;
  },
  sniff: (line) => /^(?:create \S+ |Type: )(?:hash|bitmap|list):[a-z,]+(?: |$)/.test(line),
  parser,
};
