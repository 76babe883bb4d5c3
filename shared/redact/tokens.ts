// Where in a line of an output addresses, ids and names stand, in every way in which tools write them:
//   10.0.0.5  10.0.0.0/24  10.0.0.0/255.255.255.0  10-0-0-5  0xa000005  gre-0a000005  0500000A (/proc)  5.0.0.10.in-addr.arpa
//   fa:16:3e:12:34:56  FA-16-3E-12-34-56  fa16.3e12.3456  8000.fa163e123456  0xfa163e123456  0000fa163e123456 (datapath id)
//   fe80::f816:3eff:fe12:3456  0xfe80…  fe80000000000000f8163efffe123456
//   48e06cd2-6092-4c40-9ea6-ac2efda3ae43  48e06cd260924c409ea6ac2efda3ae43  tap48e06cd2-60  i48e06cd2-6  cookie=0x48e06cd2
// What looks like one only by chance (a version, a number) is asked about as not certain.
import { readIpv4, hexOfIpv4, ipv4OfHex, maskLength, maskOf, underMask, type Ipv4 } from './ipv4-text.ts';
import { printIpv6, readIpv6, underMask6 } from './ipv6.ts';
import { numberStandIn, wordStandIn } from './number-tokens.ts';
import { formedAs, joined, type Place, type TokenVisitor } from './token-visitor.ts';
import { withUnitNames } from './unit-names.ts';
import { userdataStandIn } from './userdata.ts';
import { wordEnd } from './words.ts';

const hex = '[0-9a-f]';
/** Behind digits and a colon is the rest of something; behind a word and a colon (`addr:`, `mac:`) is its value. */
const inside = '[0-9a-z]|(?<![0-9a-z])[0-9a-f]{1,4}:';
const quad = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
/** What Neutron, Nova and OVN put in front of a UUID's beginning without anything between. */
const glued = 'tap|qvo|qvb|qbr|qr-|qg-|ha-|sg-|rfp-|fpr-|fg-|vhu|spt|spi|tbr|ovnmeta-|NIPv4|NIPv6|NARP|[ios]';

const pattern = new RegExp(
  [
    `(?<number>0x${hex}+)(?![0-9a-z])`,
    String.raw`(?<=userdata=|note:)(?<packed>${hex}{2}(?:\.${hex}{2})+)(?![0-9a-z])`,
    // `dhcp79ac16b7-042f-5762-9c87-2b0b99a9dacb-…` has a host's in front, without anything between.
    `(?<before>[0-9a-z]*?-?)(?<uuid>${hex}{8}(?:-${hex}{4}){3}-${hex}{12})(?![0-9a-z])`,
    `(?<lined>${hex}{8}(?:_${hex}{4}){3}_${hex}{12})(?![0-9a-z])`,
    `(?<!${inside})(?<pairs>${hex}{2}(?::${hex}{2}){5,})(?![0-9a-z:]*:?${hex})`,
    `(?<![0-9a-z-])(?<dashed>${hex}{2}(?:-${hex}{2}){5})(?![0-9a-z-])`,
    // iproute2 and ebtables print bytes of a MAC without zeros in front.
    `(?<!${inside})(?<bytes>${hex}{1,2}(?::${hex}{1,2}){5})(?![0-9a-z:])`,
    String.raw`(?<!\.|::|${inside})(?<ipv6>(?:${hex}{0,4}:){2,7}${hex}{0,4})(?![0-9a-z:]|\.\d)(?:/(?<mask6>\d{1,3}(?![\d.])|[0-9a-f:]*:[0-9a-f:]*))?`,
    `(?<agent>host-)(?<dashes6>${hex}{0,4}(?:-${hex}{0,4}){2,7})(?![0-9a-z-])`,
    String.raw`(?<![0-9a-z.])(?<nibbles>${hex}(?:\.${hex}){0,31})(?=\.ip6\.arpa)`,
    String.raw`(?<![0-9.])(?<zone>\d{1,3}(?:\.\d{1,3}){0,2})(?=\.in-addr\.arpa)`,
    `(?<![0-9.])(?<lead>[a-z]{1,8})?(?<ipv4>${quad})(?:/(?<mask>${quad}|\\d{1,2})(?![0-9.]))?(?!\\.?\\d)`,
    String.raw`(?<![0-9]|[0-9]-)(?<dashes>\d{1,3}(?:-\d{1,3}){3})(?![0-9-])`,
    String.raw`(?<![0-9a-z.])(?<dotted>${hex}{4}\.${hex}{4}\.${hex}{4})(?![0-9a-z.])`,
    String.raw`(?<![0-9a-z.])(?<priority>${hex}{4}\.)(?<bridge>${hex}{12})(?![0-9a-z])`,
    `(?<tunnel>(?:gre|vxlan|geneve|stt|lisp)-)(?<remote>${hex}{8})(?![0-9a-z])`,
    String.raw`(?<ovn>ovn-)(?<chassis>[0-9a-z][0-9a-z.-]{5})(?=-\d)`,
    // OpenFlow cuts a port's name behind 15 characters, here behind a UUID's first digit.
    `(?<provider>patch-provnet-)(?<digit>${hex})(?![0-9a-z-])`,
    `(?<libvirt>instance-)(?<serial>${hex}{8})(?![0-9a-z])`,
    `(?<known>${glued})(?<device>${hex}{8}-${hex}{1,4}(?:-${hex}{1,4}){0,2}(?:-${hex}{1,12})?)(?![0-9a-z])`,
    `(?<guess>[a-z]{0,4}?)(?<part>${hex}{8}-${hex}{1,4}(?:-${hex}{1,4}){0,2}(?:-${hex}{1,12})?)(?![0-9a-z])`,
  ].join('|'),
  'iy',
);

