// An action list in the words of a version of OpenFlow, as Open vSwitch encodes it for `ovs-ofctl -O
// VERSION dump-flows` (encode_*() of ovs-actions(7)'s actions). Some versions have no word for an action:
// what is lost is named.
import { fieldOf } from './fields.ts';
import { vlanPresent } from './flow-match.ts';
import { paddedNote, runsOf } from './format-actions.ts';
import type { PacketContext } from './canonical-actions.ts';
import type { Action, ActionList, SetFieldAction } from './tree.ts';

/** 10 for OpenFlow 1.0 and NXM, 11 … 15. */
export type Version = 10 | 11 | 12 | 13 | 14 | 15;

export interface Respelled {
  readonly list: ActionList;
  /** What the version cannot say: `write_actions`, `meter`, `push_vlan`, `mask` …; each once. */
  readonly lost: readonly string[];
}

/** The list as a version prints it, for a flow whose packets are so. Ranges are those of the actions it came from. */
export function respell(list: ActionList, version: Version, context: PacketContext): Respelled {
  const lost = new Set<string>();
  const actions = new Speller(version, context, lost).spell(list.actions);
  return { list: { ...list, actions }, lost: [...lost] };
}

/** Words of OpenFlow 1.0 for setting all of a field, with the first version that has no word for it any more. */
const oldWords: ReadonlyMap<string, readonly [word: string, from: Version]> = new Map([
  ['eth_src', ['mod_dl_src', 10]],
  ['eth_dst', ['mod_dl_dst', 10]],
  ['ip_src', ['mod_nw_src', 10]],
  ['ip_dst', ['mod_nw_dst', 10]],
  ['ip_dscp', ['mod_nw_tos', 10]],
  ['tcp_src', ['mod_tp_src', 10]],
  ['tcp_dst', ['mod_tp_dst', 10]],
  ['udp_src', ['mod_tp_src', 10]],
  ['udp_dst', ['mod_tp_dst', 10]],
  ['sctp_src', ['mod_tp_src', 11]],
  ['sctp_dst', ['mod_tp_dst', 11]],
  ['nw_ecn', ['mod_nw_ecn', 11]],
]);

class Speller {
  readonly #version: Version;
  readonly #context: PacketContext;
  readonly #lost: Set<string>;
  readonly #out: Action[] = [];
  #vlan: boolean;

  constructor(version: Version, context: PacketContext, lost: Set<string>) {
    this.#version = version;
    this.#context = context;
    this.#lost = lost;
    this.#vlan = context.vlan;
  }

  spell(actions: readonly Action[]): readonly Action[] {
    for (const action of actions) this.#take(action);
    return this.#out;
  }

