// Actions as text, in the words of `ovs-ofctl` (format_*() of ovs-actions(7)'s actions).
import { formatIpv4, formatIpv6, formatMasked, formatValue, hexadecimal } from './field-values.ts';
import { fieldOf, reservedPortName, type Field } from './fields.ts';
import { formatName } from './quoted-name.ts';
import type {
  Action,
  ActionList,
  BundleAction,
  ControllerAction,
  CtAction,
  LearnAction,
  LearnSource,
  LearnSpec,
  Nat,
  Port,
  SampleAction,
  SetFieldAction,
  Subfield,
  Table,
} from './tree.ts';

/** Names to print for numbers, as `--names` does. */
export interface Names {
  readonly portNames?: ReadonlyMap<number, string>;
  readonly tableNames?: ReadonlyMap<number, string>;
  /** OpenFlow 1.0's word for `pop_vlan`. */
  readonly stripVlan?: boolean;
}

/** The list as `ovs-ofctl` prints it behind `actions=`, each action in the word in which it was read; `drop` for none. */
export function formatActions(list: ActionList, names: Names = {}): string {
  return list.actions.length === 0 ? 'drop' : formatList(list, names);
}

/** A nested list: nothing for none. */
function formatList(list: ActionList, names: Names): string {
  return list.actions.map((action) => formatAction(action, names)).join(',');
}

/** One action. */
function formatAction(action: Action, names: Names = {}): string {
  switch (action.kind) {
    case 'opaque':
      return action.text;
    case 'drop':
    case 'exit':
    case 'dec_mpls_ttl':
    case 'dec_nsh_ttl':
    case 'pop_queue':
    case 'ct_clear':
    case 'clear_actions':
    case 'debug_recirc':
    case 'debug_slow':
      return action.kind;
    case 'pop_vlan':
      return names.stripVlan === true ? 'strip_vlan' : 'pop_vlan';
    case 'output':
      return formatOutput(action.port, action.maxLen, names);
    case 'output_field':
      return `output:${formatSubfield(action.src)}`;
    case 'enqueue':
      return `enqueue:${formatPort(action.port, names)}:${action.queue}`;
    case 'controller':
      return formatController(action);
    case 'group':
      return `group:${action.group}`;
    case 'meter':
      return `meter:${action.meter}`;
    case 'set_queue':
      return `set_queue:${action.queue}`;
    case 'resubmit': {
      const port = action.port === null ? '' : formatPort(action.port, names);
      if (action.table === null && !action.ct) return `resubmit:${port === '' ? 'IN_PORT' : port}`;
      const table = action.table === null ? '' : formatTable(action.table, names);
      return `resubmit(${port},${table}${action.ct ? ',ct' : ''})`;
    }
    case 'goto_table':
      return `goto_table:${formatTable(action.table, names)}`;
    case 'set_field':
      return formatSetField(action, names);
    case 'set_port_name':
      return `set_field:${formatName(action.port)}->${action.field}`;
    case 'move':
      return `move:${formatSubfield(action.src)}->${formatSubfield(action.dst)}`;
    case 'push':
    case 'pop':
      return `${action.kind}:${formatSubfield(action.subfield)}`;
    case 'push_vlan':
    case 'push_mpls':
    case 'pop_mpls':
      return `${action.kind}:0x${action.ethertype.toString(16).padStart(4, '0')}`;
    case 'mod_vlan_vid':
    case 'mod_vlan_pcp':
    case 'set_vlan_vid':
    case 'set_vlan_pcp':
      return `${action.kind}:${action.value}`;
    case 'dec_ttl': {
      const [first] = action.controllers;
      return action.controllers.length === 1 && first === 0
        ? 'dec_ttl'
        : `dec_ttl(${action.controllers.join(',')})`;
    }
    case 'ct':
      return formatCt(action, names);
    case 'learn':
      return formatLearn(action, names);
    case 'conjunction':
      return `conjunction(${action.id},${action.clause}/${action.clauses})`;
    case 'multipath': {
      const { fields, basis, algorithm, links, argument, dst } = action;
      return `multipath(${fields},${basis},${algorithm},${links},${argument},${formatSubfield(dst)})`;
    }
    case 'bundle':
    case 'bundle_load':
      return formatBundle(action, names);
    case 'note':
      return `note:${dotted(action.bytes)}`;
    case 'sample':
      return formatSample(action, names);
    case 'clone':
    case 'write_actions':
      return `${action.kind}(${formatActions(action.actions, names)})`;
    case 'write_metadata': {
      const mask = action.mask === null ? '' : `/${hexadecimal(action.mask)}`;
      return `write_metadata:${hexadecimal(action.value)}${mask}`;
    }
    case 'encap':
      return `encap(${action.header}${action.properties === '' ? '' : `(${action.properties})`})`;
    case 'decap': {
      if (action.packetType === null) return 'decap()';
      const { namespace, type } = action.packetType;
      return `decap(packet_type(ns=${namespace},type=${namespace === 0 ? type : hexadecimal(BigInt(type))}))`;
    }
    case 'delete_field':
      return `delete_field:${action.field}`;
    case 'check_pkt_larger':
      return `check_pkt_larger(${action.length})->${formatSubfield(action.dst)}`;
    case 'fin_timeout': {
      const idle = action.idleTimeout === 0 ? [] : [`idle_timeout=${action.idleTimeout}`];
      const hard = action.hardTimeout === 0 ? [] : [`hard_timeout=${action.hardTimeout}`];
      return `fin_timeout(${[...idle, ...hard].join(',')})`;
    }
  }
}

