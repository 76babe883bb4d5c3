// The actions of a flow, as any version of Open vSwitch prints them and `ovs-ofctl` takes them
// (ovs-actions(7)):
//   mod_vlan_vid:1,resubmit(,10)
//   push_vlan:0x8100,set_field:4097->vlan_vid,goto_table:10
//   ct(commit,table=71,zone=NXM_NX_REG6[0..15],exec(load:0x1->NXM_NX_CT_MARK[]))
//   learn(table=20,hard_timeout=300,NXM_OF_VLAN_TCI[0..11],output:NXM_OF_IN_PORT[])
import { masked, parseMasked, parseValue } from './field-values.ts';
import { fieldOf, findField, reservedPort } from './fields.ts';
import type { ActionReader, Reading, WithoutRange } from './action-reader.ts';
import { parseCt } from './parse-ct.ts';
import { parseLearn } from './parse-learn.ts';
import { fieldInProtocol, protocolOf } from './parse-match.ts';
import { closingQuote } from './quoted-name.ts';
import { TextWindow } from './text-window.ts';
import type {
  Action,
  ActionList,
  ControllerAction,
  DropAction,
  Match,
  Opaque,
  PlainAction,
  Port,
  SampleAction,
  Subfield,
} from './tree.ts';

/** What an action list means can depend on its flow: `mod_tp_dst` sets UDP's port in a match of UDP. */
export interface ActionContext {
  readonly match?: Match;
}

/** Open vSwitch takes no more than 100 levels (MAX_OFPACT_PARSE_DEPTH) and prints no more than it took. */
const deepest = 100;

/**
 * Reads an action list, `actions=` not included; `offset` is added to its ranges. Never throws; an action
 * that is not understood is opaque, one that nests an opaque one is not.
 */
export function parseActions(text: string, offset = 0, context: ActionContext = {}): ActionList {
  return parseActionsOf(text, offset, protocolOf(context.match?.parts ?? []));
}

/** The same where the protocol of the flow is known already. */
export function parseActionsOf(
  text: string,
  offset: number,
  protocol: Pick<ActionReader, 'ethType' | 'ipProto'>,
): ActionList {
  let depth = 0;
  const reader: ActionReader = {
    ...protocol,
    list(window) {
      if (depth >= deepest) return { actions: [opaque(window, 'nested too deeply')], range: window.range };
      depth++;
      const actions = window.split(true).map((part) => parseAction(part, reader));
      depth--;
      return { actions, range: window.range };
    },
    action: (window) => parseAction(window, reader),
  };
  return reader.list(new TextWindow(text, 0, text.length, offset));
}

function parseAction(window: TextWindow, reader: ActionReader): Action {
  const { source, from, to } = window;
  let end = from;
  while (end < to && !isBreak(source.charCodeAt(end))) end++;
  const name = source.slice(from, end);
  const read = readers.get(name) ?? readers.get(name.toLowerCase());
  let reading: Reading;
  if (source.charCodeAt(end) === 34 || read === undefined) reading = bareWord(window, name);
  else if (end === to) reading = read(window.part(to, to), reader, '');
  else if (source[end] === '(') {
    const close = closingBracket(source, end, to);
    if (close < 0) reading = 'its bracket is not closed';
    else {
      const rest = window.part(close + 1, to);
      reading =
        rest.isEmpty || name === 'check_pkt_larger'
          ? read(window.part(end + 1, close), reader, '(', rest)
          : `${rest.text} behind its bracket is not understood`;
    }
  } else reading = read(window.part(end + 1, to), reader, ':');
  return typeof reading === 'string' ? opaque(window, reading) : { ...reading, range: window.range };
}

/** Where a name ends: `:`, `(`, `=`, a quote. */
function isBreak(code: number): boolean {
  return code === 58 || code === 40 || code === 61 || code === 34;
}

