// What the benches of two dumps take: how many flows, how many of them differ, and how often each program runs.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const cli = resolve(import.meta.dirname, '../../bin/coldtrace.js');

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '200000' },
    differ: { type: 'string', default: '201' },
    runs: { type: 'string', default: '5' },
  },
});
export const [flows, differ, runs] = [Number(values.flows), Number(values.differ), Number(values.runs)];

/** For what is compared; whoever makes it removes it. */
export const folder = mkdtempSync(join(tmpdir(), 'coldtrace-bench-'));
