// From a port of an OVS bridge outwards. Which way a local VLAN leaves the bridge is read from flows:
// through the patch to the tunnel bridge, through a provider bridge, or straight out of a NIC.
import type { StoredFact } from '../facts.ts';
import { commandOf } from './evidence-list.ts';
import { deviceHop, missingHop, type Step } from './hop.ts';
import type { Hop } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { deadVlan, type OvsPortView } from './ovs-port.ts';
import { datapathHops, tunnelHops, useOf } from './tunnel-path.ts';
import { physicalPorts } from './underlay-path.ts';
import type { TunnelUse } from './tunnel-use.ts';
import type { VlanTranslation } from './vlan-flows.ts';

interface Patch {
  readonly near: OvsPortView;
  readonly far: OvsPortView;
}

interface Exit {
  readonly patch: Patch;
  readonly use: TunnelUse | null;
  readonly provider: Provider | null;
}

interface Provider {
  /** The VLAN on the physical network; null when it is untagged (a flat network) or not known. */
  readonly segment: number | null;
  readonly flows: readonly StoredFact<'flow'>[];
}

interface Doubt {
  readonly reason: string;
  readonly wants: readonly string[];
}

const dumpOf = (bridge: string): string => `ovs-ofctl dump-flows ${bridge}`;

/** What the port's own hop has to say of its VLAN: dead, missing, or fine; and where the outputs differ. */
export function vlanStep(node: NodeIndex, port: OvsPortView): Step {
  const step = stepByTag(node, port);
  if (port.conflict === null) return step;
  const reason = step.reason ? `${step.reason}; ${port.conflict}` : port.conflict;
  return { ...step, reason, facts: [...(step.facts ?? []), ...port.rows] };
}

function stepByTag(node: NodeIndex, port: OvsPortView): Step {
  if (port.tag === deadVlan) {
    const drops = node.vlanFlows(port.bridge).drops.get(deadVlan) ?? [];
    const dropped = drops.length > 0 ? `, which a flow of ${port.bridge} drops` : '';
    return {
      break: 'dead-vlan',
      reason: `${port.name} is in VLAN ${deadVlan}${dropped}: Neutron's agent has set the port down`,
      facts: [...port.rows, ...drops],
    };
  }
  if (
    port.tag === null &&
    port.tagKnown &&
    node.ovs.hasTags(port.bridge) &&
    !hasOwnTunnels(node, port.bridge)
  ) {
    return {
      break: 'no-tag',
      reason: `${port.name} has no tag in ${portListing(node, port)}: no local VLAN was given to it`,
    };
  }
  if (!port.tagKnown) {
    return { reason: `no \`ovs-vsctl show\`: the tag of ${port.name} is unknown`, wants: ['ovs-vsctl show'] };
  }
  return {};
}

/** The output that shows the port's row. */
function portListing(node: NodeIndex, port: OvsPortView): string {
  const shown = port.rows.find((fact) => fact.data.tag !== null) ?? port.rows[0];
  return shown ? commandOf(node.facts, shown) : 'its Port row';
}

/** The bridge that `port` is in, and on to the wire. Behind the dead VLAN: as the port's own VLAN would go. */
export function hopsFromPort(
  node: NodeIndex,
  port: OvsPortView,
  seen: ReadonlySet<string> = new Set(),
): readonly Hop[] {
  const dead = port.tag === deadVlan;
  const vlan = dead ? port.notedTag : port.tag;
  const { bridge } = port;
  const hidden =
    dead && vlan === null
      ? `the VLAN behind the dead one is unknown: \`ovs-vsctl list port ${port.name}\` shows it as other_config:tag`
      : null;
  const noting = dead && vlan !== null ? port.rows.filter((fact) => 'tag' in fact.data.otherConfig) : [];
  const bridgeHop = deviceHop(node, bridge, {
    tag: vlan,
    reason: hidden,
    wants: hidden === null ? [] : [`ovs-vsctl list port ${port.name}`],
    facts: [...noting, ...port.facts],
  });
  const hops = [bridgeHop, ...leave(node, port, vlan, new Set([...seen, bridge]))];
  if (!dead || vlan === null) return hops;
  const why = `${port.name} is in the dead VLAN; other_config:tag of its Port row says VLAN ${vlan}`;
  return hops.map((hop) => inferredBy(why, hop));
}

