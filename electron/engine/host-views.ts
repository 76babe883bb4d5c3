// What the view of one host asks beside its model: the firewalls of its instances' ports, and what its devices
// have counted, since another snapshot of that host where one is named.
import type { Request, Response } from '../../shared/api.ts';
import { countersOfDevices } from '../../shared/network/counters/counter-changes.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { networkOf } from './case-network.ts';
import type { CaseSession } from './case-session.ts';

export function hostFirewalls(
  session: CaseSession,
  { snapshot }: Request<'network.firewalls'>,
): Response<'network.firewalls'> {
  return { firewalls: networkOf(session).firewalls(snapshot) };
}

export function hostCounters(
  session: CaseSession,
  { snapshot, since }: Request<'network.counters'>,
): Response<'network.counters'> {
  const [own, then] = [snapshot, since].map((id) => session.snapshots().find((each) => each.id === id));
  if (since !== null && then?.host !== own?.host)
    throw new CodedError('bad-request', 'Counters are compared between snapshots of one host');
  const [from, to] = [then?.capturedAt ?? null, own?.capturedAt ?? null];
  return {
    seconds: from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000,
    devices: countersOfDevices(
      networkOf(session).node(snapshot).devices,
      networkOf(session).counters(snapshot),
      since === null ? null : networkOf(session).counters(since),
    ),
  };
}
