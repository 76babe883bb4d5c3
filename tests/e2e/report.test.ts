// The exported report in a real browser, opened from a file as by double-click: with scripts and network off it is
// whole, with both on nothing runs and nothing is asked for, also where every string is an attack; axe finds nothing
// serious, light and dark; the PDF has the pages.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLanguage } from '../../electron/engine/languages.ts';
import { findChromium } from '../../electron/find-chromium.ts';
import { printPdf } from '../../electron/print-pdf.ts';
import { reportHtml } from '../../shared/report/html.ts';
import { reportMarkdown } from '../../shared/report/markdown.ts';
import { hostileDocument } from '../hostile-document.ts';
import { browserFlags, hasBrowser } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const root = resolve(import.meta.dirname, '../..');
const english = readLanguage(join(root, 'resources/locales'), 'en');
const sample = join(root, 'docs/sample-report.html');
const folder = mkdtempSync(join(tmpdir(), 'coldtrace-report-'));
const hostile = hostileDocument(5000);
const hostileFile = join(folder, 'hostile.html');
writeFileSync(hostileFile, reportHtml(hostileDocument(), english));

describe.skipIf(!hasBrowser)('the exported report', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: browserFlags });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Opened {
    readonly page: Page;
    /** Addresses that were asked for beside the file. */
    readonly requests: readonly string[];
    readonly complaints: readonly string[];
  }

  async function open(
    file: string,
    options: { readonly scripts: boolean; readonly scheme?: 'light' | 'dark'; readonly width?: number },
  ): Promise<Opened> {
    const context = await browser.newContext({
      javaScriptEnabled: options.scripts,
      offline: !options.scripts,
      colorScheme: options.scheme ?? 'light',
      viewport: { width: options.width ?? 1100, height: 900 },
    });
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    const address = pathToFileURL(file).href;
    context.on('request', (request) => {
      if (request.url() !== address) requests.push(request.url());
    });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(address);
    return { page, requests, complaints };
  }

  it('is whole without scripts and network, and as wide as its window', async () => {
    for (const width of [1100, 480]) {
      const { page, requests, complaints } = await open(sample, { scripts: false, width });
      expect(await page.locator('h1').innerText()).toContain('article');
      expect(await page.locator('svg').count()).toBeGreaterThan(0);
      expect(await page.locator('footer table').count()).toBeGreaterThan(1);
      expect([...requests, ...complaints]).toEqual([]);
      await page.context().close();
    }
  });

  it('of attacks runs nothing and asks for nothing, scripts on or off', async () => {
    for (const scripts of [true, false]) {
      const { page, requests, complaints } = await open(hostileFile, { scripts });
      for (const place of await page
        .locator('td, figcaption, li')
        .all()
        .then((all) => all.slice(0, 20)))
        await place.hover({ timeout: 2000, force: true }).catch(() => undefined);
      if (scripts) {
        expect(await page.evaluate(() => (window as { ran?: unknown }).ran)).toBeUndefined();
        // The layout holds: nothing makes the page wider than its window.
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1100);
        expect(await page.locator('script, iframe, img, base, object, form').count()).toBe(0);
      }
      expect([...requests, ...complaints]).toEqual([]);
      await page.context().close();
    }
  });

  it('has pictures of attacks that run nothing, opened by themselves', async () => {
    const { pictures } = reportMarkdown(hostile, english, 'hostile');
    expect(pictures.length).toBeGreaterThan(10);
    for (const { name, svg } of pictures.slice(0, 12)) {
      writeFileSync(join(folder, name), svg);
      const { page, requests, complaints } = await open(join(folder, name), { scripts: true });
      expect(await page.evaluate(() => (window as { ran?: unknown }).ran)).toBeUndefined();
      expect([...requests, ...complaints].filter((each) => !/attribute|Error: </.test(each))).toEqual([]);
      await page.context().close();
    }
  });

  it.each(['light', 'dark'] as const)('has no serious violation of accessibility, %s', async (scheme) => {
    for (const file of [sample, hostileFile]) {
      const { page } = await open(file, { scripts: true, scheme });
      await page.evaluate(axe);
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('is printed as PDF by the same browser', async () => {
    const pdf = Buffer.from(await printPdf(readFileSync(sample, 'utf8'))).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(/\/Type\s*\/Page\b/.test(pdf)).toBe(true);
    // Tagged: its structure is there for a screen reader.
    expect(pdf).toContain('/StructTreeRoot');
    expect(pdf).not.toContain('/JavaScript');
  });
});

/** What is wrong and serious, each with the elements it is about; also an order of headings that leaves one out. */
async function violations(page: Page): Promise<readonly string[]> {
  const results = await page.evaluate(async (): Promise<AxeResults> => {
    const { axe: run } = window as unknown as {
      axe: { run: (root: Document, options: object) => Promise<AxeResults> };
    };
    return run.run(document, { resultTypes: ['violations'] });
  });
  return results.violations
    .filter(({ id, impact }) => impact === 'serious' || impact === 'critical' || id === 'heading-order')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 200)}`);
}
