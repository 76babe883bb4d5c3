// Splits the text of an action list into its top-level actions, and reads from them what the network
// model asks: which ports a packet leaves by, with which tunnel id and VLAN. The same thing is printed
// differently by each OpenFlow version:
//   mod_vlan_vid:1,resubmit(,10)
//   push_vlan:0x8100,set_field:4097->vlan_vid,goto_table:10
//   strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2,output:3
//   strip_vlan,set_tunnel:0x2,output:2
//   pop_vlan,set_field:0x22a->tun_id,output:"gre-c0a80a0d"
import { unquote } from '../openflow/quoted-name.ts';
import { splitTopLevel } from './match-text.ts';

export interface Action {
  /** `output`, `learn`, `set_field`, `drop` … */
  readonly name: string;
  /** What follows the colon, or stands inside the brackets; null for a bare word. */
  readonly argument: string | null;
  readonly text: string;
}

/** The actions of a list in order. `actions=drop` and the empty list give no output. */
export function splitActions(actions: string): readonly Action[] {
  return splitTopLevel(actions).map((text) => {
    const end = text.search(/[:(]/);
    if (end < 0) return { name: text, argument: null, text };
    const name = text.slice(0, end);
    const argument = text[end] === '(' && text.endsWith(')') ? text.slice(end + 1, -1) : text.slice(end + 1);
    return { name, argument, text };
  });
}

/** The ports that the actions send to, as printed (`2`, `LOCAL`, a name without its quotes). */
export function outputPorts(actions: readonly Action[]): readonly string[] {
  const ports: string[] = [];
  for (const { name, argument } of actions) {
    if (name === 'output' && argument !== null) {
      const port = /^port=([^,]+)/.exec(argument)?.[1] ?? argument;
      // `output:NXM_NX_REG0[0..15]` sends to a port that only the packet knows.
      if (!port.includes('[')) ports.push(unquote(port));
    } else if (name === 'LOCAL' && argument === null) {
      ports.push('LOCAL');
    } else if ((name === 'write_actions' || name === 'clone') && argument !== null) {
      ports.push(...outputPorts(splitActions(argument)));
    }
  }
  return ports;
}

/** The tunnel id that the actions set, as Open vSwitch writes it (`0x22a`); null when they set none. */
export function tunnelIdSet(actions: readonly Action[]): string | null {
  for (const { name, argument } of actions) {
    if (argument === null) continue;
    if (name === 'set_tunnel' || name === 'set_tunnel64') return tunnelId(argument);
    const assigned = assignment(name, argument);
    if (assigned !== null && /^(NXM_NX_TUN_ID\[\]|tun_id|tunnel_id)$/i.test(assigned.field)) {
      return tunnelId(assigned.value);
    }
  }
  return null;
}

/** The VLAN that a packet has after the actions: a number, 0 when they strip it, null when they leave it. */
export function vlanSet(actions: readonly Action[]): number | null {
  let vlan: number | null = null;
  for (const { name, argument } of actions) {
    if (name === 'strip_vlan' || name === 'pop_vlan') vlan = 0;
    if (argument === null) continue;
    if (name === 'mod_vlan_vid' || name === 'set_vlan_vid') vlan = wholeNumber(argument) ?? vlan;
    const assigned = assignment(name, argument);
    if (assigned === null) continue;
    const value = wholeNumber(assigned.value);
    if (value === null) continue;
    // Both fields carry OFPVID_PRESENT or CFI in bit 12; `load:0->NXM_OF_VLAN_TCI[]` removes the header.
    if (/^(vlan_vid|OXM_OF_VLAN_VID\[\]|NXM_OF_VLAN_TCI\[(0\.\.11)?\]|vlan_tci)$/i.test(assigned.field)) {
      vlan = value & 0xfff;
    }
  }
  return vlan;
}

/** A tunnel id in Open vSwitch's spelling, whichever base it came in; null when it is not a number. */
export function tunnelId(text: string): string | null {
  try {
    return `0x${BigInt(text).toString(16)}`;
  } catch {
    return null;
  }
}

/** `load:V->F` and `set_field:V->F`; a masked value (`0x5/0xf`) is not an assignment of the whole field. */
function assignment(
  name: string,
  argument: string,
): { readonly value: string; readonly field: string } | null {
  if (name !== 'load' && name !== 'set_field') return null;
  const arrow = argument.indexOf('->');
  if (arrow < 0) return null;
  return { value: argument.slice(0, arrow).trim(), field: argument.slice(arrow + 2).trim() };
}

function wholeNumber(text: string): number | null {
  const number = Number(text);
  return text !== '' && Number.isInteger(number) ? number : null;
}
