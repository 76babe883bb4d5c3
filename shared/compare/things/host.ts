// The host itself: configuration files by section and option, packages, kernel, sysctls, modules, services.
import { inNamespace, sequence, set, thing, type ThingKind } from './thing.ts';

/** Entries that the kernel counts or measures in, and does not take settings from: proc_sys_fs(5), random(4). */
const countingSettings =
  /^(?:fs\.(?:dentry-state|file-nr|inode-nr|inode-state|aio-nr)|kernel\.(?:random\.(?:uuid|boot_id|entropy_avail)|ns_last_pid|pty\.nr)|net\.netfilter\.nf_conntrack_count|dev\.cdrom\.info)$/;

export const hostThings: readonly ThingKind[] = [
  thing(
    'configuration',
    'config-option',
    'cat FILE',
    (data) => ({
      key: `${data.file} ${data.section === null ? '' : `[${data.section}] `}${data.option}`,
      fields: { value: sequence(data.values) },
    }),
    { each: true },
  ),
  thing('packages', 'package', 'dpkg -l', (data) => ({
    key: `${data.name}${data.architecture === null ? '' : `:${data.architecture}`}`,
    fields: { version: data.version, state: data.state },
  })),
  thing('sysctls', 'kernel-setting', 'sysctl -a', (data) => ({
    key: inNamespace(data.netns, data.name),
    fields: countingSettings.test(data.name) ? {} : { value: data.value },
    aside: countingSettings.test(data.name) ? { counters: { value: data.value } } : {},
  })),
  thing('kernel', 'kernel', 'uname -a', (data) => ({
    key: 'kernel',
    fields: { release: data.release, build: data.build, architecture: data.architecture },
  })),
  thing('kernel', 'host-property', 'hostname', (data) => {
    const isClock = data.group === 'date' || data.group === 'uptime' || data.group === 'timedatectl';
    return {
      key: `${data.group} ${data.name}`,
      fields: isClock ? {} : { value: data.value },
      aside: isClock ? { ages: { value: data.value } } : {},
    };
  }),
  thing('kernel-modules', 'kernel-module', 'lsmod', (data) => ({
    key: data.name,
    fields: {},
    aside: { counters: { references: data.references }, ids: { size: data.size, used_by: set(data.usedBy) } },
  })),
  thing('services', 'service', 'systemctl list-units', (data) => ({
    key: data.unit,
    fields: { load: data.load, active: data.active, sub: data.sub },
    aside: { ids: { main_pid: data.mainPid }, ages: { since: data.since } },
  })),
  thing('hardware', 'nic', 'lshw -class network', (data) => {
    const key = data.device ?? data.busInfo;
    return key === null
      ? null
      : {
          key,
          fields: { product: data.product, vendor: data.vendor, driver: data.driver, bus: data.busInfo },
          aside: { ids: { serial: data.serial } },
        };
  }),
  thing('hardware', 'pci-device', 'lspci -nnvv', (data) => ({
    key: data.slot,
    fields: {
      name: data.name,
      driver: data.driver,
      numa_node: data.numaNode,
      virtual_functions: data.virtualFunctions?.enabled ?? null,
    },
  })),
  thing('hardware', 'numa-node', 'numactl --hardware', (data) => ({
    key: `NUMA node ${data.node}`,
    fields: { cpus: set(data.cpus), memory: data.memory },
    aside: { counters: { free: data.free } },
  })),
];
