// Rates between two snapshots of a case: counters run from the earlier to the later, whichever is asked for first.
import { expect, test } from 'vitest';
import { comparisonsOf } from '../../../electron/engine/case-comparisons.ts';
import { importBundles, openedCase } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

test.skipIf(!hasShared)('rates of a pair that is named backwards are those of time', async () => {
  const bundle = (side: string): string =>
    sharedData('lab/bundles', `S06-qvb-unplugged-${side}`, 'compute1', 'commands.tar.gz');
  const { casePath } = await importBundles([bundle('before')], { label: 'before' });
  await importBundles([bundle('after')], { casePath, label: 'after' });
  const session = openedCase(casePath);
  const rates = comparisonsOf(session).rates(1, 2);
  expect(rates.filter(({ packets }) => (packets ?? 0) > 0).length).toBeGreaterThan(20);
  expect(rates.some(({ restarted }) => restarted)).toBe(false);
  expect(comparisonsOf(session).rates(2, 1)).toEqual(
    rates.map(({ from, to, ...rate }) => ({ ...rate, from: to, to: from })),
  );
});
