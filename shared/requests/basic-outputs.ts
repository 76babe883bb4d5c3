// The outputs that every picture of a node is made of, and what each is needed for. Which of them concern
// a node follows from what its other outputs show: its bridges, domains and namespaces.
import type { FactKind } from '../facts.ts';
import { flowDumpCommands } from '../flows/choose-dump.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

export interface BasicOutput {
  readonly command: string;
  /** What is unknown without it. */
  readonly need: string;
  /** What of the node it is about; null when it is about all of it. */
  readonly bridge: string | null;
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
  for (const { data } of facts.of('instance')) if (data.libvirtName !== null) domains.add(data.libvirtName);
  for (const { data } of facts.of('domain-interface')) domains.add(data.domain);
  for (const { data } of facts.of('link')) if (data.netns !== null) namespaces.add(data.netns);
  for (const { netns } of facts.sources.values()) if (netns !== null) namespaces.add(netns);
  const sorted = (names: ReadonlySet<string>): readonly string[] => [...names].sort();
  return { bridges: sorted(bridges), domains: sorted(domains), namespaces: sorted(namespaces) };
}

/** The outputs of which nothing is in the snapshot, in the order in which they are best collected. */
export function* missingBasics(facts: SnapshotFacts, names: NodeNames): Generator<BasicOutput> {
  const has = (kind: FactKind): boolean => facts.of(kind).length > 0;
  const ofAll = (command: string, need: string): BasicOutput => ({ command, need, bridge: null });
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
      yield { command: `ovs-ofctl dump-flows ${bridge}`, need: `what ${bridge} does with packets`, bridge };
    if (!numbered.has(bridge) && !facts.of('ovs-interface').some(({ data }) => data.ofport !== null))
      yield { command: `ovs-ofctl show ${bridge}`, need: `whose the port numbers of ${bridge} are`, bridge };
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
      yield ofAll(`ip netns exec ${netns} ip -d addr`, `the devices and addresses in ${netns}`);
  }
}

/** The bridges that have flows here; null stands for a dump that does not name its bridge. */
function dumpedBridges(facts: SnapshotFacts): readonly (string | null)[] {
  return [...facts.sources.values()]
    .filter((source) => flowDumpCommands.includes(source.commandId ?? '') && readStates.has(source.state))
    .map((source) => source.target);
}

const readStates: ReadonlySet<string> = new Set(['ok', 'truncated', 'timed-out', 'empty']);
