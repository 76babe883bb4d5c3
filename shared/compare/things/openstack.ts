// What OpenStack's clients and API say of Neutron's resources, agents and hypervisors.
import type { NeutronPortFact } from '../../facts.ts';
import { pairs, set, thing, type ThingKind } from './thing.ts';
import type { FieldValue } from '../keyed-diff.ts';

/** When a resource was last written is no property of it. */
const times = ['created_at', 'updated_at', 'revision_number', 'heartbeat_timestamp', 'started_at'];

interface Named {
  readonly id: string | null;
  readonly name: string | null;
  readonly tags: readonly string[] | null;
  readonly other: Readonly<Record<string, string>>;
}

/** The id is what stays; the name follows it for people. */
function keyOf({ id, name }: { readonly id: string | null; readonly name: string | null }): string | null {
  return id ?? (name === null || name === '' ? null : name);
}

function common(data: Named): Record<string, FieldValue> {
  const { name, tags } = data;
  return { name, tags: set(tags) };
}

const forms = ['openstack-api'];

export const openstackThings: readonly ThingKind[] = [
  thing(
    'networks',
    'neutron-network',
    'openstack network list --long',
    (data) => {
      const key = keyOf(data);
      if (key === null) return null;
      return {
        key,
        fields: {
          ...common(data),
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
        aside: { ages: aged(data) },
      };
    },
    { forms: [...forms, 'openstack-network-list', 'openstack-network-show'] },
  ),
  thing(
    'subnets',
    'neutron-subnet',
    'openstack subnet list --long',
    (data) => {
      const key = keyOf(data);
      if (key === null) return null;
      return {
        key,
        fields: {
          ...common(data),
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
        aside: { ages: aged(data) },
      };
    },
    { forms: [...forms, 'openstack-subnet-list', 'openstack-subnet-show'] },
  ),
  thing(
    'ports',
    'neutron-port',
    'openstack port list --long',
    (data) => {
      const key = keyOf(data);
      if (key === null) return null;
      return {
        key,
        place: data.hostId === null || data.hostId === '' ? null : data.hostId,
        fields: { ...common(data), ...portFields(data) },
        aside: { ages: aged(data) },
      };
    },
    { forms: [...forms, 'openstack-port-list', 'openstack-port-show'] },
  ),
  thing(
    'routers',
    'neutron-router',
    'openstack router list --long',
    (data) => {
      const key = keyOf(data);
      if (key === null) return null;
      const gateway = data.externalGateway;
      return {
        key,
        fields: {
          ...common(data),
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
        aside: { ages: aged(data) },
      };
    },
    { forms: [...forms, 'openstack-router-list', 'openstack-router-show'] },
  ),
  thing(
    'security-groups',
    'security-group',
    'openstack security group list',
    (data) => {
      const key = keyOf(data);
      if (key === null) return null;
      return {
        key,
        fields: {
          ...common(data),
          description: data.description,
          stateful: data.stateful,
          shared: data.shared,
        },
        aside: { ages: aged(data), derived: { rules: set(data.ruleIds) } },
      };
    },
    { forms: [...forms, 'openstack-security-group-list', 'openstack-security-group-show'] },
  ),
  thing(
    'security-group-rules',
    'security-group-rule',
    'openstack security group rule list --long',
    (data) => {
      const key = keyOf(data);
      if (key === null) return null;
      return {
        key,
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
        aside: { ages: aged(data) },
      };
    },
    { forms: [...forms, 'openstack-security-group-rule-list'] },
  ),
  thing(
    'floating-ips',
    'floating-ip',
    'openstack floating ip list --long',
    (data) => {
      const key = data.address ?? keyOf(data);
      if (key === null) return null;
      return {
        key,
        fields: {
          fixed_address: data.fixedAddress,
          port: data.portId,
          network: data.networkId,
          router: data.routerId,
          status: data.status,
        },
        aside: { ages: aged(data), ids: { id: data.id } },
      };
    },
    { forms: [...forms, 'openstack-floating-ip-list', 'openstack-floating-ip-show'] },
  ),
  thing(
    'agents',
    'network-agent',
    'openstack network agent list',
    (data) => ({
      key: `${data.type ?? data.binary ?? data.id ?? '?'} on ${data.host ?? '?'}`,
      fields: {
        alive: data.alive,
        admin_state_up: data.adminStateUp,
        availability_zone: data.availabilityZone,
        // What an agent counts of its work (`devices`, `ports`, `routers` …) follows from what is compared itself.
        configurations: pairs(data.configurations, true, agentCounts),
      },
      aside: { ages: aged(data), ids: { id: data.id } },
    }),
    { forms: [...forms, 'openstack-network-agent-list'] },
  ),
  thing('hypervisors', 'hypervisor', 'openstack hypervisor list --long', (data) => ({
    key: data.hostname ?? data.id ?? '?',
    fields: { type: data.type, host_ip: data.hostIp, state: data.state, status: data.status },
    aside: { counters: { running_vms: data.runningVms, memory_mb_used: data.memoryMbUsed } },
  })),
];

const agentCounts = [
  ...[
    'devices',
    'ports',
    'routers',
    'interfaces',
    'floating_ips',
    'ex_gw_ports',
    'networks',
    'subnets',
    'dhcp_leases',
  ],
];

function aged({ other }: { readonly other: Readonly<Record<string, string>> }): Record<string, FieldValue> {
  return Object.fromEntries(times.map((name) => [name, other[name] ?? null]));
}

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
