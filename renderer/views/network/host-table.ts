// The tables of a host: a row for each thing of the picture, under the same id.
import type { FindingRow } from '../../../shared/api.ts';
import type { NetworkChangeType } from '../../../shared/compare/network-changes.ts';
import type { Knowledge, NodeModel } from '../../../shared/network/model.ts';
import { mono, numeric, type Cell, type CellRow, type CellRows } from '../../ui/cell-table.ts';
import { changeSigns } from '../../ui/signs.ts';
import type { Ghosts } from './ghosts.ts';
import type { NetworkSign } from './network-signs.ts';
import { notedText, type NotedMark } from '../../ui/noted-mark.ts';
import type { DeviceMark, Say } from './overlays.ts';

export const hostTableKinds = ['devices', 'links', 'namespaces', 'findings'] as const;
export type HostTableKind = (typeof hostTableKinds)[number];

/** Under the id of the device, link or finding. */
export interface HostRow extends CellRow {
  /** The devices that it is about: what the search found among them, and what a click selects. */
  readonly devices: readonly string[];
}

/** The columns are names under `network.column.`. */
export type HostRows = CellRows<HostRow>;

export interface TableInput {
  /** The host, with what it had in another snapshot where that is shown. */
  readonly ghosts: Ghosts;
  readonly findings: readonly FindingRow[];
  readonly signs: ReadonlyMap<string, NetworkSign>;
  /** What is laid over the picture, and what is found: in a column of the devices. */
  readonly overlay: ReadonlyMap<string, DeviceMark>;
  readonly marks: ReadonlyMap<string, DeviceMark>;
  /** That there are notes, likewise. */
  readonly noted: ReadonlyMap<string, NotedMark>;
  readonly say: Say;
}

export function hostTable(kind: HostTableKind, input: TableInput): HostRows {
  switch (kind) {
    case 'devices':
      return deviceRows(input);
    case 'links':
      return linkRows(input);
    case 'namespaces':
      return namespaceRows(input);
    case 'findings':
      return findingRows(input);
  }
}

function deviceRows({ ghosts, signs, overlay, marks, noted, say }: TableInput): HostRows {
  const { model } = ghosts;
  const names = namesOf(model);
  return {
    columns: [
      ...['name', 'kind', 'parent', 'netns', 'ifindex', 'ofport', 'tag', 'network', 'mac', 'mtu', 'state'],
      ...['addresses', 'marks', 'status'],
    ],
    widths:
      '9.5rem 7.5rem 9rem 6rem 4rem 4rem 3rem 10rem 8.5rem 3.5rem 5rem minmax(8rem, 1fr) minmax(6rem, 1fr) minmax(9rem, 1.4fr)',
    least: '99rem',
    rows: model.devices.map((device) => ({
      id: device.id,
      devices: [device.id],
      cells: [
        mono(device.name),
        { text: say(`app.device.${device.kind}`) },
        mono(device.parent === null ? null : (names.get(device.parent) ?? null)),
        mono(device.netns),
        numeric(device.ifindex),
        numeric(device.ofport),
        numeric(device.tag),
        networkCell(device.network, signs),
        mono(device.mac),
        numeric(device.mtu),
        mono(device.state),
        mono(device.addresses.join(' ')),
        {
          text: [
            ...[marks.get(device.id), overlay.get(device.id)].flatMap((mark) => mark?.title ?? []),
            notedText(noted.get(device.id)),
          ]
            .filter((part) => part !== '')
            .join('; '),
        },
        ghosts.devices.has(device.id)
          ? gone(say)
          : known(
              device.status,
              device.reason,
              device.conflicts.length > 0 ? say('network.conflicts') : null,
            ),
      ],
    })),
  };
}

/** `B Internal · vlan 1`: the letter says what the colour says. */
function networkCell(network: string | null, signs: TableInput['signs']): Cell {
  const sign = network === null ? undefined : signs.get(network);
  if (sign === undefined) return mono(network);
  return { ...mono(`${sign.letter} ${sign.name}`), colour: sign.colour };
}