type Groups = Readonly<Record<string, string | undefined>>;

/** The line with its tokens as the visitor wants them. Columns of a table stay where they are as far as there is room. */
export function replaceTokens(line: string, visitor: TokenVisitor): string {
  return withUnitNames(line, (text) => replacedIn(text, visitor));
}

function replacedIn(line: string, visitor: TokenVisitor): string {
  const masks = lineMasks(line);
  tellSubnets(line, masks, visitor);
  let made = '';
  let from = 0;
  for (let at = 0; at < line.length;) {
    const end = wordEnd(line, at);
    if (end === at) {
      at++;
      continue;
    }
    const token = tokenAt(line, at, end, masks, visitor);
    if (token === null || token.text === line.slice(at, token.end)) {
      // A name may stand in what only looked like something else.
      at = token?.end ?? end;
      continue;
    }
    const fitted = fittedSpaces(line, token.end, token.text.length - (token.end - at));
    made += line.slice(from, at) + token.text + fitted.text;
    from = fitted.end;
    at = from;
  }
  return from === 0 ? line : made + line.slice(from);
}

/** What stands in for the token whose first word is from `at` to `end`; null where that is no token's. */
function tokenAt(
  line: string,
  at: number,
  end: number,
  masks: readonly Ipv4[],
  visitor: TokenVisitor,
): { readonly text: string; readonly end: number } | null {
  const name = visitor.name(line, at);
  if (name !== null) return { text: name.text, end: at + name.length };
  if (mayBegin(line, at, end)) {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match !== null) {
      const place = { line, at, end: at + match[0].length, masks, visitor };
      const text = tokenStandIn(match.groups ?? {}, place);
      return text === null ? null : { text, end: place.end };
    }
  }
  const text = wordStandIn(line.slice(at, end), { line, at, end, masks, visitor });
  return text === null ? null : { text, end };
}

/** Is it worth asking the pattern? Most words are words, and most numbers numbers. */
function mayBegin(line: string, at: number, end: number): boolean {
  const next = line.charCodeAt(end);
  const goesOn = next === colon || next === hyphen || next === dot || (next === lineBelow && end - at === 8);
  if (end - at > 2 && line.charCodeAt(at) === zero && (line.charCodeAt(at + 1) | 32) === smallX) return true;
  return goesOn;
}

const [colon, hyphen, dot, zero, lineBelow, smallX] = [58, 45, 46, 48, 95, 120];

/** Takes or adds spaces behind a token that became longer or shorter, where several say that there is a column. */
function fittedSpaces(
  line: string,
  end: number,
  longer: number,
): { readonly text: string; readonly end: number } {
  let after = end;
  while (line[after] === ' ') after++;
  const spaces = after - end;
  const isColumn = spaces > 1 || (spaces === 1 && line[after] === '|');
  if (!isColumn || longer === 0 || after === line.length) return { text: '', end };
  return { text: ' '.repeat(Math.max(1, spaces - longer)), end: after };
}

