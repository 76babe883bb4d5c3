// What the real deployments' truth says of wiring. `matrix.json` has who could reach whom, measured with ping,
// TCP and the like; a path must be complete exactly where wiring joins the two. Wiring is told from the
// measurements like this:
//   some probe got through                                     joined
//   none does, and one did before a fault was made             broken by the fault
//   none did before either                                     as the way back was measured, else untold
//   none does, and nothing is a fault (or a rule was changed)   joined: a security group or anti-spoofing stops it,
//                                                              which `explained` must account for, pair by pair
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { indexCase, type CaseIndex } from '../../../../shared/network/case-index.ts';
import { hostFacts, type FilledFacts, type Part } from '../../../bundle-facts.ts';
import { sharedData } from '../../../shared-data.ts';

export type Deployment = 'lab' | 'ovn';

interface Probe {
  readonly kind: string;
  readonly src: string;
  readonly dst: string;
  readonly dst_ip: string;
  readonly ok: boolean;
}

interface Scenario {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  readonly changed_pairs: readonly { readonly src: string; readonly dst: string }[];
}

export interface TruthInstance {
  readonly host: string;
  readonly security_groups: readonly string[];
  readonly ports: readonly {
    readonly id: string;
    readonly network: string;
    readonly ip: string;
    readonly mac: string;
  }[];
}

export interface Truth {
  readonly instances: Readonly<Record<string, TruthInstance>>;
  readonly router: { readonly host?: string };
  /** Load balancers, by name. */
  readonly lb?: Readonly<Record<string, { readonly members: readonly string[] }>>;
}

export interface MeasuredPair {
  readonly src: string;
  readonly dst: string;
  /** Names for `network.route`: the source's address, or `outside`. */
  readonly from: string;
  readonly to: string;
  readonly wiring: 'joined' | 'broken' | 'untold';
  /** No probe got through, and no fault is the reason. */
  readonly stopped: boolean;
  /** One of the pairs that the scenario lists as changed. */
  readonly changed: boolean;
  /** Hosts that the frames pass. */
  readonly hosts: readonly string[];
}

function json<T>(...path: readonly string[]): T {
  return JSON.parse(readFileSync(sharedData(...path), 'utf8')) as T;
}

export function truthOf(deployment: Deployment, snapshot: string): Truth {
  return json(deployment, 'truth', snapshot, 'topology.json');
}

export function snapshotsOf(deployment: Deployment): readonly string[] {
  return readdirSync(sharedData(deployment, 'bundles')).sort();
}

export function hostsOf(deployment: Deployment, snapshot: string): readonly string[] {
  return readdirSync(sharedData(deployment, 'bundles', snapshot)).sort();
}

/** The fault or change that this snapshot was taken after; null for what was healthy. */
export function scenarioAfter(deployment: Deployment, snapshot: string): Scenario | null {
  const name = /^(.*)-after$/.exec(snapshot)?.[1];
  if (name === undefined || !existsSync(sharedData(deployment, 'truth', name))) return null;
  return json(deployment, 'truth', name, 'scenario.json');
}

/** All hosts of a snapshot as one case. */
export async function caseOf(
  deployment: Deployment,
  snapshot: string,
  part: Part = 'commands',
): Promise<{ readonly index: CaseIndex; readonly facts: readonly FilledFacts[] }> {
  const facts: FilledFacts[] = [];
  for (const host of hostsOf(deployment, snapshot)) {
    facts.push(await hostFacts(sharedData(deployment, 'bundles', snapshot), host, part, facts.length + 1));
  }
  return { index: caseOfFacts(facts), facts };
}

export function caseOfFacts(facts: readonly FilledFacts[]): CaseIndex {
  return indexCase(
    facts.map((own) => ({
      snapshotId: own.snapshotId,
      host: own.host,
      facts: () => own,
      flowsOf: own.flowsOf,
    })),
  );
}

