// A real report of the lab with one output taken out of it: the row says that it is absent, and why. Whole
// reports, of two versions of sos, lack nothing.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { hasXz, through } from '../../pack.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { tarMembers } from '../../tar-members.ts';
import { tar, type TarMember } from '../../tar-builder.ts';
import { missingOutputs } from '../../../shared/bundle/expected-outputs.ts';
import { readManifest, type Manifest } from '../../../shared/bundle/manifest.ts';
import { recogniseCommandLine } from '../../../shared/bundle/command-line.ts';

const archiveIn = (...folder: string[]): string => {
  const path = sharedData(...folder);
  return join(path, readdirSync(path).find((name) => name.endsWith('.tar.xz')) ?? '');
};
const unpacked = (path: string): Buffer => through('xz', ['-dc', path], Buffer.alloc(0));
const manifestName = /sos_reports\/manifest\.json$/;
const manifestOf = (members: readonly TarMember[]): string =>
  Buffer.from(members.find(({ name }) => manifestName.test(name))?.text ?? '').toString();

test.skipIf(!hasShared || !hasXz)(
  'each output that is taken away is told, with its plugin where that was stopped',
  async () => {
    const all = await tarMembers(unpacked(archiveIn('lab', 'bundles', 'T0-healthy', 'network1')));
    const text = manifestOf(all);
    const manifest = readManifest(text) as Manifest;
    const read = [...manifest.commands].filter(([, { exec }]) => recogniseCommandLine(exec) !== null);
    const isIn = (path: string): boolean =>
      all.some(({ name, type }) => type !== '2' && name.endsWith(`/${path}`));
    // One of every so many, which takes in all plugins.
    const ofPlugin = new Map<string, number>();
    const sample = read.filter(([path, { plugin }]) => {
      const seen = ofPlugin.get(plugin) ?? 0;
      if (seen >= 3 || !isIn(path)) return false;
      ofPlugin.set(plugin, seen + 1);
      return true;
    });
    expect(ofPlugin.size).toBeGreaterThan(4);
    // Only what the sample is of is packed, so that each import is small.
    const taken = new Set(sample.map(([path]) => path));
    const root = /^[^/]+/.exec(all.find(({ name }) => manifestName.test(name))?.name ?? '')?.[0] ?? '';
    for (const timeout of [false, true]) {
      const json = JSON.parse(text) as {
        components: { report: { plugins: Record<string, { timeout_hit?: boolean }> } };
      };
      for (const plugin of Object.values(json.components.report.plugins)) plugin.timeout_hit = timeout;
      const path = join(scratchFolder(), `${root}.tar`);
      const rest = all.filter(({ name }) => !taken.has(name.slice(root.length + 1)));
      writeFileSync(
        path,
        tar(
          rest.map((member) =>
            manifestName.test(member.name) ? { ...member, text: JSON.stringify(json) } : member,
          ),
        ),
      );
      const { rows } = await importBundles([path]);
      for (const [output, { plugin }] of sample) {
        const row = rows(
          'SELECT state, reason, code FROM source JOIN problem ON source_id = source.id WHERE path = ?',
          `${root}/${output}`,
        );
        expect({ output, row: row[0] }).toMatchObject({
          output,
          row: { state: 'absent', code: timeout ? 'absent-after-timeout' : 'output-absent' },
        });
        if (timeout) expect(row[0]?.['reason']).toContain(`plugin ${plugin}`);
      }
    }
  },
  300_000,
);

test
  .skipIf(!hasShared || !hasXz)
  .each([
    ['lab', 'bundles', 'T0-healthy', 'compute1'],
    ['lab', 'bundles', 'T0-healthy', 'network1'],
    ['hotsos-openstack'],
  ])(
  'a whole report lacks nothing that is expected of its version: %s %s %s %s',
  async (...folder: string[]) => {
    const manifest = readManifest(manifestOf(await tarMembers(unpacked(archiveIn(...folder))))) as Manifest;
    const missing = missingOutputs({
      version: manifest.version,
      plugins: manifest.plugins,
      commandLines: [...[...manifest.commands.values()].map(({ exec }) => exec), ...manifest.withoutFile],
    });
    expect(missing).toEqual([]);
  },
  120_000,
);
