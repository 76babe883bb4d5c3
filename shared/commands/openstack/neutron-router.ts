// Routers, as the clients and the Networking API print them. Gateway and interfaces are data in a cell:
//
//   | external_gateway_info | {"network_id": "f1f6b1cd-…", "external_fixed_ips": [{"subnet_id": "a1a88c4b-…", "ip_address": "172.16.0.137"}], "enable_snat": true} |
//   | interfaces_info       | [{"port_id": "5407cdd8-…", "ip_address": "10.18.0.1", "subnet_id": "72491802-…"}] |
import type { NeutronRouterFact } from '../../facts.ts';
import { dataBoolean, dataRecords, dataText, type Data } from './printed-data.ts';
import { fixedIpOf } from './neutron-port.ts';
import { routesOf } from './neutron-subnet.ts';
import { resourceFields, type Resource } from './resource.ts';

function gatewayOf(data: Data | undefined): NeutronRouterFact['externalGateway'] {
  if (data === undefined) return null;
  if (data === '' || data === null || data === 'None') return 'none';
  const gateway = dataRecords(data)?.[0];
  if (gateway === undefined) return null;
  return {
    networkId: dataText(gateway['network_id'] ?? null),
    enableSnat: dataBoolean(gateway['enable_snat'] ?? null),
    fixedIps: (dataRecords(gateway['external_fixed_ips'] ?? null) ?? []).map(fixedIpOf),
  };
}

export const router: Resource = {
  words: 'router',
  legacy: { program: 'neutron', name: 'router' },
  collections: ['routers', 'router'],
  facts: ['neutron-router'],
  columns: [['ID', 'Name', 'Status', 'State', 'Project', 'Distributed', 'HA']],
  longColumns: ['Routes', 'External gateway info', 'Availability zones', 'Tags'],
  headings: [['id', 'name', 'distributed', 'ha']],
  shown: [['external_gateway_info']],
  give(fields, { firstLine, lastLine }, sink) {
    const fact: NeutronRouterFact = {
      ...resourceFields(fields),
      status: fields.text('status'),
      adminStateUp: fields.boolean('admin_state_up', 'State'),
      ha: fields.boolean('ha'),
      distributed: fields.boolean('distributed'),
      externalGateway: gatewayOf(fields.data('external_gateway_info')),
      routes: routesOf(fields.data('routes')),
      interfaces:
        fields.records('interfaces_info')?.map((one) => ({
          ...fixedIpOf(one),
          portId: dataText(one['port_id'] ?? null),
        })) ?? null,
      availabilityZones: fields.texts('availability_zones'),
      other: {},
    };
    if (fact.id === null && !fact.name) return false;
    sink.fact('neutron-router', { ...fact, other: fields.rest() }, firstLine, lastLine);
    return true;
  },
};
