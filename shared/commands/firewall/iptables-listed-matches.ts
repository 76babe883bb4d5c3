// What `iptables -L` prints behind the addresses, in the spelling of `iptables-save`:
//
//   udp spt:67 dpt:68 /* Allow DHCP client traffic. */        -m udp --sport 67 --dport 68
//   state RELATED,ESTABLISHED                                 -m state --state RELATED,ESTABLISHED
//   tcp dpt:8080 to:10.18.0.77:80                             -m tcp --dport 8080, --to-destination 10.18.0.77:80
//
// Each extension prints in its own way, and some leave out what `iptables-save` has: what is not known
// here stays as it is printed. Source: the print and save functions of iptables' extensions/libxt_*.c,
// libipt_*.c and libip6t_*.c, 1.8.7 to 1.8.11.
import { quoted } from './iptables-rule.ts';

export interface ListedMatches {
  readonly goto: boolean;
  readonly matches: readonly string[];
  readonly targetOptions: string | null;
  readonly comment: string | null;
}

type Spell = (...groups: readonly (string | undefined)[]) => string;

const not = (sign: string | undefined): string => (sign === undefined || sign.trim() === '' ? '' : '! ');

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** `0x17` → `FIN,SYN,RST,ACK`; names stay. */
function tcpFlags(printed: string): string {
  if (!/^0x[0-9a-fA-F]+$/.test(printed)) return printed;
  const bits = Number(printed);
  const names = flagNames.filter((_, i) => (bits & (1 << i)) !== 0);
  return names.length === 0 ? 'NONE' : names.join(',');
}

/** ` spt:67 dpts:!1:5 flags:0x17/0x02` → `--sport 67 ! --dport 1:5 --tcp-flags FIN,SYN,RST,ACK SYN`. */
function ports(printed: string): string {
  return [...printed.matchAll(/ (spts?|dpts?|flags|option)[:=](!?)(\S+)/g)]
    .map(([, what = '', sign, value = '']) => {
      if (what === 'flags') {
        const [mask = '', set = ''] = value.split('/');
        return ` ${not(sign)}--tcp-flags ${tcpFlags(mask)} ${tcpFlags(set)}`;
      }
      if (what === 'option') return ` ${not(sign)}--tcp-option ${value}`;
      return ` ${not(sign)}--${what.startsWith('s') ? 'sport' : 'dport'} ${value}`;
    })
    .join('');
}

/** `8` or `3 code 1` → `8`, `3/1`; all types are 255. */
const icmpType = (type = '', code?: string): string =>
  type === '255' && code === undefined ? 'any' : code === undefined ? type : `${type}/${code}`;

const comparisons: Readonly<Record<string, readonly [string, string]>> = {
  '==': ['', 'eq'],
  '!=': ['! ', 'eq'],
  '<': ['', 'lt'],
  '>': ['', 'gt'],
};
const compared = (module: string, sign = '', value = ''): string => {
  const [negated, name] = comparisons[sign] ?? ['', 'eq'];
  return `-m ${module} ${negated}--${module}-${name} ${value}`;
};

