// The words of the case's picture and table, in the user's language.
import type {
  CaseOverview,
  EndSummary,
  HostSummary,
  NetworkSummary,
  PhysicalSummary,
  TunnelSummary,
} from '../../../../shared/network/case/overview.ts';
import type { TunnelUse } from '../../../../shared/network/case/model.ts';
import { t } from '../../../state/locale.svelte.ts';
import type { TunnelMesh } from './case-layout.ts';
import { isDown } from './case-layout.ts';
import type { NetworkSign } from '../network-signs.ts';

export function rolesText({ roles }: HostSummary): string {
  return roles.map(({ role }) => t(`hosts.role.${role}`)).join(', ');
}

const counted = ['instances', 'routers', 'namespaces', 'networks', 'bridges'] as const;

/** What there is of each kind, two kinds a line, the most telling first. */
export function hostLines(host: HostSummary): readonly string[] {
  const counts = counted.flatMap((name) => {
    const count = host.counts[name];
    return count === 0 ? [] : [t(`hosts.count.${name}`, { count })];
  });
  const roles = rolesText(host);
  const lines = [roles || t(counts.length === 0 ? 'hosts.noneKnown' : 'hosts.noRole')];
  for (let i = 0; i < counts.length; i += 2) lines.push(counts.slice(i, i + 2).join(' · '));
  return lines;
}

/** True where no output says of any host what it is for or what is on it. */
export function saysNothing({ hosts }: CaseOverview): boolean {
  return hosts.every(
    (host) => rolesText(host) === '' && Object.values(host.counts).every((count) => count === 0),
  );
}

/** From the longest to the shortest that still says what it is. */
export function tunnelTexts({ type, ends, knowledge, status }: TunnelSummary): readonly string[] {
  const [one, other] = ends;
  const from = one?.local ?? other?.remote ?? '?';
  const to = other?.local ?? one?.remote ?? '?';
  const sign =
    knowledge === 'one-side' ? t('hosts.oneSide') : status === 'missing' ? t('hosts.broken') : null;
  const down = ends.some((end) => end !== null && isDown(end)) ? t('hosts.down') : null;
  const note = sign ?? down;
  const lead = note === null ? type : `! ${type} ${note}`;
  return [`${lead} ${from} – ${to}`, `${from} – ${to}`, lead].filter(
    (text) => note === null || text.startsWith('!'),
  );
}

/** `0x22a A`: the ids that it carries, with the letters of their networks. */
export function usesText(uses: readonly TunnelUse[], signs: ReadonlyMap<string, NetworkSign>): string {
  return uses
    .map(({ tunnelId, network, status }) => {
      const letter = network === null ? null : signs.get(network)?.letter;
      return `${status === 'inferred' ? '≈' : ''}${letter ? `${letter} ` : ''}${tunnelId}`;
    })
    .join('  ');
}

export function barText(
  of: PhysicalSummary | TunnelMesh,
  networks: ReadonlyMap<string, NetworkSummary>,
  signs: ReadonlyMap<string, NetworkSign>,
): string {
  if (of.kind === 'mesh') {
    const { type, tunnels, hosts, whole } = of;
    return t(whole ? 'hosts.mesh.whole' : 'hosts.mesh.part', { type, tunnels, hosts });
  }
  const carried = of.networks.flatMap((id) => {
    const network = networks.get(id);
    const sign = signs.get(id);
    if (network === undefined || sign === undefined) return [];
    const vlan =
      network.type === 'vlan' && network.segmentationId !== null ? ` ${network.segmentationId}` : '';
    return [`${sign.letter} ${sign.name}${vlan}`];
  });
  const name = of.name ?? t('hosts.unnamed', { bridge: of.attachments[0]?.bridge ?? '?' });
  return [name, ...(carried.length === 0 ? [] : [carried.join(', ')])].join(' · ');
}

/** `gre-c0a80a0c 3`: what an end is called on its host. */
export function endText(end: EndSummary | null): string {
  if (end === null) return '';
  return [end.bridge, end.port, end.ofport].filter((part) => part !== null).join(' ');
}
