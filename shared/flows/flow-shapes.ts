// The shape of a match or an action list: its text with the values taken out, so that two thousand flows
// that differ in one address have one shape.
//
//   tcp,reg5=0xb,dl_src=fa:16:3e:00:00:0b,nw_src=10.0.0.11/32
//   tcp,reg5=…,dl_src=…,nw_src=…/…                with the values 0xb · fa:16:3e:00:00:0b · 10.0.0.11 · 32
//
// What is no value but says what the flow is about stays: protocols, flags (`ct_state=+trk+est`), types of
// ARP and ICMP, the tables that a packet goes to, which bits a mask of a register takes. Where the values
// stand is told by the tree.
import { findField } from '../openflow/fields.ts';
import { parseActions, parseMatch } from '../openflow/parse-tree.ts';
import type { Action, ActionList, FieldMatch, Match, Range } from '../openflow/tree.ts';

/** A value in a text, and what it is the value of: a field, or an argument of an action. */
export interface Hole extends Range {
  readonly name: string;
}

/** `pieces` are the text between the values: one more than there are `names`. */
export interface Shape {
  readonly pieces: readonly string[];
  readonly names: readonly string[];
}

/** A text as its shape and the values that were in it, one for each name. */
export interface Shaped {
  readonly shape: Shape;
  readonly values: readonly string[];
}

/** The shape of a match as it is printed; `` and `*` have no values. */
export function shapeOfMatch(text: string): Shaped {
  return shaped(text, matchHoles(parseMatch(text), text));
}

/** The shape of an action list as it is printed. */
export function shapeOfActions(text: string): Shaped {
  return shaped(text, actionHoles(parseActions(text), text));
}

/** The shape as one text, `…` for each value: equal for equal shapes. */
export function shapeText({ pieces }: Shape): string {
  return pieces.join('…');
}

function shaped(text: string, holes: readonly Hole[]): Shaped {
  const pieces: string[] = [];
  const values: string[] = [];
  let at = 0;
  for (const { from, to } of holes) {
    pieces.push(text.slice(at, from));
    values.push(text.slice(from, to));
    at = to;
  }
  pieces.push(text.slice(at));
  return { shape: { pieces, names: holes.map(({ name }) => name) }, values };
}

/** Fields whose values are words of a protocol rather than names of something. A single bit of any field is a word, too. */
const kept: ReadonlySet<string> = new Set([
  ...['eth_type', 'nw_proto', 'ip_frag', 'arp_op', 'nw_ecn', 'mpls_bos', 'packet_type'],
  ...['icmp_type', 'icmp_code', 'icmpv6_type', 'icmpv6_code', 'nd_options_type'],
  ...['ct_state', 'tcp_flags', 'tun_flags', 'tun_gbp_flags', 'tun_gtpu_flags', 'nsh_mdtype', 'nsh_np'],
]);
/** Of these a mask is a prefix or a range, which differs as values do; of others it says which bits are meant. */
const rangeFormats: ReadonlySet<string> = new Set(['ipv4', 'ipv6', 'decimal']);

/** Where the values of a match stand, in order; `text` is what the tree was read from. */
function matchHoles(match: Match, text: string): readonly Hole[] {
  return match.parts.flatMap((part) => {
    if (part.kind === 'port-name') return [{ name: part.field, ...part.text }];
    return part.kind === 'field' && !kept.has(part.field) ? fieldHoles(part, text) : [];
  });
}

function fieldHoles({ field, mask, text: range }: FieldMatch, text: string): readonly Hole[] {
  if (range.from === range.to || isSingleBit(mask)) return [];
  const slash = text.slice(range.from, range.to).indexOf('/');
  if (slash < 0) return [{ name: field, ...range }];
  const value = { name: field, from: range.from, to: range.from + slash };
  if (!rangeFormats.has(findField(field)?.format ?? '')) return [value];
  return [value, { name: `${field} mask`, from: value.to + 1, to: range.to }];
}

/** Where the values of an action list stand, in order; `text` is what the tree was read from. */
function actionHoles(list: ActionList, text: string): readonly Hole[] {
  return list.actions.flatMap((action) => holesOfAction(action, text));
}

