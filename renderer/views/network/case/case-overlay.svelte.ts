// What may lie over the picture of the case: the networks, or what changed since other snapshots. Which, and since when,
// is in the address, by the same names as in the picture of one host.
import type { SnapshotInfo } from '../../../../shared/api.ts';
import { app } from '../../../state/app.svelte.ts';
import { t } from '../../../state/locale.svelte.ts';
import { snapshotName } from '../../../state/snapshot-name.ts';
import { formatTime } from '../../../ui/figures.ts';
import type { MenuGroup } from '../../../ui/menu-entries.ts';
import type { LegendEntry } from '../overlays.ts';
import {
  caseMarks,
  changeLegend,
  drawnChanges,
  goneFrom,
  goneKeys,
  noMarks,
  otherMoments,
  type CaseMark,
} from './case-changes.ts';
import type { CaseData } from './case-data.svelte.ts';

const noneGone: ReadonlyMap<string, number> = new Map();

export class CaseOverlay {
  readonly #data: CaseData;

  constructor(data: CaseData) {
    this.#data = data;
  }

  readonly showsChanges = $derived(app.view.params['over'] === 'changes');

  /** What the case can be compared with, the latest first. */
  readonly others: readonly SnapshotInfo[] = $derived(
    app.snapshot === null ? [] : otherMoments(app.snapshot, app.snapshots),
  );

  /** As the address says, else the one before this one, else any other; null where the case has no other. */
  readonly since: SnapshotInfo | null = $derived.by(() => {
    const named = app.snapshots.find(({ id }) => String(id) === app.view.params['since']);
    if (named !== undefined && named.id !== app.snapshot?.id) return named;
    const at = app.snapshot?.capturedAt ?? '';
    return this.others.find(({ capturedAt }) => (capturedAt ?? '') < at) ?? this.others[0] ?? null;
  });

  /** What is asked for with the case; null while no changes are shown. */
  readonly sinceId: number | null = $derived(this.showsChanges ? (this.since?.id ?? null) : null);

  readonly marks: ReadonlyMap<string, CaseMark> = $derived.by(() => {
    const { changes, insideChanges } = this.#data;
    return changes === null || !this.showsChanges ? noMarks : caseMarks(changes, insideChanges, t);
  });

  /** The same as the picture draws it. */
  readonly drawn = $derived(drawnChanges(this.marks));

  /** What is there no more. */
  readonly gone = $derived(goneKeys(this.marks));

  /** The snapshot that still has it, by key. */
  readonly goneFrom: ReadonlyMap<string, number> = $derived.by(() => {
    const { changes } = this.#data;
    if (changes === null || this.sinceId === null) return noneGone;
    return goneFrom(this.marks, changes, this.sinceId);
  });

  readonly legend: readonly LegendEntry[] = $derived.by(() => {
    if (!this.showsChanges) return [];
    const { changes } = this.#data;
    if (this.since === null) return [{ sign: '', tone: null, text: t('hosts.change.noOther') }];
    if (changes === null) return [];
    const once = changes.pairs.filter(({ from, to }) => from === to).map(({ host }) => host);
    return changeLegend(this.marks, once, t);
  });

  /** For a title. */
  readonly sinceName: string = $derived(
    this.since === null ? '' : (this.since.label ?? snapshotName(app.snapshots, this.since.id)),
  );

  readonly menu: readonly MenuGroup[] = $derived([
    {
      id: 'overlay',
      entries: (['networks', 'changes'] as const).map((name) => ({
        id: name,
        text: t(`network.overlay.${name}`),
        checked: this.showsChanges === (name === 'changes'),
        run: () => app.setParams({ over: name === 'changes' ? name : '' }),
      })),
    },
    ...(this.others.length === 0
      ? []
      : [
          {
            id: 'since',
            title: t('hosts.change.since.title'),
            entries: this.others.map((other) => ({
              id: String(other.id),
              text: snapshotName(app.snapshots, other.id),
              hint: other.capturedAt === null ? undefined : formatTime(other.capturedAt),
              mono: true,
              checked: this.showsChanges && this.since?.id === other.id,
              run: () => app.setParams({ over: 'changes', since: String(other.id) }),
            })),
          },
        ]),
  ]);
}
