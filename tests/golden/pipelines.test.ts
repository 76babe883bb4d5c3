// The whole pipelines of real bridges, held against what is written down in tests/fixtures/pipeline: the
// hybrid plug and the firewall in flows of Neutron's agent, and OVN. COLDTRACE_WRITE_PIPELINES=1 writes
// them anew; `regexp counts` below is a second opinion that knows nothing of the parser.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addArchive, emptyFacts, type FilledFacts } from '../bundle-facts.ts';
import { pipelineLines, pipelineOf } from '../pipeline-lines.ts';
import { fixtures, hasShared, sharedData } from '../shared-data.ts';

const cases = [
  { deployment: 'lab', host: 'compute1', bridges: ['br-int', 'br-tun', 'br-phy'] },
  { deployment: 'lab', host: 'compute2', bridges: ['br-int', 'br-tun', 'br-phy'] },
  { deployment: 'ovn', host: 'compute1', bridges: ['br-int'] },
];

/** Flows and packets from table to table, by looking for the words in the text of the actions. */
function countsByWords(facts: FilledFacts, bridge: string): ReadonlyMap<string, string> {
  const counts = new Map<string, { flows: number; packets: number }>();
  for (const { data } of facts.flowsOf(bridge)) {
    const learned = data.actions.replace(/learn\([^)]*\)/g, '');
    const targets = [...learned.matchAll(/resubmit\(,(\d+)|goto_table:(\d+)|\bct\([^)]*?table=(\d+)/g)];
    for (const target of new Set(targets.map(([, a, b, c]) => a ?? b ?? c))) {
      const key = `${bridge} table ${data.table} → ${bridge} table ${target}`;
      const count = counts.get(key) ?? { flows: 0, packets: 0 };
      counts.set(key, { flows: count.flows + 1, packets: count.packets + (data.nPackets ?? 0) });
    }
  }
  return new Map([...counts].map(([key, { flows, packets }]) => [key, `${flows} flows, ${packets}`]));
}

describe.skipIf(!hasShared)('the pipeline of', () => {
  test.each(cases)('$deployment $host $bridges', async ({ deployment, host, bridges }) => {
    const facts = emptyFacts(host);
    await addArchive(facts, sharedData(deployment, 'bundles/T0-healthy', host, 'commands.tar.gz'));
    const pipeline = pipelineOf(facts, ...bridges);
    const lines = pipelineLines(pipeline).join('\n');
    const file = join(fixtures, 'pipeline', `${deployment}-${host}.txt`);
    if (process.env['COLDTRACE_WRITE_PIPELINES']) writeFileSync(file, `${lines}\n`);
    expect(existsSync(file)).toBe(true);
    expect(`${lines}\n`).toBe(readFileSync(file, 'utf8'));

    const drawn = pipeline.edges
      .filter(({ ways }) => ['resubmit', 'goto', 'ct'].includes(ways[0] ?? ''))
      .map(({ id, flows, packets }): [string, string] => [id, `${flows} flows, ${packets}`]);
    const words = new Map(bridges.flatMap((bridge) => [...countsByWords(facts, bridge)]));
    expect(words.size).toBeGreaterThan(10);
    expect(new Map(drawn)).toEqual(words);
  });
});
