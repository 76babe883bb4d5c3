// What a bridge's flows say about local VLANs, in one pass over the dump: which tunnel id and ports a
// VLAN is sent to, which tunnel id becomes which VLAN, and how a provider bridge translates VLANs.
//   table=22 dl_vlan=1 actions=strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2,output:3    flood
//   table=20 dl_vlan=1,dl_dst=fa:16:3e:… actions=pop_vlan,set_field:0x22a->tun_id,output:2 unicast
//   table=3  tun_id=0x22a actions=mod_vlan_vid:1,resubmit(,10)                              back
//   table=0  in_port=2,dl_vlan=3 actions=strip_vlan,NORMAL                                  provider
// Neutron's own description: neutron doc "Open vSwitch L2 agent", chapter "Further reading".
import type { StoredFact } from '../facts.ts';
import { DatapathFlows } from './datapath-flows.ts';
import type { TunnelUse } from './tunnel-use.ts';
import { saidByActions, saidByMatch, type SaidByActions } from '../flows/vlan-and-tunnel.ts';

/** One flow that sends a VLAN into tunnels. */
export interface VlanToTunnel {
  readonly tunnelId: string;
  /** Ports as printed: a number, or a name in a dump with names. */
  readonly outputs: readonly string[];
  /** True when the flow takes the VLAN whatever the destination. */
  readonly flood: boolean;
  /** Learned flows outlive a VLAN's reuse, so they count last. */
  readonly learned: boolean;
  readonly flow: StoredFact<'flow'>;
}

/** One flow that rewrites the VLAN of what comes in by a port. */
export interface VlanTranslation {
  readonly inPort: string | null;
  /** Null: untagged, or any. */
  readonly from: number | null;
  /** 0 when the tag is stripped. */
  readonly to: number;
  readonly flow: StoredFact<'flow'>;
}

export interface VlanFlows {
  readonly count: number;
  readonly toTunnel: ReadonlyMap<number, readonly VlanToTunnel[]>;
  readonly fromTunnel: ReadonlyMap<
    number,
    readonly { readonly tunnelId: string; readonly flow: StoredFact<'flow'> }[]
  >;
  /** Rewrites of a VLAN, and those that end in one. */
  translationsFrom(vlan: number): readonly VlanTranslation[];
  translationsTo(vlan: number): readonly VlanTranslation[];
  readonly drops: ReadonlyMap<number, readonly StoredFact<'flow'>[]>;
  /** Where the frames of a port may go by tunnel in OVN; null when no flow gives the port a datapath. */
  datapathUse(ofport: number): TunnelUse | null;
  /** A flow without any match that forwards as a learning switch would. */
  readonly normal: StoredFact<'flow'> | null;
}

/** Action lists whose meaning is remembered. */
const mostKnown = 10_000;

/** Reads a bridge's dump once. A flow that says nothing of VLANs is counted and otherwise left. */
export function readVlanFlows(flows: Iterable<StoredFact<'flow'>>): VlanFlows {
  const toTunnel = new Map<number, VlanToTunnel[]>();
  const fromTunnel = new Map<number, { tunnelId: string; flow: StoredFact<'flow'> }[]>();
  const byFrom = new Map<number, VlanTranslation[]>();
  const byTo = new Map<number, VlanTranslation[]>();
  const drops = new Map<number, StoredFact<'flow'>[]>();
  const datapaths = new DatapathFlows();
  let normal: StoredFact<'flow'> | null = null;
  let count = 0;
  // Hundreds of flows send a network's packets the same way.
  const known = new Map<string, SaidByActions>();
  const saidBy = (actions: string): SaidByActions => {
    const said = known.get(actions) ?? saidByActions(actions);
    if (known.size < mostKnown) known.set(actions, said);
    return said;
  };
  for (const flow of flows) {
    count++;
    const { match, actions } = flow.data;
    if ((match === '' || match === '*') && actions === 'NORMAL') normal ??= flow;
    if (datapaths.mayTell(flow)) datapaths.take(flow, saidByMatch(match), saidBy(actions));
    if (!/vlan|tun_id|tunnel_id|strip/i.test(match) && !/vlan/i.test(actions)) continue;
    const { vlan, tunnelId: id, inPort, parts } = saidByMatch(match);
    const { vlan: set, tunnelId: sent, outputs } = saidBy(actions);
    if (vlan !== null && actions === 'drop') append(drops, vlan, flow);
    if (vlan !== null && sent !== null) {
      append(toTunnel, vlan, {
        tunnelId: sent,
        outputs,
        flood: parts === 1,
        learned: (flow.data.hardTimeout ?? 0) > 0 || (flow.data.idleTimeout ?? 0) > 0,
        flow,
      });
      continue;
    }
    if (id !== null && set !== null && set > 0) {
      append(fromTunnel, set, { tunnelId: id, flow });
    } else if (set !== null && id === null) {
      const entry = { inPort, from: vlan, to: set, flow };
      if (vlan !== null) append(byFrom, vlan, entry);
      append(byTo, set, entry);
    }
  }
  return {
    count,
    toTunnel,
    fromTunnel,
    translationsFrom: (vlan) => byFrom.get(vlan) ?? [],
    translationsTo: (vlan) => byTo.get(vlan) ?? [],
    drops,
    datapathUse: (ofport) => datapaths.useOf(ofport),
    normal,
  };
}

/** Null when no flow ties the VLAN to a tunnel id. */
export function tunnelUseOf(flows: VlanFlows, vlan: number): TunnelUse | null {
  const out = [...(flows.toTunnel.get(vlan) ?? [])].sort((a, b) => weight(a) - weight(b));
  const back = flows.fromTunnel.get(vlan) ?? [];
  const firm = out.find((entry) => weight(entry) < 2);
  const id = firm?.tunnelId ?? back[0]?.tunnelId ?? out[0]?.tunnelId;
  if (id === undefined) return null;
  const same = out.filter((entry) => entry.tunnelId === id);
  const floods = same.filter((entry) => entry.flood);
  const shown = floods.length > 0 ? floods : same.slice(0, 1);
  return {
    tunnelId: id,
    outputs: [...new Set(same.flatMap((entry) => entry.outputs))],
    flows: [
      ...shown.map((entry) => entry.flow),
      ...back.filter((entry) => entry.tunnelId === id).map((entry) => entry.flow),
    ],
    otherIds: [...new Set([...out, ...back].map((entry) => entry.tunnelId))].filter((other) => other !== id),
  };
}

function weight(entry: VlanToTunnel): number {
  if (entry.flood) return 0;
  return entry.learned ? 2 : 1;
}

function append<V>(map: Map<number, V[]>, key: number, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
