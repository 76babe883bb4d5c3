// Long commands: Ctrl-C or a request to end stops the work, which leaves nothing half done, and says so.
import type { Terminal } from './cli-command.ts';

/** Resolves with what `work` does, which throws once its signal is aborted; cancelled, says so and resolves with 130. */
export async function untilCancelled(
  terminal: Terminal,
  cancelled: string,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const abort = new AbortController();
  const cancel = (): void => abort.abort(new Error('cancelled'));
  process.once('SIGINT', cancel);
  process.once('SIGTERM', cancel);
  try {
    return await work(abort.signal);
  } catch (error) {
    terminal.progress(null);
    if (!abort.signal.aborted) throw error;
    terminal.say(cancelled);
    return 130;
  } finally {
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
  }
}

/** `finding 40 %` */
export function shareLine(phase: string, done: number, total: number): string {
  return `${phase} ${total === 0 ? 100 : Math.floor((done / total) * 100)} %`;
}
