// The browser host as a stranger on the same machine, a rebound name or another site would meet it, with
// two files for an interface and a stand-in for the engine.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startBrowserHost } from '../../../electron/browser-host.ts';
import type { BrowserHost } from '../../../electron/browser-host.ts';
import { reportStyle } from '../../../shared/report/html-style.ts';

/** Before the mock below, which is hoisted above everything else. The hosts' spools go there too. */
const folder = await vi.hoisted(async () => {
  const { mkdtempSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const made = mkdtempSync(`${tmpdir()}/coldtrace-host-test-`);
  vi.stubEnv('TMPDIR', made);
  vi.stubEnv('TEMP', made);
  return made;
});

vi.mock('../../../electron/app-folders.ts', () => ({
  appFolders: {
    version: '0.1.0',
    renderer: join(folder, 'renderer'),
    samples: join(folder, 'samples'),
    engineProcess: join(import.meta.dirname, 'stand-in-engine.ts'),
  },
  userDataFolder: () => join(folder, 'data'),
}));

let host: BrowserHost;
let port: number;
/** `/TOKEN/` */
let base: string;

const start = (bundles: readonly string[] = []): Promise<BrowserHost> =>
  startBrowserHost({ port: 0, casePath: null, bundles });

beforeAll(() => {
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer/index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'renderer/assets/a.js'), 'export {};');
  writeFileSync(join(folder, 'secret'), 'secret');
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  host = await start();
  const url = new URL(host.url);
  port = Number(url.port);
  base = url.pathname;
});
afterEach(() => host.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The path goes out exactly as written, which `fetch` would not do. */
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const own = (): Record<string, string> => ({ Origin: `http://127.0.0.1:${port}` });

/** Opens a WebSocket; resolves with the HTTP status that refused it, or with the open socket. */
function openSocket(path: string, headers: Record<string, string>): Promise<number | WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

describe('the address', () => {
  test('has 256 random bits', async () => {
    expect(Buffer.from(base.slice(1, -1), 'base64url')).toHaveLength(32);
    const other = await start();
    expect(new URL(other.url).pathname).not.toBe(base);
    await other.close();
  });

  test('without the token, or with another, nothing is told', async () => {
    const wrong = `/${Buffer.alloc(32, 7).toString('base64url')}/`;
    for (const path of [
      '/',
      '/index.html',
      base.slice(0, -1),
      wrong,
      `/x${base}`,
      `/${base}`,
      `/?token=${base}`,
    ]) {
      const { status, body } = await ask(path);
      expect([path, status]).toEqual([path, 403]);
      expect(body).not.toContain('<');
    }
    expect((await ask(wrong + 'upload', { method: 'POST', headers: own() })).status).toBe(403);
    expect(await openSocket(`${wrong}engine`, own())).toBe(403);
    expect((await ask(base)).status).toBe(200);
  });

  test('another Host is refused: a name that was rebound, another port, none', async () => {
    for (const name of [
      'evil.example',
      `evil.example:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
    ]) {
      expect([name, (await ask(base, { headers: { Host: name } })).status]).toEqual([name, 403]);
    }
    expect(await openSocket(`${base}engine`, { ...own(), Host: `evil.example:${port}` })).toBe(403);
  });

  test('another Origin gets no answer and no WebSocket', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `http://localhost:${port}`,
      `https://127.0.0.1:${port}`,
    ]) {
      expect(await openSocket(`${base}engine`, { Origin: origin })).toBe(403);
      for (const [method, path] of [
        ['GET', base],
        ['POST', `${base}upload`],
        ['OPTIONS', base],
      ] as const) {
        const { status, headers } = await ask(path, { method, headers: { Origin: origin } });
        expect([origin, method, status]).toEqual([origin, method, 403]);
        expect(headers['access-control-allow-origin']).toBeUndefined();
      }
    }
    // No Origin at all: no browser sends such a POST or WebSocket.
    expect(await openSocket(`${base}engine`, {})).toBe(403);
    expect((await ask(`${base}upload`, { method: 'POST' })).status).toBe(403);
  });

  test('only loopback listens', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    for (const address of [...others, '::1']) {
      const refused = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: address, port });
        socket.on('connect', () => resolve(false)).on('error', () => resolve(true));
      });
      expect([address, refused]).toEqual([address, true]);
    }
  });
});

