// coldtrace compact: makes a case's file as small as what it holds.
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { withCase } from './open-session.ts';

export const compactCommand: CliCommand = {
  name: 'compact',
  usage: 'CASE [--json]',
  about: "give back to the disk what a case's file does not use",
  options: { json: 'flag' },
  async run(given, terminal) {
    const [path = ''] = wordsBetween(this, given, 1, 1);
    return withCase(path, async (session) => {
      const before = session.compact();
      const after = session.info().bytes;
      await terminal.print([
        given.flag('json') ? JSON.stringify({ before, after }) : `${before} bytes before, ${after} after`,
      ]);
      return 0;
    });
  },
};
