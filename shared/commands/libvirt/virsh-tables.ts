// virsh's lists, with the tables of virsh-table.ts:
//
//   virsh list --all           Id   Name   State          virsh domiflist DOM    Interface  Type  Source  Model  MAC
//   virsh domblklist DOM       Target   Source            virsh domifaddr DOM    Name  MAC address  Protocol  Address
//   virsh net-list --all       Name  State  Autostart  Persistent
//
// `virsh list --name` and `--uuid` print nothing but that, one a line. Source: virsh(1).
import type { FactKind } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { emptyDomain } from './domain-words.ts';
import { domainState } from './domain-words.ts';
import { virshTable, type VirshTableEvents } from './virsh-table.ts';
import { virshTarget } from './virsh-words.ts';

const isMac = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const some = (cell: string | undefined): string | null =>
  cell === undefined || cell === '-' || cell === '' ? null : cell;
const yes = (cell: string | undefined): boolean | null =>
  cell === undefined
    ? null
    : /^(?:yes|enable|是)$/.test(cell)
      ? true
      : /^(?:no|disable|否)$/.test(cell)
        ? false
        : null;

type Row = VirshTableEvents['row'];

/** A command whose whole output is one table. `rowOf` gives the reader of its rows for one run. */
function tableCommand(
  subcommand: string,
  fact: FactKind,
  words: number,
  heading: RegExp,
  rowOf: (context: CommandContext, sink: Sink) => Row,
): Command {
  const title = `virsh ${subcommand}`;
  return {
    id: `virsh-${subcommand}`,
    title,
    facts: [fact],
    recognise(argv) {
      const target = virshTarget(argv, subcommand);
      return target === null ? null : target === '' ? {} : { target };
    },
    sniff: (line) => heading.test(line),
    parser: (context, sink) => virshTable(words, tableEvents(title, sink, rowOf(context, sink))),
  };
}

function tableEvents(title: string, sink: Sink, row: Row): VirshTableEvents {
  return {
    row,
    unexpected(text, line) {
      unexpectedLine(sink, title, text, line);
    },
    cut(line) {
      sink.problem('data-loss', line, 'unexpected-end', 'the output is cut here');
    },
  };
}

export const virshDomiflist = tableCommand(
  'domiflist',
  'domain-interface',
  5,
  /^\s*Interface\s+Type\s+Source\s+Model\s+MAC\s*$/,
  (context, sink) => {
    let index = 0;
    return ([target, type = '', source, model, mac = ''], _labels, line) => {
      if (!isMac.test(mac)) return false;
      sink.fact(
        'domain-interface',
        {
          domain: context.target ?? '',
          index: index++,
          type,
          mac: mac.toLowerCase(),
          source: some(source),
          target: some(target),
          model: some(model),
          alias: null,
          mtu: null,
          virtualport: null,
          portId: null,
        },
        line,
        line,
      );
      return true;
    };
  },
);

export const virshDomblklist = tableCommand(
  'domblklist',
  'domain-disk',
  2,
  /^\s*Target\s+Source\s*$/,
  (context, sink) =>
    ([target = '', source], _labels, line) => {
      if (!/^[\w.-]+$/.test(target) || source === undefined) return false;
      sink.fact(
        'domain-disk',
        { domain: context.target ?? '', target, source: some(source) ?? '' },
        line,
        line,
      );
      return true;
    },
);

export const virshDomifaddr = tableCommand(
  'domifaddr',
  'domain-interface-address',
  4,
  /^\s*Name\s+MAC address\s+Protocol\s+Address\s*$/,
  (context, sink) => {
    let before = { device: '', mac: null as string | null };
    return ([device = '', mac = '', protocol = '', address = ''], _labels, line) => {
      if (!/^ipv[46]$/.test(protocol) || !/^[0-9a-fA-F.:]+\/\d+$/.test(address)) return false;
      // A further address of the same device has dashes for it.
      if (device !== '-') before = { device, mac: isMac.test(mac) ? mac.toLowerCase() : null };
      sink.fact(
        'domain-interface-address',
        { domain: context.target ?? '', ...before, protocol, address },
        line,
        line,
      );
      return true;
    };
  },
);

export const virshNetList = tableCommand(
  'net-list',
  'libvirt-network',
  4,
  /^\s*Name\s+State\s+Autostart\s+Persistent\s*$/,
  (_context, sink) =>
    ([name = '', state = '', autostart, persistent], _labels, line) => {
      const network = { name, state, autostart: yes(autostart), persistent: yes(persistent) };
      if (network.autostart === null) return false;
      sink.fact(
        'libvirt-network',
        { ...network, uuid: null, bridge: null, forwardMode: null, addresses: null },
        line,
        line,
      );
      return true;
    },
);

const list = 'virsh list';

function listParser(context: CommandContext, sink: Sink): LineParser {
  const argv = new Set(context.argv ?? []);
  const table = virshTable(
    3,
    tableEvents(list, sink, ([id = '', name = '', state = '', title], _labels, line) => {
      if (!/^(?:\d+|-)$/.test(id) || name === '' || state === '') return false;
      const domain = {
        name,
        id: id === '-' ? null : Number(id),
        state: domainState(state),
        title: title ?? null,
      };
      sink.fact('domain', { ...emptyDomain, ...domain }, line, line);
      return true;
    }),
  );
  const bare = argv.has('--name') || argv.has('--uuid');
  if (!bare || argv.has('--table')) return table;
  return {
    line(text, number) {
      const word = text.trim();
      if (word === '') return;
      const [id, name] = uuid.test(word) ? [word.toLowerCase(), null] : [null, word];
      const fits = argv.has('--uuid') ? id !== null : /^[^\s%{}]+$/.test(word) && /^[\p{L}\p{N}]/u.test(word);
      if (!fits) unexpectedLine(sink, list, text, number);
      else sink.fact('domain', { ...emptyDomain, uuid: id, name }, number, number);
    },
    end: () => undefined,
  };
}

export const virshList: Command = {
  id: 'virsh-list',
  title: list,
  facts: ['domain'],
  recognise: (argv) => (virshTarget(argv, 'list') === null ? null : {}),
  sniff: (line) =>
    /^\s*Id\s+(?:Name|名称|名前|이름|Nom|Nombre)\s+(?:State|状态|状態|상태|État|Estado)(?:\s+\S+)?\s*$/.test(
      line,
    ),
  parser: listParser,
};
