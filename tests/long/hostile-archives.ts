// Archives of every format that is read, small, and what damage and malice make of them.
import { Buffer } from 'node:buffer';
import { bz2, gz, hasBzip2, hasXz, through, xz, zst } from '../pack.ts';
import { tar } from '../tar-builder.ts';
import { zip } from '../zip-builder.ts';
import type { Random } from './random.ts';

/** One of each kind; those that no program here can write are left out. */
export function archives(): readonly Buffer[] {
  const text = Array.from(
    { length: 300 },
    (_, i) => ` port ${i}: LOCAL ${(i * 2654435761) % 4294967296}\n`,
  ).join('');
  const members = [
    { name: 'c1/sos_commands/networking/ip_-s_-d_link', text: '1: lo: <LOOPBACK,UP> mtu 65536\n' },
    { name: 'c1/var/log/a.log.1.gz', text: gz(Buffer.from(text)) },
    { name: 'c1/ovs-vsctl_show', text },
    { name: 'c1/empty', text: '' },
  ];
  const plain = tar([...members, { name: 'c1/link', type: '2', link: 'ovs-vsctl_show' }]);
  const zipped = zip(members);
  const packed = [
    plain,
    gz(plain),
    zst(plain),
    zipped,
    gz(Buffer.from(text)),
    zip(members.map((one) => ({ ...one, method: 0, zip64: true }))),
  ];
  if (hasXz)
    packed.push(
      xz(plain),
      through('xz', ['-c', '--block-size=1024'], plain),
      Buffer.concat([xz(plain), xz(plain)]),
    );
  if (hasBzip2) packed.push(bz2(plain), Buffer.concat([bz2(plain), bz2(plain)]));
  const boxes = packed.map((inner, i) =>
    tar([
      { name: 'before', text: 'a\n' },
      { name: `box/inner${i}`, text: inner },
      { name: 'after', text: 'b\n' },
    ]),
  );
  return [...packed, ...boxes, gz(boxes[1] ?? plain), zip([{ name: 'inner', text: zst(boxes[3] ?? plain) }])];
}

/** One to six hurts, one after another. */
export function hurtArchive(random: Random, all: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(random.pick(all));
  for (let left = 1 + random.below(6); left > 0; left--) bytes = random.pick(hurts)(bytes, random, all);
  return bytes;
}

type Hurt = (bytes: Buffer, random: Random, all: readonly Buffer[]) => Buffer;

const hurts: readonly Hurt[] = [
  function flipBits(bytes, random) {
    for (let left = 1 + random.below(12); left > 0 && bytes.length > 0; left--) {
      const at = random.below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    }
    return bytes;
  },
  function hurtHeader(bytes, random) {
    const at = random.below(Math.min(bytes.length, 600));
    if (at < bytes.length) bytes[at] = random.below(256);
    return bytes;
  },
  (bytes, random) => Buffer.from(bytes.subarray(0, random.below(bytes.length + 1))),
  function loseBytes(bytes, random) {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(700))]);
  },
  function insertGarbage(bytes, random) {
    const at = random.below(bytes.length);
    const garbage = Buffer.from(Array.from({ length: 1 + random.below(700) }, () => random.below(256)));
    return Buffer.concat([bytes.subarray(0, at), garbage, bytes.subarray(at)]);
  },
  function spliceHeader(bytes, random, all) {
    const other = random.pick(all);
    return Buffer.concat([other.subarray(0, random.below(1024)), bytes.subarray(random.below(1024))]);
  },
  (bytes, random, all) => (bytes.length > 300_000 ? bytes : Buffer.concat([bytes, random.pick(all)])),
  function wrongNumber(bytes, random) {
    const width = random.pick([2, 4, 8]);
    const at = random.below(bytes.length - width);
    bytes.fill(random.pick([0x00, 0x7f, 0x80, 0xff, 0x37]), at, Math.min(at + width, bytes.length));
    return bytes;
  },
  function repeatPart(bytes, random) {
    const at = random.below(bytes.length);
    const part = bytes.subarray(at, at + 1 + random.below(2048));
    return Buffer.concat([bytes.subarray(0, at), part, part, bytes.subarray(at)]);
  },
  (bytes, random) =>
    bytes.length > 300_000
      ? bytes
      : random.pick([
          gz,
          zst,
          (inner: Buffer) => tar([{ name: 'x', text: inner }]),
          (inner: Buffer) => zip([{ name: 'x', text: inner }]),
        ])(bytes),
];
