// The interface by keyboard alone (palette, search, picture, list, table, tree, history, shortcuts), with a
// visible focus and a name on every stop of Tab; and what a user corrects: host, label, time, one snapshot of two.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';
import type { OpenPage } from './browser.ts';

const article = 'One instance, from its tap to the GRE tunnel';
const veth = '.box[data-key="veth/qvo48e06cd2-60"]';

interface Stop {
  readonly name: string;
  readonly ring: boolean;
}

/** The element that has the focus: what a screen reader calls it, and whether anything shows that it has it. */
const focused = (page: Page): Promise<Stop> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return { name: '', ring: true };
    const labels = 'labels' in element ? (element as HTMLInputElement).labels : null;
    const name = element.getAttribute('aria-label') ?? labels?.[0]?.textContent ?? element.textContent ?? '';
    const drawn = (at: Element, pseudo?: string): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at, pseudo);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    // A list shows the focus on its active row, a field on the frame around it.
    const active = document.getElementById(element.getAttribute('aria-activedescendant') ?? '');
    const around = element instanceof HTMLInputElement ? element.parentElement : null;
    const frames = [element, ...(active ? [active] : []), ...(around ? [around] : [])];
    const ring = frames.some((each) => drawn(each)) || drawn(element, '::after');
    return { name: name.trim() || element.outerHTML.slice(0, 120), ring };
  });

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Evidence' });

afterAll(closeBrowser);

