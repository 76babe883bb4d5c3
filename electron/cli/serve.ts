// coldtrace serve: the interface in a browser, on this machine only.
import { resolve } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';
import { startBrowserHost } from '../browser-host.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';

export const serveCommand: CliCommand = {
  name: 'serve',
  usage: '[CASE] [--port N]',
  about: 'serve the interface on 127.0.0.1 and print its address; Ctrl-C ends it',
  options: { port: 'text' },
  async run(given, terminal) {
    const [casePath] = wordsBetween(this, given, 0, 1);
    const host = await startBrowserHost({
      port: portNumber(given.text('port')),
      casePath: casePath === undefined ? null : resolve(casePath),
      bundles: [],
    });
    try {
      await host.imported;
      await terminal.print([host.url]);
      await new Promise<void>((done) => {
        process.once('SIGINT', done);
        process.once('SIGTERM', done);
      });
    } finally {
      await host.close();
    }
    return 0;
  },
};

/** 0, any free one, when none is given. */
function portNumber(text: string | null): number {
  if (text === null) return 0;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CodedError('bad-request', `--port ${text} is not a port number.`);
}
