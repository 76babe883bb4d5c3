// Each rate of two snapshots is a thing of the later one, whichever is named first: a port or link its device, a flow itself, and what the model has
// no device for the fact that counts.
import { expect, test } from 'vitest';
import { ratesWindow } from '../../../electron/engine/rates-view.ts';
import { makeAnchor } from '../../../electron/engine/notes/make-anchor.ts';
import { importBundles, openedCase } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

test.skipIf(!hasShared)('rates of the lab are devices and flows that can be noted', async () => {
  const bundle = (side: string): string =>
    sharedData('lab/bundles', `S06-qvb-unplugged-${side}`, 'compute1', 'commands.tar.gz');
  const { casePath } = await importBundles([bundle('before')], { label: 'before' });
  await importBundles([bundle('after')], { casePath, label: 'after' });
  const session = openedCase(casePath);
  const { total, rows } = ratesWindow(session, { from: 2, to: 1, offset: 0, limit: 2000 });
  expect(rows).toHaveLength(total);
  const titles = rows.map(({ kind, key, thing }) => {
    expect('snapshot' in thing && thing.snapshot).toBe(2);
    const anchor = makeAnchor(session, thing);
    return { kind, key, of: anchor.kind, title: 'title' in anchor ? anchor.title : '' };
  });
  // `br-tun patch-int`, `qdhcp-…: tap…`: the device is what is behind the bridge or the namespace.
  for (const { key, title } of titles.filter(({ of }) => of === 'device'))
    expect(key === title || key.endsWith(` ${title}`)).toBe(true);
  const flows = titles.filter(({ kind }) => kind === 'flows');
  expect(flows.length).toBeGreaterThan(0);
  for (const { of, key, title } of flows) {
    expect(of).toBe('flow');
    expect(title.slice(0, title.indexOf(' priority='))).toBe(key.slice(0, key.indexOf(' priority=')));
  }
  const others = titles.filter(({ kind }) => kind !== 'flows');
  expect(others.filter(({ of }) => of === 'device').length).toBeGreaterThan(others.length / 2);
  expect(others.every(({ of }) => of === 'device' || of === 'fact')).toBe(true);
  expect(titles.find(({ key }) => key === 'br-tun patch-int')).toMatchObject({ of: 'device' });
});
