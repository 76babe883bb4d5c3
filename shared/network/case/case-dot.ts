// The case as a graph for Graphviz: hosts and peers, the tunnels between them, physical networks.
import type { DotGraph } from '../dot.ts';
import type { CaseOverview } from './overview.ts';

export function caseDot(overview: CaseOverview, name: string): DotGraph {
  const { hosts, peers, tunnels, physicalNetworks } = overview;
  return {
    name,
    title: null,
    direction: 'down',
    directed: false,
    nodes: [
      ...hosts.map(({ id, host, roles, counts }) => ({
        id,
        label: [host, roles.map(({ role }) => role).join(', '), `${counts.instances} instances`].filter(
          Boolean,
        ),
        shape: 'box' as const,
        status: 'known' as const,
        tooltip: null,
      })),
      ...peers.map(({ id, name: known, addresses, reason }) => ({
        id,
        label: [known ?? addresses[0] ?? id],
        shape: 'box' as const,
        status: 'missing' as const,
        tooltip: reason,
      })),
      ...physicalNetworks.map(({ id, name: known, attachments }) => ({
        id,
        label: [known ?? attachments[0]?.bridge ?? id],
        shape: 'bar' as const,
        status: known === null ? ('inferred' as const) : ('known' as const),
        tooltip: null,
      })),
    ],
    clusters: [],
    edges: [
      ...tunnels.map(({ from, to, type, ends: [one, other], status }) => ({
        from,
        to,
        label: `${type} ${one?.local ?? other?.remote ?? '?'} – ${other?.local ?? one?.remote ?? '?'}`,
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
