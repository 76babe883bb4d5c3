// Whether a dump with names (`--names`) can be held against one with numbers: all its names must have a number.
import type { FlowFact } from '../facts.ts';
import { parseActions, parseMatch } from '../openflow/parse-tree.ts';
import type { Action, Port } from '../openflow/tree.ts';
import { eachAction } from '../openflow/walk.ts';
import type { FlowNames } from './flow-tables.ts';

/** True where a flow has the name of a port, or of a table, that is not in `names`. */
export function unknownNames(
  flows: Iterable<Pick<FlowFact, 'table' | 'match' | 'actions'>>,
  names: FlowNames,
): { readonly ports: boolean; readonly tables: boolean } {
  const { ports, tables } = namesOfFlows(flows);
  const lacks = (found: ReadonlySet<string>, known: ReadonlyMap<string, number>): boolean =>
    [...found].some((name) => !known.has(name));
  return { ports: lacks(ports, names.ports), tables: lacks(tables, names.tables) };
}

/** The names of ports and tables that stand in flows. */
export function namesOfFlows(flows: Iterable<Pick<FlowFact, 'table' | 'match' | 'actions'>>): {
  readonly ports: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
} {
  // Each different text is read once.
  const [matches, lists] = [new Set<string>(), new Set<string>()];
  const [ports, tables] = [new Set<string>(), new Set<string>()];
  for (const { table, match, actions } of flows) {
    matches.add(match);
    lists.add(actions);
    if (typeof table === 'string') tables.add(table);
  }
  for (const match of matches) {
    for (const part of parseMatch(match).parts) if (part.kind === 'port-name') ports.add(part.port);
  }
  for (const list of lists) {
    for (const action of eachAction(parseActions(list))) {
      for (const { name, of } of namesIn(action)) (of === 'port' ? ports : tables).add(name);
    }
  }
  return { ports, tables };
}

interface Named {
  readonly name: string;
  readonly of: 'port' | 'table';
}

/** The names that stand in an action itself; those of nested lists are in their own. */
function namesIn(action: Action): readonly Named[] {
  const named = (thing: Port | null, of: Named['of']): readonly Named[] =>
    thing?.kind === 'name' ? [{ name: thing.name, of }] : [];
  switch (action.kind) {
    case 'resubmit':
      return [...named(action.port, 'port'), ...named(action.table, 'table')];
    case 'goto_table':
    case 'ct':
    case 'learn':
      return named(action.table, 'table');
    case 'output':
    case 'enqueue':
      return named(action.port, 'port');
    case 'bundle':
    case 'bundle_load':
      return action.members.flatMap((port) => named(port, 'port'));
    case 'set_port_name':
      return [{ name: action.port, of: 'port' }];
    default:
      return [];
  }
}
