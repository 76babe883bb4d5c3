// Finds the numbers in a flow that its node gave out itself, and replaces them: in the tree, so that a number
// is only touched where it has this meaning. Which register holds what is a matter of who wrote the pipeline:
// neutron doc, "Open vSwitch Firewall Driver" (reg5 port, reg6 local VLAN, reg7 conjunction);
// ovn-architecture(7), "Logical/Physical Network Interactions" (reg11 to reg13 zones).
import { deadVlan } from '../../network/ovs-port.ts';
import { fieldOf, reservedPortName, type FieldName } from '../../openflow/fields.ts';
import type {
  Action,
  ActionList,
  FieldMatch,
  LearnSource,
  LearnSpec,
  Match,
  MatchPart,
  Port,
  Range,
  SetFieldAction,
  Subfield,
} from '../../openflow/tree.ts';
import type { NumberSpace } from './renaming.ts';

export type PipelineWriter =
  'neutron-integration' | 'neutron-tunnel' | 'neutron-physical' | 'ovn' | 'unknown';

/** What must be known of a bridge to tell its numbers. */
export interface BridgePipeline extends PipelinePorts {
  readonly writer: PipelineWriter;
}

/** What of it is known without its flows. */
export interface PipelinePorts {
  /** Ports of an integration bridge that lead to a physical network: VLANs that come in there are its own. */
  readonly providerPorts: ReadonlySet<number>;
  /** Ports of a physical bridge that lead to the integration bridge: VLANs that come in there are local. */
  readonly patchPorts: ReadonlySet<number>;
}

/**
 * Given a number and where it stands, what shall stand there. `place`: the field, or the action's kind; `range`: the part of
 * the match, the action or what `learn` does in the text that was read.
 */
export type Replace = (space: NumberSpace, number: number, place: string, range: Range) => number;

export interface FlowTreeParts {
  readonly match: Match;
  readonly actions: ActionList;
}

const neutronFields: Readonly<Partial<Record<string, NumberSpace>>> = {
  reg5: 'ofport',
  reg6: 'local-vlan',
  reg7: 'conjunction',
  // The zone of Neutron's firewall is the local VLAN.
  ct_zone: 'local-vlan',
};
const ovnFields: Readonly<Partial<Record<string, NumberSpace>>> = {
  reg11: 'zone',
  reg12: 'zone',
  reg13: 'zone',
  ct_zone: 'zone',
};
const portFields = new Set(['in_port', 'in_port_oxm', 'actset_output']);
const vlanBits = 0xfffn;

/** LOCAL, IN_PORT, NORMAL …: the same on every switch. */
export function isReserved(ofport: number): boolean {
  return reservedPortName(ofport) !== null || ofport >= 0xff00;
}

/**
 * The flow with every node-local number replaced. Numbers inside of a mask that takes a part of them stay. `ports`: numbers
 * of ports by name, for a flow of a dump with `--names` as it was printed.
 */
export function replaceNumbers(
  flow: FlowTreeParts,
  pipeline: BridgePipeline,
  replace: Replace,
  ports: ReadonlyMap<string, number> = new Map(),
): FlowTreeParts {
  const inPort = inPortOf(flow.match, ports);
  const vlans = localVlans(pipeline, inPort);
  const numbers = new Numbers(pipeline, replace, ports);
  return {
    match: { ...flow.match, parts: flow.match.parts.map((part) => numbers.part(part, vlans.match)) },
    actions: numbers.list(flow.actions, vlans.actions),
  };
}

interface LocalVlans {
  readonly match: boolean;
  readonly actions: boolean;
}

/** Which VLANs of a flow are the node's own: a provider's, which come in or go out tagged, are not. */
function localVlans(
  { writer, providerPorts, patchPorts }: BridgePipeline,
  inPort: number | null,
): LocalVlans {
  switch (writer) {
    case 'neutron-tunnel':
      return { match: true, actions: true };
    case 'neutron-integration':
      return { match: inPort === null || !providerPorts.has(inPort), actions: true };
    case 'neutron-physical':
      return { match: inPort === null || patchPorts.has(inPort), actions: false };
    default:
      return { match: false, actions: false };
  }
}

function inPortOf({ parts }: Match, ports: ReadonlyMap<string, number>): number | null {
  for (const part of parts) {
    if (part.kind === 'field' && portFields.has(part.field) && part.mask === null) return Number(part.value);
    if (part.kind === 'port-name' && portFields.has(part.field)) return ports.get(part.port) ?? null;
  }
  return null;
}

class Numbers {
  readonly #pipeline: BridgePipeline;
  readonly #replace: (space: NumberSpace, number: number, place: string) => number;
  readonly #ports: ReadonlyMap<string, number>;
  /** Where the part or action in hand stands. */
  #range: Range = { from: 0, to: 0 };

  constructor(pipeline: BridgePipeline, replace: Replace, ports: ReadonlyMap<string, number>) {
    this.#pipeline = pipeline;
    this.#replace = (space, number, place) => replace(space, number, place, this.#range);
    this.#ports = ports;
  }

