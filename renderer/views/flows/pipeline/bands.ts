// What of a pipeline is drawn, bridge by bridge: each bridge is a band of its own, a patch port ends one
// and begins another. Many ports of one kind become one; tables that nothing leads to stand aside.
import {
  carriesPackets,
  type Pipeline,
  type PipelineEdge,
  type PipelineNode,
} from '../../../../shared/pipeline/pipeline.ts';

/** A node as it is drawn. A patch is drawn in both of its bridges, folded ports as one. */
export interface BandNode {
  /** Unique in its band. */
  readonly key: string;
  /** The nodes it stands for, the first being the one that is named. */
  readonly nodes: readonly PipelineNode[];
  /** `in`: packets come by it; `table`; `out`: they leave by it; `end`: they go nowhere from here. */
  readonly role: 'in' | 'table' | 'out' | 'end';
}

export interface BandEdge {
  readonly key: string;
  readonly edges: readonly PipelineEdge[];
  readonly from: string;
  readonly to: string;
  /** Null when that is not known. */
  readonly packets: number | null;
}

export interface Band {
  readonly bridge: string;
  readonly nodes: readonly BandNode[];
  readonly edges: readonly BandEdge[];
  /** Flows of the one table write flows into the other. */
  readonly learns: readonly BandEdge[];
  /** Tables that nothing leads to and whose flows counted nothing. */
  readonly idle: readonly BandNode[];
}

/** More ports of one kind on one side of a bridge are drawn as one. */
export const mostPorts = 10;

/** `everyPort`: draw each, however many there are. */
export function bandsOf(
  pipeline: Pick<Pipeline, 'bridges' | 'nodes' | 'edges'>,
  everyPort: boolean,
): readonly Band[] {
  return pipeline.bridges.map((bridge) => bandOf(bridge, pipeline, everyPort));
}

function bandOf(
  bridge: string,
  { nodes: all, edges: allEdges }: Pick<Pipeline, 'nodes' | 'edges'>,
  everyPort: boolean,
): Band {
  const drawn = new Map<string, BandNode>();
  const add = (id: string, node: BandNode): void => void drawn.set(id, node);
  const idle = new Set(
    all.filter((node) => node.bridge === bridge && isIdle(node, allEdges)).map(({ id }) => id),
  );
  const own = all.filter((node) => {
    if (node.bridge !== bridge && !(node.kind === 'patch' && node.peerBridge === bridge)) return false;
    if (idle.has(node.id)) return false;
    // An end of nothing but tables that stand aside stands aside with them.
    const into = allEdges.filter(({ to }) => to === node.id);
    return into.length === 0 || roleOf(node, bridge) === 'in' || into.some(({ from }) => !idle.has(from));
  });
  for (const group of groupsOf(own, bridge, everyPort)) {
    const [first] = group;
    if (first === undefined) continue;
    const role = roleOf(first, bridge);
    const key = group.length > 1 ? `${role} ${first.portType ?? ''}` : `${role} ${first.id}`;
    for (const { id } of group) add(id, { key, nodes: group, role });
  }
  const edges = new Map<string, BandEdge>();
  for (const edge of allEdges) {
    const [from, to] = [drawn.get(edge.from), drawn.get(edge.to)];
    if (!from || !to || !belongs(from, to)) continue;
    const key = `${from.key} ${carriesPackets(edge) ? '→' : '⇢'} ${to.key}`;
    const known = edges.get(key);
    edges.set(key, {
      key,
      edges: [...(known?.edges ?? []), edge],
      from: from.key,
      to: to.key,
      packets: known === undefined ? edge.packets : sum(known.packets, edge.packets),
    });
  }
  const joined = [...edges.values()];
  return {
    bridge,
    nodes: [...new Set(drawn.values())],
    edges: joined.filter(({ edges: [edge] }) => edge !== undefined && carriesPackets(edge)),
    learns: joined.filter(({ edges: [edge] }) => edge !== undefined && !carriesPackets(edge)),
    idle: all
      .filter(({ id }) => idle.has(id))
      .map((node) => ({ key: node.id, nodes: [node], role: 'table' })),
  };
}

/** A patch is a way out of its own bridge and a way into its peer's: each band draws its own edges of it. */
function belongs(from: BandNode, to: BandNode): boolean {
  return from.role !== 'end' && to.role !== 'in' && !(from.role === 'out' && from.nodes[0]?.kind === 'patch');
}

function isIdle(node: PipelineNode, edges: readonly PipelineEdge[]): boolean {
  if (node.kind !== 'table' || node.table === 0 || (node.packets ?? 0) > 0) return false;
  return !edges.some((edge) => edge.to === node.id && edge.from !== node.id && carriesPackets(edge));
}

function roleOf({ kind, bridge }: PipelineNode, of: string): BandNode['role'] {
  switch (kind) {
    case 'port':
    case 'any-port':
      return 'in';
    case 'table':
    case 'group':
      return 'table';
    case 'patch':
      return bridge === of ? 'out' : 'in';
    case 'drop':
    case 'return':
    case 'miss':
      return 'end';
    default:
      return 'out';
  }
}

/** The nodes, ports of one kind and side together where there are many. */
function groupsOf(
  nodes: readonly PipelineNode[],
  bridge: string,
  everyPort: boolean,
): readonly (readonly PipelineNode[])[] {
  const groups: PipelineNode[][] = [];
  const ports = new Map<string, PipelineNode[]>();
  for (const node of nodes) {
    if (everyPort || (node.kind !== 'port' && node.kind !== 'output')) {
      groups.push([node]);
      continue;
    }
    const key = `${roleOf(node, bridge)} ${node.portType ?? ''}`;
    const known = ports.get(key);
    if (known) known.push(node);
    else {
      const group = [node];
      ports.set(key, group);
      groups.push(group);
    }
  }
  return groups.flatMap((group) => (group.length > mostPorts ? [group] : group.map((node) => [node])));
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
