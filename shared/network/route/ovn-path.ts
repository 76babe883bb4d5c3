// Between two ports of OVN: the source's chassis does all switching and routing in its own flows, then the
// frame goes through one tunnel to the chassis that the destination is bound to, or to a gateway's.
//   tap → br-int → geneve port (by chassis and encapsulation address) → the peer's br-int → tap
//   outside: the chassis of the gateway's redirect port → localnet patch → provider bridge → NIC
// ovn-architecture(7), "Architectural Physical Life Cycle of a Packet", "Gateway".
import type { CaseEvidence } from '../../evidence.ts';
import type { OvsPortView } from '../ovs-index.ts';
import { covers } from './addresses.ts';
import { droppedAtFirst } from './bridge-ways.ts';
import type { End } from './end.ts';
import { explainNoNat } from './no-way.ts';
import type { OvnDatabases } from './ovn-databases.ts';
import { gateOf, providerWay, routerName } from './ovn-gateway.ts';
import { passBridge, tunnelTo, type OvnParts } from './ovn-tunnel.ts';
import type { RouteDraft } from './route-draft.ts';
import type { RouteHost } from './route-host.ts';
import { breakDropped, type Places } from './way-hops.ts';
import type { Goal } from './router-path.ts';

export class OvnRouting {
  readonly #places: Places;
  readonly #ovn: OvnDatabases;
  readonly #draft: RouteDraft;
  readonly #parts: OvnParts;
  #goal: Goal;
  /** The router by which packets left for outside. */
  exit: string | null = null;
  /** The one of a load balancer's backends that packets were followed to. */
  backend: End | null = null;

  constructor(places: Places, ovn: OvnDatabases, draft: RouteDraft, goal: Goal) {
    this.#places = places;
    this.#ovn = ovn;
    this.#draft = draft;
    this.#parts = { places, ovn, draft };
    this.#goal = goal;
  }

