// Loading pages of a long table while the user scrolls faster than they come.
import { expect, test } from 'vitest';
import { PageQueue } from '../../../renderer/ui/page-queue.ts';

/** A loader whose answers the test gives. */
function loader() {
  const asked: number[] = [];
  const waiting = new Map<number, (came: boolean) => void>();
  return {
    asked,
    load: (page: number): Promise<boolean> => {
      asked.push(page);
      return new Promise((resolve) => waiting.set(page, resolve));
    },
    answer: async (page: number, came = true): Promise<void> => {
      waiting.get(page)!(came);
      waiting.delete(page);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('what is in sight comes first, two at a time', async () => {
  const { asked, load, answer } = loader();
  const queue = new PageQueue(load);
  queue.want([4, 5, 6, 3]);
  expect(asked).toEqual([4, 5]);
  await answer(5);
  await answer(4);
  expect(asked).toEqual([4, 5, 6, 3]);
});

test('what was scrolled past is never asked for', async () => {
  const { asked, load, answer } = loader();
  const queue = new PageQueue(load);
  for (let page = 0; page < 500; page++) queue.want([page, page + 1]);
  expect(asked).toEqual([0, 1]);
  await answer(0);
  expect(asked).toEqual([0, 1, 499]);
  await answer(1);
  await answer(499);
  expect(asked).toEqual([0, 1, 499, 500]);
});

test('a page is asked for once, until it is dropped', async () => {
  const { asked, load, answer } = loader();
  const queue = new PageQueue(load);
  queue.has(0);
  queue.want([0, 1]);
  await answer(1);
  queue.want([1, 0]);
  expect(asked).toEqual([1]);
  queue.drop(1);
  queue.want([1, 0]);
  expect(asked).toEqual([1, 1]);
});

test('a page that did not come is asked for when it is wanted again, not at once', async () => {
  const { asked, load, answer } = loader();
  const queue = new PageQueue(load);
  queue.want([7]);
  await answer(7, false);
  expect(asked).toEqual([7]);
  queue.want([7]);
  expect(asked).toEqual([7, 7]);
});

test('another table starts empty, and an old failure does not touch it', async () => {
  const { asked, load, answer } = loader();
  const queue = new PageQueue(load);
  queue.want([0]);
  queue.clear();
  queue.has(0);
  await answer(0, false);
  queue.want([0]);
  expect(asked).toEqual([0]);
});
