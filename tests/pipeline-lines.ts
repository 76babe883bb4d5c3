// A pipeline of facts in memory, and as lines that a test can hold against what is right.
import { buildPipeline } from '../shared/pipeline/build-pipeline.ts';
import { FlowSums } from '../shared/pipeline/flow-sums.ts';
import { pipelineFacts } from '../shared/pipeline/pipeline-facts.ts';
import type { Pipeline } from '../shared/pipeline/pipeline.ts';
import type { FlowFact } from '../shared/facts.ts';
import { emptyFacts, type FilledFacts } from './bundle-facts.ts';
import { parseOutput } from './parse-output.ts';

/** The pipeline of the dumps that the engine would choose. */
export function pipelineOf(facts: FilledFacts, ...bridges: readonly string[]): Pipeline {
  const sums = bridges.map((bridge) =>
    sumsOf(
      bridge,
      facts.flowsOf(bridge).map(({ data }) => data),
    ),
  );
  return buildPipeline(sums, pipelineFacts(facts));
}

export function sumsOf(bridge: string, flows: readonly FlowFact[]): FlowSums {
  const sums = new FlowSums(bridge);
  for (const flow of flows) sums.add(flow);
  return sums;
}

/** Of flows as `ovs-ofctl dump-flows br0` prints them; `facts` says what the bridge's ports and groups are. */
export function pipelineOfLines(lines: readonly string[], facts: FilledFacts = emptyFacts('host')): Pipeline {
  return buildPipeline([sumsOf('br0', flowsOfLines(lines))], pipelineFacts(facts));
}

export function flowsOfLines(lines: readonly string[]): readonly FlowFact[] {
  return parseOutput(['ovs-ofctl', 'dump-flows', 'br0'], `${lines.join('\n')}\n`).of('flow');
}

/**
 * `table 20: 1 flow, 0 packets of 216, 1 never hit` and `table 1 → table 20: resubmit, 1 flow, 216`, with
 * `×N` where packets pass more than once, `?` for what is not known.
 */
export function pipelineLines({ bridges, nodes, edges }: Pipeline): readonly string[] {
  const name = (id: string): string => (bridges.length === 1 ? id.slice(bridges[0]!.length + 1) : id);
  return [
    ...nodes
      .filter(({ kind }) => kind === 'table')
      .map(({ id, flows, packets, entered, neverHit, conjunctions }) =>
        [
          `${name(id)}: ${flows} flows`,
          `${packets ?? '?'} packets${entered === null ? '' : ` of ${entered}`}`,
          ...(neverHit > 0 ? [`${neverHit} never hit`] : []),
          ...(conjunctions > 0 ? [`${conjunctions} conjunctive`] : []),
        ].join(', '),
      ),
    ...edges.map(({ id, from, to, ways, flows, packets, passes }) => {
      const more = passes === packets ? '' : ` ×${passes ?? '?'}`;
      const arrow = id.includes('⇢') ? '⇢' : '→';
      return `${name(from)} ${arrow} ${name(to)}: ${ways.join('+')}, ${flows} flows, ${packets ?? '?'}${more}`;
    }),
  ];
}
