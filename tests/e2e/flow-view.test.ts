// What a person does in the Flows view beside filtering: groups flows and unfolds a group, takes a field as a
// column, moves and widens columns, follows references, goes from a mark to the other flow, and copies.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixtures } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';

const brX = [
  'table=0, n_packets=9, n_bytes=900, priority=10,in_port=1 actions=group:7',
  'table=0, n_packets=0, n_bytes=0, priority=5,ip,nw_src=10.0.0.0/8 actions=drop',
  'table=0, n_packets=1, n_bytes=60, priority=5,ip,nw_dst=10.1.0.1 actions=resubmit(,60)',
  'table=60, n_packets=6, n_bytes=360, priority=1,ip,nw_dst=10.0.0.9 actions=drop',
  'table=60, n_packets=7, n_bytes=420, priority=1,ip,nw_dst=10.0.0.9 actions=NORMAL',
];

describe.skipIf(!hasBrowser)('the Flows view', () => {
  let folder: string;
  let open: OpenPage;
  let page: Page;
  const grid = () => page.getByRole('grid', { name: 'Flows' });
  const inspector = () => page.getByRole('complementary', { name: 'Evidence' });
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coldtrace-flow-view-'));
    const bundle = join(folder, 'compute1');
    mkdirSync(bundle);
    for (const name of [
      'ovs-ofctl_dump-flows_br-tun.txt',
      'ovs-vsctl_show.txt',
      'ovs-vsctl_list_Interface.txt',
      'ovs-ofctl_show_br-tun.txt',
    ])
      copyFileSync(join(fixtures, 'openvswitch/lab', name), join(bundle, name));
    writeFileSync(
      join(bundle, 'ovs-ofctl_-O_OpenFlow15_dump-flows_br-x.txt'),
      `OFPST_FLOW reply (OF1.5) (xid=0x2):\n${brX.map((line) => ` cookie=0x0, duration=200000s, ${line}\n`).join('')}`,
    );
    open = await openPage({ bundles: [bundle], viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Flows' }).click();
    await page.getByText('28 flows').first().waitFor();
  });
  afterEach(async () => {
    const { complaints } = open;
    await open.close();
    rmSync(folder, { recursive: true, force: true });
    expect(complaints).toEqual([]);
  });
  afterAll(closeBrowser);

  const bridge = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'Choose a bridge' }).click();
    await page.getByRole('menuitemradio', { name: new RegExp(`^${name}`) }).click();
  };

  it('groups by the shape of the match, unfolds with → and folds with ←; Back shows the flows again', async () => {
    await page.getByRole('button', { name: 'Group', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Shape of the match' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('7 groups of 28 flows').waitFor();
    const first = grid().locator('[data-index="0"]');
    await first.getByText('×12').waitFor();
    expect((await first.locator('[data-column=match]').textContent())?.trim()).toBe(
      'vlan_tci=…3/0x0fff,dl_dst=…8',
    );
    await open.screenshot('flows-grouped');
    await grid().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await grid().locator('[data-index="1"]').getByText('fa:16:3e:a1:21:cb').waitFor();
    await grid().locator('[data-index="12"]').getByText('fa:16:3e:9c:8c:71').waitFor();
    await open.screenshot('flows-unfolded-group');
    await page.keyboard.press('ArrowLeft');
    await grid().locator('[data-index="1"]').getByText('×7').waitFor();
    await page.reload();
    await page.getByText('7 groups of 28 flows').waitFor();
    await page.getByRole('button', { name: /^Group/ }).click();
    await page.getByRole('menuitemradio', { name: 'Flow by flow' }).click();
    await page.getByText('28 flows').first().waitFor();
  });

  it('says what the tables are for that flows are grouped by, and counts what is shown of what there is', async () => {
    await page.getByRole('button', { name: 'Group', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Table' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('8 groups of 28 flows').waitFor();
    await grid().locator('[data-index="0"]').getByText('by where packets come from').waitFor();
    await page.getByRole('combobox').fill('table=20');
    await page.getByText('1 group of 13 of 28 flows').waitFor();
    await grid().locator('[data-index="0"]').getByText('unicast to tunnels').waitFor();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('All 13 shown').waitFor();
  });

  it('keeps its tools apart, and the count whole, in a small window', async () => {
    await page.setViewportSize({ width: 800, height: 600 });
    await grid().focus();
    await page.keyboard.press('ArrowDown');
    await inspector().getByText('Table 0').first().waitFor();
    const outside = await page
      .locator('main')
      .evaluate((main) =>
        [...main.querySelectorAll('.tools > *, .tools button, .dump button, .dump span')]
          .filter((each) => each.getBoundingClientRect().right > main.getBoundingClientRect().right)
          .map(({ textContent }) => textContent),
      );
    expect(outside).toEqual([]);
    const count = page.locator('.dump .count');
    expect(await count.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });

  it('takes a field as a column, sorts by it, moves and widens it by key, and keeps that in the address', async () => {
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: /^tun_id/ }).click();
    await page.getByRole('menuitemcheckbox', { name: /^dl_dst/ }).click();
    await page.keyboard.press('Escape');
    const heads = () => page.getByRole('columnheader').allTextContents();
    expect((await heads()).map((head) => head.trim())).toEqual([
      ...['Line', 'Table', 'Packets', 'Share', 'Priority', 'tun_id', 'dl_dst', 'Match', 'Actions'],
    ]);
    const head = page.getByRole('columnheader', { name: 'tun_id' });
    await head.getByRole('button').click();
    await grid().locator('[data-index="0"] [data-column="field:tun_id"]').getByText('0x8c').waitFor();
    await grid().locator('[data-index="1"] [data-column="field:tun_id"]').getByText('0x22a').waitFor();
    const before = (await head.boundingBox())!.width;
    await head.getByRole('button').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => Math.round((await head.boundingBox())!.width - before)).toBe(16);
    await page.keyboard.press('Alt+Shift+ArrowLeft');
    await expect.poll(async () => (await heads()).map((each) => each.trim()).indexOf('tun_id')).toBe(4);
    await open.screenshot('flows-columns');
    await page.reload();
    await page.getByText('28 flows').first().waitFor();
    await expect.poll(async () => (await heads()).map((each) => each.trim()).indexOf('tun_id')).toBe(4);
    // By the mouse: the head is dragged behind the next one.
    const [own, next] = [await head.boundingBox(), await page.getByRole('columnheader').nth(5).boundingBox()];
    await page.mouse.move(own!.x + 10, own!.y + 10);
    await page.mouse.down();
    await page.mouse.move(next!.x + next!.width - 4, own!.y + 10, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await heads()).map((each) => each.trim()).indexOf('tun_id')).toBe(5);
  });

  it('follows references by keyboard: a learn() to what it learned, and a port to its device', async () => {
    await page.getByRole('combobox').fill('actions ~ "learn("');
    await page.getByText('1 of 28').waitFor();
    await grid().focus();
    await page.keyboard.press('ArrowDown');
    const references = inspector().getByRole('region', { name: 'References' });
    await references.getByText('Flows that it learned, in table 20').waitFor();
    await references.getByText('12 flows, 4,910 packets').waitFor();
    await open.screenshot('flows-references');
    const learned = references.getByRole('button', { name: /dl_dst=fa:16:3e:e8:db:f1/ });
    await learned.focus();
    await page.keyboard.press('Enter');
    await references.getByText('Learned by').waitFor();
    await references.getByRole('button', { name: /^Port 3/ }).click();
    await page.locator('.box[data-key].selected').waitFor();
  });

  it('marks equal and overlapping flows and goes to the other one', async () => {
    await bridge('br-x');
    await page.getByText('5 flows').first().waitFor();
    await page.getByText('2 equal flows').waitFor();
    await page.getByText('4 flows overlap').waitFor();
    await open.screenshot('flows-marks');
    await grid()
      .getByRole('button', { name: /overlaps with 1/ })
      .first()
      .click();
    await grid().locator('.selected').getByText('10.1.0.1').waitFor();
    await grid().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('o');
    await grid().locator('.selected').getByText('drop').waitFor();
    await page.getByRole('button', { name: 'Never hit' }).click();
    await page.getByText('1 of 5').waitFor();
    await page.getByRole('button', { name: 'Never hit' }).click();
    await page.getByText('5 flows').first().waitFor();
  });

  it('copies one, several and all, as printed and in other forms', async () => {
    await bridge('br-x');
    await page.getByText('5 flows').first().waitFor();
    await grid().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+c');
    await page.getByText('1 flow copied').waitFor();
    expect(await clipboard()).toBe(` cookie=0x0, duration=200000s, ${brX[0]}\n`);
    await grid().locator('[data-index="0"]').click();
    await grid()
      .locator('[data-index="2"]')
      .click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('3 chosen flows').waitFor();
    await open.screenshot('flows-copy');
    await page.getByRole('menuitem', { name: 'ovs-ofctl add-flow' }).first().click();
    await page.getByText('3 flows copied').waitFor();
    expect(await clipboard()).toBe(
      "ovs-ofctl -O OpenFlow15 add-flow br-x 'table=0,priority=10,in_port=1,actions=group:7'\n" +
        "ovs-ofctl -O OpenFlow15 add-flow br-x 'table=0,priority=5,ip,nw_src=10.0.0.0/8,actions=drop'\n" +
        "ovs-ofctl -O OpenFlow15 add-flow br-x 'table=0,priority=5,ip,nw_dst=10.1.0.1,actions=resubmit(,60)'\n",
    );
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('menuitem', { name: 'JSON' }).last().click();
    await page.getByText('5 flows copied').waitFor();
    expect(JSON.parse(await clipboard())).toHaveLength(5);
  });
});
