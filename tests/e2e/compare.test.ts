// The Compare view in a real browser, by keyboard: from the summary of a host with a fault to the raw lines of both
// sides, a link that leads there again, the filter, copies, and the ways to the picture.
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('two snapshots of a host', () => {
  let open: OpenPage;
  let page: Page;
  /** One import for all. */
  beforeAll(async () => {
    open = await openPage({ viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByRole('button', { name: /db1 cannot be reached/ }).click();
    await page.getByText('2 snapshots').or(page.getByText('4 snapshots')).first().waitFor();
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByText('2 changes', { exact: true }).waitFor();
  });
  beforeEach(async () => {
    await page.goto(`${page.url().replace(/#.*$/, '')}#/compare`);
    await page.getByText('2 changes', { exact: true }).waitFor();
  });
  afterAll(async () => {
    await closeClean(open);
  });

  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const row = (name: RegExp) => page.getByRole('row', { name });

  it('by keyboard from the summary to the raw lines of both sides, and back by a link', async () => {
    await page.getByRole('button', { name: 'Bridge ports' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 2').waitFor();
    await page.keyboard.press('F7');
    const change = row(/Bridge ports.*qvbd2d2ac5d-a7/s);
    await change.waitFor();
    expect(await change.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    const before = change.getByRole('region', { name: 'Raw lines of the first side' });
    await before
      .getByText(/qbrd2d2ac5d-a7/)
      .first()
      .waitFor();
    await change
      .getByRole('region', { name: 'Raw lines of the second side' })
      .getByText('not there')
      .waitFor();

    // Across kinds: the kind is taken out of the address again.
    await page.getByRole('button', { name: 'All', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 changes', { exact: true }).waitFor();
    const links = page.getByRole('row', { name: /^.*changed.*Links.*qvbd2d2ac5d-a7/s });
    // The selected change stays the active one; the one before it is of another kind.
    await expect.poll(() => change.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Shift+F7');
    await expect.poll(() => links.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    for (const name of ['Raw lines of the first side', 'Raw lines of the second side'])
      await links
        .getByRole('region', { name })
        .getByText(/qvbd2d2ac5d-a7/)
        .first()
        .waitFor();
    // The inspector has the lines of both sides, too.
    const inspector = page.getByRole('complementary', { name: 'Evidence' });
    await inspector.getByText('qbrd2d2ac5d-a7 → none').waitFor();
    await page.keyboard.press('i');
    await inspector.waitFor({ state: 'hidden' });
    await open.screenshot('compare');
    await page.keyboard.press('i');

    const address = page.url();
    expect(address).toContain('select=change');
    await page.goto('about:blank');
    await page.goto(address);
    await links.waitFor();
    await expect.poll(() => links.getAttribute('aria-selected')).toBe('true');
  });

  it('the filter, a mistake in it, layouts, and copies', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('kind=bridge-p');
    await page.getByRole('option', { name: /^bridge-ports/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.getByText('1 of 2').waitFor();
    await page.keyboard.type(' and knd=1');
    await page.locator('[aria-invalid="true"]').waitFor();
    await page
      .getByText(/did you mean “kind”/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByText('2 changes', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    await page.getByRole('button', { name: 'Unified', pressed: true }).waitFor();
    expect(page.url()).toContain('layout=unified');

    for (const [format, text] of [
      ['Markdown', '### bridge-ports'],
      ['Unified diff', '@@ bridge-ports qvbd2d2ac5d-a7'],
      ['TSV for a spreadsheet', 'bridge-ports\tremoved\tqvbd2d2ac5d-a7'],
    ] as const) {
      await page.getByRole('button', { name: 'Copy', exact: true }).click();
      await page.getByRole('menuitem', { name: format }).last().click();
      await page.getByText('2 changes copied').waitFor();
      await expect.poll(clipboard).toContain(text);
    }
  });

  it('a switch brings back what was set aside; rates, the timeline, other hosts, the picture', async () => {
    const sides = page.getByRole('checkbox').first();
    await sides.check();
    await expect.poll(() => page.getByText(/^\d+ changes$/).textContent()).not.toBe('2 changes');
    expect(page.url()).toContain('include=');
    await sides.uncheck();
    await page.getByText('2 changes', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'Rates', exact: true }).click();
    await page.getByText('packets/s').or(page.getByText('No counter is on both sides')).first().waitFor();
    await page.getByRole('button', { name: 'Timeline', exact: true }).click();
    await row(/Bridge ports.*qvbd2d2ac5d-a7/s).waitFor();
    await page.getByRole('button', { name: 'Changes', exact: true }).click();

    await page.keyboard.press('F7');
    // A button in a row has its own Enter; the list's would show the raw lines.
    await page.getByRole('button', { name: 'Show in Network' }).first().focus();
    await page.keyboard.press('Enter');
    // Its box, with the marks of what changed and of the finding.
    await page.locator('[data-key="veth/qvbd2d2ac5d-a7"]').first().waitFor();
    expect(page.url()).toContain('over=changes');
    expect(page.url()).toContain('network');
    await expect.poll(() => page.url()).toContain('select=device');
  });
});
