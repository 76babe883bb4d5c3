// Times the model of one generated host of 50 to 800 instances: processor milliseconds, the middle of five runs, and per
// instance, which stays level while the work grows with the instances only. Prints a Markdown table.
//
//   node tests/bench/instances.ts
import { modelOf } from '../../shared/network/build-node.ts';
import { indexNode } from '../../shared/network/node-index.ts';
import type { StoredFact } from '../../shared/facts.ts';
import { emptyFacts } from '../bundle-facts.ts';
import { hostOutputs } from './generate-case.ts';

console.log('| instances | devices | links | ms | ms an instance |');
console.log('| --------- | ------- | ----- | -- | -------------- |');
for (const instances of [50, 100, 200, 400, 800]) {
  const facts = emptyFacts('generated');
  for (const [name, text] of hostOutputs({ hosts: 2, instances, networks: 20, seed: 7 }, 0))
    facts.add(name, text);
  const flows = new Map<string, readonly StoredFact<'flow'>[]>();
  const flowsOf = (bridge: string): readonly StoredFact<'flow'>[] => {
    const known = flows.get(bridge) ?? facts.flowsOf(bridge);
    flows.set(bridge, known);
    return known;
  };
  const build = () => modelOf(indexNode(facts, { flowsOf, peers: [] }));
  const { devices, links } = build();
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    build();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  const middle = times[2] ?? 0;
  console.log(
    `| ${instances} | ${devices.length} | ${links.length} | ${middle.toFixed(0)} | ${(middle / instances).toFixed(2)} |`,
  );
}
