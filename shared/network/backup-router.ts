// Highly available routers: what is down by design where the router is not active.
import type { LinkIndex } from './link-index.ts';

/**
 * True for the gateway device of a highly available router (its namespace has an `ha-` device). Neutron sets it
 * down on every node but the active one; neutron agent/l3/ha_router.py, set_external_gw_port_link_status.
 */
export function isStandbyGateway(links: LinkIndex, netns: string | null, name: string): boolean {
  if (netns === null || !name.startsWith('qg-')) return false;
  return links.namespaces.get(netns)?.some((other) => other.name.startsWith('ha-')) ?? false;
}
