// Counters as rates between snapshots, against the raw outputs' own numbers; and more than two snapshots as a
// timeline.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../../shared/compare/change.ts';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import { byWhatStandsOut, deviceRates, flowRate, type Rate } from '../../../shared/compare/rates.ts';
import { timelineOf } from '../../../shared/compare/timeline.ts';
import { emptyFacts, hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

async function pairOf(scenario: string, host: string): Promise<readonly [FilledFacts, FilledFacts]> {
  const folder = (side: string): string => sharedData('lab/bundles', `${scenario}-${side}`);
  return [
    await hostFacts(folder('before'), host, 'commands', 1),
    await hostFacts(folder('after'), host, 'commands', 2),
  ];
}

function ratesOf(from: FilledFacts, to: FilledFacts, seconds: number | null): readonly Rate[] {
  const rates = [...deviceRates(from, to, { seconds })];
  compareSnapshots(from, to, {
    flowPairs: (bridge, a, b) => {
      const rate = flowRate(bridge, { facts: from, flow: a }, { facts: to, flow: b }, { seconds });
      if (rate !== null) rates.push(rate);
    },
  });
  return rates.sort(byWhatStandsOut);
}

/** `rx pkts` and `tx pkts` of a numbered port with its duration, as the dump prints them. */
function printed(facts: FilledFacts, bridge: string, port: string): { packets: number; seconds: number } {
  const source = [...facts.sources.values()].find(
    ({ commandLine }) => commandLine === `ovs-ofctl -O OpenFlow13 dump-ports ${bridge}`,
  );
  const text = (facts.text.get(source?.id ?? 0) ?? []).join('\n');
  const found = new RegExp(
    `port +${port}: rx pkts=(\\d+)[^\\n]*\\n[^\\n]*tx pkts=(\\d+)[^\\n]*\\n[^\\n]*duration=([\\d.]+)s`,
  ).exec(text);
  return { packets: Number(found?.[1]) + Number(found?.[2]), seconds: Number(found?.[3]) };
}

describe.skipIf(!hasShared)('rates', () => {
  let quiet: readonly [FilledFacts, FilledFacts];
  let rebuilt: readonly [FilledFacts, FilledFacts];
  beforeAll(async () => {
    quiet = await pairOf('S06-qvb-unplugged', 'compute1');
    rebuilt = await pairOf('S13-host-rebooted', 'compute2');
  }, 60_000);

  test('are those of the counters and durations that the dump prints', () => {
    const [from, to] = quiet;
    const rates = ratesOf(from, to, null);
    const [a, b] = [printed(from, 'br-tun', '1'), printed(to, 'br-tun', '1')];
    const rate = rates.find(({ kind, key }) => kind === 'ports' && key === 'br-tun patch-int');
    expect(rate).toMatchObject({ restarted: false });
    expect(rate?.seconds).toBeCloseTo(b.seconds - a.seconds, 2);
    expect(rate?.packets).toBeCloseTo((b.packets - a.packets) / (b.seconds - a.seconds), 2);
    expect(rate?.packets).toBeGreaterThan(0);
    // `ip -s link` has no age of its own: without the snapshots' times its rate is not known.
    const links = rates.filter(({ kind }) => kind === 'links');
    expect(links.length).toBeGreaterThan(0);
    expect(links.every(({ seconds, packets }) => seconds === null && packets === null)).toBe(true);
  });

  test('a counter that went backwards is a restart, never a negative rate', () => {
    const rates = ratesOf(...rebuilt, 60);
    const values = rates.flatMap(({ packets, bytes, drops, errors }) => [packets, bytes, drops, errors]);
    expect(values.filter((value) => value !== null && value < 0)).toEqual([]);
    const flows = rates.filter(({ kind, key }) => kind === 'flows' && key.startsWith('br-int '));
    expect(flows.length).toBeGreaterThan(20);
    expect(flows.every(({ restarted }) => restarted)).toBe(true);
    // The physical bridge was not rebuilt.
    expect(rates.find(({ kind, key }) => kind === 'ports' && key === 'br-phy eth1')?.restarted).toBe(false);
  });

  test('what is lost stands before what is carried', () => {
    const lost = ratesOf(...quiet, 60).map(({ drops, errors }) => (drops ?? 0) + (errors ?? 0));
    expect(lost[0]).toBeGreaterThan(0);
    expect(lost).toEqual([...lost].sort((a, b) => b - a));
  });
});

describe('a timeline', () => {
  const addresses = (id: number, ...given: readonly string[]): FilledFacts => {
    const facts = emptyFacts('node1', id);
    const lines = given.map((address) => `    inet ${address}/24 scope global eth0`);
    facts.add(
      'ip addr',
      ['2: eth0: <UP> mtu 1500 qdisc noop state UP', ...lines].join('\n') + '\n',
      'ip addr',
    );
    return facts;
  };
  const compared = (
    from: FilledFacts,
    to: FilledFacts,
  ): { from: number; to: number; comparison: Comparison } => ({
    ...{ from: from.snapshotId, to: to.snapshotId },
    comparison: compareSnapshots(from, to),
  });

  test('says by which snapshot a thing had come and gone', () => {
    const all = [
      addresses(1, '10.0.0.1', '10.0.0.2'),
      addresses(2, '10.0.0.1', '10.0.0.3'),
      addresses(3, '10.0.0.1', '10.0.0.3', '10.0.0.2'),
      addresses(4, '10.0.0.1'),
    ];
    const steps = all.slice(1).map((to, i) => compared(all[i]!, to));
    const { snapshots, rows } = timelineOf(steps, ['addresses']);
    expect(snapshots).toEqual([1, 2, 3, 4]);
    expect(
      rows.map(({ key, seen, appeared, went }) => ({ key, seen: seen.map(Number).join(''), appeared, went })),
    ).toEqual([
      { key: 'eth0 10.0.0.2/24', seen: '1010', appeared: null, went: 4 },
      { key: 'eth0 10.0.0.3/24', seen: '0110', appeared: 2, went: 4 },
    ]);
    expect(timelineOf(steps, ['flows']).rows).toEqual([]);
    expect(timelineOf([], ['flows'])).toEqual({ snapshots: [], rows: [], events: [] });
  });
});
