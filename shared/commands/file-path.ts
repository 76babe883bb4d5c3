// Files that are read as they lie on a node, and not because a command printed them: configuration,
// `/proc`, databases, logs. To Coldtrace they are what `cat` prints, since that is what a prompt before
// a pasted one shows:
//
//   cat /proc/net/dev        cat /etc/neutron/plugins/ml2/openvswitch_agent.ini        zcat /var/log/neutron/server.log.2.gz

const compressed = /\.(?:gz|xz|bz2|zst)$/;
const readers: ReadonlySet<string> = new Set(['cat', 'zcat', 'less', 'zless', 'more']);

/**
 * The file that a command line prints whole: `/proc/net/dev`, or only a name where no more is known.
 * Null for any other command line and for several files. A compressed file's ending is taken off.
 */
export function printedFile(argv: readonly string[]): string | null {
  if (!readers.has(argv[0] ?? '')) return null;
  // By far the most asked: a member of a bundle, of which most are no file of those that are looked for.
  if (argv.length === 2 && argv[1]?.startsWith('/') === true) return argv[1].replace(compressed, '');
  const [, ...rest] = argv;
  const files = rest.filter((word) => !word.startsWith('-'));
  const [file] = files;
  return files.length === 1 && file !== undefined ? file.replace(compressed, '') : null;
}
