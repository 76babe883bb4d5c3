// Which bridge a physical network is reached by: `external:br-ex`. The agent's configuration says it, OVN keeps it in
// the Open_vSwitch row (ovn-controller(8), external_ids:ovn-bridge-mappings), and the agent reports it to Neutron.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { chassisSettings } from './ovn-chassis.ts';

export interface BridgeMapping {
  readonly networks: readonly string[];
  readonly facts: readonly StoredFact[];
}

/** By bridge, as the host's own outputs say. */
export function readMappings(facts: SnapshotFacts): ReadonlyMap<string, BridgeMapping> {
  const found = new Map<string, { readonly networks: Set<string>; readonly facts: StoredFact[] }>();
  const add = (text: string, fact: StoredFact): void => {
    for (const [network, bridge] of mappingPairs(text)) {
      const entry = found.get(bridge) ?? { networks: new Set<string>(), facts: [] };
      found.set(bridge, entry);
      entry.networks.add(network);
      entry.facts.push(fact);
    }
  };
  for (const { value, fact } of chassisSettings(facts, 'ovn-bridge-mappings')) add(value, fact);
  for (const fact of facts.of('config-option')) {
    const { file, section, option, values } = fact.data;
    if (option !== 'bridge_mappings' || section?.toLowerCase() !== 'ovs' || !agentFile.test(file)) continue;
    for (const value of values) add(value, fact);
  }
  return new Map(
    [...found].map(([bridge, entry]) => [
      bridge,
      { networks: [...entry.networks].sort(), facts: entry.facts },
    ]),
  );
}

/** `a:br-a,b:br-b`, as Neutron's agents and ovn-controller(8) take it. What is no pair is left out. */
export function mappingPairs(text: string): readonly (readonly [string, string])[] {
  return text.split(',').flatMap((pair) => {
    const [physical = '', target = ''] = pair.split(':').map((part) => part.trim());
    return physical !== '' && target !== '' ? [[physical, target] as const] : [];
  });
}

const agentFile = /(openvswitch_agent|ml2_conf|ovs_neutron_plugin)[^/]*$/;
