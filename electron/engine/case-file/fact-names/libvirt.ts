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
};
