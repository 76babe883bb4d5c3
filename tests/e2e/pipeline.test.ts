// Flows as a pipeline, in a real browser: the article's br-tun drawn, walked with the arrow keys, clicked
// through to its flows and back, read as a table, saved as SVG and PNG; and real firewall tables.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage, PageOptions } from './browser.ts';
import { closeClean } from './close-clean.ts';

const transcript = join(import.meta.dirname, '../../resources/samples/article/transcript.txt');

let open: OpenPage;
let page: Page;

async function openPipeline(options: PageOptions, bridge: string): Promise<void> {
  open = await openPage(options);
  page = open.page;
  await page.getByRole('heading', { name: /1 snapshot|1 个快照/ }).waitFor({ timeout: 120_000 });
  await page.keyboard.press('3');
  const [choose, mode] =
    options.locale === 'zh-CN' ? ['选择网桥', '流水线'] : ['Choose a bridge', 'Pipeline'];
  await page.getByRole('button', { name: choose }).click();
  await page
    .getByRole('menuitem', { name: bridge })
    .or(page.getByRole('menuitemradio', { name: bridge }))
    .click();
  await page.getByRole('button', { name: mode, exact: true }).click();
  // What the import had to say was read.
  await page
    .getByRole('button', { name: options.locale === 'zh-CN' ? '关闭' : 'Close', exact: true })
    .click();
  await page.mouse.move(0, 0);
  await page.locator('.box').first().waitFor();
}

/** A box or ribbon by the end of its key. */
const drawn = (key: string): Locator =>
  page.locator(`${key.includes('→') ? '.ribbon' : '.box'}[data-key$="${key}"]`);

/** Clicks on the middle of a ribbon, which is somewhere else than the middle of the rectangle around it. */
async function clickRibbon(key: string): Promise<void> {
  const { x, y } = await drawn(key)
    .locator('.reach')
    .evaluate((path) => {
      if (!(path instanceof SVGPathElement)) throw new Error('no path');
      const point = path.getPointAtLength(path.getTotalLength() / 2);
      const matrix = path.getScreenCTM();
      if (matrix === null) throw new Error('not on screen');
      const at = new DOMPoint(point.x, point.y).matrixTransform(matrix);
      return { x: at.x, y: at.y };
    });
  await page.mouse.click(x, y);
}

