// Between the two scopes of the view. Each keeps what it was looked at with: a search, a direction, a table.
import { app } from '../../state/app.svelte.ts';
import { networkScope, type NetworkScope } from '../../state/place.ts';

/** Shows a scope; one step of history. */
export function showScope(scope: NetworkScope): void {
  const { params } = app.view;
  if (networkScope(params) === scope) return;
  app.navigate('network', { ...params, scope: scope === 'host' ? '' : scope });
}

/** Shows a host of the case by itself: its snapshot becomes the current one. */
export function showHost(snapshotId: number): void {
  app.navigate('network', {}, snapshotId);
}
