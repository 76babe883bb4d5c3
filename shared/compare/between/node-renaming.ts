// The renaming between two hosts: what their rules tell of numbers that nothing names, and all of it as it is shown.
import type { FlowTreeParts } from '../renaming/node-numbers.ts';
import { mayHoldInferred, pairByRoles } from '../renaming/number-roles.ts';
import type { Contradiction, NumberSpace, Renaming } from '../renaming/renaming.ts';
import type { RenamingByHand } from '../renaming/shared-numbers.ts';
import { portKey, type BridgeNaming } from './bridge-naming.ts';
import type { NodeRule, NodeRules } from './node-rules.ts';

/** One thing with the number that each host gives it. */
export interface RenamedThing {
  readonly space: NumberSpace;
  readonly bridge: string | null;
  readonly name: string;
  /** Null: the host does not have it. */
  readonly from: number | null;
  readonly to: number | null;
  /** What both know it by; `flows` where rules in the same roles told; null for what one host has alone. */
  readonly because: string | null;
  readonly byHand: boolean;
}

export interface UnresolvedNumber {
  readonly side: 'from' | 'to';
  readonly space: NumberSpace;
  readonly bridge: string | null;
  readonly number: number;
}

export interface ShownRenaming {
  readonly renaming: readonly RenamedThing[];
  readonly unresolved: readonly UnresolvedNumber[];
  readonly contradictions: readonly Contradiction[];
}

/** conj_ids, and groups and zones that nothing names, paired by the rules that they stand in. */
export function inferredRenamings(
  naming: BridgeNaming,
  from: NodeRules,
  left: readonly { readonly rule: NodeRule; readonly tree: FlowTreeParts }[],
  to: NodeRules,
  right: readonly { readonly rule: NodeRule; readonly tree: FlowTreeParts }[],
  byHand: readonly RenamingByHand[],
): readonly Renaming[] {
  const concerned = (list: typeof left, node: NodeRules) =>
    list
      .filter(({ rule }) => mayHoldInferred(rule.match, rule.actions, node.pipeline))
      .map(({ rule: { table, priority }, tree }) => ({ table, priority, ...tree }));
  const found = pairByRoles(
    naming.bridge,
    naming.pipeline(from),
    concerned(left, from),
    concerned(right, to),
  );
  return found.map((renaming) => {
    const isNamed = (number: number): boolean =>
      (naming.numbersOf(renaming.space)?.byShared(number) ?? null) !== null;
    const pairs = renaming.pairs.filter((pair) => !isNamed(pair.from) && !isNamed(pair.to));
    const rest = {
      from: renaming.unresolved.from.filter((number) => !isNamed(number)),
      to: renaming.unresolved.to.filter((number) => !isNamed(number)),
    };
    return corrected({ ...renaming, pairs, unresolved: rest }, from, to, byHand);
  });
}

/**
 * What nothing names is shown by its number on the second host (`zone 14`). To say of a number of the first that it is
 * that, says of the second's as well what it is.
 */
export function withNumbersNamed(
  byHand: readonly RenamingByHand[],
  from: string,
  to: string,
): readonly RenamingByHand[] {
  return byHand.flatMap((one) => {
    const [, space, number] = /^(conjunction|zone|group) (\d+)$/.exec(one.alias) ?? [];
    if (one.host !== from || space !== one.space) return [one];
    return [one, { ...one, host: to, number: Number(number) }];
  });
}

/** conj_ids that were given one word by hand on both sides are one, whatever the rules tell. */
function corrected(
  renaming: Renaming,
  from: NodeRules,
  to: NodeRules,
  byHand: readonly RenamingByHand[],
): Renaming {
  if (renaming.space !== 'conjunction') return renaming;
  const words = (host: string): ReadonlyMap<string, number> =>
    new Map(
      byHand
        .filter((one) => one.space === 'conjunction' && (one.host === host || one.host === null))
        .filter((one) => one.bridge === null || one.bridge === renaming.bridge)
        .map(({ alias, number }) => [alias, number]),
    );
  const other = words(to.host);
  const pairs = [...words(from.host)].flatMap(([name, number]) => {
    const target = other.get(name);
    return target === undefined ? [] : [{ from: number, to: target, name, because: 'by hand' }];
  });
  if (pairs.length === 0) return renaming;
  const gone = new Set(pairs.map((pair) => pair.from));
  const taken = new Set(pairs.map((pair) => pair.to));
  const contradictions = renaming.pairs
    .filter(
      (pair) =>
        gone.has(pair.from) !== taken.has(pair.to) ||
        (gone.has(pair.from) && !pairs.some((one) => one.from === pair.from && one.to === pair.to)),
    )
    .map((pair): Contradiction => ({
      ...{ code: 'by-hand', host: null, space: 'conjunction', number: pair.from },
      says: { number: pair.to, host: null },
    }));
  return {
    ...renaming,
    pairs: [...renaming.pairs.filter((pair) => !gone.has(pair.from) && !taken.has(pair.to)), ...pairs],
    contradictions: [...renaming.contradictions, ...contradictions],
  };
}

/** What the renaming was, for showing. */
export function renamingOf(
  naming: BridgeNaming,
  from: NodeRules,
  to: NodeRules,
  inferred: readonly Renaming[],
): ShownRenaming {
  const all = [naming.ports, naming.vlans, naming.zones, naming.groups];
  const things = all.flatMap((numbers) =>
    numbers.things.map((thing): RenamedThing => {
      const [a, b] = [thing.of.get(from.host), thing.of.get(to.host)];
      const common =
        a === undefined || b === undefined ? null : a.aliases.find((alias) => b.aliases.includes(alias));
      return {
        ...{ space: thing.space, bridge: thing.bridge, name: thing.name },
        ...{ from: a?.number ?? null, to: b?.number ?? null },
        because: thing.byHand
          ? 'by hand'
          : a === undefined || b === undefined
            ? null
            : (common ?? portKey(thing)),
        byHand: thing.byHand,
      };
    }),
  );
  const told = inferred.flatMap(({ space, bridge, pairs, unresolved: alone }) => [
    ...pairs.map((pair): RenamedThing => {
      return { ...pair, space, bridge, name: `${space} ${pair.to}`, byHand: pair.because === 'by hand' };
    }),
    ...(['from', 'to'] as const).flatMap((side) =>
      alone[side].map((number): RenamedThing => {
        const numbers = { from: null, to: null, [side]: number };
        return { space, bridge, name: `${space} ${number}`, ...numbers, because: null, byHand: false };
      }),
    ),
  ]);
  const unresolved = (
    [
      ['from', from],
      ['to', to],
    ] as const
  ).flatMap(([side, node]) =>
    [...node.used].flatMap(([space, numbers]) => {
      const known = naming.numbersOf(space);
      // A conj_id is known by its rules, whether the other side has its like or not.
      if (known === null) return [];
      const paired = new Set(
        inferred.flatMap((one) => (one.space === space ? one.pairs.map((pair) => pair[side]) : [])),
      );
      return [...numbers]
        .filter((number) => known.thing(node.host, number) === null && !paired.has(number))
        .map((number) => ({ side, space, bridge: space === 'local-vlan' ? null : naming.bridge, number }));
    }),
  );
  return {
    renaming: [...things, ...told],
    unresolved,
    contradictions: [
      ...all.flatMap(({ contradictions }) => contradictions),
      ...inferred.flatMap(({ contradictions }) => contradictions),
    ],
  };
}
