// A bundle that is one file: an archive, plain or compressed, or one text.
import { DamagedStream, decompress, type Compression } from './decompress.ts';
import { showablePath, type BundleReader, type MemberSink, type MemberVisitor } from './members.ts';
import { chunkBytes, readChunks } from './read-file.ts';
import { TarReader } from './read-tar.ts';
import { readZip } from './read-zip.ts';
import { ReplayCache } from './replay-cache.ts';
import { seekableFile } from './spool.ts';
import { Level, Unpacked, type Unpacking } from './unpack.ts';
import { UnpackBudget, type UnpackLimits } from './unpack-limits.ts';

export interface BundleFile {
  readonly path: string;
  readonly bytes: number;
  /** As `BundleReader.kind`. */
  readonly kind: string;
  readonly compression: Compression | null;
  /** What the file is called without its compression's ending. */
  readonly name: string;
  readonly limits: UnpackLimits;
}

/** A tar, one text, or whatever is behind a compression. */
export function fileReader({ path, bytes, kind, compression, name, limits }: BundleFile): BundleReader {
  const isTar = kind.startsWith('tar');
  const isPlain = compression === null && !isTar;
  const cache = new ReplayCache();
  let seen = '';
  return {
    get kind() {
      return kind + seen;
    },
    bytes,
    async read(visitor, signal, progress) {
      const budget = new UnpackBudget(limits, bytes);
      const unpacking: Unpacking = { visitor, budget, signal };
      const level = new Level(unpacking, '', 0);
      const { path: shown } = showablePath(name);
      const memberName = shown === '' ? '(unnamed)' : shown;
      const taker = isTar
        ? new TarReader(level)
        : isPlain
          ? new WholeFile(visitor, memberName, bytes)
          : new Unpacked(unpacking, memberName);
      let cut: string | null = null;
      const take = (chunk: Uint8Array): void | Promise<void> => {
        if (compression !== null) budget.unpacked(chunk.length);
        if (budget.stopped !== null) throw new DamagedStream(budget.stopped);
        return taker.write(chunk);
      };
      try {
        if (compression === null) {
          for await (const chunk of readChunks(path, signal, progress)) await take(chunk);
        } else {
          await cache.read(
            (sink, told) => decompress(compression, readChunks(path, signal, told), sink, signal),
            take,
            progress,
            signal,
          );
        }
      } catch (error) {
        if (!(error instanceof DamagedStream)) {
          await level.destroy();
          if (taker instanceof Unpacked) await taker.destroy();
          throw error;
        }
        cut = error.message;
      }
      await taker.end(cut);
      seen = archivesSeen(budget);
    },
    hash: (into, signal, progress) => hashFile(path, into, signal, progress),
  };
}

/** A zip archive. */
export function zipReader({
  path,
  bytes,
  name,
  limits,
}: Omit<BundleFile, 'kind' | 'compression'>): BundleReader {
  let seen = '';
  return {
    get kind() {
      return `zip${seen}`;
    },
    bytes,
    async read(visitor, signal, progress) {
      const budget = new UnpackBudget(limits, bytes);
      const level = new Level({ visitor, budget, signal }, '', 0);
      const file = seekableFile(path);
      let told = 0;
      const tell = (length: number): void => {
        const more = Math.min(length, bytes - told);
        told += more;
        progress(more);
      };
      try {
        await readZip(file, name, level, signal, tell);
      } catch (error) {
        if (!(error instanceof DamagedStream)) {
          await level.destroy();
          throw error;
        }
        visitor.problem(
          'data-loss',
          'archive-cut',
          `The zip archive cannot be read to its end: ${error.message}. ${budget.members} members before that were read. What is left of it: zip -FF ${name} --out repaired.zip`,
        );
      } finally {
        file.close();
      }
      progress(bytes - told);
      seen = archivesSeen(budget);
    },
    hash: (into, signal, progress) => hashFile(path, into, signal, progress),
  };
}

/** ` of 3 archives`, for a bundle that is above all a box for others. */
export function archivesSeen({ archives, nested, members }: UnpackBudget): string {
  if (archives === 0 || nested < members - nested) return '';
  return archives === 1 ? ' of 1 archive' : ` of ${archives} archives`;
}

async function hashFile(
  path: string,
  into: { update(data: Uint8Array): unknown },
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<void> {
  for await (const chunk of readChunks(path, signal, progress)) into.update(chunk);
}

/** One text as a bundle: its only member. */
class WholeFile {
  readonly #visitor: MemberVisitor;
  readonly #sink: MemberSink | null;

  constructor(visitor: MemberVisitor, name: string, bytes: number) {
    this.#visitor = visitor;
    this.#sink = visitor.file(name, bytes);
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += chunkBytes)
      this.#sink?.chunk(bytes.subarray(at, at + chunkBytes));
  }

  end(cut: string | null): void {
    this.#sink?.end(cut);
    if (cut !== null) {
      this.#visitor.problem('data-loss', 'archive-cut', `The file cannot be read to its end: ${cut}.`);
    }
  }
}
