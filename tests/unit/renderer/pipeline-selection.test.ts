// A place or way of a pipeline as the one selection: its key is short, and finds it again after a reload,
// in the pipeline of the bridge alone or with its patch peers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findSelection, selectionKey, type Selection } from '../../../renderer/state/selection.ts';
import { subjectOf } from '../../../renderer/frame/inspector/subject.ts';
import type { Client, Request } from '../../../shared/api.ts';
import type { PipelineNode } from '../../../shared/pipeline/pipeline.ts';
import { articleFacts } from '../../article-facts.ts';
import { pipelineOf } from '../../pipeline-lines.ts';
import { fixtures } from '../../shared-data.ts';

const facts = articleFacts(readFileSync(join(fixtures, 'article/transcript.txt'), 'utf8'));
const alone = pipelineOf(facts, 'br-int');
const both = pipelineOf(facts, 'br-int', 'br-tun');

/** Answers as the engine does: the first call of each pipeline is not complete. */
function client(): Client {
  const asked = new Set<boolean>();
  const call = async (method: string, request: Request<'flows.pipeline'>): Promise<unknown> => {
    expect(method).toBe('flows.pipeline');
    expect(request).toMatchObject({ snapshot: 1, source: 7, bridge: 'br-int' });
    const complete = asked.has(request.peers);
    asked.add(request.peers);
    return complete ? { ...(request.peers ? both : alone), complete } : { nodes: [], edges: [], complete };
  };
  return { call, on: () => () => undefined } as unknown as Client;
}

const nameOf = ({ bridge, kind }: PipelineNode, withBridge: boolean): string =>
  withBridge ? `${bridge} ${kind}` : kind;
const place = { kind: 'pipeline', snapshotId: 1, bridge: 'br-int', sourceId: 7 } as const;

test.each(['br-int table 0', 'br-tun table 21'])('%s', async (id) => {
  const node = both.nodes.find((each) => each.id === id)!;
  const selection: Selection = { ...place, what: { node } };
  expect(selectionKey(selection)).toBe(`pipeline:1:7:["br-int",${JSON.stringify(id)}]`);
  expect(await findSelection(client(), selectionKey(selection))).toEqual(selection);
});

test('a way with its ends, and what the inspector says of it', async () => {
  const edge = both.edges.find(({ id }) => id === 'br-tun table 21 → br-tun output gre-1')!;
  const [from, to] = [edge.from, edge.to].map((id) => both.nodes.find((node) => node.id === id)!);
  const selection: Selection = { ...place, what: { edge, from: from!, to: to! } };
  expect(await findSelection(client(), selectionKey(selection))).toEqual(selection);
  expect(subjectOf({ ...selection, bridge: 'br-tun' }, nameOf)).toEqual({
    kind: 'pipeline.edge',
    title: 'br-tun table → output',
    status: null,
    reason: null,
    fields: [
      { name: 'ways', value: 'output' },
      { name: 'flows', value: '2' },
      { name: 'packets', value: '19' },
      { name: 'passes', value: '19' },
      { name: 'filter', value: 'table=21 and actions~"output:2"' },
    ],
  });
});

test.each(['pipeline:1:7:["br-int","br-int table 99"]', 'pipeline:1:7:nonsense', 'pipeline:1:7:["br-int"]'])(
  '%s names nothing',
  async (key) => expect(await findSelection(client(), key)).toBe(null),
);
