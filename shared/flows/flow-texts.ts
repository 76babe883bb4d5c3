// Flows as text to copy: in a spelling of Open vSwitch's, as the command that adds them, as a table.
import { flowColumns, type FlowTextFormat } from '../api.ts';
import type { FlowFact } from '../facts.ts';
import type { Canonicalizer } from '../openflow/canonical.ts';
import { formatFlowTree } from '../openflow/format-tree.ts';
import { markdownCellCode } from '../markdown/write-text.ts';
import { tableText } from '../openflow/table-id.ts';
import { parseFlow } from '../openflow/parse-tree.ts';
import { spreadsheetRow } from '../delimited-row.ts';
import { printedValue } from './field-order.ts';
import { formatFlow } from './format-flow.ts';

/** One flow to be copied. */
export interface CopiedFlow {
  readonly flow: FlowFact;
  /** As it stands in the dump; lines of one flow joined by line ends. */
  readonly printed: string;
  readonly line: number;
}

export interface CopyOptions {
  readonly bridge: string;
  /** `OpenFlow13`, if the dump's command says so: what `add-flow` must speak. */
  readonly protocol: string | null;
  /** The columns of a table, `field:NAME` for a field of the match. */
  readonly fields: readonly string[];
  readonly canonical: Canonicalizer;
}

/** The lines before the flows: the heads of tables. */
export function copyHead(format: FlowTextFormat, { fields }: CopyOptions): readonly string[] {
  const names = fields.map((field) => field.replace(/^field:/, ''));
  if (format === 'tsv' || format === 'csv') return [spreadsheetRow(names, format)];
  if (format !== 'markdown') return [];
  return [markdownRow(names), `|${names.map(() => ' --- |').join('')}`];
}

/** One flow in a format. A flow whose line cannot be read is given as printed. */
export function copyFlow(format: FlowTextFormat, copied: CopiedFlow, options: CopyOptions): string {
  const { flow, printed } = copied;
  switch (format) {
    case 'printed':
      return printed;
    case 'canonical':
      return canonicalText(flow, options.canonical);
    case 'add-flow':
      return addFlow(flow, options);
    case 'tsv':
    case 'csv':
      return spreadsheetRow(cells(copied, options.fields), format);
    case 'markdown':
      return markdownRow(cells(copied, options.fields).map(markdownCellCode));
    case 'json':
      return JSON.stringify(jsonOf(copied));
    default: {
      const tree = parseFlow(printed.replace(/\s*\n\s*/g, ' '));
      return typeof tree === 'string' ? printed : formatFlowTree(tree, { spelling: format });
    }
  }
}

/** Table, cookie, timeouts, priority, match and actions, without counters and ages, in the one spelling. */
function canonicalText(flow: FlowFact, canonical: Canonicalizer): string {
  return formatFlow({
    ...flow,
    match: canonical.match(flow.match),
    actions: canonical.actions(flow.actions, flow.match),
    ...{ nPackets: null, nBytes: null, duration: null, idleAge: null, hardAge: null },
  });
}

/** As a shell takes it: in single quotes, of which none is left inside (ovs-ofctl(8), `add-flow`). */
function addFlow(flow: FlowFact, { bridge, protocol }: CopyOptions): string {
  const parts = [`table=${tableText(flow.table)}`];
  const add = (name: string, value: string | number | null): void => {
    if (value !== null && value !== 0 && value !== '0x0') parts.push(`${name}=${value}`);
  };
  add('cookie', flow.cookie);
  add('idle_timeout', flow.idleTimeout);
  add('hard_timeout', flow.hardTimeout);
  add('importance', flow.importance);
  parts.push(...flow.flags, `priority=${flow.priority}`);
  if (flow.match !== '' && flow.match !== '*') parts.push(flow.match);
  parts.push(`actions=${flow.actions}`);
  const version = protocol === null ? '' : ` -O ${protocol}`;
  return `ovs-ofctl${version} add-flow ${quoted(bridge)} ${quoted(parts.join(','), true)}`;
}

function quoted(text: string, always = false): string {
  return !always && /^[\w.-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

function cells({ flow, line }: CopiedFlow, fields: readonly string[]): readonly string[] {
  return fields.map((field) => {
    if (field.startsWith('field:')) return printedValue(flow.match, field.slice('field:'.length)) ?? '';
    const column = flowColumns.find((name) => name === field);
    if (column === undefined) return '';
    return String((column === 'line' ? line : flow[column]) ?? '');
  });
}

function jsonOf({ flow, printed, line }: CopiedFlow): Readonly<Record<string, unknown>> {
  const { table, priority, match, actions, cookie, nPackets, nBytes, duration } = flow;
  const { idleTimeout, hardTimeout, idleAge, hardAge } = flow;
  return {
    ...{ table, priority, match, actions, cookie, nPackets, nBytes, duration },
    ...{ idleTimeout, hardTimeout, idleAge, hardAge, line, raw: printed },
  };
}

function markdownRow(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}
