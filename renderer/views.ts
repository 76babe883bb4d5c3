// The views, in the order of the navigation. A view is a folder `views/NAME` with `NAMEView.svelte`;
// what is not built is not there and does not appear.
import type { Component } from 'svelte';
import { viewNames, type ViewName } from './state/place.ts';

const modules = import.meta.glob<{ readonly default: Component }>('./views/*/*View.svelte');

export interface ViewEntry {
  readonly name: ViewName;
  /** Locale key of its title. */
  readonly title: string;
  /** The key that goes there: its place in the list. */
  readonly key: string;
  load(): Promise<Component>;
}

export const views: readonly ViewEntry[] = viewNames
  .flatMap((name) => {
    const file = `./views/${name}/${name.charAt(0).toUpperCase()}${name.slice(1)}View.svelte`;
    const load = modules[file];
    return load ? [{ name, load }] : [];
  })
  .map(({ name, load }, index) => ({
    name,
    title: `app.view.${name}`,
    key: String(index + 1),
    load: async () => (await load()).default,
  }));
