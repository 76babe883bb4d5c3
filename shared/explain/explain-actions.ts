// Actions in words: one statement for each, in the order in which the switch runs them. What belongs
// together is said together: pushing a tag and setting its VLAN, an answer to an ARP request.
import { fieldOf, type FieldName } from '../openflow/fields.ts';
import { formatMasked } from '../openflow/field-values.ts';
import type {
  Action,
  ActionList,
  CtAction,
  LearnAction,
  LearnSpec,
  Match,
  Nat,
  SetFieldAction,
  Table,
} from '../openflow/tree.ts';
import { reservedPorts } from '../openflow/fields.ts';
import { parseActions } from '../openflow/parse-tree.ts';
import { datapathOf, maskedBits, vlanMeaning } from './explain-match.ts';
import { fieldPhrase, subfieldPhrase } from './field-names.ts';
import type { FlowContext, Meaning } from './flow-context.ts';
import type { Phrase, Value } from './phrase.ts';
import { phrase } from './phrase.ts';
import { ovnFlags, registerRole, registerValue } from './registers.ts';
import type { Statement } from './statement.ts';
import { reasons } from './statement.ts';
import { tableOf, tableText } from '../openflow/table-id.ts';
import { roleOfTable } from './table-role-of.ts';

/** Where the actions stand: the datapath follows what the flow matches and sets (OVN). */
interface Place {
  readonly context: FlowContext;
  datapath: bigint | null;
}

/** One statement an action, or for several that are one thing. `match` is the flow's own. */
export function explainActions(list: ActionList, match: Match, context: FlowContext): readonly Statement[] {
  const place: Place = { context, datapath: datapathOf(match) };
  if (list.actions.length === 0) return [statement(list, phrase('act.drop'))];
  const statements = sayList(list, place);
  const answer = arpAnswer(list, match, statements);
  return answer === null ? statements : [answer];
}

function sayList({ actions }: ActionList, place: Place): readonly Statement[] {
  const statements: Statement[] = [];
  for (let at = 0; at < actions.length; at++) {
    const action = actions[at];
    if (action === undefined) break;
    const next = actions[at + 1];
    if (action.kind === 'push_vlan' && next?.kind === 'set_field' && isVlanId(next)) {
      const vlan = vlanMeaning('act.addVlan', Number(next.value & 0xfffn), place.context);
      statements.push({
        range: { from: action.range.from, to: next.range.to },
        says: vlan.says,
        because: reasons(vlan.because),
        steps: [],
      });
      at++;
      continue;
    }
    if (action.kind === 'set_field' && action.field === 'metadata' && action.mask === null)
      place.datapath = action.value;
    statements.push(sayAction(action, place));
  }
  return statements;
}

function isVlanId(action: SetFieldAction): boolean {
  return action.field === 'vlan_vid' && (action.mask === null || (action.mask & 0xfffn) === 0xfffn);
}

function statement(
  { range }: { readonly range: Action['range'] },
  says: Phrase,
  because: readonly (Phrase | null)[] = [],
  steps: readonly Statement[] = [],
): Statement {
  return { range, says, because: reasons(...because), steps };
}

