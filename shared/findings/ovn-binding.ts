// Ports of OVN whose binding is not where their interface is: ovn-controller makes flows only for what the southbound
// database binds to its own chassis, so the instance's frames go nowhere.
//
//   external_ids : {iface-id="cfe83482-…"}     on compute1, and  chassis : compute2   in Port_Binding
import type { PortBindingFact, StoredFact } from '../facts.ts';
import type { CaseIndex } from '../network/case-index.ts';
import { evidenceList } from '../network/evidence-list.ts';
import { sameHost } from '../network/instance-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { chassisNameOf } from './tunnel-ends.ts';

/** Where the database binds a port; `chassis` is `none` where no chassis has claimed it, null where it is not told. */
interface Bound {
  readonly chassis: string | 'none' | null;
  readonly additional: readonly string[];
  readonly from: NodeIndex;
  readonly fact: StoredFact<'port-binding'>;
}

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
    const own = chassisNameOf(node);
    if (own === null) return;
    const ports = node.ovs.bridges
      .flatMap((bridge) => node.ovs.ports(bridge))
      .filter((port) => port.error === null && port.ofport !== null && port.ofport > 0);
    const ids = new Set(ports.flatMap(({ externalIds }) => externalIds['iface-id'] ?? []));
    if (ids.size === 0) return;
    const bound = bindings(hosts, ids);
    const chassis = chassisNames(hosts);
    for (const port of ports) {
      const id = port.externalIds['iface-id'] ?? '';
      const binding = bound.get(id);
      if (binding === undefined || binding.chassis === null) continue;
      const names = [binding.chassis, ...binding.additional];
      if (names.some((name) => name === own || sameHost(chassis.get(name) ?? name, node.host))) continue;
      const elsewhere = binding.chassis !== 'none';
      yield {
        severity: 'error',
        devices: [port.name],
        says: elsewhere ? 'elsewhere' : 'unbound',
        params: {
          port: port.name,
          id,
          host: node.host,
          ...(elsewhere ? { other: chassis.get(binding.chassis) ?? binding.chassis } : {}),
        },
        evidence: [
          ...evidenceList(node.facts, port.facts),
          ...evidenceList(binding.from.facts, binding.fact),
        ],
        wants: ['ovn-appctl -t ovn-controller connection-status'],
      };
    }
  },
};

function bindings(hosts: CaseIndex, ids: ReadonlySet<string>): ReadonlyMap<string, Bound> {
  const rows = new Map<string, string>();
  for (const { facts } of hosts.nodes)
    for (const { data } of facts.of('chassis')) if (data.uuid !== null) rows.set(data.uuid, data.name);
  const found = new Map<string, Bound>();
  for (const from of hosts.nodes) {
    for (const fact of from.facts.of('port-binding')) {
      const { logicalPort, type } = fact.data;
      // `ovn-sbctl show` does not print the type, and no other type of port is an interface's but a localport.
      if (!ids.has(logicalPort) || (type !== null && type !== '')) continue;
      const known = found.get(logicalPort);
      const chassis = chassisOf(fact.data, rows);
      if (known !== undefined && (known.chassis !== null || chassis === null)) continue;
      const additional = (fact.data.additionalChassis ?? []).map((one) => rows.get(one) ?? one);
      found.set(logicalPort, { chassis, additional, from, fact });
    }
  }
  return found;
}

function chassisOf(
  { chassis, chassisUuid }: PortBindingFact,
  rows: ReadonlyMap<string, string>,
): string | null {
  return chassis ?? (chassisUuid === null ? null : (rows.get(chassisUuid) ?? null));
}

/** Hosts by the names of their chassis. */
function chassisNames(hosts: CaseIndex): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { facts } of hosts.nodes)
    for (const { data } of facts.of('chassis'))
      if (data.hostname !== null) names.set(data.name, data.hostname);
  for (const node of hosts.nodes) {
    const name = chassisNameOf(node);
    if (name !== null) names.set(name, node.host);
  }
  return names;
}
