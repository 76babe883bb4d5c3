// Bundles that want to do harm, or cannot help it: each gives a clear problem, nothing leaves the case.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodedError } from '../../../shared/api.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { tar, tarHeader } from '../../tar-builder.ts';

const show =
  'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nqbr1\t\t8000.bed5536ff312\tno\t\tqvb1\n\t\t\t\t\t\t\ttap1\n';

function bundle(name: string, bytes: string | Uint8Array): string {
  const path = join(scratchFolder(), name);
  writeFileSync(path, bytes);
  return path;
}
function canUnpack(tool: string): boolean {
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
const hasXz = canUnpack('xz');
const xz = (bytes: Uint8Array): Buffer => execFileSync('xz', ['-c'], { input: bytes, maxBuffer: 1 << 28 });

async function codes(path: string): Promise<readonly string[]> {
  const { ledger } = await importBundles([path]);
  return ledger.bundles.flatMap(({ problems }) =>
    problems.map(({ severity, code }) => `${severity}: ${code}`),
  );
}
const failure = async (path: string): Promise<CodedError> => {
  const error: unknown = await importBundles([path]).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CodedError)) throw new Error(`not a CodedError: ${String(error)}`);
  return error;
};

describe('names and kinds of members', () => {
  test('names that lead out are listed inside, nothing is written', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'evil.tar');
    writeFileSync(
      path,
      tar([
        { name: '../../evil/brctl_show', text: show },
        { name: '/etc/cron.d/evil', text: '* * * * * root true\n' },
        { name: 'a/../../b/\u001b[31mred', text: 'x' },
      ]),
    );
    const casePath = join(scratchFolder(), 'x.coldtrace');
    const { ledger, rows } = await importBundles([path], { casePath });
    expect(rows('SELECT path, state, facts FROM source ORDER BY path')).toEqual([
      { path: 'a/b/\ufffd[31mred', state: 'unrecognised', facts: 0 },
      { path: 'etc/cron.d/evil', state: 'unrecognised', facts: 0 },
      { path: 'evil/brctl_show', state: 'ok', facts: 3 },
    ]);
    expect(ledger.bundles[0]?.problems.map(({ code }) => code)).toEqual(['unsafe-name', 'unsafe-name']);
    expect(readdirSync(folder)).toEqual(['evil.tar']);
    expect(existsSync('/etc/cron.d/evil')).toBe(false);
  });

  test('links out, dangling links, links in a circle, devices and pipes are told and not read', async () => {
    const path = bundle(
      'links.tar',
      tar([
        { name: 'c1/passwd', type: '2', link: '/etc/passwd' },
        { name: 'c1/up', type: '2', link: '../../../etc/shadow' },
        { name: 'c1/nowhere', type: '2', link: 'gone' },
        { name: 'c1/a', type: '2', link: 'b' },
        { name: 'c1/b', type: '2', link: 'a' },
        { name: 'c1/null', type: '3' },
        { name: 'c1/pipe', type: '6' },
        { name: 'c1/data', text: show },
        { name: 'c1/brctl_show', type: '2', link: 'data' },
        { name: 'c1/again', type: '1', link: 'c1/data' },
      ]),
    );
    const { ledger, rows } = await importBundles([path]);
    expect(ledger.sources).toBe(1);
    // The link's name says what its member is.
    expect(rows('SELECT path, command_id, state, facts FROM source')).toEqual([
      { path: 'c1/data', command_id: 'brctl-show', state: 'ok', facts: 3 },
    ]);
    expect(ledger.bundles[0]?.problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'special-member',
        '2 devices, pipes or sockets were not read.\nc1/null (character-device)\nc1/pipe (fifo)',
      ],
      [
        'link-outside',
        '2 links lead out of the bundle and were not followed.\nc1/passwd → /etc/passwd\nc1/up → ../../../etc/shadow',
      ],
      ['link-dangling', 'A file that a link leads to is not in the bundle.\nc1/gone'],
    ]);
  });

  test('a folder’s links are not followed, loops are not entered, pipes do not block', async () => {
    const root = join(scratchFolder(), 'c1');
    mkdirSync(join(root, 'inner'), { recursive: true });
    writeFileSync(join(root, 'brctl_show'), show);
    symlinkSync('..', join(root, 'inner', 'loop'));
    symlinkSync('/etc', join(root, 'etc'));
    execFileSync('mkfifo', [join(root, 'ovs-vsctl_show')]);
    const { ledger, rows } = await importBundles([root]);
    expect(rows('SELECT path, state FROM source')).toEqual([{ path: 'brctl_show', state: 'ok' }]);
    expect(ledger.bundles[0]?.problems.map(({ code }) => code)).toEqual(['special-member', 'link-outside']);
  });
});

