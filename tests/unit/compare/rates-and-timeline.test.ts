// Counters as rates between snapshots, against the raw outputs' own numbers; and more than two snapshots as a
// timeline.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ChangeKind } from '../../../shared/compare/change.ts';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import { byWhatStandsOut, deviceRates, flowRate, type Rate } from '../../../shared/compare/rates.ts';
import { timelineOf, type Timeline } from '../../../shared/compare/timeline.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
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

describe('of one flow', () => {
  const rate = (
    before: { packets: number; age: string },
    now: { packets: number; age: string },
    seconds: number | null,
  ): Rate | null => {
    const [from, to] = [before, now].map(({ packets, age }, i) => {
      const facts = emptyFacts('node1', i + 1);
      const line = ` cookie=0x1, duration=${age}s, table=0, n_packets=${packets}, n_bytes=0, priority=1 actions=NORMAL`;
      const command = 'ovs-ofctl -O OpenFlow13 dump-flows br-int';
      facts.add(command, ['OFPST_FLOW reply (OF1.3) (xid=0x2):', line].join('\n') + '\n', command);
      return facts;
    });
    return ratesOf(from!, to!, seconds).find(({ kind }) => kind === 'flows') ?? null;
  };

  test('a counter that is younger than the snapshots are apart began anew, although it counted more', () => {
    expect(rate({ packets: 5, age: '10' }, { packets: 500, age: '50' }, 3600)).toMatchObject({
      ...{ restarted: true, seconds: 50, packets: 10 },
    });
    // As old as the first snapshot, but for the moment that reading took.
    expect(rate({ packets: 5, age: '2' }, { packets: 105, age: '102' }, 104)).toMatchObject({
      ...{ restarted: false, seconds: 100, packets: 1 },
    });
    expect(rate({ packets: 5, age: '10' }, { packets: 405, age: '50' }, null)).toMatchObject({
      ...{ restarted: false, seconds: 40, packets: 10 },
    });
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
  const flows = (facts: FilledFacts, bridge: string, ...given: readonly string[]): FilledFacts => {
    const lines = given.map((rule) => ` cookie=0x1, duration=9.1s, table=0, n_packets=0, n_bytes=0, ${rule}`);
    const command = `ovs-ofctl -O OpenFlow13 dump-flows ${bridge}`;
    facts.add(command, ['OFPST_FLOW reply (OF1.3) (xid=0x2):', ...lines].join('\n') + '\n', command);
    return facts;
  };
  const timeline = (all: readonly SnapshotFacts[], kinds: readonly ChangeKind[]): Timeline => {
    const facts = (id: number): SnapshotFacts => all.find(({ snapshotId }) => snapshotId === id)!;
    return timelineOf({
      ...{ host: 'node1', snapshots: all.map(({ snapshotId }) => snapshotId), kinds },
      compare: (from, to) => compareSnapshots(facts(from), facts(to)),
    });
  };
  const marks = ({ rows }: Timeline): readonly unknown[] =>
    rows.map(({ key, seen, appeared, went }) => ({
      ...{ key, appeared, went },
      seen: seen.map((one) => (one === null ? '?' : Number(one))).join(''),
    }));

  test('says by which snapshot a thing had come and gone', () => {
    const all = [
      addresses(1, '10.0.0.1', '10.0.0.2'),
      addresses(2, '10.0.0.1', '10.0.0.3'),
      addresses(3, '10.0.0.1', '10.0.0.3', '10.0.0.2'),
      addresses(4, '10.0.0.1'),
    ];
    expect(timeline(all, ['addresses']).snapshots).toEqual([1, 2, 3, 4]);
    expect(marks(timeline(all, ['addresses']))).toEqual([
      { key: 'eth0 10.0.0.2/24', seen: '1010', appeared: [3], went: [2, 4] },
      { key: 'eth0 10.0.0.3/24', seen: '0110', appeared: [2], went: [4] },
    ]);
    expect(timeline(all, ['flows']).rows).toEqual([]);
    expect(timeline([], ['flows'])).toEqual({ snapshots: [], rows: [], events: [], gaps: [] });
  });

  test('what a snapshot did not collect is compared with the last one that did', () => {
    const all = [
      flows(addresses(1, '10.0.0.1'), 'br-int', 'priority=1 actions=drop', 'in_port=1 actions=NORMAL'),
      addresses(2, '10.0.0.1', '10.0.0.2'),
      flows(emptyFacts('node1', 3), 'br-int', 'priority=1 actions=drop', 'in_port=2 actions=NORMAL'),
      flows(addresses(4, '10.0.0.1'), 'br-int', 'priority=1 actions=drop'),
    ];
    const found = timeline(all, ['addresses', 'flows']);
    expect(marks(found)).toEqual([
      { key: 'eth0 10.0.0.2/24', seen: '01?0', appeared: [2], went: [4] },
      { key: 'br-int table=0 priority=32768 in_port=1', seen: '1?00', appeared: [], went: [3] },
      { key: 'br-int table=0 priority=32768 in_port=2', seen: '0?10', appeared: [3], went: [4] },
    ]);
    // A change lies between the snapshots that both have the output.
    expect(found.rows.map(({ changes }) => changes.map(({ since, at }) => [since, at]))).toContainEqual([
      [1, 3],
    ]);
    expect(found.gaps.map(({ at, kind, scope }) => [at, kind, scope])).toEqual([
      [2, 'flows', 'br-int'],
      [3, 'addresses', null],
    ]);
    expect(found.gaps[0]?.command).toBe('ovs-ofctl -O OpenFlow13 dump-flows br-int');
  });

  test('one bridge that a snapshot did not collect says nothing of the other', () => {
    const drop = 'priority=1 actions=drop';
    const all = [
      flows(flows(emptyFacts('node1', 1), 'br-int', drop, 'in_port=1 actions=NORMAL'), 'br-tun', drop),
      flows(emptyFacts('node1', 2), 'br-tun', 'in_port=7 actions=NORMAL'),
      flows(flows(emptyFacts('node1', 3), 'br-int', drop), 'br-tun', 'in_port=7 actions=NORMAL'),
    ];
    expect(marks(timeline(all, ['flows']))).toEqual([
      { key: 'br-tun table=0 priority=32768 in_port=7', seen: '011', appeared: [2], went: [] },
      { key: 'br-tun table=0 priority=1', seen: '100', appeared: [], went: [2] },
      { key: 'br-int table=0 priority=32768 in_port=1', seen: '1?0', appeared: [], went: [3] },
    ]);
  });
});

describe.skipIf(!hasShared)('a timeline of two hosts between which an instance moves', () => {
  test('it goes from the one and comes to the other', async () => {
    const facts = async (side: string, host: string, id: number): Promise<FilledFacts> =>
      hostFacts(sharedData('lab/bundles', `S02-instance-moved-${side}`), host, 'commands', id);
    const [before, after] = [
      { compute1: await facts('before', 'compute1', 1), compute2: await facts('before', 'compute2', 3) },
      { compute1: await facts('after', 'compute1', 2), compute2: await facts('after', 'compute2', 4) },
    ];
    const row = (host: 'compute1' | 'compute2', other: 'compute1' | 'compute2'): unknown => {
      const elsewhere = { from: [before[other]], to: [after[other]] };
      const { rows } = timelineOf({
        ...{ host, snapshots: [before[host].snapshotId, after[host].snapshotId], kinds: ['instances'] },
        compare: () => compareSnapshots(before[host], after[host], { elsewhere }),
      });
      return rows.map(({ key, seen, appeared, went, changes }) => [
        ...[key, seen, appeared, went],
        changes.map(({ change }) => change.change),
      ]);
    };
    expect(row('compute1', 'compute2')).toEqual([['instance-00000003', [true, false], [], [2], ['moved']]]);
    expect(row('compute2', 'compute1')).toEqual([['instance-00000003', [false, true], [4], [], ['moved']]]);
  }, 60_000);
});
