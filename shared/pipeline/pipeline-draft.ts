// The pipeline while it is put together: nodes and edges that are added to, and at the end the filters
// that show the flows of each.
import { anyOf, bracketed, conditionFor } from './flow-condition.ts';
import { addCount, noFlows, type Count, type FlowSum, type FlowSums } from './flow-sums.ts';
import { compareTables, tableText, type TableId } from '../openflow/table-id.ts';
import type { PipelinePort } from './pipeline-facts.ts';
import {
  edgeWays,
  pipelineNodeKinds,
  pipelineNotes,
  type EdgeWay,
  type Pipeline,
  type PipelineEdge,
  type PipelineNode,
  type PipelineNodeKind,
  type PipelineNote,
} from './pipeline.ts';

/** What makes a node of a kind this one. */
interface NodeParts {
  readonly table?: TableId;
  readonly name?: string;
  readonly port?: string;
  readonly view?: PipelinePort | null;
}

class NodeDraft {
  readonly id: string;
  readonly bridge: string;
  readonly kind: PipelineNodeKind;
  readonly parts: NodeParts;
  readonly count: Count = noFlows();
  conjunctions = 0;
  entered: number | null = null;
  groupType: string | null = null;

  constructor(id: string, bridge: string, kind: PipelineNodeKind, parts: NodeParts) {
    this.id = id;
    this.bridge = bridge;
    this.kind = kind;
    this.parts = parts;
  }

  add(count: Readonly<Count>): void {
    addCount(this.count, count);
  }
}

export class EdgeDraft implements Count {
  readonly from: string;
  readonly to: string;
  readonly bridge: string;
  readonly ways = new Set<EdgeWay>();
  flows = 0;
  packets = 0;
  bytes = 0;
  passes = 0;
  neverHit = 0;
  uncounted = 0;
  unsized = 0;
  /** The flows that take it do not say how many packets go this way. */
  unknown = false;
  /** A difference of packet counts: it has no bytes. */
  derived = false;
  /** Of a bucket that gets some of its group's packets: those that the group's statistics say. */
  share: number | null = null;
  /** A filter that is known already. */
  condition: string | null = null;
  readonly sums = new Set<FlowSum>();
  /** In which words their lists say so; null when these are too many, or not theirs. */
  forms: Set<string> | null = new Set();

  constructor(from: string, to: string, bridge: string) {
    this.from = from;
    this.to = to;
    this.bridge = bridge;
  }

  get allPasses(): number {
    return this.share ?? this.passes;
  }

  /** Adds flows that take this edge `times` times each. */
  take(sum: FlowSum, times: number, forms: ReadonlySet<string> | null): void {
    if (this.sums.has(sum)) this.passes += sum.packets * times;
    else this.add(sum, sum.packets * times);
    this.sums.add(sum);
    if (forms === null) this.forms = null;
    for (const form of forms ?? []) this.forms?.add(form);
  }

  add(count: Readonly<Count>, passes: number): void {
    this.flows += count.flows;
    this.packets += count.packets;
    this.bytes += count.bytes;
    this.neverHit += count.neverHit;
    this.uncounted += count.uncounted;
    this.unsized += count.unsized;
    this.passes += passes;
  }
}

export class PipelineDraft {
  readonly #bridges: ReadonlyMap<string, FlowSums>;
  readonly #nodes = new Map<string, NodeDraft>();
  readonly #edges = new Map<string, EdgeDraft>();
  readonly #into = new Map<string, EdgeDraft[]>();
  readonly #out = new Map<string, EdgeDraft[]>();
  readonly #notes = new Set<PipelineNote>();
  readonly #allSums = new Map<string, readonly FlowSum[]>();

  constructor(bridges: readonly FlowSums[]) {
    this.#bridges = new Map(bridges.map((sums) => [sums.bridge, sums]));
  }

  has(bridge: string): boolean {
    return this.#bridges.has(bridge);
  }

  note(note: PipelineNote): void {
    this.#notes.add(note);
  }

  node(bridge: string, kind: PipelineNodeKind, parts: NodeParts): NodeDraft {
    const id = nodeId(bridge, kind, parts);
    let node = this.#nodes.get(id);
    if (node === undefined) this.#nodes.set(id, (node = new NodeDraft(id, bridge, kind, parts)));
    return node;
  }

  /** The id of a node that is there; null when it is not. */
  known(bridge: string, kind: PipelineNodeKind, parts: NodeParts = {}): string | null {
    const id = nodeId(bridge, kind, parts);
    return this.#nodes.has(id) ? id : null;
  }

