// Filtering flows as a person does: by completion, with a mistake and what is said of it, under a name for the
// next time. And the flow tables of real deployments, filtered, for the documentation.
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage, type OpenPage, type PageOptions } from './browser.ts';

const transcript = join(import.meta.dirname, '../../resources/samples/article/transcript.txt');

afterAll(closeBrowser);

/** The Flows view of a bridge of what was imported. */
async function openFlows(options: PageOptions, bridge: string, filter = ''): Promise<OpenPage> {
  const open = await openPage({ viewport: { width: 1280, height: 800 }, ...options });
  const { page } = open;
  page.setDefaultTimeout(120_000);
  await page.getByText(/^(Last import|最近一次导入)$/).waitFor();
  const address = await page.evaluate(() => location.href.replace(/#.*/, ''));
  await page.goto(`${address}#/flows?snapshot=1&bridge=${bridge}&filter=${encodeURIComponent(filter)}`);
  await page.reload();
  await page.getByRole('gridcell').first().waitFor();
  return open;
}

const field = (page: Page) => page.getByRole('combobox').first();

describe.skipIf(!hasBrowser)('the flow filter', () => {
  it('completes names, operators and values, and says where it goes wrong', async () => {
    const open = await openFlows({ bundles: [transcript] }, 'br-tun');
    const { page } = open;
    await field(page).click();
    await page.keyboard.type('sets tun');
    const choices = page.getByRole('listbox');
    await choices.getByRole('option', { name: 'tun_id' }).first().waitFor();
    await page.keyboard.press('Tab');
    await choices.getByRole('option', { name: '!=' }).waitFor();
    await page.keyboard.press('Tab');
    await choices.getByRole('option', { name: '0x2' }).waitFor();
    await open.screenshot('filter-completion');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await field(page).inputValue()).toMatch(/^sets tun_id=0x\w+$/);
    await page.getByText(/^\d+ of 14$/).waitFor();

    await field(page).fill('dl_dst covrs fa:16:3e:00:00:01');
    await page.getByText('“covrs” is no operator; did you mean “covers”?').waitFor();
    await open.screenshot('filter-error');
    await field(page).fill('dl_dst covers 01:00:5e:00:00:01');
    await page.getByText('1 of 14').waitFor();
    expect(open.complaints).toEqual([]);
    await open.close();
  });

  it('keeps filters under names: by the menu, by key, in the palette; renamed and deleted', async () => {
    const open = await openFlows({ bundles: [transcript] }, 'br-tun', 'never hit');
    const { page } = open;
    const menu = page.getByRole('button', { name: 'Saved filters' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Save this filter…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('unused');
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    await field(page).fill('');
    await page.getByText('14 flows').waitFor();
    await page.keyboard.press('Alt+1');
    await page.waitForFunction(() => location.hash.includes('never+hit'));
    expect(await field(page).inputValue()).toBe('never hit');

    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Network' }).click();
    await page.getByRole('main', { name: 'Network' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('unused');
    await page.getByRole('option', { name: 'Filter flows: unused' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.startsWith('#/flows'));
    expect(await field(page).inputValue()).toBe('never hit');

    await page.reload();
    await page.getByRole('gridcell').first().waitFor();
    await menu.click();
    await open.screenshot('filter-saved');
    await page.getByRole('menuitem', { name: 'Rename or delete…' }).click();
    const name = page.getByRole('textbox', { name: 'Name of unused' });
    await name.fill('cold');
    await name.press('Tab');
    await open.screenshot('filter-manage');
    await page.getByRole('button', { name: 'Delete cold' }).click();
    await page.getByText('No filter is saved.').waitFor();
    expect(open.complaints).toEqual([]);
    await open.close();
  });
});

describe.skipIf(!hasBrowser || !hasShared)('flow tables of real deployments', () => {
  it('the firewall of a Neutron node', async () => {
    const bundle = sharedData('lab/bundles/T0-healthy/compute2/commands.tar.gz');
    const filter = 'table in 60..94 and ct_state=+est';
    const open = await openFlows(
      { bundles: [bundle], viewport: { width: 1440, height: 900 } },
      'br-int',
      filter,
    );
    await open.page.getByText(/^\d+ of \d+$/).waitFor();
    await open.screenshot('flows-firewall');
    await field(open.page).fill('table in 60..94');
    await open.page.getByText(/^\d+ of \d+$/).waitFor();
    expect(open.complaints).toEqual([]);
    await open.close();
  });

  it('the br-int of a sos report', async () => {
    const bundle = sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz');
    const options = { bundles: [bundle], viewport: { width: 1440, height: 900 } } as const;
    const open = await openFlows(
      { ...options, locale: 'zh-CN', colorScheme: 'dark' },
      'br-int',
      'sets reg5 or reg6=0x1',
    );
    await open.page.getByText(/^\d+ \/ \d+$/).waitFor();
    await open.screenshot('flows-sos-br-int');
    expect(open.complaints).toEqual([]);
    await open.close();
  });
});
