// Where the bridges of a host take a frame: from the integration bridge through patches to tunnels and
// NICs, and from those back to the integration bridge. What each bridge does, its flows say.
import type { StoredFact } from '../../facts.ts';
import { deadVlan, isPatch, isPhysical, isTunnel, localPort, type OvsPortView } from '../ovs-index.ts';
import type { Step } from '../hop.ts';
import { reservedPorts } from '../../openflow/fields.ts';
import type { Port } from '../../openflow/tree.ts';
import { firstStep, walkFrame, walkToMiss, type Walk } from './frame-walk.ts';
import type { RouteHost } from './route-host.ts';
import type { RouteHop } from './route.ts';

/** A frame between bridges. */
export interface Carried {
  readonly vlan: number | null;
  readonly tunnelId: bigint | null;
  readonly source: string | null;
  readonly destination: string | null;
}

/** What was passed on the way, in order; made to hops when the way is taken. */
export type Chain = readonly { readonly device: string; readonly step: Step }[];

export type Way =
  | {
      readonly kind: 'tunnel';
      readonly port: OvsPortView;
      readonly tunnelId: bigint | null;
      readonly source: string | null;
      /** Where flows set it. */
      readonly remote: string | null;
      readonly chain: Chain;
      readonly walk: Walk;
    }
  | { readonly kind: 'nic'; readonly port: OvsPortView; readonly vlan: number | null; readonly chain: Chain }
  /** Sent to a port that the bridge does not have. */
  | {
      readonly kind: 'lost';
      readonly bridge: string;
      readonly output: string;
      readonly tunnelId: bigint | null;
      readonly chain: Chain;
      readonly walk: Walk;
    }
  /** The flows of a bridge send it nowhere. */
  | { readonly kind: 'dropped'; readonly bridge: string; readonly chain: Chain; readonly walk: Walk }
  /** The bridge would send it by all its ports, and has none that leads on. */
  | { readonly kind: 'dead-end'; readonly bridge: string; readonly chain: Chain }
  /** What the bridge does is not known; `wants` would show it. */
  | {
      readonly kind: 'unknown';
      readonly bridge: string;
      readonly reason: string;
      readonly wants: readonly string[];
      readonly chain: Chain;
    };

export function hopsOfChain(host: RouteHost, chain: Chain): readonly RouteHop[] {
  return chain.map(({ device, step }) => host.hop(device, step));
}

/** Whether a port passes frames of a VLAN, and how they look behind it; ovs-vswitchd.conf.db(5), Port, VLAN Configuration. */
function passes(port: OvsPortView, vlan: number | null): { readonly vlan: number | null } | null {
  if (port.tag !== null && port.tag !== 0) return port.tag === vlan ? { vlan: null } : null;
  const trunks = port.rows.map(({ data }) => data.trunks).find((list) => list !== null && list.length > 0);
  if (trunks !== undefined && vlan !== null && !trunks?.includes(vlan)) return null;
  return { vlan };
}

/** The patches of a bridge whose other halves are known, each half naming the other. */
export function patchesOf(
  host: RouteHost,
  bridge: string,
): readonly { readonly near: OvsPortView; readonly far: OvsPortView }[] {
  const { ovs } = host.node;
  return ovs.ports(bridge).flatMap((near) => {
    const far = isPatch(near) ? ovs.portOf(near.options['peer'] ?? '') : null;
    return far !== null && far.options['peer'] === near.name ? [{ near, far }] : [];
  });
}

/** A patch port whose other half is not there, or is another port's: where it is, and what is wrong with it. */
export interface BrokenPatch {
  readonly port: OvsPortView;
  readonly reason: string;
}

/**
 * Patches that should join a bridge to another and do not: its own halves, and halves elsewhere that name a port which
 * no bridge has; those only where the bridge has no other port that leads there.
 */
export function brokenPatches(host: RouteHost, bridge: string): readonly BrokenPatch[] {
  const { ovs } = host.node;
  const whole = new Set(patchesOf(host, bridge).map(({ near }) => near.name));
  const joined = new Set(patchesOf(host, bridge).map(({ far }) => far.bridge));
  const own = ovs.ports(bridge).filter((port) => isPatch(port) && !whole.has(port.name));
  const elsewhere = ovs.bridges
    .filter((other) => other !== bridge && !joined.has(other))
    .flatMap((other) => ovs.ports(other))
    .filter((port) => isPatch(port) && ovs.portOf(port.options['peer'] ?? '') === null);
  return (own.length > 0 ? own : elsewhere).map((port) => {
    const name = port.options['peer'];
    const far = ovs.portOf(name ?? '');
    const wrong =
      name === undefined || name === ''
        ? 'has no peer'
        : far === null
          ? `is a patch to ${name}, which is not there`
          : `is a patch to ${name} of ${far.bridge}, and that is none back`;
    return { port, reason: `${port.name} of ${port.bridge} ${wrong}` };
  });
}

