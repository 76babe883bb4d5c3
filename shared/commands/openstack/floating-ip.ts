// Floating IPs, as the clients and the Networking API print them:
//
//   | a61d2d3a-564e-4a77-a16b-e90b88b8c61b | 172.16.0.120        | 10.18.0.208      | 36aaab22-… | f1f6b1cd-… | fe01ce2a… |
import type { FloatingIpFact } from '../../facts.ts';
import { resourceFields, type Resource } from './resource.ts';

export const floatingIp: Resource = {
  words: 'floating ip',
  legacy: { program: 'neutron', name: 'floatingip' },
  collections: ['floatingips', 'floatingip'],
  facts: ['floating-ip'],
  columns: [['ID', 'Floating IP Address', 'Fixed IP Address', 'Port', 'Floating Network', 'Project']],
  longColumns: ['Router', 'Status', 'Description', 'Tags', 'DNS Name', 'DNS Domain'],
  headings: [['id', 'floating_ip_address']],
  shown: [['floating_ip_address']],
  give(fields, { firstLine, lastLine }, sink) {
    const fact: FloatingIpFact = {
      ...resourceFields(fields),
      address: fields.id('floating_ip_address'),
      fixedAddress: fields.id('fixed_ip_address'),
      portId: fields.id('port_id', 'port'),
      networkId: fields.id('floating_network_id', 'floating_network'),
      routerId: fields.id('router_id', 'router'),
      status: fields.text('status'),
      description: fields.text('description'),
      other: {},
    };
    if (fact.id === null && !fact.address) return false;
    // The client names a floating IP by its address; the API gives it no name.
    sink.fact('floating-ip', { ...fact, name: null, other: fields.rest() }, firstLine, lastLine);
    return true;
  },
};