async function saved(entry: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: entry }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('the pipeline in a browser', () => {
  afterEach(async () => {
    await closeClean(open);
  });

  it("draws the article's br-tun; a click on a way shows its flows, Back the picture", async () => {
    await openPipeline({ viewport: { width: 1280, height: 800 }, bundles: [transcript] }, 'br-tun');
    await drawn('table br-tun table 10').getByText('learns where MACs').waitFor();
    expect(await drawn('table br-tun table 20').locator('text').allTextContents()).toContain('table 20');
    await page.getByText('Nothing leads to these tables').waitFor();
    await open.screenshot('pipeline-article');

    await drawn('table br-tun table 1').hover();
    await page
      .getByRole('status')
      .getByText(/^table 1 .*2 flows, 339 packets/)
      .waitFor();

    await clickRibbon('table br-tun table 21 → out br-tun output gre-1');
    await page.getByText('2 of 14').waitFor();
    expect(new URL(page.url()).hash).toContain('filter=table%3D21');
    await page.getByRole('complementary', { name: 'Evidence' }).getByText('table 21 → gre-1').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator('.ribbon.selected').waitFor();

    await drawn('end br-tun drop 21').click();
    await page.getByText('1 of 14').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator('.box').first().waitFor();
  });

  it('is walked and opened by keys, and the same as a table', async () => {
    await openPipeline({ viewport: { width: 1280, height: 800 }, bundles: [transcript] }, 'br-tun');
    await page.getByRole('application', { name: 'Pipeline' }).focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowDown'])
      await page.keyboard.press(key);
    await page.getByRole('status').getByText('table 1 → table 21: resubmit, 1 flow, 123 packets').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 14').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');

    await page.locator('.box').first().waitFor();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: /ways/ }).click();
    await page.getByRole('button', { name: 'Packets', exact: true }).click();
    const first = page.getByRole('grid').getByRole('row').first();
    await first.getByText('363').first().waitFor();
    expect(await first.getByRole('gridcell').allTextContents()).toEqual([
      ...['table 10', 'output', 'patch-int', '1', '363', '100 %', '–', '0'],
    ]);
    await first.dblclick();
    await page.getByText('1 of 14').waitFor();
  });

  it('is saved as an SVG by itself and as a PNG, named after case, host and bridge', async () => {
    await openPipeline(
      { viewport: { width: 1280, height: 800 }, bundles: [transcript], colorScheme: 'dark' },
      'br-tun',
    );
    const svg = await saved('Picture as SVG');
    expect(svg.name).toMatch(/-compute1-br-tun-pipeline\.svg$/);
    const text = svg.bytes.toString('utf8');
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
    expect(text).toContain('>table 20</text>');
    expect(text).toContain("font-family=\"'JetBrains Mono'");
    expect(text).not.toMatch(/<script|<style|href|url\(|var\(/);
    const wellFormed = await page.evaluate((source) => {
      const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
      return parsed.querySelector('parsererror') === null;
    }, text);
    expect(wellFormed).toBe(true);
    const png = await saved('Picture as PNG');
    expect(png.name).toMatch(/-compute1-br-tun-pipeline\.png$/);
    expect([...png.bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
    expect(text).toContain(`width="${width / 2}" height="${height / 2}"`);
  });

  it('goes on through patch ports', async () => {
    await openPipeline(
      { viewport: { width: 1280, height: 800 }, bundles: [transcript], colorScheme: 'dark' },
      'br-int',
    );
    await page.keyboard.press('o');
    await drawn('table br-tun table 10').waitFor();
    await page.getByText('What to know').click();
    await page.getByText(/NORMAL, FLOOD and ALL send to ports/).waitFor();
    await page.getByText('What to know').click();
    await open.screenshot('pipeline-peers-dark');
    await drawn('table br-tun table 2').click();
    await page.getByText('3 of 14').waitFor();
  });

  describe.skipIf(!hasShared)('of real deployments', () => {
    it("the lab's firewall in flows", async () => {
      const bundle = sharedData('lab/bundles/T0-healthy/compute2/commands.tar.gz');
      await openPipeline({ viewport: { width: 1920, height: 1080 }, bundles: [bundle] }, 'br-int');
      await drawn('table br-int table 82').getByText('firewall:').first().waitFor();
      await open.screenshot('pipeline-firewall');
      await drawn('table br-int table 82').click();
      await page.getByText(/^102 of \d+/).waitFor();
    });

    it('a DVR node of a real sos report', async () => {
      const folder = sharedData('hotsos-openstack');
      const archive = readdirSync(folder).find((name) => name.endsWith('.tar.xz')) ?? '';
      const bundle = join(folder, archive);
      await openPipeline({ viewport: { width: 1920, height: 1080 }, bundles: [bundle] }, 'br-int');
      await drawn('end br-int drop 0').getByText('5,696').waitFor();
      await drawn('table br-int table 94').getByText('firewall:').first().waitFor();
      await open.screenshot('pipeline-sos');
    });

    it('OVN, in Chinese and the dark: sixty tables in rows', async () => {
      const bundle = sharedData('ovn/bundles/T0-healthy/compute1/commands.tar.gz');
      const look = { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark', locale: 'zh-CN' } as const;
      await openPipeline({ ...look, bundles: [bundle] }, 'br-int');
      expect(await page.locator('.box.table').count()).toBeGreaterThan(50);
      await open.screenshot('pipeline-ovn-dark-zh');
    });
  });
});
