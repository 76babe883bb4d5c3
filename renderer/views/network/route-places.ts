// From the hops of a route, which are of any host of the case, to what can be selected.
import type { Hop } from '../../../shared/network/model.ts';
import { app } from '../../state/app.svelte.ts';
import { askOnce } from '../../state/ask-once.ts';

/** The snapshot of a host that is looked at together with the current one: of the same label, if there is one. */
export function snapshotOfHost(host: string): number | null {
  const { snapshot, snapshots } = app;
  if (snapshot === null) return null;
  if (snapshot.host === host) return snapshot.id;
  const own = snapshots.filter((each) => each.host === host);
  return (own.find(({ label }) => label === snapshot.label) ?? own[0])?.id ?? null;
}

/** Selects the hop's device; where the model has none, the lines that show the hop. */
export async function selectHop(hop: Pick<Hop, 'host' | 'deviceId' | 'evidence'>): Promise<void> {
  const snapshotId = snapshotOfHost(hop.host);
  if (snapshotId === null) return;
  try {
    const { devices } = await askOnce('network.node', { snapshot: snapshotId });
    const device = devices.find(({ id }) => id === hop.deviceId);
    const [evidence] = hop.evidence;
    if (device) app.select({ kind: 'device', snapshotId, device });
    else if (evidence) app.select({ kind: 'line', snapshotId, evidence });
  } catch (error) {
    app.report(error);
  }
}
