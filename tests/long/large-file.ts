// One file of a bundle larger than any string of V8 (512 MiB), and larger than the heap: it is read as it comes.
//
//   node tests/long/large-file.ts [MEBIBYTES] [HEAP-MEBIBYTES] [gz|zst]
//
// Writes a tar of one dump of flows of that size (600 MiB unless said), imports it in a process of its own,
// and prints how long that took and the most memory it had. Exit code 1 when a flow is missing.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { tarHeader } from '../tar-builder.ts';

const cli = resolve(import.meta.dirname, '../../bin/coldtrace.js');
const mebibyte = 1024 * 1024;

export interface LargeFile {
  readonly flows: number;
  readonly flowsRead: number;
  readonly seconds: number;
  /** The importing process's own highest resident set. */
  readonly peakMebibytes: number;
  readonly errors: string;
}

/** A line like those of a real br-int, of one length whatever its number. */
function flowLine(number: number): string {
  const port = String(number % 65_000).padStart(5, '0');
  const mac = number
    .toString(16)
    .padStart(6, '0')
    .replace(/(..)(..)(..)/, '$1:$2:$3');
  return ` cookie=0x5ae4d7d4c6a8f3b2, duration=86400.000s, table=20, n_packets=1, n_bytes=100, priority=2,dl_vlan=1,dl_dst=fa:16:3e:${mac} actions=strip_vlan,load:0x2->NXM_NX_TUN_ID[],output:${port}\n`;
}

function* tarOf(flows: number, head: string): Generator<Buffer> {
  const size = head.length + flows * flowLine(0).length;
  yield tarHeader({ name: 'c1/ovs-ofctl_dump-flows_br-tun.txt' }, size);
  yield Buffer.from(head);
  const step = 4000;
  for (let at = 0; at < flows; at += step) {
    const lines = Array.from({ length: Math.min(step, flows - at) }, (_, i) => flowLine(at + i));
    yield Buffer.from(lines.join(''), 'latin1');
  }
  yield Buffer.alloc(((512 - (size % 512)) % 512) + 1024);
}

/** Writes, imports and removes it. `heap`: the importing process's limit for each of its heaps, in MiB. */
export async function importLargeFile(
  size: number,
  heap: number,
  compression: 'gz' | 'zst',
): Promise<LargeFile> {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-large-'));
  try {
    const bundle = join(folder, `large.tar.${compression}`);
    const head = 'NXST_FLOW reply (xid=0x4):\n';
    const flows = Math.ceil((size * mebibyte) / flowLine(0).length);
    const pack = compression === 'gz' ? createGzip({ level: 1 }) : createZstdCompress();
    await pipeline(Readable.from(tarOf(flows, head)), pack, createWriteStream(bundle));
    const started = process.hrtime.bigint();
    const report = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS + '\\n'))`;
    const words = [
      `--max-old-space-size=${heap}`,
      '--import',
      `data:text/javascript,${encodeURIComponent(report)}`,
    ];
    const child = spawnSync(
      process.execPath,
      [...words, cli, 'import', join(folder, 'large.coldtrace'), bundle, '--json'],
      { encoding: 'utf8', maxBuffer: 64 * mebibyte },
    );
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    const peaks = [...child.stderr.matchAll(/peak (\d+)$/gm)].map((match) => Number(match[1]) / 1024);
    const ledger = child.status === 0 ? (JSON.parse(child.stdout) as { facts: number }) : { facts: 0 };
    const errors = child.status === 0 ? '' : child.stderr.slice(-2000);
    return { flows, flowsRead: ledger.facts, seconds, peakMebibytes: Math.max(0, ...peaks), errors };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const [size = '600', heap = '256', compression = 'gz'] = process.argv.slice(2);
  const done = await importLargeFile(Number(size), Number(heap), compression === 'zst' ? 'zst' : 'gz');
  console.log(
    `${size} MiB in one file, heap ${heap} MiB: ${done.flowsRead} of ${done.flows} flows in ${done.seconds.toFixed(1)} s, peak ${done.peakMebibytes.toFixed(0)} MiB`,
  );
  if (done.errors !== '') console.error(done.errors);
  if (done.flowsRead < done.flows) process.exitCode = 1;
}
