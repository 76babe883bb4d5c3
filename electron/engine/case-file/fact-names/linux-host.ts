// Wording of the facts of shared/facts/linux-host.ts.
import type { LinuxHostFacts } from '../../../../shared/facts/linux-host.ts';
import { words, type Wordings } from './wording.ts';

export const linuxHostWordings: Wordings<LinuxHostFacts> = {
  nic: {
    key: (f) => f.device ?? f.busInfo ?? '',
    title: (f) => words('NIC', f.device, f.driver, f.product ?? f.description),
    names: (f) => [
      ['device', f.device],
      ['mac', f.serial],
    ],
  },
  'kernel-setting': {
    key: (f) => f.name,
    title: (f) => words(f.name, '=', f.value, f.netns && `in ${f.netns}`),
    names: () => [],
  },
  kernel: {
    key: (f) => f.release,
    title: (f) => words('Linux', f.release, f.architecture, f.build),
    names: (f) => [['host', f.host]],
  },
  'host-property': {
    key: (f) => f.name,
    title: (f) => words(`${f.group}:`, f.name === f.group ? null : f.name, f.value),
    names: (f) => [['host', f.name === 'Static hostname' || f.group === 'hostname' ? f.value : null]],
  },
  'kernel-module': {
    key: (f) => f.name,
    title: (f) => words('module', f.name, f.usedBy.length > 0 && `used by ${f.usedBy.join(', ')}`),
    names: () => [],
  },
  'numa-node': {
    key: (f) => String(f.node),
    title: (f) => words('NUMA node', f.node, `${f.cpus.length} CPUs`, f.memory !== null && `${f.memory} MB`),
    names: () => [],
  },
  'pci-device': {
    key: (f) => f.slot,
    title: (f) => words(f.slot, `${f.class}:`, f.name, f.driver && `driver ${f.driver}`),
    names: () => [],
  },
  service: {
    key: (f) => f.unit,
    title: (f) => words(f.unit, f.active, f.sub && `(${f.sub})`, f.mainPid !== null && `pid ${f.mainPid}`),
    names: () => [],
  },
  process: {
    key: (f) => String(f.pid),
    title: (f) => words(f.pid, f.user, f.started, f.command.slice(0, 200)),
    names: () => [],
  },
  package: {
    key: (f) => f.name,
    title: (f) => words(f.name, f.version, f.architecture, f.state),
    names: () => [],
  },
  'config-option': {
    key: (f) => f.option,
    title: (f) => words(f.section && `[${f.section}]`, f.option, '=', f.values.join(', '), `(${f.file})`),
    names: () => [],
  },
  'nm-connection': {
    key: (f) => f.name,
    title: (f) => words('connection', f.name, f.type, f.device && `on ${f.device}`),
    names: (f) => [['device', f.device]],
  },
  'nm-device': {
    key: (f) => f.device,
    title: (f) => words(f.device, f.type, f.state, f.connection && `by ${f.connection}`),
    names: (f) => [['device', f.device]],
  },
  'log-event': {
    key: (f) => f.time,
    title: (f) => words(f.time, f.level, f.program, f.message.slice(0, 300)),
    names: () => [],
  },
  'protocol-counters': {
    key: (f) => f.protocol,
    title: (f) => words('counters of', f.protocol, f.netns && `in ${f.netns}`),
    names: () => [],
  },
  'socket-counts': {
    key: (f) => f.protocol,
    title: (f) => words('sockets of', f.protocol, f.netns && `in ${f.netns}`),
    names: () => [],
  },
  'softnet-cpu': {
    key: (f) => String(f.cpu),
    title: (f) =>
      words('CPU', f.cpu, `processed ${f.processed}`, `dropped ${f.dropped}`, `squeezed ${f.timeSqueeze}`),
    names: () => [],
  },
  'device-statistics': {
    key: (f) => f.device,
    title: (f) => words('counters of', f.device, f.netns && `in ${f.netns}`),
    names: (f) => [['device', f.device]],
  },
  'device-attribute': {
    key: (f) => f.device,
    title: (f) => words(f.device, f.attribute, f.value),
    names: (f) => [
      ['device', f.device],
      ['mac', f.attribute === 'address' ? f.value : null],
    ],
  },
  'linux-bond': {
    key: (f) => f.name,
    title: (f) => words('bond', f.name, f.mode, f.miiStatus),
    names: (f) => [['device', f.name]],
  },
  'linux-bond-member': {
    key: (f) => f.device,
    title: (f) => words(f.device, 'in bond', f.bond, f.miiStatus, f.speed !== null && `${f.speed} Mb/s`),
    names: (f) => [
      ['device', f.device],
      ['device', f.bond],
      ['mac', f.mac],
    ],
  },
  'vlan-device': {
    key: (f) => f.device,
    title: (f) => words(f.device, 'VLAN', f.vlanId, 'on', f.parent),
    names: (f) => [
      ['device', f.device],
      ['device', f.parent],
    ],
  },
};
