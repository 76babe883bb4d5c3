// The rules of one bridge of a node, read once: as printed, in canonical spelling, and as trees whose numbers can be
// replaced; with what the rules themselves tell of ports, zones and addresses.
import type { StoredFact } from '../../facts.ts';
import { chooseDump } from '../../flows/choose-dump.ts';
import { isHiddenFlow } from '../../flows/said-fields.ts';
import { isPatch, isPhysical, isTunnel, type OvsPortView } from '../../network/ovs-port.ts';
import {
  Canonicalizer,
  canonicalActionTree,
  canonicalMatchTree,
  type CanonicalOptions,
} from '../../openflow/canonical.ts';
import { formatActions } from '../../openflow/format-tree.ts';
import { parseActions } from '../../openflow/parse-actions.ts';
import { parseMatch } from '../../openflow/parse-match.ts';
import { resolvedTable, tableText, type TableId } from '../../openflow/table-id.ts';
import { isLearned, learnsOf } from '../learned-rules.ts';
import type { NodeSide } from '../node-side.ts';
import { replaceNumbers, type BridgePipeline, type FlowTreeParts } from '../renaming/node-numbers.ts';
import { inAnyOrder } from '../renaming/number-roles.ts';
import type { NumberIdentity, NumberSpace } from '../renaming/renaming.ts';
import { linkLocalOf, type ToldAddress } from './case-hosts.ts';

export interface NodeRule {
  readonly flow: StoredFact<'flow'>;
  readonly table: TableId;
  readonly priority: number;
  /** As the switch printed it. */
  readonly printed: string;
  /** In canonical spelling, with the node's own numbers. */
  readonly match: string;
  readonly actions: string;
  readonly tree: FlowTreeParts;
}

export interface NodeRules {
  readonly host: string;
  readonly bridge: string;
  readonly node: NodeSide;
  readonly pipeline: BridgePipeline;
  readonly rules: readonly NodeRule[];
  /** Rules that `learn()` made, which traffic makes and time takes away: set aside. */
  readonly learned: number;
  /** The numbers that the rules use, by what they number. */
  readonly used: ReadonlyMap<NumberSpace, ReadonlySet<number>>;
  /** The command that printed the rules. */
  readonly command: string | null;
}

/** The rules of the dump in use; null where there is none of this bridge. */
export function readNodeRules(node: NodeSide, bridge: string): NodeRules | null {
  const dump = chooseDump(node.tables.dumps(bridge));
  if (dump === null) return null;
  const names = node.tables.names(bridge);
  const flows = node.tables.flows(bridge, dump);
  const learns = learnsOf(flows.map(({ data }) => data));
  const canonical = new Canonicalizer({ ...names, ignoreCookies: true });
  const pipeline = node.pipeline(bridge);
  const used = new Map<NumberSpace, Set<number>>();
  const rules: NodeRule[] = [];
  let learned = 0;
  for (const flow of flows) {
    const table = resolvedTable(flow.data.table, names.tables);
    const { priority } = flow.data;
    if (isHiddenFlow(table, priority)) continue;
    if (isLearned(flow.data, learns)) {
      learned++;
      continue;
    }
    const match = canonical.match(flow.data.match);
    const actions = canonical.actions(flow.data.actions, flow.data.match);
    const parsed = parseMatch(match);
    const tree = { match: parsed, actions: parseActions(actions, 0, { match: parsed }) };
    replaceNumbers(tree, pipeline, (space, number) => {
      const numbers = used.get(space) ?? new Set<number>();
      used.set(space, numbers.add(number));
      return number;
    });
    const printed = textOf(flow.data.table, priority, flow.data.match, flow.data.actions);
    rules.push({ flow, table, priority, printed, match, actions, tree });
  }
  const { commandLine } = dump.source;
  return { host: node.facts.host, bridge, node, pipeline, rules, learned, used, command: commandLine };
}

/** One line that is the same for rules that are the same. */
export function textOf(table: TableId, priority: number, match: string, actions: string): string {
  return `table=${tableText(table)}, priority=${priority} ${match} actions=${actions}`;
}

/** Match and actions in canonical spelling; what has no order is sorted. `names`: of a tree that is not canonical yet. */
export function spelled(
  { match, actions }: FlowTreeParts,
  names: CanonicalOptions = {},
): readonly [match: string, actions: string] {
  const canonical = canonicalActionTree(actions, match, { ...names, ignoreCookies: true });
  return [
    canonicalMatchTree(match, names),
    formatActions({ ...canonical, actions: inAnyOrder(canonical.actions) }),
  ];
}

/**
 * A port of OVN that this node has: `datapath:key` as the southbound database numbers them, all over the
 * deployment, by the port of the switch that leads to it (ovn-architecture(7): table 0 translates the physical
 * to the logical port).
 */
export function logicalPorts({ rules, pipeline }: NodeRules): ReadonlyMap<string, number> {
  if (pipeline.writer !== 'ovn') return new Map();
  const found = new Map<string, number>();
  for (const { match, actions } of rules) {
    const inPort = /(?:^|,)in_port=(\d+)/.exec(match)?.[1];
    const datapath = setValue(actions, 'metadata');
    const key = setValue(actions, 'reg14');
    if (inPort === undefined || datapath === null || key === null || match.includes('metadata=')) continue;
    found.set(`${datapath}:${key}`, Number(inPort));
  }
  return found;
}

