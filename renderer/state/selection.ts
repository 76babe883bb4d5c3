// The one selection: what the user is looking at, wherever it was picked. A selection carries what it
// shows, and has a short key for the address, from which it can be found again.
import type { Change } from '../../shared/compare/change.ts';
import { asideCategories } from '../../shared/compare/set-aside.ts';
import type { CaseEvidence } from '../../shared/evidence.ts';
import { unpackNode } from '../../shared/network/packed-node.ts';
import type { CasePart, TunnelUse } from '../../shared/network/case/model.ts';
import type { Hop, NetworkDevice, NetworkLink } from '../../shared/network/model.ts';
import { thingKey, thingOfKey, type Thing, type ThingOf } from '../../shared/notes/thing.ts';
import type { PipelineEdge, PipelineNode } from '../../shared/pipeline/pipeline.ts';
import type { Client, FactRow, FindingRow, FlowRow, Response } from '../../shared/api.ts';
import { correctionsOf, type Correction } from './corrections.ts';
import type { ViewParams } from './place.ts';

export type Selection =
  | { readonly kind: 'fact'; readonly snapshotId: number; readonly fact: FactRow }
  | { readonly kind: 'device'; readonly snapshotId: number; readonly device: NetworkDevice }
  | { readonly kind: 'link'; readonly snapshotId: number; readonly link: NetworkLink }
  | {
      readonly kind: 'hop';
      readonly snapshotId: number;
      /** `NetworkPath.id`, and the hop's place in it. */
      readonly pathId: string;
      readonly index: number;
      readonly hop: Hop;
    }
  | { readonly kind: 'flow'; readonly snapshotId: number; readonly bridge: string; readonly flow: FlowRow }
  | {
      readonly kind: 'pipeline';
      readonly snapshotId: number;
      readonly bridge: string;
      /** Of the bridge's dump. */
      readonly sourceId: number;
      /** A place of the bridge's pipeline, or a way with its ends. */
      readonly what:
        | { readonly node: PipelineNode }
        | { readonly edge: PipelineEdge; readonly from: PipelineNode; readonly to: PipelineNode };
    }
  | {
      /** A host, tunnel or network of the whole case. */
      readonly kind: 'part';
      /** The snapshot that the case was looked at from. */
      readonly snapshotId: number;
      readonly part: CasePart;
      /** What a tunnel carries; empty for other parts. */
      readonly uses: readonly TunnelUse[];
    }
  | { readonly kind: 'line'; readonly snapshotId: number; readonly evidence: CaseEvidence }
  | { readonly kind: 'finding'; readonly snapshotId: number; readonly finding: FindingRow }
  | {
      readonly kind: 'change';
      /** The snapshots compared. */
      readonly from: number;
      readonly to: number;
      readonly change: Change;
    }
  | {
      readonly kind: 'rule';
      /** The snapshots of the two hosts. */
      readonly from: number;
      readonly to: number;
      readonly rule: RuleRow;
    };

export type RuleRow = Response<'between.window'>['rows'][number];

/** Where the selected thing was read; empty only for what is known to be missing. */
export function evidenceOfSelection(selection: Selection): readonly CaseEvidence[] {
  switch (selection.kind) {
    case 'fact':
      return [selection.fact.evidence];
    case 'device':
      return selection.device.evidence;
    case 'link':
      return selection.link.evidence;
    case 'hop':
      return selection.hop.evidence;
    case 'flow':
      return [selection.flow.evidence];
    // Its flows are the evidence, and a filter shows them.
    case 'pipeline':
      return [];
    case 'part':
      return [...evidenceOfPart(selection.part), ...selection.uses.flatMap(({ evidence }) => evidence)];
    case 'line':
      return [selection.evidence];
    case 'finding':
      return selection.finding.evidence;
    case 'rule':
      return [...(selection.rule.from?.evidence ?? []), ...(selection.rule.to?.evidence ?? [])];
    case 'change':
      return [...(selection.change.from?.evidence ?? []), ...(selection.change.to?.evidence ?? [])];
  }
}

function evidenceOfPart(part: CasePart): readonly CaseEvidence[] {
  switch (part.kind) {
    case 'host':
      return [...part.roles.flatMap(({ evidence }) => evidence), ...part.evidence];
    case 'peer':
      return part.evidence;
    case 'tunnel':
      return part.ends.flatMap((end) => end?.evidence ?? []);
    case 'physical-network':
      return part.attachments.flatMap(({ evidence }) => evidence);
    case 'network':
      return [...part.evidence, ...part.hosts.flatMap(({ evidence }) => evidence)];
  }
}

