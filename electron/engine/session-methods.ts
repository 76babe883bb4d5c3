// The methods of shared/api.ts that ask the open case: each one turns a request into a query and the
// result into the response.
import type { Engine } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import {
  betweenPlace,
  betweenRuler,
  betweenMatrix,
  betweenRoles,
  betweenSettings,
  betweenSummary,
  betweenText,
  betweenWindow,
} from './between-views.ts';
import {
  changePlace,
  changeRuler,
  changeText,
  changeValues,
  changeWindow,
  fieldNames,
} from './change-views.ts';
import { caseChangesView, insideChangesView, networkChangesView } from './picture-changes.ts';
import { changeNeighbours } from './change-neighbours.ts';
import { comparisonSummary, timelineWindow } from './comparison-views.ts';
import { ratesWindow } from './rates-view.ts';
import { networkOf } from './case-network.ts';
import { comparisonsOf } from './case-comparisons.ts';
import { searchFor } from './search-views.ts';
import { listBundles } from './case-file/queries/bundles.ts';
import { factsAbout, flowWithPlace, getFact } from './case-file/queries/facts.ts';
import { bridgeRows } from './case-file/queries/flow-dumps.ts';
import { findNames } from './case-file/queries/names.ts';
import { getOutline, listPins } from './case-file/queries/notes.ts';
import { caseSizes } from './case-file/queries/sizes.ts';
import type { SourceTableRow } from './case-file/queries/sources.ts';
import { listSources, marksIn, problemsOf, sourceById, sourceRow } from './case-file/queries/sources.ts';
import {
  caseOverview,
  casePartView,
  foundInside,
  hostInside,
  networksAtHost,
  tunnelUsesView,
} from './case-network-views.ts';
import { withHostFacts, withHosts } from './host-facts.ts';
import { hostCounters, hostFirewalls } from './host-views.ts';
import { packNode } from '../../shared/network/packed-node.ts';
import type { CaseSession } from './case-session.ts';
import { entitiesOf, foundEntities } from './entity-views.ts';
import { flowExplanation, flowTables } from './explanation-views.ts';
import { findingList } from './finding-views.ts';
import {
  flowFields,
  flowGroups,
  flowMarks,
  flowPlace,
  flowReferences,
  flowsOfGroup,
  groupsOfFlows,
  flowTallies,
} from './flow-study-views.ts';
import { flowText } from './flow-text-view.ts';
import { flowValues, flowWindow } from './flow-views.ts';
import { anchorOfThing, noteById, noteList, noteMarks, noteSearch, resolution } from './notes/note-views.ts';
import { pipelineView } from './pipeline-view.ts';
import { requestsView } from './requests-view.ts';

type SessionMethod =
  | 'case.sizes'
  | 'bundles.list'
  | 'snapshots.list'
  | 'sources.list'
  | 'sources.get'
  | 'sources.text'
  | 'sources.find'
  | 'facts.get'
  | 'facts.about'
  | 'network.node'
  | 'network.firewalls'
  | 'network.counters'
  | 'network.case'
  | 'network.networks'
  | 'network.casePart'
  | 'network.tunnelUses'
  | 'network.inside'
  | 'network.findInside'
  | 'network.route'
  | 'flows.bridges'
  | 'flows.window'
  | 'flows.pipeline'
  | 'flows.raw'
  | 'flows.values'
  | 'flows.explain'
  | 'flows.tables'
  | 'flows.tallies'
  | 'flows.fields'
  | 'flows.groups'
  | 'flows.groupsOf'
  | 'flows.group'
  | 'flows.marks'
  | 'flows.references'
  | 'flows.place'
  | 'flows.text'
  | 'compare.summary'
  | 'compare.window'
  | 'compare.place'
  | 'compare.ruler'
  | 'compare.values'
  | 'compare.neighbours'
  | 'compare.text'
  | 'network.changes'
  | 'network.caseChanges'
  | 'network.insideChanges'
  | 'compare.rates'
  | 'compare.timeline'
  | 'between.summary'
  | 'between.window'
  | 'between.place'
  | 'between.ruler'
  | 'between.text'
  | 'between.matrix'
  | 'between.roles'
  | 'between.settings'
  | 'search.text'
  | 'search.notes'
  | 'names.find'
  | 'notes.anchor'
  | 'notes.resolve'
  | 'notes.list'
  | 'notes.get'
  | 'notes.of'
  | 'pins.list'
  | 'report.get'
  | 'requests.find'
  | 'findings.list'
  | 'entities.find'
  | 'entities.of';

