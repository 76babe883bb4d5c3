// The command that keeps what a view shows, under one id and key whatever the view.
import type { AppCommand } from './commands.svelte.ts';
import { attempt } from './notes.svelte.ts';

/** `pin` may fail: the user is told why. `when`: what is shown can be kept; absent: always. */
export function pinView(pin: () => Promise<unknown>, when?: () => boolean): AppCommand {
  return {
    id: 'notes.pinView',
    title: 'notes.pin.view',
    keys: ['mod+b'],
    whileTyping: false,
    ...(when !== undefined && { when }),
    run: () => void attempt(pin()),
  };
}
