// Whom a MAC belongs to, by configuration and by what the switches have learned. Two ports that send from
// one MAC are told apart by nobody: a switch sends to the one that it heard last.
import type { CaseEvidence } from '../../evidence.ts';
import type { CaseEnds, End } from './end.ts';

/** A port that frames from a MAC came in by, while the MAC is another end's. */
export interface Claim {
  readonly mac: string;
  readonly end: End;
  readonly evidence: readonly CaseEvidence[];
}

export class Claims {
  readonly #ends: CaseEnds;
  #byMac: ReadonlyMap<string, readonly Claim[]> | null = null;

  constructor(ends: CaseEnds) {
    this.#ends = ends;
  }

  /** Ends that another end's MAC was learned behind, and further ends that were given the same MAC in the same network. */
  of(mac: string): readonly Claim[] {
    this.#byMac ??= this.#find();
    return this.#byMac.get(mac) ?? [];
  }

  /** The MAC that an end sends from now: its own, unless another end's was learned behind its port since. */
  usedBy(end: End): { readonly mac: string | null; readonly claim: Claim | null } {
    this.#byMac ??= this.#find();
    const { mac } = end.point;
    const own = { mac, claim: null };
    if (end.host === null || end.plug === null) return own;
    const claims = [...this.#byMac.values()].flat().filter((claim) => claim.end === end && claim.mac !== mac);
    if (claims.length === 0) return own;
    const ages = new Map<string, number>();
    for (const { data } of end.host.learnedBehind(end.plug)) ages.set(data.mac.toLowerCase(), data.age ?? 0);
    const ageOf = (learned: string | null): number =>
      learned === null ? Infinity : (ages.get(learned) ?? Infinity);
    const latest = claims.reduce((a, b) => (ageOf(b.mac) < ageOf(a.mac) ? b : a));
    return ageOf(latest.mac) < ageOf(mac) ? { mac: latest.mac, claim: latest } : own;
  }

  #find(): ReadonlyMap<string, readonly Claim[]> {
    const found = new Map<string, Claim[]>();
    const add = (claim: Claim): void => {
      const list = found.get(claim.mac);
      if (list) list.push(claim);
      else found.set(claim.mac, [claim]);
    };
    const ofPort = new Map<string, End>();
    for (const end of this.#ends.ends) {
      if (end.host !== null && end.plug !== null) ofPort.set(`${end.host.name} ${end.plug.name}`, end);
    }
    for (const host of this.#ends.hosts) {
      if (host.node.facts.cleaned === true) continue;
      const seen = new Set<string>();
      for (const entry of host.node.facts.of('fdb-entry')) {
        const mac = entry.data.mac.toLowerCase();
        const owners = this.#ends.byMac(mac);
        if (owners.length === 0) continue;
        const port = host.learned(entry.data.bridge ?? '', entry.data.vlan, mac)?.port ?? null;
        const end = port === null ? undefined : ofPort.get(`${host.name} ${port.name}`);
        if (end === undefined || owners.includes(end) || seen.has(`${mac} ${end.point.id}`)) continue;
        // Two interfaces of one instance may well send for each other.
        if (owners.every((owner) => owner.point.portId !== null && owner.point.portId === end.point.portId))
          continue;
        seen.add(`${mac} ${end.point.id}`);
        add({ mac, end, evidence: host.evidence([entry]) });
      }
    }
    for (const end of this.#ends.ends) {
      const { mac, network, portId } = end.point;
      if (mac === null || network === null || end.point.kind !== 'port') continue;
      const twins = this.#ends
        .byMac(mac)
        .filter((other) => other !== end && other.point.network === network && other.point.kind === 'port')
        .filter((other) => other.point.portId === null || other.point.portId !== portId);
      if (twins.length > 0) add({ mac, end, evidence: end.hops()[0]?.evidence ?? [] });
    }
    return found;
  }
}
