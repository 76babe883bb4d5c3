// Bridges, ports, interfaces, groups, meters and settings of Open vSwitch: ovs-vswitchd.conf.db(5) says of each
// column whether it is configuration or what the switch found out.
import { tunnelTypes } from '../../network/ovs-port.ts';
import { pairs, sequence, set, thing, type ThingKind } from './thing.ts';

/** Interfaces whose MAC the switch draws: ovs-vswitchd.conf.db(5), Interface table, `mac_in_use`. */
const drawnMacTypes = new Set(['patch', ...tunnelTypes]);

/** What Neutron's agent notes in a port's row beside the network: the local VLAN, which it numbers anew. */
const notedNumbers = ['tag'];

/** What ovn-controller and the agents note for themselves. */
const notedStates = ['ovn-installed', 'ovn-installed-ts', 'iface-status'];

/** What ovn-controller notes for itself, ovn-controller(8): the zones that it has given out, how far it is, when it began. */
const bridgeNotes = /^(?:ct-zone-|ovn-nb-cfg|ovn-startup-ts$)/;

export const openVswitchThings: readonly ThingKind[] = [
  thing(
    'ovs-settings',
    'open-vswitch',
    'ovs-vsctl list Open_vSwitch',
    (data, { listsAll }) => ({
      key: 'Open_vSwitch',
      fields: {
        external_ids: pairs(data.externalIds, listsAll, ['ovn-nb-cfg', 'ovn-nb-cfg-ts', 'rundir']),
        other_config: pairs(data.otherConfig, listsAll),
        ovs_version: data.ovsVersion,
        db_version: data.dbVersion,
        system_type: data.systemType,
        system_version: data.systemVersion,
        dpdk_initialized: data.dpdkInitialized,
        dpdk_version: data.dpdkVersion,
        datapath_types: set(data.datapathTypes),
        iface_types: set(data.ifaceTypes),
      },
      aside: { ids: { uuid: data.uuid }, counters: { next_cfg: data.nextCfg, cur_cfg: data.curCfg } },
    }),
    { listing: ['ovs-vsctl-show'] },
  ),
  thing(
    'ovs-controllers',
    'ovs-controller',
    'ovs-vsctl list Controller',
    (data) => ({
      key: `${data.bridge ?? ''} ${data.target}`.trim(),
      fields: {
        is_connected: data.isConnected,
        connection_mode: data.connectionMode,
        inactivity_probe: data.inactivityProbe,
        max_backoff: data.maxBackoff,
        role: data.role,
      },
      aside: { ids: { uuid: data.uuid }, ages: { status: pairs(data.status, false) } },
    }),
    {
      listing: ['ovs-vsctl-show'],
      forms: ['ovs-vsctl-show', 'ovsdb-client-dump', 'ovsdb-file', 'ovs-vsctl-list'],
    },
  ),
  thing(
    'ovs-managers',
    'ovsdb-manager',
    'ovs-vsctl list Manager',
    (data) => ({
      key: data.target,
      fields: {
        connection_mode: data.connectionMode,
        inactivity_probe: data.inactivityProbe,
        max_backoff: data.maxBackoff,
      },
      aside: {
        ids: { uuid: data.uuid },
        ages: { is_connected: data.isConnected, status: pairs(data.status, false) },
      },
    }),
    { listing: ['ovs-vsctl-show'] },
  ),
  thing(
    'bridges',
    'ovs-bridge',
    'ovs-vsctl show',
    (data, { listsAll }) => ({
      key: data.name,
      fields: {
        type: 'openvswitch',
        datapath_type: data.datapathType,
        fail_mode: data.failMode ?? 'none',
        controllers: data.controllers === null ? null : [...data.controllers].sort().join(', ') || 'none',
        protocols: set(data.protocols),
        stp_enable: data.stpEnable,
        rstp_enable: data.rstpEnable,
        mcast_snooping_enable: data.mcastSnoopingEnable,
        flood_vlans: set(data.floodVlans),
        external_ids: pairs(data.externalIds, listsAll, bridgeNotes),
        other_config: pairs(data.otherConfig, listsAll),
      },
      aside: {
        ids: {
          zones: pairs(data.externalIds, false, /^(?!ct-zone-)/),
          uuid: data.uuid,
          datapath_id: data.datapathId,
          datapath_version: data.datapathVersion,
        },
        ages: { status: pairs(data.status, listsAll) },
      },
    }),
    { listing: ['ovs-vsctl-show'] },
  ),
  thing(
    'ovs-ports',
    'ovs-port',
    'ovs-vsctl show',
    (data, { listsAll, names }) => {
      const network = data.tag === null || data.tag === 'none' ? null : names.renumberedVlan(data.tag);
      return {
        key: data.name,
        place: data.bridge,
        fields: {
          tag: network ?? data.tag,
          trunks: data.trunks?.length === 0 ? 'all' : (data.trunks?.join(',') ?? null),
          vlan_mode: data.vlanMode,
          interfaces: set(data.interfaces),
          other_config: pairs(data.otherConfig, listsAll, notedNumbers),
          bond_mode: data.bondMode,
          lacp: data.lacp,
          active_member: data.bondActiveMember,
          mac: data.mac,
          cvlans: set(data.cvlans),
          fake_bridge: data.fakeBridge,
          protected: data.protected,
          external_ids: pairs(data.externalIds, listsAll),
        },
        aside: {
          ids: {
            uuid: data.uuid,
            qos: data.qos,
            'local VLAN': network === null || data.tag === 'none' ? null : data.tag,
            'noted tag': data.otherConfig['tag'] ?? null,
          },
        },
      };
    },
    { listing: ['ovs-vsctl-show'] },
  ),
  thing(
    'ovs-interfaces',
    'ovs-interface',
    'ovs-vsctl list interface',
    (data, { listsAll, cleaned, names }) => {
      const mac = cleaned ? null : data.mac;
      const isDrawn =
        drawnMacTypes.has(data.type ?? '') || names.isBridge(data.name) || names.isDrawn(data.name);
      return {
        key: data.name,
        fields: {
          type: data.type,
          options: pairs(data.options, true),
          error: data.error ?? 'none',
          mac: isDrawn ? null : mac,
          mtu: data.mtu,
          mtu_request: data.mtuRequest,
          ofport_request: data.ofportRequest,
          // A port that has no number (-1) is one that the switch could not open.
          has_ofport: data.ofport === null ? null : data.ofport > 0,
          admin_state: data.adminState,
          link_state: data.linkState,
          duplex: data.duplex,
          link_speed: data.linkSpeed,
          external_ids: pairs(data.externalIds, listsAll, notedStates),
          other_config: pairs(data.otherConfig, listsAll),
          ingress_policing_rate: data.ingressPolicing?.rate ?? null,
          ingress_policing_burst: data.ingressPolicing?.burst ?? null,
          bfd: pairs(data.bfd, listsAll),
          bfd_state: data.bfdStatus['state'] ?? null,
          lacp_current: data.lacpCurrent,
        },
        aside: {
          ids: {
            ofport: data.ofport,
            ifindex: data.ifindex,
            uuid: data.uuid,
            'drawn mac': isDrawn ? mac : null,
          },
          ages: {
            status: pairs(data.status, listsAll),
            'ovn-installed-ts': data.externalIds['ovn-installed-ts'] ?? null,
          },
          counters: { statistics: pairs(data.statistics, listsAll), link_resets: data.linkResets },
        },
      };
    },
    { listing: ['ovs-vsctl-show'] },
  ),
  thing(
    'openflow-ports',
    'openflow-port',
    'ovs-ofctl dump-ports-desc BRIDGE',
    (data) => ({
      key: `${data.bridge ?? '?'} ${data.name}`,
      presence: 'derived',
      fields: { config: set(data.config), state: set(data.state.filter((word) => word !== '0')) },
      aside: { ids: { ofport: data.ofport, mac: data.mac } },
    }),
    { each: true, forms: ['ovs-ofctl-show', 'ovs-ofctl-dump-ports-desc'] },
  ),
  thing(
    'groups',
    'openflow-group',
    'ovs-ofctl -O OpenFlow15 dump-groups BRIDGE',
    (data, { names }) => ({
      key: `${data.bridge ?? '?'} ${names.group(data)}`,
      fields: {
        type: data.type,
        selection_method: data.selectionMethod,
        fields: data.fields,
        buckets: sequence(
          data.buckets.map(({ weight, watchPort, watchGroup, actions }) =>
            [
              weight === null ? '' : `weight:${weight},`,
              watchPort === null ? '' : `watch_port:${watchPort},`,
              watchGroup === null ? '' : `watch_group:${watchGroup},`,
              `actions=${actions}`,
            ].join(''),
          ),
        ),
      },
      aside: { ids: { group_id: data.groupId } },
    }),
    { each: true },
  ),
  thing(
    'meters',
    'openflow-meter',
    'ovs-ofctl -O OpenFlow13 dump-meters BRIDGE',
    (data) => ({
      key: `${data.bridge ?? '?'} meter=${data.meter}`,
      fields: {
        flags: set(data.flags),
        bands: sequence(
          data.bands.map(({ type, rate, burstSize, precedenceLevel }) =>
            [type, `rate=${rate ?? '?'}`]
              .concat(burstSize === null ? [] : [`burst_size=${burstSize}`])
              .concat(precedenceLevel === null ? [] : [`prec_level=${precedenceLevel}`])
              .join(' '),
          ),
        ),
      },
    }),
    { each: true },
  ),
  thing(
    'tlv-maps',
    'tlv-map',
    'ovs-ofctl dump-tlv-map BRIDGE',
    (data) => ({
      key: `${data.bridge ?? '?'} ${data.field}`,
      fields: { class: data.class, type: data.type, length: data.length },
    }),
    { each: true },
  ),
  thing('bonds', 'ovs-bond', 'ovs-appctl bond/show', (data) => ({
    key: data.name,
    fields: { mode: data.mode, lacp_status: data.lacpStatus, active_member: data.activeMember },
  })),
  thing('bonds', 'ovs-bond-member', 'ovs-appctl bond/show', (data) => ({
    key: `${data.bond} ${data.name}`,
    fields: { enabled: data.enabled, active: data.active, may_enable: data.mayEnable },
    aside: { counters: { hashes: pairs(data.hashes) } },
  })),
  thing(
    'qos',
    'ovs-qos',
    'ovs-appctl qos/show PORT',
    (data) => ({
      key: data.name,
      fields: {
        type: data.type,
        settings: pairs(data.settings),
        queues: set(
          Object.entries(data.queues).map(
            ([queue, values]) => `${queue}: ${pairs(values, true, queueCounters)}`,
          ),
        ),
      },
    }),
    { each: true },
  ),
  thing('tunnels', 'ovs-tunnel', 'ovs-appctl ofproto/list-tunnels', (data) => ({
    key: data.name,
    presence: 'derived',
    fields: {
      type: data.type,
      local: data.localAddress,
      remote: data.remoteAddress,
      options: pairs(data.options, true, ['dp port', 'legacy_l2', 'legacy_l3']),
    },
    aside: { ids: { dp_port: data.datapathPort } },
  })),
  thing('routes', 'ovs-route', 'ovs-appctl ovs/route/show', (data) => ({
    key: `ovs-vswitchd ${data.prefix} dev ${data.device}${data.table === null ? '' : ` table ${data.table}`}`,
    // The kernel's routes, which the switch caches, are compared themselves.
    presence: data.origin === 'Cached' ? 'derived' : null,
    fields: data.origin === 'Cached' ? {} : { gateway: data.gateway, source: data.source, mark: data.mark },
    aside: data.origin === 'Cached' ? { derived: { gateway: data.gateway, source: data.source } } : {},
  })),
  thing('neighbours', 'tunnel-neighbour', 'ovs-appctl tnl/neigh/show', (data, { cleaned }) => ({
    key: `ovs-vswitchd ${data.address} dev ${data.bridge}`,
    presence: 'learned',
    fields: { mac: cleaned ? null : data.mac },
  })),
  thing(
    'fdb-entries',
    'fdb-entry',
    'ovs-appctl fdb/show BRIDGE',
    (data, { names, cleaned }) => {
      if (cleaned) return null;
      const vlan = names.renumberedVlan(data.vlan) ?? data.vlan;
      return {
        key: `${data.bridge ?? '?'} vlan ${vlan} ${data.mac}`,
        presence: data.age === null ? null : 'learned',
        fields: { port: data.bridge === null ? null : names.port(data.bridge, data.port) },
        aside: { ages: { age: data.age }, ids: { ofport: data.port } },
      };
    },
    { each: true },
  ),
  thing('services', 'ovs-version', 'ovs-appctl version', (data) => ({
    key: data.program,
    fields: { version: data.version, other: pairs(data.other, false) },
  })),
];

const queueCounters = ['tx_packets', 'tx_bytes', 'tx_errors'];
