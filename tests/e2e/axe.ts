// axe in the page: what is seriously wrong with what it shows.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Once a page. Run by the debugger's connection: the page itself may load no script but its own. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate(axe);
}

/** What is wrong and serious, each with the elements it is about. */
export async function violations(page: Page): Promise<readonly string[]> {
  const results = await page.evaluate(async (): Promise<AxeResults> => {
    const { axe: run } = window as unknown as {
      axe: { run: (root: Document, options: object) => Promise<AxeResults> };
    };
    return run.run(document, { resultTypes: ['violations'] });
  });
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(' | ')}`,
    );
}