/** `2`, `LOCAL`, or a name: bare where it cannot be taken for anything else, else in quotes. */
function formatPort(port: Port, names: Names = {}): string {
  if (port.kind === 'name') return formatName(port.name);
  const reserved = reservedPortName(port.number);
  if (reserved !== null) return reserved;
  const name = names.portNames?.get(port.number);
  return name === undefined ? String(port.number) : formatName(name);
}

function formatTable(table: Table, names: Names): string {
  if (table.kind === 'name') return formatName(table.name);
  const name = names.tableNames?.get(table.number);
  return name === undefined ? String(table.number) : formatName(name);
}

/** `NXM_NX_REG0[0..15]`, `NXM_NX_REG0[3]`, `NXM_NX_REG0[]`; a field without such a name under its own. */
function formatSubfield({ field: name, offset, width }: Subfield): string {
  const field = fieldOf(name);
  const printed = field.oxmNames[0] ?? name;
  if (offset === 0 && width === field.bits) return `${printed}[]`;
  return `${printed}[${offset}${width === 1 ? '' : `..${offset + width - 1}`}]`;
}

function formatOutput(port: Port, maxLen: number | null, names: Names): string {
  const text = formatPort(port, names);
  if (maxLen !== null) return `output(port=${text},max_len=${maxLen})`;
  return port.kind === 'number' && reservedPortName(port.number) !== null ? text : `output:${text}`;
}

function formatController({ reason, maxLen, id, userdata, pause, meter }: ControllerAction): string {
  if (reason === 'action' && id === 0 && userdata === '' && !pause && meter === null)
    return `CONTROLLER:${maxLen}`;
  const parts: string[] = [];
  if (reason !== 'action') parts.push(`reason=${reason}`);
  if (maxLen !== 0xffff) parts.push(`max_len=${maxLen}`);
  if (id !== 0) parts.push(`id=${id}`);
  if (userdata !== '') parts.push(`userdata=${dotted(userdata)}`);
  if (pause) parts.push('pause');
  if (meter !== null) parts.push(`meter_id=${meter}`);
  return `controller(${parts.join(',')})`;
}

/** A note's bytes as they are on the wire: 6 more than a multiple of 8 (ovs-actions(7), "The note action"). */
export function paddedNote(digits: string): string {
  const bytes = Math.max(6, Math.ceil((digits.length / 2 - 6) / 8) * 8 + 6);
  return digits.padEnd(bytes * 2, '0');
}

function dotted(bytes: string): string {
  return bytes.replace(/..(?!$)/g, '$&.');
}

function formatSetField({ field: name, value, mask, spelling }: SetFieldAction, names: Names): string {
  const field = fieldOf(name);
  const text = (): string => {
    const port = field.format === 'port' && mask === null ? names.portNames?.get(Number(value)) : undefined;
    return port === undefined ? formatMasked(field, { value, mask }) : formatName(port);
  };
  switch (spelling) {
    case 'load':
      return formatLoads(field, value, mask);
    case 'mod_nw_tos':
      return `mod_nw_tos:${value << 2n}`;
    case 'set_tunnel':
    case 'set_tunnel64':
      return `${spelling}:${hexadecimal(value)}`;
    case 'set_mpls_label':
    case 'set_mpls_tc':
    case 'set_mpls_ttl':
      return `${spelling}(${value})`;
    case 'set_field':
      return `set_field:${text()}->${name}`;
    default:
      return `${spelling}:${formatValue(field, value)}`;
  }
}

/** `load:0x5->NXM_NX_REG0[0..3]`; a mask with gaps takes one load for each run of bits. */
function formatLoads(field: Field, value: bigint, mask: bigint | null): string {
  return runsOf(mask ?? (1n << BigInt(field.bits)) - 1n)
    .map(({ offset, width }) => {
      const part = (value >> BigInt(offset)) & ((1n << BigInt(width)) - 1n);
      return `load:${hexadecimal(part)}->${formatSubfield({ field: field.name, offset, width, range: nowhere })}`;
    })
    .join(',');
}

const nowhere = { from: 0, to: 0 };

