// The readers alone: every format gives the same members, whatever it is called.
import { writeFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CodedError } from '../../../shared/api.ts';
import { unpackLimits } from '../../../electron/engine/import/unpack-limits.ts';
import { scratchFolder } from '../../import-bundles.ts';
import { bz2, gz, hasBzip2, hasTool, hasXz, through, xz, zst } from '../../pack.ts';
import { readBundle } from '../../read-bundle.ts';
import { tar, tarHeader } from '../../tar-builder.ts';
import { zip } from '../../zip-builder.ts';

function saved(name: string, bytes: string | Uint8Array): string {
  const path = join(scratchFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

const long = Array.from({ length: 40_000 }, (_, i) => `line ${i} ${(i * 2654435761) % 4294967296}\n`).join(
  '',
);
const members = [
  { name: 'c1/brctl_show', text: 'bridge name\n' },
  { name: 'c1/empty', text: '' },
  { name: 'c1/long', text: long },
];
const expected = { 'c1/brctl_show': 'bridge name\n', 'c1/empty': '', 'c1/long': long };
const plain = tar(members);

describe('one archive in every format', () => {
  const formats: readonly (readonly [string, boolean, () => Uint8Array])[] = [
    ['tar', true, () => plain],
    ['tar.gz', true, () => gz(plain)],
    ['tar.gz', true, () => Buffer.concat([gz(plain.subarray(0, 70_000)), gz(plain.subarray(70_000))])],
    ['tar.zst', true, () => zst(plain)],
    ['tar.zst', true, () => Buffer.concat([zst(plain.subarray(0, 70_000)), zst(plain.subarray(70_000))])],
    [
      'tar.zst',
      true,
      () => {
        const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        return Buffer.concat([
          skippable,
          zst(plain.subarray(0, 70_000)),
          skippable,
          zst(plain.subarray(70_000)),
        ]);
      },
    ],
    ['tar.xz', hasXz, () => xz(plain)],
    ['tar.xz', hasXz, () => Buffer.concat([xz(plain.subarray(0, 70_000)), xz(plain.subarray(70_000))])],
    ['tar.bz2', hasBzip2, () => bz2(plain)],
    ['tar.bz2', hasBzip2, () => Buffer.concat([bz2(plain.subarray(0, 70_000)), bz2(plain.subarray(70_000))])],
    ['tar.gz', true, () => Buffer.concat([gz(plain), Buffer.alloc(700)])],
    ['zip', true, () => zip(members)],
    ['zip', true, () => zip(members.map((member) => ({ ...member, method: 0 })))],
    ['zip', true, () => zip(members.map((member) => ({ ...member, zip64: true })))],
    ['zip.gz', true, () => gz(zip(members))],
  ];
  test.each(formats.map(([kind, has, make], i) => [i, kind, has, make] as const))(
    '%i: %s',
    async (_, kind, has, make) => {
      if (!has) return;
      // Called after nothing: content decides.
      expect(await readBundle(saved('bundle.dat', make()))).toEqual({ kind, files: expected, notes: [] });
    },
  );

  test('a text behind each compression keeps its name without the ending', async () => {
    const packed = [
      ['gz', gz],
      ['zst', zst],
      ...(hasXz ? [['xz', xz] as const] : []),
      ...(hasBzip2 ? [['bz2', bz2] as const] : []),
    ] as const;
    for (const [ending, pack] of packed) {
      const told = await readBundle(saved(`ovs-vsctl_show.txt.${ending}`, pack(Buffer.from('a\nb\n'))));
      expect(told).toEqual({ kind: `file.${ending}`, files: { 'ovs-vsctl_show.txt': 'a\nb\n' }, notes: [] });
    }
    const twice = await readBundle(saved('x.txt.gz.gz', gz(gz(Buffer.from('twice\n')))));
    expect(twice.files).toEqual({ 'x.txt.gz': 'twice\n' });
  });
});

describe('tar', () => {
  const checked = (block: Buffer): Buffer => {
    block.fill(' ', 148, 156);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return block;
  };
  const padded = (text: string): Buffer =>
    Buffer.concat([Buffer.from(text), Buffer.alloc((512 - (Buffer.byteLength(text) % 512)) % 512)]);

  test('v7, without `ustar`', async () => {
    const bytes = Buffer.from(plain);
    for (let at = 0; at + 512 <= bytes.length; at += 512) {
      if (bytes.toString('latin1', at + 257, at + 262) !== 'ustar') continue;
      bytes.fill(0, at + 257, at + 265);
      checked(bytes.subarray(at, at + 512));
    }
    expect(await readBundle(saved('x', bytes))).toEqual({ kind: 'tar', files: expected, notes: [] });
  });

  test('GNU long names and links, pax paths, sizes and global headers', async () => {
    const name = `c1/${'d/'.repeat(80)}brctl_show`;
    const record = (text: string): string => {
      const size = Buffer.byteLength(text);
      let length = size + 3;
      while (`${length}`.length + size + 2 !== length) length++;
      return `${length} ${text}\n`;
    };
    const pax = `${record(`path=c1/π${'x'.repeat(150)}`)}${record('size=3')}${record('mtime=1.5')}`;
    const bytes = Buffer.concat([
      tarHeader({ name: '././@LongLink', type: 'L' }, name.length + 1),
      padded(`${name}\0`),
      tarHeader({ name: name.slice(0, 99) }, 2),
      padded('a\n'),
      tarHeader({ name: '././@LongLink', type: 'K' }, 151),
      padded(`${'t'.repeat(150)}\0`),
      tarHeader({ name: 'c1/link', type: '2', link: 't' }, 0),
      tarHeader({ name: 'pax', type: 'x' }, Buffer.byteLength(pax)),
      padded(pax),
      tarHeader({ name: 'c1/short' }, 0),
      padded('b\nc'),
      tarHeader({ name: 'pax', type: 'g' }, 23),
      padded(record('comment=0123456').padEnd(23)),
      tarHeader({ name: 'c1/last' }, 2),
      padded('d\n'),
      Buffer.alloc(1024),
    ]);
    expect(await readBundle(saved('x', bytes))).toEqual({
      kind: 'tar',
      files: { [name]: 'a\n', [`c1/π${'x'.repeat(150)}`]: 'b\nc', 'c1/last': 'd\n' },
      notes: [`c1/link symbolic ${'t'.repeat(150)}`],
    });
  });

  test('sparse members are told and their data passed over', async () => {
    const sparse = tarHeader({ name: 'c1/lastlog', type: 'S' }, 512);
    sparse.fill(0, 345);
    sparse[482] = 1;
    const map = Buffer.alloc(512);
    const bytes = Buffer.concat([checked(sparse), map, Buffer.alloc(512, 'x'), plain]);
    expect(await readBundle(saved('x', bytes))).toEqual({
      kind: 'tar',
      files: expected,
      notes: ['c1/lastlog is sparse file'],
    });
  });

  test('a damaged header costs its member, reading goes on at the next', async () => {
    const bytes = Buffer.from(plain);
    bytes[1024 + 130] = 0x41;
    const { files, notes } = await readBundle(saved('x', bytes));
    expect(files).toEqual({ 'c1/brctl_show': 'bridge name\n', 'c1/long': long });
    expect(notes).toEqual([
      'data-loss archive-damaged: 512 bytes of the archive are damaged after 1 members: what they held is lost, reading went on after them.',
    ]);
  });

  test('one that is cut between two members says so', async () => {
    // In the padding of the first member, and right before the header of the second.
    for (const cut of [1000, 1024]) {
      const { files, notes } = await readBundle(saved('x', plain.subarray(0, cut)));
      expect(files).toEqual({ 'c1/brctl_show': 'bridge name\n' });
      expect(notes).toEqual([
        'warning archive-end-missing: The archive has no mark of its end after 1 members: it may have been cut there, and more members lost.',
      ]);
    }
  });

  test.skipIf(!hasTool('tar'))('what tar writes, in all its formats', async () => {
    const folder = scratchFolder();
    const deep = join(folder, 'c1', ...Array.from({ length: 12 }, () => 'a-long-folder-name'));
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'brctl_show'), 'x\n');
    symlinkSync('brctl_show', join(deep, 'again'));
    const path = deep.slice(folder.length + 1);
    for (const format of ['gnu', 'pax', 'posix']) {
      const bytes = through(
        'tar',
        ['-C', folder, '-c', `--format=${format}`, '-f', '-', 'c1'],
        Buffer.alloc(0),
      );
      const { files, notes } = await readBundle(saved('x', bytes));
      expect(files).toEqual({ [`${path}/brctl_show`]: 'x\n' });
      expect(notes).toEqual([`${path}/again symbolic brctl_show`]);
    }
  });
});

