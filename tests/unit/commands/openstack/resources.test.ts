// Whole facts of the resources of OpenStack, as the client lists and shows them.
import { expect, test } from 'vitest';
import { linuxOutput } from '../../../linux-output.ts';
import { parseOutput, type ParsedOutput } from '../../../parse-output.ts';

const read = (name: string): ParsedOutput => {
  const output = parseOutput(
    name.replace('floating_ip', 'floating ip').split(/[_ ]/),
    linuxOutput(`openstack/6.0/${name}`),
  );
  expect(output.problems).toEqual([]);
  return output;
};

const projectId = 'fe01ce2a7fbac8fafaed7c982a04e229';
const subnetId = '72491802-fdf8-42fc-b2b7-4efaaf6ca5fd';
const internal = 'f4740671-9f44-45bf-b270-ba95b11611f5';

test('networks', () => {
  expect(read('openstack_network_list').facts[0]).toEqual({
    kind: 'neutron-network',
    data: {
      id: '7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912',
      name: 'Internal2',
      projectId: null,
      tags: null,
      status: null,
      adminStateUp: null,
      mtu: null,
      networkType: null,
      physicalNetwork: null,
      segmentationId: null,
      external: null,
      shared: null,
      subnets: ['99aeb033-83a7-4fd3-b7eb-e36ef1e28f6f'],
      portSecurity: null,
      availabilityZones: null,
      qosPolicyId: null,
      dnsDomain: null,
      other: {},
    },
    firstLine: 4,
    lastLine: 4,
  });
  const { other, ...network } = read(`openstack_network_show_${internal}`).of('neutron-network')[0]!;
  expect(other['revision_number']).toBe('2');
  expect(network).toEqual({
    id: internal,
    name: 'Internal',
    projectId,
    tags: [],
    status: 'ACTIVE',
    adminStateUp: true,
    mtu: 1458,
    networkType: 'gre',
    physicalNetwork: '',
    segmentationId: 554,
    external: false,
    shared: false,
    subnets: [subnetId],
    portSecurity: true,
    availabilityZones: ['nova'],
    qosPolicyId: '',
    dnsDomain: '',
  });
});

test('subnets', () => {
  const [listed] = read('openstack_subnet_list').of('neutron-subnet');
  expect(listed).toMatchObject({
    id: subnetId,
    name: 'internal-subnet',
    networkId: internal,
    cidr: '10.18.0.0/24',
  });
  expect(listed).toMatchObject({ ipVersion: null, gatewayIp: null, enableDhcp: null, other: {} });
  const { other, ...shown } = read(`openstack_subnet_show_${subnetId}`).of('neutron-subnet')[0]!;
  expect(other['created_at']).toBe('2026-11-22T19:57:30Z');
  expect(shown).toEqual({
    id: subnetId,
    name: 'internal-subnet',
    projectId,
    tags: [],
    networkId: internal,
    cidr: '10.18.0.0/24',
    ipVersion: 4,
    gatewayIp: '10.18.0.1',
    enableDhcp: true,
    allocationPools: [{ start: '10.18.0.2', end: '10.18.0.254' }],
    dnsNameservers: ['172.16.0.1'],
    hostRoutes: [],
    ipv6AddressMode: '',
    ipv6RaMode: '',
    segmentId: '',
  });
});

test('routers', () => {
  const router = {
    id: 'f34652a4-a7f2-468e-9eb8-2a12d89cdf86',
    name: 'router1',
    projectId,
    status: 'ACTIVE',
    adminStateUp: true,
    ha: false,
    distributed: false,
  };
  expect(read('openstack_router_list').of('neutron-router')).toEqual([
    {
      ...router,
      tags: null,
      externalGateway: null,
      routes: null,
      interfaces: null,
      availabilityZones: null,
      other: {},
    },
  ]);
  const { other, ...shown } = read(`openstack_router_show_${router.id}`).of('neutron-router')[0]!;
  expect(other['revision_number']).toBe('5');
  expect(shown).toEqual({
    ...router,
    tags: [],
    externalGateway: {
      networkId: 'f1f6b1cd-e153-40cb-8ea6-55d011084fcc',
      enableSnat: true,
      fixedIps: [{ subnetId: 'a1a88c4b-e92a-4e43-86d3-579ed0adfadc', ipAddress: '172.16.0.137' }],
    },
    routes: [],
    interfaces: [
      { subnetId, ipAddress: '10.18.0.1', portId: '5407cdd8-838d-4a19-b62b-361f348b4a28' },
      {
        subnetId: '99aeb033-83a7-4fd3-b7eb-e36ef1e28f6f',
        ipAddress: '10.22.22.1',
        portId: 'a08938ba-4dc0-48fd-984f-5da744a7073f',
      },
    ],
    availabilityZones: ['nova'],
  });
});

