// One frame through the flow tables of a bridge, as far as its addresses, VLAN, tunnel id and port decide:
//   table=0  in_port=1 actions=resubmit(,2)
//   table=20 dl_vlan=1,dl_dst=fa:16:3e:… actions=strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2
// This is what the bridges around the integration bridge decide by. What a flow asks of a field that is not
// known here (an IP address, conntrack's state) leaves it open, and the walk says so.
import type { StoredFact } from '../../facts.ts';
import { formatMac } from '../../openflow/field-values.ts';
import { registersOf, reservedPorts } from '../../openflow/fields.ts';
import { flowMatch, vlanPresent, type FlowMatch } from '../../openflow/flow-match.ts';
import { parseActions, parseMatch } from '../../openflow/parse-tree.ts';
import { compareTables, tableOf, type TableId } from '../../openflow/table-id.ts';
import type { Action, ActionList, Port, SetFieldAction, Subfield } from '../../openflow/tree.ts';

/** The header fields of a frame that are known, by the switch's own places; a place that is absent is not known. */
export type Fields = ReadonlyMap<string, bigint>;

/** A frame as it comes into a bridge. */
export interface Frame {
  /** Its number; null where no output tells it. */
  readonly inPort: number | null;
  readonly inPortName: string;
  /** Null: no VLAN header. */
  readonly vlan: number | null;
  /** `fa:16:3e:…`; null for a MAC of the outside, that no flow names. */
  readonly source: string | null;
  readonly destination: string | null;
  readonly tunnelId: bigint | null;
}

/** One way out of the bridge. */
export interface Sent {
  /** `normal`: as a learning switch forwards it. */
  readonly port: Port | 'normal';
  readonly vlan: number | null;
  /** Distributed routers send from a MAC of their host's. */
  readonly source: string | null;
  readonly tunnelId: bigint | null;
  /** Where flows set the tunnel's far address: as a number. */
  readonly tunnelDestination: bigint | null;
}

export interface Walk {
  readonly sent: readonly Sent[];
  /** Every flow that the frame meets, in order. */
  readonly flows: readonly StoredFact<'flow'>[];
  /** The flow that drops it, where nothing is sent; null also where no flow of the last table matches. */
  readonly dropping: StoredFact<'flow'> | null;
  /** The table in which no flow matches; null when every table had one. */
  readonly missed: TableId | null;
  /** What decides and is not known: `nw_src`; empty when the answer is sure. */
  readonly unsure: readonly string[];
}

interface Rule {
  readonly flow: StoredFact<'flow'>;
  readonly match: FlowMatch;
}

/** `ofproto/ofproto-dpif-xlate.c`, MAX_RESUBMITS: what the switch itself goes through. */
const mostLookups = 4096;
/** The same, MAX_DEPTH: lookups in the same or an earlier table, one within the other. */
const deepest = 64;

/** The flows of one bridge, read table by table as they are asked for. */
export class FlowTables {
  readonly count: number;
  /** True where flows name the ports that frames come in by as numbers, which only a port's number can be compared with. */
  readonly numbersPorts: boolean;
  readonly #flows: readonly StoredFact<'flow'>[];
  readonly #unread: Map<TableId, StoredFact<'flow'>[]>;
  readonly #read = new Map<TableId, readonly Rule[]>();
  readonly #actions = new Map<StoredFact<'flow'>, ActionList>();
  readonly #ports: ReadonlyMap<string, number>;

  /** `ports`: numbers by name, for dumps with names. */
  constructor(flows: readonly StoredFact<'flow'>[], ports: ReadonlyMap<string, number>) {
    this.count = flows.length;
    this.#flows = flows;
    this.numbersPorts = flows.some(({ data }) =>
      parseMatch(data.match).parts.some((part) => part.kind === 'field' && part.field === 'in_port'),
    );
    this.#ports = ports;
    this.#unread = Map.groupBy(flows, ({ data }) => data.table);
  }