describe('zip', () => {
  test('names in cp437 and UTF-8, folders, links, names that lead out', async () => {
    const bytes = zip([
      { name: 'c1/', text: '', method: 0 },
      { name: Buffer.from([0x63, 0x31, 0x2f, 0x81]), text: 'ü' },
      { name: 'c1/é', text: 'e', flags: 0x800 },
      { name: 'c1/brctl_show', text: '../data', mode: 0o120777 },
      { name: '../../etc/passwd', text: 'root\n' },
      { name: 'c1/fifo', text: '', mode: 0o010644 },
    ]);
    const { files, notes } = await readBundle(saved('x', bytes));
    expect(files).toEqual({ 'c1/ü': 'ü', 'c1/é': 'e', 'etc/passwd': 'root\n' });
    expect(notes).toEqual([
      'c1/brctl_show symbolic ../data',
      expect.stringContaining('warning unsafe-name'),
      'c1/fifo is fifo',
    ]);
  });

  test('members that are damaged, encrypted or packed otherwise cost themselves', async () => {
    const bytes = zip([
      { name: 'a', text: 'good\n' },
      { name: 'b', text: 'wrong sum\n', claims: { crc: 1 } },
      { name: 'c', text: 'wrong size\n', claims: { size: 1 } },
      { name: 'd', text: 'secret', method: 0, flags: 1 },
      { name: 'e', text: 'x', method: 14 },
      { name: 'f', text: zst(Buffer.from('zstd\n')), unpacked: Buffer.from('zstd\n'), method: 93 },
      { name: 'g', text: 'last\n' },
    ]);
    const { files, notes } = await readBundle(saved('x.zip', bytes));
    expect(files).toEqual({
      a: 'good\n',
      b: 'wrong sum\n CUT: its bytes are damaged (the checksum is wrong)',
      c: 'wrong size\n CUT: it is not as long as the archive says',
      f: 'zstd\n',
      g: 'last\n',
    });
    expect(notes).toEqual([
      'd error encrypted-member: It is encrypted; unpack the archive with its password: 7z x x.zip',
      'e error archive-unread: It is packed with LZMA, which is not read here; unpack the archive with 7z x',
    ]);
  });

  test('one without its directory is read by the headers of its members', async () => {
    const bytes = zip(members);
    const lost = (count: number): string =>
      `data-loss archive-cut: The archive has lost its directory, which stands at its end: it may not have been copied whole. ${count} members were read by their own headers.`;
    const whole = await readBundle(saved('x.zip', bytes.subarray(0, bytes.length - 60)));
    expect(whole).toEqual({ kind: 'zip', files: expected, notes: [lost(members.length)] });

    const at = bytes.indexOf('c1/long');
    const inside = await readBundle(saved('x.zip', bytes.subarray(0, at + 40)));
    expect(inside.files['c1/brctl_show']).toBe(expected['c1/brctl_show']);
    expect(inside.files['c1/long']).toMatch(/ CUT: it ends early$/);
    expect(inside.notes).toEqual([lost(3)]);

    // A header that is damaged costs its member: the next one is found.
    const damaged = Buffer.from(bytes.subarray(0, bytes.length - 60));
    const second = damaged.indexOf('c1/empty') - 30;
    damaged.fill(0, second, second + 4);
    const left = await readBundle(saved('y', damaged));
    expect(left.files).toEqual({ 'c1/brctl_show': expected['c1/brctl_show'], 'c1/long': long });
    await expect(readBundle(saved('z.zip', bytes.subarray(0, 20)))).rejects.toMatchObject({
      code: 'unreadable-bundle',
      message: expect.stringContaining('its directory, which stands at the end') as unknown,
      next: expect.stringContaining('zip -FF z.zip --out repaired.zip') as unknown,
    });
  });

  test.skipIf(!hasTool('zip', '-v'))('one that was written to a pipe, without its directory', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'c1'));
    for (const { name, text } of members) writeFileSync(join(folder, name), text);
    const bytes = through('sh', ['-c', `cd ${folder} && zip -q -r - c1 | cat`], Buffer.alloc(0));
    const { files, notes } = await readBundle(saved('x', bytes.subarray(0, bytes.length - 60)));
    expect(files).toEqual(expected);
    expect(notes).toEqual([expect.stringContaining('4 members were read by their own headers')]);
  });

  test('one that is all encrypted is refused', async () => {
    const secret = zip(members.map((member) => ({ ...member, method: 0, flags: 1 })));
    await expect(readBundle(saved('s.zip', secret))).rejects.toMatchObject({
      code: 'encrypted-bundle',
      next: 'Decrypt it first: 7z x s.zip',
    });
  });

  test.skipIf(!hasTool('zip', '-v'))('what zip writes, encrypted members too', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'c1'));
    for (const { name, text } of members) writeFileSync(join(folder, name), text);
    symlinkSync('long', join(folder, 'c1', 'z'));
    const packed = join(folder, 'x');
    through('sh', ['-c', `cd ${folder} && zip -q -r -y x.zip c1 && mv x.zip x`], Buffer.alloc(0));
    const { files, notes } = await readBundle(packed);
    expect(files).toEqual(expected);
    expect(notes).toEqual(['c1/z symbolic long']);
    through('sh', ['-c', `cd ${folder} && zip -q -r -P secret s.zip c1`], Buffer.alloc(0));
    await expect(readBundle(join(folder, 's.zip'))).rejects.toBeInstanceOf(CodedError);
  });
});

