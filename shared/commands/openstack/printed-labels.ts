// The labels in what an OpenStack client printed, in whichever form, by which a text without a name is known:
//
//   | Field | Value |      | ID | Name |      "ID","Name"      { "id": …, "name": … }      id: …      id="…"
import type { TextHead } from '../text-head.ts';
import { sameLabel } from './printed-record.ts';
import type { Resource } from './resource.ts';

interface PrintedLabels {
  readonly verb: 'list' | 'show';
  /** JSON and YAML look like this in many places; tables and CSV of these labels are the clients' only. */
  readonly isPlainData: boolean;
  readonly labels: readonly string[];
}

/** Each text is asked about by every resource's commands. */
const known = new WeakMap<TextHead, PrintedLabels | null>();

function labelsOf(head: TextHead): PrintedLabels | null {
  const before = known.get(head);
  if (before !== undefined) return before;
  const found = ofJson(head) ?? ofTable(head) ?? ofCsv(head) ?? ofShell(head) ?? ofYaml(head);
  known.set(head, found);
  return found;
}

function ofJson(head: TextHead): PrintedLabels | null {
  const json = head.json;
  if (json === null || json.root === '') return null;
  return { verb: json.root === '[' ? 'list' : 'show', isPlainData: true, labels: json.own };
}

const cellsOf = (row: string): readonly string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

function ofTable({ first, lines }: TextHead): PrintedLabels | null {
  const heading = cellsOf(lines[1] ?? '');
  if (!first.startsWith('+-') || heading.length < 2) return null;
  const isShown =
    heading.length === 2 && /^(?:Field|Property)$/.test(heading[0] ?? '') && heading[1] === 'Value';
  if (!isShown) return { verb: 'list', isPlainData: false, labels: heading };
  const labels = lines.slice(2).flatMap((row) => (row.startsWith('|') ? (cellsOf(row)[0] ?? '') : []));
  return { verb: 'show', isPlainData: false, labels: labels.filter((label) => label !== '') };
}

function ofCsv({ first }: TextHead): PrintedLabels | null {
  if (!/^"[\w :-]{1,80}"(?:,"[\w :-]{1,80}")+$/.test(first)) return null;
  return { verb: 'list', isPlainData: false, labels: first.slice(1, -1).split('","') };
}

function ofShell({ first, lines }: TextHead): PrintedLabels | null {
  const name = /^(\w[\w.]*)="/;
  if (!name.test(first)) return null;
  return { verb: 'show', isPlainData: true, labels: lines.flatMap((line) => name.exec(line)?.[1] ?? []) };
}

function ofYaml({ first, lines }: TextHead): PrintedLabels | null {
  const isList = first.startsWith('- ');
  const key = isList ? /^[ -] ([\w][\w :.-]{0,80}):(?: |$)/ : /^([\w][\w :.-]{0,80}):(?: |$)/;
  if (!key.test(first)) return null;
  // What stands at the margin is a key, or an item of the list above.
  if (!lines.every((line) => /^(?:[ -] |\s*$)/.test(line) || (!isList && key.test(line)))) return null;
  const labels = lines.flatMap((line) => key.exec(line)?.[1] ?? []);
  return { verb: isList ? 'list' : 'show', isPlainData: true, labels: [...new Set(labels)] };
}

const holds = (labels: readonly string[], names: readonly string[]): boolean =>
  names.every((name) => labels.some((label) => sameLabel(label, name)));

/** Is this a list of `resource`, or one of it shown? */
export function isPrinted(head: TextHead, resource: Resource, verb: 'list' | 'show'): boolean {
  const printed = labelsOf(head);
  if (printed?.verb !== verb) return false;
  const { labels, isPlainData } = printed;
  if (verb === 'show') return resource.shown.some((names) => holds(labels, names));
  if (isPlainData) return resource.columns.some((names) => names.every((name) => labels.includes(name)));
  return resource.headings.some((names) => holds(labels, names));
}

/** Is this one thing that is shown, with such a label? */
export function isShown(head: TextHead, label: string): boolean {
  const printed = labelsOf(head);
  return printed?.verb === 'show' && holds(printed.labels, [label]);
}
