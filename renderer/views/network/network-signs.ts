// How a network is told from others, the same in every picture, legend, table and export: a colour in the Okabe–Ito
// order of the tokens, and a letter for whoever cannot tell the colours apart, or has more networks than there are
// colours. Both are its place among the networks of the case.
import type { Response } from '../../../shared/api.ts';
import type { CaseOverview } from '../../../shared/network/case/overview.ts';
import type { NodeModel } from '../../../shared/network/model.ts';

const colours = 8;

export interface NetworkSign {
  readonly id: string;
  /** `A` … `Z`, `AA` …: its place among the case's networks. */
  readonly letter: string;
  /** 1 … 8: `--network-1` and on. */
  readonly colour: number;
  /** Its name, else the beginning of its UUID, else what it is known by. */
  readonly name: string;
}

/** By network id, in the overview's order. */
export function networkSigns(overview: Pick<CaseOverview, 'networks'>): ReadonlyMap<string, NetworkSign> {
  return new Map(
    overview.networks.map(({ id, name }, index) => [id, signOf(id, index, name ?? shortId(id))]),
  );
}

function signOf(id: string, index: number, name: string): NetworkSign {
  return { id, letter: letterOf(index), colour: (index % colours) + 1, name };
}

/** A, B … Z, AA, AB … */
export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}

function shortId(id: string): string {
  return /^([0-9a-f]{8})-[0-9a-f]{4}-/.exec(id)?.[1] ?? id;
}

/** The VLAN of a port that Neutron took out of service: no network's. */
const deadVlan = 4095;

/**
 * By `NetworkDevice.network`, in the case's order: what the case has for each network of a host's devices. Named by
 * the case and by the local VLANs of its ports, which is what flows and `ovs-vsctl show` speak of:
 * `Internal · vlan 1`, `7e4ebe00 · vlan 4`.
 */
export function hostSigns(
  { networks }: Response<'network.networks'>,
  model: Pick<NodeModel, 'devices'>,
): ReadonlyMap<string, NetworkSign> {
  const tags = new Map<string, Set<number>>();
  for (const { network, tag } of model.devices) {
    if (network === null || tag === null || tag === deadVlan) continue;
    tags.set(network, (tags.get(network) ?? new Set()).add(tag));
  }
  return new Map(
    networks.flatMap(({ id, name, as }, index) => {
      const vlans = new Set(as.flatMap((network) => [...(tags.get(network) ?? [])]));
      const local = vlans.size === 0 ? [] : [`vlan ${[...vlans].sort((a, b) => a - b).join(', ')}`];
      // What only one host tells of is called by its VLAN alone.
      const known = name === null && / ?vlan \d+$/.test(id) && local.length > 0 ? [] : [name ?? shortId(id)];
      const sign = signOf(id, index, [...known, ...local].join(' · '));
      return as.map((network) => [network, sign] as const);
    }),
  );
}

/** By host id, the networks that a host has ports of. */
export function networksByHost({
  networks,
}: Pick<CaseOverview, 'networks'>): ReadonlyMap<string, readonly string[]> {
  const at = new Map<string, string[]>();
  for (const { id, hosts } of networks) {
    for (const { host } of hosts) {
      const list = at.get(`host/${host}`);
      if (list) list.push(id);
      else at.set(`host/${host}`, [id]);
    }
  }
  return at;
}
