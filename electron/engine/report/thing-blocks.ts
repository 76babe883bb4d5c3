// What an anchor names, as blocks of a report: the thing itself and the lines that show it.
import type { SnapshotInfo } from '../../../shared/api.ts';
import type { CaseEvidence } from '../../../shared/evidence.ts';
import { casePart } from '../../../shared/network/case/build-case.ts';
import type { NetworkDevice } from '../../../shared/network/model.ts';
import type { Anchor } from '../../../shared/notes/anchor.ts';
import { snapshotsOfAnchor, titleOfAnchor } from '../../../shared/notes/anchor.ts';
import type { Thing, ThingOf } from '../../../shared/notes/thing.ts';
import type { PipelineEdge, PipelineNode } from '../../../shared/pipeline/pipeline.ts';
import type { ReportBlock } from '../../../shared/report/document.ts';
import { ruleNamed } from '../between-views.ts';
import { flowWithPlace, getFact } from '../case-file/queries/facts.ts';
import { getSnapshot } from '../case-file/queries/snapshots.ts';
import { sourceById } from '../case-file/queries/sources.ts';
import { networkOf } from '../case-network.ts';
import type { CaseSession } from '../case-session.ts';
import { pipelineThing } from '../notes/model-things.ts';
import { resolution } from '../notes/note-views.ts';
import { changeNamed, changeShown, ruleShown } from './diff-block.ts';
import { excerptBlocks, mostTelling } from './excerpts.ts';
import { flowInWords } from './flow-words.ts';
import { joined } from './finding-blocks.ts';
import { flowListBlock } from './flow-list-block.ts';
import { pathBlock, routeBlock } from './path-block.ts';
import { snapshotText, timeText, type Say } from '../../../shared/report/report-words.ts';
import { snapshotOf } from './places.ts';

/** Excerpts that show one device: each output that tells of it would be an attachment. */
const mostExcerpts = 3;

export interface BlockOptions {
  readonly caption: string;
  /** Lines before and after. */
  readonly context: number;
  /** Flows are said in words, too. */
  readonly explain?: boolean;
}

/** What the anchor is about, in words: `device qvo48e06cd2-60`; empty for the case. */
export function anchorWords(anchor: Anchor, say: Say): string {
  if (anchor.kind === 'case') return '';
  return say(`document.about.${anchor.kind}`, { title: titleOfAnchor(anchor) });
}

/** Of a thing that is not in the case any more, a remark that says so; of several that it may be, the first. */
export async function anchorBlocks(
  opened: () => CaseSession,
  anchor: Anchor,
  options: BlockOptions,
  say: Say,
): Promise<readonly ReportBlock[]> {
  const at = await resolution(opened, anchor);
  if (at.state === 'gone') {
    const hosts = snapshotsOfAnchor(anchor).map(({ host }) => host);
    const params = { title: anchorWords(anchor, say), host: [...new Set(hosts)].join(', ') };
    return [{ kind: 'remark', text: say(`document.gone.${at.reason}`, params) }];
  }
  const [first] = at.state === 'found' ? [at] : at.places;
  return first === undefined ? [] : thingBlocks(opened(), first.thing, options, say);
}

