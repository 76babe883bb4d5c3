// The Open vSwitch bridges and ports of a node, joined from what each output knows of them:
// `ovs-vsctl show` the bridge, tag, type and options; `list interface` ofport, ifindex and ids;
// `list port` the tag and what Neutron's agent noted of the port's network;
// `ovsdb-client dump` and `conf.db` all of that;
// `ovs-ofctl show`, `dump-ports-desc` and `dpif/show` the port numbers.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { joinPort, wholeShow, type PortDraft } from './ovs-join.ts';
import {
  byNumberThenName,
  deadVlan,
  isPatch,
  isPhysical,
  isTunnel,
  localPort,
  type OvsInterfaceView,
  type OvsPortView,
} from './ovs-port.ts';

export { byNumberThenName, deadVlan, isPatch, isPhysical, isTunnel, localPort };
export type { OvsInterfaceView, OvsPortView };

export interface OvsIndex {
  readonly bridges: readonly string[];
  isBridge(name: string): boolean;
  bridgeFacts(bridge: string): readonly StoredFact[];
  /** Ports of a bridge, by port number, then name. */
  ports(bridge: string): readonly OvsPortView[];
  /** The port that a device is, or belongs to. */
  portOf(device: string): OvsPortView | null;
  /** The interface of that name. */
  interfaceOf(device: string): OvsInterfaceView | null;
  /** Ports of one sort of a bridge, by port number, then name. */
  tunnels(bridge: string): readonly OvsPortView[];
  patches(bridge: string): readonly OvsPortView[];
  physical(bridge: string): readonly OvsPortView[];
  /** Whether a port of the bridge has a tag other than the dead VLAN's. */
  hasTags(bridge: string): boolean;
  /** The port with an id of Neutron's or OVN's, or the guest's MAC that Nova noted. */
  portById(portId: string): OvsPortView | null;
  portByAttachedMac(mac: string): OvsPortView | null;
  portByIfindex(ifindex: number): OvsPortView | null;
  /** The port that opens a vhost-user socket, `options:vhost-server-path`. */
  portBySocket(path: string): OvsPortView | null;
  portByNumber(bridge: string, ofport: number): OvsPortView | null;
  /** True when port numbers of this bridge are known at all. */
  hasPortNumbers(bridge: string): boolean;
  /** The bridge that a source's OpenFlow ports belong to, by its LOCAL port; for outputs that do not name it. */
  bridgeOfSource(sourceId: number): string | null;
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

