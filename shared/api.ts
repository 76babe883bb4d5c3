// The one contract between the interface and the engine: every method with the schema of its request
// and of its response, and the events that the engine sends by itself. The engine checks requests at
// run time; hosts carry both over IPC, a MessagePort or a WebSocket without looking inside.
import { z } from 'zod';
import { caseNetworkMethods } from './api/case-network-methods.ts';
import { findingMethods } from './api/finding-methods.ts';
import { flowMethods } from './api/flow-methods.ts';
import { hostMethods } from './api/host-methods.ts';
import { networkMethods } from './api/network-methods.ts';
import {
  count,
  evidence,
  fact,
  filterError,
  flow,
  type flowColumns,
  flowSort,
  id,
  line,
  problem,
  tableId,
  window,
} from './api/schemas.ts';
import type { ApiError } from './coded-error.ts';
import { changeKinds, changeTypes } from './compare/change.ts';
import { severities, sourceStates } from './evidence.ts';
import { factKinds } from './facts.ts';
import type { Phrase, Value as PhraseValue } from './explain/phrase.ts';
import type { Statement } from './explain/statement.ts';
import { edgeWays, pipelineNodeKinds, pipelineNotes } from './pipeline/pipeline.ts';
import { requestCauses } from './requests/request.ts';
import { spellingKinds } from './search/spellings.ts';

export { CodedError, errorCodes, type ApiError, type ErrorCode } from './coded-error.ts';

const caseInfo = z.object({
  path: z.string(),
  name: z.string(),
  bytes: count,
  /** True when the file cannot be written to. */
  readOnly: z.boolean(),
});

const snapshot = z.object({
  id,
  host: z.string(),
  label: z.string().nullable(),
  /** ISO 8601; null when the bundle does not say. */
  capturedAt: z.string().nullable(),
  /** Where host and time were read: `manifest.json`, `hostname`, `prompt`, `folder name`, `user` … */
  hostFrom: z.string(),
  capturedFrom: z.string().nullable(),
  bundles: z.array(z.string()),
  /** `sos clean` went over it: names and addresses stand for others, and nothing is joined by MAC. */
  cleaned: z.literal(true).optional(),
  sources: count,
  facts: count,
  problems: count,
  /** Sources per state. */
  states: z.partialRecord(z.enum(sourceStates), count),
  /** Bridges that have flows, for navigation. */
  bridges: z.array(z.string()),
});

const bundle = z.object({
  id,
  name: z.string(),
  /** `folder`, `tar.xz`, `transcript` … */
  kind: z.string(),
  bytes: count,
  importedAt: z.string(),
  snapshots: z.array(id),
  /** What is wrong with the bundle as a whole: cut off, links that lead nowhere … */
  problems: z.array(problem),
});

const source = z.object({
  id,
  snapshotId: id,
  path: z.string(),
  commandLine: z.string().nullable(),
  commandId: z.string().nullable(),
  netns: z.string().nullable(),
  state: z.enum(sourceStates),
  /** Why it is not `ok`, in one line; null when there is nothing to add. */
  reason: z.string().nullable(),
  bytes: count,
  firstLine: line,
  lastLine: count,
  facts: count,
  problems: count,
  /** Raw text can be shown. */
  kept: z.boolean(),
});

const pipelineNode = z.object({
  id: z.string(),
  kind: z.enum(pipelineNodeKinds),
  bridge: z.string(),
  table: tableId.nullable(),
  port: z.string().nullable(),
  ofport: count.nullable(),
  portType: z.string().nullable(),
  peerBridge: z.string().nullable(),
  name: z.string().nullable(),
  flows: count,
  packets: count.nullable(),
  bytes: count.nullable(),
  neverHit: count,
  conjunctions: count,
  uncounted: count,
  entered: count.nullable(),
  filter: z.string().nullable(),
});
const pipelineEdge = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  ways: z.array(z.enum(edgeWays)).readonly(),
  bridge: z.string(),
  flows: count,
  packets: count.nullable(),
  bytes: count.nullable(),
  passes: count.nullable(),
  neverHit: count,
  uncounted: count,
  filter: z.string().nullable(),
});

