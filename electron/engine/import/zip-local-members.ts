// The members of a zip archive that lost its directory, as one does that was not copied whole: each stands
// behind a header of its own (APPNOTE.TXT 4.3.7), which tells all but what kind of file it was.
import { Buffer } from 'node:buffer';
import { getFileNameLowLevel, parseExtraFields } from 'yauzl';
import type { Seekable } from './spool.ts';

/** A member as the directory tells of it or, where that is missing, its own header. */
export interface ZipMember {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly crc32: number;
  /** What Unix keeps of a file's kind (Info-ZIP, proginfo/extrafld.txt); null where nothing says. */
  readonly fileType: number | null;
  /** Where its data begins; throws DamagedStream. */
  dataStart(): Promise<number>;
}

const headerBytes = 30;
const local = Buffer.from('PK\u0003\u0004', 'latin1');
const directory = Buffer.from('PK\u0001\u0002', 'latin1');
const descriptor = Buffer.from('PK\u0007\u0008', 'latin1');
/** Bytes that are searched at a time. */
const step = 256 * 1024;

/** The members before the first sign of a directory or the end, whose last one may be cut. */
export function* localMembers(bytes: Seekable): Generator<ZipMember, void, undefined> {
  for (let at = 0; at < bytes.size;) {
    const header = part(bytes, at, headerBytes);
    if (header.subarray(0, 4).equals(directory)) return;
    // A sign that no name follows is no header.
    const nameBytes = header.length < headerBytes ? 0 : header.readUInt16LE(26);
    if (nameBytes === 0 || !header.subarray(0, 4).equals(local)) {
      // The first part of a split archive begins with a sign of its own; after damage a member may follow.
      const next = find(bytes, at + 1, (found) => found.subarray(0, 4).equals(local));
      if (next === null) return;
      at = next;
      continue;
    }
    const more = part(bytes, at + headerBytes, nameBytes + header.readUInt16LE(28));
    const member = memberOf(
      bytes,
      header,
      more,
      nameBytes,
      at + headerBytes + nameBytes + header.readUInt16LE(28),
    );
    yield member;
    at = member.end;
  }
}

interface LocalMember extends ZipMember {
  /** Where the next member may begin. */
  readonly end: number;
}

function memberOf(
  bytes: Seekable,
  header: Buffer,
  more: Buffer,
  nameBytes: number,
  dataStart: number,
): LocalMember {
  const flags = header.readUInt16LE(6);
  const extra = extraFields(more.subarray(nameBytes));
  const said = {
    crc32: header.readUInt32LE(14),
    compressedSize: header.readUInt32LE(18),
    uncompressedSize: header.readUInt32LE(22),
  };
  const zip64 = extra.find(({ id }) => id === 1)?.data;
  if (zip64 !== undefined && zip64.length >= 16) {
    said.uncompressedSize = Number(zip64.readBigUInt64LE(0));
    said.compressedSize = Number(zip64.readBigUInt64LE(8));
  }
  let after = 0;
  // Written to a pipe: the sizes come behind the data.
  if ((flags & 8) !== 0 && said.compressedSize === 0) {
    const end = find(bytes, dataStart, (found, at) => isDescriptor(found, at - dataStart));
    if (end === null) said.compressedSize = Math.max(0, bytes.size - dataStart);
    else {
      const found = part(bytes, end, 16);
      said.crc32 = found.readUInt32LE(4);
      said.compressedSize = found.readUInt32LE(8);
      said.uncompressedSize = found.readUInt32LE(12);
      after = 16;
    }
  }
  return {
    ...said,
    name: getFileNameLowLevel(flags, more.subarray(0, nameBytes), extra, false),
    method: header.readUInt16LE(8),
    isEncrypted: (flags & 1) !== 0,
    fileType: null,
    dataStart: () => Promise.resolve(dataStart),
    end: dataStart + said.compressedSize + after,
  };
}

/** A data descriptor says how many bytes came before it (APPNOTE.TXT 4.3.9). */
function isDescriptor(found: Buffer, length: number): boolean {
  return found.subarray(0, 4).equals(descriptor) && found.length >= 16 && found.readUInt32LE(8) === length;
}

function extraFields(bytes: Buffer): ReturnType<typeof parseExtraFields> {
  try {
    return parseExtraFields(bytes);
  } catch {
    return [];
  }
}

/** The first place from `from` on where a sign `PK..` stands that `fits`; it sees up to 16 bytes from there. */
function find(bytes: Seekable, from: number, fits: (found: Buffer, at: number) => boolean): number | null {
  for (let at = from; at < bytes.size; at += step) {
    // Further than the step, so that no sign is cut by its end.
    const window = part(bytes, at, step + 16);
    for (let sign = window.indexOf('PK'); sign >= 0 && sign < step; sign = window.indexOf('PK', sign + 1)) {
      if (fits(window.subarray(sign, sign + 16), at + sign)) return at + sign;
    }
  }
  return null;
}

function part(bytes: Seekable, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const got = bytes.read(buffer.subarray(filled), at + filled);
    if (got === 0) break;
    filled += got;
  }
  return buffer.subarray(0, filled);
}
