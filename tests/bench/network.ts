// Times the network model and the whole-case view on generated cases of 1, 10 and 50 hosts with 200 instances
// each, imported as a user's bundles are. Prints a Markdown table for docs/performance.md.
//
//   node --expose-gc tests/bench/network.ts [--hosts 1,10,50] [--instances 200] [--networks 20] [--keep FOLDER]
//
// Times are processor seconds of this process, which does one thing at a time. With --keep the cases stay in the
// folder and are not generated again.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CaseSession } from '../../electron/engine/case-session.ts';
import { insideOf } from '../../shared/network/case/inside.ts';
import { overviewOf } from '../../shared/network/case/overview.ts';
import { hostName, hostOutputs } from './generate-case.ts';
import { timedRun } from './timed-run.ts';

const cli = resolve(import.meta.dirname, '../../bin/coldtrace.js');
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1,10,50' },
    instances: { type: 'string', default: '200' },
    networks: { type: 'string', default: '20' },
    keep: { type: 'string' },
  },
});
const instances = Number(values.instances);
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'coldtrace-network-'));
mkdirSync(folder, { recursive: true });

interface Figures {
  readonly hosts: number;
  readonly devices: number;
  readonly importing: number | null;
  readonly indexing: number;
  readonly joining: number;
  readonly oneModel: number;
  readonly allModels: number;
  readonly overview: number;
  readonly inside: number;
  readonly memory: number;
}

/** Makes the bundles of a case and imports them; gives the processor seconds of the import, null where it was kept. */
function importCase(path: string, hosts: number): number | null {
  if (existsSync(path)) return null;
  const bundles = Array.from({ length: hosts }, (_, index) => {
    const bundle = join(folder, `bundles-${hosts}`, hostName(index));
    mkdirSync(bundle, { recursive: true });
    const options = { hosts, instances, networks: Number(values.networks), seed: 7 };
    for (const [name, text] of hostOutputs(options, index)) {
      mkdirSync(dirname(join(bundle, name)), { recursive: true });
      writeFileSync(join(bundle, name), text);
    }
    return bundle;
  });
  const { processor } = timedRun([process.execPath, cli, 'import', path, ...bundles, '--json']);
  rmSync(join(folder, `bundles-${hosts}`), { recursive: true });
  return processor;
}

function seconds<T>(work: () => T): readonly [number, T] {
  const begun = process.cpuUsage();
  const made = work();
  const { user, system } = process.cpuUsage(begun);
  return [(user + system) / 1e6, made];
}

function measure(hosts: number): Figures {
  const path = join(folder, `${hosts}x${instances}.coldtrace`);
  const importing = importCase(path, hosts);
  const session = new CaseSession(path, { create: false });
  const ids = session.snapshots().map(({ id }) => id);
  const [first = 0] = ids;
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const [indexing] = seconds(() => session.caseIndex(first).nodes);
  const [joining, plan] = seconds(() => session.casePlan(first));
  const overview = JSON.stringify(overviewOf(plan.model)).length;
  const [oneModel, model] = seconds(() => session.node(first));
  const [host] = plan.model.hosts;
  if (host === undefined) throw new Error('the generated case has no host');
  const inside = JSON.stringify(insideOf(model, plan.places, host)).length;
  let devices = 0;
  const [allModels] = seconds(() => {
    for (const id of ids) devices += session.node(id).devices.length;
  });
  globalThis.gc?.();
  const memory = process.memoryUsage().heapUsed - before;
  session.close();
  return {
    hosts,
    devices,
    importing,
    indexing,
    joining,
    oneModel,
    allModels: allModels + oneModel,
    overview,
    inside,
    memory,
  };
}

const all = values.hosts.split(',').map((count) => measure(Number(count)));
const [{ model = 'unknown processor' } = {}] = cpus();
console.log(
  `${instances} instances a host; ${cpus().length} × ${model.trim()}, ${platform()} ${arch()}, Node ${process.versions.node}.\n`,
);
const row = (name: string, cell: (figures: Figures) => string): string =>
  `| ${name} | ${all.map(cell).join(' | ')} |`;
const perHost = (value: number, { hosts }: Figures): string =>
  `${value.toFixed(2)} s (${((value / hosts) * 1000).toFixed(0)} ms a host)`;
console.log(row('hosts', ({ hosts }) => String(hosts)));
console.log(`| --- | ${all.map(() => '---').join(' | ')} |`);
console.log(row('devices', ({ devices }) => String(devices)));
console.log(row('import', (each) => (each.importing === null ? 'kept' : perHost(each.importing, each))));
console.log(row('facts read and indexed', (each) => perHost(each.indexing, each)));
console.log(row('case model', (each) => perHost(each.joining, each)));
console.log(row('node model of one host', ({ oneModel }) => `${(oneModel * 1000).toFixed(0)} ms`));
console.log(row('node models of all hosts', (each) => perHost(each.allModels, each)));
console.log(row('overview that the view gets', ({ overview }) => `${(overview / 1024).toFixed(0)} KiB`));
console.log(row('inside of one host', ({ inside }) => `${(inside / 1024).toFixed(0)} KiB`));
console.log(row('heap after that', ({ memory }) => `${(memory / 2 ** 20).toFixed(0)} MiB`));
if (values.keep === undefined) rmSync(folder, { recursive: true });
