// The route between two ends of a case, forward and back, by any names that they go by.
import type { CaseIndex } from '../case-index.ts';
import { isAddress } from './addresses.ts';
import { Claims } from './claims.ts';
import { bare, type CaseEnds, type End, type FloatingIp } from './end.ts';
import { endsOf } from './ends.ts';
import { explainNoNat } from './no-way.ts';
import { OvnDatabases } from './ovn-databases.ts';
import { OvnRouting } from './ovn-path.ts';
import { RouteDraft } from './route-draft.ts';
import type { Route, RoutePoint } from './route.ts';
import { Routing, type Goal } from './router-path.ts';
import type { Places } from './way-hops.ts';

/** One end as it was named. */
type Named =
  | { readonly kind: 'end'; readonly end: End }
  | { readonly kind: 'floating-ip'; readonly ip: FloatingIp }
  /** `address` null: anywhere. */
  | { readonly kind: 'outside'; readonly address: string | null };

export type RouteAnswer =
  | { readonly kind: 'routes'; readonly forward: Route; readonly backward: Route }
  | { readonly kind: 'ambiguous'; readonly which: 'from' | 'to'; readonly candidates: readonly RoutePoint[] }
  | { readonly kind: 'unknown'; readonly which: 'from' | 'to'; readonly name: string };

/** Kinds of which one name means the one that serves the other end: a router has a port on each network. */
const serving: ReadonlySet<string> = new Set(['router', 'dhcp', 'metadata']);

/** Finds routes in one case index; what all of them need is indexed once, when the first is asked for. */
export class RouteFinder {
  readonly #ends: CaseEnds;
  readonly #places: Places;
  readonly #ovn: OvnDatabases;

  constructor(index: CaseIndex) {
    this.#ends = endsOf(index);
    this.#places = { ends: this.#ends, claims: new Claims(this.#ends) };
    this.#ovn = new OvnDatabases(this.#ends);
  }

  /** Every end that a route can be asked for, in a fixed order. */
  get points(): readonly RoutePoint[] {
    return [
      ...this.#ends.ends.map(({ point }) => point),
      ...[...this.#ends.floating.values()].map(pointOfFloating),
    ];
  }

  /**
   * Between two ends by name; `to` null is outside. `host` is preferred where a device's name is on several
   * hosts. Names: an instance's or domain's name or UUID, a Neutron port, a device (`host:device` where several
   * hosts have it), a MAC in either form, an address, a router or its namespace, a floating address, `outside`
   * or an address that is none of the case's.
   */
  find(from: string, to: string | null, host: string | null = null): RouteAnswer {
    const target = to ?? 'outside';
    const sources = this.#named(from);
    const targets = this.#named(target);
    const source = choose(sources, targets, host);
    const goal = choose(targets, source === null ? sources : [source], host);
    if (sources.length === 0) return { kind: 'unknown', which: 'from', name: from };
    if (targets.length === 0) return { kind: 'unknown', which: 'to', name: target };
    if (source === null) return { kind: 'ambiguous', which: 'from', candidates: sources.map(pointOf) };
    if (goal === null) return { kind: 'ambiguous', which: 'to', candidates: targets.map(pointOf) };
    const there = this.#route(source, goal, null);
    const back = this.#route(goal, source, there.exit, there.route);
    return { kind: 'routes', forward: there.route, backward: back.route };
  }

  #named(name: string): readonly Named[] {
    const wanted = name.trim().toLowerCase();
    if (wanted === '') return [];
    if (wanted === 'outside' || wanted === 'external') return [{ kind: 'outside', address: null }];
    const { ends, floating } = this.#ends;
    const ip =
      floating.get(wanted) ?? [...floating.values()].find((one) => pointOfFloating(one).id === wanted);
    if (ip !== undefined) return [{ kind: 'floating-ip', ip }];
    const exact = ends.filter(({ point }) => point.id.toLowerCase() === wanted);
    if (exact.length > 0) return exact.map((end) => ({ kind: 'end', end }));
    const kind = wanted === '169.254.169.254' ? 'metadata' : wanted;
    const found = ends.filter(
      (end) => end.names.has(wanted) || (serving.has(kind) && end.point.kind === kind),
    );
    if (found.length > 0) return found.map((end) => ({ kind: 'end', end }));
    const absent = isAddress(wanted) ? this.#ends.absent(bare(wanted)) : null;
    if (absent !== null && !this.#ovn.translates(bare(wanted))) return [{ kind: 'end', end: absent }];
    return isAddress(wanted) ? [{ kind: 'outside', address: bare(wanted) }] : [];
  }

  /** `forward` is the other direction, where this one is the answer's. */
  #route(
    from: Named,
    to: Named,
    exit: Exit | null,
    forward: Route | null = null,
  ): { readonly route: Route; readonly exit: Exit | null } {
    const draft = new RouteDraft();
    const left = this.#walk(draft, from, to, exit, forward);
    const [fromPoint, toPoint] = [pointOf(from), pointOf(to)];
    const { stop } = draft;
    const end = stop?.end ?? (to.kind === 'outside' ? 'outside' : 'reached');
    return {
      route: {
        id: `${fromPoint.id} > ${toPoint.id}`,
        from: fromPoint,
        to: toPoint,
        hops: draft.hops,
        complete: stop === null,
        end,
        code: stop?.code ?? null,
        reason: stop?.reason ?? null,
        wants: stop?.wants ?? [],
      },
      exit: left,
    };
  }

