// `ovn-sbctl lflow-list [DATAPATH]`, also called `dump-flows`: the logical flows, by datapath and pipeline. `--uuid`
// prints the beginning of a flow's UUID, `--ovs` the OpenFlow flows that have it as their cookie, `--stats` those
// with their counters, `--vflows` what else concerns the datapath:
//
//   Datapath: "neutron-4618bbcd-77fb-…" aka "External" (a8d88a2a-e682-4812-bb31-e900707453a1)  Pipeline: ingress
//     table=0 (ls_in_check_port_sec), priority=100  , match=(eth.src[40]), action=(drop;)
//     uuid=0x3a97974f, table=8 (ls_in_acl          ), priority=2002 , match=(1), action=(next;)
//       cookie=0x3a97974f, duration=587.433s, table=8, n_packets=0, … priority=100,metadata=0x3 actions=drop
//
//   Port Bindings:
//     datapath="neutron-f9f30395-…" aka "Internal", logical_port=d76fc0fd-f3f6-…, tunnel_key=8
import type { LogicalFlowFact, OvsdbColumn } from '../../facts.ts';
import { setOf } from '../ovsdb/ovsdb-value.ts';
import type { Command, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { unprintedBinding } from './ovn-sbctl-show.ts';

const title = 'ovn-sbctl lflow-list';
const datapathLine =
  /^Datapath: (?:"([^"]*)" )?(?:aka "([^"]*)" )?\(([0-9a-f-]{36})\) {1,2}Pipeline: (ingress|egress)$/;
const flowLine =
  /^ {2}(?:uuid=(?:0x)?([0-9a-f-]+), )?table=(\d+) ?\(([^)]*)\), priority=(\d+) *, match=\((.*)$/;
const openflowLine = /^ {4}(?:cookie=|table=|duration=)/;
const sectionLine = /^[A-Z][A-Za-z ]+:$/;
const bindingLine =
  /^ {2}(?:uuid=(?:0x)?([0-9a-f-]+), )?datapath="([^"]*)"(?: aka "[^"]*")?, logical_port=(\S+), tunnel_key=(\d+) *$/;

