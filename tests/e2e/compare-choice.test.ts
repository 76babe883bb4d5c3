// What one does with changes, in a real browser on the lab's moved instance: choosing several with pointer and keys and
// copying them, the menu of a row, the ways from any change to its flow, its picture and its lines on both sides, and the
// choice of the two snapshots on the strip at the bottom.
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';
import { expectSameByLink } from './same-place.ts';

afterAll(closeBrowser);

describe.skipIf(!hasBrowser || !hasShared)('an instance that moved', () => {
  let open: OpenPage;
  let page: Page;
  /** Ids by host and order. */
  let before: string, after: string, other: string;

  beforeAll(async () => {
    const bundles = ['before/compute1', 'after/compute1', 'before/compute2', 'after/compute2'].map((part) =>
      join(sharedData('lab/bundles'), `S02-instance-moved-${part}`, 'commands.tar.gz'),
    );
    open = await openPage({ bundles, viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByText('4 snapshots').first().waitFor({ timeout: 60_000 });
    const idOf = async (dot: Locator): Promise<string> => (await dot.getAttribute('data-snapshot')) ?? '';
    const dots = page.locator('footer [data-snapshot]');
    await dots.nth(3).waitFor();
    other = await idOf(dots.nth(1));
    before = await idOf(dots.nth(2));
    after = await idOf(dots.nth(3));
  }, 120_000);
  beforeEach(async () => {
    await go('/compare');
  });
  afterAll(async () => {
    await closeClean(open);
  });

  /** A fresh page at an address; over time unless it says otherwise. */
  async function go(hash: string): Promise<void> {
    const pair = hash.includes('from=') ? '' : `${hash.includes('?') ? '&' : '?'}from=${before}&to=${after}`;
    const base = page.url().replace(/#.*$/, '');
    await page.goto('about:blank');
    await page.goto(`${base}#${hash}${pair}`);
    await page
      .locator('[role="row"][data-index="0"]')
      .or(page.locator('table, .empty'))
      .first()
      .waitFor({ timeout: 20_000 });
  }
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const row = (index: number): Locator => page.locator(`[role="row"][data-index="${index}"]`);
  const chosen = (): Promise<number> => page.locator('[role="row"][data-chosen]').count();
  const params = (): URLSearchParams => new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '');
  /** Where a click is on the row and on no link in it. */
  const head = (index: number): Locator => row(index).locator('.name').first();

  it('Ctrl and Shift choose several, which are copied in each format, in the list’s order', async () => {
    await head(2).click();
    await head(0).click({ modifiers: ['Control'] });
    await expect.poll(chosen).toBe(2);
    await page.getByText('2 chosen').waitFor();
    await head(3).click({ modifiers: ['Control'] });
    await head(2).click({ modifiers: ['Control'] });
    await expect.poll(chosen).toBe(2);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('2 chosen changes').waitFor();
    await page.getByRole('menuitem', { name: 'TSV for a spreadsheet' }).first().click();
    await page.getByText('2 changes copied').waitFor();
    const names = await Promise.all([head(0).textContent(), head(3).textContent()]);
    const lines = (await clipboard()).trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.split('\t')[2])).toEqual(names);

    await page.getByText('1 instance moved').waitFor();
    await page.keyboard.press('i');
    await open.screenshot('compare-moved');
    await page.keyboard.press('i');

    // A range takes the place of what was chosen, in either direction.
    await head(3).click();
    await head(1).click({ modifiers: ['Shift'] });
    await expect.poll(chosen).toBe(3);
    await head(4).click({ modifiers: ['Shift'] });
    await expect.poll(chosen).toBe(2);
    expect(await page.evaluate(() => getSelection()?.isCollapsed ?? true)).toBe(true);
    await page.keyboard.press('Control+c');
    await page.getByText('2 changes copied').waitFor();
    expect((await clipboard()).match(/^### /gm)?.length).toBeGreaterThan(0);
    await page.keyboard.press('Home');
    await expect.poll(chosen).toBe(0);
  });

  it('the keyboard alone: a range, all, single ones, and the three formats', async () => {
    await page.keyboard.press('F7');
    for (let n = 0; n < 3; n++) await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('4 chosen').waitFor();
    await page.keyboard.press('d');
    await page.getByText('4 changes copied').waitFor();
    expect((await clipboard()).match(/^@@ /gm)).toHaveLength(4);
    await page.keyboard.press('ArrowUp');
    await expect.poll(chosen).toBe(0);

    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press('Control+ArrowDown');
    await page.keyboard.press('Space');
    await page.getByText('2 chosen').waitFor();
    // F7 goes on without losing them.
    await page.keyboard.press('F7');
    await page.keyboard.press('F7');
    await page.keyboard.press('Space');
    await page.getByText('3 chosen').waitFor();
    await page.keyboard.press('t');
    await page.getByText('3 changes copied').waitFor();
    expect((await clipboard()).trimEnd().split('\n')).toHaveLength(4);

    // Rows out of sight, too.
    await page.keyboard.press('Control+a');
    await page.getByText('61 changes, 61 chosen').waitFor();
    await page.keyboard.press('m');
    await page.getByText('61 changes copied').waitFor();

    // Another filter: nothing is chosen that cannot be seen.
    await page.keyboard.press('/');
    await page.keyboard.type('kind=links ');
    await page.getByText(/^1 of \d+$/).waitFor();

    // From the palette: the selected change is not among what is shown, so that it is all of that.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('copy as unified');
    await page
      .getByRole('option', { name: /Copy as Unified diff/ })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 change copied').waitFor();
    expect(await clipboard()).toContain('@@ links tap1476e4c9-4e');
  });

  it('the menu of a row copies what is chosen, filters, and leads on', async () => {
    await head(0).click();
    await head(1).click({ modifiers: ['Shift'] });
    await expect.poll(chosen).toBe(2);
    await head(1).click({ button: 'right' });
    await page.getByText('2 chosen changes').waitFor();
    await page.getByRole('menuitem', { name: 'Markdown' }).click();
    await page.getByText('2 changes copied').waitFor();
    expect((await clipboard()).startsWith('**compute2')).toBe(true);

    // On another row it is about that one.
    await head(2).click({ button: 'right' });
    await page.getByText('1 chosen change', { exact: true }).waitFor();
    await expect.poll(chosen).toBe(0);
    await page.getByRole('menuitem', { name: 'Filter for kind=links' }).click();
    await page.getByText(/^1 of \d+$/).waitFor();
    await expect.poll(() => params().get('filter')).toBe('kind=links');
  });

  it('a flow leads to itself in Flows, to its bridge in the picture, to its line', async () => {
    await go('/compare?filter=kind%3Dflow%20and%20table%3D73');
    const flow = row(0);
    await flow.getByRole('button', { name: 'Show in Flows' }).click();
    await expect.poll(() => params().get('select') ?? '').toMatch(/^flow:/);
    expect(page.url()).toContain('#/flows');
    await expect.poll(() => params().get('snapshot')).toBe(after);
    await page
      .getByText(/^1 of \d/)
      .first()
      .waitFor();

    await go('/compare?filter=kind%3Dflow%20and%20table%3D73');
    await row(0).getByRole('button', { name: 'Show in Network' }).click();
    await expect.poll(() => params().get('select') ?? '').toMatch(/^device:.*br-int/);

    await go('/compare?filter=kind%3Dflow%20and%20table%3D73');
    const link = row(0).getByRole('button', { name: /dump-flows_br-int/ });
    const line = /:(\d+)/.exec((await link.innerText()) ?? '')?.[1];
    await link.click();
    await expect.poll(() => page.url()).toContain('#/sources');
    await expect.poll(() => params().get('lines')).toBe(`${line}-${line}`);
    await expect.poll(() => params().get('snapshot')).toBe(after);
  });

  it('both sides of a rule of two hosts lead to their own host', async () => {
    const between = `/compare?from=${other}&to=${after}&classes=paired,differs`;
    for (const [side, id] of [
      ['first side', other],
      ['second side', after],
    ] as const) {
      await go(between);
      await head(0).click({ button: 'right' });
      const way = page.getByRole('menuitem', { name: 'Show in Flows' });
      expect(await way.count()).toBe(2);
      await way.nth(side === 'first side' ? 0 : 1).click();
      await expect.poll(() => page.url()).toContain('#/flows');
      await expect.poll(() => params().get('snapshot')).toBe(id);
    }
    await go(between);
    await page.keyboard.press('F7');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 chosen').waitFor();
    await page.keyboard.press('d');
    await page.getByText('2 rules copied').waitFor();
    expect((await clipboard()).match(/^@@ /gm)).toHaveLength(2);
  });

  it('the strip at the bottom: Shift takes the first side, Ctrl the second, by pointer and by key', async () => {
    const dot = (id: string): Locator => page.locator(`footer [data-snapshot="${id}"]`);
    await dot(other).click({ modifiers: ['Control'] });
    await expect.poll(() => [params().get('from'), params().get('to')]).toEqual([before, other]);
    await page.getByRole('button', { name: 'Between hosts', pressed: true }).waitFor();
    await dot(after).click({ modifiers: ['Shift'] });
    await expect.poll(() => [params().get('from'), params().get('to')]).toEqual([after, other]);
    await dot(before).focus();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => [params().get('from'), params().get('to')]).toEqual([after, before]);
    await page.getByRole('button', { name: 'Over time', pressed: true }).waitFor();
    expect(await dot(after).getAttribute('aria-label')).toContain('first side');
    expect(await dot(before).getAttribute('aria-label')).toContain('second side');
    // The other way round: what was added is removed.
    await page.getByRole('row', { name: /removed.*Links.*tap1476e4c9-4e/s }).waitFor();
  });

  it(
    'a link to changes, rates and the timeline shows the same in a fresh page',
    { timeout: 90_000 },
    async () => {
      await page.getByRole('button', { name: 'Flows', exact: true }).last().click();
      await page.getByText('54 of 61').waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('table=73 ');
      await page.getByText(/^\d of 61$/).waitFor();
      await page.keyboard.press('F7');
      await page.keyboard.press('F7');
      await expect.poll(() => params().get('select')).toContain('table=73');
      await page.keyboard.press('u');
      await page.getByRole('checkbox', { name: 'counters' }).check();
      await expect.poll(() => params().get('include')).toBe('counters');
      await expectSameByLink(page);
      await page.getByRole('button', { name: 'Rates', exact: true }).click();
      await page.getByText('packets/s').waitFor();
      await expectSameByLink(page);
      await page.getByRole('button', { name: 'Timeline', exact: true }).click();
      await page.getByText('Appeared').waitFor();
      await expectSameByLink(page);
      // A thing's row leads to its change.
      await page
        .getByRole('row', { name: /table=73/ })
        .first()
        .dblclick();
      await page.getByText(/^1 of \d+$/).waitFor();
      await expect.poll(() => params().get('filter')).toMatch(/^key=/);
      // Of all kinds: what is always there may change.
      await page.goto(`${page.url().replace(/#.*$/, '')}#/compare?show=timeline&from=${before}&to=${after}`);
      await page.getByRole('row', { name: /Forwarding entries.*2: there, changed.*~ port/s }).waitFor();
    },
  );

  it('what is unchanged around a change unfolds, and more of it', async () => {
    await go('/compare?filter=kind%3Dflow%20and%20table%3D73');
    const first = row(0);
    await first.getByRole('button', { name: /unchanged around it/ }).click();
    const around = first.locator('.neighbours');
    await around.getByRole('button', { name: /more unchanged below/ }).waitFor();
    const lines = (): Promise<number> => around.locator('button.line').count();
    const few = await lines();
    await around.getByRole('button', { name: /more unchanged below/ }).click();
    await expect.poll(lines).toBeGreaterThan(few);
    await around.getByRole('button', { name: 'hide what is unchanged' }).click();
    await expect.poll(lines).toBe(0);
  });

  it('the bar beside the list has every change, and a click on it goes there', async () => {
    const bar = page.locator('.ruler');
    expect(await bar.locator('i').count()).toBe(61);
    const box = await bar.boundingBox();
    if (box === null) throw new Error('no bar');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height * (40.5 / 61));
    await expect.poll(() => row(40).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Shift+F7');
    await expect.poll(() => row(39).getAttribute('aria-selected')).toBe('true');
  });

  it('one snapshot twice, and a filter that nothing passes, say so and lead on', async () => {
    await go(`/compare?from=${after}&to=${after}`);
    await page.getByText('The same snapshot twice').waitFor();
    await go('/compare?filter=key%3Dnothing');
    await page.getByText('No change matches').waitFor();
    await page.getByText('61 changes are hidden').waitFor();
    await page.getByRole('button', { name: 'Show all changes' }).click();
    await page.getByText('61 changes', { exact: true }).waitFor();
    await go('/compare?filter=knd%3Dflows');
    await page
      .getByText(/did you mean “kind”/)
      .first()
      .waitFor();
  });
});