function linkRows({ ghosts, noted, say }: TableInput): HostRows {
  const { model } = ghosts;
  const names = namesOf(model);
  return {
    columns: ['from', 'kind', 'to', 'label', 'marks', 'status'],
    widths: '10rem 8rem 10rem minmax(8rem, 1fr) minmax(6rem, 1fr) minmax(8rem, 1fr)',
    least: '52rem',
    rows: model.links.map(({ id, from, to, kind, label, status, reason }) => ({
      id,
      devices: [from, to],
      cells: [
        mono(names.get(from) ?? from),
        { text: say(`network.link.${kind}`) },
        mono(names.get(to) ?? to),
        mono(label),
        { text: notedText(noted.get(id)) },
        ghosts.links.has(id) ? gone(say) : known(status, reason, changeText(ghosts.ways.get(id), say)),
      ],
    })),
  };
}

function namespaceRows({ ghosts: { model, devices }, say }: TableInput): HostRows {
  return {
    columns: ['name', 'purpose', 'devices', 'addresses', 'routes', 'nat', 'processes', 'status'],
    widths: '16rem 6rem minmax(9rem, 1fr) minmax(9rem, 1.4fr) 4rem 4rem minmax(8rem, 1fr) minmax(7rem, 1fr)',
    least: '76rem',
    rows: model.devices
      .filter(({ kind }) => kind === 'namespace')
      .map((device) => {
        const inside = device.detail?.kind === 'namespace' ? device.detail : null;
        const held = model.devices.filter(({ netns, kind }) => netns === device.name && kind !== 'namespace');
        return {
          id: device.id,
          devices: [device.id, ...held.map(({ id }) => id)],
          cells: [
            mono(device.name),
            {
              text:
                inside === null || inside.purpose === null ? '' : say(`network.purpose.${inside.purpose}`),
            },
            mono(held.map(({ name }) => name).join(' ')),
            mono((inside?.addresses ?? []).join(' ')),
            numeric(inside?.routes.length ?? null),
            numeric(inside?.nat.length ?? null),
            mono((inside?.processes ?? []).map(({ text }) => text).join('; ')),
            devices.has(device.id) ? gone(say) : known(device.status, device.reason, null),
          ],
        };
      }),
  };
}

function findingRows({ ghosts: { model }, findings, noted, say }: TableInput): HostRows {
  const names = namesOf(model);
  const order = ['error', 'warning', 'notice'];
  return {
    columns: ['severity', 'finding', 'devices', 'marks'],
    widths: '7rem minmax(20rem, 3fr) minmax(10rem, 1fr) minmax(6rem, 1fr)',
    least: '48rem',
    rows: findings.map(({ id, severity, message, devices }) => ({
      id,
      devices,
      cells: [
        { text: say(`findings.severity.${severity}`), number: order.indexOf(severity) },
        { text: say(message.key, message.params) },
        mono(devices.map((device) => names.get(device) ?? device).join(' ')),
        { text: notedText(noted.get(id)) },
      ],
    })),
  };
}

function known(status: Knowledge, reason: string | null, more: string | null): Cell {
  return { text: [reason, more].filter((part) => part !== null).join('; '), status };
}

/** Of what another snapshot has and this one has not. */
function gone(say: Say): Cell {
  const { sign, tone } = changeSigns.removed;
  return { text: `${sign} ${say('network.change.removed')}`, ...(tone === 'error' ? { tone } : {}) };
}

/** Of a link that came or is different: its sign in words. */
function changeText(way: NetworkChangeType | undefined, say: Say): string | null {
  if (way !== 'added' && way !== 'changed') return null;
  return `${changeSigns[way].sign} ${say(way === 'added' ? 'network.change.added' : 'network.change.differs')}`;
}

function namesOf({ devices }: NodeModel): ReadonlyMap<string, string> {
  return new Map(devices.map(({ id, name }) => [id, name]));
}