test('ports', () => {
  expect(read('openstack_port_list').facts[0]).toMatchObject({
    kind: 'neutron-port',
    data: {
      id: '1476e4c9-4e47-482c-a329-5d7e0f4d821b',
      mac: 'fa:16:3e:fa:13:53',
      fixedIps: [{ subnetId, ipAddress: '10.18.0.77' }],
      status: 'ACTIVE',
      networkId: null,
      deviceId: null,
      other: {},
    },
    firstLine: 4,
    lastLine: 4,
  });
  const { other, ...port } = read('openstack_port_show_36aaab22-c860-4b23-a469-6563b7005312').of(
    'neutron-port',
  )[0]!;
  expect(other['created_at']).toBe('2026-11-22T19:57:36Z');
  expect(port).toEqual({
    id: '36aaab22-c860-4b23-a469-6563b7005312',
    name: '',
    projectId,
    tags: [],
    networkId: internal,
    mac: 'fa:16:3e:c7:ae:08',
    fixedIps: [{ subnetId, ipAddress: '10.18.0.208' }],
    deviceId: 'f31441f8-cc9a-5137-aa1f-356ec4346fe1',
    deviceOwner: 'compute:nova',
    hostId: 'compute1',
    status: 'ACTIVE',
    adminStateUp: true,
    vnicType: 'normal',
    vifType: 'ovs',
    vifDetails: {
      'bound_drivers.0': 'openvswitch',
      bridge_name: 'br-int',
      connectivity: 'l2',
      datapath_type: 'netdev',
      ovs_hybrid_plug: 'true',
      port_filter: 'true',
    },
    bindingProfile: {},
    securityGroups: ['54a8b79e-3b50-453d-8fdf-b9e63c7641f4', 'b0e849ba-7dda-4451-a77b-4362a2ec95e5'],
    allowedAddressPairs: [],
    portSecurity: true,
    qosPolicyId: '',
    dnsName: '',
    trunkId: '',
    subPorts: [],
  });
});

test('floating addresses, groups, agents, hypervisors and servers', () => {
  const floating = {
    id: 'a61d2d3a-564e-4a77-a16b-e90b88b8c61b',
    name: null,
    projectId,
    address: '172.16.0.120',
    fixedAddress: '10.18.0.208',
    portId: '36aaab22-c860-4b23-a469-6563b7005312',
    networkId: 'f1f6b1cd-e153-40cb-8ea6-55d011084fcc',
  };
  expect(read('openstack_floating_ip_list').of('floating-ip')).toEqual([
    { ...floating, tags: null, routerId: null, status: null, description: null, other: {} },
  ]);
  expect(read(`openstack_floating_ip_show_${floating.id}`).of('floating-ip')).toMatchObject([
    {
      ...floating,
      tags: [],
      routerId: 'f34652a4-a7f2-468e-9eb8-2a12d89cdf86',
      status: 'ACTIVE',
      description: '',
    },
  ]);
  expect(read('openstack_security_group_list').of('security-group')[0]).toEqual({
    id: '54a8b79e-3b50-453d-8fdf-b9e63c7641f4',
    name: 'default',
    projectId,
    tags: [],
    description: 'Default security group',
    stateful: null,
    shared: null,
    ruleIds: null,
    other: {},
  });
  expect(read('openstack_network_agent_list').of('network-agent')[0]).toEqual({
    id: '41e2b3eb-6f81-45fb-8a3f-4a5764875821',
    name: null,
    projectId: null,
    tags: null,
    type: 'Open vSwitch agent',
    host: 'network1',
    binary: 'neutron-openvswitch-agent',
    alive: true,
    adminStateUp: true,
    availabilityZone: '',
    configurations: null,
    other: {},
  });
  const hypervisor = {
    type: 'QEMU',
    state: 'up',
    status: null,
    vcpus: null,
    vcpusUsed: null,
    memoryMb: null,
  };
  const unknown = { memoryMbUsed: null, runningVms: null, other: {} };
  expect(read('openstack_hypervisor_list').of('hypervisor')).toEqual([
    { ...hypervisor, ...unknown, id: '1', hostname: 'compute1', hostIp: '192.168.10.11' },
    { ...hypervisor, ...unknown, id: '2', hostname: 'compute2', hostIp: '192.168.10.12' },
  ]);
  expect(read('openstack_server_list').of('instance')[0]).toEqual({
    libvirtName: null,
    name: 'web1',
    uuid: 'f31441f8-cc9a-5137-aa1f-356ec4346fe1',
    host: null,
    status: 'ACTIVE',
    addresses: [
      { network: 'Internal', address: '10.18.0.208' },
      { network: 'Internal', address: '172.16.0.120' },
    ],
  });
});
