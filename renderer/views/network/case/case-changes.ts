// What changed since other snapshots, laid over the picture of the case: what went is put back where it was, and each
// thing that came, went, changed or moved has a mark with its words and the way to the comparison that shows it. Pure.
import type { Response, SnapshotInfo } from '../../../../shared/api.ts';
import type { DeviceDifference } from '../../../../shared/compare/inside-changes.ts';
import type { FieldChange, NetworkChangeType } from '../../../../shared/compare/network-changes.ts';
import type { HostInside, InsideInstance } from '../../../../shared/network/case/model.ts';
import type { CaseOverview, PartSummary } from '../../../../shared/network/case/overview.ts';
import type { NetworkDevice } from '../../../../shared/network/model.ts';
import { caseChangeSigns } from '../../../ui/signs.ts';
import type { ViewParams } from '../../../state/place.ts';
import { showAll } from '../../compare/compare-place.ts';
import { inTime } from '../../compare/snapshot-pair.ts';
import { quoted } from '../../flows/filter-text.ts';
import { nameOf, type LegendEntry, type Say } from '../overlays.ts';
import { deviceKey, parseKey } from './keys.ts';
import type { SceneChange } from './scene-shapes.ts';

export type CaseChanges = Response<'network.caseChanges'>;
export type InsideChanges = Response<'network.insideChanges'>;
export type CaseChangeType = NetworkChangeType | 'moved';

/** Two snapshots of a host, and a filter of its changes. */
export interface ChangeWay {
  readonly from: number;
  readonly to: number;
  readonly filter: string;
}

export interface CaseMark {
  readonly change: CaseChangeType;
  /** It is of the earlier snapshot only. */
  readonly gone: boolean;
  /** What is to be said of it, a line each. */
  readonly lines: readonly string[];
  /** Null where one snapshot of its host is all that the case has. */
  readonly way: ChangeWay | null;
  /** Of an instance that moved: the other host, and its key there. */
  readonly other: { readonly host: string; readonly key: string } | null;
}

/** The overview with what went. */
export function withGoneParts(overview: CaseOverview, { parts }: CaseChanges): CaseOverview {
  const gone = parts.flatMap(({ change, part }) => (change === 'removed' ? [part] : []));
  const join = <T extends PartSummary>(list: readonly T[], isOne: (part: PartSummary) => part is T): T[] => {
    const known = new Set(list.map(({ id }) => id));
    return [...list, ...gone.filter(isOne).filter(({ id }) => !known.has(id))];
  };
  const kindIs =
    <K extends PartSummary['kind']>(kind: K) =>
    (part: PartSummary): part is Extract<PartSummary, { readonly kind: K }> =>
      part.kind === kind;
  const peers = join(overview.peers, kindIs('peer'));
  const boxes = new Set([...overview.hosts, ...peers].map(({ id }) => id));
  return {
    hosts: overview.hosts,
    peers,
    // One whose other end is no box here has nowhere to be drawn.
    tunnels: join(overview.tunnels, kindIs('tunnel')).filter(
      ({ from, to }) => boxes.has(from) && boxes.has(to),
    ),
    physicalNetworks: join(overview.physicalNetworks, kindIs('physical-network')),
    networks: join(overview.networks, kindIs('network')),
  };
}

/** A host's inside with what went. `networks`: those of the case; a local VLAN of another snapshot is none of them. */
export function withGoneThings(
  inside: HostInside,
  changes: InsideChanges,
  networks: readonly string[],
): HostInside {
  const there = new Set(
    [
      ...inside.instances.map(({ device }) => device),
      ...inside.namespaces,
      ...inside.bridges,
      ...inside.nics,
    ].map(({ id }) => id),
  );
  const gone = changes.things.filter(({ gone: isGone, device }) => isGone && !there.has(device.id));
  if (gone.length === 0) return inside;
  const devices = (sort: InsideChanges['things'][number]['sort']): readonly NetworkDevice[] =>
    gone.flatMap((thing) => (thing.sort === sort ? [thing.device] : []));
  const instances = gone
    .filter(({ sort }) => sort === 'instances')
    .map(({ device, name, networks: own }): InsideInstance => ({
      ...{ device, name },
      networks: own.filter((id) => networks.includes(id)),
    }));
  return {
    host: inside.host,
    instances: [...inside.instances, ...instances],
    namespaces: [...inside.namespaces, ...devices('namespaces')],
    bridges: [...inside.bridges, ...devices('bridges')],
    nics: [...inside.nics, ...devices('nics')],
    links: [...inside.links, ...changes.goneLinks],
  };
}