/** The bracket that closes the one at `at`, or -1. */
function closingBracket(source: string, at: number, to: number): number {
  let depth = 0;
  for (let next = at; next < to; next++) {
    const code = source.charCodeAt(next);
    if (code === 34) {
      const close = closingQuote(source, next, to);
      if (close < 0) return -1;
      next = close;
    } else if (code === 40) depth++;
    else if (code === 41 && --depth === 0) return next;
  }
  return -1;
}

function opaque(window: TextWindow, problem: string): Opaque {
  return { kind: 'opaque', text: window.text, problem, range: window.range };
}

/** `2`, `NORMAL`, `"patch-int"` stand for the output to that port. */
function bareWord(window: TextWindow, name: string): Reading {
  const { text } = window;
  const reserved = reservedPort(text);
  if (reserved !== null || /^\d/.test(text) || /^".*"$/.test(text)) {
    const port = window.port();
    if (port !== null) return output(port, null);
  }
  return name === '' ? `${text} is no action` : `no action is called ${name}`;
}

function output(port: Port, maxLen: number | null): Reading {
  if (port.kind === 'number' && port.number === 0xfffd && maxLen === null) return controller({});
  return { kind: 'output', port, maxLen };
}

function controller(given: Partial<WithoutRange<ControllerAction>>): Reading {
  return {
    ...{ reason: 'action', maxLen: 0xffff, id: 0, userdata: '', pause: false, meter: null },
    ...given,
    kind: 'controller',
  };
}

/** Reads what follows an action's name: `argument` between the brackets or behind the colon, `rest` behind the bracket. */
type Read = (argument: TextWindow, reader: ActionReader, form: '' | ':' | '(', rest?: TextWindow) => Reading;

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['drop', plain('drop')],
  ['exit', plain('exit')],
  ['pop_vlan', plain('pop_vlan')],
  ['strip_vlan', plain('pop_vlan')],
  ['dec_mpls_ttl', plain('dec_mpls_ttl')],
  ['dec_nsh_ttl', plain('dec_nsh_ttl')],
  ['pop_queue', plain('pop_queue')],
  ['ct_clear', plain('ct_clear')],
  ['clear_actions', plain('clear_actions')],
  ['debug_recirc', plain('debug_recirc')],
  ['debug_slow', plain('debug_slow')],
  ['output', readOutput],
  ['controller', readController],
  ['enqueue', readEnqueue],
  ['group', numbered((group) => ({ kind: 'group', group }), 0xffff_ffff)],
  ['meter', numbered((meter) => ({ kind: 'meter', meter }), 0xffff_ffff)],
  ['set_queue', numbered((queue) => ({ kind: 'set_queue', queue }), 0xffff_ffff)],
  ['resubmit', readResubmit],
  ['goto_table', readGotoTable],
  ['set_field', readSetField],
  ['load', readLoad],
  ['move', readMove],
  ['push', (argument) => ofSubfield(argument, (subfield) => ({ kind: 'push', subfield }))],
  ['pop', (argument) => ofSubfield(argument, (subfield) => ({ kind: 'pop', subfield }))],
  ['push_vlan', numbered((ethertype) => ({ kind: 'push_vlan', ethertype }), 0xffff)],
  ['push_mpls', numbered((ethertype) => ({ kind: 'push_mpls', ethertype }), 0xffff)],
  ['pop_mpls', numbered((ethertype) => ({ kind: 'pop_mpls', ethertype }), 0xffff)],
  ['mod_vlan_vid', numbered((value) => ({ kind: 'mod_vlan_vid', value }), 0xfff)],
  ['mod_vlan_pcp', numbered((value) => ({ kind: 'mod_vlan_pcp', value }), 7)],
  ['set_vlan_vid', numbered((value) => ({ kind: 'set_vlan_vid', value }), 0xfff)],
  ['set_vlan_pcp', numbered((value) => ({ kind: 'set_vlan_pcp', value }), 7)],
  ['mod_dl_src', setting('mod_dl_src', 'eth_src')],
  ['mod_dl_dst', setting('mod_dl_dst', 'eth_dst')],
  ['mod_nw_src', setting('mod_nw_src', 'ip_src')],
  ['mod_nw_dst', setting('mod_nw_dst', 'ip_dst')],
  ['mod_nw_tos', readTos],
  ['mod_nw_ecn', setting('mod_nw_ecn', 'nw_ecn')],
  ['mod_nw_ttl', setting('mod_nw_ttl', 'nw_ttl')],
  ['mod_tp_src', setting('mod_tp_src', 'tp_src')],
  ['mod_tp_dst', setting('mod_tp_dst', 'tp_dst')],
  ['set_tunnel', setting('set_tunnel', 'tun_id')],
  ['set_tunnel64', setting('set_tunnel64', 'tun_id')],
  ['set_mpls_label', setting('set_mpls_label', 'mpls_label')],
  ['set_mpls_tc', setting('set_mpls_tc', 'mpls_tc')],
  ['set_mpls_ttl', setting('set_mpls_ttl', 'mpls_ttl')],
  ['dec_ttl', readDecTtl],
  ['ct', (argument, reader) => parseCt(argument, reader)],
  ['learn', (argument) => parseLearn(argument)],
  ['conjunction', readConjunction],
  ['multipath', readMultipath],
  ['bundle', (argument) => readBundle('bundle', argument)],
  ['bundle_load', (argument) => readBundle('bundle_load', argument)],
  ['note', readNote],
  ['sample', readSample],
  ['clone', (argument, reader) => ({ kind: 'clone', actions: reader.list(argument) })],
  ['write_actions', (argument, reader) => ({ kind: 'write_actions', actions: reader.list(argument) })],
  ['write_metadata', readWriteMetadata],
  ['encap', readEncap],
  ['decap', readDecap],
  ['delete_field', readDeleteField],
  ['check_pkt_larger', readCheckPktLarger],
  ['fin_timeout', readFinTimeout],
]);

