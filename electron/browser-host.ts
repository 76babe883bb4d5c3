// The interface in an ordinary browser: for a jump host, or where Electron cannot run. Serves this
// machine only. Every address begins with a random token, `http://127.0.0.1:PORT/TOKEN/…`, so there is
// no cookie that another site or another server on this machine could make use of.
//
//   GET  /TOKEN/                  the built interface
//   GET  /TOKEN/engine            WebSocket: ClientFrame up, EngineFrame down, as JSON
//   POST /TOKEN/upload?name=…     and /TOKEN/upload/ID?path=…, DELETE /TOKEN/upload/ID: see browser/upload-routes.ts
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { CodedError } from '../shared/coded-error.ts';
import type { EventPayload } from '../shared/api.ts';
import { appFolders, userDataFolder } from './app-folders.ts';
import { securityHeaders } from './content-policy.ts';
import { createUploadSpool } from './engine/upload-spool.ts';
import { startEngineThread } from './browser/engine-thread.ts';
import { createFrameSockets } from './browser/frame-sockets.ts';
import { importOnStart } from './import-on-start.ts';
import { readInterfaceFiles } from './interface-files.ts';
import { createUploadRoutes } from './browser/upload-routes.ts';

/** The only address that is listened on; `localhost` may be more than this machine's loopback. */
const loopback = '127.0.0.1';

export interface BrowserHostOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly casePath: string | null;
  readonly bundles: readonly string[];
  /** Where cases made here go; the user's own folder unless given. */
  readonly dataFolder?: string;
  /** The built interface, unless it is not where a build puts it. */
  readonly rendererFolder?: string;
}

export interface BrowserHost {
  /** Address with token: whoever has it can use this host. */
  readonly url: string;
  /** How the import of `bundles` ended; null when none were given. Rejects with a CodedError. */
  readonly imported: Promise<EventPayload<'import.finished'> | null>;
  close(): Promise<void>;
}

/**
 * Starts the host. Resolves once it can be used, while `bundles` are still being imported; rejects
 * with a CodedError when the interface is not built or the port is taken.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const fileOf = readInterfaceFiles(options.rendererFolder ?? appFolders.renderer);
  const token = randomBytes(32).toString('base64url');
  const spool = await createUploadSpool();
  const uploads = createUploadRoutes(spool);
  const engine = startEngineThread(
    {
      version: appFolders.version,
      hostKind: 'browser',
      locale: Intl.DateTimeFormat().resolvedOptions().locale,
      dataFolder: options.dataFolder ?? userDataFolder(),
      samplesFolder: appFolders.samples,
      localesFolder: appFolders.locales,
      spoolFolder: spool.folder,
    },
    uploads.answered,
  );
  engine.link.on('import.finished', uploads.importFinished);
  const sockets = createFrameSockets(engine.link);

  const server = createServer((request, response) => {
    const refusal = refuse(request);
    const route = refusal === null ? routeOf(request) : null;
    if (route === null) {
      // Nothing tells a stranger whether token, host or origin was wrong.
      answer(response, 403, 'Forbidden. Use the address that Coldtrace printed when it started.\n');
    } else if (route.name === 'upload' || route.name.startsWith('upload/')) {
      void uploads.handle(request, response, route.name.slice('upload'.length + 1), route.search);
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(response, 405, 'Method not allowed\n', { Allow: 'GET, HEAD' });
    } else {
      const file = fileOf(route.name);
      if (file === null) answer(response, 404, 'Not found\n');
      else answer(response, 200, request.method === 'HEAD' ? '' : file.body, file.headers);
    }
  });
  server.on('upgrade', (request, stream: Duplex, head) => {
    const route = refuse(request) === null && request.headers.origin === origin() ? routeOf(request) : null;
    if (route?.name === 'engine') sockets.accept(request, stream, head);
    else stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  server.on('clientError', (_error, stream: Duplex) => {
    if (stream.writable) stream.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });

  // A large bundle takes its time; who has the token may take it.
  server.requestTimeout = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: loopback, port: options.port, exclusive: true }, resolve);
    });
  } catch (error) {
    await Promise.all([engine.close(), spool.close()]);
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CodedError('bad-request', `Port ${options.port} is in use.`, 'Choose another with --port.');
  }
  const port = (server.address() as AddressInfo).port;

  function origin(): string {
    return `http://${loopback}:${port}`;
  }

  /** Null when the request may be looked at: it names this host, and no other site sent it. */
  function refuse(request: IncomingMessage): 'host' | 'origin' | null {
    // A name that an attacker's DNS points here carries that name (DNS rebinding).
    if (request.headers.host !== `${loopback}:${port}`) return 'host';
    // Browsers leave Origin out of a plain GET of their own page only.
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const from = request.headers.origin;
    return from === origin() || (from === undefined && reads) ? null : 'origin';
  }

  /** What is asked for below the token; null when the token is not the first part of the address. */
  function routeOf(request: IncomingMessage): { name: string; search: URLSearchParams } | null {
    const [path = '', search = ''] = (request.url ?? '').split('?', 2);
    const end = path.indexOf('/', 1);
    if (!path.startsWith('/') || end < 0 || !sameToken(path.slice(1, end), token)) return null;
    return { name: path.slice(end + 1), search: new URLSearchParams(search) };
  }

  const imported = importOnStart(engine.link, options);
  // Whoever wants to know awaits it; a host whose caller does not must not end over it.
  imported.catch(() => undefined);
  return {
    url: `${origin()}/${token}/`,
    imported,
    async close() {
      sockets.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, engine.close()]);
      await spool.close();
    },
  };
}

/** Compares without telling by its time how much was right. */
function sameToken(given: string, token: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(token);
  return a.length === b.length && timingSafeEqual(a, b);
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  });
  response.end(body);
}
