// Two snapshots, usually of one host before and after: what was added, removed, changed or moved. Only
// what both sides looked at is compared; what one side did not collect is named as a gap; what changes by
// itself is set aside; a restart is an event.
import type { FlowFact, StoredFact } from '../facts.ts';
import {
  chooseDump,
  chooseDumpPair,
  chooseMixedPair,
  hasNames,
  type FlowDump,
} from '../flows/choose-dump.ts';
import { formatFlow } from '../flows/format-flow.ts';
import { saidByBoth, saidByOne, saidBySource } from '../flows/said-fields.ts';
import { tableText } from '../openflow/table-id.ts';
import { evidenceOf, type SnapshotFacts } from '../snapshot-facts.ts';
import { changeKinds, type Change, type ChangeSide, type Comparison, type NotComparable } from './change.ts';
import { compareBridge, type BridgeDifference, type BridgeSide } from './compare-bridge.ts';
import { flowValueFields } from './compare-columns.ts';
import {
  asideField,
  asideFlowFields,
  flowField,
  type FlowDifferenceField,
  ignoredFlowFields,
} from './compare-flows.ts';
import { allCut, compareThings, gapsOfCut, lostToCut, type Results } from './compare-things.ts';
import { flowTables, sharedNames, type FlowNames, type FlowsApart, type FlowTables } from './flow-tables.ts';
import { withMoves, type Elsewhere } from './moved-instances.ts';
import { NodeSide } from './node-side.ts';
import type { BridgePipeline } from './renaming/node-numbers.ts';
import { isRenumbered, pairByIdentity, type Renaming } from './renaming/renaming.ts';
import { restartEvent, type FlowSigns } from './restart-event.ts';
import { AsideCounts, type AsideCategory } from './set-aside.ts';
import { SideNames } from './things/side-names.ts';
import { thingKinds } from './things/registry.ts';
import { unknownNames } from './unknown-names.ts';

export interface CompareOptions {
  /** Flows by bridge and dump, where the facts do not hold them. */
  readonly flows?: { readonly from: FlowTables; readonly to: FlowTables; readonly apart?: Apart };
  /** What is compared although it changes by itself. */
  readonly include?: readonly AsideCategory[];
  /** Snapshots of other hosts, where instances may have gone to or come from. */
  readonly elsewhere?: Elsewhere;
  /** Called with the flows of each pair that both sides have: for rates. */
  readonly flowPairs?: (bridge: string, from: StoredFact<'flow'>, to: StoredFact<'flow'>) => void;
}

/** Of a bridge's flows in two dumps. `names`: see `sharedNames`. */
export type Apart = (bridge: string, from: FlowDump, to: FlowDump, names: FlowNames) => FlowsApart;

/** Fields that are never compared by default, as the interface lists them. */
const ignoredFields = [
  'ifindex',
  'statistics',
  '_uuid',
  'bridge id',
  'ofport',
  'local VLAN',
  'handle',
] as const;

/** Changes by kind, then by key; flows by bridge, table, priority from the highest, and match. */
export function compareSnapshots(
  from: SnapshotFacts,
  to: SnapshotFacts,
  options: CompareOptions = {},
): Comparison {
  const before = new NodeSide(from, options.flows?.from ?? flowTables(from));
  const after = new NodeSide(to, options.flows?.to ?? flowTables(to));
  const include = new Set(options.include ?? []);
  const counts = new AsideCounts();
  const results: Results = { changes: [], notComparable: [], compared: [], unsaid: [] };
  const known = knownRenamings(before, after);
  const portName =
    ({ ovs }: NodeSide) =>
    (bridge: string, ofport: number): string | null =>
      ovs.portByNumber(bridge, ofport)?.name ?? null;
  const names = new SideNames(from, 'from', known, portName(before));
  const newNames = new SideNames(to, 'to', known, portName(after));
  for (const kind of thingKinds) {
    compareThings({ facts: from, names }, { facts: to, names: newNames }, kind, { include, counts }, results);
  }
  const signs = compareAllFlows(
    before,
    after,
    known,
    { include, counts, flowPairs: options.flowPairs, apart: options.flows?.apart },
    results,
  );
  const renamings = [...known, ...signs.renamings];
  // Two hosts differ in all that a restart changes.
  const event = from.host === to.host ? restartEvent(from, to, signs.flows, renamings) : null;
  const rank = new Map(changeKinds.map((kind, i) => [kind, i]));
  const merged = withMoves(
    mergeChanges(results.changes),
    { from: from.host, to: to.host },
    options.elsewhere ?? nowhere,
  );
  return {
    changes: [...merged].sort((a, b) => (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0)),
    events: event === null ? [] : [event],
    notComparable: distinctGaps(results.notComparable),
    ignored: [...ignoredFlowFields, ...ignoredFields, ...results.unsaid],
    aside: counts.list(),
    renamings,
    compared: results.compared,
  };
}

