// Which namespace a number means. `link-netnsid 3` of a device of the host is what `ip netns` prints behind a name,
// `qrouter-… (id: 3)`; newer iproute2 prints the name itself, `link-netns qrouter-…`. ip-netns(8), "list-id".
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

export interface NamespaceNumbers {
  /** The namespace's name; null where the list has numbers and this is none of a named one; undefined without a list. */
  nameOf(nsid: number): string | null | undefined;
  numberOf(name: string): number | null;
  /** Every namespace that the list names. */
  readonly names: readonly string[];
  factsOf(name: string): readonly StoredFact<'network-namespace'>[];
}

/** Reads `ip netns` and `ip netns list-id`, both as the host's own namespace sees them. */
export function namespaceNumbers(facts: SnapshotFacts): NamespaceNumbers {
  const names = new Map<number, string | null>();
  const lists = new Map<string, StoredFact<'network-namespace'>[]>();
  for (const fact of facts.of('network-namespace')) {
    const { name, nsid } = fact.data;
    if (nsid !== null && (names.get(nsid) ?? null) === null) names.set(nsid, name);
    if (name === null) continue;
    const known = lists.get(name);
    if (known) known.push(fact);
    else lists.set(name, [fact]);
  }
  return {
    nameOf: (nsid) => (names.size === 0 ? undefined : (names.get(nsid) ?? null)),
    numberOf: (name) => [...names].find(([, other]) => other === name)?.[0] ?? null,
    names: [...lists.keys()],
    factsOf: (name) => lists.get(name) ?? [],
  };
}
