// What the view of one host saves, and what it pins: its picture as it is laid out, all of it, or the path that is shown instead. DOT is
// the model itself.
import { dotText, nodeDot, routeDot, type DotMark } from '../../../shared/network/dot.ts';
import type { Route } from '../../../shared/network/route/route.ts';
import type { SnapshotInfo } from '../../../shared/api.ts';
import { cropDrawing } from '../../../shared/drawing/crop-drawing.ts';
import type { Drawing } from '../../../shared/drawing/drawing.ts';
import { refOf } from '../../../shared/notes/find-snapshot.ts';
import { app } from '../../state/app.svelte.ts';
import { t } from '../../state/locale.svelte.ts';
import { notes } from '../../state/notes.svelte.ts';
import { formatTime } from '../../ui/figures.ts';
import type { Rect } from '../../ui/geometry.ts';
import { saveFile } from '../../ui/save-file.ts';
import { inLightTheme, savePage, tokenValues } from '../../ui/save-page.ts';
import { changeSigns, routeEndSigns } from '../../ui/signs.ts';
import { drawHost, hostColours, type HostPage } from './export.ts';
import type { Ghosts } from './ghosts.ts';
import type { Picture } from './graph.ts';
import type { HostChanges } from './overlays.ts';
import { drawnWay, drawRoutes } from '../../../shared/drawing/route-drawing.ts';

export type FileKind = 'svg' | 'png' | 'dot';

/** `root` has the tokens in effect. Rejects when the file cannot be made. */
export async function savePicture(
  kind: Exclude<FileKind, 'dot'>,
  snapshot: SnapshotInfo,
  picture: Picture,
  page: Omit<HostPage, 'title' | 'footer'>,
  root: HTMLElement,
): Promise<void> {
  await savePage(hostDrawing(snapshot, picture, page, root), kind, hostName(snapshot));
}

/** What is drawn and what is laid over it, all of it. */
function hostDrawing(
  snapshot: SnapshotInfo,
  picture: Picture,
  page: Omit<HostPage, 'title' | 'footer'>,
  root: HTMLElement,
): Drawing {
  const title = t('network.save.title', { host: snapshot.host });
  return drawHost(picture, hostColours(tokenValues(root)), { ...page, title, footer: footerOf(snapshot) });
}

/** Keeps the picture as it is drawn now for the report, of a part that is in sight that part; `words` say what it shows. */
export async function pinPicture(
  snapshot: SnapshotInfo,
  picture: Picture,
  page: Omit<HostPage, 'title' | 'footer'>,
  root: HTMLElement,
  { part, words }: { readonly part: Rect | null; readonly words: readonly (string | null)[] },
): Promise<void> {
  const whole = inLightTheme(() => hostDrawing(snapshot, picture, page, root));
  // What a part has no room for.
  const legend = page.legend.slice(0, 20).map(({ sign, text }) => `${sign} ${text}`.trim());
  await notes.pin(whole.title, {
    kind: 'picture',
    drawing: part === null ? whole : cropDrawing(whole, part),
    snapshots: [refOf(snapshot)],
    footer: [footerOf(snapshot), ...words, ...(part === null ? [] : legend)]
      .filter((each) => each !== null && each !== '')
      .join(' · '),
    address: location.hash,
  });
}

/** Keeps the path that is asked for, by its ends; the report asks again. */
export async function pinRoute(
  snapshot: SnapshotInfo,
  ends: { readonly from: string; readonly to: string | null },
  [way]: readonly Route[],
): Promise<void> {
  const outside = t('network.route.point.outside');
  const names = { from: way?.from.name ?? ends.from, to: way?.to.name ?? ends.to ?? outside };
  await notes.pin(t('network.route.title', names), { kind: 'path', snapshot: refOf(snapshot), ...ends });
}

export function saveHostDot(
  snapshot: SnapshotInfo,
  { model, devices }: Ghosts,
  changes: HostChanges | null,
): void {
  const told = [
    ...(changes?.devices ?? []).map(({ change, device }) => [device.id, change] as const),
    ...(changes?.links ?? []).map(({ change, link }) => [link.id, change] as const),
  ];
  const marks = new Map(
    told.map(([id, change]): readonly [string, DotMark] => [
      id,
      { sign: changeSigns[change].sign, gone: change === 'removed' || devices.has(id) },
    ]),
  );
  saveDot(hostName(snapshot), dotText(nodeDot(model, marks)));
}

/** A path there and back: DOT has the way there. */
export async function saveRoute(
  kind: FileKind,
  snapshot: SnapshotInfo,
  routes: readonly Route[],
  root: HTMLElement,
): Promise<void> {
  const [forward, backward] = routes;
  if (forward === undefined || backward === undefined) return;
  const name = `${app.case?.name ?? ''}-${forward.from.name}-${forward.to.name}-path`;
  if (kind === 'dot') {
    saveDot(name, dotText(routeDot(forward)));
    return;
  }
  const text = {
    title: t('network.route.title', { from: forward.from.name, to: forward.to.name }),
    footer: footerOf(snapshot),
    heads: [
      `${t('network.route.forward')}: ${forward.from.name} → ${forward.to.name}`,
      `${t('network.route.backward')}: ${backward.from.name} → ${backward.to.name}`,
    ],
    ends: [forward, backward].map(({ end, reason }) => {
      const { sign, tone } = routeEndSigns[end];
      const what = `${sign} ${t(`network.route.end.${end}`)}`;
      const why = reason === null ? '' : `: ${reason.replaceAll('`', '')}`;
      return { text: `${what}${why}`, bad: tone !== 'ok' };
    }),
    missing: t('app.knowledge.missing'),
  };
  await savePage(
    drawRoutes([forward, backward].map(drawnWay), hostColours(tokenValues(root)), text),
    kind,
    name,
  );
}

export function saveDot(name: string, text: string): void {
  saveFile(`${name}.dot`, new Blob([text], { type: 'text/vnd.graphviz' }));
}

function hostName({ host }: SnapshotInfo): string {
  return `${app.case?.name ?? ''}-${host}-network`;
}

function footerOf({ label, capturedAt }: SnapshotInfo): string {
  return [app.case?.name, label, capturedAt && formatTime(capturedAt)].filter((part) => part).join(' · ');
}
