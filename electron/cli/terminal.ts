// Standard output and standard error as the commands use them.
import { once } from 'node:events';
import { shownText } from '../../shared/shown-text.ts';
import type { Terminal } from './cli-command.ts';

/** Characters gathered before they are written. */
const blockSize = 65_536;

/** What a bundle or somebody's note holds must not steer the terminal: a file or a pipe gets it as it is. */
function asShown(text: string): string {
  return shownText(text, Infinity);
}

/** The process's own streams. A reader that goes away (`| head`) ends the process quietly. */
export function processTerminal(): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  let shown = false;
  let lastPhase = '';
  const clear = (): void => {
    if (shown) process.stderr.write('\r\x1b[K');
    shown = false;
  };

  async function write(text: string): Promise<void> {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
  }

  return {
    async print(lines) {
      clear();
      const visible = process.stdout.isTTY ? asShown : (line: string): string => line;
      let block = '';
      for (const line of lines) {
        block += `${visible(line)}\n`;
        if (block.length < blockSize) continue;
        await write(block);
        block = '';
      }
      if (block !== '') await write(block);
    },
    say(message) {
      clear();
      process.stderr.write(`${asShown(message)}\n`);
    },
    progress(given) {
      const line = given === null ? null : asShown(given);
      if (line === null) {
        clear();
      } else if (process.stderr.isTTY) {
        process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
        shown = true;
      } else {
        // In a log, one line a phase.
        const phase = line.split(' ', 1)[0] ?? '';
        if (phase !== lastPhase) process.stderr.write(`${phase}\n`);
        lastPhase = phase;
      }
    },
  };
}
