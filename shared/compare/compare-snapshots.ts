// Two snapshots, usually of one host before and after: what was added, removed, changed or moved. Only
// what both sides looked at is compared; what one side did not collect is named as a gap.
import type { FactKind, FlowFact, StoredFact } from '../facts.ts';
import { chooseDump, chooseDumpPair, chooseMixedPair, hasNames } from '../flows/choose-dump.ts';
import { formatFlow } from '../flows/format-flow.ts';
import { saidByBoth, saidBySource } from '../flows/said-fields.ts';
import { evidenceOf, type SnapshotFacts, type SourceInfo } from '../snapshot-facts.ts';
import { changeKinds, type Change, type ChangeSide, type Comparison, type NotComparable } from './change.ts';
import {
  compareFlows,
  comparedFlowFields,
  flowField,
  ignoredFlowFields,
  type FlowDifference,
} from './compare-flows.ts';
import { tableText } from '../openflow/table-id.ts';
import { flowTables, sharedNames, type FlowTables } from './flow-tables.ts';
import { unknownNames } from './unknown-names.ts';
import { diffKeyed } from './keyed-diff.ts';
import { ignoredFields, thingKinds, thingsOf } from './things.ts';

export interface CompareOptions {
  /** Flows by bridge and dump, where the facts do not hold them. */
  readonly flows?: { readonly from: FlowTables; readonly to: FlowTables };
}

type Compared = Comparison['compared'][number];

/** Changes by kind, then by key; flows by bridge, table, priority from the highest, and match. */
export function compareSnapshots(
  from: SnapshotFacts,
  to: SnapshotFacts,
  options: CompareOptions = {},
): Comparison {
  const changes: Change[] = [];
  const notComparable: NotComparable[] = [];
  const compared: Compared[] = [];
  for (const kind of thingKinds) compareThings(from, to, kind, { changes, notComparable, compared });
  compareAllFlows(from, to, options, { changes, notComparable, compared });
  const rank = new Map(changeKinds.map((kind, i) => [kind, i]));
  changes.sort((a, b) => (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0));
  return { changes, notComparable, ignored: [...ignoredFlowFields, ...ignoredFields], compared };
}

interface Results {
  readonly changes: Change[];
  readonly notComparable: NotComparable[];
  readonly compared: Compared[];
}

/**
 * Compares what sources of the same signature give on both sides. Where no signature is on both but each
 * side has sources, all are compared: then two commands print the same kind (`ip link` and `ip addr`).
 */
function compareThings(
  from: SnapshotFacts,
  to: SnapshotFacts,
  kind: (typeof thingKinds)[number],
  results: Results,
): void {
  const before = sourcesOf(from, kind.fact);
  const after = sourcesOf(to, kind.fact);
  const scopes = new Set([...before.keys(), ...after.keys()]);
  for (const scope of [...scopes].sort()) {
    const left = before.get(scope) ?? [];
    const right = after.get(scope) ?? [];
    const netns = scope === '' ? null : scope;
    if (left.length === 0 || right.length === 0) {
      const side = left.length === 0 ? 'from' : 'to';
      const command = (left[0] ?? right[0])?.commandLine ?? kind.command;
      results.notComparable.push({ kind: kind.kind, scope: netns, missingIn: side, command });
      continue;
    }
    const common = new Set(
      left.map(signature).filter((one) => right.some((other) => signature(other) === one)),
    );
    const usable = (source: SourceInfo): boolean => common.size === 0 || common.has(signature(source));
    const fromSources = left.filter(usable);
    const toSources = right.filter(usable);
    const cleaned = from.cleaned === true || to.cleaned === true;
    const things = (facts: SnapshotFacts, sources: readonly SourceInfo[]): ReturnType<typeof thingsOf> => {
      const ids = new Set(sources.map((source) => source.id));
      return thingsOf(facts, kind, (fact) => ids.has(fact.sourceId), cleaned);
    };
    const { changes, equal } = diffKeyed(kind.kind, things(from, fromSources), things(to, toSources));
    const cut = { from: allCut(fromSources), to: allCut(toSources) };
    results.changes.push(...changes.filter((change) => !lostToCut(change, cut)));
    const whole = [...fromSources, ...toSources].find((source) => !isPart(source));
    results.notComparable.push(...gapsOfCut(kind.kind, netns, cut, whole?.commandLine ?? kind.command));
    results.compared.push({
      kind: kind.kind,
      scope: netns,
      from: fromSources.map((source) => source.id),
      to: toSources.map((source) => source.id),
      equal,
    });
  }
}

/** Readable sources that give or could give a kind of fact, by namespace. */
function sourcesOf(facts: SnapshotFacts, kind: FactKind): ReadonlyMap<string, readonly SourceInfo[]> {
  const giving = new Set(facts.of(kind).map((fact) => fact.sourceId));
  const given = [...giving].flatMap((id) => facts.sources.get(id) ?? []);
  const commands = new Set(given.map((source) => `${source.commandId} ${databaseOf(source)}`));
  const byScope = new Map<string, SourceInfo[]>();
  for (const source of facts.sources.values()) {
    // An output without this kind of fact still says that there is none, if its command lists them.
    const silent =
      source.state === 'ok' &&
      (commands.has(`${source.commandId} ${databaseOf(source)}`) || listing[kind] === source.commandId);
    if (!giving.has(source.id) && !silent) continue;
    const scope = source.netns ?? '';
    byScope.set(scope, [...(byScope.get(scope) ?? []), source]);
  }
  return byScope;
}

