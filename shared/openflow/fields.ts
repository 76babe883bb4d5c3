// Fields that flows match and actions set, by any of their names (ovs-fields(7)).
import { fieldTable, type FieldFormat, type Prerequisite } from './field-table.ts';

/** Open vSwitch's own name of a field (`mf->name`): `eth_dst`, `ip_src`, `tcp_dst`, `reg0`, `tun_metadata3`. */
export type FieldName = string;

export interface Field {
  readonly name: FieldName;
  /** Other names that matches use: `dl_dst`, `nw_src`, `tp_dst`. */
  readonly aliases: readonly string[];
  /** `NXM_…` and `OXM_…` names; the first is what `ovs-ofctl` prints in actions. Few fields have none. */
  readonly oxmNames: readonly string[];
  readonly bits: number;
  readonly format: FieldFormat;
  /** May single bits be matched? Else the whole field or nothing. */
  readonly maskable: boolean;
  readonly prerequisite: Prerequisite;
  /** May actions set it? */
  readonly writable: boolean;
  /**
   * Every bit that a value may have: `bits` of them; of `vlan_vid` bit 12 too ("there is a header"), of
   * `ct_state` the eight that have names.
   */
  readonly ones: bigint;
}

export const fields: readonly Field[] = fieldTable.map(
  ([name, others, bits, format, masks, prerequisite, access, oxm]) => ({
    name,
    aliases: others === '' ? [] : others.split(' '),
    oxmNames: oxm === '' ? [] : oxm.split(' '),
    bits,
    format,
    maskable: masks === 'masks',
    prerequisite,
    writable: access === 'set',
    ones: onesOf(name, bits),
  }),
);

function onesOf(name: FieldName, bits: number): bigint {
  if (name === 'vlan_vid') return 0x1fffn;
  return name === 'ct_state' ? 0xffn : (1n << BigInt(bits)) - 1n;
}

const byName = new Map<string, Field>();
for (const field of fields) {
  for (const name of [field.name, ...field.aliases, ...field.oxmNames]) byName.set(name, field);
}

/** A field by any of its names, in any case (Open vSwitch takes `nxm_nx_reg0` too); null when there is none. */
export function findField(name: string): Field | null {
  return byName.get(name) ?? byName.get(name.toLowerCase()) ?? byName.get(name.toUpperCase()) ?? null;
}

/** A field that is known to exist, by its own name. */
export function fieldOf(name: FieldName): Field {
  const field = byName.get(name);
  if (field === undefined) throw new Error(`${name} is no field`);
  return field;
}

/** Every name that a field goes by in a match, its own first. */
export function namesOf(field: Field): readonly string[] {
  return [field.name, ...field.aliases, ...field.oxmNames];
}

/**
 * Registers overlap (ovs-fields(7), "Registers"): `xxreg0` is `xreg0` (high half) and `xreg1`, `xreg0` is
 * `reg0` (high half) and `reg1`. This gives a register's first `reg` and how many it is made of.
 */
export function registersOf(name: FieldName): { readonly first: number; readonly count: number } | null {
  const found = /^(x{0,2})reg(\d+)$/.exec(name);
  if (found === null) return null;
  const count = found[1] === '' ? 1 : found[1] === 'x' ? 2 : 4;
  return { first: Number(found[2]) * count, count };
}

/** What a protocol word in a match stands for (ovs-fields(7), "Shorthands"); `eth` is no condition on a default bridge. */
export interface Protocol {
  readonly ethType: number | null;
  readonly ipProto: number | null;
}

export const protocols: ReadonlyMap<string, Protocol> = new Map(
  (
    [
      ['eth', null, null],
      ['ip', 0x800, null],
      ['ipv6', 0x86dd, null],
      ['icmp', 0x800, 1],
      ['icmp6', 0x86dd, 58],
      ['icmpv6', 0x86dd, 58],
      ['igmp', 0x800, 2],
      ['tcp', 0x800, 6],
      ['tcp6', 0x86dd, 6],
      ['udp', 0x800, 17],
      ['udp6', 0x86dd, 17],
      ['sctp', 0x800, 132],
      ['sctp6', 0x86dd, 132],
      ['arp', 0x806, null],
      ['rarp', 0x8035, null],
      ['mpls', 0x8847, null],
      ['mplsm', 0x8848, null],
    ] as const
  ).map(([name, ethType, ipProto]) => [name, { ethType, ipProto }]),
);

/**
 * OpenFlow's reserved ports under the names that Open vSwitch prints, as the 16 bit numbers of OpenFlow
 * 1.0; those of 1.1 and later are the same with 0xffff before them (ovs-actions(7), "Port Specifications").
 */
export const reservedPorts: Readonly<Record<string, number>> = {
  UNSET: 0xfff7,
  IN_PORT: 0xfff8,
  TABLE: 0xfff9,
  NORMAL: 0xfffa,
  FLOOD: 0xfffb,
  ALL: 0xfffc,
  CONTROLLER: 0xfffd,
  LOCAL: 0xfffe,
  ANY: 0xffff,
};

const nameOfReserved = new Map(Object.entries(reservedPorts).map(([name, number]) => [number, name]));

/** A reserved port's number by its name, in any case (`local`, `NONE`); null when it is none. */
export function reservedPort(name: string): number | null {
  const upper = name.toUpperCase();
  if (upper === 'NONE') return 0xffff;
  return Object.hasOwn(reservedPorts, upper) ? (reservedPorts[upper] ?? null) : null;
}

/** `LOCAL` for 65534; null for the number of an ordinary port. */
export function reservedPortName(ofport: number): string | null {
  return nameOfReserved.get(ofport) ?? null;
}
