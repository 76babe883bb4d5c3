// Notes and pins in the browser: by mouse and by keyboard alone, undone and done again, marked where their object shows,
// found, seen by a second window; what is hostile in one stays text; nothing serious for axe.
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAxe, violations } from './axe.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

const article = 'One instance, from its tap to the GRE tunnel';
const veth = '.box[data-key="veth/qvo48e06cd2-60"]';
const textField = (page: Page) => page.getByLabel('Text, in Markdown');
const marks = (page: Page) => page.locator('main [data-notes]');

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('notes', () => {
  let open: OpenPage;
  let page: Page;
  beforeEach(async () => {
    open = await openPage({ viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByRole('button', { name: article }).click();
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
  });
  afterEach(async () => {
    await closeClean(open);
  });

  it('are written by mouse, marked, found, edited, undone, and seen by another window', async () => {
    await page.getByRole('button', { name: 'Flows', exact: true }).click();
    const row = page.locator('[role=row]').filter({ hasText: 'NORMAL' }).first();
    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Write a note' }).click();
    await textField(page).fill('# Where it *ends*\n\nsee `gre-1`');
    await page.getByLabel('Tags').fill('gre, tunnel');
    await page.getByLabel('Author').fill('Li Wei');
    await page.getByRole('dialog').getByText('needs customer').click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await marks(page).first().waitFor();
    expect(await row.locator('[data-notes="1"]').count()).toBe(1);
    await row.click();
    const inspector = page.getByRole('complementary', { name: 'Evidence' });
    await inspector.getByRole('heading', { name: 'Where it ends' }).waitFor();
    expect(await inspector.locator('article em').textContent()).toBe('ends');

    // Another window of the same case.
    const other = await open.context.newPage();
    await other.goto(open.host.url);
    await other.getByRole('button', { name: '1 note in this case' }).waitFor();

    await inspector.getByRole('button', { name: 'Edit the note' }).click();
    await page.getByRole('dialog').getByText('explained').click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await inspector.locator('article').getByText('explained').waitFor();

    await page.getByRole('button', { name: '1 note in this case' }).click();
    const list = page.getByRole('grid', { name: 'Notes of the case' });
    await list.getByText('Where it ends').waitFor();
    await page.getByRole('button', { name: 'Go there' }).click();
    await page.getByRole('button', { name: 'List', exact: true }).waitFor();
    await marks(page).first().waitFor();

    // Back to open, gone, and all of it again.
    await page.keyboard.press('Control+z');
    await inspector.locator('article').getByText('needs customer').waitFor();
    await page.keyboard.press('Control+z');
    await marks(page).first().waitFor({ state: 'detached' });
    await other.getByRole('button', { name: '1 note in this case' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+Shift+z');
    await page.keyboard.press('Control+Shift+z');
    await inspector.locator('article').getByText('explained').waitFor();
    await other.close();

    await page.keyboard.press('Control+k');
    await page.keyboard.type('tunnel');
    await page.getByRole('option', { name: /explained.*Where it/ }).waitFor();
    await page.keyboard.press('Escape');
    await inspector.getByRole('button', { name: 'Remove' }).click();
    await marks(page).first().waitFor({ state: 'detached' });
  }, 60_000);

  it('are written, pinned, gone to and removed by keyboard alone', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).waitFor();
    await page.keyboard.type('qvo48e06');
    await page.locator('[role=option][aria-selected=true]').filter({ hasText: 'qvo48e06cd2-60' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator(`${veth}.selected`).waitFor();
    await page.keyboard.press('a');
    await textField(page).waitFor();
    await page.keyboard.type('a **drop** here');
    // Escape keeps what was typed.
    await page.keyboard.press('Escape');
    await textField(page).waitFor({ state: 'detached' });
    await page.keyboard.press('a');
    await page.getByText('What you typed before and did not save.').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('g.mark', { hasText: '✎' }).waitFor();

    await page.keyboard.press('b');
    await page.getByText('Pinned: device qvo48e06cd2-60').waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText('Pinned: Network of compute1').waitFor();

    await page.keyboard.press('6');
    const list = page.getByRole('grid', { name: 'Notes of the case' });
    await list.waitFor();
    await page.keyboard.press('p');
    const pins = page.getByRole('grid', { name: 'Pins' });
    await pins.getByText('Network of compute1').waitFor();
    await pins.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('img', { name: 'Network of compute1' }).waitFor();
    await page.keyboard.press('Delete');
    await pins.getByText('Network of compute1').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await pins.getByText('Network of compute1').waitFor();

    await page.keyboard.press('p');
    await list.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.locator(`${veth}.selected`).waitFor();
    await page.keyboard.press('Control+e');
    await textField(page).waitFor();
    await page.keyboard.press('End');
    // Undo in a field is the field's own.
    await page.keyboard.type('!!');
    await page.keyboard.press('Control+z');
    expect(await textField(page).inputValue()).toContain('a **drop** here');
    await page.keyboard.press('Escape');
    await textField(page).waitFor({ state: 'detached' });
    await page.keyboard.press('6');
    await list.focus();
    await page.keyboard.press('Delete');
    await page.getByText('No notes yet').waitFor();
  }, 60_000);

  it('keep what is hostile as text, and axe finds nothing serious, light or dark', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('write a note about the case');
    await page.locator('[role=option][aria-selected=true]').filter({ hasText: 'about the case' }).waitFor();
    await page.keyboard.press('Enter');
    const hostile = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](http://198.51.100.7/p.png)';
    await textField(page).fill(
      `${hostile}\n\n| a | b |\n|---|---|\n| <b>1</b> | \`2\` |\n\n\`\`\`\ncode\n\`\`\``,
    );
    await page.getByRole('button', { name: 'Preview' }).click();
    await loadAxe(page);
    await page.waitForTimeout(300);
    const found: Record<string, readonly string[]> = { editor: await violations(page) };
    await page.keyboard.press('Control+Enter');
    await textField(page).waitFor({ state: 'detached' });
    await page.keyboard.press('6');
    const detail = page.getByRole('region', { name: 'The chosen note' });
    await detail.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await detail.locator('img, a, script').count()).toBe(0);
    expect(await detail.textContent()).toContain('[x](javascript:alert(1))');
    expect(await detail.textContent()).toContain('http://198.51.100.7/p.png');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.waitForTimeout(300);
      found[`notes ${scheme}`] = await violations(page);
    }
    await page.keyboard.press('2');
    await page.locator(veth).waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText('Pinned: Network of compute1').waitFor();
    await page.keyboard.press('6');
    await page.getByRole('grid', { name: 'Notes of the case' }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('img', { name: 'Network of compute1' }).waitFor();
    await page.waitForTimeout(300);
    found['pins'] = await violations(page);
    expect(Object.fromEntries(Object.entries(found).filter(([, serious]) => serious.length > 0))).toEqual({});
  }, 60_000);
});
