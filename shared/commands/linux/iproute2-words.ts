// The words of an `ip` or `bridge` command line. Both tools take any prefix of an object's and of a
// subcommand's name (`ip a s`), the first match in their own order winning.
import { splitWords } from '../words.ts';

const optionsWithValue = new Set(['-f', '-family', '-l', '-loops', '-rc', '-rcvbuf']);

/** Output of another namespace than the context's, or none at all. */
const otherOutput = /^-{1,2}(n|net|netns|b|batch|a|all|V|Version|help)$/;
const briefOutput = /^-{1,2}(br|brief)$/;

export type Ip2Object =
  'link' | 'address' | 'route' | 'rule' | 'neighbour' | 'netns' | 'maddress' | 'fdb' | 'vlan' | 'mdb';

/** The first word that `ip` takes each object's name from (ip.c, cmds[]): `ip r` is a route, `ip ru` a rule. */
const shortest: Readonly<Partial<Record<Ip2Object, string>>> = {
  rule: 'ru',
  netns: 'net',
  maddress: 'm',
};

/** Words that select devices but do not name one, and how many words follow each. */
const selectors: Readonly<Record<string, number>> = {
  up: 0,
  master: 1,
  nomaster: 0,
  vrf: 1,
  type: 1,
  group: 1,
  scope: 1,
  to: 1,
  label: 1,
  primary: 0,
  secondary: 0,
  dynamic: 0,
  permanent: 0,
  tentative: 0,
  deprecated: 0,
  dadfailed: 0,
  temporary: 0,
};

function isPrefix(word: string, name: string): boolean {
  return name.startsWith(word);
}

/** `ip link s` sets; `ip addr s` shows. */
function shows(object: string, subcommand: string | undefined): boolean {
  if (subcommand === undefined) return true;
  if (object === 'link' && subcommand === 's') return false;
  return ['show', 'list', 'lst'].some((name) => isPrefix(subcommand, name));
}

export interface Listing {
  /** The words after `show`: what is listed. */
  readonly selectors: readonly string[];
  /** 4 or 6 from `-4`, `-6`, `-f inet6`; null when not given. */
  readonly family: 4 | 6 | null;
  /** `show`, or what else was asked for, as `list-id` of namespaces. */
  readonly subcommand: string | null;
}

/**
 * Takes apart a command line that lists `object` with `tool` in its plain, one-line or JSON form, and the
 * devices' brief form; null when it does something else.
 */
export function readListing(
  argv: readonly string[],
  tool: 'ip' | 'bridge',
  object: Ip2Object,
): Listing | null {
  if (argv[0] !== tool) return null;
  const { words, options } = splitWords(argv.slice(1), optionsWithValue);
  const names = [...options.keys()];
  if (names.some((option) => otherOutput.test(option))) return null;
  if (names.some((option) => briefOutput.test(option)) && !/^(link|address)$/.test(object)) return null;
  const [first, subcommand, ...selectors] = words;
  if (first === undefined) return null;
  const spellings = object === 'neighbour' ? ['neighbour', 'neighbor'] : [object];
  if (!spellings.some((name) => isPrefix(first, name)) || first.length < (shortest[object]?.length ?? 1))
    return null;
  if (!shows(object, subcommand) && !(object === 'netns' && subcommand === 'list-id')) return null;
  const family = options.get('-f') ?? options.get('-family');
  return {
    selectors,
    family: options.has('-6') || family === 'inet6' ? 6 : options.has('-4') || family === 'inet' ? 4 : null,
    subcommand: subcommand ?? null,
  };
}

/**
 * Does `argv` list the devices of `object` (`link`, `address`) with `tool` (`ip`, `bridge`)?
 * Gives the one device that is asked for, if it is one; null when the command does something else.
 */
export function recogniseListing(
  argv: readonly string[],
  tool: 'ip' | 'bridge',
  object: 'link' | 'address',
): { readonly target?: string } | null {
  const listing = readListing(argv, tool, object);
  if (listing === null) return null;
  const rest = listing.selectors;
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i];
    if (word === undefined) break;
    const next = rest[i + 1];
    if (word === 'dev') return next === undefined ? {} : { target: next };
    const skip = Object.hasOwn(selectors, word) ? selectors[word] : undefined;
    if (skip === undefined) return { target: word };
    i += skip;
  }
  return {};
}
