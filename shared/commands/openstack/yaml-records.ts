// Things as the OpenStack clients print them with `-f yaml`, which is what PyYAML writes in block style:
//
//   - Fixed IP Addresses:                        admin_state_up: true
//     - ip_address: 10.18.0.77                   binding_vif_details:
//       subnet_id: 72491802-…                      bridge_name: br-int
//     ID: 1476e4c9-…                             id: 36aaab22-…
//     Name: ''
//
// Only this much of YAML is read: mappings and sequences by indentation, plain and quoted scalars (also
// over several lines), `[]` and `{}`. Source: cliff.formatters.yaml_format.
import type { LineParser } from '../command.ts';
import { readLiterals, type Data } from './printed-data.ts';
import type { PrintedRecord, RecordEvents } from './printed-record.ts';

interface YamlLine {
  readonly indent: number;
  readonly text: string;
  readonly number: number;
}

const deepest = 50;
const entry =
  /^((?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s'"#[\]{},&*!|>%@`-][^:#]*(?::[^\s:#][^:#]*)*)):(?:\s+(.*))?$/;

function scalar(text: string): Data | undefined {
  const trimmed = text.trim();
  if (trimmed.startsWith("'"))
    return /^'(?:[^']|'')*'$/.test(trimmed) ? trimmed.slice(1, -1).replaceAll("''", "'") : undefined;
  if (/^["[{]/.test(trimmed)) {
    const found = readLiterals(trimmed);
    return found?.length === 1 ? found[0] : undefined;
  }
  if (trimmed === '' || trimmed === 'null' || trimmed === '~') return null;
  if (trimmed === 'true') return true;
  if (trimmed === 'false') return false;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** Reads what is printed with `-f yaml`: a list of things, or one. */
export function yamlRecords(events: RecordEvents): LineParser {
  /** The lines of the outermost entry or item that is being read. */
  let block: YamlLine[] = [];
  let isList: boolean | null = null;
  const fields: { label: string; value: Data }[] = [];
  let firstLine: number | null = null;
  let lastLine = 0;

  const keyText = (text: string): string => String(scalar(text) ?? text);

  /** The value of a key whose own line ends in `rest`, with the lines below. */
  const valueOf = (rest: string, below: readonly YamlLine[], depth: number): Data | undefined => {
    const [first] = below;
    if (first === undefined) return scalar(rest);
    if (rest.trim() !== '') return scalar([rest, ...below.map(({ text }) => text)].join(' '));
    if (depth > deepest) return undefined;
    return first.text.startsWith('- ') || first.text === '-'
      ? sequence(below, depth + 1)
      : mapping(below, depth + 1);
  };

  const mapping = (lines: readonly YamlLine[], depth: number): Readonly<Record<string, Data>> | undefined => {
    const found: [string, Data][] = [];
    const indent = lines[0]?.indent ?? 0;
    for (let at = 0; at < lines.length;) {
      const line = lines[at];
      const [, key, rest = ''] = entry.exec(line?.text ?? '') ?? [];
      if (line?.indent !== indent || key === undefined) return undefined;
      let end = at + 1;
      // A sequence may stand as far out as its key.
      while (
        end < lines.length &&
        ((lines[end]?.indent ?? 0) > indent ||
          (lines[end]?.indent === indent && /^-(?: |$)/.test(lines[end]?.text ?? '')))
      )
        end++;
      const value = valueOf(rest, lines.slice(at + 1, end), depth);
      if (value === undefined) return undefined;
      found.push([keyText(key), value]);
      at = end;
    }
    return Object.fromEntries(found);
  };

  const sequence = (lines: readonly YamlLine[], depth: number): readonly Data[] | undefined => {
    const found: Data[] = [];
    const indent = lines[0]?.indent ?? 0;
    for (let at = 0; at < lines.length;) {
      const line = lines[at];
      if (line?.indent !== indent || !/^-(?: |$)/.test(line.text)) return undefined;
      let end = at + 1;
      while (end < lines.length && (lines[end]?.indent ?? 0) > indent) end++;
      const inner = line.text.slice(2);
      const below = lines.slice(at + 1, end);
      const value = entry.test(inner)
        ? mapping([{ indent: indent + 2, text: inner, number: line.number }, ...below], depth)
        : valueOf(inner, below, depth);
      if (value === undefined) return undefined;
      found.push(value);
      at = end;
    }
    return found;
  };

  const finishBlock = (): void => {
    const lines = block;
    block = [];
    const [first] = lines;
    const last = lines.at(-1);
    if (first === undefined || last === undefined) return;
    if (isList === true) {
      const things = sequence(lines, 0);
      const thing = things?.[0];
      if (typeof thing === 'object' && thing !== null && !Array.isArray(thing)) {
        const record: PrintedRecord = {
          fields: Object.entries(thing).map(([label, value]) => ({ label, value })),
          firstLine: first.number,
          lastLine: last.number,
        };
        events.record(record);
        return;
      }
    } else {
      const found = mapping(lines, 0);
      if (found !== undefined) {
        for (const [label, value] of Object.entries(found)) fields.push({ label, value });
        firstLine ??= first.number;
        lastLine = last.number;
        return;
      }
    }
    // The lines that are sound by themselves are read, so that the damaged ones are named.
    const sound = lines.filter(({ text }) => entry.test(text.replace(/^- /, '')));
    for (const { text, number } of lines.filter((line) => !sound.includes(line)))
      events.unexpected(text, number);
    if (sound.length === lines.length) events.unexpected(first.text, first.number);
    else if (isList === true && sound[0] === first) {
      block = [...sound];
      finishBlock();
    }
  };

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '' || trimmed === '---') return;
      const line = { indent: text.length - text.trimStart().length, text: trimmed, number };
      isList ??= /^-(?: |$)/.test(trimmed);
      const begins = line.indent === 0 && (isList ? /^-(?: |$)/.test(trimmed) : !/^-(?: |$)/.test(trimmed));
      if (begins) finishBlock();
      block.push(line);
    },
    end() {
      finishBlock();
      if (firstLine !== null) events.record({ fields, firstLine, lastLine });
    },
  };
}
