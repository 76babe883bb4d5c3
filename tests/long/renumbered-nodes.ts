// `node tests/long/renumbered-nodes.ts [--count 1000] [--seed N]`: every real node, compared as another node with
// itself after its ofports, local VLANs, conj_ids, zones, groups and cookies were drawn anew: no rule may differ. Each
// renaming has a number; whatever goes wrong is repeated by `--seed NUMBER --count 1`.
import { existsSync, readdirSync } from 'node:fs';
import { compareNodes } from '../../shared/compare/between/compare-nodes.ts';
import { hostFacts, type FilledFacts } from '../bundle-facts.ts';
import { renumbered } from '../renumbered-node.ts';
import { sharedData } from '../shared-data.ts';
import { Random } from './random.ts';

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value)) throw new Error(`${name} wants a number`);
  return value;
}

const count = option('--count', 1000);
const seed = option('--seed', Date.now() % 1_000_000_000);
console.log(`${count} renamings from --seed ${seed}`);

const nodes: FilledFacts[] = [];
for (const [set, snapshot] of [
  ['lab', 'T0-healthy'],
  ['lab', 'L2POP-T0-healthy'],
  ['ovn', 'T0-healthy'],
] as const) {
  const folder = sharedData(set, 'bundles', snapshot);
  if (!existsSync(folder)) throw new Error(`${folder} is not there`);
  for (const host of readdirSync(folder).sort()) {
    const facts = await hostFacts(folder, host, 'commands', nodes.length + 1);
    if (facts.of('flow').length > 0) nodes.push(facts);
  }
}

let rules = 0;
let failed = 0;
for (let number = seed; number < seed + count; number++) {
  const random = new Random(number);
  const node = nodes[number % nodes.length];
  if (node === undefined) throw new Error('there is no node with flows');
  const other = { ...renumbered(node, 1 + random.below(2 ** 30)), host: `${node.host}-renumbered` };
  const found = compareNodes(node, other);
  const left = found.rules.filter((rule) => rule.class !== 'equal');
  rules += found.rules.length;
  if (left.length === 0 && found.contradictions.length === 0) continue;
  failed++;
  console.error(
    `--seed ${number} --count 1: ${node.host}: ${left.length} rules, ${found.contradictions.join('; ')}`,
  );
  for (const { from, to } of left.slice(0, 3))
    console.error(`  - ${from?.text ?? ''}\n  + ${to?.text ?? ''}`);
}
console.log(`${nodes.length} nodes, ${rules} pairs of rules, ${failed} renamings with differences`);
process.exitCode = failed === 0 ? 0 : 1;
