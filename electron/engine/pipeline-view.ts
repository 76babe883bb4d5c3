// The pipeline of a dump as the Flows view and the command line ask for it.
import type { Request, Response } from '../../shared/api.ts';
import { pipelineFacts, type PipelineFacts } from '../../shared/pipeline/pipeline-facts.ts';
import { flowsOf } from './case-flows.ts';
import type { CaseSession } from './case-session.ts';
import { dumpPlace, longest } from './flow-views.ts';
import { PipelineWork } from './pipeline-work.ts';

/** What is there of a pipeline after `moment` milliseconds more; throws 'not-found' when the source is not there. */
export function pipelineView(
  session: CaseSession,
  { snapshot, source, bridge, peers }: Request<'flows.pipeline'>,
  moment = longest,
): Response<'flows.pipeline'> {
  const key = JSON.stringify([snapshot, source, bridge, peers]);
  const work = flowsOf(session).pipeline(key, () => {
    const facts = pipelineFacts(session.facts(snapshot));
    const dumps = [{ bridge, source }];
    for (const peer of peers ? peersOf(bridge, facts) : []) {
      const found = session.dumps(snapshot).find((each) => each.bridge === peer);
      if (found) dumps.push({ bridge: peer, source: found.chosen.source.id });
    }
    const summed = dumps.map((dump) => {
      const place = dumpPlace(session, dump.source, dump.bridge);
      return { ...dump, summing: session.query(() => flowsOf(session).windows.summing(place)) };
    });
    return new PipelineWork(summed, facts);
  });
  return session.query(() => work.goOn(performance.now() + moment));
}

/** All bridges that patch ports lead to, over others too, nearest first. */
function peersOf(bridge: string, facts: PipelineFacts): readonly string[] {
  const reached = new Set([bridge]);
  for (const each of reached) for (const peer of facts.peersOf(each)) reached.add(peer);
  return [...reached].slice(1);
}