function tokenStandIn(groups: Groups, place: Place): string | null {
  const { visitor } = place;
  const { ipv4, uuid, lined, pairs, ipv6, number, part, device, remote, serial } = groups;
  if (number !== undefined) return numberStandIn(number, place);
  if (groups['packed'] !== undefined) return userdataStandIn(groups['packed'], visitor);
  if (uuid !== undefined) return joined(groups['before'] ?? '', dashedUuid(uuid, visitor, true));
  if (lined !== undefined) return formedUuid(lined, visitor);
  if (pairs !== undefined) return pairsStandIn(pairs, place);
  if (groups['dashed'] !== undefined) return macStandIn(groups['dashed'], visitor, true);
  if (groups['bytes'] !== undefined) return shortMacStandIn(groups['bytes'], place);
  if (ipv6 !== undefined) return ipv6StandIn(ipv6, groups['mask6'], visitor);
  if (ipv4 !== undefined) {
    const lead = groups['lead'] ?? '';
    return joined(lead, ipv4StandIn(ipv4, groups['mask'], { ...place, at: place.at + lead.length }));
  }
  if (groups['dashes6'] !== undefined) {
    // Neutron's name of an address: `host-fd00--5`.
    const made = ipv6StandIn(groups['dashes6'].replaceAll('-', ':'), undefined, visitor);
    return joined(groups['agent'] ?? '', made?.replaceAll(':', '-') ?? null);
  }
  if (groups['nibbles'] !== undefined) return nibblesStandIn(groups['nibbles'], visitor);
  if (groups['zone'] !== undefined) return zoneStandIn(groups['zone'], visitor);
  if (groups['dashes'] !== undefined) {
    const address = readIpv4(groups['dashes'], '-');
    return address === null ? null : (visitor.ipv4(address, false)?.join('-') ?? null);
  }
  if (groups['dotted'] !== undefined) return macStandIn(groups['dotted'], visitor, true);
  if (groups['bridge'] !== undefined)
    return joined(groups['priority'] ?? '', macStandIn(groups['bridge'], visitor, true));
  if (remote !== undefined) {
    const made = visitor.ipv4(ipv4OfHex(remote), true);
    return joined(groups['tunnel'] ?? '', made && hexOfIpv4(made));
  }
  if (groups['chassis'] !== undefined) {
    return joined(groups['ovn'] ?? '', visitor.chassisBeginning(groups['chassis']));
  }
  if (groups['digit'] !== undefined)
    return joined(groups['provider'] ?? '', visitor.uuid(groups['digit'].toLowerCase(), true));
  if (serial !== undefined) return joined(groups['libvirt'] ?? '', visitor.instanceNumber(serial));
  if (device !== undefined) return joined(groups['known'] ?? '', dashedUuid(device, visitor, true));
  if (part !== undefined) return joined(groups['guess'] ?? '', dashedUuid(part, visitor, false));
  return null;
}

function dashedUuid(text: string, visitor: TokenVisitor, certain: boolean): string | null {
  const made = visitor.uuid(text.replaceAll('-', '').toLowerCase(), certain);
  return made === null ? null : formedAs(made, text);
}

/** OVN's port groups and address sets are named after a security group: `pg_07380373_02d8_4380_9bd0_27acd1b2834a`. */
function formedUuid(text: string, visitor: TokenVisitor): string | null {
  const made = visitor.uuid(text.replaceAll('_', '').toLowerCase(), true);
  return made === null ? null : formedAs(made, text);
}

function macStandIn(text: string, visitor: TokenVisitor, certain: boolean): string | null {
  const made = visitor.mac(text.replace(/[^0-9a-f]/gi, '').toLowerCase(), certain);
  return made === null ? null : formedAs(made, text);
}

