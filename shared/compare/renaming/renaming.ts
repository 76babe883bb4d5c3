// Numbers that a node gives out itself, and what they stand for: the same thing has another number after a
// restart, and on another node. A renaming pairs the numbers of two sides.

/**
 * - `ofport`: a port of one bridge.
 * - `local-vlan`: a network, on one host.
 * - `conjunction`: a conj_id of one bridge.
 * - `zone`: a zone of connection tracking.
 * - `group`: a group of one bridge.
 */
export const numberSpaces = ['ofport', 'local-vlan', 'conjunction', 'zone', 'group'] as const;
export type NumberSpace = (typeof numberSpaces)[number];

/** What a number stands for on one side. Two numbers that share an alias stand for one thing. */
export interface NumberIdentity {
  readonly number: number;
  /** For people: a port's name, a network's. */
  readonly name: string;
  /** What it may be known by, the surest first: `iface-id:…`, `network:…`, `tunnel:0x22a`. */
  readonly aliases: readonly string[];
}

/** An alias that only counts where no other does: that it is overruled is no contradiction. */
export const weakAlias = 'number:';

export interface RenamedNumber {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  /** The alias that both sides have, or `flows` where flows in the same roles told. */
  readonly because: string;
}

/** A number, and whose; null where it is plain of whom. */
export interface HostNumber {
  readonly number: number;
  readonly host: string | null;
}

interface About {
  /** Whose number it is; null where that is plain. */
  readonly host: string | null;
  readonly space: NumberSpace;
  readonly number: number;
}

/**
 * `differs`: two aliases stand for different numbers; `taken`: the number that an alias stands for is another's already;
 * `by-hand`: the rules it stands in say one thing and a correction another.
 */
export type Contradiction =
  | (About & {
      readonly code: 'differs';
      readonly alias: string;
      readonly says: HostNumber;
      readonly otherAlias: string;
      readonly otherSays: HostNumber;
    })
  | (About & {
      readonly code: 'taken';
      readonly alias: string;
      readonly says: HostNumber;
      readonly taker: number;
    })
  | (About & { readonly code: 'by-hand'; readonly says: HostNumber });

export interface Renaming {
  readonly space: NumberSpace;
  /** Null: of the host. */
  readonly bridge: string | null;
  /** Every pair that was found, also of equal numbers. */
  readonly pairs: readonly RenamedNumber[];
  /** Numbers in use that no pair was found for; they stay numbers. */
  readonly unresolved: { readonly from: readonly number[]; readonly to: readonly number[] };
  /** Numbers that the aliases pair with different ones. */
  readonly contradictions: readonly Contradiction[];
}

/** True when some thing has another number on the other side. */
export function isRenumbered({ pairs }: Renaming): boolean {
  return pairs.some(({ from, to }) => from !== to);
}

/**
 * Pairs numbers by the aliases that both sides have, the surest first. An alias that a side has twice says nothing.
 * `label`: how contradictions name a number of `to`.
 */
export function pairByIdentity(
  space: NumberSpace,
  bridge: string | null,
  from: readonly NumberIdentity[],
  to: readonly NumberIdentity[],
  label: (number: number) => HostNumber = (number) => ({ number, host: null }),
): Renaming {
  const [left, right] = [byAlias(from), byAlias(to)];
  const pairs = new Map<number, RenamedNumber>();
  const taken = new Map<number, number>();
  const contradictions: Contradiction[] = [];
  const deepest = Math.max(0, ...from.map(({ aliases }) => aliases.length));
  for (let rank = 0; rank < deepest; rank++) {
    for (const identity of from) {
      const alias = identity.aliases[rank];
      const other = alias === undefined || !left.has(alias) ? undefined : right.get(alias);
      if (alias === undefined || other === undefined) continue;
      const known = pairs.get(identity.number);
      const taker = taken.get(other.number);
      if (known === undefined && taker === undefined) {
        pairs.set(identity.number, {
          from: identity.number,
          to: other.number,
          name: identity.name,
          because: alias,
        });
        taken.set(other.number, identity.number);
      } else if (known?.to !== other.number && !alias.startsWith(weakAlias)) {
        const about = { host: null, space, number: identity.number, alias, says: label(other.number) };
        if (known !== undefined) {
          const otherwise = { otherAlias: known.because, otherSays: label(known.to) };
          contradictions.push({ code: 'differs', ...about, ...otherwise });
        } else if (taker !== undefined) contradictions.push({ code: 'taken', ...about, taker });
      }
    }
  }
  const paired = new Set(taken.keys());
  return {
    space,
    bridge,
    pairs: [...pairs.values()].sort((a, b) => a.from - b.from),
    unresolved: {
      from: from.map(({ number }) => number).filter((number) => !pairs.has(number)),
      to: to.map(({ number }) => number).filter((number) => !paired.has(number)),
    },
    contradictions,
  };
}

function byAlias(identities: readonly NumberIdentity[]): ReadonlyMap<string, NumberIdentity> {
  const found = new Map<string, NumberIdentity | null>();
  for (const identity of identities) {
    for (const alias of identity.aliases) {
      const known = found.get(alias);
      found.set(alias, known === undefined || known?.number === identity.number ? identity : null);
    }
  }
  return new Map([...found].flatMap(([alias, one]) => (one === null ? [] : [[alias, one] as const])));
}

/**
 * Puts numbers of `from` into those of `to`, one to one. A number that stands for nothing on the other side
 * becomes one that neither side uses where `to` has given it to something else, so that the two do not meet;
 * an unknown number stays what it is.
 */
export class NumberMap {
  readonly #to = new Map<number, number>();
  readonly #targets: ReadonlySet<number>;
  readonly #sources: ReadonlySet<number>;
  readonly #ceiling: number;
  #next: number;

  /** `ceiling`: the largest number that the space has room for. */
  constructor(renaming: Renaming, ceiling: number) {
    for (const { from, to } of renaming.pairs) this.#to.set(from, to);
    this.#targets = new Set([...renaming.pairs.map(({ to }) => to), ...renaming.unresolved.to]);
    this.#sources = new Set([...renaming.pairs.map(({ from }) => from), ...renaming.unresolved.from]);
    this.#ceiling = ceiling;
    this.#next = ceiling;
  }

  of(number: number): number {
    const known = this.#to.get(number);
    if (known !== undefined) return known;
    if (!this.#targets.has(number)) return number;
    const fresh = this.#fresh();
    this.#to.set(number, fresh);
    return fresh;
  }

  #fresh(): number {
    while (this.#next > 0 && (this.#targets.has(this.#next) || this.#sources.has(this.#next))) this.#next--;
    const fresh = this.#next > 0 ? this.#next : this.#ceiling;
    this.#next = fresh - 1;
    return fresh;
  }
}

/** Room of each space: OpenFlow's ports below the reserved ones, VLANs, 32 and 16 bits. */
export const ceilings: Readonly<Record<NumberSpace, number>> = {
  ofport: 0xfeff,
  'local-vlan': 4094,
  conjunction: 0x7fffffff,
  zone: 0xffff,
  group: 0x7fffffff,
};
