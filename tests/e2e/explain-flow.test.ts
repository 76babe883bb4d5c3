// What a person does to understand a flow: selects it, reads what it does, follows what it names.
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openPage, type PageOptions } from './browser.ts';

const transcript = join(import.meta.dirname, '../../resources/samples/article/transcript.txt');

afterAll(closeBrowser);

/** The flows of br-tun, one selected; returns the inspector. */
async function select(page: Page, filter: string): Promise<void> {
  const address = await page.evaluate(() => location.href.replace(/#.*/, ''));
  await page.goto(`${address}#/flows?snapshot=1&bridge=br-tun&filter=${encodeURIComponent(filter)}`);
  await page.reload();
  await page.getByRole('gridcell').nth(1).click();
}

async function withArticle(
  options: PageOptions,
  work: (page: Page, shot: (name: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const open = await openPage({ viewport: { width: 1280, height: 800 }, bundles: [transcript], ...options });
  try {
    await open.page.getByText(/^(Last import|最近一次导入)$/).waitFor();
    await work(open.page, (name) => open.screenshot(name));
    expect(open.complaints).toEqual([]);
    expect(open.strayRequests()).toEqual([]);
  } finally {
    await open.close();
  }
}

describe.skipIf(!hasBrowser)('a flow in words', () => {
  it('read it, see which part says so, follow what it names', async () => {
    await withArticle({}, async (page, shot) => {
      await select(page, 'table=10');
      const inspector = page.getByRole('complementary', { name: 'Evidence' });
      await inspector.getByText(/learn from the packet a flow in table/).waitFor();
      await shot('explain');
      await inspector.getByText('send out of port 1').hover();
      expect(await inspector.locator('.flow .marked').textContent()).toBe('output:1');
      await inspector.locator('.flow').getByText('output:1').hover();
      expect(await inspector.locator('li.marked').textContent()).toContain('send out of port 1');

      await inspector.getByRole('button', { name: '20', exact: true }).click();
      await page.getByText('1 of 14').waitFor();
      expect(page.url()).toContain('filter=table%3D20');
      await page.keyboard.press('Alt+ArrowLeft');
      await inspector.getByRole('button', { name: 'br-int', exact: true }).click();
      await page.locator('.box[data-key="ovs-bridge/br-int"]').waitFor();
      expect(page.url()).toContain('network');
    });
  });

  it('in Chinese and in the dark', async () => {
    await withArticle({ locale: 'zh-CN', colorScheme: 'dark' }, async (page, shot) => {
      await select(page, 'table=21 and dl_vlan=1');
      const inspector = page.getByRole('complementary').last();
      await inspector.getByText('剥去 VLAN 标签').waitFor();
      await inspector.getByText('qvo48e06cd2-60').first().waitFor();
      await shot('explain-dark-zh');
    });
  });
});
