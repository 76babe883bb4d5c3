// Which host a bundle is of when nothing in it says so but its folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importBundles, scratchFolder } from '../../import-bundles.ts';

function folderOf(...paths: readonly string[]): string {
  const root = join(scratchFolder(), 'commands');
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), '| id | name |\n');
  }
  return root;
}

it.each([
  [['controller1/openstack_network_list.txt', 'controller1/openstack_subnet_list.txt'], 'controller1'],
  [['controller1/logs/a.log', 'controller1/logs/b.log'], 'controller1'],
  [['controller1/a.txt', 'controller10/b.txt'], 'commands'],
  [['a.txt'], 'commands'],
])('%j is of %s', async (paths, host) => {
  const { rows } = await importBundles([folderOf(...paths)]);
  expect(rows('SELECT DISTINCT host FROM snapshot')).toEqual([{ host }]);
});
