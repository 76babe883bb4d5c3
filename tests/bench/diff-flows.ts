// Times `coldtrace diff-flows` on two raw dumps beside `ovs-ofctl diff-flows` on stripped copies of them, in
// one run and in turns. Prints Markdown for docs/performance.md.
//
//   node tests/bench/diff-flows.ts [--flows 200000] [--differ 201] [--runs 5]
//
// Then the harder thing: two dumps of one bridge in two versions of OpenFlow, as a real switch prints them,
// whose actions are all spelled differently. It needs Open vSwitch, and starts a switch of its own.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSwitch } from '../oracle/switch.ts';
import { flowDump } from './generate-flows.ts';
import { stripped, writeLines } from './stripped-dump.ts';
import { median, timedRun, type Taken } from './timed-run.ts';

const cli = resolve(import.meta.dirname, '../../bin/coldtrace.js');
const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '200000' },
    differ: { type: 'string', default: '201' },
    runs: { type: 'string', default: '5' },
  },
});
const [flows, differ, runs] = [Number(values.flows), Number(values.differ), Number(values.runs)];
const folder = mkdtempSync(join(tmpdir(), 'coldtrace-bench-'));
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

interface Bench {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** How it ends: with 2 or 1 to say that there are differences. */
  readonly status: readonly number[];
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
  const measured = pair.map((bench) => ({ ...bench, taken: [] as Taken[] }));
  const out = openSync(path('output'), 'w');
  for (let run = 0; run < runs; run++) {
    for (const { command, status, taken } of measured) taken.push(timedRun(command, out, status));
  }
  closeSync(out);
  console.log(`${title}\n`);
  console.log('| | wall seconds | | processor seconds | | peak memory | |\n|---|---|---|---|---|---|---|');
  const rows: { readonly name: string; readonly cells: readonly number[] }[] = [];
  for (const { name, command, taken } of measured) {
    const peak = (await peakOf(command)) / 1e6;
    rows.push({
      name,
      cells: [median(taken.map(({ wall }) => wall)), median(taken.map(({ processor }) => processor)), peak],
    });
  }
  for (const { name, cells } of rows) {
    const texts = cells.flatMap((value, i) => [
      i === 2 ? `${value.toFixed(0)} MB` : value.toFixed(2),
      `${(value / (rows[0]?.cells[i] ?? 1)).toFixed(2)} ×`,
    ]);
    console.log(`| ${name} | ${texts.join(' | ')} |`);
  }
  console.log('');
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

try {
  const megabytes = (name: string): string => (statSync(path(name)).size / 1e6).toFixed(0);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${platform()}, Node ${process.versions.node}; median of ${runs} runs.\n`,
  );
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
