// `ovn-nbctl show [SWITCH|ROUTER]`: logical switches and routers with their ports and NAT rules. `aka` is the name
// that Neutron's user gave the network, router or port:
//
//   switch 7e144087-d418-4b04-bc97-05d4c5877b9d (neutron-f9f30395-7aa1-4b25-a668-51e917a40458) (aka Internal)
//       port cfe83482-cdb1-42b8-8657-26d3722ca500 (aka web1-port)
//           addresses: ["fa:16:3e:87:b1:87 10.18.0.75"]
//       port e7a5f7a3-39ab-48d0-8a5a-279948493554
//           type: router
//           router-port: lrp-e7a5f7a3-39ab-48d0-8a5a-279948493554
//   router d9a3b521-a2ec-4d85-9bdc-0c53cc41b3e9 (neutron-7c1b9467-b14d-4380-b2c9-56a26a6488d0) (aka router1)
//       port lrp-ce63c542-6852-4e9f-93ff-b5e267841cce
//           mac: "fa:16:3e:8f:65:0d"
//           ipv6-lla: "fe80::f816:3eff:fe8f:650d"
//           networks: ["172.16.0.187/16"]
//           gateway chassis: [29bc56c4-5cf5-6796-592a-4bee53be3c86]
//       nat efbdfad1-328a-48c7-9beb-4c196b50cdc1
//           external ip: "172.16.0.160"
//           logical ip: "10.18.0.75"
//           type: "dnat_and_snat"
import type {
  LogicalRouterFact,
  LogicalRouterPortFact,
  LogicalSwitchFact,
  LogicalSwitchPortFact,
  NatRuleFact,
} from '../../facts.ts';
import type { Command, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { readAtom, readSet } from '../ovsdb/ovsdb-value.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ovn-nbctl show';
const head = /^(switch|router) ([0-9a-f]{8}-[0-9a-f-]{27})(?: \((.*?)\))?(?: \(aka (.*)\))?$/;
const port = /^port (\S+)(?: \(aka (.*)\))?$/;
const nat = /^nat ([0-9a-f]{8}-[0-9a-f-]{27})$/;
const column = /^([a-z][a-z0-9 ()-]*): *(.*)$/;

export const ovnNbctlShow: Command = {
  id: 'ovn-nbctl-show',
  title,
  facts: ['logical-switch', 'logical-switch-port', 'logical-router', 'logical-router-port', 'nat-rule'],
  recognise(argv) {
    const line = databaseCommandLine(argv, 'ovn-nbctl');
    if (line?.words[0] !== 'show') return null;
    const target = line.words[1];
    return target === undefined ? {} : { target };
  },
  sniff: (line) => head.test(line),
  parser: (_context, sink) => new ShowParser(sink),
};

type Range = { firstLine: number; lastLine: number };
type Open<K extends string, T> = { readonly kind: K; data: { -readonly [P in keyof T]: T[P] } } & Range;
type Item =
  | Open<'logical-switch-port', LogicalSwitchPortFact>
  | Open<'logical-router-port', LogicalRouterPortFact>
  | Open<'nat-rule', NatRuleFact>;

class ShowParser implements LineParser {
  readonly #sink: Sink;
  #owner: { readonly kind: string; readonly name: string } | null = null;
  #item: Item | null = null;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  line(line: string, number: number): void {
    const text = line.trim();
    if (text !== '' && !this.#head(text, number) && !this.#start(text, number) && !this.#column(text, number))
      unexpectedLine(this.#sink, title, line, number);
  }

  end(): void {
    this.#close();
  }

  #head(text: string, number: number): boolean {
    const found = head.exec(text);
    if (found === null) return false;
    this.#close();
    const [, kind = '', uuid = '', name = null, alias = null] = found;
    this.#owner = { kind, name: name ?? uuid };
    const common = { name, uuid, alias, externalIds: {} };
    if (kind === 'switch') {
      const data: LogicalSwitchFact = { ...common, otherConfig: {} };
      this.#sink.fact('logical-switch', data, number, number);
    } else {
      const data: LogicalRouterFact = { ...common, enabled: null, options: {} };
      this.#sink.fact('logical-router', data, number, number);
    }
    return true;
  }

  #start(text: string, number: number): boolean {
    const portLine = port.exec(text);
    const natLine = nat.exec(text);
    if (portLine === null && natLine === null) return false;
    this.#close();
    const range = { firstLine: number, lastLine: number };
    const owner = this.#owner?.name ?? null;
    if (natLine !== null) {
      this.#item = { kind: 'nat-rule', data: newNat(natLine[1] ?? '', owner), ...range };
    } else if (this.#owner?.kind === 'router') {
      const data = newRouterPort(portLine?.[1] ?? '', owner);
      this.#item = { kind: 'logical-router-port', data, ...range };
    } else {
      const data = newSwitchPort(portLine?.[1] ?? '', portLine?.[2] ?? null, owner);
      this.#item = { kind: 'logical-switch-port', data, ...range };
    }
    return true;
  }

  #column(text: string, number: number): boolean {
    const [, name = '', value = ''] = column.exec(text) ?? [];
    const item = this.#item;
    if (item === null || name === '') return false;
    const set = readSet(value);
    if (set === null) return false;
    const [atom = null] = set;
    const known =
      item.kind === 'logical-switch-port'
        ? switchPortColumn(item.data, name, atom, set)
        : item.kind === 'logical-router-port'
          ? routerPortColumn(item.data, name, atom, set)
          : natColumn(item.data, name, atom);
    if (known) item.lastLine = number;
    return known;
  }

  #close(): void {
    const item = this.#item;
    this.#item = null;
    if (item === null) return;
    const { firstLine, lastLine } = item;
    switch (item.kind) {
      case 'logical-switch-port':
        this.#sink.fact(item.kind, item.data, firstLine, lastLine);
        break;
      case 'logical-router-port':
        this.#sink.fact(item.kind, item.data, firstLine, lastLine);
        break;
      default:
        this.#sink.fact(item.kind, item.data, firstLine, lastLine);
    }
  }
}