type PlainKind = DropAction['kind'] | PlainAction['kind'];

function plain(kind: PlainKind): Read {
  return (argument) => (argument.isEmpty ? { kind } : `${kind} takes no argument`);
}

function numbered(make: (number: number) => WithoutRange<Action>, max: number): Read {
  return (argument) => {
    const number = argument.number(max);
    return number === null ? `${argument.text} is not a number up to ${max}` : make(number);
  };
}

function ofSubfield(argument: TextWindow, make: (subfield: Subfield) => WithoutRange<Action>): Reading {
  const subfield = argument.subfield();
  return subfield === null ? `${argument.text} is no field` : make(subfield);
}

function setting(spelling: string, name: string): Read {
  return (argument, { ethType, ipProto }) => {
    const field = fieldInProtocol(name, ethType, ipProto);
    const value = field === null ? null : parseValue(field, argument.text);
    if (field === null || value === null) return `${argument.text} is no value of ${name}`;
    return { kind: 'set_field', field: field.name, value, mask: null, spelling };
  };
}

/** The whole byte, of which the six bits of the DSCP are set. */
function readTos(argument: TextWindow): Reading {
  const tos = argument.integer();
  if (tos === null || tos > 255n || (tos & 3n) !== 0n) return `${argument.text} is no type of service`;
  return { kind: 'set_field', field: 'ip_dscp', value: tos >> 2n, mask: null, spelling: 'mod_nw_tos' };
}

function readOutput(argument: TextWindow, _reader: ActionReader, form: string): Reading {
  if (form === '(') {
    const given = argument.keyed(['port', 'max_len']);
    if (typeof given === 'string') return given;
    const port = given.get('port')?.port() ?? null;
    const maxLen = given.get('max_len')?.number(0xffff_ffff) ?? null;
    return port === null || maxLen === null
      ? 'output needs a port and a length'
      : { kind: 'output', port, maxLen };
  }
  // `in_port` is both a port and a field: it is the port, as for `ovs-ofctl`.
  const src = reservedPort(argument.text) === null ? argument.subfield() : null;
  if (src !== null) return { kind: 'output_field', src };
  const port = argument.port();
  return port === null ? `${argument.text} is no port` : output(port, null);
}

