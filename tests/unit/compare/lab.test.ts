// Every before/after pair of the lab, host by host: the flows that changed are those whose raw lines
// differ once counters, ages and cookies are cut out of the text; nothing of shared/ does that cutting.
// What is learned or has no order is compared, too; pairs in which numbers changed are in scenarios.test.ts.
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/compare/change.ts';
import { isRenumbered } from '../../../shared/compare/renaming/renaming.ts';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { hostFacts, type FilledFacts, type Part } from '../../bundle-facts.ts';
import { labHosts, labSnapshots } from '../network/lab-topology.ts';

const scenarios = hasShared
  ? labSnapshots()
      .filter((name) => name.endsWith('-before'))
      .map((name) => name.replace(/-before$/, ''))
  : [];

/** A flow's raw line without what changes by itself. */
function strip(line: string): string {
  return line
    .replace(/[ ,(]cookie=0x[0-9a-f]+/g, (found) => found.charAt(0))
    .replace(/\b(duration=[\d.]+s|n_packets=\d+|n_bytes=\d+|idle_age=\d+|hard_age=\d+)(, |,|$)/g, '')
    .replace(/^[\s,]+/, '')
    .replace(/\(,/g, '(')
    .replace(/,,/g, ',');
}

/** Table, priority and match, cut out of the stripped line. */
function keyOf(stripped: string): string {
  const head = stripped.split(' actions=')[0] ?? '';
  return head
    .replace(/(idle_timeout=\d+|hard_timeout=\d+|importance=\d+), /g, '')
    .replace(/\b(send_flow_rem|reset_counts) /g, '');
}

function flowLines(facts: FilledFacts, sourceId: number): readonly string[] {
  return (facts.text.get(sourceId) ?? []).filter((line) => line.includes('actions='));
}

/** Lines of the first list that the second does not have, each as often as it is too much. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}

function rawOf(facts: FilledFacts, side: Change['from']): readonly string[] {
  return (side?.evidence ?? []).map((one) => strip(facts.text.get(one.sourceId)?.[one.firstLine - 1] ?? ''));
}

async function pairOf(
  scenario: string,
  host: string,
  part: Part,
): Promise<readonly [FilledFacts, FilledFacts]> {
  return [
    await hostFacts(sharedData('lab/bundles', `${scenario}-before`), host, part, 1),
    await hostFacts(sharedData('lab/bundles', `${scenario}-after`), host, part, 2),
  ];
}

describe.skipIf(!hasShared).each(scenarios)('%s', (scenario) => {
  describe.each(scenario === '' ? [] : labHosts(`${scenario}-before`))('%s', (host) => {
    test('the flows that changed are those whose lines differ', async () => {
      const [before, after] = await pairOf(scenario, host, 'commands');
      const { changes, compared, notComparable, renamings } = compareSnapshots(before, after, {
        include: ['learned', 'order'],
      });
      if (renamings.some(isRenumbered)) {
        expect(['S12-agent-restarted', 'S13-host-rebooted']).toContain(scenario);
        return;
      }
      expect(notComparable.filter((gap) => gap.kind === 'flows')).toEqual([]);
      const tables = compared.filter((entry) => entry.kind === 'flows');
      expect(tables.map((entry) => entry.scope)).toEqual(
        host === 'network1' ? ['br-ex', 'br-int', 'br-phy', 'br-tun'] : ['br-int', 'br-phy', 'br-tun'],
      );
      for (const { scope, from, to, equal } of tables) {
        const left = flowLines(before, from[0] ?? 0).map(strip);
        const right = flowLines(after, to[0] ?? 0).map(strip);
        expect(left.length).toBeGreaterThan(0);
        const gone = without(left, right);
        const come = without(right, left);
        const found = changes.filter(
          (change) => change.kind === 'flows' && change.key.startsWith(`${scope} `),
        );
        expect(found.flatMap((change) => rawOf(before, change.from)).sort()).toEqual([...gone].sort());
        expect(found.flatMap((change) => rawOf(after, change.to)).sort()).toEqual([...come].sort());
        expect(equal).toBe(left.length - gone.length);
        const goneKeys = gone.map(keyOf);
        const comeKeys = come.map(keyOf);
        const added = found
          .filter((change) => change.change === 'added')
          .flatMap((change) => rawOf(after, change.to));
        const removed = found
          .filter((change) => change.change === 'removed')
          .flatMap((change) => rawOf(before, change.from));
        expect(added.map(keyOf).sort()).toEqual([...without(comeKeys, goneKeys)].sort());
        expect(removed.map(keyOf).sort()).toEqual([...without(goneKeys, comeKeys)].sort());
      }
    });
  });
});

describe.skipIf(!hasShared)('what the scenarios did', () => {
  const of = (changes: readonly Change[], kind: Change['kind']): readonly string[] =>
    changes
      .filter((change) => change.kind === kind)
      .map((change) => `${change.change} ${change.key} ${change.fields.join(' ')}`.trim());

  test('S06: the qvb left its Linux bridge', async () => {
    const [before, after] = await pairOf('S06-qvb-unplugged', 'compute1', 'both');
    const { changes } = compareSnapshots(before, after);
    expect(of(changes, 'bridge-ports')).toEqual(['removed qvbd2d2ac5d-a7']);
    expect(of(changes, 'links')).toContain('changed qvbd2d2ac5d-a7 master');
    expect(of(changes, 'ovs-ports')).toEqual([]);
    expect(of(changes, 'instances')).toEqual([]);
  });

  test('S03: compute2 lost a tunnel port', async () => {
    const [before, after] = await pairOf('S03-gre-port-missing', 'compute2', 'both');
    const { changes } = compareSnapshots(before, after);
    expect(of(changes, 'ovs-ports')).toEqual(['removed gre-c0a80a0b']);
    const [port] = changes.filter((change) => change.kind === 'ovs-ports');
    expect(port?.from?.text).toBe(
      'gre-c0a80a0b in br-tun trunks=all interfaces=gre-c0a80a0b fake_bridge=false protected=false',
    );
    expect(port?.to).toBeNull();
  });

  test('S05: a port went from VLAN 1 to the dead VLAN', async () => {
    const [before, after] = await pairOf('S05-port-dead-vlan', 'compute1', 'both');
    const { changes } = compareSnapshots(before, after);
    expect(of(changes, 'ovs-ports')).toEqual(['changed qvo1476e4c9-4e tag']);
    const [port] = changes.filter((change) => change.kind === 'ovs-ports');
    expect([port?.from?.fields['tag'], port?.to?.fields['tag']]).toEqual([1, 4095]);
  });

  test('S02: an instance left compute1 and is on compute2; the controller saw it move', async () => {
    const [before, after] = await pairOf('S02-instance-moved', 'compute1', 'both');
    expect(of(compareSnapshots(before, after).changes, 'instances')).toEqual(['removed instance-00000003']);
    const [there, then] = await pairOf('S02-instance-moved', 'compute2', 'both');
    expect(of(compareSnapshots(there, then).changes, 'instances')).toEqual(['added instance-00000003']);
    const [nova, later] = await pairOf('S02-instance-moved', 'controller1', 'both');
    const moved = compareSnapshots(nova, later).changes.find((change) => change.change === 'moved');
    expect([moved?.kind, moved?.from?.fields['host'], moved?.to?.fields['host']]).toEqual([
      'instances',
      'compute1',
      'compute2',
    ]);
  });

  test('S12: an agent restart changes cookies, which are set aside', async () => {
    const [before, after] = await pairOf('S12-agent-restarted', 'compute1', 'commands');
    const { changes, ignored } = compareSnapshots(before, after);
    expect(
      changes.filter((change) => change.kind === 'flows' && change.fields.includes('actions')).length,
    ).toBeLessThan(10);
    expect(ignored).toContain('cookie in learn()');
  });

  test('a side without sources is a gap, not a removal', async () => {
    const before = await hostFacts(sharedData('lab/bundles/T0-healthy'), 'compute1', 'commands');
    const after = await hostFacts(sharedData('lab/bundles/T0-healthy'), 'compute1', 'sos');
    const { changes, notComparable } = compareSnapshots(before, after);
    const files = notComparable.filter(({ kind }) => kind === 'configuration');
    expect(files.map(({ missingIn }) => missingIn)).toEqual(Array.from({ length: 19 }, () => 'from'));
    const others = notComparable.filter((gap) => !files.includes(gap));
    expect(others.map(({ kind, missingIn, command }) => `${kind} ${missingIn} ${command}`)).toEqual([
      'instance-disks from virsh -r domblklist instance-00000001',
      'bridges to brctl show',
      'device-settings from ethtool -c br-int',
      'qos from ovs-appctl qos/show eth1',
      'iptables-chains to ip6tables-save -c',
      'iptables-rules to ip6tables-save -c',
      'nft-tables to nft list ruleset',
      'nft-chains to nft list ruleset',
      'nft-rules to nft list ruleset',
      'nft-sets to nft list ruleset',
      'ipsets to ipset list',
      'sysctls from sysctl net.bridge',
      'hardware to lshw -class network',
    ]);
    expect(changes.filter((change) => change.change !== 'changed' && change.kind !== 'flows')).toEqual([]);
  });
});