function holesOfAction(action: Action, text: string): readonly Hole[] {
  const { range } = action;
  const find = (name: string, pattern: RegExp, within: Range = range): readonly Hole[] => {
    const found = new RegExp(pattern, 'd').exec(text.slice(within.from, within.to))?.indices?.[1];
    return found === undefined ? [] : [{ name, from: within.from + found[0], to: within.from + found[1] }];
  };
  switch (action.kind) {
    case 'output':
      return find('output', /(?:^output:|[(,]port=)([^,)]+)/);
    case 'enqueue':
      return [...find('output', /^enqueue[:(]([^:,]+)/), ...find('queue', /[:,]([^:,)]+)\)?$/)];
    case 'controller':
      return [
        ...find('userdata', /[(,]userdata=([^,)]+)/),
        ...find('meter', /[(,]meter_id=([^,)]+)/),
      ].toSorted(inOrder);
    case 'group':
      return find('group', /^group:(.+)$/);
    case 'resubmit':
      return find('in_port', /^resubmit[:(]([^,)]+)/);
    case 'set_field':
      // A single bit is a flag of the pipeline: 0 or 1 is what the flow is about.
      return isSingleBit(action.mask) || kept.has(action.field)
        ? []
        : find(action.field, /^\w+:(.+?)(?:\/[^>]*?)?(?:->|$)/);
    case 'mod_vlan_vid':
    case 'set_vlan_vid':
      return find('vlan_vid', /:(.+)$/);
    case 'mod_vlan_pcp':
    case 'set_vlan_pcp':
      return find('vlan_pcp', /:(.+)$/);
    case 'set_queue':
      return find('queue', /:(.+)$/);
    case 'meter':
      return find('meter', /:(.+)$/);
    case 'note':
      return find('note', /:(.+)$/);
    case 'write_metadata':
      return find('metadata', /:([^/]+)/);
    case 'conjunction':
      return find('conj_id', /\((\d+),/);
    case 'bundle':
    case 'bundle_load':
      return find('members', /(?:members|slaves):(.*)\)$/);
    case 'ct':
      return [
        ...(typeof action.zone === 'number' ? find('zone', /[(,]zone=(\w+)/) : []),
        ...(action.nat === null ? [] : find('nat', /(?:src|dst)=([^,)]+)/, action.nat.range)),
        ...(action.exec === null ? [] : actionHoles(action.exec, text)),
      ].toSorted(inOrder);
    case 'learn':
      return [
        ...find('cookie', /[(,]cookie=([^,)]+)/),
        ...action.specs.flatMap((spec) => {
          if (spec.kind !== 'match' && spec.kind !== 'load') return [];
          if (spec.from.kind !== 'value') return [];
          const pattern = spec.kind === 'load' ? /^load:(.+?)->/ : /=(.+)$/;
          return find(spec.dst.field, pattern, spec.range);
        }),
      ].toSorted(inOrder);
    case 'clone':
    case 'write_actions':
      return actionHoles(action.actions, text);
    default:
      return [];
  }
}

function isSingleBit(mask: bigint | null): boolean {
  return mask !== null && mask !== 0n && (mask & (mask - 1n)) === 0n;
}

function inOrder(a: Hole, b: Hole): number {
  return a.from - b.from;
}

/**
 * The values in a text that is known to have this shape, without reading it again: what stands between
 * the pieces. Null when the text does not have them in order.
 */
export function valuesIn({ pieces }: Shape, text: string): readonly string[] | null {
  const [first = '', ...rest] = pieces;
  if (!text.startsWith(first)) return null;
  const values: string[] = [];
  let at = first.length;
  for (const [i, piece] of rest.entries()) {
    // A value has at least one character; the last piece is the end of the text.
    const last = i === rest.length - 1;
    const to = last ? text.length - piece.length : text.indexOf(piece, at + 1);
    if (to <= at || !text.startsWith(piece, to)) return null;
    values.push(text.slice(at, to));
    at = to + piece.length;
  }
  return values;
}
