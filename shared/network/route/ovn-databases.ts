// What OVN's databases say, over all bundles of a case: where each logical port is bound, how chassis are
// reached, what routers translate. ovn-sb(5), ovn-nb(5).
import type { CaseEvidence } from '../../evidence.ts';
import type { ChassisFact, LoadBalancerFact, NatRuleFact, PortBindingFact } from '../../facts.ts';
import { sameHost } from '../instance-index.ts';
import { isChassis, notedChassis, systemIdOf } from '../ovn-chassis.ts';
import { OvnSouthbound, told, type Told } from '../ovn-southbound.ts';
import { isTunnel, type OvsPortView } from '../ovs-index.ts';
import type { CaseEnds, End } from './end.ts';
import type { RouteHost } from './route-host.ts';

export interface Balanced {
  readonly name: string;
  readonly backends: readonly string[];
  /** The router that has it, as Neutron and Octavia note it. */
  readonly router: string | null;
  readonly evidence: readonly CaseEvidence[];
}

export class OvnDatabases {
  readonly #ends: CaseEnds;
  readonly #southbound: OvnSouthbound;
  readonly #nat: Told<NatRuleFact>[] = [];
  readonly #balancers: Told<LoadBalancerFact>[] = [];

  constructor(ends: CaseEnds) {
    this.#ends = ends;
    this.#southbound = new OvnSouthbound(ends.hosts.map(({ node }) => node.facts));
    for (const { node } of ends.hosts) {
      const { facts } = node;
      for (const fact of facts.of('load-balancer')) this.#balancers.push(told(facts, fact));
      for (const fact of facts.of('nat-rule')) {
        const { type, externalIp, logicalIp } = fact.data;
        const same = this.#nat.findIndex(
          ({ data }) => data.type === type && data.externalIp === externalIp && data.logicalIp === logicalIp,
        );
        const old = this.#nat[same];
        if (old === undefined) this.#nat.push(told(facts, fact));
        else if (old.data.externalMac === null && fact.data.externalMac !== null)
          this.#nat[same] = told(facts, fact);
      }
    }
  }

  binding(logicalPort: string | null): Told<PortBindingFact> | null {
    return logicalPort === null ? null : this.#southbound.binding(logicalPort);
  }

  /** Whether a port is bound to a chassis as one of several, as it is while its instance moves. */
  isAdditional(binding: PortBindingFact, chassis: string): boolean {
    return this.#southbound.additionalChassis(binding).includes(chassis);
  }

  get hasBindings(): boolean {
    return this.#southbound.bindings.length > 0;
  }

  get hasRouters(): boolean {
    return this.#ends.ends.some(({ logical }) => logical);
  }

  /**
   * Whether the case has what would list the NAT rules of a router, by Neutron's UUID: a list of all rules, or one of
   * this router's own, which may be empty. ovn-nbctl(8), `show`, `lr-nat-list`, `list NAT`.
   */
  hasNat(router: string | null): boolean {
    const isOwn = (name: string): boolean => router !== null && name.includes(router);
    // Rows of the table itself do not say whose they are, and are all there are.
    if (this.#nat.some(({ data }) => data.router === null || isOwn(data.router))) return true;
    return this.#ends.hosts.some(({ node }) =>
      [...node.facts.sources.values()].some(({ commandLine, state }) => {
        if (state !== 'ok' && state !== 'empty') return false;
        const [, command, of = ''] =
          /\bovn-nbctl .*?\b(show|list NAT|lr-nat-list)\b(?: +(\S+))?/.exec(commandLine ?? '') ?? [];
        if (command === 'lr-nat-list') return isOwn(of);
        return command !== undefined && (of === '' || isOwn(of));
      }),
    );
  }

  /** True where OVN has a chassis or a database in the case. */
  get isUsed(): boolean {
    return this.hasBindings || this.#ends.hosts.some((host) => this.runsOn(host));
  }

  /** True where OVN, and not Neutron's agent, plugs what a host has. */
  runsOn(host: RouteHost): boolean {
    return isChassis(host.node.facts);
  }

  /** The name of the host's chassis: its `system-id`, else the database's row of its host name. */
  chassisOf(host: RouteHost): string | null {
    const listed = this.#southbound.allChassis.find(
      ({ data }) => data.hostname !== null && sameHost(data.hostname, host.name),
    );
    return systemIdOf(host.node.facts) ?? listed?.data.name ?? null;
  }

  chassis(name: string): Told<ChassisFact> | null {
    return this.#southbound.chassis(name);
  }

  /** The host of a chassis, by its `system-id` or the name that it gives; null where no snapshot is of it. */
  hostOf(chassis: string): RouteHost | null {
    const named = this.#ends.hosts.find(({ node }) => systemIdOf(node.facts) === chassis);
    const hostname = this.chassis(chassis)?.data.hostname ?? chassis;
    return named ?? this.#ends.host(hostname);
  }

  nameOf(chassis: string): string {
    return this.hostOf(chassis)?.name ?? this.chassis(chassis)?.data.hostname ?? chassis;
  }

  /** The tunnel port of a host that leads to a chassis: by what ovn-controller noted in the row, else by address. */
  tunnelTo(host: RouteHost, chassis: string): OvsPortView | null {
    const { ovs } = host.node;
    const tunnels = ovs.bridges.flatMap((bridge) => ovs.ports(bridge)).filter(isTunnel);
    const addresses = this.chassis(chassis)?.data.encapsulations?.map(({ ip }) => ip) ?? [];
    const noted = tunnels.filter((port) => notedChassis(port) === chassis);
    return (
      noted.find((port) => addresses.includes(port.options['remote_ip'] ?? '')) ??
      noted[0] ??
      tunnels.find((port) => addresses.includes(port.options['remote_ip'] ?? '')) ??
      null
    );
  }

  /** The floating address's rule, and where it is done: `distributed` on the chassis of the instance. */
  floating(address: string): Told<NatRuleFact> | null {
    return this.#nat.find(({ data }) => data.type === 'dnat_and_snat' && data.externalIp === address) ?? null;
  }

  /** Whether a router's NAT rules or load balancers send packets for the address on to another. */
  translates(address: string): boolean {
    return this.floating(address) !== null || this.balanced(address) !== null;
  }

  /** The load balancer with the address, a port forwarding of Neutron's among them, and where it sends to. */
  balanced(address: string): Balanced | null {
    for (const { data, evidence } of this.#balancers) {
      for (const [vip, list] of Object.entries(data.vips)) {
        if (withoutPort(vip) !== address) continue;
        const backends = [
          ...new Set(
            list
              .split(',')
              .map((entry) => withoutPort(entry.trim()))
              .filter((entry) => entry !== ''),
          ),
        ];
        const router = data.externalIds['neutron:router_name'] ?? data.externalIds['lr_ref'] ?? null;
        return {
          name: data.name ?? vip,
          backends,
          router: router?.replace(/^neutron-/, '') ?? null,
          evidence,
        };
      }
    }
    return null;
  }

  /** The rule that translates a source on its way outside; a floating address before the router's own. */
  sourceRule(
    address: string,
    covers: (prefix: string, address: string) => boolean,
  ): Told<NatRuleFact> | null {
    const own = this.#nat.find(({ data }) => data.type === 'dnat_and_snat' && data.logicalIp === address);
    return (
      own ??
      this.#nat.find(
        ({ data }) => data.type === 'snat' && data.logicalIp !== null && covers(data.logicalIp, address),
      ) ??
      null
    );
  }

  /** Routers with a port on a network, each with its ports. */
  routersOn(network: string): readonly { readonly router: string; readonly ports: readonly End[] }[] {
    const ports = this.#ends.ends.filter((end) => end.logical);
    const on = new Set(
      ports.flatMap((end) => (end.point.network === network && end.router !== null ? [end.router] : [])),
    );
    return [...on].map((router) => ({ router, ports: ports.filter((end) => end.router === router) }));
  }

  /** The binding of the redirect port that stands for a router's gateway port on the chassis that has it now. */
  gateway(router: string): { readonly binding: Told<PortBindingFact>; readonly port: End } | null {
    for (const { data, evidence } of this.#southbound.bindings) {
      if (data.type !== 'chassisredirect') continue;
      const distributed = data.options['distributed-port'] ?? data.logicalPort.replace(/^cr-/, '');
      const port = this.#ends.ends.find(
        (end) => end.logical && end.router === router && `lrp-${end.point.portId ?? ''}` === distributed,
      );
      if (port !== undefined) return { binding: { data, evidence }, port };
    }
    return null;
  }

  /** The localnet port of a network: which physical network its frames leave by, and in which VLAN. */
  localnet(network: string): Told<PortBindingFact> | null {
    return (
      this.#southbound.bindings.find(
        ({ data }) => data.type === 'localnet' && this.#southbound.networkOf(data) === network,
      ) ?? null
    );
  }

  /** What would show which physical network a network is on: the localnet ports, or the networks that they are of. */
  get localnetWants(): readonly string[] {
    const listed = this.#southbound.bindings.some(({ data }) => data.type === 'localnet');
    return listed ? ['ovn-sbctl list Datapath_Binding'] : ['ovn-sbctl list Port_Binding'];
  }
}

/** `10.18.0.240` of `10.18.0.240:80`, `fd00::1` of `[fd00::1]:80`. */
function withoutPort(text: string): string {
  return /^\[(.+)\]/.exec(text)?.[1] ?? /^([\d.]+)(?::\d+)?$/.exec(text)?.[1] ?? text;
}
