// Groups, marks, references, fields and tables of a dump, as the Flows view asks for them. What must go
// through the whole dump works for a moment and tells how far it is.
import type { FactRow, Request, Response } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { networkOf } from './case-network.ts';
import { flowsOf } from './case-flows.ts';
import { getFact } from './case-file/queries/facts.ts';
import type { ReferenceSubject } from './case-file/queries/flow-references.ts';
import { FlowReferences } from './case-file/queries/flow-references.ts';
import { sourceOfFlow } from './case-file/flow-ids.ts';
import { sourceById } from './case-file/queries/sources.ts';
import type { CaseSession } from './case-session.ts';
import { dumpPlace, flowTest, longest, portNumbers } from './flow-views.ts';

export function flowTallies(
  session: CaseSession,
  request: Request<'flows.tallies'>,
): Response<'flows.tallies'> {
  const place = dumpPlace(session, request.source, request.bridge);
  return { tables: session.query(() => flowsOf(session).studies.tables(place)) };
}

export function flowFields(session: CaseSession, request: Request<'flows.fields'>): Response<'flows.fields'> {
  const place = dumpPlace(session, request.source, request.bridge);
  return session.query(() => {
    const shapes = flowsOf(session).studies.shapes(place);
    shapes.goOn('match', performance.now() + longest);
    const complete = shapes.complete('match');
    const total = flowsOf(session).windows.dump(place).count;
    const fields = complete ? flowsOf(session).studies.fields(place) : [];
    return { complete, done: shapes.done('match'), total, fields };
  });
}

export function flowGroups(session: CaseSession, request: Request<'flows.groups'>): Response<'flows.groups'> {
  const place = dumpPlace(session, request.source, request.bridge);
  const filter = flowTest(session, place, request.filter);
  return session.query(() => {
    const total = flowsOf(session).windows.dump(place).count;
    const nothing = { complete: false, done: 0, total, matched: 0, groups: 0, rows: [], error: null };
    if (filter !== null && 'at' in filter)
      return { ...nothing, complete: true, error: { ...filter, params: { ...filter.params } } };
    const until = performance.now() + longest;
    const groups = flowsOf(session).studies.groups(place, filter, request.by, longest);
    groups?.goOn(until);
    if (groups === null || !groups.complete) return { ...nothing, done: groups?.done ?? 0 };
    const { sort, descending, offset, limit } = request;
    const rows = groups.window(sort, descending, offset, limit, until);
    const counts = { done: total, total, matched: groups.flows, groups: groups.count, error: null };
    return { ...counts, complete: rows !== null, rows: rows ?? [] };
  });
}

export function groupsOfFlows(
  session: CaseSession,
  request: Request<'flows.groupsOf'>,
): Response<'flows.groupsOf'> {
  const place = dumpPlace(session, request.source, request.bridge);
  const filter = flowTest(session, place, request.filter);
  return session.query(() => {
    if (filter !== null && 'at' in filter) return { complete: true, groups: [] };
    const groups = flowsOf(session).studies.groups(place, filter, request.by, longest);
    groups?.goOn(performance.now() + longest);
    if (groups === null || !groups.complete) return { complete: false, groups: [] };
    const dump = flowsOf(session).windows.dump(place);
    const found = request.flows.flatMap((flow) => {
      const at = dump.placeOf(flow);
      const group = at === null ? null : groups.groupAt(at);
      return group === null ? [] : [{ flow, group }];
    });
    return { complete: true, groups: found };
  });
}

export function flowsOfGroup(session: CaseSession, request: Request<'flows.group'>): Response<'flows.group'> {
  const place = dumpPlace(session, request.source, request.bridge);
  const filter = flowTest(session, place, request.filter);
  const { group, sort, descending, offset, limit } = request;
  return session.query(() => {
    const test = filter !== null && 'at' in filter ? null : filter;
    const groups = flowsOf(session).studies.groups(place, test, request.by, Infinity);
    groups?.goOn(Infinity);
    const members = groups?.members(group) ?? new Uint32Array(0);
    if (members.length === 0) throw new CodedError('not-found', `There is no group ${group} of these flows.`);
    const dump = flowsOf(session).windows.dump(place);
    const order = flowsOf(session).windows.places(place, null, { sort, descending }) ?? members;
    const rows = Array.from(inOrder(members, order, dump.count).subarray(offset, offset + limit), (at) =>
      dump.row(place, at),
    );
    return { matched: members.length, rows: flowsOf(session).studies.marked(place, rows) };
  });
}

