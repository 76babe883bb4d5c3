// Changes as text to copy: Markdown for a ticket, a unified diff for a terminal or a reviewer, TSV or CSV for a spreadsheet.
import type { CaseEvidence } from '../evidence.ts';
import { markdownCellCode, markdownText } from '../markdown/write-text.ts';
import { spreadsheetRow } from '../delimited-row.ts';
import type { Change, ChangeSide, ChangeType } from './change.ts';

export const changeTextFormats = ['markdown', 'diff', 'tsv', 'csv'] as const;
export type ChangeTextFormat = (typeof changeTextFormats)[number];

/** What the two sides are called: `compute1 before`. */
export interface SideTitles {
  readonly from: string;
  readonly to: string;
}

const signs: Readonly<Record<ChangeType, string>> = { added: '+', removed: '-', changed: '~', moved: '->' };

/** Adds changes one after the other, so that a copy can stop where a clipboard would. */
export class ChangeTextWriter {
  readonly #format: ChangeTextFormat;
  readonly #titles: SideTitles;
  readonly #lines: string[] = [];
  /** What the lines under the last head belong to. */
  #section: string | null = null;
  characters = 0;

  constructor(format: ChangeTextFormat, titles: SideTitles) {
    this.#format = format;
    this.#titles = titles;
    if (format === 'markdown') this.#add(`**${markdownText(titles.from)} → ${markdownText(titles.to)}**`);
    if (format === 'tsv' || format === 'csv') {
      const heads = ['kind', 'change', 'key', 'fields', 'from', 'to', 'from line', 'to line'];
      this.#add(spreadsheetRow(heads, format));
    }
  }

  add(change: Change): void {
    switch (this.#format) {
      case 'markdown':
        this.#markdown(change);
        break;
      case 'diff':
        this.#diff(change);
        break;
      case 'tsv':
      case 'csv':
        this.#add(tableRow(change, this.#format));
        break;
    }
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #add(...lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.characters += line.length + 1;
    }
  }

  #markdown(change: Change): void {
    if (this.#section !== change.kind) {
      this.#section = change.kind;
      this.#add('', `### ${change.kind}`, '');
      this.#add('|  | what | from | to |', '| --- | --- | --- | --- |');
    }
    const cells = [signs[change.change], change.key, sideText(change, 'from'), sideText(change, 'to')];
    this.#add(`| ${cells.map(markdownCellCode).join(' | ')} |`);
  }

  /** One hunk a change, in the layout of `diff -u`; its line numbers are those of the two outputs. */
  #diff(change: Change): void {
    const [from, to] = [change.from?.evidence[0], change.to?.evidence[0]];
    const heads = [
      `--- ${from === undefined ? '/dev/null' : from.source}\t${this.#titles.from}`,
      `+++ ${to === undefined ? '/dev/null' : to.source}\t${this.#titles.to}`,
    ];
    const section = heads.join('\n');
    if (this.#section !== section) {
      this.#section = section;
      this.#add(...heads.map(oneLine));
    }
    const [left, right] = [linesOf(change.from), linesOf(change.to)];
    this.#add(
      `@@ -${range(from, left)} +${range(to, right)} @@ ${oneLine(`${change.kind} ${change.key}`)}`,
      ...left.map((line) => `-${line}`),
      ...right.map((line) => `+${line}`),
    );
  }
}

function range(evidence: CaseEvidence | undefined, lines: readonly string[]): string {
  return lines.length === 0 ? '0,0' : `${evidence?.firstLine ?? 1},${lines.length}`;
}

function linesOf(side: ChangeSide | null): readonly string[] {
  return side === null ? [] : side.text.split(/\r?\n/);
}

/** The fields that differ, `name=value`; the whole of it where only one side has it or no field says more. */
function sideText({ from, to, fields }: Change, which: 'from' | 'to'): string {
  const side = which === 'from' ? from : to;
  if (side === null) return '';
  if (from === null || to === null || fields.length === 0) return side.text;
  return fields.map((name) => `${name}=${side.fields[name] ?? '–'}`).join(' ');
}

function tableRow(change: Change, format: 'tsv' | 'csv'): string {
  const { kind, change: type, key, fields, from, to } = change;
  const place = (side: ChangeSide | null): string => {
    const [evidence] = side?.evidence ?? [];
    return evidence === undefined ? '' : `${evidence.source}:${evidence.firstLine}`;
  };
  const sides = [sideText(change, 'from'), sideText(change, 'to'), place(from), place(to)];
  return spreadsheetRow([kind, type, key, fields.join(' '), ...sides], format);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
