// Names and what stands for them: `host0001` for `compute1`. A stand-in is as long as its name where that is possible,
// so that tables stay tables, and once given it is kept in the case.
import type { KeyedHash } from './keyed-hash.ts';
import { reasonToKeep } from './kept-words.ts';
import { wordEnd } from './words.ts';

export const nameClasses = ['host', 'domain', 'project', 'user', 'instance', 'network', 'other'] as const;
export type NameClass = (typeof nameClasses)[number];

export interface KnownName {
  readonly class: NameClass;
  readonly name: string;
}

/** A name with its stand-in; equal names have one, whatever they are names of. */
export interface NamedStandIn extends KnownName {
  readonly standIn: string;
}

const beginnings: Readonly<Record<NameClass, string>> = {
  host: 'host',
  domain: 'dom',
  project: 'project',
  user: 'user',
  instance: 'vm',
  network: 'net',
  other: 'name',
};

/** Ends of domains that say nothing of whose they are. */
const commonEnds: ReadonlySet<string> = new Set(
  'arpa com edu gov home internal lan local localdomain net org test example maas cloud io'.split(' '),
);

/**
 * Gives each name a stand-in. `before` has those given earlier, which stay. The order in which numbers are given is
 * that of a keyed function, so that it tells nothing of the names. Names that are kept (kept-words.ts) get none.
 */
export function standInsFor(
  names: readonly KnownName[],
  before: readonly NamedStandIn[],
  hash: KeyedHash,
): readonly NamedStandIn[] {
  const given = new Map(before.map((one) => [keyOf(one), one]));
  const taken = new Set([...names, ...before].map(({ name }) => name.toLowerCase()));
  for (const { standIn } of before) taken.add(standIn.toLowerCase());
  const order = (one: KnownName): number => hash.bits('name', keyOf(one));
  const open = new Map<string, KnownName>();
  for (const one of names.flatMap(partsOf)) {
    if (!given.has(keyOf(one)) && (one.class === 'other' || reasonToKeep(one.name) === null)) {
      open.set(keyOf(one), one);
    }
  }
  const numbers = new Map<string, number>();
  const next = (kind: NameClass, like: string): string => {
    for (;;) {
      const counter = `${kind} ${like.length}`;
      const number = (numbers.get(counter) ?? 0) + 1;
      numbers.set(counter, number);
      const made = sized(beginnings[kind], number, [...like].length);
      if (taken.has(made.toLowerCase())) continue;
      taken.add(made.toLowerCase());
      return made;
    }
  };
  const labels = new Map<string, string>();
  for (const { class: kind, name, standIn } of before) {
    if (kind === 'domain') pairLabels(name, standIn, labels);
  }
  for (const one of [...open.values()].sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1))) {
    const standIn =
      one.class === 'domain'
        ? domainStandIn(one.name, labels, (label) => next('domain', label))
        : next(one.class, one.name);
    given.set(keyOf(one), { ...one, standIn });
  }
  return [...given.values()];
}

/** Hosts and domains have no case. */
function keyOf({ class: kind, name }: KnownName): string {
  return kind === 'host' || kind === 'domain' ? name.toLowerCase() : name;
}

/** `compute1.example.com` is a host and a domain. */
function partsOf(one: KnownName): readonly KnownName[] {
  const dot = one.name.indexOf('.');
  if (one.class !== 'host' || dot < 1) return [one];
  const domain = one.name.slice(dot + 1);
  const host: KnownName = { class: 'host', name: one.name.slice(0, dot) };
  return commonEnds.has(domain) ? [host] : [host, { class: 'domain', name: domain }];
}

/** The beginning of the class, as much as there is room for, and a number. */
function sized(beginning: string, number: number, length: number): string {
  const digits = String(number);
  const letters = beginning.slice(0, Math.max(1, Math.min(beginning.length, length - digits.length)));
  return letters + digits.padStart(length - letters.length, '0');
}

/** Label by label, so that a domain below another stays below it. */
function domainStandIn(name: string, labels: Map<string, string>, next: (label: string) => string): string {
  return name
    .split('.')
    .map((label, i, all) => {
      if (i === all.length - 1 && commonEnds.has(label.toLowerCase())) return label;
      const key = label.toLowerCase();
      const known = labels.get(key);
      if (known !== undefined) return known;
      const made = next(label);
      labels.set(key, made);
      return made;
    })
    .join('.');
}

function pairLabels(name: string, standIn: string, labels: Map<string, string>): void {
  const [from, to] = [name.split('.'), standIn.split('.')];
  if (from.length !== to.length) return;
  for (const [i, label] of from.entries()) labels.set(label.toLowerCase(), to[i] ?? label);
}

interface Entry {
  readonly name: string;
  readonly given: NamedStandIn;
  readonly anyCase: boolean;
}

/** Finds names in lines: whole words, the longest first. */
export class NameBook {
  /** By their first word in lower case. */
  readonly #entries = new Map<string, Entry[]>();
  /** As codes of small letters. */
  readonly #firstLetters = new Set<number>();
  readonly #all: readonly NamedStandIn[];
  readonly #hosts: readonly NamedStandIn[];

  constructor(all: readonly NamedStandIn[]) {
    this.#all = all;
    this.#hosts = all.filter(({ class: kind }) => kind === 'host');
    for (const given of all) {
      const anyCase = given.class === 'host' || given.class === 'domain' || given.class === 'other';
      // sos writes `_` for what a file's name should not have.
      const inFileName = given.name.replace(/[^\p{L}\p{N}_./-]+/gu, '_');
      for (const name of new Set([given.name, inFileName])) this.#add({ name, given, anyCase });
    }
    for (const entries of this.#entries.values()) entries.sort((a, b) => b.name.length - a.name.length);
  }

  /** Found by its first word, so what stands before that is not looked at. */
  #add(given: Entry): void {
    const entry = { ...given, name: given.name.replace(/^[^\p{L}\p{N}]+/u, '') };
    const first = /^[\p{L}\p{N}]+/u.exec(entry.name)?.[0].toLowerCase();
    if (first === undefined) return;
    this.#firstLetters.add(first.charCodeAt(0) | 32);
    const known = this.#entries.get(first);
    if (known === undefined) this.#entries.set(first, [entry]);
    else known.push(entry);
  }

  /** The name that stands at `at`, where a word begins. */
  at(line: string, at: number): { readonly given: NamedStandIn; readonly length: number } | null {
    // Asked of every word of a case, so what no name begins with is seen at its first letter.
    const first = line.charCodeAt(at);
    if (first < 128 && !this.#firstLetters.has(first | 32)) return null;
    const entries = this.#entries.get(line.slice(at, wordEnd(line, at)).toLowerCase());
    if (entries === undefined) return null;
    for (const { name, given, anyCase } of entries) {
      const text = line.slice(at, at + name.length);
      const isIt = text === name || (anyCase && text.toLowerCase() === name.toLowerCase());
      if (isIt && wordEnd(line, at + name.length) === at + name.length) return { given, length: name.length };
    }
    return null;
  }

  /** Does a name begin with these letters? */
  isBeginning(text: string): boolean {
    const beginning = text.toLowerCase();
    return this.#all.some(({ name }) => name.toLowerCase().startsWith(beginning));
  }

  /** The host whose name begins so, for what is named after the beginning. */
  hostBeginning(text: string): NamedStandIn | null {
    return this.#hosts.find(({ name }) => name.toLowerCase().startsWith(text.toLowerCase())) ?? null;
  }
}
