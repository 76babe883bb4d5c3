// Action lists that have the same effect become the same list. The rules, each with its reason, are in
// docs/canonical-flows.md; the names of the rules there stand in the comments here.
import { masked, type Masked } from './field-values.ts';
import { paddedNote } from './format-actions.ts';
import { fieldOf, fields, registersOf } from './fields.ts';
import { ethTypeOf, hasVlan, ipProtoOf, vlanPresent, type FlowMatch } from './flow-match.ts';
import type {
  Action,
  ActionList,
  LearnSource,
  LearnSpec,
  Port,
  SetFieldAction,
  Subfield,
  Table,
} from './tree.ts';

export interface ActionRules {
  readonly ports?: ReadonlyMap<string, number>;
  readonly tables?: ReadonlyMap<string, number>;
  /** Leave the cookies of learned flows out. */
  readonly ignoreCookies?: boolean;
}

/** What is known of a packet when its actions begin. */
export interface PacketContext {
  /** Is there surely a VLAN header? */
  readonly vlan: boolean;
  readonly ethType: number | null;
  readonly ipProto: number | null;
}

export function packetContext(match: FlowMatch): PacketContext {
  return { vlan: hasVlan(match), ethType: ethTypeOf(match), ipProto: ipProtoOf(match) };
}

/** What is known when an action is reached; it is what Open vSwitch itself keeps track of. */
interface Packet {
  vlan: boolean;
  /** The match asks for TCP, UDP or SCTP, so that `mod_tp_dst` is known to set the port of that. */
  readonly transport: boolean;
}

/** The list in canonical form, for a flow whose packets are so. Ranges are those of the actions it came from. */
export function canonicalList(list: ActionList, context: PacketContext, rules: ActionRules = {}): ActionList {
  const { vlan, ipProto } = context;
  const transport = ipProto === 6 || ipProto === 17 || ipProto === 132;
  return { ...list, actions: new Rewriter({ vlan, transport }, rules).rewrite(list.actions) };
}

const order = new Map(fields.map(({ name }, at) => [name, at]));

class Rewriter {
  readonly #packet: Packet;
  readonly #rules: ActionRules;
  readonly #out: Action[] = [];
  /** Constants that were set since the last action that could see them, by field; `vlan` holds bits of the TCI. */
  readonly #pending = new Map<string, Masked>();
  /** Instructions that write to the action set came before. */
  #afterWrite = false;

  constructor(packet: Packet, rules: ActionRules) {
    this.#packet = { ...packet };
    this.#rules = rules;
  }

  rewrite(actions: readonly Action[]): readonly Action[] {
    for (const action of actions) this.#take(action);
    this.#flush();
    return this.#out;
  }

