// Flows of one table and one priority that get in each other's way: the same match twice, and matches
// that some packet fits both of, with different actions. Which of those two the switch takes is undefined
// (OpenFlow 1.5, 6.4 "Flow Table Modification Messages": overlap; ovs-ofctl(8), `check_overlap`).
//
// Two matches overlap when they ask the same of every bit that both ask for. So the flows are sorted by
// which bits they ask for, of which a table has few kinds; two kinds are joined by the values of their
// common bits. That is flows times kinds, where comparing every pair would be flows times flows.
import type { MatchBits } from './match-bits.ts';

/** A flow as the search sees it. */
export interface Rule {
  /** Null where the match is not understood: nothing is said of the flow. */
  readonly bits: MatchBits | null;
  /** Equal for flows that do the same: the canonical actions, or a number for them. */
  readonly actions: string | number;
  /** Its actions are conjunctions: flows of one conjunction are made to overlap (ovs-fields(7), "Conjunctive Match"). */
  readonly conjunctive: boolean;
}

/** What was found of one rule; places are those in the list that was searched. */
export interface RuleMarks {
  /** The places of all rules with this match, itself among them; null when it is alone. The last one wins. */
  readonly duplicates: readonly number[] | null;
  /** How many rules overlap with it and do something else, and the place of one of them. */
  readonly overlaps: number;
  readonly overlapsWith: number | null;
}

/** Looked-up keys after which a search is given up: some seconds of work. */
const mostSteps = 5_000_000;

/** Rules that ask for the same bits. */
interface Kind {
  readonly fields: readonly string[];
  readonly masks: readonly bigint[];
  /** By field: the one value that all rules have, or null. */
  readonly constants: (bigint | null)[];
  /** One for each different match, by its values. */
  readonly members: Map<string, Member>;
}

interface Member {
  readonly values: readonly bigint[];
  /** The places of the rules with this match. */
  readonly places: number[];
}

/** What the rules of one table and priority do; null for one that is not looked at. */
type Deeds = readonly (string | number | null)[];

/** Looks through the rules of one table and priority, which `add` takes one by one. */
export class OverlapSearch {
  readonly #kinds = new Map<string, Kind>();
  /** By place: the rule's actions; null for conjunctions. */
  readonly #deeds: (string | number | null)[] = [];
  readonly #counts: number[] = [];
  readonly #others: (number | null)[] = [];
  #duplicates: ReadonlyMap<number, readonly number[]> = new Map();

  /** The rule at the next place, from 0. */
  add({ bits, actions, conjunctive }: Rule): void {
    const place = this.#deeds.length;
    this.#deeds.push(conjunctive ? null : actions);
    this.#counts.push(0);
    this.#others.push(null);
    if (bits === null) return;
    const kind = this.#kindOf(bits);
    const values = kind.fields.map((field) => bits.get(field)?.value ?? 0n);
    const key = values.join();
    const known = kind.members.get(key);
    if (known !== undefined) {
      known.places.push(place);
      return;
    }
    for (const [i, value] of values.entries()) if (kind.constants[i] !== value) kind.constants[i] = null;
    kind.members.set(key, { values, places: [place] });
  }