const changeSide = z.object({
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  text: z.string(),
  evidence: z.array(evidence).readonly(),
});
const change = z.object({
  kind: z.enum(changeKinds),
  change: z.enum(changeTypes),
  key: z.string(),
  from: changeSide.nullable(),
  to: changeSide.nullable(),
  fields: z.array(z.string()).readonly(),
});

/** A line in which a search found something. Of a long line only what is around it is given. */
const searchRow = z.object({
  host: z.string(),
  snapshotId: id,
  sourceId: id,
  path: z.string(),
  commandLine: z.string().nullable(),
  /** From 1, in the file as it arrived. */
  line,
  text: z.string(),
  /** Characters of the line before `text`, and of the whole line. */
  from: count,
  length: count,
  /** Where in `text` the spelling `spelling` was found, the first in the line. */
  at: count,
  spelling: z.string(),
});

/** What an explanation says, in no language: shared/explain/phrase.ts. */
const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), name: z.string() }),
  z.object({ kind: z.literal('instance'), name: z.string() }),
  z.object({ kind: z.literal('table'), bridge: z.string(), table: tableId }),
  z.object({ kind: z.literal('name'), name: z.string() }),
]);
const phrase: z.ZodType<Phrase> = z.object({
  key: z.string(),
  get values() {
    return z.record(z.string(), phraseValue);
  },
});
const phraseValue: z.ZodType<PhraseValue> = z.union([
  z.string(),
  z.number(),
  z.object({ text: z.string(), target }),
  phrase,
  z.lazy(() => z.array(phraseValue)),
]);
const statement: z.ZodType<Statement> = z.object({
  /** In the text of the match, or of the actions. */
  range: z.object({ from: count, to: count }),
  says: phrase,
  because: z.array(phrase).readonly(),
  get steps() {
    return z.array(statement).readonly();
  },
});

export const importPhases = ['reading', 'parsing', 'writing', 'done'] as const;
const ledger = z.object({
  /** False when every bundle was already in the case. */
  changed: z.boolean(),
  bundles: z.array(
    z.object({
      name: z.string(),
      /** `known`: the same bundle was imported before and was left alone. */
      outcome: z.enum(['imported', 'known', 'failed']),
      snapshots: z.array(id),
      problems: z.array(problem),
    }),
  ),
  /** Files, or commands where a file is a transcript; `states` adds up to it. */
  sources: count,
  states: z.partialRecord(z.enum(sourceStates), count),
  facts: count,
  problems: z.partialRecord(z.enum(severities), count),
  /** Snapshots of one host, minutes apart, that could be one. */
  mergeable: z.array(z.object({ host: z.string(), snapshots: z.array(id).min(2), secondsApart: z.number() })),
});

/** A bundle to import: a path on the engine's machine, or what was uploaded to the browser host before. */
const importInput = z.union([z.object({ path: z.string().min(1) }), z.object({ upload: z.string().min(1) })]);

