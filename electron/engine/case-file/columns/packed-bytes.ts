// Bytes, compressed where that makes them fewer: one byte says how, then zstd's frame or the bytes.
// Level 1: on flows and command output the higher levels save nothing and take three to ten times as long.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const asIs = 0;
const zstd = 1;

/** Below this a frame's own header eats what compression saves. */
const worthIt = 48;

/** `bytes` compressed by zstd, in memory of exactly its size, so that it can be handed to another thread. */
export function compress(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(zstdCompressSync(bytes, options));
}

export function packBytes(bytes: Uint8Array): Uint8Array {
  const frame = bytes.length < worthIt ? null : zstdCompressSync(bytes, options);
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
