// The menus on what the case's picture and its tables show: by right click or by the menu key.
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { t } from '../../../state/locale.svelte.ts';
import type { MenuGroup } from '../../../ui/menu-entries.ts';
import { copies, entry } from '../host-menu.ts';
import type { CaseMark } from './case-changes.ts';
import { parseKey } from './keys.ts';
import { hasInside } from './unfolded.ts';

export interface CaseActions {
  /** Selects what a key names. */
  select(key: string): void;
  toggle(host: string): void;
  /** To the host's own view. */
  enter(key: string): void;
  /** What became of the key's thing; null of what did not change. */
  readonly change: CaseMark | null;
  /** To the rows of the Compare view. */
  compare(key: string): void;
  /** To another thing of the picture. */
  goTo(key: string): void;
}

/** For a key of the picture or the id of a row; `hostId` is the host that it is or is on, null for none. */
export function caseMenu(
  overview: CaseOverview,
  key: string | null,
  hostId: string | null,
  title: string,
  actions: CaseActions,
): readonly MenuGroup[] {
  if (key === null) return [];
  const host = overview.hosts.find(({ id }) => id === hostId);
  return [
    ...changeEntries(key, actions),
    {
      id: 'part',
      title,
      entries: [
        entry('evidence', t('network.showEvidence'), () => actions.select(key)),
        ...(host === undefined
          ? []
          : [
              ...(hasInside(host) ? [entry('unfold', t('hosts.unfold'), () => actions.toggle(host.id))] : []),
              entry('enter', t('network.scope.showHost'), () => actions.enter(host.id)),
            ]),
      ],
    },
    { id: 'copy', entries: copies(namesOf(overview, key)) },
  ];
}

function changeEntries(key: string, { change, compare, goTo }: CaseActions): readonly MenuGroup[] {
  if (change === null) return [];
  const { way, other } = change;
  const entries = [
    ...(way === null ? [] : [entry('compare', t('hosts.change.compare'), () => compare(key))]),
    ...(other === null
      ? []
      : [entry('other', t('hosts.change.goTo', { host: other.host }), () => goTo(other.key))]),
  ];
  return entries.length === 0 ? [] : [{ id: 'change', title: change.lines[0] ?? '', entries }];
}

function namesOf(overview: CaseOverview, key: string): readonly (string | null)[] {
  const what = parseKey(key);
  if (what.kind === 'device') return [what.device.slice(what.device.indexOf('/') + 1)];
  if (what.kind === 'group') return [what.network];
  if (what.kind === 'mesh') return [what.type];
  const host = overview.hosts.find(({ id }) => id === what.id);
  if (host !== undefined) return [host.host, ...host.tunnelAddresses.map(({ address }) => address)];
  const peer = overview.peers.find(({ id }) => id === what.id);
  if (peer !== undefined) return [peer.name, ...peer.addresses];
  const tunnel = overview.tunnels.find(({ id }) => id === what.id);
  if (tunnel !== undefined)
    return tunnel.ends.flatMap((end) => (end === null ? [] : [end.port, end.local, end.remote]));
  const physical = overview.physicalNetworks.find(({ id }) => id === what.id);
  if (physical !== undefined) return [physical.name];
  const network = overview.networks.find(({ id }) => id === what.id);
  return network === undefined ? [] : [network.name, network.id];
}
