// From the summed flows of bridges to their pipeline: tables, ports and groups as nodes, the ways of
// packets between them as edges with their counts.
import { parseNumber } from '../openflow/field-values.ts';
import { reservedPort } from '../openflow/fields.ts';
import { unquote } from '../openflow/quoted-name.ts';
import { parseActions } from '../openflow/parse-tree.ts';
import type { TableId, TableNumbers } from '../openflow/table-id.ts';
import type { Port } from '../openflow/tree.ts';
import { actionWays, type ActionWays, type WayTarget } from './action-ways.ts';
import type { FlowSum, FlowSums } from './flow-sums.ts';
import { PipelineDraft, type EdgeDraft } from './pipeline-draft.ts';
import type { PipelineFacts, PipelineGroup, PipelinePort } from './pipeline-facts.ts';
import type { EdgeWay, Pipeline } from './pipeline.ts';
import { tableCalls, type TableCall, type TableCalls } from './table-calls.ts';

/** The pipeline of these bridges, the first being the one that was asked for. */
export function buildPipeline(bridges: readonly FlowSums[], facts: PipelineFacts): Pipeline {
  const draft = new PipelineDraft(bridges);
  const builders = bridges.map((sums) => new BridgeBuilder(sums, draft, facts));
  for (const builder of builders) builder.addTables();
  for (const builder of builders) builder.addEntries();
  for (const builder of builders) builder.addSwitched();
  for (const builder of builders) builder.addMisses();
  return draft.finish();
}

class BridgeBuilder {
  readonly #bridge: string;
  readonly #sums: FlowSums;
  readonly #draft: PipelineDraft;
  readonly #facts: PipelineFacts;
  readonly #ports = new Map<string, PipelinePort | null>();
  readonly #groups = new Map<number, { readonly type: string; readonly buckets: readonly Bucket[] } | null>();
  readonly #calls: ReadonlyMap<TableId, TableCalls>;

  constructor(sums: FlowSums, draft: PipelineDraft, facts: PipelineFacts) {
    this.#bridge = sums.bridge;
    this.#sums = sums;
    this.#draft = draft;
    this.#facts = facts;
    this.#calls = tableCalls(sums.tables.keys(), [...this.#tableCalls()]);
  }

  /** The tables, and all that their flows send to. */
  addTables(): void {
    const users = new Map<number, readonly FlowSum[]>();
    for (const sum of this.#sums.sums) {
      const node = this.#draft.node(this.#bridge, 'table', { table: sum.table });
      node.add(sum);
      if (sum.ways.conjunction) node.conjunctions += sum.flows;
      for (const [index, way] of sum.ways.ways.entries()) {
        const to = this.#target(way.target, sum.table);
        const edge = this.#draft.edge(node.id, to, wayOf(way.target), this.#bridge);
        edge.take(sum, way.times, sum.forms[index] ?? null);
        if (way.target.kind === 'port' && way.target.shared) edge.unknown = true;
        if (way.target.kind === 'group') {
          const { group } = way.target;
          users.set(group, [...(users.get(group) ?? []), sum]);
        }
      }
      const { end } = sum.ways;
      if (end !== null) {
        const calls = this.#calls.get(sum.table);
        // A copy that a lookup drops has its caller; a flow that only loads a register answers.
        const answers = calls?.lookup === true && (!calls.packet || end === 'no-output');
        const to = this.#draft.node(this.#bridge, answers ? 'return' : 'drop', { table: sum.table }).id;
        this.#draft.edge(node.id, to, end, this.#bridge).take(sum, 1, new Set());
      }
    }
    for (const [group, sums] of users) this.#addBuckets(group, sums);
  }

