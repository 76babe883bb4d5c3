// What flows say of a VLAN's, or a datapath's, way into tunnels.
import type { StoredFact } from '../facts.ts';

/** How a VLAN, or a datapath of OVN, crosses to tunnels: its tunnel id, with the flows that show it and those that disagree. */
export interface TunnelUse {
  readonly tunnelId: string;
  readonly outputs: readonly string[];
  readonly flows: readonly StoredFact<'flow'>[];
  /** Other ids that further flows give the VLAN. */
  readonly otherIds: readonly string[];
}
