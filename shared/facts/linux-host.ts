// The host itself: its hardware, kernel settings, packages, configuration files and logs.
// Part of ../facts.ts, which says what all kinds have in common.

/** One node of `lshw -class network`. `configuration` is its `key=value` list. */
export interface NicFact {
  /** `logical name`; null for an unclaimed device. */
  readonly device: string | null;
  readonly description: string | null;
  readonly product: string | null;
  readonly vendor: string | null;
  readonly busInfo: string | null;
  readonly serial: string | null;
  readonly driver: string | null;
  readonly configuration: Readonly<Record<string, string>>;
}

export interface LinuxHostFacts {
  readonly nic: NicFact;
}

export const linuxHostKinds = ['nic'] as const satisfies readonly (keyof LinuxHostFacts)[];
