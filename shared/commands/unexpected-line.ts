// The one way in which parsers report a line that they cannot read, so that every ledger says it alike.
import type { Sink } from './command.ts';

/** Reports line `number`, whose text is `text`, as not being output of the command titled `title`. */
export function unexpectedLine(sink: Sink, title: string, text: string, number: number): void {
  const shown = text.trim();
  const excerpt = shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
  sink.problem('error', number, 'unexpected-line', `not a line that ${title} prints: ${excerpt}`);
}
