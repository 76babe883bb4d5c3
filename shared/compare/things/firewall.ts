// Rules of iptables and nftables, and ipsets. A rule is known by what it says; its place in the chain is told
// by the order of the rules that stay. Counters and handles are set aside.
import type { FirewallRuleFact } from '../../facts.ts';
import { inNamespace, pairs, sequence, set, thing, type Share, type ThingKind } from './thing.ts';

/** Tables that iptables-nft keeps in nftables, and that `iptables-save` therefore shows as well. */
const iptablesTables = new Set(['filter', 'nat', 'mangle', 'raw', 'security']);
const iptablesFamilies: Readonly<Record<string, string>> = {
  ip: 'ipv4',
  ip6: 'ipv6',
  bridge: 'bridge',
  arp: 'arp',
};

/** Targets that end the matter: iptables(8), TARGETS; iptables-extensions(8), REJECT. */
const finalTargets = new Set(['ACCEPT', 'DROP', 'RETURN', 'REJECT']);
/** Statements of nft(8) that have an effect beside the verdict, or depend on what matched before. */
const doesMore = /\b(?:log|set|limit|quota|queue|meter|update|add|ct count|json|jump|goto)\b/;

const zoneOption = /--zone (\S+)/;

export const firewallThings: readonly ThingKind[] = [
  thing(
    'iptables-chains',
    'firewall-chain',
    'iptables-save',
    (data) => ({
      key: inNamespace(data.netns, chainKey(data)),
      fields: { policy: data.policy },
      aside: { counters: { packets: data.packets, bytes: data.bytes, references: data.references } },
    }),
    { forms: ['iptables-save', 'ip6tables-save', 'iptables-list', 'ebtables-list'] },
  ),
  thing(
    'iptables-rules',
    'firewall-rule',
    'iptables-save',
    (data) => {
      // Neutron's agent numbers the zones of its ports itself, and anew at every start.
      const zone = data.target === 'CT' ? (zoneOption.exec(data.targetOptions ?? '')?.[1] ?? null) : null;
      const rule =
        zone === null
          ? data
          : { ...data, targetOptions: (data.targetOptions ?? '').replace(zoneOption, '--zone ZONE') };
      return {
        key: inNamespace(data.netns, `${chainKey(data)} ${ruleText(rule)}`.trimEnd()),
        chain: {
          chain: inNamespace(data.netns, chainKey(data)),
          verdict: finalTargets.has(data.target ?? '') ? `${data.target} ${data.targetOptions ?? ''}` : null,
        },
        fields: {},
        aside: { counters: { packets: data.packets, bytes: data.bytes }, ids: { zone } },
      };
    },
    {
      forms: ['iptables-save', 'ip6tables-save', 'iptables-list', 'ebtables-list'],
      repeats: true,
      chains: 'iptables-chains',
    },
  ),
  thing(
    'nft-tables',
    'nft-table',
    'nft list ruleset',
    (data, { names }) =>
      onceOnly(names.showsIptables(ofIptables(data), data.netns), {
        key: inNamespace(data.netns, `${data.family} ${data.table}`),
        fields: { flags: set(data.flags), comment: data.comment },
        aside: { ids: { handle: data.handle } },
      }),
    { listing: ['nft-list'] },
  ),
  thing(
    'nft-chains',
    'nft-chain',
    'nft list ruleset',
    (data, { names }) =>
      onceOnly(names.showsIptables(ofIptables(data), data.netns), {
        key: inNamespace(data.netns, `${data.family} ${data.table} ${data.chain}`),
        fields: {
          type: data.type,
          hook: data.hook,
          priority: data.priority,
          policy: data.policy,
          devices: set(data.devices),
        },
        aside: { ids: { handle: data.handle } },
      }),
    { listing: ['nft-list'] },
  ),
  thing(
    'nft-rules',
    'nft-rule',
    'nft list ruleset',
    (data, { names }) =>
      onceOnly(names.showsIptables(ofIptables(data), data.netns), {
        key: inNamespace(
          data.netns,
          `${data.family} ${data.table} ${data.chain} ${withoutCounters(data.rule ?? data.expressions?.join(' ') ?? '')}`,
        ),
        chain: names.showsIptables(ofIptables(data), data.netns)
          ? null
          : {
              chain: inNamespace(data.netns, `${data.family} ${data.table} ${data.chain}`),
              verdict: doesMore.test(data.rule ?? 'json') ? null : data.verdict,
            },
        fields: { comment: data.comment },
        aside: { counters: { packets: data.packets, bytes: data.bytes }, ids: { handle: data.handle } },
      }),
    { listing: ['nft-list'], repeats: true, chains: 'nft-chains' },
  ),
  thing(
    'nft-sets',
    'nft-set',
    'nft list ruleset',
    (data) => ({
      key: inNamespace(data.netns, `${data.family} ${data.table} ${data.object} ${data.name}`),
      fields: { properties: pairs(data.properties), elements: set(data.elements) },
      aside: { ids: { handle: data.handle } },
    }),
    { listing: ['nft-list'] },
  ),
  thing(
    'ipsets',
    'ipset',
    'ipset list',
    (data) => ({
      key: inNamespace(data.netns, data.name),
      fields: {
        type: data.type,
        header: pairs(data.header, true, ['hashsize', 'bucketsize', 'initval']),
        members: sequence(data.members),
      },
      aside: {
        counters: { references: data.references },
        ids: { hashsize: data.header['hashsize'] ?? null },
      },
    }),
    { listing: ['ipset-list'] },
  ),
];

/** What another tool shows of the same rules is not compared a second time. */
function onceOnly(isShown: boolean, share: Share): Share {
  if (!isShown) return share;
  return { ...share, presence: 'derived', fields: {}, aside: { ...share.aside, derived: share.fields } };
}

function chainKey({ family, table, chain }: { family: string; table: string; chain: string }): string {
  const tool =
    { ipv4: 'iptables', ipv6: 'ip6tables', bridge: 'ebtables', arp: 'arptables' }[family] ?? family;
  return `${tool} ${table} ${chain}`;
}

/** The rule by its parts, since two tools put them into different words. */
function ruleText(rule: FirewallRuleFact): string {
  const words: string[] = [];
  const option = (name: string, value: string | null): void => {
    if (value === null) return;
    words.push(value.startsWith('! ') ? `! ${name} ${value.slice(2)}` : `${name} ${value}`);
  };
  option('-s', rule.source);
  option('-d', rule.destination);
  option('-i', rule.inInterface);
  option('-o', rule.outInterface);
  option('-p', rule.protocol);
  if (rule.fragment) words.push('-f');
  words.push(...rule.matches);
  if (rule.comment !== null) words.push(`--comment "${rule.comment}"`);
  if (rule.target !== null) words.push(`${rule.goto ? '-g' : '-j'} ${rule.target}`);
  if (rule.targetOptions !== null) words.push(rule.targetOptions);
  return words.join(' ');
}

function ofIptables({ family, table }: { family: string; table: string }): string | null {
  const named = iptablesFamilies[family];
  return named !== undefined && iptablesTables.has(table) ? `${named} ${table}` : null;
}

/** `counter packets 3 bytes 180` counts; that there is a counter is part of the rule. */
function withoutCounters(rule: string): string {
  return rule
    .replace(/\bcounter packets \d+ bytes \d+/g, 'counter')
    .replace(/"counter":\{"packets":\d+,"bytes":\d+\}/g, '"counter":{}');
}
