// What is known of one port of an OVS bridge, and which sort of port it is.
import type { StoredFact } from '../facts.ts';

/** One interface of a port: what an OpenFlow port number stands for. */
export interface OvsInterfaceView {
  readonly name: string;
  readonly ofport: number | null;
  readonly ifindex: number | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
  readonly externalIds: Readonly<Record<string, string>>;
  /** `driver_name`, `tunnel_egress_iface` … */
  readonly status: Readonly<Record<string, string>>;
  readonly error: string | null;
  readonly state: string | null;
  /** Rows of the Interface table, then what the datapath and OpenFlow say. */
  readonly facts: readonly (
    StoredFact<'ovs-interface'> | StoredFact<'datapath-port'> | StoredFact<'openflow-port'>
  )[];
}

/** One port. Of a bond, `interfaces` has several names and the numbers are the first one's. */
export interface OvsPortView extends Omit<OvsInterfaceView, 'facts'> {
  readonly bridge: string;
  readonly interfaces: readonly string[];
  readonly members: readonly OvsInterfaceView[];
  readonly tag: number | null;
  /** False when no output says whether the port has a tag. */
  readonly tagKnown: boolean;
  /** The local VLAN and the network that Neutron's agent noted in `other_config` of the Port row. */
  readonly notedTag: number | null;
  readonly notedNetwork: string | null;
  readonly bondMode: string | null;
  readonly lacp: string | null;
  readonly activeMember: string | null;
  /** What the outputs say differently of the port's bridge or tag; the first of them counts. */
  readonly conflict: string | null;
  /** The Port row in each output that prints it, what is read most easily first. */
  readonly rows: readonly StoredFact<'ovs-port'>[];
  readonly facts: readonly StoredFact[];
}

export const localPort = 65534;
/** Neutron's agent puts ports that must not pass anything into this VLAN and drops it. */
export const deadVlan = 4095;
/** Types of interfaces that are tunnels: ovs-vswitchd.conf.db(5), Interface table, `type`. */
export const tunnelTypes: ReadonlySet<string> = new Set([
  'gre',
  'vxlan',
  'geneve',
  'stt',
  'lisp',
  'gtpu',
  'erspan',
  'ip6gre',
  'srv6',
  'bareudp',
]);

/** By its type, or by a `remote_ip` where the type is not known. */
export function isTunnel(port: Pick<OvsPortView, 'type' | 'options'>): boolean {
  return tunnelTypes.has(port.type) || 'remote_ip' in port.options;
}

/** Half of a patch pair; ovs-vswitchd.conf.db(5), Interface table, `type`. */
export function isPatch(port: Pick<OvsPortView, 'type'>): boolean {
  return port.type === 'patch';
}

const wireTypes = new Set(['system', '', 'dpdk', 'afxdp', 'afxdp-nonpmd']);

/** A port that leads out of the node: not internal, patch or tunnel, and no Neutron port. */
export function isPhysical(port: OvsPortView): boolean {
  return (
    wireTypes.has(port.type) &&
    port.name !== port.bridge &&
    !('iface-id' in port.externalIds) &&
    port.tag === null &&
    !/^(tap|qvo|qr-|qg-|vhu)/.test(port.name)
  );
}

/** The order of ports in a list: by OpenFlow port number, those without one last, then by name. */
export function byNumberThenName(a: OvsPortView, b: OvsPortView): number {
  return (
    (a.ofport ?? Infinity) - (b.ofport ?? Infinity) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) || 0
  );
}
