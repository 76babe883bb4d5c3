// What changed in the pictures of the Network view between two snapshots: of a host, of the whole case, and inside of one
// host of it.
import type { Request, Response } from '../../shared/api.ts';
import { caseChanges, hostPairs } from '../../shared/compare/case-changes.ts';
import type { CaseSide } from '../../shared/compare/case-parts.ts';
import { insideChanges, type InsideSide } from '../../shared/compare/inside-changes.ts';
import { hostOfInstance } from '../../shared/compare/moved-instances.ts';
import { networkChanges, type NetworkSide } from '../../shared/compare/network-changes.ts';
import { partSummary } from '../../shared/network/case/overview.ts';
import { caseIndexOf } from './case-indexes.ts';
import { hostInside } from './case-network-views.ts';
import { networkOf } from './case-network.ts';
import type { CaseSession } from './case-session.ts';

export function networkChangesView(
  session: CaseSession,
  { from, to }: Request<'network.changes'>,
): Response<'network.changes'> {
  const { devices, links } = networkChanges(hostSide(session, from), hostSide(session, to));
  return {
    devices: devices.map(({ fields, ...rest }) => ({ ...rest, fields: [...fields] })),
    links: links.map(({ fields, ...rest }) => ({ ...rest, fields: [...fields] })),
  };
}

export function caseChangesView(
  session: CaseSession,
  { from, to }: Request<'network.caseChanges'>,
): Response<'network.caseChanges'> {
  const side = (id: number): CaseSide => ({
    model: networkOf(session).casePlan(id).model,
    facts: (host) => caseIndexOf(session, id).facts(host),
  });
  const [before, after] = [side(from), side(to)];
  return {
    pairs: hostPairs(before.model, after.model),
    parts: caseChanges(before, after).map(({ part, ...rest }) => ({ ...rest, part: partSummary(part) })),
  };
}

export function insideChangesView(
  session: CaseSession,
  { from, to }: Request<'network.insideChanges'>,
): Response<'network.insideChanges'> {
  const side = (id: number): InsideSide => ({
    ...hostSide(session, id),
    inside: hostInside(session, id),
    elsewhere: (instance) => hostOfInstance(session.peers(id), instance),
  });
  return insideChanges(side(from), side(to));
}

function hostSide(session: CaseSession, id: number): NetworkSide {
  const { host, sources } = session.facts(id);
  const { places } = networkOf(session).casePlan(id);
  return {
    model: networkOf(session).node(id),
    sources,
    networkOfVlan: (vlan) => places.ofVlan(host, vlan),
  };
}
