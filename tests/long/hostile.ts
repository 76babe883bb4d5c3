// `node tests/long/hostile.ts [--count 100000] [--seed N]`: reads hostile inputs, archives and outputs, in a
// thread that this one watches: no crash, no hang, no memory that grows. Each input has a number; whatever
// goes wrong is repeated by `--seed NUMBER --count 1`.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { HostileInputs } from './try-input.ts';

/** Inputs between two looks at the memory. */
const batch = 5000;
/** What a thread's memory may differ by between two looks, after its first batch: caches and code. */
const allowed = 48 * 1024 * 1024;
/** An input that does not end at all; the longest are some 300 KiB. */
const longest = 300_000;

interface Job {
  readonly seed: number;
  readonly count: number;
  readonly now: SharedArrayBuffer;
}

if (isMainThread) watch();
else await work(workerData as Job);

function watch(): void {
  const option = (name: string, otherwise: number): number => {
    const at = process.argv.indexOf(name);
    const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
    if (!Number.isSafeInteger(value)) throw new Error(`${name} wants a number`);
    return value;
  };
  const count = option('--count', 100_000);
  const seed = option('--seed', Date.now() % 1_000_000_000);
  console.log(`${count} inputs from --seed ${seed}`);
  const now = new SharedArrayBuffer(4);
  const at = new Uint32Array(now);
  const worker = new Worker(new URL(import.meta.url), { workerData: { seed, count, now } satisfies Job });
  let last = -1;
  let since = performance.now();
  const watching = setInterval(() => {
    const input = Atomics.load(at, 0);
    if (input !== last) [last, since] = [input, performance.now()];
    else if (performance.now() - since > longest) fail(`does not end: --seed ${input} --count 1`);
  }, 1000);
  const fail = (why: string): void => {
    console.log(`FAILED ${why}`);
    process.exitCode = 1;
    clearInterval(watching);
    void worker.terminate();
  };
  worker.on('message', (text: string) => {
    console.log(text);
    if (text.startsWith('FAILED')) process.exitCode = 1;
  });
  worker.on('error', (error) => fail(`crashed at --seed ${Atomics.load(at, 0)} --count 1: ${error.stack}`));
  worker.on('exit', () => clearInterval(watching));
}

async function work({ seed, count, now }: Job): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const at = new Uint32Array(now);
  const inputs = new HostileInputs();
  const start = performance.now();
  const say = (text: string): void => parentPort?.postMessage(text);
  const held: number[] = [];
  let failures = 0;
  for (let i = 0; i < count; i++) {
    const input = (seed + i) >>> 0;
    Atomics.store(at, 0, input);
    const wrong = await inputs.try(input);
    if (wrong !== null) {
      say(`FAILED --seed ${input} --count 1: ${wrong}`);
      if (++failures === 50) break;
    }
    if ((i + 1) % batch !== 0) continue;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    held.push(heapUsed + external);
    const mib = ((heapUsed + external) / 1024 / 1024).toFixed(0);
    say(`${i + 1} inputs, ${((performance.now() - start) / 1000).toFixed(0)} s, ${mib} MiB held`);
  }
  const [first = 0] = held;
  const most = Math.max(...held, first);
  if (most - first > allowed) say(`FAILED memory grew by ${Math.round((most - first) / 1024 / 1024)} MiB`);
  inputs.close();
  say(`done in ${((performance.now() - start) / 1000).toFixed(0)} s, ${failures} failures`);
}
