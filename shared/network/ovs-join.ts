// One port of Open vSwitch out of what several outputs say of it: its Port rows, the rows of its interfaces,
// its OpenFlow and datapath numbers.
import type { OvsInterfaceFact, OvsPortFact, StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { commandOf } from './evidence-list.ts';
import { deadVlan, type OvsInterfaceView, type OvsPortView } from './ovs-port.ts';

/** What was found of a port while reading; the bridge may come last. */
export interface PortDraft {
  bridge: string | null;
  readonly port: string;
  /** The Port row, as `ovs-vsctl show` and `list port` print it. */
  readonly rows: StoredFact<'ovs-port'>[];
  readonly interfaces: StoredFact<'ovs-interface'>[];
  readonly openflow: StoredFact<'openflow-port'>[];
  readonly datapath: StoredFact<'datapath-port'>[];
  readonly names: Set<string>;
}

/** The port of a draft; null while no output tells its bridge. `unlisted` is a row of a whole `ovs-vsctl show`. */
export function joinPort(
  facts: SnapshotFacts,
  draft: PortDraft,
  show: StoredFact<'ovs-port'> | null,
): OvsPortView | null {
  const { bridge } = draft;
  if (bridge === null) return null;
  const names = draft.names.size > 0 ? [...draft.names] : [draft.port];
  const members = names.map((name) => joinInterface(draft, name, names.length === 1));
  const lead = members.find(({ name }) => name === draft.port) ?? members[0];
  if (lead === undefined) return null;
  // The row that shows bridge and tag at once comes first.
  const row = draft.rows.find((fact) => fact.data.bridge !== null);
  const others = draft.rows.filter((fact) => fact !== row);
  const first = <T>(pick: (row: OvsPortFact) => T | null): T | null => firstOf(draft.rows, pick);
  const tag = first(({ tag: said }) => said);
  const set = (value: string | null): string | null => (value === 'none' || value === '' ? null : value);
  const rowIds = draft.rows.map(({ data }) => data.externalIds).find((ids) => Object.keys(ids).length > 0);
  return {
    ...lead,
    externalIds: { ...rowIds, ...lead.externalIds },
    bridge,
    name: draft.port,
    interfaces: names,
    members,
    tag: tag === 'none' ? null : tag,
    tagKnown: tag !== null,
    ...noted(draft.rows),
    bondMode: set(first((said) => said.bondMode)),
    lacp: set(first((said) => said.lacp)),
    activeMember: set(first((said) => said.bondActiveMember)),
    conflict: conflictText(facts, draft.rows, show),
    rows: draft.rows,
    facts: [...(row ? [row] : []), ...lead.facts, ...others],
  };
}

function joinInterface(draft: PortDraft, name: string, only: boolean): OvsInterfaceView {
  const rows = draft.interfaces.filter((fact) => fact.data.name === name);
  const first = <T>(pick: (row: OvsInterfaceFact) => T | null): T | null => firstOf(rows, pick);
  // A port of one interface has its facts, whatever name they came under.
  const datapath = draft.datapath.filter((fact) => only || fact.data.name === name);
  const openflow = draft.openflow.filter((fact) => only || fact.data.name === name);
  const filled = (key: 'options' | 'externalIds' | 'status'): Readonly<Record<string, string>> =>
    rows.map((row) => row.data[key]).find((map) => Object.keys(map).length > 0) ?? {};
  const options = filled('options');
  const ofport = first((row) => row.ofport);
  const type = first((row) => row.type) ?? typeOfDatapathPort(datapath[0]) ?? 'system';
  return {
    name,
    // -1 is Open vSwitch's own "could not be added" (vswitchd.conf.db(5), Interface ofport).
    ofport: openflow[0]?.data.ofport ?? datapath[0]?.data.ofport ?? (ofport === -1 ? null : ofport),
    // Tunnel ports have the number of the datapath's shared device (`vxlan_sys_4789`), and patches 0.
    ifindex: type === 'internal' || type === 'system' ? first((row) => row.ifindex || null) : null,
    mac: first((row) => row.mac) ?? openflow.map(({ data }) => data.mac).find(isAddress) ?? null,
    mtu: first((row) => row.mtu),
    type,
    options: Object.keys(options).length > 0 ? options : (datapath[0]?.data.options ?? {}),
    externalIds: filled('externalIds'),
    status: filled('status'),
    error: first((row) => row.error),
    state: first((row) => row.linkState),
    facts: [...rows, ...datapath, ...openflow],
  };
}

/** OpenFlow has all zeros for a port whose device the switch has lost sight of. */
function isAddress(mac: string | null): boolean {
  return mac !== null && mac !== '00:00:00:00:00:00';
}

function firstOf<D, T>(facts: readonly { readonly data: D }[], pick: (data: D) => T | null): T | null {
  for (const { data } of facts) {
    const value = pick(data);
    if (value !== null) return value;
  }
  return null;
}

/** Where the outputs differ, as when one of them is of another time. Null when all agree. */
function conflictText(
  facts: SnapshotFacts,
  rows: readonly StoredFact<'ovs-port'>[],
  show: StoredFact<'ovs-port'> | null,
): string | null {
  const said: string[] = [];
  const [any] = rows;
  if (any && show !== null && !rows.some((fact) => isShow(facts, fact)))
    said.push(`${commandOf(facts, any)} has ${any.data.name}, ${commandOf(facts, show)} does not`);
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

function isShow(facts: SnapshotFacts, fact: StoredFact): boolean {
  return facts.sources.get(fact.sourceId)?.commandId === 'ovs-vsctl-show';
}

/** A row of an `ovs-vsctl show` that lists everything: what it does not have, was not there. */
export function wholeShow(facts: SnapshotFacts): StoredFact<'ovs-port'> | null {
  const show = facts.of('ovs-port').find((fact) => isShow(facts, fact));
  return show && facts.sources.get(show.sourceId)?.state === 'ok' ? show : null;
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
