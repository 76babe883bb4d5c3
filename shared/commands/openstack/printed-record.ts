// One thing as a client printed it, in whichever form: its fields under the labels that were printed.
// The clients, their versions and the APIs label the same field differently; `MAC Address`, `mac_address`,
// `binding:host_id` and `binding_host_id` differ only in signs and case, so these do not count.
import {
  dataBoolean,
  dataNumber,
  dataRecord,
  dataRecords,
  dataText,
  dataTexts,
  type Data,
} from './printed-data.ts';

export interface PrintedRecord {
  readonly fields: readonly { readonly label: string; readonly value: Data }[];
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Where the readers of the forms put what they find. */
export interface RecordEvents {
  /** `collection` is the word in the API's answer under which the thing stood. */
  record(record: PrintedRecord, collection?: string): void;
  unexpected(text: string, number: number): void;
  /** The text is cut after this line, or in it. */
  cut(line: number): void;
}

/** A record's fields by label. Each of the readers takes labels that mean the same; the first that holds something counts. */
export interface Fields {
  /** Null when not printed; '' when printed as none. */
  text(...labels: readonly string[]): string | null;
  /** As `text`, without the blanks that wrapping put into an id. */
  id(...labels: readonly string[]): string | null;
  mac(...labels: readonly string[]): string | null;
  number(...labels: readonly string[]): number | null;
  boolean(...labels: readonly string[]): boolean | null;
  texts(...labels: readonly string[]): readonly string[] | null;
  record(...labels: readonly string[]): Readonly<Record<string, string>> | null;
  records(...labels: readonly string[]): readonly Readonly<Record<string, Data>>[] | null;
  /** The value as it was printed; undefined when it was not. */
  data(...labels: readonly string[]): Data | undefined;
  /** What nobody asked for, under labels in lower case with `_`. */
  rest(): Readonly<Record<string, string>>;
}

const squeezed = (label: string): string => label.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** A label as the API would write it: `Created At` and `created_at` are `created_at`. */
const asName = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');

/** True when a label says `name`, whatever its signs and case. */
export function sameLabel(label: string, name: string): boolean {
  return squeezed(label) === squeezed(name);
}

/** The fields of `record`, to be read once. */
export function fieldsOf(record: PrintedRecord): Fields {
  const left = new Map(record.fields.map(({ label, value }) => [squeezed(label), { label, value }]));

  /** Every label is taken, so that none comes up again in the rest. */
  const take = (labels: readonly string[]): Data | undefined => {
    let found: Data | undefined;
    for (const label of labels) {
      const key = squeezed(label);
      const field = left.get(key);
      if (field === undefined) continue;
      left.delete(key);
      if (found === undefined || found === '' || found === null) found = field.value;
    }
    return found;
  };
  const read =
    <T>(reader: (data: Data) => T | null) =>
    (...labels: readonly string[]): T | null => {
      const data = take(labels);
      return data === undefined ? null : reader(data);
    };
  const id = (data: Data): string => dataText(data).replace(/\s+/g, '');

  return {
    text: read(dataText),
    id: read(id),
    mac: read((data) => id(data).toLowerCase()),
    number: read(dataNumber),
    boolean: read(dataBoolean),
    texts: read((data) => dataTexts(data)),
    record: read(dataRecord),
    records: read(dataRecords),
    data: (...labels) => take(labels),
    rest: () =>
      Object.fromEntries(
        [...left.values()]
          .map(({ label, value }) => [asName(label), dataText(value)] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
  };
}