/** One MAC; of a longer row (a DUID, an Infiniband address) the MAC that it ends with, if the case knows it. */
function pairsStandIn(text: string, { line, at, end, visitor }: Place): string | null {
  const last = text.slice(-17);
  if (text.length > 17) {
    const made = macStandIn(last, visitor, last.toLowerCase().startsWith('fa:16:3e'));
    return joined(text.slice(0, -17), made);
  }
  // What follows a MAC and a slash is its mask.
  if (line[at - 1] === '/' && /[0-9a-f]:[0-9a-f]{2}\/$/i.test(line.slice(Math.max(0, at - 6), at)))
    return null;
  const made = macStandIn(text, visitor, true);
  const mask = /^\/((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/i.exec(line.slice(end, end + 18))?.[1];
  return made === null || mask === undefined ? made : underMacMask(text, made, mask);
}

/** Of a bridge's id (`8000.2:ec:a4:bd:33:f9`) certainly one, else if the case knows it. */
function shortMacStandIn(text: string, { line, at, visitor }: Place): string | null {
  const digits = text
    .split(':')
    .map((byte) => byte.padStart(2, '0'))
    .join('');
  const isBridge = /(?<![0-9a-z.])[0-9a-f]{4}\.$/i.test(line.slice(Math.max(0, at - 6), at));
  const made = visitor.mac(digits.toLowerCase(), isBridge);
  return (
    made && (made.match(/../g) ?? []).map((byte) => (byte.startsWith('0') ? byte.slice(1) : byte)).join(':')
  );
}

/** Of `…ip6.arpa`: an address, or a prefix of it, from its end. */
function nibblesStandIn(text: string, visitor: TokenVisitor): string | null {
  const nibbles = text.toLowerCase().split('.');
  const made = visitor.ipv6(nibbles.toReversed().join('').padEnd(32, '0'), true);
  return made && [...made.slice(0, nibbles.length)].reverse().join('.');
}

/** `0.18.10` of a zone, `0.18.10.in-addr.arpa`. */
function zoneStandIn(text: string, visitor: TokenVisitor): string | null {
  const octets = text.split('.');
  const address = readIpv4([...octets.toReversed(), '0', '0', '0'].slice(0, 4).join('.'));
  const made = address && visitor.ipv4(address, true);
  return made && made.slice(0, octets.length).toReversed().join('.');
}

function underMacMask(original: string, standIn: string, mask: string): string {
  const bytes = (text: string): readonly number[] => text.split(':').map((pair) => Number.parseInt(pair, 16));
  const [from, to, kept] = [bytes(original), bytes(standIn), bytes(mask)];
  if (from.some((byte, i) => (byte & ~(kept[i] ?? 255)) !== 0)) return standIn;
  const made = to.map((byte, i) => (byte & (kept[i] ?? 255)).toString(16).padStart(2, '0')).join('');
  return formedAs(made, original);
}

function ipv6StandIn(text: string, mask: string | undefined, visitor: TokenVisitor): string | null {
  const address = readIpv6(text);
  // `a::b` may be of a program; `::` alone and 1:2:3 are not addresses that say anything.
  if (address === null || !/[0-9a-f]{4}|[0-9a-f]:+[0-9a-f]/i.test(text)) return null;
  const made = visitor.ipv6(address, true);
  const after = mask === undefined ? '' : `/${mask}`;
  if (made === null) return null;
  const cut = mask === undefined ? null : /^\d+$/.test(mask) ? Number(mask) : readIpv6(mask);
  const standIn =
    cut === null || (typeof cut === 'number' && cut > 128) ? made : underMask6(address, made, cut);
  return printIpv6(standIn, text) + after;
}

function ipv4StandIn(text: string, mask: string | undefined, place: Place): string | null {
  const { line, at, end, masks, visitor } = place;
  const address = readIpv4(text);
  if (address === null) return null;
  const behind = line.slice(end, end + 14);
  if (mask === undefined && /^\.in-addr\.arpa/i.test(behind)) {
    return visitor.ipv4(address.toReversed(), true)?.toReversed().join('.') ?? null;
  }
  const made = visitor.ipv4(address, mask !== undefined || standsAlone(line, at, behind));
  if (made === null) return null;
  if (mask === undefined) {
    const [only, ...others] = masks;
    const isCut = only !== undefined && others.length === 0;
    return (isCut ? underMask(address, made, only) : made).join('.');
  }
  const bits = mask.includes('.') ? readIpv4(mask) : Number(mask) <= 32 ? maskOf(Number(mask)) : null;
  return `${(bits === null ? made : underMask(address, made, bits)).join('.')}/${mask}`;
}

/** Not a part of a version, as `libfoo-1.2.3.4`, `v1.2.3.4` and `1.2.3.4-0ubuntu1` are. */
function standsAlone(line: string, at: number, behind: string): boolean {
  if (/[\p{L}\p{N}]$/u.test(line.slice(Math.max(0, at - 1), at))) return false;
  if (/[\p{L}]-$/u.test(line.slice(Math.max(0, at - 2), at))) return false;
  return !/^(?:[\p{L}~+]|-[\p{L}\d]*[\p{L}~])/u.test(behind);
}

/** Masks of the line, each once: they say which of its addresses are a network's or a broadcast address. */
function lineMasks(line: string): readonly Ipv4[] {
  if (!/\d\.\d+\.\d+\.\d/.test(line)) return [];
  const masks = new Map<number, Ipv4>();
  for (const [, length] of line.matchAll(/\d\.\d{1,3}\/(\d{1,2})(?![\d.])/g)) {
    const bits = Number(length);
    if (bits > 0 && bits < 31) masks.set(bits, maskOf(bits));
  }
  for (const [text] of line.matchAll(/(?<![\d.])255(?:\.\d{1,3}){3}(?!\.?\d)/g)) {
    const mask = readIpv4(text);
    const bits = mask === null ? null : maskLength(mask);
    if (mask !== null && bits !== null && bits < 31) masks.set(bits, mask);
  }
  return [...masks.values()];
}

function tellSubnets(line: string, masks: readonly Ipv4[], visitor: TokenVisitor): void {
  for (const [, text = '', length] of line.matchAll(
    /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})(?![\d.])/g,
  )) {
    const address = readIpv4(text);
    if (address !== null && Number(length) < 31) visitor.subnet(address, Number(length));
  }
  const [mask, ...others] = masks;
  if (mask === undefined || others.length > 0) return;
  const isSaid = /mask/i.test(line);
  for (const [text] of line.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g)) {
    const address = readIpv4(text);
    if (address === null) continue;
    if (isSaid || address.every((octet, i) => (octet & ~(mask[i] ?? 255)) === 0)) {
      visitor.subnet(address, maskLength(mask) ?? 32);
    }
  }
}
