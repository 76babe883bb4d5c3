// `ovs-ofctl [-O VERSION] dump-tables BRIDGE`, `dump-table-features` and `dump-table-desc`. A table is told
// against the one before it; OpenFlow 1.0 to 1.2 and `dump-table-features` also say what a table can do:
//
//   OFPST_TABLE reply (OF1.2) (xid=0x2):
//     table 0 ("classify"):
//       active=8, lookup=57, matched=57
//       max_entries=1000000
//       matching:
//         exact match or wildcard: metadata in_port_oxm eth_{src,dst,type}
//
//     table 1:
//       active=1, lookup=3, matched=3
//       (same features)
//
//     table 2 ("ingress"): ditto
//     tables 3...253: ditto
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { counted, lineReader, OpenFact, replyHeader, unquoted } from './line-reader.ts';
import { ofctlCommand } from './ovs-command-line.ts';

const header = replyHeader('OFPST_TABLE', 'OFPST_TABLE_FEATURES', 'OFPST_TABLE_DESC');
const tableLine = /^\s*table (\d+)(?: \((".*"|[^()]+)\))?:$/;
/** `dump-table-desc` has the name alone, and all tables one after the other. */
const namedLine = /^\s*table ("(?:[^"\\]|\\.)*"|[A-Za-z_][^\s:"]*):$/;
const dittoLine = /^\s*tables? (\d+)(?:\.\.\.(\d+))?(?: \((".*"|[^()]+)\))?: ditto$/;
const countLine = /^\s*active=(\d+|\?), lookup=(\d+|\?), matched=(\d+|\?)$/;
const sameLine = /^\s*\(same (\w+)\)$/;
const sectionLine =
  /^\s*(instructions|matching|(?:Write|Apply)-Actions(?: and Apply-Actions)? features|table miss|others)(?: \(.*\))?:$/;
const valueLine =
  /^\s*(name|metadata|eviction|vacancy events|next tables?|instructions|actions|supported on Set-Field|arbitrary mask|exact match or wildcard|must exact match): (\S.*)$/;
const pairsLine = /^\s*[a-z][\w-]*=\S+(?: [a-z][\w-]*=\S+)* ?$/;
const bareLine =
  /^\s*(next tables?|instructions|actions|supported on Set-Field|arbitrary mask|exact match or wildcard|must exact match):$/;

function tableParser(title: string, context: CommandContext, sink: Sink): LineParser {
  const fact = new OpenFact(sink, 'openflow-table');
  let table: Table | null = null;
  let next = 0;
  const begin = (number: number, first: number, last: number, name: string | null, from: Table | null) => {
    const own: Table = from ?? {
      counts: [null, null, null],
      properties: new Map(),
      section: '',
      before: null,
    };
    table = own;
    next = last + 1;
    fact.begin(number, () => {
      const [active, lookup, matched] = own.counts;
      const properties = Object.fromEntries(own.properties);
      const place = { bridge: context.target, table: first, lastTable: last, name };
      return { ...place, active, lookup, matched, properties };
    });
  };
  const read = (text: string, number: number): boolean => {
    const named = namedLine.exec(text)?.[1];
    const found = tableLine.exec(text) ?? (named === undefined ? null : [text, String(next)]);
    if (found !== null) {
      const properties = new Map<string, string>();
      const before: ReadonlyMap<string, string> | null = table === null ? null : table.properties;
      const name = named === undefined ? inBrackets(found[2]) : unquoted(named);
      const fresh: Table = { counts: [null, null, null], properties, section: '', before };
      begin(number, Number(found[1]), Number(found[1]), name, fresh);
      return true;
    }
    const ditto = dittoLine.exec(text);
    if (ditto !== null && table !== null) {
      const name = inBrackets(ditto[3]);
      begin(number, Number(ditto[1]), Number(ditto[2] ?? ditto[1]), name, table);
      return true;
    }
    if (table === null || !readTable(table, text)) return header.test(text);
    fact.extend(number);
    return true;
  };
  return lineReader(sink, title, read, () => fact.close());
}

/** In brackets a name is in quotes as it is: `table 62 ("say "hi"")`. */
function inBrackets(text: string | undefined): string | null {
  return text === undefined ? null : /^".*"$/.test(text) ? text.slice(1, -1) : text;
}

interface Table {
  counts: readonly [number | null, number | null, number | null];
  readonly properties: Map<string, string>;
  /** `matching`: what the lines that follow are about. */
  section: string;
  /** The properties of the table before, for `(same …)`. */
  readonly before: ReadonlyMap<string, string> | null;
}

/** One line of a table; false when it is not one. */
function readTable(table: Table, text: string): boolean {
  const count = countLine.exec(text);
  if (count !== null) {
    table.counts = [counted(count[1]), counted(count[2]), counted(count[3])];
    return true;
  }
  const same = sameLine.exec(text)?.[1];
  if (same !== undefined) {
    for (const [key, value] of table.before ?? []) {
      if (same === 'features' || key.startsWith(same)) table.properties.set(key, value);
    }
    return true;
  }
  const section = sectionLine.exec(text)?.[1];
  if (section !== undefined) {
    // Actions stand inside the instructions and are what `(same actions)` means.
    table.section = section.endsWith('features') ? 'actions' : section;
    return true;
  }
  const value = valueLine.exec(text);
  const bare = bareLine.exec(text)?.[1];
  if (value?.[1] !== undefined) table.properties.set(keyOf(table, value[1]), value[2]?.trimEnd() ?? '');
  else if (bare !== undefined) table.properties.set(keyOf(table, bare), '');
  else if (pairsLine.test(text)) {
    for (const pair of text.trim().split(' ')) {
      table.properties.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
  } else return false;
  return true;
}

function keyOf(table: Table, key: string): string {
  return table.section === '' || table.section === key ? key : `${table.section}: ${key}`;
}

function tableCommand(command: string, sniff: (line: string) => boolean): Command {
  return {
    id: `ovs-ofctl-${command}`,
    title: `ovs-ofctl ${command}`,
    facts: ['openflow-table'],
    recognise: (argv) => ofctlCommand(argv, command),
    sniff,
    parser: (context, sink) => tableParser(`ovs-ofctl ${command}`, context, sink),
  };
}

export const ovsOfctlDumpTables: Command = tableCommand('dump-tables', (line) =>
  /^\s*OFPST_TABLE reply\b/.test(line),
);
/** Prints no header of its own. */
export const ovsOfctlDumpTableFeatures: Command = tableCommand('dump-table-features', (line) =>
  /^ {6}next tables: \d/.test(line),
);
export const ovsOfctlDumpTableDesc: Command = tableCommand('dump-table-desc', (line) =>
  /^\s*OFPST_TABLE_DESC reply\b/.test(line),
);
