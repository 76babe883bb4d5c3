// Whatever can be selected can be noted and pinned, is marked where it shows, and is shown and selected again from its
// note and from its pin.
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';

/** Two hosts, before and after a veth was taken out of its bridge. */
const samples = resolve(import.meta.dirname, '../../resources/samples/db1-unreachable');
const bundles = readdirSync(samples)
  .filter((name) => name.endsWith('.tar.gz'))
  .map((name) => join(samples, name));

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('notes and pins on everything', () => {
  let open: OpenPage;
  let page: Page;
  beforeEach(async () => {
    open = await openPage({ viewport: { width: 1440, height: 900 }, bundles });
    page = open.page;
    await page.getByRole('heading', { name: '4 snapshots of 2 hosts' }).waitFor();
  });
  afterEach(async () => {
    const { complaints } = open;
    await open.close();
    expect(complaints).toEqual([]);
  });

  const inspector = (): Locator => page.getByRole('complementary', { name: 'Evidence' });

  /** As if a link was followed: nothing is selected but what it names. */
  async function goTo(hash: string): Promise<void> {
    await page.evaluate((to) => (location.hash = to), hash);
  }

  /** Of what is selected, by its keys. */
  async function noteAndPin(text: string): Promise<void> {
    await inspector().getByRole('button', { name: 'Write a note' }).waitFor();
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'New note' });
    await dialog.waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await inspector().locator('article', { hasText: text }).waitFor();
    await page.keyboard.press('b');
    await page.getByText(/^Pinned: /).waitFor();
  }

  /** From the note with the text, then from the latest pin, to what they are about: `shown` is where it is selected. */
  async function comeBack(text: string, shown: () => Locator): Promise<void> {
    for (const from of ['note', 'pin'] as const) {
      await goTo(`#/notes${from === 'pin' ? '?as=pins' : ''}`);
      const list = page.getByRole('grid', { name: from === 'note' ? 'Notes of the case' : 'Pins' });
      const row = from === 'note' ? list.getByRole('row', { name: text }) : list.getByRole('row').last();
      await row.click();
      await page.getByRole('button', { name: 'Go there' }).click();
      // A line that is straight has no area to be seen by.
      await shown().first().waitFor({ state: 'attached' });
      await inspector().locator('article', { hasText: text }).waitFor();
    }
  }

  it('undone and done again by key in whichever view, with what it was; the author is a setting', async () => {
    await page.getByRole('button', { name: 'Theme, language, shortcuts' }).click();
    await page.getByRole('menuitem', { name: 'Your name …' }).click();
    await page.getByLabel('New notes, pins and reports have it').fill('Li Wei');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await goTo('#/network?snapshot=1&as=table');
    await page.getByRole('row', { name: /^br-int/ }).click();
    await noteAndPin('one that goes and comes');
    await inspector().locator('article', { hasText: 'Li Wei' }).waitFor();
    const mark = page.getByRole('row', { name: /^br-int/ }).getByText('✎');
    await mark.waitFor();
    // In every view, the latest first: the pin, then the note.
    for (const [key, undone] of [
      ['4', 'Undone: pinned'],
      ['5', 'Undone: note written'],
    ] as const) {
      await page.keyboard.press(key);
      await page.keyboard.press('Control+z');
      await page.getByText(undone).waitFor();
    }
    expect(await page.getByRole('button', { name: '1 note in this case' }).count()).toBe(0);
    await page.keyboard.press('7');
    await page.keyboard.press('Control+y');
    await page.getByText('Done again: note written').waitFor();
    await page.getByRole('button', { name: '1 note in this case' }).waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('Control+Shift+z');
    await page.getByText('Done again: pinned').waitFor();
    await page.keyboard.press('2');
    await mark.waitFor();
  }, 120_000);

  it('findings: in their table, and at the device', async () => {
    await goTo('#/network?snapshot=1&as=table');
    await page.getByRole('button', { name: /^\d+ findings?$/ }).click();
    const row = (): Locator => page.getByRole('row', { name: /is in no bridge and belongs into/ });
    await row().first().click();
    await inspector()
      .getByText(/is in no bridge and belongs into/)
      .waitFor();
    await noteAndPin('put the veth back');
    await row().getByText('✎').waitFor();
    await comeBack('put the veth back', () => row().and(page.locator('[aria-selected=true]')));
    // At its device as well, and from there it is chosen.
    await inspector().getByRole('region', { name: 'finding' }).getByRole('button', { name: /^qvb/ }).click();
    const found = inspector().getByRole('region', { name: 'Findings' });
    await found.locator('[data-notes="1"]').waitFor();
    await found.getByRole('button', { name: /is in no bridge/ }).click();
    await inspector().locator('article', { hasText: 'put the veth back' }).waitFor();
    await row().first().waitFor({ state: 'detached' });
  }, 120_000);

  it('links: in their table, on their lines, and of a port that sits on its bridge at the port', async () => {
    for (const [name, text, where] of [
      [/qvb36.*veth/, 'the way in', '.line.selected'],
      [/tap36.*member/, 'a port of its bridge', '.box.selected'],
    ] as const) {
      await goTo('#/network?snapshot=1&as=table&list=links');
      const row = (): Locator => page.getByRole('row', { name }).first();
      await row().click();
      await noteAndPin(text);
      await row().getByText('✎').waitFor();
      await comeBack(text, () => page.locator(where));
    }
    await page.locator('g.mark[data-key^="tap/"]', { hasText: '✎' }).waitFor();
    const mark = page.locator('g.mark:not([data-key^="tap/"])', { hasText: '✎' });
    await mark.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit note: the way in' }).waitFor();
  }, 120_000);

  it('parts of the case: in their tables, and in the picture from whichever snapshot', async () => {
    await goTo('#/network?snapshot=1&scope=case&as=table');
    const row = (): Locator => page.getByRole('row', { name: /^compute1/ }).first();
    await row().click();
    await noteAndPin('the host at fault');
    await row().getByText('✎').waitFor();
    await comeBack('the host at fault', () => page.locator('.box.host.selected'));
    await goTo('#/network?snapshot=2&scope=case');
    const mark = page.locator('.note[data-key="host/compute1"]');
    await mark.waitFor();
    await mark.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit note: the host at fault' }).waitFor();
    await page.keyboard.press('Escape');
    await goTo('#/network?snapshot=1&scope=case&as=table&list=tunnels');
    await page
      .getByRole('row', { name: /compute1/ })
      .first()
      .click();
    await noteAndPin('one tunnel');
    await comeBack('one tunnel', () => page.locator('.line.tunnel.selected'));
    await page.locator('.note[data-key^="tunnel/"]').waitFor();
  }, 120_000);

  it('rates, which are their device or flow, and the timeline, whose rows are changes', async () => {
    await goTo('#/compare?scope=time&from=3&to=1&show=rates');
    const rates = page.getByRole('grid', { name: 'Rates' });
    const rate = (): Locator => rates.getByRole('row', { name: /port br-tun patch-int/ });
    await rate().click();
    await noteAndPin('what it carries');
    await rate().getByText('✎').waitFor();
    await rates
      .getByRole('row', { name: /flow br-/ })
      .first()
      .click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Write a note' }).click();
    await page.getByRole('dialog', { name: 'New note' }).waitFor();
    await page.keyboard.type('a busy rule');
    await page.keyboard.press('Control+Enter');
    await rates
      .getByRole('row', { name: /flow br-/ })
      .getByText('✎')
      .first()
      .waitFor();
    // Both are marked where they show by themselves.
    await rate().click();
    await page.keyboard.press('Enter');
    await page.locator('.box.selected').first().waitFor();
    await inspector().locator('article', { hasText: 'what it carries' }).waitFor();

    await goTo('#/compare?scope=time&from=3&to=1&show=timeline');
    const timeline = page.getByRole('grid', { name: 'Timeline' });
    await timeline.getByRole('row').first().waitFor();
    await timeline.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => page.url()).toContain('select=change');
    await noteAndPin('when it came apart');
    await timeline.getByRole('row').first().getByText('✎').waitFor();
    await comeBack('when it came apart', () => page.getByRole('row', { selected: true }).getByText('✎'));
    await goTo('#/compare?scope=time&from=3&to=1&show=timeline');
    await timeline.getByRole('row').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit note: when it came apart' }).waitFor();
    await page.getByRole('menuitem', { name: 'Show this change' }).click();
    await page.getByRole('grid', { name: 'Changes', exact: true }).getByText('✎').first().waitFor();
  }, 120_000);

  it('a flow: on its group, and where a search finds its line', async () => {
    await goTo('#/flows?snapshot=1&bridge=br-tun');
    const flows = page.getByRole('grid', { name: 'Flows' });
    await flows.getByRole('row').nth(2).click();
    await noteAndPin('one of many');
    await goTo('#/flows?snapshot=1&bridge=br-tun&group=table');
    await page.locator('[role=row][aria-expanded=false] [data-notes="1"]').waitFor();
    expect(await page.locator('[role=row] [data-notes]').count()).toBe(1);
    await goTo('#/sources?snapshot=1&search=n_packets');
    await page.getByRole('tree', { name: 'Lines found' }).locator('[data-notes="1"]').first().waitFor();
  }, 120_000);

  it('places and ways of a pipeline: in its tables, by menu in its picture, which is pinned as well', async () => {
    await goTo('#/flows?snapshot=1&bridge=br-tun&as=pipeline&twin=table');
    const row = (): Locator => page.getByRole('row', { name: /^table 0/ }).first();
    await row().click();
    await noteAndPin('where it enters');
    await row().getByText('✎').waitFor();
    await comeBack('where it enters', () => page.locator('.box.table.selected'));
    const mark = page.locator('.note[data-notes="1"]').first();
    await mark.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit note: where it enters' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('g.ribbon').first().dispatchEvent('contextmenu', { button: 2, bubbles: true });
    await page.getByRole('menuitem', { name: 'Write a note' }).click();
    await page.getByRole('dialog', { name: 'New note' }).waitFor();
    await page.keyboard.type('a way');
    await page.keyboard.press('Control+Enter');
    await page.locator('.note').nth(1).waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText(/^Pinned: .*br-tun/).waitFor();
    await goTo('#/notes?as=pins');
    await page
      .getByRole('grid', { name: 'Pins' })
      .getByRole('row', { name: /^picture/ })
      .click();
    await page.getByRole('img', { name: /br-tun/ }).waitFor();
  }, 120_000);
});

