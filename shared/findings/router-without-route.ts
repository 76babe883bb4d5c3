// A router with a gateway to the outside and no default route: nothing of its networks leaves.
//
//   ip netns exec qrouter-… ip route      has 172.16.0.0/16 dev qg-8459d00f-a9, and no default
import { evidenceList } from '../network/evidence-list.ts';
import { covers } from '../network/route/addresses.ts';
import { gatewaysIn, namespacesOf, outputsIn } from './namespace-outputs.ts';
import { neutronResources } from './neutron-resources.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/** In the namespace that has the device of the gateway with its addresses; an outer subnet may have no gateway itself. */
export const routerWithoutRouteRule: Rule = {
  id: 'router-without-route',
  severities: ['error'],
  says: ['default'],
  source: 'neutron agent/l3/router_info.py, _external_gateway_added; ip-route(8)',
  needs: ['ip netns exec qrouter-… ip addr', 'ip netns exec qrouter-… ip route'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    for (const { netns } of namespacesOf(node, /^(qrouter|snat)-/)) {
      const [gateway] = gatewaysIn(node, netns);
      if (gateway === undefined) continue;
      const whole = new Set(
        outputsIn(node, netns, 'ip-route', / (dev|via|proto|type|scope|get|default|root|match|exact)\b/).map(
          ({ id }) => id,
        ),
      );
      const routes = node.facts
        .of('route')
        .filter(
          ({ data, sourceId }) => data.netns === netns && data.family === 'inet' && whole.has(sourceId),
        );
      const [first] = routes;
      if (first === undefined || routes.some(({ data }) => data.destination === 'default')) continue;
      const subnets = [...neutronResources(hosts, 'neutron-subnet').values()].filter(({ data: { cidr } }) =>
        gateway.held.some(({ data }) => cidr !== null && covers(cidr, data.address)),
      );
      if (subnets.some(({ data }) => data.gatewayIp === '')) continue;
      yield {
        severity: 'error',
        devices: [gateway.device],
        about: netns,
        says: 'default',
        params: { netns, device: gateway.device },
        evidence: [
          ...evidenceList(node.facts, first, gateway.held[0]),
          ...subnets.flatMap(({ evidence }) => evidence).slice(0, 1),
        ],
        wants: [`ip netns exec ${netns} ip route show table all`],
      };
    }
  },
};
