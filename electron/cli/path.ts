// coldtrace path: how an instance's interface is wired, hop by hop.
import { CodedError } from '../../shared/api.ts';
import { findPaths } from '../../shared/network/find-paths.ts';
import type { Hop, NetworkPath, NodeModel } from '../../shared/network/model.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';

export const pathCommand: CliCommand = {
  name: 'path',
  usage: 'CASE [--snapshot S] INSTANCE|DEVICE [--json]',
  about: 'print the hops of an instance, port, device, MAC or address, from the instance outwards',
  options: { snapshot: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = '', what = ''] = wordsBetween(this, given, 2, 2);
    await withCase(casePath, async (session) => {
      const snapshot = snapshotNamed(session, given.text('snapshot'));
      const node = session.node(snapshot.id);
      const paths = findPaths(node, what);
      const [first] = paths;
      if (first === undefined) throw nothingNamed(what, node);
      await terminal.print(
        given.flag('json')
          ? [JSON.stringify({ ...pathJson(first), paths: paths.map(pathJson) })]
          : paths.flatMap((path, index) => (index === 0 ? pathLines(path) : ['', ...pathLines(path)])),
      );
    });
    return 0;
  },
};

function pathJson(path: NetworkPath): Record<string, unknown> {
  return { ...path, hops: path.hops.map((hop) => ({ ...hop, evidence: evidenceJson(hop.evidence) })) };
}

function pathLines(path: NetworkPath): readonly string[] {
  const names = [path.instance, path.instanceName && `(${path.instanceName})`, path.interface];
  return [
    `${names.filter(Boolean).join(' ')}: ${path.complete ? 'complete' : 'incomplete'}`,
    ...path.hops.map((hop) => `  ${hopText(hop)}`),
  ];
}

/** `qvo48e06cd2-60  veth, ifindex 16, tag 1, ofport 5  [compute1 transcript.txt:95]` */
function hopText(hop: Hop): string {
  const facts = [
    hop.kind,
    hop.ifindex !== null && `ifindex ${hop.ifindex}`,
    hop.tag !== null && `tag ${hop.tag}`,
    hop.ofport !== null && `ofport ${hop.ofport}`,
    hop.tunnelId !== null && `tunnel id ${hop.tunnelId}`,
    hop.local !== null && `local ${hop.local}`,
    hop.remote !== null && `remote ${hop.remote}`,
    ...hop.addresses,
  ].filter((fact) => fact !== false);
  const status =
    hop.status === 'known' ? '' : `  ${hop.status}${hop.reason === null ? '' : `: ${hop.reason}`}`;
  const [first] = hop.evidence;
  const where = first === undefined ? '' : `  [${first.host} ${first.source}:${first.firstLine}]`;
  return `${hop.device ?? '?'}  ${facts.join(', ')}${status}${where}`;
}

function nothingNamed(what: string, node: NodeModel): CodedError {
  const known = [
    ...new Set(
      node.paths.map(({ instance, instanceName, interface: device }) =>
        instanceName === null ? (instance ?? device ?? '') : `${instance ?? device ?? ''} (${instanceName})`,
      ),
    ),
  ];
  const there =
    known.length === 0
      ? `no instance of ${node.host} is known`
      : `${node.host} has ${known.slice(0, 10).join(', ')}${known.length > 10 ? ' …' : ''}`;
  return new CodedError('not-found', `There is no path of ${what}: ${there}.`);
}
