// The ways from a change to where else it is seen: its flow in the Flows view, its device in the picture.
import type { Change, ChangeSide } from '../../../shared/compare/change.ts';
import { app } from '../../state/app.svelte.ts';
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

/** To the picture of the side's host, with the device selected if it is in it. */
export async function showDevice(change: Change, snapshotId: number): Promise<void> {
  const names = deviceNames(change);
  if (names.length === 0) return;
  app.navigate('network', { scope: 'host' }, snapshotId);
  try {
    const { devices } = await app.client.call('network.node', { snapshot: snapshotId });
    for (const name of names) {
      const device = devices.find((each) => each.name === name);
      if (device === undefined) continue;
      app.select({ kind: 'device', snapshotId, device });
      return;
    }
  } catch (error) {
    app.report(error);
  }
}
