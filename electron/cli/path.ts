// coldtrace path: how an instance's interface is wired, hop by hop; with a second end, the way from one to the
// other over the hosts of the case, and back.
import type { SnapshotInfo } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { findPaths } from '../../shared/network/find-paths.ts';
import type { Hop, NetworkPath, NodeModel } from '../../shared/network/model.ts';
import type { RouteAnswer } from '../../shared/network/route/find-route.ts';
import type { HopCounters, Route, RouteHop, RoutePoint } from '../../shared/network/route/route.ts';
import { networkOf } from '../engine/case-network.ts';
import { caseIndexOf } from '../engine/case-indexes.ts';
import type { CaseSession } from '../engine/case-session.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';

export const pathCommand: CliCommand = {
  name: 'path',
  usage: 'CASE [--snapshot S] A [B] [--json]',
  about: 'print the hops of an instance, port, device, MAC or address outwards, or from A to B and back',
  options: { snapshot: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = '', a = '', b] = wordsBetween(this, given, 2, 3);
    await withCase(casePath, async (session) => {
      const named = given.text('snapshot');
      const lines =
        b === undefined
          ? pathOutput(pathsNamed(session, named, a), given.flag('json'))
          : routeOutput(routesNamed(session, named, a, b), given.flag('json'));
      await terminal.print(lines);
    });
    return 0;
  },
};

/** One path or more, by name; the snapshot may be left out where only one has the name. */
function pathsNamed(session: CaseSession, snapshot: string | null, what: string): readonly NetworkPath[] {
  const candidates = snapshot === null ? session.snapshots() : [snapshotNamed(session, snapshot)];
  const found = candidates.flatMap((one) => {
    const name = onHost(one, what);
    const paths = name === null ? [] : findPaths(networkOf(session).node(one.id), name);
    return paths.length === 0 ? [] : [{ one, paths }];
  });
  const [only, ...others] = found;
  if (only === undefined) {
    const one = candidates.length === 1 ? candidates[0] : undefined;
    throw nothingNamed(what, one === undefined ? null : networkOf(session).node(one.id));
  }
  if (others.length > 0)
    throw severalSnapshots(
      what,
      found.map(({ one }) => one),
    );
  return only.paths;
}

/** `qvo48e06cd2-60` of `compute1:qvo48e06cd2-60`; null where the name is of another host. */
function onHost({ host }: SnapshotInfo, what: string): string | null {
  const found = /^([^:]+):([^:]+)$/.exec(what);
  if (found === null) return what;
  return found[1]?.toLowerCase() === host.toLowerCase() ? (found[2] ?? null) : null;
}

function severalSnapshots(what: string, snapshots: readonly SnapshotInfo[]): CodedError {
  const choice = snapshots.map(
    ({ id, host, label }) => `${id} (${host}${label === null ? '' : `@${label}`})`,
  );
  return new CodedError(
    'ambiguous',
    `${what} is in several snapshots: ${choice.join(', ')}. Name one with --snapshot.`,
  );
}

type Routes = Extract<RouteAnswer, { readonly kind: 'routes' }>;

/** Snapshots that belong together are one answer; where several such groups know both names, one must be chosen. */
function routesNamed(session: CaseSession, snapshot: string | null, a: string, b: string): Routes {
  const candidates = snapshot === null ? session.snapshots() : [snapshotNamed(session, snapshot)];
  const groups = new Map(candidates.map((one) => [caseIndexOf(session, one.id), one]));
  const answers = [...groups.values()].map((one) => ({
    one,
    answer: networkOf(session).route(one.id, a, b),
  }));
  const known = answers.filter(({ answer }) => answer.kind !== 'unknown');
  if (known.length > 1)
    throw severalSnapshots(
      `${a} or ${b}`,
      known.map(({ one }) => one),
    );
  const answer = (known[0] ?? answers[0])?.answer;
  if (answer === undefined) throw new CodedError('not-found', 'The case has no snapshots.');
  switch (answer.kind) {
    case 'routes':
      return answer;
    case 'unknown':
      throw new CodedError('not-found', `Nothing in these snapshots is called ${answer.name}.`);
    case 'ambiguous': {
      const name = answer.which === 'from' ? a : b;
      const choice = answer.candidates.map(pointText).join(', ');
      throw new CodedError('ambiguous', `${name} can be ${choice}. Name one by its id.`);
    }
  }
}

function pointText({ id, name, addresses }: RoutePoint): string {
  return `${id} (${[name, ...addresses].join(', ')})`;
}