  /** Where packets come in: by the ports that flows of table 0 match. */
  addEntries(): void {
    const table = this.#draft.node(this.#bridge, 'table', { table: 0 }).id;
    const entered = new Set<string>();
    for (const [inPort, count] of this.#sums.entries) {
      const from = inPort === null ? this.#draft.node(this.#bridge, 'any-port', {}).id : this.#entry(inPort);
      const edge = this.#draft.edge(from, table, 'enter', this.#bridge);
      edge.add(count, count.packets);
      edge.condition =
        inPort === null ? 'table=0 and not has in_port' : `table=0 and in_port=${portValue(inPort)}`;
      entered.add(from);
    }
    // A patch that flows send to, into a table 0 that does not ask for the port.
    for (const node of this.#draft.patchesInto(this.#bridge)) {
      if (entered.has(node.id)) continue;
      this.#draft.edge(node.id, table, 'enter', this.#bridge).unknown = true;
    }
    if (this.#draft.edges(table).some(({ ways }) => !ways.has('enter'))) this.#draft.note('table-0-again');
  }

  /** NORMAL, FLOOD and ALL may send to a patch as to any other port. */
  addSwitched(): void {
    for (const kind of ['normal', 'flood', 'all'] as const) {
      const from = this.#draft.known(this.#bridge, kind);
      if (from === null) continue;
      this.#draft.note('switched');
      for (const patch of this.#draft.patchesOf(this.#bridge)) {
        this.#draft.edge(from, patch.id, 'switched', this.#bridge).unknown = true;
      }
    }
  }

  /** What entered a table and no flow counted, where the counters can be compared at all. */
  addMisses(): void {
    for (const [table, calls] of this.#calls) {
      const node = this.#draft.known(this.#bridge, 'table', { table });
      if (node === null || table === 0) continue;
      const into = this.#draft.edges(node).filter(({ ways }) => !ways.has('learn'));
      const entered = passesOf(into);
      this.#draft.entered(node, entered);
      const matched = this.#draft.packets(node);
      if (entered === null || matched === null || calls.lookup) continue;
      const missed = entered - matched;
      if (missed <= 0 || !this.#comparable(table, into)) continue;
      const miss = this.#draft.node(this.#bridge, 'miss', { table });
      const edge = this.#draft.edge(node, miss.id, 'miss', this.#bridge);
      edge.packets = missed;
      edge.passes = missed;
      edge.derived = true;
    }
  }

  /** Have all flows of the table counted for as long as those before it, and did none take counts along? */
  #comparable(table: TableId, into: readonly EdgeDraft[]): boolean {
    const flows = this.#sums.tables.get(table);
    if (flows === undefined) return true;
    if (flows.catchAll || flows.timed || flows.youngest === null) return false;
    if (this.#draft.isLearned(this.#bridge, table)) return false;
    let oldest = 0;
    for (const { sums } of into) {
      for (const sum of sums) {
        if (sum.packets > 0 && sum.oldest === null) return false;
        oldest = Math.max(oldest, sum.oldest ?? 0);
      }
    }
    // An agent writes its flows one after the other.
    return flows.youngest + 2 >= oldest * 0.99;
  }

  *#tableCalls(): Generator<TableCall> {
    for (const sum of this.#sums.sums) {
      for (const { target } of sum.ways.ways) {
        if (target.kind === 'table') {
          yield { from: sum.table, to: target.table ?? sum.table, target };
        } else if (target.kind === 'group') {
          for (const { ways } of this.#group(target.group)?.buckets ?? []) {
            for (const { target: inside } of ways.ways) {
              if (inside.kind !== 'table' || inside.table === null) continue;
              yield { from: null, to: inside.table, target: inside };
            }
          }
        }
      }
    }
  }

  #target(target: WayTarget, table: TableId): string {
    const { id } = (() => {
      switch (target.kind) {
        case 'table':
          return this.#draft.node(this.#bridge, 'table', { table: target.table ?? table });
        case 'learn':
          return this.#draft.node(this.#bridge, 'table', { table: target.table });
        case 'port':
          return this.#output(target.port);
        case 'group':
          return this.#draft.node(this.#bridge, 'group', { name: String(target.group) });
        case 'field':
          return this.#draft.node(this.#bridge, 'field', { name: target.field });
        default:
          return this.#draft.node(this.#bridge, target.kind, {});
      }
    })();
    return id;
  }