/** `opened` gives the open case or throws 'no-case'. */
export function sessionMethods(opened: () => CaseSession): Pick<Engine, SessionMethod> {
  /** All hosts that belong with either snapshot. */
  const withBoth = async (pair: { readonly from: number; readonly to: number }): Promise<CaseSession> => {
    await withHosts(opened, pair.from);
    return withHosts(opened, pair.to);
  };
  return {
    'case.sizes': async () => {
      const sizes = opened().query(caseSizes);
      return { ...sizes, snapshots: [...sizes.snapshots] };
    },
    'bundles.list': async () => ({ bundles: [...opened().query(listBundles)] }),
    'snapshots.list': async () => ({ snapshots: opened().snapshots() }),
    'sources.list': async (request) => opened().query((db) => listSources(db, request)),
    'sources.get': async ({ source: id }) =>
      opened().query((db) => ({ source: sourceRow(sourceById(db, id)), problems: problemsOf(db, id) })),
    'sources.text': async ({ source: id, firstLine, limit }) => {
      const session = opened();
      return session.query((db) => {
        const source = sourceById(db, id);
        const contentId = keptContent(source);
        const lines = session.content.shownLines(contentId, firstLine, limit);
        return {
          totalLines: session.content.totalLines(contentId),
          firstLine,
          lines: [...lines],
          marks: marksIn(db, source, firstLine, firstLine + lines.length - 1),
        };
      });
    },
    'sources.find': async ({ source: id, text, limit }) => {
      const session = opened();
      return session.query((db) => {
        const lines: number[] = [];
        let total = 0;
        for (const line of session.content.find(keptContent(sourceById(db, id)), text)) {
          if (total++ < limit) lines.push(line);
        }
        return { lines, total };
      });
    },
    'facts.get': async ({ fact }) => opened().query((db) => getFact(db, fact)),
    'facts.about': async ({ snapshot, name, limit }) =>
      opened().query((db) => ({ facts: factsAbout(db, snapshot, name, limit) })),
    'network.node': async ({ snapshot }) =>
      packNode(networkOf(await withHostFacts(opened, snapshot)).node(snapshot)),
    'network.firewalls': async (request) => hostFirewalls(opened(), request),
    'network.counters': async (request) => hostCounters(opened(), request),
    'network.case': async ({ snapshot }) => caseOverview(await withHosts(opened, snapshot), snapshot),
    'network.networks': async ({ snapshot }) => networksAtHost(await withHosts(opened, snapshot), snapshot),
    'network.casePart': async (request) => casePartView(opened(), request),
    'network.tunnelUses': async (request) => tunnelUsesView(opened(), request),
    'network.inside': async ({ snapshot }) => hostInside(opened(), snapshot),
    'network.findInside': async (request) => foundInside(opened(), request),
    'network.route': async ({ snapshot, from, to }) => networkOf(opened()).route(snapshot, from, to),
    'flows.bridges': async ({ snapshot }) => ({ bridges: bridgeRows(opened().dumps(snapshot)) }),
    'flows.window': async (request) => flowWindow(opened(), request),
    'flows.pipeline': async (request) => pipelineView(opened(), request),
    'flows.raw': async ({ flow }) => {
      const session = opened();
      return session.query((db) => {
        const { contentId, evidence } = flowWithPlace(db, flow);
        const { firstLine, lastLine } = evidence;
        const lines =
          contentId === null
            ? []
            : session.content.shownLines(contentId, firstLine, lastLine - firstLine + 1);
        return { text: lines.join('\n'), evidence };
      });
    },
    'flows.values': async (request) => flowValues(opened(), request),
    'flows.explain': async (request) => flowExplanation(opened(), request),
    'flows.tables': async (request) => flowTables(opened(), request),
    'flows.tallies': async (request) => flowTallies(opened(), request),
    'flows.fields': async (request) => flowFields(opened(), request),
    'flows.groups': async (request) => flowGroups(opened(), request),
    'flows.groupsOf': async (request) => groupsOfFlows(opened(), request),
    'flows.group': async (request) => flowsOfGroup(opened(), request),
    'flows.marks': async (request) => flowMarks(opened(), request),
    'flows.references': async (request) => flowReferences(opened(), request),
    'flows.place': async (request) => flowPlace(opened(), request),
    'flows.text': async (request) => flowText(opened(), request),
    'compare.summary': async ({ from, to, include }) => {
      const comparison = comparisonsOf(opened()).comparison(from, to, include);
      return { ...comparisonSummary(comparison), fields: [...fieldNames(comparison).keys()] };
    },
    'compare.window': async (request) => changeWindow(opened(), request),
    'compare.place': async (request) => changePlace(opened(), request),
    'compare.ruler': async (request) => changeRuler(opened(), request),
    'compare.values': async (request) => changeValues(opened(), request),
    'compare.neighbours': async (request) => changeNeighbours(opened(), request),
    'compare.text': async (request) => changeText(opened(), request),
    'network.changes': async (request) => networkChangesView(await withBoth(request), request),
    'network.caseChanges': async (request) => caseChangesView(await withBoth(request), request),
    'network.insideChanges': async (request) => insideChangesView(await withBoth(request), request),
    'compare.rates': async (request) => {
      await withHostFacts(opened, request.from);
      return ratesWindow(await withHostFacts(opened, request.to), request);
    },
    'compare.timeline': async (request) =>
      timelineWindow(comparisonsOf(opened()).timeline(request.host, request.kinds), request),
    'between.summary': async (request) => betweenSummary(opened(), request),
    'between.window': async (request) => betweenWindow(opened(), request),
    'between.place': async (request) => betweenPlace(opened(), request),
    'between.ruler': async (request) => betweenRuler(opened(), request),
    'between.text': async (request) => betweenText(opened(), request),
    'between.matrix': async (request) => betweenMatrix(opened(), request),
    'between.roles': async (request) => betweenRoles(opened(), request),
    'between.settings': async (request) => betweenSettings(opened(), request),
    'entities.find': async (request) => foundEntities(opened(), request),
    'entities.of': async (request) => entitiesOf(opened(), request),
    'findings.list': async (request) => findingList(opened, request),
    'requests.find': async (request) => requestsView(opened(), request),
    'search.text': async ({ text, snapshot, offset, limit }) => {
      const session = opened();
      return session.query(() => searchFor(session, text, snapshot ?? null).window(offset, limit));
    },
    'search.notes': async (request) => noteSearch(opened(), request),
    'notes.anchor': async ({ thing }) => ({ anchor: await anchorOfThing(opened, thing) }),
    'notes.resolve': async ({ anchor }) => ({ at: await resolution(opened, anchor) }),
    'notes.list': async (request) => noteList(opened(), request),
    'notes.get': async ({ id }) => noteById(opened(), id),
    'notes.of': async (request) => noteMarks(opened(), request),
    'pins.list': async () => ({ pins: [...opened().query(listPins)] }),
    'report.get': async () => ({ outline: opened().query(getOutline) }),
    'names.find': async ({ text, limit }) => opened().query((db) => ({ names: findNames(db, text, limit) })),
  };
}

function keptContent(source: SourceTableRow): number {
  if (source.content_id !== null) return source.content_id;
  throw new CodedError(
    'not-found',
    `The text of ${source.path} is not in the case.`,
    'Only text that Coldtrace understands is kept; read it in the bundle itself.',
  );
}
