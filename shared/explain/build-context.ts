// The context of a bridge's flows out of the facts of its snapshot and of other hosts' snapshots.
import type { FlowFact } from '../facts.ts';
import { type EntityIndex, indexEntities } from '../network/identity/entity-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { isPatch, isPhysical, isTunnel, localPort, type OvsPortView } from '../network/ovs-port.ts';
import { reservedPorts } from '../openflow/fields.ts';
import { tableNumbers } from '../flows/table-numbers.ts';
import type { TableNumbers } from '../openflow/table-id.ts';
import type { Port } from '../openflow/tree.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { FlowContext, Meaning } from './flow-context.ts';
import { plainPort } from './flow-context.ts';
import { indexNetworks, LocalVlans, tunnelNetwork } from './networks.ts';
import type { Owners } from './owners.ts';
import { indexOwners } from './owners.ts';
import { ovnNames } from './ovn-names.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';
import { tableRoles } from './table-roles.ts';

/** How Neutron's agents name the ports of routers: interface, gateway, floating IPs, DVR's SNAT, HA. */
const neutronPrefixes = ['qr', 'qg', 'fg', 'sg', 'ha'] as const;

/** Contexts of a node's bridges; what all of them share is indexed once. `entities` are those of node and peers, where they are known. */
export class NodeContexts {
  readonly #node: NodeIndex;
  readonly #all: readonly SnapshotFacts[];
  readonly #flowsOf: (bridge: string) => Iterable<FlowFact>;
  readonly #tablesOf: (bridge: string) => TableNumbers;
  readonly #networks;
  readonly #vlans;
  readonly #owners: Owners;
  readonly #ovn;
  readonly #known = new Map<string, FlowContext>();

  constructor(
    node: NodeIndex,
    peers: readonly SnapshotFacts[],
    flowsOf: (bridge: string) => Iterable<FlowFact>,
    tablesOf: (bridge: string) => TableNumbers = (bridge) => tableNumbers(node.facts, bridge),
    entities: EntityIndex | null = null,
  ) {
    this.#node = node;
    this.#all = [node.facts, ...peers.filter((peer) => peer !== node.facts)];
    this.#flowsOf = flowsOf;
    this.#tablesOf = tablesOf;
    this.#networks = indexNetworks(this.#all);
    this.#vlans = new LocalVlans(node, this.#networks);
    this.#owners = indexOwners(this.#all, entities ?? indexEntities(this.#all), this.#networks);
    this.#ovn = ovnNames(this.#all, this.#owners);
  }

  of(bridge: string): FlowContext {
    const known = this.#known.get(bridge);
    if (known !== undefined) return known;
    const made = this.#make(bridge);
    this.#known.set(bridge, made);
    return made;
  }

  #make(bridge: string): FlowContext {
    const node = this.#node;
    const tables = this.#tablesOf(bridge);
    const roles = tableRoles(bridge, this.#flowsOf(bridge), tables);
    return {
      bridge,
      roles,
      tables,
      flowsIn: (table) => roles.flowsIn(table),
      port: (port) => this.#port(bridge, port),
      vlan: (vlan) => this.#vlans.meaning(vlan),
      tunnelId: (id) =>
        roles.writer === 'ovn'
          ? this.#ovn.datapath(id)
          : tunnelNetwork(node, this.#networks, this.#vlans, id),
      mac: (mac) => this.#mac(mac),
      address: (address) => this.#address(address),
      group: (id) =>
        node.facts
          .of('openflow-group')
          .find(({ data }) => data.groupId === id && (data.bridge === null || data.bridge === bridge))
          ?.data ?? null,
      datapath: this.#ovn.datapath,
      logicalPort: this.#ovn.logicalPort,
      stage: (table, datapath) => this.#ovn.stage(roles.ovn, table, datapath),
    };
  }

  #mac(mac: string): Meaning | null {
    const owner = this.#owners.byMac(mac);
    if (owner !== null) return { says: owner, because: null };
    // Neutron's default `dvr_base_mac`: each host of a distributed router has one of these.
    if (!mac.startsWith('fa:16:3f:')) return null;
    return { says: phrase('owner.dvrHost'), because: phrase('because.dvrPrefix') };
  }

