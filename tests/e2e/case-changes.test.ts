// What changed between two snapshots, over the picture of the whole case in a real browser: an instance that moved, by
// keys and by menu, to the rows of the Compare view and from there back, in the table, in the saved file, as a pin.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runImport } from '../../electron/engine/import/run-import.ts';
import { hasShared, sharedData } from '../shared-data.ts';
import { loadAxe, violations } from './axe.ts';
import { closeBrowser, hasBrowser, openPage, type OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 100 });

afterAll(closeBrowser);

/** The hosts of a scenario before and after, each with its label. */
async function importPair(casePath: string, scenario: string): Promise<void> {
  for (const label of ['before', 'after']) {
    const folder = sharedData('lab/bundles', `${scenario}-${label}`);
    const inputs = readdirSync(folder)
      .sort()
      .map((host) => ({ kind: 'path' as const, name: host, path: join(folder, host, 'commands.tar.gz') }));
    await runImport(
      { casePath, inputs, label, merge: false },
      { progress: () => undefined, signal: new AbortController().signal },
    );
  }
}

describe.skipIf(!hasBrowser || !hasShared)('an instance that moved, over the whole case', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-moved-'));
  let open: OpenPage;
  let page: Page;
  beforeAll(async () => {
    const casePath = join(folder, 'moved.coldtrace');
    await importPair(casePath, 'S02-instance-moved');
    open = await openPage({ casePath, viewport: { width: 1440, height: 900 } });
    page = open.page;
    await page.getByRole('heading', { name: /8 snapshots of 4 hosts/ }).waitFor({ timeout: 60_000 });
  }, 120_000);
  afterAll(async () => {
    await closeClean(open);
    rmSync(folder, { recursive: true, force: true });
  });

  const params = (): URLSearchParams => new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '');
  const texts = (): Promise<readonly string[]> => page.locator('.zoom-stage text').allTextContents();
  const legend = (): Promise<readonly string[]> => page.locator('.legend li').allTextContents();
  const active = async (): Promise<string> => {
    const id = await page.locator('.zoom-stage').getAttribute('aria-activedescendant');
    return id === null ? '' : ((await page.locator(`[id="${id}"]`).getAttribute('aria-label')) ?? '');
  };

  it('is shown by key where it was and where it is', async () => {
    // Imported in order: compute1 is the first of each moment.
    await page.evaluate(() => (location.hash = '#/network?snapshot=5'));
    await page.getByRole('button', { name: 'Whole case' }).waitFor();
    await page.keyboard.press('w');
    await page.locator('.zoom-stage .box.host').first().waitFor({ timeout: 60_000 });
    await eventually(texts).toContain('web1');
    expect((await texts()).some((text) => text.includes('→'))).toBe(false);
    await page.keyboard.press('c');
    await eventually(texts).toContain('app1 → compute2');
    await eventually(texts).toContain('compute1 → app1');
    expect(params().get('over')).toBe('changes');
    expect(await page.locator('.zoom-stage .box.cell.gone').count()).toBe(1);
    expect(await page.locator('.zoom-stage .box.cell.marked.warning').count()).toBe(1);
    expect((await legend()).slice(0, 4).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual(
      expect.arrayContaining([expect.stringMatching(/1 moved/), expect.stringMatching(/0 gone/)]),
    );
    await open.screenshot('network-case-changes');
  });

  it('F7 goes from change to change, and D to its rows in the Compare view', async () => {
    await page.locator('.zoom-stage').focus();
    const met: string[] = [];
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('F7');
      await eventually(active).not.toBe(met.at(-1) ?? '');
      met.push(await active());
    }
    expect(met.filter((text) => text.startsWith('Instance app1')).sort()).toEqual([
      'Instance app1, Internal, compute1, Moved to compute2',
      'Instance app1, Internal, compute2, Moved from compute1',
    ]);
    expect(met.filter((text) => /^Host compute[12], .*1 moved/.test(text))).toHaveLength(2);
    await page.keyboard.press('Shift+F7');
    await eventually(active).toBe(met[2]);
    while (!/^Instance app1.*Moved to compute2/.test(await active())) await page.keyboard.press('F7');
    await page.keyboard.press('d');
    await page
      .getByRole('row', { name: /instance-00000003/ })
      .first()
      .waitFor();
    expect(params().get('filter')).toBe('instance-00000003');
    const rows = await page.getByRole('row', { name: /instance-00000003/ }).allTextContents();
    expect(rows.some((row) => /compute1/.test(row) && /compute2/.test(row))).toBe(true);
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(texts).toContain('app1 → compute2');
  });

  it('its menu leads to the other host, unfolded for it, and its evidence is the older snapshot’s', async () => {
    await page.evaluate(() => (location.hash = `${location.hash}&open=compute1`));
    await eventually(texts).not.toContain('compute1 → app1');
    await page.locator('.zoom-stage .box.cell.gone').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show the change in Compare' }).waitFor();
    await page.getByRole('menuitem', { name: 'Go to it on compute2' }).click();
    await eventually(texts).toContain('compute1 → app1');
    await eventually(active).toMatch(/^Instance app1.*Moved from compute1/);
    expect(params().get('open')).toBe('compute1,compute2');
    await page.locator('.zoom-stage .box.cell.gone').click();
    const inspector = page.getByRole('complementary', { name: 'Evidence' });
    await inspector.getByRole('heading', { name: 'instance-00000003' }).first().waitFor();
    const selected = params().get('select') ?? '';
    await page.reload();
    await inspector.getByRole('heading', { name: 'instance-00000003' }).first().waitFor();
    expect(params().get('select')).toBe(selected);
    // Beside the inspector there is room for less.
    await eventually(texts).toContain('→ app1');
    expect(await page.locator('.zoom-stage .box.cell.gone.selected').count()).toBe(1);
    // A note about what went is about the older snapshot's, whichever way it is written, and is marked at the ghost.
    const dialog = page.getByRole('dialog', { name: 'New note' });
    await page.keyboard.press('a');
    await dialog.waitFor();
    await page.keyboard.type('Where did it go?');
    await page.keyboard.press('Control+Enter');
    const mark = page.locator('.zoom-stage .note');
    await mark.waitFor();
    await page.locator('.zoom-stage .box.cell.gone').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Write a note' }).click();
    await dialog.waitFor();
    await page.keyboard.type('To compute2.');
    await page.keyboard.press('Control+Enter');
    await eventually(() => mark.getAttribute('data-notes')).toBe('2');
    expect(await mark.getAttribute('data-key')).toContain('compute1');
    await page.locator('.zoom-stage').focus();
    await page.keyboard.press('Escape');
  });

  it('is in the table, from which Enter leads to its rows', async () => {
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('button', { name: '4 changes' }).click();
    const row = page.getByRole('row', { name: /moved.*app1.*Moved to compute2/ });
    await row.waitFor();
    await loadAxe(page);
    expect(await violations(page)).toEqual([]);
    await row.click();
    await page.keyboard.press('Enter');
    await page
      .getByRole('row', { name: /instance-00000003/ })
      .first()
      .waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await row.waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.locator('.zoom-stage .box.cell.gone').waitFor();
  });

  it('is in the saved picture and in a pin of it, with what the marks mean', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /SVG/ }).click(),
    ]);
    const svg = readFileSync(await download.path(), 'utf8');
    for (const text of ['app1 → compute2', 'compute1 → app1', '→ 1 moved', 'changes since before'])
      expect(svg).toContain(text);
    await page.locator('.zoom-stage').focus();
    await page.keyboard.press('Control+b');
    await page.getByText('Pinned: Hosts of moved').waitFor();
    await page.keyboard.press('6');
    await page
      .getByRole('grid', { name: 'Notes of the case' })
      .or(page.getByText('No notes yet'))
      .first()
      .waitFor();
    await page.keyboard.press('p');
    const pins = page.getByRole('grid', { name: 'Pins' });
    await pins.getByText('Hosts of moved').click();
    const picture = page.getByRole('img', { name: 'moved' });
    await picture.waitFor();
    await eventually(() => picture.textContent()).toContain('app1 → compute2');
    expect(await picture.textContent()).toContain('→ 1 moved');
  });

  it('the Compare view leads to it, and to what else changed since the same snapshot', async () => {
    const compare = async (filter: string): Promise<void> => {
      const to = `#/compare?snapshot=5&from=1&to=5&filter=${encodeURIComponent(filter)}`;
      await page.evaluate((hash) => (location.hash = hash), to);
      await page
        .getByRole('row', { name: /compute1|app1|qvb|tap/ })
        .first()
        .waitFor();
    };
    // Beside the inspector there is room for less.
    const moved = async (): Promise<boolean> => (await texts()).some((text) => /→ app1|app1 → /.test(text));
    await compare('kind=instances');
    await page.getByRole('button', { name: 'In the picture of all hosts' }).waitFor();
    await page.keyboard.press('w');
    await eventually(moved).toBe(true);
    expect([params().get('since'), params().get('snapshot')]).toEqual(['1', '5']);

    // The side where it is now is a device of another host than those compared.
    await compare('kind=instances');
    const ways = page
      .getByRole('row', { name: /instance-00000003/ })
      .getByRole('button', { name: 'Show in Network' });
    await ways.last().click();
    await page.locator('.zoom-stage .box.cell.selected').waitFor();
    await eventually(moved).toBe(true);
    expect([params().get('scope'), params().get('open')]).toEqual(['case', 'compute1,compute2']);
    expect(await page.locator('.zoom-stage .box.cell.gone.selected').count()).toBe(0);

    // What went is in the host's picture since then, as gone.
    await compare('kind=ovs-ports');
    await page.getByRole('button', { name: 'Show in Network' }).first().click();
    const ghost = page.locator('.zoom-stage .selected');
    await ghost.waitFor();
    expect([params().get('over'), params().get('since'), params().get('snapshot')]).toEqual([
      'changes',
      '1',
      '5',
    ]);
    expect(await ghost.getAttribute('class')).toMatch(/gone|removed/);
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: 'New note' }).waitFor();
    await page.keyboard.type('Unplugged with it.');
    await page.keyboard.press('Control+Enter');
    await eventually(() => page.locator('.zoom-stage').getByText('✎', { exact: true }).count()).toBe(1);
  });
});
