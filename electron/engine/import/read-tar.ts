// Tar archives as streams: ustar, GNU and pax, several one after another (a must-gather's halves, where
// the end-of-archive blocks of the first are followed by more), and those that stop in the middle.
import { extract, type Header } from 'tar-stream';
import type { MemberSink, MemberVisitor } from './members.ts';
import { showablePath } from './members.ts';

/** Reads a tar from the bytes it is given. */
export class TarReader {
  readonly #extract = extract();
  readonly #visitor: MemberVisitor;
  #failure: unknown = null;
  #damage: string | null = null;
  #closed = false;
  #open: MemberSink | null = null;
  #members = 0;
  #unsafe = 0;

  constructor(visitor: MemberVisitor) {
    this.#visitor = visitor;
    this.#extract.on('entry', (header, stream, next) => {
      this.#members++;
      const sink = this.#guarded(() => this.#member(header));
      this.#open = sink ?? null;
      stream.on('data', (bytes) => this.#guarded(() => sink?.chunk(bytes as Uint8Array)));
      stream.on('end', () => {
        this.#open = null;
        this.#guarded(() => sink?.end(null));
        next();
      });
      // A stream that fails is told by the archive's own error.
      stream.on('error', () => undefined);
      if (sink === null || sink === undefined) stream.resume();
    });
    this.#extract.on('error', (error: Error) => (this.#damage ??= error.message));
    this.#extract.on('close', () => (this.#closed = true));
  }

  /** Takes the next bytes of the archive; throws what the visitor threw. Bytes after damage are ignored. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) return;
    // The extractor keeps parts of what it is given until their member's turn.
    const more = this.#extract.write(Buffer.from(bytes));
    if (!more) await this.#next('drain');
    if (this.#failure !== null) throw this.#failure;
  }

  /** True when nothing further can be read: the archive's structure is lost. */
  get lost(): boolean {
    return this.#damage !== null;
  }

  /** Ends the archive. `cut` says why its bytes ended, when not by themselves. */
  async end(cut: string | null): Promise<void> {
    if (!this.#closed) {
      this.#extract.end(null);
      await this.#next('close');
    }
    if (this.#failure !== null) throw this.#failure;
    const why = cut ?? this.#damage;
    const last = this.#open;
    this.#open = null;
    if (why !== null) {
      last?.end(why);
      this.#visitor.problem(
        'data-loss',
        'archive-cut',
        `The archive cannot be read to its end: ${why}. ${this.#members} members before that were read.`,
      );
    }
    if (this.#unsafe > 1) {
      this.#visitor.problem('warning', 'unsafe-name', `${this.#unsafe} members have such names.`);
    }
  }

  /** Stops in the middle. */
  destroy(): void {
    this.#open = null;
    this.#extract.on('error', () => undefined);
    this.#extract.destroy(null);
  }

  #next(event: 'drain' | 'close'): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#extract.off(event, done);
        this.#extract.off('close', done);
        resolve();
      };
      this.#extract.on(event, done);
      if (event !== 'close') this.#extract.on('close', done);
    });
  }

  /** What the visitor throws must reach the caller, not the extractor. */
  #guarded<T>(work: () => T): T | undefined {
    if (this.#failure !== null) return undefined;
    try {
      return work();
    } catch (error) {
      this.#failure = error;
      return undefined;
    }
  }

  #member(header: Header): MemberSink | null {
    const { path: shown, unsafe } = showablePath(header.name);
    const path = shown === '' ? '(unnamed)' : shown;
    if (unsafe && this.#unsafe++ === 0) {
      this.#visitor.problem(
        'warning',
        'unsafe-name',
        `A member's name leads out of the archive: ${showablePath(header.name.replaceAll('/', '⁄')).path}. It is listed as ${path}; nothing is written to disk.`,
      );
    }
    switch (header.type) {
      case 'file':
      case 'contiguous-file':
        return this.#visitor.file(path, header.size);
      case 'symlink':
      case 'link':
        this.#visitor.link(path, header.linkname, header.type === 'link' ? 'hard' : 'symbolic');
        return null;
      case 'directory':
        this.#visitor.folder(path);
        return null;
      default: {
        // The extractor gives null for type letters that it does not know.
        const type: string | null = header.type;
        this.#visitor.special(path, type ?? 'member of an unknown type');
        return null;
      }
    }
  }
}
