// Looks into each member of a bundle: what is an archive or compressed is read in its place, as often as
// that takes, and everything else is handed on. Members of an archive inside are below its own path,
//
//   sosreport-compute1.tar.xz/sosreport-compute1/sos_commands/…     must-gather/network_logs/db.tar.gz/…
//
// a file that is only compressed keeps its name and gives its text. An archive that is damaged, encrypted,
// nested too deeply or of an unread format costs itself: it is listed with its problem.
import { Buffer } from 'node:buffer';
import { damageOf, isCompression, PushedDecompression, type Compression } from './decompress.ts';
import { magicBytes, signedKind, type FileKind } from './magic.ts';
import type { ArchiveSink, MemberSink, MemberVisitor, UnreadArchive } from './members.ts';
import { TarReader } from './read-tar.ts';
import { readZip, type ZipVisitor } from './read-zip.ts';
import { Spool, spoolLimits } from './spool.ts';
import { isLookedInto, type UnpackBudget } from './unpack-limits.ts';
import { unreadKind } from './unread-kinds.ts';

/** What all members of one reading share. */
export interface Unpacking {
  readonly visitor: MemberVisitor;
  readonly budget: UnpackBudget;
  readonly signal: AbortSignal;
}

/** The members of one archive or folder, on their way to the visitor. */
export class Level implements ZipVisitor {
  readonly #unpacking: Unpacking;
  readonly #prefix: string;
  readonly #depth: number;
  /** The member that is being read, to let go of it when reading ends in the middle. */
  #open: Content | null = null;

  /** `prefix`: the archive's path in the bundle, empty for the bundle itself. */
  constructor(unpacking: Unpacking, prefix: string, depth: number) {
    this.#unpacking = unpacking;
    this.#prefix = prefix;
    this.#depth = depth;
  }

