// What a host outside of the case is called: OVN's chassis and Neutron's agents say whose a tunnel address is.
import type { CaseEvidence } from '../../evidence.ts';
import { evidenceList } from '../evidence-list.ts';
import type { NodeIndex } from '../node-index.ts';

export interface PeerName {
  readonly name: string;
  readonly reason: string;
  readonly evidence: readonly CaseEvidence[];
}

/** By tunnel address. The first output that names an address counts, hosts in the order given. */
export function indexPeerNames(nodes: readonly NodeIndex[]): ReadonlyMap<string, PeerName> {
  const names = new Map<string, PeerName>();
  const add = (address: string, name: PeerName): void => {
    if (address !== '' && !names.has(address)) names.set(address, name);
  };
  for (const { facts } of nodes) {
    const hostnames = new Map<string, string>();
    for (const { data } of facts.of('chassis')) {
      if (data.hostname) hostnames.set(data.name, data.hostname);
    }
    for (const fact of facts.of('chassis')) {
      const name = fact.data.hostname ?? hostnames.get(fact.data.name);
      if (!name) continue;
      for (const { ip } of fact.data.encapsulations ?? []) {
        add(ip, {
          name,
          reason: `the southbound database of OVN has ${ip} as ${name}'s`,
          evidence: evidenceList(facts, fact),
        });
      }
    }
    for (const fact of facts.of('network-agent')) {
      const { host, type, configurations } = fact.data;
      const address = configurations?.['tunneling_ip'] ?? '';
      if (host) {
        add(address, {
          name: host,
          reason: `Neutron's ${type ?? 'agent'} of ${host} tunnels from ${address}`,
          evidence: evidenceList(facts, fact),
        });
      }
    }
  }
  return names;
}
