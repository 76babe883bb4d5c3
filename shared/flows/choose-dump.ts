// Which dump of a bridge's flows to use, when a bundle holds several: the same bridge is often dumped
// once per OpenFlow version, by `ovs-ofctl` and by `ovs-appctl bridge/dump-flows`, with and without
// port names. All stay as evidence; one is read.
import type { SourceState } from '../evidence.ts';
import type { SourceInfo } from '../snapshot-facts.ts';

/** One source's flows of one bridge. A source that dumps all bridges gives one per bridge. */
export interface FlowDump {
  readonly source: SourceInfo;
  /** How many flows of the bridge it holds. */
  readonly flows: number;
}

/** Commands (`Command.id`) that list a bridge's OpenFlow flows; a datapath's flows are something else. */
export const flowDumpCommands: readonly string[] = [
  'ovs-ofctl-dump-flows',
  'ovs-appctl-bridge-dump-flows',
  'easyovs-dump',
];

/**
 * The richest dump, or null when there is none. In this order: a whole source before a cut one; port
 * numbers before `--names`; a higher OpenFlow version before a lower one, because 1.0 cannot print
 * everything (ovs-ofctl(8), `dump-flows`); `ovs-ofctl` before `bridge/dump-flows` before EasyOVS; the
 * fullest; the first.
 */
export function chooseDump<D extends FlowDump>(candidates: readonly D[]): D | null {
  let best: D | null = null;
  for (const candidate of candidates) {
    if (candidate.flows === 0 && unusable.has(candidate.source.state)) continue;
    if (best === null || compareDumps(candidate, best) < 0) best = candidate;
  }
  return best;
}

/**
 * The best dumps of one bridge in two snapshots: whole ones before cut ones, then two of the same kind, which
 * can say the same; else two of any version and tool, because flows are compared by canonical form. Both have
 * names of ports, or both numbers. Null when there is no pair.
 */
export function chooseDumpPair<D extends FlowDump, E extends FlowDump>(
  from: readonly D[],
  to: readonly E[],
): { readonly from: D; readonly to: E } | null {
  const sameKind = bestPair(from, to, dumpKind);
  const anyKind = bestPair(from, to, (source) => String(hasNames(source)));
  if (sameKind === null || anyKind === null) return anyKind;
  return worstState(anyKind) < worstState(sameKind) ? anyKind : sameKind;
}

/** Dumps of one kind spell equal flows equally: same tool, same OpenFlow version, same use of names. */
export function dumpKind(source: SourceInfo): string {
  return `${dumpTool(source)} ${openflowVersion(source)} ${hasNames(source) ? 'names' : 'numbers'}`;
}

const unusable: ReadonlySet<SourceState> = new Set(['error', 'absent', 'unrecognised', 'unreadable']);

/**
 * The best dumps where one side has names of ports and tables and the other numbers: to be compared where the
 * names' numbers are known.
 */
export function chooseMixedPair<D extends FlowDump, E extends FlowDump>(
  from: readonly D[],
  to: readonly E[],
): { readonly from: D; readonly to: E } | null {
  return bestPair(from, to, () => '');
}

function bestPair<D extends FlowDump, E extends FlowDump>(
  from: readonly D[],
  to: readonly E[],
  kindOf: (source: SourceInfo) => string,
): { readonly from: D; readonly to: E } | null {
  const ofTo = byKind(to, kindOf);
  let best: { readonly from: D; readonly to: E } | null = null;
  for (const [kind, dumps] of byKind(from, kindOf)) {
    const left = chooseDump(dumps);
    const right = chooseDump(ofTo.get(kind) ?? []);
    if (left === null || right === null) continue;
    if (best === null || comparePairs({ from: left, to: right }, best) < 0) best = { from: left, to: right };
  }
  return best;
}

function byKind<D extends FlowDump>(
  dumps: readonly D[],
  kindOf: (source: SourceInfo) => string,
): ReadonlyMap<string, readonly D[]> {
  const kinds = new Map<string, D[]>();
  for (const dump of dumps) {
    const kind = kindOf(dump.source);
    const list = kinds.get(kind);
    if (list) list.push(dump);
    else kinds.set(kind, [dump]);
  }
  return kinds;
}

function rank(dump: FlowDump): readonly number[] {
  const { source } = dump;
  return [
    stateRank(source.state),
    hasNames(source) ? 1 : 0,
    -openflowVersion(source),
    toolRank[dumpTool(source)],
    -dump.flows,
  ];
}

function compareDumps(a: FlowDump, b: FlowDump): number {
  return compareRanks(rank(a), rank(b));
}

interface DumpPair {
  readonly from: FlowDump;
  readonly to: FlowDump;
}

function comparePairs(a: DumpPair, b: DumpPair): number {
  return worstState(a) - worstState(b) || compareDumps(a.from, b.from);
}

function worstState({ from, to }: DumpPair): number {
  return Math.max(stateRank(from.source.state), stateRank(to.source.state));
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function stateRank(state: SourceState): number {
  if (state === 'ok' || state === 'empty') return 0;
  return state === 'truncated' || state === 'timed-out' ? 1 : 2;
}

export type Tool = 'ovs-ofctl' | 'ovs-appctl' | 'other';
const toolRank: Readonly<Record<Tool, number>> = { 'ovs-ofctl': 0, 'ovs-appctl': 1, other: 2 };

/** Which tool's layout a dump has. */
export function dumpTool(source: SourceInfo): Tool {
  const id = source.commandId ?? source.commandLine ?? '';
  if (id.startsWith('ovs-ofctl')) return 'ovs-ofctl';
  return id.startsWith('ovs-appctl') ? 'ovs-appctl' : 'other';
}

/** 10 for OpenFlow 1.0, 13 for 1.3. `ovs-ofctl` without `-O` speaks 1.0; other tools have no version. */
export function openflowVersion(source: SourceInfo): number {
  const digits = /OpenFlow(1[0-9])/i.exec(source.protocol ?? source.commandLine ?? '')?.[1];
  if (digits !== undefined) return Number(digits);
  return dumpTool(source) === 'ovs-ofctl' ? 10 : 0;
}

/** Its command asked for names of ports and tables. */
export function hasNames(source: SourceInfo): boolean {
  return /(^|[\s_])--names\b/.test(source.commandLine ?? '');
}
