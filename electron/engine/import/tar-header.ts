// One header block of a tar archive, as tar(5) and pax(1) have it: v7, ustar, GNU and pax alike.
import type { Buffer } from 'node:buffer';

export const tarBlock = 512;

export interface TarHeader {
  readonly name: string;
  readonly type: string;
  /** Bytes of data that follow, without the padding to whole blocks. */
  readonly size: number;
  readonly link: string;
  /** GNU sparse (`S`): another block of the map follows the header. */
  readonly sparseMapGoesOn: boolean;
}

/** True where the stored sum of a block's bytes is theirs, counted unsigned or, as old tars did, signed. */
export function hasTarChecksum(block: Uint8Array): boolean {
  let stored = 0;
  let digits = 0;
  for (let i = 148; i < 156; i++) {
    const byte = block[i] ?? 0;
    if (byte >= 0x30 && byte <= 0x37) {
      stored = stored * 8 + byte - 0x30;
      digits++;
    } else if (digits > 0) break;
    else if (byte !== 0x20 && byte !== 0) return false;
  }
  if (digits === 0) return false;
  let sum = 8 * 32;
  let high = 0;
  for (let i = 0; i < tarBlock; i++) {
    if (i >= 148 && i < 156) continue;
    const byte = block[i] ?? 0;
    sum += byte;
    if (byte > 127) high++;
  }
  return sum === stored || sum - 256 * high === stored;
}

/** Reads a block of 512 bytes; null where it is no header. */
export function readTarHeader(block: Buffer): TarHeader | null {
  if (!hasTarChecksum(block)) return null;
  const size = numberIn(block, 124, 12);
  if (size === null) return null;
  const flag = block[156] ?? 0;
  const name = textIn(block, 0, 100);
  const magic = block.toString('latin1', 257, 263);
  // GNU tar puts times where POSIX has the prefix; its magic ends in a space.
  const prefix = magic === 'ustar\0' ? textIn(block, 345, 155) : '';
  const type = flag === 0 ? '0' : String.fromCharCode(flag);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type,
    size,
    link: textIn(block, 157, 100),
    sparseMapGoesOn: type === 'S' && block[482] !== 0,
  };
}

function textIn(block: Buffer, from: number, length: number): string {
  const end = block.indexOf(0, from);
  return block.toString('utf8', from, end < 0 || end > from + length ? from + length : end);
}

/** Octal, or base 256 behind a first byte of 0x80 where GNU tar has more than fits; null for anything else. */
function numberIn(block: Buffer, from: number, length: number): number | null {
  const first = block[from] ?? 0;
  if (first >= 0x80) {
    if (first !== 0x80) return null;
    let value = 0;
    for (let i = from + 1; i < from + length; i++) value = value * 256 + (block[i] ?? 0);
    return Number.isSafeInteger(value) ? value : null;
  }
  const text = block.toString('latin1', from, from + length);
  const octal = /^[ \0]*([0-7]*)[ \0]*$/.exec(text)?.[1];
  if (octal === undefined) return null;
  return octal === '' ? 0 : Number.parseInt(octal, 8);
}

/** The records of a pax header, `LENGTH KEY=VALUE\n`; those after one that is damaged are not read. */
export function readPaxRecords(bytes: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    if (space < 0 || space - at > 10) break;
    const digits = bytes.toString('latin1', at, space);
    const length = /^\d+$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    if (end <= space + 1 || end > bytes.length || bytes[end - 1] !== 0x0a) break;
    const equals = bytes.indexOf(0x3d, space);
    if (equals < 0 || equals >= end) break;
    records.set(bytes.toString('utf8', space + 1, equals), bytes.toString('utf8', equals + 1, end - 1));
    at = end;
  }
  return records;
}
