// An OVSDB file keeps the length and the SHA-1 of each record on the line before it (ovsdb(5)). When a record's text is
// redacted, both are written anew, so that it is still known which records came whole. Those that did not keep theirs.
import { createHash } from 'node:crypto';

const headerLine = /^OVSDB (JSON|CLUSTER) (\d+) ([0-9a-f]{40})$/;

/** Takes a text's lines and gives them redacted, as many, in order. */
export class RedactedLines {
  readonly #redact: (line: string) => string;
  readonly #take: (line: string) => void;
  #header: string | null = null;

  constructor(redact: (line: string) => string, take: (line: string) => void) {
    this.#redact = redact;
    this.#take = take;
  }

  line(text: string): void {
    const header = this.#header;
    this.#header = null;
    if (header !== null) {
      const record = this.#redact(text);
      this.#take(headerOf(header, text, record));
      this.#take(record);
    } else if (headerLine.test(text)) this.#header = text;
    else this.#take(this.#redact(text));
  }

  end(): void {
    if (this.#header !== null) this.#take(this.#header);
    this.#header = null;
  }
}

function headerOf(header: string, before: string, after: string): string {
  const [, format = '', length, sum] = headerLine.exec(header) ?? [];
  if (Number(length) !== lengthOf(before) || sum !== sumOf(before)) return header;
  return `OVSDB ${format} ${lengthOf(after)} ${sumOf(after)}`;
}

function lengthOf(record: string): number {
  return Buffer.byteLength(record) + 1;
}

function sumOf(record: string): string {
  return createHash('sha1').update(record).update('\n').digest('hex');
}
