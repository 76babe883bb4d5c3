// Where the flows of a bridge send packets, as a graph.
import { z } from 'zod';
import { edgeWays, pipelineNodeKinds, pipelineNotes } from '../pipeline/pipeline.ts';
import { count, id, tableId } from './schemas.ts';

const pipelineNode = z.object({
  id: z.string(),
  kind: z.enum(pipelineNodeKinds),
  bridge: z.string(),
  table: tableId.nullable(),
  port: z.string().nullable(),
  ofport: count.nullable(),
  portType: z.string().nullable(),
  peerBridge: z.string().nullable(),
  name: z.string().nullable(),
  flows: count,
  packets: count.nullable(),
  bytes: count.nullable(),
  neverHit: count,
  conjunctions: count,
  uncounted: count,
  entered: count.nullable(),
  filter: z.string().nullable(),
});
const pipelineEdge = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  ways: z.array(z.enum(edgeWays)).readonly(),
  bridge: z.string(),
  flows: count,
  packets: count.nullable(),
  bytes: count.nullable(),
  passes: count.nullable(),
  neverHit: count,
  uncounted: count,
  filter: z.string().nullable(),
});

export const pipelineMethods = {
  /**
   * Where the flows of a dump send packets, and how many; with `peers`, on through patch ports. A call works
   * for a moment only: while not `complete`, the same request goes on, and there are no nodes yet.
   */
  'flows.pipeline': {
    request: z.object({ snapshot: id, source: id, bridge: z.string(), peers: z.boolean() }),
    response: z.object({
      /** The dumps that were read, that of `bridge` first. */
      dumps: z.array(z.object({ bridge: z.string(), source: id, flows: count })),
      complete: z.boolean(),
      /** Flows of all these dumps that were read so far. */
      done: count,
      nodes: z.array(pipelineNode).readonly(),
      edges: z.array(pipelineEdge).readonly(),
      notes: z.array(z.enum(pipelineNotes)),
    }),
  },
} as const;