describe('files', () => {
  test('come with exactly this policy', async () => {
    const { headers } = await ask(base);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-" +
        `${createHash('sha256').update(reportStyle).digest('base64')}'; img-src 'self'; font-src 'self'; ` +
        "connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
    );
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['set-cookie']).toBeUndefined();
    const refused = await ask('/');
    expect(refused.headers['content-security-policy']).toBe(headers['content-security-policy']);
  });

  test('lie in the built interface only', async () => {
    for (const name of [
      '../secret',
      '..%2fsecret',
      '%2e%2e/secret',
      'assets/../../secret',
      'assets/../index.html',
      'assets/%2e%2e/index.html',
      '..\\secret',
      '/etc/passwd',
      '%2fetc%2fpasswd',
      'index.html%00.js',
      'assets',
      'assets/',
    ]) {
      const { status, body } = await ask(base + name);
      expect([name, status]).toEqual([name, 404]);
      expect(body).toBe('Not found\n');
    }
    expect(await ask(`${base}index.html`)).toMatchObject({ status: 200, body: '<!doctype html>' });
    expect((await ask(`${base}assets/a.js`)).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask(base, { method: 'PUT', headers: own() })).status).toBe(405);
  });

  test('that a build has taken away are not found, and the host goes on', async () => {
    const gone = join(folder, 'renderer/assets/gone.js');
    writeFileSync(gone, 'export {};');
    const other = await start();
    rmSync(gone);
    expect((await fetch(`${other.url}assets/gone.js`)).status).toBe(404);
    expect((await fetch(`${other.url}assets/a.js`)).status).toBe(200);
    await other.close();
  });
});

describe('the engine', () => {
  test('answers over the WebSocket, to each socket under its own numbers', async () => {
    const sockets = await Promise.all([1, 2].map(() => openSocket(`${base}engine`, own())));
    const answers = await Promise.all(
      sockets.map(
        (socket) =>
          new Promise<unknown>((resolve) => {
            const open = socket as WebSocket;
            open.on('message', (data: Buffer) => resolve(JSON.parse(data.toString())));
            open.send(JSON.stringify({ id: 5, method: 'app.info', request: {} }));
          }),
      ),
    );
    for (const answer of answers) {
      expect(answer).toEqual({ id: 5, response: { method: 'app.info', request: {} } });
    }
    for (const socket of sockets) (socket as WebSocket).close();
  });

  test.each([
    ['throw', 'The engine stopped: no memory left.'],
    ['exit', 'The engine stopped with code 3.'],
  ])('that ends (%s) answers everything with that, now and later', async (method, message) => {
    const socket = (await openSocket(`${base}engine`, own())) as WebSocket;
    const answers: unknown[] = [];
    socket.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString())));
    const error = {
      code: 'internal',
      message,
      next: 'Start Coldtrace again; the case is as it was after the last finished import.',
    };
    socket.send(JSON.stringify({ id: 1, method, request: {} }));
    // A thread takes its time to start on a busy machine.
    await expect.poll(() => answers, { timeout: 10_000 }).toEqual([{ id: 1, error }]);
    socket.send(JSON.stringify({ id: 2, method: 'app.info', request: {} }));
    await expect.poll(() => answers).toContainEqual({ id: 2, error });
    socket.close();
  });

  test('what is not a frame ends the socket, not the host', async () => {
    for (const [sent, code] of [
      ['not JSON', 1007],
      ['{"method":"app.info"}', 1007],
      [`"${'x'.repeat(5 * 1024 * 1024)}"`, 1009],
    ] as const) {
      const socket = (await openSocket(`${base}engine`, own())) as WebSocket;
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.send(sent);
      expect(await closed).toBe(code);
    }
    expect((await ask(base)).status).toBe(200);
  });
});

