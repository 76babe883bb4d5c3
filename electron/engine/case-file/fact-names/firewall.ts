// Wording of the facts of shared/facts/firewall.ts.
import type { FirewallFacts } from '../../../../shared/facts/firewall.ts';
import { words, type Wordings } from './wording.ts';

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
};