  edge(from: string, to: string, way: EdgeWay, bridge: string): EdgeDraft {
    const id = edgeId(from, to, way);
    let edge = this.#edges.get(id);
    if (edge === undefined) {
      this.#edges.set(id, (edge = new EdgeDraft(from, to, bridge)));
      push(this.#into, to, edge);
      push(this.#out, from, edge);
    }
    edge.ways.add(way);
    return edge;
  }

  /** The edges into a node. */
  edges(node: string): readonly EdgeDraft[] {
    return this.#into.get(node) ?? [];
  }

  /** What the flows of a node counted; null when one does not say. */
  packets(node: string): number | null {
    const { packets, uncounted } = this.#nodes.get(node)?.count ?? noFlows();
    return uncounted > 0 ? null : packets;
  }

  entered(node: string, passes: number | null): void {
    const found = this.#nodes.get(node);
    if (found) found.entered = passes;
  }

  isLearned(bridge: string, table: TableId): boolean {
    return this.edges(nodeId(bridge, 'table', { table })).some(({ ways }) => ways.has('learn'));
  }

  /** The patch ports of a bridge that lead into another one of the pipeline. */
  patchesOf(bridge: string): readonly NodeDraft[] {
    return [...this.#nodes.values()].filter((node) => node.kind === 'patch' && node.bridge === bridge);
  }

  patchesInto(bridge: string): readonly NodeDraft[] {
    return [...this.#nodes.values()].filter(({ kind, parts }) => {
      return kind === 'patch' && parts.view?.peer?.bridge === bridge;
    });
  }

  finish(): Pipeline {
    const conditions = this.#conditions();
    const edges = [...this.#edges].map(([id, edge]) => this.#edge(id, edge, conditions.get(edge) ?? null));
    const order = this.#order();
    const nodes = [...this.#nodes.values()].map((node) => this.#node(node, conditions)).sort(order);
    const places = new Map(nodes.map(({ id }, index) => [id, index]));
    const placeOf = (id: string): number => places.get(id) ?? 0;
    edges.sort((a, b) => placeOf(a.from) - placeOf(b.from) || placeOf(a.to) - placeOf(b.to));
    return {
      bridges: [...this.#bridges.keys()],
      nodes,
      edges,
      notes: pipelineNotes.filter((note) => this.#notes.has(note) || this.#seen(note)),
    };
  }

  #seen(note: PipelineNote): boolean {
    const nodes = [...this.#nodes.values()];
    const [flows, uncounted] = nodes
      .filter(({ kind }) => kind === 'table')
      .reduce(([all, without], { count }) => [all + count.flows, without + count.uncounted], [0, 0]);
    if (note === 'no-counters') return flows > 0 && uncounted === flows;
    if (note === 'some-uncounted') return uncounted > 0 && uncounted < flows;
    if (note === 'opaque') return nodes.some(({ kind }) => kind === 'opaque');
    if (note !== 'copies') return false;
    return [...this.#bridges.values()].some(({ sums }) =>
      sums.some(
        ({ ways: { ways } }) =>
          ways.filter(({ target }) => target.kind !== 'learn' && !(target.kind === 'table' && target.again))
            .length > 1 || ways.some(({ times, target }) => times > 1 && target.kind !== 'learn'),
      ),
    );
  }

  /** The filter of each edge that is made of flows. */
  #conditions(): ReadonlyMap<EdgeDraft, string | null> {
    const conditions = new Map<EdgeDraft, string | null>();
    const bridges = [...this.#bridges.keys()];
    const tablesOf = new Map(bridges.map((bridge) => [bridge, byTable(this.#sumsOf(bridge))]));
    for (const edge of this.#edges.values()) {
      if (edge.condition !== null) {
        conditions.set(edge, edge.condition);
        continue;
      }
      const tables = new Set([...edge.sums].map(({ table }) => table));
      const [table] = tables;
      // What leaves a group is the flows that use it.
      if (table === undefined || this.#nodes.get(edge.from)?.kind === 'group') continue;
      const all = tablesOf.get(edge.bridge)?.get(table) ?? [];
      const condition = conditionFor(all, edge.sums, edge.forms);
      conditions.set(edge, condition === null ? null : inTable(table, condition));
    }
    for (const edge of this.#edges.values()) {
      if (this.#nodes.get(edge.from)?.kind === 'group') {
        conditions.set(edge, joined(this.edges(edge.from).map((each) => conditions.get(each) ?? null)));
      }
    }
    return conditions;
  }

  #node(node: NodeDraft, conditions: ReadonlyMap<EdgeDraft, string | null>): PipelineNode {
    const { id, kind, bridge, parts, conjunctions } = node;
    const { table, port, view } = parts;
    const base = {
      ...{ id, kind, bridge, table: table ?? null, port: port ?? null },
      ofport: view?.ofport ?? null,
      portType: view?.type ?? null,
      peerBridge: view?.peer?.bridge ?? null,
      name: node.groupType === null ? (parts.name ?? null) : `${parts.name} ${node.groupType}`,
    };
    if (kind === 'table') {
      const { flows, packets, bytes, neverHit, uncounted, unsized } = node.count;
      const counted = flows === 0 || uncounted < flows;
      return {
        ...base,
        ...{ flows, packets: counted ? packets : null, bytes: counted && unsized === 0 ? bytes : null },
        ...{ neverHit, conjunctions, uncounted, entered: node.entered },
        filter: flows === 0 || table === undefined ? null : `table=${tableText(table)}`,
      };
    }
    const source = kind === 'port' || kind === 'any-port';
    const edges = source ? (this.#out.get(id) ?? []) : this.edges(id);
    const own = edges.filter(({ ways }) => !ways.has('switched'));
    const sums = new Set(own.flatMap((edge) => [...edge.sums]));
    const counts = own.filter((edge) => edge.sums.size === 0);
    const total = noFlows();
    for (const count of [...sums, ...counts]) addCount(total, count);
    const known = own.length > 0 && own.every((edge) => packetsOf(edge) !== null);
    return {
      ...base,
      flows: total.flows,
      packets: known ? total.packets : null,
      bytes: known && total.unsized === 0 && own.every((edge) => !edge.derived) ? total.bytes : null,
      ...{ neverHit: total.neverHit, conjunctions, uncounted: total.uncounted, entered: null },
      filter: this.#nodeFilter(own, sums, conditions),
    };
  }

  /** All flows of the edges: in one condition where the words allow it, else edge by edge. */
  #nodeFilter(
    edges: readonly EdgeDraft[],
    sums: ReadonlySet<FlowSum>,
    conditions: ReadonlyMap<EdgeDraft, string | null>,
  ): string | null {
    const [first] = edges;
    if (edges.length > 1 && first !== undefined && sums.size > 0) {
      const all = this.#sumsOf(first.bridge);
      const forms = edges.some((edge) => edge.forms === null)
        ? null
        : new Set(edges.flatMap((edge) => [...(edge.forms ?? [])]));
      const condition = conditionFor(all, sums, forms);
      if (condition !== null && condition !== '') return condition;
    }
    return joined(edges.map((edge) => conditions.get(edge) ?? null));
  }

  #sumsOf(bridge: string): readonly FlowSum[] {
    const known = this.#allSums.get(bridge) ?? this.#bridges.get(bridge)?.sums ?? [];
    this.#allSums.set(bridge, known);
    return known;
  }

  #edge(id: string, edge: EdgeDraft, filter: string | null): PipelineEdge {
    const { from, to, bridge, flows, neverHit, uncounted } = edge;
    const packets = packetsOf(edge);
    const ways = edgeWays.filter((way) => edge.ways.has(way));
    return {
      ...{ id, from, to, ways, bridge, flows, packets },
      bytes: packets === null || edge.derived || edge.unsized > 0 || edge.share !== null ? null : edge.bytes,
      passes: packets === null ? null : edge.allPasses,
      ...{ neverHit, uncounted, filter },
    };
  }

  /** By bridge as asked for, then kind, table, port number and name: the same for the same dump. */
  #order(): (a: PipelineNode, b: PipelineNode) => number {
    const bridges = [...this.#bridges.keys()];
    const kindOf = ({ kind }: PipelineNode): number => pipelineNodeKinds.indexOf(kind);
    return (a, b) =>
      bridges.indexOf(a.bridge) - bridges.indexOf(b.bridge) ||
      kindOf(a) - kindOf(b) ||
      compareTables(a.table ?? Infinity, b.table ?? Infinity) ||
      (a.ofport ?? Infinity) - (b.ofport ?? Infinity) ||
      a.id.localeCompare(b.id, 'en', { numeric: true }) ||
      0;
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function byTable(sums: readonly FlowSum[]): ReadonlyMap<TableId, readonly FlowSum[]> {
  const tables = new Map<TableId, FlowSum[]>();
  for (const sum of sums) {
    const known = tables.get(sum.table);
    if (known) known.push(sum);
    else tables.set(sum.table, [sum]);
  }
  return tables;
}

function packetsOf(edge: EdgeDraft): number | null {
  if (edge.unknown || edge.ways.has('learn')) return null;
  if (edge.share !== null) return edge.share;
  return edge.flows > 0 && edge.uncounted === edge.flows ? null : edge.packets;
}

function inTable(table: TableId, condition: string): string {
  const own = `table=${tableText(table)}`;
  return condition === '' ? own : `${own} and ${bracketed(condition)}`;
}

/** Longer lists of tables make no filter that a person reads. */
const mostJoined = 12;

function joined(conditions: readonly (string | null)[]): string | null {
  const known = [...new Set(conditions)];
  if (known.length === 0 || known.length > mostJoined || known.includes(null)) return null;
  const [only] = known;
  if (known.length === 1) return only ?? null;
  return anyOf(known.map((condition) => bracketed(condition ?? '')));
}

function nodeId(bridge: string, kind: PipelineNodeKind, { table, name, port }: NodeParts): string {
  return [
    bridge,
    kind,
    table === undefined ? undefined : tableText(table),
    name === undefined ? undefined : JSON.stringify(name),
    port,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function edgeId(from: string, to: string, way: EdgeWay): string {
  return `${from} ${way === 'learn' ? '⇢' : '→'} ${to}`;
}
