// What a person does with the main job, in a real browser: drop a transcript, see the article's figure,
// click a device, land on the line that proves it; filter flows; compare before and after; cancel an import.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowDump } from '../bench/generate-flows.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';
import { closeClean } from './close-clean.ts';

const transcript = join(import.meta.dirname, '../../resources/samples/article/transcript.txt');

/** Drops files on the window as a file manager would: the browser itself makes the drop. */
async function dropFiles(page: Page, ...files: readonly string[]): Promise<void> {
  await page.getByRole('heading', { name: 'Open a dump' }).waitFor();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
  await session.detach();
}

const goTo = (page: Page, view: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click();

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('first light in a browser', () => {
  let open: OpenPage;
  let page: Page;
  beforeEach(async () => {
    open = await openPage({ viewport: { width: 1280, height: 800 } });
    page = open.page;
  });
  afterEach(async () => {
    await closeClean(open);
  });

  it('drop the transcript, see the figure, click a device, land on its line', async () => {
    await dropFiles(page, transcript);
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'Last import' }).waitFor();
    await page.getByText('10 read').waitFor();
    await open.screenshot('overview');

    await goTo(page, 'Network');
    const drawn = page.locator('.box[data-key]');
    await drawn.first().waitFor();
    const names = await drawn.evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-key')));
    for (const device of [
      'instance/instance-0000001e',
      'tap/tap48e06cd2-60',
      'linux-bridge/qbr48e06cd2-60',
      'veth/qvb48e06cd2-60',
      'veth/qvo48e06cd2-60',
      'ovs-bridge/br-int',
      'patch/patch-tun',
      'patch/patch-int',
      'ovs-bridge/br-tun',
      'tunnel/gre-1',
    ])
      expect(names).toContain(device);
    // What the transcript does not have, in a word and with the commands.
    const lacking = page.getByRole('region', { name: /outputs? not in this snapshot/ });
    const command = (await lacking.getByRole('listitem').first().textContent()) ?? '';
    await lacking.getByRole('button', { name: 'Ask for what is missing' }).click();
    await page.getByRole('dialog').getByText(command).first().waitFor();
    await page.keyboard.press('Escape');

    await page.locator('.box[data-key="veth/qvo48e06cd2-60"]').click();
    const inspector = page.getByRole('complementary', { name: 'Evidence' });
    await inspector.getByText('peer_ifindex: 16').first().waitFor();
    await open.screenshot('network-light');
    await inspector.getByText('peer_ifindex: 16').first().click();
    const line = page.getByRole('main').getByText('peer_ifindex: 16');
    await line.waitFor();
    expect(await line.isVisible()).toBe(true);
    expect(page.url()).toContain('sources');
    await open.screenshot('sources-line');

    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator('.box[data-key="veth/qvo48e06cd2-60"]').waitFor();
  });

  it('filter the flows of br-tun, by typing and by a mistake', async () => {
    await dropFiles(page, transcript);
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('10 read').waitFor();
    await goTo(page, 'Flows');
    await page.getByRole('button', { name: 'Choose a bridge' }).click();
    await page
      .getByRole('menuitem', { name: /br-tun/ })
      .or(page.getByRole('menuitemradio', { name: /br-tun/ }))
      .click();
    await page.getByText('14 flows').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('table=21 and n_packets>3');
    await page.getByText('2 of 14').waitFor();
    await open.screenshot('flows');
    await page.keyboard.type(' and (');
    await page.locator('[aria-invalid="true"]').waitFor();
    await page.keyboard.press('Escape');
  });

  it('the sample with a fault: compare before and after, and see the break', async () => {
    await page.getByRole('button', { name: /db1 cannot be reached/ }).click();
    await page.getByText('2 snapshots').or(page.getByText('4 snapshots')).first().waitFor();
    await goTo(page, 'Compare');
    await page.getByText('2 changes', { exact: true }).waitFor();
    await page.getByText('qvbd2d2ac5d-a7').first().waitFor();

    await page.getByRole('radio', { name: /compute1.*after/ }).click();
    await goTo(page, 'Network');
    await page.getByRole('option', { name: /db1/ }).click();
    await page
      .getByText(/qvbd2d2ac5d-a7 is not in qbrd2d2ac5d-a7/)
      .first()
      .waitFor();
    await page.locator('.broken[data-key="veth/qvbd2d2ac5d-a7"]').waitFor();
    await open.screenshot('network-broken');
  });

  it('cancel an import half-way: the case is as it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldtrace-big-'));
    try {
      // Large enough that the import is still under way when a person, or a slow machine, gets to Cancel.
      const dump = [...flowDump({ flows: 200_000, seed: 7, bridge: 'br-int', differ: 0 })].join('\n');
      for (let n = 1; n <= 5; n++) writeFileSync(join(folder, `ovs-ofctl_dump-flows_br-${n}`), dump);
      await page.getByLabel(/path on the machine/).fill(folder);
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click();
      await page.getByText('Parsing').waitFor();
      await page.getByRole('button', { name: 'Cancel' }).click();
      await page.getByText('The import was cancelled.').waitFor();
      await page.getByText('This case is empty').waitFor();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe.skipIf(!hasBrowser)('first light in 简体中文, in the dark', () => {
  it('speaks the language of the system, and the sample too', async () => {
    const open = await openPage({
      locale: 'zh-CN',
      colorScheme: 'dark',
      viewport: { width: 1440, height: 900 },
    });
    const { page } = open;
    await page.getByRole('button', { name: 'db1 无法连通：故障前后对比' }).click();
    await page.getByRole('button', { name: '网络' }).click();
    await page.locator('.box[data-key="ovs-bridge/br-int"]').waitFor();
    await page.getByRole('option', { name: /web1/ }).click();
    await open.screenshot('network-dark-zh');
    await page.getByRole('button', { name: '流表' }).click();
    await page.getByRole('button', { name: '选择网桥' }).waitFor();
    expect(open.complaints).toEqual([]);
    expect(open.strayRequests()).toEqual([]);
    await open.close();
  });
});
