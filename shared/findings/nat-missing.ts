// Addresses that a router is to translate and has no rule for: floating addresses, and its own gateway's for all else.
//
//   inet 172.16.0.120/32 … qg-8459d00f-a9     and no -d 172.16.0.120/32 -j DNAT in that namespace
import type { StoredFact } from '../facts.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { gatewaysIn, namespacesOf, outputsIn } from './namespace-outputs.ts';
import { neutronResources } from './neutron-resources.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/**
 * A floating address is a /32 of the router's outer device, with a rule each way; a forwarded port's has rules for its
 * ports only, and none for what leaves. That all other packets get the gateway's address is an option of the router.
 */
export const natMissingRule: Rule = {
  id: 'nat-missing',
  severities: ['error'],
  says: ['floating', 'floating-source', 'gateway', 'ovn-floating', 'ovn-gateway'],
  source:
    'neutron agent/l3/router_info.py, floating_forward_rules and external_gateway_nat_snat_rules; ovn-nb(5), NAT',
  needs: [
    'ip netns exec qrouter-… iptables-save',
    'ip netns exec qrouter-… ip addr',
    'ovn-nbctl list NAT or ovn-nbctl show',
  ],
  *find(context: RuleContext): Iterable<Fault> {
    yield* inNamespaces(context);
    yield* inOvn(context);
  },
};

const bare = (address: string): string => address.replace(/\/\d+$/, '').toLowerCase();

function* inNamespaces({ node, hosts }: RuleContext): Iterable<Fault> {
  for (const { netns, id } of namespacesOf(node, /^(qrouter|snat)-/)) {
    const whole = outputsIn(node, netns, 'iptables-save', /(-t|--table)[ =]?(?!nat\b)\w/);
    const [gateway] = gatewaysIn(node, netns);
    if (whole.length === 0 || gateway === undefined) continue;
    const rules = node.facts
      .of('firewall-rule')
      .filter(({ data }) => data.netns === netns && data.table === 'nat');
    const sources = new Set(rules.filter(({ data }) => data.target === 'SNAT').flatMap(sourceOf));
    const floats = gateway.held.filter(({ data }) => data.prefixLength === 32);
    const associated = new Set(
      [...neutronResources(hosts, 'floating-ip').values()].flatMap(({ data }) =>
        data.address !== null && data.fixedAddress ? [data.address] : [],
      ),
    );
    const evidence = (fact: StoredFact): Fault['evidence'] => evidenceList(node.facts, fact, rules[0]);

    for (const fact of floats) {
      const { address } = fact.data;
      const isSent = rules.some(
        ({ data }) =>
          data.target === 'DNAT' && data.destination !== null && bare(data.destination) === address,
      );
      if (isSent && (sources.has(address) || !associated.has(address))) continue;
      yield {
        severity: 'error',
        devices: [gateway.device],
        about: `${netns} ${address}`,
        says: isSent ? 'floating-source' : 'floating',
        params: { address, netns },
        evidence: evidence(fact),
        wants: [`ip netns exec ${netns} iptables-save`],
      };
    }
    const own = gateway.held.filter(({ data }) => data.prefixLength < 32);
    const router = neutronResources(hosts, 'neutron-router').get(id)?.data;
    const outer = router?.externalGateway ?? null;
    const [first] = own;
    if (outer === null || outer === 'none' || outer.enableSnat !== true || first === undefined) continue;
    const masked = rules.some(({ data }) => data.target === 'MASQUERADE');
    if (masked || own.some(({ data }) => sources.has(data.address))) continue;
    yield {
      severity: 'error',
      devices: [gateway.device],
      about: netns,
      says: 'gateway',
      params: { address: first.data.address, netns },
      evidence: evidence(first),
      wants: [`ip netns exec ${netns} iptables-save`],
    };
  }
}

/** `172.16.0.137` of `--to-source 172.16.0.137 --random-fully`. */
function sourceOf({ data }: StoredFact<'firewall-rule'>): readonly string[] {
  const to = /--to-source (\S+)/.exec(data.targetOptions ?? '')?.[1];
  return to === undefined ? [] : [bare(to)];
}

/** At the host whose output lists all rules of OVN's routers. */
function* inOvn({ node, hosts }: RuleContext): Iterable<Fault> {
  const list = listOfNat(node);
  if (list === null) return;
  const rules = node.facts.of('nat-rule').map(({ data }) => data);
  for (const { data, evidence } of neutronResources(hosts, 'floating-ip').values()) {
    const { address, fixedAddress } = data;
    if (address === null || !fixedAddress || data.status === 'DOWN') continue;
    if (rules.some(({ type, externalIp }) => type === 'dnat_and_snat' && externalIp === address)) continue;
    yield {
      severity: 'error',
      devices: [],
      about: address,
      says: 'ovn-floating',
      params: { address, fixed: fixedAddress },
      evidence: [...evidence, ...evidenceList(node.facts, list)],
      wants: ['ovn-nbctl list NAT'],
    };
  }
  const joined = new Set(
    [...neutronResources(hosts, 'neutron-port').values()].flatMap(({ data }) =>
      data.deviceOwner === 'network:router_interface' && data.deviceId !== null ? [data.deviceId] : [],
    ),
  );
  for (const [id, { data, evidence }] of neutronResources(hosts, 'neutron-router')) {
    const { externalGateway: outer, name } = data;
    if (outer === null || outer === 'none' || outer.enableSnat !== true || !joined.has(id)) continue;
    const own = outer.fixedIps.map(({ ipAddress }) => ipAddress).filter((each) => !each.includes(':'));
    if (own.length === 0) continue;
    if (rules.some(({ type, externalIp }) => type === 'snat' && own.includes(externalIp ?? ''))) continue;
    yield {
      severity: 'error',
      devices: [],
      about: id,
      says: 'ovn-gateway',
      params: { router: name ?? id, address: own.join(', ') },
      evidence: [...evidence, ...evidenceList(node.facts, list)],
      wants: ['ovn-nbctl list NAT'],
    };
  }
}

/** A fact of an output that lists the NAT rules of all routers, whether it has any or not; null where there is none. */
function listOfNat(node: NodeIndex): StoredFact | null {
  const whole = new Set(
    [...node.facts.sources.values()]
      .filter(
        ({ commandLine, state }) =>
          state === 'ok' && /\bovn-nbctl (?:-\S+ )*(?:show|list NAT|lr-list)$/.test(commandLine ?? ''),
      )
      .map(({ id }) => id),
  );
  const { facts } = node;
  const shown = [...facts.of('nat-rule'), ...facts.of('logical-router-port'), ...facts.of('logical-router')];
  return shown.find(({ sourceId }) => whole.has(sourceId)) ?? null;
}
