// One bridge of several hosts in one numbering: ports by what they are, local VLANs by their network, OVN's zones by
// whose they are. What of it all hosts have, what one has of its own, and what stands for another of them.
import { replaceNumbers, type BridgePipeline, type FlowTreeParts } from '../renaming/node-numbers.ts';
import type { NumberIdentity, NumberSpace } from '../renaming/renaming.ts';
import {
  shareNumbers,
  type RenamingByHand,
  type SharedNumbers,
  type SharedThing,
} from '../renaming/shared-numbers.ts';
import type { CaseHosts } from './case-hosts.ts';
import { datapathsOf, logicalPorts, zoneIdentities, type NodeRules } from './node-rules.ts';
import { portRoles, type PortRole, type PortSort } from './port-roles.ts';

/**
 * - `shared`: every host has it, or none of them is concerned.
 * - `here`: of the one host, not of all.
 * - `peer`: it stands for another of the compared hosts: the tunnel to it, a port of it.
 * - `unknown`: a number of which nothing is known.
 */
export type Scope = 'shared' | 'here' | 'peer' | 'unknown';

/** Whose an address or a logical port is: seen from one host. */
export interface Owned {
  readonly scope: 'here' | 'peer';
  /** The same for all that is of one port. */
  readonly key: string;
}

/** What one node says besides its numbers. */
interface NodeKnowledge {
  readonly logical: ReadonlyMap<string, number>;
  readonly datapaths: ReadonlySet<number>;
  readonly pipeline: BridgePipeline;
}

export class BridgeNaming {
  readonly bridge: string;
  readonly nodes: readonly NodeRules[];
  readonly ports: SharedNumbers<PortRole>;
  readonly vlans: SharedNumbers<NumberIdentity>;
  readonly zones: SharedNumbers<NumberIdentity>;
  readonly groups: SharedNumbers<NumberIdentity>;
  readonly #hosts: CaseHosts;
  readonly #names: ReadonlySet<string>;
  readonly #sorts: ReadonlyMap<string, PortSort>;
  readonly #known: ReadonlyMap<string, NodeKnowledge>;

