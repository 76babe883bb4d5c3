// The methods of the network that are about the whole case.
import type { Request, Response } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { casePart } from '../../shared/network/case/build-case.ts';
import { findInside } from '../../shared/network/case/find-inside.ts';
import { hostNetworks } from '../../shared/network/case/host-networks.ts';
import { insideOf } from '../../shared/network/case/inside.ts';
import { overviewOf } from '../../shared/network/case/overview.ts';
import { tunnelUses } from '../../shared/network/case/tunnel-use.ts';
import { networkOf } from './case-network.ts';
import { caseIndexOf } from './case-indexes.ts';
import type { CaseSession } from './case-session.ts';

export function caseOverview(session: CaseSession, snapshot: number): Response<'network.case'> {
  return overviewOf(networkOf(session).casePlan(snapshot).model);
}

export function networksAtHost(session: CaseSession, snapshot: number): Response<'network.networks'> {
  return {
    networks: hostNetworks(networkOf(session).node(snapshot), networkOf(session).casePlan(snapshot).places),
  };
}

/** Throws 'not-found'. */
export function casePartView(
  session: CaseSession,
  { snapshot, part: id }: Request<'network.casePart'>,
): Response<'network.casePart'> {
  const part = casePart(networkOf(session).casePlan(snapshot).model, id);
  if (part === null) throw new CodedError('not-found', `The hosts of this case have no ${id}.`);
  return part;
}

export function tunnelUsesView(
  session: CaseSession,
  { snapshot, tunnels }: Request<'network.tunnelUses'>,
): Response<'network.tunnelUses'> {
  const { model, places } = networkOf(session).casePlan(snapshot);
  const wanted = new Set(tunnels);
  const index = caseIndexOf(session, snapshot);
  return {
    tunnels: model.tunnels
      .filter(({ id }) => wanted.has(id))
      .map((tunnel) => ({ tunnel: tunnel.id, uses: tunnelUses(index, model, places, tunnel) })),
  };
}

export function hostInside(session: CaseSession, snapshot: number): Response<'network.inside'> {
  return insideOf(networkOf(session).node(snapshot), networkOf(session).casePlan(snapshot).places);
}

export function foundInside(
  session: CaseSession,
  { snapshot, text, limit }: Request<'network.findInside'>,
): Response<'network.findInside'> {
  const found = findInside(caseIndexOf(session, snapshot), text);
  return { total: found.length, found: found.slice(0, limit) };
}
