// What the Compare view shows, as its address keeps it: scope, pair, layout, what of the comparison, and which changes.
import type { SnapshotInfo } from '../../../shared/api.ts';
import {
  changeKinds,
  changeTypes,
  type ChangeKind,
  type ChangeType,
} from '../../../shared/compare/change.ts';
import { asideCategories, type AsideCategory } from '../../../shared/compare/set-aside.ts';
import type { ViewParams } from '../../state/place.ts';
import { inTime, usualPair } from './snapshot-pair.ts';

/** `time`: two snapshots of one host; `hosts`: snapshots of two hosts. */
export const compareScopes = ['time', 'hosts'] as const;
export type CompareScope = (typeof compareScopes)[number];

/**
 * What of the comparison is in sight, the usual one first. Between hosts `changes` has every kind of thing, by its name
 * and with each host's own numbers.
 */
export const comparePages = {
  time: ['changes', 'rates', 'timeline'],
  hosts: ['rules', 'roles', 'matrix', 'renaming', 'settings', 'changes'],
} as const;
export type ComparePage = (typeof comparePages)[CompareScope][number];

export const compareLayouts = ['sides', 'unified'] as const;
export type CompareLayout = (typeof compareLayouts)[number];

/** As parameters: everything, of the pair that is compared. */
export const showAll = { kinds: '', types: '', bridges: '', classes: '', filter: '' } as const;

export interface ComparePlace {
  readonly scope: CompareScope;
  readonly page: ComparePage;
  readonly layout: CompareLayout;
  /** Null where the case has no such snapshots, or both are the same. */
  readonly from: SnapshotInfo | null;
  readonly to: SnapshotInfo | null;
  readonly kinds: readonly ChangeKind[];
  readonly types: readonly ChangeType[];
  readonly include: readonly AsideCategory[];
  readonly filter: string;
}

/** What the parameters name; what they leave out is what one most likely wants to see. */
export function comparePlace(
  params: ViewParams,
  snapshots: readonly SnapshotInfo[],
  current: SnapshotInfo | null,
): ComparePlace {
  const named = (side: 'from' | 'to'): SnapshotInfo | null =>
    snapshots.find(({ id }) => String(id) === params[side]) ?? null;
  const [first, second] = [named('from'), named('to')];
  const wanted = oneOf(compareScopes, params['scope']);
  const scope =
    first !== null && second !== null
      ? first.host === second.host
        ? 'time'
        : 'hosts'
      : (wanted ?? (usualPair(snapshots, current, 'time') === null ? 'hosts' : 'time'));
  const usual = usualPair(snapshots, current, scope);
  return {
    scope,
    page: oneOf<ComparePage>(comparePages[scope], params['show']) ?? comparePages[scope][0],
    layout: oneOf(compareLayouts, params['layout']) ?? 'sides',
    from: first ?? usual?.from ?? null,
    to: second ?? usual?.to ?? null,
    kinds: listed(changeKinds, params['kinds']),
    types: listed(changeTypes, params['types']),
    include: listed(asideCategories, params['include']),
    filter: params['filter'] ?? '',
  };
}

/** The snapshots that one side may have beside the other: of its host over time, of any other host between hosts. */
export function choicesBeside(
  other: SnapshotInfo | null,
  scope: CompareScope,
  snapshots: readonly SnapshotInfo[],
): readonly SnapshotInfo[] {
  if (other === null) return inTime(snapshots);
  return inTime(snapshots.filter(({ host }) => (host === other.host) === (scope === 'time')));
}

function oneOf<T extends string>(all: readonly T[], value: string | undefined): T | null {
  return all.find((each) => each === value) ?? null;
}

function listed<T extends string>(all: readonly T[], parameter: string | undefined): readonly T[] {
  const wanted = (parameter ?? '').split(',');
  return all.filter((each) => wanted.includes(each));
}
