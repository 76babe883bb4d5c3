// Rules, sets and connections that the kernel filters by: iptables, nftables, ebtables, ipset, conntrack.
// Part of ../facts.ts, which says what all kinds have in common.

/**
 * A connection that the kernel or the userspace datapath tracks, from `conntrack -L`, `/proc/net/nf_conntrack`
 * or `ovs-appctl dpctl/dump-conntrack`. `original` and `reply` have what the tuple printed: `src`, `dst`,
 * `sport`, `dport`, `type`, `code`, `id`, `packets`, `bytes`.
 */
export interface ConntrackEntryFact {
  /** `ipv4`, `ipv6`; null where only the addresses tell. */
  readonly family: string | null;
  /** `tcp`, `udp`, `icmp` … */
  readonly protocol: string;
  /** Seconds; null when not printed. */
  readonly timeout: number | null;
  /** `ESTABLISHED` …; null for protocols without states. */
  readonly state: string | null;
  readonly original: Readonly<Record<string, string>>;
  readonly reply: Readonly<Record<string, string>>;
  /** `ASSURED`, `UNREPLIED`, `OFFLOAD` … as printed, without brackets. */
  readonly flags: readonly string[];
  readonly zone: number | null;
  readonly mark: string | null;
  readonly labels: string | null;
  /** What else was printed, `use`, `secctx`, `helper` … */
  readonly other: Readonly<Record<string, string>>;
  readonly netns: string | null;
}

export interface FirewallFacts {
  readonly 'conntrack-entry': ConntrackEntryFact;
}

export const firewallKinds = ['conntrack-entry'] as const satisfies readonly (keyof FirewallFacts)[];