  part(part: MatchPart, localVlan: boolean): MatchPart {
    this.#range = part.range;
    if (part.kind === 'port-name') {
      const number = this.#ports.get(part.port);
      if (number === undefined) return part;
      const { field, name, text, range } = part;
      const value = BigInt(number);
      return this.part({ kind: 'field', field, value, mask: null, name, text, range }, localVlan);
    }
    if (part.kind !== 'field') return part;
    const value = this.#value(part.field, part.value, part.mask, localVlan);
    return value === part.value ? part : ({ ...part, value } satisfies FieldMatch);
  }

  list(list: ActionList, localVlan: boolean): ActionList {
    return { ...list, actions: list.actions.map((action) => this.#action(action, localVlan)) };
  }

  #action(action: Action, localVlan: boolean): Action {
    this.#range = action.range;
    switch (action.kind) {
      case 'output':
      case 'enqueue':
        return { ...action, port: this.#port(action.port, action.kind) };
      case 'resubmit':
        return action.port === null ? action : { ...action, port: this.#port(action.port, action.kind) };
      case 'bundle':
      case 'bundle_load':
        return { ...action, members: action.members.map((port) => this.#port(port, action.kind)) };
      case 'set_field': {
        const value = this.#value(action.field, action.value, action.mask, localVlan);
        return value === action.value ? action : ({ ...action, value } satisfies SetFieldAction);
      }
      case 'set_port_name': {
        const number = this.#ports.get(action.port);
        if (number === undefined) return action;
        const { field, range } = action;
        const known = { field, value: BigInt(number), mask: null, spelling: 'set_field', range } as const;
        return this.#action({ kind: 'set_field', ...known }, localVlan);
      }
      case 'mod_vlan_vid':
      case 'set_vlan_vid':
        return localVlan ? { ...action, value: this.#vlan(action.value, action.kind) } : action;
      case 'conjunction':
        return { ...action, id: this.#replace('conjunction', action.id, `conjunction ${action.clause}`) };
      case 'group':
        return { ...action, group: this.#replace('group', action.group, 'group') };
      case 'ct': {
        const zoneSpace = this.#fieldSpace('ct_zone');
        const zone =
          typeof action.zone === 'number' && zoneSpace !== null && action.zone !== 0
            ? this.#replace(zoneSpace, action.zone, 'ct zone')
            : action.zone;
        const exec = action.exec === null ? null : this.list(action.exec, localVlan);
        return { ...action, zone, exec };
      }
      case 'learn':
        return { ...action, specs: action.specs.map((spec) => this.#spec(spec, localVlan)) };
      case 'clone':
      case 'write_actions':
        return { ...action, actions: this.list(action.actions, localVlan) };
      default:
        return action;
    }
  }

  #spec(spec: LearnSpec, localVlan: boolean): LearnSpec {
    if (spec.kind === 'opaque' || spec.kind === 'output') return spec;
    this.#range = spec.range;
    return { ...spec, from: this.#source(spec.from, spec.dst, localVlan) };
  }

  /** A constant that fills the bits of a field. */
  #source(from: LearnSource, dst: Subfield, localVlan: boolean): LearnSource {
    if (from.kind !== 'value') return from;
    const shift = BigInt(dst.offset);
    const mask = ((1n << BigInt(dst.width)) - 1n) << shift;
    const value = this.#value(dst.field, from.value << shift, mask, localVlan) >> shift;
    return value === from.value ? from : { ...from, value };
  }

  #port(port: Port, place: string): Port {
    const own = port.kind === 'number' ? port.number : this.#ports.get(port.name);
    if (own === undefined || isReserved(own)) return port;
    const number = this.#replace('ofport', own, place);
    return port.kind === 'number' && number === own ? port : { kind: 'number', number };
  }

  #value(field: FieldName, value: bigint, mask: bigint | null, localVlan: boolean): bigint {
    if (field === 'dl_vlan' || field === 'vlan_vid' || field === 'vlan_tci') {
      const vlan = Number(value & vlanBits);
      const isWhole = mask === null || (mask & vlanBits) === vlanBits;
      if (!localVlan || !isWhole || (field === 'dl_vlan' && value > vlanBits)) return value;
      return (value & ~vlanBits) | BigInt(this.#vlan(vlan, field));
    }
    const space = portFields.has(field)
      ? 'ofport'
      : field === 'conj_id'
        ? 'conjunction'
        : this.#fieldSpace(field);
    if (space === null || !isAll(field, mask)) return value;
    const number = Number(value);
    // Zero says that there is none.
    if (number === 0 || (space === 'ofport' && isReserved(number))) return value;
    return BigInt(space === 'local-vlan' ? this.#vlan(number, field) : this.#replace(space, number, field));
  }

  #vlan(vlan: number, place: string): number {
    return vlan === 0 || vlan >= deadVlan ? vlan : this.#replace('local-vlan', vlan, place);
  }

  #fieldSpace(field: string): NumberSpace | null {
    switch (this.#pipeline.writer) {
      case 'neutron-integration':
        return neutronFields[field] ?? null;
      case 'ovn':
        return ovnFields[field] ?? null;
      default:
        return null;
    }
  }
}

/** A mask that takes the low 16 bits of a register, as of a port or zone, takes all of the number. */
function isAll(field: FieldName, mask: bigint | null): boolean {
  if (mask === null) return true;
  const width = BigInt(fieldOf(field).bits);
  return mask === (1n << width) - 1n || mask === 0xffffn;
}