export const methods = {
  'app.info': {
    request: z.object({}),
    response: z.object({
      version: z.string(),
      host: z.enum(['desktop', 'browser']),
      /** BCP 47, of the machine the engine runs on. */
      locale: z.string(),
      case: caseInfo.nullable(),
      recent: z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string() })),
      /** `titles` by language, `title` for any other. */
      samples: z.array(
        z.object({ id: z.string(), titles: z.record(z.string(), z.string()), title: z.string() }),
      ),
    }),
  },
  /** Opens a case file; makes it when `create` is set. */
  'case.open': {
    request: z.object({ path: z.string().min(1), create: z.boolean() }),
    response: caseInfo,
  },
  /** Makes a case in the user's case folder and opens it. */
  'case.new': { request: z.object({ name: z.string().min(1).max(120) }), response: caseInfo },
  /** Makes a case from a shipped sample; the caller then starts `import.start` with `inputs`. */
  'case.sample': {
    request: z.object({ sample: z.string() }),
    response: z.object({
      case: caseInfo,
      imports: z.array(z.object({ inputs: z.array(importInput), label: z.string().nullable() })),
    }),
  },
  'case.close': { request: z.object({}), response: z.object({}) },
  /** Starts an import into the open case; progress and end come as events. One at a time. */
  'import.start': {
    request: z.object({
      inputs: z.array(importInput).min(1),
      label: z.string().max(120).nullable(),
      merge: z.boolean(),
    }),
    response: z.object({ importId: z.string() }),
  },
  'import.cancel': { request: z.object({ importId: z.string() }), response: z.object({}) },
  'bundles.list': { request: z.object({}), response: z.object({ bundles: z.array(bundle) }) },
  'snapshots.list': { request: z.object({}), response: z.object({ snapshots: z.array(snapshot) }) },
  /** Corrects what the bundle said of itself. */
  'snapshots.update': {
    request: z.object({
      id,
      host: z.string().min(1).max(253).optional(),
      label: z.string().max(120).nullable().optional(),
      capturedAt: z.iso.datetime({ offset: true }).nullable().optional(),
    }),
    response: snapshot,
  },
  'snapshots.merge': { request: z.object({ into: id, from: z.array(id).min(1) }), response: snapshot },
  'sources.list': {
    request: z.object({
      snapshot: id,
      states: z.array(z.enum(sourceStates)).optional(),
      /** Substring of path or command line. */
      text: z.string().optional(),
      ...window,
    }),
    response: z.object({ total: count, matched: count, sources: z.array(source) }),
  },
  'sources.get': {
    request: z.object({ source: id }),
    response: z.object({ source, problems: z.array(problem) }),
  },
  /**
   * Raw lines, numbered from 1 in the file; of one with more than 4,000 characters its beginning, and at its
   * end how much that is (`…[4000/1048576]`). `marks` are the facts whose lines overlap the window.
   */
  'sources.text': {
    request: z.object({ source: id, firstLine: line, limit: z.number().int().min(1).max(5000) }),
    response: z.object({
      totalLines: count,
      firstLine: line,
      lines: z.array(z.string()),
      marks: z.array(
        z.object({ fact: id, kind: z.enum(factKinds), title: z.string(), firstLine: line, lastLine: line }),
      ),
    }),
  },
  /** Line numbers that contain a text (case ignored), at most `limit`. */
  'sources.find': {
    request: z.object({ source: id, text: z.string().min(1), limit: z.number().int().min(1).max(5000) }),
    response: z.object({ lines: z.array(line), total: count }),
  },
  'facts.get': { request: z.object({ fact: id }), response: fact },
  /** Facts of a snapshot that name a thing: a device, MAC, address, instance. */
  'facts.about': {
    request: z.object({ snapshot: id, name: z.string().min(1), limit: z.number().int().min(1).max(200) }),
    response: z.object({ facts: z.array(fact) }),
  },
  ...networkMethods,
  ...hostMethods,
  ...caseNetworkMethods,
  /** What to ask the customer for: command lines that would fill the gaps, and a script that collects them. */
  'requests.find': {
    request: z.object({
      snapshot: id,
      subject: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('snapshot') }),
        z.object({ kind: z.literal('path'), id: z.string() }),
        z.object({ kind: z.literal('bridge'), name: z.string() }),
      ]),
    }),
    response: z.object({
      host: z.string(),
      requests: z.array(
        z.object({
          command: z.string(),
          cause: z.enum(requestCauses),
          reasons: z.array(z.string()),
          sourceId: id.nullable(),
        }),
      ),
      script: z.string(),
      /** Commands that are not in the script, because their names hold characters that could not be shown. */
      leftOut: count,
    }),
  },
  'flows.bridges': {
    request: z.object({ snapshot: id }),
    response: z.object({
      bridges: z.array(
        z.object({
          bridge: z.string(),
          flows: count,
          /** The dump in use, and the others of the same bridge. */
          source: id,
          sources: z.array(
            z.object({
              ...{ id, path: z.string(), commandLine: z.string().nullable(), flows: count },
              /** What could not be read in the output: lines that are no flows, fields nobody knows. */
              problems: count,
            }),
          ),
        }),
      ),
    }),
  },
  /**
   * Rows of a dump. A filter is looked through for a moment only: while not `complete`, `matched` is what was
   * found so far, and the same request goes on. In reading order the rows found so far are given; in any
   * other order there are none before all are found. Another filter ends the one before.
   */
  'flows.window': {
    request: z.object({
      source: id,
      bridge: z.string(),
      filter: z.string(),
      sort: flowSort,
      descending: z.boolean(),
      ...window,
    }),
    response: z.object({
      total: count,
      matched: count,
      complete: z.boolean(),
      rows: z.array(flow),
      error: filterError.nullable(),
    }),
  },
  /**
   * Where the flows of a dump send packets, and how many; with `peers`, on through patch ports. A call works
   * for a moment only: while not `complete`, the same request goes on, and there are no nodes yet.
   */
  'flows.pipeline': {
    request: z.object({ snapshot: id, source: id, bridge: z.string(), peers: z.boolean() }),
    response: z.object({
      /** The dumps that were read, that of `bridge` first. */
      dumps: z.array(z.object({ bridge: z.string(), source: id, flows: count })),
      complete: z.boolean(),
      /** Flows of all these dumps that were read so far. */
      done: count,
      nodes: z.array(pipelineNode).readonly(),
      edges: z.array(pipelineEdge).readonly(),
      notes: z.array(z.enum(pipelineNotes)),
    }),
  },
  'flows.raw': { request: z.object({ flow: id }), response: z.object({ text: z.string(), evidence }) },
  /** A flow in words, in the context of its bridge. */
  'flows.explain': {
    request: z.object({ snapshot: id, bridge: z.string(), flow: id }),
    response: z.object({
      match: z.array(statement).readonly(),
      actions: z.array(statement).readonly(),
      role: phrase.nullable(),
      writer: phrase,
      sentence: phrase,
    }),
  },
  /** The tables of a bridge, each with what it is for as far as that is known. */
  'flows.tables': {
    request: z.object({ snapshot: id, bridge: z.string() }),
    response: z.object({
      writer: phrase,
      tables: z.array(
        z.object({
          table: tableId,
          /** The switch's own, where one is known. */
          name: z.string().nullable(),
          flows: count,
          role: phrase.nullable(),
        }),
      ),
    }),
  },
  /**
   * Completion for the filter: values of a field in this dump, most frequent first. While not `complete`,
   * they are of the flows looked at so far, and the same request, or one with a longer prefix, goes on.
   */
  'flows.values': {
    request: z.object({ source: id, bridge: z.string(), field: z.string(), prefix: z.string() }),
    response: z.object({ values: z.array(z.object({ value: z.string(), count })), complete: z.boolean() }),
  },
  ...flowMethods,
  ...findingMethods,
  'compare.summary': {
    request: z.object({ from: id, to: id }),
    response: z.object({
      kinds: z.array(
        z.object({
          kind: z.enum(changeKinds),
          added: count,
          removed: count,
          changed: count,
          moved: count,
          equal: count,
        }),
      ),
      notComparable: z.array(
        z.object({
          kind: z.enum(changeKinds),
          scope: z.string().nullable(),
          missingIn: z.enum(['from', 'to']),
          command: z.string().nullable(),
        }),
      ),
      ignored: z.array(z.string()),
    }),
  },
  'compare.window': {
    request: z.object({
      from: id,
      to: id,
      kinds: z.array(z.enum(changeKinds)).optional(),
      changes: z.array(z.enum(changeTypes)).optional(),
      /** Substring of key or either side's text. */
      text: z.string(),
      ...window,
    }),
    response: z.object({ total: count, matched: count, rows: z.array(change) }),
  },
  /**
   * Lines that hold a text, case ignored, in the kept text of all sources or of one snapshot's: an address
   * or an id in every spelling. A call works for a moment only: while neither `complete` nor `capped`,
   * `matched` is what was found so far, and the same request goes on. Another text ends the search before.
   */
  'search.text': {
    request: z.object({ text: z.string().trim().min(1).max(1000), snapshot: id.optional(), ...window }),
    response: z.object({
      /** What is looked for, the typed text first. */
      spellings: z.array(z.object({ text: z.string(), kind: z.enum(spellingKinds) })),
      matched: count,
      /** All text was looked through. */
      complete: z.boolean(),
      /** So much was found that the rest was not looked through. */
      capped: z.boolean(),
      rows: z.array(searchRow),
    }),
  },
  /** Names for the palette: hosts, instances, networks, routers, ports, devices, MACs, addresses, sources. */
  'names.find': {
    request: z.object({ text: z.string(), limit: z.number().int().min(1).max(200) }),
    response: z.object({
      names: z.array(
        z.object({
          name: z.string(),
          what: z.enum([
            ...['host', 'instance', 'network', 'router', 'port', 'device', 'mac', 'address'],
            ...['bridge', 'source'],
          ] as const),
          host: z.string(),
          snapshotId: id,
          sourceId: id.nullable(),
          line: line.nullable(),
        }),
      ),
    }),
  },
} as const;

