// `ovs-vsctl show`: the bridges, ports and interfaces of the configuration database. Blogs and mails
// lose its indentation, so it is read by its keywords:
//
//   1b0546b1-8df7-4946-a4ba-20e63375dd26
//       Bridge br-tun
//           Controller "tcp:127.0.0.1:6633"
//               is_connected: true
//           fail_mode: secure
//           datapath_type: netdev
//           Port gre-c0a80a0c
//               Interface gre-c0a80a0c
//                   type: gre
//                   options: {df_default="true", in_key=flow, local_ip="192.168.10.11", remote_ip="192.168.10.12"}
//       ovs_version: "3.1.0"
import type { Command, LineParser, Sink } from '../command.ts';
import type {
  OvsBridgeFact,
  OvsControllerFact,
  OvsdbManagerFact,
  OvsInterfaceFact,
  OvsPortFact,
} from '../../facts.ts';
import { vsctlCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { readAtom, readMap, readSet } from './ovsdb-value.ts';
import {
  bridgeColumns,
  connectionColumns,
  interfaceColumns,
  portColumns,
  switchColumns,
} from './unprinted-columns.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { unfoldShow } from './ovs-vsctl-show-unfold.ts';

const record = /^(Bridge|Port|Interface|Manager|Controller) +(\S.*)$/;
const column = /^([a-z_]+): *(\S.*)$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Columns of Open_vSwitch that old versions show beside `ovs_version`. */
const passedOver: ReadonlySet<string> = new Set(['db_version', 'system_type', 'system_version']);

export const ovsVsctlShow: Command = {
  id: 'ovs-vsctl-show',
  title: 'ovs-vsctl show',
  facts: ['open-vswitch', 'ovsdb-manager', 'ovs-bridge', 'ovs-controller', 'ovs-port', 'ovs-interface'],
  recognise(argv) {
    const line = vsctlCommandLine(argv);
    return line?.words[0] === 'show' && line.words.length === 1 ? {} : null;
  },
  // Not the first line: a bare UUID stands in many other files.
  sniff: (line) =>
    /^ {4}(?:Bridge (?:"[^"]+"|[^\s"]+)|Manager "\w+:[^"]*"|ovs_version: "[^"]+")$/.test(line) ||
    /^\s*Bridge (?:"[^"]+"|[^\s"]+)\s+(?:Controller|Port|fail_mode:) ?\S/.test(line),
  unfold: unfoldShow,
  parser: (_context, sink) => new ShowParser(sink),
};

type Open<T> = { -readonly [K in keyof T]: T[K] } & { firstLine: number; lastLine: number };

