// What readers tell of a bundle's members, whatever the bundle is. A reader calls, in the bundle's own
// order (folders: sorted), and everything it calls runs to its end before more is read, so that memory
// stays bounded however large a bundle is.

/** Takes one member's bytes. */
export interface MemberSink {
  /** The bytes are only valid during the call. */
  chunk(bytes: Uint8Array): void;
  /** `cut`: why the bytes stopped before the member's end; null when it is whole. */
  end(cut: string | null): void;
}

export interface MemberVisitor {
  /**
   * A regular file. `path` is safe to show (see `showablePath`), never to open. `size` is null where it is
   * only known at the end, of a file that is compressed by itself. Null: the bytes are not wanted.
   */
  file(path: string, size: number | null): MemberSink | null;
  /**
   * An archive or compressed file inside the bundle that cannot be read, or not to its end: what was read
   * of it came before. `problem` is that member's own.
   */
  unread(path: string, size: number | null, problem: UnreadArchive): void;
  /** A symbolic or hard link; `target` as it is stored. Hard links come with a path from the archive's root. */
  link(path: string, target: string, kind: 'symbolic' | 'hard'): void;
  folder(path: string): void;
  /** A device, pipe or socket: never read. */
  special(path: string, what: string): void;
  /** Something is wrong with the bundle itself. */
  problem(severity: 'warning' | 'error' | 'data-loss', code: string, message: string): void;
}

/** Why an archive inside a bundle was not read, and what to do about it. */
export interface UnreadArchive {
  readonly severity: 'warning' | 'error' | 'data-loss';
  readonly code: string;
  readonly message: string;
}

/** As `MemberSink`, of something between the archive and what takes its members: it may need time. */
export interface ArchiveSink {
  chunk(bytes: Uint8Array): void | Promise<void>;
  end(cut: string | null): void | Promise<void>;
}

/** What the readers of archives tell to: `MemberVisitor`, or what looks into each member before that. */
export interface ArchiveVisitor extends Pick<MemberVisitor, 'link' | 'folder' | 'special' | 'problem'> {
  file(path: string, size: number): ArchiveSink | null;
}

/** A bundle that was opened: reads its members as often as asked, in the same order each time. */
export interface BundleReader {
  /**
   * `folder`, `file`, `tar`, `zip`, and behind a compression `tar.xz`, `file.gz`; once it was read also
   * `tar of 3 archives`.
   */
  readonly kind: string;
  /** Bytes as stored, for progress. */
  readonly bytes: number;
  /** Rejects with the signal's reason when aborted. `progress` gets the bytes as stored that were read since it was last called. */
  read(visitor: MemberVisitor, signal: AbortSignal, progress: (bytes: number) => void): Promise<void>;
  /** Adds what the fingerprint covers to a hash: an archive's bytes, a folder's names and contents. */
  hash(
    into: { update(data: Uint8Array | string): unknown },
    signal: AbortSignal,
    progress: (bytes: number) => void,
  ): Promise<void>;
}

/** What a name may need work for; most have nothing of it. */
const oddName = /^\/|^$|\/\/|\.\/|[./]$|\/\.\.|[\u0000-\u001f\u007f-\u009f]/;

/**
 * A member's name made fit to be shown and listed: no leading `/` or `./`, no `..`, no control
 * characters. `unsafe` is true where the name asked for a place outside the bundle.
 */
export function showablePath(name: string): { readonly path: string; readonly unsafe: boolean } {
  if (name.length <= 4096 && !oddName.test(name)) return { path: name, unsafe: false };
  const parts = name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd').split('/');
  const kept = parts.filter((part) => part !== '' && part !== '.' && part !== '..');
  const unsafe = name.startsWith('/') || parts.includes('..');
  return { path: kept.join('/').slice(0, 4096), unsafe };
}

/**
 * Where a symbolic link at `path` leads, as a path inside the bundle; null when it leads outside or is
 * absolute. Absolute links are of the machine that the bundle was taken from.
 */
export function linkDestination(path: string, target: string, kind: 'symbolic' | 'hard'): string | null {
  if (target.startsWith('/') || target === '') return null;
  const parts = kind === 'hard' ? [] : path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}
