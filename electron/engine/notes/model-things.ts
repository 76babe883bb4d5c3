// Things that are worked out of facts, by their ids: whether the model of a snapshot has them, and what they are called.
import type { RuleResult } from '../../../shared/compare/between/compare-nodes.ts';
import { changeOfRule } from '../../../shared/compare/between/rule-change.ts';
import { asideCategories } from '../../../shared/compare/set-aside.ts';
import { casePart } from '../../../shared/network/case/build-case.ts';
import type { CasePart } from '../../../shared/network/case/model.ts';
import type { Hop } from '../../../shared/network/model.ts';
import type { Thing } from '../../../shared/notes/thing.ts';
import type { PipelineEdge, PipelineNode } from '../../../shared/pipeline/pipeline.ts';
import { ruleNamed } from '../between-views.ts';
import { comparisonsOf } from '../case-comparisons.ts';
import { networkOf } from '../case-network.ts';
import type { CaseSession } from '../case-session.ts';
import { pipelineView } from '../pipeline-view.ts';

export type ModelThing = Exclude<Thing, { readonly kind: 'case' | 'snapshot' | 'line' | 'fact' | 'flow' }>;

export interface FoundModelThing {
  readonly title: string;
  /** Of a hop itself. */
  readonly hop?: Hop;
  /** Of a rule itself. */
  readonly rule?: RuleResult;
}

/** Null when it is not there; throws 'not-found' for a snapshot or source that is not. */
export function findModelThing(session: CaseSession, thing: ModelThing): FoundModelThing | null {
  switch (thing.kind) {
    case 'device': {
      const { devices } = networkOf(session).node(thing.snapshot);
      const device = devices.find(({ id }) => id === thing.id);
      return device === undefined ? null : { title: device.name };
    }
    case 'link': {
      const { links, devices } = networkOf(session).node(thing.snapshot);
      const link = links.find(({ id }) => id === thing.id);
      if (link === undefined) return null;
      const nameOf = (id: string): string => devices.find((device) => device.id === id)?.name ?? id;
      return { title: `${nameOf(link.from)} – ${nameOf(link.to)}` };
    }
    case 'hop': {
      const path = networkOf(session)
        .node(thing.snapshot)
        .paths.find(({ id }) => id === thing.path);
      const hop = path?.hops[thing.index];
      if (path === undefined || hop === undefined) return null;
      return { title: `${path.instanceName ?? path.id}: ${hop.device ?? hop.kind}`, hop };
    }
    case 'part': {
      const part = casePart(networkOf(session).casePlan(thing.snapshot).model, thing.id);
      return part === null ? null : { title: partTitle(part) };
    }
    case 'pipeline':
      return pipelineThing(session, thing) === null ? null : { title: thing.id };
    case 'finding': {
      const found = networkOf(session)
        .findings(thing.snapshot)
        .find(({ id }) => id === thing.id);
      return found === undefined ? null : { title: found.id };
    }
    case 'route': {
      const answer = networkOf(session).route(thing.snapshot, thing.from, thing.to);
      if (answer.kind !== 'routes') return null;
      const { from, to } = answer.forward;
      return { title: `${from.name} → ${to.name}` };
    }
    case 'rule': {
      const rule = ruleNamed(session, thing.from, thing.to, thing);
      return rule === null ? null : { title: changeOfRule(rule).key, rule };
    }
    case 'change': {
      // What was set aside is a change only where it was asked for.
      for (const include of [[], [...asideCategories]]) {
        const { changes } = comparisonsOf(session).comparison(thing.from, thing.to, include);
        if (changes.some(({ kind, key }) => kind === thing.change && key === thing.key))
          return { title: thing.key };
      }
      return null;
    }
  }
}

function partTitle(part: CasePart): string {
  switch (part.kind) {
    case 'host':
      return part.host;
    case 'peer':
      return part.name ?? part.addresses[0] ?? part.id;
    case 'tunnel':
      return part.id;
    default:
      return part.name ?? part.id;
  }
}

/** In the pipeline of the bridge alone, or with its patch peers; null where it is in neither. */
export function pipelineThing(
  session: CaseSession,
  { snapshot, source, bridge, id }: Extract<Thing, { readonly kind: 'pipeline' }>,
): { readonly item: PipelineNode | PipelineEdge; readonly source: number } | null {
  for (const peers of [false, true]) {
    const request = { snapshot, source, bridge, peers };
    let answer = pipelineView(session, request);
    while (!answer.complete) answer = pipelineView(session, request);
    const item = [...answer.nodes, ...answer.edges].find((each) => each.id === id);
    if (item === undefined) continue;
    const dump = answer.dumps.find((each) => each.bridge === item.bridge);
    return { item, source: dump?.source ?? source };
  }
  return null;
}
