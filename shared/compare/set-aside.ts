// What changes by itself between two looks at one host, and so is no change in meaning. It is set aside,
// counted, and compared all the same when it is asked for (`coldtrace diff --include counters,ages`).

export const asideCategories = [
  /** Packets, bytes, references: what only ever counts. */
  'counters',
  /** Durations, idle times, lifetimes, times of day. */
  'ages',
  /** Who wrote a flow: a number that an agent draws anew when it starts. */
  'cookies',
  /** Numbers and addresses that a program gives out itself: ifindex, pid, UUIDs of rows, handles, MACs that the kernel drew. */
  'ids',
  /** What was learned from traffic and is forgotten again: neighbours, MACs, multicast groups, learned flows. */
  'learned',
  /** Order where it means nothing: ports that one flow floods to. */
  'order',
  /** What follows from something else that is compared: local routes of an address, iptables' rules as nft shows them. */
  'derived',
] as const;
export type AsideCategory = (typeof asideCategories)[number];

/** Differences of one sort that were not made changes. */
export interface SetAside {
  readonly kind: string;
  readonly category: AsideCategory;
  /** A field; null: that the thing is there at all. */
  readonly field: string | null;
  /** How many things differ so. */
  readonly count: number;
}

/** Counts differences that are set aside. */
export class AsideCounts {
  readonly #counts = new Map<
    string,
    { kind: string; category: AsideCategory; field: string | null; n: number }
  >();

  add(kind: string, category: AsideCategory, field: string | null, count = 1): void {
    const key = `${kind}\n${category}\n${field ?? ''}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { kind, category, field, n: count });
    else known.n += count;
  }

  list(): readonly SetAside[] {
    return [...this.#counts.values()].map(({ kind, category, field, n }) => ({
      kind,
      category,
      field,
      count: n,
    }));
  }
}