describe('archives in archives', () => {
  const inner = tar([{ name: 'c2/hostname', text: 'c2\n' }]);

  test('their members are below their own path, as deep as it is bounded', async () => {
    const bytes = tar([
      { name: 'c1/hostname', text: 'c1\n' },
      { name: 'c2.tar', text: inner },
      { name: 'c3.tar.gz', text: gz(inner) },
      { name: 'c4.zip', text: zip([{ name: 'c4/x.tar.zst', text: zst(inner) }]) },
      { name: 'c1/var/log/a.log.1.gz', text: gz(Buffer.from('old\n')) },
      { name: 'c1/usr/share/man/man1/ls.1.gz', text: gz(Buffer.from('.TH LS\n')) },
      { name: 'c1/lib.jar', text: zip([{ name: 'a.class', text: 'x' }]) },
    ]);
    const { kind, files, notes } = await readBundle(saved('x', bytes));
    expect(notes).toEqual([]);
    expect(kind).toBe('tar');
    expect(Object.keys(files)).toEqual([
      'c1/hostname',
      'c2.tar/c2/hostname',
      'c3.tar.gz/c2/hostname',
      'c4.zip/c4/x.tar.zst/c2/hostname',
      'c1/var/log/a.log.1.gz',
      'c1/usr/share/man/man1/ls.1.gz',
      'c1/lib.jar',
    ]);
    expect(files['c1/var/log/a.log.1.gz']).toBe('old\n');
  });

  test.skipIf(!hasXz)('xz inside xz, as often as it is looked into', async () => {
    let bytes = xz(Buffer.from('core\n'));
    for (let i = 0; i < 3; i++)
      bytes = xz(
        tar([
          { name: `l${i}/x.xz`, text: bytes },
          { name: `l${i}/after`, text: `${i}\n` },
        ]),
      );
    const { files, notes } = await readBundle(saved('x', bytes));
    expect(notes).toEqual([]);
    expect(files['l2/x.xz/l1/x.xz/l0/x.xz']).toBe('core\n');
    expect(Object.keys(files)).toHaveLength(4);
  });

  test('as sos collect and must-gather have them', async () => {
    const report = (host: string): Buffer =>
      tar([
        { name: `sos-${host}/hostname`, text: `${host}\n` },
        { name: `sos-${host}/x`, text: '' },
      ]);
    const bytes = tar([
      { name: 'sos-collector/sos-c1.tar.gz', text: gz(report('c1')) },
      { name: 'sos-collector/sos-c1.tar.gz.sha256', text: 'abc\n' },
      { name: 'sos-collector/sos-c2.tar.gz', text: Buffer.concat([gz(report('c2')), gz(report('c3'))]) },
      { name: 'sos-collector/sos-c4.tar.zst', text: zst(report('c4')) },
    ]);
    const { kind, files } = await readBundle(saved('sos-collector.tar', bytes));
    expect(kind).toBe('tar of 3 archives');
    expect(Object.keys(files).filter((path) => path.endsWith('/hostname'))).toEqual([
      'sos-collector/sos-c1.tar.gz/sos-c1/hostname',
      'sos-collector/sos-c2.tar.gz/sos-c2/hostname',
      'sos-collector/sos-c2.tar.gz/sos-c3/hostname',
      'sos-collector/sos-c4.tar.zst/sos-c4/hostname',
    ]);
  });

  test('one that is damaged, encrypted or of an unread format costs itself', async () => {
    const packed = gz(
      tar([
        { name: 'c2/hostname', text: 'c2\n' },
        { name: 'c2/long', text: long },
      ]),
    );
    const bytes = tar([
      { name: 'cut.tar.gz', text: packed.subarray(0, packed.length >> 1) },
      { name: 'cut.txt.gz', text: gz(Buffer.from(long)).subarray(0, 90_000) },
      { name: 'a.gpg', text: Buffer.from([0x85, 2, 12, 3, ...new Array<number>(20).fill(7)]) },
      { name: 'b c.7z', text: Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]) },
      { name: 'c.zip', text: zip(members).subarray(0, 200) },
      { name: 'last/hostname', text: 'last\n' },
    ]);
    const { files, notes } = await readBundle(saved('x', bytes));
    expect(files['cut.tar.gz/c2/hostname']).toBe('c2\n');
    expect(files['cut.tar.gz/c2/long']).toMatch(/^line 0 0\n[^]*CUT: it ends early$/);
    expect(files['cut.txt.gz']).toMatch(/^line 0 0\n[^]*CUT: it ends early$/);
    expect(files['last/hostname']).toBe('last\n');
    expect(notes.map((note) => note.slice(0, 80))).toEqual([
      'cut.tar.gz data-loss archive-cut: The archive cannot be read to its end: it ends',
      'a.gpg error encrypted-member: It is encrypted with GPG: gpg --output a --decrypt',
      'b c.7z error archive-unread: It is a 7z archive, perhaps an encrypted one: 7z x ',
      'c.zip data-loss archive-cut: The archive has lost its directory, which stands at',
    ]);
  });

  test('too deep, too many, too much: told, and the rest is read or ended', async () => {
    let deep: Buffer = gz(Buffer.from('core'));
    for (let i = 0; i < 8; i++) deep = gz(tar([{ name: 'x', text: deep }]));
    const bytes = tar([
      { name: 'deep', text: deep },
      { name: 'after', text: 'after\n' },
    ]);
    const first = await readBundle(saved('x', bytes));
    expect(first.files).toEqual({ after: 'after\n' });
    expect(first.notes).toEqual([expect.stringMatching(/^deep\/x\/x\/x\/x data-loss nested-too-deep/)]);

    const many = gz(tar(Array.from({ length: 200 }, (_, i) => ({ name: `f${i}`, text: 'x' }))));
    const folder = tar(Array.from({ length: 20 }, (_, i) => ({ name: `a${i}`, text: many })));
    const second = await readBundle(saved('x', folder), { ...unpackLimits, members: 500 });
    expect(Object.keys(second.files).length).toBeLessThanOrEqual(500);
    expect(second.notes.some((note) => note.includes('it has more than 500 members'))).toBe(true);

    const bomb = gz(gz(Buffer.alloc(32 * 1024 * 1024)));
    const third = await readBundle(saved('x', tar([{ name: 'bomb.gz', text: bomb }])), {
      ...unpackLimits,
      bytes: 1024 * 1024,
      ratio: 10,
    });
    expect(Object.values(third.files).join('').length).toBeLessThan(4 * 1024 * 1024);
    expect(JSON.stringify(third)).toContain('as an archive bomb does');
  });

  test('a zip inside an archive leaves nothing in the temporary folder', async () => {
    const before = readdirSync(tmpdir()).filter(
      (name) => name.startsWith('coldtrace-') && !name.startsWith('coldtrace-import-'),
    );
    const big = zip([{ name: 'big', text: Buffer.alloc(20 * 1024 * 1024, 'x'), method: 0 }]);
    const { files } = await readBundle(saved('x', tar([{ name: 'in.zip', text: big }])));
    expect(files['in.zip/big']?.length).toBe(20 * 1024 * 1024);
    expect(
      readdirSync(tmpdir()).filter(
        (name) => name.startsWith('coldtrace-') && !name.startsWith('coldtrace-import-'),
      ),
    ).toEqual(before);
  });

  test('in a folder and in an upload', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'case'));
    writeFileSync(join(folder, 'case', 'c2.tar.gz'), gz(inner));
    writeFileSync(join(folder, 'case', 'note.txt'), 'note\n');
    symlinkSync('..', join(folder, 'case', 'loop'));
    const told = await readBundle(folder);
    expect(told.files).toEqual({ 'case/c2.tar.gz/c2/hostname': 'c2\n', 'case/note.txt': 'note\n' });
    expect(told.notes).toEqual(['case/loop symbolic ..']);
    const upload = await readBundle({
      kind: 'upload',
      name: 'case',
      files: [{ path: 'case/c2.tar.gz', spooled: join(folder, 'case', 'c2.tar.gz') }],
    });
    expect(upload.files).toEqual({ 'case/c2.tar.gz/c2/hostname': 'c2\n' });
    expect(upload.kind).toBe('folder of 1 archive');
  });
});

