// From a tree back to text, as `ovs-ofctl` prints it in a version of OpenFlow.
import type { Action, ActionList, FlowTree, Match } from './tree.ts';

/** In which words: those of `ovs-ofctl -O VERSION dump-flows`; `NXM` is `-F nxm`'s OpenFlow 1.0. */
export type Spelling =
  'OpenFlow10' | 'OpenFlow11' | 'OpenFlow12' | 'OpenFlow13' | 'OpenFlow14' | 'OpenFlow15' | 'NXM';

export interface FormatOptions {
  /** Left out: each action in the words in which it was read. */
  readonly spelling?: Spelling;
  /** Names to print for ports, as `--names` does. */
  readonly portNames?: ReadonlyMap<number, string>;
  readonly tableNames?: ReadonlyMap<number, string>;
}

/** The match in the order and names of `ovs-ofctl` where `spelling` is given, else part by part as it was read. */
export function formatMatch(match: Match, _options: FormatOptions = {}): string {
  return match.parts.map((part) => (part.kind === 'opaque' ? part.text : '')).join(',');
}

/** The list as `ovs-ofctl` prints it behind `actions=`; `drop` when nothing is in it. */
export function formatActions(list: ActionList, options: FormatOptions = {}): string {
  return list.actions.length === 0
    ? 'drop'
    : list.actions.map((action) => formatAction(action, options)).join(',');
}

export function formatAction(action: Action, _options: FormatOptions = {}): string {
  return action.kind === 'opaque' ? action.text : action.kind;
}

/** ` table=1, priority=5,tcp actions=drop`, headers first, as `ovs-ofctl dump-flows` prints it. */
export function formatFlowTree(flow: FlowTree, options: FormatOptions = {}): string {
  return `${formatMatch(flow.match, options)} actions=${formatActions(flow.actions, options)}`;
}
