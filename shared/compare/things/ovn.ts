// OVN's logical network and where it is bound: ovn-nb(5), ovn-sb(5). One form of each is compared, a whole
// database before a list of a table, since each has its own words.
import { pairs, sequence, set, thing, type ThingKind } from './thing.ts';

const northbound = ['ovsdb-file', 'ovsdb-client-dump', 'ovn-nbctl-list', 'ovn-nbctl-show'];
const southbound = ['ovsdb-file', 'ovsdb-client-dump', 'ovn-sbctl-list', 'ovn-sbctl-show'];

/** Counted by Neutron at every write of the resource. */
const revisions = ['neutron:revision_number'];
/** What ovn-controller notes of a chassis while it runs. */
const notedByChassis = ['ovn-cms-options-ts'];

export const ovnThings: readonly ThingKind[] = [
  thing(
    'logical-switches',
    'logical-switch',
    'ovn-nbctl show',
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: {
        other_config: pairs(data.otherConfig),
        external_ids: pairs(data.externalIds, true, revisions),
      },
      aside: {
        ids: { uuid: data.uuid },
        counters: { revision: data.externalIds[revisions[0] ?? ''] ?? null },
      },
    }),
    { forms: [...northbound, 'ovn-nbctl-ls-list'] },
  ),
  thing(
    'logical-switch-ports',
    'logical-switch-port',
    'ovn-nbctl list Logical_Switch_Port',
    (data) => ({
      key: data.name,
      place: data.switch,
      fields: {
        type: data.type,
        addresses: set(data.addresses),
        port_security: set(data.portSecurity),
        dynamic_addresses: data.dynamicAddresses,
        up: data.up,
        enabled: data.enabled,
        tag: data.tag,
        parent: data.parentName,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds, true, revisions),
      },
      aside: {
        ids: { uuid: data.uuid },
        counters: { revision: data.externalIds[revisions[0] ?? ''] ?? null },
      },
    }),
    { forms: [...northbound, 'ovn-nbctl-lsp-list'] },
  ),
  thing(
    'logical-routers',
    'logical-router',
    'ovn-nbctl show',
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: {
        enabled: data.enabled,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds, true, revisions),
      },
      aside: {
        ids: { uuid: data.uuid },
        counters: { revision: data.externalIds[revisions[0] ?? ''] ?? null },
      },
    }),
    { forms: [...northbound, 'ovn-nbctl-lr-list'] },
  ),
  thing(
    'logical-router-ports',
    'logical-router-port',
    'ovn-nbctl list Logical_Router_Port',
    (data) => ({
      key: data.name,
      place: data.router,
      fields: {
        mac: data.mac,
        networks: set(data.networks),
        gateway_chassis: sequence(
          data.gatewayChassis?.map(({ chassis, priority }) => `${chassis} ${priority ?? ''}`.trim()) ?? null,
        ),
        peer: data.peer,
        enabled: data.enabled,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds, true, revisions),
      },
      aside: {
        ids: { uuid: data.uuid },
        counters: { revision: data.externalIds[revisions[0] ?? ''] ?? null },
      },
    }),
    { forms: [...northbound, 'ovn-nbctl-lrp-list'] },
  ),
  thing(
    'nat-rules',
    'nat-rule',
    'ovn-nbctl lr-nat-list ROUTER',
    (data) => ({
      key: [
        data.router ?? '',
        data.type,
        data.externalIp ?? '',
        data.externalPortRange ?? '',
        data.logicalIp ?? '',
      ]
        .filter((word) => word !== '')
        .join(' '),
      fields: {
        external_mac: data.externalMac,
        logical_port: data.logicalPort,
        gateway_port: data.gatewayPort,
        match: data.match,
        priority: data.priority,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds, true, revisions),
      },
      aside: {
        ids: { uuid: data.uuid },
        counters: { revision: data.externalIds[revisions[0] ?? ''] ?? null },
      },
    }),
    { forms: [...northbound, 'ovn-nbctl-lr-nat-list'] },
  ),
  thing(
    'logical-routes',
    'logical-route',
    'ovn-nbctl lr-route-list ROUTER',
    (data) => ({
      key: [
        data.router ?? '',
        data.prefix,
        data.policy ?? '',
        data.routeTable ? `table ${data.routeTable}` : '',
      ]
        .filter((word) => word !== '')
        .join(' '),
      fields: {
        nexthop: data.nexthop,
        output_port: data.outputPort,
        ecmp: data.ecmp,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds),
      },
      aside: { ids: { uuid: data.uuid, bfd: data.bfd } },
    }),
    { forms: [...northbound, 'ovn-nbctl-lr-route-list'], repeats: true },
  ),
  thing(
    'logical-router-policies',
    'logical-router-policy',
    'ovn-nbctl lr-policy-list ROUTER',
    (data) => ({
      key: `${data.router ?? ''} ${data.chain ?? ''} ${data.priority ?? ''} ${data.match}`
        .replace(/ +/g, ' ')
        .trim(),
      fields: {
        action: data.action,
        nexthops: set(data.nexthops),
        jump_chain: data.jumpChain,
        output_port: data.outputPort,
        bfd: data.bfd,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds),
      },
      aside: { ids: { uuid: data.uuid } },
    }),
    { forms: [...northbound, 'ovn-nbctl-lr-policy-list'] },
  ),
  thing(
    'acls',
    'acl',
    'ovn-nbctl list ACL',
    (data) => ({
      key: `${data.owner ?? '?'} ${data.direction} ${data.priority ?? '?'} ${data.match}`,
      fields: {
        action: data.action,
        name: data.name,
        log: data.log,
        severity: data.severity,
        meter: data.meter,
        label: data.label,
        tier: data.tier,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds),
      },
      aside: { ids: { uuid: data.uuid } },
    }),
    { forms: [...northbound, 'ovn-nbctl-acl-list'], repeats: true },
  ),
  thing(
    'load-balancers',
    'load-balancer',
    'ovn-nbctl lb-list',
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: {
        protocol: data.protocol,
        vips: pairs(data.vips),
        options: pairs(data.options),
        external_ids: pairs(data.externalIds, true, revisions),
      },
      aside: { ids: { uuid: data.uuid } },
    }),
    { forms: [...northbound, 'ovn-nbctl-lb-list'], repeats: true },
  ),
  thing(
    'chassis',
    'chassis',
    'ovn-sbctl show',
    (data) => ({
      key: data.name,
      fields: {
        hostname: data.hostname,
        encapsulations: set(data.encapsulations?.map(({ type, ip }) => `${type} ${ip}`) ?? null),
        external_ids: pairs(data.externalIds, true, notedByChassis),
        other_config: pairs(data.otherConfig),
      },
      aside: { ids: { uuid: data.uuid } },
    }),
    { forms: southbound },
  ),
  thing(
    'datapath-bindings',
    'datapath-binding',
    'ovn-sbctl list Datapath_Binding',
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: { tunnel_key: data.tunnelKey },
      aside: { ids: { uuid: data.uuid } },
    }),
    { forms: southbound },
  ),
  thing(
    'port-bindings',
    'port-binding',
    'ovn-sbctl list Port_Binding',
    (data) => ({
      key: data.logicalPort,
      place: data.chassis,
      fields: {
        type: data.type,
        datapath: data.datapathName,
        tunnel_key: data.tunnelKey,
        mac: set(data.mac),
        nat_addresses: set(data.natAddresses),
        requested_chassis: data.requestedChassis,
        additional_chassis: set(data.additionalChassis),
        parent: data.parentPort,
        tag: data.tag,
        up: data.up,
        virtual_parent: data.virtualParent,
        options: pairs(data.options),
        external_ids: pairs(data.externalIds, true, revisions),
      },
      aside: {
        ids: { uuid: data.uuid },
        counters: { revision: data.externalIds[revisions[0] ?? ''] ?? null },
      },
    }),
    { forms: southbound },
  ),
  thing(
    'logical-flows',
    'logical-flow',
    'ovn-sbctl lflow-list',
    (data) => ({
      key: [
        data.datapath ?? data.datapathUuid ?? '',
        `${data.pipeline} table=${data.table}`,
        data.stage ?? '',
        `priority=${data.priority}`,
        data.match,
      ]
        .filter((word) => word !== '')
        .join(' '),
      fields: { actions: data.actions, controller_meter: data.controllerMeter },
      aside: { ids: { uuid: data.uuid }, derived: { datapath_group: data.datapathGroup } },
    }),
    { forms: ['ovn-sbctl-lflow-list', 'ovsdb-file', 'ovsdb-client-dump', 'ovn-sbctl-list'] },
  ),
  thing(
    'conntrack-zones',
    'conntrack-zone',
    'ovn-appctl -t ovn-controller ct-zone-list',
    (data) => ({ key: data.name, fields: {}, aside: { ids: { zone: data.zone } } }),
    { listing: ['ovn-appctl-ct-zone-list'] },
  ),
  thing('clusters', 'raft-status', 'ovn-appctl cluster/status DATABASE', (data) => ({
    key: data.database,
    fields: {
      status: data.status,
      role: data.role,
      servers: set(data.servers.map(({ address }) => address ?? '?')),
    },
    aside: {
      ids: { server: data.serverId },
      counters: { term: data.term, not_committed: data.notCommitted, not_applied: data.notApplied },
    },
  })),
];