  #take(action: Action): void {
    const version = this.#version;
    switch (action.kind) {
      case 'set_field':
        this.#set(action);
        return;
      case 'mod_vlan_vid':
      case 'set_vlan_vid':
        this.#vlanHeader(
          action,
          action.kind === 'mod_vlan_vid',
          'vlan_vid',
          BigInt(action.value) | vlanPresent,
        );
        return;
      case 'mod_vlan_pcp':
      case 'set_vlan_pcp':
        this.#vlanHeader(action, action.kind === 'mod_vlan_pcp', 'vlan_pcp', BigInt(action.value));
        return;
      case 'push_vlan':
        this.#vlan = true;
        if (version === 10) this.#lost.add('push_vlan');
        else this.#out.push(action);
        return;
      case 'pop_vlan':
        this.#vlan = false;
        this.#out.push(action);
        return;
      case 'enqueue':
        if (version === 10) {
          this.#out.push(action);
          return;
        }
        this.#out.push(
          { kind: 'set_queue', queue: action.queue, range: action.range },
          { kind: 'output', port: action.port, maxLen: null, range: action.range },
          { kind: 'pop_queue', range: action.range },
        );
        return;
      case 'goto_table':
        if (version > 10) this.#out.push(action);
        else
          this.#out.push({
            kind: 'resubmit',
            port: null,
            table: action.table,
            ct: false,
            range: action.range,
          });
        return;
      case 'clear_actions':
        if (version === 10) this.#lost.add(action.kind);
        else this.#out.push({ kind: 'clear_actions', range: action.range });
        return;
      case 'write_actions':
        if (version === 10) this.#lost.add(action.kind);
        else this.#out.push({ ...action, actions: this.#nested(action.actions) });
        return;
      case 'note':
        this.#out.push({ ...action, bytes: paddedNote(action.bytes) });
        return;
      case 'meter':
      case 'encap':
      case 'decap':
      case 'dec_nsh_ttl':
        if (version < 13) this.#lost.add(action.kind);
        else this.#out.push(action);
        return;
      case 'clone':
        this.#out.push({ ...action, actions: this.#nested(action.actions) });
        return;
      case 'ct':
        this.#out.push({ ...action, exec: action.exec === null ? null : this.#nested(action.exec) });
        return;
      default:
        this.#out.push(action);
    }
  }

  #nested(list: ActionList): ActionList {
    const context = { ...this.#context, vlan: this.#vlan };
    return { ...list, actions: new Speller(this.#version, context, this.#lost).spell(list.actions) };
  }

  /** Changes a VLAN header; `pushes`: adds one where there is none. */
  #vlanHeader(action: Action, pushes: boolean, field: 'vlan_vid' | 'vlan_pcp', value: bigint): void {
    const { range } = action;
    const number = Number(value & 0xfffn);
    const version = this.#version;
    if (version > 10 && pushes && !this.#vlan)
      this.#out.push({ kind: 'push_vlan', ethertype: 0x8100, range });
    this.#vlan = true;
    if (version === 10)
      this.#out.push({ kind: field === 'vlan_vid' ? 'mod_vlan_vid' : 'mod_vlan_pcp', value: number, range });
    else if (version === 11)
      this.#out.push({ kind: field === 'vlan_vid' ? 'set_vlan_vid' : 'set_vlan_pcp', value: number, range });
    else this.#out.push({ kind: 'set_field', field, value, mask: null, spelling: 'set_field', range });
  }

  #set(action: SetFieldAction): void {
    const { field: name, value, mask, spelling } = action;
    const version = this.#version;
    if (spelling === 'load') {
      if (version >= 15 || !isLoadable(name)) this.#out.push({ ...action, spelling: 'set_field' });
      else this.#load(action);
    } else if (spelling !== 'set_field') {
      this.#setOld(action);
    } else if (version >= 15 || (version >= 12 && mask === null) || !isLoadable(name)) {
      this.#out.push(action);
    } else if (version >= 12) {
      this.#load(action);
    } else {
      this.#setLegacy(action);
      return;
    }
    if (name === 'vlan_tci') this.#vlan = (value & vlanPresent) !== 0n;
  }

  /** What has a word in OpenFlow 1.0 or 1.1 gets it, without its mask. */
  #setLegacy(action: SetFieldAction): void {
    const { field: name, value, mask, range } = action;
    const version = this.#version;
    if (name === 'vlan_tci' || name === 'vlan_vid') {
      if (mask !== null) this.#lost.add('mask');
      if ((value & vlanPresent) === 0n) {
        if (value !== 0n) this.#lost.add('vlan_tci');
        this.#vlan = false;
        this.#out.push({ kind: 'pop_vlan', range });
        return;
      }
      this.#vlanHeader(action, name === 'vlan_tci', 'vlan_vid', (value & 0xfffn) | vlanPresent);
      if (name === 'vlan_tci') this.#vlanHeader(action, true, 'vlan_pcp', value >> 13n);
      return;
    }
    if (name === 'vlan_pcp') {
      this.#vlanHeader(action, false, 'vlan_pcp', value);
      return;
    }
    const place = name === 'nw_tos' ? 'ip_dscp' : name;
    const [word, from] = oldWords.get(place) ?? [null, 10];
    if (word === null || version < from) {
      this.#load(action);
      return;
    }
    if (mask !== null) this.#lost.add('mask');
    this.#out.push({
      ...{ kind: 'set_field', field: place, value: name === 'nw_tos' ? value >> 2n : value },
      ...{ mask: null, spelling: word, range },
    });
  }

  /** `mod_dl_src`, `set_tunnel`, `set_mpls_label` … in the version's words. */
  #setOld(action: SetFieldAction): void {
    const { spelling } = action;
    const version = this.#version;
    const first = spelling === 'mod_nw_ttl' || spelling === 'mod_nw_ecn' ? 11 : 10;
    const keepsWord = spelling === 'set_mpls_ttl' || (spelling === 'mod_nw_ttl' && version > 10);
    if (keepsWord) this.#out.push(action);
    else if (version >= 12) this.#out.push({ ...action, spelling: 'set_field' });
    else if (version < first) this.#load(action);
    else if (spelling === 'set_tunnel' && action.value > 0xffffffffn)
      this.#out.push({ ...action, spelling: 'set_tunnel64' });
    else this.#out.push(action);
  }

  /** One load for each run of bits in the mask, of at most 64. */
  #load(action: SetFieldAction): void {
    const { field: name, value, mask } = action;
    const field = fieldOf(name);
    for (const { offset, width } of runsOf(mask ?? (1n << BigInt(field.bits)) - 1n)) {
      for (let from = offset; from < offset + width; from += 64) {
        const bits = BigInt(Math.min(64, offset + width - from));
        const ones = ((1n << bits) - 1n) << BigInt(from);
        const whole = ones === field.ones;
        this.#out.push({ ...action, value: value & ones, mask: whole ? null : ones, spelling: 'load' });
      }
    }
  }
}

/** Fields whose headers are longer than a load has room for are set by `set_field` in every version. */
function isLoadable(name: string): boolean {
  return !name.startsWith('tun_metadata') && !name.startsWith('tun_erspan');
}