/** Matches, each anchored where the text before it ended. */
const listed: readonly (readonly [RegExp, Spell])[] = [
  [
    /(tcp|udp|udplite|sctp|dccp)((?: (?:spts?|dpts?|flags):\S+| option=\S+)*)(?=\s|$)/y,
    (p, rest = '') => `-m ${p ?? ''}${ports(rest)}`,
  ],
  [/(! )?state (\S+)/y, (sign, states) => `-m state ${not(sign)}--state ${states ?? ''}`],
  [/(! )?ctstate (\S+)/y, (sign, states) => `-m conntrack ${not(sign)}--ctstate ${states ?? ''}`],
  [
    /multiport (sports|dports|ports) +(!)?(\S+)/y,
    (what, sign, value) => `-m multiport ${not(sign)}--${what ?? ''} ${value ?? ''}`,
  ],
  [
    /icmp ?(!)?type (\d+)(?: code (\d+))?/y,
    (sign, type, code) => `-m icmp ${not(sign)}--icmp-type ${icmpType(type, code)}`,
  ],
  [
    /ipv6-icmp ?(!)?type (\d+)(?: code (\d+))?/y,
    (sign, type, code) => `-m icmp6 ${not(sign)}--icmpv6-type ${icmpType(type, code)}`,
  ],
  [
    /(! )?match-set (\S+) ([a-z,]+)/y,
    (sign, set, how) => `-m set ${not(sign)}--match-set ${set ?? ''} ${how ?? ''}`,
  ],
  [
    /MAC ?(! ?)?([0-9A-Fa-f:]{17})/y,
    (sign, mac = '') => `-m mac ${not(sign)}--mac-source ${mac.toLowerCase()}`,
  ],
  [
    /(mark|connmark) match +(! )?(\S+)/y,
    (module = '', sign, value) => `-m ${module} ${not(sign)}--mark ${value ?? ''}`,
  ],
  [
    /ADDRTYPE match(?: (src-type) (!?)(\S+))?(?: (dst-type) (!?)(\S+))?( limit-in)?( limit-out)?/y,
    (src, srcNot, srcType, dst, dstNot, dstType, into, out) =>
      `-m addrtype${src === undefined ? '' : ` ${not(srcNot)}--src-type ${srcType ?? ''}`}${dst === undefined ? '' : ` ${not(dstNot)}--dst-type ${dstType ?? ''}`}${into === undefined ? '' : ' --limit-iface-in'}${out === undefined ? '' : ' --limit-iface-out'}`,
  ],
  [/PKTTYPE (!?)= (\S+)/y, (sign, type) => `-m pkttype ${not(sign)}--pkt-type ${type ?? ''}`],
  [
    /PHYSDEV match((?: (?:! )?--physdev-(?:in|out) \S+| (?:! )?--physdev-is-(?:in|out|bridged))+)/y,
    (what = '') => `-m physdev${what}`,
  ],
  [
    /(source|destination) IP range (! )?(\S+)/y,
    (side, sign, range) =>
      `-m iprange ${not(sign)}--${side === 'source' ? 'src' : 'dst'}-range ${range ?? ''}`,
  ],
  [
    /(! )?owner (! )?(UID|GID) match (! )?(\S+)/y,
    (a, b, what = '', c, id) => `-m owner ${not(a ?? b ?? c)}--${what.toLowerCase()}-owner ${id ?? ''}`,
  ],
  [
    /limit: avg (\S+) burst (\d+)/y,
    (rate, burst) => `-m limit --limit ${rate ?? ''}${burst === '5' ? '' : ` --limit-burst ${burst ?? ''}`}`,
  ],
  [
    /statistic mode random( !)? probability (\S+)/y,
    (sign, value) => `-m statistic --mode random ${not(sign)}--probability ${value ?? ''}`,
  ],
  [
    /statistic mode nth( !)? every (\d+)(?: packet (\d+))?/y,
    (sign, every, packet) =>
      `-m statistic --mode nth ${not(sign)}--every ${every ?? ''} --packet ${packet ?? '0'}`,
  ],
  [/length (! )?(\d\S*)/y, (sign, value) => `-m length ${not(sign)}--length ${value ?? ''}`],
  [/TTL match TTL (==|!=|<|>) (\d+)/y, (sign, value) => compared('ttl', sign, value)],
  [/HL match HL (==|!=|<|>) (\d+)/y, (sign, value) => compared('hl', sign, value)],
  [/DSCP match (! ?)?(0x\S+)/y, (sign, value) => `-m dscp ${not(sign)}--dscp ${value ?? ''}`],
  [
    /rpfilter((?: (?:loose|validmark|accept-local|invert))*)/y,
    (words = '') => `-m rpfilter${words.replaceAll(' ', ' --')}`,
  ],
  [
    /policy match dir (in|out) pol (ipsec|none)(?= |$)/y,
    (dir, pol) => `-m policy --dir ${dir ?? ''} --pol ${pol ?? ''}`,
  ],
  [
    /#conn (src|dst)\/(\d+) (>|<=) (\d+)/y,
    (side, mask, sign, limit) =>
      `-m connlimit --connlimit-${sign === '>' ? 'above' : 'upto'} ${limit ?? ''} --connlimit-mask ${mask ?? ''} --connlimit-${side === 'src' ? 'saddr' : 'daddr'}`,
  ],
  [
    /recent: (SET|UPDATE|CHECK|REMOVE)(?: seconds: (\d+))?(?: hit_count: (\d+))? name: (\S+) side: (source|dest) mask: (\S+)/y,
    (what = '', seconds, hits, name, side, mask) =>
      `-m recent --${what === 'CHECK' ? 'rcheck' : what.toLowerCase()}${seconds === undefined ? '' : ` --seconds ${seconds}`}${hits === undefined ? '' : ` --hitcount ${hits}`} --name ${name ?? ''} --mask ${mask ?? ''} --r${side ?? ''}`,
  ],
  [
    /STRING match +(! )?"([^"]*)" ALGO name (\S+)(?: TO (\d+))?/y,
    (sign, text = '', algorithm, to) =>
      `-m string ${not(sign)}--string ${quoted(text)} --algo ${algorithm ?? ''}${to === undefined ? '' : ` --to ${to}`}`,
  ],
];