export const ovnSbctlLflowList: Command = {
  id: 'ovn-sbctl-lflow-list',
  title,
  facts: ['logical-flow', 'port-binding', 'ovsdb-row'],
  recognise(argv) {
    const line = databaseCommandLine(argv, 'ovn-sbctl');
    const [verb = '', target] = line?.words ?? [];
    if (!['lflow-list', 'dump-flows'].includes(verb)) return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => datapathLine.test(line) || (flowLine.test(line) && line.includes('), action=(')),
  parser: (_context, sink) => new LflowParser(sink),
};

class LflowParser implements LineParser {
  readonly #sink: Sink;
  #datapath: { name: string | null; uuid: string; pipeline: string } | null = null;
  #flow: { data: LogicalFlowFact; openflow: string[]; firstLine: number; lastLine: number } | null = null;
  #section: string | null = null;
  #row: {
    readonly table: string;
    readonly columns: Readonly<Record<string, OvsdbColumn>>;
    readonly vips: Record<string, string>;
    readonly firstLine: number;
    lastLine: number;
  } | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(line: string, number: number): void {
    const text = line.trimEnd();
    if (text === '') return;
    const isRead =
      this.#datapathLine(text) ||
      this.#flowLine(text, number) ||
      this.#openflowLine(text, number) ||
      this.#sectionLine(text, number);
    if (!isRead) unexpectedLine(this.#sink, title, line, number);
  }

  end(): void {
    this.#close();
  }

  #datapathLine(text: string): boolean {
    const [, name, , uuid, pipeline] = datapathLine.exec(text) ?? [];
    if (uuid === undefined || pipeline === undefined) return false;
    this.#close();
    this.#section = null;
    this.#datapath = { name: name ?? null, uuid, pipeline };
    return true;
  }

  #flowLine(text: string, number: number): boolean {
    const found = flowLine.exec(text);
    if (found === null || this.#datapath === null) return false;
    const [, uuid = null, table = '', stage = '', priority = '', rest = ''] = found;
    const at = rest.indexOf('), action=(');
    if (at < 0 || !rest.endsWith(')')) return false;
    this.#close();
    const data = {
      uuid,
      datapath: this.#datapath.name,
      datapathUuid: this.#datapath.uuid,
      datapathGroup: null,
      pipeline: this.#datapath.pipeline,
      table: Number(table),
      stage: stage.trim() || null,
      priority: Number(priority),
      match: rest.slice(0, at),
      actions: rest.slice(at + '), action=('.length, -1),
      controllerMeter: null,
      stageHint: null,
      tags: {},
      externalIds: {},
      openflow: [],
    };
    this.#flow = { data, openflow: [], firstLine: number, lastLine: number };
    return true;
  }

  #openflowLine(text: string, number: number): boolean {
    if (this.#flow === null || !openflowLine.test(text) || !text.includes('actions=')) return false;
    this.#flow.openflow.push(text.trim());
    this.#flow.lastLine = number;
    return true;
  }

  #sectionLine(text: string, number: number): boolean {
    if (sectionLine.test(text)) {
      this.#close();
      this.#section = text.slice(0, -1);
      return true;
    }
    if (this.#section === null) return false;
    if (this.#section === 'Port Bindings') return this.#bindingLine(text, number);
    return this.#rowLine(this.#section, text, number);
  }

  #bindingLine(text: string, number: number): boolean {
    const [, uuid = null, datapathName, logicalPort, tunnelKey] = bindingLine.exec(text) ?? [];
    if (datapathName === undefined || logicalPort === undefined) return this.#openflowOfRow(text);
    const data = { ...unprintedBinding, uuid, datapathName, logicalPort, tunnelKey: Number(tunnelKey) };
    this.#sink.fact('port-binding', data, number, number);
    return true;
  }

  /** Of MAC bindings, multicast groups, chassis and load balancers the pairs are kept as printed. */
  #rowLine(section: string, text: string, number: number): boolean {
    if (/^ {2}[a-z_]+=/.test(text)) {
      this.#close();
      const table = sectionTables[section] ?? section.replaceAll(' ', '_');
      this.#row = { table, columns: pairsOf(text.trim()), vips: {}, firstLine: number, lastLine: number };
      return true;
    }
    const row = this.#row;
    if (row === null) return false;
    const [, vip, backends] = /^ +(\S+) = (\S*)$/.exec(text) ?? [];
    if (vip !== undefined) row.vips[vip] = backends ?? '';
    else if (text.trim() !== 'vips:') return this.#openflowOfRow(text);
    row.lastLine = number;
    return true;
  }

  #openflowOfRow(text: string): boolean {
    return openflowLine.test(text) && text.includes('actions=');
  }

  #close(): void {
    const row = this.#row;
    this.#row = null;
    if (row !== null) {
      const { table, firstLine, lastLine } = row;
      const columns: Record<string, OvsdbColumn> = { ...row.columns };
      if (Object.keys(row.vips).length > 0) columns['vips'] = row.vips;
      const named = columns['name'] ?? columns['logical_port'];
      const name = typeof named === 'string' ? named : null;
      const data = { database: 'OVN_Southbound', table, uuid: null, name, columns };
      this.#sink.fact('ovsdb-row', data, firstLine, lastLine);
    }
    const flow = this.#flow;
    this.#flow = null;
    if (flow === null) return;
    const { data, openflow, firstLine, lastLine } = flow;
    this.#sink.fact('logical-flow', { ...data, openflow }, firstLine, lastLine);
  }
}

const sectionTables: Readonly<Record<string, string>> = {
  'MAC Bindings': 'MAC_Binding',
  'MC Groups': 'Multicast_Group',
  'Load Balancers': 'Load_Balancer',
};

/** `datapath="a" aka "b", name=c, ports=(d, e)`; a key that is there several times has all its values. */
function pairsOf(text: string): Readonly<Record<string, OvsdbColumn>> {
  const values = new Map<string, string[]>();
  for (const pair of text.split(/, (?=[a-z_]+=)/)) {
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1).replace(/^"([^"]*)".*$/, '$1');
    const list = value.startsWith('(') && value.endsWith(')') ? value.slice(1, -1).split(', ') : [value];
    const key = pair.slice(0, at);
    values.set(key, [...(values.get(key) ?? []), ...list]);
  }
  return Object.fromEntries([...values].map(([key, list]) => [key, setOf(list)]));
}
