// Which physical network a bridge is on: what the host's own outputs map to it, else what its agent reports.
import { readMappings } from '../bridge-mappings.ts';
import { sameHost } from '../instance-index.ts';
import type { CaseEnds } from './end.ts';
import type { RouteHost } from './route-host.ts';

/** Neutron's name of the physical network; null where nothing says it, or a bridge is on several. */
export function physicalNetworkOf({ hosts }: CaseEnds, host: RouteHost, bridge: string): string | null {
  const mapped = readMappings(host.node.facts).get(bridge)?.networks;
  if (mapped !== undefined) return mapped.length === 1 ? (mapped[0] ?? null) : null;
  for (const { data } of hosts.flatMap(({ node }) => node.facts.of('network-agent'))) {
    if (data.host === null || !sameHost(data.host, host.name)) continue;
    for (const [key, value] of Object.entries(data.configurations ?? {})) {
      if (key.startsWith('bridge_mappings.') && value === bridge) return key.slice('bridge_mappings.'.length);
    }
  }
  return null;
}
