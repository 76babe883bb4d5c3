// The lab's bundles packed in every way: the same facts each time, wherever the bundle is from.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { TarReader } from '../../../electron/engine/import/read-tar.ts';
import { bz2, gz, hasBzip2, hasXz, through, xz, zst } from '../../pack.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { tar } from '../../tar-builder.ts';
import { zip, type ZipMember } from '../../zip-builder.ts';

/** Every fact with its lines and its source's path; of flows, which are kept in blocks, how many there are where. */
const facts = `
  SELECT kind, key, data, fact.first_line AS first, fact.last_line AS last, path
  FROM fact JOIN source ON source.id = source_id`;
const flows =
  'SELECT flow_bridge.*, path, bytes, last_line FROM flow_bridge JOIN source ON source.id = source_id';

interface Outcome {
  readonly hosts: readonly unknown[];
  readonly facts: readonly string[];
  readonly total: number;
  readonly kind: unknown;
}

async function outcome(bundle: string): Promise<Outcome> {
  const { ledger, rows } = await importBundles([bundle]);
  const all = [...rows(facts), ...rows(flows)].map(({ source_id: _, bridge_id: __, id: ___, ...row }) =>
    JSON.stringify({ ...row, path: belowReport(String(row['path'])) }),
  );
  return {
    hosts: rows('SELECT host, host_from, captured_at FROM snapshot ORDER BY host'),
    facts: all.sort(),
    total: ledger.facts,
    kind: rows('SELECT kind FROM bundle')[0]?.['kind'],
  };
}

/** From the report's own folder on, whatever archives that is in. */
function belowReport(path: string): string {
  return path.replace(/^(?:.*\/)?(?=sosreport-[^/]*\/)/, '');
}

/** The members of a tar, as a zip takes them. */
async function membersOf(bytes: Uint8Array): Promise<readonly ZipMember[]> {
  const members: ZipMember[] = [];
  const reader = new TarReader({
    file(name) {
      const parts: Buffer[] = [];
      return {
        chunk: (part) => void parts.push(Buffer.from(part)),
        end: () => void members.push({ name, text: Buffer.concat(parts), flags: 0x800 }),
      };
    },
    link: (name, target) => void members.push({ name, text: target, mode: 0o120777, flags: 0x800 }),
    folder: (name) => void members.push({ name: `${name}/`, method: 0, flags: 0x800 }),
    special: () => undefined,
    problem: () => undefined,
  });
  await reader.write(bytes);
  await reader.end(null);
  return members;
}

describe.skipIf(!hasShared || !hasXz)('a sos report of the lab', () => {
  const archive = (host: string): string => {
    const folder = sharedData('lab', 'bundles', 'T0-healthy', host);
    return join(folder, readdirSync(folder).find((name) => name.endsWith('.tar.xz')) ?? '');
  };

  test('as folder, tar, tar.gz, tar.xz in two streams, tar.zst, tar.bz2, zip, nested: the same facts', async () => {
    const original = archive('compute1');
    const expected = await outcome(original);
    expect(expected.total).toBeGreaterThan(1000);
    expect(expected.kind).toBe('tar.xz');
    const folder = scratchFolder();
    const name = basename(original, '.tar.xz');
    const plain = through('xz', ['-dc', original], Buffer.alloc(0));
    const half = Math.floor(plain.length / 1024) * 512;
    const zipped = zip(await membersOf(plain));
    const packed: Record<string, () => Uint8Array> = {
      tar: () => plain,
      'tar.gz': () => gz(plain),
      'tar.zst': () => zst(plain),
      'tar.xz': () => Buffer.concat([xz(plain.subarray(0, half)), xz(plain.subarray(half))]),
      ...(hasBzip2 ? { 'tar.bz2': () => bz2(plain) } : {}),
      zip: () => zipped,
      'zip.gz': () => gz(zipped),
      'zip of 1 archive': () => zip([{ name: `${name}.tar.xz`, text: readFileSync(original), method: 0 }]),
      'tar of 1 archive': () =>
        tar([
          { name: `box/${name}.tar.xz`, text: readFileSync(original) },
          { name: `box/${name}.tar.xz.sha256`, text: 'abc\n' },
        ]),
    };
    for (const [kind, make] of Object.entries(packed)) {
      const path = join(folder, 'bundle');
      writeFileSync(path, make());
      expect({ of: kind, ...(await outcome(path)) }).toEqual({ of: kind, ...expected, kind });
    }
  }, 600_000);

  test('several as sos collect packs them: one import, a snapshot of each host', async () => {
    const hosts = ['compute1', 'compute2', 'network1'];
    const apart = [];
    for (const host of hosts) apart.push(await outcome(archive(host)));
    const folder = scratchFolder();
    const path = join(folder, 'sos-collector-case.tar');
    const inner = hosts.map((host) => ({ path: archive(host), name: archive(host).split('/').at(-1) ?? '' }));
    writeFileSync(
      path,
      tar([
        { name: 'sos-collector-case/', type: '5' },
        ...inner.flatMap((one) => [
          { name: `sos-collector-case/${one.name}`, text: readFileSync(one.path) },
          { name: `sos-collector-case/${one.name}.sha256`, text: `${'0'.repeat(64)}\n` },
        ]),
        { name: 'sos-collector-case/sos_logs/ui.log', text: 'collecting\n' },
        { name: 'sos-collector-case/sos_reports/manifest.json', text: '{"version": "4.5"}\n' },
      ]),
    );
    const together = await outcome(path);
    expect(together.kind).toBe('tar of 3 archives');
    expect(together.hosts).toEqual(apart.flatMap((one) => one.hosts));
    expect(together.total).toBe(apart.reduce((sum, one) => sum + one.total, 0));
    expect(together.facts).toEqual(apart.flatMap((one) => one.facts).sort());

    // The same in an engineer's folder.
    const loose = join(folder, 'case');
    mkdirSync(loose);
    for (const one of inner) copyFileSync(one.path, join(loose, one.name));
    writeFileSync(join(loose, 'note.txt'), 'see ticket\n');
    const there = await outcome(loose);
    expect(there.kind).toBe('folder of 3 archives');
    expect(there.hosts).toEqual(together.hosts);
    expect(there.facts).toEqual(together.facts);
  }, 300_000);
});
