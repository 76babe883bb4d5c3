// Two hosts whose tunnels to each other are of different types: neither takes what the other sends.
//
//   compute1   ovn-8904b9-0   type: geneve   remote_ip=192.168.20.12
//   compute2   ovn-6e3d7d-0   type: vxlan    remote_ip=192.168.20.11
import { evidenceList } from '../network/evidence-list.ts';
import type { OvsPortView } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { fixedAddress, tunnelPorts, tunnelsTo } from './tunnel-ends.ts';

export const tunnelTypeRule: Rule = {
  id: 'tunnel-type',
  severities: ['error'],
  says: ['differs'],
  source:
    'ovs-vswitchd.conf.db(5), Interface, type; ovn-controller(8), ovn-encap-type; neutron agent option tunnel_types',
  needs: ['ovs-vsctl show', 'snapshots of both hosts'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    const own = typed(tunnelPorts(node));
    if (own.length === 0) return;
    const isHere = tunnelsTo(node);
    for (const far of hosts.nodes) {
      // Each pair is told once, at the first of the two.
      if (far.host <= node.host) continue;
      const there = sentTo(own, tunnelsTo(far));
      const back = sentTo(typed(tunnelPorts(far)), isHere);
      if (there.length === 0 || back.length === 0) continue;
      if (there.some(({ type }) => back.some((other) => other.type === type))) continue;
      const [port] = there;
      const [other] = back;
      if (port === undefined || other === undefined) continue;
      yield {
        severity: 'error',
        devices: [port.name],
        about: far.host,
        says: 'differs',
        params: { port: port.name, type: port.type, host: node.host, peer: far.host, other: other.type },
        evidence: [...evidenceList(node.facts, port.facts), ...evidenceList(far.facts, other.facts)],
      };
    }
  },
};

/** Those whose type is told: `ovs-dpctl show` calls a tunnel's device of the kernel a system port. */
function typed(ports: readonly OvsPortView[]): readonly OvsPortView[] {
  return ports.filter(({ type }) => type !== '' && type !== 'system');
}

function sentTo(
  ports: readonly OvsPortView[],
  isThere: (remote: string | null) => boolean,
): readonly OvsPortView[] {
  return ports.filter(({ options }) => isThere(fixedAddress(options['remote_ip'])));
}
