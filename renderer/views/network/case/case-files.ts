// What the view of the whole case saves, and what it pins: the picture as it is unfolded, all of it. DOT is the hosts
// and what joins them.
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { caseDot } from '../../../../shared/network/case/case-dot.ts';
import { cropDrawing } from '../../../../shared/drawing/crop-drawing.ts';
import type { Drawing } from '../../../../shared/drawing/drawing.ts';
import { dotText } from '../../../../shared/network/dot.ts';
import { refOf } from '../../../../shared/notes/find-snapshot.ts';
import { app } from '../../../state/app.svelte.ts';
import { t } from '../../../state/locale.svelte.ts';
import { notes } from '../../../state/notes.svelte.ts';
import type { Rect } from '../../../ui/geometry.ts';
import { inLightTheme, savePage, tokenValues } from '../../../ui/save-page.ts';
import { hostColours } from '../export.ts';
import { saveDot, type FileKind } from '../host-files.ts';
import type { LegendEntry } from '../overlays.ts';
import { drawCase } from './case-drawing.ts';
import type { SceneInput } from './scene-shapes.ts';

/** What is shown; `root` has the tokens in effect. */
export interface ShownCase {
  readonly overview: CaseOverview;
  readonly input: SceneInput;
  /** What the marks of changes mean, and since when; null while none are shown. */
  readonly changes: { readonly legend: readonly LegendEntry[]; readonly since: string } | null;
  readonly root: HTMLElement;
}

/** Rejects when the file cannot be made. */
export async function saveCase(kind: FileKind, shown: ShownCase): Promise<void> {
  const name = `${caseName()}-hosts`;
  if (kind === 'dot') saveDot(name, dotText(caseDot(shown.overview, caseName(), shown.input.changes)));
  else await savePage(caseDrawing(shown), kind, name);
}

/** Keeps the picture as it is drawn now, or the part of it that is in sight. */
export async function pinCase(
  shown: ShownCase,
  { part, search }: { readonly part: Rect | null; readonly search: string },
): Promise<void> {
  const whole = inLightTheme(() => caseDrawing(shown));
  const ids = new Set(shown.overview.hosts.map((host) => host.snapshotId));
  await notes.pin(t('hosts.pin.title', { name: whole.title }), {
    kind: 'picture',
    drawing: part === null ? whole : cropDrawing(whole, part),
    snapshots: app.snapshots.filter(({ id }) => ids.has(id)).map(refOf),
    footer: [footerOf(shown), search].filter((each) => each).join(' · '),
    address: location.hash,
  });
}

/** In the colours in effect. */
function caseDrawing(shown: ShownCase): Drawing {
  const colours = hostColours(tokenValues(shown.root));
  const changes = shown.changes?.legend ?? [];
  return drawCase(shown.input, colours, { title: caseName(), footer: footerOf(shown), changes });
}

function caseName(): string {
  return app.case?.name ?? '';
}

function footerOf({ overview, changes }: ShownCase): string {
  const hosts = t('hosts.table.hosts', { count: overview.hosts.length });
  return changes === null ? hosts : `${hosts} · ${t('hosts.change.since', { name: changes.since })}`;
}
