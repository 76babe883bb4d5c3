// What Neutron says of ports and routers, over all outputs of a case: a list says less of each than `show` or the API,
// and the first of them that says a thing counts.
import type { CaseEvidence } from '../evidence.ts';
import type { FactKinds } from '../facts.ts';
import type { CaseIndex } from '../network/case-index.ts';
import { sameHost } from '../network/instance-index.ts';
import { evidenceOf } from '../snapshot-facts.ts';

export interface Told<T> {
  readonly data: T;
  readonly evidence: readonly CaseEvidence[];
}

type Resources = 'neutron-port' | 'neutron-router' | 'neutron-subnet' | 'floating-ip';

const known = new WeakMap<CaseIndex, Map<Resources, ReadonlyMap<string, Told<FactKinds[Resources]>>>>();

/** By id, worked out once for a case. Fields that one output leaves out are another's. */
export function neutronResources<K extends Resources>(
  hosts: CaseIndex,
  kind: K,
): ReadonlyMap<string, Told<FactKinds[K]>> {
  const kinds = known.get(hosts) ?? new Map<Resources, ReadonlyMap<string, Told<FactKinds[Resources]>>>();
  known.set(hosts, kinds);
  const found = kinds.get(kind) ?? readResources(hosts, kind);
  kinds.set(kind, found);
  return found as ReadonlyMap<string, Told<FactKinds[K]>>;
}

function readResources<K extends Resources>(
  hosts: CaseIndex,
  kind: K,
): ReadonlyMap<string, Told<FactKinds[K]>> {
  const found = new Map<string, Told<FactKinds[K]>>();
  for (const { facts } of hosts.nodes) {
    for (const fact of facts.of(kind)) {
      const data: FactKinds[K] = fact.data;
      const { id } = data;
      if (id === null) continue;
      const first = found.get(id);
      const evidence = first === undefined || first.evidence.length < 3 ? [evidenceOf(facts, fact)] : [];
      found.set(
        id,
        first === undefined
          ? { data, evidence }
          : { data: both(first.data, data), evidence: [...first.evidence, ...evidence] },
      );
    }
  }
  return found;
}

function both<T extends object>(first: T, other: T): T {
  const said = Object.entries(first).filter(([, value]) => value !== null);
  return { ...other, ...Object.fromEntries(said) };
}

/** Whether Neutron binds a port to a host. */
export function isBoundTo(port: FactKinds['neutron-port'], host: string): boolean {
  return port.hostId !== null && port.hostId !== '' && sameHost(port.hostId, host);
}

/** `48e06cd2-60` of a port's id: what its devices are named after (neutron lib constants, DEVICE_NAME_MAX_LEN). */
export function shortId(id: string): string {
  return id.slice(0, 11);
}
