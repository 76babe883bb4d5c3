// Which chassis of OVN a host is, and which one a tunnel port leads to. ovn-controller(8).
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { OvsPortView } from './ovs-port.ts';

/** `system-id` of the host's Open_vSwitch row, which is the name of its chassis. */
export function systemIdOf(facts: SnapshotFacts): string | null {
  for (const { data } of facts.of('open-vswitch')) {
    const id = data.externalIds['system-id'];
    if (id !== undefined) return id;
  }
  return null;
}

/** `6e3d7d6c-…` of `ovn-chassis-id=6e3d7d6c-…@192.168.20.11` in the Port row; newer ones end with `%` and the local address. */
export function notedChassis(port: OvsPortView): string | null {
  const rows = [port, ...port.rows.map(({ data }) => data)];
  const noted = rows.map(({ externalIds }) => externalIds['ovn-chassis-id']).find((id) => id !== undefined);
  return noted?.split(/[@%]/)[0] ?? null;
}
