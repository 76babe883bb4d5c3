// The outputs that every picture of a node is made of, and what each is needed for. Which of them concern
// a node follows from what its other outputs show: its bridges, domains and namespaces.
import type { FactKind } from '../facts.ts';
import { flowDumpCommands } from '../flows/choose-dump.ts';
import { sameHost } from '../network/instance-index.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

export interface BasicOutput {
  readonly command: string;
  /** What is unknown without it. */
  readonly need: string;
  /** The bridge or namespace that it is about; null when it is about all of the node. */
  readonly about: string | null;
}

/** The names that the node's outputs show, each once and sorted. */
export interface NodeNames {
  readonly bridges: readonly string[];
  readonly domains: readonly string[];
  readonly namespaces: readonly string[];
}

/** Reads the names of bridges, domains and network namespaces out of all facts. */
export function nodeNames(facts: SnapshotFacts): NodeNames {
  const bridges = new Set<string>();
  const domains = new Set<string>();
  const namespaces = new Set<string>();
  for (const { data } of facts.of('ovs-bridge')) bridges.add(data.name);
  for (const { data } of facts.of('ovs-port')) if (data.bridge !== null) bridges.add(data.bridge);
  for (const { data } of facts.of('openflow-switch')) if (data.bridge !== null) bridges.add(data.bridge);
  for (const { data } of facts.of('instance')) {
    // A controller names the instances of all hosts, and has none.
    const isHere = data.host === null || sameHost(data.host, facts.host);
    if (data.libvirtName !== null && isHere) domains.add(data.libvirtName);
  }
  for (const { data } of facts.of('domain-interface')) domains.add(data.domain);
  for (const { data } of facts.of('domain')) if (data.name !== null) domains.add(data.name);
  for (const { data } of facts.of('network-namespace')) if (data.name !== null) namespaces.add(data.name);
  for (const { data } of facts.of('link')) if (data.netns !== null) namespaces.add(data.netns);
  for (const { netns } of facts.sources.values()) if (netns !== null) namespaces.add(netns);
  const sorted = (names: ReadonlySet<string>): readonly string[] => [...names].sort();
  return { bridges: sorted(bridges), domains: sorted(domains), namespaces: sorted(namespaces) };
}

/** The outputs of which nothing is in the snapshot, in the order in which they are best collected. */
export function* missingBasics(facts: SnapshotFacts, names: NodeNames): Generator<BasicOutput> {
  const has = (kind: FactKind): boolean => facts.of(kind).length > 0;
  const ofAll = (command: string, need: string): BasicOutput => ({ command, need, about: null });
  if (!has('link')) yield ofAll('ip -s -d link show', 'devices, their MTU, state, peers and counters');
  if (!has('address')) yield ofAll('ip addr', "the devices' addresses, the tunnels' ends among them");
  const hasSwitch = names.bridges.length > 0 || has('ovs-interface') || has('flow');
  if (hasSwitch && !facts.of('ovs-port').some(({ data }) => data.bridge !== null))
    yield ofAll('ovs-vsctl show', 'bridges, their ports, tags, patches and tunnels');
  if (hasSwitch && !facts.of('ovs-interface').some(({ data }) => data.uuid !== null))
    yield ofAll('ovs-vsctl list Interface', 'port numbers, errors and the Neutron ports behind the ports');
  if (hasSwitch && !facts.of('ovs-port').some(({ data }) => data.uuid !== null))
    yield ofAll('ovs-vsctl list Port', "each port's network and its VLAN before it was set down");
  const dumped = new Set(dumpedBridges(facts));
  const numbered = new Set(facts.of('openflow-port').map(({ data }) => data.bridge));
  for (const bridge of names.bridges) {
    // A dump that does not say its bridge can be of any of them.
    if (!dumped.has(bridge) && !dumped.has(null))
      yield {
        command: `ovs-ofctl dump-flows ${bridge}`,
        need: `what ${bridge} does with packets`,
        about: bridge,
      };
    if (!numbered.has(bridge) && !facts.of('ovs-interface').some(({ data }) => data.ofport !== null))
      yield {
        command: `ovs-ofctl show ${bridge}`,
        need: `whose the port numbers of ${bridge} are`,
        about: bridge,
      };
  }
  const described = new Set(facts.of('domain-interface').map(({ data }) => data.domain));
  for (const domain of names.domains) {
    if (!described.has(domain))
      yield ofAll(`virsh dumpxml ${domain}`, `the interfaces of ${domain} and their taps`);
  }
  const shown = new Set(facts.of('link').map(({ data }) => data.netns));
  const addressed = new Set(facts.of('address').map(({ data }) => data.netns));
  for (const netns of names.namespaces) {
    if (!shown.has(netns) && !addressed.has(netns))
      yield {
        command: `ip netns exec ${netns} ip -d addr`,
        need: `the devices and addresses in ${netns}`,
        about: netns,
      };
  }
  yield* missingRouting(facts, names);
  yield* missingOvn(facts, names);
}