/** Commands whose whole output can be without a thing because there is none. */
const listing: Partial<Readonly<Record<FactKind, string>>> = {
  'linux-bridge': 'brctl-show',
  'bridge-port': 'brctl-show',
  'ovs-bridge': 'ovs-vsctl-show',
  'ovs-port': 'ovs-vsctl-show',
  'ovs-interface': 'ovs-vsctl-show',
  link: 'ip-link',
  address: 'ip-addr',
};

/** Sources of one signature list the same set. Per-domain and per-server outputs come and go with what they show. */
function signature(source: SourceInfo): string {
  return `${source.commandId ?? ''} ${isPart(source) ? (source.target ?? '') : databaseOf(source)}`;
}

/**
 * Which database a file or dump is of: Open vSwitch's says nothing of OVN's, and both are read by one command.
 * Empty where the command is not about a whole database.
 */
function databaseOf({ commandId, target, commandLine, path }: SourceInfo): string {
  if (commandId === 'ovsdb-client-dump') return target ?? 'Open_vSwitch';
  return commandId === 'ovsdb-file' ? ((commandLine ?? path).split('/').pop() ?? '') : '';
}

/** Commands that list everything, unless they are asked for something: `ovs-vsctl list port NAME`. */
const partly: ReadonlySet<string | null> = new Set([
  'ip-link',
  'ip-addr',
  'ifconfig',
  'brctl-showstp',
  'ovs-vsctl-list-bridge',
  'ovs-vsctl-list-interface',
  'ovs-vsctl-list-port',
]);

function isPart({ commandId, target }: SourceInfo): boolean {
  return target !== null && partly.has(commandId);
}

interface Cut {
  readonly from: boolean;
  readonly to: boolean;
}

/** True when each source is cut or was asked for a part: then what it does not show may be there. */
function allCut(sources: readonly SourceInfo[]): boolean {
  return sources.every(
    (source) => source.state === 'truncated' || source.state === 'timed-out' || isPart(source),
  );
}

/** What a cut output does not show is not gone. */
function lostToCut(change: { readonly change: Change['change'] }, cut: Cut): boolean {
  return (change.change === 'removed' && cut.to) || (change.change === 'added' && cut.from);
}

function gapsOfCut(
  kind: NotComparable['kind'],
  scope: string | null,
  cut: Cut,
  command: string | null,
): NotComparable[] {
  return (['from', 'to'] as const)
    .filter((side) => cut[side])
    .map((missingIn) => ({ kind, scope, missingIn, command }));
}

function compareAllFlows(
  from: SnapshotFacts,
  to: SnapshotFacts,
  options: CompareOptions,
  results: Results,
): void {
  const before = options.flows?.from ?? flowTables(from);
  const after = options.flows?.to ?? flowTables(to);
  for (const bridge of [...new Set([...before.bridges, ...after.bridges])].sort()) {
    const left = before.dumps(bridge);
    const right = after.dumps(bridge);
    const names = sharedNames(before.names(bridge), after.names(bridge));
    const alike = chooseDumpPair(left, right);
    const pair = alike ?? chooseMixedPair(left, right);
    const unknown =
      pair === null || alike !== null
        ? null
        : hasNames(pair.from.source)
          ? { side: 'from' as const, ...unknownNames(before.flows(bridge, pair.from).map(factOf), names) }
          : { side: 'to' as const, ...unknownNames(after.flows(bridge, pair.to).map(factOf), names) };
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
    const { differences, equal } = compareFlows(
      before.flows(bridge, pair.from),
      after.flows(bridge, pair.to),
      saidByBoth(saidBySource(pair.from.source), saidBySource(pair.to.source)),
      names,
    );
    const cut = { from: allCut([pair.from.source]), to: allCut([pair.to.source]) };
    for (const difference of differences) {
      if (!lostToCut(difference, cut)) results.changes.push(flowChange(from, to, bridge, difference));
    }
    results.notComparable.push(...gapsOfCut('flows', bridge, cut, pair.from.source.commandLine));
    results.compared.push({
      kind: 'flows',
      scope: bridge,
      from: [pair.from.source.id],
      to: [pair.to.source.id],
      equal,
    });
  }
}

function factOf({ data }: StoredFact<'flow'>): FlowFact {
  return data;
}

function flowChange(
  from: SnapshotFacts,
  to: SnapshotFacts,
  bridge: string,
  difference: FlowDifference<StoredFact<'flow'>>,
): Change {
  const { table, priority, match } = difference.key;
  return {
    kind: 'flows',
    change: difference.change,
    key: `${bridge} table=${tableText(table)} priority=${priority}${match === '' ? '' : ` ${match}`}`,
    from: difference.from === null ? null : flowSide(from, difference.from),
    to: difference.to === null ? null : flowSide(to, difference.to),
    fields: difference.fields,
  };
}

function flowSide(facts: SnapshotFacts, flow: StoredFact<'flow'>): ChangeSide {
  return {
    fields: Object.fromEntries(comparedFlowFields.map((field) => [field, flowField(flow.data, field)])),
    text: formatFlow(flow.data),
    evidence: [evidenceOf(facts, flow)],
  };
}
