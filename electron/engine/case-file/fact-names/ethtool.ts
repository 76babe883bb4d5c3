// Wording of the facts of shared/facts/ethtool.ts.
import type { EthtoolFacts } from '../../../../shared/facts/ethtool.ts';
import { words, type Wordings } from './wording.ts';

export const ethtoolWordings: Wordings<EthtoolFacts> = {
  'ethtool-statistics': {
    key: (f) => f.device,
    title: (f) => words('statistics of', f.device, f.peerIfindex !== null && `peer_ifindex ${f.peerIfindex}`),
    names: (f) => [['device', f.device]],
  },
  'ethtool-driver': {
    key: (f) => f.device,
    title: (f) => words('driver of', f.device, f.driver, f.version, f.firmwareVersion),
    names: (f) => [['device', f.device]],
  },
};
