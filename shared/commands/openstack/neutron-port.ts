// Ports, as `openstack port list`, `openstack port show`, `neutron port-list`, `nova interface-list` and the
// Networking API print them:
//
//   | 36aaab22-c860-4b23-a469-6563b7005312 |      | fa:16:3e:c7:ae:08 | ip_address='10.18.0.208', subnet_id='72491802-…' | ACTIVE |
//
// Of `--long`'s Security Groups, clients before 6.1 print None whatever the port has: that says nothing.
import type { FixedIp, NeutronPortFact } from '../../facts.ts';
import { dataNumber, dataRecords, dataText, type Data } from './printed-data.ts';
import type { Fields } from './printed-record.ts';
import { resourceFields, type Resource } from './resource.ts';

type Dict = Readonly<Record<string, Data>>;

/** Addresses with their subnets; where only addresses are printed (`nova interface-list`) they have none. */
function fixedIpsOf(data: Data | undefined): readonly FixedIp[] | null {
  if (data === undefined) return null;
  const records = data === '' ? [] : dataRecords(data);
  if (records !== null) return records.map(fixedIpOf);
  const addresses = dataText(data)
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  return addresses.every((part) => /^[0-9a-fA-F.:]+$/.test(part))
    ? addresses.map((ipAddress) => ({ subnetId: null, ipAddress }))
    : null;
}

const compact = (data: Data | undefined): string => dataText(data ?? null).replace(/\s+/g, '');

export function fixedIpOf(dict: Dict): FixedIp {
  return {
    subnetId: compact(dict['subnet_id'] ?? dict['subnet']),
    ipAddress: compact(dict['ip_address'] ?? dict['ip']),
  };
}

function trunkOf(fields: Fields): Pick<NeutronPortFact, 'trunkId' | 'subPorts'> {
  const data = fields.data('trunk_details');
  if (data === undefined) return { trunkId: null, subPorts: null };
  const trunk = data === '' ? undefined : dataRecords(data)?.[0];
  if (trunk === undefined) return { trunkId: '', subPorts: [] };
  return {
    trunkId: compact(trunk['trunk_id']),
    subPorts: (dataRecords(trunk['sub_ports'] ?? null) ?? []).map((one) => ({
      portId: compact(one['port_id']),
      segmentationType: compact(one['segmentation_type']),
      segmentationId: dataNumber(one['segmentation_id'] ?? null),
    })),
  };
}

export const port: Resource = {
  words: 'port',
  legacy: { program: 'neutron', name: 'port' },
  collections: ['ports', 'port'],
  facts: ['neutron-port'],
  columns: [['ID', 'Name', 'MAC Address', 'Fixed IP Addresses', 'Status']],
  longColumns: ['Security Groups', 'Device Owner', 'Tags'],
  headings: [
    ['mac_address', 'id', 'fixed_ip_addresses'],
    ['mac_address', 'id', 'fixed_ips'],
    ['port_id', 'net_id', 'mac_addr'],
  ],
  shown: [['binding_vnic_type'], ['binding_vif_details']],
  give(fields, { firstLine, lastLine }, sink) {
    const pairs = fields.records('allowed_address_pairs');
    const fact: NeutronPortFact = {
      ...resourceFields(fields),
      networkId: fields.id('network_id', 'Net ID'),
      mac: fields.mac('mac_address', 'MAC Addr'),
      fixedIps: fixedIpsOf(fields.data('fixed_ips', 'Fixed IP Addresses', 'IP Addresses')),
      deviceId: fields.id('device_id'),
      deviceOwner: fields.text('device_owner'),
      hostId: fields.text('binding_host_id'),
      status: fields.text('status', 'Port State'),
      adminStateUp: fields.boolean('admin_state_up', 'State'),
      vnicType: fields.text('binding_vnic_type'),
      vifType: fields.text('binding_vif_type'),
      vifDetails: fields.record('binding_vif_details'),
      bindingProfile: fields.record('binding_profile'),
      securityGroups: fields.texts('security_groups', 'security_group_ids'),
      allowedAddressPairs:
        pairs?.map((pair) => ({
          ipAddress: compact(pair['ip_address']),
          mac: compact(pair['mac_address']).toLowerCase(),
        })) ?? null,
      portSecurity: fields.boolean('port_security_enabled'),
      qosPolicyId: fields.id('qos_policy_id'),
      dnsName: fields.text('dns_name'),
      ...trunkOf(fields),
      other: {},
    };
    // `nova interface-list` heads the id so.
    const id = fact.id ?? fields.id('Port ID');
    if (id === null && fact.mac === null && !fact.name) return false;
    sink.fact('neutron-port', { ...fact, id, other: fields.rest() }, firstLine, lastLine);
    return true;
  },
};
