// One side of a comparison: the facts of a snapshot with what is worked out of them once: the ports, the local
// VLANs, who wrote the flows of a bridge.
import type { StoredFact } from '../facts.ts';
import { tableRoles } from '../explain/table-roles.ts';
import { chooseDump } from '../flows/choose-dump.ts';
import { indexOvs, type OvsIndex } from '../network/ovs-index.ts';
import { isPatch, isTunnel } from '../network/ovs-port.ts';
import { readVlanFlows, type VlanFlows } from '../network/vlan-flows.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { FlowTables } from './flow-tables.ts';
import { groupIdentities, portIdentities, vlanIdentities } from './renaming/identities.ts';
import type { BridgePipeline, PipelinePorts } from './renaming/node-numbers.ts';
import type { NumberIdentity } from './renaming/renaming.ts';

export class NodeSide {
  readonly facts: SnapshotFacts;
  readonly tables: FlowTables;
  readonly ovs: OvsIndex;
  readonly #pipelines = new Map<string, BridgePipeline>();
  readonly #vlanFlows = new Map<string, VlanFlows>();
  #vlans: readonly NumberIdentity[] | null = null;
  #macs: ReadonlySet<string> | null = null;

  constructor(facts: SnapshotFacts, tables: FlowTables) {
    this.facts = facts;
    this.tables = tables;
    this.ovs = indexOvs(facts);
  }

  ports(bridge: string): readonly NumberIdentity[] {
    return portIdentities(this.ovs, bridge);
  }

  groups(bridge: string): readonly NumberIdentity[] {
    return groupIdentities(this.facts, bridge);
  }

  get vlans(): readonly NumberIdentity[] {
    return (this.#vlans ??= vlanIdentities(this.ovs, (bridge) => {
      const known = this.#vlanFlows.get(bridge) ?? readVlanFlows(this.#chosen(bridge));
      this.#vlanFlows.set(bridge, known);
      return known;
    }));
  }

  /** MACs of the ports that this node has itself, and of the guests behind them. */
  get localMacs(): ReadonlySet<string> {
    return (this.#macs ??= new Set(
      [
        ...this.facts.of('ovs-interface').map(({ data }) => data.externalIds['attached-mac'] ?? null),
        ...this.facts.of('domain-interface').map(({ data }) => data.mac),
      ].flatMap((mac) => (mac === null ? [] : [mac.toLowerCase()])),
    ));
  }

  pipeline(bridge: string): BridgePipeline {
    const known = this.#pipelines.get(bridge);
    if (known !== undefined) return known;
    const dump = chooseDump(this.tables.dumps(bridge));
    const { writer } = tableRoles(bridge, dump === null ? [] : this.tables.each(bridge, dump));
    const made = { writer, ...this.pipelinePorts(bridge) };
    this.#pipelines.set(bridge, made);
    return made;
  }

  /** What of a bridge's pipeline is known without reading its flows. */
  pipelinePorts(bridge: string): PipelinePorts {
    const patches = this.ovs.ports(bridge).filter(isPatch);
    const numbers = (ports: typeof patches): ReadonlySet<number> =>
      new Set(ports.flatMap(({ ofport }) => (ofport === null ? [] : [ofport])));
    return {
      providerPorts: numbers(patches.filter((port) => !this.#leadsToTunnels(port.options['peer']))),
      patchPorts: numbers(patches),
    };
  }

  /** What to ask for to have the bridge's flows, as `like` printed another node's; null where the node has no such bridge. */
  flowsCommand(bridge: string, like: string | null): string | null {
    const hasBridges = this.ovs.bridges.length > 0;
    return hasBridges && !this.ovs.bridges.includes(bridge)
      ? null
      : (like ?? `ovs-ofctl dump-flows ${bridge}`);
  }

  #leadsToTunnels(peer: string | undefined): boolean {
    const far = peer === undefined ? null : this.ovs.portOf(peer);
    return far !== null && this.ovs.ports(far.bridge).some(isTunnel);
  }

  #chosen(bridge: string): readonly StoredFact<'flow'>[] {
    const dump = chooseDump(this.tables.dumps(bridge));
    return dump === null ? [] : this.tables.flows(bridge, dump);
  }
}
