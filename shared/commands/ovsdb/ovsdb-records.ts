// The records of an OVSDB file (ovsdb(5); ovsdb/log.c): a line with the format, the length and the SHA-1 of the
// JSON that follows on the next line.
//
//   OVSDB JSON 166 235cd29231d091ecf04c49452307ba7856ece356
//   {"_date":1795406726998,"_is_diff":true,"Open_vSwitch":{"12f205cc-…":{}},"_comment":"ovs-vsctl …"}
//
// Open vSwitch stops at the first record that is damaged. Here that record is lost, and later ones are read. A
// bundle that was cleaned (`sos clean`) has other lengths or other MACs in its records than were written: then
// lengths and sums say nothing, and what is JSON is read.
import type { Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { isObject } from './database-file-schema.ts';
import { sha1 } from './sha1.ts';

export interface OvsdbRecord {
  readonly json: Readonly<Record<string, unknown>>;
  /** The line of the JSON. */
  readonly line: number;
}

const headerLine = /^OVSDB (JSON|CLUSTER) (\d+) ([0-9a-f]{40})$/;
/** `sos clean` gives MACs this beginning (sos/cleaner/mappings/mac_map.py). */
const cleanedMac = '53:4f:53:';

/** Is this line the header of a record? */
export function isRecordHeader(line: string): boolean {
  return headerLine.test(line);
}

export class OvsdbRecords {
  readonly #sink: Sink;
  readonly #title: string;
  readonly #give: (record: OvsdbRecord) => void;
  readonly #lost: () => void;
  #header: { length: number; sum: string; line: number } | null = null;
  /** A line after the header that is no JSON. */
  #damaged: { text: string; line: number } | null = null;
  #cleaned = false;
  /** From the first record whose sum is wrong on: a length that does not fit may still show that all was cleaned. */
  #held: { record: OvsdbRecord; sound: boolean }[] = [];
  readonly #encoder = new TextEncoder();

  /** `lost` is called where a record is missing, before the records after it are given. */
  constructor(sink: Sink, title: string, give: (record: OvsdbRecord) => void, lost: () => void) {
    this.#sink = sink;
    this.#title = title;
    this.#give = give;
    this.#lost = lost;
  }

  line(line: string, number: number): void {
    if (line.trim() === '') return;
    const header = headerLine.exec(line.trim());
    if (header !== null) {
      this.#closeHeader(false);
      this.#header = { length: Number(header[2]), sum: header[3] ?? '', line: number };
      return;
    }
    const json = parsed(line);
    this.#closeDamaged();
    if (json !== null) {
      this.#check(json, line, number);
      this.#header = null;
    } else if (this.#header !== null) {
      // Garbage between header and record, or what is left of the record: the next line tells.
      this.#damaged = { text: line, line: number };
    } else {
      unexpectedLine(this.#sink, this.#title, line, number);
    }
  }

  end(): void {
    this.#closeHeader(true);
    this.#release();
  }

  #check(json: OvsdbRecord['json'], line: string, number: number): void {
    const record = { json, line: number };
    const header = this.#header;
    if (header === null) {
      this.#sink.problem(
        'warning',
        number,
        'record-header',
        'The line before this record, with its length and sum, is not there. The record is read.',
      );
    } else if (!this.#cleaned) {
      const bytes = this.#encoder.encode(`${line}\n`);
      const sound = bytes.length === header.length && sha1(bytes) === header.sum;
      const cleaned = bytes.length !== header.length || (!sound && line.includes(cleanedMac));
      if (cleaned) this.#foundCleaned(header.line);
      else if (!sound || this.#held.length > 0) {
        this.#held.push({ record, sound });
        return;
      }
    }
    this.#give(record);
  }

  #foundCleaned(line: number): void {
    this.#cleaned = true;
    this.#sink.problem(
      'warning',
      line,
      'record-length',
      'This record was changed after Open vSwitch wrote it, as cleaning a bundle does: its length or sum is another. From here on records are read without those.',
    );
    this.#release();
  }

  /** What was held back: in a cleaned file all of it is given, otherwise the records with a wrong sum are lost. */
  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const { record, sound } of held) {
      if (sound || this.#cleaned) this.#give(record);
      else {
        this.#lost();
        const message = 'This record is not what Open vSwitch wrote: its SHA-1 is another. It is left out.';
        this.#sink.problem('data-loss', record.line, 'record-checksum', message);
      }
    }
  }

  #closeDamaged(): void {
    if (this.#damaged === null) return;
    unexpectedLine(this.#sink, this.#title, this.#damaged.text, this.#damaged.line);
    this.#damaged = null;
  }

  /** The record of the header did not come, or only a part of it. */
  #closeHeader(atEnd: boolean): void {
    if (this.#header === null) return;
    this.#release();
    this.#lost();
    const line = this.#damaged?.line ?? this.#header.line;
    const message =
      this.#damaged === null
        ? 'The record that this line announces is not there.'
        : 'This record is cut or damaged. It is left out; later ones are read.';
    this.#sink.problem(atEnd ? 'data-loss' : 'error', line, 'unexpected-line', message);
    this.#damaged = null;
    this.#header = null;
  }
}

function parsed(line: string): OvsdbRecord['json'] | null {
  try {
    const json: unknown = JSON.parse(line);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}
