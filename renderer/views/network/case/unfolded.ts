// Which hosts are unfolded, as the address has it: their names, or `none`. Without it a small case is
// unfolded and a large one is not.
import type { CaseOverview, HostSummary } from '../../../../shared/network/case/overview.ts';

/** Hosts and instances that can be seen at once. */
const few = { hosts: 3, instances: 24 } as const;

/** Ids of the unfolded hosts. */
export function unfoldedHosts(
  { hosts }: Pick<CaseOverview, 'hosts'>,
  open: string | undefined,
): ReadonlySet<string> {
  if (open === undefined || open === '')
    return new Set(opensItself(hosts) ? hosts.filter(hasInside).map(({ id }) => id) : []);
  const names = new Set(open.split(','));
  return new Set(hosts.filter(({ host }) => names.has(host)).map(({ id }) => id));
}

/** The parameter for a set of unfolded hosts. */
export function unfoldedParam({ hosts }: Pick<CaseOverview, 'hosts'>, ids: ReadonlySet<string>): string {
  const names = hosts.filter(({ id }) => ids.has(id)).map(({ host }) => host);
  return names.length === 0 ? 'none' : names.join(',');
}

/** Is there anything to see inside? */
export function hasInside({ counts }: HostSummary): boolean {
  return counts.instances + counts.namespaces + counts.bridges > 0;
}

function opensItself(hosts: readonly HostSummary[]): boolean {
  const instances = hosts.reduce((sum, { counts }) => sum + counts.instances, 0);
  return hosts.filter(hasInside).length <= few.hosts && instances <= few.instances;
}
