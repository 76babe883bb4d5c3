// The ways from a change to where else it is seen: its flow in the Flows view, its device in the picture, with what else
// changed since.
import type { Change, ChangeSide } from '../../../shared/compare/change.ts';
import { app } from '../../state/app.svelte.ts';
import type { ViewParams } from '../../state/place.ts';
import { deviceNames, flowPlace } from './change-text.ts';

/** To the flow of one side, selected; nothing happens for what is no flow. */
export async function showFlow(change: Change, side: ChangeSide | null, snapshotId: number): Promise<void> {
  const place = flowPlace(change, side);
  const evidence = side?.evidence[0];
  if (place === null || evidence === undefined) return;
  const { bridge, source, filter } = place;
  app.navigate('flows', { bridge, source: String(source), filter }, snapshotId);
  try {
    const { rows } = await app.client.call('flows.window', {
      ...{ source, bridge, filter, sort: 'table', descending: false, offset: 0, limit: 50 },
    });
    const flow = rows.find((row) => row.evidence.firstLine === evidence.firstLine);
    if (flow !== undefined) app.select({ kind: 'flow', snapshotId, bridge, flow });
  } catch (error) {
    app.report(error);
  }
}

/** The snapshots compared. */
export interface Pair {
  readonly from: number;
  readonly to: number;
}

/** The hosts of the case, with what changed over all of them between the moments that two snapshots are of. */
export function showCase({ from, to }: Pair, more: ViewParams = {}): void {
  app.navigate('network', { scope: 'case', over: 'changes', since: String(from), ...more }, to);
}

/**
 * To the picture of the change's host, with the device selected. Over time it is the later one with what changed since the
 * earlier, in which what went is still drawn; between hosts it is the side's own. What is in neither, or moved from host
 * to host, is shown among all hosts.
 */
export async function showDevice(change: Change, which: 'from' | 'to', pair: Pair): Promise<void> {
  const names = deviceNames(change);
  const [name] = names;
  if (name === undefined) return;
  const [from, to] = [pair.from, pair.to].map((id) => app.snapshots.find((each) => each.id === id));
  const overTime = from !== undefined && from.host === to?.host;
  try {
    const hosts = hostsOf(change);
    if (overTime && hosts.length > 1) {
      const snapshotId = await snapshotOf(change[which]);
      showCase(pair, { open: hosts.join(',') });
      if (snapshotId !== null) await selectDevice(names, [snapshotId]);
      return;
    }
    if (overTime)
      app.navigate('network', { scope: 'host', over: 'changes', since: String(pair.from) }, pair.to);
    else app.navigate('network', { scope: 'host' }, pair[which]);
    const other = which === 'from' ? pair.to : pair.from;
    if (await selectDevice(names, overTime ? [pair[which], other] : [pair[which]])) return;
    if (overTime) showCase(pair, { find: name });
  } catch (error) {
    app.report(error);
  }
}

/** From where to where an instance moved; none where nothing did. */
function hostsOf({ kind, change, from, to }: Change): readonly string[] {
  if (kind !== 'instances' || change !== 'moved') return [];
  return [from, to].flatMap((side) => {
    const host = side?.fields['host'];
    return typeof host === 'string' ? [host] : [];
  });
}

/** A side may be of a snapshot of another host than those compared. */
async function snapshotOf(side: ChangeSide | null): Promise<number | null> {
  const evidence = side?.evidence[0];
  if (evidence === undefined) return null;
  const { source } = await app.client.call('sources.get', { source: evidence.sourceId });
  return source.snapshotId;
}

/** Selects the first device of one of the names, in the first snapshot that has one. */
async function selectDevice(names: readonly string[], snapshots: readonly number[]): Promise<boolean> {
  for (const snapshotId of snapshots) {
    const { devices } = await app.client.call('network.node', { snapshot: snapshotId });
    for (const name of names) {
      const device = devices.find((each) => each.name === name);
      if (device === undefined) continue;
      app.select({ kind: 'device', snapshotId, device });
      return true;
    }
  }
  return false;
}