  from(end: End): void {
    const draft = this.#draft;
    draft.add(...end.hops());
    const { host, port } = end;
    if (host === null) {
      if (!this.#unbound(end))
        draft.lacks(
          'no-snapshot',
          `the case has no snapshot of ${this.#hostNameOf(end)} that has ${end.point.name}`,
          [],
        );
      return;
    }
    if (port === null) {
      draft.lacks(
        'no-evidence',
        `by which port ${end.point.name} is plugged into Open vSwitch is not known`,
        ['ovs-vsctl show'],
      );
      return;
    }
    this.#checkBinding(end, host);
    this.#enter(host, port);
    if (!draft.goes) return;
    this.#balance(host);
    const { end: goal, address } = this.#goal;
    const { network } = end.point;
    if (goal !== null && goal.point.network === network && network !== null) {
      if (goal.logical)
        this.#atRouter(host, goal.router ?? '', goal.point.name, 'answers at the chassis of the source');
      else this.#toPort(host, port.bridge, goal);
      return;
    }
    const route = this.#routerFor(network, goal);
    if (route === null) {
      if (network === null || !this.#ovn.hasBindings || !this.#ovn.hasRouters)
        draft.lacks(
          'no-evidence',
          this.#ovn.hasBindings
            ? `no output tells which networks OVN's routers join: which router ${end.point.name} has is unknown`
            : `no output of OVN's databases is in the case: which router ${end.point.name} has is unknown`,
          [
            'ovn-nbctl show',
            'ovn-sbctl list Port_Binding',
            ...(network === null && this.#ovn.hasBindings ? ['ovn-sbctl list Datapath_Binding'] : []),
          ],
        );
      else
        draft.breaks(
          'no-router',
          `no logical router joins the network of ${end.point.name} with ${goal?.point.name ?? address ?? 'outside'}`,
        );
      return;
    }
    this.#atRouter(host, route.router, route.name, 'is applied at the chassis of the source');
    if (!draft.goes || (goal !== null && goal.logical)) return;
    if (goal !== null) {
      this.#toPort(host, port.bridge, goal);
      return;
    }
    this.exit = route.router;
    this.#outside(host, port.bridge, route.router, end);
  }

  /** A load balancer's address inside: the chassis of the source chooses a backend by the connection. One of its own host stands for all, else the first. */
  #balance(host: RouteHost): void {
    const { end, address } = this.#goal;
    const balanced = address === null ? null : this.#ovn.balanced(address);
    if (balanced === null || address === null || (end === null && !this.#isInside(address))) return;
    const backends = balanced.backends.flatMap((backend) => this.#endOf(backend, null) ?? []);
    const to = backends.find((end) => end.host === host) ?? backends[0];
    if (to === undefined) {
      this.#draft.lacks(
        'no-evidence',
        `no port of the case has an address of ${balanced.name}'s backends (${balanced.backends.join(', ')})`,
        ['ovn-nbctl show'],
        balanced.evidence,
      );
      return;
    }
    this.#draft.explain(
      `${balanced.name} sends what is for ${address} to one of ${balanced.backends.join(', ')}; followed to ${to.point.name}`,
      balanced.evidence,
    );
    this.#goal = { end: to, address };
    this.backend = to;
  }

  /** In the prefix of a router's port on a network that is not a physical one. */
  #isInside(address: string): boolean {
    const { ends, networks } = this.#places.ends;
    return ends.some(
      ({ logical, prefixes, point }) =>
        logical &&
        prefixes.some((prefix) => covers(prefix, address)) &&
        point.network !== null &&
        networks.isProvider(point.network) !== true,
    );
  }

  /** What a router sends on to an inner address: a floating address, or one of a load balancer's. */
  #translation(address: string | null): {
    readonly end: End | null;
    readonly to: string;
    readonly distributed: boolean;
    readonly router: string | null;
    readonly evidence: readonly CaseEvidence[];
  } | null {
    if (address === null) return null;
    const rule = this.#ovn.floating(address);
    if (rule !== null) {
      const { logicalIp, logicalPort, externalMac, router } = rule.data;
      return {
        end: this.#endOf(logicalIp, logicalPort),
        to: logicalIp ?? '?',
        distributed: externalMac !== null,
        router: router?.replace(/^neutron-/, '') ?? null,
        evidence: rule.evidence,
      };
    }
    const balanced = this.#ovn.balanced(address);
    if (balanced === null) return null;
    const to = balanced.backends[0] ?? null;
    return {
      end: this.#endOf(to, null),
      to: to ?? '?',
      distributed: false,
      router: balanced.router,
      evidence: balanced.evidence,
    };
  }

  /** From a router's port to a port of its networks: done where the answer's receiver is. */
  answer(router: End, to: End): void {
    const { host, port } = to;
    if (host === null || port === null) {
      if (this.#unbound(to)) return;
      // What is wrong at the far end is wrong whichever way packets come.
      this.#draft.add(...[...to.hops()].reverse());
      if (host === null)
        this.#draft.lacks(
          'no-snapshot',
          `the case has no snapshot of ${this.#hostNameOf(to)} that has ${to.point.name}`,
          [],
        );
      else
        this.#draft.lacks(
          'no-evidence',
          `by which port ${to.point.name} is plugged into Open vSwitch is not known`,
          ['ovs-vsctl show'],
        );
      return;
    }
    this.#atRouter(host, router.router ?? '', router.point.name, 'answers at the chassis of the source');
    passBridge(this.#draft, host, port.bridge);
    this.#draft.add(...[...to.hops()].reverse());
  }

  /** From a router's own port outside. */
  fromGateway({ router, point }: End): void {
    const gate = router === null ? null : gateOf(this.#parts, router, null);
    if (router === null || gate === null) return;
    this.#atRouter(gate.host, router, point.name, 'sends from its gateway chassis');
    const provider = providerWay(this.#parts, gate.host, gate.bridge, gate.network);
    if (provider === null) return;
    passBridge(this.#draft, gate.host, gate.bridge);
    this.#draft.add(...provider.hops);
  }

  /** From the wire to the router's gateway, then to the goal. `router` null: that of the floating address. */
  fromOutside(router: string | null): void {
    const draft = this.#draft;
    const { address } = this.#goal;
    const rule = this.#translation(address);
    const owner = router ?? rule?.router ?? this.#routerHolding(address);
    const fixed = rule === null ? this.#goal.end : rule.end;
    if (owner === null && rule !== null) {
      draft.lacks(
        'no-evidence',
        `which logical router translates ${address ?? 'it'} is in no output`,
        ['ovn-nbctl list Logical_Router'],
        rule.evidence,
      );
      return;
    }
    if (owner === null) {
      draft.breaks('no-nat', `no logical router of the case has or translates ${address ?? 'it'}`);
      return;
    }
    const gate = gateOf(this.#parts, owner, rule !== null && rule.distributed ? fixed : null);
    if (gate === null) return;
    const nic = providerWay(this.#parts, gate.host, gate.bridge, gate.network);
    if (nic === null) return;
    draft.add(...[...nic.hops].reverse());
    passBridge(draft, gate.host, gate.bridge);
    const place = gate.distributed ? "its instance's chassis" : 'its gateway chassis';
    const what =
      rule === null
        ? `takes it at ${place}`
        : `sends what is for ${address ?? ''} on to ${rule.to} at ${place}`;
    this.#atRouter(gate.host, owner, routerName(this.#parts, owner), what, rule?.evidence);
    if (!draft.goes) return;
    if (fixed === null)
      draft.breaks(
        'no-nat',
        `no port of the case has ${rule?.to ?? address ?? 'the address'}`,
        rule?.evidence ?? [],
      );
    else if (!fixed.logical) this.#toPort(gate.host, gate.bridge, fixed);
  }

  #hostNameOf(end: End): string {
    const chassis = this.#ovn.binding(end.point.portId)?.data.chassis ?? null;
    if (end.point.host !== null) return end.point.host;
    return chassis === null || chassis === 'none' ? 'the host' : this.#ovn.nameOf(chassis);
  }

  /** No chassis has claimed the port: no ovn-controller has found an interface with its `iface-id`. ovn-controller(8). */
  #unbound({ point, host, port }: End): boolean {
    const binding = this.#ovn.binding(point.portId);
    if (binding === null || binding.data.chassis !== 'none' || (host !== null && port !== null)) return false;
    const on =
      point.host === null ? '' : `: no port of ${point.host} that its ovn-controller sees has its id`;
    this.#draft.breaks(
      'not-bound',
      `the southbound database binds ${point.name} (${point.portId ?? '?'}) to no chassis${on}`,
      binding.evidence,
    );
    return true;
  }

  /** Into the chassis's bridge: ovn-controller makes the flow of table 0 that takes what a port sends once it has the port. */
  #enter(host: RouteHost, port: OvsPortView): void {
    passBridge(this.#draft, host, port.bridge);
    const dropped = droppedAtFirst(host, port);
    if (dropped !== null)
      breakDropped(this.#draft, host, port.bridge, dropped, `what comes in by ${port.name}`);
  }

  /** ovn-controller installs flows only for what the southbound database binds to its chassis. */
  #checkBinding(end: End, host: RouteHost): void {
    const binding = this.#ovn.binding(end.point.portId);
    const chassis = this.#ovn.chassisOf(host);
    if (binding === null || chassis === null || binding.data.type === 'localport') return;
    const { chassis: bound } = binding.data;
    if (bound === null) return;
    const there = bound === 'none' ? null : this.#ovn.hostOf(bound);
    if (bound === chassis || there === host || this.#ovn.isAdditional(binding.data, chassis)) return;
    const where = bound === 'none' ? 'to no chassis' : `to ${this.#ovn.nameOf(bound)}`;
    this.#draft.breaks(
      'not-bound',
      `the southbound database binds ${binding.data.logicalPort} ${where}, and it is plugged on ${host.name}`,
      binding.evidence,
    );
  }

  /** A router has no device: a hop that says so, with the rows that say what it joins. */
  #atRouter(
    host: RouteHost,
    router: string,
    name: string,
    what: string,
    evidence: readonly CaseEvidence[] = [],
  ): void {
    const ports = this.#places.ends.ends.filter((end) => end.logical && end.router === router);
    this.#draft.add({
      ...host.hop(name),
      device: name,
      kind: 'logical-router',
      deviceId: null,
      ifindex: null,
      mac: null,
      mtu: null,
      addresses: ports.flatMap(({ prefixes }) => prefixes),
      tag: null,
      ofport: null,
      status: 'known',
      reason: `the logical router ${what}; no namespace has it`,
      break: null,
      wants: [],
      evidence: [
        ...evidence,
        ...this.#places.ends.hosts.flatMap((one) =>
          one.evidence(
            one.node.facts
              .of('logical-router-port')
              .filter(({ data }) => ports.some((end) => `lrp-${end.point.portId ?? ''}` === data.name))
              .slice(0, ports.length),
          ),
        ),
      ],
    });
  }

  /** The router that leads from a network to the goal: with a port on both, or with a gateway for what is outside. */
  #routerFor(
    network: string | null,
    goal: End | null,
  ): { readonly router: string; readonly name: string } | null {
    if (network === null) return null;
    const routers = this.#ovn.routersOn(network);
    const found = routers.find(({ router, ports }) =>
      goal === null
        ? this.#ovn.gateway(router) !== null
        : goal.router === router || ports.some((port) => port.point.network === goal.point.network),
    );
    return found === undefined ? null : { router: found.router, name: routerName(this.#parts, found.router) };
  }

  #routerHolding(address: string | null): string | null {
    if (address === null) return null;
    const { ends } = this.#places;
    const own = ends.byAddress(address).find((end) => end.logical);
    if (own !== undefined) return own.router;
    // The only one with a port in the address's prefix: rules do not always say whose they are.
    const near = ends.ends.filter(
      (end) => end.logical && end.prefixes.some((prefix) => covers(prefix, address)),
    );
    const routers = new Set(near.map((end) => end.router));
    return routers.size === 1 ? (near[0]?.router ?? null) : null;
  }

  #endOf(address: string | null, portId: string | null): End | null {
    const { ends } = this.#places;
    const byPort = portId === null ? [] : ends.byPortId(portId).filter((end) => !end.logical);
    return (
      byPort[0] ??
      (address === null ? undefined : ends.byAddress(address).find((end) => end.point.kind === 'port')) ??
      null
    );
  }

  /** To a port: on the same chassis by its br-int alone, else through the tunnel to the port's chassis. */
  #toPort(host: RouteHost, bridge: string, goal: End): void {
    const draft = this.#draft;
    const binding = this.#ovn.binding(goal.point.portId);
    // Every chassis has a localport of its own.
    const local =
      binding?.data.type === 'localport' || goal.point.kind === 'metadata'
        ? this.#places.ends.byPortId(goal.point.portId ?? '').find((end) => end.host === host)
        : undefined;
    const to = local ?? goal;
    const bound = binding?.data.chassis ?? null;
    if (to.host === null && this.#unbound(to)) return;
    if (to.host === host) {
      this.#checkBinding(to, host);
      passBridge(draft, host, bridge);
      draft.add(...[...to.hops()].reverse());
      return;
    }
    const chassis =
      bound !== null && bound !== 'none' ? bound : to.host === null ? null : this.#ovn.chassisOf(to.host);
    if (chassis === null) {
      draft.lacks('no-evidence', `on which chassis ${to.point.name} is, no output tells`, [
        'ovn-sbctl list Port_Binding',
      ]);
      return;
    }
    if (this.#ovn.hostOf(chassis) === host) {
      draft.breaks(
        'not-in-ovs',
        `the southbound database binds ${to.point.name} to ${host.name}, and no port there has its id`,
        binding?.evidence ?? [],
      );
      return;
    }
    const peer = tunnelTo(this.#parts, host, bridge, chassis, binding);
    if (peer === null) return;
    this.#checkBinding(to, peer);
    passBridge(draft, peer, to.port?.bridge ?? bridge);
    if (to.host !== peer) {
      draft.breaks(
        'not-in-ovs',
        `the southbound database binds ${to.point.name} to ${peer.name}, and no port there has its id`,
        binding?.evidence ?? [],
      );
      return;
    }
    draft.add(...[...to.hops()].reverse());
  }

  #outside(host: RouteHost, bridge: string, router: string, from: End): void {
    const draft = this.#draft;
    const { address } = this.#goal;
    const source = from.point.addresses[0] ?? null;
    const floating = this.#translation(address);
    const untranslated =
      address === null || floating !== null ? undefined : this.#places.ends.floating.get(address);
    if (untranslated !== undefined) {
      explainNoNat(draft, this.#ovn, untranslated);
      return;
    }
    const rule = source === null ? null : this.#ovn.sourceRule(source, covers);
    const distributed =
      rule !== null &&
      rule.data.type === 'dnat_and_snat' &&
      rule.data.externalMac !== null &&
      floating === null;
    const gate = gateOf(this.#parts, router, distributed ? from : null);
    if (gate === null) return;
    if (gate.host !== host) {
      const peer = tunnelTo(this.#parts, host, bridge, gate.chassis, null);
      if (peer === null) return;
      passBridge(draft, peer, gate.bridge);
    }
    if (floating !== null) {
      this.#atRouter(
        gate.host,
        router,
        routerName(this.#parts, router),
        `sends what is for ${address ?? ''} on to ${floating.to} at its gateway chassis`,
        floating.evidence,
      );
      if (floating.end === null)
        draft.breaks('no-nat', `no port of the case has ${floating.to}`, floating.evidence);
      else this.#toPort(gate.host, gate.bridge, floating.end);
      return;
    }
    if (rule === null && source !== null)
      draft.note('no-nat', `no NAT rule of the router translates ${source}`, []);
    else if (rule !== null)
      draft.explain(`NAT gives it the source ${rule.data.externalIp ?? '?'}`, rule.evidence);
    const provider = providerWay(this.#parts, gate.host, gate.bridge, gate.network);
    if (provider !== null) draft.add(...provider.hops);
  }
}
