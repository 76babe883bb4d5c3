// A dump as `ovs-ofctl diff-flows` takes it: flows alone, without what it would count as a difference.
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Without headers, cookies, counters and whatever else is between them and the priority. */
export function* stripped(lines: Iterable<string>): Generator<string> {
  for (const line of lines) {
    if (!line.startsWith(' cookie=')) continue;
    yield line
      .replace(/^ cookie=.*?, table=/, 'table=')
      .replace(/n_packets=[^ ]+ n_bytes=[^ ]+ (?:(?:idle|hard)_(?:timeout|age)=[^ ]+ )*/, '');
  }
}

/** Writes lines to a file, about a megabyte at a time. */
export function writeLines(path: string, lines: Iterable<string>): Promise<void> {
  return pipeline(Readable.from(chunks(lines)), createWriteStream(path));
}

function* chunks(lines: Iterable<string>): Generator<string> {
  let text = '';
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 1 << 20) continue;
    yield text;
    text = '';
  }
  yield text;
}
