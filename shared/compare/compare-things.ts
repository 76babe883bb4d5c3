// Things of one kind on both sides, out of the sources that say the same sort of thing on both. What one side
// did not collect is named as a gap.
import type { FactKind } from '../facts.ts';
import type { SnapshotFacts, SourceInfo } from '../snapshot-facts.ts';
import type { Change, Comparison, NotComparable } from './change.ts';
import { diffKeyed, diffOrder, type KeyedOptions } from './keyed-diff.ts';
import { collectThings } from './things/collect-things.ts';
import type { SideNames } from './things/side-names.ts';
import type { ThingKind } from './things/thing.ts';

export interface Results {
  readonly changes: Change[];
  readonly notComparable: NotComparable[];
  readonly compared: Comparison['compared'][number][];
  /** What the dumps of only one side say, with its bridge. */
  readonly unsaid: string[];
}

export interface ThingSide {
  readonly facts: SnapshotFacts;
  readonly names: SideNames;
}

/**
 * Compares what sources of the same signature give on both sides. Where no signature is on both but each
 * side has sources, all are compared: then two commands print the same kind (`ip link` and `ip addr`).
 */
export function compareThings(
  from: ThingSide,
  to: ThingSide,
  kind: ThingKind,
  options: KeyedOptions,
  results: Results,
): void {
  const fromScopes = sourcesOf(from.facts, kind);
  const toScopes = sourcesOf(to.facts, kind);
  const cleaned = from.facts.cleaned === true || to.facts.cleaned === true;
  for (const scope of [...new Set([...fromScopes.keys(), ...toScopes.keys()])].sort()) {
    const { left, right, usable, alike } = comparable(
      fromScopes.get(scope) ?? [],
      toScopes.get(scope) ?? [],
      kind,
    );
    const netns = scope === '' ? null : scope;
    if (kind.kind === 'configuration') {
      // A file that one side has not collected is not gone, and each is named.
      const files = unpaired(fromScopes.get(scope) ?? [], toScopes.get(scope) ?? [], kind);
      results.notComparable.push(...files);
    }
    if (left.length === 0 || right.length === 0) {
      const side = left.length === 0 ? 'from' : 'to';
      const command = (left[0] ?? right[0])?.commandLine ?? kind.command;
      // A namespace that is gone is a change of its own; what was in it went with it.
      const isGone = netns !== null && !hasNamespace(left.length === 0 ? from.facts : to.facts, netns);
      const isNamed = kind.kind === 'configuration';
      if (!isGone && !isNamed && (left.length + right.length > 0 || !kind.each)) {
        results.notComparable.push({ kind: kind.kind, scope: netns, missingIn: side, command });
      }
      continue;
    }
    const fromSources = left.filter(usable);
    const toSources = right.filter(usable);
    const things = ({ facts, names }: ThingSide, sources: readonly SourceInfo[]) => {
      const ids = new Set(sources.map((source) => source.id));
      return collectThings(facts, kind, (fact) => ids.has(fact.sourceId), { cleaned, names });
    };
    const [before, after] = [things(from, fromSources), things(to, toSources)];
    const { changes, equal } = diffKeyed(kind.kind, before, after, options);
    if (kind.chains !== null) results.changes.push(...diffOrder(kind.chains, before, after, options));
    const cut = alike
      ? { from: allCut(fromSources), to: allCut(toSources) }
      : { from: fromSources.every(isNarrow), to: toSources.every(isNarrow) };
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

/** False only where an output lists the namespaces and this one is not among them. */
function hasNamespace(facts: SnapshotFacts, netns: string): boolean {
  const listed = facts.of('network-namespace');
  const isListed = [...facts.sources.values()].some(
    ({ commandId, state }) => commandId === 'ip-netns' && (state === 'ok' || state === 'empty'),
  );
  return !isListed || listed.some(({ data }) => data.name === netns);
}

interface ComparableSources {
  readonly left: readonly SourceInfo[];
  readonly right: readonly SourceInfo[];
  readonly usable: (source: SourceInfo) => boolean;
  /** Both sides have outputs of one signature; else what lists a part says nothing of the rest. */
  readonly alike: boolean;
}

function comparable(
  before: readonly SourceInfo[],
  after: readonly SourceInfo[],
  kind: ThingKind,
): ComparableSources {
  const sign = (source: SourceInfo): string => signature(source, kind);
  const signs = new Set(after.map(sign));
  const common = before.filter((source) => signs.has(sign(source)));
  const form = kind.forms.find((command) => common.some(({ commandId }) => commandId === command));
  const all: ComparableSources = { left: before, right: after, usable: () => true, alike: true };
  if (form !== undefined) {
    const family = familyOf(form);
    const used = new Set(
      common.filter(({ commandId }) => familyOf(commandId ?? '') === family).map((source) => sign(source)),
    );
    return { ...all, usable: (source) => used.has(sign(source)) };
  }
  if (common.length > 0) {
    const used = new Set(common.map(sign));
    return { ...all, usable: (source) => used.has(sign(source)) };
  }
  // Of outputs that tell of one thing each, those of one side have nothing to be compared with.
  if (kind.each && before.length > 0 && after.length > 0) return { ...all, left: [], right: [] };
  return { ...all, alike: false };
}

/** The sources of things that only one side was asked for. */
function unpaired(
  before: readonly SourceInfo[],
  after: readonly SourceInfo[],
  kind: ThingKind,
): readonly NotComparable[] {
  const missing = (
    sources: readonly SourceInfo[],
    others: readonly SourceInfo[],
    missingIn: NotComparable['missingIn'],
  ): readonly NotComparable[] => {
    const signs = new Set(others.map((source) => signature(source, kind)));
    return sources
      .filter((source) => !signs.has(signature(source, kind)))
      .map(({ target, commandLine }) => ({
        kind: kind.kind,
        scope: target,
        missingIn,
        command: commandLine,
      }));
  };
  return [...missing(before, after, 'to'), ...missing(after, before, 'from')];
}

/** Two tools that print two halves of one thing in one form. */
function familyOf(commandId: string): string {
  return commandId.replace(/^ip6tables-/, 'iptables-').replace(/^ip-6-/, 'ip-');
}

/** Readable sources that give or could give a kind of fact, by namespace and database. */
function sourcesOf(facts: SnapshotFacts, kind: ThingKind): ReadonlyMap<string, readonly SourceInfo[]> {
  const giving = new Set(facts.of(kind.fact).map((fact) => fact.sourceId));
  const given = [...giving].flatMap((id) => facts.sources.get(id) ?? []);
  const commands = new Set(given.map((source) => listOf(source)));
  const byScope = new Map<string, SourceInfo[]>();
  for (const source of facts.sources.values()) {
    // An output without this kind of fact still says that there is none, if its command lists them.
    const silent =
      source.state === 'ok' &&
      (commands.has(listOf(source)) || kind.listing.includes(source.commandId ?? ''));
    if (!giving.has(source.id) && !silent) continue;
    const scope = scopeOf(source, kind.fact);
    // Rows that an output of something else names on the way are no list of them.
    if (kind.fact === 'ovsdb-row' && scope === '') continue;
    byScope.set(scope, [...(byScope.get(scope) ?? []), source]);
  }
  return byScope;
}

/** A namespace, or a database: a side that has the one has said nothing of the other. */
function scopeOf(source: SourceInfo, fact: FactKind): string {
  if (source.netns !== null) return source.netns;
  return fact === 'ovsdb-row' ? databaseOf(source) : '';
}

/** Sources of one signature list the same set. Per-domain and per-server outputs come and go with what they show. */
function signature(source: SourceInfo, kind: ThingKind): string {
  const part = kind.each ? (source.target ?? source.commandLine ?? '') : narrowed(source);
  return `${source.commandId ?? ''} ${part} ${databaseOf(source)}`;
}

/** What a command lists: `ovs-vsctl list QoS` says nothing of controllers. */
function listOf(source: SourceInfo): string {
  const isTable = /^(?:ovs-vsctl|ovn-[ns]bctl)-list$/.test(source.commandId ?? '');
  return `${source.commandId} ${isTable ? (source.target ?? '') : ''} ${databaseOf(source)}`;
}

/** An output of some of what there is: `sysctl net.ipv4.ip_forward`, `ip route` without its other tables. */
function isNarrow(source: SourceInfo): boolean {
  const { commandId, commandLine, state } = source;
  if (state === 'truncated' || state === 'timed-out' || isPart(source)) return true;
  switch (commandId) {
    case 'sysctl':
      return !/ (?:-\w*a\w*|--all)\b/.test(commandLine ?? '');
    case 'proc-sys':
      return true;
    case 'ip-route':
    case 'ip-6-route':
      return !/ table all\b/.test(commandLine ?? '');
    default:
      return narrowed(source) !== '';
  }
}

/** Arguments that make an output a part of what the command could list. */
function narrowed(source: SourceInfo): string {
  const { commandId, target, commandLine } = source;
  switch (commandId) {
    case 'ovs-vsctl-list':
    case 'ovn-nbctl-list':
    case 'ovn-sbctl-list':
    case 'iptables-list':
      return target ?? '';
    case 'sysctl':
      return commandLine ?? '';
    case 'ip-route':
      return [/ table \S+/.exec(commandLine ?? '')?.[0], / -[46]\b/.exec(commandLine ?? '')?.[0]].join('');
    default:
      return isPart(source) ? (target ?? '') : '';
  }
}

/**
 * Which database a file or dump is of: Open vSwitch's says nothing of OVN's, and both are read by one command.
 * Empty where the command is not about a database.
 */
function databaseOf({ commandId, target, commandLine, path }: SourceInfo): string {
  if (commandId === 'ovsdb-client-dump') return target ?? 'Open_vSwitch';
  if (commandId === 'ovsdb-file') {
    const name = (commandLine ?? path).split('/').pop() ?? '';
    if (/nb/.test(name)) return 'OVN_Northbound';
    if (/sb/.test(name)) return 'OVN_Southbound';
    return /^conf/.test(name) ? 'Open_vSwitch' : name;
  }
  if (commandId?.startsWith('ovs-vsctl-list') === true) return 'Open_vSwitch';
  if (commandId === 'ovn-nbctl-list') return 'OVN_Northbound';
  return commandId === 'ovn-sbctl-list' ? 'OVN_Southbound' : '';
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

export interface Cut {
  readonly from: boolean;
  readonly to: boolean;
}

/** True when each source is cut or was asked for a part: then what it does not show may be there. */
export function allCut(sources: readonly SourceInfo[]): boolean {
  return sources.every(
    (source) => source.state === 'truncated' || source.state === 'timed-out' || isPart(source),
  );
}

/** What a cut output does not show is not gone. */
export function lostToCut(change: { readonly change: Change['change'] }, cut: Cut): boolean {
  return (change.change === 'removed' && cut.to) || (change.change === 'added' && cut.from);
}

export function gapsOfCut(
  kind: NotComparable['kind'],
  scope: string | null,
  cut: Cut,
  command: string | null,
): NotComparable[] {
  return (['from', 'to'] as const)
    .filter((side) => cut[side])
    .map((missingIn) => ({ kind, scope, missingIn, command }));
}