describe.skipIf(!hasBrowser)('by keyboard alone', () => {
  let open: OpenPage;
  let page: Page;
  beforeEach(async () => {
    open = await openPage({ viewport: { width: 1280, height: 800 } });
    page = open.page;
    await page.getByRole('button', { name: article }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
  });
  afterEach(async () => {
    const { complaints } = open;
    await open.close();
    expect(complaints).toEqual([]);
  });

  it('goes by the palette to a device and to a MAC, back and forward', async () => {
    const toName = async (typed: string, option: RegExp): Promise<void> => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search and commands' }).waitFor();
      await page.keyboard.type(typed);
      await page.locator('[role=option][aria-selected=true]').filter({ hasText: option }).waitFor();
      await page.keyboard.press('Enter');
    };
    await toName('qvo48e06', /port.*qvo48e06cd2-60/);
    await page.locator(`${veth}.selected`).waitFor();
    await inspector(page).getByRole('heading', { name: 'qvo48e06cd2-60', exact: true }).waitFor();

    await toName('be:d5:53:6f', /MAC.*be:d5:53:6f:f3:12/);
    await inspector(page).getByText('be:d5:53:6f:f3:12').first().waitFor();
    await page.locator(`${veth}.selected`).waitFor({ state: 'detached' });

    await page.keyboard.press('Alt+ArrowLeft');
    await page.locator(`${veth}.selected`).waitFor();
    await page.keyboard.press('Alt+ArrowRight');
    await page.locator(`${veth}.selected`).waitFor({ state: 'detached' });
  });

  it('walks the picture, its table, the paths, the flows and the tree of sources', async () => {
    await page.keyboard.press('2');
    await page.locator(veth).waitFor();
    // Nothing selected yet: the picture has the room.
    expect(await inspector(page).count()).toBe(0);
    await page.getByRole('application').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.box[data-key].selected').waitFor();
    await inspector(page).waitFor();
    expect(await focused(page)).toEqual({ name: expect.stringContaining('arrow keys'), ring: true });
    await page.keyboard.press('Escape');
    await page.locator('.box[data-key].selected').waitFor({ state: 'detached' });

    await page.keyboard.press('/');
    await page.keyboard.type('qvo48e06');
    await page.locator(`${veth}.found`).waitFor();
    await page.keyboard.press('Escape');
    await page.locator(`${veth}.found`).waitFor({ state: 'detached' });

    await page.getByRole('listbox', { name: /paths?$/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('button', { name: 'Path only' }).or(page.locator('svg .focused')).first().waitFor();

    await page.getByRole('application').focus();
    await page.keyboard.press('t');
    const table = page.getByRole('grid').first();
    await table.focus();
    await page.keyboard.press('ArrowDown');
    await table.locator('[role=row][aria-selected=true]').waitFor();

    await page.keyboard.press('3');
    const flows = page.getByRole('grid');
    await flows.locator('[data-index="0"]').waitFor();
    await flows.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await flows.locator('button[aria-expanded=true]').waitFor();
    await page.keyboard.press('ArrowLeft');
    await flows.locator('button[aria-expanded=true]').waitFor({ state: 'detached' });

    await page.keyboard.press('5');
    const tree = page.getByRole('tree');
    await tree.getByRole('treeitem').first().waitFor();
    await tree.focus();
    await page.keyboard.press('End');
    await tree.locator('[role=treeitem][aria-selected=true]').waitFor();
  });

  it('reaches every device of the picture with the arrow keys, and its evidence with Enter', async () => {
    await page.keyboard.press('2');
    await page.locator(veth).waitFor();
    const all = await page
      .locator('.box[data-key]')
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-key') ?? ''));
    await page.getByRole('application').focus();
    const active = (): Promise<string | null> =>
      page.evaluate(() => document.querySelector('.box.active')?.getAttribute('data-key') ?? null);
    // A walk over all ways: from each device once in every direction, as a reader who does not know the picture.
    const reached = new Set<string>();
    const arrows = ['ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowUp'] as const;
    const back = {
      ArrowDown: 'ArrowUp',
      ArrowUp: 'ArrowDown',
      ArrowLeft: 'ArrowRight',
      ArrowRight: 'ArrowLeft',
    } as const;
    await page.keyboard.press('ArrowDown');
    const tried = new Set<string>();
    for (let steps = 0; steps < 400 && reached.size < all.length; steps++) {
      const here = (await active()) ?? '';
      reached.add(here);
      const arrow = arrows.find((each) => !tried.has(`${here} ${each}`));
      // Nowhere new from here: on, whichever way.
      const press = arrow ?? back[arrows[steps % 4] ?? 'ArrowUp'];
      tried.add(`${here} ${press}`);
      await page.keyboard.press(press);
    }
    expect([...reached].sort()).toEqual([...all].sort());
    await page.keyboard.press('Enter');
    await inspector(page).getByText('transcript.txt').first().waitFor();
  });

  it('shows the shortcuts, and the focus and a name at every stop', async () => {
    await page.keyboard.press('2');
    await page.locator(veth).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    for (const key of ['1', '2', '3', '4', '5']) {
      // The last stop may have been a field, which takes what is typed.
      await page.getByRole('navigation').getByRole('button').first().focus();
      await page.keyboard.press(key);
      await page.locator(`nav button[aria-current="page"]`).filter({ hasText: key }).waitFor();
      const names = new Set<string>();
      for (let stop = 0; stop < 30; stop++) {
        await page.keyboard.press('Tab');
        const { name, ring } = await focused(page);
        expect({ key, name, ring }).toEqual({ key, name, ring: true });
        expect(name).not.toMatch(/^</);
        names.add(name);
      }
      expect(names.size).toBeGreaterThan(8);
    }
  });
});

describe.skipIf(!hasBrowser)('what the user corrects', () => {
  let open: OpenPage;
  let page: Page;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coldtrace-corrections-'));
    const bundle = (name: string, files: Readonly<Record<string, string>>): string => {
      mkdirSync(join(folder, name));
      for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
      return join(folder, name);
    };
    const show =
      '    Bridge br-int\n        Port br-int\n            Interface br-int\n                type: internal\n';
    const flow = ' cookie=0x0, duration=1.0s, table=0, n_packets=1, n_bytes=60, priority=0 actions=NORMAL\n';
    open = await openPage({
      viewport: { width: 1280, height: 800 },
      bundles: [
        bundle('first', {
          hostname: 'compute1\n',
          date: 'Sun Nov 22 20:38:47 UTC 2026\n',
          'ovs-vsctl_show': `2f9b1b30-1c6e-4c24-9d4d-2c1d6a0f3e11\n${show}    ovs_version: "2.17.9"\n`,
        }),
        bundle('second', {
          hostname: 'compute1\n',
          date: 'Sun Nov 22 20:41:47 UTC 2026\n',
          'ovs-ofctl_dump-flows_br-int': `NXST_FLOW reply (xid=0x4):\n${flow}`,
        }),
      ],
    });
    page = open.page;
  });
  afterEach(async () => {
    const { complaints } = open;
    await open.close();
    rmSync(folder, { recursive: true, force: true });
    expect(complaints).toEqual([]);
  });

  it('host, label and time in place; two snapshots of one host made one', async () => {
    await page.getByRole('heading', { name: '2 snapshots of 1 host' }).waitFor();
    await page.getByText(/2 snapshots of compute1 were taken 3 min/).waitFor();
    await page.getByRole('button', { name: 'Make them one' }).click();
    await page.getByRole('heading', { name: '1 snapshot of 1 host' }).waitFor();
    await page.getByRole('heading', { name: '2 bundles' }).waitFor();

    /** Corrects by keyboard: Enter opens the field, Enter keeps it; the focus comes back. */
    const correct = async (name: RegExp, typed: string, then: RegExp): Promise<void> => {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
      await page.locator('td input[type=text]').waitFor();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(typed);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: then }).waitFor();
    };
    await correct(/^Host: compute1/, 'node-7', /^Host: node-7/);
    await correct(/^Label: no label/, 'before', /^Label: before/);
    await correct(/^Taken: 2026-11-22/, '2015-02-27 11:03:25 +08:00', /^Taken: 2015-02-27/);
    await page.getByRole('banner').getByText('node-7').waitFor();

    // What is no time is not taken: the field stays until Escape.
    await page.getByRole('button', { name: /^Taken:/ }).focus();
    await page.keyboard.press('Enter');
    await page.locator('td input[type=text]').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('yesterday');
    await page.keyboard.press('Enter');
    await page.locator('td input[aria-invalid=true]').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Taken: 2015-02-27/ }).waitFor();

    // Both bundles' facts are in the one snapshot: a bridge of the first, a flow of the second.
    await page.keyboard.press('3');
    await page.getByText('1 flow', { exact: true }).waitFor();
    await page.keyboard.press('2');
    await page.locator('.box[data-key="ovs-bridge/br-int"]').waitFor();
  });
});
