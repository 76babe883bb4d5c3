// The words of an `ip` or `bridge` command line. Both tools take any prefix of an object's and of a
// subcommand's name (`ip a s`), the first match in their own order winning.
import { splitWords } from '../words.ts';

const optionsWithValue = new Set(['-f', '-family', '-l', '-loops', '-rc', '-rcvbuf']);

/** Output in another form (JSON, brief), of another namespace than the context's, or none at all. */
const otherOutput = /^-{1,2}(j|js|json|br|brief|n|net|netns|b|batch|a|all|V|Version|help)$/;

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

/**
 * Does `argv` list the devices of `object` (`link`, `address`) with `tool` (`ip`, `bridge`)?
 * Gives the one device that is asked for, if it is one; null when the command does something else.
 */
export function recogniseListing(
  argv: readonly string[],
  tool: 'ip' | 'bridge',
  object: 'link' | 'address',
): { readonly target?: string } | null {
  if (argv[0] !== tool) return null;
  const { words, options } = splitWords(argv.slice(1), optionsWithValue);
  if ([...options.keys()].some((option) => otherOutput.test(option))) return null;
  const [first, subcommand, ...rest] = words;
  if (first === undefined || !isPrefix(first, object)) return null;
  if (!shows(object, subcommand)) return null;
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
