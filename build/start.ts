// `npm start [-- BUNDLE… | CASE]`: builds what is stale, then opens the desktop app; where Electron
// cannot run, one line says why and the same interface is served to a browser on this machine.
//   --browser     the browser at once      --no-open   print the address, open nothing
//   --port N      the browser host's port
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowserHost } from '../electron/browser-host.ts';
import { readStartArguments } from '../electron/import-on-start.ts';
import { CodedError } from '../shared/api.ts';
import { buildPart, isBuilt } from './build.ts';

const root = resolve(import.meta.dirname, '..');
/** An npm script runs in the package's folder; INIT_CWD is where the user typed it. */
const workingFolder = process.env['INIT_CWD'] ?? process.cwd();

try {
  process.exitCode = await start();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  // An unknown option or a coded error is said in a line; anything else is ours, and shows where.
  const said = error instanceof CodedError || 'code' in error;
  console.error(said ? error.message : error);
  if (error instanceof CodedError && error.next !== null) console.error(error.next);
  process.exitCode = 2;
}

async function start(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      browser: { type: 'boolean', default: false },
      'no-open': { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
    },
  });
  const given = readStartArguments(positionals, workingFolder);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new CodedError('bad-request', `Not a port: ${values.port}`);
  }
  for (const path of [...given.bundles]) {
    if (!existsSync(path)) throw new CodedError('not-found', `There is no such bundle: ${path}`);
  }

  if (!values.browser) {
    const electron = findElectron();
    if ('reason' in electron) {
      console.log(`No desktop window (${electron.reason}); using the browser instead.`);
    } else {
      for (const part of ['renderer', 'app'] as const) await buildIfStale(part);
      const paths = [...given.bundles, ...(given.casePath === null ? [] : [given.casePath])];
      const failure = await runElectron(electron.path, paths);
      if (failure === null) return 0;
      console.log(`No desktop window (${failure}); using the browser instead.`);
    }
  }

  await buildIfStale('renderer');
  const host = await startBrowserHost({ port, ...given });
  console.log(`Coldtrace is at ${host.url}`);
  if (!values['no-open']) openBrowser(host.url);
  host.imported.then(
    (finished) => {
      if (finished) console.log(finished.error?.message ?? `Import ${finished.outcome}.`);
    },
    (error: Error) => console.error(error.message),
  );
  await new Promise<void>((interrupted) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted());
  });
  await host.close();
  return 0;
}

async function buildIfStale(part: 'renderer' | 'app'): Promise<void> {
  if (isBuilt(part)) return;
  console.log(part === 'renderer' ? 'Building the interface …' : 'Building the desktop app …');
  await buildPart(part);
}

/** Electron's program, fetched by its own install script when it is not there yet. */
function findElectron(): { readonly path: string } | { readonly reason: string } {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { reason: 'there is no display' };
  }
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return { reason: 'Electron is not installed' };
  }
  const binary = (): string | null => {
    const named = join(folder, 'path.txt');
    const path = existsSync(named) ? join(folder, 'dist', readFileSync(named, 'utf8')) : null;
    return path !== null && existsSync(path) ? path : null;
  };
  if (binary() === null) {
    console.log('Fetching Electron; this happens once …');
    spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: 10 * 60_000 });
  }
  const path = binary();
  return path === null ? { reason: "Electron's program cannot be fetched here" } : { path };
}

/** Runs the desktop app to its end. Null when it had a window; otherwise why it had none. */
function runElectron(program: string, paths: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, [root, ...paths], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, COLDTRACE_SAY_READY: '1' },
    });
    let opened = false;
    let complaint = '';
    child.stdout.on('data', (data: Buffer) => {
      opened ||= String(data).includes('coldtrace: window');
    });
    child.stderr.on('data', (data: Buffer) => {
      if (opened) process.stderr.write(data);
      else complaint = `${complaint}${String(data)}`.slice(-2000);
    });
    const stop = (): void => void child.kill();
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      // A second start hands its arguments to the first and ends at once, rightly, without a window.
      if (opened || code === 0 || signal === 'SIGTERM') return resolve(null);
      const lines = complaint.trim().split('\n');
      resolve(lines.at(-1)?.replace(/^\[[^\]]*\]\s*/, '') || `Electron ended with ${code ?? signal}`);
    });
  });
}

/** Hands the address to the system; that there is no browser is no failure, the address is printed. */
function openBrowser(url: string): void {
  const { platform, env } = process;
  if (platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY'] && !env['BROWSER']) return;
  const [command, ...words] =
    platform === 'darwin'
      ? ['open', url]
      : platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(command ?? '', words, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
