// What a fact is about (its key), which names it mentions (so that a name leads to it), and its
// one-line title for people. One entry a kind; a new kind does not compile without its own.
import type { FactKind, FactKinds } from '../../../shared/facts.ts';

type NameKind = 'instance' | 'device' | 'mac' | 'address' | 'bridge';

interface Wording<T> {
  key(fact: T): string;
  title(fact: T): string;
  names(fact: T): readonly (readonly [NameKind, string | null | undefined])[];
}

const wordings: { readonly [K in FactKind]: Wording<FactKinds[K]> } = {
  instance: {
    key: (f) => f.libvirtName ?? f.uuid ?? f.name ?? '',
    title: (f) => words('instance', f.libvirtName, f.name, f.status, f.host && `on ${f.host}`),
    names: (f) => [
      ['instance', f.libvirtName],
      ['instance', f.name],
      ['instance', f.uuid],
      ...f.addresses.map(({ address }) => ['address', address] as const),
    ],
  },
  'domain-interface': {
    key: (f) => f.target ?? `${f.domain}/${f.index}`,
    title: (f) => words('interface', f.index, 'of', f.domain, f.target, f.source && `on ${f.source}`, f.mac),
    names: (f) => [
      ['instance', f.domain],
      ['device', f.target],
      ['mac', f.mac],
      [f.type === 'bridge' ? 'bridge' : 'device', f.source],
      ['device', f.portId],
    ],
  },
  'linux-bridge': {
    key: (f) => f.name,
    title: (f) => words('Linux bridge', f.name, f.id),
    names: (f) => [['bridge', f.name]],
  },
  'bridge-port': {
    key: (f) => f.device,
    title: (f) => words(f.device, 'in', f.bridge, f.state),
    names: (f) => [
      ['device', f.device],
      ['bridge', f.bridge],
    ],
  },
  link: {
    key: (f) => f.name,
    title: (f) =>
      words(
        `${f.ifindex}:`,
        f.name,
        f.infoKind,
        f.state,
        f.mtu !== null && `mtu ${f.mtu}`,
        f.master && `master ${f.master}`,
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['device', f.peer],
      ['device', f.master],
      ['mac', f.mac],
    ],
  },
  address: {
    key: (f) => `${f.address}/${f.prefixLength}`,
    title: (f) =>
      words(f.family, `${f.address}/${f.prefixLength}`, 'on', f.device, f.netns && `in ${f.netns}`),
    names: (f) => [
      ['address', f.address],
      ['device', f.device],
    ],
  },
  nic: {
    key: (f) => f.device ?? f.busInfo ?? '',
    title: (f) => words('NIC', f.device, f.driver, f.product ?? f.description),
    names: (f) => [
      ['device', f.device],
      ['mac', f.serial],
    ],
  },
  'ethtool-statistics': {
    key: (f) => f.device,
    title: (f) => words('statistics of', f.device, f.peerIfindex !== null && `peer_ifindex ${f.peerIfindex}`),
    names: (f) => [['device', f.device]],
  },
  'ethtool-driver': {
    key: (f) => f.device,
    title: (f) => words('driver of', f.device, f.driver, f.version, f.firmwareVersion),
    names: (f) => [['device', f.device]],
  },
  'ovs-bridge': {
    key: (f) => f.name,
    title: (f) => words('OVS bridge', f.name, f.datapathType, f.failMode && `fail_mode ${f.failMode}`),
    names: (f) => [['bridge', f.name]],
  },
  'ovs-port': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'OVS port',
        f.name,
        f.bridge && `on ${f.bridge}`,
        typeof f.tag === 'number' && `tag ${f.tag}`,
        f.trunks !== null && f.trunks.length > 0 && `trunks ${f.trunks.join(',')}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ...(f.interfaces ?? []).map((name) => ['device', name] as const),
    ],
  },
  'ovs-interface': {
    key: (f) => f.name,
    title: (f) =>
      words(
        'OVS interface',
        f.name,
        f.type,
        f.ofport !== null && `ofport ${f.ofport}`,
        optionText(f.options),
        f.error,
      ),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ['device', f.options['peer']],
      ['address', f.options['local_ip']],
      ['address', f.options['remote_ip']],
      ['mac', f.mac],
      ['mac', f.externalIds['attached-mac']],
      ['device', f.externalIds['iface-id']],
      ['instance', f.externalIds['vm-uuid'] ?? f.externalIds['vm-id']],
    ],
  },
  'openflow-switch': {
    key: (f) => f.bridge ?? f.datapathId,
    title: (f) => words('OpenFlow switch', f.bridge, `dpid ${f.datapathId}`, f.protocol),
    names: (f) => [
      ['bridge', f.bridge],
      ['device', f.datapathId],
    ],
  },
  'openflow-port': {
    key: (f) => f.name,
    title: (f) => words('OpenFlow port', f.ofport, f.name, f.bridge && `on ${f.bridge}`, ...f.state),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ['mac', f.mac],
    ],
  },
  flow: {
    key: (f) => words(f.bridge, `table=${f.table}`, `priority=${f.priority}`, f.match),
    title: (f) =>
      words(f.bridge, `table=${f.table}`, `priority=${f.priority}`, f.match, `actions=${f.actions}`),
    // Flows are found through the flow filter, not by name: there may be a million of them.
    names: () => [],
  },
  'datapath-port': {
    key: (f) => f.name,
    title: (f) =>
      words('datapath port', f.name, 'on', f.bridge, `${f.ofport}/${f.datapathPort ?? 'none'}`, f.type),
    names: (f) => [
      ['device', f.name],
      ['bridge', f.bridge],
      ['address', f.options['local_ip']],
      ['address', f.options['remote_ip']],
    ],
  },
  'fdb-entry': {
    key: (f) => f.mac,
    title: (f) =>
      words(
        f.mac,
        'on port',
        f.port,
        `VLAN ${f.vlan}`,
        f.bridge && `of ${f.bridge}`,
        f.age === null ? 'static' : `age ${f.age}`,
      ),
    names: (f) => [
      ['mac', f.mac],
      ['bridge', f.bridge],
    ],
  },
};

function words(...parts: readonly (string | number | null | undefined | false)[]): string {
  return parts
    .filter((part) => part !== null && part !== undefined && part !== false && part !== '')
    .join(' ');
}

function optionText(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** The thing a fact is about, for sorting and exact look-up. */
export function factKey<K extends FactKind>(kind: K, data: FactKinds[K]): string {
  return wordings[kind].key(data);
}

/** One line that says what a fact says. */
export function factTitle<K extends FactKind>(kind: K, data: FactKinds[K]): string {
  return wordings[kind].title(data);
}

/** The names a fact mentions, each once. */
export function factNames<K extends FactKind>(
  kind: K,
  data: FactKinds[K],
): readonly { readonly name: string; readonly what: NameKind }[] {
  const seen = new Set<string>();
  const names: { name: string; what: NameKind }[] = [];
  for (const [what, name] of wordings[kind].names(data)) {
    if (!name || seen.has(`${what} ${name}`)) continue;
    seen.add(`${what} ${name}`);
    names.push({ name, what });
  }
  return names;
}
