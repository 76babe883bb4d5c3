// What one side's facts say of names that other facts only mention: the MAC of a device, which names are
// bridges, which row a UUID is, which instance an id is. Read when it is first asked for.
import type { OpenflowGroupFact, OvsdbColumn } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { RenamedNumber, Renaming } from '../renaming/renaming.ts';

/** Kinds of device whose MAC is drawn where nobody sets one; a bridge takes the lowest of its ports'. */
export const drawnMacs: ReadonlySet<string> = new Set([
  ...['bridge', 'veth', 'dummy', 'ifb', 'gre', 'gretap', 'vxlan', 'geneve', 'openvswitch', 'bond'],
]);

export class SideNames {
  readonly #facts: SnapshotFacts;
  readonly #side: 'from' | 'to';
  readonly #renamings: readonly Renaming[];
  readonly #portName: (bridge: string, ofport: number) => string | null;
  readonly #cache = new Map<string, ReadonlyMap<string, string>>();

  /** `renamings`: which numbers of the two sides are one thing; `side`: which of the two this is. */
  constructor(
    facts: SnapshotFacts,
    side: 'from' | 'to' = 'from',
    renamings: readonly Renaming[] = [],
    portName: (bridge: string, ofport: number) => string | null = () => null,
  ) {
    this.#facts = facts;
    this.#portName = portName;
    this.#side = side;
    this.#renamings = renamings;
  }

  /** The network of a local VLAN that has another number on the other side; null for any other VLAN. */
  renumberedVlan(vlan: number): string | null {
    const pair = this.#pair('local-vlan', null, vlan);
    return pair === null || pair.from === pair.to ? null : pair.name;
  }

  /** A port of a bridge by its name, where that is known; else as it is given. */
  port(bridge: string, port: string): string {
    return (/^\d+$/.test(port) ? this.#portName(bridge, Number(port)) : null) ?? port;
  }

  /** What a group is known by: its number, which stays while the program that made it runs; else what it does. */
  group({ bridge, groupId }: OpenflowGroupFact): string {
    const pair = this.#pair('group', bridge, groupId);
    return pair === null || pair.from === pair.to ? `group=${groupId}` : `group ${pair.name}`;
  }

  /** True for a device whose MAC the kernel drew when it was made. */
  isDrawn(device: string): boolean {
    return drawnMacs.has(
      this.#map('link kinds', () =>
        this.#facts
          .of('link')
          .flatMap(({ data }) =>
            data.infoKind === null || data.netns !== null ? [] : [[data.name, data.infoKind] as const],
          ),
      ).get(device) ?? '',
    );
  }

  #pair(space: Renaming['space'], bridge: string | null, number: number): RenamedNumber | null {
    for (const renaming of this.#renamings) {
      if (renaming.space !== space || renaming.bridge !== bridge) continue;
      const pair = renaming.pairs.find((one) => one[this.#side] === number);
      if (pair !== undefined) return pair;
    }
    return null;
  }

  /** True for a bridge of Open vSwitch or Linux: its MAC is that of one of its ports, or drawn. */
  isBridge(name: string): boolean {
    return this.#map('bridges', () => [
      ...this.#facts.of('ovs-bridge').map(({ data }) => [data.name, ''] as const),
      ...this.#facts.of('linux-bridge').map(({ data }) => [data.name, ''] as const),
    ]).has(name);
  }

  /** True for an address that a device made of its own MAC (RFC 4291, appendix A: modified EUI-64). */
  isFromMac(netns: string | null, device: string, address: string): boolean {
    const mac = this.#map('macs', () =>
      this.#facts
        .of('link')
        .flatMap(({ data }) =>
          data.mac === null ? [] : [[deviceKey(data.netns, data.name), data.mac] as const],
        ),
    ).get(deviceKey(netns, device));
    return mac !== undefined && address.startsWith('fe80::') && address === linkLocal(mac);
  }

  /** `Port_Group pg_1`: the row that a UUID is; null when no output shows that row. */
  row(uuid: string): string | null {
    return (
      this.#map('rows', () =>
        this.#facts
          .of('ovsdb-row')
          .flatMap(({ data }) =>
            data.uuid === null
              ? []
              : [
                  [
                    data.uuid,
                    `${data.table} ${data.name ?? nameIn(data.columns['external_ids'])}`.trim(),
                  ] as const,
                ],
          ),
      ).get(uuid) ?? null
    );
  }

  /** libvirt's name of an instance, where an output of this side has it beside the UUID. */
  libvirtName(uuid: string | null): string | null {
    if (uuid === null) return null;
    return (
      this.#map('instances', () =>
        this.#facts
          .of('instance')
          .flatMap(({ data: { uuid: id, libvirtName } }) =>
            id === null || libvirtName === null ? [] : [[id, libvirtName] as const],
          ),
      ).get(uuid) ?? null
    );
  }

  /** Does `iptables-save` or the like show this table (`ipv4 filter`) of the namespace, too? */
  showsIptables(table: string | null, netns: string | null): boolean {
    if (table === null) return false;
    return this.#map('iptables', () =>
      this.#facts
        .of('firewall-chain')
        .map(({ data }) => [`${data.netns ?? ''}\n${data.family} ${data.table}`, ''] as const),
    ).has(`${netns ?? ''}\n${table}`);
  }

  #map(name: string, read: () => readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
    const known = this.#cache.get(name);
    if (known !== undefined) return known;
    // Of several statements the first counts, as in a thing's fields.
    const made = new Map([...read()].reverse());
    this.#cache.set(name, made);
    return made;
  }
}

function deviceKey(netns: string | null, device: string): string {
  return `${netns ?? ''}\n${device}`;
}

function linkLocal(mac: string): string {
  const bytes = mac.split(':').map((part) => parseInt(part, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return `fe80::${groups.map((group) => group.toString(16)).join(':')}`;
}

/** What a row without a name is called in its external_ids: a datapath binding by its switch or router. */
function nameIn(ids: OvsdbColumn | undefined): string {
  return typeof ids === 'object' && !Array.isArray(ids)
    ? String((ids as Record<string, unknown>)['name'] ?? '')
    : '';
}
