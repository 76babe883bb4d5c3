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
};
