// axe looks at every view, in light and dark, in English and Chinese: nothing serious may be wrong. The case has
// several hosts where the real bundles are, else the article's one.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { loadAxe, violations } from './axe.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';

const transcript = join(import.meta.dirname, '../../resources/samples/article/transcript.txt');

function bundles(): readonly string[] {
  if (!hasShared) return [transcript];
  const snapshot = sharedData('lab/bundles/S06-qvb-unplugged-after');
  return readdirSync(snapshot).map((host) =>
    join(snapshot, host, readdirSync(join(snapshot, host)).find((name) => name.startsWith('commands')) ?? ''),
  );
}

/** Views by their addresses, each with what tells that it is there. */
const places: readonly (readonly [string, string])[] = [
  ['#/overview', 'main'],
  ['#/network', '.box'],
  ['#/network?over=firewall', '.mark'],
  ['#/network?over=mtu&to=right', '.mark'],
  ['#/network?as=table', '[role=grid]'],
  ['#/network?as=route', 'main'],
  ['#/network?scope=case', '[data-key]'],
  ['#/network?scope=case&as=table', '[role=grid]'],
  ['#/flows', '[role=grid]'],
  ['#/flows?as=pipeline', '.box'],
  ['#/compare', 'main'],
  ['#/sources', '[role=tree]'],
  ['#/notes', 'main'],
  ['#/report', 'iframe'],
  ['#/report?show=redaction', 'main [role=grid]'],
];

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('axe', () => {
  it.each([
    { colorScheme: 'light', locale: 'en-GB' },
    { colorScheme: 'dark', locale: 'zh-CN' },
  ] as const)('finds nothing serious in any view, $colorScheme', async ({ colorScheme, locale }) => {
    const open = await openPage({ colorScheme, locale, bundles: bundles() });
    try {
      const { page } = open;
      await page.getByRole('heading', { name: /snapshots? |个快照/ }).waitFor({ timeout: 120_000 });
      await loadAxe(page);
      const found: Record<string, readonly string[]> = {};
      const snapshot = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('snapshot') ?? '1';
      for (const [address, sign] of places) {
        await page.evaluate(
          (hash) => (location.hash = hash),
          `${address}${address.includes('?') ? '&' : '?'}snapshot=${snapshot}`,
        );
        await page.locator(sign).first().waitFor();
        // Transitions have ended: contrast is that of what stays.
        await page.waitForTimeout(250);
        const serious = await violations(page);
        if (serious.length > 0) found[address] = serious;
      }
      // With something selected, the inspector has it; and the parts that float.
      await page.evaluate((hash) => (location.hash = hash), `#/network?snapshot=${snapshot}`);
      await page.locator('.box').nth(2).click();
      await page.waitForTimeout(400);
      const inspector = await violations(page);
      if (inspector.length > 0) found['inspector'] = inspector;
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('tap');
      await page.waitForTimeout(400);
      const palette = await violations(page);
      if (palette.length > 0) found['palette'] = palette;
      expect(found).toEqual({});
    } finally {
      await open.close();
    }
  });
});