/** Ways out of the integration bridge for a frame that it forwards as a learning switch would. */
export function waysOut(host: RouteHost, bridge: string, frame: Carried): readonly Way[] {
  return onwards(host, bridge, null, frame, [], new Set([bridge]));
}

/** From a bridge that forwards by MAC: to each of its ports but the one it came by. */
function onwards(
  host: RouteHost,
  bridge: string,
  inPort: OvsPortView | null,
  frame: Carried,
  chain: Chain,
  seen: ReadonlySet<string>,
): readonly Way[] {
  return host.node.ovs.ports(bridge).flatMap((port): readonly Way[] => {
    if (port.name === inPort?.name || port.name === bridge) return [];
    const passed = passes(port, frame.vlan);
    if (passed === null) return [];
    return byPort(host, port, { ...frame, vlan: passed.vlan }, chain, seen, null);
  });
}

function byPort(
  host: RouteHost,
  port: OvsPortView,
  frame: Carried,
  chain: Chain,
  seen: ReadonlySet<string>,
  walk: Walk | null,
): readonly Way[] {
  if (isTunnel(port)) {
    if (walk === null) return [];
    return [
      { kind: 'tunnel', port, tunnelId: frame.tunnelId, source: frame.source, remote: null, chain, walk },
    ];
  }
  if (isPatch(port)) {
    const patch = patchesOf(host, port.bridge).find(({ near }) => near.name === port.name);
    if (patch === undefined || seen.has(patch.far.bridge)) return [];
    const { near, far } = patch;
    const step = { facts: near.facts };
    return through(
      host,
      far,
      { ...frame, tunnelId: null },
      [...chain, { device: near.name, step }, { device: far.name, step: { facts: far.facts } }],
      new Set([...seen, far.bridge]),
    );
  }
  if (isPhysical(port) && host.node.veths.peerOf(port.name).name === null)
    return [{ kind: 'nic', port, vlan: frame.vlan, chain }];
  return [];
}

/** Through a bridge by its flows, a frame coming in by `inPort`. */
function through(
  host: RouteHost,
  inPort: OvsPortView,
  frame: Carried,
  chain: Chain,
  seen: ReadonlySet<string>,
): readonly Way[] {
  const { bridge } = inPort;
  const passed = intoBridge(inPort, frame.vlan);
  if (passed === null) return [];
  const missing = missingOutputs(host, bridge, inPort);
  if (missing !== null)
    return [
      { kind: 'unknown', bridge, ...missing, chain: [...chain, { device: bridge, step: { tag: null } }] },
    ];
  const walk = walkFrame(host.tables(bridge), frameOf(inPort, { ...frame, vlan: passed.vlan }));
  if (walk.sent.length === 0) {
    const facts = walk.flows;
    return [
      { kind: 'dropped', bridge, chain: [...chain, { device: bridge, step: { tag: null, facts } }], walk },
    ];
  }
  return walk.sent.flatMap((sent): readonly Way[] => {
    const tunnelId = sent.tunnelId === null || sent.tunnelId === 0n ? null : sent.tunnelId;
    const onBridge = {
      device: bridge,
      step: {
        tag: sent.vlan,
        tunnelId: tunnelId === null ? null : hexadecimal(tunnelId),
        facts: walk.flows,
      },
    };
    const sentFrame = { ...frame, vlan: sent.vlan, source: sent.source, tunnelId };
    const longer = [...chain, onBridge];
    if (sent.port === 'normal' || isFlood(sent.port)) {
      const ways = onwards(host, bridge, inPort, sentFrame, longer, seen);
      return ways.length > 0 ? ways : [{ kind: 'dead-end', bridge, chain: longer }];
    }
    const port = portNamed(host, bridge, sent.port);
    if (port === 'own') return [];
    if (port === null) {
      const output = sent.port.kind === 'number' ? String(sent.port.number) : sent.port.name;
      return [{ kind: 'lost', bridge, output, tunnelId, chain: longer, walk }];
    }
    const ways = byPort(host, port, sentFrame, longer, seen, walk);
    if (sent.tunnelDestination === null) return ways;
    const remote = ipv4(sent.tunnelDestination);
    return ways.map((way) => (way.kind === 'tunnel' ? { ...way, remote } : way));
  });
}

