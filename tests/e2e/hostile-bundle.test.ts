// A bundle whose every name is an attack, imported and taken through every view, a note, pins, the report and what is
// saved of it: nothing runs, nothing is asked for, and no view gets wider than its window.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openPage, type OpenPage } from './browser.ts';

const attacks = [
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '"><script>alert(1)</script>',
  '[x](javascript:alert(1))![p](http://198.51.100.7/p.png)',
  '=HYPERLINK("http://198.51.100.7/";"x")',
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '\u001b[31mred\u001b]0;title\u0007',
  '\u202egnp.exe\u202c',
  '${alert(1)}{{7*7}}',
  'x'.repeat(1_000_000),
];

function vsctlShow(): string {
  const ports = attacks.map(
    (name, index) =>
      `        Port "${name.replaceAll('"', '\\"')}"\n            tag: ${index + 1}\n` +
      `            Interface "${name.replaceAll('"', '\\"')}"\n                error: "${name.replaceAll('"', '\\"')}"\n`,
  );
  return (
    `7f1b3c9e-0000-4000-8000-000000000001\n    Bridge br-int\n${ports.join('')}` +
    `        Port br-int\n            Interface br-int\n                type: internal\n    ovs_version: "3.1.0"\n`
  );
}

/** The same twice, with another flow, so that there is something to compare. */
function writeBundle(folder: string, priority: number): void {
  writeFileSync(join(folder, 'ovs-vsctl_show'), vsctlShow());
  writeFileSync(join(folder, 'hostname'), '<b>host</b>\n');
  writeFileSync(join(folder, 'etc_hosts =1+1 <img src=x onerror=alert(1)>.txt'), attacks.join('\n'));
  writeFileSync(
    join(folder, 'ovs-ofctl_dump-flows_br-int'),
    `NXST_FLOW reply (xid=0x4):\n cookie=0x0, duration=1s, table=0, n_packets=1, n_bytes=1, priority=${priority},in_port=1 actions=drop\n`,
  );
}

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('a bundle of attacks', () => {
  const folders = ['before', 'after'].map((name) => mkdtempSync(join(tmpdir(), `coldtrace-<i>${name}`)));
  let open: OpenPage;
  let page: Page;
  const dialogs: string[] = [];

  beforeAll(async () => {
    folders.forEach((folder, index) => writeBundle(folder, index + 1));
    open = await openPage({ bundles: folders, viewport: { width: 1280, height: 800 } });
    page = open.page;
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await page.getByRole('heading', { name: /snapshots/ }).waitFor({ timeout: 120_000 });
  }, 180_000);
  afterAll(async () => {
    await open.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  async function holds(what: string): Promise<void> {
    await page.waitForTimeout(600);
    const state = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      height: document.documentElement.scrollHeight,
      made: document.querySelectorAll('main img, main script, main [onerror], main [onload]').length,
    }));
    expect([what, state]).toEqual([what, { width: 1280, height: 800, made: 0 }]);
    expect([what, dialogs, open.complaints, open.strayRequests()]).toEqual([what, [], [], []]);
  }

  it('goes through every view, and the layout holds', async () => {
    for (const hash of [
      '#/overview',
      '#/network',
      '#/network?scope=case',
      '#/network?as=table',
      '#/flows',
      '#/compare',
      '#/sources',
      '#/notes',
      '#/report',
      '#/report?show=redaction',
    ]) {
      await page.evaluate((to) => void (location.hash = to), hash);
      await page.locator('main').waitFor();
      await holds(hash);
    }
  }, 120_000);

  it('is noted, pinned and reported', async () => {
    await page.evaluate(() => void (location.hash = '#/network'));
    await page.locator('.box[data-key="ovs-bridge/br-int"]').waitFor();
    await page.keyboard.press('Control+b');
    await page.getByText(/^Pinned: /).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('write a note about the case');
    await page.locator('[role=option][aria-selected=true]').filter({ hasText: 'about the case' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByLabel('Text, in Markdown').fill(attacks.slice(0, -1).join('\n\n'));
    await page.keyboard.press('Control+Enter');
    await page.getByLabel('Text, in Markdown').waitFor({ state: 'detached' });
    await page.evaluate(() => void (location.hash = '#/report'));
    const preview = page.frameLocator('iframe');
    await preview.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Document' }).click();
    await page.getByRole('menuitemradio', { name: 'Bug report' }).click();
    await preview.getByText('<img src=x onerror=alert(1)>').first().waitFor();
    await holds('the report');
    for (const name of ['HTML', 'Markdown']) {
      await page.getByRole('button', { name: 'Export' }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name }).click(),
      ]);
      const text = readFileSync(await download.path(), 'utf8');
      // What stands in a block of code is text wherever Markdown is shown.
      const outside = text.replace(/^(`{3,}|~{3,})[^]*?^\1$/gm, '').replace(/(`+)[^`\n][^\n]*?\1/g, '');
      const found = /.{0,80}(?<!\\)<(?:img|script|svg\/).{0,40}/i.exec(outside)?.[0] ?? null;
      expect([name, found]).toEqual([name, null]);
    }
    await holds('what is saved');
  }, 120_000);
});