/** The runs of ones in a mask, from the least significant. */
export function runsOf(mask: bigint): readonly { readonly offset: number; readonly width: number }[] {
  const runs: { offset: number; width: number }[] = [];
  const bits = mask.toString(2);
  for (const found of bits.matchAll(/1+/g)) {
    const { length } = found[0];
    runs.push({ offset: bits.length - found.index - length, width: length });
  }
  return runs.reverse();
}

function formatCt(ct: CtAction, names: Names): string {
  const parts: string[] = [];
  if (ct.commit) parts.push('commit');
  if (ct.force) parts.push('force');
  if (ct.table !== null) parts.push(`table=${formatTable(ct.table, names)}`);
  if (typeof ct.zone !== 'number') parts.push(`zone=${formatSubfield(ct.zone)}`);
  else if (ct.zone !== 0) parts.push(`zone=${ct.zone}`);
  if (ct.nat !== null) parts.push(formatNat(ct.nat));
  if (ct.exec !== null && ct.exec.actions.length > 0) parts.push(`exec(${formatList(ct.exec, names)})`);
  if (ct.alg !== null) parts.push(`alg=${ct.alg}`);
  parts.push(...ct.opaque.map(({ text }) => text));
  return `ct(${parts.join(',')})`;
}

function formatNat({ direction, addresses, ports, flags }: Nat): string {
  if (direction === null) return flags.length === 0 ? 'nat' : `nat(${flags.join(',')})`;
  let target = '';
  if (addresses !== null) {
    const text = (address: bigint): string => {
      if (addresses.family === 4) return formatIpv4(address);
      return ports === null ? formatIpv6(address) : `[${formatIpv6(address)}]`;
    };
    target = `=${text(addresses.from)}${addresses.to === addresses.from ? '' : `-${text(addresses.to)}`}`;
    if (ports !== null) target += `:${ports.from}${ports.to === ports.from ? '' : `-${ports.to}`}`;
  }
  return `nat(${[`${direction}${target}`, ...flags].join(',')})`;
}

function formatLearn(learn: LearnAction, names: Names): string {
  const parts = [`table=${formatTable(learn.table, names)}`];
  if (learn.idleTimeout !== 0) parts.push(`idle_timeout=${learn.idleTimeout}`);
  if (learn.hardTimeout !== 0) parts.push(`hard_timeout=${learn.hardTimeout}`);
  if (learn.finIdleTimeout !== 0) parts.push(`fin_idle_timeout=${learn.finIdleTimeout}`);
  if (learn.finHardTimeout !== 0) parts.push(`fin_hard_timeout=${learn.finHardTimeout}`);
  if (learn.priority !== 32768) parts.push(`priority=${learn.priority}`);
  if (learn.sendFlowRem) parts.push('send_flow_rem');
  if (learn.deleteLearned) parts.push('delete_learned');
  if (learn.cookie !== 0n) parts.push(`cookie=${hexadecimal(learn.cookie)}`);
  if (learn.limit !== 0) parts.push(`limit=${learn.limit}`);
  if (learn.resultDst !== null) parts.push(`result_dst=${formatSubfield(learn.resultDst)}`);
  parts.push(...learn.specs.map(formatSpec));
  return `learn(${parts.join(',')})`;
}

function formatSpec(spec: LearnSpec): string {
  switch (spec.kind) {
    case 'opaque':
      return spec.text;
    case 'output':
      return `output:${formatSubfield(spec.src)}`;
    case 'load':
      return `load:${formatSource(spec.from)}->${formatSubfield(spec.dst)}`;
    case 'match': {
      const { dst, from } = spec;
      const field = fieldOf(dst.field);
      const whole = dst.offset === 0 && dst.width === field.bits;
      if (from.kind === 'value' && whole) return `${field.name}=${formatValue(field, from.value)}`;
      const name = formatSubfield(dst);
      const text = formatSource(from);
      return text === name ? name : `${name}=${text}`;
    }
  }
}

function formatSource(source: LearnSource): string {
  return source.kind === 'subfield' ? formatSubfield(source.src) : hexadecimal(source.value);
}

function formatBundle({ kind, fields, basis, algorithm, members, dst }: BundleAction, names: Names): string {
  const load = dst === null ? '' : `${formatSubfield(dst)},`;
  const ports = members.map((port) => formatPort(port, names)).join(',');
  return `${kind}(${fields},${basis},${algorithm},ofport,${load}members:${ports})`;
}

function formatSample(sample: SampleAction, names: Names): string {
  const id = (value: number | Subfield): string =>
    typeof value === 'number' ? String(value) : formatSubfield(value);
  const parts = [
    `probability=${sample.probability}`,
    `collector_set_id=${sample.collectorSet}`,
    `obs_domain_id=${id(sample.obsDomain)}`,
    `obs_point_id=${id(sample.obsPoint)}`,
  ];
  if (sample.samplingPort !== null) parts.push(`sampling_port=${formatPort(sample.samplingPort, names)}`);
  if (sample.direction !== null) parts.push(sample.direction);
  return `sample(${parts.join(',')})`;
}
