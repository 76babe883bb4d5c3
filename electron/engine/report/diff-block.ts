// Comparisons in a report: two snapshots one after the other, or two and more hosts beside each other.
import type { RuleResult } from '../../../shared/compare/between/compare-nodes.ts';
import { changeOfRule } from '../../../shared/compare/between/rule-change.ts';
import type { Change, ChangeKind, ChangeSide } from '../../../shared/compare/change.ts';
import type { AsideCategory } from '../../../shared/compare/set-aside.ts';
import { asideCategories } from '../../../shared/compare/set-aside.ts';
import type { SnapshotInfo } from '../../../shared/api.ts';
import type { BlockOf, ReportChange } from '../../../shared/report/document.ts';
import { betweenWindow } from '../between-views.ts';
import { comparisonsOf } from '../case-comparisons.ts';
import type { CaseSession } from '../case-session.ts';
import { changeWindow } from '../change-views.ts';
import { snapshotText, type Say } from '../../../shared/report/report-words.ts';
import { placesOf, snapshotOf } from './places.ts';

type DiffBlock = BlockOf<'diff'>;

/** Changes that one comparison shows in a report; what is beyond is counted. */
const mostChanges = 200;
const mostPlaces = 2;

export interface DiffAsked {
  readonly kinds: readonly ChangeKind[] | null;
  readonly include: readonly AsideCategory[];
  readonly filter: string;
}

export function diffBlock(
  session: CaseSession,
  from: SnapshotInfo,
  to: SnapshotInfo,
  { kinds, include, filter }: DiffAsked,
  caption: string,
  say: Say,
): DiffBlock {
  const { matched, rows, error } = changeWindow(session, {
    ...{ from: from.id, to: to.id, include: [...include], filter, offset: 0, limit: mostChanges },
    ...(kinds === null ? {} : { kinds: [...kinds] }),
  });
  const { events, notComparable } = comparisonsOf(session).comparison(from.id, to.id, include);
  const asked = notComparable.filter(({ kind }) => kinds?.includes(kind) ?? true);
  return {
    ...{ kind: 'diff', caption, from: snapshotOf(from), to: snapshotOf(to) },
    filter: diffFilterText({ kinds, include, filter }, say),
    events: [
      ...(error === null ? [] : [say('document.badFilter', { message: error.message })]),
      ...events.map(({ scope, of }) => {
        const what = say(`compare.restart.${scope}`);
        return of.length === 0 ? what : `${what}: ${of.join(', ')}`;
      }),
    ],
    changes: rows.map((row) => changeShown(row, say)),
    leftOut: matched - rows.length,
    notCompared: asked.map(({ kind, scope, missingIn, command }) => {
      const what = [say(`compare.kind.${kind}`), scope].filter((part) => part !== null).join(' ');
      const where = missingIn === 'from' ? from : to;
      const name = snapshotText(where);
      return command === null
        ? say('document.notCompared', { what, where: name })
        : say('document.notComparedWants', { what, where: name, command });
    }),
  };
}

/** What of a comparison is asked for, in one line: the filter, the kinds, and what is compared that usually is not. */
export function diffFilterText({ kinds, include, filter }: DiffAsked, say: Say): string {
  return [
    filter.trim(),
    ...(kinds ?? []).map((kind) => say(`compare.kind.${kind}`)),
    ...include.map((category) => `+ ${say(`compare.aside.${category}`)}`),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** The flow rules of the first host held against each other one: what differs, lacks or is not understood. */
export function hostsBlocks(
  session: CaseSession,
  snapshots: readonly SnapshotInfo[],
  filter: string,
  caption: string,
  say: Say,
): readonly DiffBlock[] {
  const [first, ...others] = snapshots;
  if (first === undefined) return [];
  return others.map((other) => {
    const { matched, rows, error } = betweenWindow(session, {
      ...{ from: first.id, to: other.id, rename: [], classes: ['differs', 'lacks', 'unresolved'], filter },
      ...{ offset: 0, limit: mostChanges },
    });
    return {
      ...{ kind: 'diff', caption, from: snapshotOf(first), to: snapshotOf(other), filter },
      events: error === null ? [] : [say('document.badFilter', { message: error.message })],
      changes: rows.map((rule) => ruleShown(rule, say)),
      leftOut: matched - rows.length,
      notCompared: [],
    };
  });
}

/** One change by its kind and key, also one that was set aside; null when it is none of the two snapshots. */
export function changeNamed(
  session: CaseSession,
  from: number,
  to: number,
  { kind, key }: Pick<Change, 'kind' | 'key'>,
): Change | null {
  for (const include of [[], [...asideCategories]]) {
    const { changes } = comparisonsOf(session).comparison(from, to, include);
    const found = changes.find((change) => change.kind === kind && change.key === key);
    if (found !== undefined) return found;
  }
  return null;
}

export function changeShown({ kind, change, key, from, to, fields }: Change, say: Say): ReportChange {
  return {
    change,
    kind: say(`compare.kind.${kind}`),
    key,
    fields: fields.map((name) => ({ name, from: valueOf(from, name), to: valueOf(to, name) })),
    sameNumbers: true,
    from: sideOf(from),
    to: sideOf(to),
  };
}

/** A rule of two hosts. */
export function ruleShown(rule: RuleResult, say: Say): ReportChange {
  return { ...changeShown(changeOfRule(rule), say), sameNumbers: false };
}

function valueOf(side: ChangeSide | null, name: string): string | null {
  const value = side?.fields[name] ?? null;
  return value === null ? null : String(value);
}

function sideOf(side: ChangeSide | null): ReportChange['from'] {
  return side === null ? null : { text: side.text, places: placesOf(side.evidence, mostPlaces) };
}
