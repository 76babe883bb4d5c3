// The tables of the case: a row for each thing of the picture, under the same id.
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { t } from '../../../state/locale.svelte.ts';
import { mono, numeric, type CellRows } from '../../../ui/cell-table.ts';
import { caseChangeSigns } from '../../../ui/signs.ts';
import type { CaseMark } from './case-changes.ts';
import { endText, rolesText } from './case-words.ts';
import type { NetworkSign } from '../network-signs.ts';
import type { HostMark } from './scene-shapes.ts';

export const tableKinds = ['hosts', 'tunnels', 'physicalNetworks', 'networks', 'changes'] as const;
export type TableKind = (typeof tableKinds)[number];

export interface Signs {
  readonly signs: ReadonlyMap<string, NetworkSign>;
  readonly marks: ReadonlyMap<string, HostMark>;
  /** Of what changed since other snapshots. */
  readonly changes: ReadonlyMap<string, CaseMark>;
  /** A thing of the picture in words. */
  readonly name: (key: string) => string;
}

/** The columns are names under `hosts.column.`. */
export function tableOf(overview: CaseOverview, kind: TableKind, signs: Signs): CellRows {
  switch (kind) {
    case 'hosts':
      return hostRows(overview, signs);
    case 'tunnels':
      return tunnelRows(overview);
    case 'physicalNetworks':
      return physicalRows(overview, signs);
    case 'networks':
      return networkRows(overview, signs);
    case 'changes':
      return changeRows(signs);
  }
}

/** Every mark of the picture, what is inside of hosts as well. */
function changeRows({ changes, name }: Signs): CellRows {
  return {
    columns: ['change', 'what', 'differs'],
    widths: '8rem minmax(14rem, 1fr) minmax(20rem, 2fr)',
    least: '44rem',
    rows: [...changes].map(([key, { change, lines }]) => {
      const { sign, tone } = caseChangeSigns[change];
      return {
        id: key,
        cells: [
          {
            text: `${sign} ${t(`hosts.change.${change}`)}`,
            ...(tone === 'error' || tone === 'warning' ? { tone } : {}),
          },
          { text: name(key) },
          mono(lines.join('; ')),
        ],
      };
    }),
  };
}

function hostRows(overview: CaseOverview, { marks }: Signs): CellRows {
  return {
    columns: [
      'host',
      'roles',
      'instances',
      'routers',
      'namespaces',
      'networks',
      'bridges',
      'tunnels',
      'tunnelAddress',
      'findings',
    ],
    widths: '9rem 8.5rem 4.5rem 4.5rem 6rem 5rem 4.5rem 4.5rem 11rem minmax(4.5rem, 1fr)',
    least: '70rem',
    rows: [
      ...overview.hosts.map((host) => {
        const { instances, routers, namespaces, networks, bridges, tunnels } = host.counts;
        const mark = marks.get(host.id);
        return {
          id: host.id,
          cells: [
            mono(host.host),
            { text: rolesText(host) },
            ...[instances, routers, namespaces, networks, bridges, tunnels].map(numeric),
            mono(
              host.tunnelAddresses
                .map(({ address, device }) => [address, device].join(' ').trim())
                .join(', '),
            ),
            mark === undefined ? { text: '' } : { text: mark.text, tone: mark.tone },
          ],
        };
      }),
      ...overview.peers.map(({ id, name, addresses }) => ({
        id,
        cells: [
          mono(name ?? addresses[0] ?? ''),
          { text: t('hosts.outside') },
          ...Array.from({ length: 6 }, () => ({ text: '' })),
          mono(addresses.join(', ')),
          { text: '' },
        ],
      })),
    ],
  };
}

function tunnelRows({ tunnels }: CaseOverview): CellRows {
  const name = (id: string): string => id.replace(/^[^/]*\//, '');
  return {
    columns: ['from', 'to', 'type', 'local', 'remote', 'fromPort', 'toPort', 'known'],
    widths: '9rem 9rem 4.5rem 9rem 9rem 13rem 13rem minmax(12rem, 1fr)',
    least: '84rem',
    rows: tunnels.map(({ id, from, to, type, ends, knowledge, status, reason }) => ({
      id,
      cells: [
        mono(name(from)),
        mono(name(to)),
        mono(type),
        mono(ends[0]?.local ?? ends[1]?.remote ?? ''),
        mono(ends[1]?.local ?? ends[0]?.remote ?? ''),
        mono(endText(ends[0])),
        mono(endText(ends[1])),
        { text: [t(`hosts.knowledge.${knowledge}`), reason].filter(Boolean).join(': '), status },
      ],
    })),
  };
}

function physicalRows({ physicalNetworks }: CaseOverview, { signs }: Signs): CellRows {
  return {
    columns: ['name', 'hosts', 'networks', 'known'],
    widths: '10rem minmax(16rem, 2fr) minmax(10rem, 1fr) minmax(12rem, 1fr)',
    least: '54rem',
    rows: physicalNetworks.map(({ id, name, attachments, networks }) => ({
      id,
      cells: [
        mono(name ?? t('hosts.unnamed', { bridge: attachments[0]?.bridge ?? '?' })),
        mono(
          attachments
            .map(({ host, bridge, nics }) =>
              [host, bridge, ...nics].filter((each) => each !== null).join(' '),
            )
            .join(', '),
        ),
        { text: networks.map((network) => signs.get(network)?.name ?? network).join(', ') },
        attachments.length === 0
          ? { text: t('hosts.noAttachment') }
          : { text: [...new Set(attachments.map(({ reason }) => reason))].join('; ') },
      ],
    })),
  };
}

function networkRows({ networks }: CaseOverview, { signs }: Signs): CellRows {
  return {
    columns: ['sign', 'name', 'type', 'segment', 'physicalNetwork', 'hosts', 'id'],
    widths: '4rem 10rem 5rem 6rem 9rem minmax(16rem, 2fr) minmax(16rem, 1fr)',
    least: '72rem',
    rows: networks.map(({ id, name, type, segmentationId, datapathKey, physicalNetwork, hosts }) => {
      const sign = signs.get(id);
      const segment = segmentationId ?? datapathKey;
      return {
        id,
        cells: [
          { text: sign?.letter ?? '', mono: true, ...(sign === undefined ? {} : { colour: sign.colour }) },
          { text: name ?? '' },
          mono(type ?? ''),
          numeric(segment),
          mono(physicalNetwork ?? ''),
          mono(
            hosts
              .map(({ host, vlans }) => (vlans.length === 0 ? host : `${host} vlan ${vlans.join(' ')}`))
              .join(', '),
          ),
          mono(id),
        ],
      };
    }),
  };
}
