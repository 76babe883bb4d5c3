// Servers in lists, as `openstack server list`, `nova list` and the Compute API print them:
//
//   | f31441f8-cc9a-5137-aa1f-356ec4346fe1 | web1   | ACTIVE | None       | Running     | Internal=10.18.0.208, 172.16.0.120           |
//
// One by itself: nova-show.ts, openstack-server-show.ts.
import type { InstanceFact } from '../../facts.ts';
import { dataText } from './printed-data.ts';
import type { Resource } from './resource.ts';
import { readAddresses } from './server-properties.ts';
import { unexpectedLine } from '../unexpected-line.ts';

/** Nova prints `-` where the other clients print None. */
const some = (text: string | null): string | null => (text === '' || text === '-' ? null : text);

export const server: Resource = {
  words: 'server',
  legacy: null,
  collections: ['servers', 'server'],
  facts: ['instance'],
  columns: [['ID', 'Name', 'Status', 'Networks', 'Image', 'Flavor']],
  longColumns: [],
  headings: [['id', 'name', 'status', 'networks']],
  shown: [],
  give(fields, { firstLine, lastLine }, sink) {
    const networks = fields.data('networks', 'addresses');
    const text = networks === undefined ? '' : dataText(networks).replace(/\n/g, ' ');
    const addresses = readAddresses(some(text) ?? '');
    if (addresses === null) unexpectedLine(sink, 'openstack server list', text, firstLine);
    const instance: InstanceFact = {
      libvirtName: some(fields.text('OS-EXT-SRV-ATTR:instance_name', 'Instance Name')),
      name: some(fields.text('name')),
      uuid: some(fields.id('id')),
      host:
        some(fields.text('OS-EXT-SRV-ATTR:host', 'host')) ??
        some(fields.text('OS-EXT-SRV-ATTR:hypervisor_hostname')),
      status: some(fields.text('status')),
      addresses: addresses ?? [],
    };
    if (instance.uuid === null && instance.name === null && instance.libvirtName === null) return false;
    sink.fact('instance', instance, firstLine, lastLine);
    return true;
  },
};
