// Wording of the facts of shared/facts/openstack.ts.
import type { OpenstackFacts } from '../../../../shared/facts/openstack.ts';
import { words, type Wordings } from './wording.ts';

export const openstackWordings: Wordings<OpenstackFacts> = {
  instance: {
    key: (f) => f.libvirtName ?? f.uuid ?? f.name ?? '',
    title: (f) => words('instance', f.libvirtName, f.name, f.status, f.host && `on ${f.host}`),
    names: (f) => [
      ['instance', f.libvirtName],
      ['instance', f.name],
      ['instance', f.uuid],
      ...f.addresses.map(({ address }) => ['address', address] as const),
    ],
  },
  'neutron-port': {
    key: (f) => f.id ?? f.mac ?? f.name ?? '',
    title: (f) => words('port', f.id, f.name, f.mac, f.status, f.hostId && `on ${f.hostId}`),
    names: (f) => [
      ['port', f.id],
      ['port', f.name],
      ['mac', f.mac],
      ['network', f.networkId],
      ['instance', f.deviceOwner?.startsWith('compute:') === true ? f.deviceId : null],
      ['router', f.deviceOwner?.startsWith('network:router') === true ? f.deviceId : null],
      ['host', f.hostId],
      ...(f.fixedIps ?? []).map(({ ipAddress }) => ['address', ipAddress] as const),
    ],
  },
  'neutron-network': {
    key: (f) => f.id ?? f.name ?? '',
    title: (f) =>
      words('network', f.id, f.name, f.networkType, f.segmentationId, f.mtu !== null && `mtu ${f.mtu}`),
    names: (f) => [
      ['network', f.id],
      ['network', f.name],
    ],
  },
  'neutron-subnet': {
    key: (f) => f.id ?? f.name ?? '',
    title: (f) => words('subnet', f.id, f.name, f.cidr, f.gatewayIp && `gateway ${f.gatewayIp}`),
    names: (f) => [
      ['network', f.id],
      ['network', f.name],
      ['network', f.networkId],
      ['address', f.cidr],
      ['address', f.gatewayIp],
    ],
  },
  'neutron-router': {
    key: (f) => f.id ?? f.name ?? '',
    title: (f) =>
      words('router', f.id, f.name, f.status, f.ha === true && 'HA', f.distributed === true && 'distributed'),
    names: (f) => [
      ['router', f.id],
      ['router', f.name],
      ['network', f.externalGateway === 'none' ? null : f.externalGateway?.networkId],
      ...(f.interfaces ?? []).flatMap(
        ({ portId, ipAddress }) =>
          [
            ['port', portId],
            ['address', ipAddress],
          ] as const,
      ),
    ],
  },
  'security-group': {
    key: (f) => f.id ?? f.name ?? '',
    title: (f) => words('security group', f.id, f.name, f.ruleIds !== null && `${f.ruleIds.length} rules`),
    names: () => [],
  },
  'security-group-rule': {
    key: (f) => f.id ?? '',
    title: (f) =>
      words(
        'rule',
        f.id,
        f.direction,
        f.ethertype,
        f.protocol,
        f.portRangeMin,
        f.remoteGroupId || f.remoteIpPrefix,
      ),
    names: (f) => [['address', f.remoteIpPrefix]],
  },
  'floating-ip': {
    key: (f) => f.id ?? f.address ?? '',
    title: (f) => words('floating IP', f.address, f.fixedAddress && `to ${f.fixedAddress}`, f.status),
    names: (f) => [
      ['address', f.address],
      ['address', f.fixedAddress],
      ['port', f.portId],
      ['network', f.networkId],
      ['router', f.routerId],
    ],
  },
  'network-agent': {
    key: (f) => f.id ?? '',
    title: (f) =>
      words(f.type, f.host && `on ${f.host}`, f.alive === null ? null : f.alive ? 'alive' : 'dead'),
    names: (f) => [['host', f.host]],
  },
  hypervisor: {
    key: (f) => f.hostname ?? f.id ?? '',
    title: (f) => words('hypervisor', f.hostname, f.type, f.state, f.status),
    names: (f) => [
      ['host', f.hostname],
      ['address', f.hostIp],
    ],
  },
};
