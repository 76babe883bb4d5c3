// An instance that left this host and is on another one, when both are in the case: one move, seen from either.
import type { InsideInstance } from '../network/case/model.ts';
import { evidenceOf, type SnapshotFacts } from '../snapshot-facts.ts';
import type { Change, ChangeSide } from './change.ts';

/** Snapshots of other hosts, of about the time of each side. */
export interface Elsewhere {
  readonly from: readonly SnapshotFacts[];
  readonly to: readonly SnapshotFacts[];
}

/** The changes with what came or went by a move made one: `host` says from where to where. */
export function withMoves(
  changes: readonly Change[],
  hosts: { readonly from: string; readonly to: string },
  elsewhere: Elsewhere,
): readonly Change[] {
  return changes.map((change) => {
    if (change.kind !== 'instances') return change;
    if (change.change === 'removed' && change.from !== null) {
      const there = foundIn(elsewhere.to, change);
      const wasThere = foundIn(elsewhere.from, change)?.host === there?.host;
      if (there === null || wasThere) return change;
      return {
        ...change,
        change: 'moved',
        from: at(change.from, hosts.from),
        to: there.side,
        fields: ['host'],
      };
    }
    if (change.change === 'added' && change.to !== null) {
      const there = foundIn(elsewhere.from, change);
      const isThere = foundIn(elsewhere.to, change)?.host === there?.host;
      if (there === null || isThere) return change;
      return { ...change, change: 'moved', from: there.side, to: at(change.to, hosts.to), fields: ['host'] };
    }
    return change;
  });
}

function at(side: ChangeSide, host: string): ChangeSide {
  return { ...side, fields: { ...side.fields, host } };
}

/** The host whose own libvirt or Open vSwitch has the instance of a picture, by UUID, name or Neutron port; null for none. */
export function hostOfInstance(
  snapshots: readonly SnapshotFacts[],
  { device }: Pick<InsideInstance, 'device'>,
): string | null {
  if (device.kind !== 'instance') {
    const { portId } = device;
    const hasPort = (facts: SnapshotFacts): boolean =>
      facts.of('ovs-interface').some(({ data }) => data.externalIds['iface-id'] === portId);
    return portId === null ? null : (snapshots.find(hasPort)?.host ?? null);
  }
  const uuid = device.detail?.kind === 'instance' ? device.detail.uuid : null;
  for (const facts of snapshots) {
    for (const fact of facts.of('instance')) {
      const isSame = uuid === null ? fact.data.libvirtName === device.name : fact.data.uuid === uuid;
      if (isSame && isLocal(facts, fact)) return facts.host;
    }
  }
  return null;
}

/** Nova's client lists the instances of all hosts, libvirt's those of its own. */
function isLocal(facts: SnapshotFacts, { sourceId }: { readonly sourceId: number }): boolean {
  return facts.sources.get(sourceId)?.commandId?.startsWith('virsh-') === true;
}

/** The host whose own libvirt shows the instance; by UUID, or by name where that is all there is. */
function foundIn(
  snapshots: readonly SnapshotFacts[],
  { key, from, to }: Change,
): { readonly host: string; readonly side: ChangeSide } | null {
  const uuid = (from ?? to)?.fields['uuid'] ?? null;
  for (const facts of snapshots) {
    for (const fact of facts.of('instance')) {
      const { data } = fact;
      const isSame = uuid === null ? data.libvirtName === key : data.uuid === uuid;
      if (!isSame || !isLocal(facts, fact)) continue;
      const fields = { host: facts.host, name: data.name, uuid: data.uuid, status: data.status };
      return {
        host: facts.host,
        side: { fields, text: `${key} in ${facts.host}`, evidence: [evidenceOf(facts, fact)] },
      };
    }
  }
  return null;
}
