// coldtrace export: the case as one file to hand over, redacted.
import { CodedError } from '../../shared/coded-error.ts';
import { writeRedacted } from '../engine/redact/write-redacted.ts';
import { usageError, wordsBetween, type CliCommand } from './cli-command.ts';
import { withCase } from './open-session.ts';
import { shareLine, untilCancelled } from './until-cancelled.ts';

export const exportCommand: CliCommand = {
  name: 'export',
  usage: 'CASE --redact --out FILE.coldtrace [--json]',
  about: 'write the case to a new file in which names, addresses and ids stand for others',
  options: { redact: 'flag', out: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const out = given.text('out');
    if (out === null || out === '') throw usageError(this);
    if (!given.flag('redact')) {
      throw new CodedError(
        'bad-request',
        'A case is one file: to hand it over as it is, copy it.',
        'Give --redact to write one in which names, addresses and ids are replaced.',
      );
    }
    return untilCancelled(terminal, `cancelled; there is no ${out}`, async (signal) => {
      const written = await withCase(casePath, async (session) => {
        if (session.readOnly) {
          terminal.say(`${casePath} cannot be written to: another export of it will use other stand-ins`);
        }
        return writeRedacted(session, out, {
          signal,
          progress: (...progress) => terminal.progress(shareLine(...progress)),
        });
      });
      terminal.progress(null);
      for (const path of written.unread) {
        terminal.say(`${path}: not read as before when its text had been redacted: look at its problems`);
      }
      const { snapshots, sources, replaced } = written;
      await terminal.print(
        given.flag('json')
          ? [JSON.stringify({ ...written, path: out })]
          : [
              `${out}: ${snapshots} snapshots, ${sources} sources; ${replaced} names, addresses and ids replaced`,
            ],
      );
      return 0;
    });
  },
};
