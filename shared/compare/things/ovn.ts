// OVN's logical network and where it is bound: ovn-nb(5), ovn-sb(5). One form of each is compared, a whole
// database before a list of a table, since each has its own words.
import type { FactKinds } from '../../facts.ts';
import type { ChangeKind } from '../change.ts';
import {
  pairs,
  sequence,
  set,
  thing,
  words,
  type Share,
  type ThingKind,
  type ThingOptions,
} from './thing.ts';

const northbound = ['ovsdb-file', 'ovsdb-client-dump', 'ovn-nbctl-list', 'ovn-nbctl-show'];
const southbound = ['ovsdb-file', 'ovsdb-client-dump', 'ovn-sbctl-list', 'ovn-sbctl-show'];

type ConfiguredRowKind =
  | 'logical-switch'
  | 'logical-switch-port'
  | 'logical-router'
  | 'logical-router-port'
  | 'nat-rule'
  | 'logical-route'
  | 'logical-router-policy'
  | 'acl'
  | 'load-balancer'
  | 'port-binding';
type RowKind = ConfiguredRowKind | 'chassis' | 'datapath-binding' | 'logical-flow';

/** A row of a database. Its UUID is the database's own: what is made again has another. */
function row<K extends RowKind>(
  kind: ChangeKind,
  fact: K,
  command: string,
  options: ThingOptions,
  tell: (data: FactKinds[K]) => Share,
): ThingKind {
  const share = (data: FactKinds[K]): Share => {
    const told = tell(data);
    return { ...told, aside: { ...told.aside, ids: { uuid: data.uuid, ...told.aside?.ids } } };
  };
  return thing(kind, fact, command, share, options);
}

/** Counted by Neutron at every write of the resource. */
const revision = 'neutron:revision_number';
/** What ovn-controller notes of a chassis while it runs. */
const notedByChassis = ['ovn-cms-options-ts'];

/** A row that is configured through its `options`, where it has them, and its `external_ids`. */
function configured<K extends ConfiguredRowKind>(
  kind: ChangeKind,
  fact: K,
  command: string,
  options: ThingOptions,
  tell: (data: FactKinds[K]) => Share,
): ThingKind {
  return row(kind, fact, command, options, (data) => {
    const { fields, aside, ...told } = tell(data);
    return {
      ...told,
      fields: {
        ...fields,
        ...('options' in data ? { options: pairs(data.options) } : {}),
        external_ids: pairs(data.externalIds, true, [revision]),
      },
      aside: { ...aside, counters: { revision: data.externalIds[revision] ?? null } },
    };
  });
}

export const ovnThings: readonly ThingKind[] = [
  configured(
    'logical-switches',
    'logical-switch',
    'ovn-nbctl show',
    { forms: [...northbound, 'ovn-nbctl-ls-list'] },
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: { other_config: pairs(data.otherConfig) },
    }),
  ),
  configured(
    'logical-switch-ports',
    'logical-switch-port',
    'ovn-nbctl list Logical_Switch_Port',
    { forms: [...northbound, 'ovn-nbctl-lsp-list'] },
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
      },
    }),
  ),
  configured(
    'logical-routers',
    'logical-router',
    'ovn-nbctl show',
    { forms: [...northbound, 'ovn-nbctl-lr-list'] },
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: { enabled: data.enabled },
    }),
  ),
  configured(
    'logical-router-ports',
    'logical-router-port',
    'ovn-nbctl list Logical_Router_Port',
    { forms: [...northbound, 'ovn-nbctl-lrp-list'] },
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
      },
    }),
  ),
  configured(
    'nat-rules',
    'nat-rule',
    'ovn-nbctl lr-nat-list ROUTER',
    { forms: [...northbound, 'ovn-nbctl-lr-nat-list'] },
    (data) => ({
      key: words(data.router, data.type, data.externalIp, data.externalPortRange, data.logicalIp),
      fields: {
        external_mac: data.externalMac,
        logical_port: data.logicalPort,
        gateway_port: data.gatewayPort,
        match: data.match,
        priority: data.priority,
      },
    }),
  ),
  configured(
    'logical-routes',
    'logical-route',
    'ovn-nbctl lr-route-list ROUTER',
    { forms: [...northbound, 'ovn-nbctl-lr-route-list'], repeats: true },
    (data) => ({
      key: words(data.router, data.prefix, data.policy, data.routeTable && `table ${data.routeTable}`),
      fields: {
        nexthop: data.nexthop,
        output_port: data.outputPort,
        ecmp: data.ecmp,
      },
      aside: { ids: { bfd: data.bfd } },
    }),
  ),
  configured(
    'logical-router-policies',
    'logical-router-policy',
    'ovn-nbctl lr-policy-list ROUTER',
    { forms: [...northbound, 'ovn-nbctl-lr-policy-list'] },
    (data) => ({
      key: words(data.router, data.chain, data.priority, data.match),
      fields: {
        action: data.action,
        nexthops: set(data.nexthops),
        jump_chain: data.jumpChain,
        output_port: data.outputPort,
        bfd: data.bfd,
      },
    }),
  ),
  configured(
    'acls',
    'acl',
    'ovn-nbctl list ACL',
    { forms: [...northbound, 'ovn-nbctl-acl-list'], repeats: true },
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
      },
    }),
  ),
  configured(
    'load-balancers',
    'load-balancer',
    'ovn-nbctl lb-list',
    { forms: [...northbound, 'ovn-nbctl-lb-list'], repeats: true },
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: {
        protocol: data.protocol,
        vips: pairs(data.vips),
      },
    }),
  ),
  row('chassis', 'chassis', 'ovn-sbctl show', { forms: southbound }, (data) => ({
    key: data.name,
    fields: {
      hostname: data.hostname,
      encapsulations: set(data.encapsulations?.map(({ type, ip }) => `${type} ${ip}`) ?? null),
      external_ids: pairs(data.externalIds, true, notedByChassis),
      other_config: pairs(data.otherConfig),
    },
  })),
  row(
    'datapath-bindings',
    'datapath-binding',
    'ovn-sbctl list Datapath_Binding',
    { forms: southbound },
    (data) => ({
      key: data.name ?? data.uuid ?? '?',
      fields: { tunnel_key: data.tunnelKey },
    }),
  ),
  configured(
    'port-bindings',
    'port-binding',
    'ovn-sbctl list Port_Binding',
    { forms: southbound },
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
      },
    }),
  ),
  row(
    'logical-flows',
    'logical-flow',
    'ovn-sbctl lflow-list',
    { forms: ['ovn-sbctl-lflow-list', 'ovsdb-file', 'ovsdb-client-dump', 'ovn-sbctl-list'] },
    (data) => ({
      key: words(
        data.datapath ?? data.datapathUuid,
        `${data.pipeline} table=${data.table}`,
        data.stage,
        `priority=${data.priority}`,
        data.match,
      ),
      fields: { actions: data.actions, controller_meter: data.controllerMeter },
      aside: { derived: { datapath_group: data.datapathGroup } },
    }),
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
