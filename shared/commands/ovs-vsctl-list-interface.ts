// `ovs-vsctl list Interface [NAME…]`: one `column: value` a line, records parted by a blank line. Which
// columns there are depends on the version and on `--columns`:
//
//   _uuid               : 741922f2-9749-4c46-9d94-a2d66564ccbc
//   admin_state         : up
//   external_ids        : {}
//   ingress_policing_burst: 0
//   mac_in_use          : "12:f3:12:9b:89:84"
//   name                : gre-c0a80a0c
//   ofport              : 3
//   options             : {df_default="true", in_key=flow, local_ip="192.168.10.11", remote_ip="192.168.10.12"}
//   statistics          : {rx_bytes=213816, rx_packets=2804, tx_bytes=617486, tx_packets=6174}
//   type                : gre
import type { Command, LineParser, Sink } from './command.ts';
import type { OvsInterfaceFact } from '../facts.ts';
import { vsctlCommandLine } from './ovs-command-line.ts';
import { readAtom, readMap, readOptional } from './ovsdb-value.ts';
import { unexpectedLine } from './unexpected-line.ts';

const columnLine = /^([a-z_0-9]+) *: *(\S.*)$/;

export const ovsVsctlListInterface: Command = {
  id: 'ovs-vsctl-list-interface',
  title: 'ovs-vsctl list Interface',
  facts: ['ovs-interface'],
  recognise(argv) {
    const line = vsctlCommandLine(argv);
    if (line === null) return null;
    const [verb, table = '', name, ...others] = line.words;
    if (verb !== 'list' && verb !== 'find') return null;
    // ovs-vsctl takes any beginning of a table's name, in either case.
    if (table.length < 3 || !'interface'.startsWith(table.toLowerCase())) return null;
    if (!isListOfStrings(line.options)) return null;
    return verb === 'list' && name !== undefined && others.length === 0 ? { target: name } : {};
  },
  // `_uuid` begins the records of every table; these columns only Interface has.
  sniff: (line) =>
    /^(?:admin_state|mac_in_use|link_resets|lacp_current|ofport_request|cfm_\w+|ingress_policing_\w+) *: \S/.test(
      line,
    ),
  parser: (_context, sink) => new ListParser(sink),
};

/** Other formats (`-f table`, `--bare`, `-d json`) print other values, or no column names. */
function isListOfStrings(options: ReadonlyMap<string, string | null>): boolean {
  const format = options.get('-f') ?? options.get('--format') ?? 'list';
  const data = options.get('-d') ?? options.get('--data') ?? 'string';
  return format === 'list' && data === 'string' && !options.has('--bare') && !options.has('--oneline');
}

class ListParser implements LineParser {
  readonly #sink: Sink;
  #columns = new Map<string, { readonly value: string; readonly line: number }>();
  #firstLine = 0;
  #lastLine = 0;
  /** Whether the last two lines of the record stood together: only then a blank line ends it. */
  #together = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(text: string, number: number): void {
    if (text.trim() === '') {
      // In a blog's paragraphs a blank line follows every line.
      if (this.#together) this.#close();
      return;
    }
    const found = columnLine.exec(text.trim());
    if (found === null) {
      unexpectedLine(this.#sink, 'ovs-vsctl list Interface', text, number);
      return;
    }
    const [, name = '', value = ''] = found;
    if (this.#columns.has(name)) this.#close();
    this.#together = this.#columns.size > 0 && number <= this.#lastLine + 1;
    if (this.#columns.size === 0) this.#firstLine = number;
    this.#lastLine = number;
    this.#columns.set(name, { value, line: number });
  }

  end(): void {
    this.#close();
  }

  #close(): void {
    if (this.#columns.size === 0) return;
    const name = this.#atom('name');
    if (name === null) {
      this.#sink.problem(
        'error',
        this.#firstLine,
        'unexpected-line',
        'These columns belong to an interface whose name is not there.',
      );
    } else {
      const data: OvsInterfaceFact = {
        name,
        bridge: null,
        port: null,
        type: this.#type(),
        options: this.#map('options'),
        error: this.#atom('error'),
        uuid: this.#atom('_uuid'),
        ofport: this.#number('ofport'),
        // 0 is no index: ports of the userspace datapath have none (ovs-vswitchd.conf.db(5)).
        ifindex: this.#number('ifindex') || null,
        mac: (this.#atom('mac_in_use') ?? this.#atom('mac'))?.toLowerCase() ?? null,
        mtu: this.#number('mtu'),
        adminState: this.#atom('admin_state'),
        linkState: this.#atom('link_state'),
        externalIds: this.#map('external_ids'),
        otherConfig: this.#map('other_config'),
        statistics: this.#counters(),
      };
      this.#sink.fact('ovs-interface', data, this.#firstLine, this.#lastLine);
    }
    this.#columns = new Map();
    this.#together = false;
  }

  #type(): OvsInterfaceFact['type'] {
    const column = this.#columns.get('type');
    if (column === undefined) return null;
    const type = column.value === '""' ? '' : (readAtom(column.value) ?? '');
    return type === '' ? 'system' : type;
  }

  /** An optional value; null for `[]`, for a column that is not there, and, with a problem, for a damaged one. */
  #atom(name: string): string | null {
    const column = this.#columns.get(name);
    if (column === undefined || column.value === '""') return null;
    const atom = readOptional(column.value);
    if (atom === undefined) this.#damaged(name, column.line);
    return atom ?? null;
  }

  #number(name: string): number | null {
    const atom = this.#atom(name);
    if (atom === null) return null;
    const value = Number(atom);
    if (Number.isFinite(value)) return value;
    this.#damaged(name, this.#columns.get(name)?.line ?? this.#firstLine);
    return null;
  }

  #map(name: string): Readonly<Record<string, string>> {
    const column = this.#columns.get(name);
    if (column === undefined) return {};
    const map = readMap(column.value);
    if (map === null) this.#damaged(name, column.line);
    return map ?? {};
  }

  #counters(): Readonly<Record<string, number>> {
    const entries = Object.entries(this.#map('statistics')).map(
      ([name, value]) => [name, Number(value)] as const,
    );
    return Object.fromEntries(entries.filter(([, value]) => Number.isFinite(value)));
  }

  #damaged(name: string, line: number): void {
    this.#sink.problem('error', line, 'unexpected-line', `The value of ${name} cannot be read.`);
  }
}