describe('what is not read says what it is', () => {
  test.each([
    ['x.tar.lz4', [0x04, 0x22, 0x4d, 0x18], 'unreadable-bundle', /lz4/, /unlz4 x\.tar\.lz4/],
    ['x.tar.Z', [0x1f, 0x9d, 0x90], 'unreadable-bundle', /compress/, /uncompress x\.tar\.Z/],
    [
      'x.tar.lzma',
      [0x5d, 0, 0, 0x80, 0, ...new Array<number>(8).fill(0xff), 0],
      'unreadable-bundle',
      /lzma/,
      /unlzma/,
    ],
    ['x.tar.lz', [...Buffer.from('LZIP'), 1], 'unreadable-bundle', /lzip/, /lzip -d/],
    ['x y.rar', [...Buffer.from('Rar!'), 0x1a, 7, 1, 0], 'unreadable-bundle', /rar/, /unrar x 'x y\.rar'/],
    [
      'x.tar.age',
      [...Buffer.from('age-encryption.org/v1\n-> X25519')],
      'encrypted-bundle',
      /age/,
      /age --decrypt .*--output x\.tar x\.tar\.age/,
    ],
    [
      'x.tar.enc',
      [...Buffer.from('Salted__12345678')],
      'encrypted-bundle',
      /OpenSSL/,
      /openssl enc -d .* -out x\.tar /,
    ],
    [
      'x.asc',
      [...Buffer.from('-----BEGIN PGP MESSAGE-----\n')],
      'encrypted-bundle',
      /GPG/,
      /gpg --output x --decrypt x\.asc/,
    ],
    ['behind.gz', [...gz(Buffer.from('Salted__12345678'))], 'encrypted-bundle', /OpenSSL/, /openssl/],
  ])('%s', async (name, head, code, message, next) => {
    const error: unknown = await readBundle(
      saved(name, Buffer.from([...head, ...(name === 'behind.gz' ? [] : new Array<number>(600).fill(7))])),
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CodedError);
    expect(error).toMatchObject({ code });
    expect((error as CodedError).message).toMatch(message);
    expect((error as CodedError).next).toMatch(next);
  });

  test.skipIf(!hasXz)('xz with a filter that is not read', async () => {
    const bcj = through('xz', ['-c', '--x86', '--lzma2'], plain);
    await expect(readBundle(saved('x.tar.xz', bcj))).rejects.toMatchObject({
      code: 'unreadable-bundle',
      message: expect.stringContaining('it uses a filter (x86 BCJ) that Coldtrace does not read'),
      next: expect.stringContaining('xz -dc x.tar.xz > FILE'),
    });
    // A first stream that is read, and a second that is not.
    const later = Buffer.concat([
      xz(plain.subarray(0, 70_144)),
      through('xz', ['-c', '--x86', '--lzma2'], plain.subarray(70_144)),
    ]);
    const { files, notes } = await readBundle(saved('x.tar.xz', later));
    expect(files['c1/brctl_show']).toBe('bridge name\n');
    expect(files['c1/long']).toMatch(/^line 0 0\n[^]*CUT: it uses a filter \(x86 BCJ\)/);
    expect(notes).toEqual([expect.stringContaining('data-loss archive-cut')]);
  });
});