describe.skipIf(!hasBrowser || !hasShared)('notes and pins on what two hosts have in common', () => {
  const lab = sharedData('lab/bundles/T0-healthy');
  let open: OpenPage;
  beforeEach(async () => {
    const hosts = ['compute1', 'compute2', 'network1'].map((host) => join(lab, host, 'commands.tar.gz'));
    open = await openPage({ viewport: { width: 1440, height: 900 }, bundles: hosts });
    await open.page.getByRole('heading', { name: '3 snapshots of 3 hosts' }).waitFor();
  });
  afterEach(async () => {
    const { complaints } = open;
    await open.close();
    expect(complaints).toEqual([]);
  });

  it('rules: by key, marked, by menu, and come back to', async () => {
    const { page } = open;
    const goTo = (hash: string): Promise<unknown> => page.evaluate((to) => (location.hash = to), hash);
    const inspector = page.getByRole('complementary', { name: 'Evidence' });
    await goTo('#/compare?scope=hosts&from=1&to=2');
    const list = page.getByRole('grid', { name: 'Rules', exact: true });
    await list.getByRole('row').first().click();
    await inspector.getByRole('button', { name: 'Write a note' }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: 'New note' }).waitFor();
    await page.keyboard.type('its own rule');
    await page.keyboard.press('Control+Enter');
    const chosen = page.getByRole('row', { selected: true });
    await chosen.locator('[data-notes="1"]').waitFor();
    await page.keyboard.press('b');
    await page.getByText(/^Pinned: rule of two hosts/).waitFor();
    for (const address of ['#/notes', '#/notes?as=pins']) {
      await goTo(address);
      await page.getByRole('button', { name: 'Go there' }).click();
      await chosen.locator('[data-notes="1"]').waitFor();
      await inspector.locator('article', { hasText: 'its own rule' }).waitFor();
    }
    await chosen.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit note: its own rule' }).waitFor();
  }, 120_000);

  it('all hosts: one pin of the matrix, and the way back to it', async () => {
    const { page } = open;
    const goTo = (hash: string): Promise<unknown> => page.evaluate((to) => (location.hash = to), hash);
    await goTo('#/compare?scope=hosts&from=1&to=2&show=matrix');
    const matrix = page.getByRole('table', { name: 'Matrix' });
    await matrix.waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText(/^Pinned: /).waitFor();
    await goTo('#/notes?as=pins');
    const pins = page.getByRole('grid', { name: 'Pins' });
    await pins.getByRole('row').first().waitFor();
    expect(await pins.getByRole('row').count()).toBe(1);
    await page.getByRole('button', { name: 'Go there' }).click();
    await matrix.waitFor();
    // By table the same hosts are pinned, with the table that is shown.
    await goTo('#/compare?scope=hosts&from=1&to=2&show=roles&table=br-int+0');
    await page.getByRole('table', { name: 'By table' }).waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText(/^Pinned: .* · br-int 0$/).waitFor();
    // What two hosts differ in is pinned as rules.
    await goTo('#/compare?scope=hosts&from=1&to=2');
    await page.getByRole('grid', { name: 'Rules', exact: true }).getByRole('row').first().waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText('Pinned: compute1 – compute2').waitFor();
    await goTo('#/notes?as=pins');
    await pins.getByRole('row', { name: /compute1 – compute2/ }).click();
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.getByRole('grid', { name: 'Rules', exact: true }).getByRole('row').first().waitFor();
  }, 120_000);
});
