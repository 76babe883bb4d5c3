// Addresses and ids that are written as numbers: those of flows (0xa000005), and words of hexadecimal digits.
import { hexOfIpv4, ipv4OfHex } from './ipv4-text.ts';
import { formedAs, type Place, type TokenVisitor } from './token-visitor.ts';

/** Where a flow's action puts a number that is an address. */
const addressField =
  /^->(?:NXM_OF_(?:IP_SRC|IP_DST|ARP_SPA|ARP_TPA)|NXM_NX_TUN_IPV4_(?:SRC|DST)|OXM_OF_(?:IPV4_(?:SRC|DST)|ARP_(?:SPA|TPA)))\[\]/;
const macField =
  /^->(?:NXM_OF_ETH_(?:SRC|DST)|NXM_NX_(?:ARP_(?:SHA|THA)|ND_(?:SLL|TLL))|OXM_OF_(?:ETH_(?:SRC|DST)|ARP_(?:SHA|THA)))\[\]/;

/** `0x…`: a number of a flow, without zeros in front. */
export function numberStandIn(text: string, { line, at, end, visitor }: Place): string | null {
  const digits = text.slice(2).toLowerCase();
  const behind = line.slice(end, end + 40);
  const printed = (made: string | null): string | null => {
    if (made === null) return null;
    const short = digits.startsWith('0') ? made : made.replace(/^0+(?=.)/, '');
    return text.slice(0, 2) + (/[A-F]/.test(text.slice(2)) ? short.toUpperCase() : short);
  };
  if (digits.length <= 8) {
    // OVN's flows have the beginning of the UUID of what they were made of.
    const isCookie = /(?:cookie|uuid|cookie:)[=:]\s?$/i.test(line.slice(Math.max(0, at - 9), at));
    if (isCookie) return printed(visitor.uuid(digits.padStart(8, '0'), false));
    const made = visitor.ipv4(ipv4OfHex(digits), addressField.test(behind));
    return printed(made && hexOfIpv4(made));
  }
  if (digits.length <= 12) {
    const certain = macField.test(behind) || (digits.length === 12 && /^f[ae]163e/.test(digits));
    return printed(visitor.mac(digits.padStart(12, '0'), certain));
  }
  const isTail = digits.length <= 16;
  const tail = isTail ? visitor.mac(digits.slice(-12), false) : null;
  if (tail !== null) return text.slice(0, -12) + tail;
  if (digits.length > 32) return null;
  const address = isTail ? null : visitor.ipv6(digits.padStart(32, '0'), false);
  return printed(address ?? partsStandIn(digits, visitor));
}

/**
 * OVN keeps addresses in registers of 128 bits, at the place of one of 32 or at the upper end:
 * `set_field:0xfa163eb76d4a0000000000000000/0xffffffffffff0000000000000000->xxreg0`.
 */
function partsStandIn(given: string, visitor: TokenVisitor): string | null {
  const digits = given.padStart(Math.ceil(given.length / 8) * 8, '0');
  let made = '';
  while (made.length < digits.length) {
    const left = digits.slice(made.length);
    const mac =
      left.length % 4 === 0 && left.length >= 12
        ? visitor.mac(left.slice(0, 12), /^f[ae]163e/.test(left))
        : null;
    const address = left.length % 8 === 0 ? visitor.ipv4(ipv4OfHex(left.slice(0, 8)), false) : null;
    made += mac ?? (address === null ? left.charAt(0) : hexOfIpv4(address));
  }
  return made === digits ? null : made;
}

/** A word of hexadecimal digits in the length of an address or id; every other is no token. */
export function wordStandIn(text: string, { line, at, end, visitor }: Place): string | null {
  if (text.length < 8 || text.length > 32 || !/^[0-9a-f]+$/i.test(text)) return null;
  const digits = text.toLowerCase();
  const decimal = decimalStandIn(text, { line, at, end }, visitor);
  if (decimal !== null) return decimal;
  switch (text.length) {
    case 8: {
      const made = visitor.ipv4(ipv4OfHex(digits), false);
      if (made !== null) return formedAs(hexOfIpv4(made), text);
      // /proc/net prints the four bytes as a little-endian machine has them.
      const reversed = visitor.ipv4(ipv4OfHex(digits).toReversed(), false);
      if (reversed !== null) return formedAs(hexOfIpv4(reversed.toReversed()), text);
      const uuid = visitor.uuid(digits, false);
      return uuid === null ? null : formedAs(uuid, text);
    }
    case 12: {
      const made = visitor.mac(digits, /^f[ae]163e/.test(digits));
      return made === null ? null : formedAs(made, text);
    }
    case 16: {
      const isSaid = /(?:dpid:|datapath.?id\W*)$/i.test(line.slice(Math.max(0, at - 16), at));
      const made = visitor.mac(digits.slice(4), isSaid);
      return made === null ? null : text.slice(0, 4) + formedAs(made, text.slice(4));
    }
    case 32: {
      const made = longStandIn(digits, line.charAt(end) === ':', visitor);
      return made === null ? null : formedAs(made, text);
    }
    default:
      return null;
  }
}

const mapped = '0000000000000000ffff0000';

/**
 * 32 digits: an IPv6 address, as /proc/net/if_inet6 has it or (before a port) as /proc/net/tcp6 has it, where each four
 * bytes are in the order of a little-endian machine; a UUID without dashes. Many zeros are no UUID's.
 */
function longStandIn(digits: string, beforePort: boolean, visitor: TokenVisitor): string | null {
  if (beforePort && digits.startsWith(mapped)) {
    const made = visitor.ipv4(ipv4OfHex(digits.slice(24)).toReversed(), true);
    return made && mapped + hexOfIpv4(made.toReversed());
  }
  const isAddress = /0{14}|^fe800000|^000080fe/.test(digits);
  const swapped = (): string | null => {
    const made = visitor.ipv6(inWords(digits), isAddress && beforePort);
    return made && inWords(made);
  };
  if (beforePort) return swapped() ?? (isAddress ? null : visitor.uuid(digits, true));
  return visitor.ipv6(digits, isAddress) ?? (isAddress ? null : (swapped() ?? visitor.uuid(digits, true)));
}

/** Each four bytes in the other order. */
function inWords(digits: string): string {
  return (digits.match(/.{8}/g) ?? []).map((word) => (word.match(/../g) ?? []).reverse().join('')).join('');
}

/** Where a number is one of a rule or of a routing table, which Neutron numbers by an address: `ip rule`, `ip route`. */
const ofRule = /(?:lookup|table|pref|priority)['"]?[\s_:=,]{1,3}$/i;

function decimalStandIn(
  text: string,
  { line, at, end }: Pick<Place, 'line' | 'at' | 'end'>,
  visitor: TokenVisitor,
): string | null {
  if (text.length > 10 || !/^[1-9]\d{7,9}$/.test(text) || Number(text) > 0xffffffff) return null;
  const isIt =
    ofRule.test(line.slice(Math.max(0, at - 14), at)) ||
    (line.slice(0, at).trim() === '' && /^:\s+(?:not )?from /.test(line.slice(end, end + 16)));
  const made = isIt ? visitor.ipv4(ipv4OfHex(Number(text).toString(16)), false) : null;
  return made && String(Number.parseInt(hexOfIpv4(made), 16));
}