/** By key. `insides`: of the hosts whose inside has been compared, by host. */
export function caseMarks(
  { pairs, parts }: CaseChanges,
  insides: ReadonlyMap<string, InsideChanges>,
  say: Say,
): ReadonlyMap<string, CaseMark> {
  const marks = new Map<string, CaseMark>();
  const pairOf = new Map(pairs.map((pair) => [pair.host, pair]));
  const wayAt = (host: string, words: readonly string[]): ChangeWay | null => {
    const pair = pairOf.get(host);
    if (pair === undefined || pair.from === pair.to) return null;
    return { from: pair.from, to: pair.to, filter: words.map(quoted).join(' or ') };
  };
  for (const { change, part, fields, seen } of parts) {
    marks.set(part.id, {
      ...{ change, gone: change === 'removed', other: null },
      lines: [...cameOrWent(change, say), ...fields.map((field) => partFieldLine(field, say))],
      way: seen === null ? null : wayAt(seen.host, seen.words),
    });
  }
  for (const [host, { things, others }] of insides) {
    for (const { change, device, gone, otherHost, differs } of things) {
      const named = differs.map((each) => each.device);
      marks.set(deviceKey(host, device.id), {
        ...{ change, gone },
        lines:
          otherHost === null
            ? [...cameOrWent(change, say), ...differenceLines(differs, device, say)]
            : [say(gone ? 'hosts.change.movedTo' : 'hosts.change.movedFrom', { host: otherHost })],
        way: wayAt(host, change === 'changed' && named.length > 0 ? named : [device.name]),
        other: otherHost === null ? null : { host: otherHost, key: deviceKey(otherHost, device.id) },
      });
    }
    if (things.length + others.length === 0) continue;
    // A folded host tells of what is inside of it.
    const id = `host/${host}`;
    const known = marks.get(id);
    const counts = countsText(things, say);
    const lines = [
      ...(counts === '' ? [] : [counts]),
      ...others.flatMap((each) => differenceLines([each], null, say)),
    ];
    marks.set(id, {
      ...{ change: known?.change ?? 'changed', gone: known?.gone ?? false, other: null },
      lines: [...(known?.lines ?? []), ...lines],
      way: known?.way ?? wayAt(host, []),
    });
  }
  return marks;
}

function cameOrWent(change: CaseChangeType, say: Say): readonly string[] {
  return change === 'added' || change === 'removed' ? [say(`network.change.${change}`)] : [];
}

function partFieldLine(
  { field, host, from, to }: CaseChanges['parts'][number]['fields'][number],
  say: Say,
): string {
  const name = [host, say(`hosts.field.${field}`)].filter((part) => part !== null).join(' ');
  return `${name}: ${from ?? '–'} → ${to ?? '–'}`;
}

function fieldLine({ field, from, to }: FieldChange): string {
  return `${field}: ${nameOf(from)} → ${nameOf(to)}`;
}

/** Of a thing's own coming and going its mark says enough. */
function differenceLines(
  differs: readonly DeviceDifference[],
  own: NetworkDevice | null,
  say: Say,
): readonly string[] {
  return differs.flatMap(({ device, change, fields }) => {
    const name = device === own?.name ? '' : `${device} `;
    if (fields.length > 0) return fields.map((field) => `${name}${fieldLine(field)}`);
    return name === '' ? [] : [`${caseChangeSigns[change].sign} ${name}${say(`network.change.${change}`)}`];
  });
}

export const caseChangeOrder = [
  'added',
  'removed',
  'changed',
  'moved',
] as const satisfies readonly CaseChangeType[];

