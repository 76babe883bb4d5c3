// The real desktop app: it opens, its page is locked in, and it asks for nothing from outside.
import { expect, describe, test } from 'vitest';
import { hasDesktop, openDesktop } from './desktop.ts';

describe.skipIf(!hasDesktop)('in a desktop window', () => {
  test('the interface starts under its own scheme, without Node, and talks to the engine', async () => {
    const open = await openDesktop();
    await open.page.locator('body :visible').first().waitFor();
    expect(open.page.url()).toMatch(/^coldtrace:\/\/app\//);
    expect(await open.page.evaluate(`typeof require + typeof process + typeof window.coldtrace.post`)).toBe(
      'undefinedundefinedfunction',
    );
    const answer = await open.page.evaluate(`new Promise((resolve) => {
      window.coldtrace.onFrame((frame) => { if (frame.id === 1e6) resolve(frame.response.host); });
      window.coldtrace.post({ id: 1e6, method: 'app.info', request: {} });
    })`);
    expect(answer).toBe('desktop');
    expect(
      await open.page.evaluate(`fetch('https://example.org/').then(() => 'sent', () => 'blocked')`),
    ).toBe('blocked');
    expect(open.requests.filter((url) => !url.startsWith('coldtrace://app/'))).toEqual([]);
    await open.close();
  });
});
