// Reads members of a `.tar.gz` or `.tar.xz` into memory, for tests on real bundles.
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import xz from 'xz-decompress';

/** The text of every regular file whose name is `wanted`, by name. */
export async function readArchive(
  path: string,
  wanted: (name: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const packed = createReadStream(path);
  const tar = extract();
  if (path.endsWith('.xz')) {
    const web = Readable.toWeb(packed) as unknown as globalThis.ReadableStream<Uint8Array>;
    Readable.fromWeb(new xz.XzReadableStream(web) as unknown as WebStream).pipe(tar);
  } else {
    packed.pipe(createGunzip()).pipe(tar);
  }
  const found = new Map<string, string>();
  for await (const entry of tar) {
    if (entry.header.type !== 'file' || !wanted(entry.header.name)) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
    found.set(entry.header.name, Buffer.concat(chunks).toString('utf8'));
  }
  return found;
}
