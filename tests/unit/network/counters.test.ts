// What devices have counted: from which output, and what came in between two snapshots of a host.
import { describe, expect, it } from 'vitest';
import { modelOf } from '../../../shared/network/build-node.ts';
import { counterChange, countersOfDevices } from '../../../shared/network/counters/counter-changes.ts';
import { indexCounters } from '../../../shared/network/counters/device-counters.ts';
import { indexNode } from '../../../shared/network/node-index.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

function nodeOf(facts: FilledFacts) {
  return indexNode(facts, { flowsOf: facts.flowsOf, peers: [] });
}

describe.skipIf(!hasShared)("a host's counters", () => {
  it('come from the kernel, dump-ports and OVSDB, and agree on a tap', async () => {
    const node = nodeOf(await hostFacts(sharedData('lab/bundles/T0-healthy'), 'compute2', 'commands'));
    const index = indexCounters(node);
    const taps = modelOf(node).devices.filter(({ kind }) => kind === 'tap');
    expect(taps.length).toBeGreaterThan(3);
    for (const { name } of taps) {
      const counters = index.countersOf(null, name);
      expect(counters.map(({ from }) => from)).toEqual(['ip-link', 'dump-ports', 'ovsdb']);
      for (const { evidence, rxDropped } of counters) {
        expect(evidence).toHaveLength(1);
        expect(rxDropped).not.toBeUndefined();
      }
      // The switch receives from the tap what the tap has received from the instance, a little later or earlier.
      const [, port, row] = counters;
      expect(Math.abs((port?.rxPackets ?? 0) - (row?.rxPackets ?? 0))).toBeLessThan(100);
    }
    // A tunnel is Open vSwitch's own: the kernel has no device of its name.
    const [tunnel] = modelOf(node).devices.filter(({ kind }) => kind === 'tunnel');
    expect(index.countersOf(null, tunnel?.name ?? '').map(({ from }) => from)).toEqual([
      'dump-ports',
      'ovsdb',
    ]);
  });

  it('grow from one snapshot to the next, and begin anew after a restart, which is said', async () => {
    const folder = (when: string): string => sharedData('lab/bundles', `S13-host-rebooted-${when}`);
    const [before, after] = [
      nodeOf(await hostFacts(folder('before'), 'compute2', 'commands', 1)),
      nodeOf(await hostFacts(folder('after'), 'compute2', 'commands', 2)),
    ];
    const found = countersOfDevices(modelOf(after).devices, indexCounters(after), indexCounters(before));
    const changes = found.flatMap((device) => device.changes);
    expect(changes.some(({ restarted }) => restarted)).toBe(true);
    for (const { counted, restarted } of changes)
      if (!restarted)
        for (const value of Object.values(counted)) expect(value ?? 0).toBeGreaterThanOrEqual(0);
    const alone = countersOfDevices(modelOf(after).devices, indexCounters(after), null);
    expect(alone.length).toBe(found.length);
    expect(alone.every(({ changes: none }) => none.length === 0)).toBe(true);
  });
});

describe('counters of one output, then and now', () => {
  const counters = (rxPackets: number, rxDropped: number | null) => ({
    from: 'ip-link' as const,
    ...{ rxPackets, rxBytes: rxPackets * 60, rxErrors: 0, rxDropped },
    ...{ txPackets: 5, txBytes: 300, txErrors: 0, txDropped: null },
    evidence: [],
  });

  it('give what came in between', () => {
    const { counted, restarted } = counterChange(counters(10, 1), counters(25, 4));
    expect({ ...counted, restarted }).toMatchObject({
      rxPackets: 15,
      rxBytes: 900,
      rxDropped: 3,
      txPackets: 0,
      restarted: false,
    });
  });

  it('give what was counted since a restart when one of them went backwards', () => {
    const { counted, restarted } = counterChange(counters(1000, 9), counters(25, 4));
    expect({ ...counted, restarted }).toMatchObject({
      rxPackets: 25,
      rxDropped: 4,
      txPackets: 5,
      restarted: true,
    });
  });

  it('give nothing where one of them does not say', () => {
    expect(counterChange(counters(1, null), counters(2, 3)).counted).toMatchObject({
      rxDropped: null,
      txDropped: null,
    });
  });
});