function sayAction(action: Action, place: Place): Statement {
  const { context } = place;
  const plain = (key: string, values: Readonly<Record<string, Value>> = {}): Statement =>
    statement(action, phrase(`act.${key}`, values));
  const meant = ({ says, because }: Meaning): Statement => statement(action, says, [because]);
  switch (action.kind) {
    case 'drop':
    case 'pop_vlan':
    case 'dec_mpls_ttl':
    case 'dec_nsh_ttl':
    case 'pop_queue':
    case 'exit':
    case 'ct_clear':
    case 'clear_actions':
    case 'debug_recirc':
    case 'debug_slow':
      return plain(action.kind);
    case 'opaque':
      return plain('opaque', { text: action.text });
    case 'output':
      return sayOutput(action, context);
    case 'output_field':
      return action.src.field === 'in_port' || action.src.field === 'in_port_oxm'
        ? plain('outputInPort')
        : plain('outputField', { field: subfieldPhrase(context, action.src) });
    case 'enqueue': {
      const port = context.port(action.port);
      return statement(action, phrase('act.enqueue', { port: port.says, queue: String(action.queue) }), [
        port.because,
      ]);
    }
    case 'controller':
      return plain(action.userdata === '' ? 'controller' : 'controllerUserdata', {
        max: String(action.maxLen),
      });
    case 'group':
      return sayGroup(action.group, action, place);
    case 'resubmit':
      return sayResubmit(action, place);
    case 'goto_table':
      return plain('continueIn', { table: tablePhrase(action.table, place) });
    case 'set_field':
      return saySet(action, place);
    case 'set_port_name':
      return plain('set', { field: fieldPhrase(context, action.field), value: action.port });
    case 'move':
      return plain('move', {
        from: subfieldPhrase(context, action.src),
        to: subfieldPhrase(context, action.dst),
      });
    case 'push':
    case 'pop':
      return plain(action.kind, { field: subfieldPhrase(context, action.subfield) });
    case 'push_vlan':
    case 'push_mpls':
    case 'pop_mpls':
      return plain(action.kind, { ethertype: `0x${action.ethertype.toString(16).padStart(4, '0')}` });
    case 'mod_vlan_vid':
      return meant(vlanMeaning('act.addVlan', action.value, context));
    case 'set_vlan_vid':
      return meant(vlanMeaning('act.changeVlan', action.value, context));
    case 'mod_vlan_pcp':
    case 'set_vlan_pcp':
      return plain('vlanPcp', { value: String(action.value) });
    case 'dec_ttl':
      return plain('dec_ttl');
    case 'set_queue':
      return plain('set_queue', { queue: String(action.queue) });
    case 'ct':
      return sayCt(action, place);
    case 'learn':
      return sayLearn(action, place);
    case 'conjunction':
      return plain('conjunction', {
        id: String(action.id),
        clause: String(action.clause),
        clauses: String(action.clauses),
      });
    case 'multipath':
      return plain('multipath', {
        fields: action.fields,
        links: String(action.links),
        field: subfieldPhrase(context, action.dst),
      });
    case 'bundle':
    case 'bundle_load': {
      const ports = action.members.map((member) => context.port(member).says);
      if (action.dst === null) return plain('bundle', { ports, fields: action.fields });
      return plain('bundleLoad', {
        ports,
        fields: action.fields,
        field: subfieldPhrase(context, action.dst),
      });
    }
    case 'note':
      return plain('note', { bytes: action.bytes });
    case 'sample':
      return plain('sample', { share: `${action.probability}/65535`, set: String(action.collectorSet) });
    case 'clone':
      return statement(action, phrase('act.clone'), [], sayList(action.actions, { ...place }));
    case 'meter':
      return plain('meter', { meter: String(action.meter) });
    case 'write_actions':
      return statement(action, phrase('act.write_actions'), [], sayList(action.actions, { ...place }));
    case 'write_metadata':
      return saySet({ ...action, kind: 'set_field', field: 'metadata', spelling: 'set_field' }, place);
    case 'encap':
      return plain(saidWithAn.test(action.header) ? 'encapAn' : 'encap', { header: action.header });
    case 'decap':
      return plain('decap');
    case 'delete_field':
      return plain('delete_field', { field: fieldPhrase(context, action.field) });
    case 'check_pkt_larger':
      return plain('check_pkt_larger', {
        length: String(action.length),
        field: subfieldPhrase(context, action.dst),
      });
    case 'fin_timeout':
      return plain('fin_timeout', { idle: String(action.idleTimeout), hard: String(action.hardTimeout) });
  }
}

/** Words that begin with a vowel, and letters that are spoken with one before: an `nsh` header, an `mpls` header. */
const saidWithAn = /^[aefhilmnorsx]/i;

