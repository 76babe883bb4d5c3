// Counters of two snapshots as rates between them: what a port or flow carried, dropped and got wrong in a
// second. Those that stand out come first. A counter that went backwards began anew: that is a restart, and the
// rate is since then where the output says when that was.
import type { OpenflowPortStatisticsFact, StoredFact } from '../facts.ts';
import { indexOvs, type OvsIndex } from '../network/ovs-index.ts';
import { evidenceOf, type SnapshotFacts } from '../snapshot-facts.ts';
import type { CaseEvidence } from '../evidence.ts';

export const rateKinds = ['ports', 'links', 'flows'] as const;
export type RateKind = (typeof rateKinds)[number];

/** Per second; null where the output does not count it. Of a flow that drops, its packets are drops. */
export interface Rate {
  readonly kind: RateKind;
  readonly key: string;
  /** Between the two, or since the restart; null where neither output nor snapshot tells a time: then no rate is known. */
  readonly seconds: number | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly drops: number | null;
  readonly errors: number | null;
  /** The counters began anew between the two. */
  readonly restarted: boolean;
  readonly from: readonly CaseEvidence[];
  readonly to: readonly CaseEvidence[];
  /** In the later snapshot: the fact that counts, and the port or device that it is of; null of a flow. */
  readonly counted: {
    readonly snapshot: number;
    readonly fact: number;
    readonly device: CountedDevice | null;
  };
}

export interface CountedDevice {
  readonly name: string;
  /** Of a link; of a port the bridge's ports say where it is. */
  readonly netns: string | null;
}

export interface RateOptions {
  /** From one snapshot to the other, not negative; for counters that tell no age of their own. */
  readonly seconds: number | null;
}

interface Counters {
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly drops: number | null;
  readonly errors: number | null;
}

/** Ports of all bridges, by name, and devices of the kernel. */
export function deviceRates(from: SnapshotFacts, to: SnapshotFacts, options: RateOptions): readonly Rate[] {
  return [...portRates(from, to, options), ...linkRates(from, to, options)];
}

/** A flow that both sides have; null when it carried nothing or the dump does not count. */
export function flowRate(
  bridge: string,
  from: { readonly facts: SnapshotFacts; readonly flow: StoredFact<'flow'> },
  to: { readonly facts: SnapshotFacts; readonly flow: StoredFact<'flow'> },
  options: RateOptions,
): Rate | null {
  const counters = ({ data }: StoredFact<'flow'>): Counters => ({
    packets: data.nPackets,
    bytes: data.nBytes,
    drops: data.actions === 'drop' ? data.nPackets : null,
    errors: null,
  });
  const { table, priority, match } = to.flow.data;
  const rate = rateOf(
    { counters: counters(from.flow), age: from.flow.data.duration },
    { counters: counters(to.flow), age: to.flow.data.duration },
    options,
  );
  if (rate === null || rate.packets === 0) return null;
  return {
    kind: 'flows',
    key: `${bridge} table=${table} priority=${priority}${match === '' ? '' : ` ${match}`}`,
    ...rate,
    from: [evidenceOf(from.facts, from.flow)],
    to: [evidenceOf(to.facts, to.flow)],
    counted: { snapshot: to.facts.snapshotId, fact: to.flow.id, device: null },
  };
}

