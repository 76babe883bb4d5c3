// Networks, as the clients and the Networking API print them:
//
//   | f4740671-9f44-45bf-b270-ba95b11611f5 | Internal  | ACTIVE | fe01ce2a… | UP    | False  | 72491802-fdf8-42fc-b2b7-4efaaf6ca5fd | gre          | Internal    | nova               |      |
//
// `router:external` and `Router Type` say `External` or `Internal`. The neutron client prints a subnet's CIDR
// behind its id.
import type { NeutronNetworkFact } from '../../facts.ts';
import { dataNumber } from './printed-data.ts';
import { resourceFields, type Resource } from './resource.ts';

export const network: Resource = {
  words: 'network',
  legacy: { program: 'neutron', name: 'net' },
  collections: ['networks', 'network'],
  facts: ['neutron-network'],
  columns: [['ID', 'Name', 'Subnets']],
  longColumns: [
    'Status',
    'Project',
    'State',
    'Shared',
    'Subnets',
    'Network Type',
    'Router Type',
    'Availability Zones',
    'Tags',
  ],
  headings: [['id', 'name', 'subnets']],
  shown: [['provider:network_type'], ['provider:segmentation_id']],
  give(fields, { firstLine, lastLine }, sink) {
    const fact: NeutronNetworkFact = {
      ...resourceFields(fields),
      status: fields.text('status'),
      adminStateUp: fields.boolean('admin_state_up', 'State'),
      mtu: fields.number('mtu'),
      networkType: fields.text('provider:network_type', 'Network Type'),
      physicalNetwork: fields.text('provider:physical_network'),
      segmentationId: dataNumber(fields.data('provider:segmentation_id') ?? null),
      external: fields.boolean('router:external', 'Router Type'),
      shared: fields.boolean('shared'),
      subnets: fields.texts('subnets', 'subnet_ids')?.map((id) => id.split(' ')[0] ?? id) ?? null,
      portSecurity: fields.boolean('port_security_enabled'),
      availabilityZones: fields.texts('availability_zones'),
      qosPolicyId: fields.id('qos_policy_id'),
      dnsDomain: fields.text('dns_domain'),
      other: {},
    };
    if (fact.id === null && !fact.name) return false;
    sink.fact('neutron-network', { ...fact, other: fields.rest() }, firstLine, lastLine);
    return true;
  },
};
