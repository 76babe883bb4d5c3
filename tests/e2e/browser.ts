// The interface in a real browser: the browser host on a data folder of its own, and a Chromium that
// Playwright drives. Every request and every complaint of the page is kept, so that a test can prove
// that nothing goes anywhere else. COLDTRACE_SCREENSHOTS names a folder for pictures.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { buildPart, isBuilt } from '../../build/build.ts';
import { findChromium } from '../../electron/find-chromium.ts';
import { startBrowserHost } from '../../electron/browser-host.ts';
import type { BrowserHost } from '../../electron/browser-host.ts';

const executablePath = findChromium();
/** True when a Chromium was found; suites without one skip. */
export const hasBrowser: boolean = executablePath !== null;
if (!hasBrowser)
  console.warn('skipped: tests in a browser, because no Chromium was found (CHROMIUM_PATH names one)');

export const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface HostOptions {
  readonly casePath?: string | null;
  readonly bundles?: readonly string[];
}

/** The host alone, on a free port and a data folder that goes away with it. Builds the interface when it is stale. */
async function startHost(options: HostOptions = {}): Promise<BrowserHost & { readonly dataFolder: string }> {
  if (!isBuilt('renderer')) await buildPart('renderer');
  const dataFolder = mkdtempSync(join(tmpdir(), 'coldtrace-e2e-'));
  const host = await startBrowserHost({
    port: 0,
    casePath: options.casePath ?? null,
    bundles: options.bundles ?? [],
    dataFolder,
  });
  return {
    ...host,
    dataFolder,
    async close() {
      await host.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

export interface PageOptions extends HostOptions {
  /** BCP 47; English unless given. */
  readonly locale?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

export interface OpenPage {
  readonly host: BrowserHost & { readonly dataFolder: string };
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every address that the browser asked for, the page's own included. */
  readonly requests: readonly string[];
  /** Errors on the console, exceptions, and violations of the content policy. */
  readonly complaints: readonly string[];
  /** Requests to anywhere but the host: must be empty. */
  strayRequests(): readonly string[];
  /** Saves NAME.png into COLDTRACE_SCREENSHOTS, if that is set. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

let sharedBrowser: Promise<Browser> | null = null;

/** Opens the interface in a fresh profile. Close it, and call `closeBrowser` after the last. */
export async function openPage(options: PageOptions = {}): Promise<OpenPage> {
  if (executablePath === null) throw new Error('no Chromium: guard the suite with hasBrowser');
  sharedBrowser ??= chromium.launch({ executablePath, args: browserFlags });
  const browser = await sharedBrowser;
  const host = await startHost(options);
  const context = await browser.newContext({
    locale: options.locale ?? 'en-GB',
    colorScheme: options.colorScheme ?? 'light',
    viewport: options.viewport ?? { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const { requests, complaints } = record(context, page);
  await page.goto(host.url);
  return {
    host,
    page,
    context,
    requests,
    complaints,
    strayRequests: () => requests.filter((url) => !isOwn(url, host.url)),
    screenshot: (name) => screenshot(page, name),
    async close() {
      await context.close();
      await host.close();
    },
  };
}

export async function closeBrowser(): Promise<void> {
  const browser = await sharedBrowser;
  sharedBrowser = null;
  await browser?.close();
}

/** What the page and its workers ask for, and what the browser complains of. */
export function record(context: BrowserContext, page: Page): { requests: string[]; complaints: string[] } {
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  // What the content policy stops is announced, but never sent.
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'csp') requests.splice(requests.indexOf(request.url()), 1);
  });
  page.on('websocket', (socket) => requests.push(socket.url()));
  // Violations of the content policy are console errors too.
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { requests, complaints };
}

function isOwn(url: string, hostUrl: string): boolean {
  const { host, protocol } = new URL(url);
  return (protocol === 'http:' || protocol === 'ws:') && host === new URL(hostUrl).host;
}

async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['COLDTRACE_SCREENSHOTS'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