/** The members, which are in reading order, in the order of all. */
function inOrder(members: Uint32Array, order: Uint32Array, count: number): Uint32Array {
  const wanted = new Uint8Array(count);
  for (const at of members) wanted[at] = 1;
  return order.filter((at) => wanted[at] === 1);
}

export function flowMarks(session: CaseSession, request: Request<'flows.marks'>): Response<'flows.marks'> {
  const place = dumpPlace(session, request.source, request.bridge);
  return session.query(() => {
    const marks = flowsOf(session).studies.marks(place, () => portNumbers(session, place));
    marks.goOn(performance.now() + longest);
    const { complete, done, duplicates, overlaps, notSearched, notUnderstood } = marks;
    const total = flowsOf(session).windows.dump(place).count;
    return { complete, done, total, duplicates, overlaps, notSearched, notUnderstood };
  });
}

export function flowReferences(
  session: CaseSession,
  { subject }: Request<'flows.references'>,
): Response<'flows.references'> {
  const asked = subject.kind === 'flow' ? flowSubject(session, subject) : factSubject(session, subject.fact);
  if (asked === null) return { complete: true, done: 0, total: 0, to: [], from: [], beside: [] };
  const { source, bridge, find } = asked;
  const place = dumpPlace(session, source, bridge);
  return session.query((db) => {
    const snapshot = sourceById(db, source).snapshot_id;
    const references = flowsOf(session).references(JSON.stringify([subject, source]), () => {
      const dump = flowsOf(session).windows.dump(place);
      const fact = (kind: 'openflow-group' | 'openflow-meter', number: number): FactRow | null => {
        const found =
          kind === 'openflow-group'
            ? session
                .facts(snapshot)
                .of(kind)
                .find(({ data }) => data.groupId === number && (data.bridge ?? bridge) === bridge)
            : session
                .facts(snapshot)
                .of(kind)
                .find(({ data }) => data.meter === String(number) && (data.bridge ?? bridge) === bridge);
        return found === undefined ? null : getFact(db, found.id);
      };
      const at = find((id) => dump.placeOf(id));
      const ports = portNumbers(session, place);
      return new FlowReferences({ dump, place, node: networkOf(session).node(snapshot), ports, fact }, at);
    });
    references.goOn(performance.now() + longest);
    const { to, from, beside } = references.answer();
    const total = flowsOf(session).windows.dump(place).count;
    return {
      ...{ complete: references.complete, done: references.done, total },
      ...{ to: [...to], from: [...from], beside: [...beside] },
    };
  });
}

interface Asked {
  readonly source: number;
  readonly bridge: string;
  readonly find: (placeOf: (flowId: number) => number | null) => ReferenceSubject;
}

function flowSubject(
  session: CaseSession,
  { flow, bridge }: { readonly flow: number; readonly bridge: string },
): Asked {
  session.query((db) => getFact(db, flow));
  return {
    source: sourceOfFlow(flow),
    bridge,
    find: (placeOf) => {
      const at = placeOf(flow);
      if (at === null) throw new CodedError('not-found', `Flow ${flow} is not one of ${bridge}.`);
      return { kind: 'flow', at };
    },
  };
}

/** Of a group or a meter, in the dump in use of its bridge; null for any other fact, and where there is no dump. */
function factSubject(session: CaseSession, id: number): Asked | null {
  const { kind, data, evidence } = session.query((db) => getFact(db, id));
  const number = Number(kind === 'openflow-group' ? data['groupId'] : data['meter']);
  if ((kind !== 'openflow-group' && kind !== 'openflow-meter') || !Number.isInteger(number)) return null;
  const snapshot = session.query((db) => sourceById(db, evidence.sourceId).snapshot_id);
  const dumps = session.dumps(snapshot);
  const named = dumps.find(({ bridge }) => bridge === data['bridge']);
  const of = named ?? (dumps.length === 1 ? dumps[0] : undefined);
  if (of === undefined) return null;
  return {
    ...{ source: of.chosen.source.id, bridge: of.bridge },
    find: () => ({ kind: kind === 'openflow-group' ? 'group' : 'meter', number }),
  };
}

export function flowPlace(session: CaseSession, request: Request<'flows.place'>): Response<'flows.place'> {
  const place = dumpPlace(session, request.source, request.bridge);
  const filter = flowTest(session, place, request.filter);
  if (filter !== null && 'at' in filter) return { place: null };
  const { sort, descending } = request;
  return session.query(() => {
    const at = flowsOf(session).windows.dump(place).placeOf(request.flow);
    const places = flowsOf(session).windows.places(place, filter, { sort, descending });
    const found = at === null || places === null ? -1 : places.indexOf(at);
    return { place: found < 0 ? null : found };
  });
}
