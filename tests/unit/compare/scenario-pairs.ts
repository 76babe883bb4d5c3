// The before/after pairs of the real deployments (`lab`, `ovn`), each host read once, and what of a change a
// scenario explains.
import { readdirSync, readFileSync } from 'node:fs';
import type { Change, Comparison } from '../../../shared/compare/change.ts';
import { compareSnapshots, type CompareOptions } from '../../../shared/compare/compare-snapshots.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

export interface Scenario {
  readonly set: 'lab' | 'ovn';
  readonly name: string;
}

export interface HostPair {
  readonly host: string;
  readonly before: FilledFacts;
  readonly after: FilledFacts;
}

export const scenarios: readonly Scenario[] = hasShared
  ? (['lab', 'ovn'] as const).flatMap((set) =>
      readdirSync(sharedData(set, 'bundles'))
        .filter((name) => name.endsWith('-before'))
        .sort()
        .map((name) => ({ set, name: name.replace(/-before$/, '') })),
    )
  : [];

/** All hosts of a scenario, with everything that was collected of them. */
export async function pairsOf({ set, name }: Scenario): Promise<readonly HostPair[]> {
  const pairs: HostPair[] = [];
  const folder = (side: string): string => sharedData(set, 'bundles', `${name}-${side}`);
  for (const host of readdirSync(folder('before')).sort()) {
    pairs.push({
      host,
      before: await hostFacts(folder('before'), host, 'both', 1),
      after: await hostFacts(folder('after'), host, 'both', 2),
    });
  }
  return pairs;
}

/** One host of a scenario compared as the engine does it: the other hosts say where an instance went. */
export function compared(
  pairs: readonly HostPair[],
  { host, before, after }: HostPair,
  options: CompareOptions = {},
): Comparison {
  const others = pairs.filter((pair) => pair.host !== host);
  return compareSnapshots(before, after, {
    ...options,
    elsewhere: { from: others.map((pair) => pair.before), to: others.map((pair) => pair.after) },
  });
}

/** What the scenario says was done: `scenario.json`, without what was measured. */
export function told({ set, name }: Scenario): { readonly kind: string; readonly root_cause: string } {
  return JSON.parse(readFileSync(sharedData(set, 'truth', name, 'scenario.json'), 'utf8')) as {
    kind: string;
    root_cause: string;
  };
}

/** A change as text: its key and both sides. */
export function textOf({ key, from, to }: Change): string {
  return `${key}\n${from?.text ?? ''}\n${to?.text ?? ''}`;
}
