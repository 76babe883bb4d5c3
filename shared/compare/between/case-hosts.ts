// Which host an address, a chassis or a MAC is of: what a rule of one node says of another node, or of a port of
// its own, has its counterpart on the other. Told by the facts of all hosts of a case.
import { notedChassis } from '../../network/ovn-chassis.ts';
import type { OvsIndex } from '../../network/ovs-index.ts';
import { isTunnel, type OvsPortView } from '../../network/ovs-port.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';

/** Who has an address: a port that is plugged in on a host, or the host itself. */
export interface AddressOwner {
  readonly host: string;
  /** What the port is known by, `iface-id:…`; null: the host's own. */
  readonly port: string | null;
}

/** What a rule tells of an address: whose it is, or with which MAC it is answered for. */
export type ToldAddress =
  | { readonly address: string; readonly owner: AddressOwner }
  | { readonly address: string; readonly mac: string };

export interface CaseHosts {
  /** The host at an address of tunnels or of its own devices. */
  hostAt(address: string): string | null;
  hostOfChassis(chassis: string): string | null;
  /** The owner of a MAC, or of an IPv4 or IPv6 address; null where nothing tells, or hosts differ. */
  ownerOf(address: string): AddressOwner | null;
}

export interface CaseHost {
  readonly facts: SnapshotFacts;
  readonly ovs: OvsIndex;
}

/**
 * `others`: further hosts of the case, controllers among them, that only lend what they know. `told`: addresses of
 * ports that the hosts' rules tell.
 */
export function caseHosts(
  hosts: readonly CaseHost[],
  others: readonly SnapshotFacts[] = [],
  told: readonly ToldAddress[] = [],
): CaseHosts {
  const addresses = new Agreed<string>();
  const chassis = new Agreed<string>();
  const owners = new Agreed<AddressOwner>((owner) => `${owner.host} ${owner.port ?? ''}`);
  const everyone = [...hosts.map(({ facts }) => facts), ...others];
  for (const facts of everyone) {
    const { host } = facts;
    for (const { data } of facts.of('address')) {
      if (data.netns === null && data.scope !== 'host' && data.scope !== 'link')
        addresses.add(data.address, host);
    }
    for (const { data } of facts.of('open-vswitch')) {
      const encapsulation = data.externalIds['ovn-encap-ip'];
      for (const address of encapsulation?.split(',') ?? []) addresses.add(address.trim(), host);
      const id = data.externalIds['system-id'];
      if (id !== undefined) chassis.add(id, host);
    }
    for (const { data } of facts.of('ovs-interface')) {
      const local = data.options['local_ip'];
      if (local !== undefined) addresses.add(local, host);
      const port = data.externalIds['iface-id'];
      const guest = data.externalIds['attached-mac'];
      if (guest !== undefined && port !== undefined) addPort(owners, host, port, [guest]);
      if (port === undefined && data.mac !== null) owners.add(data.mac.toLowerCase(), { host, port: null });
    }
    for (const { data } of facts.of('link')) {
      if (data.mac !== null && data.netns === null && ownDevice.test(data.name)) {
        owners.add(data.mac.toLowerCase(), { host, port: null });
      }
    }
  }
  for (const one of told) if ('owner' in one) owners.add(one.address, one.owner);
  for (const facts of everyone) {
    for (const { data } of facts.of('neutron-port')) {
      if (data.hostId === null || data.hostId === '' || data.id === null) continue;
      const ips = data.fixedIps?.map(({ ipAddress }) => ipAddress) ?? [];
      addPort(owners, data.hostId, data.id, [...(data.mac === null ? [] : [data.mac]), ...ips]);
    }
    for (const { data } of facts.of('port-binding')) {
      const host = data.chassis === null ? null : (chassis.get(data.chassis) ?? null);
      if (host === null || data.type !== '') continue;
      addPort(owners, host, data.logicalPort, data.mac?.flatMap((text) => text.split(/\s+/)) ?? []);
    }
  }
  for (const one of told) {
    const owner = 'mac' in one ? owners.get(one.mac) : undefined;
    if (owner !== undefined) owners.add(one.address, owner);
  }
  return {
    hostAt: (address) => addresses.get(address) ?? null,
    hostOfChassis: (id) => chassis.get(id) ?? null,
    ownerOf: (address) => owners.get(address.toLowerCase()) ?? null,
  };
}

/** Devices that every node has of its own; a guest's tap has a MAC made from the guest's. */
const ownDevice = /^(?:br-|eth|en|bond|ovs-)/;

function addPort(
  owners: Agreed<AddressOwner>,
  host: string,
  port: string,
  addresses: readonly string[],
): void {
  for (const address of addresses) {
    const owner = { host, port: `iface-id:${port}` };
    owners.add(address.toLowerCase(), owner);
    const made = linkLocalOf(address);
    if (made !== null) owners.add(made, owner);
  }
}

/** The link-local address that a device makes of its MAC (RFC 4291, appendix A); null for what is no MAC. */
export function linkLocalOf(mac: string): string | null {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16));
  const [a, b, c, d, e, f] = bytes;
  if (bytes.length !== 6 || bytes.some((byte) => Number.isNaN(byte) || byte > 255)) return null;
  const word = (high = 0, low = 0): string => ((high << 8) | low).toString(16);
  return `fe80::${word((a ?? 0) ^ 2, b)}:${word(c, 0xff)}:${word(0xfe, d)}:${word(e, f)}`;
}

/** The host that a tunnel leads to: by its chassis, else by its address. */
export function farHostOf(port: OvsPortView, hosts: CaseHosts): string | null {
  if (!isTunnel(port)) return null;
  const chassis = notedChassis(port);
  const known = chassis === null ? null : hosts.hostOfChassis(chassis);
  const remote = port.options['remote_ip'];
  return known ?? (remote === undefined ? null : hosts.hostAt(remote));
}

/** What is told of a key, as long as it is told one way. */
class Agreed<V> {
  readonly #told = new Map<string, V | null>();
  readonly #sign: (value: V) => string;

  constructor(sign: (value: V) => string = String) {
    this.#sign = sign;
  }

  add(key: string, value: V): void {
    const known = this.#told.get(key);
    if (known === undefined) this.#told.set(key, value);
    else if (known !== null && this.#sign(known) !== this.#sign(value)) this.#told.set(key, null);
  }

  get(key: string): V | undefined {
    return this.#told.get(key) ?? undefined;
  }
}