const reservedOutputs: Readonly<Record<number, string>> = {
  [reservedPorts['IN_PORT'] ?? -1]: 'outputInPort',
  [reservedPorts['NORMAL'] ?? -1]: 'normal',
  [reservedPorts['FLOOD'] ?? -1]: 'flood',
  [reservedPorts['ALL'] ?? -1]: 'all',
  [reservedPorts['TABLE'] ?? -1]: 'table',
  [reservedPorts['CONTROLLER'] ?? -1]: 'controller',
};

function sayOutput(action: Extract<Action, { kind: 'output' }>, context: FlowContext): Statement {
  const { port, maxLen } = action;
  const reserved = port.kind === 'number' ? reservedOutputs[port.number] : undefined;
  if (reserved !== undefined)
    return statement(action, phrase(`act.${reserved}`, { max: String(maxLen ?? 65535) }));
  const meaning = context.port(port);
  const says =
    maxLen === null
      ? phrase('act.output', { port: meaning.says })
      : phrase('act.outputCut', { port: meaning.says, max: String(maxLen) });
  return statement(action, says, [meaning.because]);
}

/** `table 20 (unicast to tunnels)`. */
function tablePhrase(table: Table, { context, datapath }: Place): Phrase {
  const id = tableOf(table, context.tables);
  const own = [...context.tables].find(([, number]) => number === id)?.[0];
  const text = own === undefined ? tableText(id) : `${id} ${tableText(own)}`;
  const name =
    context.bridge === null
      ? text
      : ({ text, target: { kind: 'table', bridge: context.bridge, table: id } } as const);
  const role = roleOfTable(context, id, datapath);
  return role === null ? phrase('table', { table: name }) : phrase('table.withRole', { table: name, role });
}

function sayResubmit(action: Extract<Action, { kind: 'resubmit' }>, place: Place): Statement {
  const { port, table, ct } = action;
  const as = port === null ? null : place.context.port(port);
  const where = table === null ? phrase('table.same') : tablePhrase(table, place);
  if (as !== null) {
    return statement(action, phrase('act.continueAs', { table: where, port: as.says }), [as.because]);
  }
  return statement(action, phrase(ct ? 'act.continueInCt' : 'act.continueIn', { table: where }));
}

function saySet(action: SetFieldAction, place: Place): Statement {
  const { context, datapath } = place;
  const { field, value, mask } = action;
  const spelled = formatMasked(fieldOf(field), action);
  const role = registerRole(context, field);
  if (role === 'ovn-flags') {
    const flags = ovnFlags(value, mask ?? fieldOf(field).ones);
    if (flags.length <= 4) return statement(action, phrase('act.ovnFlags', { flags }));
  }
  if (role !== null && mask === null) {
    // Zero is how OVN clears a register before the next pipeline.
    const meaning = value === 0n ? null : registerValue(context, role, value, datapath);
    if (meaning !== null) {
      const values = { field: fieldPhrase(context, field), value: meaning.says };
      return statement(action, phrase('act.setMeaning', values), [meaning.because]);
    }
  }
  if (field === 'tun_id' && mask === null) {
    return owned(action, 'act.setTunnelId', {}, spelled, context.tunnelId(value));
  }
  if (isWholeVlan(action)) {
    if (value === 0n && field !== 'vlan_vid') return statement(action, phrase('act.pop_vlan'));
    const vlan = vlanMeaning('act.changeVlan', Number(value & 0xfffn), context);
    return statement(action, vlan.says, [vlan.because]);
  }
  const values = { field: fieldPhrase(context, field) };
  const bits = maskedBits(action);
  if (bits !== null)
    return statement(
      action,
      phrase(`act.${bits.key}`, { field: fieldPhrase(context, bits.field), ...bits.values }),
    );
  if (mask !== null) return statement(action, phrase('act.set', { ...values, value: spelled }));
  const { format } = fieldOf(field);
  if (format === 'ethernet') return owned(action, 'act.set', values, spelled, context.mac(spelled));
  if (format === 'ipv4' || format === 'ipv6')
    return owned(action, 'act.set', values, spelled, context.address(spelled));
  if (field === 'arp_op' && value === 2n) return statement(action, phrase('act.makeArpReply'));
  return statement(action, phrase('act.set', { ...values, value: spelled }));
}

