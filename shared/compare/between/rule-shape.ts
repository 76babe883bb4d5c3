// The shape of a rule: what is left of it when everything that is of one host (its ports with their addresses and
// zones, the tunnels to the others) has become "one of this host's". Rules of two hosts with one shape have the same
// role for different things.
import { tableText } from '../../openflow/table-id.ts';
import type { ActionList } from '../../openflow/tree.ts';
import { replaceNumbers, type FlowTreeParts } from '../renaming/node-numbers.ts';
import type { NumberSpace } from '../renaming/renaming.ts';
import type { SharedThing } from '../renaming/shared-numbers.ts';
import { portKey, type BridgeNaming, type Scope } from './bridge-naming.ts';
import { matchValue, spelled, type NodeRule, type NodeRules } from './node-rules.ts';
import type { PortRole } from './port-roles.ts';

/** A thing that a rule speaks of. */
export interface RuleObject {
  readonly kind: 'port' | 'tunnel' | 'network' | 'zone' | 'group' | 'conjunction' | 'datapath' | 'address';
  readonly scope: Scope;
  /** As people know it. */
  readonly name: string;
  /** What all that is of one thing has in common. */
  readonly key: string;
  readonly place: 'match' | 'actions';
  /** Of a tunnel: the host that it leads to, or its address. */
  readonly far: string | null;
}

export interface RuleShape {
  /** Table, priority and match. */
  readonly key: string;
  readonly text: string;
  readonly actions: string;
  readonly objects: readonly RuleObject[];
}

/** Numbers that stand for one of a host's own; no thing has them in the shared numbering. */
export const standIn: Readonly<Record<NumberSpace, number>> = {
  ofport: 60_000,
  'local-vlan': 4000,
  conjunction: 0x7f00_0000,
  zone: 60_000,
  group: 0x7f00_0000,
};
export const peerTunnel = 61_000;

/** `tree`: the rule in the shared numbering; `paired`: conj_ids and groups that the other side has, too. */
export function shapeOf(
  naming: BridgeNaming,
  node: NodeRules,
  rule: NodeRule,
  tree: FlowTreeParts,
  paired: (space: NumberSpace, number: number) => boolean,
): RuleShape {
  const objects: RuleObject[] = [];
  const indexes = new Map<string, number>();
  // What the match names is told apart; of what only the actions name, any is as good as another.
  const indexOf = (key: string, place: RuleObject['place']): number => {
    const known = indexes.get(key);
    if (known !== undefined || place === 'actions') return known ?? 0;
    indexes.set(key, indexes.size + 1);
    return indexes.size;
  };
  const number =
    (place: RuleObject['place']) =>
    (space: NumberSpace, shared: number): number => {
      const object = objectOf(naming, node, space, shared, place, paired);
      objects.push(object);
      if (object.scope === 'peer') return peerTunnel;
      if (object.scope !== 'here' || object.kind === 'tunnel') return shared;
      return standIn[space] + indexOf(object.key, place);
    };
  const pipeline = naming.pipeline(node);
  // Numbers of the match come first; the actions are visited with the match as it is, which says which VLANs are local.
  const { match } = replaceNumbers({ ...tree, actions: withoutActions(tree) }, pipeline, number('match'));
  const inMatch = objects.length;
  let visited = 0;
  const { actions } = replaceNumbers(tree, pipeline, (space, shared) =>
    visited++ < inMatch ? shared : number('actions')(space, shared),
  );
  const [matchText, actionText] = spelled({ match, actions });
  const text = new OwnText(naming, node, indexOf, objects, rule);
  const shapedMatch = text.of(matchText, 'match');
  const shapedActions = collapsed(text.of(actionText, 'actions'));
  const key = `table=${tableText(rule.table)}, priority=${rule.priority} ${shapedMatch}`;
  return { key, text: `${key} actions=${shapedActions}`, actions: shapedActions, objects: distinct(objects) };
}

function withoutActions({ actions }: FlowTreeParts): ActionList {
  return { ...actions, actions: [] };
}

/** Each thing once, in the match where it is there. */
function distinct(objects: readonly RuleObject[]): readonly RuleObject[] {
  const seen = new Map<string, RuleObject>();
  for (const object of objects) {
    const sign = `${object.kind} ${object.name}`;
    if (!seen.has(sign)) seen.set(sign, object);
  }
  return [...seen.values()];
}

function objectOf(
  naming: BridgeNaming,
  node: NodeRules,
  space: NumberSpace,
  shared: number,
  place: RuleObject['place'],
  paired: (space: NumberSpace, number: number) => boolean,
): RuleObject {
  const thing = naming.numbersOf(space)?.byShared(shared) ?? null;
  const name = thing?.name ?? `${space} ${shared}`;
  const base = { place, name, key: thing === null ? name : portKey(thing), far: null };
  switch (space) {
    case 'ofport': {
      const role = (thing as SharedThing<PortRole> | null)?.of.get(node.host);
      const kind = role?.sort === 'tunnel' ? 'tunnel' : 'port';
      return { ...base, kind, scope: naming.scopeOf(node, thing), far: role?.far ?? null };
    }
    case 'local-vlan':
      return { ...base, kind: 'network', scope: naming.scopeOf(node, thing) };
    case 'zone':
      return { ...base, kind: 'zone', scope: naming.scopeOf(node, thing) };
    default: {
      const kind = space === 'group' ? 'group' : 'conjunction';
      return { ...base, kind, scope: paired(space, shared) ? 'shared' : 'here' };
    }
  }
}