  /** Walks it into the draft; what it gives back is where packets left, which their answers come back to. */
  #walk(draft: RouteDraft, from: Named, to: Named, exit: Exit | null, forward: Route | null): Exit | null {
    const source = exit?.kind === 'backend' ? exit.end : this.#sender(from);
    const goal = {
      end: to.kind === 'end' ? to.end : null,
      address:
        to.kind === 'end'
          ? (to.end.point.addresses[0] ?? null)
          : to.kind === 'outside'
            ? to.address
            : to.ip.address,
    };
    if (source === null && from.kind !== 'outside') {
      draft.lacks('no-evidence', `no port of the case is behind ${pointOf(from).name}`, [
        'openstack floating ip list',
      ]);
      return null;
    }
    if (source === null) return this.#fromOutside(draft, from, to, goal, exit, forward);
    if (source.logical) {
      this.#fromLogicalRouter(draft, source, goal);
      return null;
    }
    if (this.#isOvn(source)) {
      const routing = new OvnRouting(this.#places, this.#ovn, draft, goal);
      routing.from(source);
      if (routing.backend !== null) return { kind: 'backend', end: routing.backend };
      return routing.exit === null ? null : { kind: 'ovn', router: routing.exit };
    }
    const routing = new Routing(this.#places, draft, source.point.addresses[0] ?? null, goal);
    routing.from(source);
    return routing.exit === null ? null : { kind: 'port', end: routing.exit, seenAs: routing.seenAs };
  }

  /** OVN's router answers at the chassis of the one that it answers. */
  #fromLogicalRouter(draft: RouteDraft, source: End, goal: Goal): void {
    const routing = new OvnRouting(this.#places, this.#ovn, draft, goal);
    if (goal.end === null || goal.end.logical) routing.fromGateway(source);
    else routing.answer(source, goal.end);
  }

  #fromOutside(
    draft: RouteDraft,
    from: Named,
    to: Named,
    goal: Goal,
    exit: Exit | null,
    forward: Route | null,
  ): null {
    const { address } = goal;
    const logical = to.kind === 'end' && to.end.logical;
    if (exit?.kind === 'ovn' || logical || (address !== null && this.#ovn.translates(address))) {
      const router = exit?.kind === 'ovn' ? exit.router : logical ? to.end.router : null;
      new OvnRouting(this.#places, this.#ovn, draft, goal).fromOutside(router);
      return null;
    }
    if (to.kind === 'outside') {
      this.#bothOutside(draft, from, to);
      return null;
    }
    if (to.kind === 'floating-ip' && this.#isOvnAddress(to.ip)) {
      explainNoNat(draft, this.#ovn, to.ip);
      return null;
    }
    const entry = exit?.kind === 'port' ? exit.end : this.#entryFor(to, address);
    const name = pointOf(to).name;
    const seenAs = exit?.kind === 'port' ? exit.seenAs : null;
    const answered = seenAs === null ? goal : { end: null, address: seenAs };
    if (entry !== null) new Routing(this.#places, draft, null, answered).fromOutside(entry);
    else if (forward !== null && !forward.complete) {
      // Answers come in where packets leave.
      const { code, reason, end } = forward;
      const why = `where ${name} leaves the hosts is not known: ${reason ?? ''}`;
      // So the last that could be seen of it is where they stop.
      const last = forward.hops.at(-1);
      if (last?.status === 'missing') draft.add({ ...last, reason: why, notes: [] });
      else if (last !== undefined)
        draft.add({
          ...last,
          break: null,
          reason: last.status === 'known' ? null : last.reason,
          wants: [],
          notes: [],
        });
      if (end === 'broken') draft.breaks(code ?? 'no-route', why);
      else draft.lacks(code ?? 'no-evidence', why, forward.wants);
    } else this.#nothingTakes(draft, to, name);
    return null;
  }

  /** Neither address is one of the case's, as far as its ports' addresses are told. */
  #bothOutside(draft: RouteDraft, from: Named, to: Named): void {
    const named = [from, to].flatMap((end) =>
      end.kind === 'outside' && end.address !== null ? [end.address] : [],
    );
    const untold = this.#ends.ends.some(
      ({ point, host }) => host !== null && point.kind === 'port' && point.addresses.length === 0,
    );
    if (named.length > 0 && untold)
      draft.lacks(
        'no-evidence',
        `which port has ${named.join(' or ')} is in no output: addresses of some ports of the case are not told`,
        [this.#ovn.isUsed ? 'ovn-sbctl list Port_Binding' : 'openstack port list'],
      );
    else draft.lacks('no-evidence', 'both ends are outside of the case', []);
  }

  /** A floating address that OVN is to translate: it is not of a router that has a namespace. */
  #isOvnAddress({ router, portId }: FloatingIp): boolean {
    if (!this.#ovn.isUsed) return false;
    const { ends } = this.#ends;
    if (ends.some((end) => end.netns !== null && end.router !== null && end.router === router)) return false;
    return (
      this.#ovn.binding(portId) !== null || !ends.some((end) => end.netns !== null && end.router !== null)
    );
  }

  /** Nothing in the case has or translates the address: conclusive only where the routers' hosts are in the case. */
  #nothingTakes(draft: RouteDraft, to: Named, name: string): void {
    const away = new Set(
      this.#ends.ends.flatMap(({ host, logical, point }) =>
        host === null && !logical && point.kind === 'router' && point.host !== null ? [point.host] : [],
      ),
    );
    if (to.kind === 'floating-ip' && away.size > 0) {
      const hosts = [...away].sort().join(', ');
      draft.lacks(
        'no-snapshot',
        `no router of the case has ${name}, and of ${hosts}, which has routers, the case has no snapshot`,
        [],
      );
    } else if (to.kind === 'floating-ip' && !this.#routerShown(to.ip)) {
      const netns = `qrouter-${to.ip.router ?? 'ID'}`;
      draft.lacks('no-evidence', `which device of a router has ${name} is in no output`, [
        `ip netns exec ${netns} ip -d addr`,
      ]);
    } else if (to.kind === 'end' && this.#isOvn(to.end) && !this.#ovn.hasRouters)
      draft.lacks(
        'no-evidence',
        `no output of OVN's databases tells what leads to ${name}: which routers its network has is unknown`,
        ['ovn-nbctl show', 'ovn-sbctl list Port_Binding'],
      );
    else draft.breaks('no-nat', `nothing of the case takes what comes from outside for ${name}`);
  }

  /** Whether the addresses of a floating address's router are known, so that it would be among them. */
  #routerShown({ router }: FloatingIp): boolean {
    return this.#ends.ends.some(
      (end) =>
        end.netns !== null &&
        end.prefixes.length > 0 &&
        (router === null ? end.router !== null : end.router === router),
    );
  }

