// The line with which `ip link`, `ip addr` and `bridge link` begin each device:
//
//   46: qvb1476e4c9-4e@qvo1476e4c9-4e: <BROADCAST,MULTICAST,PROMISC,UP,LOWER_UP> mtu 1458 qdisc noqueue …
//   2: eth0@if7: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT …
//   2: ens3 state UP : <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 …        (bridge, before 4.9)
//   16: qvo48e06cd2-60: mtu 1500 qdisc pfifo_fast state UP qlen 1000                  (flags eaten by HTML)

export interface DeviceHeader {
  readonly ifindex: number;
  readonly name: string;
  /** The name after `@`; null when there is none, for `@NONE`, or when only a number is known. */
  readonly peer: string | null;
  /** From `@ifN`: the peer is in another namespace, where N is its ifindex. */
  readonly peerIfindex: number | null;
  readonly flags: readonly string[];
  /** What follows the flags, as words; always begins with `mtu` and a number. */
  readonly words: readonly string[];
}

/** An interface name has no space, no `:` and no `/` (dev_valid_name() in Linux, net/core/dev.c). */
const header =
  /^(\d{1,10}): ([^\s:/@]+)(?:@([^\s:/]+))?(?: state \S+ )?: (?:<([A-Z0-9_,-]*)> ?)?(mtu \d{1,10}(?: .*)?)$/;

/** Reads a device's first line; null when it is not one, or is cut before its MTU. */
export function readDeviceHeader(line: string): DeviceHeader | null {
  const match = header.exec(line.trimEnd());
  if (match === null) return null;
  const [, ifindex, name, beyond, flags, rest] = match;
  if (ifindex === undefined || name === undefined || rest === undefined) return null;
  const number = beyond === undefined ? null : /^if(\d{1,10})$/.exec(beyond);
  return {
    ifindex: Number(ifindex),
    name,
    peer: beyond === undefined || beyond === 'NONE' || number !== null ? null : beyond,
    peerIfindex: number === null ? null : Number(number[1]),
    flags: flags === undefined || flags === '' ? [] : flags.split(','),
    words: rest.split(/\s+/),
  };
}

/**
 * The word after each of `names` in a list of `name value` words, as iproute2 prints attributes.
 * Words that are not looked for are skipped one at a time, because some have no value.
 */
export function wordsAfter(words: readonly string[], names: ReadonlySet<string>): Map<string, string> {
  const found = new Map<string, string>();
  for (let i = 0; i < words.length - 1; i++) {
    const word = words[i];
    const value = words[i + 1];
    if (word === undefined || value === undefined || !names.has(word) || found.has(word)) continue;
    found.set(word, value);
    i++;
  }
  return found;
}
