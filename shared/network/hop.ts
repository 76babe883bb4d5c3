// Making hops: every field from what the node knows of the device, and the step's own evidence first.
import type { CaseEvidence } from '../evidence.ts';
import type { StoredFact } from '../facts.ts';
import { deviceId } from './device-kind.ts';
import { isStandbyGateway } from './backup-router.ts';
import { evidenceList } from './evidence-list.ts';
import type { BreakCode, DeviceKind, Hop, Knowledge } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { ovsBondId } from './ovs-bond-id.ts';

export interface Step {
  readonly status?: Knowledge;
  readonly reason?: string | null;
  readonly break?: BreakCode | null;
  /** Command lines that would show what is not known; none when the step is conclusive. */
  readonly wants?: readonly string[];
  readonly tag?: number | null;
  readonly tunnelId?: string | null;
  readonly mac?: string | null;
  readonly ifindex?: number | null;
  /** Where the device is, when it is known not to be in the host's own namespace. */
  readonly netns?: string | null;
  /** The facts that show the step itself. */
  readonly facts?: readonly (StoredFact | null | undefined)[];
  /** Evidence of other snapshots. */
  readonly evidence?: readonly CaseEvidence[];
}

/** A hop over a device of the host that some output names. */
export function deviceHop(node: NodeIndex, name: string, step: Step = {}): Hop {
  const elsewhere = step.netns ?? null;
  const view =
    elsewhere === null ? node.interfaces.byName(name) : node.interfaces.inNamespace(elsewhere, name);
  const port = elsewhere === null || view?.port ? node.ovs.portOf(name) : null;
  const bond = port !== null && port.interfaces.length > 1 && view === null;
  const kind = bond ? 'bond' : (view?.kind ?? node.interfaces.kindOf(name));
  const link = view?.link ?? null;
  const netns = link?.netns ?? elsewhere;
  const alone = port !== null && port.interfaces.length === 1 ? port : null;
  const ofport = view?.ovs?.ofport ?? alone?.ofport ?? null;
  const unfit = brokenByState(kind, netns, link?.state ?? null);
  const standby = unfit && isStandbyGateway(node.links, netns, name);
  const down = unfit ? downReason(name, link?.state ?? '') : null;
  const said = step.status === 'missing' ? null : ovsFailure(name, view?.ovs ?? alone);
  const own = said === null ? (down === null || standby ? null : 'link-down') : 'ovs-error';
  const broken = step.break ?? (step.status === 'missing' ? null : own);
  const reason = broken === null || broken === step.break ? null : (said ?? down);
  const standbyReason =
    standby && broken === null ? `${down}, as Neutron keeps it where the router is not active` : null;
  const stateFacts = node.linuxBridges.bridgeFacts(name);
  return {
    host: node.host,
    device: name,
    kind,
    ifindex: step.ifindex ?? link?.ifindex ?? view?.ovs?.ifindex ?? null,
    mac: link?.mac ?? view?.ovs?.mac ?? step.mac ?? null,
    mtu: link?.mtu ?? view?.ovs?.mtu ?? null,
    addresses: node.links.addressesOf(netns, name),
    tag: step.tag === undefined ? (bond ? port.tag : (alone?.tag ?? null)) : step.tag,
    ofport: kind === 'ovs-bridge' ? null : ofport,
    tunnelId: step.tunnelId ?? null,
    local: null,
    remote: null,
    status: broken === null ? (step.status ?? 'known') : 'missing',
    reason:
      [reason, standbyReason, step.reason].filter((text) => typeof text === 'string').join('; ') || null,
    break: broken,
    wants: step.wants ?? [],
    deviceId: bond ? ovsBondId(node, port) : (view?.id ?? deviceId(kind, name, elsewhere)),
    evidence: [
      ...evidenceList(
        node.facts,
        step.facts ?? [],
        link?.facts,
        bond ? port.rows : (alone?.facts ?? view?.ovs?.facts),
        stateFacts,
        kind === 'ovs-bridge' ? node.ovs.bridgeFacts(name) : [],
      ),
      ...(step.evidence ?? []),
    ],
  };
}

/** A hop that no output shows: its device may not even have a name. */
export function missingHop(
  node: NodeIndex,
  kind: DeviceKind,
  device: string | null,
  broken: BreakCode,
  reason: string,
  step: Step = {},
): Hop {
  return {
    host: node.host,
    device,
    kind,
    ifindex: step.ifindex ?? null,
    mac: step.mac ?? null,
    mtu: null,
    addresses: [],
    tag: step.tag ?? null,
    ofport: null,
    tunnelId: step.tunnelId ?? null,
    local: null,
    remote: null,
    status: 'missing',
    reason,
    break: broken,
    wants: step.wants ?? [],
    deviceId: device === null ? null : deviceId(kind, device),
    evidence: [...evidenceList(node.facts, step.facts ?? []), ...(step.evidence ?? [])],
  };
}

/** What the picture writes on a hop whose device is unknown: all that is known of it. */
export function nameOfMissing(hop: Hop): string {
  if (hop.device !== null) return hop.device;
  if (hop.ofport !== null) return `port ${hop.ofport}`;
  return hop.remote === null ? '?' : `to ${hop.remote}`;
}

/**
 * Open vSwitch's own devices are down by nature, in the host's own namespace; those that carry an instance's frames
 * must not be, nor what Neutron set up in a namespace.
 */
function brokenByState(kind: DeviceKind, netns: string | null, state: string | null): boolean {
  const carries = ['tap', 'veth', 'linux-bridge', 'nic', 'vlan', 'bond'].includes(kind);
  if (!carries && (netns === null || kind !== 'internal')) return false;
  return state === 'DOWN' || state === 'LOWERLAYERDOWN';
}

export function downReason(name: string, state: string): string {
  return `\`ip link\` shows ${name} in state ${state}`;
}

/** What Open vSwitch says that it could not do; ovs-vswitchd.conf.db(5), Interface table, `error` and `ofport`. */
function ovsFailure(
  name: string,
  port: { readonly error: string | null; readonly facts: readonly StoredFact[] } | null,
): string | null {
  if (port === null) return null;
  if (port.error !== null) return `Open vSwitch says of ${name}: ${port.error}`;
  const numbers = port.facts.flatMap((fact) =>
    isInterfaceRow(fact) && fact.data.name === name ? (fact.data.ofport ?? []) : [],
  );
  const failed = numbers.length > 0 && numbers.every((ofport) => ofport === -1);
  return failed ? `Open vSwitch could not add ${name}: its ofport is -1` : null;
}

function isInterfaceRow(fact: StoredFact): fact is StoredFact<'ovs-interface'> {
  return fact.kind === 'ovs-interface';
}
