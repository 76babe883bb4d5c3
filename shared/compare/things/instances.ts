// Instances and their interfaces, as Nova and libvirt tell of them.
import { inNamespace, set, thing, type ThingKind } from './thing.ts';

export const instanceThings: readonly ThingKind[] = [
  thing('instances', 'instance', 'virsh dumpxml DOMAIN', (data, { names }) => {
    const key = data.libvirtName ?? names.libvirtName(data.uuid) ?? data.name ?? data.uuid;
    if (key === null) return null;
    const addresses = data.addresses.map(({ address }) => address).sort();
    return {
      key,
      place: data.host,
      fields: {
        name: data.name,
        uuid: data.uuid,
        status: data.status,
        addresses: addresses.length > 0 ? addresses.join(', ') : null,
      },
    };
  }),
  thing('instances', 'domain', 'virsh list --all', (data, { names }) => {
    const key = data.name ?? names.libvirtName(data.uuid);
    if (key === null) return null;
    return {
      key,
      fields: { state: data.state, vcpus: data.vcpus, max_memory: data.maxMemory, autostart: data.autostart },
      aside: { ids: { id: data.id } },
    };
  }),
  thing('instance-ports', 'domain-interface', 'virsh dumpxml DOMAIN', (data, { cleaned }) => ({
    key: `${data.domain} ${(cleaned ? null : data.mac) ?? data.target ?? `interface ${data.index}`}`,
    fields: {
      type: data.type,
      source: data.source,
      target: data.target,
      model: data.model,
      mtu: data.mtu,
      virtualport: data.virtualport,
      portId: data.portId,
    },
  })),
  thing('instance-disks', 'domain-disk', 'virsh domblklist DOMAIN', (data) => ({
    key: `${data.domain} ${data.target}`,
    fields: { source: data.source },
  })),
  thing('libvirt-networks', 'libvirt-network', 'virsh net-list --all', (data) => ({
    key: data.name,
    fields: {
      state: data.state,
      autostart: data.autostart,
      bridge: data.bridge,
      forward: data.forwardMode,
      addresses: set(data.addresses),
    },
  })),
  thing(
    'namespaces',
    'network-namespace',
    'ip netns',
    (data) =>
      data.name === null
        ? null
        : { key: inNamespace(null, data.name), fields: {}, aside: { ids: { nsid: data.nsid } } },
    { listing: ['ip-netns'] },
  ),
];
