// coldtrace ask: what to ask the customer for, as a list with reasons or as the script that collects it.
import { CodedError } from '../../shared/coded-error.ts';
import { findPaths } from '../../shared/network/find-paths.ts';
import type { Request, RequestSubject } from '../../shared/requests/request.ts';
import { networkOf } from '../engine/case-network.ts';
import type { CaseSession } from '../engine/case-session.ts';
import { requestsView } from '../engine/requests-view.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { snapshotNamed, withCase } from './open-session.ts';

export const askCommand: CliCommand = {
  name: 'ask',
  usage: 'CASE [--snapshot S] [INSTANCE|DEVICE|BRIDGE] [--script] [--json]',
  about: 'list the outputs that would fill the gaps, or print a script that collects them on the node',
  options: { snapshot: 'text', script: 'flag', json: 'flag' },
  async run(given, terminal) {
    const [casePath = '', about] = wordsBetween(this, given, 1, 2);
    await withCase(casePath, async (session) => {
      const snapshot = snapshotNamed(session, given.text('snapshot'));
      const subject = subjectOf(session, snapshot.id, about);
      const { requests, script, leftOut } = requestsView(session, { snapshot: snapshot.id, subject });
      if (leftOut > 0)
        terminal.say(`${leftOut} commands are not in the script: their names hold control characters`);
      if (given.flag('script')) await terminal.print(script.trimEnd().split('\n'));
      else if (given.flag('json')) await terminal.print(requests.map((request) => JSON.stringify(request)));
      else if (requests.length === 0) terminal.say('nothing that could be asked for is missing');
      else await terminal.print(requests.flatMap(requestLines));
    });
    return 0;
  },
};

function requestLines({ command, cause, reasons }: Request): readonly string[] {
  return [command, ...reasons.map((reason) => `    ${cause}: ${reason}`)];
}

/** A bridge by its name, else the first path that goes by the name; throws 'not-found'. */
function subjectOf(session: CaseSession, snapshot: number, about: string | undefined): RequestSubject {
  if (about === undefined) return { kind: 'snapshot' };
  const node = networkOf(session).node(snapshot);
  if (node.devices.some(({ kind, name }) => kind === 'ovs-bridge' && name === about))
    return { kind: 'bridge', name: about };
  const [path] = findPaths(node, about);
  if (path === undefined)
    throw new CodedError('not-found', `${node.host} has no instance, device or bridge ${about}.`);
  return { kind: 'path', id: path.id };
}
