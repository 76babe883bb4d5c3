// Why a rule of one node has no like on the other: the other should have it, for it serves the same network, group
// or peer; or it rightly lacks it, for what the rule is about is only here.
import { isOfHost, type BridgeNaming } from './bridge-naming.ts';
import { matchValue, type NodeRule, type NodeRules } from './node-rules.ts';
import type { PortSort } from './port-roles.ts';
import type { RuleObject, RuleShape } from './rule-shape.ts';

/** Why the other node rightly lacks a rule. */
export const ownReasons = [
  /** It is about a port that is plugged in here. */
  'port-here',
  /** It is about a port that is plugged in there, or about members of a group that are only there. */
  'port-there',
  /** It is about a network, local or physical, that the other does not serve. */
  'network-here',
  /** It is about members of a security group, or a group of actions, of which the other has no port. */
  'group-here',
  /** It is what the gateway of a router of OVN does, and the gateway is on one host. */
  'gateway',
  /** Some ports have such a rule and some do not, here too: it is what the port is set to. */
  'port-setting',
  /** Here the firewall is made of rules of the switch, there it is not (or the other way round). */
  'firewall',
] as const;
/** Why the other node should have a rule. */
export const lackReasons = [
  /** It has no tunnel to a host that this one, as others, has one to, or does not know its MAC. */
  'peer',
  /** It serves the same network. */
  'network',
  /** It has ports of the same group. */
  'group',
  /** Every port here has such a rule, and no port there. */
  'every-port',
  /** The rule is about nothing in particular: every node of the sort has it. */
  'common',
] as const;
/** Why nothing can be said. */
export const unknownReasons = [
  /** It holds a number of which nothing is known: of a port that is gone, say. */
  'unresolved',
] as const;
/** What two rules of one match do differently. */
export const differReasons = ['actions'] as const;
export type RuleReason =
  | (typeof ownReasons)[number]
  | (typeof lackReasons)[number]
  | (typeof unknownReasons)[number]
  | (typeof differReasons)[number];

export interface Explained {
  readonly class: 'own' | 'lacks' | 'unresolved';
  readonly reason: RuleReason;
  /** The things that the reason is about, by name. */
  readonly about: readonly string[];
}

/** One side of a pair, as far as reasons go. */
export interface ReasonSide {
  readonly node: NodeRules;
  /** The shapes of all its rules. */
  readonly shapes: ReadonlySet<string>;
  /** Of each shape the ports of this node that have a rule of it. */
  readonly portsOf: ReadonlyMap<string, ReadonlySet<string>>;
  /** The ports of its own that its rules are about, by key. */
  readonly ownPorts: ReadonlyMap<string, PortSort | null>;
  /** Multicast groups of OVN, `datapath:key`, that ports of its own are members of. */
  readonly memberOf: ReadonlySet<string>;
  /** Datapaths of OVN's routers whose gateway is on this node, as the other's rules tell. */
  readonly gatewayOf: ReadonlySet<string>;
}

/**
 * Tables that only Neutron's firewall made of rules fills: OVS_FIREWALL_TABLES, and those that it hands what it
 * accepted or dropped to (ACCEPTED_EGRESS_TRAFFIC_TABLE to ACCEPTED_EGRESS_TRAFFIC_NORMAL_TABLE), in
 * neutron/plugins/ml2/drivers/openvswitch/agent/common/constants.py.
 */
const firewallTables = new Set([71, 72, 73, 81, 82, 91, 92, 93, 94]);
/** TRANSIENT_TABLE and TRANSIENT_EGRESS_TABLE: ports enter the firewall here; DVR and egress have rules here, too. */
const transientTables = new Set([60, 61]);
/** ARP_SPOOF_TABLE and MAC_SPOOF_TABLE: filled where the firewall does not do it (provides_arp_spoofing_protection). */
const spoofTables = new Set([24, 25]);

/** True where Neutron's firewall is made of rules: they tell ports by `reg5`. */
function hasRuleFirewall({ rules, pipeline }: NodeRules): boolean {
  return (
    pipeline.writer === 'neutron-integration' &&
    rules.some(({ table, match }) => (table === 71 || table === 82) && match.includes('reg5='))
  );
}

