// Neutron's iptables firewall, of the Open vSwitch agent with the hybrid plug and of the Linux bridge agent
// (neutron/agent/linux/iptables_firewall.py):
//   -A neutron-openvswi-FORWARD -m physdev --physdev-out tap36aaab22-c8 --physdev-is-bridged -j neutron-openvswi-sg-chain
//   -A neutron-openvswi-sg-chain -m physdev --physdev-out tap36aaab22-c8 --physdev-is-bridged -j neutron-openvswi-i36aaab22-c
// A port's chains are i (to the instance), o (from it) and s (its own addresses), with the first ten
// characters of the tap's name behind `tap`. Names of chains differ by agent; what leads to them does not.
import type { FirewallRuleFact, StoredFact } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import { evidenceList } from '../evidence-list.ts';
import type { FilteredPort, Filtering, FirewallDirection, FirewallPart, FirewallSet } from './firewall.ts';

type Rule = StoredFact<'firewall-rule'>;

export interface IptablesIndex {
  /** Null when no output shows the host's rules. */
  filteringOf(port: FilteredPort): Filtering | null;
}

/** Rules of one family, from the output that shows most of them. */
interface Table {
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  /** Rules by the device that `physdev` names. */
  readonly byDevice: ReadonlyMap<string, readonly Rule[]>;
}

export function indexIptables(facts: SnapshotFacts): IptablesIndex {
  const tables = tablesOf(facts);
  const ipsets = new Map<string, StoredFact<'ipset'>>();
  for (const fact of facts.of('ipset')) if (!ipsets.has(fact.data.name)) ipsets.set(fact.data.name, fact);
  const [passed] = facts
    .of('kernel-setting')
    .filter(({ data }) => data.name === 'net.bridge.bridge-nf-call-iptables' && data.netns === null);
  return {
    filteringOf: (port) => {
      if (port.tap === null || tables.length === 0) return null;
      return filtering(facts, tables, ipsets, passed ?? null, port.tap);
    },
  };
}

function filtering(
  facts: SnapshotFacts,
  tables: readonly Table[],
  ipsets: ReadonlyMap<string, StoredFact<'ipset'>>,
  passed: StoredFact<'kernel-setting'> | null,
  tap: string,
): Filtering | null {
  const entries = tables.flatMap(({ byDevice }) => byDevice.get(tap) ?? []);
  const chains = chainsOf(tables, entries, tap);
  const parts = chains.map(({ name, direction, rules }): FirewallPart => ({
    name,
    direction,
    rules: rules.length,
    packets: counted(rules),
    flows: null,
    evidence: evidenceList(facts, spread(rules)),
  }));
  const sets = setsOf(
    facts,
    chains.flatMap(({ rules }) => rules),
    ipsets,
  );
  const rules = parts.reduce((sum, part) => sum + part.rules, 0);
  const found = {
    driver: 'iptables',
    where: 'kernel',
    rules,
    parts,
    sets,
    wants: [],
    status: 'known',
  } as const;
  const evidence = evidenceList(facts, entries);
  if (rules === 0 && entries.length === 0) return null;
  if (rules > 0 && passed?.data.value === '0') {
    const reason = 'net.bridge.bridge-nf-call-iptables is 0: bridged frames do not pass iptables';
    return { ...found, state: 'none', reason, evidence: [...evidenceList(facts, passed), ...evidence] };
  }
  const leads = entries.some(({ data }) => /-sg-chain$/.test(data.target ?? ''));
  if (rules > 0 && !leads) {
    const reason = `no rule of the FORWARD chain leads frames of ${tap} to its chains`;
    return { ...found, state: 'none', reason, evidence };
  }
  if (rules > 0) return { ...found, state: 'filtered', reason: null, evidence };
  // "Accept all packets when port security is disabled": iptables_firewall.py, _add_accept_rule_port_sec.
  const accepted = entries.some(({ data }) => data.target === 'ACCEPT' && /FORWARD$/.test(data.chain));
  const reason = accepted ? 'a rule accepts everything: port security is off' : `no chain of ${tap} is there`;
  return { ...found, state: accepted ? 'open' : 'none', reason, evidence };
}

