// The flow tables of more than two hosts: which roles of rules most hosts have in a table, and who lacks them or has
// some that nobody else has. The host that stands against the most comes first.
import { differentContradictions } from '../renaming/contradiction.ts';
import type { Contradiction } from '../renaming/renaming.ts';
import { formatFlow } from '../../flows/format-flow.ts';
import { compareTables, type TableId } from '../../openflow/table-id.ts';
import { evidenceOf, type SnapshotFacts } from '../../snapshot-facts.ts';
import { flowTables, type FlowTables } from '../flow-tables.ts';
import { NodeSide } from '../node-side.ts';
import type { RenamingByHand } from '../renaming/shared-numbers.ts';
import { BridgeNaming } from './bridge-naming.ts';
import { caseHosts } from './case-hosts.ts';
import type { RuleSide } from './compare-nodes.ts';
import { addressesOf, readNodeRules, spelled, textOf, type NodeRule, type NodeRules } from './node-rules.ts';
import type { PortSort } from './port-roles.ts';
import { multicastGroup } from './rule-reasons.ts';
import { shapeOf, type RuleShape } from './rule-shape.ts';

export interface MatrixCell {
  readonly host: string;
  readonly rules: number;
  /** Roles that most of the hosts have and this one lacks. */
  readonly lacks: number;
  /** Roles that this host has and no other. */
  readonly alone: number;
}

export interface MatrixRow {
  readonly bridge: string;
  readonly table: TableId;
  /** In the order of the hosts; a host without the bridge has no cell. */
  readonly cells: readonly MatrixCell[];
}

export interface MatrixOutlier {
  readonly host: string;
  readonly bridge: string;
  readonly table: TableId;
  readonly priority: number;
  readonly what: 'lacks' | 'alone';
  /** How many hosts have such a rule, of how many. */
  readonly having: number;
  readonly of: number;
  /** Such a rule: of this host, or of one that has it. */
  readonly example: RuleSide;
}

export interface NodeMatrix {
  /** Those with the most that sets them apart first. */
  readonly hosts: readonly string[];
  /** Tables in which hosts are not alike first, then by bridge and table. */
  readonly rows: readonly MatrixRow[];
  /** What sets hosts apart, by host in their order. */
  readonly outliers: readonly MatrixOutlier[];
  readonly contradictions: readonly Contradiction[];
  /** Flows of bridges that other hosts have; `command`: what to ask for, null where the host has no such bridge. */
  readonly notComparable: readonly {
    readonly host: string;
    readonly bridge: string;
    readonly command: string | null;
  }[];
}

export interface MatrixOptions {
  /** The flows of each host, in their order, where the facts do not hold them. */
  readonly flows?: readonly FlowTables[];
  readonly others?: readonly SnapshotFacts[];
  readonly rename?: readonly RenamingByHand[];
}

interface Role {
  readonly rule: NodeRule;
  readonly shape: RuleShape;
  /** Which sorts of ports a host has that is concerned. */
  readonly sorts: ReadonlySet<PortSort | null>;
  /** The host's rules of the role, in the shared numbering. */
  readonly rules: ReadonlySet<string>;
}

interface HostRoles {
  readonly node: NodeRules;
  readonly tables: ReadonlyMap<
    TableId,
    { readonly rules: number; readonly roles: ReadonlyMap<string, Role> }
  >;
  readonly sorts: ReadonlySet<PortSort | null>;
  /** All its rules in the shared numbering. */
  readonly rules: ReadonlySet<string>;
}

export function nodeMatrix(hosts: readonly SnapshotFacts[], options: MatrixOptions = {}): NodeMatrix {
  const sides = hosts.map((facts, i) => new NodeSide(facts, options.flows?.[i] ?? flowTables(facts)));
  const bridges = [...new Set(sides.flatMap(({ tables }) => tables.bridges))].sort();
  const read = bridges.map((bridge) => sides.flatMap((side) => readNodeRules(side, bridge) ?? []));
  const known = caseHosts(sides, options.others, read.flat().flatMap(addressesOf));
  const rows: MatrixRow[] = [];
  const outliers: MatrixOutlier[] = [];
  const contradictions: Contradiction[] = [];
  const notComparable: NodeMatrix['notComparable'][number][] = [];
  for (const nodes of read) {
    const [first] = nodes;
    for (const side of first === undefined ? [] : sides) {
      const { bridge = '', command = null } = first ?? {};
      const { host } = side.facts;
      if (nodes.some((node) => node.host === host)) continue;
      notComparable.push({ host, bridge, command: side.flowsCommand(bridge, command) });
    }
    if (nodes.length < 2) continue;
    const naming = new BridgeNaming(nodes, known, options.rename);
    contradictions.push(...naming.ports.contradictions, ...naming.vlans.contradictions);
    const found = rowsOf(
      naming,
      nodes.map((node) => rolesOf(naming, node)),
    );
    rows.push(...found.rows);
    outliers.push(...found.outliers);
  }
  const weight = new Map<string, number>();
  for (const { host } of outliers) weight.set(host, (weight.get(host) ?? 0) + 1);
  const ordered = hosts
    .map(({ host }) => host)
    .sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0) || (a < b ? -1 : 1));
  const rank = new Map(ordered.map((host, i) => [host, i]));
  const rankOf = ({ host }: { readonly host: string }): number => rank.get(host) ?? 0;
  return {
    hosts: ordered,
    rows: rows
      .map((row) => ({ ...row, cells: [...row.cells].sort((a, b) => rankOf(a) - rankOf(b)) }))
      .sort((a, b) => Number(isAlike(a)) - Number(isAlike(b))),
    outliers: outliers.sort((a, b) => rankOf(a) - rankOf(b)),
    contradictions: differentContradictions(contradictions),
    notComparable,
  };
}