  #take(action: Action): void {
    switch (action.kind) {
      case 'drop':
        return;
      case 'set_field':
        this.#set(action);
        return;
      case 'set_port_name': {
        const number = this.#rules.ports?.get(action.port);
        if (number === undefined) this.#put(action);
        else this.#add('in_port', BigInt(number), 0xffffn);
        return;
      }
      case 'write_metadata':
        // Rule "metadata".
        this.#add('metadata', action.value, action.mask ?? fieldOf('metadata').ones);
        return;
      case 'mod_vlan_vid':
      case 'mod_vlan_pcp':
        if (!this.#packet.vlan) this.#pushVlan(0x8100);
        this.#vlanBits(action.kind === 'mod_vlan_vid', action.value);
        return;
      case 'set_vlan_vid':
      case 'set_vlan_pcp':
        if (this.#packet.vlan) this.#vlanBits(action.kind === 'set_vlan_vid', action.value);
        else this.#put(action);
        return;
      case 'push_vlan':
        this.#pushVlan(action.ethertype);
        return;
      case 'pop_vlan':
        this.#popVlan();
        return;
      case 'enqueue':
        // Rule "enqueue".
        this.#put({ kind: 'set_queue', queue: action.queue, range: action.range });
        this.#put({ kind: 'output', port: this.#port(action.port), maxLen: null, range: action.range });
        this.#put({ kind: 'pop_queue', range: action.range });
        return;
      case 'goto_table': {
        // Rule "goto_table". Behind an instruction no resubmit could stand.
        const table = this.#table(action.table);
        if (this.#afterWrite) this.#put({ ...action, table });
        else this.#put({ kind: 'resubmit', port: null, table, ct: false, range: action.range });
        return;
      }
      case 'resubmit': {
        const port = action.port === null ? null : this.#port(action.port);
        this.#put({ ...action, port, table: action.table === null ? null : this.#table(action.table) });
        return;
      }
      case 'output':
        this.#put({ ...action, port: this.#port(action.port) });
        return;
      case 'output_field':
        this.#put({ ...action, src: overlay(action.src) });
        return;
      case 'move':
        this.#put({ ...action, src: overlay(action.src), dst: overlay(action.dst) });
        return;
      case 'push':
      case 'pop':
        this.#put({ ...action, subfield: overlay(action.subfield) });
        return;
      case 'check_pkt_larger':
      case 'multipath':
        this.#put({ ...action, dst: overlay(action.dst) });
        return;
      case 'bundle':
      case 'bundle_load': {
        const members = action.members.map((port) => this.#port(port));
        this.#put({ ...action, members, dst: action.dst === null ? null : overlay(action.dst) });
        return;
      }
      case 'note':
        // Rule "note": padded as on the wire, 6 bytes more than a multiple of 8.
        this.#put({ ...action, bytes: paddedNote(action.bytes) });
        return;
      case 'clone':
        this.#put({ ...action, actions: this.#nested(action.actions) });
        return;
      case 'write_actions': {
        // In their order, constants that others stood between are neighbours.
        const actions = actionSet(this.#nested(actionSet(this.#nested(action.actions))));
        // Rule "action set": one that writes nothing is not in the switch's table.
        if (actions.actions.length === 0) return;
        this.#put({ ...action, actions });
        this.#afterWrite = true;
        return;
      }
      case 'clear_actions':
        this.#put(action);
        this.#afterWrite = true;
        return;
      case 'ct': {
        const table = action.table === null ? null : this.#table(action.table);
        const exec = action.exec === null ? null : this.#nested(action.exec);
        const zone = typeof action.zone === 'number' ? action.zone : overlay(action.zone);
        this.#put({ ...action, table, zone, exec });
        return;
      }
      case 'learn': {
        const cookie = this.#rules.ignoreCookies === true ? 0n : action.cookie;
        const resultDst = action.resultDst === null ? null : overlay(action.resultDst);
        const specs = action.specs.map(overlaySpec);
        this.#put({ ...action, table: this.#table(action.table), cookie, resultDst, specs });
        return;
      }
      case 'sample': {
        const samplingPort = action.samplingPort === null ? null : this.#port(action.samplingPort);
        this.#put({ ...action, samplingPort });
        return;
      }
      default:
        this.#put(action);
    }
  }

  #put(action: Action): void {
    this.#flush();
    this.#out.push(action);
  }

  #nested(list: ActionList): ActionList {
    return { ...list, actions: new Rewriter(this.#packet, this.#rules).rewrite(list.actions) };
  }

  #port(port: Port): Port {
    const number = port.kind === 'name' ? this.#rules.ports?.get(port.name) : undefined;
    return number === undefined ? port : { kind: 'number', number };
  }

  #table(table: Table): Table {
    const number = table.kind === 'name' ? this.#rules.tables?.get(table.name) : undefined;
    return number === undefined ? table : { kind: 'number', number };
  }

  /** Rules "constants", "registers", "vlan", "dscp". */
  #set(action: SetFieldAction): void {
    const { field: name, value } = action;
    const field = fieldOf(name);
    const mask = action.mask ?? field.ones;
    if (action.spelling.startsWith('mod_tp_') && !this.#packet.transport) {
      this.#put(action);
      return;
    }
    const registers = registersOf(name);
    if (registers !== null) {
      for (let i = 0; i < registers.count; i++) {
        const shift = BigInt((registers.count - 1 - i) * 32);
        const bits = (mask >> shift) & 0xffffffffn;
        if (bits !== 0n) this.#add(`reg${registers.first + i}`, (value >> shift) & bits, bits);
      }
      return;
    }
    switch (name) {
      case 'vlan_tci':
      case 'vlan_vid':
      case 'vlan_pcp':
      case 'dl_vlan':
      case 'dl_vlan_pcp':
        this.#setVlan(name, value, mask);
        return;
      case 'nw_tos':
        if (mask >> 2n !== 0n) this.#add('ip_dscp', value >> 2n, mask >> 2n);
        return;
      case 'in_port_oxm':
        if (action.mask === null) this.#add('in_port', value, 0xffffn);
        else this.#put(action);
        return;
      default:
        this.#add(name, value, mask);
    }
  }

  #add(place: string, value: bigint, mask: bigint): void {
    const old = this.#pending.get(place);
    this.#pending.set(place, {
      value: ((old?.value ?? 0n) & ~mask) | (value & mask),
      mask: mask | (old?.mask ?? 0n),
    });
  }

  #setVlan(name: string, value: bigint, mask: bigint): void {
    switch (name) {
      case 'vlan_tci':
        this.#setTci(value, mask);
        return;
      case 'vlan_pcp':
      case 'dl_vlan_pcp':
        this.#add('vlan', (value << 13n) | vlanPresent, 0xf000n);
        return;
      case 'dl_vlan':
        this.#add('vlan', value | vlanPresent, 0x1fffn);
        return;
      default:
        this.#add('vlan', value, mask);
    }
  }

  /**
   * The whole TCI adds a header, changes the one that is there, or removes it. Parts of it are left as
   * they are, and whether there is a header afterwards is taken from the value, as Open vSwitch does.
   */
  #setTci(value: bigint, mask: bigint): void {
    if (mask === 0xffffn && value === 0n) {
      this.#popVlan();
    } else if (mask === 0xffffn && (value & vlanPresent) !== 0n) {
      if (!this.#packet.vlan) this.#pushVlan(0x8100);
      this.#add('vlan', value, 0xffffn);
    } else {
      this.#flushVlan();
      this.#out.push(setField('vlan_tci', value, mask));
      this.#packet.vlan = (value & vlanPresent) !== 0n;
    }
  }

  #vlanBits(isVid: boolean, value: number): void {
    if (isVid) this.#add('vlan', BigInt(value) | vlanPresent, 0x1fffn);
    else this.#add('vlan', (BigInt(value) << 13n) | vlanPresent, 0xf000n);
  }

  /** A new header takes nothing from constants that are set in other fields, so it goes before them. */
  #pushVlan(ethertype: number): void {
    this.#flushVlan();
    this.#out.push({ kind: 'push_vlan', ethertype, range: nowhere });
    this.#packet.vlan = true;
  }

  /** What was set in the header that goes has no effect. */
  #popVlan(): void {
    this.#pending.delete('vlan');
    this.#out.push({ kind: 'pop_vlan', range: nowhere });
    this.#packet.vlan = false;
  }

  #flush(): void {
    if (this.#pending.size === 0) return;
    this.#flushVlan();
    const places = [...this.#pending].sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    for (const [name, { value, mask }] of places) this.#out.push(setField(name, value, mask));
    this.#pending.clear();
  }

  #flushVlan(): void {
    const bits = this.#pending.get('vlan');
    if (bits === undefined) return;
    this.#pending.delete('vlan');
    const { value } = bits;
    // Where there is a header already, saying so again changes nothing.
    const known = this.#packet.vlan && (value & vlanPresent) !== 0n;
    const mask = known ? (bits.mask ?? 0xffffn) & ~vlanPresent : (bits.mask ?? 0xffffn);
    const vid = mask & 0x1fffn;
    const pcp = mask & 0xe000n;
    const wholeVid = known ? vid === 0xfffn || vid === 0n : vid === 0x1fffn;
    if (!wholeVid || (pcp !== 0n && pcp !== 0xe000n) || (!known && pcp !== 0n)) {
      this.#out.push(setField('vlan_tci', value & mask, mask));
      return;
    }
    if (vid !== 0n)
      this.#out.push(setField('vlan_vid', known ? (value & 0xfffn) | vlanPresent : value & 0x1fffn, null));
    if (pcp !== 0n) this.#out.push(setField('vlan_pcp', value >> 13n, null));
  }
}

