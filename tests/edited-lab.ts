// Faults that nobody has made in the real deployments: outputs of one of their snapshots with lines edited, each fault
// in every output that shows it. Hosts that an edit leaves as they are, are read once.
import type { Finding } from '../shared/findings/finding.ts';
import { RouteFinder } from '../shared/network/route/find-route.ts';
import type { Route } from '../shared/network/route/route.ts';
import { emptyFacts, type FilledFacts } from './bundle-facts.ts';
import { type LabSnapshot, snapshotOf } from './unit/findings/lab-facts.ts';
import { caseOf, caseOfFacts, type Deployment } from './unit/network/route/measured.ts';

/** What an output of a host says instead; null leaves it out. */
export type Change = (text: string, commandLine: string, host: string) => string | null;

/** Outputs that say the same once more, in forms that edits do not write, and OVN's summaries of its tables. */
const repeats =
  /-f json|ovsdb-client|--names|bridge.dump-flows|OpenFlow1\d.*dump-flows|dpctl|^ip -[js]|lflow-list|sbctl (--no-leader-only )?show|dump-local|\.db$/;

interface Output {
  readonly path: string;
  readonly commandLine: string;
  readonly text: string;
}

interface Host {
  readonly name: string;
  readonly snapshotId: number;
  readonly outputs: readonly Output[];
  readonly facts: FilledFacts;
}

function readHost(name: string, snapshotId: number, outputs: readonly Output[]): FilledFacts {
  const facts = emptyFacts(name, snapshotId);
  for (const { path, text, commandLine } of outputs) facts.add(path, text, commandLine);
  return facts;
}

export class EditedLab {
  readonly #hosts: readonly Host[];

  private constructor(hosts: readonly Host[]) {
    this.#hosts = hosts;
  }

  static async open(deployment: Deployment, snapshot: string): Promise<EditedLab> {
    const { facts } = await caseOf(deployment, snapshot);
    return new EditedLab(
      facts.map(({ host: name, snapshotId, sources, text }) => {
        const outputs = [...sources.values()].flatMap(({ id, path, commandLine }) =>
          commandLine === null || repeats.test(commandLine) || path.includes('/db/')
            ? []
            : [{ path, commandLine, text: `${(text.get(id) ?? []).join('\n')}\n` }],
        );
        return { name, snapshotId, outputs, facts: readHost(name, snapshotId, outputs) };
      }),
    );
  }

  /** `called` renames the command lines. Hosts without any output left are not in the case. */
  changed(change: Change, called = (line: string): string => line): readonly FilledFacts[] {
    return this.#hosts.flatMap(({ name, snapshotId, outputs, facts }) => {
      const edited = outputs.flatMap(({ path, commandLine, text }) => {
        const said = change(text, commandLine, name);
        return said === null ? [] : [{ path, commandLine: called(commandLine), text: said }];
      });
      const isSame =
        edited.length === outputs.length &&
        edited.every((one, i) => one.text === outputs[i]?.text && one.commandLine === outputs[i].commandLine);
      if (edited.length === 0) return [];
      return [isSame ? facts : readHost(name, snapshotId, edited)];
    });
  }
}

/** A change of one host's outputs only. */
export const on =
  (host: string, change: Change): Change =>
  (text, line, name) =>
    name === host ? change(text, line, name) : text;

/** Several changes, one after the other. */
export const each =
  (...changes: readonly Change[]): Change =>
  (text, line, host) =>
    changes.reduce<string | null>((said, change) => (said === null ? null : change(said, line, host)), text);

/** Outputs of some command lines, each said anew. */
export const output =
  (lines: RegExp, edit: (text: string) => string | null): Change =>
  (text, line) =>
    lines.test(line) ? edit(text) : text;

/** The records of `ovs-vsctl list`, `ovn-sbctl list` that `pick` fits; null removes one. */
export function rows(text: string, pick: RegExp, edit: (row: string) => string | null): string {
  return text
    .split('\n\n')
    .flatMap((row) => (pick.test(row) ? (edit(row) ?? []) : [row]))
    .join('\n\n');
}

/** A port that was deleted: in the database, in OpenFlow and in the datapath. */
export const withoutPort =
  (port: string): Change =>
  (text, line) => {
    if (/vsctl show/.test(line))
      return text.replace(new RegExp(`        Port ${port}\\n(?: {12}.*\\n)+`), '');
    if (/list (Port|Interface)$/.test(line))
      return rows(text, new RegExp(`^name +: "?${port}"?$`, 'm'), () => null);
    if (/ofctl.* show |dump-ports-desc/.test(line))
      return text.replace(new RegExp(` \\S+\\(${port}\\): .*\\n(?: {5}.*\\n)*`), '');
    if (/dpif.show/.test(line)) return text.replace(new RegExp(`    ${port} .*\\n`), '');
    return text;
  };

/** Flows of a bridge that were deleted. */
export const withoutFlows =
  (bridge: string, flows: RegExp): Change =>
  (text, line) =>
    line === `ovs-ofctl dump-flows ${bridge}`
      ? text
          .split('\n')
          .filter((flow) => !flow.includes('actions=') || !flows.test(flow))
          .join('\n')
      : text;

/** Both ways between two ends, by names. */
export function routesBetween(
  facts: readonly FilledFacts[],
  from: string,
  to: string,
): { readonly forward: Route; readonly backward: Route } {
  const answer = new RouteFinder(caseOfFacts(facts)).find(from, to);
  if (answer.kind !== 'routes') throw new Error(`${from} to ${to}: ${answer.kind}`);
  return answer;
}

/** Both ways between all of some ends, by `FROM > TO`. */
export function routesAmong(
  facts: readonly FilledFacts[],
  ends: readonly string[],
): ReadonlyMap<string, Route> {
  const finder = new RouteFinder(caseOfFacts(facts));
  const found = new Map<string, Route>();
  ends.forEach((from, i) => {
    for (const to of ends.slice(i + 1)) {
      const answer = finder.find(from, to);
      if (answer.kind !== 'routes') throw new Error(`${from} to ${to}: ${answer.kind}`);
      found.set(`${from} > ${to}`, answer.forward).set(`${to} > ${from}`, answer.backward);
    }
  });
  return found;
}

/** Where a route ends and why, in short: `broken no-flow br-tun`. */
export const endOf = (route: Route | undefined): string =>
  `${route?.end ?? 'complete'} ${route?.code ?? ''} ${route?.hops.at(-1)?.device ?? '?'}`;

/** Findings in short, `error compute1 findings.dead-vlan.port veth/qvo…`; of one rule, or all. */
export function findingsIn(facts: readonly FilledFacts[], rule?: string): readonly string[] {
  const snapshot: LabSnapshot = snapshotOf(facts);
  return snapshot
    .findings()
    .filter((finding) => rule === undefined || finding.rule === rule)
    .map(shortOf);
}

const shortOf = ({ severity, host, message, devices }: Finding): string =>
  `${severity} ${host} ${message.key} ${devices[0] ?? ''}`;
