// What OpenStack's clients and API say of Neutron's resources, agents and hypervisors.
import type { FactKinds, NeutronPortFact } from '../../facts.ts';
import type { ChangeKind } from '../change.ts';
import { pairs, set, thing, type Share, type ThingKind } from './thing.ts';
import type { FieldValue } from '../keyed-diff.ts';

type ResourceKind =
  | 'neutron-network'
  | 'neutron-subnet'
  | 'neutron-port'
  | 'neutron-router'
  | 'security-group'
  | 'security-group-rule'
  | 'floating-ip'
  | 'network-agent';

/** A share whose key is the resource's id, unless it names another. */
type ResourceShare = Omit<Share, 'key'> & { readonly key?: string | null };

/**
 * A resource of Neutron's: known by its id, and by its name where no id is printed. When it was last written is no
 * property of it. The API's answer is compared before what the client's `forms` print.
 */
function resource<K extends ResourceKind>(
  kind: ChangeKind,
  fact: K,
  command: string,
  forms: readonly string[],
  tell: (data: FactKinds[K]) => ResourceShare,
): ThingKind {
  return thing(
    kind,
    fact,
    command,
    (data) => {
      const share = tell(data);
      const key = share.key ?? data.id ?? data.name ?? '';
      return key === '' ? null : { ...share, key, aside: { ages: times(data.other), ...share.aside } };
    },
    { forms: ['openstack-api', ...forms] },
  );
}

const timeNames = ['created_at', 'updated_at', 'revision_number', 'heartbeat_timestamp', 'started_at'];

function times(other: Readonly<Record<string, string>>): Record<string, FieldValue> {
  return Object.fromEntries(timeNames.map((name) => [name, other[name] ?? null]));
}

/** What an agent counts of its work follows from what is compared itself. */
const agentCounts = [
  'devices',
  'ports',
  'routers',
  'interfaces',
  'floating_ips',
  'ex_gw_ports',
  'networks',
  'subnets',
  'dhcp_leases',
];

