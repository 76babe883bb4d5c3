// Where the user is, as the address keeps it: #/VIEW?snapshot=ID&select=KEY&…the view's own parameters.

export const viewNames = ['overview', 'network', 'flows', 'compare', 'sources', 'notes', 'report'] as const;
export type ViewName = (typeof viewNames)[number];

export type ViewParams = Readonly<Record<string, string>>;

/** What the Network view shows: one host's inside, or all hosts of the case. The parameter `scope`. */
export const networkScopes = ['host', 'case'] as const;
export type NetworkScope = (typeof networkScopes)[number];

/** The scope that the Network view's parameters name; without one it is the host. */
export function networkScope(params: ViewParams): NetworkScope {
  return networkScopes.find((scope) => scope === params['scope']) ?? 'host';
}

export interface Place {
  readonly view: ViewName;
  readonly snapshotId: number | null;
  /** A key of `selectionKey`. */
  readonly selection: string | null;
  readonly params: ViewParams;
}

/** The address's hash of a place. Empty parameters are left out; their order does not matter. */
export function formatPlace(place: Place): string {
  const query = new URLSearchParams();
  if (place.snapshotId !== null) query.set('snapshot', String(place.snapshotId));
  for (const name of Object.keys(place.params).sort()) {
    const value = place.params[name];
    if (value) query.set(name, value);
  }
  if (place.selection !== null) query.set('select', place.selection);
  const text = query.toString();
  return `#/${place.view}${text && `?${text}`}`;
}

/** The place an address names; null when it names none of ours. */
export function parsePlace(hash: string): Place | null {
  const found = /^#\/([a-z]+)(?:\?(.*))?$/.exec(hash);
  const view = viewNames.find((name) => name === found?.[1]);
  if (!view) return null;
  const query = new URLSearchParams(found?.[2] ?? '');
  const snapshot = Number(query.get('snapshot'));
  const selection = query.get('select');
  query.delete('snapshot');
  query.delete('select');
  return {
    view,
    snapshotId: Number.isInteger(snapshot) && snapshot > 0 ? snapshot : null,
    selection,
    params: Object.fromEntries(query),
  };
}
