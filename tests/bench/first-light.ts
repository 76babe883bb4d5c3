// Times the main job on a large dump: import, and the difference of two dumps, beside `wc -l` and
// `ovs-ofctl diff-flows` on the same files in the same run. Prints a Markdown table for docs/performance.md.
//
//   node tests/bench/first-light.ts [--flows 200000] [--differ 201] [--runs 5]
//
// The tools take turns, so that a busy moment of the machine does not fall on one of them alone.
import { mkdirSync, openSync, closeSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cli, differ, flows, folder, runs } from './flow-options.ts';
import { flowDump } from './generate-flows.ts';
import { machine } from './in-turns.ts';
import { stripped, writeLines } from './stripped-dump.ts';
import { median, timedRun, type Taken } from './timed-run.ts';

const dumpOf = (side: string): string => join(folder, side, 'compute1', 'ovs-ofctl_dump-flows_br-int.txt');
const strippedOf = (side: string): string => join(folder, `${side}.flows`);
const casePath = (run: number): string => join(folder, `${run}.coldtrace`);

interface Measured {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** `diff` and `diff-flows` end with 1 or 2 to say that there are differences. */
  readonly status: readonly number[];
  readonly taken: Taken[];
}

function measurements(run: number): Omit<Measured, 'taken'>[] {
  const coldtrace = (...words: string[]): [string, ...string[]] => [process.execPath, cli, ...words];
  return [
    { name: '`wc -l` of one dump', command: ['wc', '-l', dumpOf('before')], status: [0] },
    {
      name: '`ovs-ofctl diff-flows` of both, stripped',
      command: ['ovs-ofctl', 'diff-flows', strippedOf('before'), strippedOf('after')],
      status: [2],
    },
    {
      name: '`coldtrace import` of one dump',
      command: coldtrace('import', casePath(run), join(folder, 'before'), '--label', 'before'),
      status: [0],
    },
    {
      name: '`coldtrace import` of the second',
      command: coldtrace('import', casePath(run), join(folder, 'after'), '--label', 'after'),
      status: [0],
    },
    {
      name: '`coldtrace diff --kind flows` of both',
      command: coldtrace(
        'diff',
        casePath(run),
        '--from',
        'compute1@before',
        '--to',
        'compute1@after',
        '--kind',
        'flows',
      ),
      status: [1],
    },
  ];
}

async function writeDumps(): Promise<void> {
  for (const side of ['before', 'after']) {
    mkdirSync(join(folder, side, 'compute1'), { recursive: true });
    const options = { flows, seed: 1, bridge: 'br-int', differ: side === 'after' ? differ : 0 } as const;
    await writeLines(dumpOf(side), flowDump(options));
    await writeLines(strippedOf(side), stripped(flowDump(options)));
  }
}

/** One run; its output goes to a file, as a user's would. */
function take({ command, status }: Omit<Measured, 'taken'>): Taken {
  const out = openSync(join(folder, 'output'), 'w');
  try {
    return timedRun(command, out, status);
  } finally {
    closeSync(out);
  }
}

try {
  await writeDumps();
  const measured: Measured[] = measurements(0).map((each) => ({ ...each, taken: [] }));
  for (let run = 0; run < runs; run++) {
    for (const [index, each] of measurements(run).entries()) measured[index]?.taken.push(take(each));
  }
  const reference = median(measured[1]?.taken.map(({ processor }) => processor) ?? []);
  const megabytes = (path: string): string => (statSync(path).size / 1e6).toFixed(0);
  console.log(
    `${flows.toLocaleString('en')} flows, ${megabytes(dumpOf('before'))} MB a dump; ${differ} flows differ; ` +
      `a case of both dumps has ${megabytes(casePath(0))} MB.\n${machine(runs)}\n`,
  );
  console.log(
    '| | processor seconds | of `diff-flows` | wall seconds | fastest to slowest |\n|---|---|---|---|---|',
  );
  for (const { name, taken } of measured) {
    const processor = median(taken.map((each) => each.processor));
    const walls = taken.map(({ wall }) => wall);
    const range = `${Math.min(...walls).toFixed(2)} – ${Math.max(...walls).toFixed(2)}`;
    console.log(
      `| ${name} | ${processor.toFixed(2)} | ${(processor / reference).toFixed(2)} × | ${median(walls).toFixed(2)} | ${range} |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
