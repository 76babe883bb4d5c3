// The case model as the view first gets it: without the evidence, which is asked for part by part.
import type {
  CaseHost,
  CaseModel,
  CaseNetwork,
  CasePart,
  CasePeer,
  CaseTunnel,
  NetworkAtHost,
  PhysicalAttachment,
  PhysicalNetwork,
  RoleOfHost,
  TunnelEnd,
} from './model.ts';

type Without<T> = Omit<T, 'evidence'>;

export type HostSummary = Omit<CaseHost, 'evidence' | 'roles'> & {
  readonly roles: readonly Without<RoleOfHost>[];
};
export type PeerSummary = Without<CasePeer>;
export type EndSummary = Without<TunnelEnd>;
export type TunnelSummary = Omit<CaseTunnel, 'ends'> & {
  readonly ends: readonly [EndSummary | null, EndSummary | null];
};
export type PhysicalSummary = Omit<PhysicalNetwork, 'attachments'> & {
  readonly attachments: readonly Without<PhysicalAttachment>[];
};
export type NetworkSummary = Omit<CaseNetwork, 'evidence' | 'hosts'> & {
  readonly hosts: readonly Without<NetworkAtHost>[];
};

export interface CaseOverview {
  readonly hosts: readonly HostSummary[];
  readonly peers: readonly PeerSummary[];
  readonly tunnels: readonly TunnelSummary[];
  readonly physicalNetworks: readonly PhysicalSummary[];
  readonly networks: readonly NetworkSummary[];
}

export type PartSummary = HostSummary | PeerSummary | TunnelSummary | PhysicalSummary | NetworkSummary;

export function overviewOf(model: CaseModel): CaseOverview {
  return {
    hosts: model.hosts.map(hostSummary),
    peers: model.peers.map(bare),
    tunnels: model.tunnels.map(tunnelSummary),
    physicalNetworks: model.physicalNetworks.map(physicalSummary),
    networks: model.networks.map(networkSummary),
  };
}

export function partSummary(part: CasePart): PartSummary {
  switch (part.kind) {
    case 'host':
      return hostSummary(part);
    case 'peer':
      return bare(part);
    case 'tunnel':
      return tunnelSummary(part);
    case 'physical-network':
      return physicalSummary(part);
    case 'network':
      return networkSummary(part);
  }
}

function hostSummary(host: CaseHost): HostSummary {
  return { ...bare(host), roles: host.roles.map(bare) };
}

function tunnelSummary(tunnel: CaseTunnel): TunnelSummary {
  const [one, other] = tunnel.ends;
  return { ...tunnel, ends: [one && bare(one), other && bare(other)] };
}

function physicalSummary(network: PhysicalNetwork): PhysicalSummary {
  return { ...network, attachments: network.attachments.map(bare) };
}

function networkSummary(network: CaseNetwork): NetworkSummary {
  return { ...bare(network), hosts: network.hosts.map(bare) };
}

function bare<T extends { readonly evidence: unknown }>(part: T): Without<T> {
  const { evidence: _left, ...rest } = part;
  return rest;
}
