// Wording of the facts of shared/facts/linux-network.ts.
import type { LinuxNetworkFacts } from '../../../../shared/facts/linux-network.ts';
import { words, type Wordings } from './wording.ts';

export const linuxNetworkWordings: Wordings<LinuxNetworkFacts> = {
  'linux-bridge': {
    key: (f) => f.name,
    title: (f) => words('Linux bridge', f.name, f.id),
    names: (f) => [['bridge', f.name]],
  },
  'bridge-port': {
    key: (f) => f.device,
    title: (f) => words(f.device, 'in', f.bridge, f.state),
    names: (f) => [
      ['device', f.device],
      ['bridge', f.bridge],
    ],
  },
  link: {
    key: (f) => f.name,
    title: (f) =>
      words(
        `${f.ifindex}:`,
        f.name,
        f.infoKind,
        f.state,
        f.mtu !== null && `mtu ${f.mtu}`,
        f.master && `master ${f.master}`,
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [
      ['device', f.name],
      ['device', f.peer],
      ['device', f.master],
      ['mac', f.mac],
    ],
  },
  address: {
    key: (f) => `${f.address}/${f.prefixLength}`,
    title: (f) =>
      words(f.family, `${f.address}/${f.prefixLength}`, 'on', f.device, f.netns && `in ${f.netns}`),
    names: (f) => [
      ['address', f.address],
      ['device', f.device],
    ],
  },
};
