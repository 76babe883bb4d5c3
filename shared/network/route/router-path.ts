// From network to network: through the namespaces of Neutron's routers, with their routes, rules and NAT.
// Centralised, highly available (the active one holds the addresses) and distributed (the source's own
// host routes; floating addresses through the fip namespace, other traffic outside through snat).
// Neutron doc "Open vSwitch: High availability using DVR", "… using VRRP".
import { covers } from './addresses.ts';
import { bare, type End } from './end.ts';
import { nowhere } from './listed-ends.ts';
import { anywhere, lookUp, translatedFrom, translatedTo } from './namespace-routing.ts';
import type { RouteDraft } from './route-draft.ts';
import type { RouteHost } from './route-host.ts';
import { carry, carryInside, carryOutside } from './switch-path.ts';
import type { Places, Start } from './way-hops.ts';

/** Where a route is to end, and the address that its packets carry there. */
export interface Goal {
  /** Null: outside, or an address that is translated on the way. */
  readonly end: End | null;
  readonly address: string | null;
}

/** More routers than any network has on one way: a loop. */
const mostRouters = 16;

export class Routing {
  readonly #places: Places;
  readonly #draft: RouteDraft;
  readonly #source: string | null;
  #goal: Goal;
  /** The router's port by which packets left for outside: answers come back to it. */
  exit: End | null = null;
  /** The floating address that they had as their source there. */
  seenAs: string | null = null;

  constructor(places: Places, draft: RouteDraft, source: string | null, goal: Goal) {
    this.#places = places;
    this.#draft = draft;
    this.#source = source;
    this.#goal = goal;
  }

  /** From an end of a network, itself included. */
  from(end: End): void {
    this.#draft.add(...end.hops());
    if (end.host === null) {
      this.#draft.lacks(
        'no-snapshot',
        `the case has no snapshot of ${end.point.host ?? 'the host'} that has ${end.point.name}`,
        [],
      );
      return;
    }
    if (end.netns !== null && !this.#sameNetwork(end)) this.#inNamespace(end.host, end.netns, null);
    else this.#leave(end, null, 0);
  }

