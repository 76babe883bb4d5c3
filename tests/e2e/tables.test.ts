// Every table of the interface in the browser, copied as TSV and saved as CSV by the one menu that all of them have: whole,
// the same in both, a title a column.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

const samples = resolve(import.meta.dirname, '../../resources/samples/db1-unreachable');

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('tables', () => {
  let open: OpenPage;
  let page: Page;
  afterEach(async () => {
    await closeClean(open);
  });

  async function openCase(bundles: readonly string[], snapshots: number): Promise<void> {
    open = await openPage({ bundles, viewport: { width: 1440, height: 900 } });
    page = open.page;
    await page
      .getByText(`${snapshots} snapshot${snapshots === 1 ? '' : 's'}`)
      .first()
      .waitFor({ timeout: 60_000 });
  }

  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

  async function goTo(address: string): Promise<void> {
    await page.evaluate((hash) => (location.hash = hash), address);
  }

  /** Saves what an entry of the menu gives, and copies what the other does; the file's name, and its lines of cells. */
  async function given(
    menu: string | RegExp,
    save: string | RegExp,
    copy: string | RegExp,
  ): Promise<{ readonly name: string; readonly rows: readonly (readonly string[])[] }> {
    const button = page
      .getByRole('button', { name: menu, exact: typeof menu === 'string' })
      .filter({ visible: true });
    const entry = (group: string | RegExp, format: string) =>
      page.getByRole('group', { name: group }).getByRole('menuitem', { name: new RegExp(`\\b${format}\\b`) });
    await button.click();
    const [download] = await Promise.all([page.waitForEvent('download'), entry(save, 'CSV').click()]);
    const csv = readFileSync(await download.path(), 'utf8');
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await button.click();
    await entry(copy, 'TSV').click();
    await expect.poll(clipboard).not.toBe('');
    const rows = (await clipboard())
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'));
    // The same cells, but for the quotes.
    const cells = csv.replaceAll(/\r\n|\n/g, ',').replaceAll('"', '');
    expect(cells).toBe(
      rows
        .map((row) => `${row.join(',')},`)
        .join('')
        .replaceAll('"', ''),
    );
    return { name: download.suggestedFilename(), rows };
  }

  async function ofMenu(title: string | RegExp): Promise<readonly (readonly string[])[]> {
    const { name, rows } = await given(
      typeof title === 'string' ? `Copy or save: ${title}` : title,
      'Save the table as',
      'Copy the table as',
    );
    expect(name).toMatch(/\.csv$/);
    const [head = []] = rows;
    expect(rows.length, String(title)).toBeGreaterThan(1);
    for (const row of rows) expect(row, String(title)).toHaveLength(head.length);
    expect(head.filter((each) => each === '')).toEqual([]);
    return rows;
  }

  /** Of a list that has a menu of copies already. */
  async function ofList(menu: string, copy: RegExp, save: RegExp): Promise<readonly (readonly string[])[]> {
    return (await given(new RegExp(`^${menu}$`), save, copy)).rows;
  }

  /** A command of the palette, by a part of its name. */
  async function command(words: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await page.getByRole('option', { name: words }).first().waitFor();
    await page.keyboard.press('Enter');
  }

  it('of the case, its sources, its flows, its picture, its notes', async () => {
    await openCase(
      readdirSync(samples).map((name) => join(samples, name)),
      4,
    );
    const bundles = await ofMenu('Last import');
    expect(bundles).toHaveLength(5);
    expect(await ofMenu('Bundles')).toHaveLength(5);
    const snapshots = await ofMenu('Snapshots');
    expect(snapshots.map(([host]) => host)).toEqual([
      ...['Host', 'compute1', 'compute1', 'controller1', 'controller1'],
    ]);
    expect((await ofMenu('Sources of compute1 with problems')).length).toBeGreaterThan(12);
    expect(await ofMenu('Size of the case')).toHaveLength(9);

    await goTo('#/sources');
    const sources = await ofMenu('Sources');
    expect(sources.length).toBeGreaterThan(100);
    await page.getByRole('treeitem', { name: 'conntrack_-L_-o_extended,id.txt' }).first().click();
    expect(await ofMenu('Problems')).toHaveLength(2);
    await goTo('#/sources?search=qvo36aaab22-c8');
    await page
      .getByText(/lines? in \d+ sources?/)
      .first()
      .waitFor();
    const found = await ofMenu('Lines found');
    expect(found.slice(1).every((cells) => cells.at(-1)?.includes('36aaab22-c8'))).toBe(true);

    await goTo('#/network?as=table');
    // What networks are called is known a moment after the devices.
    await page.getByText('B Internal · vlan 1').first().waitFor();
    expect(await ofMenu('31 devices')).toHaveLength(32);
    expect(await ofMenu('Paths of instances')).toHaveLength(5);
    await page.getByRole('option', { name: 'web1' }).click();
    const hops = await ofMenu('Hops, from the instance outwards');
    expect(hops.some((cells) => cells.includes('qvo36aaab22-c8'))).toBe(true);
    await goTo('#/network?as=route&from=web1');
    expect((await ofMenu('There')).length).toBeGreaterThan(5);
    await goTo('#/network?scope=case&as=table');
    await ofMenu(/^Copy or save: \d+ hosts$/);

    await goTo('#/flows');
    const flows = await ofList('Copy', /^All [\d,]+ shown$/, /^Save [\d,]+ flows as$/);
    expect(flows.length).toBeGreaterThan(20);
    await goTo('#/flows?group=table');
    const groups = await ofMenu('Groups of flows');
    expect(groups.slice(1).reduce((sum, [count]) => sum + Number(count), 0)).toBe(flows.length - 1);
    await goTo('#/flows?as=pipeline');
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    await ofMenu(/^Copy or save: \d+ places$/);

    await goTo('#/notes');
    await command('note about the case');
    await page.getByLabel('Text, in Markdown').fill('Which *gateway*?\n\nAsk.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const notes = await ofMenu('Notes of the case');
    expect(notes[1]).toContain('Which *gateway*? Ask.');
    await goTo('#/flows?filter=n_packets%3E0');
    await page
      .getByRole('row', { name: /resubmit|NORMAL/ })
      .first()
      .waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText(/^Pinned: /).waitFor();
    await goTo('#/notes?as=pins');
    const pins = await ofMenu('Pins');
    expect(pins[1]).toContain('n_packets>0');
  }, 240_000);

  it('of what to ask the customer for', async () => {
    const article = resolve(samples, '../article/transcript.txt');
    await openCase([article], 1);
    await goTo('#/sources');
    await page.getByRole('button', { name: 'Ask the customer for what is missing' }).click();
    await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    expect((await ofMenu(/^Copy or save: What to ask for/)).length).toBeGreaterThan(3);
  }, 60_000);

  it('of two snapshots', async () => {
    await openCase(
      ['before', 'after'].map((label) => join(samples, `s06-${label}-compute1.tar.gz`)),
      2,
    );
    await goTo('#/compare');
    await page.getByText(/^\d+ changes$/).waitFor();
    const changes = await ofList('Copy', /^[\d,]+ changes shown$/, /^Save [\d,]+ changes as$/);
    const kinds = await ofMenu('Changes by kind');
    const counted = kinds.slice(1).flatMap((cells) => cells.slice(1, -1).map(Number));
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(changes.length - 1);
    await goTo('#/compare?show=rates');
    const rates = await ofMenu('Rates');
    // Not only the page that is in sight.
    expect(rates.length).toBeGreaterThan(60);
    await goTo('#/compare?show=timeline');
    expect((await ofMenu('Timeline')).length).toBeGreaterThan(2);
  }, 180_000);

  it.skipIf(!hasShared)(
    'of hosts beside each other',
    async () => {
      const faulty = sharedData('lab/bundles/S03-gre-port-missing-after');
      const network1 = sharedData('lab/bundles/T0-healthy/network1');
      const folders = [join(faulty, 'compute1'), join(faulty, 'compute2'), network1];
      await openCase(
        folders.map((folder) => join(folder, 'commands.tar.gz')),
        3,
      );
      await goTo('#/compare?scope=hosts&show=matrix');
      await page.getByRole('button', { name: /^compute1 and compute2: \d+ left over$/ }).waitFor();
      const matrix = await ofMenu('Matrix');
      expect(matrix).toHaveLength(matrix[0]?.length ?? 0);
      await ofMenu(/^Copy or save: By table/);
      await page.getByRole('button', { name: /^compute1 and compute2: \d+ left over$/ }).click();
      await page
        .getByText(/^[\d,]+( of [\d,]+)?( rules)?$/)
        .first()
        .waitFor();
      await page.getByRole('row').first().waitFor();
      const rules = await ofList('Copy', /^[\d,]+ rules shown$/, /^Save [\d,]+ rules as$/);
      expect(rules.length).toBeGreaterThan(1);
      await ofMenu('Rules alike, step by step');
      expect(await ofMenu('What became of the rules')).toHaveLength(7);
      await page.getByRole('button', { name: 'Renaming', exact: true }).click();
      expect((await ofMenu('Renaming')).length).toBeGreaterThan(10);
      await page.getByRole('button', { name: 'Settings', exact: true }).click();
      await ofMenu('Settings');
    },
    240_000,
  );
});
