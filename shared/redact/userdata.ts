// What OVN's flows hand to ovn-controller, as bytes: `controller(userdata=00.00.00.02.00.00.00.00.00.01.de.10.…)`. There
// are addresses in it, and in a DHCP answer (ovn-actions: put_dhcp_opts) texts as well. Those that are replaced keep their
// place; only a text of another length moves what comes behind it, with its length before it.
import type { Ipv4 } from './ipv4-text.ts';
import type { TokenVisitor } from './token-visitor.ts';

/** lib/actions.h: ACTION_OPCODE_PUT_DHCPV4_OPTS. Its header ends with the address that is offered. */
const putDhcp = '00000002';
const offeredAt = 16;
/** DHCP options (RFC 2132 and its followers) that are lists of IPv4 addresses. */
const addressOptions: ReadonlySet<number> = new Set([
  ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 28, 32, 33, 41, 42, 44, 45, 48, 49, 50, 54, 65, 68, 69, 70, 71, 72],
  ...[73, 74, 75, 76, 85, 150],
]);
const textOptions: ReadonlySet<number> = new Set([12, 14, 15, 17, 18, 40, 64, 66, 67, 114, 210, 252]);
const domainOptions: ReadonlySet<number> = new Set([15, 40, 64]);
const searchOption = 119;
/** Classless routes (RFC 3442), and Microsoft's number for the same. */
const routeOptions: ReadonlySet<number> = new Set([121, 249]);

/** `dotted`: bytes of two digits with dots between. Null where nothing of them is replaced. */
export function userdataStandIn(dotted: string, visitor: TokenVisitor): string | null {
  const digits = dotted.replaceAll('.', '').toLowerCase();
  const bytes = digits.match(/../g) ?? [];
  const isDhcp = digits.startsWith(putDhcp) && bytes.length > offeredAt + 4;
  const made = isDhcp ? dhcpStandIn(bytes, visitor) : scanned(bytes, visitor);
  const text = made.join('.');
  return text === dotted ? null : text;
}

type Bytes = readonly string[];

const numberOf = (byte = '0'): number => Number.parseInt(byte, 16);
const byteOf = (number: number): string => number.toString(16).padStart(2, '0');

function dhcpStandIn(bytes: Bytes, visitor: TokenVisitor): Bytes {
  const made = [...bytes.slice(0, offeredAt), ...addresses(bytes.slice(offeredAt, offeredAt + 4), visitor)];
  let at = offeredAt + 4;
  while (at + 1 < bytes.length) {
    const [code, length] = [numberOf(bytes[at]), numberOf(bytes[at + 1])];
    const value = bytes.slice(at + 2, at + 2 + length);
    if (value.length < length) break;
    const standIn = optionStandIn(code, value, visitor);
    const fits = standIn.length < 256 ? standIn : value.map(() => '00');
    made.push(byteOf(code), byteOf(fits.length), ...fits);
    at += 2 + length;
  }
  return [...made, ...scanned(bytes.slice(at), visitor)];
}

function optionStandIn(code: number, value: Bytes, visitor: TokenVisitor): Bytes {
  if (addressOptions.has(code) && value.length % 4 === 0) return addresses(value, visitor);
  if (textOptions.has(code)) return bytesOf(visitor.packed(textOf(value), domainOptions.has(code)));
  if (code === searchOption) return searchStandIn(value, visitor);
  return routeOptions.has(code) ? routesStandIn(value, visitor) : scanned(value, visitor);
}

function addresses(bytes: Bytes, visitor: TokenVisitor): Bytes {
  const made: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    const four = bytes.slice(at, at + 4);
    made.push(...(four.length === 4 ? (visitor.ipv4(ipv4Of(four), true)?.map(byteOf) ?? four) : four));
  }
  return made;
}

/** Each a prefix's length, as many of its bytes as have bits of it, and the router's address. */
function routesStandIn(bytes: Bytes, visitor: TokenVisitor): Bytes {
  const made: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const significant = Math.ceil(numberOf(bytes[at]) / 8);
    const end = at + 1 + significant + 4;
    if (significant > 4 || end > bytes.length) return [...made, ...scanned(bytes.slice(at), visitor)];
    const prefix = bytes.slice(at + 1, at + 1 + significant);
    const address = [...prefix, '00', '00', '00', '00'].slice(0, 4);
    made.push(bytes[at] ?? '00', ...addresses(address, visitor).slice(0, significant));
    made.push(...addresses(bytes.slice(end - 4, end), visitor));
    at = end;
  }
  return made;
}

/** Domains as DNS packs them (RFC 1035, 3.1): a length before each label, none after the last. */
function searchStandIn(bytes: Bytes, visitor: TokenVisitor): Bytes {
  const made: string[] = [];
  let labels: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = numberOf(bytes[at]);
    // A pointer to labels before it: those may be elsewhere now.
    if (length > 63 || at + 1 + length > bytes.length) return scanned(bytes, visitor);
    if (length > 0) labels.push(textOf(bytes.slice(at + 1, at + 1 + length)));
    else {
      const domain = visitor.packed(labels.join('.'), true);
      for (const label of domain.split('.')) made.push(byteOf(label.length), ...bytesOf(label));
      made.push('00');
      labels = [];
    }
    at += 1 + length;
  }
  return labels.length === 0 ? made : scanned(bytes, visitor);
}

/** Addresses that the case knows wherever they begin, and texts. */
function scanned(bytes: Bytes, visitor: TokenVisitor): Bytes {
  const made: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const found = tokenAt(bytes.slice(at, at + 16), visitor) ?? textAt(bytes, at, visitor);
    made.push(...(found ?? [bytes[at] ?? '00']));
    at += found?.length ?? 1;
  }
  return made;
}

/** As many bytes as the address that they begin with has. */
function tokenAt(bytes: Bytes, visitor: TokenVisitor): Bytes | null {
  const digits = bytes.join('');
  const ipv6 = bytes.length === 16 ? visitor.ipv6(digits, digits.startsWith('fe80000000000000')) : null;
  const mac =
    ipv6 === null && bytes.length >= 6 ? visitor.mac(digits.slice(0, 12), /^f[ae]163e/.test(digits)) : null;
  const ipv4 =
    ipv6 === null && mac === null && bytes.length >= 4
      ? visitor.ipv4(ipv4Of(bytes.slice(0, 4)), false)
      : null;
  const found = ipv6 ?? mac;
  return found === null ? (ipv4?.map(byteOf) ?? null) : (found.match(/../g) ?? []);
}

const shortestText = 4;

/** A text that begins at `at`, with as many bytes as it had. */
function textAt(bytes: Bytes, at: number, visitor: TokenVisitor): Bytes | null {
  const isText = (byte: string | undefined): boolean => numberOf(byte) > 0x20 && numberOf(byte) < 0x7f;
  if (!isText(bytes[at]) || (at > 0 && isText(bytes[at - 1]))) return null;
  let end = at;
  while (isText(bytes[end])) end++;
  if (end - at < shortestText) return null;
  const text = textOf(bytes.slice(at, end));
  const made = visitor.packed(text, false);
  return made === text ? null : bytesOf(made.slice(0, text.length).padEnd(text.length, '.'));
}

function ipv4Of(bytes: Bytes): Ipv4 {
  return bytes.map(numberOf);
}

/** One character a byte. */
function textOf(bytes: Bytes): string {
  return bytes.map((byte) => String.fromCharCode(numberOf(byte))).join('');
}

/** Of what is no such character, a question mark. */
function bytesOf(text: string): Bytes {
  return Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    return byteOf(character.length === 1 && code < 256 ? code : 0x3f);
  });
}
