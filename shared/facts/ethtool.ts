// What `ethtool` says of one device.
// Part of ../facts.ts, which says what all kinds have in common.

/** `ethtool -S`. `peerIfindex` is veth's own line; counters keep their printed names. */
export interface EthtoolStatisticsFact {
  readonly device: string;
  readonly netns: string | null;
  readonly peerIfindex: number | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** `ethtool -i`. */
export interface EthtoolDriverFact {
  readonly device: string;
  readonly netns: string | null;
  readonly driver: string | null;
  readonly version: string | null;
  readonly firmwareVersion: string | null;
  readonly busInfo: string | null;
}

/**
 * `ethtool DEVICE`. `speed` in Mb/s; null when unknown or not printed. `settings` holds every line by its
 * printed name; a list (link modes, ports) by its words, also where ethtool wraps it.
 */
export interface EthtoolSettingsFact {
  readonly device: string;
  readonly netns: string | null;
  readonly speed: number | null;
  readonly duplex: string | null;
  readonly autoNegotiation: boolean | null;
  readonly port: string | null;
  readonly linkDetected: boolean | null;
  readonly settings: Readonly<Record<string, string | readonly string[]>>;
}

/** `ethtool -k`: each feature with what is printed: `on`, `off [fixed]`, `off [requested on]`. */
export interface EthtoolFeaturesFact {
  readonly device: string;
  readonly netns: string | null;
  readonly features: Readonly<Record<string, string>>;
}

/**
 * `ethtool -g`, `-a`, `-l`, `-c`, `--show-priv-flags`. Numbers are numbers, everything else is as printed (`n/a`, `on`).
 * `maximums` is the `Pre-set maximums` of rings and channels.
 */
export interface EthtoolParametersFact {
  readonly device: string;
  readonly netns: string | null;
  readonly group: 'ring' | 'pause' | 'channels' | 'coalesce' | 'private flags';
  readonly values: Readonly<Record<string, string | number>>;
  readonly maximums: Readonly<Record<string, string | number>> | null;
}

/**
 * `ethtool -m`: a transceiver's EEPROM, in words, or as bytes where ethtool only dumps them (`hex`, two
 * digits a byte, from offset 0). A name that is printed several times has all its values in order.
 */
export interface EthtoolModuleFact {
  readonly device: string;
  readonly netns: string | null;
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly hex: string | null;
}

/** `ethtool -T`. `hardwareClock` is N of `/dev/ptpN`; null for none. `provider` is what ethtool 6.14 and later add. */
export interface EthtoolTimestampingFact {
  readonly device: string;
  readonly netns: string | null;
  readonly capabilities: readonly string[];
  readonly hardwareClock: number | null;
  readonly transmitTypes: readonly string[];
  readonly receiveFilters: readonly string[];
  readonly provider: Readonly<Record<string, string>>;
}

/** `ethtool -P`. Null where the device has no address of its own. */
export interface EthtoolAddressFact {
  readonly device: string;
  readonly netns: string | null;
  readonly mac: string | null;
}

export interface EthtoolFacts {
  readonly 'ethtool-statistics': EthtoolStatisticsFact;
  readonly 'ethtool-driver': EthtoolDriverFact;
  readonly 'ethtool-settings': EthtoolSettingsFact;
  readonly 'ethtool-features': EthtoolFeaturesFact;
  readonly 'ethtool-parameters': EthtoolParametersFact;
  readonly 'ethtool-module': EthtoolModuleFact;
  readonly 'ethtool-timestamping': EthtoolTimestampingFact;
  readonly 'ethtool-address': EthtoolAddressFact;
}

export const ethtoolKinds = [
  'ethtool-statistics',
  'ethtool-driver',
  'ethtool-settings',
  'ethtool-features',
  'ethtool-parameters',
  'ethtool-module',
  'ethtool-timestamping',
  'ethtool-address',
] as const satisfies readonly (keyof EthtoolFacts)[];
