// Where OVN's flows let the frames of a port go by tunnel. ovn-controller gives what comes in by a port the key of
// its logical datapath and of the port, and sends it to other chassis by the key of its destination:
//   table=0  in_port=3 actions=…,set_field:0x1->metadata,set_field:0x5->reg14,resubmit(,8)
//   table=39 reg15=0x7,metadata=0x1 actions=load:0x1->NXM_NX_TUN_ID[0..23],…,output:2,resubmit(,40)
// What comes from a port that every chassis has (a localport) stays here:
//   table=39 priority=150,reg14=0x1,metadata=0x1 actions=resubmit(,40)
// ovn-architecture(7), "Architectural Physical Life Cycle of a Packet".
import type { StoredFact } from '../facts.ts';
import type { SaidByActions, SaidByMatch } from '../flows/vlan-and-tunnel.ts';
import type { TunnelUse } from './tunnel-use.ts';

type Flow = StoredFact<'flow'>;

interface Way {
  readonly tunnelId: string;
  readonly outputs: readonly string[];
  readonly flow: Flow;
}

export class DatapathFlows {
  readonly #ports = new Map<
    string,
    { readonly datapath: string; readonly port: string | null; readonly flow: Flow }
  >();
  readonly #ways = new Map<string, Way[]>();
  /** Datapath and port of which flows say that their frames stay. */
  readonly #staying = new Map<string, Flow>();

  /** A quick look: most flows of a chassis say nothing of these. */
  mayTell({ data: { match, actions } }: Flow): boolean {
    return match.includes('metadata=')
      ? /tun_id/i.test(actions) || (match.includes('reg14=') && actions.startsWith('resubmit('))
      : match.includes('in_port=') && /metadata/i.test(actions);
  }

  take(flow: Flow, match: SaidByMatch, actions: SaidByActions): void {
    if (match.metadata === null) {
      const { metadata, reg14 } = actions;
      if (match.inPort === null || metadata === null || this.#ports.has(match.inPort)) return;
      this.#ports.set(match.inPort, { datapath: metadata, port: reg14, flow });
    } else if (actions.tunnelId !== null && actions.outputs.length > 0) {
      const ways = this.#ways.get(match.metadata) ?? [];
      this.#ways.set(match.metadata, ways);
      ways.push({ tunnelId: actions.tunnelId, outputs: actions.outputs, flow });
    } else if (match.reg14 !== null && match.parts === 2 && actions.outputs.length === 0) {
      this.#staying.set(key(flow.data.table, match.metadata, match.reg14), flow);
    }
  }

  /** The tunnels that frames of a port may take, none when they stay here; null when no flow gives it a datapath. */
  useOf(ofport: number): TunnelUse | null {
    const origin = this.#ports.get(String(ofport));
    if (origin === undefined) return null;
    const { datapath, port } = origin;
    const ways = (this.#ways.get(datapath) ?? []).filter(
      ({ flow }) => port === null || !this.#staying.has(key(flow.data.table, datapath, port)),
    );
    const ids = [...new Set(ways.map((way) => way.tunnelId))];
    return {
      tunnelId: ids[0] ?? datapath,
      outputs: [...new Set(ways.flatMap((way) => way.outputs))],
      flows: [origin.flow, ...firstToEach(ways)],
      otherIds: ids.slice(1),
    };
  }
}

/** A flow that keeps frames here does so in the table whose other flows send them away. */
function key(table: Flow['data']['table'], datapath: string, port: string): string {
  return `${table} ${datapath} ${port}`;
}

/** Of many flows one for each output: that many show the ways. */
function firstToEach(ways: readonly Way[]): readonly Flow[] {
  const shown = new Set<string>();
  return ways.flatMap(({ outputs, flow }) => {
    const fresh = outputs.filter((output) => !shown.has(output));
    for (const output of fresh) shown.add(output);
    return fresh.length > 0 ? [flow] : [];
  });
}
