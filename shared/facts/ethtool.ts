// What `ethtool` says of one device.
// Part of ../facts.ts, which says what all kinds have in common.

/** `ethtool -S`. `peerIfindex` is veth's own line; counters keep their printed names. */
export interface EthtoolStatisticsFact {
  readonly device: string;
  readonly peerIfindex: number | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** `ethtool -i`. */
export interface EthtoolDriverFact {
  readonly device: string;
  readonly driver: string | null;
  readonly version: string | null;
  readonly firmwareVersion: string | null;
  readonly busInfo: string | null;
}

export interface EthtoolFacts {
  readonly 'ethtool-statistics': EthtoolStatisticsFact;
  readonly 'ethtool-driver': EthtoolDriverFact;
}

export const ethtoolKinds = [
  'ethtool-statistics',
  'ethtool-driver',
] as const satisfies readonly (keyof EthtoolFacts)[];