function readController(argument: TextWindow, _reader: ActionReader, form: string): Reading {
  if (form !== '(') {
    if (argument.isEmpty) return controller({});
    const maxLen = argument.number(0xffff);
    return maxLen === null ? `${argument.text} is no length` : controller({ maxLen });
  }
  const given = argument.keyed(['reason', 'max_len', 'id', 'userdata', 'pause', 'meter_id']);
  if (typeof given === 'string') return given;
  const number = (key: string, max: number, otherwise: number): number | null => {
    const text = given.get(key);
    return text === undefined ? otherwise : text.number(max);
  };
  const maxLen = number('max_len', 0xffff, 0xffff);
  const id = number('id', 0xffff, 0);
  const meter = number('meter_id', 0xffff_ffff, -1);
  const userdata = (given.get('userdata')?.text ?? '').replaceAll('.', '').toLowerCase();
  if (maxLen === null || id === null || meter === null) return 'an argument of controller is not a number';
  if (!/^(?:[0-9a-f]{2})*$/.test(userdata)) return 'its userdata is not hexadecimal';
  return controller({
    ...{ reason: given.get('reason')?.text ?? 'action', maxLen, id, userdata, pause: given.has('pause') },
    meter: meter < 0 ? null : meter,
  });
}

/** `enqueue:1:2`, `enqueue:"p1":2`, `enqueue(1,2)`. */
function readEnqueue(argument: TextWindow): Reading {
  const { source, from, to } = argument;
  const quoted = source[from] === '"' ? closingQuote(source, from, to) : from;
  const gap = quoted < 0 ? -1 : source.slice(0, to).slice(quoted).search(/[:,q]/);
  if (gap < 0) return 'enqueue needs a port and a queue';
  const port = argument.part(from, quoted + gap).port();
  const queue = argument.part(quoted + gap + 1, to).number(0xffff_ffff);
  return port === null || queue === null
    ? 'enqueue needs a port and a queue'
    : { kind: 'enqueue', port, queue };
}

function readResubmit(argument: TextWindow, _reader: ActionReader, form: string): Reading {
  const [portText, tableText, ctText, more] = form === '(' ? argument.split(false, true) : [argument];
  if (portText === undefined || more !== undefined) return 'resubmit has one to three arguments';
  if (ctText !== undefined && ctText.text !== 'ct') return `${ctText.text} is not known here`;
  const port = portText.port();
  if (port === null && !portText.isEmpty) return `${portText.text} is no port`;
  const table = tableText === undefined || tableText.isEmpty ? null : tableText.table();
  if (table === null && tableText !== undefined && !tableText.isEmpty) return `${tableText.text} is no table`;
  return {
    kind: 'resubmit',
    // `in_port` is the port that is looked up with anyway, 255 the table that the flow is in.
    port: port?.kind === 'number' && port.number === 0xfff8 ? null : port,
    table: table?.kind === 'number' && table.number === 255 ? null : table,
    ct: ctText !== undefined,
  };
}

function readGotoTable(argument: TextWindow): Reading {
  const table = argument.table();
  return table === null ? `${argument.text} is no table` : { kind: 'goto_table', table };
}

function readSetField(argument: TextWindow): Reading {
  const sides = argument.arrow();
  if (sides === null) return 'set_field needs a value and a field';
  const name = sides.right.text;
  const field = findField(name.endsWith('[]') ? name.slice(0, -2) : name);
  if (field === null) return `${name} is no field`;
  const read = parseMasked(field, sides.left.text);
  if (read === null && field.format === 'port') {
    const port = sides.left.port();
    if (port?.kind === 'name') return { kind: 'set_port_name', field: field.name, port: port.name };
  }
  if (read === null) return `${sides.left.text} is no value of ${field.name}`;
  return { kind: 'set_field', field: field.name, ...read, spelling: 'set_field' };
}

