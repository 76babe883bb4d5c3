// What a file is, by its first bytes; names are never asked.
import { encodingOf } from './text-encoding.ts';
import { hasTarChecksum, tarBlock } from './tar-header.ts';

export type FileKind =
  | 'empty'
  | 'gzip'
  | 'xz'
  | 'tar'
  | 'zip'
  | 'zstd'
  | 'bzip2'
  | '7z'
  | 'rar'
  | 'lz4'
  | 'lzma'
  | 'lzip'
  | 'compress'
  | 'gpg'
  | 'age'
  | 'openssl'
  | 'case'
  | 'text'
  | 'binary';

/** How many bytes `fileKind` wants to see. */
export const magicBytes = 4096;

type SignedKind = Exclude<FileKind, 'text' | 'binary'>;

const signatures: readonly (readonly [SignedKind, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  // The first part of a split archive says so before its first member.
  ['zip', [0x50, 0x4b, 0x07, 0x08, 0x50, 0x4b, 0x03, 0x04]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['rar', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['lz4', [0x02, 0x21, 0x4c, 0x18]],
  ['lzip', [0x4c, 0x5a, 0x49, 0x50]],
  ['compress', [0x1f, 0x9d]],
];

/** How encrypted files begin that say so in letters. */
const openings: readonly (readonly [SignedKind, string])[] = [
  ['case', 'SQLite format 3\u0000'],
  ['gpg', '-----BEGIN PGP MESSAGE-----'],
  ['age', 'age-encryption.org/v1'],
  ['age', '-----BEGIN AGE ENCRYPTED FILE-----'],
  ['openssl', 'Salted__'],
  // The same in Base64, as `openssl enc -a` writes it.
  ['openssl', 'U2FsdGVkX1'],
];

/** The kind of a file that starts with `head`. Text comes last: whatever has no sign of its own and reads as text. */
export function fileKind(head: Uint8Array): FileKind {
  return signedKind(head) ?? (isText(head) ? 'text' : 'binary');
}

/** As `fileKind`; null for what has no sign of its own. */
export function signedKind(head: Uint8Array): SignedKind | null {
  const first = head[0];
  if (first === undefined) return 'empty';
  for (const [kind, bytes] of signatures) {
    if (bytes[0] !== first || !bytes.every((byte, i) => head[i] === byte)) continue;
    if (kind !== 'bzip2' || isDigit(head[3])) return kind;
  }
  if (isTarHeader(head)) return 'tar';
  if (isSkippableFrame(head)) return 'zstd';
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 64)).toString('latin1');
  for (const [kind, text] of openings) if (start.startsWith(text)) return kind;
  if (isOpenPgp(head)) return 'gpg';
  if (isLzmaAlone(head)) return 'lzma';
  return null;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x31 && byte <= 0x39;
}

/** A zstd file may begin with a frame that holds nothing of it (RFC 8878, 3.1.2). */
function isSkippableFrame(head: Uint8Array): boolean {
  return ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}

/** xz(1), `--format=lzma`: lc/lp/pb 0x5d, a dictionary of a power of two, a size below 256 GiB or none. */
function isLzmaAlone(head: Uint8Array): boolean {
  if (head.length < 14 || head[0] !== 0x5d || head[1] !== 0 || head[2] !== 0) return false;
  const size = head.subarray(5, 13);
  return size.every((byte) => byte === 0xff) || (size[5] === 0 && size[6] === 0 && size[7] === 0);
}

/** POSIX `ustar` at 257, be the rest damaged, or the checksum that tars without it have as well (tar(5)). */
function isTarHeader(head: Uint8Array): boolean {
  if (head.length < tarBlock || head[0] === 0) return false;
  const magic = [0x75, 0x73, 0x74, 0x61, 0x72];
  return magic.every((byte, i) => head[257 + i] === byte) || hasTarChecksum(head.subarray(0, tarBlock));
}

/** A message encrypted to a key (tag 1, version 3) or by a passphrase (tag 3, version 4): RFC 4880, 4.2 and 5. */
function isOpenPgp(head: Uint8Array): boolean {
  const tag = head[0] ?? 0;
  if (tag < 0x80 || head.length < 16) return false;
  const isNew = (tag & 0x40) !== 0;
  const packet = isNew ? tag & 0x3f : (tag >> 2) & 0x0f;
  const at = isNew ? ((head[1] ?? 0) < 192 ? 2 : 3) : 1 + 2 ** (tag & 3);
  const version = head[at];
  return (packet === 1 && version === 3) || (packet === 3 && version === 4 && (head[at + 1] ?? 99) < 14);
}

/**
 * Text has hardly any control characters and no NUL; UTF-16 is told by its mark. NULs before and after a text do
 * not count: a file that a crash or a full disk cut short ends in them, a log that was emptied while it was open
 * begins with them.
 */
export function isText(head: Uint8Array): boolean {
  if (encodingOf(head) !== 'utf-8') return true;
  let from = 0;
  let to = head.length;
  while (from < to && head[from] === 0) from++;
  while (to > from && head[to - 1] === 0) to--;
  const text = head.subarray(from, to);
  // A line of text, not a few letters that a binary file begins with.
  if (text.length < head.length && !text.includes(0x0a)) return false;
  let odd = 0;
  for (const byte of text) {
    if (byte === 0) return false;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b && byte !== 0x08)
      odd++;
  }
  return odd * 50 <= text.length;
}
