// Times `coldtrace diff --kind flows` of two dumps that are in a case already beside `ovs-ofctl diff-flows` on stripped
// copies of them, in one run and in turns. Prints Markdown for docs/performance.md.
//
//   node tests/bench/diff-case.ts [--flows 200000] [--differ 201] [--runs 5]
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cli, differ, flows, folder, runs } from './flow-options.ts';
import { flowDump } from './generate-flows.ts';
import { inTurns, machine } from './in-turns.ts';
import { stripped, writeLines } from './stripped-dump.ts';
import { timedRun } from './timed-run.ts';

const path = (name: string): string => join(folder, name);
const casePath = path('bench.coldtrace');

/** A bundle of one dump in the case, and a copy of the dump as `ovs-ofctl` takes it. */
async function addDump(side: 'before' | 'after'): Promise<void> {
  const options = { flows, seed: 1, bridge: 'br-int', differ: side === 'after' ? differ : 0 } as const;
  mkdirSync(join(path(side), 'compute1'), { recursive: true });
  await writeLines(dumpOf(side), flowDump(options));
  await writeLines(path(`${side}.flows`), stripped(flowDump(options)));
  timedRun([process.execPath, cli, 'import', casePath, path(side), '--label', side]);
}

function dumpOf(side: 'before' | 'after'): string {
  return join(path(side), 'compute1', 'ovs-ofctl_dump-flows_br-int.txt');
}

try {
  await addDump('before');
  await addDump('after');
  const megabytes = (file: string): string => (statSync(file).size / 1e6).toFixed(0);
  const table = await inTurns(
    [
      {
        name: '`ovs-ofctl diff-flows`, stripped copies',
        command: ['ovs-ofctl', 'diff-flows', path('before.flows'), path('after.flows')],
        status: [2],
      },
      {
        name: '`coldtrace diff --kind flows`, from a case',
        command: [
          ...([process.execPath, cli, 'diff', casePath, '--kind', 'flows'] as const),
          ...['--from', 'compute1@before', '--to', 'compute1@after'],
        ],
        status: [1],
      },
    ],
    runs,
    path('output'),
  );
  console.log(
    [
      machine(runs),
      '',
      `${flows.toLocaleString('en')} flows of br-int, ${megabytes(dumpOf('before'))} MB a dump, a case of ${megabytes(casePath)} MB; ${differ} flows differ.`,
      '',
      ...table,
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true });
}
