// Goes through an action list with everything nested in it.
import type { Action, ActionList } from './tree.ts';

/** Every action in order, those inside clone, write_actions and ct's exec behind the one that holds them. */
export function* eachAction({ actions }: ActionList): Generator<Action> {
  for (const action of actions) {
    yield action;
    const nested = nestedActions(action);
    if (nested !== null) yield* eachAction(nested);
  }
}

/** The list that an action holds; null when it holds none. */
function nestedActions(action: Action): ActionList | null {
  switch (action.kind) {
    case 'clone':
    case 'write_actions':
      return action.actions;
    case 'ct':
      return action.exec;
    default:
      return null;
  }
}