/** A MAC, an IPv4 or an IPv6 address, behind `=`, `:` of an action, or where else one begins. */
const addressText =
  /(?<=set_field:|(?<![\w:.]))(?:(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]*:[0-9a-f]+)(?![0-9a-f:.])/g;

/** Replaces addresses and logical ports of one host's in the text of a rule. */
class OwnText {
  readonly #naming: BridgeNaming;
  readonly #node: NodeRules;
  readonly #indexOf: (key: string, place: RuleObject['place']) => number;
  readonly #objects: RuleObject[];
  readonly #datapath: number | null;

  constructor(
    naming: BridgeNaming,
    node: NodeRules,
    indexOf: (key: string, place: RuleObject['place']) => number,
    objects: RuleObject[],
    rule: NodeRule,
  ) {
    this.#naming = naming;
    this.#node = node;
    this.#indexOf = indexOf;
    this.#objects = objects;
    const set = /set_field:(0x[0-9a-f]+|\d+)->metadata(?=,|$)/.exec(rule.actions)?.[1];
    this.#datapath = matchValue(rule.match, 'metadata') ?? (set === undefined ? null : Number(set));
    if (this.#datapath !== null && node.pipeline.writer === 'ovn') {
      const datapath = this.#datapath;
      const everywhere = naming.nodes.every(({ host }) => naming.hasDatapath(host, datapath));
      const name = `datapath ${datapath}`;
      objects.push({
        ...{ kind: 'datapath', scope: everywhere ? 'shared' : 'here', name, key: name },
        ...{ place: 'match', far: null },
      });
    }
  }

  of(text: string, place: RuleObject['place']): string {
    return this.#bytes(this.#logicalPorts(text, place), place).replace(
      addressText,
      (address) => this.#address(address, place) ?? address,
    );
  }

  #address(address: string, place: RuleObject['place']): string | null {
    const owned = this.#naming.ownerOf(this.#node, address);
    if (owned === null) return null;
    this.#objects.push({
      ...{ kind: 'address', scope: owned.scope, name: address, key: owned.key, place, far: null },
    });
    const sort = !address.includes(':') ? 'ip' : address.length === 17 ? 'mac' : 'ipv6';
    return `<${sort} ${owned.scope} ${this.#indexOf(owned.key, place)}>`;
  }

  /** `reg14`, `reg15` and the tunnel's metadata hold a port's key inside of the rule's datapath. */
  #logicalPorts(text: string, place: RuleObject['place']): string {
    const datapath = this.#datapath;
    if (datapath === null || this.#node.pipeline.writer !== 'ovn') return text;
    const standsFor = (value: string): string => {
      const owned = this.#naming.ownerOfLogical(this.#node, datapath, Number(value));
      if (owned === null) return value;
      const name = `logical port ${datapath}:${Number(value)}`;
      this.#objects.push({
        ...{ kind: 'port', scope: owned.scope, name, key: owned.key, place, far: null },
      });
      return `<${owned.scope} ${this.#indexOf(owned.key, place)}>`;
    };
    return text
      .replace(/((?:^|,)reg1[45]=)(0x[0-9a-f]+|\d+)(?=,|$)/g, (_, field: string, value: string) => {
        return field + standsFor(value);
      })
      .replace(
        /(set_field:)(0x[0-9a-f]+|\d+)(->(?:reg1[45]|tun_metadata0)(?=,|$))/g,
        (_, before: string, value: string, after: string) => before + standsFor(value) + after,
      );
  }

  /** What OVN hands to its controller holds addresses as bytes. */
  #bytes(text: string, place: RuleObject['place']): string {
    if (!text.includes('userdata=')) return text;
    return text.replace(/userdata=([0-9a-f.]+)/g, (_, data: string) => {
      const bytes = data.split('.');
      const out: string[] = [];
      for (let i = 0; i < bytes.length;) {
        const ip = bytes
          .slice(i, i + 4)
          .map((byte) => parseInt(byte, 16))
          .join('.');
        const mac = bytes.slice(i, i + 6).join(':');
        const found = mac.length === 17 ? this.#known(mac, place) : null;
        const address = found ?? (i + 4 <= bytes.length ? this.#known(ip, place) : null);
        out.push(address ?? bytes[i] ?? '');
        i += address === null ? 1 : found === null ? 4 : 6;
      }
      return `userdata=${out.join('.')}`;
    });
  }

  #known(address: string, place: RuleObject['place']): string | null {
    return this.#naming.ownerOf(this.#node, address) === null ? null : this.#address(address, place);
  }
}

/** Actions that are done for each of a host's own, one after the other, done once. */
function collapsed(actions: string): string {
  let parts = splitActions(actions);
  for (let size = 1; size <= longestBlock && size * 2 <= parts.length; size++) {
    const kept: string[] = [];
    for (let i = 0; i < parts.length;) {
      const block = parts.slice(i, i + size);
      const text = block.join(',');
      if (kept.slice(-size).join(',') === text && isOfOwn(text)) {
        i += size;
        continue;
      }
      kept.push(parts[i] ?? '');
      i++;
    }
    parts = kept;
  }
  return parts.join(',');
}

const longestBlock = 6;

function isOfOwn(text: string): boolean {
  return /<(?:here|peer|ip|mac|ipv6) |:(?:60|61)\d{3}\b|0xea[67]|0xee[45]/.test(text);
}

/** What a rule does for the members of a group, in whichever order: zones that it sets in between are theirs. */
export function inAnyMemberOrder({ actions }: RuleShape): string {
  const done = splitActions(actions).filter((action) => !action.endsWith('->reg13'));
  return [...new Set(done)].sort().join(',');
}

/** At commas outside of parentheses. */
function splitActions(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
