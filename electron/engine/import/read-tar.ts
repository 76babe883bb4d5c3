// Tar archives as streams: v7, ustar, GNU and pax, several one after another (a must-gather's halves,
// where the end-of-archive blocks of the first are followed by more), those that stop in the middle, and
// those with damage inside: reading goes on at the next block that is a header.
//
// Written here because a damaged archive is the normal one: a library that ends at the first bad header
// costs all that follows it.
import { Buffer } from 'node:buffer';
import { showablePath, type ArchiveSink, type ArchiveVisitor } from './members.ts';
import { readPaxRecords, readTarHeader, tarBlock, type TarHeader } from './tar-header.ts';

/** Names and pax headers longer than this are not read: no path is so long (PATH_MAX is 4096). */
const longestText = 1024 * 1024;

/** Reads a tar from the bytes it is given. */
export class TarReader {
  readonly #visitor: ArchiveVisitor;
  readonly #block = Buffer.alloc(tarBlock);
  #filled = 0;
  /** Bytes of data still to come, and of padding after them. */
  #left = 0;
  #padding = 0;
  #sink: ArchiveSink | null = null;
  #inMember = false;
  /** A name or pax header that is being gathered, by its type. */
  #text: { readonly type: string; readonly parts: Buffer[] } | null = null;
  #next: { name?: string; link?: string; pax?: ReadonlyMap<string, string> } = {};
  #always: ReadonlyMap<string, string> = new Map();
  #sparse: TarHeader | null = null;
  #bytes = 0;
  #lostFrom: number | null = null;
  #members = 0;
  #unsafe = 0;
  /** The last block was one of those that end an archive. */
  #ended = false;

  constructor(visitor: ArchiveVisitor) {
    this.#visitor = visitor;
  }

