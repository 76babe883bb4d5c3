// What a match and an action list say of VLANs, tunnel ids and ports, in whichever spelling: what the network
// model follows. Each OpenFlow version prints the same differently:
//   mod_vlan_vid:1,resubmit(,10)
//   push_vlan:0x8100,set_field:4097->vlan_vid,goto_table:10
//   strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2,output:3
//   pop_vlan,set_field:0x22a->tun_id,output:"gre-c0a80a0d"
import { reservedPortName } from '../openflow/fields.ts';
import { flowMatch, vlanPresent } from '../openflow/flow-match.ts';
import { parseActions, parseMatch } from '../openflow/parse-tree.ts';
import type { Port } from '../openflow/tree.ts';
import { eachAction } from '../openflow/walk.ts';

export interface SaidByMatch {
  /** Fields and protocol words. */
  readonly parts: number;
  /** The one VLAN that it admits, 1 to 4095; null when it admits several, any or none. */
  readonly vlan: number | null;
  /** The one tunnel id that it admits, as Open vSwitch writes it (`0x22a`). */
  readonly tunnelId: string | null;
  /** A number, `LOCAL`, or a name in a dump with names. */
  readonly inPort: string | null;
  /** The one value of `metadata` that it admits, in which OVN keeps the logical datapath; spelled as a tunnel id. */
  readonly metadata: string | null;
  /** The one value of `reg14`, OVN's logical port of origin. */
  readonly reg14: string | null;
}

export function saidByMatch(text: string): SaidByMatch {
  const match = parseMatch(text);
  const { places, ports } = flowMatch(match);
  const inPort = places.get('in_port');
  const exactly = (place: string): string | null => {
    const asked = places.get(place);
    return asked?.mask === null ? tunnelIdText(asked.value) : null;
  };
  return {
    parts: match.parts.length,
    metadata: exactly('metadata'),
    reg14: exactly('reg14'),
    vlan: oneVlan(places.get('vlan')),
    tunnelId: exactly('tun_id'),
    inPort:
      ports.get('in_port') ??
      (inPort?.mask === null ? portName({ kind: 'number', number: Number(inPort.value) }) : null),
  };
}

/** Bits of the TCI: all of the id must be asked for, and a header unless nothing is said of one. */
function oneVlan(tci: { readonly value: bigint; readonly mask: bigint | null } | undefined): number | null {
  if (tci === undefined) return null;
  const mask = tci.mask ?? 0xffffn;
  if ((mask & 0xfffn) !== 0xfffn) return null;
  if ((mask & vlanPresent) !== 0n && (tci.value & vlanPresent) === 0n) return null;
  return Number(tci.value & 0xfffn) || null;
}

export interface SaidByActions {
  /** The ports that they send to, those of nested lists too: numbers, `LOCAL`, names. */
  readonly outputs: readonly string[];
  /** The tunnel id that they set first, as Open vSwitch writes it; null when they set none. */
  readonly tunnelId: string | null;
  /** The VLAN that a packet has after them: 0 when they strip it, null when they leave it. */
  readonly vlan: number | null;
  /** What they write into all of `metadata` first, spelled as a tunnel id; null when nothing. */
  readonly metadata: string | null;
  /** The same of `reg14`. */
  readonly reg14: string | null;
}

export function saidByActions(text: string): SaidByActions {
  const outputs: string[] = [];
  let tunnelId: string | null = null;
  let vlan: number | null = null;
  let metadata: string | null = null;
  let reg14: string | null = null;
  for (const action of eachAction(parseActions(text))) {
    switch (action.kind) {
      case 'output':
      case 'enqueue': {
        const name = portName(action.port);
        if (name !== null) outputs.push(name);
        break;
      }
      case 'bundle':
        outputs.push(...action.members.flatMap((port) => portName(port) ?? []));
        break;
      case 'pop_vlan':
        vlan = 0;
        break;
      case 'mod_vlan_vid':
      case 'set_vlan_vid':
        vlan = action.value;
        break;
      case 'set_field':
        // OVN writes the 24 bits that a tunnel carries.
        if (action.field === 'tun_id' && ((action.mask ?? 0xffffffn) & 0xffffffn) === 0xffffffn)
          tunnelId ??= tunnelIdText(action.value);
        if (action.field === 'metadata' && action.mask === null) metadata ??= tunnelIdText(action.value);
        if (action.field === 'reg14' && action.mask === null) reg14 ??= tunnelIdText(action.value);
        // Each carries the id in its low twelve bits; a TCI of 0 is no header.
        if (action.field === 'vlan_tci' || action.field === 'vlan_vid' || action.field === 'dl_vlan') {
          if (((action.mask ?? 0xfffn) & 0xfffn) === 0xfffn) vlan = Number(action.value & 0xfffn);
        }
        break;
      default:
    }
  }
  return { outputs, tunnelId, vlan, metadata, reg14 };
}

/** A tunnel id in Open vSwitch's spelling. */
function tunnelIdText(id: bigint): string {
  return `0x${id.toString(16)}`;
}

/** As `ovs-ofctl` prints it, a name without quotes; null for what is no port of the bridge (`NORMAL`, `IN_PORT`). */
function portName(port: Port): string | null {
  if (port.kind === 'name') return port.name;
  const reserved = reservedPortName(port.number);
  return reserved === null ? String(port.number) : reserved === 'LOCAL' ? reserved : null;
}
