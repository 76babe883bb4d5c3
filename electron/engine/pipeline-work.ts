// A pipeline on its way: dumps that are summed a moment at a time, and the graph once all are. Kept by the
// session, so that asking again goes on.
import type { Response } from '../../shared/api.ts';
import { buildPipeline } from '../../shared/pipeline/build-pipeline.ts';
import type { PipelineFacts } from '../../shared/pipeline/pipeline-facts.ts';
import type { Pipeline } from '../../shared/pipeline/pipeline.ts';
import type { FlowSumming } from './case-file/queries/flow-summing.ts';

export interface SummedDump {
  readonly bridge: string;
  readonly source: number;
  readonly summing: FlowSumming;
}

export class PipelineWork {
  readonly #facts: PipelineFacts;
  readonly #dumps: readonly SummedDump[];
  #pipeline: Pipeline | null = null;

  /** Of these dumps, that of the bridge that was asked for first. */
  constructor(dumps: readonly SummedDump[], facts: PipelineFacts) {
    this.#dumps = dumps;
    this.#facts = facts;
  }

  /** Works until it is that late, as `performance.now` counts, and gives what is there. */
  goOn(until: number): Response<'flows.pipeline'> {
    for (const { summing } of this.#dumps) if (performance.now() < until) summing.goOn(until);
    const complete = this.#dumps.every(({ summing }) => summing.complete);
    if (complete) {
      const sums = this.#dumps.map(({ summing }) => summing.sums);
      this.#pipeline ??= buildPipeline(sums, this.#facts);
    }
    const { nodes, edges, notes } = this.#pipeline ?? { nodes: [], edges: [], notes: [] };
    return {
      dumps: this.#dumps.map(({ bridge, source, summing }) => ({ bridge, source, flows: summing.total })),
      complete,
      done: this.#dumps.reduce((sum, { summing }) => sum + summing.done, 0),
      nodes,
      edges,
      notes: [...notes],
    };
  }
}
