// A disk that is full: a clear error, the case as it was, and no half file under a name that means a whole one.
import { describe, expect, test } from 'vitest';
import { join } from 'node:path';
import { checkCase } from '../../check-case.ts';
import { importBundles } from '../../import-bundles.ts';
import { root, transcript } from '../../article-case.ts';
import { hasShared, sharedData } from '../../shared-data.ts';
import { hasSmallDisk, onSmallDisk } from '../../small-disk.ts';

const node = process.execPath;
const command = join(root, 'electron/cli.ts');
const words = [node, command, transcript] as const;
const large = sharedData('lab/bundles/T0-healthy/compute1/commands.tar.gz');

describe.skipIf(!hasSmallDisk || !hasShared)('a full disk', () => {
  test('an import into a new case leaves no case', () => {
    const { code, err, files } = onSmallDisk(300, '"$1" "$2" import new.coldtrace "$4"', [...words, large]);
    expect(code).toBe(2);
    expect(err.trim().split('\n').at(-1)).toMatch(
      /There is no room left for .*new\.coldtrace\. Free some space/,
    );
    expect(err).not.toMatch(/\n\s+at /);
    expect(files).toEqual([]);
  });

  test('an import into a case leaves it as it was', () => {
    // Not byte for byte: SQLite counts in its header that the journal's mode was another for a while.
    const said =
      '"$1" "$2" snapshots kept.coldtrace --json && "$1" "$2" search kept.coldtrace 192.168.0 --json';
    const script = `
      "$1" "$2" import kept.coldtrace "$3" > imported && { ${said}; } > before
      "$1" "$2" import kept.coldtrace "$4"
      code=$?
      { ${said}; } > after
      test $code = 2 && cmp before after && rm imported before after`;
    const { code, out, err, files } = onSmallDisk(700, script, [...words, large]);
    expect(err).toMatch(/There is no room left for .*kept\.coldtrace/);
    expect([code, out]).toEqual([0, '']);
    expect(files).toEqual([expect.stringMatching(/ \.\/kept\.coldtrace$/)]);
  });

  test('a case that is full cannot be compacted, and stays', () => {
    // VACUUM needs room for a second copy.
    const script = `
      "$1" "$2" import kept.coldtrace "$3" && sha256sum kept.coldtrace
      head -c 10000000 /dev/zero > filler 2>/dev/null
      "$1" "$2" compact kept.coldtrace`;
    const { code, out, err, files } = onSmallDisk(700, script, words);
    expect(code).toBe(2);
    expect(err).toMatch(/There is no room left for .*kept\.coldtrace/);
    const before = out.split('\n').find((line) => line.endsWith('  kept.coldtrace'));
    expect(files).toContain(before?.replace('  ', '  ./'));
    expect(files).toHaveLength(2);
  });

  test('a redacted export leaves nothing, and the case that it is of stays', async () => {
    const { casePath } = await importBundles([transcript]);
    for (const kilobytes of [40, 150]) {
      const script = '"$1" "$2" export "$3" --redact --out handed-over.coldtrace';
      const { code, err, files } = onSmallDisk(kilobytes, script, [node, command, casePath]);
      expect(code).toBe(2);
      expect(err).toMatch(/There is no room left for handed-over\.coldtrace\. Free some space/);
      expect(err).not.toMatch(/\n\s+at |\.part/);
      expect(files).toEqual([]);
    }
    expect(checkCase(casePath)).toEqual([]);
  });
});
