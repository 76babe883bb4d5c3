// Copying text, in either host. The desktop window is denied every permission, the clipboard's included,
// so there the host does it; a browser allows it to a page that the user just acted on.
import { app } from './app.svelte.ts';

/** Puts text on the clipboard; tells the user when that is refused. */
export async function copyText(text: string): Promise<void> {
  try {
    if (window.coldtrace) await window.coldtrace.copy(text);
    else await navigator.clipboard.writeText(text);
  } catch (error) {
    app.report(error);
  }
}
