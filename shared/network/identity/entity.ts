// One thing of OpenStack's by all its names: a Neutron port, an instance, a network, a router, joined from every
// output of every host that tells of it. What is said of it is a claim, with the lines that say it.
import type { CaseEvidence } from '../../evidence.ts';

export const entityKinds = ['instance', 'port', 'network', 'router'] as const;
export type EntityKind = (typeof entityKinds)[number];

/**
 * What a claim says. Names: `id` to `subnet`, by which an entity is found; `libvirt-name`: `instance-0000001e`;
 * `tap-mac`: the MAC of its tap, `fe:` for Neutron's `fa:`; `device`, `namespace` and `local-vlan` are those of one
 * host. Relations: `instance` to `host`, ids of other entities, and where it is. The rest says what it is like.
 */
export const entityFields = [
  ...(['id', 'name', 'libvirt-name', 'mac', 'tap-mac', 'address', 'floating-address'] as const),
  ...(['device', 'namespace', 'segment', 'subnet', 'local-vlan'] as const),
  ...(['instance', 'network', 'router', 'host'] as const),
  ...(['owner', 'network-type', 'physical-network', 'datapath-key'] as const),
] as const;
export type EntityField = (typeof entityFields)[number];

export interface EntityClaim {
  readonly field: EntityField;
  readonly value: string;
  /** The host whose it is: of a device, a namespace, a local VLAN; null of what holds everywhere. */
  readonly host: string | null;
  /** Where it was read, one line range an output; never empty. */
  readonly evidence: readonly CaseEvidence[];
}

export interface Entity {
  /** `port/1476e4c9-4e47-482c-a329-5d7e0f4d821b`; with the eleven characters of its devices where that is all. */
  readonly id: string;
  readonly kind: EntityKind;
  /** What a person would call it: its name if it has one, else its id. */
  readonly title: string;
  /** By field, in the order of `entityFields`, then by value. */
  readonly claims: readonly EntityClaim[];
  /** Fields of which there can be one value only, and outputs say several. */
  readonly conflicts: readonly EntityField[];
}

/** What is claimed of a field, each value once. */
export function valuesOf(entity: Entity, field: EntityField): readonly string[] {
  return [...new Set(entity.claims.flatMap((claim) => (claim.field === field ? [claim.value] : [])))];
}

/** The value of a field where all agree; null where nothing is claimed, or several are. */
export function valueOf(entity: Entity, field: EntityField): string | null {
  const [only, ...others] = valuesOf(entity, field);
  return only === undefined || others.length > 0 ? null : only;
}

/** Fields that are names: what a search finds an entity by. */
export const nameFields: ReadonlySet<EntityField> = new Set<EntityField>([
  ...(['id', 'name', 'libvirt-name', 'mac', 'tap-mac', 'address', 'floating-address'] as const),
  ...(['device', 'namespace', 'segment', 'subnet'] as const),
]);