  /** Where frames from outside for an address come in: the port that has it, or answers for it, on a physical network. */
  #entryFor(to: Named, address: string | null): End | null {
    const { networks } = this.#ends;
    if (to.kind === 'end') {
      const { network } = to.end.point;
      return network !== null && networks.isProvider(network) === true ? to.end : null;
    }
    const holders = this.#ends.ends.filter(
      (end) =>
        end.host !== null && end.netns !== null && end.prefixes.some((prefix) => bare(prefix) === address),
    );
    if (holders[0] !== undefined) return holders[0];
    for (const host of this.#ends.hosts) {
      const route = host.node.facts
        .of('route')
        .find(({ data }) => data.netns?.startsWith('fip-') === true && data.destination === address);
      const gate = this.#ends.ends.find(
        (end) =>
          end.host === host && end.port !== null && end.netns !== null && end.netns === route?.data.netns,
      );
      if (gate !== undefined) return gate;
    }
    return null;
  }

  /** Who sends: behind a floating address its port, behind a load balancer's the first backend. */
  #sender(from: Named): End | null {
    if (from.kind === 'floating-ip') return this.#behind(from.ip);
    const own = from.kind === 'end' ? from.end : null;
    const address = from.kind === 'end' ? (from.end.point.addresses[0] ?? null) : from.address;
    if (own?.host || own?.logical || address === null) return own;
    const backend = this.#ovn.balanced(address)?.backends[0];
    const to =
      backend === undefined
        ? undefined
        : this.#ends.byAddress(backend).find(({ point }) => point.kind === 'port');
    return to ?? own;
  }

  #behind(ip: FloatingIp): End | null {
    const byPort = ip.portId === null ? [] : this.#ends.byPortId(ip.portId);
    return byPort[0] ?? this.#ends.byAddress(ip.fixed).find(({ point }) => point.kind === 'port') ?? null;
  }

  /** What OVN has bound, or what is plugged without a tag on a host of OVN. */
  #isOvn(end: End): boolean {
    if (end.logical || this.#ovn.binding(end.point.portId) !== null) return true;
    return end.host !== null && this.#ovn.runsOn(end.host) && (end.port === null || end.port.tag === null);
  }
}