  /** From the wire of a physical network to a router's port there, and on. */
  fromOutside(entry: End): void {
    carryInside(this.#places, this.#draft, entry);
    if (this.#draft.goes) this.#arrivedAt(entry, 0);
  }

  #sameNetwork(end: End): boolean {
    const { network } = end.point;
    return network !== null && this.#goal.end !== null && this.#goal.end.point.network === network;
  }

  /** `end` is where packets are: out by its port, to the goal or to the next router. */
  #leave(end: End, gateway: string | null, passed: number): void {
    const draft = this.#draft;
    const start = startAt(end);
    if (!draft.goes) return;
    if (start === null) {
      this.#withoutPort(end);
      return;
    }
    if (passed > mostRouters) {
      draft.breaks('no-route', 'the routers send it in a circle');
      return;
    }
    const { end: goal, address } = this.#goal;
    if (gateway === null && goal !== null && (this.#sameNetwork(end) || goal === end)) {
      if (goal === end) return;
      carry(this.#places, draft, start, goal);
      if (draft.goes) this.#answers(goal, address);
      return;
    }
    const next = gateway ?? (end.netns === null ? this.#gatewayOf(end) : address);
    if (next === 'unknown') return;
    const holder = next === null ? null : this.#holderOf(next, end);
    if (holder !== null) {
      carry(this.#places, draft, start, holder);
      this.#noteOthers(next, holder);
      if (draft.goes && this.#answers(holder, next)) this.#arrivedAt(holder, passed + 1);
      return;
    }
    const { network } = end.point;
    const provider = network === null ? null : this.#places.ends.networks.isProvider(network);
    if (provider === false || (provider === null && end.netns === null)) {
      const name = next ?? 'a router';
      const addresses = next === null ? [] : [next];
      // Its frames are followed as far as the host's own flows take those for a MAC that none of them names.
      carry(this.#places, draft, start, nowhere({ kind: 'router', name, mac: null, addresses, network }));
      return;
    }
    if (end.netns !== null) this.exit = end;
    const outside = carryOutside(draft, start, next ?? 'outside');
    if (outside && goal !== null)
      draft.breaks(
        'no-route',
        `it leaves the hosts towards ${next ?? 'outside'}, and ${goal.point.name} is not there`,
      );
  }

  /** Not plugged into Open vSwitch, as far as is known: a Linux bridge agent's instance, or outputs that are not there. */
  #withoutPort({ host, point, hops }: End): void {
    const bridge = hops().find((hop) => hop.kind === 'linux-bridge')?.device;
    if (bridge && host !== null && host.node.ovs.bridges.length === 0) {
      const reason = `${point.name} is in the Linux bridge ${bridge} of ${host.name}, which has no Open vSwitch: how its network goes on to other hosts is not followed`;
      this.#draft.lacks('no-evidence', reason, []);
    } else {
      const reason = `by which port ${point.name} is plugged into Open vSwitch is not known`;
      this.#draft.lacks('no-evidence', reason, ['ovs-vsctl show']);
    }
  }

  /** The router that an instance sends to what is not in its own network; by Neutron's subnet, else by what is there. */
  #gatewayOf(end: End): string | 'unknown' | null {
    const { ends } = this.#places;
    const own = end.point.addresses.map(bare);
    const to = this.#goal.address;
    for (const { node } of ends.hosts) {
      for (const { data } of node.facts.of('neutron-subnet')) {
        if (data.networkId !== end.point.network || data.cidr === null) continue;
        const { cidr } = data;
        if (!own.some((address) => covers(cidr, address))) continue;
        const static_ = data.hostRoutes?.find((route) => to !== null && covers(route.destination, to));
        if (static_) return static_.nextHop;
        if (data.gatewayIp) return data.gatewayIp;
      }
    }
    const routers = ends.ends.filter(
      (other) =>
        other.point.kind === 'router' &&
        other.point.network !== null &&
        other.point.network === end.point.network &&
        !/^(sg|ha|fg)-/.test(other.point.device ?? ''),
    );
    const covering = routers.find(({ prefixes }) =>
      prefixes.some((prefix) => own.some((address) => covers(prefix, address))),
    );
    return (covering ?? routers[0])?.point.addresses[0] ?? null;
  }

  /** Who has an address on the network of `near`: on the same host first, as each host of a distributed router has it. */
  #holderOf(address: string, near: End): End | null {
    const { ends } = this.#places;
    const { network } = near.point;
    const holders = ends
      .byAddress(address)
      .filter((end) => end !== near && !end.logical)
      .filter(({ point }) => network === null || point.network === null || point.network === network);
    const shown = holders.filter((end) => end.host !== null && end.point.device !== null);
    // Of a highly available router only the active one holds the address; of a distributed one every host does.
    const active = shown.filter(({ prefixes }) => prefixes.some((prefix) => bare(prefix) === address));
    const holder = [active, shown]
      .flatMap((list) => [list.find((end) => end.host === near.host), list[0]])
      .find((end) => end !== undefined);
    const found = holder ?? holders[0];
    if (found !== undefined) return found;
    // A distributed router's floating address: the fip namespace routes it, and answers for it on its own port.
    for (const host of ends.hosts) {
      const route = host.node.facts
        .of('route')
        .find(({ data }) => data.netns?.startsWith('fip-') === true && data.destination === address);
      const netns = route?.data.netns ?? null;
      if (netns === null) continue;
      const gate = ends.ends.find((end) => end.host === host && end.netns === netns && end.port !== null);
      if (gate !== undefined) return gate;
    }
    return null;
  }

  /**
   * False where the device in a namespace that packets came to was to have the address and has none at all. Of a
   * highly available router only the active one has them; which is active, this one does not tell.
   */
  #answers({ host, netns, point, prefixes }: End, address: string | null): boolean {
    if (host === null || netns === null || address === null || prefixes.length > 0) return true;
    const { node } = host;
    const shown = node.facts.of('address').filter(({ data }) => data.netns === netns);
    if (shown.length === 0 || address.startsWith('fe80:')) return true;
    const why = `${point.device ?? point.name} in ${netns} of ${host.name} does not have ${address}: \`ip addr\` shows no address of it`;
    const links = node.links.namespaces.get(netns) ?? [];
    if (links.some(({ name }) => name.startsWith('ha-')))
      this.#draft.lacks('no-snapshot', `${why}, and which host has the active router is not told`, [], []);
    else this.#draft.breaks('no-address', why, host.evidence(shown.slice(0, 1)));
    return false;
  }

  /** Further ports with the address in that network: which of them answers first is chance. A distributed router's are one. */
  #noteOthers(address: string | null, holder: End): void {
    if (address === null) return;
    for (const end of this.#places.ends.byAddress(address)) {
      const { point, host } = end;
      if (end === holder || host === null || point.network !== holder.point.network) continue;
      if (point.portId === holder.point.portId || (end.router !== null && end.router === holder.router))
        continue;
      this.#draft.note(
        'duplicate-address',
        `${point.name} (${point.device ?? '?'} of ${host.name}) has ${address}, too`,
        end.hops()[0]?.evidence ?? [],
      );
    }
  }

