// The view of one host and of one path in a real browser: namespaces, firewalls with their rules, a path over two
// hosts and back, and the picture as files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDot } from '../unit/network/dot-reader.ts';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';

afterAll(closeBrowser);

describe.skipIf(!hasBrowser || !hasShared)('one host of a deployment', () => {
  it('shows its namespaces and firewalls, a path there and back, and saves what it shows', async () => {
    const folder = sharedData('lab/bundles/T0-healthy');
    const bundles = readdirSync(folder).flatMap((host) =>
      readdirSync(join(folder, host))
        .filter((name) => name.startsWith('commands'))
        .map((name) => join(folder, host, name)),
    );
    const open = await openPage({ bundles, viewport: { width: 1280, height: 800 } });
    const { page } = open;
    try {
      await page.getByRole('heading', { name: /4 snapshots/ }).waitFor({ timeout: 120_000 });
      await page.keyboard.press('2');
      const hosts = readdirSync(folder);
      const goTo = (host: string): Promise<void> =>
        page.evaluate((hash) => void (location.hash = hash), `#/network?snapshot=${hosts.indexOf(host) + 1}`);
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await goTo('network1');
      await page.locator('.box.frame').first().waitFor();
      await page.mouse.move(0, 0);
      await open.screenshot('network-namespaces');
      await goTo('compute2');
      await page.locator('.box[data-key^="tap/"]').first().waitFor();
      await page.getByRole('button', { name: 'What is shown over the picture' }).click();
      await page.getByRole('menuitemradio', { name: 'Firewalls' }).click();
      await page.locator('.mark.ok').first().waitFor();
      await page.locator('.box[data-key^="tap/"]').first().click();
      const inspector = page.getByRole('complementary', { name: 'Evidence' });
      await inspector.getByText('flows of br-int').waitFor();
      await open.screenshot('network-firewall');
      await inspector
        .getByRole('region', { name: 'Firewall' })
        .getByRole('button', { name: /rules$/ })
        .last()
        .click();
      await page.getByRole('grid').getByRole('row').first().waitFor();
      expect(new URL(page.url()).hash).toMatch(/filter=table%3D\d+\+and\+reg5/);
      await page.keyboard.press('Alt+ArrowLeft');
      await page.locator('.mark').first().waitFor();

      await page.getByRole('button', { name: 'Save', exact: true }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: /DOT/ }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/-compute2-network\.dot$/);
      const read = readDot(readFileSync(await download.path(), 'utf8'));
      expect([...read.nodes.keys()]).toContain('ovs-bridge/br-int');

      await page.keyboard.press('r');
      await page.getByLabel('From').fill('web1');
      await page.getByLabel('From').press('Enter');
      await page.getByLabel('To').fill('web2');
      await page.getByLabel('To').press('Enter');
      const forward = page.getByRole('region', { name: 'There' });
      await forward.getByText('Reached').waitFor();
      await page.getByRole('region', { name: 'Back' }).getByText('Reached').waitFor();
      const passed = await forward.locator('.host').allTextContents();
      expect(passed).toEqual(['compute1', 'compute2']);
      await open.screenshot('network-path');
      await forward
        .getByRole('button', { name: /br-tun/ })
        .first()
        .click();
      await inspector.getByText('br-tun').first().waitFor();
      expect(open.complaints).toEqual([]);
      expect(open.strayRequests()).toEqual([]);
    } finally {
      await open.close();
    }
  });
});