function pathOutput(paths: readonly NetworkPath[], json: boolean): readonly string[] {
  const [first] = paths;
  if (first === undefined) return [];
  return json
    ? [JSON.stringify({ ...pathJson(first), paths: paths.map(pathJson) })]
    : paths.flatMap((path, index) => (index === 0 ? pathLines(path) : ['', ...pathLines(path)]));
}

function routeOutput({ forward, backward }: Routes, json: boolean): readonly string[] {
  return json
    ? [JSON.stringify({ ...pathJson(forward), backward: pathJson(backward) })]
    : [...routeLines(forward), '', ...routeLines(backward)];
}

function pathJson(path: NetworkPath | Route): Record<string, unknown> {
  return {
    ...path,
    hops: path.hops.map((hop) => ({
      ...hop,
      evidence: evidenceJson(hop.evidence),
      ...('notes' in hop
        ? { notes: hop.notes.map((note) => ({ ...note, evidence: evidenceJson(note.evidence) })) }
        : {}),
    })),
  };
}

function pathLines(path: NetworkPath): readonly string[] {
  const names = [path.instance, path.instanceName && `(${path.instanceName})`, path.interface];
  return [
    `${names.filter(Boolean).join(' ')}: ${path.complete ? 'complete' : 'incomplete'}`,
    ...path.hops.map((hop) => `  ${hopText(hop)}`),
  ];
}

/** Where a route ends, in a line, and its hops with what else is known of them. */
function routeLines(route: Route): readonly string[] {
  const end = route.complete
    ? 'complete'
    : `${route.end === 'broken' ? 'broken' : 'evidence ends'}: ${route.reason ?? ''}`;
  return [
    `${route.from.name} to ${route.to.name}: ${end}`,
    ...route.hops.flatMap((hop) => [
      `  ${hop.host}  ${hopText(hop)}`,
      ...(hop.status === 'known' && hop.reason !== null ? [`      ${hop.reason}`] : []),
      ...hop.notes.map(({ code, reason }) => `      ${code}: ${reason}`),
    ]),
    ...route.wants.map((command) => `  ask for: ${command}`),
  ];
}

/** `qvo48e06cd2-60  veth, ifindex 16, tag 1, ofport 5  [compute1 transcript.txt:95]` */
function hopText(hop: Hop | RouteHop): string {
  const facts = [
    hop.kind,
    hop.ifindex !== null && `ifindex ${hop.ifindex}`,
    hop.tag !== null && `tag ${hop.tag}`,
    hop.ofport !== null && `ofport ${hop.ofport}`,
    hop.tunnelId !== null && `tunnel id ${hop.tunnelId}`,
    hop.local !== null && `local ${hop.local}`,
    hop.remote !== null && `remote ${hop.remote}`,
    ...hop.addresses,
    ...('counters' in hop ? deviceText(hop) : []),
  ].filter((fact) => fact !== false);
  const status =
    hop.status === 'known' ? '' : `  ${hop.status}${hop.reason === null ? '' : `: ${hop.reason}`}`;
  const [first] = hop.evidence;
  const where = first === undefined ? '' : `  [${first.host} ${first.source}:${first.firstLine}]`;
  return `${hop.device ?? '?'}  ${facts.join(', ')}${status}${where}`;
}

/** What a route's hop knows of its device besides: namespace, MTU, state, and counters where something was lost. */
function deviceText(hop: RouteHop): readonly (string | false)[] {
  return [
    hop.netns !== null && hop.netns !== hop.device && `in ${hop.netns}`,
    hop.mtu !== null && `mtu ${hop.mtu}`,
    hop.state !== null && hop.state !== 'UP' && hop.state !== 'UNKNOWN' && `state ${hop.state}`,
    ...lostText(hop.counters),
  ];
}

function lostText(counters: readonly HopCounters[]): readonly string[] {
  const most = (read: (one: HopCounters) => number | null): number =>
    Math.max(0, ...counters.map((one) => read(one) ?? 0));
  const lost = [
    ['rx dropped', most((one) => one.rxDropped)],
    ['tx dropped', most((one) => one.txDropped)],
    ['rx errors', most((one) => one.rxErrors)],
    ['tx errors', most((one) => one.txErrors)],
  ] as const;
  return lost.flatMap(([what, count]) => (count > 0 ? [`${what} ${count}`] : []));
}

function nothingNamed(what: string, node: NodeModel | null): CodedError {
  if (node === null) return new CodedError('not-found', `There is no path of ${what} in any snapshot.`);
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
