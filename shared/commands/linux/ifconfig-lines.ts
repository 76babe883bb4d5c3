// The lines of `ifconfig` in both of its forms; ifconfig.ts has samples.
import type { AddressFact } from '../../facts.ts';
import { maskLength } from './netmask.ts';

export interface IfconfigHead {
  /** With an alias's `:1`. */
  readonly name: string;
  readonly flags: readonly string[];
  readonly mtu: number | null;
  readonly mac: string | null;
}

export interface IfconfigLine {
  readonly flags?: readonly string[];
  readonly mtu?: number;
  readonly mac?: string | null;
  readonly address?: Pick<
    AddressFact,
    'family' | 'address' | 'prefixLength' | 'scope' | 'peer' | 'broadcast'
  >;
  readonly details?: readonly (readonly [string, string | number])[];
  readonly counters?: readonly (readonly [string, number])[];
}

const newHead = /^([^\s/:]+(?::[^\s/:]+)?): flags=\d+<([A-Z0-9_,-]*)>(?: +metric \d+)? +mtu (\d{1,10})\s*$/;
const oldHead = /^([^\s/:]+(?::[^\s/:]+)?)\s+Link encap:(\S+(?: \S+)*?)(?:\s+HWaddr (\S+))?\s*$/;
const macAddress = /^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}$/;

const macOf = (text: string | undefined): string | null =>
  text !== undefined && macAddress.test(text) ? text.toLowerCase() : null;

/** Reads a device's first line; null when it is none. The old form has flags and MTU in a line below. */
export function readIfconfigHead(text: string): IfconfigHead | null {
  const [, name, flags, mtu] = newHead.exec(text) ?? [];
  if (name !== undefined) {
    return { name, flags: flags === '' ? [] : (flags ?? '').split(','), mtu: Number(mtu), mac: null };
  }
  const [, oldName, , hardware] = oldHead.exec(text) ?? [];
  return oldName === undefined ? null : { name: oldName, flags: [], mtu: null, mac: macOf(hardware) };
}

/** Counters by the names that `ip -s link` and /proc/net/dev have for them. */
const counterNames: Readonly<Record<string, string>> = {
  packets: 'packets',
  bytes: 'bytes',
  errors: 'errors',
  dropped: 'dropped',
  overruns: 'fifo_errors',
  frame: 'frame_errors',
  carrier: 'carrier_errors',
};

const ipv4 = String.raw`(\d{1,3}(?:\.\d{1,3}){3})`;
const newInet = new RegExp(
  `^inet ${ipv4}  netmask ${ipv4}(?:  broadcast ${ipv4})?(?:  destination ${ipv4})?$`,
);
const oldInet = new RegExp(`^inet addr:${ipv4}(?:  P-t-P:${ipv4})?(?:  Bcast:${ipv4})?  Mask:${ipv4}$`);
const newInet6 =
  /^inet6 ([0-9a-f:.]+) {2}prefixlen (\d{1,3}) {2}scopeid 0x[0-9a-f]+<([a-z,]+)>(?: {2}destination \S+)?$/;
const oldInet6 = /^inet6 addr: ?([0-9a-f:.]+)\/(\d{1,3}) Scope:(\w+)$/;
const oldFlags =
  /^((?:[A-Z0-9]+ )*) ?MTU:(\d{1,10}) {2}(?:Outfill:\d+ )?(?:Keepalive:\d+ )?Metric:(\d{1,10})$/;
const newHardware =
  /^(ether|loop|unspec|infiniband|tunnel|sit|ppp|slip|ipip|\w+)(?: (?!txqueuelen)(\S+))?(?: {2}txqueuelen (\d{1,10}))? {2}\(([^()]+)\)$/;
const resources =
  /^(?:device )?(?:(?:interrupt|Interrupt|memory|Memory|base|Base address|dma|DMA chan)[: ](?:0x)?[0-9a-f-]+\s*)+$/;
/** Only some tunnels and drivers print it. */
const compressed = /^compressed:\d+(?: txqueuelen:\d+)?$/;

function inet(
  address: string,
  mask: string | undefined,
  broadcast: string | undefined,
  peer: string | undefined,
): IfconfigLine | null {
  const prefixLength = maskLength(mask ?? '');
  if (prefixLength === null) return null;
  return {
    address: {
      family: 'inet',
      address,
      prefixLength,
      scope: null,
      peer: peer ?? null,
      broadcast: broadcast === '0.0.0.0' ? null : (broadcast ?? null),
    },
  };
}

/** `RX packets 8  bytes 656 (656.0 B)`, `TX packets:8 errors:0 …`; null when a word is none of them. */
function readCounters(text: string): IfconfigLine | null {
  const both = /^RX bytes:(\d{1,20}) \([^()]*\) {2}TX bytes:(\d{1,20}) \([^()]*\)$/.exec(text);
  if (both !== null)
    return {
      counters: [
        ['rx_bytes', Number(both[1])],
        ['tx_bytes', Number(both[2])],
      ],
    };
  const [, direction, rest = ''] = /^(RX|TX) (.+)$/.exec(text) ?? [];
  if (direction === undefined) return null;
  const words = rest.replace(/ \([^()]*\)$/, '').split(/[\s:]+/);
  const counters: [string, number][] = [];
  for (let i = 0; i < words.length; i += 2) {
    const name = words[i] ?? '';
    const value = words[i + 1] ?? '';
    const counter = Object.hasOwn(counterNames, name) ? counterNames[name] : undefined;
    if ((counter === undefined && name !== 'collisions') || !/^\d{1,20}$/.test(value)) return null;
    counters.push([counter === undefined ? name : `${direction.toLowerCase()}_${counter}`, Number(value)]);
  }
  return { counters };
}

/** Reads a line below a device's first, without its indentation; null when it is none. */
export function readIfconfigLine(text: string): IfconfigLine | null {
  const inetNew = newInet.exec(text);
  if (inetNew !== null) return inet(inetNew[1] ?? '', inetNew[2], inetNew[3], inetNew[4]);
  const inetOld = oldInet.exec(text);
  if (inetOld !== null) return inet(inetOld[1] ?? '', inetOld[4], inetOld[3], inetOld[2]);
  const [, six, length, scope] = newInet6.exec(text) ?? oldInet6.exec(text) ?? [];
  if (six !== undefined && scope !== undefined && Number(length) <= 128) {
    return {
      address: {
        family: 'inet6',
        address: six,
        prefixLength: Number(length),
        scope: scope.toLowerCase(),
        peer: null,
        broadcast: null,
      },
    };
  }
  const [, flags, mtu, metric] = oldFlags.exec(text) ?? [];
  if (flags !== undefined) {
    return {
      flags: flags.split(' ').filter((word) => word !== ''),
      mtu: Number(mtu),
      details: metric === '1' ? [] : [['metric', Number(metric)]],
    };
  }
  const counters = readCounters(text);
  if (counters !== null) return counters;
  const [, collisions, queue] = /^collisions:(\d{1,20})(?: txqueuelen:(\d{1,10}))?$/.exec(text) ?? [];
  if (collisions !== undefined) {
    return {
      counters: [['collisions', Number(collisions)]],
      details: queue === undefined ? [] : [['txqueuelen', Number(queue)]],
    };
  }
  const [, , hardware, length2, kind] = newHardware.exec(text) ?? [];
  if (kind !== undefined) {
    return {
      mac: macOf(hardware),
      details: length2 === undefined ? [] : [['txqueuelen', Number(length2)]],
    };
  }
  if (resources.test(text)) return { details: [['resources', text]] };
  return compressed.test(text) ? {} : null;
}
