// Times what opening bundles costs: a real sos report beside `xz -dc | tar -t` on the same file in the same
// run, and a bundle of many hosts with large flow dumps, with its peak of memory and the case's size.
// Prints Markdown tables for docs/performance.md.
//
//   node tests/bench/every-bundle.ts [--hosts 50] [--flows 20000] [--runs 5] [--report FILE.tar.xz]
//
// The report is that of ../shared/data where it is; without one, only the large bundle is measured.
import { spawnSync } from 'node:child_process';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { arch, cpus, loadavg, platform, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { hasShared, sharedData } from '../shared-data.ts';
import { flowDump } from './generate-flows.ts';
import { median, timedRun, type Taken } from './timed-run.ts';

const cli = resolve(import.meta.dirname, '../../bin/coldtrace.js');
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '50' },
    flows: { type: 'string', default: '20000' },
    runs: { type: 'string', default: '5' },
    report: { type: 'string' },
  },
});
const [hosts, flows, runs] = [Number(values.hosts), Number(values.flows), Number(values.runs)];
const folder = mkdtempSync(join(tmpdir(), 'coldtrace-bench-'));

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

interface Run extends Taken {
  /** Bytes of the process's largest resident set. */
  readonly peak: number;
}

/** An import in a process of its own, which tells at its end how much memory it held at most. */
function importOf(bundle: string, casePath: string): Run {
  rmSync(casePath, { force: true });
  const peakFile = join(folder, 'peak');
  const script = `
    process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(peakFile)}, String(process.resourceUsage().maxRSS)));`;
  const told = `data:text/javascript,${encodeURIComponent(`import { createRequire } from 'node:module'; const require = createRequire('/');${script}`)}`;
  const run = timedRun([process.execPath, '--import', told, cli, 'import', casePath, bundle]);
  return { ...run, peak: Number(readFileSync(peakFile, 'utf8')) * 1024 };
}

function reportPath(): string | null {
  if (values.report !== undefined) return values.report;
  if (!hasShared) return null;
  const shared = sharedData('hotsos-openstack');
  const name = readdirSync(shared).find((file) => file.endsWith('.tar.xz'));
  return name === undefined ? null : join(shared, name);
}

function measureReport(report: string): readonly string[] {
  const casePath = join(folder, 'report.coldtrace');
  const listed: Taken[] = [];
  const imported: Run[] = [];
  for (let i = 0; i < runs; i++) {
    listed.push(timedRun(['sh', '-c', 'xz -dc "$0" | tar -t > /dev/null', report]));
    imported.push(importOf(report, casePath));
  }
  const files = Number(
    spawnSync('sh', ['-c', 'xz -dc "$0" | tar -t | grep -vc /$', report], { encoding: 'utf8' }).stdout,
  );
  const peak = Math.max(...imported.map((run) => run.peak));
  const base = medians(listed);
  const row = (name: string, { wall, processor }: Taken, memory: string): string => {
    const ofBase = `${(wall / base.wall).toFixed(2)} × | ${processor.toFixed(2)} | ${(processor / base.processor).toFixed(2)} ×`;
    return `| ${name} | ${wall.toFixed(2)} | ${ofBase} | ${((processor / files) * 1e6).toFixed(0)} | ${memory} |`;
  };
  return [
    `${files} files, ${megabytes(statSync(report).size)} as xz; median of ${runs} runs.`,
    '',
    '| | wall seconds | of `xz -dc \\| tar -t` | processor seconds | of `xz -dc \\| tar -t` | a thousand files, in milliseconds | peak memory |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    row('`xz -dc \\| tar -t`', base, '–'),
    row('`coldtrace import`', medians(imported), megabytes(peak)),
  ];
}

function medians(taken: readonly Taken[]): Taken {
  return {
    wall: median(taken.map(({ wall }) => wall)),
    processor: median(taken.map(({ processor }) => processor)),
  };
}

async function makeHosts(): Promise<{ readonly path: string; readonly bytes: number }> {
  const path = join(folder, 'hosts');
  let bytes = 0;
  for (let host = 1; host <= hosts; host++) {
    const at = join(path, `compute${host}`);
    mkdirSync(at, { recursive: true });
    const file = join(at, 'ovs-ofctl_dump-flows_br-int.txt');
    const lines = flowDump({ flows, seed: host, bridge: 'br-int', differ: 0 });
    const text = function* (): Generator<string> {
      for (const line of lines) yield `${line}\n`;
    };
    await pipeline(Readable.from(text()), createWriteStream(file));
    bytes += statSync(file).size;
  }
  return { path, bytes };
}

function measureHosts({ path, bytes }: { readonly path: string; readonly bytes: number }): readonly string[] {
  const casePath = join(folder, 'hosts.coldtrace');
  const taken = Array.from({ length: Math.max(1, Math.ceil(runs / 2)) }, () => importOf(path, casePath));
  const { wall, processor } = medians(taken);
  const peak = Math.max(...taken.map((run) => run.peak));
  const size = statSync(casePath).size;
  return [
    `${hosts} hosts, ${flows.toLocaleString('en')} flows each; ${megabytes(bytes)} of text in a folder; median of ${taken.length} runs.`,
    '',
    '| wall seconds | flows a second | processor seconds | peak memory | case | of the raw size |',
    '| --- | --- | --- | --- | --- | --- |',
    `| ${wall.toFixed(2)} | ${Math.round((hosts * flows) / wall).toLocaleString('en')} | ${processor.toFixed(2)} | ${megabytes(peak)} | ${megabytes(size)} | ${((size / bytes) * 100).toFixed(0)} % |`,
  ];
}

try {
  const report = reportPath();
  const [cpu] = cpus();
  console.log(
    `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${platform()} ${arch()}, Node ${process.versions.node}; load ${loadavg()[0]?.toFixed(1)} at the start.\n`,
  );
  if (report !== null) console.log(`${measureReport(report).join('\n')}\n`);
  console.log(measureHosts(await makeHosts()).join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