/** `1 moved, 2 changed`, of things inside of a host. */
function countsText(things: InsideChanges['things'], say: Say): string {
  return caseChangeOrder
    .map((change) => ({ change, count: things.filter((thing) => thing.change === change).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ change, count }) =>
        `${caseChangeSigns[change].sign} ${say(`hosts.change.count.${change}`, { count })}`,
    )
    .join(', ');
}

/** What is marked, counted: an instance that moved has two marks and is one. */
export function changeLegend(
  marks: ReadonlyMap<string, CaseMark>,
  notCompared: readonly string[],
  say: Say,
): readonly LegendEntry[] {
  const counts = { added: 0, removed: 0, changed: 0, moved: 0 };
  for (const [key, { change, gone, other }] of marks) {
    // Both of its hosts were compared: counted where it was.
    const isSecond =
      change === 'moved' && !gone && other !== null && marks.has(other.key) && other.key !== key;
    if (!isSecond) counts[change]++;
  }
  return [
    ...caseChangeOrder.map((change) => ({
      ...caseChangeSigns[change],
      text: say(`hosts.change.count.${change}`, { count: counts[change] }),
    })),
    ...(notCompared.length === 0
      ? []
      : [{ sign: '', tone: null, text: say('hosts.change.notCompared', { hosts: notCompared.join(', ') }) }]),
  ];
}

/** The Compare view at a change. */
export function compareParams({ from, to, filter }: ChangeWay): ViewParams {
  return { ...showAll, from: String(from), to: String(to), filter };
}

/** The marked things in the order of `stops`: what a key goes through. */
export function nextMarked(
  stops: readonly string[],
  marks: ReadonlyMap<string, CaseMark>,
  from: string | null,
  by: 1 | -1,
): string | null {
  const marked = stops.filter((key) => marks.has(key));
  if (marked.length === 0) return null;
  const at = from === null ? -1 : stops.indexOf(from);
  const next =
    by === 1
      ? marked.find((key) => stops.indexOf(key) > at)
      : marked.findLast((key) => at >= 0 && stops.indexOf(key) < at);
  return next ?? (by === 1 ? marked[0] : marked.at(-1)) ?? null;
}

/** While none are shown. */
export const noMarks: ReadonlyMap<string, CaseMark> = new Map();

/** The marks as the picture draws them. */
export function drawnChanges(marks: ReadonlyMap<string, CaseMark>): ReadonlyMap<string, SceneChange> {
  return new Map(
    [...marks].map(([key, { change, gone, other }]) => [
      key,
      { ...caseChangeSigns[change], gone, other: other?.host ?? null },
    ]),
  );
}

/** The snapshot that still has each thing that went, by key. `since`: that which parts of the case are compared with. */
export function goneFrom(
  marks: ReadonlyMap<string, CaseMark>,
  { pairs }: Pick<CaseChanges, 'pairs'>,
  since: number,
): ReadonlyMap<string, number> {
  const from = new Map(pairs.map((pair) => [pair.host, pair.from]));
  return new Map(
    [...goneKeys(marks)].map((key) => {
      const what = parseKey(key);
      return [key, what.kind === 'device' ? (from.get(what.host) ?? since) : since] as const;
    }),
  );
}

/** What is there no more. */
export function goneKeys(marks: ReadonlyMap<string, CaseMark>): ReadonlySet<string> {
  return new Set([...marks].flatMap(([key, mark]) => (mark.gone ? [key] : [])));
}

/**
 * What the case can be compared with, the latest first: the other snapshots of `own`'s host, and of a label that none of
 * these has any host's, because this one may lack one.
 */
export function otherMoments(own: SnapshotInfo, all: readonly SnapshotInfo[]): readonly SnapshotInfo[] {
  const others = all.filter(({ id, host }) => host === own.host && id !== own.id);
  const labels = new Set([own, ...others].map(({ label }) => label));
  for (const each of all) {
    if (each.host === own.host || each.label === null || labels.has(each.label)) continue;
    labels.add(each.label);
    others.push(each);
  }
  return inTime(others).toReversed();
}
