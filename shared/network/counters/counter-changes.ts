// What a host's devices counted between two of its snapshots. A counter that went backwards began anew in between
// (a restart, a port made again): then what it has counted since is all that can be said.
import type { NetworkDevice } from '../model.ts';
import type { HopCounters } from '../route/route.ts';
import type { CounterIndex, DeviceCounters } from './device-counters.ts';

const countedFields = [
  'rxPackets',
  'rxBytes',
  'rxErrors',
  'rxDropped',
  'txPackets',
  'txBytes',
  'txErrors',
  'txDropped',
] as const satisfies readonly (keyof Omit<HopCounters, 'from'>)[];
export type CountedField = (typeof countedFields)[number];
export type Counted = Readonly<Record<CountedField, number | null>>;

/** One output's counters of one device, then and now. */
export interface CounterChange {
  readonly from: HopCounters['from'];
  /** Now minus then; after a restart, now. Null where one of the two does not say. */
  readonly counted: Counted;
  /** A counter went backwards. */
  readonly restarted: boolean;
  readonly before: DeviceCounters;
}

export interface CountersOfDevice {
  /** A `NetworkDevice.id`. */
  readonly device: string;
  readonly counters: readonly DeviceCounters[];
  /** Of the outputs that both snapshots have; empty without an earlier snapshot. */
  readonly changes: readonly CounterChange[];
}

/** The counters of the devices that have any, in the order of `devices`; `before` is null for no comparison. */
export function countersOfDevices(
  devices: readonly NetworkDevice[],
  now: CounterIndex,
  before: CounterIndex | null,
): readonly CountersOfDevice[] {
  return devices.flatMap((device) => {
    const counters = now.countersOf(device.netns, device.name);
    if (counters.length === 0 || device.kind === 'instance' || device.kind === 'peer') return [];
    const then = before?.countersOf(device.netns, device.name) ?? [];
    const changes = counters.flatMap((counted) => {
      const earlier = then.find(({ from }) => from === counted.from);
      return earlier === undefined ? [] : [counterChange(earlier, counted)];
    });
    return [{ device: device.id, counters, changes }];
  });
}

export function counterChange(before: DeviceCounters, after: DeviceCounters): CounterChange {
  const backwards = (field: CountedField): boolean =>
    (after[field] ?? 0) < (before[field] ?? 0) && after[field] !== null;
  const restarted = countedFields.some(backwards);
  const difference = (field: CountedField): number | null => {
    const [then, now] = [before[field], after[field]];
    if (now === null || then === null) return null;
    return restarted ? now : now - then;
  };
  return {
    from: after.from,
    counted: {
      rxPackets: difference('rxPackets'),
      rxBytes: difference('rxBytes'),
      rxErrors: difference('rxErrors'),
      rxDropped: difference('rxDropped'),
      txPackets: difference('txPackets'),
      txBytes: difference('txBytes'),
      txErrors: difference('txErrors'),
      txDropped: difference('txDropped'),
    },
    restarted,
    before,
  };
}
