// `ovn-sbctl show`: the chassis with their tunnel endpoints and the ports that are bound to them:
//
//   Chassis "6e3d7d6c-6893-6bcf-e379-acd02e5879c0"
//       hostname: compute1
//       Encap geneve
//           ip: "192.168.20.11"
//           options: {csum="true"}
//       Port_Binding "5d258597-11c2-46cd-bc33-6d9354e8fd88"
import type { Command, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { readAtom, readMap } from '../ovsdb/ovsdb-value.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ovn-sbctl show';
const record = /^(Chassis|Encap|Port_Binding) (\S.*)$/;
const column = /^(hostname|ip|options): *(\S.*)$/;

export const ovnSbctlShow: Command = {
  id: 'ovn-sbctl-show',
  title,
  facts: ['chassis', 'port-binding'],
  recognise(argv) {
    const line = databaseCommandLine(argv, 'ovn-sbctl');
    return line?.words[0] === 'show' ? {} : null;
  },
  sniff: (line) =>
    /^(?:Chassis (?:"[^"]+"|[\w.-]+)$| {4}(?:Encap (?:geneve|vxlan|stt)$|Port_Binding \S))/.test(line),
  parser: (_context, sink) => new ShowParser(sink),
};

interface Encapsulation {
  readonly type: string;
  ip: string | null;
  options: Readonly<Record<string, string>>;
}

interface Chassis {
  readonly name: string;
  hostname: string | null;
  readonly encapsulations: Encapsulation[];
  readonly firstLine: number;
  lastLine: number;
}

class ShowParser implements LineParser {
  readonly #sink: Sink;
  #chassis: Chassis | null = null;
  /** Of the chassis that was closed: its ports come after it. */
  #name: string | null = null;
  #encap: Encapsulation | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(line: string, number: number): void {
    const text = line.trim();
    if (text === '') return;
    const [, word = '', rest = ''] = record.exec(text) ?? [];
    const name = word === '' ? null : readAtom(rest);
    const isRead = name === null ? this.#column(text, number) : this.#record(word, name, number);
    if (!isRead) unexpectedLine(this.#sink, title, line, number);
  }

  end(): void {
    this.#close();
  }

  #record(word: string, name: string, number: number): boolean {
    if (word === 'Chassis') {
      this.#close();
      this.#chassis = { name, hostname: null, encapsulations: [], firstLine: number, lastLine: number };
      this.#name = name;
      this.#encap = null;
      return true;
    }
    if (word === 'Encap') {
      if (this.#chassis === null) return false;
      this.#encap = { type: name, ip: null, options: {} };
      this.#chassis.encapsulations.push(this.#encap);
      this.#chassis.lastLine = number;
      return true;
    }
    this.#close();
    this.#sink.fact('port-binding', boundPort(name, this.#name), number, number);
    return true;
  }

  #column(text: string, number: number): boolean {
    const [, name = '', value = ''] = column.exec(text) ?? [];
    const chassis = this.#chassis;
    if (chassis === null || name === '') return false;
    if (name === 'options') {
      const options = readMap(value);
      if (options === null || this.#encap === null) return false;
      this.#encap.options = options;
    } else {
      const atom = readAtom(value);
      if (atom === null) return false;
      if (name === 'hostname') chassis.hostname = atom;
      else if (this.#encap === null) return false;
      else this.#encap.ip = atom;
    }
    chassis.lastLine = number;
    return true;
  }

  #close(): void {
    const chassis = this.#chassis;
    this.#chassis = null;
    if (chassis === null) return;
    const data = {
      name: chassis.name,
      uuid: null,
      hostname: chassis.hostname,
      encapsulations: chassis.encapsulations.flatMap(({ type, ip, options }) =>
        ip === null ? [] : [{ type, ip, options }],
      ),
      externalIds: {},
      otherConfig: {},
    };
    this.#sink.fact('chassis', data, chassis.firstLine, chassis.lastLine);
  }
}

function boundPort(logicalPort: string, chassis: string | null) {
  return { ...unprintedBinding, logicalPort, chassis };
}

/** The columns of a port binding that neither `show` nor `lflow-list` prints. */
export const unprintedBinding = {
  uuid: null,
  type: null,
  datapath: null,
  datapathName: null,
  datapathKey: null,
  tunnelKey: null,
  mac: null,
  natAddresses: null,
  chassis: null,
  chassisUuid: null,
  requestedChassis: null,
  additionalChassis: null,
  haChassisGroup: null,
  parentPort: null,
  tag: null,
  up: null,
  virtualParent: null,
  options: {},
  externalIds: {},
};
