// What registers and metadata carry, by who wrote the pipeline: Neutron's firewall keeps the port in reg5
// and the local VLAN in reg6 (neutron doc, "Open vSwitch Firewall Driver"); OVN keeps the logical datapath
// in metadata and ports, zones and flags in reg10 to reg15 (ovn-architecture(7), "Logical/Physical Network
// Interactions").
import type { FieldName } from '../openflow/fields.ts';
import type { FlowContext, Meaning } from './flow-context.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';

export type RegisterRole =
  | 'neutron-port'
  | 'neutron-vlan'
  | 'neutron-group'
  | 'ovn-datapath'
  | 'ovn-in-port'
  | 'ovn-out-port'
  | 'ovn-zone'
  | 'ovn-dnat-zone'
  | 'ovn-snat-zone'
  | 'ovn-flags';

const neutronRoles: Readonly<Record<string, RegisterRole>> = {
  reg5: 'neutron-port',
  reg6: 'neutron-vlan',
  reg7: 'neutron-group',
};
const ovnRoles: Readonly<Record<string, RegisterRole>> = {
  metadata: 'ovn-datapath',
  reg10: 'ovn-flags',
  reg11: 'ovn-dnat-zone',
  reg12: 'ovn-snat-zone',
  reg13: 'ovn-zone',
  reg14: 'ovn-in-port',
  reg15: 'ovn-out-port',
};

/** What a register is used for in this pipeline; null when it is not known. */
export function registerRole(context: FlowContext, field: FieldName): RegisterRole | null {
  switch (context.roles.writer) {
    case 'neutron-integration':
      return neutronRoles[field] ?? null;
    case 'ovn':
      return ovnRoles[field] ?? null;
    default:
      return null;
  }
}

/** What a register's whole value stands for; `datapath` is the flow's own, which OVN's port keys belong to. */
export function registerValue(
  context: FlowContext,
  role: RegisterRole,
  value: bigint,
  datapath: bigint | null,
): Meaning | null {
  switch (role) {
    case 'neutron-port':
      return context.port({ kind: 'number', number: Number(value) });
    case 'neutron-vlan': {
      const vlan = context.vlan(Number(value));
      const says =
        vlan === null
          ? phrase('vlan', { vlan: String(value) })
          : phrase('vlanOf', { vlan: String(value), network: vlan.says });
      return { says, because: vlan?.because ?? null };
    }
    case 'ovn-datapath':
      return context.datapath(value) ?? unresolved('ovn.datapathKey', value);
    case 'ovn-in-port':
    case 'ovn-out-port': {
      if (value === 0n) return { says: phrase('ovn.noPort'), because: null };
      if (role === 'ovn-out-port' && value >= 0x8000n)
        return { says: phrase('ovn.multicastGroup', { key: String(value) }), because: null };
      const port = datapath === null ? null : context.logicalPort(datapath, value);
      return port ?? unresolved('ovn.portKey', value);
    }
    default:
      return null;
  }
}

function unresolved(key: string, value: bigint): Meaning {
  return { says: phrase(key, { key: String(value) }), because: phrase('because.noSouthbound') };
}

/** Bits of OVN's flags register (ovn's logical-fields.h, `mff_log_flags_bits`), as far as their numbers have been the same since 20.03. */
const flagNames: readonly string[] = [
  'allowLoopback',
  'fromVxlan',
  'forceSnatForDnat',
  'forceSnatForLb',
  'localOnly',
  'nestedContainer',
  'lookupMac',
  'lookupLbHairpin',
  'lookupFdb',
  'skipSnatForLb',
  'localport',
  'useSnatZone',
  'checkPortSecurity',
  'lookupEcmpNextHop',
  'useLbAffinity',
];

/** The flags that a mask speaks of, each with whether it is set. */
export function ovnFlags(value: bigint, mask: bigint): readonly Phrase[] {
  const said: Phrase[] = [];
  for (let bit = 0; bit < 32; bit++) {
    const one = 1n << BigInt(bit);
    if ((mask & one) === 0n) continue;
    const name = flagNames[bit];
    const flag =
      name === undefined ? phrase('ovn.flag.bit', { bit: String(bit) }) : phrase(`ovn.flag.${name}`);
    said.push(phrase((value & one) === 0n ? 'ovn.flagOff' : 'ovn.flagOn', { flag }));
  }
  return said;
}
