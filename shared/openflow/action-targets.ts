// Where an action list leads and what it uses: tables, ports, groups, meters, conjunctions and flows that
// it learns, those of nested lists included, in the order in which they stand.
import type { Action, ActionList, LearnAction, Port, Table } from './tree.ts';
import { eachAction } from './walk.ts';

export type Target =
  /** `resubmit(1,2)`: table 2, looked up as if the packet had come in by port 1; `table` null: the flow's own. */
  | {
      readonly kind: 'table';
      readonly by: 'resubmit' | 'goto_table' | 'ct';
      readonly table: Table | null;
      readonly inPort: Port | null;
    }
  /** `field`: the packet carries the port's number there. */
  | { readonly kind: 'port'; readonly port: Port | { readonly kind: 'field'; readonly field: string } }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'meter'; readonly meter: number }
  | { readonly kind: 'controller'; readonly controller: number }
  | { readonly kind: 'drop' }
  | {
      readonly kind: 'conjunction';
      readonly id: number;
      readonly clause: number;
      readonly clauses: number;
    }
  | { readonly kind: 'learn'; readonly learn: LearnAction };

/** The targets of a list; one that stands there twice is given once. An empty list drops. */
export function actionTargets(list: ActionList): readonly Target[] {
  if (list.actions.length === 0) return [{ kind: 'drop' }];
  const targets = new Map<string, Target>();
  for (const action of eachAction(list)) {
    for (const target of targetsOf(action)) targets.set(targetKey(target), target);
  }
  return [...targets.values()];
}

function targetsOf(action: Action): readonly Target[] {
  switch (action.kind) {
    case 'resubmit':
      return [{ kind: 'table', by: 'resubmit', table: action.table, inPort: action.port }];
    case 'goto_table':
      return [{ kind: 'table', by: 'goto_table', table: action.table, inPort: null }];
    case 'ct':
      return action.table === null ? [] : [{ kind: 'table', by: 'ct', table: action.table, inPort: null }];
    case 'output':
    case 'enqueue':
      return [{ kind: 'port', port: action.port }];
    case 'output_field':
      return [{ kind: 'port', port: { kind: 'field', field: action.src.field } }];
    case 'bundle':
      return action.members.map((port) => ({ kind: 'port', port }));
    case 'group':
      return [{ kind: 'group', group: action.group }];
    case 'meter':
      return [{ kind: 'meter', meter: action.meter }];
    case 'controller':
      return [{ kind: 'controller', controller: action.id }];
    case 'drop':
      return [{ kind: 'drop' }];
    case 'conjunction':
      return [{ kind: 'conjunction', id: action.id, clause: action.clause, clauses: action.clauses }];
    case 'learn':
      return [{ kind: 'learn', learn: action }];
    default:
      return [];
  }
}

/** Equal for targets that mean the same; a learn() is always its own. */
function targetKey(target: Target): string {
  if (target.kind === 'learn') return `learn ${target.learn.range.from}`;
  return JSON.stringify(target);
}

/** A port or table as it is printed: its number, or its name. */
export function portText(port: Port): string {
  return port.kind === 'number' ? String(port.number) : port.name;
}
