// `npm start` as a user runs it, with everything it does on a network written down: it listens, it answers,
// and it never asks for anything. Needs no browser.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { buildPart, isBuilt } from '../../build/build.ts';

const root = resolve(import.meta.dirname, '../..');

test('a start, an import and a look at it reach for nothing outside', async () => {
  if (!isBuilt('renderer')) await buildPart('renderer');
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-offline-'));
  const log = join(folder, 'network.log');
  const transcript = join(root, 'resources/samples/article/transcript.txt');
  const watcher = pathToFileURL(join(import.meta.dirname, 'watch-network.ts')).href;
  const child = spawn(process.execPath, ['build/start.ts', '--browser', '--no-open', transcript], {
    cwd: root,
    env: {
      ...process.env,
      COLDTRACE_DATA: folder,
      COLDTRACE_NETWORK_LOG: log,
      NODE_OPTIONS: `--import=${watcher}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += String(data)));
  const ended = new Promise<number | null>((done) => child.on('exit', done));

  await expect.poll(() => said, { timeout: 60_000 }).toMatch(/Import done\.\n/);
  const url = /Coldtrace is at (http:\S+)/.exec(said)?.[1] ?? '';
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/);
  expect((await fetch(url)).status).toBe(200);
  const { host, origin } = new URL(url);
  const socket = new WebSocket(`${url.replace('http:', 'ws:')}engine`, { origin });
  const answer = await new Promise<string>((done, fail) => {
    socket.on('open', () => socket.send(JSON.stringify({ id: 1, method: 'snapshots.list', request: {} })));
    socket.on('error', fail);
    socket.on('message', (data: Buffer) => done(data.toString()));
  });
  expect(JSON.parse(answer)).toMatchObject({ id: 1, response: { snapshots: [{ id: 1 }] } });
  socket.close();
  child.kill('SIGINT');
  expect(await ended).toBe(0);

  const noted = readFileSync(log, 'utf8').trim().split('\n');
  const watching = noted.filter((line) => line.endsWith(' watching'));
  // The host's thread, the engine's, and the import's.
  expect(watching.length).toBeGreaterThanOrEqual(3);
  // To listen on an address, Node "looks it up" without asking anyone.
  const own = host.split(':')[0] ?? '';
  const outward = noted.filter((line) => !line.endsWith(' watching') && !line.includes(`lookup ["${own}"`));
  expect(outward).toEqual([]);
  rmSync(folder, { recursive: true });
});