function isAlike({ cells }: MatrixRow): boolean {
  return cells.every(({ lacks, alone }) => lacks + alone === 0);
}

function rolesOf(naming: BridgeNaming, node: NodeRules): HostRoles {
  const tables = new Map<TableId, { rules: number; readonly roles: Map<string, Role> }>();
  const rulesOf = new Map<string, Set<string>>();
  const rules = new Set<string>();
  const sorts = new Set<PortSort | null>();
  for (const rule of node.rules) {
    // conj_ids and groups are told by their place only: between many hosts their numbers say nothing.
    const tree = naming.rename(node, rule.tree);
    const shape = shapeOf(naming, node, rule, tree, () => false);
    const renamed = textOf(rule.table, rule.priority, ...spelled(tree));
    rules.add(renamed);
    const ofRole = rulesOf.get(shape.text) ?? new Set();
    rulesOf.set(shape.text, ofRole.add(renamed));
    const own = shape.objects.filter(
      ({ scope, kind }) => scope === 'here' && (kind === 'port' || kind === 'zone'),
    );
    const ofPorts = new Set(own.map(({ key }) => naming.sortOf(key)));
    for (const sort of ofPorts) sorts.add(sort);
    const table = tables.get(rule.table) ?? { rules: 0, roles: new Map<string, Role>() };
    tables.set(rule.table, table);
    table.rules++;
    // What sends to all members of a multicast group, sends to those that a host has.
    if (multicastGroup(rule) !== null) continue;
    if (!table.roles.has(shape.text)) {
      // Security groups are of instances' ports.
      const isOfGroup = shape.objects.some(({ kind }) => kind === 'conjunction');
      const concerned: Role['sorts'] = isOfGroup ? new Set([...ofPorts, 'instance']) : ofPorts;
      table.roles.set(shape.text, { rule, shape, sorts: concerned, rules: ofRole });
    }
  }
  return { node, tables, sorts, rules };
}

function rowsOf(
  naming: BridgeNaming,
  hosts: readonly HostRoles[],
): { readonly rows: readonly MatrixRow[]; readonly outliers: readonly MatrixOutlier[] } {
  const outliers: MatrixOutlier[] = [];
  const tables = [...new Set(hosts.flatMap((host) => [...host.tables.keys()]))].sort(compareTables);
  const rows = tables.map((table): MatrixRow => {
    const having = new Map<string, HostRoles[]>();
    for (const host of hosts) {
      for (const text of host.tables.get(table)?.roles.keys() ?? []) {
        const list = having.get(text);
        if (list === undefined) having.set(text, [host]);
        else list.push(host);
      }
    }
    // What all do for one host's thing is the thing's own there and another's elsewhere: one rule, two shapes.
    for (const [text, list] of having) {
      const roles = list.flatMap((host) => host.tables.get(table)?.roles.get(text) ?? []);
      const hasOne = (host: HostRoles): boolean =>
        roles.some(({ rules }) => [...rules].some((rule) => host.rules.has(rule)));
      list.push(...hosts.filter((host) => !list.includes(host) && hasOne(host)));
    }
    const cells = hosts.map((host): MatrixCell => {
      const own = host.tables.get(table);
      const cell = { host: host.node.host, rules: own?.rules ?? 0, lacks: 0, alone: 0 };
      for (const [text, others] of having) {
        const [first] = others;
        const role = first?.tables.get(table)?.roles.get(text);
        if (first === undefined || role === undefined) continue;
        const hasIt = others.includes(host);
        const isAlone = hasIt && others.length === 1 && hosts.length > 2;
        // Who has no port of that sort lacks nothing.
        const isConcerned = [...role.sorts].every((sort) => host.sorts.has(sort));
        const isLacking = !hasIt && isConcerned && others.length * 2 > hosts.length;
        if (!isAlone && !isLacking) continue;
        if (isAlone) cell.alone++;
        else cell.lacks++;
        const { flow, priority } = role.rule;
        outliers.push({
          ...{ host: host.node.host, bridge: naming.bridge, table, priority },
          ...{ what: isAlone ? ('alone' as const) : ('lacks' as const) },
          ...{ having: others.length, of: hosts.length },
          example: { text: formatFlow(flow.data), evidence: [evidenceOf(first.node.node.facts, flow)] },
        });
      }
      return cell;
    });
    return { bridge: naming.bridge, table, cells };
  });
  return { rows, outliers };
}