describe('uploads', () => {
  const spools = (): string[] => readdirSync(folder).filter((name) => name.startsWith('coldtrace-'));

  test('lie under numbers in a private folder, whatever their paths say, until the host ends', async () => {
    const opened = await ask(`${base}upload?name=${encodeURIComponent('../../report')}`, {
      method: 'POST',
      headers: own(),
    });
    expect(opened.status).toBe(201);
    const { upload } = JSON.parse(opened.body) as { upload: string };
    const paths = [
      '../../../../tmp/coldtrace-escaped',
      '/tmp/coldtrace-escaped',
      'a\n{"path":"b","number":9}',
      '.',
    ];
    for (const path of paths) {
      const query = new URLSearchParams({ path }).toString();
      const sent = await ask(`${base}upload/${upload}?${query}`, {
        method: 'POST',
        headers: own(),
        body: path,
      });
      expect([path, sent.status]).toEqual([path, 204]);
    }
    expect(existsSync('/tmp/coldtrace-escaped')).toBe(false);
    expect(spools()).toHaveLength(1);
    const spool = join(folder, spools()[0]!);
    if (process.platform !== 'win32') expect(statSync(spool).mode & 0o777).toBe(0o700);
    expect(readdirSync(spool)).toEqual([upload]);
    expect(readdirSync(join(spool, upload)).toSorted()).toEqual(['0', '1', '2', '3', 'index.jsonl']);
    expect([0, 1, 2, 3].map((number) => readFileSync(join(spool, upload, String(number)), 'utf8'))).toEqual(
      paths,
    );

    const dropped = await ask(`${base}upload/${upload}`, { method: 'DELETE', headers: own() });
    expect(dropped.status).toBe(204);
    expect(readdirSync(spool)).toEqual([]);
    await host.close();
    expect(existsSync(spool)).toBe(false);
  });

  test('for which there is no upload are refused in words', async () => {
    for (const id of ['00000000-0000-0000-0000-000000000000', '..', '%2e%2e', 'x/../..']) {
      const { status, body } = await ask(`${base}upload/${id}?path=a`, {
        method: 'POST',
        headers: own(),
        body: 'x',
      });
      expect([id, status]).toEqual([id, 404]);
      expect(JSON.parse(body)).toEqual({
        code: 'not-found',
        message: 'There is no such upload.',
        next: null,
      });
    }
    const opened = await ask(`${base}upload`, { method: 'POST', headers: own() });
    const { upload } = JSON.parse(opened.body) as { upload: string };
    const nameless = await ask(`${base}upload/${upload}`, { method: 'POST', headers: own(), body: 'x' });
    expect([nameless.status, JSON.parse(nameless.body)]).toMatchObject([400, { code: 'bad-request' }]);
    expect((await ask(`${base}upload/${upload}`, { headers: {} })).status).toBe(400);
  });
});

describe('imports', () => {
  test('find their upload, and it is forgotten when they end', async () => {
    const opened = await ask(`${base}upload?name=report`, { method: 'POST', headers: own() });
    const { upload } = JSON.parse(opened.body) as { upload: string };
    await ask(`${base}upload/${upload}?path=etc%2Fhostname`, {
      method: 'POST',
      headers: own(),
      body: 'compute1\n',
    });
    const socket = (await openSocket(`${base}engine`, own())) as WebSocket;
    const finished = new Promise<string>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString()) as { payload?: { error: { message: string } } };
        if (frame.payload) resolve(frame.payload.error.message);
      });
    });
    socket.send(
      JSON.stringify({
        id: 1,
        method: 'import.start',
        request: { inputs: [{ upload }], label: null, merge: false },
      }),
    );
    const [input] = JSON.parse(await finished) as [{ files: { path: string; spooled: string }[] }];
    expect(input).toEqual({
      kind: 'upload',
      name: 'report',
      files: [{ path: 'etc/hostname', spooled: expect.stringMatching(new RegExp(`${upload}.0$`)) }],
    });
    await expect.poll(() => existsSync(input.files[0]!.spooled)).toBe(false);
    socket.close();
  });

  test('of the command line begin at once, in a new case', async () => {
    const other = await start(['/bundles/sosreport-compute1.tar.xz']);
    expect(await other.imported).toMatchObject({
      outcome: 'failed',
      error: { message: '["/bundles/sosreport-compute1.tar.xz"]' },
    });
    await other.close();
    expect(await host.imported).toBeNull();
  });
});

test('a taken port and an interface that is not built are said in words', async () => {
  await expect(startBrowserHost({ port, casePath: null, bundles: [] })).rejects.toMatchObject({
    code: 'bad-request',
    message: `Port ${port} is in use.`,
  });
  const rendererFolder = join(folder, 'nothing');
  await expect(
    startBrowserHost({ port: 0, casePath: null, bundles: [], rendererFolder }),
  ).rejects.toMatchObject({
    code: 'not-found',
    next: 'Run: npm run build',
  });
});