/** Every pair of the snapshot's matrix, each once. */
export function measuredPairs(deployment: Deployment, snapshot: string): readonly MeasuredPair[] {
  const truth = truthOf(deployment, snapshot);
  const scenario = scenarioAfter(deployment, snapshot);
  const now = json<readonly Probe[]>(deployment, 'truth', snapshot, 'matrix.json');
  const before =
    scenario === null ? [] : json<readonly Probe[]>(deployment, 'truth', scenario.before, 'matrix.json');
  const through = (probes: readonly Probe[], src: string, dst: string): boolean =>
    probes.some((probe) => probe.src === src && probe.dst === dst && probe.ok);
  const pairs = new Map(now.map((probe) => [`${probe.src} ${probe.dst}`, probe]));
  return [...pairs.values()].map(({ src, dst, dst_ip: to }): MeasuredPair => {
    const fault = scenario?.kind === 'fault';
    const joined = through(now, src, dst);
    // The same two interfaces, the other way round.
    const back = now.filter(
      (probe) =>
        probe.src === instanceOf(dst) &&
        instanceOf(probe.dst) === src &&
        sourceAddress(truth, probe.src, probe.dst) === to,
    );
    const backNow = back.some((probe) => probe.ok);
    const backBefore = back.some((probe) => through(before, probe.src, probe.dst));
    const wiring =
      joined || !fault
        ? 'joined'
        : through(before, src, dst)
          ? 'broken'
          : backNow
            ? 'joined'
            : backBefore
              ? 'broken'
              : 'untold';
    // Which backend a probe met is the connection's choice; one that is broken says nothing of the others.
    const chosen = truth.lb?.[dst] !== undefined && !joined && fault;
    return {
      src,
      dst,
      from: sourceAddress(truth, src, dst),
      to,
      wiring: chosen ? 'untold' : wiring,
      stopped: !joined && !fault,
      changed: (scenario?.changed_pairs ?? []).some((pair) => pair.src === src && pair.dst === dst),
      hosts: hostsBetween(deployment, truth, src, dst),
    };
  });
}

function instanceOf(end: string): string {
  return end.split('.')[0] ?? end;
}

/** An instance with several interfaces sends by the one in the destination's network, else by its first. */
function sourceAddress(truth: Truth, src: string, dst: string): string {
  const ports = truth.instances[src]?.ports ?? [];
  const network = dst.split('.')[1];
  return (ports.find((port) => port.network === network) ?? ports[0])?.ip ?? 'outside';
}

/** OVN routes where the source is; Neutron's router is on one host, between networks and for all that it serves. */
function hostsBetween(deployment: Deployment, truth: Truth, src: string, dst: string): readonly string[] {
  const [name = '', network = ''] = dst.split('.');
  const from = truth.instances[src];
  const to = truth.instances[name];
  const inside = from?.ports.some((port) => port.network === network) === true && to !== undefined;
  const router = deployment === 'lab' && !inside ? [truth.router.host ?? ''] : [];
  return [...new Set([from?.host ?? [], to?.host ?? [], router].flat())];
}

/**
 * Why no probe of a joined pair gets through: the ends have no security group in common (the default group lets
 * in its own members only), one is in a stateless group (answers to what it sends are not let in), or the
 * destination is another interface's address of an instance that answers by the one in the source's network
 * (the deployments' READMEs). Null: nothing explains it, and the wiring must.
 */
export function explained(truth: Truth, { src, dst }: MeasuredPair): string | null {
  const [name = '', network] = dst.split('.');
  const from = truth.instances[src];
  const to = truth.instances[name];
  if (from?.security_groups.includes('stateless') || to?.security_groups.includes('stateless'))
    return 'stateless group';
  const members = truth.lb?.[dst]?.members;
  if (members?.includes(src)) return 'the backend that was chosen is the source itself';
  if (members !== undefined && from?.security_groups.length === 0) return 'no group in common';
  if (to === undefined) return null;
  if (to.ports.length > 1 && from?.ports.every((port) => port.network !== network) === true)
    return 'asymmetric answer';
  const shared = (from?.security_groups ?? []).filter((group) => to.security_groups.includes(group));
  return shared.length === 0 ? 'no group in common' : null;
}
