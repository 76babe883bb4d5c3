// A place's link, tried: in a page that was never anywhere else it shows the same.
import type { Page } from 'playwright';
import { expect } from 'vitest';

/** What the view says, its chosen rows and pressed buttons; white space aside. */
async function state(page: Page): Promise<readonly string[]> {
  const said = await page.locator('main').innerText();
  const chosen = await page
    .locator('main')
    .evaluate((main) => [
      ...[...main.querySelectorAll<HTMLInputElement>('input:not([type="checkbox"])')].map(
        ({ value }) => value,
      ),
      ...[...main.querySelectorAll('[aria-pressed="true"], [aria-selected="true"], :checked')].map((one) =>
        (one.getAttribute('aria-label') ?? one.textContent).replace(/\s+/g, ' ').slice(0, 200),
      ),
    ]);
  return [said.replace(/\s+/g, ' '), ...chosen];
}

/** Opens the page's address in a fresh page and waits until it shows the same. */
export async function expectSameByLink(page: Page): Promise<void> {
  // What is still on its way lands first.
  let last = '';
  await expect
    .poll(
      async () => {
        const now = JSON.stringify(await state(page));
        const isStill = now === last && !(await page.locator('main').innerText()).includes('…');
        last = now;
        return isStill;
      },
      { timeout: 60_000, interval: 300 },
    )
    .toBe(true);
  const fresh = await page.context().newPage();
  try {
    await fresh.goto(page.url());
    await fresh.locator('main').waitFor();
    const wanted = await state(page);
    await expect.poll(() => state(fresh), { timeout: 60_000, interval: 300 }).toEqual(wanted);
  } finally {
    await fresh.close();
  }
}
