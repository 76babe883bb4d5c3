// Bytes, compressed where that makes them fewer: one byte says how, then zstd's frame or the bytes.
// Level 1: on flows and command output the higher levels save nothing and take three to ten times as long.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const params = { [constants.ZSTD_c_compressionLevel]: 1 };

/** Told how much is to come, a compressor takes no more memory than that needs. */
function compressed(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, { params, pledgedSrcSize: bytes.length });
}

const asIs = 0;
const zstd = 1;

/** Below this a frame's own header eats what compression saves. */
const worthIt = 48;

/** Below this, making a compressor takes longer than storing the text: a report has a thousand files of one word. */
const shortText = 1024;

/**
 * A text (UTF-8), compressed by zstd unless it is short, in memory of exactly its size, so that it can be
 * handed to another thread. A frame begins with bytes that no text begins with (RFC 8878, 3.1.1).
 */
export function packText(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.length < shortText ? bytes : compressed(bytes));
}

/** The text that `packText` was given. */
export function unpackText(packed: Uint8Array): Buffer {
  const isFrame = packed[0] === 0x28 && packed[1] === 0xb5 && packed[2] === 0x2f && packed[3] === 0xfd;
  return isFrame ? zstdDecompressSync(packed) : Buffer.from(packed.buffer, packed.byteOffset, packed.length);
}

export function packBytes(bytes: Uint8Array): Uint8Array {
  const frame = bytes.length < worthIt ? null : compressed(bytes);
  const smaller = frame !== null && frame.length < bytes.length;
  const body = smaller ? frame : bytes;
  const packed = new Uint8Array(body.length + 1);
  packed[0] = smaller ? zstd : asIs;
  packed.set(body, 1);
  return packed;
}

export function unpackBytes(packed: Uint8Array): Uint8Array {
  const body = packed.subarray(1);
  return packed[0] === zstd ? zstdDecompressSync(body, { chunkSize: roomFor(body) }) : body;
}

/** Node gives out in pieces of this size unless it is told another. */
const usualPiece = 16 * 1024;
/** What is larger than any column is not believed. */
const largestPiece = 64 * 1024 * 1024;

/**
 * Room for all that a frame holds, so that it comes in one piece: putting pieces together takes as long as decompressing.
 * `packBytes` has the size written into the frame (RFC 8878, 3.1.1.1).
 */
function roomFor(frame: Uint8Array): number {
  const descriptor = frame[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const bytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const from = 5 + (isSingleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  let size = 0;
  for (let i = bytes - 1; i >= 0; i--) size = size * 256 + (frame[from + i] ?? 0);
  if (bytes === 2) size += 256;
  // One more than there is, or the decompressor asks for another piece to find that there is nothing left.
  return size > 0 && size < largestPiece ? Math.max(64, size + 1) : usualPiece;
}
