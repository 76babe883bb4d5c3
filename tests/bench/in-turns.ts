// Programs measured in turns in one run: by the clock, in processor seconds, and how much memory they take at most.
// A table in Markdown, each row also as a multiple of the first.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { median, timedRun, type Taken } from './timed-run.ts';

export interface Bench {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** How it ends: with 2 or 1 to say that there are differences. */
  readonly status: readonly number[];
}

/** What the figures are of. */
export function machine(runs: number): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${platform()}, Node ${process.versions.node}; median of ${runs} runs.`;
}

/** Lines of a table: the median of `runs` turns; what the programs print goes to the file `output`. */
export async function inTurns(
  benches: readonly Bench[],
  runs: number,
  output: string,
): Promise<readonly string[]> {
  const measured = benches.map((bench) => ({ ...bench, taken: [] as Taken[] }));
  const out = openSync(output, 'w');
  for (let run = 0; run < runs; run++) {
    for (const { command, status, taken } of measured) taken.push(timedRun(command, out, status));
  }
  closeSync(out);
  const rows: { readonly name: string; readonly cells: readonly number[] }[] = [];
  for (const { name, command, taken } of measured) {
    const peak = (await peakOf(command)) / 1e6;
    rows.push({
      name,
      cells: [median(taken.map(({ wall }) => wall)), median(taken.map(({ processor }) => processor)), peak],
    });
  }
  const lines = rows.map(({ name, cells }) => {
    const texts = cells.flatMap((value, i) => [
      i === 2 ? `${value.toFixed(0)} MB` : value.toFixed(2),
      `${(value / (rows[0]?.cells[i] ?? 1)).toFixed(2)} ×`,
    ]);
    return `| ${name} | ${texts.join(' | ')} |`;
  });
  return [
    '| | wall seconds | | processor seconds | | peak memory | |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ];
}

/** Bytes of the largest resident set in one more run: the kernel keeps it, so a look now and then is enough. */
async function peakOf([tool, ...words]: Bench['command']): Promise<number> {
  const child = spawn(tool, words, { stdio: 'ignore' });
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const told = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
      peak = Math.max(peak, Number(told ?? 0) * 1024);
    } catch {
      // It has ended.
    }
  }, 5);
  await new Promise((done) => child.on('close', done));
  clearInterval(watch);
  return peak;
}