/** The hop, if it is there at all, follows from what `why` says. */
function inferredBy(why: string, hop: Hop): Hop {
  if (hop.status === 'missing') return hop;
  return { ...hop, status: 'inferred', reason: hop.reason === null ? why : `${why}; ${hop.reason}` };
}

function leave(
  node: NodeIndex,
  port: OvsPortView,
  vlan: number | null,
  seen: ReadonlySet<string>,
): readonly Hop[] {
  const { bridge } = port;
  const patches = patchesOf(node, bridge).filter((patch) => !seen.has(patch.far.bridge));
  const exits = patches.map((patch): Exit => exitBy(node, bridge, patch, vlan));
  const proven = exits.filter((exit) => exit.use !== null || exit.provider !== null);
  if (proven.length > 0) return proven.flatMap((exit) => exitHops(node, exit, vlan, null));
  if (hasOwnTunnels(node, bridge)) return ownTunnels(node, port, vlan);

  const trunk =
    vlan === null ? patches.find((patch) => patch.near.tag === null && patch.far.tag !== null) : undefined;
  if (trunk) return [...patchHops(node, trunk, {}), ...hopsFromPort(node, trunk.far, seen)];

  const overlay = patches.filter((patch) => hasOwnTunnels(node, patch.far.bridge));
  const likely = overlay.length === 1 ? overlay[0] : patches.length === 1 ? patches[0] : undefined;
  if (likely) {
    const exit: Exit = { patch: likely, use: null, provider: null };
    return exitHops(node, exit, vlan, whyLikely(node, likely, vlan, overlay.length === 1));
  }
  const halves = node.ovs.patches(bridge);
  if (patches.length === 0 && halves.length === 0) {
    const physical = physicalPorts(node, bridge, new Set());
    if (physical.length > 0) return physical;
    return [
      missingHop(
        node,
        'patch',
        null,
        'no-patch',
        `no patch, tunnel or physical port of ${bridge} is known: \`ovs-vsctl show\``,
        { wants: ['ovs-vsctl show'] },
      ),
    ];
  }
  if (patches.length === 0) {
    const names = halves
      .map((port) => `${port.name} (peer ${port.options['peer'] ?? 'not known'})`)
      .join(', ');
    return [
      missingHop(node, 'patch', null, 'no-patch', `no patch port of ${bridge} has a peer: ${names}`, {
        facts: halves.flatMap((port) => port.facts),
      }),
    ];
  }
  const ways = patches.map((patch) => patch.far.bridge).join(', ');
  const reason = `no flow says whether ${vlan === null ? 'its' : `VLAN ${vlan}'s`} frames leave ${bridge} by ${ways}: \`ovs-ofctl dump-flows\` of these bridges`;
  const wants = [bridge, ...patches.map((patch) => patch.far.bridge)].map(dumpOf);
  return [missingHop(node, 'patch', null, 'no-patch', reason, { wants })];
}

function patchesOf(node: NodeIndex, bridge: string): readonly Patch[] {
  return node.ovs.patches(bridge).flatMap((near) => {
    const far = node.ovs.portOf(near.options['peer'] ?? '');
    return far && far.options['peer'] === near.name ? [{ near, far }] : [];
  });
}

function exitBy(node: NodeIndex, bridge: string, patch: Patch, vlan: number | null): Exit {
  if (vlan === null) return { patch, use: null, provider: null };
  const use = useOf(node, patch.far.bridge, vlan);
  return { patch, use, provider: use === null ? providerBy(node, bridge, patch, vlan) : null };
}

/** Out: `in_port=phy-br-X,dl_vlan=LOCAL actions=strip_vlan` there; in: `in_port=int-br-X actions=mod_vlan_vid:LOCAL` here. */
function providerBy(node: NodeIndex, bridge: string, patch: Patch, vlan: number): Provider | null {
  const out = node
    .vlanFlows(patch.far.bridge)
    .translationsFrom(vlan)
    .filter((entry) => comesBy(entry, patch.far));
  const back = node
    .vlanFlows(bridge)
    .translationsTo(vlan)
    .filter((entry) => comesBy(entry, patch.near));
  const flows = [...out, ...back].map((entry) => entry.flow);
  if (flows.length === 0) return null;
  const segment =
    out.find((entry) => entry.to > 0)?.to ?? back.find((entry) => entry.from !== null)?.from ?? null;
  return { segment, flows };
}

