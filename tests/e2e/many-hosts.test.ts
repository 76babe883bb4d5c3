// Thirteen hosts held against each other in a real browser: copies of a compute node of the lab under other names, one
// without some of its rules, one with a setting of its own, one that calls its networks otherwise. The odd one comes first
// on the matrix, a cell leads to its pair, a link to each page shows the same in a fresh page.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArchive } from '../read-archive.ts';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';
import { expectSameByLink } from './same-place.ts';

const outputs =
  /^compute2\/(hostname|sysctl_net\.bridge|ovs-vsctl_show|ovs-vsctl_list_(Port|Interface|Bridge|Open_vSwitch)|ovs-ofctl_-O_OpenFlow13_(dump-flows|show)_br-\w+)\.txt$/;
const hosts = Array.from({ length: 13 }, (_, at) => `node${String(at + 1).padStart(2, '0')}`);

/** What an output of one of the hosts says. */
function edited(host: string, name: string, text: string): string {
  const own = text.replaceAll('compute2', host);
  if (host === 'node07' && name.includes('dump-flows_br-int'))
    return own.replace(/^.* table=(?:71|72|91|92|93|94), .*\n/gm, '');
  if (host === 'node04' && name.includes('sysctl'))
    return own.replace('nf-call-iptables = 1', 'nf-call-iptables = 0');
  if (host === 'node10' && name.includes('list_Port')) {
    const [first, second] = [...new Set(own.match(/(?<=net_uuid="?)[\da-f]+-[\w-]+/g))];
    if (first === undefined || second === undefined) throw new Error('no networks to swap');
    return own.replaceAll(first, 'SWAP').replaceAll(second, first).replaceAll('SWAP', second);
  }
  return own;
}

afterAll(closeBrowser);

describe.skipIf(!hasBrowser || !hasShared)('thirteen hosts', () => {
  let open: OpenPage;
  let page: Page;
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-hosts-'));

  beforeAll(async () => {
    const texts = await readArchive(sharedData('lab/bundles/T0-healthy/compute2/commands.tar.gz'), (name) =>
      outputs.test(name),
    );
    const bundles = hosts.map((host) => {
      mkdirSync(join(folder, host, host), { recursive: true });
      for (const [name, text] of texts)
        writeFileSync(join(folder, host, name.replace('compute2', host)), edited(host, name, text));
      return join(folder, host);
    });
    open = await openPage({ bundles, viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByText('13 snapshots').first().waitFor({ timeout: 120_000 });
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  }, 240_000);
  afterAll(async () => {
    await closeClean(open);
    rmSync(folder, { recursive: true, force: true });
  });

  const tab = (name: string) => page.getByRole('button', { name, exact: true });
  const params = (): URLSearchParams => new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '');

  it(
    'the odd one comes first on the matrix, and a cell leads to its pair',
    { timeout: 120_000 },
    async () => {
      await tab('Between hosts').click();
      await tab('Matrix').click();
      const matrix = page.getByRole('table', { name: 'Matrix' });
      const heads = (): Promise<string[]> => matrix.getByRole('columnheader').allInnerTexts();
      await page.getByText('Comparing:').waitFor({ state: 'detached', timeout: 90_000 });
      await expect.poll(async () => (await heads())[0]).toBe('node07');
      expect((await heads()).toSorted()).toEqual(hosts);
      await open.screenshot('compare-matrix');

      // One table alone, by the table below; then hosts are ordered by it.
      const byTable = page.getByRole('table', { name: /By table/ });
      await byTable.getByRole('button').first().click();
      await expect.poll(() => params().get('table')).toMatch(/^br-int/);
      const table = params().get('table') ?? '';
      expect(table).toMatch(/^br-int \d+$/);
      await expectSameByLink(page);
      const cell = matrix.getByRole('button', { name: /^node07 and node01: \d+ left over$/ });
      const left = /: (\d+) /.exec((await cell.getAttribute('aria-label')) ?? '')?.[1];
      await cell.click();
      await page.getByText(new RegExp(`^${left} of \\d+$`)).waitFor();
      await expect.poll(() => params().get('filter')).toBe(`table=${table.split(' ')[1]}`);
      // Every one of them is told to be lacking on the odd one.
      await expect.poll(() => page.getByText('node07 lacks it').count()).toBeGreaterThan(0);
      await page.keyboard.press('F7');
      await expect.poll(() => params().get('rule')).toMatch(/^\d+:\d+$/);
      await expectSameByLink(page);
      await page.keyboard.press('Alt+ArrowLeft');
    },
  );

  it('by table: what twelve have and the odd one lacks, with the rule and its line', async () => {
    await tab('By table').click();
    const matrix = page.getByRole('table', { name: 'By table' });
    const heads = (): Promise<string[]> => matrix.getByRole('columnheader').allInnerTexts();
    await expect.poll(async () => (await heads())[0], { timeout: 60_000 }).toBe('node07');
    expect((await heads()).toSorted()).toEqual(hosts);
    const cell = matrix.getByRole('button', {
      name: /^node07, br-int 72: lacks \d+, has 0 alone, of 0 rules$/,
    });
    const lacks = /lacks (\d+)/.exec((await cell.getAttribute('aria-label')) ?? '')?.[1];
    await cell.click();
    await page.getByText(`${lacks} roles: node07, br-int 72`).waitFor();
    await expect.poll(() => params().get('table')).toBe('br-int 72');
    const role = page.getByRole('grid', { name: 'What sets hosts apart' }).getByRole('row').first();
    await role.getByText('12 of 13 hosts have it').waitFor();
    await role
      .getByText(/table=72/)
      .first()
      .waitFor();
    await open.screenshot('compare-many-by-table');
    await expectSameByLink(page);
    await matrix.getByRole('button', { name: 'node07', exact: true }).click();
    await page.getByText(/^\d+ roles: node07$/).waitFor();
  });

  it('twelve agree, one differs', async () => {
    await tab('Settings').click();
    const setting = page.getByRole('row', { name: /bridge-nf-call-iptables/ });
    await setting.waitFor();
    await setting.getByText('12 agree').waitFor();
    await setting.getByText('node04', { exact: true }).waitFor();
    await open.screenshot('compare-settings');
    await expectSameByLink(page);
    await setting
      .getByRole('button', { name: /sysctl_net.bridge/ })
      .last()
      .click();
    await expect.poll(() => page.url()).toContain('#/sources');
    await page.keyboard.press('Alt+ArrowLeft');
    await setting.waitFor();
  });

  it('the renaming of two hosts that contradict each other, corrected by hand', async () => {
    const idOf = async (host: string): Promise<string> =>
      (await page.locator(`footer [data-snapshot][aria-label^="${host}"]`).getAttribute('data-snapshot')) ??
      '';
    const pair = `from=${await idOf('node01')}&to=${await idOf('node10')}`;
    await page.goto(`${page.url().replace(/#.*$/, '')}#/compare?${pair}`);
    await tab('Renaming').click();
    await page
      .getByRole('list', { name: 'Contradictions' })
      .getByText(/local VLAN \d+/)
      .first()
      .waitFor();
    await page.getByRole('searchbox', { name: 'Find a name or number' }).fill('local vlan');
    await expect.poll(() => params().get('filter')).toBe('local vlan');
    const number = page.getByRole('button', { name: /^node10 \d+, .*: say what it stands for$/ }).first();
    await number.click();
    await page.getByLabel(/^On node10, local VLAN \d+ stands for$/).fill('mine');
    await page.keyboard.press('Enter');
    await page.getByText('1 correction by hand').waitFor();
    await open.screenshot('compare-renaming');
    await expectSameByLink(page);
    await page.getByRole('button', { name: 'Take them back' }).click();
    await page.getByText('1 correction by hand').waitFor({ state: 'detached' });
  });
});
