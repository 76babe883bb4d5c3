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
};