  #arrivedAt(end: End, passed: number): void {
    const { host } = end;
    const goal = this.#goal.end;
    if (goal === end || (goal !== null && sameRouter(goal, end))) return;
    if (host === null || end.netns === null) {
      const netns = end.router === null ? null : `qrouter-${end.router}`;
      this.#draft.lacks(
        'no-evidence',
        `the namespace of ${end.point.device ?? end.point.name} is in no output of ${end.point.host ?? 'its host'}: how it routes is unknown`,
        netns === null
          ? ['ip netns']
          : [`ip netns exec ${netns} ip -d addr`, `ip netns exec ${netns} ip route show table all`],
      );
      return;
    }
    this.#inNamespace(host, end.netns, end.point.device, passed);
  }

  #inNamespace(host: RouteHost, netns: string, inDevice: string | null, passed = 0): void {
    const draft = this.#draft;
    if (!draft.goes || passed > mostRouters) {
      if (draft.goes) draft.breaks('no-route', 'the namespaces send it in a circle');
      return;
    }
    const { ends } = this.#places;
    const translated = this.#goal.address === null ? null : translatedTo(host, netns, this.#goal.address);
    if (translated !== null) {
      const { address, rule } = translated;
      const fixed = ends.byAddress(address).filter((end) => end.point.kind === 'port');
      const on = ends.floating.get(this.#goal.address ?? '');
      const end =
        fixed.find(({ point }) => point.portId !== null && point.portId === on?.portId) ??
        this.#ofRouter(fixed, netns) ??
        fixed[0];
      this.#goal = { end: end ?? null, address };
      this.#annotate(`${netns} sends what is for ${bare(rule.data.destination ?? '')} to ${address}`, host, [
        rule,
      ]);
    } else if (
      this.#goal.end === null &&
      this.#goal.address !== null &&
      ends.floating.has(this.#goal.address)
    ) {
      const held = host.holders(this.#goal.address).some(({ data }) => data.netns === netns);
      if (held && host.natRules(netns).length === 0) {
        draft.lacks(
          'no-evidence',
          `no NAT rules of ${netns}: what it does with ${this.#goal.address} is unknown`,
          [`ip netns exec ${netns} iptables-save`],
        );
        return;
      }
      if (held) {
        draft.breaks(
          'no-nat',
          `no rule of ${netns} translates ${this.#goal.address}`,
          host.evidence(host.natRules(netns).slice(0, 1)),
        );
        return;
      }
    }
    const goal = this.#goal.end;
    if (goal !== null && goal.host === host && goal.netns === netns) return;
    const found = lookUp(host, netns, this.#goal.address ?? anywhere, this.#source, inDevice);
    if (found.kind === 'unknown') {
      draft.lacks('no-evidence', found.reason, found.wants);
      return;
    }
    if (found.kind === 'none') {
      draft.breaks(
        'no-route',
        `${netns} on ${host.name} has no route to ${this.#goal.address ?? 'outside'}`,
        host.evidence(found.facts),
      );
      return;
    }
    const gateway = found.gateway === null ? '' : ` via ${found.gateway}`;
    this.#annotate(found.reason ?? `${netns} routes it to ${found.device}${gateway}`, host, found.facts);
    const out = ends.ends.find(
      (end) => end.host === host && end.netns === netns && end.point.device === found.device,
    );
    if (out !== undefined) {
      draft.add(...out.hops());
      this.#noteNat(host, netns, found.device);
      this.#leave(out, found.gateway, passed + 1);
      return;
    }
    this.#throughPair(host, netns, found.device, passed);
  }

  /** `rfp-…` of a router's namespace and `fpr-…` of the fip namespace are a pair: dvr_fip_ns.py. */
  #throughPair(host: RouteHost, netns: string, device: string, passed: number): void {
    const draft = this.#draft;
    draft.add(host.hop(device, { netns }));
    this.#noteNat(host, netns, device);
    const far = pairIn(host, netns, device);
    if (far === null) {
      draft.lacks('no-evidence', `where the other end of ${device} in ${netns} is is not known`, [
        `ip netns exec ${netns} ip -d link show`,
      ]);
      return;
    }
    draft.add(host.hop(far.device, { netns: far.netns }), host.namespace(far.netns));
    this.#inNamespace(host, far.netns, far.device, passed + 1);
  }

  #ofRouter(candidates: readonly End[], netns: string): End | undefined {
    const networks = new Set(
      this.#places.ends.ends.filter((end) => end.netns === netns).map(({ point }) => point.network),
    );
    return candidates.find(({ point }) => point.network !== null && networks.has(point.network));
  }

  /** On the way outside. Of a router that translates nothing, answers find no way back. */
  #noteNat(host: RouteHost, netns: string, device: string): void {
    if (this.#goal.end !== null || !/^(qg|rfp)-/.test(device)) return;
    const rules = host.natRules(netns);
    const rule = translatedFrom(host, netns, this.#source, device);
    if (rule !== null) {
      const to = /--to-source (\S+)/.exec(rule.data.targetOptions ?? '')?.[1] ?? null;
      this.#annotate(`${netns} gives it the source ${to ?? 'of its device'}`, host, [rule]);
      if (to !== null && this.#places.ends.floating.has(bare(to))) this.seenAs = bare(to);
    } else if (rules.length > 0)
      this.#draft.note(
        'no-nat',
        `no rule of ${netns} translates the source ${this.#source ?? ''}`,
        host.evidence(rules.slice(0, 1)),
      );
  }

  #annotate(reason: string, host: RouteHost, facts: Parameters<RouteHost['evidence']>[0]): void {
    this.#draft.explain(reason, host.evidence(facts));
  }
}