  /** The number of a port that a flow names by number or name; null for a name that nobody has. */
  numberOf(port: Port): number | null {
    return port.kind === 'number' ? port.number : (this.#ports.get(port.name) ?? null);
  }

  /** Flows whose match has a text in it; which part it is, the reader of the match says. */
  naming(text: string): readonly StoredFact<'flow'>[] {
    return this.#flows.filter(({ data }) => data.match.includes(text));
  }

  /** False where table 0 goes by a name only, so that the first lookup finds nothing. */
  get beginsKnown(): boolean {
    return this.#unread.has(0) || [...this.#unread.keys()].every((table) => typeof table === 'number');
  }

  rules(table: TableId): readonly Rule[] {
    const known = this.#read.get(table);
    if (known) return known;
    // Array.sort is stable: of equal priorities the first in the dump comes first.
    const rules = [...(this.#unread.get(table) ?? [])]
      .sort((a, b) => b.data.priority - a.data.priority)
      .map((flow) => ({ flow, match: flowMatch(parseMatch(flow.data.match), this.#ports) }));
    this.#read.set(table, rules);
    return rules;
  }

  actionsOf(flow: StoredFact<'flow'>): ActionList {
    const known = this.#actions.get(flow);
    if (known) return known;
    const read = parseActions(flow.data.actions, 0, { match: parseMatch(flow.data.match) });
    this.#actions.set(flow, read);
    return read;
  }
}

/** Takes `frame` through the tables from 0 on, as an IPv4 frame. Never throws; a loop ends where the switch ends it. */
export function walkFrame(tables: FlowTables, frame: Frame): Walk {
  const walker = new Walker(tables, frame);
  walker.lookUp(0, startOf(frame));
  return walker.result();
}

/**
 * The walk of a frame that surely goes nowhere because some table has no flow for it, nor for such a frame of other
 * MACs; null where flows send it on, drop it, or refuse its MAC (anti-spoofing), or that is not known.
 */
export function walkToMiss(tables: FlowTables, frame: Frame): Walk | null {
  const walker = new Walker(tables, frame);
  walker.lookUp(0, startOf(frame));
  const walk = walker.result();
  const isSure = walk.missed !== null && walk.unsure.length === 0 && !walker.refusesMac;
  return isSure ? walk : null;
}

/** What table 0 alone does to a frame: the flow that takes it for sure, and the VLAN behind it. */
export interface FirstStep {
  readonly flow: StoredFact<'flow'>;
  readonly drops: boolean;
  readonly vlan: number | null;
}

/** 'missed': no flow of table 0 takes the frame; null where none does for sure before one that may. */
export function firstStep(tables: FlowTables, frame: Frame): FirstStep | 'missed' | null {
  const fields = startOf(frame);
  for (const { flow, match } of tables.rules(0)) {
    const verdict = fits(match, fields, frame.inPortName);
    if (verdict === false) continue;
    if (verdict !== true) return null;
    const { actions } = tables.actionsOf(flow);
    const after = new Map(fields);
    for (const action of actions) change(action, after);
    return { flow, drops: actions.every(({ kind }) => kind === 'drop'), vlan: vlanOf(after) };
  }
  return 'missed';
}

/** Flows of any table that take frames of a VLAN for one MAC, as far as VLAN and MAC decide. */
export function flowsTo(
  tables: FlowTables,
  vlan: number | null,
  mac: string,
): readonly { readonly flow: StoredFact<'flow'>; readonly actions: ActionList }[] {
  const wanted = macNumber(mac);
  const tci = vlan === null ? 0n : BigInt(vlan) | vlanPresent;
  return tables.naming(mac).flatMap((flow) => {
    const { places } = flowMatch(parseMatch(flow.data.match));
    const destination = places.get('eth_dst');
    if (destination === undefined || destination.mask !== null || destination.value !== wanted) return [];
    const asked = places.get('vlan');
    if (asked !== undefined && (tci & (asked.mask ?? 0x1fffn)) !== asked.value) return [];
    return [{ flow, actions: tables.actionsOf(flow) }];
  });
}

/** Whether a flow's match names all of one destination MAC. */
export function asksForOneMac(flow: StoredFact<'flow'>): boolean {
  const asked = flowMatch(parseMatch(flow.data.match)).places.get('eth_dst');
  return asked !== undefined && asked.mask === null;
}

/** 02:00:00:00:00:00: of one host, locally administered, and in no flow. */
const unnamed = 0x020000000000n;

function startOf(frame: Frame): Map<string, bigint> {
  const fields = new Map<string, bigint>([
    ['eth_type', 0x800n],
    ['vlan', frame.vlan === null ? 0n : BigInt(frame.vlan) | vlanPresent],
    ['tun_id', frame.tunnelId ?? 0n],
    ['metadata', 0n],
    ['ct_state', 0n],
    ['ct_mark', 0n],
    ['pkt_mark', 0n],
  ]);
  for (let register = 0; register < 16; register++) fields.set(`reg${register}`, 0n);
  if (frame.inPort !== null) fields.set('in_port', BigInt(frame.inPort));
  fields.set('eth_src', frame.source === null ? unnamed : macNumber(frame.source));
  fields.set('eth_dst', frame.destination === null ? unnamed : macNumber(frame.destination));
  return fields;
}

/** True, false, or the places that would have to be known. */
function fits(match: FlowMatch, fields: Fields, inPortName: string): boolean | readonly string[] {
  const open: string[] = [...match.opaque];
  for (const name of match.ports.values()) if (name !== inPortName) return false;
  for (const [place, { value, mask }] of match.places) {
    const known = fields.get(place);
    if (known === undefined) open.push(place);
    else if ((mask === null ? known : known & mask) !== value) return false;
  }
  return open.length === 0 ? true : open;
}

class Walker {
  readonly #tables: FlowTables;
  readonly #inPortName: string;
  readonly #sent: Sent[] = [];
  readonly #flows: StoredFact<'flow'>[] = [];
  readonly #unsure = new Set<string>();
  #dropping: StoredFact<'flow'> | null = null;
  #missed: TableId | null = null;
  /** A table that has no flow for the frame has one for another MAC. */
  refusesMac = false;
  #lookups = 0;
  #depth = 0;

  constructor(tables: FlowTables, frame: Frame) {
    this.#tables = tables;
    this.#inPortName = frame.inPortName;
  }

  result(): Walk {
    return {
      sent: this.#sent,
      flows: this.#flows,
      dropping: this.#sent.length > 0 ? null : this.#dropping,
      missed: this.#sent.length > 0 ? null : this.#missed,
      unsure: [...this.#unsure],
    };
  }

  lookUp(table: TableId, fields: Map<string, bigint>): void {
    if (++this.#lookups > mostLookups) return;
    for (const rule of this.#tables.rules(table)) {
      const verdict = fits(rule.match, fields, this.#inPortName);
      if (verdict === false) continue;
      if (verdict !== true) {
        // A flow for some of these frames: what holds for all of them is looked for below it.
        for (const place of verdict) this.#unsure.add(place);
        continue;
      }
      this.#flows.push(rule.flow);
      const before = this.#sent.length;
      const written: Action[] = [];
      this.#run(this.#tables.actionsOf(rule.flow), fields, table, written);
      this.#run({ range: { from: 0, to: 0 }, actions: written }, fields, table, []);
      if (this.#sent.length === before && rule.flow === this.#flows.at(-1)) this.#dropping = rule.flow;
      return;
    }
    this.#missed = table;
    const ofAnyMac = new Map(fields);
    for (const place of ['eth_src', 'eth_dst']) ofAnyMac.delete(place);
    this.refusesMac ||= this.#tables
      .rules(table)
      .some(({ match }) => fits(match, ofAnyMac, this.#inPortName) !== false);
  }

  #further(table: TableId, next: TableId, fields: Map<string, bigint>): void {
    const deeper = compareTables(next, table) <= 0;
    if (deeper && this.#depth >= deepest) return;
    if (deeper) this.#depth++;
    this.lookUp(next, fields);
    if (deeper) this.#depth--;
  }

  /** Runs a list; false when it was told to stop. */
  #run(list: ActionList, fields: Map<string, bigint>, table: TableId, written: Action[]): boolean {
    for (const action of list.actions) {
      if (action.kind === 'exit') return false;
      this.#act(action, fields, table, written);
    }
    return true;
  }

  #act(action: Action, fields: Map<string, bigint>, table: TableId, written: Action[]): void {
    switch (action.kind) {
      case 'output':
        this.#send(action.port, fields);
        break;
      case 'enqueue':
        this.#send(action.port, fields);
        break;
      case 'output_field': {
        const port = bitsOf(fields, action.src);
        if (port !== null) this.#send({ kind: 'number', number: Number(port) }, fields);
        else this.#unsure.add(action.src.field);
        break;
      }
      case 'resubmit': {
        const next = action.table === null ? table : tableOf(action.table);
        const port = action.port === null ? null : this.#tables.numberOf(action.port);
        const own = fields.get('in_port');
        if (port !== null && port !== reservedPorts['IN_PORT']) fields.set('in_port', BigInt(port));
        this.#further(table, next, fields);
        if (own === undefined) fields.delete('in_port');
        else fields.set('in_port', own);
        break;
      }
      case 'goto_table': {
        this.#further(table, tableOf(action.table), fields);
        break;
      }
      case 'ct': {
        const next = action.table === null ? null : tableOf(action.table);
        if (next === null) break;
        const tracked = new Map(fields);
        for (const place of ['ct_state', 'ct_mark', 'ct_label']) tracked.delete(place);
        this.#further(table, next, tracked);
        break;
      }
      case 'clone':
        this.#run(action.actions, new Map(fields), table, []);
        break;
      case 'write_actions':
        written.push(...action.actions.actions);
        break;
      case 'clear_actions':
        written.length = 0;
        break;
      case 'group':
        this.#unsure.add(`group ${action.group}`);
        break;
      default:
        change(action, fields);
    }
  }

  #send(port: Port, fields: Fields): void {
    const source = fields.get('eth_src');
    const normal = port.kind === 'number' && port.number === reservedPorts['NORMAL'];
    this.#sent.push({
      port: normal ? 'normal' : port,
      vlan: vlanOf(fields),
      source: source === undefined || source === unnamed ? null : formatMac(source),
      tunnelId: fields.get('tun_id') ?? null,
      tunnelDestination: fields.get('tun_dst') ?? null,
    });
  }
}

function vlanOf(fields: Fields): number | null {
  const tci = fields.get('vlan') ?? 0n;
  return (tci & vlanPresent) === 0n ? null : Number(tci & 0xfffn);
}

/** What an action changes in the frame; a field that gets an unknown value is unknown. */
function change(action: Action, fields: Map<string, bigint>): void {
  switch (action.kind) {
    case 'set_field':
      setField(action, fields);
      break;
    case 'mod_vlan_vid':
    case 'set_vlan_vid': {
      const old = fields.get('vlan') ?? 0n;
      if (action.kind === 'set_vlan_vid' && (old & vlanPresent) === 0n) break;
      fields.set('vlan', (old & ~0xfffn) | BigInt(action.value) | vlanPresent);
      break;
    }
    case 'push_vlan':
      fields.set('vlan', vlanPresent);
      break;
    case 'pop_vlan':
      fields.set('vlan', 0n);
      break;
    case 'move': {
      const value = bitsOf(fields, action.src);
      const place = placeOfBits(action.dst);
      if (place !== null) putBits(fields, place.name, place.offset, action.dst.width, value);
      break;
    }
    case 'set_port_name':
      fields.delete('in_port');
      break;
    default:
      break;
  }
}

function setField({ field, value, mask }: SetFieldAction, fields: Map<string, bigint>): void {
  const registers = registersOf(field);
  if (registers !== null) {
    for (let i = 0; i < registers.count; i++) {
      const shift = BigInt((registers.count - 1 - i) * 32);
      const bits = ((mask ?? ~0n) >> shift) & 0xffffffffn;
      put(fields, `reg${registers.first + i}`, (value >> shift) & 0xffffffffn, bits);
    }
  } else if (field === 'vlan_tci') put(fields, 'vlan', value, mask ?? 0xffffn);
  else if (field === 'vlan_vid') put(fields, 'vlan', value, mask ?? 0x1fffn);
  else if (mask === null) fields.set(field, value);
  else put(fields, field, value, mask);
}

/** Nothing is known of a place of which some bits are set and the others were not known. */
function put(fields: Map<string, bigint>, place: string, value: bigint, mask: bigint): void {
  const old = fields.get(place);
  if (old === undefined) fields.delete(place);
  else fields.set(place, (old & ~mask) | (value & mask));
}

function placeOfBits({ field, offset }: Subfield): { readonly name: string; readonly offset: number } | null {
  const registers = registersOf(field);
  if (registers !== null && registers.count > 1) {
    // Bits are counted from the last register of the group.
    const behind = Math.floor(offset / 32);
    return { name: `reg${registers.first + registers.count - 1 - behind}`, offset: offset % 32 };
  }
  return { name: field === 'vlan_tci' || field === 'vlan_vid' ? 'vlan' : field, offset };
}

function bitsOf(fields: Fields, bits: Subfield): bigint | null {
  const place = placeOfBits(bits);
  const value = place === null ? undefined : fields.get(place.name);
  return place === null || value === undefined
    ? null
    : (value >> BigInt(place.offset)) & ((1n << BigInt(bits.width)) - 1n);
}

function putBits(
  fields: Map<string, bigint>,
  place: string,
  offset: number,
  width: number,
  value: bigint | null,
): void {
  if (value === null) {
    fields.delete(place);
    return;
  }
  put(fields, place, value << BigInt(offset), ((1n << BigInt(width)) - 1n) << BigInt(offset));
}

/** `fa:16:3e:…` as a number; 0 for what is no MAC. */
function macNumber(mac: string): bigint {
  const digits = mac.replaceAll(':', '');
  return /^[0-9a-f]{12}$/i.test(digits) ? BigInt(`0x${digits}`) : 0n;
}