/** Errors and drops before traffic, and much before little. */
export function byWhatStandsOut(a: Rate, b: Rate): number {
  const lost = ({ errors, drops }: Rate): number => (errors ?? 0) + (drops ?? 0);
  return (
    lost(b) - lost(a) ||
    (b.packets ?? 0) - (a.packets ?? 0) ||
    (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  );
}

interface Reading {
  readonly counters: Counters;
  /** Seconds that the counters have been counting; null where they do not say. */
  readonly age: number | null;
}

type RateValues = Pick<Rate, 'seconds' | 'packets' | 'bytes' | 'drops' | 'errors' | 'restarted'>;

/** Null when nothing is counted on both sides. */
function rateOf(before: Reading, now: Reading, { seconds }: RateOptions): RateValues | null {
  const names = ['packets', 'bytes', 'drops', 'errors'] as const;
  if (names.every((name) => before.counters[name] === null || now.counters[name] === null)) return null;
  const backwards = names.some((name) => {
    const [a, b] = [before.counters[name], now.counters[name]];
    return a !== null && b !== null && b < a;
  });
  const restarted = backwards || isYounger(before.age, now.age, seconds);
  const elapsed = restarted
    ? now.age
    : before.age !== null && now.age !== null
      ? now.age - before.age
      : seconds;
  const isKnown = elapsed !== null && elapsed > 0;
  const perSecond = (name: (typeof names)[number]): number | null => {
    const [a, b] = [before.counters[name], now.counters[name]];
    if (!isKnown || b === null || (a === null && !restarted)) return null;
    return Math.round(((restarted ? b : b - (a ?? 0)) / elapsed) * 1000) / 1000;
  };
  return {
    seconds: isKnown ? Math.round(elapsed * 1000) / 1000 : null,
    packets: perSecond('packets'),
    bytes: perSecond('bytes'),
    drops: perSecond('drops'),
    errors: perSecond('errors'),
    restarted,
  };
}

/**
 * Did they begin to count after the first reading? An output is read a little before or after the time of its snapshot, so
 * one that is hardly younger than the snapshots are apart may as well be as old.
 */
function isYounger(before: number | null, now: number | null, seconds: number | null): boolean {
  if (now === null) return false;
  if (before !== null && now < before) return true;
  return seconds !== null && now < seconds - Math.max(5, seconds / 10);
}

interface Counted {
  readonly reading: Reading;
  readonly counted: Rate['counted'];
  readonly evidence: CaseEvidence;
  readonly from: string;
}

function portRates(from: SnapshotFacts, to: SnapshotFacts, options: RateOptions): readonly Rate[] {
  return ratesOf('ports', countedPorts(from), countedPorts(to), options);
}

function countedPorts(facts: SnapshotFacts): ReadonlyMap<string, readonly Counted[]> {
  const ovs = indexOvs(facts);
  return grouped(
    facts.of('openflow-port-statistics').flatMap((fact) => {
      const { data } = fact;
      const bridge = data.bridge ?? ovs.bridgeOfSource(fact.sourceId);
      if (bridge === null) return [];
      const name = portName(ovs, bridge, data);
      return [
        {
          key: `${bridge} ${name}`,
          counted: { snapshot: facts.snapshotId, fact: fact.id, device: { name, netns: null } },
          reading: { counters: portCounters(data), age: data.duration },
          evidence: evidenceOf(facts, fact),
          from: commandOf(facts, fact),
        },
      ];
    }),
  );
}

function portName(ovs: OvsIndex, bridge: string, { port, ofport }: OpenflowPortStatisticsFact): string {
  return (ofport === null ? null : ovs.portByNumber(bridge, ofport)?.name) ?? port;
}

function portCounters({ received, transmitted }: OpenflowPortStatisticsFact): Counters {
  return {
    packets: sum(received['pkts'], transmitted['pkts']),
    bytes: sum(received['bytes'], transmitted['bytes']),
    drops: sum(received['drop'], transmitted['drop']),
    errors: sum(received['errs'], transmitted['errs']),
  };
}

function linkRates(from: SnapshotFacts, to: SnapshotFacts, options: RateOptions): readonly Rate[] {
  return ratesOf('links', countedLinks(from), countedLinks(to), options);
}

function countedLinks(facts: SnapshotFacts): ReadonlyMap<string, readonly Counted[]> {
  return grouped(
    facts.of('link').flatMap((fact) => {
      const { name, netns, statistics } = fact.data;
      if (statistics === null) return [];
      const both = (of: string): number | null => sum(statistics[`rx_${of}`], statistics[`tx_${of}`]);
      const counters = {
        packets: both('packets'),
        bytes: both('bytes'),
        drops: both('dropped'),
        errors: both('errors'),
      };
      return [
        {
          key: netns === null ? name : `${netns}: ${name}`,
          counted: { snapshot: facts.snapshotId, fact: fact.id, device: { name, netns } },
          reading: { counters, age: null },
          evidence: evidenceOf(facts, fact),
          from: commandOf(facts, fact),
        },
      ];
    }),
  );
}

function ratesOf(
  kind: RateKind,
  from: ReadonlyMap<string, readonly Counted[]>,
  to: ReadonlyMap<string, readonly Counted[]>,
  options: RateOptions,
): readonly Rate[] {
  return [...from].flatMap(([key, before]) => {
    const after = to.get(key) ?? [];
    // One command's output with the same command's, one that tells its age if there is one.
    const pairs = before.flatMap((a) => after.filter((b) => b.from === a.from).map((b) => [a, b] as const));
    const aged = pairs.find(([a, b]) => a.reading.age !== null && b.reading.age !== null);
    const [a, b] = aged ?? pairs[0] ?? [];
    if (a === undefined || b === undefined) return [];
    const rate = rateOf(a.reading, b.reading, options);
    if (rate === null) return [];
    return [{ kind, key, ...rate, from: [a.evidence], to: [b.evidence], counted: b.counted }];
  });
}

function grouped(
  counted: readonly (Counted & { readonly key: string })[],
): ReadonlyMap<string, readonly Counted[]> {
  const found = new Map<string, Counted[]>();
  for (const one of counted) {
    const list = found.get(one.key);
    if (list === undefined) found.set(one.key, [one]);
    else list.push(one);
  }
  return found;
}

function commandOf(facts: SnapshotFacts, { sourceId }: StoredFact): string {
  const source = facts.sources.get(sourceId);
  return source?.commandLine ?? source?.path ?? '';
}

function sum(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null && b === null ? null : a === undefined && b === undefined ? null : (a ?? 0) + (b ?? 0);
}
