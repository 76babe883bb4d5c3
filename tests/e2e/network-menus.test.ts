// The Network view by keys, between two snapshots, and with hostile names: what went stands in the picture as a ghost
// with its evidence; menus open at what the keys are at, in picture, table, path and whole case; axe looks at each of
// these states; the address gives the same picture in a fresh page.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasShared, sharedData } from '../shared-data.ts';
import { closeBrowser, hasBrowser, openPage, type OpenPage } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let open: OpenPage;
let page: Page;

afterAll(closeBrowser);

const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 30_000, interval: 100 });
const stage = (): Locator => page.locator('.zoom-stage');
const inspector = (): Locator => page.getByRole('complementary', { name: 'Evidence' });
const goTo = (hash: string): Promise<void> => page.evaluate((to) => void (location.hash = to), hash);
const items = async (): Promise<readonly string[]> =>
  (await page.getByRole('menuitem').allTextContents()).map((text) => text.trim());
const active = async (): Promise<string> => {
  const id = await stage().getAttribute('aria-activedescendant');
  return id === null ? '' : ((await page.locator(`[id="${id}"]`).getAttribute('aria-label')) ?? '');
};

/** What is serious in the state that is shown. */
async function serious(): Promise<readonly string[]> {
  await page.waitForTimeout(250);
  const results = await page.evaluate(async (): Promise<AxeResults> => {
    const { axe: run } = window as unknown as { axe: { run: (root: Document) => Promise<AxeResults> } };
    return run.run(document);
  });
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
}