const nowhere: Elsewhere = { from: [], to: [] };

/** Ports and local VLANs by what they stand for, where both sides say it. */
function knownRenamings(before: NodeSide, after: NodeSide): readonly Renaming[] {
  const bridges = before.ovs.bridges.filter((bridge) => after.ovs.bridges.includes(bridge));
  const renamings = bridges.flatMap((bridge) => {
    const ports = pairByIdentity('ofport', bridge, before.ports(bridge), after.ports(bridge));
    const [groups, newGroups] = [before.groups(bridge), after.groups(bridge)];
    if (groups.length === 0 || newGroups.length === 0) return [ports];
    return [ports, pairByIdentity('group', bridge, groups, newGroups)];
  });
  if (before.vlans.length > 0 && after.vlans.length > 0) {
    renamings.push(pairByIdentity('local-vlan', null, before.vlans, after.vlans));
  }
  return renamings;
}

/** One gap is named once, whichever facts of a kind it is of. */
function distinctGaps(gaps: readonly NotComparable[]): readonly NotComparable[] {
  return [
    ...new Map(gaps.map((gap) => [`${gap.kind} ${gap.scope} ${gap.missingIn} ${gap.command}`, gap])).values(),
  ];
}

/** Several outputs may tell of one thing by different facts (`virsh list` and domain XML): one change. */
function mergeChanges(changes: readonly Change[]): readonly Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const key = change.kind === 'flows' ? null : `${change.kind}\n${change.key}`;
    const known = key === null ? undefined : merged.get(key);
    if (known === undefined) {
      merged.set(key ?? `flows ${merged.size}`, change);
      continue;
    }
    const sides = { from: joined(known.from, change.from), to: joined(known.to, change.to) };
    const fields = [...new Set([...known.fields, ...change.fields])];
    merged.set(key ?? '', { ...known, ...sides, change: stronger(known.change, change.change), fields });
  }
  return [...merged.values()];
}

function joined(a: ChangeSide | null, b: ChangeSide | null): ChangeSide | null {
  if (a === null || b === null) return a ?? b;
  return { ...a, fields: { ...b.fields, ...a.fields }, evidence: [...a.evidence, ...b.evidence] };
}

function stronger(a: Change['change'], b: Change['change']): Change['change'] {
  if (a === b) return a;
  return a === 'moved' || b === 'moved' ? 'moved' : 'changed';
}

interface FlowOptions {
  readonly include: ReadonlySet<AsideCategory>;
  readonly counts: AsideCounts;
  readonly flowPairs: CompareOptions['flowPairs'];
  readonly apart: Apart | undefined;
}