/** An access port takes untagged frames into its VLAN. */
function intoBridge(port: OvsPortView, vlan: number | null): { readonly vlan: number | null } | null {
  if (port.tag === null || port.tag === 0) return { vlan };
  return vlan === null || vlan === port.tag ? { vlan: port.tag } : null;
}

function isFlood(port: Port): boolean {
  return (
    port.kind === 'number' && (port.number === reservedPorts['FLOOD'] || port.number === reservedPorts['ALL'])
  );
}

function portNamed(host: RouteHost, bridge: string, port: Port): OvsPortView | 'own' | null {
  const { ovs } = host.node;
  if (port.kind === 'number') {
    if (port.number === localPort || port.number >= 0xff00) return 'own';
    return ovs.portByNumber(bridge, port.number);
  }
  return port.name === bridge ? 'own' : (ovs.ports(bridge).find(({ name }) => name === port.name) ?? null);
}

function frameOf(inPort: OvsPortView, frame: Carried): Parameters<typeof walkFrame>[1] {
  return {
    inPort: inPort.ofport,
    inPortName: inPort.name,
    vlan: frame.vlan,
    source: frame.source,
    destination: frame.destination,
    tunnelId: frame.tunnelId,
  };
}

/** Which outputs are not there that would say what a bridge does with what comes in by a port. */
function missingOutputs(
  host: RouteHost,
  bridge: string,
  inPort: OvsPortView,
): { readonly reason: string; readonly wants: readonly string[] } | null {
  if (host.tables(bridge).count === 0 && host.emptied(bridge) === null) {
    const isListed = host.node.facts.of('empty-flow-dump').some(({ data }) => data.bridge === bridge);
    return isListed
      ? {
          reason: `${bridge} of ${host.name} has no flow, and its fail mode is not known to be secure: whether it forwards by itself is unknown`,
          wants: [`ovs-appctl bridge/dump-flows ${bridge}`],
        }
      : {
          reason: `no \`ovs-ofctl dump-flows ${bridge}\` of ${host.name}: what ${bridge} does with it is unknown`,
          wants: [`ovs-ofctl dump-flows ${bridge}`],
        };
  }
  if (!host.tables(bridge).beginsKnown) {
    return {
      reason: `the dump of ${bridge} of ${host.name} names its tables, and which of them is the first is unknown`,
      wants: [`ovs-ofctl --no-names dump-flows ${bridge}`],
    };
  }
  if (inPort.ofport === null && host.tables(bridge).numbersPorts) {
    return {
      reason: `no \`ovs-ofctl show ${bridge}\` of ${host.name}: its flows name port numbers, and which of them is ${inPort.name} is unknown`,
      wants: [`ovs-ofctl show ${bridge}`],
    };
  }
  return null;
}

/** How a frame got to the bridge that was looked for, or the first thing that stopped it. */
export type Arrival =
  | { readonly kind: 'there'; readonly vlan: number | null; readonly by: OvsPortView; readonly chain: Chain }
  | {
      readonly kind: 'dropped';
      readonly bridge: string;
      readonly by: OvsPortView;
      readonly chain: Chain;
      readonly walk: Walk;
    }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly wants: readonly string[];
      readonly chain: Chain;
    };

/**
 * From a port that frames come in by (a tunnel, a NIC) to the bridge `target`. On `target` itself the flows of
 * table 0 say which VLAN frames of a patch have there; what its firewall does is set aside.
 */
export function arrive(host: RouteHost, inPort: OvsPortView, frame: Carried, target: string): Arrival {
  return arriveBy(host, inPort, frame, target, [], new Set());
}