function thingBlocks(
  session: CaseSession,
  thing: Thing,
  { caption, context, explain = false }: BlockOptions,
  say: Say,
): readonly ReportBlock[] {
  const lines = (evidence: readonly CaseEvidence[]): readonly ReportBlock[] =>
    excerptBlocks(session, evidence, { context, most: mostExcerpts, caption });
  switch (thing.kind) {
    case 'case':
      return [];
    case 'snapshot':
      return [snapshotTerms(session.snapshot(thing.snapshot), say)];
    case 'line':
      return lines([lineEvidence(session, thing)]);
    case 'fact':
      return lines([session.query((db) => getFact(db, thing.fact).evidence)]);
    case 'flow': {
      const { evidence } = session.query((db) => flowWithPlace(db, thing.flow));
      return [...lines([evidence]), ...(explain ? flowTerms(session, thing, evidence.sourceId, say) : [])];
    }
    case 'device': {
      const device = networkOf(session)
        .node(thing.snapshot)
        .devices.find(({ id }) => id === thing.id);
      if (device === undefined) return [];
      const { mac, mtu, state, tag, ofport, ifindex, addresses } = device;
      const values = [
        tag,
        mac,
        mtu,
        state,
        ofport,
        ifindex,
        ...addresses.map((one) => one.replace(/\/.*/, '')),
      ];
      const told = values.filter((value) => value !== null).map(String);
      return [deviceTerms(device, say), ...lines(mostTelling(session, device.evidence, told))];
    }
    case 'link': {
      const link = networkOf(session)
        .node(thing.snapshot)
        .links.find(({ id }) => id === thing.id);
      return lines(link?.evidence ?? []);
    }
    case 'hop': {
      const path = networkOf(session)
        .node(thing.snapshot)
        .paths.find(({ id }) => id === thing.path);
      if (path === undefined) return [];
      const name = path.instanceName ?? path.instance ?? path.interface ?? path.id;
      return [pathBlock(path, name, caption, hostFooter(session, thing.snapshot), say)];
    }
    case 'part': {
      const part = casePart(networkOf(session).casePlan(thing.snapshot).model, thing.id);
      return part === null ? [] : lines(partEvidence(part));
    }
    case 'pipeline': {
      const found = pipelineThing(session, thing);
      return found === null
        ? []
        : placeBlocks(
            session,
            session.snapshot(thing.snapshot),
            found.item,
            found.source,
            { caption, explain },
            say,
          );
    }
    case 'finding': {
      const found = networkOf(session)
        .findings(thing.snapshot)
        .find(({ id }) => id === thing.id);
      if (found === undefined) return [];
      const rows = [{ ...found, snapshotId: thing.snapshot }];
      const findings = joined(rows, [session.snapshot(thing.snapshot)], say);
      return [{ kind: 'findings', caption, findings }, ...lines(found.evidence)];
    }
    case 'route':
      return routeBlocks(session, thing.snapshot, thing, caption, say);
    case 'rule': {
      const { from, to } = thing;
      const rule = ruleNamed(session, from, to, thing);
      if (rule === null) return [];
      return [
        {
          ...{ kind: 'diff', caption, filter: '', events: [], leftOut: 0, notCompared: [] },
          ...{ from: snapshotOf(session.snapshot(from)), to: snapshotOf(session.snapshot(to)) },
          changes: [ruleShown(rule, say)],
        },
      ];
    }
    case 'change': {
      const { from, to, change: kind, key } = thing;
      const change = changeNamed(session, from, to, { kind, key });
      if (change === null) return [];
      return [
        {
          ...{ kind: 'diff', caption, filter: '', events: [], leftOut: 0, notCompared: [] },
          ...{ from: snapshotOf(session.snapshot(from)), to: snapshotOf(session.snapshot(to)) },
          changes: [changeShown(change, say)],
        },
      ];
    }
  }
}

/** A place or a way of a pipeline: what it counts, and the flows that are it where a filter can name them. */
function placeBlocks(
  session: CaseSession,
  snapshot: SnapshotInfo,
  { id, bridge, flows, packets, bytes, filter }: PipelineNode | PipelineEdge,
  source: number,
  { caption, explain }: { readonly caption: string; readonly explain: boolean },
  say: Say,
): readonly ReportBlock[] {
  const list = { bridge, filter: filter ?? '', sort: 'table', descending: false, columns: [], grouping: [] };
  return [
    terms([
      [capital(say('notes.about.pipeline')), id],
      [say('document.host'), snapshotText(snapshot)],
      [say('pipeline.column.flows'), flows],
      [say('pipeline.column.packets'), packets],
      [say('pipeline.column.bytes'), bytes],
    ]),
    ...(filter === null ? [] : [flowListBlock(session, snapshot, list, { caption, explain }, say, source)]),
  ];
}