export const events = {
  'import.progress': z.object({
    importId: z.string(),
    phase: z.enum(importPhases),
    /** Of the bundles as stored; total is null when it cannot be known beforehand. */
    bytesDone: count,
    bytesTotal: count.nullable(),
    items: count,
    etaSeconds: z.number().nonnegative().nullable(),
    current: z.string().nullable(),
  }),
  'import.finished': z.object({
    importId: z.string(),
    outcome: z.enum(['done', 'cancelled', 'failed']),
    ledger: ledger.nullable(),
    error: z.object({ code: z.string(), message: z.string(), next: z.string().nullable() }).nullable(),
  }),
  /** Snapshots or the open case changed: reload what is shown. */
  'case.changed': z.object({ case: caseInfo.nullable() }),
} as const;

export type Method = keyof typeof methods;
export type Request<M extends Method> = z.infer<(typeof methods)[M]['request']>;
export type Response<M extends Method> = z.infer<(typeof methods)[M]['response']>;
export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;

/** What the engine implements: one function a method; leaving one out does not compile. */
export type Engine = { readonly [M in Method]: (request: Request<M>) => Promise<Response<M>> };

/** What the interface holds, whichever host carries it. */
export interface Client {
  call<M extends Method>(method: M, request: Request<M>): Promise<Response<M>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}

/** The frames that every transport carries, as JSON or by structured clone. */
export type ClientFrame = { readonly id: number; readonly method: Method; readonly request: unknown };
export type EngineFrame =
  | { readonly id: number; readonly response: unknown }
  | { readonly id: number; readonly error: ApiError }
  | { readonly event: EventName; readonly payload: unknown };

export { flowColumns } from './api/schemas.ts';
export { mostTunnelUses } from './api/case-network-methods.ts';
export * from './api/finding-methods.ts';
export * from './api/flow-methods.ts';

export type SnapshotInfo = z.infer<typeof snapshot>;
export type BundleInfo = z.infer<typeof bundle>;
export type SourceRow = z.infer<typeof source>;
export type SearchRow = z.infer<typeof searchRow>;
export type FactRow = z.infer<typeof fact>;
export type FlowRow = z.infer<typeof flow>;
export type FlowColumn = (typeof flowColumns)[number];
export type FlowSort = z.infer<typeof flowSort>;
export type Ledger = z.infer<typeof ledger>;
export type CaseInfo = z.infer<typeof caseInfo>;
export type ImportInput = z.infer<typeof importInput>;
export type ImportPhase = (typeof importPhases)[number];
