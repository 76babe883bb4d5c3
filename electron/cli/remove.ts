// coldtrace remove: takes a snapshot out of a case.
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { snapshotNamed, withCase } from './open-session.ts';

export const removeCommand: CliCommand = {
  name: 'remove',
  usage: 'CASE --snapshot S [--json]',
  about: 'take a snapshot out of a case, with all that only it has; what was written about it stays',
  options: { snapshot: 'text', json: 'flag' },
  async run(given, terminal) {
    const [path = ''] = wordsBetween(this, given, 1, 1);
    return withCase(path, async (session) => {
      const { id, host, label, sources, facts } = snapshotNamed(session, given.text('snapshot'));
      session.removeSnapshot(id);
      const name = label === null ? host : `${host}@${label}`;
      await terminal.print(
        given.flag('json')
          ? [JSON.stringify({ removed: { id, host, label, sources, facts } })]
          : [
              `snapshot ${id}, ${name}, is removed: ${sources} sources, ${facts} facts`,
              'coldtrace compact gives its room back to the disk',
            ],
      );
      return 0;
    });
  },
};