describe('sizes', () => {
  test('a gigabyte of zeros behind gzip, as a file and as an archive’s member', async () => {
    // Deflate takes at most 1032:1; members of a multi-member gzip repeat one compressed block.
    const megabytes = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
    const zeros = bundle('zeros.gz', Buffer.concat(Array.from({ length: 16 }, () => megabytes)));
    expect((await failure(zeros)).code).toBe('unreadable-bundle');

    const size = 1024 * 1024 * 1024;
    const header = gzipSync(tarHeader({ name: 'c1/ovs-ofctl_dump-flows_br-int' }, size));
    const member = bundle(
      'member.tar.gz',
      Buffer.concat([header, ...Array.from({ length: 16 }, () => megabytes)]),
    );
    const before = process.memoryUsage().rss;
    let peak = before;
    const { rows } = await importBundles([member], {
      progress: () => (peak = Math.max(peak, process.memoryUsage().rss)),
    });
    expect(rows('SELECT state, reason, bytes FROM source')).toEqual([
      { state: 'unreadable', reason: 'binary data where text was expected', bytes: size },
    ]);
    expect(peak - before).toBeLessThan(400 * 1024 * 1024);
  }, 600_000);

  test.skipIf(!hasXz)(
    'a line of a hundred megabytes is cut, and said',
    async () => {
      const text = Buffer.concat([
        Buffer.from(show),
        Buffer.alloc(100 * 1024 * 1024, 'a'),
        Buffer.from('\n'),
      ]);
      const path = bundle('long.tar.xz', xz(tar([{ name: 'c1/brctl_show', text }])));
      const { rows } = await importBundles([path]);
      expect(rows("SELECT line, severity FROM problem WHERE code = 'line-too-long'")).toEqual([
        { line: 4, severity: 'error' },
      ]);
      expect(rows("SELECT count(*) AS n FROM source WHERE state = 'ok'")).toEqual([{ n: 1 }]);
    },
    600_000,
  );
});

describe('damage', () => {
  const flows = `NXST_FLOW reply (xid=0x4):\n${Array.from({ length: 4000 }, (_, i) => ` cookie=0x${((i * 2654435761) % 4294967296).toString(16)}, duration=1.${i}s, table=0, n_packets=${i * 7919}, n_bytes=${i * 104729}, priority=${i} actions=NORMAL\n`).join('')}`;
  const whole = tar([
    { name: 'c1/brctl_show', text: show },
    { name: 'c1/ovs-ofctl_dump-flows_br-int', text: flows },
    { name: 'c1/never', text: 'x' },
  ]);

  async function cutImport(path: string): Promise<void> {
    const { ledger, rows } = await importBundles([path]);
    expect(ledger.bundles[0]?.problems.map(({ severity, code }) => `${severity}: ${code}`)).toEqual([
      'data-loss: archive-cut',
    ]);
    const sources = rows('SELECT path, state, facts FROM source ORDER BY id');
    expect(sources[0]).toEqual({ path: 'c1/brctl_show', state: 'ok', facts: 3 });
    expect(sources[1]).toMatchObject({ path: 'c1/ovs-ofctl_dump-flows_br-int', state: 'truncated' });
    expect(Number(sources[1]?.['facts'])).toBeGreaterThan(100);
    expect(sources.length).toBe(2);
  }
  test('a tar that stops', () => cutImport(bundle('cut.tar', whole.subarray(0, 200_000))));
  test('a tar.gz that stops', () => {
    const packed = gzipSync(whole);
    return cutImport(bundle('cut.tar.gz', packed.subarray(0, packed.length >> 1)));
  });
  test.skipIf(!hasXz)('a tar.xz that stops', () => {
    // In blocks, as sos writes large reports: a decoder gives back what it has by the block.
    const packed = xz(whole);
    return cutImport(bundle('cut.tar.xz', packed.subarray(0, Math.floor(packed.length * 0.8))));
  });

  test('garbage after the first member', async () => {
    const bytes = Buffer.concat([whole.subarray(0, 1024), Buffer.alloc(4096, 'garbage!')]);
    expect(await codes(bundle('garbage.tar', bytes))).toEqual(['data-loss: archive-cut']);
  });

  test('several tars back to back, behind concatenated streams', async () => {
    const first = tar([{ name: 'm/c1/brctl_show', text: show }]);
    const second = tar([{ name: 'm/c2/brctl_show', text: show }]);
    const files = [bundle('two.tar', Buffer.concat([first, second]))];
    files.push(bundle('two.tar.gz', Buffer.concat([gzipSync(first), gzipSync(second)])));
    if (hasXz) files.push(bundle('two.tar.xz', Buffer.concat([xz(first), xz(second)])));
    for (const file of files) {
      const { ledger, rows } = await importBundles([file]);
      expect(ledger.problems).toEqual({});
      expect(rows('SELECT host FROM snapshot ORDER BY id')).toEqual([{ host: 'c1' }, { host: 'c2' }]);
    }
  });

  test('bytes that are not UTF-8, CR LF, colours, UTF-16, a missing last line end', async () => {
    const latin = Buffer.concat([
      Buffer.from(show.replace('qbr1', 'qbr\u001b[1mX\u001b[0m')),
      Buffer.from([0xff, 0xfe, 0x0a]),
    ]);
    const path = bundle(
      'texts.tar',
      tar([
        { name: 'c1/brctl_show', text: latin },
        { name: 'c2/brctl_show', text: show.replaceAll('\n', '\r\n').trimEnd() },
        { name: 'c3/brctl_show', text: Buffer.from(`\ufeff${show}`, 'utf16le') },
      ]),
    );
    const { rows } = await importBundles([path]);
    const bridges = rows(
      "SELECT json_extract(data, '$.name') AS name FROM fact WHERE kind = 'linux-bridge' ORDER BY id",
    );
    expect(bridges.map(({ name }) => name)).toEqual(['qbrX', 'qbr1', 'qbr1']);
    expect(
      rows(
        "SELECT severity, line, code, message FROM problem WHERE code LIKE '%bytes' OR code LIKE 'control%' ORDER BY code",
      ),
    ).toEqual([
      {
        severity: 'repaired',
        line: null,
        code: 'control-characters',
        message: 'lines that control characters were taken out of: 1',
      },
      {
        severity: 'warning',
        line: 4,
        code: 'invalid-bytes',
        message: 'bytes that are not UTF-8, shown as \ufffd: 2',
      },
    ]);
  });
});

