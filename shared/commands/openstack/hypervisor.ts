// Hypervisors, as `openstack hypervisor list`, `nova hypervisor-show` and the Compute API print them:
//
//   |  1 | compute1            | QEMU            | 192.168.10.11 | up    |          2 |     2 |            768 |      7970 |
import type { HypervisorFact } from '../../facts.ts';
import { dataText } from './printed-data.ts';
import type { Resource } from './resource.ts';

export const hypervisor: Resource = {
  words: 'hypervisor',
  legacy: { program: 'nova', name: 'hypervisor' },
  collections: ['hypervisors', 'hypervisor'],
  facts: ['hypervisor'],
  columns: [['ID', 'Hypervisor Hostname', 'Hypervisor Type', 'Host IP', 'State']],
  longColumns: ['vCPUs Used', 'vCPUs', 'Memory MB Used', 'Memory MB'],
  headings: [['id', 'hypervisor_hostname']],
  shown: [['hypervisor_version']],
  give(fields, { firstLine, lastLine }, sink) {
    const id = fields.data('id');
    const fact: HypervisorFact = {
      id: id === undefined ? null : dataText(id).replace(/\s+/g, ''),
      hostname: fields.text('hypervisor_hostname', 'name'),
      type: fields.text('hypervisor_type'),
      hostIp: fields.id('host_ip'),
      state: fields.text('state'),
      status: fields.text('status'),
      vcpus: fields.number('vcpus'),
      vcpusUsed: fields.number('vcpus_used'),
      memoryMb: fields.number('memory_mb', 'memory_size'),
      memoryMbUsed: fields.number('memory_mb_used', 'memory_used'),
      runningVms: fields.number('running_vms'),
      other: {},
    };
    if (fact.id === null && !fact.hostname) return false;
    sink.fact('hypervisor', { ...fact, other: fields.rest() }, firstLine, lastLine);
    return true;
  },
};
