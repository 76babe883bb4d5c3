// Archives inside a bundle are read like folders: their endings say nothing of a host.
import { expect, test } from 'vitest';
import { withoutArchiveEnding } from '../../../shared/bundle/archive-name.ts';
import { findHostRoots } from '../../../shared/bundle/host-roots.ts';
import { folderSays } from '../../../shared/bundle/occasion.ts';

test('the host of an archive is what it is called without its ending', () => {
  expect(
    ['compute1.tar.gz', 'compute1.tgz', 'c.example.org', 'a.zip', '.gz'].map(withoutArchiveEnding),
  ).toEqual(['compute1', 'compute1', 'c.example.org', 'a', '.gz']);
  expect(folderSays('before.tar/compute1.tar.gz')).toEqual({ host: 'compute1', occasions: ['before'] });
});

test('an archive of outputs in a host’s folder is of that host', () => {
  expect(findHostRoots([], ['compute1/commands.tar.gz']).roots).toEqual(['compute1']);
});
