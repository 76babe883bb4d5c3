// Two hundred thousand flows under the wheel and the scroll bar: whether rows are there when they come
// into sight. How long any stayed blank is printed, for docs/performance.md, and not asserted: it is a
// matter of the machine. That every row ends up in its place is asserted.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, describe, expect, it } from 'vitest';
import { startImport } from '../../electron/engine/import/start-import.ts';
import { flowDump } from '../bench/generate-flows.ts';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';

const flows = 200_000;

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

describe.skipIf(!hasBrowser)('scrolling a large flow table', () => {
  afterAll(closeBrowser);

  it('shows every row in its place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldtrace-scroll-'));
    try {
      const dump = join(folder, 'ovs-ofctl_dump-flows_br-int');
      writeFileSync(dump, [...flowDump({ flows, seed: 11, bridge: 'br-int', differ: 0 })].join('\n'));
      const casePath = join(folder, 'large.coldtrace');
      await startImport(
        { casePath, inputs: [{ kind: 'path', name: 'large', path: dump }], label: null, merge: false },
        () => undefined,
      ).done;
      const open = await openPage({ casePath, viewport: { width: 1280, height: 800 } });
      const { page } = open;
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Flows' }).click();
      await page.getByText('200,000 flows').waitFor();
      await page.locator('[role="grid"] [data-index="0"]').waitFor();

      const wheel = await scroll(page, 300, 120);
      const fast = await scroll(page, 300, 1200);
      const jumps: number[] = [];
      for (const pixels of [2_000_000, -1_500_000, 1_700_000, -900_000])
        jumps.push((await scroll(page, 60, pixels, 1)).longestBlank);
      console.log('frames with a blank row in sight', JSON.stringify({ wheel, fast, jumps }));

      await page.keyboard.press('Escape');
      await page.locator('[role="grid"] .waiting').first().waitFor({ state: 'detached' });
      const indices = await page
        .locator('[role="grid"] [data-index]')
        .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-index'))));
      expect(indices.length).toBeGreaterThan(20);
      expect(indices).toEqual(indices.map((_, n) => (indices[0] ?? 0) + n));
      await open.screenshot('flows-200000');
      expect(open.complaints).toEqual([]);
      await open.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
