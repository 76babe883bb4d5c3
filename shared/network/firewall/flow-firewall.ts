// Neutron's firewall in flows of the integration bridge (neutron/agent/linux/openvswitch_firewall/, and "Open
// vSwitch Firewall Driver" of Neutron's contributor guide). A port is known by its number, in reg5:
//   table=60, priority=100,in_port=11 actions=set_field:0xb->reg5,set_field:0x5->reg6,resubmit(,71)
// 71: what it may send as; 72: rules for what it sends; 73: to a port of this host or outwards; 81 and 82: the same
// for what it gets; 91 to 94: where they end. Without port security, table 60 leads past 71 and 72.
import type { StoredFact } from '../../facts.ts';
import { compareTables, type TableId } from '../../openflow/table-id.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import { evidenceList } from '../evidence-list.ts';
import type { FilteredPort, Filtering, FirewallDirection, FirewallPart } from './firewall.ts';

type Flow = StoredFact<'flow'>;

const entry = 60;
const directions: ReadonlyMap<TableId, FirewallDirection> = new Map<number, FirewallDirection>([
  [60, 'both'],
  [71, 'anti-spoofing'],
  [72, 'from-instance'],
  [73, 'both'],
  [81, 'to-instance'],
  [82, 'to-instance'],
  [91, 'from-instance'],
  [92, 'to-instance'],
  [93, 'both'],
  [94, 'from-instance'],
]);

export interface FlowFirewallIndex {
  /** Null when there are no flows of the port's bridge, or the firewall's tables are not among them. */
  filteringOf(port: FilteredPort): Filtering | null;
  /** True when flows of the bridge are known at all. */
  hasFlows(bridge: string): boolean;
}

interface BridgeFlows {
  readonly known: boolean;
  /** Flows of the firewall's tables by the port that their match names. */
  readonly byPort: ReadonlyMap<string, readonly Flow[]>;
}

/** Reads a bridge's flows when it is first asked for. */
export function indexFlowFirewall(
  facts: SnapshotFacts,
  flowsOf: (bridge: string) => readonly Flow[],
): FlowFirewallIndex {
  const bridges = new Map<string, BridgeFlows>();
  const of = (bridge: string): BridgeFlows => {
    const known = bridges.get(bridge);
    if (known) return known;
    const read = readBridge(flowsOf(bridge));
    bridges.set(bridge, read);
    return read;
  };
  return {
    hasFlows: (bridge) => of(bridge).known,
    filteringOf: ({ ovs }) => {
      if (ovs === null) return null;
      const { byPort } = of(ovs.bridge);
      const flows = [
        ...(ovs.ofport === null ? [] : (byPort.get(String(ovs.ofport)) ?? [])),
        // `--names` prints the port's name in `in_port`, never in a register.
        ...(byPort.get(ovs.port) ?? []),
      ];
      return flows.length === 0 ? null : filtering(facts, ovs.bridge, ovs.ofport, flows);
    },
  };
}

function readBridge(flows: readonly Flow[]): BridgeFlows {
  const byPort = new Map<string, Flow[]>();
  for (const flow of flows) {
    const { table, match } = flow.data;
    if (!directions.has(table)) continue;
    const port = portIn(table, match);
    if (port === null) continue;
    const list = byPort.get(port);
    if (list === undefined) byPort.set(port, [flow]);
    else list.push(flow);
  }
  return { known: flows.length > 0, byPort };
}

/** The port that a flow is about: `reg5`, or `in_port` in the table where packets come in. */
function portIn(table: TableId, match: string): string | null {
  const register = /(?:^|,)reg5=(0x[0-9a-f]+|\d+)(?:,|$)/.exec(match)?.[1];
  if (register !== undefined) return String(Number(register));
  if (table !== entry) return null;
  const port = /(?:^|,)in_port=(?:"([^"]+)"|([^,]+))/.exec(match);
  return port?.[1] ?? port?.[2] ?? null;
}

function filtering(
  facts: SnapshotFacts,
  bridge: string,
  ofport: number | null,
  flows: readonly Flow[],
): Filtering | null {
  const entries = flows.filter(({ data }) => data.table === entry);
  const tables = Map.groupBy(flows, ({ data }) => data.table);
  const parts = [...tables]
    .sort(([a], [b]) => compareTables(a, b))
    .map(([table, list]): FirewallPart => ({
      name: `${bridge} table ${table}`,
      direction: directions.get(table) ?? 'both',
      rules: list.length,
      packets: list.some(({ data }) => data.nPackets !== null)
        ? list.reduce((sum, { data }) => sum + (data.nPackets ?? 0), 0)
        : null,
      flows: { bridge, filter: filterOf(table, ofport) },
      evidence: evidenceList(facts, list.slice(0, 4)),
    }));
  const leads = entries.flatMap(
    ({ data }) => /resubmit\(,(\d+)\)|goto_table:(\d+)/.exec(data.actions)?.slice(1) ?? [],
  );
  const filtered = tables.has(71) || tables.has(72) || tables.has(81) || tables.has(82);
  const found = { driver: 'openflow', where: bridge, sets: [], status: 'known', wants: [] } as const;
  const evidence = evidenceList(facts, entries.slice(0, 2), filtered ? [] : flows.slice(0, 4));
  const rules = parts.reduce((sum, part) => sum + part.rules, 0);
  if (filtered) {
    const torn = entries.length === 0;
    const reason = torn ? `no flow of table ${entry} leads what the port sends to its rules` : null;
    return { ...found, state: torn ? 'none' : 'filtered', rules, parts, reason, evidence };
  }
  if (entries.length === 0) return null;
  const way = leads.find((table) => table !== undefined);
  const reason = `table ${entry} leads past the rules${way === undefined ? '' : `, to table ${way}`}: port security is off`;
  return { ...found, state: 'open', rules, parts, reason, evidence };
}

/** In the filter language of the Flows view. */
function filterOf(table: TableId, ofport: number | null): string {
  if (ofport === null) return `table=${table}`;
  const register = `reg5=0x${ofport.toString(16)}`;
  return table === entry ? `table=${table} and in_port=${ofport}` : `table=${table} and ${register}`;
}
