// The lab's truth beside its bundles (`truth/SNAPSHOT/topology.json`): what every path must show.
import { readFileSync, readdirSync } from 'node:fs';
import type { Hop } from '../../../shared/network/model.ts';
import { sharedData } from '../../shared-data.ts';

export interface TruthHop {
  readonly kind_of_hop?: string;
  readonly kind?: string;
  readonly host?: string;
  readonly device?: string;
  readonly ifindex?: number;
  readonly mac?: string;
  readonly mtu?: number;
  readonly master?: string | null;
  readonly bridge?: string;
  readonly port?: string;
  readonly ofport?: number;
  readonly tag?: number;
  readonly peer_bridge?: string;
  readonly peer_port?: string;
  readonly peer_ofport?: number;
  readonly local_vlan?: number;
  readonly tun_id_hex?: string;
  readonly tunnels?: Readonly<
    Record<string, { readonly ofport: number; readonly remote_ip: string; readonly local_ip: string }>
  >;
  readonly local_ip?: string;
}

export interface TruthPort {
  readonly id: string;
  readonly mac: string;
  readonly ip: string;
  readonly hops: readonly TruthHop[];
}

export interface TruthInstance {
  readonly uuid: string;
  readonly libvirt_name: string;
  readonly host: string;
  readonly ports: readonly TruthPort[];
}

export interface Topology {
  readonly instances: Readonly<Record<string, TruthInstance>>;
  readonly hosts: Readonly<
    Record<string, { readonly devices: Readonly<Record<string, { readonly ifindex: number }>> }>
  >;
  readonly dhcp: readonly RouterPort[];
  readonly router: { readonly ports: readonly RouterPort[] };
}

export interface RouterPort {
  readonly id: string;
  readonly device: string;
  readonly ofport: number;
  readonly tag: number;
  readonly bridge: string;
}

export function topologyOf(snapshot: string): Topology {
  return JSON.parse(readFileSync(sharedData('lab/truth', snapshot, 'topology.json'), 'utf8')) as Topology;
}

export function labSnapshots(): readonly string[] {
  return readdirSync(sharedData('lab/bundles')).sort();
}

/** Hosts of a snapshot that have bundles and can have instances or routers. */
export function labHosts(snapshot: string): readonly string[] {
  return readdirSync(sharedData('lab/bundles', snapshot))
    .filter((host) => host !== 'controller1')
    .sort();
}

/** What of a hop the truth can be compared with. */
export interface ComparedHop {
  readonly device: string | null;
  readonly ifindex: number | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly ofport: number | null;
  readonly tag: number | null;
  readonly tunnelId: string | null;
  readonly local: string | null;
  readonly remote: string | null;
}

/** The truth's hops as ours are: a device once, br-int and br-tun between, tunnels one by one. */
export function expectedHops(
  topology: Topology,
  instance: TruthInstance,
  port: TruthPort,
): readonly ComparedHop[] {
  const devices = topology.hosts[instance.host]?.devices ?? {};
  const ifindexOf = (name: string): number | null => devices[name]?.ifindex ?? null;
  const hops: ComparedHop[] = [];
  const add = (hop: Partial<ComparedHop>): void => {
    hops.push({ ...nothing, ...hop });
  };
  add({ device: instance.libvirt_name, mac: port.mac, mtu: port.hops[0]?.mtu ?? null });
  for (const hop of port.hops.slice(1)) {
    const { device, bridge } = hop;
    switch (hop.kind_of_hop) {
      case 'tap':
      case 'linux-bridge':
      case 'veth':
        add({
          device: device ?? null,
          ifindex: hop.ifindex ?? null,
          mac: hop.mac ?? null,
          mtu: hop.mtu ?? null,
        });
        break;
      case 'ovs-port': {
        const last = hops.pop();
        if (last?.device !== hop.port)
          throw new Error(`the truth's OVS port ${hop.port} follows ${last?.device}`);
        add({ ...last, ofport: hop.ofport ?? null, tag: hop.tag ?? null });
        const vlan = port.hops.find((other) => other.kind_of_hop === 'tunnel')?.local_vlan;
        add({ device: bridge ?? null, ifindex: ifindexOf(bridge ?? ''), tag: vlan ?? null });
        break;
      }
      case 'ovs-patch':
        add({ device: hop.port ?? null, ofport: hop.ofport ?? null });
        add({ device: hop.peer_port ?? null, ofport: hop.peer_ofport ?? null });
        break;
      case 'tunnel':
        add({ device: bridge ?? null, ifindex: ifindexOf(bridge ?? ''), tunnelId: hop.tun_id_hex ?? null });
        for (const [name, tunnel] of Object.entries(hop.tunnels ?? {}).sort(
          ([, a], [, b]) => a.ofport - b.ofport,
        )) {
          const { ofport, local_ip: local, remote_ip: remote } = tunnel;
          add({ device: name, ofport, tunnelId: hop.tun_id_hex ?? null, local, remote });
        }
        break;
      case 'underlay':
        add({ device: bridge ?? null, ifindex: ifindexOf(bridge ?? '') });
        add({
          device: device ?? null,
          ifindex: ifindexOf(device ?? ''),
          mtu: hop.mtu ?? null,
          ofport: hop.ofport ?? null,
        });
        break;
      default:
        throw new Error(`unknown hop in the truth: ${JSON.stringify(hop)}`);
    }
  }
  return hops;
}

const nothing: ComparedHop = {
  device: null,
  ifindex: null,
  mac: null,
  mtu: null,
  ofport: null,
  tag: null,
  tunnelId: null,
  local: null,
  remote: null,
};

/** Our hops, reduced to what `expected` says at the same place: the truth has no MAC for most of them. */
export function comparedHops(hops: readonly Hop[], expected: readonly ComparedHop[]): readonly ComparedHop[] {
  return hops.map((hop, i) => {
    const { device, ifindex, ofport, tag, tunnelId, local, remote } = hop;
    const mac = (expected[i]?.mac ?? null) === null ? null : hop.mac;
    const mtu = (expected[i]?.mtu ?? null) === null ? null : hop.mtu;
    return { device, ifindex, mac, mtu, ofport, tag, tunnelId, local, remote };
  });
}
