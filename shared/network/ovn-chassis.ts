// Which chassis of OVN a host is, and which one a tunnel port leads to. ovn-controller(8).
import type { StoredFact } from '../facts.ts';
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

/**
 * A setting of the host's chassis in a row of Open_vSwitch: `KEY-SYSTEMID`, which goes before `KEY` as several chassis may
 * share one database. Null where neither is set. ovn-controller(8), "Configuration".
 */
export function chassisSetting(
  externalIds: Readonly<Record<string, string>>,
  systemId: string | null,
  key: string,
): string | null {
  return (systemId === null ? undefined : externalIds[`${key}-${systemId}`]) ?? externalIds[key] ?? null;
}

/** The same of all rows that tell it, each with its fact. */
export function chassisSettings(
  facts: SnapshotFacts,
  key: string,
): readonly { readonly value: string; readonly fact: StoredFact<'open-vswitch'> }[] {
  const systemId = systemIdOf(facts);
  return facts.of('open-vswitch').flatMap((fact) => {
    const value = chassisSetting(fact.data.externalIds, systemId, key);
    return value === null ? [] : [{ value, fact }];
  });
}

/** True where the host is a chassis of OVN, or is set up to be one. */
export function isChassis(facts: SnapshotFacts): boolean {
  return ['ovn-remote', 'ovn-encap-ip'].some((key) => chassisSettings(facts, key).length > 0);
}

/** `ovn-encap-ip`, which may list several addresses. ovn-controller(8). */
export function encapsulationsOf(facts: SnapshotFacts): readonly string[] {
  const values = chassisSettings(facts, 'ovn-encap-ip').flatMap(({ value }) => value.split(/[\s,]+/));
  return [...new Set(values.filter((address) => address !== ''))];
}

/** `6e3d7d6c-…` of `ovn-chassis-id=6e3d7d6c-…@192.168.20.11` in the Port row; newer ones end with `%` and the local address. */
export function notedChassis(port: OvsPortView): string | null {
  const rows = [port, ...port.rows.map(({ data }) => data)];
  const noted = rows.map(({ externalIds }) => externalIds['ovn-chassis-id']).find((id) => id !== undefined);
  return noted?.split(/[@%]/)[0] ?? null;
}
