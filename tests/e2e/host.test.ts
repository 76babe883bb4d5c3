// The interface on its real host in a real browser: it starts, and nothing goes anywhere else.
import { afterAll, describe, expect, test } from 'vitest';
import { closeBrowser, hasBrowser, openPage } from './browser.ts';

describe.skipIf(!hasBrowser)('in a browser', () => {
  afterAll(closeBrowser);

  test('the interface starts, nothing complains, and no request leaves', async () => {
    const open = await openPage();
    await expect.poll(() => open.requests.some((url) => url.startsWith('ws://127.0.0.1:'))).toBe(true);
    await open.page.locator('body :visible').first().waitFor();
    expect(open.strayRequests()).toEqual([]);
    expect(open.complaints).toEqual([]);
    await open.close();
  });

  test('inline code, eval and foreign addresses are blocked', async () => {
    const open = await openPage();
    // As text: the page's globals are not this program's.
    const blocked = await open.page.evaluate(`(async () => {
      const violations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        violations.push(event.effectiveDirective),
      );
      const inline = document.createElement('script');
      inline.textContent = 'window.inlineRan = true';
      document.body.append(inline);
      const styled = document.createElement('div');
      styled.setAttribute('style', 'color: red');
      document.body.append(styled);
      const image = document.createElement('img');
      image.src = 'https://example.org/x.png';
      document.body.append(image);
      await fetch('https://example.org/').catch(() => null);
      const frame = document.createElement('iframe');
      frame.src = 'https://example.org/';
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { violations: [...new Set(violations)].toSorted(), ran: 'inlineRan' in window };
    })()`);
    expect(blocked).toEqual({
      ran: false,
      violations: ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-attr'],
    });
    expect(open.strayRequests()).toEqual([]);
    await open.close();
  });
});
