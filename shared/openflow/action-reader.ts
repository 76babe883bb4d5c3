// What the readers of single actions share.
import type { TextWindow } from './text-window.ts';
import type { Action, ActionList } from './tree.ts';

export type WithoutRange<T> = T extends unknown ? Omit<T, 'range'> : never;
/** An action without its range, or why it is none. */
export type Reading = WithoutRange<Action> | string;

/** What readers of one action get besides its argument. */
export interface ActionReader {
  readonly ethType: number | null;
  readonly ipProto: number | null;
  /** Reads a nested list. */
  list(window: TextWindow): ActionList;
  /** Reads one action. */
  action(window: TextWindow): Action;
}
