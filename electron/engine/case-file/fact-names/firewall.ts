// Wording of the facts of shared/facts/firewall.ts.
import type { FirewallFacts } from '../../../../shared/facts/firewall.ts';
import { words, type NameKind, type Wordings } from './wording.ts';

export const firewallWordings: Wordings<FirewallFacts> = {
  'conntrack-entry': {
    key: (f) =>
      words(
        f.protocol,
        f.original['src'],
        f.original['sport'],
        f.original['dst'],
        f.original['dport'],
        f.zone,
      ),
    title: (f) =>
      words(
        'connection',
        f.protocol,
        f.state,
        `${f.original['src'] ?? ''}:${f.original['sport'] ?? ''}`,
        '→',
        `${f.original['dst'] ?? ''}:${f.original['dport'] ?? ''}`,
        f.zone !== null && `zone ${f.zone}`,
      ),
    names: (f) => [
      ['address', f.original['src']],
      ['address', f.original['dst']],
      ['address', f.reply['src']],
      ['address', f.reply['dst']],
    ],
  },
  'conntrack-statistics': {
    key: (f) => (f.cpu === null ? 'entries' : `cpu=${f.cpu}`),
    title: (f) =>
      words(
        'conntrack',
        f.cpu !== null && `cpu ${f.cpu}`,
        ...Object.entries(f.counters).map((c) => c.join('=')),
      ),
    names: () => [],
  },
  'firewall-chain': {
    key: (f) => f.chain,
    title: (f) =>
      words(f.family, f.table, f.chain, f.policy && `policy ${f.policy}`, f.netns && `in ${f.netns}`),
    names: () => [],
  },
  'firewall-rule': {
    key: (f) => f.target ?? f.chain,
    title: (f) => words(f.family, f.table, f.chain, `#${f.number}`, f.raw, f.netns && `in ${f.netns}`),
    names: (f) => [
      ['device', deviceName(f.inInterface)],
      ['device', deviceName(f.outInterface)],
      ...f.matches
        .flatMap((match) => [...match.matchAll(/--physdev-(?:in|out) (\S+)/g)])
        .map(([, device]): [NameKind, string | undefined] => ['device', device]),
      ['address', f.source?.replace(/^! |\/(?:32|128)$/g, '')],
      ['address', f.destination?.replace(/^! |\/(?:32|128)$/g, '')],
    ],
  },
  'nft-table': {
    key: (f) => f.table,
    title: (f) => words('table', f.family, f.table, ...f.flags, f.netns && `in ${f.netns}`),
    names: () => [],
  },
  'nft-chain': {
    key: (f) => f.chain,
    title: (f) =>
      words(
        'chain',
        f.family,
        f.table,
        f.chain,
        f.hook && `hook ${f.hook}`,
        f.policy && `policy ${f.policy}`,
      ),
    names: (f) => f.devices.map((device) => ['device', device] as const),
  },
  'nft-rule': {
    key: (f) => f.verdict?.split(' ')[0] ?? '',
    title: (f) => words(f.family, f.table, f.chain, `#${f.number}`, f.rule ?? f.verdict),
    names: () => [],
  },
  'nft-set': {
    key: (f) => f.name,
    title: (f) => words(f.object, f.family, f.table, f.name, `${f.elements.length} elements`),
    names: () => [],
  },
  ipset: {
    key: (f) => f.name,
    title: (f) => words('set', f.name, f.type, f.members && `${f.members.length} members`),
    names: (f) =>
      (f.members ?? []).map((member) => ['address', /^[0-9a-fA-F.:]+/.exec(member)?.[0]] as const),
  },
};

/** `! qr-+` names no device, `qr-5407cdd8-83` does. */
function deviceName(printed: string | null): string | null {
  return printed === null || printed.endsWith('+') ? null : printed.replace(/^! /, '');
}