const nowhere = { from: 0, to: 0 };

function setField(name: string, value: bigint, mask: bigint | null): SetFieldAction {
  const whole = masked(fieldOf(name), value, mask);
  return { kind: 'set_field', field: name, ...whole, spelling: 'set_field', range: nowhere };
}

/** Rule "registers": bits are named by the smallest register that holds them all. */
function overlay(subfield: Subfield): Subfield {
  const registers = registersOf(subfield.field);
  if (registers === null || registers.count === 1) return subfield;
  const { first, count } = registers;
  const { offset, width } = subfield;
  const last = offset + width - 1;
  for (const [bits, prefix] of [
    [32, 'reg'],
    [64, 'xreg'],
  ] as const) {
    const block = Math.floor(offset / bits);
    if (Math.floor(last / bits) !== block) continue;
    const perBlock = bits / 32;
    const register = first / perBlock + count / perBlock - 1 - block;
    return { ...subfield, field: `${prefix}${register}`, offset: offset - block * bits };
  }
  return subfield;
}

function overlaySource(source: LearnSource): LearnSource {
  return source.kind === 'subfield' ? { kind: 'subfield', src: overlay(source.src) } : source;
}

function overlaySpec(spec: LearnSpec): LearnSpec {
  switch (spec.kind) {
    case 'match':
    case 'load':
      return { ...spec, dst: overlay(spec.dst), from: overlaySource(spec.from) };
    case 'output':
      return { ...spec, src: overlay(spec.src) };
    case 'opaque':
      return spec;
  }
}

/** The order in which an action set is run, and so the order of writing has no meaning (ovs-actions(7), "Action Sets"). */
const setOrder: ReadonlyMap<Action['kind'], number> = new Map(
  (
    [
      ['pop_vlan'],
      ['pop_mpls'],
      ['decap'],
      ['encap'],
      ['push_mpls'],
      ['push_vlan'],
      ['dec_ttl'],
      ['dec_mpls_ttl'],
      ['dec_nsh_ttl'],
      ['set_field', 'move', 'set_vlan_vid', 'set_vlan_pcp'],
      ['set_queue'],
      ['group'],
      ['output'],
      ['resubmit'],
      ['ct'],
    ] as const
  ).flatMap((kinds, at) => kinds.map((kind) => [kind, at] as const)),
);

/** Rule "action set": in the order of execution, and of each kind but the setting ones the last. */
function actionSet(list: ActionList): ActionList {
  const kept = list.actions.filter((action, at) => {
    if (['set_field', 'move', 'set_vlan_vid', 'set_vlan_pcp'].includes(action.kind)) return true;
    return setOrder.has(action.kind)
      ? !list.actions.slice(at + 1).some(({ kind }) => kind === action.kind)
      : true;
  });
  const rank = ({ kind }: Action): number => setOrder.get(kind) ?? setOrder.size;
  return { ...list, actions: kept.sort((a, b) => rank(a) - rank(b)) };
}
