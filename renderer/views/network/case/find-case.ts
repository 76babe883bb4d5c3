// Finds parts of the case by any of their names: what the overview has, without asking the engine.
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import type { NetworkSign } from '../network-signs.ts';

/** Ids of the parts that `text` is in, hosts first. An empty text finds nothing. */
export function findParts(
  overview: CaseOverview,
  text: string,
  signs: ReadonlyMap<string, NetworkSign>,
): readonly string[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const has = (...names: readonly (string | number | null | undefined)[]): boolean =>
    names.some((name) => name !== null && name !== undefined && String(name).toLowerCase().includes(wanted));
  return [
    ...overview.hosts.filter(({ host, roles, tunnelAddresses }) =>
      has(host, ...roles.map(({ role }) => role), ...tunnelAddresses.map(({ address }) => address)),
    ),
    ...overview.peers.filter(({ name, addresses }) => has(name, ...addresses)),
    ...overview.tunnels.filter(({ type, ends }) =>
      has(type, ...ends.flatMap((end) => (end === null ? [] : [end.port, end.local, end.remote]))),
    ),
    ...overview.physicalNetworks.filter(({ name, attachments }) =>
      has(name, ...attachments.flatMap(({ bridge, nics }) => [bridge, ...nics])),
    ),
    ...overview.networks.filter(({ id, name, type, segmentationId }) =>
      has(id, name, type, segmentationId, signs.get(id)?.letter),
    ),
  ].map(({ id }) => id);
}
