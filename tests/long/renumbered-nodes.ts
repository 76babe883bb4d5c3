// `node tests/long/renumbered-nodes.ts [--count 1000] [--seed N]`: every real node, `count` times each, compared as
// another node with itself after its ofports, local VLANs, conj_ids, zones, groups and cookies were drawn anew or given
// to one another: no rule may differ. Whatever goes wrong is repeated by `--seed NUMBER --count 1`.
import { contradictionText } from '../../shared/compare/renaming/contradiction.ts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { compareNodes } from '../../shared/compare/between/compare-nodes.ts';
import { articleFacts } from '../article-facts.ts';
import { hostFacts, type FilledFacts } from '../bundle-facts.ts';
import { dvrNode } from '../dvr-peer.ts';
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
console.log(`${count} renamings of each node from --seed ${seed}`);

const nodes: (readonly [name: string, facts: FilledFacts])[] = [];
for (const [set, snapshot] of [
  ['lab', 'T0-healthy'],
  ['lab', 'L2POP-T0-healthy'],
  ['ovn', 'T0-healthy'],
] as const) {
  const folder = sharedData(set, 'bundles', snapshot);
  if (!existsSync(folder)) throw new Error(`${folder} is not there`);
  for (const host of readdirSync(folder).sort()) {
    const facts = await hostFacts(folder, host, 'commands', nodes.length + 1);
    if (facts.of('flow').length > 0) nodes.push([`${set} ${snapshot} ${host}`, facts]);
  }
}
nodes.push(['sos report compute4', await dvrNode()]);
const transcript = sharedData('article/transcript.txt');
nodes.push(['article compute1', articleFacts(readFileSync(transcript, 'utf8'))]);

let failed = 0;
for (const [name, node] of nodes) {
  let rules = 0;
  for (let number = seed; number < seed + count; number++) {
    const random = new Random(number);
    const redrawn = number % 2 === 0 ? 'anew' : 'permuted';
    const other = {
      ...renumbered(node, 1 + random.below(2 ** 30), redrawn),
      host: `${node.host}-renumbered`,
    };
    const found = compareNodes(node, other);
    const left = found.rules.filter((rule) => rule.class !== 'equal');
    rules += found.rules.length;
    if (left.length === 0 && found.rules.length > 0 && found.contradictions.length === 0) continue;
    failed++;
    console.error(
      `--seed ${number} --count 1: ${name}, ${redrawn}: ${left.length} rules, ${found.contradictions.map(contradictionText).join('; ')}`,
    );
    for (const { from, to } of left.slice(0, 3))
      console.error(`  - ${from?.text ?? ''}\n  + ${to?.text ?? ''}`);
  }
  console.log(`${name}: ${rules} pairs of rules, ${failed} renamings with differences so far`);
}
process.exitCode = failed === 0 ? 0 : 1;
