// Times `coldtrace diff-flows` on two raw dumps beside `ovs-ofctl diff-flows` on stripped copies of them, in
// one run and in turns. Prints Markdown for docs/performance.md.
//
//   node tests/bench/diff-flows.ts [--flows 200000] [--differ 201] [--runs 5]
//
// Then the harder thing: two dumps of one bridge in two versions of OpenFlow, as a real switch prints them,
// whose actions are all spelled differently. It needs Open vSwitch, and starts a switch of its own.
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startSwitch } from '../oracle/switch.ts';
import { cli, differ, flows, folder, runs } from './flow-options.ts';
import { flowDump } from './generate-flows.ts';
import { inTurns, machine, type Bench } from './in-turns.ts';
import { stripped, writeLines } from './stripped-dump.ts';

const path = (name: string): string => join(folder, name);

async function writeDumps(): Promise<void> {
  for (const side of ['before', 'after']) {
    const options = { flows, seed: 1, bridge: 'br-int', differ: side === 'after' ? differ : 0 } as const;
    await writeLines(path(side), flowDump(options));
    await writeLines(path(`${side}.flows`), stripped(flowDump(options)));
  }
}

/** What a switch with the flows of a br-tun prints in two versions. */
async function writeVersions(): Promise<void> {
  const flowsFile = path('br-tun.flows');
  await writeLines(flowsFile, stripped(flowDump({ flows, seed: 1, bridge: 'br-tun', differ: 0 })));
  const ovs = startSwitch();
  try {
    ovs.addBridge('br-tun', 'protocols=OpenFlow10,OpenFlow13');
    ovs.run('ovs-ofctl', 'add-flows', 'br-tun', flowsFile);
    for (const version of ['OpenFlow10', 'OpenFlow13']) {
      // Through a file: 40 MB are more than a pipe's reader should hold.
      ovs.run('sh', '-c', `ovs-ofctl -O ${version} dump-flows br-tun > ${path(version)}`);
      await writeLines(path(`${version}.flows`), stripped(readFileSync(path(version), 'utf8').split('\n')));
    }
  } finally {
    ovs.stop();
  }
}

function benches(a: string, b: string, difference: 0 | 1): readonly Bench[] {
  return [
    {
      name: '`ovs-ofctl diff-flows`, stripped copies',
      command: ['ovs-ofctl', 'diff-flows', path(`${a}.flows`), path(`${b}.flows`)],
      status: [2],
    },
    {
      name: '`coldtrace diff-flows`',
      command: [process.execPath, cli, 'diff-flows', path(a), path(b)],
      status: [difference],
    },
  ];
}

async function report(title: string, pair: readonly Bench[]): Promise<void> {
  console.log([title, '', ...(await inTurns(pair, runs, path('output'))), ''].join('\n'));
}

try {
  const megabytes = (name: string): string => (statSync(path(name)).size / 1e6).toFixed(0);
  console.log(`${machine(runs)}\n`);
  await writeDumps();
  await report(
    `${flows.toLocaleString('en')} flows of br-int, ${megabytes('before')} MB a dump; ${differ} flows differ.`,
    benches('before', 'after', 1),
  );
  await writeVersions();
  await report(
    `${flows.toLocaleString('en')} flows of br-tun in OpenFlow 1.0 and 1.3, ${megabytes('OpenFlow10')} MB a dump; none differs.`,
    benches('OpenFlow10', 'OpenFlow13', 0),
  );
} finally {
  rmSync(folder, { recursive: true });
}
