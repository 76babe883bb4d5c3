// The filter of a node or edge shows its flows and no others: it lets through as many flows, with as many
// packets, as the pipeline counted. Every filter of real dumps is tried.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FlowFact } from '../../../shared/facts.ts';
import { passes } from '../../../shared/filter/flow-condition.ts';
import { parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
import { buildPipeline } from '../../../shared/pipeline/build-pipeline.ts';
import { pipelineFacts } from '../../../shared/pipeline/pipeline-facts.ts';
import { carriesPackets, type PipelineEdge, type PipelineNode } from '../../../shared/pipeline/pipeline.ts';
import { articleFacts } from '../../article-facts.ts';
import { addArchive, emptyFacts, type FilledFacts } from '../../bundle-facts.ts';
import { flowsOfLines, pipelineOf, pipelineOfLines, sumsOf } from '../../pipeline-lines.ts';
import { fixtures, hasShared, sharedData } from '../../shared-data.ts';

/** The ids of nodes and edges whose filter is not exact, and of those that have flows and no filter. */
function inexact(
  { nodes, edges }: { readonly nodes: readonly PipelineNode[]; readonly edges: readonly PipelineEdge[] },
  flowsOf: (bridge: string) => readonly FlowFact[],
): readonly string[] {
  return [...nodes, ...edges].flatMap((each) => {
    if (each.filter === null) return each.flows > 0 ? [`${each.id}: no filter`] : [];
    const parsed = parseFlowFilter(each.filter);
    if (!parsed.ok) return [`${each.id}: ${each.filter}: ${parsed.message}`];
    // A patch is an edge's beginning in another bridge than its flows'.
    const found = flowsOf(each.bridge).filter((flow) => passes(parsed.condition, flow));
    const packets = found.reduce((sum, flow) => sum + (flow.nPackets ?? 0), 0);
    // A bucket has a share of its group's packets.
    const own = !('ways' in each) || (carriesPackets(each) && each.ways[0] !== 'bucket');
    const counted = own ? each.packets : null;
    const right = found.length === each.flows && (counted === null || packets === counted);
    return right ? [] : [`${each.id}: ${each.filter} has ${found.length} flows, ${packets} packets`];
  });
}

function factsOf(facts: FilledFacts): (bridge: string) => readonly FlowFact[] {
  const known = new Map<string, readonly FlowFact[]>();
  return (bridge) => {
    const flows = known.get(bridge) ?? facts.flowsOf(bridge).map(({ data }) => data);
    known.set(bridge, flows);
    return flows;
  };
}

test("the article's flows", () => {
  const facts = articleFacts(readFileSync(join(fixtures, 'article/transcript.txt'), 'utf8'));
  expect(inexact(pipelineOf(facts, 'br-tun', 'br-int'), factsOf(facts))).toEqual([]);
});

test("the lab's br-tun, in each way it was printed", () => {
  const folder = join(fixtures, 'openvswitch/lab');
  const dumps = readdirSync(folder).filter((name) => name.includes('dump-flows'));
  expect(dumps).toHaveLength(4);
  for (const name of dumps) {
    const facts = emptyFacts('compute1');
    expect(facts.add(name, readFileSync(join(folder, name), 'utf8'))).toEqual([]);
    const flows = facts.of('flow').map(({ data }) => data);
    const pipeline = buildPipeline([sumsOf('br-tun', flows)], pipelineFacts(facts));
    expect(pipeline.edges.length).toBeGreaterThan(10);
    expect(
      inexact(pipeline, () => flows),
      name,
    ).toEqual([]);
  }
});

test('ports and tables whose numbers begin alike', () => {
  const flow = (table: number, packets: number, actions: string) =>
    ` cookie=0x0, duration=1s, table=${table}, n_packets=${packets}, n_bytes=0, priority=${packets} actions=${actions}`;
  const lines = [
    flow(0, 1, 'output:1'),
    flow(0, 2, 'output:11,output:1'),
    flow(0, 4, 'clone(output:1)'),
    flow(0, 8, 'output:11'),
    flow(0, 16, 'goto_table:1'),
    flow(0, 32, 'goto_table:11'),
    flow(0, 64, 'drop'),
    flow(0, 128, 'load:0x1->NXM_NX_REG0[]'),
    flow(11, 256, 'ct(table=1,zone=1)'),
    flow(11, 512, 'ct(table=12,zone=1)'),
    flow(1, 1024, 'output:"a,b"'),
    flow(1, 2048, 'output:"a"'),
  ];
  const pipeline = pipelineOfLines(lines);
  expect(inexact(pipeline, () => flowsOfLines(lines))).toEqual([]);
});

describe.skipIf(!hasShared)('real deployments', () => {
  test.each([
    ['lab', 'compute2', ['br-int', 'br-tun']],
    ['ovn', 'compute1', ['br-int']],
  ])('%s %s', async (deployment, host, bridges) => {
    const facts = emptyFacts(host);
    await addArchive(facts, sharedData(deployment, 'bundles/T0-healthy', host, 'commands.tar.gz'));
    const pipeline = pipelineOf(facts, ...bridges);
    expect(pipeline.edges.length).toBeGreaterThan(20);
    expect(pipeline.nodes.filter(({ kind }) => kind === 'opaque')).toEqual([]);
    expect(inexact(pipeline, factsOf(facts))).toEqual([]);
  });

  test('the sos report', async () => {
    const folder = sharedData('hotsos-openstack');
    const archive = readdirSync(folder).find((name) => name.endsWith('.tar.xz'))!;
    const facts = emptyFacts('compute4');
    await addArchive(facts, join(folder, archive));
    const pipeline = pipelineOf(facts, 'br-int', 'br-tun', 'br-ex', 'br-data');
    expect(pipeline.edges.length).toBeGreaterThan(70);
    expect(inexact(pipeline, factsOf(facts))).toEqual([]);
  });
});
