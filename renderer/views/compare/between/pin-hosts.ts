// More than two hosts as one pin: which are compared, and of which table; the report compares them again.
import type { SnapshotInfo } from '../../../../shared/api.ts';
import { refOf } from '../../../../shared/notes/find-snapshot.ts';
import { matrixFilter } from '../../../../shared/notes/matrix-filter.ts';
import { notes } from '../../../state/notes.svelte.ts';
import { shortHostNames } from '../../../ui/host-names.ts';

/** `table`: `br-int 60`, or null for all. Rejects as `notes.pin` does. */
export async function pinHosts(hosts: readonly SnapshotInfo[], table: string | null): Promise<void> {
  const short = shortHostNames(hosts.map(({ host }) => host));
  const names = hosts.map(({ host }) => short.get(host) ?? host).join(', ');
  await notes.pin(table === null ? names : `${names} · ${table}`, {
    ...{ kind: 'diff', between: 'hosts', snapshots: hosts.map(refOf), changes: null, include: [] },
    filter: matrixFilter(table),
  });
}