/** What is open stays open until the next record of its kind, because a bridge's columns may follow its ports. */
class ShowParser implements LineParser {
  readonly #sink: Sink;
  #bridge: Open<OvsBridgeFact> | null = null;
  #port: Open<OvsPortFact> | null = null;
  #interface: Open<OvsInterfaceFact> | null = null;
  /** The controller or manager that `is_connected` may follow. */
  #connection:
    | ({ kind: 'ovs-controller' } & Open<OvsControllerFact>)
    | ({ kind: 'ovsdb-manager' } & Open<OvsdbManagerFact>)
    | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(line: string, number: number): void {
    const text = line.trim();
    if (text === '' || uuid.test(text)) return;
    const found = record.exec(text);
    if (found !== null) {
      const name = readAtom(found[2] ?? '');
      if (name === null || !this.#record(found[1] ?? '', name, number))
        unexpectedLine(this.#sink, 'ovs-vsctl show', text, number);
      return;
    }
    const pair = column.exec(text);
    if (pair === null || !this.#column(pair[1] ?? '', pair[2] ?? '', number))
      unexpectedLine(this.#sink, 'ovs-vsctl show', text, number);
  }

  end(): void {
    this.#closeConnection();
    this.#closeBridge();
  }

  #record(word: string, name: string, number: number): boolean {
    this.#closeConnection();
    switch (word) {
      case 'Bridge':
        this.#closeBridge();
        this.#bridge = {
          name,
          ...bridgeColumns,
          controllers: [],
          firstLine: number,
          lastLine: number,
        };
        return true;
      case 'Port':
        this.#closePort();
        this.#port = {
          bridge: this.#bridge?.name ?? null,
          name,
          tag: 'none',
          trunks: [],
          vlanMode: 'none',
          interfaces: [],
          ...portColumns,
          firstLine: number,
          lastLine: number,
        };
        if (this.#bridge === null) this.#withoutBridge(name, number);
        return true;
      case 'Interface':
        this.#closeInterface();
        this.#interface = newInterface(name, this.#bridge?.name ?? null, this.#port?.name ?? null, number);
        if (this.#port !== null) {
          this.#port.interfaces = [...(this.#port.interfaces ?? []), name];
          this.#port.lastLine = number;
        }
        return true;
      case 'Controller':
        if (this.#bridge === null) return false;
        this.#bridge.controllers = [...(this.#bridge.controllers ?? []), name];
        if (this.#port === null) this.#bridge.lastLine = number;
        this.#connection = newController(name, this.#bridge.name, number);
        return true;
      default:
        this.#connection = newManager(name, number);
        return true;
    }
  }

  #column(name: string, value: string, number: number): boolean {
    switch (name) {
      case 'fail_mode':
      case 'datapath_type':
      case 'datapath_version':
        return this.#bridgeColumn(name, value, number);
      case 'tag':
      case 'trunks':
      case 'vlan_mode':
        return this.#portColumn(name, value, number);
      case 'type':
      case 'options':
      case 'error':
      case 'bfd_status':
        return this.#interfaceColumn(name, value, number);
      case 'is_connected':
        return this.#connected(value, number);
      case 'ovs_version':
        return this.#version(value, number);
      default:
        return passedOver.has(name);
    }
  }

  #connected(value: string, number: number): boolean {
    if (this.#connection === null) return false;
    this.#connection.isConnected = value === 'true';
    this.#connection.lastLine = number;
    return true;
  }

  #version(value: string, number: number): boolean {
    const ovsVersion = readAtom(value);
    if (ovsVersion === null) return false;
    this.#sink.fact('open-vswitch', { ...switchColumns, ovsVersion }, number, number);
    return true;
  }

  #bridgeColumn(
    name: 'fail_mode' | 'datapath_type' | 'datapath_version',
    value: string,
    number: number,
  ): boolean {
    const bridge = this.#bridge;
    const atom = readAtom(value);
    if (bridge === null || atom === null) return false;
    if (name === 'fail_mode') bridge.failMode = atom;
    else if (name === 'datapath_type') bridge.datapathType = atom;
    else bridge.datapathVersion = atom;
    // A column printed after the ports is no part of the range: that would claim all their lines.
    if (this.#port === null) bridge.lastLine = number;
    return true;
  }

  #portColumn(name: 'tag' | 'trunks' | 'vlan_mode', value: string, number: number): boolean {
    const port = this.#port;
    const atoms = readSet(value);
    if (port === null || atoms === null) return false;
    if (name === 'vlan_mode') {
      port.vlanMode = atoms[0] ?? 'none';
    } else {
      const vlans = atoms.map(Number);
      if (!vlans.every((vlan) => Number.isInteger(vlan))) return false;
      if (name === 'tag') port.tag = vlans[0] ?? 'none';
      else port.trunks = vlans;
    }
    port.lastLine = number;
    return true;
  }

  #interfaceColumn(
    name: 'type' | 'options' | 'error' | 'bfd_status',
    value: string,
    number: number,
  ): boolean {
    const open = this.#interface;
    if (open === null) return false;
    if (name === 'options' || name === 'bfd_status') {
      const pairs = readMap(value);
      if (pairs === null) return false;
      if (name === 'options') open.options = pairs;
      else open.bfdStatus = pairs;
    } else {
      const atom = readAtom(value);
      if (atom === null) return false;
      if (name === 'type') open.type = atom;
      else open.error = atom;
    }
    open.lastLine = number;
    if (this.#port !== null) this.#port.lastLine = number;
    return true;
  }

  #closeConnection(): void {
    if (this.#connection === null) return;
    const { kind, firstLine, lastLine, ...data } = this.#connection;
    this.#connection = null;
    if ('database' in data && kind === 'ovsdb-manager') this.#sink.fact(kind, data, firstLine, lastLine);
    else if ('bridge' in data) this.#sink.fact('ovs-controller', data, firstLine, lastLine);
  }

  #closeBridge(): void {
    this.#closePort();
    if (this.#bridge === null) return;
    const { firstLine, lastLine, ...bridge } = this.#bridge;
    this.#sink.fact('ovs-bridge', bridge, firstLine, lastLine);
    this.#bridge = null;
  }

  #closePort(): void {
    this.#closeInterface();
    if (this.#port === null) return;
    const { firstLine, lastLine, ...port } = this.#port;
    if (port.bridge !== null) this.#sink.fact('ovs-port', port, firstLine, lastLine);
    this.#port = null;
  }

  #closeInterface(): void {
    if (this.#interface === null) return;
    const { firstLine, lastLine, ...data } = this.#interface;
    this.#sink.fact('ovs-interface', data, firstLine, lastLine);
    this.#interface = null;
  }

  #withoutBridge(port: string, number: number): void {
    this.#sink.problem(
      'error',
      number,
      'unexpected-line',
      `The port ${port} comes before any bridge: the output has lost its beginning.`,
    );
  }
}

function newInterface(
  name: string,
  bridge: string | null,
  port: string | null,
  number: number,
): Open<OvsInterfaceFact> {
  return {
    name,
    bridge,
    port,
    type: 'system',
    ...interfaceColumns,
    firstLine: number,
    lastLine: number,
  };
}

function newController(
  target: string,
  bridge: string,
  number: number,
): { kind: 'ovs-controller' } & Open<OvsControllerFact> {
  const data = { target, bridge, role: null, externalIds: {}, otherConfig: {}, ...connectionColumns };
  return { kind: 'ovs-controller', ...data, firstLine: number, lastLine: number };
}

function newManager(target: string, number: number): { kind: 'ovsdb-manager' } & Open<OvsdbManagerFact> {
  const data = { database: 'Open_vSwitch', target, ...connectionColumns };
  return { kind: 'ovsdb-manager', ...data, firstLine: number, lastLine: number };
}