/** What Neutron's routers, DHCP servers and security groups are made of, where the node has some. */
function* missingRouting(facts: SnapshotFacts, names: NodeNames): Generator<BasicOutput> {
  const linked = facts.of('link').some(({ data }) => data.netns === null && data.linkNetnsid !== null);
  if ((linked || names.namespaces.length > 0) && !isTried(facts, 'ip-netns'))
    yield { command: 'ip netns', need: 'the namespaces, and the numbers devices call them by', about: null };
  const routed = new Set(facts.of('route').map(({ data }) => data.netns));
  const filtered = new Set(facts.of('firewall-rule').map(({ data }) => data.netns));
  for (const netns of names.namespaces) {
    const within = `ip netns exec ${netns}`;
    if (!routed.has(netns) && !isTried(facts, 'ip-route', netns))
      yield { command: `${within} ip route`, need: `where ${netns} sends packets`, about: netns };
    if (isRouter.test(netns) && !filtered.has(netns) && !isTried(facts, 'iptables-save', netns))
      yield { command: `${within} iptables-save`, need: `the NAT rules of ${netns}`, about: netns };
  }
  const guarded = facts
    .of('bridge-port')
    .some(({ data }) => data.netns === null && /^(tap|qvb)/.test(data.device));
  if (guarded && !filtered.has(null) && !isTried(facts, 'iptables-save'))
    yield { command: 'iptables-save', need: 'the security groups of the taps in Linux bridges', about: null };
  const tracks = names.domains.length > 0 && (guarded || names.bridges.length > 0);
  if (tracks && facts.of('conntrack-entry').length === 0 && !isTried(facts, 'conntrack-list'))
    yield { command: 'conntrack -L', need: 'the connections that security groups let pass', about: null };
}

/** What a chassis of OVN has, where its database or its tunnels say that it is one. */
function* missingOvn(facts: SnapshotFacts, names: NodeNames): Generator<BasicOutput> {
  const settings = facts.of('open-vswitch');
  const isChassis =
    settings.some(({ data }) => 'ovn-remote' in data.externalIds || 'ovn-encap-ip' in data.externalIds) ||
    facts.of('ovs-interface').some(({ data }) => data.type === 'geneve' && data.name.startsWith('ovn-'));
  if (!isChassis) return;
  if (
    !settings.some(({ data }) => Object.keys(data.externalIds).length > 0) &&
    !isTried(facts, 'ovs-vsctl-list')
  )
    yield { command: 'ovs-vsctl list Open_vSwitch', need: 'what OVN was told of this chassis', about: null };
  if (facts.of('chassis').length === 0 && !isTried(facts, 'ovn-sbctl-show'))
    yield { command: 'ovn-sbctl show', need: 'which logical ports are bound to which chassis', about: null };
  const grouped = new Set(facts.of('openflow-group').map(({ data }) => data.bridge));
  for (const bridge of names.bridges) {
    const tried = [...facts.sources.values()].some(
      ({ commandId, target }) =>
        commandId === 'ovs-ofctl-dump-groups' && (target === bridge || target === null),
    );
    if (bridge === 'br-int' && !tried && !grouped.has(bridge))
      yield { command: `ovs-ofctl dump-groups ${bridge}`, need: `the groups of ${bridge}`, about: bridge };
  }
}

/** Namespaces of Neutron's routers: legacy, distributed, and their floating addresses. */
const isRouter = /^(?:qrouter|snat|fip)-/;

/** Was it taken, whatever became of it? An output that failed is asked for as such. */
function isTried(facts: SnapshotFacts, commandId: string, netns: string | null = null): boolean {
  return [...facts.sources.values()].some(
    (source) => source.commandId === commandId && source.netns === netns,
  );
}

/** The bridges that have flows here; null stands for a dump that does not name its bridge. */
function dumpedBridges(facts: SnapshotFacts): readonly (string | null)[] {
  return [...facts.sources.values()]
    .filter((source) => flowDumpCommands.includes(source.commandId ?? '') && readStates.has(source.state))
    .map((source) => source.target);
}

const readStates: ReadonlySet<string> = new Set(['ok', 'truncated', 'timed-out', 'empty']);