  /** Takes the next bytes of the archive; throws what the visitor threw. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const room = bytes.length - at;
      if (this.#left > 0) {
        const length = Math.min(this.#left, room);
        const part = bytes.subarray(at, at + length);
        this.#left -= length;
        at += length;
        this.#bytes += length;
        if (this.#text !== null) this.#text.parts.push(Buffer.from(part));
        else if (this.#sink !== null) {
          const taken = this.#sink.chunk(part);
          if (taken !== undefined) await taken;
        }
        if (this.#left === 0) {
          const ended = this.#endData();
          if (ended !== undefined) await ended;
        }
      } else if (this.#padding > 0) {
        const length = Math.min(this.#padding, room);
        this.#padding -= length;
        at += length;
        this.#bytes += length;
      } else {
        const length = Math.min(tarBlock - this.#filled, room);
        this.#block.set(bytes.subarray(at, at + length), this.#filled);
        this.#filled += length;
        at += length;
        this.#bytes += length;
        if (this.#filled === tarBlock) {
          this.#filled = 0;
          const ended = this.#takeBlock();
          if (ended !== undefined) await ended;
        }
      }
    }
  }

  /** Ends the archive. `cut` says why its bytes ended, when not by themselves. */
  async end(cut: string | null): Promise<void> {
    const inside =
      this.#left > 0 || (this.#filled > 0 && this.#block.subarray(0, this.#filled).some(Boolean));
    const why =
      cut ??
      (this.#lostFrom !== null
        ? `what is at byte ${this.#lostFrom} and after it is no member`
        : inside
          ? 'it ends in the middle of a member'
          : null);
    if (this.#inMember) {
      this.#inMember = false;
      await this.#sink?.end(why);
    }
    if (why !== null) {
      this.#visitor.problem(
        'data-loss',
        'archive-cut',
        `The archive cannot be read to its end: ${why}. ${this.#members} members before that were read.`,
      );
    } else if (!this.#ended && this.#members > 0) {
      this.#visitor.problem(
        'warning',
        'archive-end-missing',
        `The archive has no mark of its end after ${this.#members} members: it may have been cut there, and more members lost.`,
      );
    }
    if (this.#unsafe > 1) {
      this.#visitor.problem('warning', 'unsafe-name', `${this.#unsafe} members have such names.`);
    }
  }

  #takeBlock(): void | Promise<void> {
    const block = this.#block;
    if (this.#sparse !== null) {
      const header = this.#sparse;
      // A map's further block says at 504 whether one more comes.
      if (block[504] !== 0) return;
      this.#sparse = null;
      return this.#begin(header);
    }
    // End-of-archive blocks: another archive may follow.
    this.#ended = block[0] === 0 && block.every((byte) => byte === 0);
    if (this.#ended) return;
    const header = readTarHeader(block);
    if (header === null) {
      this.#lostFrom ??= this.#bytes - tarBlock;
      return;
    }
    if (this.#lostFrom !== null) {
      const lost = this.#bytes - tarBlock - this.#lostFrom;
      this.#lostFrom = null;
      this.#visitor.problem(
        'data-loss',
        'archive-damaged',
        `${lost} bytes of the archive are damaged after ${this.#members} members: what they held is lost, reading went on after them.`,
      );
    }
    if (header.sparseMapGoesOn) {
      this.#sparse = header;
      return;
    }
    return this.#begin(header);
  }

  #begin(header: TarHeader): void | Promise<void> {
    const { type } = header;
    const isText = type === 'L' || type === 'K' || type === 'x' || type === 'g' || type === 'X';
    if (isText) {
      this.#hold(header.size);
      if (header.size > longestText) {
        this.#lostName();
      } else this.#text = { type, parts: [] };
      return this.#left === 0 ? this.#endData() : undefined;
    }
    const next = this.#next;
    this.#next = {};
    const said = (key: string): string | undefined => next.pax?.get(key) ?? this.#always.get(key);
    const size = /^\d{1,15}$/.exec(said('size') ?? '')?.[0];
    // Links, folders and devices have no data, whatever their size says (GNU tar, list.c).
    this.#hold('123456'.includes(type) ? 0 : size === undefined ? header.size : Number(size));
    this.#members++;
    const name = said('GNU.sparse.name') ?? said('path') ?? next.name ?? header.name;
    const sparse =
      type === 'S' || said('GNU.sparse.major') !== undefined || said('GNU.sparse.map') !== undefined;
    // Old tars have no type for folders, only the slash at the end of the name.
    const isFolder = type === '0' && name.endsWith('/');
    this.#sink = this.#member(
      sparse ? 'S' : isFolder ? '5' : type,
      name,
      said('linkpath') ?? next.link ?? header.link,
    );
    this.#inMember = true;
    return this.#left === 0 ? this.#endData() : undefined;
  }

  #hold(size: number): void {
    this.#left = size;
    this.#padding = (tarBlock - (size % tarBlock)) % tarBlock;
  }

  #lostName(): void {
    this.#visitor.problem(
      'warning',
      'name-too-long',
      'A member has a name of more than a megabyte, which was not read.',
    );
  }

  #endData(): void | Promise<void> {
    if (this.#text !== null) {
      const { type, parts } = this.#text;
      this.#text = null;
      const bytes = Buffer.concat(parts);
      if (type === 'g') this.#always = new Map([...this.#always, ...readPaxRecords(bytes)]);
      else if (type === 'x' || type === 'X') this.#next.pax = readPaxRecords(bytes);
      else {
        const end = bytes.indexOf(0);
        this.#next[type === 'L' ? 'name' : 'link'] = bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
      }
      return;
    }
    if (!this.#inMember) return;
    this.#inMember = false;
    const sink = this.#sink;
    this.#sink = null;
    return sink?.end(null);
  }

  #member(type: string, name: string, link: string): ArchiveSink | null {
    const { path: shown, unsafe } = showablePath(name);
    const path = shown === '' ? '(unnamed)' : shown;
    if (unsafe && this.#unsafe++ === 0) {
      this.#visitor.problem(
        'warning',
        'unsafe-name',
        `A member's name leads out of the archive: ${showablePath(name.replaceAll('/', '⁄')).path}. It is listed as ${path}; nothing is written to disk.`,
      );
    }
    switch (type) {
      case '0':
      case '7':
        return this.#visitor.file(path, this.#left);
      case '1':
      case '2':
        this.#visitor.link(path, link, type === '1' ? 'hard' : 'symbolic');
        return null;
      case '5':
        this.#visitor.folder(path);
        return null;
      default:
        this.#visitor.special(path, specialTypes[type] ?? 'member of an unknown type');
        return null;
    }
  }
}

const specialTypes: Readonly<Record<string, string>> = {
  '3': 'character-device',
  '4': 'block-device',
  '6': 'fifo',
  D: 'list of a folder',
  M: 'rest of a file of another volume',
  S: 'sparse file',
  V: 'name of the volume',
};
