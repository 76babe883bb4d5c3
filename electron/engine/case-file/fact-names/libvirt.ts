// Wording of the facts of shared/facts/libvirt.ts.
import type { LibvirtFacts } from '../../../../shared/facts/libvirt.ts';
import { words, type Wordings } from './wording.ts';

export const libvirtWordings: Wordings<LibvirtFacts> = {
  'domain-interface': {
    key: (f) => f.target ?? `${f.domain}/${f.index}`,
    title: (f) => words('interface', f.index, 'of', f.domain, f.target, f.source && `on ${f.source}`, f.mac),
    names: (f) => [
      ['instance', f.domain],
      ['device', f.target],
      ['mac', f.mac],
      [f.type === 'bridge' ? 'bridge' : 'device', f.source],
      ['device', f.portId],
    ],
  },
  domain: {
    key: (f) => f.name ?? f.uuid ?? '',
    title: (f) => words('domain', f.name, f.state, f.vcpus !== null && `${f.vcpus} CPUs`),
    names: (f) => [
      ['instance', f.name],
      ['instance', f.uuid],
    ],
  },
  'domain-disk': {
    key: (f) => `${f.domain}/${f.target}`,
    title: (f) => words('disk', f.target, 'of', f.domain, f.source),
    names: (f) => [['instance', f.domain]],
  },
  'domain-interface-address': {
    key: (f) => `${f.device}/${f.address}`,
    title: (f) => words(f.device, 'of', f.domain, f.address),
    names: (f) => [
      ['instance', f.domain],
      ['device', f.device],
      ['mac', f.mac],
      ['address', f.address],
    ],
  },
  'domain-interface-statistics': {
    key: (f) => f.device,
    title: (f) => words('statistics of', f.device, f.domain && `of ${f.domain}`),
    names: (f) => [
      ['instance', f.domain],
      ['device', f.device],
    ],
  },
  'libvirt-network': {
    key: (f) => f.name,
    title: (f) => words('libvirt network', f.name, f.state, f.forwardMode, f.bridge && `on ${f.bridge}`),
    names: (f) => [
      ['bridge', f.bridge],
      ...(f.addresses ?? []).map((address) => ['address', address] as const),
    ],
  },
};