/** A namespace of one router on one host; or the same address of it, wherever it is active. */
function sameRouter(goal: End, end: End): boolean {
  if (goal.netns !== null && goal.host === end.host && goal.netns === end.netns) return true;
  return (
    goal.router !== null &&
    goal.router === end.router &&
    goal.point.portId !== null &&
    goal.point.portId === end.point.portId
  );
}

function startAt(end: End): Start | null {
  return end.host === null || end.port === null
    ? null
    : { host: end.host, port: end.port, mac: end.point.mac };
}

/** The other end of a veth pair between two namespaces: by ifindex and link-netnsid, else by the names of the pair. */
function pairIn(
  host: RouteHost,
  netns: string,
  device: string,
): { readonly netns: string; readonly device: string } | null {
  const { links } = host.node;
  const near = links.inNamespace(netns, device);
  for (const [other, devices] of links.namespaces) {
    if (other === netns) continue;
    const far = devices.find(
      (link) =>
        near !== null &&
        near.peerIfindex !== null &&
        link.ifindex === near.peerIfindex &&
        link.peerIfindex === near.ifindex,
    );
    if (far !== undefined) return { netns: other, device: far.name };
  }
  const twin = /^(rfp|fpr)-(.+)$/.exec(device);
  if (twin === null) return null;
  const name = `${twin[1] === 'rfp' ? 'fpr' : 'rfp'}-${twin[2] ?? ''}`;
  for (const [other, devices] of links.namespaces) {
    if (devices.some((link) => link.name === name)) return { netns: other, device: name };
  }
  return null;
}
