// Findings of outputs that a test writes out: which rules fire on them, and what they say.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../../shared/findings/finding.ts';
import { findFindings } from '../../../shared/findings/find-findings.ts';
import { modelOf } from '../../../shared/network/build-node.ts';
import { indexEntities } from '../../../shared/network/identity/entity-index.ts';
import { indexCase } from '../../../shared/network/case-index.ts';
import { emptyFacts, type FilledFacts } from '../../bundle-facts.ts';
import { fixtures } from '../../shared-data.ts';

/** The facts of a host whose outputs are given by their command lines. */
export function factsOf(outputs: Readonly<Record<string, string>>, host = 'compute1', id = 1): FilledFacts {
  const facts = emptyFacts(host, id);
  for (const [command, text] of Object.entries(outputs)) {
    const problems = facts.add(command, text, command);
    if (problems === null || problems.length > 0)
      throw new Error(`${command}: ${JSON.stringify(problems ?? 'no command reads it')}`);
  }
  return facts;
}

/** What the rules find at a host, with other hosts of the case. */
export function findingsOf(facts: FilledFacts, peers: readonly FilledFacts[] = []): readonly Finding[] {
  const hosts = indexCase(
    [facts, ...peers].map((each) => ({
      snapshotId: each.snapshotId,
      host: each.host,
      facts: () => each,
      flowsOf: each.flowsOf,
    })),
  );
  const node = hosts.node(facts.host);
  if (node === null) throw new Error(`no node of ${facts.host}`);
  return findFindings({ node, model: modelOf(node), hosts, entities: indexEntities([facts, ...peers]) });
}

/** Those of one rule. */
export function findingsOfRule(
  rule: string,
  facts: FilledFacts,
  peers: readonly FilledFacts[] = [],
): readonly Finding[] {
  return findingsOf(facts, peers).filter((finding) => finding.rule === rule);
}

/** The outputs of a host of tests/fixtures/wiring, changed by `edit`; null leaves one out. */
export function wiringFacts(
  folder: 'healthy' | 'faulty',
  edit: (name: string, text: string) => string | null = (_, text) => text,
): FilledFacts {
  const facts = emptyFacts('compute9');
  const root = join(fixtures, 'wiring', folder);
  for (const name of readdirSync(root).sort()) {
    const text = edit(name, readFileSync(join(root, name), 'utf8'));
    if (text === null) continue;
    const problems = facts.add(name, text);
    if (problems === null || problems.length > 0) throw new Error(`${name}: ${JSON.stringify(problems)}`);
  }
  return facts;
}