describe.skipIf(!hasBrowser || !hasShared)('two snapshots of two hosts', () => {
  const axed: Record<string, readonly string[]> = {};
  let gone = '';

  beforeAll(async () => {
    const bundles = ['before', 'after'].flatMap((when) =>
      ['compute1', 'compute2'].map((host) => {
        const folder = sharedData(`lab/bundles/S02-instance-moved-${when}/${host}`);
        return join(folder, readdirSync(folder).find((name) => name.startsWith('commands')) ?? '');
      }),
    );
    open = await openPage({ bundles, viewport: { width: 1440, height: 900 } });
    page = open.page;
    await page.getByRole('heading', { name: /4 snapshots of 2 hosts/ }).waitFor({ timeout: 120_000 });
    await page.evaluate(axe);
    // The one that a host has fewer instances in came later.
    await goTo('#/network?over=changes');
    await stage().waitFor();
    for (const snapshot of [1, 2, 3, 4]) {
      await goTo(`#/network?over=changes&snapshot=${snapshot}`);
      await page.getByRole('list', { name: 'Legend: Changes since' }).waitFor();
      await page.waitForTimeout(600);
      if ((await page.locator('.box.gone[data-key^="instance/"]').count()) === 0) continue;
      gone = `#/network?over=changes&snapshot=${snapshot}`;
      break;
    }
  }, 180_000);
  afterAll(() => open.close());

  it('what went is a ghost in the picture, with the lines of the snapshot that has it', async () => {
    expect(gone).not.toBe('');
    const ghost = page.locator('.box.gone[data-key^="instance/"]').first();
    expect(await page.locator('.box.gone').count()).toBeGreaterThan(1);
    expect(await page.locator('.line.gone').count()).toBeGreaterThan(0);
    const name = (await ghost.getAttribute('data-key'))?.slice('instance/'.length) ?? '';
    await ghost.click();
    await inspector().getByRole('heading', { name, level: 2 }).waitFor();
    expect(await inspector().getByRole('heading', { name: 'Evidence' }).count()).toBe(1);
    axed['ghosts'] = await serious();
    await open.screenshot('network-ghosts');
    // A fresh page of the same address has the same picture and selection; what the keys are at is each window's own.
    const boxes = (of: Page): Promise<readonly string[]> =>
      of
        .locator('.zoom-stage .box')
        .evaluateAll((all) =>
          all.map(
            (each) =>
              `${each.getAttribute('data-key') ?? ''} ${(each.getAttribute('class') ?? '').replace(' active', '')}`,
          ),
        );
    const here = await boxes(page);
    const fresh = await open.context.newPage();
    await fresh.goto(page.url());
    await eventually(() => boxes(fresh)).toEqual(here);
    await fresh.close();
    await page.keyboard.press('t');
    await page
      .getByRole('row', { name: new RegExp(name) })
      .getByText('− Not there any more')
      .waitFor();
    axed['table of ghosts'] = await serious();
    await page.keyboard.press('t');
    await stage().waitFor();
  });

  it('a menu opens by key at a device of the picture, and by pointer at a link', async () => {
    await goTo(gone.replace('over=changes&', ''));
    await page.locator('.box[data-key="ovs-bridge/br-int"]').waitFor();
    await stage().focus();
    for (let i = 0; i < 8 && !(await active()).startsWith('OVS bridge br-int'); i++)
      await page.keyboard.press('ArrowDown');
    expect(await active()).toMatch(/^OVS bridge br-int/);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    expect(await items()).toEqual(
      expect.arrayContaining(['Show its evidence', 'Path from here', 'Path to here', 'Copy br-int']),
    );
    axed['menu'] = await serious();
    const [menu, bridge] = [
      await page.getByRole('menu').boundingBox(),
      await page.locator('.box[data-key="ovs-bridge/br-int"]').boundingBox(),
    ];
    expect(Math.abs((menu?.y ?? 0) - (bridge?.y ?? 0))).toBeLessThan(60);
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.keyboard.press('ContextMenu');
    await page.getByRole('menuitem', { name: 'Show its evidence' }).click();
    await inspector().getByRole('heading', { name: 'br-int', level: 2 }).waitFor();
    const line = page.locator('.line.patch .reach').first();
    const at = await line.evaluate((element) => {
      if (!(element instanceof SVGPolylineElement)) throw new Error('no line');
      const [from, to] = [element.points.getItem(0), element.points.getItem(1)];
      const point = new DOMPoint(from.x + (to.x - from.x) / 8, from.y + (to.y - from.y) / 8);
      const { x, y } = point.matrixTransform(element.getScreenCTM() ?? undefined);
      return { x, y };
    });
    await page.mouse.click(at.x, at.y, { button: 'right' });
    await page.getByRole('menuitem', { name: 'Go to patch-int' }).click();
    await inspector().getByRole('heading', { name: 'patch-int', level: 2 }).waitFor();
  });

  it('a menu opens by key at a row, at a hop, and at a host of the whole case', async () => {
    await page.keyboard.press('t');
    const rows = page.getByRole('grid').first();
    await rows.focus();
    await page.keyboard.press('Home');
    await rows.locator('[aria-rowindex="1"][aria-selected=true]').waitFor();
    await page.keyboard.press('ContextMenu');
    await page.getByRole('menuitem', { name: 'Path from here' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');

    await goTo(`${gone.replace('over=changes&', '')}&as=route&from=web1&dest=web2`);
    const hop = page
      .getByRole('region', { name: 'There' })
      .getByRole('button', { name: /^br-tun/ })
      .first();
    await hop.focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Copy br-tun' }).waitFor();
    axed['menu of a hop'] = await serious();
    await page.keyboard.press('Escape');
    axed['path'] = await serious();

    await goTo('#/network?scope=case');
    await page.locator('.zoom-stage .box.host').first().waitFor();
    await stage().focus();
    await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 12 && !(await active()).startsWith('Host compute1'); i++)
      await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu').waitFor();
    expect(await items()).toEqual(
      expect.arrayContaining(['Show its evidence', 'Unfold or fold', 'Show this host']),
    );
    await page.getByRole('menuitem', { name: 'Show this host' }).click();
    await eventually(() => page.url()).not.toContain('scope=case');
  });

  it('axe finds nothing serious in any of these, nor in the overlays', async () => {
    for (const over of ['drops', 'hits', 'mtu', 'firewall']) {
      await goTo(`${gone.replace('changes', over)}&since=${gone.endsWith('1') ? 2 : 1}`);
      await stage().waitFor();
      await page.waitForTimeout(500);
      axed[over] = await serious();
    }
    expect(Object.fromEntries(Object.entries(axed).filter(([, found]) => found.length > 0))).toEqual({});
    expect(open.complaints).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('hostile names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-hostile-'));
  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true });
  });

  it('are cut, kept apart and never run, in picture, table and files', async () => {
    const names = [
      'x'.repeat(1_000_000),
      '<img src=x onerror=alert(1)>',
      '\\u202egnp.exe',
      '\u202egnp.exe\u202c',
      '\u001b[31mred',
      '${alert(1)}',
    ];
    const ports = names.map(
      (name, index) =>
        `        Port "${name}"\n            tag: ${index + 1}\n            Interface "${name}"\n`,
    );
    writeFileSync(
      join(folder, 'ovs-vsctl_show'),
      `7f1b3c9e-0000-4000-8000-000000000001\n    Bridge br-int\n${ports.join('')}        Port br-int\n            Interface br-int\n                type: internal\n    ovs_version: "3.1.0"\n`,
    );
    open = await openPage({ bundles: [folder], viewport: { width: 1440, height: 900 } });
    page = open.page;
    let alerts = 0;
    page.on('dialog', (dialog) => {
      alerts++;
      void dialog.dismiss();
    });
    await page.getByRole('heading', { name: /1 snapshot/ }).waitFor({ timeout: 120_000 });
    const begun = performance.now();
    await goTo('#/network');
    await page.locator('.box[data-key="ovs-bridge/br-int"]').waitFor();
    await eventually(() => page.locator('.zoom-stage .box').count()).toBeGreaterThan(4);
    const drawn = performance.now() - begun;
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(1440);
    await open.screenshot('network-hostile');
    const written = await page.locator('.zoom-stage text').allTextContents();
    expect(written.filter((text) => text.includes('gnp.exe'))).toHaveLength(2);
    expect(written.join('')).not.toMatch(/[\u202a-\u202e]/);
    await stage().focus();
    for (let i = 0; i < 6; i++) await page.keyboard.press(i % 2 ? 'ArrowRight' : 'ArrowUp');
    await page.keyboard.press('Enter');
    await inspector().waitFor();
    await page.keyboard.press('t');
    await page.getByRole('grid').first().waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /SVG/ }).click(),
    ]);
    const svg = readFileSync(await download.path(), 'utf8');
    expect(svg).not.toContain('<img');
    expect(svg.length).toBeLessThan(100_000);
    const all = performance.now() - begun;
    console.log(
      `hostile names: drawn in ${(drawn / 1000).toFixed(1)} s, all done in ${(all / 1000).toFixed(1)} s`,
    );
    expect(alerts).toBe(0);
    expect(await page.locator('img').count()).toBe(0);
    expect(open.complaints).toEqual([]);
    expect(open.strayRequests()).toEqual([]);
  });
});
