// Wording of the facts of shared/facts/ethtool.ts.
import type { EthtoolFacts } from '../../../../shared/facts/ethtool.ts';
import { words, type Wordings } from './wording.ts';

export const ethtoolWordings: Wordings<EthtoolFacts> = {
  'ethtool-statistics': {
    key: (f) => f.device,
    title: (f) =>
      words(
        'statistics of',
        f.device,
        f.peerIfindex !== null && `peer_ifindex ${f.peerIfindex}`,
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [['device', f.device]],
  },
  'ethtool-driver': {
    key: (f) => f.device,
    title: (f) =>
      words('driver of', f.device, f.driver, f.version, f.firmwareVersion, f.netns && `in ${f.netns}`),
    names: (f) => [['device', f.device]],
  },
  'ethtool-settings': {
    key: (f) => f.device,
    title: (f) =>
      words(
        'settings of',
        f.device,
        f.speed !== null && `${f.speed} Mb/s`,
        f.duplex && `${f.duplex} duplex`,
        f.linkDetected !== null && (f.linkDetected ? 'link detected' : 'no link'),
        f.netns && `in ${f.netns}`,
      ),
    names: (f) => [['device', f.device]],
  },
  'ethtool-features': {
    key: (f) => f.device,
    title: (f) => words('offload features of', f.device, f.netns && `in ${f.netns}`),
    names: (f) => [['device', f.device]],
  },
  'ethtool-parameters': {
    key: (f) => f.device,
    title: (f) => words(f.group, 'parameters of', f.device, f.netns && `in ${f.netns}`),
    names: (f) => [['device', f.device]],
  },
  'ethtool-module': {
    key: (f) => f.device,
    title: (f) =>
      words(
        'module of',
        f.device,
        f.values['Identifier']?.[0],
        f.values['Vendor name']?.[0],
        f.values['Vendor PN']?.[0],
      ),
    names: (f) => [['device', f.device]],
  },
  'ethtool-timestamping': {
    key: (f) => f.device,
    title: (f) =>
      words(
        'timestamping of',
        f.device,
        f.hardwareClock === null ? 'without a hardware clock' : `with /dev/ptp${f.hardwareClock}`,
      ),
    names: (f) => [['device', f.device]],
  },
  'ethtool-address': {
    key: (f) => f.device,
    title: (f) => words('permanent address of', f.device, f.mac ?? 'not set'),
    names: (f) => [
      ['device', f.device],
      ['mac', f.mac],
    ],
  },
};