type Set = readonly string[];

function switchPortColumn(
  data: Open<'', LogicalSwitchPortFact>['data'],
  name: string,
  atom: string | null,
  set: Set,
): boolean {
  if (name === 'type') data.type = atom;
  else if (name === 'addresses') data.addresses = set;
  else if (name === 'router-port') {
    data.routerPort = atom;
    if (atom !== null) data.options = { 'router-port': atom };
  } else if (name === 'parent') data.parentName = atom;
  else if (name === 'tag') data.tag = numberOf(atom);
  else return false;
  return true;
}

function routerPortColumn(
  data: Open<'', LogicalRouterPortFact>['data'],
  name: string,
  atom: string | null,
  set: Set,
): boolean {
  if (name === 'mac') data.mac = atom?.toLowerCase() ?? null;
  // What the MAC says again, since 25.03 at the latest; no row has it.
  else if (name === 'ipv6-lla') return true;
  else if (name === 'networks') data.networks = set;
  else if (name === 'gateway chassis')
    // Parted by spaces, unlike a set.
    data.gatewayChassis = set
      .flatMap((names) => names.split(' '))
      .map((chassis) => ({ chassis, priority: null }));
  else if (name === 'peer') data.peer = atom;
  else return false;
  return true;
}

function natColumn(data: Open<'', NatRuleFact>['data'], name: string, atom: string | null): boolean {
  if (name === 'external ip') data.externalIp = atom;
  else if (name === 'logical ip') data.logicalIp = atom;
  else if (name === 'external port(s)') data.externalPortRange = atom;
  else if (name === 'external mac') data.externalMac = atom?.toLowerCase() ?? null;
  else if (name === 'logical port') data.logicalPort = atom;
  else if (name === 'type') data.type = atom ?? '';
  else return false;
  return true;
}

function numberOf(atom: string | null): number | null {
  return atom !== null && /^\d+$/.test(atom) ? Number(atom) : null;
}

/** A switch's port as far as its name tells; an instance's has the empty type, which is not printed. */
export function newSwitchPort(
  name: string,
  alias: string | null,
  owner: string | null,
): LogicalSwitchPortFact {
  return {
    name: readAtom(name) ?? name,
    uuid: null,
    alias,
    switch: owner,
    type: '',
    addresses: null,
    portSecurity: null,
    dynamicAddresses: null,
    routerPort: null,
    up: null,
    enabled: null,
    tag: null,
    parentName: null,
    options: {},
    externalIds: {},
  };
}

/** A router's port as far as its name tells. */
export function newRouterPort(name: string, owner: string | null): LogicalRouterPortFact {
  return {
    name: readAtom(name) ?? name,
    uuid: null,
    router: owner,
    mac: null,
    networks: null,
    gatewayChassis: null,
    peer: null,
    enabled: null,
    options: {},
    externalIds: {},
  };
}

/** A NAT rule of which nothing is known yet. */
export function newNat(uuid: string, owner: string | null): NatRuleFact {
  return {
    uuid,
    router: owner,
    type: '',
    externalIp: null,
    externalPortRange: null,
    externalMac: null,
    logicalIp: null,
    logicalPort: null,
    gatewayPort: null,
    match: null,
    priority: null,
    options: {},
    externalIds: {},
  };
}
