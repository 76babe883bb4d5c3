// One numbering for several hosts: each thing that some of them number gets one number of its own, by what it is
// known by on each. Corrections by hand count before everything.
import {
  ceilings,
  pairByIdentity,
  type Contradiction,
  type HostNumber,
  type NumberIdentity,
  type NumberSpace,
} from './renaming.ts';

/** A correction: on a host, or on all where it is null, a number stands for `alias`. */
export interface RenamingByHand {
  readonly host: string | null;
  readonly space: NumberSpace;
  /** Null: of every bridge, or of the host. */
  readonly bridge: string | null;
  readonly number: number;
  /** `network:UUID`, `iface-id:UUID`, the name of a thing as the renaming shows it, or any other word. */
  readonly alias: string;
}

export interface SharedThing<I extends NumberIdentity = NumberIdentity> {
  readonly space: NumberSpace;
  /** Null: of the host. */
  readonly bridge: string | null;
  /** The number that it has in the shared numbering. */
  readonly number: number;
  readonly name: string;
  /** What it is known by, the surest first. */
  readonly aliases: readonly string[];
  /** The identity that each host has of it. */
  readonly of: ReadonlyMap<string, I>;
  readonly byHand: boolean;
}

export interface SharedNumbers<I extends NumberIdentity = NumberIdentity> {
  readonly things: readonly SharedThing<I>[];
  /** The aliases of hosts that pair a number with different ones. */
  readonly contradictions: readonly Contradiction[];
  /** The thing that a host's number stands for; null for one that nothing is known of. */
  thing(host: string, number: number): SharedThing<I> | null;
  /** The thing with a shared number. */
  byShared(number: number): SharedThing<I> | null;
}

export interface HostNumbers<I extends NumberIdentity> {
  readonly host: string;
  readonly identities: readonly I[];
  /** Every number that the host's flows use, whether it is known what it stands for. */
  readonly used: ReadonlySet<number>;
}

/**
 * Joins the identities of the hosts, in their order. No thing gets the number that an unknown one has on some host:
 * those stay what they are, and must not be taken for it.
 */
export function shareNumbers<I extends NumberIdentity>(
  space: NumberSpace,
  bridge: string | null,
  hosts: readonly HostNumbers<I>[],
  byHand: readonly RenamingByHand[] = [],
  make: (number: number) => I,
): SharedNumbers<I> {
  const corrected = withCorrections(space, bridge, hosts, byHand, make);
  const taken = new Set(
    corrected.flatMap(({ identities, used }) => {
      const known = new Set(identities.map(({ number }) => number));
      return [...used].filter((number) => !known.has(number));
    }),
  );
  const things: (Omit<SharedThing<I>, 'of'> & { readonly of: Map<string, I> })[] = [];
  const contradictions: Contradiction[] = [];
  const byHost = new Map<string, Map<number, SharedThing<I>>>();
  let next = 0;
  const fresh = (): number => {
    do next++;
    while (taken.has(next) && next < ceilings[space]);
    return next;
  };
  for (const { host, identities, handed } of corrected) {
    const known = things.map(({ number, name, aliases }) => ({ number, name, aliases }));
    const label = (shared: number): HostNumber => {
      const thing = things.find(({ number }) => number === shared);
      const [first] = thing?.of ?? [];
      return first === undefined
        ? { number: shared, host: null }
        : { number: first[1].number, host: first[0] };
    };
    const paired = pairByIdentity(space, bridge, identities, known, label);
    contradictions.push(...paired.contradictions.map((told) => ({ ...told, host })));
    const own = new Map<number, SharedThing<I>>();
    byHost.set(host, own);
    for (const identity of identities) {
      const pair = paired.pairs.find(({ from }) => from === identity.number);
      const at = pair === undefined ? -1 : things.findIndex(({ number }) => number === pair.to);
      const found = things[at];
      const thing = found ?? {
        ...{ space, bridge, number: fresh(), name: identity.name, aliases: identity.aliases },
        ...{ of: new Map<string, I>(), byHand: false },
      };
      const joined = {
        ...thing,
        aliases: [...new Set([...thing.aliases, ...identity.aliases])],
        byHand: thing.byHand || handed.has(identity.number),
      };
      joined.of.set(host, identity);
      if (found === undefined) things.push(joined);
      else things[at] = joined;
      own.set(identity.number, joined);
    }
  }
  const byShared = new Map(things.map((thing) => [thing.number, thing]));
  const latest = (thing: SharedThing<I> | undefined): SharedThing<I> | null =>
    thing === undefined ? null : (byShared.get(thing.number) ?? null);
  return {
    things,
    contradictions,
    thing: (host, number) => latest(byHost.get(host)?.get(number)),
    byShared: (number) => byShared.get(number) ?? null,
  };
}

type Corrected<I extends NumberIdentity> = HostNumbers<I> & { readonly handed: ReadonlySet<number> };

function withCorrections<I extends NumberIdentity>(
  space: NumberSpace,
  bridge: string | null,
  hosts: readonly HostNumbers<I>[],
  byHand: readonly RenamingByHand[],
  make: (number: number) => I,
): readonly Corrected<I>[] {
  const concerned = byHand.filter(
    (one) => one.space === space && (one.bridge === null || one.bridge === bridge),
  );
  const all = hosts.flatMap(({ identities }) => identities);
  // A word is the thing that some host knows under it, in whichever of its names.
  const aliasOf = (word: string): string =>
    all.flatMap(({ aliases }) => aliases).find((alias) => alias === word || alias.endsWith(`:${word}`)) ??
    all.find(({ name }) => name === word)?.aliases[0] ??
    `by hand:${word}`;
  return hosts.map((one) => {
    const handed = new Map(
      concerned
        .filter(({ host, number }) => host === one.host || (host === null && one.used.has(number)))
        .map(({ number, alias }) => [number, alias]),
    );
    const claimed = new Set([...handed.values()].map(aliasOf));
    const kept = one.identities.flatMap((identity) =>
      handed.has(identity.number)
        ? []
        : [{ ...identity, aliases: identity.aliases.filter((alias) => !claimed.has(alias)) }],
    );
    const made = [...handed].map(([number, word]) => {
      const known = one.identities.find((identity) => identity.number === number) ?? make(number);
      return { ...known, name: word, aliases: [aliasOf(word)] };
    });
    return { ...one, identities: [...kept, ...made], handed: new Set(handed.keys()) };
  });
}
