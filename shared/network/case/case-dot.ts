// The case as a graph for Graphviz: hosts and peers, the tunnels between them, physical networks.
import type { DotGraph } from '../dot.ts';
import type { CaseOverview } from './overview.ts';

/** `changes`: by part, the sign of what became of it since other snapshots. */
export function caseDot(
  overview: CaseOverview,
  name: string,
  changes: ReadonlyMap<string, { readonly sign: string }> = new Map(),
): DotGraph {
  const signed = (id: string, text: string): string => {
    const change = changes.get(id);
    return change === undefined ? text : `${change.sign} ${text}`;
  };
  const { hosts, peers, tunnels, physicalNetworks } = overview;
  return {
    name,
    title: null,
    direction: 'down',
    directed: false,
    nodes: [
      ...hosts.map(({ id, host, roles, counts }) => ({
        id,
        label: [
          signed(id, host),
          roles.map(({ role }) => role).join(', '),
          `${counts.instances} instances`,
        ].filter(Boolean),
        shape: 'box' as const,
        status: 'known' as const,
        tooltip: null,
      })),
      ...peers.map(({ id, name: known, addresses, reason }) => ({
        id,
        label: [signed(id, known ?? addresses[0] ?? id)],
        shape: 'box' as const,
        status: 'missing' as const,
        tooltip: reason,
      })),
      ...physicalNetworks.map(({ id, name: known, attachments }) => ({
        id,
        label: [signed(id, known ?? attachments[0]?.bridge ?? id)],
        shape: 'bar' as const,
        status: known === null ? ('inferred' as const) : ('known' as const),
        tooltip: null,
      })),
    ],
    clusters: [],
    edges: [
      ...tunnels.map(({ id, from, to, type, ends: [one, other], status }) => ({
        from,
        to,
        label: signed(
          id,
          `${type} ${one?.local ?? other?.remote ?? '?'} – ${other?.local ?? one?.remote ?? '?'}`,
        ),
        status,
      })),
      ...physicalNetworks.flatMap(({ id, attachments }) =>
        attachments.map(({ host, bridge, nics, status }) => ({
          from: `host/${host}`,
          to: id,
          label: [bridge, ...nics].filter((each) => each !== null).join(' '),
          status,
        })),
      ),
    ],
  };
}