const natFlags = '((?: (?:random|random-fully|persistent))*)';
const flags = (words = ''): string => words.replaceAll(' ', ' --');

/** A target's own options, to the end of the line. */
const targets: Readonly<Record<string, readonly (readonly [RegExp, Spell])[]>> = {
  DNAT: [
    [new RegExp(`to:(\\S+)${natFlags}$`, 'y'), (to, rest) => `--to-destination ${to ?? ''}${flags(rest)}`],
  ],
  SNAT: [[new RegExp(`to:(\\S+)${natFlags}$`, 'y'), (to, rest) => `--to-source ${to ?? ''}${flags(rest)}`]],
  NETMAP: [[/to:(\S+)$/y, (to) => `--to ${to ?? ''}`]],
  REDIRECT: [[/redir ports (\S+)( random)?$/y, (to, random) => `--to-ports ${to ?? ''}${flags(random)}`]],
  MASQUERADE: [
    [
      new RegExp(`(?:masq ports: (\\S+))?${natFlags}$`, 'y'),
      (to, rest) => `${to === undefined ? '' : `--to-ports ${to}`}${flags(rest)}`.trim(),
    ],
  ],
  REJECT: [[/reject-with (\S+)$/y, (how) => `--reject-with ${how ?? ''}`]],
  MARK: [
    [/MARK xset (\S+)$/y, (value) => `--set-xmark ${value ?? ''}`],
    [/MARK set (\S+)$/y, (value) => `--set-xmark ${value ?? ''}/0xffffffff`],
  ],
  CONNMARK: [
    [
      /CONNMARK (save|restore) mask (\S+)$/y,
      (what, mask) => `--${what ?? ''}-mark --nfmask ${mask ?? ''} --ctmask ${mask ?? ''}`,
    ],
    [/CONNMARK (save|restore)$/y, (what) => `--${what ?? ''}-mark --nfmask 0xffffffff --ctmask 0xffffffff`],
    [/CONNMARK xset (\S+)$/y, (value) => `--set-xmark ${value ?? ''}`],
    [/CONNMARK set (\S+)$/y, (value) => `--set-xmark ${value ?? ''}/0xffffffff`],
  ],
  CT: [
    [
      /CT((?: (?:zone|zone-orig|zone-reply|helper|timeout|ctevents|expevents) \S+| notrack)+)$/y,
      (words = '') =>
        words
          .replace(/ (zone-orig|zone-reply|zone|helper|timeout|ctevents|expevents|notrack)(?= |$)/g, ' --$1')
          .trim(),
    ],
  ],
  TCPMSS: [
    [/TCPMSS clamp to PMTU *$/y, () => '--clamp-mss-to-pmtu'],
    [/TCPMSS set (\d+) *$/y, (value) => `--set-mss ${value ?? ''}`],
  ],
  CHECKSUM: [[/CHECKSUM fill$/y, () => '--checksum-fill']],
  DSCP: [[/DSCP set (\S+)$/y, (value) => `--set-dscp ${value ?? ''}`]],
  TTL: [
    [
      /TTL (set|increment|decrement) (?:to|by) (\d+)$/y,
      (what = '', value) => `--ttl-${what.slice(0, 3)} ${value ?? ''}`,
    ],
  ],
  LOG: [
    [
      /LOG flags (\d+) level (\d+)(?: prefix "(.*)")?$/y,
      (bits, level, prefix) => logOptions(Number(bits), level, prefix),
    ],
  ],
  NFLOG: [
    [
      /nflog-prefix +"?(.*?)"?(?: nflog-group (\d+))?$/y,
      (prefix = '', group) =>
        `--nflog-prefix ${quoted(prefix)}${group === undefined ? '' : ` --nflog-group ${group}`}`,
    ],
  ],
  NFQUEUE: [
    [
      /NFQUEUE num (\d+)( bypass)?$/y,
      (number, bypass) => `--queue-num ${number ?? ''}${bypass === undefined ? '' : ' --queue-bypass'}`,
    ],
  ],
  TPROXY: [
    [
      /TPROXY redirect (\S+):(\d+) mark (\S+)$/y,
      (ip, port, mark) => `--on-port ${port ?? ''} --on-ip ${ip ?? ''} --tproxy-mark ${mark ?? ''}`,
    ],
  ],
};

