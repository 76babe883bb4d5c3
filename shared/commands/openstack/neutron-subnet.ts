// Subnets, as the clients and the Networking API print them:
//
//   | 72491802-fdf8-42fc-b2b7-4efaaf6ca5fd | internal-subnet  | f4740671-… | 10.18.0.0/24  | fe01ce2a… | True  | 172.16.0.1 | 10.18.0.2-10.18.0.254 |             |          4 | 10.18.0.1  |
//
// Pools are `10.18.0.2-10.18.0.254` or {"start": "10.18.0.2", "end": "10.18.0.254"}; a route's next hop is
// `nexthop` in the API and `gateway` in the client.
import type { NeutronSubnetFact } from '../../facts.ts';
import { dataRecords, dataText, dataTexts, type Data } from './printed-data.ts';
import { resourceFields, type Resource } from './resource.ts';

type Routes = NonNullable<NeutronSubnetFact['hostRoutes']>;

/** Routes of a subnet or router; null when not printed. */
export function routesOf(data: Data | undefined): Routes | null {
  if (data === undefined) return null;
  const records = data === '' ? [] : dataRecords(data);
  return (
    records?.map((route) => ({
      destination: dataText(route['destination'] ?? null),
      nextHop: dataText(route['nexthop'] ?? route['gateway'] ?? null),
    })) ?? null
  );
}

function poolsOf(data: Data | undefined): NeutronSubnetFact['allocationPools'] {
  if (data === undefined) return null;
  const records = typeof data === 'string' && !/[{=]/.test(data) ? null : dataRecords(data);
  if (records !== null)
    return records.map((pool) => ({
      start: dataText(pool['start'] ?? null),
      end: dataText(pool['end'] ?? null),
    }));
  return (
    dataTexts(data)?.map((range) => {
      const [start = '', end = ''] = range.replace(/\s+/g, '').split('-');
      return { start, end };
    }) ?? null
  );
}

export const subnet: Resource = {
  words: 'subnet',
  legacy: { program: 'neutron', name: 'subnet' },
  collections: ['subnets', 'subnet'],
  facts: ['neutron-subnet'],
  columns: [['ID', 'Name', 'Network', 'Subnet']],
  longColumns: [
    'Project',
    'DHCP',
    'Name Servers',
    'Allocation Pools',
    'Host Routes',
    'IP Version',
    'Gateway',
    'Service Types',
    'Tags',
  ],
  headings: [
    ['id', 'network', 'subnet'],
    ['id', 'cidr', 'allocation_pools'],
  ],
  shown: [['allocation_pools', 'cidr']],
  give(fields, { firstLine, lastLine }, sink) {
    const fact: NeutronSubnetFact = {
      ...resourceFields(fields),
      networkId: fields.id('network_id', 'network'),
      cidr: fields.id('cidr', 'subnet'),
      ipVersion: fields.number('ip_version'),
      gatewayIp: fields.id('gateway_ip', 'gateway'),
      enableDhcp: fields.boolean('enable_dhcp', 'dhcp'),
      allocationPools: poolsOf(fields.data('allocation_pools')),
      dnsNameservers: fields.texts('dns_nameservers', 'Name Servers'),
      hostRoutes: routesOf(fields.data('host_routes')),
      ipv6AddressMode: fields.text('ipv6_address_mode'),
      ipv6RaMode: fields.text('ipv6_ra_mode'),
      segmentId: fields.id('segment_id'),
      other: {},
    };
    if (fact.id === null && !fact.name) return false;
    sink.fact('neutron-subnet', { ...fact, other: fields.rest() }, firstLine, lastLine);
    return true;
  },
};