/** The flow in a sentence, what its table is for, and from what that is inferred. */
function flowTerms(
  session: CaseSession,
  { snapshot, flow }: ThingOf<'flow'>,
  source: number,
  say: Say,
): readonly ReportBlock[] {
  const bridge = session
    .dumps(snapshot)
    .find(({ dumps }) => dumps.some((dump) => dump.source.id === source))?.bridge;
  if (bridge === undefined) return [];
  const said = flowInWords(session, { snapshot, bridge, flow }, say);
  return [
    terms([
      [say('document.inWords'), said.sentence],
      [say('document.tableRole'), said.role],
      ...said.because.map((reason) => [say('document.because'), reason] as const),
    ]),
  ];
}

/** The way from one end to another and back; a remark where an end is not there (any more) or is several. */
export function routeBlocks(
  session: CaseSession,
  snapshot: number,
  { from, to }: { readonly from: string; readonly to: string | null },
  caption: string,
  say: Say,
): readonly ReportBlock[] {
  const answer = networkOf(session).route(snapshot, from, to);
  switch (answer.kind) {
    case 'routes': {
      const title = caption === '' ? `${answer.forward.from.name} → ${answer.forward.to.name}` : caption;
      return [routeBlock(answer.forward, answer.backward, title, hostFooter(session, snapshot), say)];
    }
    case 'unknown':
      return [{ kind: 'remark', text: say('document.gone.end', { title: caption, name: answer.name }) }];
    case 'ambiguous': {
      const name = answer.which === 'from' ? from : (to ?? '');
      return [{ kind: 'remark', text: say('document.gone.ends', { title: caption, name }) }];
    }
  }
}

function hostFooter(session: CaseSession, snapshot: number): string {
  return snapshotText(session.query((db) => getSnapshot(db, snapshot)));
}

function lineEvidence(session: CaseSession, { source, firstLine, lastLine }: ThingOf<'line'>): CaseEvidence {
  return session.query((db) => {
    const { id, path, snapshot_id: snapshot } = sourceById(db, source);
    return { host: getSnapshot(db, snapshot).host, source: path, sourceId: id, firstLine, lastLine };
  });
}

function partEvidence(part: NonNullable<ReturnType<typeof casePart>>): readonly CaseEvidence[] {
  switch (part.kind) {
    case 'tunnel':
      return part.ends.flatMap((end) => end?.evidence ?? []);
    case 'physical-network':
      return part.attachments.flatMap(({ evidence }) => evidence);
    case 'host':
    case 'peer':
    case 'network':
      return part.evidence;
  }
}

function snapshotTerms(snapshot: SnapshotInfo, say: Say): ReportBlock {
  const { host, label, capturedAt, bundles, sources, facts, problems } = snapshot;
  return terms([
    [say('document.host'), host],
    [say('document.label'), label],
    [say('document.captured'), capturedAt === null ? say('document.unknownTime') : timeText(capturedAt)],
    [say('document.bundles'), bundles.join(', ')],
    [say('document.sources'), String(sources)],
    [say('document.facts'), String(facts)],
    [say('document.problems'), String(problems)],
  ]);
}

function deviceTerms(device: NetworkDevice, say: Say): ReportBlock {
  return terms([
    [say('document.device'), `${device.name} (${say(`app.device.${device.kind}`)})`],
    [say('document.host'), device.host],
    [capital(say('app.field.netns')), device.netns],
    [capital(say('app.field.mac')), device.mac],
    [capital(say('app.field.mtu')), device.mtu],
    [capital(say('app.field.state')), device.state],
    [capital(say('app.field.tag')), device.tag],
    ['ofport', device.ofport],
    ['ifindex', device.ifindex],
    [capital(say('app.field.addresses')), device.addresses.join(', ')],
    [capital(say('app.field.portId')), device.portId],
    [say(`document.${device.status}`), device.reason],
  ]);
}

/** The names of fields stand in sentences elsewhere. */
function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Those that have a value. */
function terms(all: readonly (readonly [string, string | number | null])[]): ReportBlock {
  return {
    kind: 'terms',
    terms: all.flatMap(([term, value]) =>
      value === null || value === '' ? [] : [{ term, value: String(value) }],
    ),
  };
}
