// Devices of routers and DHCP servers without the address that they serve: nobody answers for it.
//
//   fixed_ips: 10.18.0.1     and `ip addr` of qr-5407cdd8-83 in qrouter-… has no such address
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { namespacesOf, ownAddresses } from './namespace-outputs.ts';
import { neutronResources, shortId, type Told } from './neutron-resources.ts';
import type { FactKinds } from '../facts.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/** Of a highly available router only the active one has addresses: one with none at all is taken for a standby. */
export const deviceWithoutAddressRule: Rule = {
  id: 'device-without-address',
  severities: ['error'],
  says: ['missing', 'none'],
  source: 'neutron agent/linux/interface.py, init_l3 and init_router_port; neutron API, fixed_ips',
  needs: ['ip netns exec qrouter-… ip addr', 'openstack port list'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    const ports = new Map(
      [...neutronResources(hosts, 'neutron-port')].map(([id, told]) => [shortId(id), told]),
    );
    for (const { netns } of namespacesOf(node, /^(qrouter|snat|qdhcp)-/)) {
      const [shown] = node.links.addressFacts(netns, 'lo');
      if (shown === undefined || isStandby(node, netns)) continue;
      for (const { name, facts } of node.links.namespaces.get(netns) ?? []) {
        const short = /^(?:qr-|qg-|sg-|tap)(.{11})$/.exec(name)?.[1];
        if (short === undefined) continue;
        const held = ownAddresses(node, netns, name).map(({ data }) => data.address.toLowerCase());
        const told = ports.get(short);
        const missing = missingOf(told, held);
        if (missing.length === 0 && held.length > 0) continue;
        // A port may have no fixed address, and Neutron says so.
        if (missing.length === 0 && told?.data.fixedIps?.length === 0) continue;
        yield {
          severity: 'error',
          devices: [name],
          about: netns,
          says: missing.length > 0 ? 'missing' : 'none',
          params: {
            device: name,
            netns,
            ...(missing.length > 0 ? { address: missing.join(', ') } : {}),
          },
          evidence: [...evidenceList(node.facts, facts[0], shown), ...(told?.evidence ?? []).slice(0, 1)],
          wants: [`ip netns exec ${netns} ip addr`],
        };
      }
    }
  },
};

function missingOf(
  told: Told<FactKinds['neutron-port']> | undefined,
  held: readonly string[],
): readonly string[] {
  const fixed = (told?.data.fixedIps ?? []).map(({ ipAddress }) => ipAddress.toLowerCase());
  return fixed.filter((address) => !held.includes(address));
}

function isStandby(node: NodeIndex, netns: string): boolean {
  const links = node.links.namespaces.get(netns) ?? [];
  if (!links.some(({ name }) => name.startsWith('ha-'))) return false;
  return links.every(({ name }) => !/^q[rg]-/.test(name) || ownAddresses(node, netns, name).length === 0);
}
