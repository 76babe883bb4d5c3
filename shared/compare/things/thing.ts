// What a kind of thing is to the comparison: which facts speak of it, what makes a thing the same thing on
// both sides, which of its fields count, and which change by themselves.
import type { FactKind, FactKinds } from '../../facts.ts';
import type { ChangeKind } from '../change.ts';
import type { AsideFields, ChainPlace, Fields, FieldValue } from '../keyed-diff.ts';
import type { AsideCategory } from '../set-aside.ts';
import type { SideNames } from './side-names.ts';

/** One fact's share of a thing; shares of one key are joined, the first value of a field wins. */
export interface Share {
  readonly key: string;
  readonly place?: string | null;
  readonly fields: Fields;
  readonly aside?: AsideFields;
  /** It comes and goes by itself, and why. */
  readonly presence?: AsideCategory | null;
  /** Its place counts: of which chain, and how it decides. */
  readonly chain?: ChainPlace | null;
}

export interface Told {
  /** The fact's source prints every column; `ovs-vsctl show` prints no ids and no other_config. */
  readonly listsAll: boolean;
  /** `sos clean` went over a side: the MACs of its devices are not those of the other. */
  readonly cleaned: boolean;
  /** What else this side says. */
  readonly names: SideNames;
}

export interface ThingKind<K extends FactKind = FactKind> {
  readonly kind: ChangeKind;
  readonly fact: K;
  /** What to ask for where a side has no source of it. */
  readonly command: string;
  /** Commands that list all of it, so that their silence says that there is none. */
  readonly listing: readonly string[];
  /**
   * Commands that tell it in different words, the best first: of those that both sides have only the first is
   * compared. Empty: all of them say the same and are joined.
   */
  readonly forms: readonly string[];
  /** One output tells of one thing (a file, a device): what only one side was asked for is not compared. */
  readonly each: boolean;
  /** Things of one key in one output are several: a rule that a chain has twice. */
  readonly repeats: boolean;
  /** The kind of the chains in which the things' order counts; null: they have none. */
  readonly chains: ChangeKind | null;
  share(data: FactKinds[K], told: Told): Share | null;
}

export interface ThingOptions {
  readonly listing?: readonly string[];
  readonly forms?: readonly string[];
  readonly each?: boolean;
  readonly repeats?: boolean;
  readonly chains?: ChangeKind;
}

export function thing<K extends FactKind>(
  kind: ChangeKind,
  fact: K,
  command: string,
  share: (data: FactKinds[K], told: Told) => Share | null,
  options: ThingOptions = {},
): ThingKind {
  const { listing = [], forms = [], each = false, repeats = false, chains = null } = options;
  // One list holds kinds of every fact; `facts.of(kind.fact)` gives each its own.
  return { kind, fact, command, listing, forms, each, repeats, chains, share: share as ThingKind['share'] };
}

export function inNamespace(netns: string | null, name: string): string {
  return netns === null ? name : `${netns}: ${name}`;
}

/** Several columns as one text; those that are not printed, or are empty, are left out. */
export function words(...columns: readonly (string | number | null)[]): string {
  return columns.filter((column) => column !== null && column !== '').join(' ');
}

/** `none` for an empty map, or null where the output may not have printed it. */
export function pairs(
  map: Readonly<Record<string, string | number | boolean>> | null,
  printed = true,
  without: readonly string[] | RegExp = [],
): FieldValue {
  if (map === null) return null;
  const isLeftOut = (name: string): boolean =>
    without instanceof RegExp ? without.test(name) : without.includes(name);
  const list = Object.entries(map)
    .filter(([name]) => !isLeftOut(name))
    .map(([name, value]) => `${name}=${value}`);
  if (list.length > 0) return list.sort().join(', ');
  return printed ? 'none' : null;
}

/** Sorted, for what has no order; `none` for an empty list, null where it is not printed. */
export function set(list: readonly (string | number)[] | null): FieldValue {
  if (list === null) return null;
  return list.map(String).sort().join(', ') || 'none';
}

/** In the order that counts. */
export function sequence(list: readonly (string | number)[] | null): FieldValue {
  return list === null ? null : list.join(', ') || 'none';
}
