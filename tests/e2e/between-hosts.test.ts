// The two computes of the lab held against each other in a real browser: from the matrix and the numbers of each bridge to
// the raw lines of both sides, a link that leads there again, a correction of the renaming by hand, copies, settings.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';
import { expectSameByLink } from './same-place.ts';

afterAll(closeBrowser);

describe.skipIf(!hasBrowser || !hasShared)('the two computes of the lab', () => {
  let open: OpenPage;
  let page: Page;
  beforeAll(async () => {
    const snapshot = sharedData('lab/bundles/T0-healthy');
    const bundles = readdirSync(snapshot).map((host) => join(snapshot, host, 'commands.tar.gz'));
    open = await openPage({ bundles, viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByText('4 snapshots').first().waitFor({ timeout: 60_000 });
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
  }, 180_000);
  afterAll(async () => {
    await closeClean(open);
  });

  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const rule = (name: RegExp) => page.getByRole('row', { name }).first();

  it('from the matrix over the numbers to the raw lines of both sides, and back by a link', async () => {
    await page.getByRole('button', { name: 'Matrix', exact: true }).click();
    const cell = page.getByRole('button', { name: /^compute1 and compute2: \d+ left over$/ });
    await cell.waitFor();
    await cell.click();
    const steps = page.getByRole('table', { name: 'Rules alike, step by step' });
    const row = steps.getByRole('row', { name: /^br-tun/ });
    await row.waitFor();
    const cells = await row.getByRole('cell').allTextContents();
    const [asText, canonical, renamed, paired] = cells.slice(0, 4).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    // Numbers are the hosts' own: few lines are equal as printed, most are by what they mean.
    expect(asText).toBeLessThan(renamed);
    expect(canonical).toBeLessThanOrEqual(renamed);
    expect(renamed).toBeLessThanOrEqual(paired);

    await page.getByRole('button', { name: 'br-tun' }).click();
    await page.getByRole('button', { name: /paired/ }).click();
    await expect.poll(() => page.url()).toContain('classes=paired');
    await page.keyboard.press('F7');
    const first = rule(/paired.*br-tun/s);
    await expect.poll(() => first.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Enter');
    for (const name of ['Raw lines of the first side', 'Raw lines of the second side'])
      await first
        .getByRole('region', { name })
        .getByText(/table=\d+/)
        .first()
        .waitFor();
    // Not by the number: the tunnel to network1 is port 2 on one and 3 on the other, that of each to the other 3 and 2.
    const flood = rule(/paired.*br-tun table=22/s);
    const of = (side: string) => flood.locator(`.sides:not(.raw) .side.${side}`);
    await expect.poll(() => of('from').locator('mark').allTextContents()).toEqual(['output:3']);
    expect(await of('to').locator('mark').allTextContents()).toEqual(['output:2']);
    const same = of('from').getByText('output:2', { exact: true });
    expect(await same.getAttribute('title')).toMatch(/^port 2: gre tunnel to .*; 3 on compute2$/);
    // Whoever has no mouse finds it below the raw lines.
    await first
      .getByRole('list', { name: 'What the numbers stand for' })
      .first()
      .getByText(/^port \d+: gre tunnel to compute2$/)
      .waitFor();
    const inspector = page.getByRole('complementary', { name: 'Evidence' });
    await inspector.waitFor();
    await page.keyboard.press('i');
    await inspector.waitFor({ state: 'hidden' });
    await open.screenshot('compare-hosts');
    await page.keyboard.press('i');
    await page.keyboard.press('F7');
    await expect.poll(() => first.getAttribute('aria-selected')).toBe('false');
    await page.keyboard.press('Shift+F7');
    await expect.poll(() => first.getAttribute('aria-selected')).toBe('true');

    await expect.poll(() => page.url()).toContain('rule=');
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await expect.poll(() => first.getAttribute('aria-selected')).toBe('true');

    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Unified diff' }).first().click();
    await page.getByText('1 rule copied').waitFor();
    await expect.poll(clipboard).toMatch(/^--- compute1.*\n\+\+\+ compute2/);
  });

  it('by table: the one with its firewall in rules first, from a cell to its roles, lines and flow', async () => {
    await page.getByRole('button', { name: 'By table', exact: true }).click();
    const matrix = page.getByRole('table', { name: 'By table' });
    const heads = (): Promise<string[]> => matrix.getByRole('columnheader').allInnerTexts();
    await expect.poll(async () => (await heads())[0]).toBe('compute2');
    const cell = matrix.getByRole('button', {
      name: /^compute2, br-int 81: lacks 0, has \d+ alone, of \d+ rules$/,
    });
    const alone = /has (\d+) alone/.exec((await cell.getAttribute('aria-label')) ?? '')?.[1];
    expect(await cell.innerText()).toBe(`+${alone}`);
    // The firewall's tables, and nothing of the tunnels.
    expect(await matrix.getByRole('button', { name: /, br-tun \d+: / }).count()).toBe(0);
    await cell.focus();
    await page.keyboard.press('Enter');
    await page.getByText(`${alone} roles: compute2, br-int 81`).waitFor();
    await expect.poll(() => decodeURIComponent(page.url()).replaceAll('+', ' ')).toContain('table=br-int 81');
    const role = page.getByRole('grid', { name: 'What sets hosts apart' }).getByRole('row').first();
    await role.getByText('compute2 has alone').waitFor();
    await role.getByText(/^1 of \d hosts have it$/).waitFor();
    await expectSameByLink(page);
    await role.getByRole('button', { name: 'Raw lines of both sides' }).click();
    await role
      .getByRole('region')
      .getByText(/table=81/)
      .first()
      .waitFor();
    await open.screenshot('compare-by-table');
    const address = page.url();
    await role.getByRole('button', { name: 'Show in Flows' }).click();
    await expect.poll(() => page.url()).toContain('#/flows');
    await page
      .getByText(/table=81/)
      .first()
      .waitFor();
    await page.goto(address);
    await page.getByRole('button', { name: 'Show all roles' }).click();
    await page.getByText(/^\d+ roles: all hosts and tables$/).waitFor();
  });

  it('a correction by hand runs the comparison again, and is taken back; settings', async () => {
    await page.getByRole('button', { name: 'Renaming', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Find a name or number' }).fill('local-vlan');
    await page
      .getByRole('button', { name: /^compute1 \d+, .*: say what it stands for$/ })
      .first()
      .click();
    await page.getByLabel(/^On compute1, local VLAN \d+ stands for$/).fill('another');
    await page.keyboard.press('Enter');
    await page.getByText('1 correction by hand').waitFor();
    await rule(/another.*by hand/s).waitFor();
    expect(page.url()).toContain('rename=');
    await page.getByRole('button', { name: 'Take them back' }).click();
    await page.getByText('1 correction by hand').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    await page.getByText(/\d+ of \d+ settings are not alike/).waitFor();
    await page
      .getByText(/^\d agree$/)
      .first()
      .waitFor();
  });
});

describe.skipIf(!hasBrowser || !hasShared)('hosts of the lab of which one has lost a tunnel', () => {
  let open: OpenPage;
  beforeAll(async () => {
    const bundles = ['T0-healthy/compute1', 'S03-gre-port-missing-after/compute2', 'T0-healthy/network1'].map(
      (host) => join(sharedData('lab/bundles'), host, 'commands.tar.gz'),
    );
    open = await openPage({ bundles, viewport: { width: 900, height: 600 } });
    await open.page
      .getByText(/\d snapshots/)
      .first()
      .waitFor({ timeout: 60_000 });
  }, 180_000);
  afterAll(() => open.close());

  it('the table says who lacks what the others have', async () => {
    const { page } = open;
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'By table', exact: true }).click();
    const cell = page.getByRole('button', { name: /^compute2, br-tun 22: lacks 2, has 2 alone/ });
    await cell.waitFor();
    expect(await cell.innerText()).toBe('−2 +2');
    await cell.click();
    const rows = page.getByRole('grid', { name: 'What sets hosts apart' }).getByRole('row');
    await expect.poll(() => rows.count()).toBe(4);
    const lacking = rows.filter({ hasText: 'compute2 lacks' });
    expect(await lacking.count()).toBe(2);
    for (const row of await lacking.all()) {
      await row.getByText('2 of 3 hosts have it').waitFor();
      await row.getByText(/^as (?:compute1|network1) has it$/).waitFor();
      await row
        .getByText(/dl_vlan=\d+/)
        .first()
        .waitFor();
    }
    expect(open.complaints).toEqual([]);
  });
});
