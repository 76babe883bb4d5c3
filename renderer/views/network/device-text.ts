// The words of the picture: what stands inside a device's box and on a link.
import type { NetworkDevice, NetworkLink } from '../../../shared/network/model.ts';
import { shorten } from '../../../shared/drawing/text-size.ts';

/** Words that the interface's language gives to the picture. */
export interface PictureWords {
  readonly missing: string;
  readonly inferred: string;
}

const longest = 36;

/** OFPP_LOCAL: the bridge's own port, which is drawn as such and needs no number. */
const localOfport = 65534;

/** The command that a reason misses ("no `brctl show` shows …"): what to ask the customer for. Null when it names none. */
export function commandIn(reason: string | null): string | null {
  return reason?.match(/\bno `([^`]+)`/)?.[1] ?? null;
}

/** A reason in pieces; what stood in backticks is code. */
export function reasonParts(reason: string): readonly { readonly text: string; readonly code: boolean }[] {
  return reason
    .split('`')
    .map((text, index) => ({ text, code: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

/**
 * The second line of a device's box: its numbers, or what would show it; `alias` is the name that its user
 * gave an instance. Null when there is nothing to say.
 */
export function detailOf(
  device: NetworkDevice,
  words: PictureWords,
  alias: string | null = null,
): string | null {
  if (device.status === 'missing') {
    const command = commandIn(device.reason);
    return shorten(command === null ? words.missing : `${words.missing}: ${command}`, longest);
  }
  const parts: string[] = [];
  if (device.kind === 'instance' || device.kind === 'peer') {
    // A peer is often named by its address; the same text twice says nothing.
    if (alias !== null && alias !== device.name) parts.push(alias);
    const addresses = device.addresses.filter((address) => address !== device.name);
    parts.push(addresses.slice(0, 2).join(' ') + (addresses.length > 2 ? ` +${addresses.length - 2}` : ''));
  } else {
    const bridge = device.kind === 'linux-bridge' || device.kind === 'ovs-bridge';
    const inside = device.netns !== null && device.addresses[0] !== undefined;
    if (device.tag !== null && !inside) parts.push(`tag ${device.tag}`);
    // A router's or DHCP server's port is known by its address; its line to the bridge has the tag.
    if (inside) parts.push(device.addresses[0] ?? '');
    else if (device.ofport === null && device.ifindex !== null && !bridge)
      parts.push(`ifindex ${device.ifindex}`);
    else if (device.ofport !== null && device.ofport !== localOfport) parts.push(`ofport ${device.ofport}`);
  }
  if (device.status === 'inferred') parts.push(words.inferred);
  const text = parts.filter((part) => part !== '').join(' · ');
  return text === '' ? null : shorten(text, longest);
}

/** The label on a link's line; null when the line says it alone. */
export function lineLabel(link: NetworkLink, words: PictureWords): string | null {
  if (link.status === 'missing') {
    const command = commandIn(link.reason);
    return shorten(command === null ? words.missing : `${words.missing}: ${command}`, longest);
  }
  const label = link.label ?? (link.kind === 'veth' || link.kind === 'patch' ? link.kind : null);
  // Its dots say that it is inferred.
  if (link.kind === 'underlay') return shorten(`underlay ${label ?? ''}`.trimEnd(), longest);
  if (link.status !== 'inferred') return label === null ? null : shorten(label, longest);
  return shorten(label === null ? words.inferred : `${label} · ${words.inferred}`, longest);
}
