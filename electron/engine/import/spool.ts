// A zip archive inside another archive: its directory is at its end, so it is kept until that is there.
// In memory while it is small, then in a file without a name, which is gone when it is closed.
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DamagedStream } from './damaged-stream.ts';

/** Bytes that can be read at any place. */
export interface Seekable {
  readonly size: number;
  /** Reads into `buffer` and says how much there was. */
  read(buffer: Uint8Array, position: number): number;
  close(): void;
}

/** A file of this machine, by a path that the user gave. */
export function seekableFile(path: string): Seekable {
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    read: (buffer, position) => readSync(file, buffer, 0, buffer.length, position),
    close: () => closeSync(file),
  };
}

export interface SpoolLimits {
  /** Bytes that stay in memory. */
  readonly memory: number;
  /** Bytes that are kept at all. */
  readonly total: number;
}

export const spoolLimits: SpoolLimits = { memory: 16 * 1024 * 1024, total: 8 * 1024 * 1024 * 1024 };

/** Takes bytes and gives them back from any place. */
export class Spool implements Seekable {
  readonly #limits: SpoolLimits;
  #parts: Uint8Array[] = [];
  #memory: Buffer | null = null;
  #file: number | null = null;
  #folder: string | null = null;
  size = 0;

  constructor(limits: SpoolLimits) {
    this.#limits = limits;
  }

  /** Throws DamagedStream where there is no room for the bytes. */
  write(bytes: Uint8Array): void {
    this.size += bytes.length;
    if (this.size > this.#limits.total) {
      throw new DamagedStream('it is too large to be read inside another archive');
    }
    if (this.#file === null && this.size <= this.#limits.memory) {
      this.#parts.push(Uint8Array.from(bytes));
      return;
    }
    try {
      if (this.#file === null) {
        this.#file = this.#anonymousFile();
        for (const part of this.#parts) writeAll(this.#file, part);
        this.#parts = [];
      }
      writeAll(this.#file, bytes);
    } catch (error) {
      throw new DamagedStream(
        `it cannot be kept (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      );
    }
  }

  read(buffer: Uint8Array, position: number): number {
    if (this.#file !== null) return readSync(this.#file, buffer, 0, buffer.length, position);
    this.#memory ??= Buffer.concat(this.#parts.splice(0));
    const part = this.#memory.subarray(position, position + buffer.length);
    buffer.set(part);
    return part.length;
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
    this.#file = null;
    this.#folder = null;
    this.#parts = [];
    this.#memory = null;
  }

  /** Open, readable by this user only, and without a name before anything is written to it. */
  #anonymousFile(): number {
    const folder = mkdtempSync(join(tmpdir(), 'coldtrace-'));
    try {
      return openSync(join(folder, 'spool'), 'wx+', 0o600);
    } finally {
      try {
        rmSync(folder, { recursive: true, force: true });
      } catch {
        // Where an open file keeps its name (Windows), it goes when it is closed.
        this.#folder = folder;
      }
    }
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
}
