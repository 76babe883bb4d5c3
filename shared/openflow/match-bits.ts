// A match as bits, to be held against another: what `flowMatch` has in its places, all masks spelled out.
import { fieldOf } from './fields.ts';
import { flowMatch } from './flow-match.ts';
import type { Match } from './tree.ts';

/** Bits that are asked for (1 in `mask`), and what they must be; 0 in `value` for all others. */
export interface Bits {
  readonly value: bigint;
  readonly mask: bigint;
}

/** By place of `struct flow`. No place: every packet. */
export type MatchBits = ReadonlyMap<string, Bits>;

/** Null where a part is not understood, or a port has a name that is not among `numbers`. */
export function matchBits(match: Match, numbers?: ReadonlyMap<string, number>): MatchBits | null {
  const { places, ports, opaque } = flowMatch(match, numbers);
  if (ports.size > 0 || opaque.length > 0) return null;
  const bits = new Map<string, Bits>();
  for (const [place, { value, mask }] of places) {
    const asked = mask ?? (place === 'vlan' ? 0xffffn : fieldOf(place).ones);
    if (asked !== 0n) bits.set(place, { value: value & asked, mask: asked });
    // An option of a tunnel's header must be there before its bits can be any (ovs-fields(7), "tun_metadata").
    if (place.startsWith('tun_metadata')) bits.set(`${place} is there`, { value: 1n, mask: 1n });
  }
  return bits;
}