function comesBy(entry: VlanTranslation, port: OvsPortView): boolean {
  return entry.inPort !== null && (entry.inPort === port.name || entry.inPort === String(port.ofport));
}

/** Why a patch is taken without a flow that proves it, and what would prove it. */
function whyLikely(node: NodeIndex, patch: Patch, vlan: number | null, overlay: boolean): Doubt {
  const { bridge } = patch.far;
  const only = overlay
    ? `${bridge} is the only bridge with tunnels behind a patch`
    : `${patch.near.name} is the only patch`;
  const flows = node.vlanFlows(bridge);
  if (vlan === null) return { reason: `${only}; the local VLAN is unknown`, wants: [] };
  if (flows.count === 0) {
    return { reason: `${only}; no \`ovs-ofctl dump-flows ${bridge}\``, wants: [dumpOf(bridge)] };
  }
  return { reason: `${only}; no flow of ${bridge} names VLAN ${vlan}`, wants: [] };
}

function exitHops(node: NodeIndex, exit: Exit, vlan: number | null, doubt: Doubt | null): readonly Hop[] {
  const { patch, use, provider } = exit;
  const { bridge } = patch.far;
  const step: Step = doubt === null ? {} : { status: 'inferred', ...doubt };
  const hops = [...patchHops(node, patch, step)];
  if (use !== null || (provider === null && hasOwnTunnels(node, bridge))) {
    hops.push(
      deviceHop(node, bridge, {
        ...step,
        tag: null,
        tunnelId: use?.tunnelId ?? null,
        facts: use?.flows ?? [],
      }),
    );
    return [...hops, ...tunnelHops(node, bridge, vlan, use)];
  }
  hops.push(
    deviceHop(node, bridge, {
      ...step,
      tag: provider ? provider.segment : vlan,
      facts: provider?.flows ?? [],
    }),
  );
  const physical = physicalPorts(node, bridge, new Set([patch.far.name, bridge]));
  if (physical.length > 0) return [...hops, ...physical];
  const reason = `${bridge} has no physical port in \`ovs-vsctl show\``;
  return [
    ...hops,
    missingHop(node, 'nic', null, 'no-underlay', reason, { facts: node.ovs.bridgeFacts(bridge) }),
  ];
}

function patchHops(node: NodeIndex, patch: Patch, step: Step): readonly Hop[] {
  return [
    deviceHop(node, patch.near.name, { ...step, facts: patch.near.facts }),
    deviceHop(node, patch.far.name, { ...step, facts: patch.far.facts }),
  ];
}

function hasOwnTunnels(node: NodeIndex, bridge: string): boolean {
  return node.ovs.tunnels(bridge).length > 0;
}

/** OVN and others put tunnels on the integration bridge itself; OVN's flows say to which a port's datapath goes. */
function ownTunnels(node: NodeIndex, port: OvsPortView, vlan: number | null): readonly Hop[] {
  const { bridge } = port;
  const use = useOf(node, bridge, vlan);
  if (use !== null) return tunnelHops(node, bridge, vlan, use);
  const datapath = port.ofport === null ? null : node.vlanFlows(bridge).datapathUse(port.ofport);
  if (datapath !== null) return datapathHops(node, bridge, datapath);
  const tunnels = node.ovs.tunnels(bridge);
  const list = tunnels.map(
    (tunnel) => `${tunnel.name} to ${tunnel.options['remote_ip'] ?? 'an address set by flows'}`,
  );
  const unread = node.vlanFlows(bridge).count === 0;
  const reason = unread
    ? `${bridge} has tunnels of its own (${list.join(', ')}); which of them this port's network uses \`ovs-ofctl dump-flows ${bridge}\` would say`
    : `${bridge} has tunnels of its own (${list.join(', ')}), and no flow says which of them ${port.name} uses`;
  return [
    missingHop(node, 'tunnel', null, 'no-tunnel-id', reason, {
      facts: tunnels.flatMap((tunnel) => tunnel.facts),
      wants: unread ? [dumpOf(bridge)] : [],
    }),
  ];
}