/** The chains that `sg-chain` leads to; where it does not, those that are named after the tap. */
function chainsOf(
  tables: readonly Table[],
  entries: readonly Rule[],
  tap: string,
): readonly {
  readonly name: string;
  readonly direction: FirewallDirection;
  readonly rules: readonly Rule[];
}[] {
  const directions = new Map<string, FirewallDirection>();
  for (const { data } of entries) {
    if (!/-sg-chain$/.test(data.chain) || data.target === null || data.target === 'ACCEPT') continue;
    directions.set(data.target, isOutOf(data, tap) ? 'to-instance' : 'from-instance');
  }
  const own = tap.slice(3, 13);
  for (const { chains } of tables) {
    for (const name of chains.keys()) {
      const letter =
        /^tap/.test(tap) && name.endsWith(own)
          ? /-([ios])$/.exec(name.slice(0, -own.length))?.[1]
          : undefined;
      if (letter === undefined || directions.has(name)) continue;
      directions.set(
        name,
        letter === 'i' ? 'to-instance' : letter === 'o' ? 'from-instance' : 'anti-spoofing',
      );
    }
  }
  const order = ['to-instance', 'from-instance', 'anti-spoofing'];
  return [...directions]
    .map(([name, direction]) => ({
      name,
      direction,
      rules: tables.flatMap(({ chains }) => chains.get(name) ?? []),
    }))
    .filter(({ rules }) => rules.length > 0)
    .sort((a, b) => order.indexOf(a.direction) - order.indexOf(b.direction) || (a.name < b.name ? -1 : 1));
}

/** Frames that leave through the tap go to the instance. */
function isOutOf({ matches }: FirewallRuleFact, tap: string): boolean {
  return matches.some((match) => match.split(' ').join(' ').includes(`--physdev-out ${tap}`));
}

function tablesOf(facts: SnapshotFacts): readonly Table[] {
  const outputs = new Map<string, Rule[]>();
  for (const rule of facts.of('firewall-rule')) {
    const { family, table, netns } = rule.data;
    if (netns !== null || table !== 'filter' || (family !== 'ipv4' && family !== 'ipv6')) continue;
    const key = `${family} ${rule.sourceId}`;
    const list = outputs.get(key);
    if (list === undefined) outputs.set(key, [rule]);
    else list.push(rule);
  }
  const best = new Map<string, readonly Rule[]>();
  for (const [key, rules] of [...outputs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const family = key.split(' ')[0] ?? '';
    const known = best.get(family);
    if (known === undefined || says(rules) > says(known)) best.set(family, rules);
  }
  return [...best.values()].map((rules) => ({
    chains: grouped(rules, ({ data }) => [data.chain]),
    byDevice: grouped(rules, ({ data }) => devicesIn(data)),
  }));
}

/** Rules first; of two that show as many, the one with counters. */
function says(rules: readonly Rule[]): number {
  return rules.length * 2 + Number(rules.some(({ data }) => data.packets !== null));
}

function devicesIn({ matches }: FirewallRuleFact): readonly string[] {
  return matches.flatMap((match) =>
    [...match.matchAll(/--physdev-(?:in|out) (\S+)/g)].map((found) => found[1] ?? ''),
  );
}

function grouped(
  rules: readonly Rule[],
  keysOf: (rule: Rule) => readonly string[],
): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const key of keysOf(rule)) {
      const list = groups.get(key);
      if (list === undefined) groups.set(key, [rule]);
      else list.push(rule);
    }
  }
  return groups;
}

function counted(rules: readonly Rule[]): number | null {
  const counts = rules.map(({ data }) => data.packets).filter((count) => count !== null);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** A chain's lines stand together: the first and the last show where. */
function spread(rules: readonly Rule[]): readonly Rule[] {
  return [...Map.groupBy(rules, ({ sourceId }) => sourceId).values()].flatMap((list) => {
    const first = list[0];
    const last = list.at(-1);
    return first === undefined || last === undefined
      ? []
      : [{ ...first, lastLine: Math.max(first.lastLine, last.lastLine) }];
  });
}

function setsOf(
  facts: SnapshotFacts,
  rules: readonly Rule[],
  ipsets: ReadonlyMap<string, StoredFact<'ipset'>>,
): readonly FirewallSet[] {
  const names = rules.flatMap(({ data }) =>
    data.matches.flatMap((match) => /--match-set (\S+)/.exec(match)?.[1] ?? []),
  );
  return [...new Set(names)].sort().map((name) => {
    const fact = ipsets.get(name);
    const members = fact?.data.members?.length ?? fact?.data.numberOfEntries ?? null;
    return { name, members, evidence: evidenceList(facts, fact) };
  });
}