/** The name that other facts may mention, for "what else touches it"; null when there is none. */
export function nameOfSelection(selection: Selection): string | null {
  switch (selection.kind) {
    case 'device':
      return selection.device.name;
    case 'hop':
      return selection.hop.device;
    case 'fact':
      return nameOfFact(selection.fact.data);
    case 'pipeline':
      return 'node' in selection.what ? selection.what.node.port : null;
    case 'part':
      return nameOfPart(selection.part);
    default:
      return null;
  }
}

function nameOfPart(part: CasePart): string | null {
  switch (part.kind) {
    case 'host':
      return part.host;
    case 'peer':
      return part.name ?? part.addresses[0] ?? null;
    case 'tunnel':
      return (part.ends[0] ?? part.ends[1])?.port ?? null;
    default:
      return part.name;
  }
}

function nameOfFact(data: Readonly<Record<string, unknown>>): string | null {
  for (const field of ['target', 'device', 'libvirtName', 'name', 'mac', 'address']) {
    const value = data[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

/** What is selected, by the ids that it has in the case: what a note can be written about. */
export function thingOf(selection: Selection): Thing {
  switch (selection.kind) {
    case 'fact':
      return { kind: 'fact', snapshot: selection.snapshotId, fact: selection.fact.id };
    case 'device':
      return { kind: 'device', snapshot: selection.snapshotId, id: selection.device.id };
    case 'link':
      return { kind: 'link', snapshot: selection.snapshotId, id: selection.link.id };
    case 'hop': {
      const { snapshotId: snapshot, index, pathId: path } = selection;
      return { kind: 'hop', snapshot, index, path };
    }
    case 'flow':
      return { kind: 'flow', snapshot: selection.snapshotId, flow: selection.flow.id };
    case 'pipeline': {
      const { snapshotId: snapshot, sourceId: source, bridge, what } = selection;
      return { kind: 'pipeline', snapshot, source, bridge, id: 'node' in what ? what.node.id : what.edge.id };
    }
    case 'part':
      return { kind: 'part', snapshot: selection.snapshotId, id: selection.part.id };
    case 'line': {
      const { sourceId: source, firstLine, lastLine } = selection.evidence;
      return { kind: 'line', snapshot: selection.snapshotId, source, firstLine, lastLine };
    }
    case 'finding':
      return { kind: 'finding', snapshot: selection.snapshotId, id: selection.finding.id };
    case 'rule':
      return thingOfRule(selection.rule, selection);
    case 'change': {
      const { kind: change, key } = selection.change;
      return { kind: 'change', from: selection.from, to: selection.to, change, key };
    }
  }
}

/** A rule that was compared has a line on one side at least. */
export function thingOfRule(
  { from, to }: RuleRow,
  snapshots: { readonly from: number; readonly to: number },
): ThingOf<'rule'> {
  const { sourceId: source = 0, firstLine: line = 1 } = (from ?? to)?.evidence[0] ?? {};
  return { kind: 'rule', from: snapshots.from, to: snapshots.to, source, line };
}

/** Short and stable: the same thing has the same key after a reload. */
export function selectionKey(selection: Selection): string {
  return thingKey(thingOf(selection));
}

/**
 * Finds what a key names; null when the case does not have it (any more), or no selection shows it. A rule of two hosts
 * is what it is with the corrections that the view's parameters have.
 */
export async function findSelection(
  client: Client,
  key: string,
  params: ViewParams = {},
): Promise<Selection | null> {
  const thing = thingOfKey(key);
  switch (thing?.kind) {
    case 'fact': {
      const fact = await client.call('facts.get', { fact: thing.fact });
      return { kind: 'fact', snapshotId: thing.snapshot, fact };
    }
    case 'flow':
      return findFlow(client, thing.snapshot, thing.flow);
    case 'device': {
      const { devices } = await client.call('network.node', { snapshot: thing.snapshot });
      const device = devices.find(({ id }) => id === thing.id);
      return device ? { kind: 'device', snapshotId: thing.snapshot, device } : null;
    }
    case 'link': {
      const { links } = await client.call('network.node', { snapshot: thing.snapshot });
      const link = links.find(({ id }) => id === thing.id);
      return link ? { kind: 'link', snapshotId: thing.snapshot, link } : null;
    }
    case 'hop': {
      const { snapshot, path: pathId, index } = thing;
      const { paths } = unpackNode(await client.call('network.node', { snapshot }));
      const hop = paths.find((path) => path.id === pathId)?.hops[index];
      return hop ? { kind: 'hop', snapshotId: snapshot, pathId, index, hop } : null;
    }
    case 'pipeline':
      return findPipeline(client, thing);
    case 'part':
      return findPart(client, thing.snapshot, thing.id);
    case 'line':
      return findLine(client, thing);
    case 'finding': {
      const { findings } = await client.call('findings.list', { snapshot: thing.snapshot });
      const finding = findings.find(({ id }) => id === thing.id);
      return finding ? { kind: 'finding', snapshotId: thing.snapshot, finding } : null;
    }
    case 'change':
      return findChange(client, thing);
    case 'rule':
      return findRule(client, thing, correctionsOf(params['rename'] ?? ''));
    default:
      return null;
  }
}

async function findFlow(client: Client, snapshotId: number, id: number): Promise<Selection | null> {
  const { kind, data, evidence } = await client.call('facts.get', { fact: id });
  if (kind !== 'flow') return null;
  const text = (field: string): string => (typeof data[field] === 'string' ? data[field] : '');
  const number = (field: string): number | null => (typeof data[field] === 'number' ? data[field] : null);
  const flow: FlowRow = {
    id,
    table: number('table') ?? text('table'),
    tableName: null,
    priority: number('priority') ?? 0,
    match: text('match'),
    actions: text('actions'),
    cookie: text('cookie') || null,
    nPackets: number('nPackets'),
    nBytes: number('nBytes'),
    duration: number('duration'),
    idleTimeout: number('idleTimeout'),
    hardTimeout: number('hardTimeout'),
    idleAge: number('idleAge'),
    hardAge: number('hardAge'),
    evidence,
  };
  return { kind: 'flow', snapshotId, bridge: text('bridge'), flow };
}

/** A part of the case with its evidence, of a tunnel also what it carries. Rejects with 'not-found'. */
export async function findPart(client: Client, snapshotId: number, id: string): Promise<Selection> {
  const part = await client.call('network.casePart', { snapshot: snapshotId, part: id });
  if (part.kind !== 'tunnel') return { kind: 'part', snapshotId, part, uses: [] };
  const { tunnels } = await client.call('network.tunnelUses', { snapshot: snapshotId, tunnels: [id] });
  return { kind: 'part', snapshotId, part, uses: tunnels[0]?.uses ?? [] };
}

/** What is in the pipeline of the bridge alone, or with its patch peers. */
async function findPipeline(client: Client, thing: ThingOf<'pipeline'>): Promise<Selection | null> {
  const { snapshot: snapshotId, source: sourceId, bridge, id } = thing;
  for (const peers of [false, true]) {
    const request = { snapshot: snapshotId, source: sourceId, bridge, peers };
    let answer = await client.call('flows.pipeline', request);
    while (!answer.complete) answer = await client.call('flows.pipeline', request);
    const nodeOf = (nodeId: string): PipelineNode | undefined =>
      answer.nodes.find((each) => each.id === nodeId);
    const node = nodeOf(id);
    if (node) return { kind: 'pipeline', snapshotId, bridge, sourceId, what: { node } };
    const edge = answer.edges.find((each) => each.id === id);
    const [from, to] = [nodeOf(edge?.from ?? ''), nodeOf(edge?.to ?? '')];
    if (edge && from && to)
      return { kind: 'pipeline', snapshotId, bridge, sourceId, what: { edge, from, to } };
  }
  return null;
}

async function findLine(client: Client, thing: ThingOf<'line'>): Promise<Selection> {
  const { snapshot: snapshotId, source: sourceId, firstLine, lastLine } = thing;
  const { source } = await client.call('sources.get', { source: sourceId });
  const { snapshots } = await client.call('snapshots.list', {});
  const host = snapshots.find((snapshot) => snapshot.id === source.snapshotId)?.host ?? '';
  return {
    kind: 'line',
    snapshotId,
    evidence: { host, source: source.path, sourceId, firstLine, lastLine },
  };
}

async function findChange(client: Client, thing: ThingOf<'change'>): Promise<Selection | null> {
  const { from, to, change: kind, key } = thing;
  // What was set aside is a change only where it was asked for.
  for (const include of [[], [...asideCategories]]) {
    const { change } = await client.call('compare.place', { from, to, include, filter: '', kind, key });
    if (change !== null) return { kind: 'change', from, to, change };
  }
  return null;
}

async function findRule(
  client: Client,
  { from, to, source, line }: ThingOf<'rule'>,
  rename: readonly Correction[],
): Promise<Selection | null> {
  const query = { from, to, filter: '', ...(rename.length > 0 && { rename: [...rename] }) };
  const { place } = await client.call('between.place', { ...query, source, line });
  if (place === null) return null;
  const { rows } = await client.call('between.window', { ...query, offset: place, limit: 1 });
  const [rule] = rows;
  return rule === undefined ? null : { kind: 'rule', from, to, rule };
}
