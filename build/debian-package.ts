// Installs a tool that the tests drive, where that is possible without asking: as root on Debian or
// one of its children. Everywhere else the tests that need it are left out, saying so.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let listsUpdated = false;

/** Null when the package is installed now; otherwise why it is not, in a few words. */
export function installDebianPackage(name: string): string | null {
  if (!isDebian()) return 'not installed';
  if (process.getuid?.() !== 0) return `not installed; as root: apt-get install ${name}`;
  console.log(`installing ${name} with apt-get …`);
  if (!listsUpdated) aptGet('update');
  listsUpdated = true;
  return aptGet('install', '--yes', '--no-install-recommends', name)
    ? null
    : `apt-get could not install ${name}`;
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function aptGet(...words: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', ['--quiet', ...words], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 15 * 60_000,
  });
  return status === 0;
}