type Exit =
  | { readonly kind: 'port'; readonly end: End; readonly seenAs: string | null }
  | { readonly kind: 'ovn'; readonly router: string }
  /** The backend that a load balancer's packets were followed to: it is the one that answers. */
  | { readonly kind: 'backend'; readonly end: End };

/** The one that is meant: the only one, or of a router's or server's ports the one that serves the other end. */
function choose(candidates: readonly Named[], others: readonly Named[], host: string | null): Named | null {
  const [only, ...more] = candidates;
  if (only === undefined || more.length === 0) return only ?? null;
  const ends = candidates.flatMap((named) => (named.kind === 'end' ? [named.end] : []));
  const near = others.flatMap((named) => (named.kind === 'end' ? [named.end] : []));
  if (ends.length === candidates.length && isOneServer(ends)) {
    const networks = new Set(near.map(({ point }) => point.network));
    const hosts = new Set(near.map((end) => end.host));
    const rank = (end: End): number =>
      (end.point.network !== null && networks.has(end.point.network) ? 0 : 8) +
      (hosts.has(end.host) ? 0 : 4) +
      (end.prefixes.length > 0 ? 0 : 2) +
      (/^(sg|ha|fg|rfp)-/.test(end.point.device ?? '') ? 1 : 0);
    const [best] = [...ends].sort((a, b) => rank(a) - rank(b));
    return best === undefined ? null : { kind: 'end', end: best };
  }
  const here = ends.filter((end) => host !== null && end.host?.name === host);
  return here.length === 1 && here[0] !== undefined ? { kind: 'end', end: here[0] } : null;
}

function isOneServer(ends: readonly End[]): boolean {
  const kinds = new Set(ends.map(({ point }) => point.kind));
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined || !serving.has(kind)) return false;
  if (kind !== 'router') return true;
  return new Set(ends.map(({ router, point }) => router ?? point.id)).size === 1;
}

function pointOf(named: Named): RoutePoint {
  switch (named.kind) {
    case 'end':
      return named.end.point;
    case 'floating-ip':
      return pointOfFloating(named.ip);
    case 'outside':
      return {
        id: named.address === null ? 'outside' : `outside/${named.address}`,
        kind: 'outside',
        name: named.address ?? 'outside',
        host: null,
        device: null,
        portId: null,
        mac: null,
        addresses: named.address === null ? [] : [named.address],
        network: null,
      };
  }
}

function pointOfFloating(ip: FloatingIp): RoutePoint {
  return {
    id: `floating-ip/${ip.address}`,
    kind: 'floating-ip',
    name: ip.address,
    host: null,
    device: null,
    portId: ip.portId,
    mac: null,
    addresses: [ip.address],
    network: ip.network,
  };
}
