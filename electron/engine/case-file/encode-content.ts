// Raw text on its way into the case, in chunks of about 128 KiB, each compressed by itself, so that any
// range of lines is read without inflating the rest: needs no database, so any thread can do it.
import { createHash } from 'node:crypto';
import { packText } from './columns/packed-bytes.ts';
import type { EncodedChunk, EncodedEnd } from './import-writer.ts';
import { textSignature } from './text-signature.ts';

/** Characters of text in a chunk before it is closed. */
const chunkSize = 131_072;

/** Where a chunk's bytes are until they are packed: one place for all encoders of a thread, as none stops in the middle of that. */
const scratch = Buffer.allocUnsafeSlow(4 * chunkSize);

/** The text in UTF-8, valid until it is asked for another one. */
function utf8(text: string): Buffer {
  // No character of UTF-16 takes more than three bytes.
  return text.length * 3 > scratch.length ? Buffer.from(text) : scratch.subarray(0, scratch.write(text));
}

/** Takes the lines of one file, without their line ends; hands on chunks as they fill. */
export class ContentEncoder {
  readonly #take: (chunk: EncodedChunk) => void;
  readonly #hash = createHash('sha256');
  #text: string[] = [];
  #size = 0;
  #lines = 0;
  #bytes = 0;

  constructor(take: (chunk: EncodedChunk) => void) {
    this.#take = take;
  }

  line(text: string): void {
    this.#text.push(text);
    this.#size += text.length + 1;
    this.#lines++;
    if (this.#size >= chunkSize) this.#close();
  }

  /** Hands on the last chunk and tells what the whole is. */
  end(): EncodedEnd {
    this.#close();
    return { hash: new Uint8Array(this.#hash.digest()), bytes: this.#bytes, lines: this.#lines };
  }

  #close(): void {
    if (this.#text.length === 0) return;
    const lines = this.#text.length;
    // Joined with its last line feed: adding one would copy the whole text once more.
    this.#text.push('');
    const bytes = utf8(this.#text.join('\n'));
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    this.#take({
      firstLine: this.#lines - lines + 1,
      lines,
      data: packText(bytes),
      filter: textSignature(bytes),
    });
    this.#text = [];
    this.#size = 0;
  }
}