function readLoad(argument: TextWindow): Reading {
  const sides = argument.arrow();
  const dst = sides?.right.subfield() ?? null;
  if (sides === null || dst === null) return 'load needs a value and a field';
  const value = sides.left.integer();
  if (value === null || value >> BigInt(dst.width) !== 0n)
    return `${sides.left.text} is no value of ${dst.width} bits`;
  const shift = BigInt(dst.offset);
  const ones = ((1n << BigInt(dst.width)) - 1n) << shift;
  const read = masked(fieldOf(dst.field), value << shift, ones);
  return { kind: 'set_field', field: dst.field, ...read, spelling: 'load' };
}

function readMove(argument: TextWindow): Reading {
  const sides = argument.arrow();
  const src = sides?.left.subfield() ?? null;
  const dst = sides?.right.subfield() ?? null;
  return src === null || dst === null ? 'move needs two fields' : { kind: 'move', src, dst };
}

function readDecTtl(argument: TextWindow): Reading {
  if (argument.isEmpty) return { kind: 'dec_ttl', controllers: [0] };
  const controllers: number[] = [];
  for (const part of argument.split(true)) {
    const id = part.number(0xffff);
    if (id === null) return `${part.text} is no controller's id`;
    controllers.push(id);
  }
  return { kind: 'dec_ttl', controllers };
}

function readConjunction(argument: TextWindow): Reading {
  const found = /^\s*(\w+)\s*,\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(argument.text);
  if (found === null) return 'conjunction needs an id, a clause and how many there are';
  const id = argument.part(argument.from, argument.source.indexOf(',', argument.from)).number(0xffff_ffff);
  if (id === null) return 'its id is not a number';
  return { kind: 'conjunction', id, clause: Number(found[2]), clauses: Number(found[3]) };
}

function readMultipath(argument: TextWindow): Reading {
  const [fields, basis, algorithm, links, value, dst, more] = argument.split(false);
  const numbers = [basis, links, value].map((part) => part?.number(0xffff_ffff) ?? null);
  const [basisNumber = null, linksNumber = null, valueNumber = null] = numbers;
  const subfield = dst?.subfield() ?? null;
  if (fields === undefined || algorithm === undefined || more !== undefined)
    return 'multipath has six arguments';
  if (basisNumber === null || linksNumber === null || valueNumber === null || subfield === null)
    return 'an argument of multipath is not what it must be';
  return {
    kind: 'multipath',
    ...{ fields: fields.text, basis: basisNumber, algorithm: algorithm.text, links: linksNumber },
    ...{ argument: valueNumber, dst: subfield },
  };
}

/** `members:` was `slaves:` before Open vSwitch 2.15. */
function readBundle(kind: 'bundle' | 'bundle_load', argument: TextWindow): Reading {
  const parts = argument.split(false);
  const [fields, basisText, algorithm, type, fifth] = parts;
  const basis = basisText?.number(0xffff) ?? null;
  const loads = kind === 'bundle_load';
  const dst = loads ? (fifth?.subfield() ?? null) : null;
  const first = parts[loads ? 5 : 4];
  const word = /^(?:members|slaves):/.exec(first?.text ?? '');
  if (fields === undefined || algorithm === undefined || type?.text !== 'ofport' || first === undefined)
    return `${kind} has too few arguments`;
  if (basis === null || (loads && dst === null) || word === null)
    return `an argument of ${kind} is not what it must be`;
  const members: Port[] = [];
  for (const part of [first.part(first.from + word[0].length, first.to), ...parts.slice(loads ? 6 : 5)]) {
    const port = part.port();
    if (port === null && !part.isEmpty) return `${part.text} is no port`;
    if (port !== null) members.push(port);
  }
  return { kind, fields: fields.text, basis, algorithm: algorithm.text, members, dst };
}