describe('what is not read says what it is', () => {
  test.each([
    [
      'report.zip',
      [0x50, 0x4b, 0x03, 0x04],
      'unreadable-bundle',
      /zip archive that cannot be read/,
      /zip -FF report\.zip/,
    ],
    [
      'report.tar.zst',
      [0x28, 0xb5, 0x2f, 0xfd],
      'unreadable-bundle',
      /zstd/,
      /zstd -dc .*report\.tar\.zst > FILE/,
    ],
    [
      'report.tar.bz2',
      [0x42, 0x5a, 0x68, 0x39],
      'unreadable-bundle',
      /bzip2/,
      /bzip2 -dc report\.tar\.bz2 > FILE/,
    ],
    [
      'secured-report.tar.xz.gpg',
      [0x85, 0x02, 0x0c, 0x03, ...new Array<number>(20).fill(7)],
      'encrypted-bundle',
      /encrypted/,
      /gpg --output secured-report\.tar\.xz --decrypt/,
    ],
    [
      'picture.png',
      [0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0],
      'unreadable-bundle',
      /neither an archive/,
      /\.tar\.xz/,
    ],
  ])('%s', async (name, head, code, message, next) => {
    const error = await failure(bundle(name, Buffer.concat([Buffer.from(head), Buffer.alloc(100)])));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.next).toMatch(next);
  });

  test('nothing at all, an empty folder, a path that is not there', async () => {
    expect((await failure(bundle('empty.tar', ''))).message).toMatch(/is empty/);
    expect(
      (await failure(bundle('header.tar.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0])))).code,
    ).toBe('unreadable-bundle');
    expect((await failure(scratchFolder())).message).toMatch(/holds no file/);
    expect((await failure('/nonexistent/bundle')).code).toBe('not-found');
  });

  test('one failed bundle beside a good one does not stop it', async () => {
    const good = bundle('c1.tar', tar([{ name: 'c1/brctl_show', text: show }]));
    const { ledger } = await importBundles([bundle('bad.zip', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])), good]);
    expect(ledger.bundles.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['bad.zip', 'failed'],
      ['c1.tar', 'imported'],
    ]);
  });
});

test('any bytes as a bundle: nothing but CodedErrors, and no case that is not whole', async () => {
  const good = tar([
    { name: 'c1/brctl_show', text: show },
    { name: 'c1/notes.txt', text: '# brctl show\n' + show },
  ]);
  const starts = [
    Buffer.alloc(0),
    good.subarray(0, 700),
    gzipSync(good).subarray(0, 90),
    Buffer.from(show),
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
  ];
  const folder = scratchFolder();
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 3000 }), async (start, rest) => {
      const path = join(folder, `${n}.bin`);
      writeFileSync(path, Buffer.concat([start, rest]));
      try {
        await importBundles([path], { casePath: join(folder, `${n++}.coldtrace`) });
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
      }
    }),
    { numRuns: 150 },
  );
}, 300_000);
