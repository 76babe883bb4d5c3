// Zip archives made by hand, so that tests can have what no zip program would write.
import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipMember {
  readonly name: string | Buffer;
  readonly text?: string | Uint8Array;
  /** APPNOTE.TXT 4.4.5; 8 deflates, 0 stores, others take `text` as it is packed already. */
  readonly method?: number;
  /** Bit 0: encrypted, bit 11: the name is UTF-8. */
  readonly flags?: number;
  /** A Unix mode: 0o120777 for a symbolic link. */
  readonly mode?: number;
  /** What the directory claims instead of the truth. */
  readonly claims?: { readonly size?: number; readonly crc?: number };
  /** What `text` unpacks to, where the method is neither 0 nor 8. */
  readonly unpacked?: Uint8Array;
  /** Sizes in a zip64 field. */
  readonly zip64?: boolean;
}

export function zip(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const bytes = Buffer.from(member.text ?? '');
    const method = member.method ?? 8;
    const data = method === 8 ? deflateRawSync(bytes) : bytes;
    const plain = member.unpacked ?? bytes;
    const name = Buffer.from(member.name);
    const size = member.claims?.size ?? plain.length;
    const crc = member.claims?.crc ?? crc32(plain);
    const fields = (at: number): Buffer => {
      const field = Buffer.alloc(26);
      field.writeUInt16LE(20, 0);
      field.writeUInt16LE(member.flags ?? 0, 2);
      field.writeUInt16LE(method, 4);
      field.writeUInt32LE(crc, 10);
      field.writeUInt32LE(member.zip64 === true && at === 1 ? 0xffffffff : data.length, 14);
      field.writeUInt32LE(member.zip64 === true && at === 1 ? 0xffffffff : size, 18);
      field.writeUInt16LE(name.length, 22);
      return field;
    };
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), fields(0), name, data]);
    const extra = member.zip64 === true ? Buffer.alloc(20) : Buffer.alloc(0);
    if (member.zip64 === true) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(16, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
      extra.writeBigUInt64LE(BigInt(data.length), 12);
    }
    const central = fields(1);
    central.writeUInt16LE(extra.length, 24);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((member.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    // Made by Unix, so that the mode counts.
    directory.push(
      Buffer.concat([Buffer.from('PK\u0001\u0002\u001e\u0003', 'latin1'), central, rest, name, extra]),
    );
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}
