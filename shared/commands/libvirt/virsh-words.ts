// The words of a `virsh` command line: `virsh -r -c qemu:///system domiflist instance-00000003 --inactive`.
// Source: virsh(1).
import { splitWords } from '../words.ts';

const withValue = new Set([
  '-c',
  '--connect',
  '-d',
  '--debug',
  '-e',
  '--escape',
  '-l',
  '--log',
  '--domain',
  '--source',
]);

/** The object of `virsh SUBCOMMAND`, '' when none is named; null for another command line. */
export function virshTarget(argv: readonly string[], subcommand: string): string | null {
  if (argv[0] !== 'virsh') return null;
  const { words, options } = splitWords(argv.slice(1), withValue);
  return words[0] === subcommand ? (options.get('--domain') ?? words[1] ?? '') : null;
}
