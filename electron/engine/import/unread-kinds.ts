// What is recognised and not read: what it is called, and the command that makes of it what can be read.
import type { FileKind } from './magic.ts';

export interface UnreadKind {
  /** `a 7z archive`, to go behind `is`. */
  readonly what: string;
  readonly isEncrypted: boolean;
  /** The command for a file of that name. */
  readonly command: (name: string) => string;
}

const without = (name: string, ending: RegExp): string => {
  const shorter = name.replace(ending, '');
  return shorter === name || shorter === '' ? `${name}.decrypted` : shorter;
};

const kinds: Readonly<Partial<Record<FileKind, UnreadKind>>> = {
  '7z': {
    what: 'a 7z archive, perhaps an encrypted one',
    isEncrypted: false,
    command: (name) => `7z x ${word(name)}`,
  },
  rar: { what: 'a rar archive', isEncrypted: false, command: (name) => `unrar x ${word(name)}` },
  lz4: { what: 'compressed with lz4', isEncrypted: false, command: (name) => `unlz4 ${word(name)}` },
  lzma: { what: 'compressed with lzma', isEncrypted: false, command: (name) => `unlzma ${word(name)}` },
  lzip: { what: 'compressed with lzip', isEncrypted: false, command: (name) => `lzip -d ${word(name)}` },
  compress: {
    what: 'compressed with compress (.Z)',
    isEncrypted: false,
    command: (name) => `uncompress ${word(name)}`,
  },
  gpg: {
    what: 'encrypted with GPG',
    isEncrypted: true,
    command: (name) => `gpg --output ${word(without(name, /\.(gpg|pgp|asc)$/i))} --decrypt ${word(name)}`,
  },
  age: {
    what: 'encrypted with age',
    isEncrypted: true,
    command: (name) =>
      `age --decrypt --identity KEY --output ${word(without(name, /\.age$/i))} ${word(name)}`,
  },
  openssl: {
    what: 'encrypted with OpenSSL',
    isEncrypted: true,
    command: (name) =>
      `openssl enc -d -aes-256-cbc -pbkdf2 -in ${word(name)} -out ${word(without(name, /\.(enc|aes|aes256|ssl|des3)$/i))} (with the cipher and options it was encrypted with)`,
  },
};

/** Of an encrypted zip, which only its members tell. */
export const encryptedZip: UnreadKind = {
  what: 'an encrypted zip archive',
  isEncrypted: true,
  command: (name) => `7z x ${word(name)}`,
};

/** What of a kind is to be said; null for what is read, or is nothing known. */
export function unreadKind(kind: FileKind): UnreadKind | null {
  return kinds[kind] ?? null;
}

const unpackers: Readonly<Partial<Record<FileKind, readonly [what: string, how: string]>>> = {
  tar: ['a tar archive', 'tar xf'],
  zip: ['a zip archive', 'unzip'],
  gzip: ['compressed with gzip', 'gunzip'],
  xz: ['compressed with xz', 'unxz'],
  zstd: ['compressed with zstd', 'unzstd'],
  bzip2: ['compressed with bzip2', 'bunzip2'],
};

/** What an archive of this kind is and how to unpack it; null for what is none. */
export function unpackHint(kind: FileKind): readonly [what: string, how: string] | null {
  const unread = kinds[kind];
  return unpackers[kind] ?? (unread === undefined ? null : [unread.what, unread.command('FILE')]);
}

/** A name as a shell takes it. */
export function word(name: string): string {
  return /^[\w@%+=:,./-]+$/.test(name) && !name.startsWith('-') ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
