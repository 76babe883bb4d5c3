// What terminals, editors and mail do to the space between words and at the end of a line: a terminal pads
// lines with blanks or puts tabs where blanks were, as `unexpand` does. Columns stay where they were.
import type { Command } from '../commands/command.ts';
import { displayWidth } from '../commands/display-width.ts';

const stop = 8;
const tab = 9;
const blank = 32;

/**
 * A line of `command`'s output without blanks at its end, and with blanks for tabs up to each eighth column. A
 * line that has neither comes back as it is, and so does every line of a command that prints tabs itself.
 */
export function plainSpacing(text: string, command: Pick<Command, 'printsTabs'>): string {
  if (command.printsTabs === true) return text;
  const last = text.charCodeAt(text.length - 1);
  const line = last === blank || last === tab ? text.trimEnd() : text;
  return line.includes('\t') ? expand(line) : line;
}

function expand(line: string): string {
  let out = '';
  let width = 0;
  for (const part of line.split(/(\t)/)) {
    const piece = part === '\t' ? ' '.repeat(stop - (width % stop)) : part;
    out += piece;
    width += displayWidth(piece);
  }
  return out;
}