/** `load:0->NXM_OF_VLAN_TCI[]` takes the tag away, as ovs-actions(7) says of vlan_tci. */
function isWholeVlan({ field, value, mask }: SetFieldAction): boolean {
  if (mask !== null) return false;
  return (
    field === 'vlan_vid' ||
    field === 'dl_vlan' ||
    (field === 'vlan_tci' && (value === 0n || (value & 0x1000n) !== 0n))
  );
}

function owned(
  action: Action,
  key: string,
  values: Readonly<Record<string, Value>>,
  value: string,
  owner: Meaning | null,
): Statement {
  const named = owner === null ? value : phrase('valueOf', { value, owner: owner.says });
  return statement(action, phrase(key, { ...values, value: named }), [owner?.because ?? null]);
}

function sayGroup(id: number, action: Action, place: Place): Statement {
  const group = place.context.group(id);
  if (group === null) {
    const command = `ovs-ofctl dump-groups ${place.context.bridge ?? 'BRIDGE'}`;
    return statement(action, phrase('act.group', { group: String(id) }), [
      phrase('because.noGroup', { command }),
    ]);
  }
  const type = phrase(
    `group.${['all', 'select', 'indirect', 'ff'].includes(group.type) ? group.type : 'other'}`,
  );
  const steps = group.buckets.map(({ actions }, index) => {
    const inside = sayList(parseActions(actions), { ...place });
    const does = inside.length > 0 ? inside : [statement(action, phrase('act.drop'))];
    return statement(action, phrase('act.bucket', { number: String(index + 1) }), [], does);
  });
  return statement(
    action,
    phrase('act.groupOf', { group: String(id), type, count: group.buckets.length }),
    [],
    steps,
  );
}

function sayCt(action: CtAction, place: Place): Statement {
  const { context } = place;
  const zone =
    typeof action.zone === 'number'
      ? phrase('ct.zone', { zone: String(action.zone) })
      : phrase('ct.zoneOf', { field: subfieldPhrase(context, action.zone) });
  const steps: Statement[] = [];
  if (action.nat !== null) steps.push(statement(action, sayNat(action.nat)));
  if (action.exec !== null) steps.push(...sayList(action.exec, { ...place }));
  if (action.alg !== null) steps.push(statement(action, phrase('ct.alg', { alg: action.alg })));
  for (const part of action.opaque) steps.push(statement(part, phrase('act.opaque', { text: part.text })));
  const key = action.commit ? (action.force ? 'ct.commitForce' : 'ct.commit') : 'ct.track';
  const does = phrase(key, { zone });
  if (action.table === null) return statement(action, does, [], steps);
  return statement(
    action,
    phrase('ct.thenTable', { does, table: tablePhrase(action.table, place) }),
    [],
    steps,
  );
}

function sayNat({ direction, addresses, ports }: Nat): Phrase {
  if (direction === null) return phrase('ct.nat');
  const address = addresses === null ? null : addressRange(addresses);
  const range =
    ports === null ? null : ports.from === ports.to ? String(ports.from) : `${ports.from}–${ports.to}`;
  const to = [address, range].filter((each) => each !== null).join(':');
  return phrase(direction === 'src' ? 'ct.snat' : 'ct.dnat', { to });
}

function addressRange({ family, from, to }: NonNullable<Nat['addresses']>): string {
  const field = fieldOf(family === 4 ? 'ip_src' : 'ipv6_src');
  const text = (value: bigint): string => formatMasked(field, { value, mask: null });
  return from === to ? text(from) : `${text(from)}–${text(to)}`;
}

function sayLearn(action: LearnAction, place: Place): Statement {
  const { hardTimeout, idleTimeout } = action;
  const values = {
    table: tablePhrase(action.table, place),
    priority: String(action.priority),
    seconds: String(hardTimeout || idleTimeout),
    idle: String(idleTimeout),
  };
  const [plain, idle] =
    hardTimeout > 0 ? ['act.learnFor', 'act.learnForIdle'] : ['act.learn', 'act.learnIdle'];
  const key = idleTimeout > 0 ? idle : plain;
  const steps = action.specs.map((spec) => statement(spec, sayLearnSpec(spec, place.context)));
  const says = learnOptions(action, place.context).reduce(
    (does, more) => phrase('learn.with', { does, more }),
    phrase(key, values),
  );
  return statement(action, says, [], steps);
}

