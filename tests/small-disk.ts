// A disk of a given size, for tests of what happens when it is full: a tmpfs in a mount namespace of its own, which
// needs Linux and the right to make user namespaces and goes with the command.
import { spawnSync } from 'node:child_process';

const inNamespace = ['--user', '--map-root-user', '--mount'] as const;

function canMount(): boolean {
  if (process.platform !== 'linux') return false;
  return spawnSync('unshare', [...inNamespace, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
}

export const hasSmallDisk: boolean = canMount();
if (!hasSmallDisk) console.warn('skipped: tests on a full disk, because no file system can be mounted here');

export interface OnSmallDisk {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What is on the disk afterwards, as `ls -A`, with hashes of what is in it. */
  readonly files: readonly string[];
}

/**
 * Runs `script` by `sh` in an empty folder of a disk with `kilobytes`. `words` are its `$1`, `$2` …
 */
export function onSmallDisk(kilobytes: number, script: string, words: readonly string[]): OnSmallDisk {
  const whole = `
    mount -t tmpfs -o size=${kilobytes}k none /mnt && cd /mnt || exit 99
    ${script}
    code=$?
    echo '--- files' && find . -mindepth 1 -type f -exec sha256sum {} +
    exit $code`;
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    [...inNamespace, 'sh', '-c', whole, 'small-disk', ...words],
    { encoding: 'utf8' },
  );
  const [out = '', files = ''] = stdout.split('--- files\n');
  return {
    code: status,
    out,
    err: stderr,
    files: files
      .split('\n')
      .filter((line) => line !== '')
      .sort(),
  };
}
