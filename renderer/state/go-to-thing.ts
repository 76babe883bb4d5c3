// Where a thing that a note or a pin is about is shown: in the view that shows it best, selected there. And the views
// that pins keep, asked again.
import type { SnapshotInfo } from '../../shared/api.ts';
import type { Anchor, SnapshotRef } from '../../shared/notes/anchor.ts';
import { findSnapshot } from '../../shared/notes/find-snapshot.ts';
import { matrixTable } from '../../shared/notes/matrix-filter.ts';
import type { Pin } from '../../shared/notes/pin.ts';
import type { Resolution } from '../../shared/notes/resolution.ts';
import { thingKey, type Thing } from '../../shared/notes/thing.ts';
import { app } from './app.svelte.ts';
import { t } from './locale.svelte.ts';
import { parsePlace, type ViewParams } from './place.ts';
import { said } from './said.svelte.ts';
import { findSelection, type Selection } from './selection.ts';

/** Goes there; an error is shown to the user. */
export async function goToThing(thing: Thing): Promise<void> {
  try {
    const selection = isSelected(thing)
      ? await findSelection(app.client, thingKey(thing), corrected(thing))
      : null;
    await show(thing, selection);
    if (selection !== null) app.select(selection);
  } catch (error) {
    app.report(error);
  }
}

/** Makes it the selection where one is, unless something else was chosen meanwhile. */
export async function selectThing(thing: Thing, isStill: () => boolean): Promise<void> {
  try {
    const selection = await findSelection(app.client, thingKey(thing));
    if (selection !== null && isStill()) app.select(selection);
  } catch (error) {
    app.report(error);
  }
}

/**
 * Goes to what an anchor names, the likeliest where several fit. Where it is not there any more it goes to what is
 * nearest, and says so.
 */
export async function goToAnchor(anchor: Anchor): Promise<Resolution | null> {
  try {
    const { at } = await app.client.call('notes.resolve', { anchor });
    const [place] = at.state === 'found' ? [at] : at.state === 'several' ? at.places : [at.nearest];
    if (place) await goToThing(place.thing);
    if (at.state === 'gone') said.say(t(`notes.gone.${at.reason}`));
    return at;
  } catch (error) {
    app.report(error);
    return null;
  }
}

/** Shows again what a pin keeps. */
export async function goToPin({ shown }: Pin): Promise<void> {
  switch (shown.kind) {
    case 'thing':
      await goToAnchor(shown.anchor);
      return;
    case 'flow-list': {
      const { snapshot, bridge, filter, sort, descending, columns, grouping } = shown;
      const place = { bridge, source: '', as: '', filter, sort, order: descending ? 'down' : '' };
      goToSnapshot(snapshot, 'flows', { ...place, columns: columns.join(), group: grouping.join() });
      return;
    }
    case 'path': {
      const { snapshot, from, to } = shown;
      goToSnapshot(snapshot, 'network', { scope: '', as: 'route', from, dest: to ?? '' });
      return;
    }
    case 'diff': {
      const [from, to] = shown.snapshots.map(snapshotOf);
      if (!from || !to) {
        said.say(t('notes.gone.no-snapshot'));
        return;
      }
      const { changes, include, filter, between } = shown;
      const pair = { from: String(from.id), to: String(to.id) };
      if (between === 'hosts' && shown.snapshots.length > 2) {
        app.navigate('compare', { ...pair, scope: 'hosts', show: 'matrix', table: matrixTable(filter) });
        return;
      }
      const sameHost = from.host === to.host;
      app.navigate('compare', {
        ...{ ...pair, scope: sameHost ? 'time' : 'hosts', filter },
        ...{ kinds: (changes ?? []).join(), include: include.join() },
        // Between hosts the rules come first, and all things have a page of their own.
        show: between === 'snapshots' && !sameHost ? 'changes' : '',
      });
      return;
    }
    case 'picture': {
      const place = parsePlace(shown.address);
      const [first] = shown.snapshots;
      if (place !== null && first !== undefined) goToSnapshot(first, place.view, place.params);
    }
  }
}

function snapshotOf(ref: SnapshotRef): SnapshotInfo | null {
  return findSnapshot(ref, app.snapshots)[0] ?? null;
}

function goToSnapshot(ref: SnapshotRef, view: Parameters<typeof app.navigate>[0], params: ViewParams): void {
  const snapshot = snapshotOf(ref);
  if (snapshot === null) said.say(t('notes.gone.no-snapshot'));
  else app.navigate(view, params, snapshot.id);
}

/** Corrections of two hosts' renaming stay while it is these two that the Compare view was left with. */
function corrected(thing: Thing): ViewParams {
  const { from, to, rename = '' } = app.paramsOf('compare');
  const isPair = thing.kind === 'rule' && from === String(thing.from) && to === String(thing.to);
  return isPair ? { rename } : {};
}

/** The case, a snapshot and a way are shown, not selected. */
function isSelected({ kind }: Thing): boolean {
  return !['case', 'snapshot', 'route'].includes(kind);
}

async function show(thing: Thing, selection: Selection | null): Promise<void> {
  switch (thing.kind) {
    case 'case':
      app.navigate('overview');
      return;
    case 'snapshot':
      app.navigate('overview', undefined, thing.snapshot);
      return;
    case 'line':
    case 'fact': {
      const evidence =
        selection?.kind === 'line'
          ? selection.evidence
          : selection?.kind === 'fact'
            ? selection.fact.evidence
            : null;
      if (evidence !== null) await app.showLine(evidence);
      return;
    }
    case 'flow':
      if (selection?.kind === 'flow') {
        const { bridge, flow } = selection;
        const place = { bridge, source: String(flow.evidence.sourceId) };
        app.navigate(
          'flows',
          { ...app.paramsOf('flows'), ...place, as: '', filter: '', group: '' },
          thing.snapshot,
        );
      }
      return;
    case 'pipeline': {
      const { snapshot, source, bridge } = thing;
      app.navigate('flows', { bridge, source: String(source), as: 'pipeline' }, snapshot);
      return;
    }
    case 'hop':
      app.navigate('network', { path: thing.path }, thing.snapshot);
      return;
    case 'part':
      app.navigate('network', { scope: 'case' }, thing.snapshot);
      return;
    case 'route':
      app.navigate('network', { as: 'route', from: thing.from, dest: thing.to ?? '' }, thing.snapshot);
      return;
    case 'device':
    case 'link':
      app.navigate('network', {}, thing.snapshot);
      return;
    case 'finding':
      app.navigate('network', { as: 'table', list: 'findings' }, thing.snapshot);
      return;
    case 'rule': {
      const { from, to, source, line } = thing;
      const pair = { from: String(from), to: String(to), rule: `${source}:${line}` };
      app.navigate('compare', { ...pair, ...corrected(thing), scope: 'hosts' });
      return;
    }
    case 'change': {
      const hostOf = (id: number): string | undefined => app.snapshots.find((each) => each.id === id)?.host;
      const sameHost = hostOf(thing.from) === hostOf(thing.to);
      const pair = { from: String(thing.from), to: String(thing.to) };
      app.navigate('compare', { ...pair, show: sameHost ? '' : 'changes' });
    }
  }
}