/** What else learn() says of the flows that it adds (ovs-actions(7), "The learn action"). */
function learnOptions(action: LearnAction, context: FlowContext): readonly Phrase[] {
  const { finIdleTimeout, finHardTimeout, deleteLearned, limit, resultDst, sendFlowRem } = action;
  const options: Phrase[] = [];
  if (finIdleTimeout > 0) options.push(phrase('learn.finIdle', { seconds: String(finIdleTimeout) }));
  if (finHardTimeout > 0) options.push(phrase('learn.finHard', { seconds: String(finHardTimeout) }));
  const cookie = `0x${action.cookie.toString(16)}`;
  if (limit > 0) options.push(phrase('learn.limit', { limit: String(limit), cookie }));
  if (deleteLearned) options.push(phrase('learn.deleted', { cookie }));
  if (sendFlowRem) options.push(phrase('learn.sendFlowRem'));
  if (resultDst !== null) options.push(phrase('learn.result', { field: subfieldPhrase(context, resultDst) }));
  return options;
}

function sayLearnSpec(spec: LearnSpec, context: FlowContext): Phrase {
  if (spec.kind === 'opaque') return phrase('act.opaque', { text: spec.text });
  if (spec.kind === 'output') {
    const { field } = spec.src;
    if (isInPort(field)) return phrase('learn.outputInPort');
    return phrase('learn.output', { field: subfieldPhrase(context, spec.src) });
  }
  const dst = subfieldPhrase(context, spec.dst);
  const { from } = spec;
  if (from.kind === 'value') {
    const whole = spec.dst.offset === 0 && spec.dst.width === fieldOf(spec.dst.field).bits;
    const value = whole
      ? formatMasked(fieldOf(spec.dst.field), { value: from.value, mask: null })
      : `0x${from.value.toString(16)}`;
    if (spec.kind === 'load' && spec.dst.field === 'vlan_tci' && from.value === 0n && whole)
      return phrase('learn.popVlan');
    return phrase(spec.kind === 'match' ? 'learn.matchValue' : 'learn.setValue', { field: dst, value });
  }
  const source = subfieldPhrase(context, from.src);
  const same = spec.dst.field === from.src.field && spec.dst.offset === from.src.offset;
  if (spec.kind === 'match' && same && isInPort(spec.dst.field)) return phrase('learn.matchInPort');
  if (spec.kind === 'match') return phrase(same ? 'learn.matchSame' : 'learn.match', { field: dst, source });
  return phrase(same ? 'learn.setSame' : 'learn.set', { field: dst, source });
}

function isInPort(field: FieldName): boolean {
  return field === 'in_port' || field === 'in_port_oxm';
}

/**
 * Neutron's and others' answer to an ARP request: the request turned round and sent back where it came
 * from. Said as one, with its parts below.
 */
function arpAnswer(list: ActionList, match: Match, statements: readonly Statement[]): Statement | null {
  const last = list.actions.at(-1);
  const back =
    last?.kind === 'output' && last.port.kind === 'number' && last.port.number === reservedPorts['IN_PORT'];
  if (!back || !match.parts.some((part) => part.kind === 'protocol' && part.name === 'arp')) return null;
  const sets = (field: string): SetFieldAction | undefined =>
    list.actions.find(
      (action): action is SetFieldAction => action.kind === 'set_field' && action.field === field,
    );
  const mac = sets('arp_sha');
  const address = sets('arp_spa');
  if (sets('arp_op')?.value !== 2n || mac === undefined || address === undefined) return null;
  return statement(
    list,
    phrase('act.arpAnswer', {
      address: formatMasked(fieldOf('arp_spa'), address),
      mac: formatMasked(fieldOf('arp_sha'), mac),
    }),
    [],
    statements,
  );
}
