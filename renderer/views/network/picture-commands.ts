// What both pictures of the Network view can be told by key and from the palette: find, zoom, the table instead, pin.
import { app } from '../../state/app.svelte.ts';
import type { AppCommand } from '../../state/commands.svelte.ts';
import { pinView } from '../../state/pin-view.ts';

/** A picture that is on screen. */
export interface ShownPicture {
  fit(): void;
  zoomBy(factor: number): void;
}

/** How much larger one step of zooming makes the picture. */
export const zoomStep = 1.4;

export interface PictureCommands {
  /** What is found: a locale key. */
  readonly findTitle: string;
  readonly searchInput: () => HTMLInputElement | null;
  /** Null while it is not on screen. */
  readonly picture: () => ShownPicture | null;
  /** The picture is what the view shows, and no table or path instead. */
  readonly drawn: () => boolean;
  readonly canPin: () => boolean;
  readonly pin: () => Promise<void>;
}

/** What is asked is asked when a command runs, so that they need no new registration. */
export function pictureCommands(of: PictureCommands): readonly AppCommand[] {
  const { findTitle, drawn: when } = of;
  const zoom = (factor: number) => () => of.picture()?.zoomBy(factor);
  return [
    { id: 'network.find', title: findTitle, keys: ['/'], run: () => of.searchInput()?.focus() },
    { id: 'network.fit', title: 'network.fit', keys: ['f'], when, run: () => of.picture()?.fit() },
    { id: 'network.zoomIn', title: 'network.zoomIn', keys: ['+', '='], when, run: zoom(zoomStep) },
    { id: 'network.zoomOut', title: 'network.zoomOut', keys: ['-'], when, run: zoom(1 / zoomStep) },
    { id: 'network.table', title: 'network.table', keys: ['t'], run: toggleTable },
    pinView(of.pin, of.canPin),
  ];
}

/** The table instead of the picture, and back. */
export function toggleTable(): void {
  app.setParams({ as: app.view.params['as'] === 'table' ? '' : 'table' });
}
