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
  return packed[0] === zstd ? zstdDecompressSync(body) : body;
}
