// The menus on what a host's picture, its tables and its paths show: by right click or by the menu key.
import type { NetworkDevice, NetworkLink, NodeModel } from '../../../shared/network/model.ts';
import { copyText } from '../../state/clipboard.ts';
import { t } from '../../state/locale.svelte.ts';
import type { MenuEntry, MenuGroup } from '../../ui/menu-entries.ts';
import type { ShownHop } from '../../../shared/network/route/hop-text.ts';

export interface HostActions {
  select(what: { readonly device: NetworkDevice } | { readonly link: NetworkLink }): void;
  /** A path between two ends, one of which is this name. */
  route(end: 'from' | 'dest', name: string): void;
  follow(path: string): void;
}

/** What a route takes as the name of a device: its Neutron port where it has one, which nothing else is called. */
export function endName(device: NetworkDevice): string {
  return device.portId ?? device.name;
}

/** The key of what is under the pointer, or of what the keys are at. */
export function keyOf(event: MouseEvent): string | null {
  const element = event.target instanceof Element ? event.target.closest('[data-key]') : null;
  return element?.getAttribute('data-key') ?? null;
}

/** For a device or a link by its id; empty for what the model does not have. */
export function menuOfKey(model: NodeModel, key: string | null, actions: HostActions): readonly MenuGroup[] {
  const device = model.devices.find(({ id }) => id === key);
  if (device !== undefined) return deviceMenu(model, device, actions);
  const link = model.links.find(({ id }) => id === key);
  return link === undefined ? [] : linkMenu(model, link, actions);
}

function deviceMenu(model: NodeModel, device: NetworkDevice, actions: HostActions): readonly MenuGroup[] {
  const through = model.paths.find(({ hops }) => hops.some(({ deviceId }) => deviceId === device.id));
  return [
    {
      id: 'device',
      title: device.name,
      entries: [
        entry('evidence', t('network.showEvidence'), () => actions.select({ device })),
        entry('from', t('network.route.fromHere'), () => actions.route('from', endName(device))),
        entry('to', t('network.route.toHere'), () => actions.route('dest', endName(device))),
        ...(through ? [entry('follow', t('network.follow'), () => actions.follow(through.id))] : []),
      ],
    },
    { id: 'copy', entries: copies([device.name, device.mac, device.portId, ...device.addresses]) },
  ];
}

function linkMenu(model: NodeModel, link: NetworkLink, actions: HostActions): readonly MenuGroup[] {
  const ends = [link.from, link.to].flatMap((end) => model.devices.find(({ id }) => id === end) ?? []);
  const names = ends.map(({ name }) => name);
  return [
    {
      id: 'link',
      title: names.join(' – '),
      entries: [
        entry('evidence', t('network.showEvidence'), () => actions.select({ link })),
        ...ends.map((device) =>
          entry(`end ${device.id}`, t('network.goToEnd', { name: device.name }), () =>
            actions.select({ device }),
          ),
        ),
      ],
    },
    { id: 'copy', entries: copies([names.join(' – '), link.label]) },
  ];
}

export interface HopActions {
  select(): void;
  /** Null where a path cannot begin at the hop. */
  readonly route: ((end: 'from' | 'dest') => void) | null;
}

/** For a hop of a path or route. */
export function hopMenu(hop: Pick<ShownHop, 'device' | 'wants'>, actions: HopActions): readonly MenuGroup[] {
  const { route } = actions;
  const commands = hop.wants.join('\n');
  return [
    {
      id: 'hop',
      title: hop.device ?? t('network.unknownDevice'),
      entries: [
        entry('evidence', t('network.showEvidence'), () => actions.select()),
        ...(route === null
          ? []
          : [
              entry('from', t('network.route.fromHere'), () => route('from')),
              entry('to', t('network.route.toHere'), () => route('dest')),
            ]),
      ],
    },
    { id: 'copy', entries: copies([hop.device, ...(commands === '' ? [] : [commands])]) },
  ];
}

/** How many of a device's addresses a menu offers. */
const mostCopies = 6;

/** Copies what a thing is called: a name that is shown short is copied whole. */
export function copies(texts: readonly (string | null)[]): readonly MenuEntry[] {
  const different = [...new Set(texts.flatMap((text) => (text === null || text === '' ? [] : [text])))];
  return different
    .slice(0, mostCopies)
    .map((text) => entry(`copy ${text}`, t('network.copyText', { text }), () => void copyText(text)));
}

export function entry(id: string, text: string, run: () => void): MenuEntry {
  return { id, text, run };
}