  /**
   * Searches, in pieces of some milliseconds between which the caller may do something else. Returns false
   * when it takes more than `steps`: then nothing is known of any rule.
   */
  *search(steps = mostSteps): Generator<undefined, boolean> {
    const kinds = [...this.#kinds.values()];
    let left = steps;
    for (const [i, a] of kinds.entries()) {
      for (const b of kinds.slice(i)) {
        if (a !== b && apart(a, b)) continue;
        left -= a.members.size + b.members.size;
        if (left < 0) return false;
        if (a === b) this.#countWithin(a);
        else this.#countBetween(a, b);
        yield;
      }
    }
    const duplicates = new Map<number, readonly number[]>();
    for (const { members } of kinds) {
      for (const { places } of members.values()) {
        if (places.length > 1) for (const place of places) duplicates.set(place, places);
      }
    }
    this.#duplicates = duplicates;
    return true;
  }

  /** What was found of the rule at a place, once the search has ended; null when there is nothing to say. */
  marks(place: number): RuleMarks | null {
    const duplicates = this.#duplicates.get(place) ?? null;
    const overlaps = this.#counts[place] ?? 0;
    if (duplicates === null && overlaps === 0) return null;
    return { duplicates, overlaps, overlapsWith: this.#others[place] ?? null };
  }

  #kindOf(bits: MatchBits): Kind {
    const fields = [...bits.keys()].sort();
    const masks = fields.map((field) => bits.get(field)?.mask ?? 0n);
    const signature = fields.map((field, i) => `${field}/${masks[i]?.toString(16)}`).join();
    const known = this.#kinds.get(signature);
    if (known !== undefined) return known;
    const constants = fields.map((field) => bits.get(field)?.value ?? 0n);
    const kind = { fields, masks, constants, members: new Map<string, Member>() };
    this.#kinds.set(signature, kind);
    return kind;
  }

  /** Of one kind only equal matches overlap. */
  #countWithin({ members }: Kind): void {
    for (const { places } of members.values()) {
      if (places.length < 2) continue;
      const tally = new Tally();
      for (const place of places) tally.add(place, this.#deeds);
      this.#count(tally, places);
    }
  }

  #countBetween(a: Kind, b: Kind): void {
    const fields = common(a, b);
    const keyA = ({ values }: Member): string => fields.map((f) => (values[f.a] ?? 0n) & f.mask).join();
    const keyB = ({ values }: Member): string => fields.map((f) => (values[f.b] ?? 0n) & f.mask).join();
    const ofA = tallies(a, keyA, this.#deeds);
    const ofB = tallies(b, keyB, this.#deeds);
    for (const member of a.members.values()) this.#count(ofB.get(keyA(member)), member.places);
    for (const member of b.members.values()) this.#count(ofA.get(keyB(member)), member.places);
  }

  /** Adds to what is known of the rules at `places` those that overlap with them and do something else. */
  #count(met: Tally | undefined, places: readonly number[]): void {
    if (met === undefined) return;
    for (const place of places) {
      const others = met.othersThan(this.#deeds[place] ?? null);
      if (others === null) continue;
      this.#counts[place] = (this.#counts[place] ?? 0) + others.count;
      this.#others[place] ??= others.one;
    }
  }
}

/** Is there a packet that both match? */
export function bitsOverlap(a: MatchBits, b: MatchBits): boolean {
  for (const [field, { value, mask }] of a) {
    const other = b.get(field);
    if (other !== undefined && ((value ^ other.value) & mask & other.mask) !== 0n) return false;
  }
  return true;
}

/** The same packets. */
export function bitsEqual(a: MatchBits, b: MatchBits): boolean {
  if (a.size !== b.size) return false;
  for (const [field, { value, mask }] of a) {
    const other = b.get(field);
    if (other === undefined || other.value !== value || other.mask !== mask) return false;
  }
  return true;
}

/** Where two kinds have a bit in common: the places of its field in either, and which bits. */
function common(
  a: Kind,
  b: Kind,
): readonly { readonly a: number; readonly b: number; readonly mask: bigint }[] {
  return a.fields.flatMap((field, i) => {
    const j = b.fields.indexOf(field);
    const mask = j < 0 ? 0n : (a.masks[i] ?? 0n) & (b.masks[j] ?? 0n);
    return mask === 0n ? [] : [{ a: i, b: j, mask }];
  });
}

/** A field in which all of one kind differ from all of the other: IP here, ARP there. */
function apart(a: Kind, b: Kind): boolean {
  return common(a, b).some((field) => {
    const [one, other] = [a.constants[field.a] ?? null, b.constants[field.b] ?? null];
    return one !== null && other !== null && ((one ^ other) & field.mask) !== 0n;
  });
}

function tallies(kind: Kind, keyOf: (member: Member) => string, deeds: Deeds): ReadonlyMap<string, Tally> {
  const found = new Map<string, Tally>();
  for (const member of kind.members.values()) {
    const key = keyOf(member);
    const known = found.get(key) ?? new Tally();
    found.set(key, known);
    for (const place of member.places) known.add(place, deeds);
  }
  return found;
}

/** Rules that overlap with all of some others: how many there are, by what they do. */
class Tally {
  #all = 0;
  readonly #byActions = new Map<string | number, { count: number; readonly first: number }>();

  add(place: number, deeds: Deeds): void {
    const actions = deeds[place] ?? null;
    if (actions === null) return;
    this.#all++;
    const same = this.#byActions.get(actions);
    if (same === undefined) this.#byActions.set(actions, { count: 1, first: place });
    else same.count++;
  }

  /** How many do something else than this, and the place of one; null for none, and for a conjunction. */
  othersThan(actions: string | number | null): { readonly count: number; readonly one: number } | null {
    if (actions === null) return null;
    const count = this.#all - (this.#byActions.get(actions)?.count ?? 0);
    if (count === 0) return null;
    // Of two kinds of action, one is another than its own.
    for (const [other, { first }] of this.#byActions) if (other !== actions) return { count, one: first };
    return null;
  }
}
