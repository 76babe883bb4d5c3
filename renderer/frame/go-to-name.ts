// Where a name of the palette leads: to the thing itself, selected, in the view that shows it best.
import type { EntityRow, Response } from '../../shared/api.ts';
import { app } from '../state/app.svelte.ts';
import { views } from '../views.ts';

type Name = Response<'names.find'>['names'][number];

const isBuilt = (view: string): boolean => views.some((each) => each.name === view);

/** Goes there; an error is shown to the user. */
export async function goToName(name: Name): Promise<void> {
  try {
    switch (name.what) {
      case 'host':
        // A host that facts only mention has no snapshot of its own.
        if (name.sourceId === null) app.navigate('overview', undefined, name.snapshotId);
        else await goToThing(name);
        return;
      case 'source':
        app.navigate('sources', { source: String(name.sourceId ?? '') }, name.snapshotId);
        return;
      default:
        await goToThing(name);
    }
  } catch (error) {
    app.report(error);
  }
}

async function goToThing(name: Name): Promise<void> {
  const snapshotId = name.snapshotId;
  const { devices } = await app.client.call('network.node', { snapshot: snapshotId });
  const device = devices.find(
    (each) => each.name === name.name || each.mac === name.name || each.addresses.includes(name.name),
  );
  if (device && isBuilt('network')) {
    app.navigate('network', undefined, snapshotId);
    app.select({ kind: 'device', snapshotId, device });
    return;
  }
  const { facts } = await app.client.call('facts.about', { snapshot: snapshotId, name: name.name, limit: 1 });
  const fact = facts[0];
  if (!fact) return;
  await app.showLine(fact.evidence);
  app.select({ kind: 'fact', snapshotId, fact });
}

/** Goes to what a snapshot calls by this name; nothing happens when it names nothing. */
export async function goToText(text: string, snapshotId: number): Promise<void> {
  try {
    const { names } = await app.client.call('names.find', { text, limit: 50 });
    const exact = names.filter((name) => name.name === text);
    const found = exact.find((name) => name.snapshotId === snapshotId) ?? exact[0];
    if (found) await goToName(found);
  } catch (error) {
    app.report(error);
  }
}

/** To the entity's device in the picture; without one, to the lines that name it. An error is shown to the user. */
export async function goToEntity({ by, place }: EntityRow, snapshotId: number | null): Promise<void> {
  const device = place?.device ?? by.value;
  const [first] = by.evidence;
  try {
    const at = place?.snapshotId ?? snapshotId;
    if (at === null) return;
    if (place !== null)
      await goToThing({
        name: device,
        what: 'device',
        host: place.host,
        snapshotId: at,
        sourceId: null,
        line: null,
      });
    else if (first) await app.showLine(first);
  } catch (error) {
    app.report(error);
  }
}
