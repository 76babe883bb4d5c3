// What counts a device's frames: `ip -s link` and /proc/net/dev as the kernel sees them, `ovs-ofctl dump-ports` and
// `statistics` of the Interface row as Open vSwitch does. `rx` is what the device has received, so of a tap
// what the instance has sent.
import type { CaseEvidence } from '../../evidence.ts';
import type { StoredFact } from '../../facts.ts';
import { evidenceOf } from '../../snapshot-facts.ts';
import type { NodeIndex } from '../node-index.ts';
import type { HopCounters } from '../route/route.ts';

export interface DeviceCounters extends HopCounters {
  readonly evidence: readonly CaseEvidence[];
}

export interface CounterIndex {
  /** One for each output that counts the device, at most one of a kind; in the order of `counterOrigins`. */
  countersOf(netns: string | null, name: string): readonly DeviceCounters[];
}

type Counts = Readonly<Record<string, number | null>>;

const fields = {
  rxPackets: 'rx_packets',
  rxBytes: 'rx_bytes',
  rxErrors: 'rx_errors',
  rxDropped: 'rx_dropped',
  txPackets: 'tx_packets',
  txBytes: 'tx_bytes',
  txErrors: 'tx_errors',
  txDropped: 'tx_dropped',
} as const satisfies Readonly<Record<keyof Omit<HopCounters, 'from'>, string>>;

/** Indexes a node's counters; of two outputs of one kind, the first counts. */
export function indexCounters({ facts, ovs }: Pick<NodeIndex, 'facts' | 'ovs'>): CounterIndex {
  const kernel = new Map<string, DeviceCounters>();
  const openflow = new Map<string, DeviceCounters>();
  const rows = new Map<string, DeviceCounters>();
  const add = (
    map: Map<string, DeviceCounters>,
    key: string,
    from: HopCounters['from'],
    counts: Counts,
    fact: StoredFact,
  ): void => {
    if (map.has(key) || Object.keys(counts).length === 0) return;
    const read = Object.fromEntries(
      Object.entries(fields).map(([field, printed]) => [field, counts[printed] ?? null]),
    ) as unknown as Omit<HopCounters, 'from'>;
    map.set(key, { from, ...read, evidence: [evidenceOf(facts, fact)] });
  };
  for (const fact of facts.of('link')) {
    const { netns, name, statistics } = fact.data;
    if (statistics !== null) add(kernel, keyOf(netns, name), 'ip-link', statistics, fact);
  }
  for (const fact of facts.of('device-statistics'))
    add(kernel, keyOf(fact.data.netns, fact.data.device), 'ip-link', procCounts(fact.data.counters), fact);
  for (const fact of facts.of('openflow-port-statistics')) {
    const { port, ofport, received, transmitted } = fact.data;
    const bridge = fact.data.bridge ?? ovs.bridgeOfSource(fact.sourceId);
    // `dump-ports` prints numbers, unless it was asked for names.
    const numbered = bridge === null || ofport === null ? null : ovs.portByNumber(bridge, ofport);
    const name = port === 'LOCAL' ? bridge : ofport === null ? port : (numbered?.interfaces[0] ?? null);
    if (name !== null) add(openflow, name, 'dump-ports', bothWays(received, transmitted), fact);
  }
  for (const fact of facts.of('ovs-interface'))
    add(rows, fact.data.name, 'ovsdb', fact.data.statistics, fact);
  return {
    countersOf: (netns, name) => {
      const port = openflow.get(name);
      const row = rows.get(name);
      const link = kernel.get(keyOf(netns, name));
      return [link, port, row].filter((counters) => counters !== undefined);
    },
  };
}

function keyOf(netns: string | null, name: string): string {
  return `${netns ?? ''}\n${name}`;
}

/** /proc/net/dev heads its columns `bytes packets errs drop …` under Receive and Transmit. */
function procCounts(counters: Readonly<Record<string, number>>): Counts {
  return Object.fromEntries(
    Object.entries(counters).map(([name, value]) => [
      name.replace(/_errs$/, '_errors').replace(/_drop$/, '_dropped'),
      value,
    ]),
  );
}

function bothWays(
  received: Readonly<Record<string, number | null>>,
  transmitted: Readonly<Record<string, number | null>>,
): Counts {
  const counts: Record<string, number | null> = {};
  for (const [way, side] of [
    ['rx', received],
    ['tx', transmitted],
  ] as const) {
    counts[`${way}_packets`] = side['pkts'] ?? null;
    counts[`${way}_bytes`] = side['bytes'] ?? null;
    counts[`${way}_dropped`] = side['drop'] ?? null;
    counts[`${way}_errors`] = side['errs'] ?? null;
  }
  return counts;
}
