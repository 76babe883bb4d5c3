// A million flows under the filter, the wheel and the scroll bar: how long a filter takes to its first rows,
// whether the page is held up while one types, and whether rows are there when they come into sight. The
// figures are printed, for docs/performance.md, and not asserted: they are a matter of the machine. That
// what is shown is right is asserted. One case serves all of it.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startImport } from '../../electron/engine/import/start-import.ts';
import { flowDump } from '../bench/generate-flows.ts';
import { closeBrowser, hasBrowser, openPage, type OpenPage } from './browser.ts';

const flows = 1_000_000;

interface Scrolled {
  readonly frames: number;
  readonly blankFrames: number;
  /** The most frames on end in which a row in sight was blank. */
  readonly longestBlank: number;
}

/** Scrolls in the page, one step a frame for the first `moves` frames, and watches for rows that are not there yet. */
function scroll(page: Page, steps: number, pixels: number, moves = steps): Promise<Scrolled> {
  return page.evaluate(
    async ({ steps, pixels, moves }) => {
      const scroller = [...document.querySelectorAll('[role="grid"], [role="grid"] *')].find(
        (element) =>
          element.scrollHeight > element.clientHeight && getComputedStyle(element).overflowY === 'auto',
      );
      if (!scroller) throw new Error('nothing scrolls');
      const view = scroller.getBoundingClientRect();
      const blankInSight = (): boolean =>
        [...document.querySelectorAll('[role="grid"] .waiting')].some((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > view.top && top < view.bottom;
        });
      let frames = 0;
      let blankFrames = 0;
      let longestBlank = 0;
      let blank = 0;
      for (let step = 0; step < steps; step++) {
        if (step < moves) scroller.scrollTop += pixels;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        frames++;
        blank = blankInSight() ? blank + 1 : 0;
        if (blank > 0) blankFrames++;
        longestBlank = Math.max(longestBlank, blank);
      }
      return { frames, blankFrames, longestBlank };
    },
    { steps, pixels, moves },
  );
}

interface Typed {
  readonly filter: string;
  /** From the last key to the frame in which the first row is one that passes, in milliseconds. */
  readonly toFirstRow: number;
  /** From the last key to the whole count. */
  readonly toCount: number;
  /** Tasks of more than 50 ms in the page from the first key to the count, in milliseconds. */
  readonly longTasks: readonly number[];
  /** The longest time from a key to the frame in which the field shows it. */
  readonly slowestKey: number;
}

/** Types a filter as a person does, and watches the page. `first` is in the first row that passes, and not in the dump's. */
async function typeFilter(page: Page, filter: string, first: string, count: string): Promise<Typed> {
  const field = page.getByRole('combobox');
  await field.fill('');
  await page.getByText('1,000,000 flows').waitFor();
  await field.press('End');
  const watched = page.evaluate(
    async ({ first, count, filter }) => {
      const longTasks: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) longTasks.push(Math.round(entry.duration));
      });
      observer.observe({ type: 'longtask' });
      let keyAt = 0;
      let slowestKey = 0;
      const field = document.querySelector<HTMLInputElement>('input[role="combobox"]');
      const onKey = (): void => {
        const at = performance.now();
        keyAt = at;
        requestAnimationFrame(() => {
          slowestKey = Math.max(slowestKey, performance.now() - at);
        });
      };
      addEventListener('keydown', onKey, true);
      let toFirstRow = 0;
      let toCount = 0;
      const end = performance.now() + 60_000;
      while (toCount === 0 && performance.now() < end) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        if (field?.value !== filter) continue;
        const row = document.querySelector('[role="grid"] [data-index="0"]')?.textContent ?? '';
        if (toFirstRow === 0 && row.includes(first)) toFirstRow = performance.now() - keyAt;
        const shown = [...document.querySelectorAll('[role="status"]')].some(
          (status) => status.textContent?.trim() === count,
        );
        if (toFirstRow > 0 && shown) toCount = performance.now() - keyAt;
      }
      removeEventListener('keydown', onKey, true);
      observer.disconnect();
      return {
        toFirstRow: Math.round(toFirstRow),
        toCount: Math.round(toCount),
        longTasks,
        slowestKey: Math.round(slowestKey),
      };
    },
    { first, count, filter },
  );
  await page.keyboard.type(filter, { delay: 40 });
  return { filter, ...(await watched) };
}

/** Filters with what the first row that passes shows, and how many do: the shapes of the generated flows say so. */
const filters = [
  ['table=73', 'load:0xb->NXM_NX_REG5[],resubmit(,81)', 10_000],
  ['nw_src=10.118.200.7', 'nw_src=10.118.200.7', 1],
  ['nw_src covers 10.104.13.9', 'nw_src=10.104.13.9', 1],
  ['reg5=0x1b', 'reg5=0x1b', 14],
  ['output=1000', 'output:1000', 1],
  ['sets reg6=5', 'load:0x5->NXM_NX_REG6[]', 125],
] as const;

describe.skipIf(!hasBrowser)('a table of a million flows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-scroll-'));
  let open: OpenPage;

  beforeAll(async () => {
    const casePath = await millionFlows(folder);
    open = await openPage({ casePath, viewport: { width: 1280, height: 800 } });
    // Other tests may keep the machine busy.
    open.page.setDefaultTimeout(120_000);
    const { page } = open;
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Flows' }).click();
    await page.getByText('1,000,000 flows').waitFor();
    await page.locator('[role="grid"] [data-index="0"]').waitFor();
  });

  afterAll(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
    await closeBrowser();
  });

  it('filters while one types', async () => {
    for (const [filter, first, count] of filters) {
      const typed = await typeFilter(open.page, filter, first, `${count.toLocaleString('en')} of 1,000,000`);
      console.log(JSON.stringify(typed));
      expect(typed.toFirstRow, filter).toBeGreaterThan(0);
      expect(typed.toCount, filter).toBeGreaterThan(0);
    }
    await open.screenshot('flows-million-filtered');
  });

  it('shows every row in its place, however it is scrolled', async () => {
    const { page } = open;
    await page.getByRole('combobox').fill('');
    await page.getByText('1,000,000 flows').waitFor();
    const wheel = await scroll(page, 200, 120);
    const fast = await scroll(page, 200, 1200);
    const jumps: number[] = [];
    for (const pixels of [10_000_000, -7_500_000, 8_500_000, -4_500_000])
      jumps.push((await scroll(page, 60, pixels, 1)).longestBlank);
    console.log('frames with a blank row in sight', JSON.stringify({ wheel, fast, jumps }));

    await page.keyboard.press('Escape');
    await page.locator('[role="grid"] .waiting').first().waitFor({ state: 'detached' });
    const indices = await page
      .locator('[role="grid"] [data-index]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-index'))));
    expect(indices.length).toBeGreaterThan(20);
    expect(indices).toEqual(indices.map((_, n) => (indices[0] ?? 0) + n));
    await open.screenshot('flows-million');
    expect(open.complaints).toEqual([]);
  });
});

/** A case of one dump of a million flows; its path. */
async function millionFlows(folder: string): Promise<string> {
  const dump = join(folder, 'ovs-ofctl_dump-flows_br-int');
  const file = openSync(dump, 'w');
  let text = '';
  for (const line of flowDump({ flows, seed: 11, bridge: 'br-int', differ: 0 })) {
    text += `${line}\n`;
    if (text.length < 1 << 20) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  closeSync(file);
  const casePath = join(folder, 'large.coldtrace');
  const inputs = [{ kind: 'path', name: 'large', path: dump }] as const;
  await startImport({ casePath, inputs, label: null, merge: false }, () => undefined).done;
  return casePath;
}
