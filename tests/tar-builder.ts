// Tars made by hand, so that tests can have what no tar program would write.
import { Buffer } from 'node:buffer';

export interface TarMember {
  readonly name: string;
  readonly text?: string | Uint8Array;
  /** tar(5): `0` file, `1` hard link, `2` symbolic link, `3` character device, `5` folder, `6` pipe. */
  readonly type?: string;
  readonly link?: string;
}

/** A member's header block; `size` is what it claims. */
export function tarHeader(member: TarMember, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(member.name, 0, 100);
  block.write('0000644\0' + '0000000\0' + '0000000\0', 100);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write(member.type ?? '0', 156);
  block.write(member.link ?? '', 157, 100);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function block(member: TarMember): readonly Buffer[] {
  const bytes = Buffer.from(member.text ?? '');
  return [tarHeader(member, bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}

/** A whole archive, with the two empty blocks at its end. */
export function tar(members: readonly TarMember[]): Buffer {
  const parts: Buffer[] = [];
  for (const member of members) {
    // Names that are too long for the header stand before it, as GNU tar writes them (`K`: the link's, `L`: its own).
    for (const [type, name] of [
      ['K', member.link ?? ''],
      ['L', member.name],
    ] as const) {
      if (Buffer.byteLength(name) > 100) {
        parts.push(...block({ name: '././@LongLink', type, text: `${name}\0` }));
      }
    }
    parts.push(...block(member));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}
