// Devices, addresses, bridges and routing as the Linux kernel shows them. What a kernel makes out of
// something else that is compared, or gives out itself, is set aside: ip-link(8), ip-route(8), ip-neighbour(8).
import { drawnMacs } from './side-names.ts';
import { inNamespace, pairs, sequence, set, thing, words, type ThingKind } from './thing.ts';

/** What the kernel adds to the routing tables by itself, for an address or a device that is up. */
const kernelTypes = new Set(['local', 'broadcast', 'multicast', 'anycast']);

/** tc(8), CLASSLESS QDISCS; net.core.default_qdisc. */
const defaultQdiscs = new Set(['noqueue', 'pfifo_fast', 'fq_codel', 'fq', 'mq']);

export const linuxNetworkThings: readonly ThingKind[] = [
  thing(
    'links',
    'link',
    'ip -d link',
    (data, { cleaned, names }) => {
      const mac = cleaned ? null : data.mac;
      const isDrawn = drawnMacs.has(data.infoKind ?? '') || names.isBridge(data.name);
      return {
        key: inNamespace(data.netns, data.name),
        fields: {
          kind: data.infoKind,
          mac: isDrawn ? null : mac,
          mtu: data.mtu,
          state: data.state,
          flags: data.flags.length > 0 ? [...data.flags].sort().join(',') : null,
          master: data.master ?? 'none',
          peer: data.peer,
          id: data.details['id'] ?? null,
          qdisc: data.qdisc,
        },
        aside: {
          ids: {
            ifindex: data.ifindex,
            'drawn mac': isDrawn ? mac : null,
            peer_ifindex: data.peerIfindex,
            link_netnsid: data.linkNetnsid,
          },
        },
      };
    },
    { listing: ['ip-link'] },
  ),
  thing(
    'addresses',
    'address',
    'ip addr',
    (data, { names }) => {
      const isFromMac = names.isFromMac(data.netns, data.device, data.address);
      const address = `${data.address}/${data.prefixLength}`;
      return {
        key: inNamespace(
          data.netns,
          `${data.device} ${isFromMac ? `fe80::/${data.prefixLength} of its MAC` : address}`,
        ),
        fields: {
          scope: data.scope,
          peer: data.peer,
          broadcast: data.broadcast,
          label: data.label,
          flags: set(data.flags),
        },
        aside: {
          ids: { address: isFromMac ? address : null },
          ages: { valid_lft: data.validLifetime, preferred_lft: data.preferredLifetime },
        },
      };
    },
    { listing: ['ip-addr'] },
  ),
  thing(
    'routes',
    'route',
    'ip route show table all',
    (data) => {
      const isMade = kernelTypes.has(data.type) || /^(?:fe80:|ff00:)/.test(data.destination);
      // Devices have like-named routes of their own; of any other route there is one a metric.
      const own = isMade || (data.gateway === null && data.nexthops.length === 0);
      const key = words(
        data.family === 'inet6' ? '-6' : '',
        data.type === 'unicast' ? '' : data.type,
        data.destination,
        own ? `dev ${data.device ?? '?'}` : '',
        data.metric === null || data.metric === 0 ? '' : `metric ${data.metric}`,
        data.attributes['tos'] === undefined ? '' : `tos ${data.attributes['tos']}`,
        data.table === 'main' ? '' : `table ${data.table}`,
      );
      return {
        key: inNamespace(data.netns, key),
        presence: isMade ? 'derived' : null,
        fields: {
          gateway: data.gateway,
          device: own ? null : data.device,
          protocol: data.protocol,
          scope: data.scope,
          source: data.source,
          flags: set(data.flags),
          nexthops: set(
            data.nexthops.map(({ gateway, device, weight }) =>
              words(gateway && `via ${gateway}`, `dev ${device ?? '?'}`, `weight ${weight ?? 1}`),
            ),
          ),
          attributes: pairs(data.attributes, true, ['expires', 'tos', 'nhid', 'users', 'used', 'cache']),
        },
        aside: { ages: { expires: data.attributes['expires'] ?? null } },
      };
    },
    { listing: ['ip-route'], forms: ['ip-route', 'ip-6-route', 'route-table'] },
  ),
  thing(
    'rules',
    'routing-rule',
    'ip rule',
    (data) => ({
      key: inNamespace(
        data.netns,
        [
          data.family === 'inet6' ? '-6 ' : '',
          `${data.priority}: ${data.not ? 'not ' : ''}from ${data.from}`,
          data.to === null ? '' : ` to ${data.to}`,
          data.fwmark === null ? '' : ` fwmark ${data.fwmark}`,
          data.inInterface === null ? '' : ` iif ${data.inInterface}`,
          data.outInterface === null ? '' : ` oif ${data.outInterface}`,
        ].join(''),
      ),
      fields: { action: data.action, table: data.table, attributes: pairs(data.attributes) },
    }),
    { listing: ['ip-rule'] },
  ),
  thing(
    'neighbours',
    'neighbour',
    'ip neigh',
    (data, { cleaned }) => ({
      key: inNamespace(data.netns, `${data.address} dev ${data.device ?? '?'}`),
      presence: data.state === 'PERMANENT' || data.flags.includes('proxy') ? null : 'learned',
      fields: {
        mac: cleaned ? null : data.mac,
        permanent: data.state === null ? null : data.state === 'PERMANENT',
      },
      aside: { learned: { state: data.state, flags: set(data.flags) } },
    }),
    { listing: ['ip-neigh'] },
  ),
  thing(
    'bridges',
    'linux-bridge',
    'brctl show',
    (data) => ({
      key: inNamespace(data.netns, data.name),
      fields: { type: 'linux', stp: data.stp },
      aside: { ids: { 'bridge id': data.id } },
    }),
    { listing: ['brctl-show'] },
  ),
  thing(
    'bridge-ports',
    'bridge-port',
    'brctl show',
    (data) => ({
      key: inNamespace(data.netns, data.device),
      place: data.bridge,
      fields: { state: data.state },
      aside: { ids: { ifindex: data.ifindex } },
    }),
    { listing: ['brctl-show'] },
  ),
  thing(
    'bridge-vlans',
    'bridge-vlan',
    'bridge vlan',
    (data) => ({
      key: inNamespace(
        data.netns,
        `${data.device} ${data.vlan}${data.vlanEnd === data.vlan ? '' : `-${data.vlanEnd}`}`,
      ),
      fields: { pvid: data.pvid, untagged: data.untagged },
    }),
    { listing: ['bridge-vlan'] },
  ),
  thing(
    'fdb-entries',
    'bridge-fdb-entry',
    'bridge fdb',
    (data) => {
      // A VXLAN device's remote ends are configured, by an agent or by hand; the rest is learned or the device's own.
      const isConfigured = data.remote !== null && data.state === 'permanent';
      const of = words(
        data.bridge ?? data.device ?? '?',
        data.vlan === null ? '' : `vlan ${data.vlan}`,
        data.mac,
      );
      const to = data.remote === null ? '' : ` dst ${data.remote}`;
      const permanent =
        data.state === 'permanent' || data.state === 'static' ? ` dev ${data.device ?? '?'}` : '';
      return {
        key: inNamespace(data.netns, `${of}${permanent}${to}`),
        presence: isConfigured ? null : data.state === null ? 'learned' : 'derived',
        fields: permanent === '' ? { device: data.device } : { vni: data.vni, port: data.port },
        aside: { ages: { used: data.used, updated: data.updated }, learned: { state: data.state } },
      };
    },
    { listing: ['bridge-fdb'], forms: ['bridge-fdb', 'brctl-showmacs'] },
  ),
  thing(
    'qdiscs',
    'qdisc',
    'tc qdisc',
    (data) => ({
      key: inNamespace(data.netns, `${data.device ?? '?'} ${data.parent ?? ''}`.trim()),
      // What a device gets of the kernel comes and goes with the device.
      presence: data.parent === 'root' && defaultQdiscs.has(data.qdisc) ? 'derived' : null,
      fields: { qdisc: data.qdisc, options: data.options },
      aside: { ids: { handle: data.handle } },
    }),
    { listing: ['tc-qdisc'] },
  ),
  thing(
    'qdiscs',
    'tc-class',
    'tc class show dev DEVICE',
    (data) => ({
      key: inNamespace(data.netns, `${data.device ?? '?'} class ${data.classid}`),
      fields: { kind: data.kind, parent: data.parent, options: data.options },
    }),
    { each: true },
  ),
  thing(
    'qdiscs',
    'tc-filter',
    'tc filter show dev DEVICE',
    (data) => ({
      key: inNamespace(
        data.netns,
        [
          data.device ?? '?',
          data.parent ?? '',
          data.protocol ?? '',
          `pref ${data.priority ?? '?'}`,
          data.kind,
        ]
          .concat(data.handle === null ? [] : [`handle ${data.handle}`])
          .join(' '),
      ),
      fields: {
        matches: sequence(data.matches),
        actions: sequence(data.actions.map(({ kind, text }) => `${kind} ${text}`)),
        flags: set(data.flags),
      },
    }),
    { each: true, repeats: true },
  ),
  thing('bonds', 'linux-bond', 'cat /proc/net/bonding/BOND', (data) => ({
    key: inNamespace(data.netns, data.name),
    fields: { mode: data.mode, mii_status: data.miiStatus, active_member: data.activeMember },
  })),
  thing('bonds', 'linux-bond-member', 'cat /proc/net/bonding/BOND', (data) => ({
    key: inNamespace(data.netns, `${data.bond} ${data.device}`),
    fields: {
      mii_status: data.miiStatus,
      speed: data.speed,
      duplex: data.duplex,
      aggregator: data.aggregatorId,
    },
    aside: { counters: { link_failures: data.linkFailures } },
  })),
  thing('links', 'vlan-device', 'cat /proc/net/vlan/config', (data) => ({
    key: inNamespace(data.netns, data.device),
    fields: { id: data.vlanId, parent: data.parent },
  })),
  thing(
    'device-settings',
    'ethtool-settings',
    'ethtool DEVICE',
    (data) => ({
      key: inNamespace(data.netns, data.device),
      fields: {
        speed: data.speed,
        duplex: data.duplex,
        auto_negotiation: data.autoNegotiation,
        port: data.port,
        link_detected: data.linkDetected,
      },
    }),
    { each: true },
  ),
  thing(
    'device-settings',
    'ethtool-driver',
    'ethtool -i DEVICE',
    (data) => ({
      key: inNamespace(data.netns, `${data.device} driver`),
      fields: {
        driver: data.driver,
        version: data.version,
        firmware: data.firmwareVersion,
        bus: data.busInfo,
      },
    }),
    { each: true },
  ),
  thing(
    'device-settings',
    'ethtool-features',
    'ethtool -k DEVICE',
    (data, { names }) => {
      // What a bridge or bond can do follows from its ports (netdevice(7), NETIF_F_*).
      const isDerived = names.isBridge(data.device) || names.isDrawn(data.device);
      return {
        key: inNamespace(data.netns, `${data.device} features`),
        fields: isDerived ? {} : data.features,
        aside: isDerived ? { derived: data.features } : {},
      };
    },
    { each: true },
  ),
  thing(
    'device-settings',
    'ethtool-parameters',
    'ethtool -g DEVICE',
    (data) => ({ key: inNamespace(data.netns, `${data.device} ${data.group}`), fields: data.values }),
    { each: true },
  ),
];