  #output(port: Port): { readonly id: string } {
    const printed = port.kind === 'number' ? String(port.number) : port.name;
    const view = this.#port(port);
    const into = view?.peer?.bridge;
    const kind = into !== undefined && this.#draft.has(into) ? 'patch' : 'output';
    return this.#draft.node(this.#bridge, kind, portParts(printed, view));
  }

  /** The node by which packets with this `in_port` come: the port, or the patch that another bridge sends to. */
  #entry(inPort: string): string {
    const number = parseNumber(inPort, 0xffff) ?? reservedPort(inPort);
    const printed = unquote(inPort);
    const view = this.#port(number === null ? { kind: 'name', name: printed } : { kind: 'number', number });
    const peer = view?.peer ?? null;
    if (peer === null || !this.#draft.has(peer.bridge)) {
      return this.#draft.node(this.#bridge, 'port', portParts(printed, view)).id;
    }
    const far = this.#facts.port(peer.bridge, { kind: 'name', name: peer.port });
    return this.#draft.node(peer.bridge, 'patch', portParts(peer.port, far)).id;
  }

  #port(port: Port): PipelinePort | null {
    const key = JSON.stringify(port);
    const known = this.#ports.get(key);
    if (known !== undefined) return known;
    const found = this.#facts.port(this.#bridge, port);
    this.#ports.set(key, found);
    return found;
  }

  #group(id: number): { readonly type: string; readonly buckets: readonly Bucket[] } | null {
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    const group = this.#facts.group(this.#bridge, id);
    const read =
      group === null
        ? null
        : {
            type: group.type,
            buckets: group.buckets.map((bucket) => readBucket(bucket, this.#sums.numbers)),
          };
    this.#groups.set(id, read);
    return read;
  }

  /** What the buckets of a group do with the packets of the flows that give them to it. */
  #addBuckets(id: number, sums: readonly FlowSum[]): void {
    const node = this.#draft.node(this.#bridge, 'group', { name: String(id) });
    const group = this.#group(id);
    if (group === null) {
      this.#draft.note('groups-unknown');
      return;
    }
    node.groupType = group.type;
    const shared = group.buckets.length > 1 && group.type !== 'all';
    for (const { ways, packets } of group.buckets) {
      if (shared && packets === null) this.#draft.note('buckets-unknown');
      const give = (to: string, way: EdgeWay, times: number): void => {
        const edge = this.#draft.edge(node.id, to, way, this.#bridge);
        for (const sum of sums) edge.take(sum, times, null);
        if (!shared) return;
        if (packets === null) edge.unknown = true;
        else edge.share = (edge.share ?? 0) + packets * times;
      };
      for (const { target, times } of ways.ways) give(this.#target(target, 0), 'bucket', times);
      if (ways.end === null) continue;
      give(this.#draft.node(this.#bridge, 'drop', { name: String(id) }).id, ways.end, 1);
    }
  }
}

interface Bucket {
  readonly ways: ActionWays;
  readonly packets: number | null;
}

function readBucket({ actions, packets }: PipelineGroup['buckets'][number], numbers: TableNumbers): Bucket {
  return { ways: actionWays(parseActions(actions), actions, numbers), packets };
}

function portParts(
  printed: string,
  view: PipelinePort | null,
): { readonly port: string; readonly view: PipelinePort | null } {
  return { port: view?.name ?? printed, view };
}

function portValue(inPort: string): string {
  const port = unquote(inPort);
  return /^[\w.-]+$/.test(port) ? port : `"${port.replace(/[\\"]/g, '\\$&')}"`;
}

function wayOf(target: WayTarget): EdgeWay {
  switch (target.kind) {
    case 'table':
      return target.how;
    case 'learn':
    case 'opaque':
      return target.kind;
    default:
      return 'output';
  }
}

/** What edges bring; null when one of them does not tell. */
function passesOf(edges: readonly EdgeDraft[]): number | null {
  let sum = 0;
  for (const edge of edges) {
    if (edge.unknown || edge.uncounted > 0) return null;
    sum += edge.allPasses;
  }
  return sum;
}
