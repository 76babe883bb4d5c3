// What the ports and local VLANs of a node stand for, out of the facts of its snapshot.
import { notedChassis } from '../../network/ovn-chassis.ts';
import type { OvsIndex } from '../../network/ovs-index.ts';
import { deadVlan, isPatch, isTunnel, type OvsPortView } from '../../network/ovs-port.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { VlanFlows } from '../../network/vlan-flows.ts';
import { tunnelUseOf } from '../../network/vlan-flows.ts';
import { isReserved } from './node-numbers.ts';
import { weakAlias, type NumberIdentity } from './renaming.ts';

/** The ports of a bridge that have a number: by Neutron port, tunnel end, patch peer; a name is kept over time only. */
export function portIdentities(ovs: OvsIndex, bridge: string): readonly NumberIdentity[] {
  return ovs
    .ports(bridge)
    .flatMap((port) =>
      port.ofport === null || port.ofport <= 0 || isReserved(port.ofport)
        ? []
        : [{ number: port.ofport, name: port.name, aliases: portAliases(port) }],
    );
}

function portAliases(port: OvsPortView): readonly string[] {
  const aliases: string[] = [];
  const ifaceId = port.externalIds['iface-id'];
  if (ifaceId !== undefined) aliases.push(`iface-id:${ifaceId}`);
  // ovn-controller names a tunnel after its chassis and address, ovn-controller(8); the chassis is what stays.
  const chassis = notedChassis(port);
  if (chassis !== null) aliases.push(`chassis:${chassis}`);
  aliases.push(`name:${port.name}`);
  if (isPatch(port) && port.options['peer'] !== undefined) aliases.push(`patch:${port.options['peer']}`);
  const remote = port.options['remote_ip'];
  if (isTunnel(port) && remote !== undefined) {
    aliases.push(
      `tunnel:${port.type} ${remote} ${port.options['key'] ?? port.options['out_key'] ?? ''}`.trimEnd(),
    );
  }
  return aliases;
}

/**
 * The local VLANs of a node: by the network that Neutron's agent noted with a port, by the tunnel id that the
 * tunnel bridge gives them, by what a provider bridge makes of them. `flowsOf` is only asked where ports do not
 * say it.
 */
export function vlanIdentities(
  ovs: OvsIndex,
  flowsOf: (bridge: string) => VlanFlows,
): readonly NumberIdentity[] {
  const ports = ovs.bridges.flatMap((bridge) => ovs.ports(bridge));
  const noted = new Map<number, string>();
  const inUse = new Set<number>();
  for (const port of ports) {
    if (port.notedTag !== null && port.notedNetwork !== null) noted.set(port.notedTag, port.notedNetwork);
    for (const tag of [port.tag, port.notedTag]) if (isLocal(tag)) inUse.add(tag);
  }
  if (inUse.size === 0) return [];
  const bridgesWithFlows = ovs.bridges
    .filter((bridge) => !ovs.ports(bridge).some(({ tag }) => isLocal(tag)))
    .filter((bridge) => ovs.ports(bridge).some((port) => isTunnel(port) || isPatch(port)))
    .map((bridge) => ({ bridge, flows: flowsOf(bridge), tunnels: ovs.ports(bridge).some(isTunnel) }));
  for (const { flows, tunnels } of bridgesWithFlows) {
    if (tunnels) for (const vlan of [...flows.toTunnel.keys(), ...flows.fromTunnel.keys()]) inUse.add(vlan);
  }
  return [...inUse]
    .filter(isLocal)
    .sort((a, b) => a - b)
    .map((vlan) => {
      const aliases: string[] = [];
      const network = noted.get(vlan);
      if (network !== undefined) aliases.push(`network:${network}`);
      for (const { bridge, flows, tunnels } of bridgesWithFlows) {
        if (tunnels) {
          // A learned rule outlives the VLAN that it is of, and the tunnel id is another VLAN's by then.
          const isFirm =
            flows.fromTunnel.has(vlan) || flows.toTunnel.get(vlan)?.some(({ learned }) => !learned) === true;
          const use = isFirm ? tunnelUseOf(flows, vlan) : null;
          if (use !== null) aliases.push(`tunnel:${use.tunnelId}`);
          continue;
        }
        const provider = flows.translationsFrom(vlan).find(({ inPort }) => inPort !== null);
        if (provider !== undefined)
          aliases.push(`provider:${bridge} ${provider.to === 0 ? 'untagged' : provider.to}`);
      }
      return { number: vlan, name: network ?? aliases[0] ?? `VLAN ${vlan}`, aliases };
    });
}

/** The groups of a bridge: by what they do; a number alone is kept while the group changes. */
export function groupIdentities(facts: SnapshotFacts, bridge: string): readonly NumberIdentity[] {
  const found = new Map<number, NumberIdentity>();
  for (const { data } of facts.of('openflow-group')) {
    if (data.bridge !== bridge || found.has(data.groupId)) continue;
    const buckets = data.buckets.map(({ weight, actions }) => `${weight ?? ''}:${actions}`).join(' ');
    const name = `${data.type} ${buckets}`;
    found.set(data.groupId, {
      number: data.groupId,
      name,
      aliases: [`buckets:${name}`, `${weakAlias}${data.groupId}`],
    });
  }
  return [...found.values()];
}

function isLocal(vlan: number | null): vlan is number {
  return vlan !== null && vlan > 0 && vlan < deadVlan;
}
