// An investigation from the dumps to the document, by keyboard alone: before and after are imported and compared, what
// changed is pinned and noted, the path is drawn and pinned, and the picture; the report is arranged and saved. What was
// saved is then read as its reader has it: another browser, no scripts, no network.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Download, type FrameLocator, type Locator, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../electron/find-chromium.ts';
import { printPdf } from '../../electron/print-pdf.ts';
import { browserFlags, closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

const samples = resolve(import.meta.dirname, '../../resources/samples/db1-unreachable');
const bundlesOf = (moment: 'before' | 'after'): string[] =>
  ['compute1', 'controller1'].map((host) => join(samples, `s06-${moment}-${host}.tar.gz`));
const title = 'db1 cannot be reached: what was wrong';

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('an investigation, by keyboard alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-investigation-'));
  const file = join(folder, 'report.html');
  let open: OpenPage;
  let page: Page;
  let preview: FrameLocator;
  beforeAll(async () => {
    open = await openPage({ viewport: { width: 1280, height: 800 } });
    page = open.page;
    preview = page.frameLocator('iframe');
    // What a person without a mouse cannot do, this test cannot either.
    await page.evaluate(() => {
      for (const type of ['mousedown', 'click', 'pointerdown'])
        addEventListener(
          type,
          (event) => {
            if (event instanceof MouseEvent && event.detail > 0)
              throw new Error(`a ${type} in a test by keyboard alone`);
          },
          true,
        );
    });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await closeClean(open);
  });

  const press = (...keys: readonly string[]): Promise<void> =>
    keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());

  /** Tab until it has the focus. */
  async function tabTo(place: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await place.waitFor();
    for (let pressed = 0; pressed < 40; pressed++) {
      if (await place.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`${String(place)} is not reached by ${key}`);
  }

  async function importFiles(moment: 'before' | 'after', snapshots: string): Promise<void> {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('Control+o')]);
    await chooser.setFiles(bundlesOf(moment));
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type(moment);
    await press('Enter');
    await page.getByRole('heading', { name: snapshots }).waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  async function note(text: string): Promise<void> {
    const dialog = page.getByRole('dialog', { name: 'New note' });
    await dialog.waitFor();
    await page.keyboard.type(text);
    await press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
  }

  async function saved(start: () => Promise<void>): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([page.waitForEvent('download') as Promise<Download>, start()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
  }

  const outline = () => page.getByRole('listbox', { name: 'Outline of the report' });
  const items = async (): Promise<string[]> =>
    (await outline().getByRole('option').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

  it('imports before and after, and notes and pins what changed', async () => {
    await page.getByRole('heading', { name: 'Open a dump' }).waitFor();
    await importFiles('before', '2 snapshots of 2 hosts');
    await importFiles('after', '4 snapshots of 2 hosts');
    await press('4');
    await page.getByText('2 changes', { exact: true }).waitFor();
    await press('F7');
    await page.getByRole('row', { selected: true }).waitFor();
    await press('b');
    await page.getByText(/^Pinned: /).waitFor();
    await press('a');
    await note('The veth **qvbd2d2ac5d-a7** is out of its bridge.\n\n- so db1 hears nobody\n- put it back');
    await press('Control+b');
    await page.getByText(/^Pinned: .*→/).waitFor();
  });

  it('draws the path and the picture, and pins both', async () => {
    await press('2');
    await page.locator('.box[data-key]').first().waitFor();
    // The snapshot after the fault, of the host of db1.
    const strip = page.getByRole('radio', { name: /compute1.*after/ });
    for (let step = 0; step < 4 && !(await strip.isChecked()); step++) await press(']');
    await page.locator('.broken[data-key="veth/qvbd2d2ac5d-a7"]').waitFor();
    await press('r');
    await tabTo(page.getByLabel('From'));
    await page.keyboard.type('db1');
    await press('Enter');
    await tabTo(page.getByLabel('To', { exact: true }));
    await press('Control+a');
    await page.keyboard.type('web1');
    await press('Enter');
    const there = page.getByRole('region', { name: 'There' });
    await there.getByRole('status').waitFor();
    await open.screenshot('path');
    await press('Tab', 'Control+b');
    await page.getByText('Pinned: Path from db1 to web1').waitFor();

    // The picture, with the device where it ends chosen: a look around it with the arrows, and a note on it.
    await press('r');
    const picture = page.getByRole('application', { name: /^Picture of the node/ });
    await tabTo(picture);
    await press('ArrowDown', 'ArrowDown', 'Enter');
    await page.locator('.box.selected').waitFor();
    await open.screenshot('picture');
    await press('Control+b');
    await page.getByText(/^Pinned: Network of compute1/).waitFor();
  });

  it('lists what was noticed, and arranges the report of it', async () => {
    await press('6');
    await page.getByRole('grid', { name: 'Notes of the case' }).waitFor();
    await open.screenshot('notes');
    await press('p');
    const pins = page.getByRole('grid', { name: 'Pins' });
    await expect.poll(() => pins.getByRole('row').count()).toBe(4);
    await tabTo(pins);
    await open.screenshot('pins');
    await press('7');
    await preview.getByRole('heading', { level: 1 }).waitFor();
    await open.screenshot('report-first');
    await tabTo(outline());
    await tabTo(page.getByRole('textbox', { name: 'Title' }), 'Shift+Tab');
    await press('Control+a');
    await page.keyboard.type(title);
    await press('Enter');
    await preview.getByRole('heading', { level: 1, name: title }).waitFor();
    await tabTo(outline());
    // The path stands behind the picture, by two keys.
    const path = (await items()).findIndex((item) => item.includes('Path from db1 to web1'));
    await press('Home', ...Array.from({ length: path }, () => 'ArrowDown'), 'Alt+ArrowDown');
    await expect
      .poll(async () => (await items()).findIndex((item) => item.includes('Path from')))
      .toBe(path + 1);
    // An answer to the customer has no open note of its own accord; this one is put in.
    await press('Home');
    await tabTo(page.getByRole('button', { name: 'Add', exact: true }), 'Shift+Tab');
    await press('Enter');
    await page.getByRole('menuitem', { name: /^The veth/ }).waitFor();
    // Not more: a space would choose already.
    await page.keyboard.type('The');
    await press('Enter');
    await preview.locator('strong', { hasText: 'qvbd2d2ac5d-a7' }).waitFor();
    await expect.poll(async () => (await items())[1]).toMatch(/^Note The veth/);
    await open.screenshot('report');
    const html = await saved(() => press('Control+s'));
    expect(html.name).toMatch(/\.html$/);
    writeFileSync(file, html.text);
  });

  it('is read by someone with neither scripts nor network, and printed', async () => {
    const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: browserFlags });
    try {
      const context = await browser.newContext({ javaScriptEnabled: false, offline: true });
      const reader = await context.newPage();
      await reader.goto(pathToFileURL(file).href);
      expect(await reader.getByRole('heading', { level: 1 }).innerText()).toBe(title);
      const text = await reader.locator('body').innerText();
      // The note as it is meant, the change, both ways of the path, and where each is from.
      expect(await reader.locator('strong', { hasText: /^qvbd2d2ac5d-a7$/ }).count()).toBe(1);
      for (const said of [
        'put it back',
        'compute1 · before',
        'Path from db1 to web1',
        'qvbd2d2ac5d-a7',
        'qbrd2d2ac5d-a7',
      ])
        expect([said, text.includes(said)]).toEqual([said, true]);
      expect(text).toMatch(/compute1\/[\w.-]+\.txt[:,]? ?(?:lines? )?\d+/);
      // The path and the picture.
      expect(await reader.locator('main svg').count()).toBeGreaterThanOrEqual(2);
      // What it was made from: each bundle with its hash.
      expect((await reader.locator('footer').innerText()).match(/[0-9a-f]{64}/g)).toHaveLength(4);
      await reader.screenshot({ path: join(folder, 'read.png'), fullPage: true });
    } finally {
      await browser.close();
    }
    const pdf = Buffer.from(await printPdf(readFileSync(file, 'utf8')));
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
  });
});
