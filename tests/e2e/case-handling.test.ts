// What one does with a case as a whole, in a real browser: a new one, a copy, another one opened and one taken in, a
// snapshot removed and taken back, room given back.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';

const transcript = resolve(import.meta.dirname, '../../resources/samples/article/transcript.txt');

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('a case as a whole', () => {
  let folder: string;
  let open: OpenPage;
  let page: Page;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coldtrace-cases-'));
    open = await openPage({ bundles: [transcript], viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
  }, 60_000);
  afterEach(async () => {
    const { complaints } = open;
    await open.close();
    rmSync(folder, { recursive: true });
    expect(complaints).toEqual([]);
  });

  async function command(title: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).fill(title);
    await page.locator('[role=option][aria-selected=true]').filter({ hasText: title }).waitFor();
    await page.keyboard.press('Enter');
  }
  const dialog = (name: string) => page.getByRole('dialog', { name });

  it('is not called empty before its snapshots are listed', async () => {
    const answers: (() => void)[] = [];
    await page.routeWebSocket(/engine/, (socket) => {
      const engine = socket.connectToServer();
      const held = new Set<unknown>();
      socket.onMessage((text) => {
        const { id, method } = JSON.parse(String(text)) as { id: number; method: string };
        if (method === 'snapshots.list') held.add(id);
        engine.send(text);
      });
      engine.onMessage((text) => {
        const { id } = JSON.parse(String(text)) as { id?: number };
        if (held.has(id)) answers.push(() => socket.send(text));
        else socket.send(text);
      });
    });
    await page.reload();
    await page.getByText('Opening the case').waitFor();
    expect(await page.getByText('This case is empty').count()).toBe(0);
    await expect.poll(() => answers.length).toBeGreaterThan(0);
    for (const answer of answers) answer();
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
    expect(await page.getByText('Opening the case').count()).toBe(0);
  });

  it('is copied, and the copy is opened, changed and taken into a new one, by keys alone', async () => {
    const copy = join(folder, 'copy.coldtrace');
    await command('Save a copy of the case');
    await dialog('Save a copy').getByRole('textbox').waitFor();
    // What cannot be done is said in the dialog, which stays.
    await page.keyboard.press('Control+a');
    await page.keyboard.type(join(folder, 'no/such/folder.coldtrace'));
    await page.keyboard.press('Enter');
    await dialog('Save a copy').getByRole('alert').filter({ hasText: 'cannot be' }).waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(copy);
    await page.keyboard.press('Enter');
    await dialog('Save a copy').waitFor({ state: 'detached' });
    expect(existsSync(copy)).toBe(true);

    await command('Open a case');
    await dialog('Open a case').getByRole('textbox').waitFor();
    await page.keyboard.type(copy);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'copy', exact: true }).waitFor();
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();

    await command('New case');
    await dialog('New case').getByRole('textbox').waitFor();
    await page.keyboard.type('joined');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'joined', exact: true }).waitFor();
    await page.getByText('This case is empty').waitFor();

    // Dropped on a case that is open, another one is offered to be taken in.
    const chooser = page.waitForEvent('filechooser');
    await command('Import files');
    await (await chooser).setFiles(copy);
    const importing = dialog('Import into joined');
    await importing.getByText('A case: its snapshots and notes are taken in.').waitFor();
    await importing.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
    await page.getByRole('cell', { name: 'transcript.txt' }).first().waitFor();
  }, 60_000);

  it('loses a snapshot and gets it back; what is unused is given back', async () => {
    await page.getByRole('heading', { name: /^The case’s file: / }).waitFor();
    await page.getByRole('button', { name: 'Remove compute1 from the case' }).click();
    await page.getByText('This case is empty').waitFor();
    await command('Take back the removal');
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
    await page.getByRole('button', { name: 'Remove compute1 from the case' }).waitFor();
  }, 60_000);
});