function compareAllFlows(
  before: NodeSide,
  after: NodeSide,
  known: readonly Renaming[],
  { include, counts, flowPairs, apart }: FlowOptions,
  results: Results,
): { readonly flows: readonly FlowSigns[]; readonly renamings: readonly Renaming[] } {
  const signs: FlowSigns[] = [];
  const renamings: Renaming[] = [];
  for (const bridge of [...new Set([...before.tables.bridges, ...after.tables.bridges])].sort()) {
    const left = before.tables.dumps(bridge);
    const right = after.tables.dumps(bridge);
    const names = sharedNames(before.tables.names(bridge), after.tables.names(bridge));
    const alike = chooseDumpPair(left, right);
    const pair = alike ?? chooseMixedPair(left, right);
    const unknown =
      pair === null || alike !== null
        ? null
        : hasNames(pair.from.source)
          ? {
              side: 'from' as const,
              ...unknownNames(before.tables.flows(bridge, pair.from).map(factOf), names),
            }
          : { side: 'to' as const, ...unknownNames(after.tables.flows(bridge, pair.to).map(factOf), names) };
    if (unknown !== null && (unknown.ports || unknown.tables)) {
      const missing = { kind: 'flows', scope: bridge, missingIn: unknown.side } as const;
      if (unknown.ports) {
        results.notComparable.push({ ...missing, command: `ovs-ofctl dump-ports-desc ${bridge}` });
      }
      if (unknown.tables)
        results.notComparable.push({ ...missing, command: 'ovsdb-client dump Open_vSwitch' });
      continue;
    }
    if (pair === null) {
      const side = left.length === 0 ? 'from' : 'to';
      const wanted = chooseDump(side === 'from' ? right : left);
      const command = wanted?.source.commandLine ?? `ovs-ofctl dump-flows ${bridge}`;
      results.notComparable.push({ kind: 'flows', scope: bridge, missingIn: side, command });
      continue;
    }
    const said = { from: saidBySource(pair.from.source), to: saidBySource(pair.to.source) };
    // Cookies are set aside anyway.
    const unsaid = saidByOne(said.from, said.to).filter((word) => word !== 'cookie');
    results.unsaid.push(...unsaid.map((word) => `${word} (${bridge})`));
    const comparison = compareBridge(
      bridgeSide(before, bridge, pair.from),
      bridgeSide(after, bridge, pair.to),
      {
        bridge,
        names,
        said: saidByBoth(said.from, said.to),
        pipeline: {
          from: () => pipelineOf(before, after, bridge),
          to: () => pipelineOf(after, before, bridge),
          ports: () => after.pipelinePorts(bridge),
        },
        known: known.filter((renaming) => renaming.bridge === bridge || renaming.bridge === null),
        include,
        counts,
        ...(apart === undefined ? {} : { apart: () => apart(bridge, pair.from, pair.to, names) }),
        ...(flowPairs === undefined
          ? {}
          : { pairs: (a: StoredFact<'flow'>, b: StoredFact<'flow'>) => flowPairs(bridge, a, b) }),
      },
    );
    renamings.push(...comparison.renamings.filter(isRenumbered));
    signs.push({
      bridge,
      writer: () => after.pipeline(bridge).writer,
      from: before.tables.ages(bridge, pair.from),
      to: after.tables.ages(bridge, pair.to),
      reordered: comparison.reordered,
    });
    const cut = { from: allCut([pair.from.source]), to: allCut([pair.to.source]) };
    for (const difference of comparison.differences) {
      if (!lostToCut(difference, cut)) {
        results.changes.push(flowChange(before.facts, after.facts, bridge, difference));
      }
    }
    results.notComparable.push(...gapsOfCut('flows', bridge, cut, pair.from.source.commandLine));
    results.compared.push({
      kind: 'flows',
      scope: bridge,
      from: [pair.from.source.id],
      to: [pair.to.source.id],
      equal: comparison.equal,
    });
  }
  return { flows: signs, renamings };
}

function bridgeSide({ tables, localMacs }: NodeSide, bridge: string, dump: FlowDump): BridgeSide {
  return {
    flows: () => tables.flows(bridge, dump),
    learning: () => tables.withActions(bridge, dump, 'learn('),
    localMacs,
  };
}

/** Who wrote a bridge's flows may be told by one side only: a table that was just emptied says little. */
function pipelineOf(side: NodeSide, other: NodeSide, bridge: string): BridgePipeline {
  const own = side.pipeline(bridge);
  return own.writer === 'unknown' ? { ...own, writer: other.pipeline(bridge).writer } : own;
}

function factOf({ data }: StoredFact<'flow'>): FlowFact {
  return data;
}

function flowChange(
  from: SnapshotFacts,
  to: SnapshotFacts,
  bridge: string,
  { key, text, change, fields, from: before, to: after }: BridgeDifference,
): Change {
  return {
    kind: 'flows',
    change,
    key: `${bridge} table=${tableText(key.table)} priority=${key.priority}${text === '' ? '' : ` ${text}`}`,
    from: before === null ? null : flowSide(from, before, fields),
    to: after === null ? null : flowSide(to, after, fields),
    fields,
  };
}

function flowSide(
  facts: SnapshotFacts,
  flow: StoredFact<'flow'>,
  differing: readonly FlowDifferenceField[],
): ChangeSide {
  const aside = asideFlowFields.filter((field) => differing.includes(field));
  return {
    fields: Object.fromEntries([
      ...flowValueFields.map((field) => [field, flowField(flow.data, field)] as const),
      ...aside.map((field) => [field, asideField(flow.data, field)] as const),
    ]),
    text: formatFlow(flow.data),
    evidence: [evidenceOf(facts, flow)],
  };
}
