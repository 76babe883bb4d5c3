// The ways in which an address or an id is written in outputs, so that a search for one finds all:
//   fa:16:3e:12:34:56   FA-16-3E-12-34-56   fa16.3e12.3456   fa163e123456   0xfa163e123456
//   10.18.0.3           0xa120003           0x0a120003          gre-0a120003
//   2001:db8::1         2001:0db8:0000:0000:0000:0000:0000:0001
//   48e06cd2-6092-4c40-9ea6-ac2efda3ae43    48e06cd260924c409ea6ac2efda3ae43    tap48e06cd2-60
// Letters have no case here; every spelling is in lower case.
import { compressedGroups } from '../ipv6-text.ts';

/**
 * What a spelling is to what was typed: `typed` itself; the same MAC, IPv4, IPv6 or UUID written otherwise;
 * `tap-mac`: the MAC that the other end of the same tap has, which libvirt makes of the instance's by
 * putting fe for Neutron's fa; `device-name`: the eleven characters of a port's UUID that Neutron names
 * its devices after.
 */
export const spellingKinds = ['typed', 'mac', 'tap-mac', 'ipv4', 'ipv6', 'uuid', 'device-name'] as const;
export type SpellingKind = (typeof spellingKinds)[number];

export interface Spelling {
  readonly text: string;
  readonly kind: SpellingKind;
  /** Hexadecimal digits right before or after it make it another number. */
  readonly alone: boolean;
}

/** The spellings of a text, the typed one first; only that one when it is no address and no id. */
export function spellingsOf(text: string): readonly Spelling[] {
  const typed = text.toLowerCase();
  const all = [
    { text: typed, kind: 'typed' as const, alone: false },
    ...macSpellings(typed),
    ...ipv4Spellings(typed),
    ...ipv6Spellings(typed),
    ...uuidSpellings(typed),
  ];
  return all.filter(({ text: spelling }, i) => all.findIndex((other) => other.text === spelling) === i);
}

/** Are the characters around `at` in `line` (lower case) such that the spelling stands there? */
export function standsAt(line: string, at: number, { text, alone }: Spelling): boolean {
  return !alone || (!isHex(line[at - 1]) && !isHex(line[at + text.length]));
}

function isHex(character: string | undefined): boolean {
  return character !== undefined && /[0-9a-f]/.test(character);
}

/**
 * Six octets, or the first three to five of them with their colons or dashes; without any, a beginning is a
 * MAC's only where it has the prefix of Neutron's.
 */
function macSpellings(typed: string): readonly Spelling[] {
  const octets = macOctets(typed);
  if (octets === null) return [];
  const spellings = macForms(octets, 'mac');
  const twin = octets[0] === 'fa' ? 'fe' : octets[0] === 'fe' ? 'fa' : null;
  return twin === null ? spellings : [...spellings, ...macForms([twin, ...octets.slice(1)], 'tap-mac')];
}

function macOctets(typed: string): readonly string[] | null {
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){2,5}$/.test(typed)) return typed.split(':');
  if (/^[0-9a-f]{2}(-[0-9a-f]{2}){2,5}$/.test(typed)) return typed.split('-');
  if (/^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/.test(typed)) return pairs(typed.replaceAll('.', ''));
  const bare = /^(?:0x)?([0-9a-f]{12}|f[ae]163e[0-9a-f]{0,5})$/.exec(typed)?.[1];
  return bare === undefined ? null : (bare.match(/..?/g) ?? []);
}

function pairs(digits: string): readonly string[] {
  return digits.match(/../g) ?? [];
}

function macForms(octets: readonly string[], kind: SpellingKind): readonly Spelling[] {
  const bare = octets.join('');
  const whole = bare.length === 12;
  const forms: Spelling[] = [
    { text: octets.join(':'), kind, alone: false },
    { text: octets.join('-'), kind, alone: false },
    { text: bare, kind, alone: whole },
  ];
  if (!whole) return forms;
  forms.push({ text: (bare.match(/..../g) ?? []).join('.'), kind, alone: false });
  // Open vSwitch prints numbers without zeros in front: load:0x163e123456->NXM_OF_ETH_SRC[]
  if (bare.startsWith('0')) forms.push({ text: `0x${bare.replace(/^0+(?=.)/, '')}`, kind, alone: true });
  else forms.push({ text: `0x${bare}`, kind, alone: true });
  return forms;
}

/** Neutron names a tunnel's port after the address at its other end: `gre-c0a80a0b` (ovs_neutron_agent.py). */
const tunnelPort = /^(?:gre|vxlan|geneve)-([0-9a-f]{8})$/;

function ipv4Spellings(typed: string): readonly Spelling[] {
  const kind = 'ipv4';
  const octets = /^\d{1,3}(\.\d{1,3}){3}$/.test(typed) ? typed.split('.').map(Number) : null;
  if (octets?.some((octet) => octet > 255) === true) return [];
  const digits =
    octets === null
      ? (/^0x([0-9a-f]{7,8})$/.exec(typed) ?? tunnelPort.exec(typed))?.[1]?.padStart(8, '0')
      : octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');
  if (digits === undefined) return [];
  const dotted = pairs(digits).map((octet) => Number.parseInt(octet, 16));
  return [
    ...(octets === null ? [{ text: dotted.join('.'), kind, alone: false } as const] : []),
    { text: `0x${digits}`, kind, alone: true },
    { text: `0x${digits.replace(/^0+(?=.)/, '')}`, kind, alone: true },
    { text: digits, kind, alone: true },
  ];
}

/** A whole address: compressed as RFC 5952 wants it, with every zero, and with every group. */
function ipv6Spellings(typed: string): readonly Spelling[] {
  const groups = ipv6Groups(typed);
  if (groups === null) return [];
  const short = groups.map((group) => group.toString(16));
  return [
    compressedGroups(short),
    short.join(':'),
    groups.map((group) => group.toString(16).padStart(4, '0')).join(':'),
  ].map((text) => ({ text, kind: 'ipv6', alone: false }));
}

function ipv6Groups(typed: string): readonly number[] | null {
  if (!/^[0-9a-f:]{2,39}$/.test(typed)) return null;
  const halves = typed.split('::');
  if (halves.length > 2) return null;
  const parts = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = parts.flat();
  if (given.some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return null;
  const missing = 8 - given.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const [before = [], after = []] = parts;
  const zeros = Array.from({ length: halves.length === 1 ? 0 : missing }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

/** A UUID or its beginning, of nine digits at least, with or without dashes. */
function uuidSpellings(typed: string): readonly Spelling[] {
  const digits = typed.replaceAll('-', '');
  if (!/^[0-9a-f]{9,32}$/.test(digits)) return [];
  const dashed = withDashes(digits);
  if (typed !== digits && typed !== dashed) return [];
  const kind = 'uuid';
  const forms: Spelling[] = [
    { text: dashed, kind, alone: false },
    { text: digits, kind, alone: false },
  ];
  if (digits.length < 32) return forms;
  return [...forms, { text: dashed.slice(0, 11), kind: 'device-name', alone: false }];
}

function withDashes(digits: string): string {
  const parts = [8, 12, 16, 20, 32].map((end, i, ends) => digits.slice(ends[i - 1] ?? 0, end));
  return parts.filter((part) => part !== '').join('-');
}
