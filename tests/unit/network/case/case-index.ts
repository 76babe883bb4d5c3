// A case of whole hosts for tests: their outputs in memory, indexed as the engine does.
import { readdirSync } from 'node:fs';
import { indexCase, type CaseIndex } from '../../../../shared/network/case-index.ts';
import { emptyFacts, hostFacts, type FilledFacts, type Part } from '../../../bundle-facts.ts';
import { sharedData } from '../../../shared-data.ts';

/** The hosts of a snapshot of `../shared`, `lab/bundles/T0-healthy`. */
export async function sharedCase(snapshot: string, part: Part = 'commands'): Promise<readonly FilledFacts[]> {
  const hosts: FilledFacts[] = [];
  for (const host of readdirSync(sharedData(snapshot)).sort())
    hosts.push(await hostFacts(sharedData(snapshot), host, part, hosts.length + 1));
  return hosts;
}

export function caseOf(hosts: readonly FilledFacts[]): CaseIndex {
  return indexCase(
    hosts.map((facts) => ({
      snapshotId: facts.snapshotId,
      host: facts.host,
      facts: () => facts,
      flowsOf: facts.flowsOf,
    })),
  );
}

/** A host with outputs given as text, by the command line that printed each. */
export function hostWith(host: string, outputs: Readonly<Record<string, string>>, id = 1): FilledFacts {
  const facts = emptyFacts(host, id);
  for (const [commandLine, text] of Object.entries(outputs))
    facts.add(`${host}/${commandLine}`, text, commandLine);
  return facts;
}