  constructor(nodes: readonly NodeRules[], hosts: CaseHosts, byHand: readonly RenamingByHand[] = []) {
    this.bridge = nodes[0]?.bridge ?? '';
    this.nodes = nodes;
    this.#hosts = hosts;
    this.#names = new Set(nodes.map(({ host }) => host));
    const { bridge } = this;
    const share = <I extends NumberIdentity>(
      space: NumberSpace,
      identities: (node: NodeRules) => readonly I[],
      make: (number: number) => I,
    ): SharedNumbers<I> =>
      shareNumbers(
        space,
        space === 'local-vlan' ? null : bridge,
        nodes.map((node) => ({
          host: node.host,
          identities: identities(node),
          used: node.used.get(space) ?? new Set(),
        })),
        byHand,
        make,
      );
    const plain = (number: number): NumberIdentity => ({ number, name: String(number), aliases: [] });
    this.ports = share(
      'ofport',
      ({ node }) => portRoles(node, bridge, hosts),
      (number) => ({ ...plain(number), sort: 'other', device: String(number), far: null }),
    );
    this.#sorts = new Map(
      this.ports.things.flatMap((thing) =>
        [...thing.of.values()].map(({ sort }) => [portKey(thing), sort] as const),
      ),
    );
    this.vlans = share('local-vlan', ({ node }) => node.vlans, plain);
    this.zones = share('zone', zoneIdentities, plain);
    this.groups = share('group', ({ node }) => node.groups(bridge), plain);
    this.#known = new Map(
      nodes.map((node) => [
        node.host,
        {
          logical: logicalPorts(node),
          datapaths: datapathsOf(node),
          pipeline: {
            writer: node.pipeline.writer,
            providerPorts: this.#shared(node, node.pipeline.providerPorts),
            patchPorts: this.#shared(node, node.pipeline.patchPorts),
          },
        },
      ]),
    );
  }

  /** Who wrote the rules, with ports in the shared numbering. */
  pipeline({ host, pipeline }: NodeRules): BridgePipeline {
    return this.#known.get(host)?.pipeline ?? pipeline;
  }

  numbersOf(space: NumberSpace): SharedNumbers | null {
    switch (space) {
      case 'ofport':
        return this.ports;
      case 'local-vlan':
        return this.vlans;
      case 'zone':
        return this.zones;
      case 'group':
        return this.groups;
      case 'conjunction':
        return null;
    }
  }

  /** A rule in the shared numbering. */
  rename(node: NodeRules, tree: FlowTreeParts): FlowTreeParts {
    return replaceNumbers(
      tree,
      node.pipeline,
      (space, number) => this.numbersOf(space)?.thing(node.host, number)?.number ?? number,
    );
  }

  /** Does a thing concern one host, or all? `node`: the host that has it. */
  scopeOf(node: NodeRules, thing: SharedThing | null): Scope {
    if (thing === null) return 'unknown';
    if (thing.space === 'ofport') {
      const far = this.ports.byShared(thing.number)?.of.get(node.host)?.far;
      if (far !== undefined && far !== null && far !== node.host && this.#names.has(far)) return 'peer';
    }
    return [...this.#names].every((host) => thing.of.has(host)) ? 'shared' : 'here';
  }

  /** Whose a logical port of OVN is; null where no compared host has it, or all. */
  ownerOfLogical(node: NodeRules, datapath: number, key: number): Owned | null {
    const name = `${datapath}:${key}`;
    // OVN's local ports are on several hosts: this one's counts before others'.
    for (const { host } of [node, ...this.nodes]) {
      const ofport = this.#known.get(host)?.logical.get(name);
      const owned = ofport === undefined ? null : this.#ownedPort(host, ofport);
      if (owned !== null) return { scope: host === node.host ? 'here' : 'peer', key: owned };
    }
    return null;
  }

  /** Whose a MAC or IP address is; null where it is of none of the compared hosts, or of all. */
  ownerOf(node: NodeRules, address: string): Owned | null {
    const owner = this.#hosts.ownerOf(address);
    if (owner === null || !this.#names.has(owner.host)) return null;
    return {
      scope: owner.host === node.host ? 'here' : 'peer',
      key: owner.port ?? `${hostKey}${owner.host}`,
    };
  }

  /** What sort of port is known by a key, on any host that has it; null for what is no port. */
  sortOf(key: string): PortSort | null {
    return this.#sorts.get(key) ?? null;
  }

  /** Does the host take part in a datapath of OVN? */
  hasDatapath(host: string, datapath: number): boolean {
    return this.#known.get(host)?.datapaths.has(datapath) ?? false;
  }

  /** What a port of a host is known by where not all hosts have it; null for those they share, and for unknown ones. */
  #ownedPort(host: string, ofport: number): string | null {
    const thing = this.ports.thing(host, ofport);
    const role = thing?.of.get(host);
    if (thing === null || role === undefined || !ofOneHost.has(role.sort)) return null;
    return [...this.#names].every((name) => thing.of.has(name)) ? null : portKey(thing);
  }

  #shared({ host }: NodeRules, ports: ReadonlySet<number>): ReadonlySet<number> {
    return new Set([...ports].map((port) => this.ports.thing(host, port)?.number ?? port));
  }
}

/** Sorts of ports that a host has for itself; the others lead elsewhere. */
const ofOneHost: ReadonlySet<PortSort> = new Set(['instance', 'service', 'other']);

const hostKey = 'host ';

/** Is it of a host itself, and of none of its ports? */
export function isOfHost(key: string): boolean {
  return key.startsWith(hostKey);
}

/** What a port and all that is its own are known by. */
export function portKey(thing: SharedThing): string {
  return thing.aliases[0] ?? `port ${thing.number}`;
}
