// The end of a suite in the browser: the page goes, and it asked for nothing from anywhere and complained of nothing.
import { expect } from 'vitest';
import type { OpenPage } from './browser.ts';

export async function closeClean(open: OpenPage): Promise<void> {
  const stray = open.strayRequests();
  await open.close();
  expect(open.complaints).toEqual([]);
  expect(stray).toEqual([]);
}
