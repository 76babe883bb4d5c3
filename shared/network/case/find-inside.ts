// Finds instances and namespaces on all hosts of a case without building any host's model: what is looked
// for may be in a host that the picture has not unfolded.
import { deviceId } from '../device-kind.ts';
import type { CaseIndex } from '../case-index.ts';
import type { NodeIndex } from '../node-index.ts';

export interface FoundInside {
  readonly host: string;
  readonly snapshotId: number;
  /** A `NetworkDevice.id` of the host. */
  readonly device: string;
  readonly name: string;
}

/** By any of their names: what the user, libvirt and Nova call an instance, its addresses, MACs and ports. */
export function findInside(index: CaseIndex, text: string): readonly FoundInside[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return index.nodes.flatMap((node) =>
    things(node)
      .filter(({ names }) => names.some((name) => name?.toLowerCase().includes(wanted)))
      .map(({ device, name }) => ({ host: node.host, snapshotId: node.facts.snapshotId, device, name })),
  );
}

interface Thing {
  readonly device: string;
  readonly name: string;
  readonly names: readonly (string | null)[];
}

function things(node: NodeIndex): readonly Thing[] {
  return [
    ...node.instances.map((instance): Thing => ({
      device: deviceId('instance', instance.title),
      name: instance.name ?? instance.title,
      names: [
        instance.title,
        instance.name,
        instance.libvirtName,
        instance.uuid,
        ...instance.addresses,
        ...instance.interfaces.flatMap(({ data }) => [data.mac, data.portId, data.target]),
      ],
    })),
    ...[...node.links.namespaces.keys()].map((name): Thing => ({
      device: deviceId('namespace', name),
      name,
      names: [name],
    })),
  ];
}
