// The Open vSwitch bridges and ports of a node, joined from what each output knows of them:
// `ovs-vsctl show` the bridge, tag, type and options; `list interface` ofport, ifindex and ids;
// `list port` the tag and what Neutron's agent noted of the port's network;
// `ovsdb-client dump` and `conf.db` all of that;
// `ovs-ofctl show`, `dump-ports-desc` and `dpif/show` the port numbers.
import type { OvsPortFact, StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { commandOf } from './evidence-list.ts';

/** One port. Of a bond, `interfaces` has several names and the numbers are the first one's. */
export interface OvsPortView {
  readonly bridge: string;
  readonly name: string;
  readonly interfaces: readonly string[];
  readonly tag: number | null;
  /** False when no output says whether the port has a tag. */
  readonly tagKnown: boolean;
  /** The local VLAN and the network that Neutron's agent noted in `other_config` of the Port row. */
  readonly notedTag: number | null;
  readonly notedNetwork: string | null;
  readonly ofport: number | null;
  readonly ifindex: number | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly error: string | null;
  readonly state: string | null;
  /** What the outputs say differently of the port's bridge or tag; the first of them counts. */
  readonly conflict: string | null;
  /** The Port row in each output that prints it, what is read most easily first. */
  readonly rows: readonly StoredFact<'ovs-port'>[];
  readonly facts: readonly StoredFact[];
}

export interface OvsIndex {
  readonly bridges: readonly string[];
  isBridge(name: string): boolean;
  bridgeFacts(bridge: string): readonly StoredFact[];
  /** Ports of a bridge, by port number, then name. */
  ports(bridge: string): readonly OvsPortView[];
  /** The port that a device is, or belongs to. */
  portOf(device: string): OvsPortView | null;
  portByNumber(bridge: string, ofport: number): OvsPortView | null;
  /** True when port numbers of this bridge are known at all. */
  hasPortNumbers(bridge: string): boolean;
  /** The bridge that a source's OpenFlow ports belong to, by its LOCAL port; for outputs that do not name it. */
  bridgeOfSource(sourceId: number): string | null;
}

export const localPort = 65534;
/** Neutron's agent puts ports that must not pass anything into this VLAN and drops it. */
export const deadVlan = 4095;
const tunnelTypes = new Set([
  'gre',
  'vxlan',
  'geneve',
  'stt',
  'lisp',
  'gtpu',
  'erspan',
  'ip6gre',
  'srv6',
  'bareudp',
]);

/** By its type, or by a `remote_ip` where the type is not known. */
export function isTunnel(port: OvsPortView): boolean {
  return tunnelTypes.has(port.type) || 'remote_ip' in port.options;
}

/** Half of a patch pair; ovs-vswitchd.conf.db(5), Interface table, `type`. */
export function isPatch(port: OvsPortView): boolean {
  return port.type === 'patch';
}

/** A port that leads out of the node: not internal, patch or tunnel, and no Neutron port. */
export function isPhysical(port: OvsPortView): boolean {
  return (
    (port.type === 'system' || port.type === '' || port.type === 'dpdk') &&
    port.name !== port.bridge &&
    !('iface-id' in port.externalIds) &&
    port.tag === null &&
    !/^(tap|qvo|qr-|qg-|vhu)/.test(port.name)
  );
}

interface Draft {
  bridge: string | null;
  port: string;
  /** The Port row, as `ovs-vsctl show` and `list port` print it. */
  readonly rows: StoredFact<'ovs-port'>[];
  readonly interfaces: StoredFact<'ovs-interface'>[];
  readonly openflow: StoredFact<'openflow-port'>[];
  readonly datapath: StoredFact<'datapath-port'>[];
  readonly names: Set<string>;
}

/** Joins what the outputs of a snapshot say of each bridge and port; what none of them says is null. */
export function indexOvs(facts: SnapshotFacts): OvsIndex {
  const bridgeOfSource = localPorts(facts);
  const bridges = new Map<string, StoredFact[]>();
  const addBridge = (name: string, fact: StoredFact): void => {
    const list = bridges.get(name);
    if (list) list.push(fact);
    else bridges.set(name, [fact]);
  };
  for (const fact of easiestFirst(facts, facts.of('ovs-bridge'))) addBridge(fact.data.name, fact);

  const drafts = new Map<string, Draft>();
  const portOfInterface = new Map<string, string>();
  const draft = (name: string, bridge: string | null): Draft => {
    const port = portOfInterface.get(name) ?? name;
    const found = drafts.get(port);
    if (found) {
      found.bridge ??= bridge;
      return found;
    }
    const made: Draft = {
      bridge,
      port,
      rows: [],
      interfaces: [],
      openflow: [],
      datapath: [],
      names: new Set(),
    };
    drafts.set(port, made);
    return made;
  };
  for (const fact of easiestFirst(facts, facts.of('ovs-port'))) {
    const interfaces = fact.data.interfaces ?? [];
    for (const name of interfaces) portOfInterface.set(name, fact.data.name);
    const made = draft(fact.data.name, fact.data.bridge);
    made.rows.push(fact);
    for (const name of interfaces) made.names.add(name);
  }
  for (const fact of easiestFirst(facts, facts.of('ovs-interface'))) {
    if (fact.data.port !== null) portOfInterface.set(fact.data.name, fact.data.port);
    const made = draft(fact.data.name, fact.data.bridge);
    made.interfaces.push(fact);
    made.names.add(fact.data.name);
  }
  for (const fact of facts.of('datapath-port')) {
    if (!bridges.has(fact.data.bridge)) addBridge(fact.data.bridge, fact);
    draft(fact.data.name, fact.data.bridge).datapath.push(fact);
  }
  for (const fact of facts.of('openflow-port')) {
    const bridge = fact.data.bridge ?? bridgeOfSource.get(fact.sourceId) ?? null;
    if (bridge === null) continue;
    if (!bridges.has(bridge)) addBridge(bridge, fact);
    draft(fact.data.name, bridge).openflow.push(fact);
  }
  const byPort = new Map<string, OvsPortView>();
  const ofBridge = new Map<string, OvsPortView[]>([...bridges.keys()].map((name) => [name, []]));
  for (const [name, made] of drafts) {
    const view = joinPort(facts, made);
    if (!view) continue;
    byPort.set(name, view);
    ofBridge.set(view.bridge, [...(ofBridge.get(view.bridge) ?? []), view]);
  }
  for (const list of ofBridge.values()) list.sort(byNumberThenName);
  return {
    bridges: [...ofBridge.keys()].sort(),
    isBridge: (name) => ofBridge.has(name),
    bridgeFacts: (bridge) => bridges.get(bridge) ?? [],
    ports: (bridge) => ofBridge.get(bridge) ?? [],
    portOf: (device) => byPort.get(portOfInterface.get(device) ?? device) ?? null,
    portByNumber: (bridge, ofport) =>
      (ofBridge.get(bridge) ?? []).find((port) => port.ofport === ofport) ?? null,
    hasPortNumbers: (bridge) => (ofBridge.get(bridge) ?? []).some((port) => port.ofport !== null),
    bridgeOfSource: (sourceId) => bridgeOfSource.get(sourceId) ?? null,
  };
}

/** The order of ports in a list: by OpenFlow port number, those without one last, then by name. */
export function byNumberThenName(a: OvsPortView, b: OvsPortView): number {
  return (
    (a.ofport ?? Infinity) - (b.ofport ?? Infinity) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || 0
  );
}

function localPorts(facts: SnapshotFacts): ReadonlyMap<number, string> {
  const bridges = new Map<number, string>();
  for (const fact of facts.of('openflow-port')) {
    if (fact.data.ofport === localPort) bridges.set(fact.sourceId, fact.data.name);
  }
  return bridges;
}

function joinPort(facts: SnapshotFacts, draft: Draft): OvsPortView | null {
  const { bridge } = draft;
  if (bridge === null) return null;
  const lead = draft.names.has(draft.port) ? draft.port : ([...draft.names][0] ?? draft.port);
  const rows = draft.interfaces.filter((fact) => fact.data.name === lead);
  const first = <T>(pick: (row: StoredFact<'ovs-interface'>['data']) => T | null): T | null =>
    rows.map((row) => pick(row.data)).find((value) => value !== null) ?? null;
  const datapath = draft.datapath.find((fact) => fact.data.name === lead) ?? draft.datapath[0];
  const openflow = draft.openflow.find((fact) => fact.data.name === lead) ?? draft.openflow[0];
  const filled = (key: 'options' | 'externalIds'): Readonly<Record<string, string>> =>
    rows.map((row) => row.data[key]).find((map) => Object.keys(map).length > 0) ?? {};
  const options = filled('options');
  // The row that shows bridge and tag at once comes first.
  const row = draft.rows.find((fact) => fact.data.bridge !== null);
  const others = draft.rows.filter((fact) => fact !== row);
  const tag = draft.rows.map((fact) => fact.data.tag).find((value) => value !== null) ?? null;
  const ofport = first((row) => row.ofport);
  const type = rows[0]?.data.type ?? typeOfDatapathPort(datapath) ?? 'system';
  return {
    bridge,
    name: draft.port,
    interfaces: draft.names.size > 0 ? [...draft.names] : [draft.port],
    tag: tag === 'none' ? null : tag,
    tagKnown: tag !== null,
    ...noted(draft.rows),
    // -1 is Open vSwitch's own "could not be added" (vswitchd.conf.db(5), Interface ofport).
    ofport: openflow?.data.ofport ?? datapath?.data.ofport ?? (ofport === -1 ? null : ofport),
    // Tunnel ports have the number of the datapath's shared device (`vxlan_sys_4789`), and patches 0.
    ifindex: type === 'internal' || type === 'system' ? first((row) => row.ifindex || null) : null,
    mac: first((row) => row.mac) ?? openflow?.data.mac ?? null,
    mtu: first((row) => row.mtu),
    type,
    options: Object.keys(options).length > 0 ? options : (datapath?.data.options ?? {}),
    externalIds: filled('externalIds'),
    error: first((row) => row.error),
    state: first((row) => row.linkState),
    conflict: conflictOf(facts, draft.rows),
    rows: draft.rows,
    facts: [...(row ? [row] : []), ...rows, ...draft.datapath, ...draft.openflow, ...others],
  };
}

/** Where the outputs differ, as when one of them is of another time. Null when all agree. */
function conflictOf(facts: SnapshotFacts, rows: readonly StoredFact<'ovs-port'>[]): string | null {
  const said: string[] = [];
  const isShow = (sourceId: number): boolean => facts.sources.get(sourceId)?.commandId === 'ovs-vsctl-show';
  const [any] = rows;
  if (any && !rows.some((fact) => isShow(fact.sourceId))) {
    const show = facts.of('ovs-port').find((fact) => isShow(fact.sourceId));
    const whole = show && facts.sources.get(show.sourceId)?.state === 'ok';
    if (whole) said.push(`${commandOf(facts, any)} has ${any.data.name}, ${commandOf(facts, show)} does not`);
  }
  for (const [what, pick] of [
    ['bridge', (row: OvsPortFact): string | null => row.bridge],
    ['tag', (row: OvsPortFact): string | null => (row.tag === null ? null : String(row.tag))],
  ] as const) {
    const first = rows.find((fact) => pick(fact.data) !== null);
    if (!first) continue;
    const value = pick(first.data);
    const other = rows.find((fact) => pick(fact.data) !== null && pick(fact.data) !== value);
    if (!other) continue;
    said.push(
      `${commandOf(facts, first)} says ${what} ${value} of ${first.data.name}, ${commandOf(facts, other)} says ${pick(other.data)}`,
    );
  }
  return said.length > 0 ? said.join('; ') : null;
}

/** Rows from the output that people read most easily to the one they read least. */
function easiestFirst<F extends StoredFact>(facts: SnapshotFacts, list: readonly F[]): readonly F[] {
  const ease = (fact: F): number => {
    const commandId = facts.sources.get(fact.sourceId)?.commandId ?? '';
    if (commandId === 'ovsdb-file') return 3;
    if (commandId === 'ovsdb-client-dump') return 2;
    return commandId.startsWith('ovs-vsctl-list') ? 1 : 0;
  };
  return [...list].sort((a, b) => ease(a) - ease(b));
}

/** Neutron's agent writes these when it binds the port (neutron, ovs_neutron_agent.py, `port_bound`). */
function noted(rows: readonly StoredFact<'ovs-port'>[]): Pick<OvsPortView, 'notedTag' | 'notedNetwork'> {
  const config = rows.map((fact) => fact.data.otherConfig).find((map) => 'tag' in map) ?? {};
  const tag = Number(config['tag'] ?? NaN);
  const isVlan = Number.isInteger(tag) && tag > 0 && tag < deadVlan;
  return { notedTag: isVlan ? tag : null, notedNetwork: (isVlan && config['net_uuid']) || null };
}

/** `dpif/show` prints `tap` for the internal ports of a userspace datapath. */
function typeOfDatapathPort(fact: StoredFact<'datapath-port'> | undefined): string | null {
  if (!fact) return null;
  return fact.data.type === 'tap' ? 'internal' : fact.data.type;
}

/** Numbers of a bridge's ports by the names of their interfaces, as far as they are told. */
export function portNumbers(ovs: Pick<OvsIndex, 'ports'>, bridge: string): ReadonlyMap<string, number> {
  return new Map(
    ovs
      .ports(bridge)
      .flatMap(({ ofport, interfaces: [name] }) =>
        ofport === null || name === undefined ? [] : [[name, ofport] as const],
      ),
  );
}