function readNote(argument: TextWindow): Reading {
  const bytes = argument.text.replaceAll('.', '').toLowerCase();
  return /^(?:[0-9a-f]{2})*$/.test(bytes) ? { kind: 'note', bytes } : 'its bytes are not hexadecimal';
}

function readSample(argument: TextWindow): Reading {
  const keys = [
    'probability',
    'collector_set_id',
    'obs_domain_id',
    'obs_point_id',
    'sampling_port',
    'ingress',
    'egress',
  ];
  const given = argument.keyed(keys);
  if (typeof given === 'string') return given;
  const number = (key: string): number | null =>
    given.get(key)?.number(0xffff_ffff) ?? (given.has(key) ? null : 0);
  const id = (key: string): number | Subfield | null => number(key) ?? given.get(key)?.subfield() ?? null;
  const probability = number('probability');
  const collectorSet = number('collector_set_id');
  const obsDomain = id('obs_domain_id');
  const obsPoint = id('obs_point_id');
  if (probability === null || collectorSet === null || obsDomain === null || obsPoint === null)
    return 'an argument of sample is not what it must be';
  const direction: SampleAction['direction'] = given.has('ingress')
    ? 'ingress'
    : given.has('egress')
      ? 'egress'
      : null;
  const samplingPort = given.get('sampling_port')?.port() ?? null;
  return { kind: 'sample', probability, collectorSet, obsDomain, obsPoint, samplingPort, direction };
}

function readWriteMetadata(argument: TextWindow): Reading {
  const read = parseMasked(fieldOf('metadata'), argument.text);
  return read === null ? `${argument.text} is no metadata` : { kind: 'write_metadata', ...read };
}

function readEncap(argument: TextWindow): Reading {
  const found = /^(\w+)(?:\((.*)\))?$/s.exec(argument.text);
  if (found === null) return `${argument.text} is no header`;
  return { kind: 'encap', header: found[1] ?? '', properties: found[2] ?? '' };
}

function readDecap(argument: TextWindow): Reading {
  if (argument.isEmpty) return { kind: 'decap', packetType: null };
  const found = /^packet_type\(ns=(\w+),type=(\w+)\)$/.exec(argument.text);
  if (found === null) return `${argument.text} is no packet type`;
  const [, namespace = '', type = ''] = found;
  return { kind: 'decap', packetType: { namespace: Number(namespace), type: Number(type) } };
}

function readDeleteField(argument: TextWindow): Reading {
  const field = findField(argument.text.replace(/\[\]$/, ''));
  return field === null ? `${argument.text} is no field` : { kind: 'delete_field', field: field.name };
}

function readCheckPktLarger(
  argument: TextWindow,
  _reader: ActionReader,
  _form: string,
  rest?: TextWindow,
): Reading {
  const length = argument.number(0xffff);
  const dst = rest?.startsWith('->') === true ? rest.part(rest.from + 2, rest.to).subfield() : null;
  if (length === null || dst === null) return 'check_pkt_larger needs a length and a field';
  return { kind: 'check_pkt_larger', length, dst };
}

function readFinTimeout(argument: TextWindow): Reading {
  const given = argument.keyed(['idle_timeout', 'hard_timeout']);
  if (typeof given === 'string') return given;
  const idleTimeout = given.has('idle_timeout') ? given.get('idle_timeout')?.number(0xffff) : 0;
  const hardTimeout = given.has('hard_timeout') ? given.get('hard_timeout')?.number(0xffff) : 0;
  if (typeof idleTimeout !== 'number' || typeof hardTimeout !== 'number')
    return 'its timeouts are not numbers';
  return { kind: 'fin_timeout', idleTimeout, hardTimeout };
}
