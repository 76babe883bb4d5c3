// Our xz against the real one: what it packs in every way, files that stop, and each byte changed.
import { describe, expect, test } from 'vitest';
import { DamagedStream } from '../../../electron/engine/import/damaged-stream.ts';
import { unxz } from '../../../electron/engine/import/unxz.ts';
import { hasXz, through } from '../../pack.ts';

interface Unpacked {
  readonly bytes: Buffer;
  readonly damage: string | null;
}

async function unpack(packed: Uint8Array, piece = packed.length): Promise<Unpacked> {
  const parts: Buffer[] = [];
  // One buffer for every piece, as files are read.
  const buffer = new Uint8Array(piece);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < packed.length; at += piece) {
      const part = packed.subarray(at, at + piece);
      buffer.set(part);
      yield await Promise.resolve(buffer.subarray(0, part.length));
    }
  };
  let damage: string | null = null;
  try {
    await unxz(pieces(), (bytes) => void parts.push(Buffer.from(bytes)), new AbortController().signal);
  } catch (error) {
    if (!(error instanceof DamagedStream)) throw error;
    damage = error.message;
  }
  return { bytes: Buffer.concat(parts), damage };
}

/** Numbers that look like chance, the same in every run. */
function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Text, noise, text far behind the same text, and a long run of one byte: every way that LZMA has to say a thing. */
function mixture(): Buffer {
  const lines = Array.from(
    { length: 5000 },
    (_, i) =>
      `cookie=0x${(Math.imul(i, 2654435761) >>> 0).toString(16)}, table=${i % 17}, n_packets=${i * i}, priority=${i % 7}\n`,
  );
  const text = Buffer.from(lines.join(''));
  return Buffer.concat([
    text,
    noise(150_000, 1),
    text,
    Buffer.alloc(1_000_000, 0x61),
    noise(70_000, 2),
    text,
  ]);
}

describe.skipIf(!hasXz)('xz', () => {
  const plain = mixture();
  const pack = (bytes: Uint8Array, ...options: readonly string[]): Buffer =>
    through('xz', ['-c', '-T1', ...options], bytes);

  test.each([
    '-0',
    '-6',
    '-9e',
    '--check=none',
    '--check=crc32',
    '--check=crc64',
    '--check=sha256',
    '--lzma2=dict=4KiB',
    '--lzma2=dict=1MiB,lc=0,lp=4,pb=0',
    '--lzma2=lc=4,lp=0,pb=4',
    '--lzma2=lc=1,lp=2,pb=1,nice=273',
    '--lzma2=mode=fast,mf=hc3,nice=5',
    '--block-size=100000',
    '-T2 --block-size=300000',
  ])('%s', async (options) => {
    const packed = pack(plain, ...options.split(' '));
    for (const piece of [packed.length, 1013]) {
      const { bytes, damage } = await unpack(packed, piece);
      expect(damage).toBeNull();
      expect(bytes.equals(plain)).toBe(true);
    }
  });

  test('small ones, byte by byte', async () => {
    for (const text of ['', 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'abcabcabcabcd\n']) {
      expect(await unpack(pack(Buffer.from(text)), 1)).toEqual({ bytes: Buffer.from(text), damage: null });
    }
  });

  test('several streams, with padding between and behind them', async () => {
    const [one, two] = [pack(Buffer.from('one\n')), pack(Buffer.from('two\n'), '--check=crc32')];
    const bytes = Buffer.from('one\ntwo\n');
    expect(await unpack(Buffer.concat([one, two]), 5)).toEqual({ bytes, damage: null });
    const padded = Buffer.concat([one, Buffer.alloc(8), two, Buffer.alloc(4)]);
    expect(await unpack(padded, 3)).toEqual({ bytes, damage: null });
    expect(await unpack(Buffer.concat([one, two, Buffer.from('rest')]))).toEqual({
      bytes,
      damage: 'something else follows its end',
    });
    expect(await unpack(Buffer.concat([one, Buffer.alloc(3)]))).toMatchObject({
      damage: 'something else follows its end',
    });
  });

  test('a dictionary of a gigabyte is refused in words', async () => {
    const packed = pack(Buffer.from('a\n'), '--lzma2=dict=1GiB');
    expect((await unpack(packed)).damage).toMatch(/dictionary is too large \(unpack it with xz -dc\)/);
  });

  test('a file that stops gives what the real one gives of it', async () => {
    const packed = pack(plain, '--block-size=900000');
    for (let size = 1; size < packed.length; size += 29989) {
      const { bytes, damage } = await unpack(packed.subarray(0, size), 4096);
      expect(damage).toBe('it ends early');
      expect(plain.subarray(0, bytes.length).equals(bytes)).toBe(true);
      const theirs = prefixByTool(packed.subarray(0, size));
      expect(bytes.length).toBeGreaterThanOrEqual(theirs.length);
    }
  });

  test('any byte that is changed is noticed', async () => {
    const text = Buffer.from(plain.subarray(0, 600));
    for (const packed of [pack(text), pack(noise(300, 3), '--check=crc32')]) {
      for (let at = 0; at < packed.length; at++) {
        const changed = Buffer.from(packed);
        changed[at] = (changed[at] ?? 0) ^ (1 << (at & 7));
        expect((await unpack(changed)).damage, `byte ${at}`).not.toBeNull();
      }
    }
  });
});

/** What `xz -dc` prints before it complains. */
function prefixByTool(packed: Uint8Array): Buffer {
  return through('sh', ['-c', 'xz -dc 2>/dev/null || true'], packed);
}