export const openstackThings: readonly ThingKind[] = [
  resource(
    'networks',
    'neutron-network',
    'openstack network list --long',
    ['openstack-network-list', 'openstack-network-show'],
    (data) => ({
      fields: {
        name: data.name,
        tags: set(data.tags),
        status: data.status,
        admin_state_up: data.adminStateUp,
        mtu: data.mtu,
        network_type: data.networkType,
        physical_network: data.physicalNetwork,
        segmentation_id: data.segmentationId,
        external: data.external,
        shared: data.shared,
        subnets: set(data.subnets),
        port_security: data.portSecurity,
        qos_policy: data.qosPolicyId,
        dns_domain: data.dnsDomain,
      },
    }),
  ),
  resource(
    'subnets',
    'neutron-subnet',
    'openstack subnet list --long',
    ['openstack-subnet-list', 'openstack-subnet-show'],
    (data) => ({
      fields: {
        name: data.name,
        tags: set(data.tags),
        network: data.networkId,
        cidr: data.cidr,
        gateway_ip: data.gatewayIp,
        enable_dhcp: data.enableDhcp,
        allocation_pools: set(data.allocationPools?.map(({ start, end }) => `${start}-${end}`) ?? null),
        dns_nameservers: set(data.dnsNameservers),
        host_routes: set(
          data.hostRoutes?.map(({ destination, nextHop }) => `${destination} via ${nextHop}`) ?? null,
        ),
        ipv6_address_mode: data.ipv6AddressMode,
        ipv6_ra_mode: data.ipv6RaMode,
      },
    }),
  ),
  resource(
    'ports',
    'neutron-port',
    'openstack port list --long',
    ['openstack-port-list', 'openstack-port-show'],
    (data) => ({
      place: data.hostId === null || data.hostId === '' ? null : data.hostId,
      fields: { name: data.name, tags: set(data.tags), ...portFields(data) },
    }),
  ),
  resource(
    'routers',
    'neutron-router',
    'openstack router list --long',
    ['openstack-router-list', 'openstack-router-show'],
    (data) => {
      const gateway = data.externalGateway;
      return {
        fields: {
          name: data.name,
          tags: set(data.tags),
          status: data.status,
          admin_state_up: data.adminStateUp,
          ha: data.ha,
          distributed: data.distributed,
          gateway:
            gateway === null || gateway === 'none'
              ? gateway
              : `${gateway.networkId} ${gateway.fixedIps.map(({ ipAddress }) => ipAddress).join(',')} snat=${gateway.enableSnat ?? '?'}`,
          routes: set(
            data.routes?.map(({ destination, nextHop }) => `${destination} via ${nextHop}`) ?? null,
          ),
          interfaces: set(data.interfaces?.map(({ portId, ipAddress }) => `${portId} ${ipAddress}`) ?? null),
        },
      };
    },
  ),
  resource(
    'security-groups',
    'security-group',
    'openstack security group list',
    ['openstack-security-group-list', 'openstack-security-group-show'],
    (data) => ({
      fields: {
        name: data.name,
        tags: set(data.tags),
        description: data.description,
        stateful: data.stateful,
        shared: data.shared,
      },
      aside: { derived: { rules: set(data.ruleIds) } },
    }),
  ),
  resource(
    'security-group-rules',
    'security-group-rule',
    'openstack security group rule list --long',
    ['openstack-security-group-rule-list'],
    (data) => ({
      fields: {
        security_group: data.securityGroupId,
        direction: data.direction,
        ethertype: data.ethertype,
        protocol: data.protocol,
        port_range_min: data.portRangeMin,
        port_range_max: data.portRangeMax,
        remote_ip_prefix: data.remoteIpPrefix,
        remote_group: data.remoteGroupId,
        remote_address_group: data.remoteAddressGroupId,
      },
    }),
  ),
  resource(
    'floating-ips',
    'floating-ip',
    'openstack floating ip list --long',
    ['openstack-floating-ip-list', 'openstack-floating-ip-show'],
    (data) => ({
      key: data.address,
      fields: {
        fixed_address: data.fixedAddress,
        port: data.portId,
        network: data.networkId,
        router: data.routerId,
        status: data.status,
      },
      aside: { ids: { id: data.id } },
    }),
  ),
  resource(
    'agents',
    'network-agent',
    'openstack network agent list',
    ['openstack-network-agent-list'],
    (data) => ({
      key: `${data.type ?? data.binary ?? data.id ?? '?'} on ${data.host ?? '?'}`,
      fields: {
        alive: data.alive,
        admin_state_up: data.adminStateUp,
        availability_zone: data.availabilityZone,
        configurations: pairs(data.configurations, true, agentCounts),
      },
      aside: { ids: { id: data.id } },
    }),
  ),
  thing('hypervisors', 'hypervisor', 'openstack hypervisor list --long', (data) => ({
    key: data.hostname ?? data.id ?? '?',
    fields: { type: data.type, host_ip: data.hostIp, state: data.state, status: data.status },
    aside: { counters: { running_vms: data.runningVms, memory_mb_used: data.memoryMbUsed } },
  })),
];

function portFields(data: NeutronPortFact): Record<string, FieldValue> {
  return {
    network: data.networkId,
    mac: data.mac,
    fixed_ips: set(data.fixedIps?.map(({ ipAddress }) => ipAddress) ?? null),
    device_id: data.deviceId,
    device_owner: data.deviceOwner,
    status: data.status,
    admin_state_up: data.adminStateUp,
    vnic_type: data.vnicType,
    vif_type: data.vifType,
    vif_details: pairs(data.vifDetails),
    binding_profile: pairs(data.bindingProfile),
    security_groups: set(data.securityGroups),
    allowed_address_pairs: set(
      data.allowedAddressPairs?.map(({ ipAddress, mac }) => `${ipAddress} ${mac}`) ?? null,
    ),
    port_security: data.portSecurity,
    qos_policy: data.qosPolicyId,
    dns_name: data.dnsName,
    trunk: data.trunkId,
    sub_ports: set(
      data.subPorts?.map(({ portId, segmentationId }) => `${portId} ${segmentationId ?? ''}`) ?? null,
    ),
  };
}
