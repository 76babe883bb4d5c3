// What changed in the picture between two snapshots of a host: devices and links that came, went, or are there with
// something else about them. For the overlay of the Network view.
import type { CaseEvidence } from '../evidence.ts';
import type { NetworkDevice, NetworkLink, NodeModel } from '../network/model.ts';
import type { SourceInfo } from '../snapshot-facts.ts';
import { commandsOf, wasAskedFor } from './looked-at.ts';

export const networkChangeTypes = ['added', 'removed', 'changed'] as const;
export type NetworkChangeType = (typeof networkChangeTypes)[number];

/** A field that differs, as text; null where that side does not say. */
export interface FieldChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface DeviceChange {
  readonly change: NetworkChangeType;
  /** As the side has it that has it, the later one first: `id` is the same on both. */
  readonly device: NetworkDevice;
  /** Empty unless changed. */
  readonly fields: readonly FieldChange[];
}

export interface LinkChange {
  readonly change: NetworkChangeType;
  readonly link: NetworkLink;
  readonly fields: readonly FieldChange[];
}

export interface NetworkChanges {
  readonly devices: readonly DeviceChange[];
  readonly links: readonly LinkChange[];
}

/** One side: its model, and the sources that it was made of. */
export interface NetworkSide {
  readonly model: NodeModel;
  readonly sources: ReadonlyMap<number, SourceInfo>;
  /** The network that a local VLAN stands for; null where nothing tells. */
  readonly networkOfVlan?: (vlan: number) => string | null;
}

/**
 * By id, in the order of the later model, what was removed last. Only what both sides looked at counts: a device that
 * one side infers, or misses because it lacks the output that would show it, has neither come nor gone nor changed.
 * What a restart or the kernel numbers anew (ifindex, ofport, a local VLAN
 * that stands for the same network) is no change.
 */
export function networkChanges(from: NetworkSide, to: NetworkSide): NetworkChanges {
  const sides = { from, to };
  return {
    devices: diff(from.model.devices, to.model.devices, sides, deviceFields).flatMap(
      ({ change, thing, fields }) => {
        const differing = fields.filter((field) => !isSameNetwork(field, sides));
        return change === 'changed' && differing.length === 0
          ? []
          : [{ change, device: thing, fields: differing }];
      },
    ),
    links: diff(from.model.links, to.model.links, sides, linkFields).map(({ change, thing, fields }) => ({
      change,
      link: thing,
      fields,
    })),
  };
}

function isSameNetwork(
  { field, from, to }: FieldChange,
  sides: { readonly from: NetworkSide; readonly to: NetworkSide },
): boolean {
  if (field !== 'tag') return false;
  const network = sides.from.networkOfVlan?.(Number(from)) ?? null;
  return network !== null && network === (sides.to.networkOfVlan?.(Number(to)) ?? null);
}

interface Thing {
  readonly id: string;
  readonly status: NetworkDevice['status'];
  readonly wants: readonly string[];
  readonly evidence: readonly CaseEvidence[];
}

interface Difference<T> {
  readonly change: NetworkChangeType;
  readonly thing: T;
  readonly fields: readonly FieldChange[];
}

type FieldsOf<T> = (thing: T) => Readonly<Record<string, string | null>>;

function diff<T extends Thing>(
  before: readonly T[],
  after: readonly T[],
  { from, to }: { readonly from: NetworkSide; readonly to: NetworkSide },
  fieldsOf: FieldsOf<T>,
): readonly Difference<T>[] {
  const old = new Map(before.map((thing) => [thing.id, thing]));
  const now = new Map(after.map((thing) => [thing.id, thing]));
  const [askedBefore, askedAfter] = [commandsOf(from.sources), commandsOf(to.sources)];
  const found: Difference<T>[] = [];
  for (const thing of after) {
    if (thing.status === 'missing') continue;
    const was = old.get(thing.id);
    if (was === undefined || was.status === 'missing') {
      if (isGone(was) && wasAskedFor(thing.evidence, to.sources, askedBefore)) {
        found.push({ change: 'added', thing, fields: [] });
      }
      continue;
    }
    const [a, b] = [fieldsOf(was), fieldsOf(thing)];
    const fields = Object.keys(b).flatMap((field): FieldChange[] => {
      const [left, right] = [a[field] ?? null, b[field] ?? null];
      // A field that one side does not print says nothing of a change.
      return left === null || right === null || left === right ? [] : [{ field, from: left, to: right }];
    });
    if (fields.length > 0) found.push({ change: 'changed', thing, fields });
  }
  for (const thing of before) {
    if (thing.status === 'missing') continue;
    const is = now.get(thing.id);
    if (
      (is === undefined || is.status === 'missing') &&
      isGone(is) &&
      wasAskedFor(thing.evidence, from.sources, askedAfter)
    ) {
      found.push({ change: 'removed', thing, fields: [] });
    }
  }
  return found;
}

/** Not there, and no output that is lacking would show it. */
function isGone(thing: Thing | undefined): boolean {
  return thing === undefined || thing.wants.length === 0;
}

/** What the kernel or Open vSwitch draws a MAC for has another one next time; a bridge takes one of its members'. */
const keepsItsMac: ReadonlySet<NetworkDevice['kind']> = new Set([
  ...(['instance', 'tap', 'nic', 'virtual-function', 'representor', 'dpdk', 'vhost-user'] as const),
]);

/** Null: not said, or nothing. `none` stands for a field that both kinds of output print when it is empty. */
function deviceFields(device: NetworkDevice): Readonly<Record<string, string | null>> {
  const { parent, tag, mac, mtu, state, addresses, type, driver, error, portId, binding, status } = device;
  const isKnown = status === 'known';
  return {
    parent: parent ?? (isKnown ? 'none' : null),
    tag: tag === null ? null : String(tag),
    mac: keepsItsMac.has(device.kind) ? mac : null,
    mtu: mtu === null ? null : String(mtu),
    state,
    // Link-local addresses follow from the MAC.
    addresses: sorted(addresses.filter((address) => !address.startsWith('fe80:'))),
    type,
    driver,
    error: error ?? (isKnown ? 'none' : null),
    options: sorted(Object.entries(device.options).map(([name, value]) => `${name}=${value}`)),
    'iface-id': portId,
    chassis: binding?.chassis ?? null,
    up: binding === null || binding.up === null ? null : String(binding.up),
  };
}

function linkFields({ label, from, to }: NetworkLink): Readonly<Record<string, string | null>> {
  return { label, from, to };
}

/** `none` for an empty list. */
function sorted(list: readonly string[]): string {
  return [...list].sort().join(', ') || 'none';
}
