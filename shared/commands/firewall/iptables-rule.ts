// A rule as `iptables-save`, `iptables -S`, `ebtables-save` and `arptables-save` print it:
//
//   -A neutron-openvswi-i1 -d 10.18.0.77/32 -p udp -m udp --sport 67 --dport 68 -m comment --comment "a b" -j RETURN
//   -A neutron-openvswi-i1 ! -s 10.0.0.0/8 ! -i eth0 ! -p tcp -j web-chain
//   -A FORWARD -p IPv4 -i tap+ --ip-src 10.0.0.5 -j DROP                                    (ebtables-save)
//
// Source: iptables(8), and save_rule4() in iptables/iptables.c of iptables 1.8.
import type { FirewallFamily, FirewallRuleFact } from '../../facts.ts';

export type RuleBody = Pick<
  FirewallRuleFact,
  | 'target'
  | 'goto'
  | 'targetOptions'
  | 'inInterface'
  | 'outInterface'
  | 'protocol'
  | 'source'
  | 'destination'
  | 'fragment'
  | 'matches'
  | 'comment'
>;

/** IANA's numbers, as far as /etc/protocols names them for iptables. */
const protocolNames: Readonly<Record<string, string>> = {
  1: 'icmp',
  2: 'igmp',
  4: 'ipencap',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  41: 'ipv6',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'ipv6-icmp',
  89: 'ospf',
  94: 'ipip',
  103: 'pim',
  112: 'vrrp',
  132: 'sctp',
  136: 'udplite',
};

/** A protocol by name, whichever way it was printed; null for any. */
export function protocolName(printed: string): string | null {
  const [, not, name = ''] = /^(! ?)?(.*)$/.exec(printed) ?? [];
  if (name === 'all' || name === '0' || name === '') return null;
  const known = Object.hasOwn(protocolNames, name) ? protocolNames[name] : undefined;
  const own = known ?? (name === 'icmpv6' || name === 'icmp6' ? 'ipv6-icmp' : name);
  return not === undefined ? own : `! ${own}`;
}

/** An address with its prefix length; null for any. */
export function prefixOf(printed: string): string | null {
  const [, not, address = ''] = /^(! ?)?(.*)$/.exec(printed) ?? [];
  if (/^(?:0\.0\.0\.0\/0|::\/0|anywhere|default|\*)$/.test(address) && not === undefined) return null;
  const whole =
    address.includes('/') || !/^[0-9a-fA-F.:]+$/.test(address)
      ? address
      : `${address}/${address.includes(':') ? 128 : 32}`;
  return not === undefined ? whole : `! ${whole}`;
}

/** As xtables_save_string() quotes a text. */
export function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/[\\"']/g, '\\$&')}"`;
}

/** The words of a saved rule, quotes and backslashes undone; null when a quote is not closed. */
function ruleWords(text: string): readonly { readonly text: string; readonly quoted: boolean }[] | null {
  const words: { text: string; quoted: boolean }[] = [];
  const pattern = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]\S*))/y;
  const trimmed = text.trimEnd();
  while (pattern.lastIndex < trimmed.length) {
    const match = pattern.exec(trimmed);
    if (match === null) return null;
    const inside = match[1];
    words.push(
      inside === undefined
        ? { text: match[2] ?? '', quoted: false }
        : { text: inside.replace(/\\(.)/g, '$1'), quoted: true },
    );
  }
  return words;
}

/**
 * Reads what follows `-A CHAIN`; null when it is no rule. `counters` come from `-c PACKETS BYTES`, which
 * `-S -v` and `ebtables-save -c` print inside the rule.
 */
export function readRule(
  text: string,
  family: FirewallFamily,
): (RuleBody & { readonly counters: readonly [number, number] | null }) | null {
  const words = ruleWords(text);
  if (words === null) return null;
  const found = new Map<string, string>();
  const matches: string[] = [];
  const targetOptions: string[] = [];
  let open: string[] | null = null;
  let target: string | null = null;
  let isGoto = false;
  let fragment = false;
  let comment: string | null = null;
  let counters: readonly [number, number] | null = null;
  let not = '';

  const close = (): void => {
    if (open !== null && open.length > 0 && open.join(' ') !== '-m comment') matches.push(open.join(' '));
    open = null;
  };
  /** A word that belongs to the module or the target that is open, or stands for itself. */
  const own = (word: string): void => {
    if (target !== null) targetOptions.push(`${not}${word}`);
    else if (open !== null) open.push(`${not}${word}`);
    else open = [`${not}${word}`];
    not = '';
  };

  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    const next = words[i + 1]?.text;
    if (word.text === '!' && !word.quoted) {
      not = '! ';
      continue;
    }
    if (word.quoted || !word.text.startsWith('-') || /^-?\d/.test(word.text)) {
      own(word.quoted ? quoted(word.text) : word.text);
      continue;
    }
    switch (word.text) {
      case '-s':
      case '-d':
      case '-i':
      case '-o':
      case '-p':
      case '-j':
      case '-g':
      case '-m': {
        let value = next;
        i++;
        // ebtables, and iptables before 1.4.3, negate behind the option.
        if (value === '!') {
          not = '! ';
          value = words[++i]?.text;
        }
        if (value === undefined) return null;
        if (word.text === '-m') {
          close();
          open = [`-m ${value}`];
          // Nothing but its comment is said by that module.
        } else if (word.text === '-j' || word.text === '-g') {
          close();
          if (target !== null) return null;
          target = value;
          isGoto = word.text === '-g';
        } else {
          if (open !== null) close();
          found.set(word.text, `${not}${value}`);
        }
        not = '';
        break;
      }
      case '-f':
        fragment = true;
        not = '';
        break;
      case '-c': {
        const [packets, bytes] = [words[i + 1]?.text ?? '', words[i + 2]?.text ?? ''];
        if (!/^\d+$/.test(packets) || !/^\d+$/.test(bytes)) return null;
        counters = [Number(packets), Number(bytes)];
        i += 2;
        break;
      }
      case '--comment':
        if (next === undefined) return null;
        comment = next;
        i++;
        break;
      default:
        // Without modules each option is a match of its own.
        if ((family === 'bridge' || family === 'arp') && target === null) close();
        own(word.text);
    }
  }
  if (not !== '') return null;
  close();
  const protocol = found.get('-p');
  const source = found.get('-s');
  const destination = found.get('-d');
  const addresses = family === 'ipv4' || family === 'ipv6';
  return {
    target,
    goto: isGoto,
    targetOptions: targetOptions.length === 0 ? null : targetOptions.join(' '),
    inInterface: found.get('-i') ?? null,
    outInterface: found.get('-o') ?? null,
    protocol: protocol === undefined ? null : addresses ? protocolName(protocol) : protocol,
    source: source === undefined ? null : addresses ? prefixOf(source) : source,
    destination: destination === undefined ? null : addresses ? prefixOf(destination) : destination,
    fragment,
    matches: matches.map((match) =>
      match.replace(/(--mac-source )(\S+)/, (_, a: string, b: string) => a + b.toLowerCase()),
    ),
    comment,
    counters,
  };
}
