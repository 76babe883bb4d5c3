// Which bridge a flow table without a name belongs to, as in a blog that shows EasyOVS's table and not
// the command: by its use of tunnels, and by the port numbers and names it mentions.
import type { FlowFact } from '../facts.ts';
import { indexOvs, type OvsIndex } from '../network/ovs-index.ts';
import { isTunnel, localPort } from '../network/ovs-port.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { saidByActions, saidByMatch } from './vlan-and-tunnel.ts';

/** The bridge and why it must be that one; null when none or several fit, or no flow says anything. */
export function inferBridge(
  flows: readonly FlowFact[],
  facts: SnapshotFacts,
): { readonly bridge: string; readonly reason: string } | null {
  const ovs = indexOvs(facts);
  const traits = traitsOf(flows);
  const reasons: string[] = [];
  let candidates = ovs.bridges;
  const withTunnels = candidates.filter((bridge) => ovs.ports(bridge).some(isTunnel));
  if (traits.usesTunnels && withTunnels.length > 0) {
    candidates = withTunnels;
    const names = withTunnels.flatMap((bridge) =>
      ovs
        .ports(bridge)
        .filter(isTunnel)
        .map((port) => port.name),
    );
    reasons.push(
      withTunnels.length === 1
        ? `it sets or matches tunnel ids, and ${withTunnels.join()} alone has tunnel ports (${names.join(', ')})`
        : 'it sets or matches tunnel ids, and so this bridge has tunnel ports',
    );
  }
  if (traits.ports.size > 0) {
    const fitting = candidates.filter((bridge) => hasPorts(ovs, bridge, traits.ports));
    if (fitting.length > 0) {
      candidates = fitting;
      reasons.push(`ports ${[...traits.ports].sort(byNumber).join(', ')} are ports of it`);
    } else if (!traits.usesTunnels) {
      return null;
    }
  }
  const bridge = candidates[0];
  if (bridge === undefined || candidates.length > 1 || reasons.length === 0) return null;
  return { bridge, reason: `taken for the table of ${bridge}: ${reasons.join('; ')}` };
}

interface Traits {
  readonly usesTunnels: boolean;
  readonly ports: ReadonlySet<string>;
}

function traitsOf(flows: readonly FlowFact[]): Traits {
  let usesTunnels = false;
  const ports = new Set<string>();
  for (const flow of flows) {
    const match = saidByMatch(flow.match);
    const actions = saidByActions(flow.actions);
    if (match.tunnelId !== null || actions.tunnelId !== null) usesTunnels = true;
    for (const port of [...(match.inPort === null ? [] : [match.inPort]), ...actions.outputs]) {
      if (port !== 'LOCAL') ports.add(port);
    }
  }
  return { usesTunnels, ports };
}

function hasPorts(ovs: OvsIndex, bridge: string, wanted: ReadonlySet<string>): boolean {
  const known = ovs.ports(bridge);
  return [...wanted].every((port) =>
    known.some((candidate) => candidate.name === port || String(candidate.ofport ?? localPort) === port),
  );
}

function byNumber(a: string, b: string): number {
  return Number(a) - Number(b) || (a < b ? -1 : 1);
}
