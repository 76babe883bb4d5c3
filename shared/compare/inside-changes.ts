// What changed inside of a host between two of its snapshots, told at what the picture of the whole case draws of it:
// instances, namespaces, bridges, NICs. A device that it leaves out (a tap, a port, a pair) is told at what it belongs to.
import type { HostInside, InsideInstance } from '../network/case/model.ts';
import type { NetworkDevice, NodeModel } from '../network/model.ts';
import {
  networkChanges,
  type FieldChange,
  type NetworkChangeType,
  type NetworkSide,
} from './network-changes.ts';

export const insideSorts = ['instances', 'namespaces', 'bridges', 'nics'] as const;
export type InsideSort = (typeof insideSorts)[number];

export interface InsideSide extends NetworkSide {
  readonly inside: HostInside;
  /** The other host that has this instance at the time of this side; null for none. */
  elsewhere(instance: InsideInstance): string | null;
}

/** A device that differs, as it is called; `fields` are empty for one that came or went. */
export interface DeviceDifference {
  readonly device: string;
  readonly change: NetworkChangeType;
  readonly fields: readonly FieldChange[];
}

export interface InsideChange {
  readonly change: NetworkChangeType | 'moved';
  readonly sort: InsideSort;
  /** As the side has it that has it, the later one first. */
  readonly device: NetworkDevice;
  /** The user's name of an instance. */
  readonly name: string | null;
  readonly networks: readonly string[];
  /** The later snapshot does not have it. */
  readonly gone: boolean;
  /** Of one that moved: where it was, or where it is. */
  readonly otherHost: string | null;
  readonly differs: readonly DeviceDifference[];
}

export interface InsideChanges {
  readonly things: readonly InsideChange[];
  /** What belongs to no thing that is drawn: told at the host. */
  readonly others: readonly DeviceDifference[];
  /** Ways between drawn things that are there no more, of which at least one end is. */
  readonly goneLinks: HostInside['links'];
}

/** In the order of the later side's things, what went last. */
export function insideChanges(from: InsideSide, to: InsideSide): InsideChanges {
  const [before, after] = [drawnThings(from.inside), drawnThings(to.inside)];
  const holders = { from: holdersOf(from, before), to: holdersOf(to, after) };
  const told = new Map<string, { own: NetworkChangeType | null; readonly differs: DeviceDifference[] }>();
  const others: DeviceDifference[] = [];
  for (const { change, device, fields } of networkChanges(from, to).devices) {
    // A tunnel's far host is told at the tunnel.
    if (device.role === 'plumbing' || device.kind === 'peer') continue;
    const holder = (change === 'removed' ? holders.from : holders.to).get(device.id) ?? null;
    const difference = { device: device.name, change, fields };
    if (holder === null) {
      others.push(difference);
      continue;
    }
    const known = told.get(holder) ?? { own: null, differs: [] };
    told.set(holder, known);
    if (holder === device.id && change !== 'changed') known.own = change;
    known.differs.push(difference);
  }
  const things: InsideChange[] = [];
  for (const thing of [
    ...after.values(),
    ...[...before.values()].filter(({ device }) => !after.has(device.id)),
  ]) {
    const { sort, device, instance } = thing;
    const gone = !after.has(device.id);
    const known = told.get(device.id);
    const own = known?.own ?? null;
    // One that the later side only infers, or whose output it lacks, is neither there nor gone.
    if (known === undefined || (gone && own !== 'removed')) continue;
    // What came with an instance, or went with it, is part of its coming and going.
    const differs =
      own === null ? known.differs : known.differs.filter((each) => each.device === device.name);
    const [there, here] = own === 'removed' ? [to, from] : [from, to];
    const otherHost =
      own === null || own === 'changed' || instance === null ? null : movedTo(there, here, instance);
    things.push({
      change: otherHost === null ? (own ?? 'changed') : 'moved',
      ...{ sort, device, gone, otherHost, differs },
      ...{ name: instance?.name ?? null, networks: instance?.networks ?? [] },
    });
  }
  const shown = new Set([...after.keys(), ...things.map(({ device }) => device.id)]);
  const drawn = new Set(to.inside.links.map(linkKey));
  const goneThings = new Set(things.flatMap(({ gone, device }) => (gone ? [device.id] : [])));
  return {
    things,
    others,
    goneLinks: from.inside.links.filter(
      (link) =>
        !drawn.has(linkKey(link)) &&
        shown.has(link.from) &&
        shown.has(link.to) &&
        (goneThings.has(link.from) || goneThings.has(link.to)),
    ),
  };
}

/** `there`: the side that lacks it here. One that the other host had on both sides is another one of that name. */
function movedTo(there: InsideSide, here: InsideSide, instance: InsideInstance): string | null {
  const host = there.elsewhere(instance);
  return host === here.elsewhere(instance) ? null : host;
}

interface DrawnThing {
  readonly sort: InsideSort;
  readonly device: NetworkDevice;
  readonly instance: InsideInstance | null;
}

function drawnThings(inside: HostInside): ReadonlyMap<string, DrawnThing> {
  const things = new Map<string, DrawnThing>();
  for (const instance of inside.instances) {
    const { device } = instance;
    things.set(device.id, { sort: 'instances', device, instance });
  }
  for (const sort of ['namespaces', 'bridges', 'nics'] as const) {
    for (const device of inside[sort]) things.set(device.id, { sort, device, instance: null });
  }
  return things;
}

/** The drawn thing that each device is told at: itself, the instance whose own it is, its namespace, its bridge. */
function holdersOf(
  { model }: { readonly model: NodeModel },
  drawn: ReadonlyMap<string, DrawnThing>,
): ReadonlyMap<string, string> {
  const ofInstance = instanceOwn(model, drawn);
  const devices = new Map(model.devices.map((device) => [device.id, device]));
  const holders = new Map<string, string>();
  for (const { id, netns, parent } of model.devices) {
    const namespace = netns === null ? null : `namespace/${netns}`;
    const above = parent === null ? null : (devices.get(parent)?.parent ?? null);
    const holder = [id, ofInstance.get(id), namespace, parent, above].find(
      (each) => typeof each === 'string' && drawn.has(each),
    );
    if (typeof holder === 'string') holders.set(id, holder);
  }
  return holders;
}

/** Of each instance, what its ways pass before the first thing that is drawn by itself: the bridge of all. */
function instanceOwn(model: NodeModel, drawn: ReadonlyMap<string, DrawnThing>): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  for (const { hops } of model.paths) {
    const [first, ...further] = hops;
    const instance = first?.deviceId ?? null;
    if (instance === null || !drawn.has(instance)) continue;
    for (const { deviceId } of further) {
      if (deviceId === null) continue;
      if (drawn.has(deviceId)) break;
      own.set(deviceId, instance);
    }
  }
  return own;
}

function linkKey({ kind, from, to }: HostInside['links'][number]): string {
  return `${kind}\n${from}\n${to}`;
}
