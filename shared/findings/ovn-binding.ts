// Ports of OVN whose binding is not where their interface is: ovn-controller makes flows only for what the southbound
// database binds to its own chassis, so the instance's frames go nowhere.
//
//   external_ids : {iface-id="cfe83482-…"}     on compute1, and  chassis : compute2   in Port_Binding
import { sameHost } from '../network/instance-index.ts';
import { evidenceList } from '../network/evidence-list.ts';
import { systemIdOf } from '../network/ovn-chassis.ts';
import { OvnSouthbound } from '../network/ovn-southbound.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/**
 * Only ports of instances: a localport is on every chassis, and a port with an error of its own is told by another
 * rule. While an instance moves, its port is on two chassis (`additional_chassis`).
 */
export const ovnBindingRule: Rule = {
  id: 'ovn-binding',
  severities: ['error'],
  says: ['elsewhere', 'unbound'],
  source: 'ovn-sb(5), Port_Binding, chassis; ovn-architecture(7), "Life Cycle of a VIF"',
  needs: ['ovs-vsctl list Interface', 'ovs-vsctl list Open_vSwitch', 'ovn-sbctl list Port_Binding'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    const own = systemIdOf(node.facts);
    if (own === null) return;
    const ports = node.ovs.bridges
      .flatMap((bridge) => node.ovs.ports(bridge))
      .filter(
        ({ error, ofport, externalIds }) =>
          error === null && ofport !== null && ofport > 0 && externalIds['iface-id'] !== undefined,
      );
    if (ports.length === 0) return;
    const southbound = new OvnSouthbound(hosts.nodes.map(({ facts }) => facts));
    const hostnameOf = (chassis: string): string => southbound.chassis(chassis)?.data.hostname ?? chassis;
    const hostOf = (chassis: string): string =>
      hosts.nodes.find(({ facts }) => systemIdOf(facts) === chassis)?.host ?? hostnameOf(chassis);
    for (const port of ports) {
      const id = port.externalIds['iface-id'] ?? '';
      const binding = southbound.binding(id);
      const { chassis = null, type = null } = binding?.data ?? {};
      // `ovn-sbctl show` does not print the type, and no other type of port is an interface's but a localport.
      if (binding === null || chassis === null || (type !== null && type !== '')) continue;
      const names = [chassis, ...southbound.additionalChassis(binding.data)];
      if (names.some((name) => name === own || sameHost(hostnameOf(name), node.host))) continue;
      const elsewhere = chassis !== 'none';
      yield {
        severity: 'error',
        devices: [port.name],
        says: elsewhere ? 'elsewhere' : 'unbound',
        params: {
          ...{ port: port.name, id, host: node.host },
          ...(elsewhere ? { other: hostOf(chassis) } : {}),
        },
        evidence: [...evidenceList(node.facts, port.facts), ...binding.evidence],
        wants: ['ovn-appctl -t ovn-controller connection-status'],
      };
    }
  },
};
