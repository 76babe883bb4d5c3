// A generated case as the view gets it, with as many hosts as a test wants, and insides laid out by ELK itself.
import { createRequire } from 'node:module';
import type { ElkNode } from 'elkjs/lib/elk-api.js';
import { caseModel } from '../../../../shared/network/case/build-case.ts';
import { insideOf } from '../../../../shared/network/case/inside.ts';
import type { HostInside } from '../../../../shared/network/case/model.ts';
import { overviewOf, type CaseOverview } from '../../../../shared/network/case/overview.ts';
import { modelOf } from '../../../../shared/network/build-node.ts';
import {
  insideGraph,
  insidePicture,
  type InsidePicture,
} from '../../../../renderer/views/network/case/inside-layout.ts';
import { commandLineFromPath } from '../../../../shared/bundle/command-line.ts';
import { hostName, hostOutputs } from '../../../bench/generate-case.ts';
import { emptyFacts } from '../../../bundle-facts.ts';
import { caseOf } from '../../network/case/case-index.ts';

const Elk = createRequire(import.meta.url)('elkjs/lib/elk.bundled.js') as new () => {
  layout(graph: ElkNode): Promise<ElkNode>;
};

export interface Generated {
  readonly overview: CaseOverview;
  /** By host id. */
  readonly inside: (hostId: string) => HostInside;
}

export function generatedCase(hosts: number, instances: number, networks = 8): Generated {
  const facts = Array.from({ length: hosts }, (_, index) => {
    const made = emptyFacts(hostName(index), index + 1);
    for (const [name, text] of hostOutputs({ hosts, instances, networks, seed: 7 }, index))
      made.add(name, text, commandLineFromPath(name) ?? undefined);
    return made;
  });
  const index = caseOf(facts);
  const { model, places } = caseModel(index);
  return {
    overview: overviewOf(model),
    inside: (hostId) => {
      const host = model.hosts.find(({ id }) => id === hostId);
      const node = index.node(host?.host ?? '');
      if (host === undefined || node === null) throw new Error(`no host ${hostId}`);
      return insideOf(modelOf(node), places);
    },
  };
}

export async function laidOut(overview: CaseOverview, inside: HostInside): Promise<InsidePicture> {
  const order = overview.networks.map(({ id }) => id);
  return insidePicture(inside, order, await new Elk().layout(insideGraph(inside, order)));
}
