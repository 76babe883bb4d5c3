// The condition that a cell of the flow table stands for: what its menu filters for. Each finds the flow that
// it came from (tests/unit/filter/real-flows.test.ts).
import type { FlowColumn, FlowRow } from '../../../shared/api.ts';
import { fieldOf } from '../../../shared/openflow/fields.ts';
import { formatMasked } from '../../../shared/openflow/field-values.ts';
import { parseActions, parseMatch } from '../../../shared/openflow/parse-tree.ts';
import type { Port, Table } from '../../../shared/openflow/tree.ts';
import type { Condition } from './filter-text.ts';
import { cellText } from './flow-columns.ts';

const filterNames: Readonly<Record<Exclude<FlowColumn, 'line'>, string>> = {
  table: 'table',
  priority: 'priority',
  match: 'match',
  actions: 'actions',
  cookie: 'cookie',
  nPackets: 'n_packets',
  nBytes: 'n_bytes',
  duration: 'duration',
  idleAge: 'idle_age',
};

/** `part` is one field of the match or one action, as printed. Null for the line, and where there is nothing. */
export function conditionOf(flow: FlowRow, column: FlowColumn, part: string | null): Condition | null {
  if (column === 'line') return null;
  if (column === 'match' && part !== null) return part === '*' ? null : conditionOfMatch(part);
  if (column === 'actions' && part !== null) return conditionOfAction(part);
  const value = column === 'duration' ? String(flow.duration ?? '') : cellText(flow, column);
  return value === '' && column !== 'match' ? null : { field: filterNames[column], operator: '=', value };
}

function conditionOfMatch(text: string): Condition {
  const [part] = parseMatch(text).parts;
  const equals = text.indexOf('=');
  const asText: Condition = { field: 'match', operator: '~', value: text };
  if (part === undefined || part.kind === 'opaque') return asText;
  if (part.kind === 'protocol') return { has: part.name };
  if (equals < 0) return { has: part.field };
  const field = text.slice(0, equals);
  if (part.kind === 'port-name') return { field, operator: '=', value: part.port };
  return part.mask === 0n ? asText : { field, operator: '=', value: text.slice(equals + 1) };
}

const nameOf = (thing: Port | Table): string => (thing.kind === 'name' ? thing.name : String(thing.number));

/** By what it does where the filter has a name for that, else by its text. */
function conditionOfAction(text: string): Condition {
  const [action] = parseActions(text).actions;
  switch (action?.kind) {
    case 'output':
      return { field: 'output', operator: '=', value: /^[A-Z_]+$/.test(text) ? text : nameOf(action.port) };
    case 'group':
      return { field: 'group', operator: '=', value: String(action.group) };
    case 'goto_table':
      return { field: 'goto_table', operator: '=', value: nameOf(action.table) };
    case 'resubmit':
      if (action.table === null) break;
      return { field: 'resubmit', operator: '=', value: nameOf(action.table) };
    case 'conjunction':
      return { field: 'conjunction', operator: '=', value: String(action.id) };
    case 'set_field':
      // What `mod_tp_dst` sets depends on the flow.
      if (action.spelling.startsWith('mod_tp_')) break;
      return {
        field: `sets ${action.field}`,
        operator: '=',
        value: formatMasked(fieldOf(action.field), action),
      };
    default:
  }
  return { field: 'actions', operator: '~', value: text };
}
