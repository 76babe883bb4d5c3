// One run of a program: its time by the clock, and that of the processors, which does not count what others do
// meanwhile. The shell's `times` tells the latter, of all processes and threads that were started.
import { spawnSync } from 'node:child_process';

/** In seconds. */
export interface Taken {
  readonly wall: number;
  readonly processor: number;
}

/** Runs `command`; what it prints goes to the open file `out`. Throws when it ends with a status not among `status`. */
export function timedRun(
  command: readonly string[],
  out: number | 'ignore' = 'ignore',
  status: readonly number[] = [0],
): Taken {
  const begun = performance.now();
  const ended = spawnSync('sh', ['-c', '"$@"; status=$?; times >&2; exit $status', 'sh', ...command], {
    stdio: ['ignore', out, 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wall = (performance.now() - begun) / 1000;
  if (ended.status === null || !status.includes(ended.status)) {
    throw new Error(
      `${command.join(' ')} ended with ${ended.status ?? ended.error?.message}: ${ended.stderr}`,
    );
  }
  // The last line is that of the shell's children: user and system, as in `0m2.882s 0m0.382s`.
  const spent = [...(ended.stderr.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const processor = spent.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return { wall, processor };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
