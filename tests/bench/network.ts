// Times the network model and the whole-case view on generated cases of 1, 10 and 50 hosts with 200 instances
// each, imported as a user's bundles are. Prints a Markdown table for docs/performance.md.
//
//   node --expose-gc tests/bench/network.ts [--hosts 1,10,50] [--instances 200] [--networks 20] [--keep FOLDER] [--browser]
//
// Times are processor seconds of this process, which does one thing at a time. With --keep the cases stay in the
// folder and are not generated again. With --browser each case is opened in Chromium, too: seconds by the clock
// until the picture of the case and that of its first host are there, and the time between two frames while the
// case's picture, one host unfolded, is dragged and zoomed.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { networkOf } from '../../electron/engine/case-network.ts';
import { caseIndexOf } from '../../electron/engine/case-indexes.ts';
import { CaseSession } from '../../electron/engine/case-session.ts';
import { insideOf } from '../../shared/network/case/inside.ts';
import { overviewOf } from '../../shared/network/case/overview.ts';
import { closeBrowser, openPage } from '../e2e/browser.ts';
import { hostName, hostOutputs } from './generate-case.ts';
import { timedRun } from './timed-run.ts';

const cli = resolve(import.meta.dirname, '../../bin/coldtrace.js');
const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '1,10,50' },
    instances: { type: 'string', default: '200' },
    networks: { type: 'string', default: '20' },
    keep: { type: 'string' },
    browser: { type: 'boolean', default: false },
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
  const [indexing] = seconds(() => caseIndexOf(session, first).nodes);
  const [joining, plan] = seconds(() => networkOf(session).casePlan(first));
  const overview = JSON.stringify(overviewOf(plan.model)).length;
  const [oneModel, model] = seconds(() => networkOf(session).node(first));
  const [host] = plan.model.hosts;
  if (host === undefined) throw new Error('the generated case has no host');
  const inside = JSON.stringify(insideOf(model, plan.places)).length;
  let devices = 0;
  const [allModels] = seconds(() => {
    for (const id of ids) devices += networkOf(session).node(id).devices.length;
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
if (values.browser) {
  console.log('');
  const seen: InBrowser[] = [];
  for (const { hosts } of all) seen.push(await inBrowser(hosts));
  await closeBrowser();
  const cells = (name: string, cell: (figures: InBrowser) => string): string =>
    `| ${name} | ${seen.map(cell).join(' | ')} |`;
  const frames = ({ median, worst }: FrameTimes): string =>
    `${median.toFixed(0)} ms, at most ${worst.toFixed(0)} ms`;
  console.log(cells('in the browser: hosts', ({ hosts }) => String(hosts)));
  console.log(`| --- | ${seen.map(() => '---').join(' | ')} |`);
  console.log(cells('picture of the case', (each) => `${each.casePicture.toFixed(1)} s`));
  console.log(cells('a host of it unfolded', (each) => `${each.unfolded.toFixed(1)} s`));
  console.log(cells('picture of one host', (each) => `${each.hostPicture.toFixed(1)} s`));
  console.log(cells('elements of the case, folded', (each) => String(each.elements)));
  console.log(cells('between frames while dragged', (each) => frames(each.dragged)));
  console.log(cells('between frames while zoomed', (each) => frames(each.zoomed)));
}
if (values.keep === undefined) rmSync(folder, { recursive: true });

interface FrameTimes {
  readonly median: number;
  readonly worst: number;
}
interface InBrowser {
  readonly hosts: number;
  readonly casePicture: number;
  readonly unfolded: number;
  readonly hostPicture: number;
  readonly elements: number;
  readonly dragged: FrameTimes;
  readonly zoomed: FrameTimes;
}

/** The case in a fresh browser and engine: nothing is known yet when the first picture is asked for. */
async function inBrowser(hosts: number): Promise<InBrowser> {
  const casePath = join(folder, `${hosts}x${instances}.coldtrace`);
  const { page, close } = await openPage({ casePath, viewport: { width: 1440, height: 900 } });
  await page.getByRole('heading', { name: /snapshots? of/ }).waitFor();
  const until = async (hash: string, there: string): Promise<number> => {
    const begun = performance.now();
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await page.locator(there).first().waitFor({ timeout: 120_000 });
    return (performance.now() - begun) / 1000;
  };
  const casePicture = await until('#/network?scope=case&open=none', '.zoom-stage .box.host');
  const elements = await page.locator('.zoom-stage svg *').count();
  const first = hostName(0);
  const unfolded = await until(`#/network?scope=case&open=${first}`, '.zoom-stage .box.group');
  await page.keyboard.press('f');
  const dragged = await framesWhile(page, async () => {
    await page.mouse.move(700, 420);
    await page.mouse.down();
    for (let i = 0; i < 90; i++) await page.mouse.move(700 - i * 4, 420 - i * 2);
    await page.mouse.up();
  });
  const zoomed = await framesWhile(page, async () => {
    await page.mouse.move(500, 420);
    for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i % 20 < 10 ? -60 : 60);
  });
  const hostPicture = await until('#/network?scope=host', '.zoom-stage [data-key^="ovs-bridge/"]');
  await close();
  return { hosts, casePicture, unfolded, hostPicture, elements, dragged, zoomed };
}

async function framesWhile(page: Page, work: () => Promise<void>): Promise<FrameTimes> {
  // As text: the rest of this file knows no browser.
  await page.evaluate(`
    window.frameTrace = { times: [], on: true };
    requestAnimationFrame(function frame(time) {
      window.frameTrace.times.push(time);
      if (window.frameTrace.on) requestAnimationFrame(frame);
    });
  `);
  await work();
  const times = await page.evaluate<number[]>('((window.frameTrace.on = false), window.frameTrace.times)');
  const gaps = times
    .slice(1)
    .map((time, i) => time - (times[i] ?? time))
    .sort((a, b) => a - b);
  return { median: gaps[Math.floor(gaps.length / 2)] ?? 0, worst: gaps.at(-1) ?? 0 };
}