/** Is it there for the way in which its node filters? `inRules`: the node does it by rules of the switch. */
function isOfFirewall({ table, match, actions }: NodeRule, inRules: boolean): boolean {
  if (typeof table !== 'number') return false;
  if (inRules) {
    const entersIt = /->reg5\b|(?:resubmit\(,|goto_table:)(?:7[123]|8[12]|9[1-4])\b/.test(actions);
    return firewallTables.has(table) || (transientTables.has(table) && entersIt);
  }
  return spoofTables.has(table) || (table === 0 && match.includes('in_port=') && leadsToSpoof.test(actions));
}

const leadsToSpoof = /^(?:resubmit\(,|goto_table:)2[45]\b/;

/** Why `other` has no rule like this one of `own`. */
export function explainLack(
  naming: BridgeNaming,
  rule: NodeRule,
  shape: RuleShape,
  own: ReasonSide,
  other: ReasonSide,
): Explained {
  const { objects } = shape;
  const names = (list: readonly RuleObject[]): readonly string[] => [
    ...new Set(list.map(({ name }) => name)),
  ];
  const inRules = hasRuleFirewall(own.node);
  if (
    own.node.pipeline.writer === 'neutron-integration' &&
    inRules !== hasRuleFirewall(other.node) &&
    isOfFirewall(rule, inRules)
  ) {
    return { class: 'own', reason: 'firewall', about: [] };
  }
  const unknown = objects.filter(({ scope }) => scope === 'unknown');
  if (unknown.length > 0) return { class: 'unresolved', reason: 'unresolved', about: names(unknown) };
  const here = objects.filter(({ scope }) => scope === 'here');
  const serves = here.filter(
    ({ kind, key }) =>
      kind === 'network' || kind === 'datapath' || (kind === 'port' && leadsToNetwork(naming.sortOf(key))),
  );
  if (serves.length > 0) return { class: 'own', reason: 'network-here', about: names(serves) };
  const ports = here.filter(
    ({ kind, key }) => kind === 'port' || kind === 'zone' || (kind === 'address' && !isOfHost(key)),
  );
  if (ports.length > 0) return explainPort(naming, shape, ports, own, other);
  const routers = objects.filter(({ kind, name }) => {
    return kind === 'datapath' && (own.gatewayOf.has(name) || isRedirect(rule, shape, other.gatewayOf));
  });
  if (routers.length > 0) return { class: 'own', reason: 'gateway', about: names(routers) };
  const tunnels = objects.filter((object) => object.kind === 'tunnel' && lacksTunnel(naming, object, other));
  if (tunnels.length > 0) {
    const { host } = own.node;
    const about = tunnels.map(({ far, scope }) => (scope === 'peer' ? host : (far ?? host)));
    return { class: 'lacks', reason: 'peer', about };
  }
  const peers = objects.filter(({ scope }) => scope === 'peer');
  const there = peers.filter(({ kind }) => kind === 'port' || kind === 'address');
  // Each node of distributed routers knows the MACs of all the others, and its own is not among them.
  if (there.length > 0 && there.every(({ kind, key }) => kind === 'address' && isOfHost(key))) {
    return { class: 'lacks', reason: 'peer', about: [own.node.host] };
  }
  // What this node does for a port of the other, the other does for ports of this one, if there are any.
  if (there.length > 0 && (alike(naming, own, there) === 0 || other.shapes.has(shape.text))) {
    return { class: 'own', reason: 'port-there', about: names(there) };
  }
  const group = multicastGroup(rule);
  if (peers.length > 0 && group !== null && !own.memberOf.has(group)) {
    return { class: 'own', reason: 'port-there', about: [`multicast group ${group}`] };
  }
  const groups = objects.filter(({ kind }) => kind === 'conjunction' || kind === 'group');
  const alone = groups.filter(({ scope }) => scope === 'here');
  if (alone.length > 0) return { class: 'own', reason: 'group-here', about: names(alone) };
  if (groups.length > 0) return { class: 'lacks', reason: 'group', about: names(groups) };
  const networks = objects.filter(({ kind }) => kind === 'network' || kind === 'datapath');
  if (networks.length > 0) return { class: 'lacks', reason: 'network', about: names(networks) };
  return { class: 'lacks', reason: 'common', about: [] };
}

/** A rule about ports of its node alone. */
function explainPort(
  naming: BridgeNaming,
  shape: RuleShape,
  ports: readonly RuleObject[],
  own: ReasonSide,
  other: ReasonSide,
): Explained {
  const about = [...new Set(ports.map(({ name }) => name))];
  if (other.shapes.has(shape.text) || alike(naming, other, ports) === 0) {
    return { class: 'own', reason: 'port-here', about };
  }
  const having = own.portsOf.get(shape.text)?.size ?? 0;
  return having >= 2 && having === alike(naming, own, ports)
    ? { class: 'lacks', reason: 'every-port', about }
    : { class: 'own', reason: 'port-setting', about };
}

/** How many ports of a side's own are of the sort of these. */
function alike(naming: BridgeNaming, side: ReasonSide, ports: readonly RuleObject[]): number {
  const sorts = new Set(ports.map(({ key }) => naming.sortOf(key)));
  return [...side.ownPorts.values()].filter((sort) => sorts.has(sort)).length;
}

function leadsToNetwork(sort: PortSort | null): boolean {
  return sort === 'patch' || sort === 'physical';
}

/**
 * The router whose gateway a rule sends to, on the other node: a logical port that is plugged in nowhere
 * (ovn-architecture(7), "Distributed Gateway Ports"); else null.
 */
export function redirectOf(rule: NodeRule, { objects }: RuleShape): string | null {
  const key = matchValue(rule.match, 'reg15');
  if (key === null || key >= 0x8000) return null;
  const toPeer = objects.some(({ kind, scope }) => kind === 'tunnel' && scope === 'peer');
  const isPlugged = objects.some(({ kind, scope }) => kind === 'port' && scope === 'peer');
  const datapath = objects.find(({ kind }) => kind === 'datapath');
  return toPeer && !isPlugged && datapath !== undefined ? datapath.name : null;
}

function isRedirect(rule: NodeRule, shape: RuleShape, gateways: ReadonlySet<string>): boolean {
  const router = redirectOf(rule, shape);
  return router !== null && gateways.has(router);
}

/**
 * The datapath of OVN that two rules of one match go on in with other zones, because only one of the hosts takes part
 * in it: its zones of NAT are set where it has some, zero elsewhere (ovn-architecture(7), "Logical/Physical Network Interactions");
 * null where the rules differ in more.
 */
export function enteredByOne(naming: BridgeNaming, a: RuleShape, b: RuleShape): string | null {
  const entered = /set_field:(0x[0-9a-f]+|\d+)->metadata(?=,|\))/.exec(a.actions)?.[1];
  if (entered === undefined || withoutZones(a.actions) !== withoutZones(b.actions)) return null;
  const datapath = Number(entered);
  const hosts = naming.nodes.filter(({ host }) => naming.hasDatapath(host, datapath));
  return hosts.length === 1 ? `datapath ${datapath}` : null;
}

function withoutZones(actions: string): string {
  return actions.replace(/set_field:[^,()]*->reg1[123](?:,|(?=\)))/g, '');
}

/** The multicast group of OVN that a rule sends to (ovn-sb(5), Multicast_Group: keys from 32768 on); else null. */
export function multicastGroup({ match }: NodeRule): string | null {
  const key = matchValue(match, 'reg15');
  const datapath = matchValue(match, 'metadata');
  return key === null || datapath === null || key < 0x8000 ? null : `${datapath}:${key}`;
}

/** Does the other node lack the tunnel that is this one's counterpart: to the same host, or back? */
export function lacksTunnel(naming: BridgeNaming, tunnel: RuleObject, other: ReasonSide): boolean {
  const { host } = other.node;
  if (tunnel.far === host)
    return !naming.ports.things.some((thing) => isTunnelBack(thing.of.get(host)?.far, tunnel, naming, host));
  return !naming.ports.things.some((thing) => thing.name === tunnel.name && thing.of.has(host));
}

function isTunnelBack(
  far: string | null | undefined,
  tunnel: RuleObject,
  naming: BridgeNaming,
  host: string,
): boolean {
  if (far === null || far === undefined) return false;
  const from = naming.nodes.find(
    (node) =>
      node.host !== host &&
      naming.ports.things.some((thing) => thing.name === tunnel.name && thing.of.has(node.host)),
  );
  return far === from?.host;
}