  const drafts = new Map<string, PortDraft>();
  const portOfInterface = new Map<string, string>();
  const draft = (name: string, bridge: string | null): PortDraft => {
    const port = portOfInterface.get(name) ?? name;
    const found = drafts.get(port);
    if (found) {
      found.bridge ??= bridge;
      return found;
    }
    const made: PortDraft = {
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
  for (const { data } of facts.of('ovs-bond-member')) portOfInterface.set(data.name, data.bond);
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
  const whole = wholeNames(drafts);
  for (const fact of facts.of('openflow-port')) {
    const bridge = fact.data.bridge ?? bridgeOfSource.get(fact.sourceId) ?? null;
    if (bridge === null) continue;
    if (!bridges.has(bridge)) addBridge(bridge, fact);
    draft(whole(bridge, fact.data.name, fact.data.ofport), bridge).openflow.push(fact);
  }
  const show = wholeShow(facts);
  const views = [...drafts.values()].flatMap((made) => joinPort(facts, made, show) ?? []);
  return withLookups(bridges, bridgeOfSource, portOfInterface, views.sort(byNumberThenName));
}

/**
 * OpenFlow has room for 15 characters of a port's name (OFP_MAX_PORT_NAME_LEN, OpenFlow 1.0 to 1.5), and OVN's patches
 * have more. A name of that length which no other output has is the beginning of the one with its number, or of
 * the only one that begins so.
 */
function wholeNames(
  drafts: ReadonlyMap<string, PortDraft>,
): (bridge: string, name: string, ofport: number) => string {
  const known = new Set<string>();
  const beginning = new Map<string, { readonly name: string; readonly ofports: ReadonlySet<number> }[]>();
  for (const draft of drafts.values()) {
    for (const name of draft.names.size > 0 ? draft.names : [draft.port]) {
      known.add(name);
      if (draft.bridge === null || name.length <= 15) continue;
      const facts = [...draft.interfaces, ...draft.datapath].filter(({ data }) => data.name === name);
      const ofports = new Set(facts.flatMap(({ data }) => data.ofport ?? []));
      append(beginning, `${draft.bridge} ${name.slice(0, 15)}`, { name, ofports });
    }
  }
  return (bridge, name, ofport) => {
    if (name.length !== 15 || known.has(name)) return name;
    const candidates = beginning.get(`${bridge} ${name}`) ?? [];
    const same = candidates.filter(({ ofports }) => ofports.has(ofport));
    const [only] = same.length > 0 ? same : candidates;
    return only !== undefined && (same.length === 1 || candidates.length === 1) ? only.name : name;
  };
}

const none: readonly OvsPortView[] = [];

/** The questions that are asked of `views`, each answered without going through them all. */
function withLookups(
  bridges: ReadonlyMap<string, readonly StoredFact[]>,
  bridgeOfSource: ReadonlyMap<number, string>,
  portOfInterface: ReadonlyMap<string, string>,
  views: readonly OvsPortView[],
): OvsIndex {
  const byPort = new Map(views.map((view) => [view.name, view]));
  const interfaces = new Map(views.flatMap((view) => view.members.map((member) => [member.name, member])));
  const ofBridge = new Map<string, OvsPortView[]>([...bridges.keys()].map((name) => [name, []]));
  for (const view of views) append(ofBridge, view.bridge, view);
  const byNumber = new Map<string, OvsPortView>();
  const tunnels = new Map<string, OvsPortView[]>();
  const patches = new Map<string, OvsPortView[]>();
  const physical = new Map<string, OvsPortView[]>();
  const tagged = new Set<string>();
  const byId = new Map<string, OvsPortView>();
  const byMac = new Map<string, OvsPortView>();
  const byIfindex = new Map<number, OvsPortView>();
  const bySocket = new Map<string, OvsPortView>();
  for (const view of views) {
    for (const { ofport } of view.members) {
      if (ofport !== null) keep(byNumber, `${view.bridge} ${ofport}`, view);
    }
    if (isTunnel(view)) append(tunnels, view.bridge, view);
    if (isPatch(view)) append(patches, view.bridge, view);
    if (isPhysical(view)) append(physical, view.bridge, view);
    if (view.tag !== null && view.tag !== deadVlan) tagged.add(view.bridge);
    const id = view.externalIds['iface-id'];
    if (id !== undefined) keep(byId, id, view);
    const mac = view.externalIds['attached-mac'];
    if (mac !== undefined) keep(byMac, mac.toLowerCase(), view);
    if (view.ifindex !== null) keep(byIfindex, view.ifindex, view);
    const socket = view.options['vhost-server-path'];
    if (socket !== undefined) keep(bySocket, socket, view);
  }
  const numbered = new Set(views.flatMap(({ bridge, ofport }) => (ofport === null ? [] : [bridge])));
  return {
    bridges: [...ofBridge.keys()].sort(),
    isBridge: (name) => ofBridge.has(name),
    bridgeFacts: (bridge) => bridges.get(bridge) ?? [],
    ports: (bridge) => ofBridge.get(bridge) ?? none,
    portOf: (device) => byPort.get(portOfInterface.get(device) ?? device) ?? null,
    interfaceOf: (device) => interfaces.get(device) ?? null,
    tunnels: (bridge) => tunnels.get(bridge) ?? none,
    patches: (bridge) => patches.get(bridge) ?? none,
    physical: (bridge) => physical.get(bridge) ?? none,
    hasTags: (bridge) => tagged.has(bridge),
    portById: (portId) => byId.get(portId) ?? null,
    portByAttachedMac: (mac) => byMac.get(mac) ?? null,
    portByIfindex: (ifindex) => byIfindex.get(ifindex) ?? null,
    portBySocket: (path) => bySocket.get(path) ?? null,
    portByNumber: (bridge, ofport) => byNumber.get(`${bridge} ${ofport}`) ?? null,
    hasPortNumbers: (bridge) => numbered.has(bridge),
    bridgeOfSource: (sourceId) => bridgeOfSource.get(sourceId) ?? null,
  };
}

/** The first of several counts. */
function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (!map.has(key)) map.set(key, value);
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function localPorts(facts: SnapshotFacts): ReadonlyMap<number, string> {
  const bridges = new Map<number, string>();
  for (const fact of facts.of('openflow-port')) {
    if (fact.data.ofport === localPort) bridges.set(fact.sourceId, fact.data.name);
  }
  return bridges;
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