  #address(address: string): Meaning | null {
    const subnet = this.#networks.byPrefix(address);
    if (subnet !== null) return { says: subnet, because: null };
    const owner = this.#owners.byAddress(address);
    if (owner !== null) return { says: owner, because: null };
    const peer = this.#node.peerWith(address);
    return peer === null ? null : { says: phrase('owner.host', { host: peer.facts.host }), because: null };
  }

  #port(bridge: string, port: Port): Meaning {
    const { ovs } = this.#node;
    if (port.kind === 'number' && port.number === localPort) {
      return { says: phrase('port.local', { bridge: mentionOf(bridge) }), because: null };
    }
    if (port.kind === 'number' && Object.values(reservedPorts).includes(port.number)) {
      return { says: plainPort(port), because: null };
    }
    const view = port.kind === 'name' ? ovs.portOf(port.name) : ovs.portByNumber(bridge, port.number);
    if (view === null || view.bridge !== bridge) {
      const because = ovs.hasPortNumbers(bridge)
        ? phrase('because.noSuchPort', { bridge })
        : phrase('because.noPortNumbers', { command: `ovs-ofctl dump-ports-desc ${bridge}` });
      return { says: plainPort(port), because: port.kind === 'name' ? null : because };
    }
    const what = this.#whatIs(view);
    const name = mentionOf(view.name);
    const number = view.ofport === null ? null : String(view.ofport);
    if (number === null) return { says: phrase('port.what', { name, what }), because: null };
    return { says: phrase('port.full', { number, name, what }), because: null };
  }

  #whatIs(view: OvsPortView): Phrase {
    const { ovs } = this.#node;
    if (isPatch(view)) {
      const peer = ovs.portOf(view.options['peer'] ?? '');
      if (peer !== null) return phrase('port.patch', { bridge: mentionOf(peer.bridge) });
      return phrase('port.patchAlone', { peer: view.options['peer'] ?? '?' });
    }
    if (isTunnel(view)) {
      const type = view.type.toUpperCase();
      const remote = view.options['remote_ip'];
      if (remote === undefined || remote === 'flow') return phrase('port.tunnelByFlow', { type });
      const peer = this.#node.peerWith(remote);
      if (peer === null) return phrase('port.tunnel', { type, remote });
      return phrase('port.tunnelToHost', { type, remote, host: peer.facts.host });
    }
    const owner = this.#owners.byPortId(view.externalIds['iface-id'] ?? '') ?? this.#byDevice(view);
    if (owner !== null) return phrase('port.of', { owner });
    const prefix = neutronPrefixes.find((each) => view.name.startsWith(`${each}-`));
    if (prefix !== undefined) return phrase(`port.neutron.${prefix}`);
    if (isPhysical(view)) return phrase('port.physical');
    if (view.type === 'internal') return phrase('port.internal');
    return phrase('port.plain');
  }

  /** An instance's device has the beginning of its Neutron port's id in its name. */
  #byDevice(view: OvsPortView): Phrase | null {
    const suffix = /^(?:tap|qvo|vhu)(.{8,11})$/.exec(view.name)?.[1];
    if (suffix === undefined) return null;
    for (const { interfaces, name, title } of this.#node.instances) {
      const own = interfaces.some(
        ({ data }) => data.portId?.startsWith(suffix) === true || data.target === `tap${suffix}`,
      );
      if (!own) continue;
      const text = name ?? title;
      return phrase('owner.instance', { instance: { text, target: { kind: 'instance', name: text } } });
    }
    return null;
  }
}

function mentionOf(name: string): {
  readonly text: string;
  readonly target: { readonly kind: 'device'; readonly name: string };
} {
  return { text: name, target: { kind: 'device', name } };
}
