// The one contract between the interface and the engine: every method with the schema of its request
// and of its response, and the events that the engine sends by itself. The engine checks requests at
// run time; hosts carry both over IPC, a MessagePort or a WebSocket without looking inside.
import { z } from 'zod';
import { betweenMethods } from './api/between-methods.ts';
import type { importInput } from './api/case-methods.ts';
import { caseInfo, caseMethods, importPhases, ledger } from './api/case-methods.ts';
import { caseNetworkMethods } from './api/case-network-methods.ts';
import { compareMethods } from './api/compare-methods.ts';
import { explanationMethods } from './api/explanation-methods.ts';
import { entityMethods } from './api/entity-methods.ts';
import { findingMethods } from './api/finding-methods.ts';
import { flowMethods } from './api/flow-methods.ts';
import { flowRowMethods } from './api/flow-row-methods.ts';
import { hostMethods } from './api/host-methods.ts';
import { networkMethods } from './api/network-methods.ts';
import { noteMethods } from './api/note-methods.ts';
import { pipelineMethods } from './api/pipeline-methods.ts';
import { reportMethods } from './api/report-methods.ts';
import { redactionMethods } from './api/redaction-methods.ts';
import { requestMethods } from './api/request-methods.ts';
import type { fact, flow, flowSort } from './api/schemas.ts';
import { count, type flowColumns } from './api/schemas.ts';
import type { searchRow } from './api/search-methods.ts';
import { searchMethods } from './api/search-methods.ts';
import type { bundle, snapshot } from './api/snapshot-methods.ts';
import { snapshotMethods } from './api/snapshot-methods.ts';
import type { source } from './api/source-methods.ts';
import { sourceMethods } from './api/source-methods.ts';
import type { ApiError } from './coded-error.ts';

export { CodedError, errorCodes, type ApiError, type ErrorCode } from './coded-error.ts';

export const methods = {
  ...caseMethods,
  ...snapshotMethods,
  ...sourceMethods,
  ...networkMethods,
  ...hostMethods,
  ...caseNetworkMethods,
  ...findingMethods,
  ...entityMethods,
  ...flowRowMethods,
  ...flowMethods,
  ...explanationMethods,
  ...pipelineMethods,
  ...compareMethods,
  ...betweenMethods,
  ...searchMethods,
  ...requestMethods,
  ...noteMethods,
  ...redactionMethods,
  ...reportMethods,
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
  /** How many lines of the case's texts a redacted export has looked through, or written. */
  'redaction.progress': z.object({ phase: z.enum(['finding', 'writing']), done: count, total: count }),
  /** Of `building` items of the outline, of `finding` lines of the case's texts, where it is redacted. */
  'report.progress': z.object({
    exportId: z.string(),
    phase: z.enum(['building', 'finding']),
    done: count,
    total: count,
  }),
  /** Snapshots or the open case changed: reload what is shown. */
  'case.changed': z.object({ case: caseInfo.nullable() }),
  /** Notes, pins or the report's outline changed, here or in another window: ask for them anew. */
  'notes.changed': z.object({}),
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
export { importPhases } from './api/case-methods.ts';
export { mostTunnelUses } from './api/case-network-methods.ts';
export * from './api/entity-methods.ts';
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