/** Zones of OVN by the logical port or datapath whose connections they keep (`reg13`; `reg11`, `reg12`). */
export function zoneIdentities({ rules, pipeline }: NodeRules): readonly NumberIdentity[] {
  if (pipeline.writer !== 'ovn') return [];
  const aliases = new Map<number, Set<string>>();
  const add = (zone: number | null, alias: string): void => {
    if (zone !== null && zone !== 0) aliases.set(zone, (aliases.get(zone) ?? new Set()).add(alias));
  };
  for (const { match, actions } of rules) {
    const datapath = matchValue(match, 'metadata') ?? setValue(actions, 'metadata');
    // A clone goes on in another datapath, with its zones.
    if (datapath === null || actions.includes('clone(')) continue;
    add(setValue(actions, 'reg11'), `dnat zone of datapath ${datapath}`);
    add(setValue(actions, 'reg12'), `snat zone of datapath ${datapath}`);
    const key = matchValue(match, 'reg15') ?? setValue(actions, 'reg14');
    if (key !== null && !actions.includes('->reg15')) {
      add(setValue(actions, 'reg13'), `zone of port ${datapath}:${key}`);
    }
  }
  return [...aliases].map(([number, all]) => ({ number, name: [...all][0] ?? '', aliases: [...all] }));
}

/** The datapaths of OVN that have rules. */
export function datapathsOf({ rules, pipeline }: NodeRules): ReadonlySet<number> {
  if (pipeline.writer !== 'ovn') return new Set();
  return new Set(rules.flatMap(({ match }) => matchValue(match, 'metadata') ?? []));
}

const sources = /(?:^|,)(?:dl_src|nw_src|arp_spa|ipv6_src|nd_target)=([0-9a-f.:]+)(?=,|$)/g;
const asked = /(?:^|,)arp_tpa=([0-9.]+)(?=,|$)/;

/** Addresses that rules tie to a port of the switch: what may come from it, and what is answered for it; and the MAC of the node's distributed routers. */
export function addressesOf(of: NodeRules): readonly ToldAddress[] {
  const { host, bridge, node } = of;
  const logical = logicalPorts(of);
  const told: ToldAddress[] = [];
  const add = (address: string, ofport: number): void => {
    const port = node.ovs.portByNumber(bridge, ofport);
    if (port === null || leadsElsewhere(port) || /^[0.:]+$/.test(address)) return;
    const id = port.externalIds['iface-id'];
    told.push({ address, owner: { host, port: id === undefined ? `name:${port.name}` : `iface-id:${id}` } });
  };
  for (const { match, actions } of of.rules) {
    const answered = /(?:^|,)arp,.*arp_tpa=([0-9.]+)(?=,|$)/.exec(match)?.[1];
    const mac = /set_field:([0-9a-f:]{17})->arp_sha/.exec(actions)?.[1];
    if (answered !== undefined && mac !== undefined) told.push({ address: answered, mac });
    const plain = /(?:^|,)in_port=(\d+)/.exec(match)?.[1];
    const key = `${matchValue(match, 'metadata') ?? ''}:${matchValue(match, 'reg14') ?? ''}`;
    const port = plain === undefined ? logical.get(key) : Number(plain);
    if (port === undefined) continue;
    for (const [, address] of match.matchAll(sources)) {
      if (address === undefined) continue;
      add(address, port);
      const made = linkLocalOf(address);
      if (made !== null) add(made, port);
    }
    // Who asks for its own address only looks whether another has it: OVN lets that pass.
    const own = plain === undefined ? asked.exec(match)?.[1] : undefined;
    if (own !== undefined) add(own, port);
  }
  const mac = distributedMac(of);
  return mac === null ? told : [...told, { address: mac, owner: { host, port: null } }];
}

function leadsElsewhere(port: OvsPortView): boolean {
  return isPatch(port) || isTunnel(port) || isPhysical(port);
}

/** The MAC that this node puts on what its distributed routers send (`dvr_base_mac`, fa:16:3f:…), where it does. */
function distributedMac({ rules }: NodeRules): string | null {
  const found = new Set(
    rules.flatMap(({ actions }) =>
      [...actions.matchAll(/set_field:(fa:16:3f:[0-9a-f:]{8})->eth_src/g)].map(([, mac]) => mac ?? ''),
    ),
  );
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : null;
}

export function matchValue(match: string, field: string): number | null {
  const text = new RegExp(`(?:^|,)${field}=(0x[0-9a-f]+|\\d+)(?=,|$)`).exec(match)?.[1];
  return text === undefined ? null : Number(text);
}

/** The value that the actions set a whole field to; null where they do not, or to several. */
function setValue(actions: string, field: string): number | null {
  const all = [...actions.matchAll(new RegExp(`set_field:(0x[0-9a-f]+|\\d+)->${field}(?=,|$)`, 'g'))];
  const values = new Set(all.map(([, value]) => Number(value)));
  const [only] = values;
  return values.size === 1 && only !== undefined ? only : null;
}
