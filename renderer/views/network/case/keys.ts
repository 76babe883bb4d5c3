// What can be pointed at and walked to in the case's picture, as text: an id of a part of the case, or a thing
// inside an unfolded host. Host names and ids have no line breaks.

export type PictureKey =
  /** A host, peer, tunnel or physical network: `CasePart.id`. */
  | { readonly kind: 'part'; readonly id: string }
  /** All tunnels of a type. */
  | { readonly kind: 'mesh'; readonly type: string }
  | { readonly kind: 'device'; readonly host: string; readonly device: string }
  /** The instances of a network on a host. */
  | { readonly kind: 'group'; readonly host: string; readonly network: string | null };

export function deviceKey(host: string, device: string): string {
  return `in\n${host}\n${device}`;
}

export function groupKey(host: string, network: string | null): string {
  return `at\n${host}\n${network ?? ''}`;
}

export function parseKey(key: string): PictureKey {
  const [first = '', host = '', ...rest] = key.split('\n');
  const tail = rest.join('\n');
  if (first === 'in') return { kind: 'device', host, device: tail };
  if (first === 'at') return { kind: 'group', host, network: tail === '' ? null : tail };
  if (key.startsWith('mesh/')) return { kind: 'mesh', type: key.slice(5) };
  return { kind: 'part', id: key };
}
