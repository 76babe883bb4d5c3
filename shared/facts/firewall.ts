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

/** Counters of connection tracking on one CPU (`conntrack -S`); `cpu` null for a sum over all. */
export interface ConntrackStatisticsFact {
  readonly cpu: number | null;
  readonly counters: Readonly<Record<string, number>>;
  readonly netns: string | null;
}

export type FirewallFamily = 'ipv4' | 'ipv6' | 'bridge' | 'arp';

/** A chain of iptables, ip6tables, ebtables or arptables. */
export interface FirewallChainFact {
  readonly family: FirewallFamily;
  readonly table: string;
  readonly chain: string;
  /** `ACCEPT`, `DROP` of a built-in chain; null for any other. */
  readonly policy: string | null;
  /** What the policy applied to; null when not printed. `-L` without `-x` rounds above 100,000. */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** How many rules lead here, from `-L`. */
  readonly references: number | null;
  readonly netns: string | null;
}

/**
 * A rule of iptables, ip6tables, ebtables or arptables. `iptables-save`, `-S` and `-L` give the same fact:
 * what one prints is turned into the spelling of `iptables-save`, so far as it is known.
 */
export interface FirewallRuleFact {
  readonly family: FirewallFamily;
  readonly table: string;
  readonly chain: string;
  /** Its place in the chain, from 1. */
  readonly number: number;
  /** `ACCEPT`, `DNAT`, a chain's name; null for a rule that only counts. */
  readonly target: string | null;
  /** `-g` instead of `-j`. */
  readonly goto: boolean;
  /** The target's own options: `--to-destination 10.18.0.77`. */
  readonly targetOptions: string | null;
  /** Null when not printed; `-L` without `-x` rounds above 100,000. */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** A `! ` before a name, address or protocol negates it; null is any. */
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  readonly protocol: string | null;
  /** With prefix length, `10.18.0.77/32`. */
  readonly source: string | null;
  readonly destination: string | null;
  /** Fragments only, `-f`. */
  readonly fragment: boolean;
  /** `-m udp --sport 67 --dport 68`, one a module, in order; what could not be turned into that, as printed. */
  readonly matches: readonly string[];
  readonly comment: string | null;
  /** The rule as printed, without number and counters. */
  readonly raw: string;
  readonly netns: string | null;
}

/** A table of nftables. */
export interface NftTableFact {
  /** `ip`, `ip6`, `inet`, `arp`, `bridge`, `netdev`. */
  readonly family: string;
  readonly table: string;
  readonly handle: number | null;
  readonly flags: readonly string[];
  readonly comment: string | null;
  readonly netns: string | null;
}

/** A chain of nftables; the hook's fields are null for a chain that is only jumped to. */
export interface NftChainFact {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly type: string | null;
  readonly hook: string | null;
  /** As printed: `filter`, `-150`, `filter + 10`. */
  readonly priority: string | null;
  readonly devices: readonly string[];
  readonly policy: string | null;
  readonly handle: number | null;
  readonly comment: string | null;
  readonly netns: string | null;
}

/** A rule of nftables. */
export interface NftRuleFact {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  /** Its place in the chain, from 1. */
  readonly number: number;
  /** The statements as `nft` prints them, without comment and handle; null in JSON, which has `expressions`. */
  readonly rule: string | null;
  /** The statements of `nft -j`, each as JSON text; null in plain output. */
  readonly expressions: readonly string[] | null;
  /** Of the rule's first counter. */
  readonly packets: number | null;
  readonly bytes: number | null;
  /** `accept`, `drop`, `jump NAME`, `goto NAME`, `return`, `masquerade` …: what ends the rule; null if nothing does. */
  readonly verdict: string | null;
  readonly comment: string | null;
  readonly handle: number | null;
  readonly netns: string | null;
}

/** A named set, map, flowtable, counter, quota, conntrack helper or the like of nftables. */
export interface NftSetFact {
  readonly family: string;
  readonly table: string;
  /** `set`, `map`, `flowtable`, `counter`, `ct helper` … */
  readonly object: string;
  readonly name: string;
  /** `type`, `flags`, `timeout`, `size` … as printed. */
  readonly properties: Readonly<Record<string, string>>;
  readonly elements: readonly string[];
  readonly handle: number | null;
  readonly netns: string | null;
}

/** A set of `ipset` with its members. */
export interface IpsetFact {
  readonly name: string;
  /** `hash:net`, `hash:ip,port`, `list:set` … */
  readonly type: string;
  readonly revision: number | null;
  /** `family`, `hashsize`, `maxelem`, `timeout` …; a word without a value has ''. */
  readonly header: Readonly<Record<string, string>>;
  readonly references: number | null;
  /** As printed; null with `-t` and in `ipset save`, which has none. */
  readonly numberOfEntries: number | null;
  /** Sorted, with their options; null with `-t`, which does not print them. */
  readonly members: readonly string[] | null;
  readonly netns: string | null;
}

export interface FirewallFacts {
  readonly 'conntrack-entry': ConntrackEntryFact;
  readonly 'conntrack-statistics': ConntrackStatisticsFact;
  readonly 'firewall-chain': FirewallChainFact;
  readonly 'firewall-rule': FirewallRuleFact;
  readonly 'nft-table': NftTableFact;
  readonly 'nft-chain': NftChainFact;
  readonly 'nft-rule': NftRuleFact;
  readonly 'nft-set': NftSetFact;
  readonly ipset: IpsetFact;
}

export const firewallKinds = [
  'conntrack-entry',
  'conntrack-statistics',
  'firewall-chain',
  'firewall-rule',
  'nft-table',
  'nft-chain',
  'nft-rule',
  'nft-set',
  'ipset',
] as const satisfies readonly (keyof FirewallFacts)[];