function logOptions(bits: number, level = '4', prefix?: string): string {
  const names = [
    '--log-tcp-sequence',
    '--log-tcp-options',
    '--log-ip-options',
    '--log-uid',
    '',
    '--log-macdecode',
  ];
  return [
    prefix === undefined ? '' : `--log-prefix ${quoted(prefix)}`,
    level === '4' ? '' : `--log-level ${level}`,
    ...names.filter((_, i) => (bits & (1 << i)) !== 0),
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/** Reads what stands behind the addresses of a rule that ends in `target`. Never fails: the unknown is kept. */
export function readListedMatches(printed: string, target: string | null): ListedMatches {
  const text = printed.trim().replace(/ +$/, '');
  const matches: string[] = [];
  let comment: string | null = null;
  let isGoto = false;
  let at = 0;
  const ofTarget = (target !== null && Object.hasOwn(targets, target) ? targets[target] : undefined) ?? [];

  const take = (pattern: RegExp): readonly (string | undefined)[] | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null || match[0] === '') return null;
    at = pattern.lastIndex;
    return match.slice(1);
  };

  reading: while (at < text.length) {
    if (text[at] === ' ') {
      at++;
      continue;
    }
    if (text.startsWith('[goto]', at)) {
      isGoto = true;
      at += 6;
      continue;
    }
    if (text.startsWith('/* ', at)) {
      const end = text.indexOf(' */', at + 3);
      if (end > 0) {
        comment = text.slice(at + 3, end);
        at = end + 3;
        continue;
      }
    }
    for (const [pattern, spell] of ofTarget) {
      const groups = take(pattern);
      if (groups !== null) return { goto: isGoto, matches, targetOptions: spell(...groups) || null, comment };
    }
    for (const [pattern, spell] of listed) {
      const groups = take(pattern);
      if (groups === null) continue;
      matches.push(spell(...groups));
      continue reading;
    }
    // As printed, up to a comment.
    const end = text.indexOf('/* ', at);
    const stop = end > at ? end : text.length;
    matches.push(text.slice(at, stop).trim());
    at = stop;
  }
  return { goto: isGoto, matches, targetOptions: null, comment };
}