  file(path: string, size: number): ArchiveSink | null {
    const { budget } = this.#unpacking;
    budget.member(this.#depth > 0);
    if (budget.stopped !== null) return null;
    return (this.#open = new Content(this.#unpacking, this.#path(path), size, this.#depth));
  }

  link(path: string, target: string, kind: 'symbolic' | 'hard'): void {
    const { visitor } = this.#unpacking;
    visitor.link(this.#path(path), kind === 'hard' ? this.#path(target) : target, kind);
  }

  folder(path: string): void {
    this.#unpacking.visitor.folder(this.#path(path));
  }

  special(path: string, what: string): void {
    this.#unpacking.visitor.special(this.#path(path), what);
  }

  problem(severity: 'warning' | 'error' | 'data-loss', code: string, message: string): void {
    const { visitor } = this.#unpacking;
    if (this.#prefix === '') visitor.problem(severity, code, message);
    else if (code === 'archive-cut') visitor.unread(this.#prefix, null, { severity, code, message });
    else visitor.problem(severity, code, `${this.#prefix}: ${message}`);
  }

  unread(path: string, size: number, problem: UnreadArchive): void {
    this.#unpacking.budget.member(this.#depth > 0);
    this.#unpacking.visitor.unread(this.#path(path), size, problem);
  }

  async destroy(): Promise<void> {
    await this.#open?.destroy();
  }

  #path(path: string): string {
    return this.#prefix === '' ? path : `${this.#prefix}/${path}`;
  }
}

/** What comes out of a bundle that is one compressed file: a text, or an archive that may be compressed again. */
export class Unpacked {
  readonly #unpacking: Unpacking;
  readonly #content: Content;

  constructor(unpacking: Unpacking, name: string) {
    this.#unpacking = unpacking;
    this.#content = new Content(unpacking, name, null, 0, '');
  }

  write(bytes: Uint8Array): void | Promise<void> {
    return this.#content.chunk(bytes);
  }

  async end(cut: string | null): Promise<void> {
    await this.#content.end(cut);
    if (cut === null) return;
    const { visitor } = this.#unpacking;
    visitor.problem('data-loss', 'archive-cut', `The file cannot be unpacked to its end: ${cut}.`);
  }

  destroy(): Promise<void> {
    return this.#content.destroy();
  }
}

/** What reads a member once its first bytes were seen. */
interface Reading {
  chunk(bytes: Uint8Array): void | Promise<void>;
  end(cut: string | null): void | Promise<void>;
  destroy(): Promise<void>;
}

/** One member's bytes, or what a compressed one unpacks to. */
class Content implements ArchiveSink {
  readonly #unpacking: Unpacking;
  readonly #path: string;
  /** Null for what was unpacked. */
  readonly #size: number | null;
  readonly #depth: number;
  /** What members of an archive in here are below: its path, but nothing for the bundle itself. */
  readonly #prefix: string;
  #head: Uint8Array | null = new Uint8Array(0);
  #reading: Reading | null = null;
  #plain: MemberSink | null = null;

  constructor(unpacking: Unpacking, path: string, size: number | null, depth: number, prefix = path) {
    this.#unpacking = unpacking;
    this.#path = path;
    this.#size = size;
    this.#depth = depth;
    this.#prefix = prefix;
  }

  chunk(bytes: Uint8Array): void | Promise<void> {
    if (this.#head === null) {
      if (this.#reading !== null) return this.#reading.chunk(bytes);
      this.#plain?.chunk(bytes);
      return;
    }
    // Most members are small and come whole: they need no copy.
    const head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    if (head.length >= magicBytes || head.length === this.#size) return this.#begin(head);
    this.#head = Uint8Array.from(head);
  }

  end(cut: string | null): void | Promise<void> {
    if (this.#head !== null) {
      const begun = this.#begin(this.#head);
      if (begun !== undefined) return begun.then(() => this.#end(cut));
    }
    return this.#end(cut);
  }

  #end(cut: string | null): void | Promise<void> {
    if (this.#reading !== null) return this.#reading.end(cut);
    this.#plain?.end(cut);
  }

  /** True once it is known to be no archive, and that nobody takes it. */
  get isUnwanted(): boolean {
    return this.#head === null && this.#reading === null && this.#plain === null;
  }

  async destroy(): Promise<void> {
    await this.#reading?.destroy();
  }

  #begin(head: Uint8Array): void | Promise<void> {
    this.#head = null;
    const kind = signedKind(head.subarray(0, magicBytes));
    this.#reading = kind === null ? null : this.#readingOf(kind);
    if (this.#reading !== null) return this.#reading.chunk(head);
    this.#plain = this.#unpacking.visitor.file(this.#path, this.#size);
    if (head.length > 0) this.#plain?.chunk(head);
  }

  /** Null for what is no archive, or none that is looked into. */
  #readingOf(kind: FileKind): Reading | null {
    const unread = unreadKind(kind);
    const isArchive = kind === 'tar' || kind === 'zip' || isCompression(kind);
    if ((unread === null && !isArchive) || !isLookedInto(this.#path)) return null;
    const name = this.#path.slice(this.#path.lastIndexOf('/') + 1);
    if (unread !== null) {
      return this.#refused({
        severity: 'error',
        code: unread.isEncrypted ? 'encrypted-member' : 'archive-unread',
        message: `It is ${unread.what}: ${unread.command(name)}, and import what comes out`,
      });
    }
    // What was compressed is one level with the archive in it.
    const isTarball = this.#size === null && !isCompression(kind);
    const depth = isTarball ? this.#depth : this.#depth + 1;
    if (depth > this.#unpacking.budget.limits.depth) {
      return this.#refused({
        severity: 'data-loss',
        code: 'nested-too-deep',
        message: `It is an archive inside ${this.#depth} others and was not looked into; unpack it and import it by itself`,
      });
    }
    if (isCompression(kind)) return new Compressed(this.#unpacking, this.#path, depth, this.#prefix, kind);
    if (this.#prefix !== '') this.#unpacking.budget.archives++;
    const level = new Level(this.#unpacking, this.#prefix, depth);
    return kind === 'tar' ? new Tar(level) : new Zip(this.#unpacking, this.#path, level);
  }

  #refused(problem: UnreadArchive): Reading {
    let size = 0;
    return {
      chunk: (bytes) => void (size += bytes.length),
      end: () => this.#unpacking.visitor.unread(this.#path, this.#size ?? size, problem),
      destroy: () => Promise.resolve(),
    };
  }
}

class Tar implements Reading {
  readonly #level: Level;
  readonly #tar: TarReader;

  constructor(level: Level) {
    this.#level = level;
    this.#tar = new TarReader(level);
  }
  chunk(bytes: Uint8Array): Promise<void> {
    return this.#tar.write(bytes);
  }
  end(cut: string | null): Promise<void> {
    return this.#tar.end(cut);
  }
  destroy(): Promise<void> {
    return this.#level.destroy();
  }
}

/** A zip has its directory at the end: it is read when all of it is there. */
class Zip implements Reading {
  readonly #unpacking: Unpacking;
  readonly #path: string;
  readonly #level: Level;
  readonly #spool = new Spool(spoolLimits);
  #damage: string | null = null;

  constructor(unpacking: Unpacking, path: string, level: Level) {
    this.#unpacking = unpacking;
    this.#path = path;
    this.#level = level;
  }

  chunk(bytes: Uint8Array): void {
    if (this.#damage !== null) return;
    try {
      this.#spool.write(bytes);
    } catch (error) {
      this.#damage = damageOf(error);
    }
  }

  async end(cut: string | null): Promise<void> {
    const { signal, visitor } = this.#unpacking;
    const name = this.#path.slice(this.#path.lastIndexOf('/') + 1);
    try {
      if (this.#damage === null) await readZip(this.#spool, name, this.#level, signal, () => undefined);
    } catch (error) {
      this.#damage = damageOf(error);
    } finally {
      this.#spool.close();
    }
    const why = cut ?? this.#damage;
    if (why === null) return;
    visitor.unread(this.#path, this.#spool.size, {
      severity: 'data-loss',
      code: 'archive-cut',
      message: `The zip archive cannot be read to its end: ${why}`,
    });
  }

  async destroy(): Promise<void> {
    this.#spool.close();
    await this.#level.destroy();
  }
}

/** A compressed member: what it unpacks to is looked into again. */
class Compressed implements Reading {
  readonly #unpacking: Unpacking;
  readonly #content: Content;
  readonly #decompression: PushedDecompression;
  #damage: string | null = null;

  constructor(unpacking: Unpacking, path: string, depth: number, prefix: string, kind: Compression) {
    this.#unpacking = unpacking;
    this.#content = new Content(unpacking, path, null, depth, prefix);
    const take = (bytes: Uint8Array): void | Promise<void> => {
      unpacking.budget.unpacked(bytes.length);
      return unpacking.budget.stopped === null ? this.#content.chunk(bytes) : undefined;
    };
    this.#decompression = new PushedDecompression(kind, take, unpacking.signal);
  }

  async chunk(bytes: Uint8Array): Promise<void> {
    if (this.#damage !== null || this.#unpacking.budget.stopped !== null || this.#content.isUnwanted) return;
    await this.#decompression.write(bytes).catch((error: unknown) => (this.#damage = damageOf(error)));
  }

  async end(cut: string | null): Promise<void> {
    if (this.#content.isUnwanted) return this.#decompression.destroy();
    if (this.#damage === null) {
      await this.#decompression.end().catch((error: unknown) => (this.#damage = damageOf(error)));
    }
    // Whatever is in it tells that it is cut: an archive as one, a text as a source.
    await this.#content.end(cut ?? this.#damage ?? this.#unpacking.budget.stopped);
  }

  async destroy(): Promise<void> {
    await this.#content.destroy();
    await this.#decompression.destroy();
  }
}