function arriveBy(
  host: RouteHost,
  inPort: OvsPortView,
  frame: Carried,
  target: string,
  chain: Chain,
  seen: ReadonlySet<string>,
): Arrival {
  const { bridge } = inPort;
  const passed = intoBridge(inPort, frame.vlan);
  const facts = passed === null ? inPort.facts : [];
  const stuck: Arrival = {
    kind: 'dropped',
    bridge,
    by: inPort,
    chain: [...chain, { device: bridge, step: { tag: frame.vlan, facts } }],
    walk: { sent: [], flows: [], dropping: null, missed: null, unsure: [] },
  };
  if (passed === null) return stuck;
  const coming = { ...frame, vlan: passed.vlan };
  if (bridge === target) return onTarget(host, inPort, coming, chain);
  const missing = missingOutputs(host, bridge, inPort);
  if (missing !== null)
    return { kind: 'unknown', ...missing, chain: [...chain, { device: bridge, step: {} }] };
  const walk = walkFrame(host.tables(bridge), frameOf(inPort, coming));
  const there: Chain = [
    ...chain,
    {
      device: bridge,
      step: {
        tag: walk.sent[0]?.vlan ?? null,
        tunnelId: frame.tunnelId === null ? null : hexadecimal(frame.tunnelId),
        facts: walk.flows,
      },
    },
  ];
  const blocked: Arrival = { kind: 'dropped', bridge, by: inPort, chain: there, walk };
  let best: Arrival = blocked;
  for (const { near, far } of patchesOf(host, bridge)) {
    if (seen.has(far.bridge) || near.name === inPort.name) continue;
    for (const sent of walk.sent) {
      const to = sent.port === 'normal' || isFlood(sent.port) ? 'every' : portNamed(host, bridge, sent.port);
      if (to === null || to === 'own' || (to !== 'every' && to.name !== near.name)) continue;
      const passedOn = passes(near, sent.vlan);
      if (passedOn === null) continue;
      const longer: Chain = [
        ...there,
        { device: near.name, step: { facts: near.facts } },
        { device: far.name, step: { facts: far.facts } },
      ];
      const found = arriveBy(
        host,
        far,
        { ...frame, vlan: passedOn.vlan, tunnelId: null },
        target,
        longer,
        new Set([...seen, bridge]),
      );
      if (found.kind === 'there') return found;
      if (best === blocked) best = found;
    }
  }
  return best;
}

function onTarget(host: RouteHost, inPort: OvsPortView, frame: Carried, chain: Chain): Arrival {
  const { bridge } = inPort;
  const dropped = droppedBy(host, inPort, frame);
  if (dropped !== null) {
    const step = { tag: frame.vlan, facts: dropped.flows };
    return {
      kind: 'dropped',
      bridge,
      by: inPort,
      chain: [...chain, { device: bridge, step }],
      walk: dropped,
    };
  }
  const step = firstOf(host, inPort, frame);
  const known = step === null || step === 'missed' ? null : step;
  const vlan = known === null ? frame.vlan : known.vlan;
  const facts = known === null ? [] : [known.flow];
  return {
    kind: 'there',
    vlan,
    by: inPort,
    chain: [...chain, { device: bridge, step: { tag: vlan, facts } }],
  };
}

/** What table 0 of the integration bridge surely does; null where that depends on what is not known. */
function firstOf(host: RouteHost, inPort: OvsPortView, frame: Carried): ReturnType<typeof firstStep> {
  const tables = host.tables(inPort.bridge);
  return inPort.ofport === null && tables.numbersPorts ? null : firstStep(tables, frameOf(inPort, frame));
}

/** How the integration bridge surely drops frames of a port as they come in; null where it lets them on, or that is unknown. */
export function droppedAtEntry(host: RouteHost, port: OvsPortView, source: string | null): Walk | null {
  if (port.tag === deadVlan) return null;
  return droppedBy(host, port, { vlan: null, tunnelId: null, source, destination: null });
}

/** How table 0 surely drops what comes in by a port, whatever its MACs: by a flow, or for want of one. */
export function droppedAtFirst(host: RouteHost, port: OvsPortView): Walk | null {
  const step = firstOf(host, port, { vlan: null, tunnelId: null, source: null, destination: null });
  if (step === 'missed')
    return missesAreSure(host, port.bridge)
      ? { sent: [], flows: [], dropping: null, missed: 0, unsure: [] }
      : null;
  return step?.drops ? dropOf(step.flow) : null;
}

/**
 * Dropped by the flow of table 0 that takes them, or because no flow at all does, there or in a table that they are sent
 * on to. A flow that drops them further on is the firewall's, which is set aside.
 */
function droppedBy(host: RouteHost, inPort: OvsPortView, frame: Carried): Walk | null {
  const step = firstOf(host, inPort, frame);
  if (step === null) return null;
  if (step !== 'missed' && step.drops) return dropOf(step.flow);
  if (!missesAreSure(host, inPort.bridge)) return null;
  return walkToMiss(host.tables(inPort.bridge), frameOf(inPort, frame));
}

function dropOf(flow: StoredFact<'flow'>): Walk {
  return { sent: [], flows: [flow], dropping: flow, missed: null, unsure: [] };
}

/** All flows of a bridge are known: what none of them takes is dropped. */
function missesAreSure(host: RouteHost, bridge: string): boolean {
  return host.emptied(bridge) !== null || (host.hasAllFlows(bridge) && host.tables(bridge).beginsKnown);
}

/** As Open vSwitch writes a tunnel id: `0x22a`. */
export function hexadecimal(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function ipv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}
