// The report in a real browser: arranged by pointer and by keys, what is typed, its preview, which is the exported file,
// and what is saved.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Download, FrameLocator, Page } from 'playwright';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

const transcript = resolve(import.meta.dirname, '../../resources/samples/article/transcript.txt');

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('the report', () => {
  let open: OpenPage;
  let page: Page;
  let preview: FrameLocator;
  beforeEach(async () => {
    open = await openPage({ bundles: [transcript], viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Report' }).click();
    preview = page.frameLocator('iframe');
    await preview.getByRole('heading', { level: 1 }).waitFor();
  }, 60_000);
  afterEach(async () => {
    await closeClean(open);
  });

  const outline = () => page.getByRole('listbox', { name: 'Outline of the report' });
  const items = async (): Promise<string[]> =>
    (await outline().getByRole('option').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  const headings = (): Promise<string[]> => preview.getByRole('heading', { level: 2 }).allInnerTexts();

  /** A command of the palette, by a part of its name. */
  async function command(words: string): Promise<void> {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search and commands' });
    await palette.waitFor();
    await page.keyboard.type(words);
    await palette.getByRole('option', { name: words }).first().waitFor();
    await page.keyboard.press('Enter');
  }

  async function saved(start: () => Promise<void>): Promise<{ name: string; text: string }> {
    const [download] = await Promise.all([page.waitForEvent('download') as Promise<Download>, start()]);
    return {
      name: download.suggestedFilename(),
      text: readFileSync(await download.path(), 'utf8'),
    };
  }

  it('is arranged by keys alone, undone, and what is saved is what was shown', async () => {
    const before = await items();
    expect(before[0]).toBe('Summary');
    await outline().focus();
    await page.keyboard.press('End');
    const last = before.at(-1) ?? '';
    expect(await outline().locator('[aria-selected=true]').innerText()).toContain(last);
    await page.keyboard.press('Alt+ArrowUp');
    await page.getByText(`Item ${before.length - 1} of ${before.length}`).waitFor({ state: 'attached' });
    expect((await items()).at(-2)).toBe(last);
    await page.keyboard.press('Delete');
    await expect.poll(items).toEqual(before.slice(0, -1));

    // A heading is typed, and stands in the document.
    await page.keyboard.press('Home');
    const field = page.getByRole('textbox', { name: 'Text', exact: true });
    await field.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('What <b>happened</b>');
    await page.keyboard.press('Enter');
    await preview.getByRole('heading', { name: 'What <b>happened</b>' }).waitFor();
    await outline().focus();
    await page.keyboard.press('Control+z');
    await preview.getByRole('heading', { name: 'Summary' }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await preview.getByRole('heading', { name: 'What <b>happened</b>' }).waitFor();

    const html = await saved(() => page.keyboard.press('Control+s'));
    expect(html.name).toMatch(/\.html$/);
    // But for the moment at which each was made.
    const timeless = (text: string): string => text.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.]*/g, '');
    expect(timeless(html.text)).toBe(timeless((await page.locator('iframe').getAttribute('srcdoc')) ?? ''));

    // It is kept with the case.
    await page.reload();
    await preview.getByRole('heading', { name: 'What <b>happened</b>' }).waitFor();
    expect(await items()).toEqual(['What <b>happened</b>', ...before.slice(1, -1)]);
  }, 60_000);

  it('is arranged by pointer; added to; begun anew; in another language', async () => {
    const before = await items();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Heading' }).click();
    await expect.poll(async () => (await items())[1]).toBe('Heading');
    await outline()
      .getByRole('option')
      .nth(1)
      .dragTo(outline().getByRole('option').nth(3), {
        targetPosition: { x: 40, y: 22 },
      });
    await expect.poll(async () => (await items())[3]).toBe('Heading');
    expect(await items()).toHaveLength(before.length + 1);

    await page.getByRole('button', { name: 'Document' }).click();
    await page.getByRole('menuitemradio', { name: 'Bug report' }).click();
    await preview.getByRole('heading', { name: 'Environment' }).waitFor();
    await page.getByRole('button', { name: 'Document' }).click();
    await page.getByRole('menuitemradio', { name: '简体中文' }).click();
    await expect.poll(() => preview.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect((await headings()).length).toBeGreaterThan(1);

    const markdown = await saved(async () => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'Markdown' }).click();
    });
    expect(markdown.name).toMatch(/\.md$/);
  }, 60_000);

  it('says which notes and pins are not in it, and puts them in; that is undone', async () => {
    const left = page.getByRole('status').filter({ hasText: 'Not in it' });
    // Of the template for the customer, an open note is no part.
    await command('note about the case');
    await page.getByLabel('Text, in Markdown').fill('Which gateway is meant?');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await left.filter({ hasText: 'Not in it: 1 open note.' }).waitFor();
    expect(await preview.getByText('Which gateway is meant?').count()).toBe(0);
    const before = await items();
    await left.getByRole('button', { name: 'Put in' }).click();
    await preview.getByText('Which gateway is meant?').waitFor();
    await preview.getByRole('heading', { name: 'Open questions' }).waitFor();
    await left.waitFor({ state: 'detached' });
    expect(await items()).toHaveLength(before.length + 2);
    await outline().focus();
    await page.keyboard.press('Control+z');
    await left.waitFor();
    await expect.poll(items).toEqual(before);
    // The outline is arranged from now on: what comes later is not in it by itself.
    await command('what it leaves out');
    await preview.getByText('Which gateway is meant?').waitFor();
  }, 60_000);

  it('has the commands in its preview too, and Escape leads out of it', async () => {
    const inPreview = (): Promise<boolean> =>
      page.evaluate(() => document.activeElement instanceof HTMLIFrameElement);
    await preview.getByRole('heading', { level: 1 }).click();
    expect(await inPreview()).toBe(true);
    const html = await saved(() => page.keyboard.press('Control+s'));
    expect(html.name).toMatch(/\.html$/);
    await page.evaluate(() => {
      const window = document.querySelector('iframe')?.contentWindow;
      if (window) window.print = () => document.body.setAttribute('data-printed', 'once');
    });
    await page.keyboard.press('Control+p');
    await page.locator('body[data-printed]').waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search and commands' });
    await palette.waitFor();
    await page.keyboard.type('markdown');
    await palette.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });

    await preview.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => outline().evaluate((element) => element === document.activeElement)).toBe(true);
    // To another view and back: nothing of the frame that was left has the focus.
    await preview.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('6');
    await page.getByRole('main', { name: 'Notes' }).and(page.locator(':focus')).waitFor();
  }, 60_000);

  it('shows how far a file is, saves none when that is stopped, and then saves it', async () => {
    const samples = resolve(transcript, '../../db1-unreachable');
    const larger = await openPage({ bundles: readdirSync(samples).map((name) => join(samples, name)) });
    try {
      const downloads: string[] = [];
      larger.page.on('download', (download) => downloads.push(download.suggestedFilename()));
      await larger.page.getByRole('heading', { name: '4 snapshots of 2 hosts' }).waitFor({ timeout: 60_000 });
      await larger.page.getByRole('navigation').getByRole('button', { name: 'Report' }).click();
      await larger.page.frameLocator('iframe').getByRole('heading', { level: 1 }).waitFor();
      await larger.page.getByRole('button', { name: 'Redact', exact: true }).click();
      await larger.page.keyboard.press('Control+s');
      await larger.page.getByRole('progressbar').waitFor();
      await larger.page.getByRole('button', { name: 'Stop writing' }).click();
      await larger.page.getByText('Stopped; no file was left').waitFor();
      await larger.page.getByRole('progressbar').waitFor({ state: 'detached' });
      expect(downloads).toEqual([]);
      const [download] = await Promise.all([
        larger.page.waitForEvent('download') as Promise<Download>,
        larger.page.keyboard.press('Control+s'),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.html$/);
      await larger.page.getByRole('progressbar').waitFor({ state: 'detached' });
      expect(larger.complaints).toEqual([]);
    } finally {
      await larger.close();
    }
  }, 120_000);

  it('prints what is asked for last, never what was shown before', async () => {
    await page.evaluate(() => {
      const print = function (this: Window) {
        document.body.setAttribute('data-printed', this.document.body.innerText);
      };
      const frame = document.querySelector('iframe');
      frame?.addEventListener(
        'load',
        () => {
          const window = frame.contentWindow;
          if (window) window.print = print;
        },
        true,
      );
      if (frame?.contentWindow) frame.contentWindow.print = print;
    });
    const plain = await preview.locator('body').innerText();
    await page.getByRole('button', { name: 'Redact', exact: true }).click();
    await page.keyboard.press('Control+p');
    await page.locator('body[data-printed]').waitFor({ state: 'attached' });
    const printed = (await page.locator('body').getAttribute('data-printed')) ?? '';
    expect(printed).toBe(await preview.locator('body').innerText());
    expect(printed).not.toBe(plain);
    expect(printed.length).toBeGreaterThan(plain.length / 2);
  }, 60_000);

  it('shows how far a redacted case is, and leaves no file when that is stopped', async () => {
    const samples = resolve(transcript, '../../db1-unreachable');
    const larger = await openPage({ bundles: readdirSync(samples).map((name) => join(samples, name)) });
    try {
      await larger.page.getByRole('heading', { name: '4 snapshots of 2 hosts' }).waitFor({ timeout: 60_000 });
      await larger.page.getByRole('navigation').getByRole('button', { name: 'Report' }).click();
      const path = join(larger.host.dataFolder, 'stopped.coldtrace');
      const dialog = larger.page.getByRole('dialog', { name: 'Save a redacted case' });
      await larger.page.getByRole('button', { name: 'Export' }).click();
      await larger.page.getByRole('menuitem', { name: 'The case, redacted…' }).click();
      await dialog.getByRole('textbox').fill(path);
      await larger.page.keyboard.press('Enter');
      await dialog.getByRole('progressbar').waitFor();
      await dialog.getByRole('button', { name: 'Stop writing' }).click();
      await larger.page.getByText('Stopped; no file was left').waitFor();
      await dialog.waitFor({ state: 'detached' });
      expect(readdirSync(larger.host.dataFolder).filter((name) => name.includes('stopped'))).toEqual([]);
      expect(larger.complaints).toEqual([]);
    } finally {
      await larger.close();
    }
  }, 120_000);

  it('is redacted as the preview says, with what the user adds and keeps; so is the case', async () => {
    await page.getByRole('button', { name: 'What is replaced' }).click();
    const pane = page.getByRole('region', { name: 'What is replaced' });
    const rows = pane.getByRole('row');
    await pane.getByRole('textbox', { name: 'Find an original or a stand-in' }).fill('48e06cd2');
    await expect.poll(() => rows.count()).toBe(1);
    const cells = await rows.first().getByRole('gridcell').allInnerTexts();
    expect(cells[0]).toContain('48e06cd2');
    expect(cells[1]).not.toContain('48e06cd2');
    // What stays is taken out of the list, and can be replaced again.
    await rows.first().getByRole('button', { name: 'Keep' }).click();
    await pane.getByText('Nothing is like that').waitFor();
    await pane.getByRole('button', { name: /^Take away .*48e06cd2/ }).click();
    await expect.poll(() => rows.count()).toBe(1);

    await pane.getByRole('textbox', { name: 'A word or name' }).fill('compute1');
    await page.keyboard.press('Enter');
    await pane.getByRole('button', { name: 'Take away compute1' }).waitFor();
    await page.getByRole('button', { name: 'What is replaced' }).click();
    await page.getByRole('button', { name: 'Redact', exact: true }).click();
    await expect
      .poll(async () => (await page.locator('iframe').getAttribute('srcdoc'))?.includes('compute1'))
      .toBe(false);

    const redacted = join(open.host.dataFolder, 'redacted.coldtrace');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'The case, redacted…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save a redacted case' });
    await dialog.getByRole('textbox').fill(redacted);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached', timeout: 30_000 });
    const bytes = readFileSync(redacted);
    for (const original of ['compute1', '48e06cd2'])
      expect([original, bytes.includes(original)]).toEqual([original, false]);
  }, 90_000);
});
