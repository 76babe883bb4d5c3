// An address as `ip addr` prints it, and what is known of one that another tool prints:
//
//   inet 10.1.0.2/24 metric 100 brd 10.1.0.255 scope global secondary dynamic br0:1
//      valid_lft 598sec preferred_lft 298sec
//   inet 10.1.0.3 peer 10.1.0.9/32 scope global v1
//   inet6 fd00::5/64 scope global deprecated tentative dynamic
//   inet6 ::1/128 scope host proto kernel_lo
//
// Source: print_addrinfo() and ifa_flag_names in ip/ipaddress.c of iproute2 5.5 to 6.15.
import type { AddressFact } from '../../facts.ts';

export type AddressProperties = Omit<AddressFact, 'device' | 'ifindex' | 'netns' | 'family'>;

/** What a tool that prints nothing but the address says of it. */
export const bareAddress: Omit<AddressProperties, 'address' | 'prefixLength'> = {
  scope: null,
  peer: null,
  broadcast: null,
  label: null,
  flags: null,
  validLifetime: null,
  preferredLifetime: null,
  metric: null,
  protocol: null,
};

/** The names of an address's flags, without `dynamic`, which is the lack of `permanent`. */
export const addressFlags: ReadonlySet<string> = new Set(
  (
    'secondary temporary nodad optimistic dadfailed home deprecated tentative permanent dynamic mngtmpaddr ' +
    'noprefixroute autojoin mcautojoin stable-privacy'
  ).split(' '),
);

const valued = new Set(['peer', 'metric', 'brd', 'any', 'scope', 'proto', 'flags']);

/**
 * Reads the words from `address/length` on; null when the address is cut or none, or a word is unknown.
 * `brief` is the form of `-br`, which prints no flags.
 */
export function readAddress(
  family: 'inet' | 'inet6',
  words: readonly string[],
  brief: boolean,
): AddressProperties | null {
  const [address, ownLength] = (words[0] ?? '').split('/');
  const values = new Map<string, string>();
  const flags: string[] = [];
  let label: string | null = null;
  for (let i = 1; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '') continue;
    if (valued.has(word)) {
      const value = words[++i];
      if (value === undefined) break;
      if (word === 'flags') flags.push(value);
      else values.set(word, value);
    } else if (addressFlags.has(word)) flags.push(word);
    else if (family === 'inet' && label === null && i === words.length - 1) label = word;
    else return null;
  }
  // On a point-to-point device the prefix length is printed after the peer's address.
  const [peer, peerLength] = values.get('peer')?.split('/') ?? [];
  const length = ownLength ?? peerLength;
  const valid = family === 'inet' ? /^\d{1,3}(\.\d{1,3}){3}$/ : /^(?=.*:)[0-9a-fA-F:.]+$/;
  if (address === undefined || !valid.test(address)) return null;
  if (length === undefined || !/^\d{1,3}$/.test(length)) return null;
  const metric = values.get('metric');
  return {
    ...bareAddress,
    address,
    prefixLength: Number(length),
    scope: values.get('scope') ?? null,
    peer: peer ?? null,
    broadcast: values.get('brd') ?? null,
    label,
    flags: brief ? null : flags,
    metric: metric !== undefined && /^\d{1,10}$/.test(metric) ? Number(metric) : null,
    protocol: values.get('proto') ?? null,
  };
}

const lifetimes = /^valid_lft (forever|\d{1,10})(?:sec)? preferred_lft (forever|-?\d{1,10})(?:sec)?$/;

const seconds = (word: string): number | 'forever' => (word === 'forever' ? 'forever' : Number(word));

/** The line below an address; null when it is another. */
export function readLifetimes(text: string): Pick<AddressFact, 'validLifetime' | 'preferredLifetime'> | null {
  const [, valid, preferred] = lifetimes.exec(text) ?? [];
  if (valid === undefined || preferred === undefined) return null;
  return { validLifetime: seconds(valid), preferredLifetime: seconds(preferred) };
}
