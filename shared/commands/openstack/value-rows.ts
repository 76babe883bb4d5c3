// What the OpenStack clients print with `-f value`: values alone, and only the command line says whose.
//
//   1476e4c9-4e47-482c-a329-5d7e0f4d821b  fa:16:3e:fa:13:53 [{'subnet_id': '72491802-…', 'ip_address': '10.18.0.77'}] ACTIVE
//
// In a list one blank stands between two values; between two there is nothing where one is empty. Columns
// come in the client's order, whatever the order of `-c`. Where a name holds blanks, the row is read when
// only one column can be the one that does. `show` prints one value a line.
import type { LineParser } from '../command.ts';
import type { ClientWords } from './client-words.ts';
import type { RecordEvents } from './printed-record.ts';
import type { Resource } from './resource.ts';

/** Columns in which no value holds a blank. */
const oneWord: ReadonlySet<string> = new Set(
  (
    'Availability Zone|ID|MAC Address|Status|Subnet|Network|Project|DHCP|IP Version|Gateway|State|Distributed|HA|Port|Router|Host|Binary|' +
    'Alive|Ethertype|Direction|IP Range|Port Range|IP Protocol|Remote Security Group|Remote Address Group|Security Group|' +
    'Floating IP Address|Fixed IP Address|Floating Network|Shared|Network Type|Router Type|Hypervisor Hostname|' +
    'Hypervisor Type|Host IP|vCPUs Used|vCPUs|Memory MB Used|Memory MB|Device Owner|Fixed IP Addresses|Subnets|Tags'
  ).split('|'),
);

/** The values of a row: by single blanks, what stands in brackets in one. */
function valuesOf(text: string): string[] {
  const values: string[] = [];
  let value = '';
  let depth = 0;
  let quote = '';
  for (const char of text) {
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (depth > 0 && (char === "'" || char === '"')) quote = char;
    else if ('[{('.includes(char) && (depth > 0 || value === '')) depth++;
    else if (']})'.includes(char) && depth > 0) depth--;
    if (char === ' ' && depth === 0) {
      values.push(value);
      value = '';
    } else value += char;
  }
  return [...values, value];
}

/** The columns that may be printed, in their order; none when nobody knows. */
export function listColumns(resource: Resource, words: ClientWords): readonly (readonly string[])[] {
  const [newest = []] = resource.columns;
  if (words.columns.length > 0) {
    const asked = new Set(words.columns);
    const found = [...new Set([...newest, ...resource.longColumns])].filter((column) => asked.has(column));
    return found.length === asked.size ? [found] : [];
  }
  return words.long && resource.longColumns.length > 0 ? [] : resource.columns;
}

/** The values under `columns`, when a row can be read so. */
function fit(text: string, columns: readonly string[]): readonly string[] | null {
  const values = columns.length === 1 ? [text] : valuesOf(text);
  const extra = values.length - columns.length;
  const free = columns.filter((column) => !oneWord.has(column));
  const [onlyFree] = free;
  if (extra < 0 || (extra > 0 && (free.length !== 1 || onlyFree === undefined))) return null;
  if (extra > 0) {
    const at = columns.indexOf(onlyFree ?? '');
    values.splice(at, extra + 1, values.slice(at, at + extra + 1).join(' '));
  }
  const id = columns.indexOf('ID');
  return id < 0 || /^(?:[0-9a-f-]{32,36}|\d+)$/i.test(values[id] ?? '') ? values : null;
}

/** Reads the rows of a list; each must fit one of `variants` and no other. */
export function valueRows(variants: readonly (readonly string[])[], events: RecordEvents): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '') return;
      const found = variants.flatMap((columns) => {
        const values = fit(text, columns);
        return values === null ? [] : [columns.map((label, at) => ({ label, value: values[at] ?? '' }))];
      });
      const [fields] = found;
      if (fields === undefined || found.length > 1) events.unexpected(text, number);
      else events.record({ fields, firstLine: number, lastLine: number });
    },
    end: () => undefined,
  };
}

/** Reads the values of one thing, one a line, in the order of the fields' names, which is the client's. */
export function valueFields(fields: readonly string[], events: RecordEvents): LineParser {
  const names = [...fields].sort((a, b) => (a < b ? -1 : 1));
  const lines: { readonly text: string; readonly number: number }[] = [];
  return {
    line(text, number) {
      lines.push({ text, number });
    },
    end() {
      while (lines.length > names.length && lines.at(-1)?.text.trim() === '') lines.pop();
      if (lines.length !== names.length) {
        for (const { text, number } of lines) if (text.trim() !== '') events.unexpected(text, number);
        return;
      }
      events.record({
        fields: names.map((label, at) => ({ label, value: lines[at]?.text ?? '' })),
        firstLine: lines[0]?.number ?? 1,
        lastLine: lines.at(-1)?.number ?? 1,
      });
    },
  };
}
